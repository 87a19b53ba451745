"""All items with limits, reading, deviation, position in tolerance and verdict; and before them, what does not conform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qa_desktop.domain.answers import LineAct, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.record import InspectionRecord, Line
from qa_desktop.reports.blocks import Heading, local_time, sentence_case
from qa_desktop.reports.cells import (
    EMPTY,
    VERDICT_WORDS,
    Alignment,
    Cell,
    GaugeCell,
    Run,
    TextCell,
    number_cell,
    text_cell,
    verdict_cell,
)
from qa_desktop.reports.characteristics import characteristic_blocks
from qa_desktop.reports.fonts import Font, width
from qa_desktop.reports.grid import grid_blocks
from qa_desktop.reports.grid_model import Block as Grid
from qa_desktop.reports.grid_model import compact, sample_of
from qa_desktop.reports.layout import Block, Space
from qa_desktop.reports.style import FAIL, FAIL_TINT, INK, SMALL, SOFT, TINY
from qa_desktop.reports.table import Column, Placement, Row, Table, table
from qa_desktop.reports.text import visible

_LEAST_ITEM = 96.0
_NUMERIC = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CALCULATED})
_MOST_FAILURES = 80
"""Most failures that are listed one by one; beyond it they are put together by characteristic."""


@dataclass(frozen=True, slots=True)
class _Alignments:
    """One alignment for each column of numbers."""

    nominal: Alignment
    lower: Alignment
    upper: Alignment
    reading: Alignment
    deviation: Alignment


def result_blocks(record: InspectionRecord, document: Mapping[str, Any], room: float) -> list[Block]:
    """Return all results: what is asked once, the characteristics of the pieces, their tables, and lines that are in none."""
    if not record.lines:
        return []
    sample = sample_of(document["content"])
    grids = [Grid.of(data) for data in document.get("grids", ())]
    shown = {(item, piece) for grid in grids for item in grid.items for piece in grid.pieces}
    once = [line for line in record.lines if not line.item.piece]
    rest = [line for line in record.lines if line.item.piece and (line.characteristic, line.item.piece) not in shown]
    blocks: list[Block] = [Heading("All results", room, "Position: reading between lower and upper limit" if _wide(once) else "")]
    if once:
        blocks += [_line_table(once, record.inspector, room), Space(16)]
    if record.pieces:
        blocks += characteristic_blocks(sample, room)
    blocks += grid_blocks(sample, grids, room)
    if rest:
        blocks += [
            Heading("Readings of pieces, line by line", room, size=8.5),
            _line_table(rest, record.inspector, room),
            Space(16),
        ]
    return blocks


def _wide(lines: Iterable[Line]) -> bool:
    return any(line.item.kind is ItemKind.MEASUREMENT or line.reading is not None for line in lines)


def _line_table(lines: Sequence[Line], inspector: str, room: float) -> Table:
    """Return a table with one row for each line, section by section, piece by piece."""
    wide = _wide(lines)
    alignments = _alignments(lines)
    columns = _measured_columns(room, lines, alignments) if wide else _plain_columns(room)
    rows: list[Row] = []
    section: str | None = None
    for line in lines:
        if line.section != section:
            section = line.section
            if section:
                cell = text_cell(section, room - 8, Font.BOLD, SMALL + 0.5, INK)
                rows.append(Row((Placement(cell, 0, len(columns)),), keep_with_next=True))
        make = _measured_row(line, columns, alignments, inspector) if wide else _plain_row(line, columns, inspector)
        rows.append(make)
    return table(columns, rows)


def piece_words(line: Line) -> str:
    """Return the piece of a line in words, nothing for what is asked once."""
    if not line.item.piece:
        return ""
    label = line.piece_label
    return f"Piece {line.item.piece} · {label}" if label and label != str(line.item.piece) else f"Piece {line.item.piece}"


def failure_blocks(record: InspectionRecord, room: float) -> list[Block]:
    """Return the items that do not conform, with what was required, what was found and by how much it is out."""
    failed = record.failed
    if not failed:
        return []
    issues: Mapping[str, list[str]] = _issues_by_item(record)
    covers = {number: one.number for one in record.concessions for number in one.lines}
    number = max(_number_width(line.number for line in failed), room * 0.05)
    shares = (("Item", 0.36), ("Required", 0.22), ("Found", 0.18), ("Out by", 0.13), ("Severity", 0.11))
    columns = (Column("No.", number), *(Column(head, (room - number) * share) for head, share in shares))
    shown = failed[:_MOST_FAILURES]
    rows = [_failure_row(line, columns, issues.get(line.number, []), covers.get(line.number, "")) for line in shown]
    thing = "reading" if record.pieces else "item"
    count = f"1 {thing}" if len(failed) == 1 else f"{len(failed)} {thing}s"
    if len(failed) > _MOST_FAILURES:
        rows = [_gathered_row(lines, columns) for lines in _by_characteristic(failed)]
    return [Heading("What does not conform", room, count), table(columns, rows), Space(16)]


def _by_characteristic(lines: Iterable[Line]) -> Iterable[list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.characteristic, []).append(line)
    return found.values()


def _gathered_row(lines: list[Line], columns: tuple[Column, ...]) -> Row:
    """Return one row for all failing readings of a characteristic: too many to be listed one by one."""
    first = lines[0]
    readings = [line.reading for line in lines if line.reading is not None]
    worst = max((first.item.limits.excess(reading) for reading in readings), default=None)
    count = "1 reading" if len(lines) == 1 else f"{len(lines)} readings"
    most = f"up to {with_unit(worst, first.item.unit)}" if worst else ""
    severity = sentence_case(first.item.severity.value)
    texts = (first.characteristic, first.item.text, required(first.item), count, most, severity)
    cells = []
    for index, (text, column) in enumerate(zip(texts, columns, strict=True)):
        font, colour = (Font.BOLD, FAIL) if index in {3, 4} else (Font.REGULAR, INK)
        cells.append(Placement(text_cell(text, column.room, font, SMALL, colour), index))
    where = compact(str(line.item.piece) for line in lines if line.item.piece)
    below = text_cell(f"Pieces {where}" if where else "", sum(column.width for column in columns[1:]) - 8, colour=SOFT)
    return Row(tuple(cells), below, 1, FAIL_TINT)


def _issues_by_item(record: InspectionRecord) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for issue in record.issues:
        if issue.item_number:
            found.setdefault(issue.item_number, []).append(issue.number)
    return found


def _failure_row(line: Line, columns: tuple[Column, ...], issues: list[str], cover: str) -> Row:
    excess = ""
    if line.reading is not None:
        out = line.item.limits.excess(line.reading)
        excess = with_unit(out, line.item.unit) if out else ""
    trace = " · ".join(
        text
        for text in (
            piece_words(line),
            line.answer.act is LineAct.REJECT and "Rejected by decision",
            line.answer.note and f"Note: {line.answer.note}",
            cover and f"Covered by {cover}",
            issues and f"Issue {', '.join(issues)}",
            line.photos and ("1 photo" if len(line.photos) == 1 else f"{len(line.photos)} photos"),
        )
        if text
    )
    texts = (line.number, line.item.text, required(line.item), line.shown, excess, sentence_case(line.item.severity.value))
    strong = {3: (Font.BOLD, FAIL), 4: (Font.BOLD, FAIL)}
    cells = []
    for index, (text, column) in enumerate(zip(texts, columns, strict=True)):
        font, colour = strong.get(index, (Font.REGULAR, INK))
        cells.append(Placement(text_cell(text, column.room, font, SMALL, colour), index))
    below_room = sum(column.width for column in columns[1:]) - 8
    return Row(tuple(cells), text_cell(trace, below_room, colour=SOFT), 1, FAIL_TINT)


def required(item: Item) -> str:
    """Return what an item asks for, in words: limits, the expected answer, the conforming choices."""
    limits = item.limits
    match item.kind:
        case ItemKind.MEASUREMENT | ItemKind.CALCULATED:
            return _limits_words(item)
        case ItemKind.CONFORMITY:
            return "Conforms"
        case ItemKind.DEFECTS:
            return "No defects"
        case ItemKind.YES_NO:
            return {"yes": "Yes", "no": "No"}.get(item.expected or "", "")
        case ItemKind.SINGLE_CHOICE | ItemKind.MULTIPLE_CHOICE:
            good = [choice.text for choice in item.choices if choice.conforming]
            bad = [choice.text for choice in item.choices if choice.conforming is False]
            return " / ".join(good) if good else ("Not: " + " / ".join(bad) if bad else "")
        case _:
            return "" if limits.is_open else _limits_words(item)


def _limits_words(item: Item) -> str:
    lower, upper, unit = item.limits.lower, item.limits.upper, item.unit
    if lower is not None and upper is not None:
        return f"{number_for_people(lower)} … {with_unit(upper, unit)}"
    if lower is not None:
        return f"≥ {with_unit(lower, unit)}"
    return "" if upper is None else f"≤ {with_unit(upper, unit)}"


def _measured_columns(room: float, lines: Iterable[Line], made: _Alignments) -> tuple[Column, ...]:
    """Give each column of numbers what it needs and the text of the items the rest."""
    lines = tuple(lines)
    units = max((width(visible(line.item.unit), Font.REGULAR, SMALL) for line in lines), default=0.0)
    verdicts = max((width(VERDICT_WORDS[v], _verdict_font(v), SMALL) for v in {line.verdict for line in lines}), default=0.0)
    numbers = ("Nominal", made.nominal), ("Lower", made.lower), ("Upper", made.upper), ("Reading", made.reading)
    fixed = [
        *(_number_column(head, alignment) for head, alignment in numbers),
        Column("Unit", min(max(units + 8, 26.0), 42.0)),
        _number_column("Deviation", made.deviation, signed=True),
        Column("Position", 50.0),
        Column("Verdict", min(verdicts, 72.0) + 20.0),
    ]
    number = Column("No.", _number_width(line.number for line in lines))
    rest = room - number.width - sum(column.width for column in fixed)
    if rest < _LEAST_ITEM:  # very long numbers: they shrink, the text of the item stays readable
        share = (room - number.width - _LEAST_ITEM) / sum(column.width for column in fixed)
        fixed = [Column(column.head, column.width * share, column.right) for column in fixed]
        rest = _LEAST_ITEM
    return (number, Column("Item", rest), *fixed)


def _number_column(head: str, alignment: Alignment, *, signed: bool = False) -> Column:
    least = width(head, Font.BOLD, TINY)
    plus = width("+", Font.BOLD, SMALL) if signed else 0.0
    return Column(head, min(max(alignment.widest + plus, least), 62.0) + 8.5, right=True)


def _number_width(numbers: Iterable[str]) -> float:
    widest = max((width(visible(number), Font.REGULAR, SMALL) for number in numbers), default=0.0)
    return min(max(widest + 8.5, 25.0), 60.0)


def _verdict_font(verdict: Verdict) -> Font:
    return Font.BOLD if verdict is Verdict.FAILS else Font.REGULAR


def _plain_columns(room: float) -> tuple[Column, ...]:
    return (Column("No.", 28), Column("Item", room - 28 - 165 - 98), Column("Answer", 165), Column("Verdict", 98))


def _alignments(lines: Iterable[Line]) -> _Alignments:
    made = _Alignments(Alignment(), Alignment(), Alignment(), Alignment(), Alignment())
    for line in lines:
        if line.item.kind not in _NUMERIC:
            continue
        limits, unit = line.item.limits, line.item.unit
        made.nominal.note(limits.nominal, unit)
        made.lower.note(limits.lower, unit)
        made.upper.note(limits.upper, unit)
        made.reading.note(line.reading, unit)
        made.deviation.note(_deviation(line), unit)
    return made


def _deviation(line: Line) -> Decimal | None:
    return None if line.reading is None else line.item.limits.deviation(line.reading)


def _measured_row(line: Line, columns: tuple[Column, ...], alignments: _Alignments, inspector: str) -> Row:
    number = Placement(text_cell(line.number, columns[0].room, colour=SOFT), 0)
    name = Placement(text_cell(line.item.text, columns[1].room, more=_beside(line)), 1)
    verdict = Placement(verdict_cell(line.verdict, columns[9].room), 9)
    fails = line.verdict is Verdict.FAILS
    if line.reading is None and line.item.kind is not ItemKind.MEASUREMENT:
        across = sum(column.width for column in columns[2:9]) - 8
        middle: tuple[Placement, ...] = (Placement(_answer(line, across), 2, 7),)
    else:
        middle = _numbers(line, alignments, fails, columns)
    return Row((number, name, *middle, verdict), _trace(line, columns, inspector), 1, FAIL_TINT if fails else None)


def _numbers(line: Line, made: _Alignments, fails: bool, columns: tuple[Column, ...]) -> tuple[Placement, ...]:
    limits, unit, reading = line.item.limits, line.item.unit, line.reading
    colour = FAIL if fails else INK
    cells: list[Placement] = [
        Placement(number_cell(limits.nominal, unit, made.nominal, colour=SOFT), 2),
        Placement(number_cell(limits.lower, unit, made.lower, colour=SOFT), 3),
        Placement(number_cell(limits.upper, unit, made.upper, colour=SOFT), 4),
    ]
    if reading is None:
        across = sum(column.width for column in columns[5:9]) - 8
        return (*cells, Placement(_answer(line, across), 5, 4))
    cells += [
        Placement(number_cell(reading, unit, made.reading, bold=True, colour=colour), 5),
        Placement(text_cell(unit, columns[6].room, colour=SOFT), 6),
        Placement(number_cell(_deviation(line), unit, made.deviation, signed=True, colour=colour), 7),
        Placement(_gauge(line, reading, fails), 8),
    ]
    return tuple(cells)


def _gauge(line: Line, reading: Decimal, fails: bool) -> Cell:
    limits = line.item.limits
    position = limits.position(reading)
    if position is not None:
        nominal = None if limits.nominal is None else limits.position(limits.nominal)
        return GaugeCell(position, nominal, fails)
    if limits.lower is not None:
        return TextCell((Run("lower only", Font.REGULAR, TINY, SOFT),))
    return TextCell((Run("upper only", Font.REGULAR, TINY, SOFT),)) if limits.upper is not None else EMPTY


def _answer(line: Line, room: float) -> TextCell:
    if line.verdict is Verdict.NOT_APPLICABLE:
        return text_cell(line.shown, room, colour=SOFT)
    fails = line.verdict is Verdict.FAILS
    return text_cell(line.shown, room, Font.BOLD if fails else Font.REGULAR, SMALL, FAIL if fails else INK)


def _plain_row(line: Line, columns: tuple[Column, ...], inspector: str) -> Row:
    fails = line.verdict is Verdict.FAILS
    cells = (
        Placement(text_cell(line.number, columns[0].room, colour=SOFT), 0),
        Placement(text_cell(line.item.text, columns[1].room, more=_beside(line)), 1),
        Placement(_answer(line, columns[2].room), 2),
        Placement(verdict_cell(line.verdict, columns[3].room), 3),
    )
    return Row(cells, _trace(line, columns, inspector), 1, FAIL_TINT if fails else None)


def _beside(line: Line) -> tuple[Run, ...]:
    """Return what stands below the text of an item: its piece, and whether it is critical."""
    piece = piece_words(line)
    found = [Run(visible(piece), Font.REGULAR, TINY, SOFT)] if piece else []
    if line.item.severity.value == "critical":
        found.append(Run("critical characteristic", Font.BOLD, TINY - 0.5, SOFT))
    return tuple(found)


def _trace(line: Line, columns: tuple[Column, ...], inspector: str) -> TextCell:
    """Return the note, and who answered when it was not the inspector."""
    texts = []
    if line.answer.note:
        texts.append(f"Note: {line.answer.note}")
    if line.by and line.by != inspector:
        texts.append(f"Answered by {line.by}, {local_time(line.at)}")
    room = sum(column.width for column in columns[1:]) - 8
    return text_cell("\n".join(texts), room, colour=SOFT)
