"""Single-sampling plans for attributes, from the rule by which the master tables are built.

Source: MIL-STD-105E (1989), tables I and II-A to II-C, which ANSI/ASQ Z1.4 shares.  Letter ``i`` and AQL ``j`` are counted from
zero; a cell of the tables depends on ``s = i + j`` alone, but for the exceptions below.  An arrow leads to the first plan above
or below, and **the sample size is that of the plan which it reaches**.

The reduced table of ISO 2859-1:1999 is offered as ``iso``; only its columns 1.0 and 2.5 could be compared with a second source.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import AQLS, Level, SamplingSeverity, TableSet

LETTERS: Final = "ABCDEFGHJKLMNPQR"
"""Code letters of sample sizes; there is no I and no O.  Tightened inspection has an S besides."""

SIZES: Final = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
REDUCED_SIZES: Final = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
SIZE_OF_S: Final = 3150

_BANDS: Final = (
    (8, "AAAAAAB"), (15, "AAAAABC"), (25, "AABBBCD"), (50, "ABBCCDE"), (90, "BBCCCEF"), (150, "BBCDDFG"), (280, "BCDEEGH"),
    (500, "BCDEFHJ"), (1200, "CCEFGJK"), (3200, "CDEGHKL"), (10_000, "CDFGJLM"), (35_000, "CDFHKMN"), (150_000, "DEGJLNP"),
    (500_000, "DEGJMPQ"),
)  # fmt: skip
_LARGEST_BAND: Final = "DEHKNQR"
_LEVEL_ORDER: Final = tuple(Level)

_UP, _DOWN = "up", "down"
Numbers = tuple[int, int]
_Cell = Numbers | str


@dataclass(frozen=True, slots=True)
class Plan:
    """One single-sampling plan, ready to be pinned to a lot.

    ``code_letter`` is the letter of the lot, ``letter_used`` the one that an arrow led to.  ``sample_size_table`` is the size in
    the table, ``inspect`` how many pieces of this lot are inspected: never more than there are.  A lot with ``ac`` nonconforming
    pieces is accepted, one with ``re`` is not; between them lies a gap in the reduced tables of 105E and Z1.4 only.
    """

    code_letter: str
    letter_used: str
    sample_size_table: int
    inspect: int
    full_inspection: bool
    ac: int
    re: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A plan of the master table: its letter, sample size, acceptance and rejection number."""

    letter: str
    size: int
    ac: int
    re: int


@dataclass(frozen=True, slots=True)
class _Table:
    """The rule of one severity: ``first`` is the s of the zero plan, ``up`` and ``down`` the arrows that follow it."""

    first: int
    up: tuple[int, ...]
    down: tuple[int, ...]
    steps: tuple[Numbers, ...]
    small: tuple[Numbers, ...]
    """The two plans by which letters A to E go on."""


def _gapless(*acceptance: int) -> tuple[Numbers, ...]:
    return tuple((number, number + 1) for number in acceptance)


