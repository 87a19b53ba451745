"""A statement as PDF/A-3b with one empty signature field.  The same statement gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.archive import Attachment, Description, to_archive
from qa_desktop.reports.blocks import NOTHING, Heading, address_block, fact_rows, local_time, paragraph
from qa_desktop.reports.cells import TextCell, text_cell
from qa_desktop.reports.document import STATEMENT_NAME, STATEMENT_WORDS
from qa_desktop.reports.fonts import Font, load_all
from qa_desktop.reports.gallery import statement_photo_blocks
from qa_desktop.reports.images import Prepared
from qa_desktop.reports.layout import Block, Space, paginate
from qa_desktop.reports.masthead import QR_SIZE, TitleBlock, VerdictPanel
from qa_desktop.reports.paper import Running, draw_pages, field_places
from qa_desktop.reports.signature_blocks import SignatureFields
from qa_desktop.reports.statement import Statement, StatementTable, statement_document
from qa_desktop.reports.style import SHEETS, SMALL, SOFT, TINY, Sheet
from qa_desktop.reports.table import Column, Placement, Row, table
from qa_desktop.reports.text import visible

_WAITING = "not signed yet"
_NOTE = "The signature locks this document. Any later change is found by checking it."


def render_statement(statement: Statement, pictures: Mapping[str, Prepared] | None = None) -> bytes:
    """Return the unsigned document; ``pictures`` are those of its photos, by their hash."""
    load_all()
    sheet = SHEETS[statement.page]
    digest = statement.digest()
    pages = paginate(
        _blocks(statement, pictures or {}, sheet, digest), first_top=sheet.first_top, top=sheet.top, bottom=sheet.bottom
    )
    running = Running(f"{statement.kind} {statement.number}", statement.title, f"{statement.number} · {statement.site}", digest)
    plain = draw_pages(sheet, pages, running, _nothing)
    described = Description(
        title=f"{statement.kind} {statement.number}", author=statement.signer, subject=statement.title, at=statement.at
    )
    data = canonical_json(statement_document(statement)).encode("utf-8")
    return to_archive(plain, described, Attachment(STATEMENT_NAME, STATEMENT_WORDS, data), field_places(pages))


def _blocks(statement: Statement, pictures: Mapping[str, Prepared], sheet: Sheet, digest: str) -> list[Block]:
    room = sheet.content_width
    text_room = room - QR_SIZE - 24.0
    title = TitleBlock(
        statement.kind.upper(),
        text_cell(statement.number, text_room, Font.BOLD, 20.0),
        text_cell(statement.title, text_room, Font.REGULAR, 10.0, SOFT),
        statement.site,
        f"{visible(statement.number)}\nSHA-256 {digest}",
        room,
        None,
    )
    blocks: list[Block] = [title, Space(8)]
    if statement.addressee is not None:
        blocks += [address_block(statement.addressee, room), Space(10)]
    if statement.headline:
        blocks += [VerdictPanel(statement.outcome, statement.headline, statement.tally, room), Space(12)]
    blocks += [*fact_rows(statement.facts, room), Space(8)]
    for text in statement.paragraphs:
        blocks += [paragraph(text, room), Space(6)]
    for part in statement.tables:
        body = _table(part, room) if part.rows else paragraph(part.nothing or NOTHING, room)
        blocks += [Space(6), Heading(part.title, room, part.aside), body, Space(10)]
    blocks += statement_photo_blocks(statement.photos, pictures, room)
    return [*blocks, Space(6), *_signature(statement, room, digest)]


def _table(part: StatementTable, room: float) -> Block:
    whole = sum(head.share for head in part.heads)
    columns = tuple(Column(head.text, room * head.share / whole, head.right) for head in part.heads)
    return table(columns, [_row(row, columns) for row in part.rows])


def _row(texts: tuple[str, ...], columns: tuple[Column, ...]) -> Row:
    cells = []
    for index, (text, column) in enumerate(zip(texts, columns, strict=True)):
        cell = text_cell(text, column.room, size=SMALL)
        cells.append(Placement(TextCell(cell.runs, right=column.right), index))
    return Row(tuple(cells))


def _signature(statement: Statement, room: float, digest: str) -> list[Block]:
    fields: dict[Stage, str] = {statement.stage: _WAITING}
    origin = (
        ("Content digest (SHA-256)", digest),
        (f"Record, embedded in this file as {STATEMENT_NAME}", statement.id),
    )
    who = f"{statement.signer} ({statement.signer_login}), {local_time(statement.at)}"
    return [
        Heading("Signature", room),
        paragraph(statement.meaning, room, font=Font.BOLD, keep=True),
        paragraph(who, room, size=SMALL, keep=True),
        paragraph(_NOTE, room, size=SMALL, colour=SOFT, keep=True),
        Space(6, keep_with_next=True),
        SignatureFields(room, fields, keep_with_next=True, label=statement.capacity),
        Space(8),
        *fact_rows(origin, room, columns=2, size=TINY),
    ]


def _nothing() -> None:
    """No progress is shown: a statement is drawn at once."""
