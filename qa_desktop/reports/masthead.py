"""The head of the first page: what this document is, the verdict, and the facts that identify the piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.inspection import counts
from qa_desktop.domain.plan_words import panel_words
from qa_desktop.domain.record import InspectionRecord, Line
from qa_desktop.reports.blocks import fact_rows, local_time, sentence_case
from qa_desktop.reports.cells import TextCell, text_cell
from qa_desktop.reports.fonts import Font, width
from qa_desktop.reports.images import Prepared
from qa_desktop.reports.layout import Block, Space
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import (
    ACCENT,
    DOUBT,
    DOUBT_TINT,
    FAIL,
    FAIL_TINT,
    LEADING,
    PANEL,
    PASS,
    PASS_TINT,
    SOFT,
    TINY,
    Sheet,
)
from qa_desktop.reports.text import lines, one_line, visible
from qa_desktop.reports.types import RenderInput

QR_SIZE = 62.0
QR_WORDS = ("Number and content", "digest of this report")


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Kind of document, number and what it is about at the left; logo and QR code at the right."""

    kind: str
    number: TextCell
    part: TextCell
    site: str
    qr_text: str
    width: float
    logo: Prepared | None
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """Height in points."""
        return max(QR_SIZE + 14.0, 24.0 + self.number.height + self.part.height) + 4.0

    @property
    def least(self) -> float:
        """One piece."""
        return self.height

    def split(self, room: float) -> tuple[Block, Block] | None:
        """One piece."""
        return None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the texts, the code and the logo."""
        right = x + self.width
        y = top - TINY
        pen.text(x, y - 1, self.kind, Font.BOLD, 8.0, ACCENT)
        kind = width(self.kind, Font.BOLD, 8.0)
        room = self.width - QR_SIZE - max(110.0, kind + 32.0)
        site = one_line(self.site, Font.REGULAR, 8.0, room)
        pen.text(x + kind + 8, y - 1, site, Font.REGULAR, 8.0, SOFT)
        y = top - 16
        self.number.draw(pen, x, y, self.width)
        self.part.draw(pen, x, y - self.number.height - 2, self.width)
        draw_qr(pen, right - QR_SIZE, top - QR_SIZE + 2, QR_SIZE, self.qr_text)
        for index, words in enumerate(QR_WORDS):
            at = right - (QR_SIZE + width(words, Font.REGULAR, 5.5)) / 2
            pen.text(at, top - QR_SIZE - 6 - index * 6.5, words, Font.REGULAR, 5.5, SOFT)
        if self.logo is not None:
            wide, high = self.logo.fitted(120.0, 40.0)
            pen.canvas.drawImage(self.logo.reader(), right - QR_SIZE - 18 - wide, top - high, wide, high)


def draw_qr(pen: Pen, x: float, y: float, size: float, text: str) -> None:
    """Draw a QR code (level M) of ``size`` points as filled squares; the quiet zone is the white around it."""
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    step = size / count
    pen.canvas.setFillColorRGB(0, 0, 0)
    path = pen.canvas.beginPath()
    for row in range(count):
        column = 0
        while column < count:
            start = column
            while column < count and code.isDark(row, column):
                column += 1
            if column > start:
                path.rect(x + start * step, y + size - (row + 1) * step, (column - start) * step, step)
            column += 1
    pen.canvas.drawPath(path, stroke=0, fill=1)


@dataclass(frozen=True, slots=True)
class VerdictPanel:
    """The verdict as a panel: shape, words, counts."""

    verdict: Verdict
    words: str
    tally: tuple[tuple[str, int], ...]
    width: float
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """Height in points."""
        return 46.0

    @property
    def least(self) -> float:
        """One piece."""
        return self.height

    def split(self, room: float) -> tuple[Block, Block] | None:
        """One piece."""
        return None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the panel: shape, words, counts."""
        colour, tint = {
            Verdict.CONFORMS: (PASS, PASS_TINT),
            Verdict.FAILS: (FAIL, FAIL_TINT),
            Verdict.UNCERTAIN: (DOUBT, DOUBT_TINT),
        }.get(self.verdict, (SOFT, PANEL))
        bottom = top - self.height
        pen.box(x, bottom, self.width, self.height, fill=tint)
        pen.box(x, bottom, 4.0, self.height, fill=colour)
        pen.mark(x + 16, bottom + 13, 20, self.verdict)
        right = x + self.width - 14
        for label, count in reversed(self.tally):
            wide = max(width(label, Font.REGULAR, TINY), width(str(count), Font.BOLD, 12.0))
            pen.text(right - wide, bottom + 22, str(count), Font.BOLD, 12.0, SOFT)
            pen.text(right - wide, bottom + 12, label, Font.REGULAR, TINY, SOFT)
            right -= wide + 14
        size = 15.0
        while size > 9.0 and width(self.words, Font.BOLD, size) > right - x - 46:
            size -= 0.5
        broken = lines(self.words, Font.BOLD, size, right - x - 46)
        y = bottom + 23 - size * 0.38 + (len(broken) - 1) * size * LEADING / 2
        for words in broken:
            pen.text(x + 46, y, words, Font.BOLD, size, colour)
            y -= size * LEADING


