"""What is asked of each piece, in full: limits, and beside them how many readings there are and how they lie."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.reports.blocks import Heading, sentence_case
from qa_desktop.reports.cells import TextCell, text_cell
from qa_desktop.reports.fonts import Font, width
from qa_desktop.reports.grid_model import Sample
from qa_desktop.reports.layout import Block, Space
from qa_desktop.reports.parts_model import characteristic_rows
from qa_desktop.reports.style import FAIL, INK, SMALL, SOFT, TINY
from qa_desktop.reports.table import Column, Placement, Row, table
from qa_desktop.reports.text import visible

_HEADS = ("No.", "Characteristic", "Nominal", "Lower", "Upper", "Unit", "Readings", "Fail", "Least", "Mean", "Greatest")
_LEAST_NAME = 110.0
_EVIDENCE = {"always": "evidence always", "never": "no evidence asked"}


def characteristic_blocks(sample: Sample, room: float) -> list[Block]:
    """Return the table of the characteristics."""
    rows = characteristic_rows(sample)
    if not rows:
        return []
    texts = [(number, criteria["text"], *_limits(criteria), *figures) for number, criteria, figures in rows]
    columns = _columns(room, texts)
    made = []
    for row, (_, criteria, _) in zip(texts, rows, strict=True):
        cells = [Placement(_cell(index, row[index], column.room), index) for index, column in enumerate(columns)]
        more = text_cell(_more(criteria), sum(column.width for column in columns[1:]) - 8, size=TINY, colour=SOFT)
        made.append(Row(tuple(cells), more, 1, pad=1.9))
    whole = len(sample.pieces) > 1 and len(sample.readings) == len(rows) * len(sample.pieces)
    title = f"Asked of each of {len(sample.pieces)} pieces" if whole else "Asked of single pieces"
    head: list[Block] = [Heading(title, room, size=8.5)]
    return [*head, table(tuple(columns), made), Space(12)]


def _limits(criteria: Mapping[str, Any]) -> tuple[str, str, str, str]:
    numbers = [criteria[name] for name in ("nominal", "lower", "upper")]
    nominal, lower, upper = ("" if text is None else number_for_people(Decimal(text)) for text in numbers)
    return nominal, lower, upper, criteria["unit"]


def _columns(room: float, texts: list[tuple[str, ...]]) -> list[Column]:
    widths = []
    for index, head in enumerate(_HEADS):
        widest = max(width(visible(row[index]), Font.BOLD, SMALL) for row in texts)
        widths.append(max(min(widest, 60.0), width(head, Font.BOLD, TINY)) + 8.0)
    others = sum(widths) - widths[1]
    if room - others < _LEAST_NAME:
        share = (room - _LEAST_NAME) / others
        widths = [wide * share for wide in widths]
        others = room - _LEAST_NAME
    widths[1] = room - others
    return [Column(head, wide, right=_right(index)) for index, (head, wide) in enumerate(zip(_HEADS, widths, strict=True))]


def _right(index: int) -> bool:
    return index > 1 and index != 5


def _cell(index: int, text: str, room: float) -> TextCell:
    strong = index == 7 and text != "0"
    colour = FAIL if strong else SOFT if index in {0, 2, 3, 4, 5} else INK
    cell = text_cell(text, room, Font.BOLD if strong else Font.REGULAR, SMALL, colour)
    return TextCell(cell.runs, right=_right(index))


def _more(criteria: Mapping[str, Any]) -> str:
    """Return what is special: severity, where it stands on the drawing, method, evidence, second reading."""
    rules = criteria.get("rules", {})
    origin, asks = rules.get("origin", {}), rules.get("asks", {})
    words = [] if criteria["severity"] == "major" else [f"{sentence_case(criteria['severity'])} characteristic"]
    if origin.get("key_characteristic"):
        words.append("key characteristic")
    places = (("balloon", "balloon"), ("zone", "zone"), ("method:", "method"))
    words += [f"{name} {origin[key]}" for name, key in places if origin.get(key)]
    when = asks.get("evidence_when")
    if when == "every_nth":
        words.append(f"evidence at every {asks.get('evidence_every', 1)}th piece")
    elif when in _EVIDENCE:
        words.append(_EVIDENCE[when])
    if asks.get("second_reading"):
        limit = asks.get("agreement")
        within = f" within {number_for_people(Decimal(limit))} {criteria['unit']}".rstrip() if limit else ""
        words.append(f"second reading{within}")
    return " · ".join(words)
