"""Drawing the chapters of :mod:`qa_desktop.reports.parts_model`."""

from __future__ import annotations

from collections.abc import Iterable

from qa_desktop.reports.blocks import Heading
from qa_desktop.reports.cells import TextCell, text_cell
from qa_desktop.reports.fonts import Font
from qa_desktop.reports.layout import Block, Space
from qa_desktop.reports.parts_model import Chapter
from qa_desktop.reports.style import INK, SMALL
from qa_desktop.reports.table import Column, Placement, Row, table


def chapter_blocks(chapters: Iterable[Chapter], room: float) -> list[Block]:
    """Return the chapters as blocks, each with its heading."""
    blocks: list[Block] = []
    for chapter in chapters:
        columns = tuple(Column(head, room * share) for head, share in zip(chapter.heads, chapter.shares, strict=True))
        rows = [Row(tuple(_cells(chapter, row, columns))) for row in chapter.rows]
        blocks += [Heading(chapter.heading, room, chapter.aside), table(columns, rows), Space(16)]
    return blocks


def _cells(chapter: Chapter, row: tuple[str, ...], columns: tuple[Column, ...]) -> Iterable[Placement]:
    for index, (text, column) in enumerate(zip(row, columns, strict=True)):
        font = Font.BOLD if index in chapter.strong else Font.REGULAR
        cell: TextCell = text_cell(text, column.room, font, SMALL, INK)
        yield Placement(cell, index)