_NORMAL = _Table(14, (15,), (16,), _gapless(1, 2, 3, 5, 7, 10, 14, 21), _gapless(30, 44))
_TIGHTENED = _Table(15, (), (16, 17), _gapless(1, 2, 3, 5, 8, 12, 18), _gapless(27, 41))
_REDUCED = _Table(14, (15,), (16,), ((0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (5, 8), (7, 10), (10, 13)), ((14, 17), (21, 24)))
_REDUCED_ISO = _Table(14, (15,), (16, 17), _gapless(1, 2, 3, 5, 6, 8, 10), _gapless(14, 21))
_REDUCED_FIRST_ROWS: Final = (
    _gapless(1, 2, 3, 5, 7, 10, 14, 21, 30),
    ((0, 2), (1, 3), (2, 4), (3, 5), *_gapless(5, 7, 10, 14, 21, 30)),
)
"""Rows A and B of the reduced table of 105E, which do not follow the rule."""

_SMALL_LETTERS: Final = 5
_ALL_LETTERS: Final = LETTERS + "S"
_S: Final = len(LETTERS)
_COLUMN_OF_S: Final = AQLS.index("0.025")


def code_letter(lot_size: int, level: Level) -> str:
    """Return the code letter of a lot (MIL-STD-105E table I); a lot of one piece is treated as the smallest lots are."""
    require_lot_size(lot_size)
    place = _LEVEL_ORDER.index(level)
    return next((letters[place] for largest, letters in _BANDS if lot_size <= largest), _LARGEST_BAND[place])


def single_plan(
    lot_size: int, level: Level | str, aql: str, severity: SamplingSeverity | str, tables: TableSet | str = TableSet.Z14
) -> Plan:
    """Return the single-sampling plan of a lot.

    ``aql`` may be written with other trailing zeros than the series.  Raises :class:`InputError`, naming what is possible, when
    the lot is empty, or level, AQL, severity or table set is unknown, or inspection is suspended.
    """
    letter = code_letter(lot_size, level_named(level))
    cell = cell_of(letter, aql, severity, tables)
    return Plan(letter, cell.letter, cell.size, min(cell.size, lot_size), cell.size >= lot_size, cell.ac, cell.re)


def cell_of(letter: str, aql: str, severity: SamplingSeverity | str, tables: TableSet | str = TableSet.Z14) -> Cell:
    """Return the plan of a code letter with arrows followed; raises :class:`InputError` as :func:`single_plan` does."""
    wanted, chosen = severity_named(severity), tables_named(tables)
    column = AQLS.index(aql_named(aql))
    if letter not in LETTERS:
        raise InputError("There is no code letter “{letter}”. Use one of {letters}.", letter=letter, letters=", ".join(LETTERS))
    found = _reached(LETTERS.index(letter), column, wanted, chosen)
    if found is None:
        raise InputError("The tables hold no plan for code letter {letter} at AQL {aql}.", letter=letter, aql=aql)
    return found


def tighter_ac(letter_used: str, aql: str) -> int | None:
    """Return the acceptance number one AQL step tighter under normal inspection, for the switching score of ISO 2859-1.

    ``letter_used`` is the letter of the plan in use; ``None`` where that letter has no plan one step tighter.
    """
    column = AQLS.index(aql_named(aql)) - 1
    if column < 0 or letter_used not in LETTERS:
        return None
    cell = _cell(LETTERS.index(letter_used), column, SamplingSeverity.NORMAL, TableSet.Z14)
    return None if isinstance(cell, str) else cell[0]


def _reached(row: int, column: int, severity: SamplingSeverity, tables: TableSet) -> Cell | None:
    """Follow the arrow of a cell.

    Where an arrow would lead out of the table, the printed tables turn it around: in row A there is none above, in row R none
    below.  (Of the reduced table of ISO that is unconfirmed at 0.025.)
    """
    first = 1 if _cell(row, column, severity, tables) == _DOWN else -1
    for way in (first, -first):
        at = row
        while 0 <= at <= _S:
            cell = _cell(at, column, severity, tables)
            if not isinstance(cell, str):
                return Cell(_ALL_LETTERS[at], _size(at, severity), *cell)
            at += way
    return None


def _size(row: int, severity: SamplingSeverity) -> int:
    if row == _S:
        return SIZE_OF_S
    return REDUCED_SIZES[row] if severity is SamplingSeverity.REDUCED else SIZES[row]


def _cell(row: int, column: int, severity: SamplingSeverity, tables: TableSet) -> _Cell:
    """Return what stands in a cell: acceptance and rejection number, or an arrow."""
    s = row + column
    rule = _rule(severity, tables)
    if row == _S:
        only = severity is SamplingSeverity.TIGHTENED and column == _COLUMN_OF_S
        return (1, 2) if only else _DOWN
    if s < rule.first:
        return _DOWN
    if s == rule.first:
        return _DOWN if row == 0 and severity is SamplingSeverity.TIGHTENED else (0, 1)
    if s in rule.up:
        return _UP
    if s in rule.down:
        return _DOWN
    return _numbered(rule, row, s)


def _numbered(rule: _Table, row: int, s: int) -> _Cell:
    plans: tuple[Numbers, ...] = (*rule.steps, *rule.small) if row < _SMALL_LETTERS else rule.steps
    if rule is _REDUCED and row < len(_REDUCED_FIRST_ROWS):
        plans = _REDUCED_FIRST_ROWS[row]
    step = s - rule.first - 1 - len(rule.up) - len(rule.down)
    return plans[step] if step < len(plans) else _UP


def _rule(severity: SamplingSeverity, tables: TableSet) -> _Table:
    match severity:
        case SamplingSeverity.NORMAL:
            return _NORMAL
        case SamplingSeverity.TIGHTENED:
            return _TIGHTENED
        case _:
            return _REDUCED if tables is TableSet.Z14 else _REDUCED_ISO


def require_lot_size(lot_size: int) -> None:
    """Raise :class:`InputError` unless there is something to inspect."""
    if lot_size < 1:
        raise InputError("A lot of {size} pieces cannot be inspected. Give a lot size of 1 or more.", size=lot_size)


def level_named(name: str) -> Level:
    """Return the level of that name."""
    try:
        return Level(name)
    except ValueError as error:
        raise InputError(
            "There is no inspection level “{name}”. Use one of {known}.", name=name, known=", ".join(Level)
        ) from error


def severity_named(name: str) -> SamplingSeverity:
    """Return the severity of that name; suspended is refused, because it has no plan."""
    plans = tuple(severity for severity in SamplingSeverity if severity is not SamplingSeverity.SUSPENDED)
    if name == SamplingSeverity.SUSPENDED:
        raise InputError(
            "Inspection is suspended, so there is no plan. Once the cause is removed, go on with tightened inspection."
        )
    if name not in plans:
        raise InputError("There is no severity “{name}”. Use one of {known}.", name=name, known=", ".join(plans))
    return SamplingSeverity(name)


def tables_named(name: str) -> TableSet:
    """Return the table set of that name."""
    try:
        return TableSet(name)
    except ValueError as error:
        raise InputError("There are no tables “{name}”. Use one of {known}.", name=name, known=", ".join(TableSet)) from error


def aql_named(text: str) -> str:
    """Return the AQL as the series writes it: ``1`` and ``1,00`` are ``1.0``."""
    known = {Decimal(name): name for name in AQLS}
    with contextlib.suppress(InputError):
        found = known.get(parse_decimal(text))
        if found is not None:
            return found
    raise InputError("The tables have no AQL “{text}”. Use one of {known}.", text=text, known=", ".join(AQLS))
