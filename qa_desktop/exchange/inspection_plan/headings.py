"""Which column of a plan holds what: headings in English and German, in the spellings that are in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform.grid import Cell, Sheet, column_letters

SEARCHED_ROWS: Final = 30
"""Headings stand in one of the first rows; above them there may be a title block."""


class Role(StrEnum):
    """What a column holds."""

    BALLOON = "balloon number"
    SHEET = "sheet"
    ZONE = "zone"
    CHARACTERISTIC = "characteristic"
    NOMINAL = "nominal"
    TOLERANCE = "tolerance"
    UPPER_DEVIATION = "upper deviation"
    LOWER_DEVIATION = "lower deviation"
    UPPER_TOLERANCE = "upper tolerance"
    LOWER_TOLERANCE = "lower tolerance"
    PLUS = "plus tolerance"
    MINUS = "minus tolerance"
    UPPER_LIMIT = "upper limit"
    LOWER_LIMIT = "lower limit"
    UNIT = "unit"
    METHOD = "method"
    KEY = "key flag"
    SAMPLING = "sampling"


_SPELLINGS: Final[Mapping[Role, str]] = {
    Role.BALLOON: """balloon, balloon no, balloon number, balloon nr, balloon #, bubble, bubble no, bubble number, no, nr, #,
        number, char no, characteristic no, characteristic number, item, item no, pos, position, ballon, ballonnummer, ballon nr,
        stempel, stempelnummer, stempel nr, merkmalsnummer, merkmal nr, merkmals nr, lfd nr, prüfmerkmal nr, nummer""",
    Role.SHEET: "sheet, page, blatt, seite",
    Role.ZONE: """zone, sheet/zone, sheet zone, location, drawing zone, drawing location, reference location, grid, blatt/zone,
        blatt/feld, feld, zeichnungsfeld, planquadrat, position zeichnung""",
    Role.CHARACTERISTIC: """characteristic, characteristic name, feature, description, characteristic description, dimension name,
        name, designation, requirement, what, check, merkmal, prüfmerkmal, merkmalsbezeichnung, bezeichnung, beschreibung,
        benennung""",
    Role.NOMINAL: """nominal, nominal value, nominal size, dimension, target, target value, nennmaß, nennmass, nennwert,
        nominalwert, sollwert, soll, sollmaß, sollmass, maß""",
    Role.TOLERANCE: """tolerance, tol, +/-, ±, tolerance +/-, tolerance ±, tol +/-, tol ±, toleranz, toleranz ±, toleranz +/-""",
    Role.UPPER_DEVIATION: "upper deviation, es, oberes abmaß, oberes abmass, ob abmaß, ob abmass, obere abweichung",
    Role.LOWER_DEVIATION: "lower deviation, ei, unteres abmaß, unteres abmass, unt abmaß, unt abmass, untere abweichung",
    Role.UPPER_TOLERANCE: "upper tolerance, upper tol, obere toleranz, ob toleranz, ob tol",
    Role.LOWER_TOLERANCE: "lower tolerance, lower tol, untere toleranz, unt toleranz, unt tol",
    Role.PLUS: "+, plus, plus tolerance, plus tol, + tol, +tol, tol +, tol+, tolerance +, toleranz +, toleranz plus",
    Role.MINUS: "-, minus, minus tolerance, minus tol, - tol, -tol, tol -, tol-, tolerance -, toleranz -, toleranz minus",
    Role.UPPER_LIMIT: """upper limit, upper spec limit, upper specification limit, usl, max, maximum, upper, obere grenze,
        oberer grenzwert, obere toleranzgrenze, osg, ogw, otg, höchstmaß, höchstmass, größtmaß, grösstmass""",
    Role.LOWER_LIMIT: """lower limit, lower spec limit, lower specification limit, lsl, min, minimum, lower, untere grenze,
        unterer grenzwert, untere toleranzgrenze, usg, ugw, utg, mindestmaß, mindestmass, kleinstmaß, kleinstmass""",
    Role.UNIT: "unit, units, uom, unit of measure, einheit, maßeinheit, masseinheit",
    Role.METHOD: """method, measuring method, inspection method, gauge, gage, equipment, measuring equipment, instrument, methode,
        prüfmethode, messmethode, prüfmittel, messmittel, messgerät""",
    Role.KEY: """key, key flag, key characteristic, key char, kc, critical, cc, sc, special characteristic, class, classification,
        schlüsselmerkmal, besonderes merkmal, bm, kritisch, klasse, merkmalsklasse, klassifizierung""",
    Role.SAMPLING: """sampling, sample, sample size, sampling plan, sampling text, frequency, inspection frequency, stichprobe,
        stichprobenumfang, stichprobenplan, prüfumfang, umfang, häufigkeit, prüfhäufigkeit""",
}
_MARKS: Final = re.compile(r"[._:;()\[\]\"'“”]+|\s+")
_SLASH: Final = re.compile(r" ?/ ?")
_UNIT_AT_END: Final = re.compile(r"[\[(]\s*([^\[\]()±+]{1,8})[\])]\s*$")


@dataclass(frozen=True, slots=True)
class Columns:
    """The row of the headings and the column of each role; ``unknown`` are headings that say nothing to us."""

    row: int
    by_role: Mapping[Role, Cell]
    unknown: tuple[Cell, ...]


def role_of(heading: str) -> Role | None:
    """Return what a column with this heading holds, or ``None``.

    A unit in brackets at the end does not count, and a heading in two languages counts when both halves mean the same.
    """
    text = heading.replace("\u2212", "-").replace("\u2013", "-")
    role = _ROLES.get(_plain(text)) or _ROLES.get(_plain(_UNIT_AT_END.sub("", text)))
    if role is not None:
        return role
    halves = {_ROLES.get(_plain(half)) for half in re.split(r"[/|\n]", text) if half.strip()}
    return halves.pop() if len(halves) == 1 else None


def unit_of(heading: str) -> str:
    """Return the unit in brackets at the end of a heading such as ``Nominal [mm]``, empty when there is none."""
    found = _UNIT_AT_END.search(heading)
    return found.group(1).strip() if found and role_of(heading) is not None and _ROLES.get(_plain(heading)) is None else ""


def _plain(text: str) -> str:
    return _SLASH.sub("/", " ".join(_MARKS.sub(" ", text).lower().split()))


def columns_of(sheet: Sheet) -> Columns | None:
    """Return the columns by the row with most known headings, ``None`` without a characteristic and one more heading.

    Raises :class:`FileRefusedError` when two columns of that row mean the same.
    """
    candidates = [row for row in sorted(sheet.rows) if row <= SEARCHED_ROWS]
    known = {row: dict(_known(sheet.rows[row])) for row in candidates}
    best = max(candidates, key=lambda row: (len(known[row]), -row), default=None)
    if best is None or len(known[best]) < 2 or Role.CHARACTERISTIC not in known[best]:
        return None
    cells = sheet.rows[best]
    for cell in cells:
        role = role_of(cell.text)
        other = known[best].get(role) if role else None
        if other is not None and other.column != cell.column:
            raise FileRefusedError(
                "Row {row}: the columns {one} (“{first}”) and {two} (“{second}”) both mean “{role}”. Rename or delete one of "
                "them. Nothing was imported.",
                row=best,
                column=cell.letters,
                one=other.letters,
                first=other.text.strip(),
                two=cell.letters,
                second=cell.text.strip(),
                role=role,
            )
    return Columns(best, known[best], tuple(cell for cell in cells if role_of(cell.text) is None))


def _known(cells: tuple[Cell, ...]) -> Iterator[tuple[Role, Cell]]:
    seen = set()
    for cell in cells:
        role = role_of(cell.text)
        if role is not None and role not in seen:
            seen.add(role)
            yield role, cell


def place_of(row: int, column: int | None = None, heading: str = "") -> str:
    """Return a place in the table for people: ``row 5, column C (Tolerance)``."""
    text = f"row {row}" if column is None else f"row {row}, column {column_letters(column)}"
    return f"{text} ({heading})" if heading else text


_ROLES: Final = {_plain(spelling): role for role, spellings in _SPELLINGS.items() for spelling in spellings.split(",")}
