"""Tables and charts as PDF/A-3b without a signature, taken along from a dashboard.  The same tables give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.canonical import Json, canonical_json, digest_of
from qa_desktop.reports.archive import Attachment, Description, to_archive
from qa_desktop.reports.blocks import Heading, fact_rows, local_time, paragraph
from qa_desktop.reports.cells import TextCell, text_cell
from qa_desktop.reports.chart_model import ChartedTable
from qa_desktop.reports.charts import ChartBlock
from qa_desktop.reports.fonts import Font, load_all
from qa_desktop.reports.layout import Block, Space, paginate
from qa_desktop.reports.masthead import QR_SIZE, TitleBlock
from qa_desktop.reports.paper import Running, draw_pages
from qa_desktop.reports.statement import StatementTable
from qa_desktop.reports.style import SHEETS, SMALL, SOFT
from qa_desktop.reports.table import Column, Placement, Row, table
from qa_desktop.reports.text import visible
from qa_desktop.reports.types import Page

NAME = "figures.json"
_WORDS = "The figures as data"
_NO_DATA = "no data"
_UNSIGNED = "This document is not signed. The figures are as of the moment that is printed; the records behind them go on."


@dataclass(frozen=True, slots=True)
class Tables:
    """A document of tables and charts: ``kind`` is the sort of document, ``title`` what it is about, ``at`` the moment."""

    kind: str
    title: str
    site: str
    author: str
    at: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[ChartedTable, ...]
    data: Json
    page: Page = "A4"


def render_tables(document: Tables) -> bytes:
    """Return the document."""
    load_all()
    sheet = SHEETS[document.page]
    room, digest = sheet.content_width, digest_of(document.data)
    text_room = room - QR_SIZE - 24.0
    title = TitleBlock(
        document.kind.upper(),
        text_cell(document.title, text_room, Font.BOLD, 20.0),
        text_cell(f"{document.author}, {local_time(document.at)}", text_room, Font.REGULAR, 10.0, SOFT),
        document.site,
        f"{visible(document.title)}\nSHA-256 {digest}",
        room,
        None,
    )
    blocks: list[Block] = [title, Space(8), *fact_rows(document.facts, room), Space(8)]
    for part in document.parts:
        blocks += _part(part, room)
    blocks += [Space(6), paragraph(_UNSIGNED, room, size=SMALL, colour=SOFT)]
    pages = paginate(blocks, first_top=sheet.first_top, top=sheet.top, bottom=sheet.bottom)
    running = Running(document.kind, document.title, f"{document.title} · {document.site}", digest)
    plain = draw_pages(sheet, pages, running, lambda: None)
    described = Description(title=document.title, author=document.author, subject=document.kind, at=document.at)
    data = canonical_json(document.data).encode("utf-8")
    return to_archive(plain, described, Attachment(NAME, _WORDS, data), {})


def _part(part: ChartedTable, room: float) -> list[Block]:
    found: list[Block] = [Space(6), Heading(part.table.title, room, part.table.aside)]
    if part.words:
        found += [paragraph(part.words, room, size=SMALL, colour=SOFT, keep=True), Space(4, keep_with_next=True)]
    if part.drawing is not None:
        found += [ChartBlock(part.drawing, room), Space(4)]
    if part.table.rows:
        found.append(_table(part.table, room))
    elif part.drawing is None:
        found.append(paragraph(_NO_DATA, room))
    return [*found, Space(10)]


def _table(part: StatementTable, room: float) -> Block:
    whole = sum(head.share for head in part.heads)
    columns = tuple(Column(head.text, room * head.share / whole, head.right) for head in part.heads)
    rows = []
    for texts in part.rows:
        cells = [
            Placement(TextCell(text_cell(text, column.room, size=SMALL).runs, right=column.right), index)
            for index, (text, column) in enumerate(zip(texts, columns, strict=True))
        ]
        rows.append(Row(tuple(cells)))
    return table(columns, rows)