@dataclass(frozen=True, slots=True)
class _PlanLine:
    """What one sampling plan says about the lot, below the verdict of what was inspected."""

    words: str
    accepted: bool | None
    width: float
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        return 19.0

    @property
    def least(self) -> float:
        return self.height

    def split(self, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        verdict = {True: Verdict.CONFORMS, False: Verdict.FAILS, None: Verdict.OPEN}[self.accepted]
        colour = {True: PASS, False: FAIL, None: SOFT}[self.accepted]
        bottom = top - self.height
        pen.box(x, bottom, self.width, self.height - 1.5, fill=PANEL)
        pen.box(x, bottom, 4.0, self.height - 1.5, fill=colour)
        pen.mark(x + 21, bottom + 4, 10, verdict)
        size = 8.5
        while size > 5.0 and width(self.words, Font.BOLD, size) > self.width - 60:
            size -= 0.25
        pen.text(x + 46, bottom + 6, self.words, Font.BOLD, size, colour)


def verdict_words(record: InspectionRecord) -> str:
    """Return the verdict of the whole inspection as it is printed."""
    total = sum(_is_counted(line) for line in record.lines)
    things = "readings" if record.pieces else "items"
    match record.verdict:
        case Verdict.CONFORMS:
            return "CONFORMS"
        case Verdict.FAILS:
            return f"DOES NOT CONFORM – {len(record.failed)} of {total} {things}"
        case Verdict.UNCERTAIN:
            return f"UNCERTAIN – {len(record.uncertain)} of {total} {things} prove neither"
        case _:
            return "OPEN – not all required items are answered"


def _is_counted(line: Line) -> bool:
    """Whether a line counts at the head of a report: readings of pieces beyond what the plan asks for may stay open."""
    beyond = bool(line.item.piece) and not line.item.required and line.verdict is Verdict.OPEN
    return counts(line.item) and not beyond


def masthead(given: RenderInput, sheet: Sheet, logo: Prepared | None, document: Mapping[str, Any]) -> list[Block]:
    """Return the blocks at the head of the first page; ``document`` is what is embedded."""
    record, room, digest = given.record, sheet.content_width, document["content_sha256"]
    revision = f"Rev. {record.part_revision}" if record.part_revision else ""
    part = " · ".join(text for text in (record.part_name, record.part_number, revision) if text)
    again = f" · round {record.round}" if record.round > 1 else ""
    text_room = room - QR_SIZE - (150.0 if logo else 24.0)
    title = TitleBlock(
        "INSPECTION REPORT",
        text_cell(record.number, text_room, Font.BOLD, 20.0),
        text_cell(part + again, text_room, Font.REGULAR, 10.0, SOFT),
        given.site,
        f"{visible(record.number)}\nSHA-256 {digest}",
        room,
        logo,
    )
    found = Counter(line.verdict for line in record.lines if _is_counted(line))
    labels = ((Verdict.CONFORMS, "conform"), (Verdict.FAILS, "do not"), (Verdict.UNCERTAIN, "uncertain"))
    more = (
        (Verdict.RECORDED, "recorded"),
        (Verdict.NOT_APPLICABLE, "not applicable"),
        (Verdict.OPEN, "open"),
    )
    tally = tuple((word, found[v]) for v, word in (*labels, *more) if found[v])
    panel = VerdictPanel(record.verdict, verdict_words(record), tally, room)
    plans: list[Block] = [_PlanLine(panel_words(plan), plan["accepted"], room) for plan in document["content"].get("plans", ())]
    return [title, Space(8), panel, *plans, Space(12), *fact_rows(_facts(given), room), Space(8)]


def _facts(given: RenderInput) -> list[tuple[str, str]]:
    record = given.record
    facts = [
        ("Part number", record.part_number),
        ("Part name", record.part_name),
        ("Part revision", record.part_revision),
        ("Serial number", record.serial),
        ("Order", record.order_number),
        ("Lot", record.lot_number),
        ("Lot quantity", record.lot_quantity),
        ("Checklist", f"{record.template_name}, revision {record.template_revision}"),
        ("Inspector", f"{record.inspector} ({record.inspector_login})"),
        ("Opened", local_time(record.opened_at)),
        ("Closed for signing", local_time(given.frozen_at)),
        ("Site and station", " · ".join(text for text in (record.site, record.station) if text)),
    ]
    approved = record.approval
    special = (
        ("Inspection type", sentence_case(record.type)),
        ("Operation", record.operation),
        ("Supplier", record.supplier),
        ("Quantity that is covered", record.covers),
        ("Pieces inspected", str(len(record.pieces)) if record.pieces else ""),
        ("Checklist approved", "" if approved is None else f"{local_time(approved.at)}, {approved.by}"),
        ("Repeats in part", "" if record.parent is None else record.parent.number),
    )
    return [*facts, *(fact for fact in special if fact[1])]
