"""Issues, return remarks, changed answers and earlier signatures: what happened on the way."""

from __future__ import annotations

from collections.abc import Sequence

from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.record import InspectionRecord, IssueRef
from qa_desktop.reports.blocks import NOTHING, Heading, local_time, sentence_case
from qa_desktop.reports.cells import text_cell
from qa_desktop.reports.fonts import Font
from qa_desktop.reports.layout import Block, Space
from qa_desktop.reports.style import FAIL, INK, SMALL, SOFT, Colour
from qa_desktop.reports.table import Column, Placement, Row, table


def issue_blocks(record: InspectionRecord, room: float) -> list[Block]:
    """Return the issues that were logged from this inspection."""
    if not record.issues:
        return []
    shares = (("Issue", 0.15), ("Kind", 0.13), ("Title", 0.27), ("Severity", 0.10), ("Quantity", 0.09), ("Logged", 0.26))
    columns = _columns(room, *shares)
    below = sum(column.width for column in columns[1:]) - 8
    rows = []
    for issue in record.issues:
        texts = (
            issue.number,
            sentence_case(issue.kind),
            issue.title,
            sentence_case(issue.severity),
            issue.quantity or NOTHING,
            f"{local_time(issue.at)}, {issue.by}",
        )
        rows.append(Row(_cells(texts, columns, {0: Font.BOLD, 2: Font.BOLD}), text_cell(_detail(issue), below, colour=SOFT), 1))
    count = "1 issue" if len(rows) == 1 else f"{len(rows)} issues"
    return [Heading("Issues", room, count), table(columns, rows), Space(16)]


def _detail(issue: IssueRef) -> str:
    photos = "" if not issue.photos else "1 photo" if len(issue.photos) == 1 else f"{len(issue.photos)} photos"
    origin = " · ".join(text for text in (f"Item {issue.item_number}" if issue.item_number else "", photos) if text)
    return "\n".join(text for text in (issue.description, origin) if text)


def remark_blocks(record: InspectionRecord, room: float) -> list[Block]:
    """Return the remarks with which lines were returned to the inspector."""
    if not record.remarks:
        return []
    columns = _columns(room, ("Round", 0.07), ("Item", 0.27), ("Remark", 0.39), ("By", 0.27))
    rows = [
        Row(_cells((str(r.round), f"{r.number} {r.item_text}".strip(), r.text, f"{local_time(r.at)}, {r.by}"), columns))
        for r in record.remarks
    ]
    return [Heading("Return remarks", room), table(columns, rows), Space(16)]


def change_blocks(record: InspectionRecord, room: float) -> list[Block]:
    """Return every change of an answer that had been given before, oldest first."""
    if not record.changes:
        return []
    columns = _columns(room, ("Item", 0.24), ("Changed", 0.24), ("From", 0.15), ("To", 0.15), ("Reason", 0.22))
    rows = [
        Row(
            _cells(
                (
                    f"{c.number} {c.item_text}".strip(),
                    f"{local_time(c.at)}, {c.by}",
                    c.old or NOTHING,
                    c.new or NOTHING,
                    c.reason or NOTHING,
                ),
                columns,
            )
        )
        for c in record.changes
    ]
    count = "1 change" if len(rows) == 1 else f"{len(rows)} changes"
    return [Heading("Changed answers", room, count), table(columns, rows), Space(16)]


def earlier_signature_blocks(record: InspectionRecord, room: float) -> list[Block]:
    """Return signatures that no longer count, each with the reason."""
    voided = [signature for signature in record.signatures if signature.voided]
    if not voided:
        return []
    columns = _columns(room, ("Round", 0.07), ("Stage", 0.11), ("Signed by", 0.32), ("Content", 0.19), ("Void, because", 0.31))
    rows = []
    for signature in voided:
        texts = (
            str(signature.round),
            sentence_case(signature.stage),
            f"{signature.name} ({signature.meaning}), {local_time(signature.at)}",
            short_code(signature.content_digest),
            signature.voided,
        )
        rows.append(Row(_cells(texts, columns, {}, {4: FAIL})))
    return [Heading("Earlier signatures that no longer count", room), table(columns, rows), Space(16)]


def _columns(room: float, *shares: tuple[str, float]) -> tuple[Column, ...]:
    return tuple(Column(head, room * share) for head, share in shares)


def _cells(
    texts: Sequence[str],
    columns: tuple[Column, ...],
    fonts: dict[int, Font] | None = None,
    colours: dict[int, Colour] | None = None,
) -> tuple[Placement, ...]:
    cells = []
    for index, (text, column) in enumerate(zip(texts, columns, strict=True)):
        font = (fonts or {}).get(index, Font.REGULAR)
        colour = (colours or {}).get(index, SOFT if index == 0 and not fonts else INK)
        cells.append(Placement(text_cell(text, column.room, font, SMALL, colour), index))
    return tuple(cells)
