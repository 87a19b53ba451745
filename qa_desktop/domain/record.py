"""The complete record of one inspection: what screens review, what is signed, what the report prints.

:meth:`InspectionRecord.content` is the canonical content that signatures cover.  Signatures and the anchor of the audit chain
are not part of it, because they come after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.canonical import Json, digest_of
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.inspection import InspectionState, Progress, overall, progress_of
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.judging import verdict_of

RECORD_FORMAT = "qa-desktop/inspection-record/1"


@dataclass(frozen=True, slots=True)
class PhotoRef:
    """A photo that belongs to an answer, an issue or the inspection.  ``taken_at`` is ISO 8601 with offset."""

    id: str
    sha256: str
    mime: str
    caption: str
    taken_at: str
    by: str
    width: int = 0
    height: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an answer, oldest first.  ``old`` and ``new`` are words for people; ``at`` is ISO 8601 with offset."""

    number: str
    item_text: str
    at: str
    by: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class IssueRef:
    """An issue that was logged from this inspection."""

    number: str
    kind: str
    title: str
    description: str
    severity: str
    quantity: str
    by: str
    at: str
    item_number: str
    photos: tuple[PhotoRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark with which a line was returned."""

    number: str
    item_text: str
    text: str
    by: str
    at: str
    round: int


@dataclass(frozen=True, slots=True)
class SignatureRef:
    """A signature in words.  ``voided`` tells why it no longer counts, empty while it does."""

    stage: str
    name: str
    meaning: str
    at: str
    round: int
    certificate: str
    content_digest: str
    voided: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its answer.  ``number`` is what people call it, for example ``17``, or ``17.3`` at the third piece.

    ``piece_label`` is the serial number or name of the piece, empty for what is asked once.
    """

    number: str
    section: str
    item: Item
    answer: Answer
    by: str = ""
    at: str = ""
    photos: tuple[PhotoRef, ...] = ()
    piece_label: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the answer says."""
        return verdict_of(self.item, self.answer)

    @property
    def shown(self) -> str:
        """The answer in words for people; empty while open."""
        if self.answer.na_reason is not None:
            return self.answer.na_reason
        if self.answer.value is None:
            return ""
        return item_type(self.item.kind).display(self.item, self.answer.value)

    @property
    def reading(self) -> Decimal | None:
        """The reading of a measurement or number."""
        numeric = self.item.kind in {ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CALCULATED}
        return Decimal(self.answer.value) if numeric and self.answer.value is not None else None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a station's audit chain at the time of signing: what a customer's copy witnesses."""

    station: str
    sequence: int
    head: str


@dataclass(frozen=True, slots=True)
class InspectionRecord:
    """Everything about one inspection.  Times are ISO 8601 with the station's local offset."""

    id: str
    number: str
    state: InspectionState
    round: int
    site: str
    station: str
    part_number: str
    part_name: str
    part_revision: str
    order_number: str
    lot_number: str
    lot_quantity: str
    serial: str
    template_name: str
    template_revision: int
    criteria_digest: str
    inspector: str
    inspector_login: str
    opened_at: str
    lines: tuple[Line, ...]
    issues: tuple[IssueRef, ...] = ()
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    signatures: tuple[SignatureRef, ...] = ()
    photos: tuple[PhotoRef, ...] = ()

    @property
    def answers(self) -> Mapping[str, Answer]:
        """Answers by item id."""
        return {line.item.id: line.answer for line in self.lines}

    @property
    def items(self) -> tuple[Item, ...]:
        """Items in order."""
        return tuple(line.item for line in self.lines)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the whole inspection."""
        return overall(self.items, self.answers)

    @property
    def progress(self) -> Progress:
        """How far the inspection has come."""
        return progress_of(self.items, self.answers)

    @property
    def failed(self) -> tuple[Line, ...]:
        """The lines that do not conform, in order."""
        return tuple(line for line in self.lines if line.verdict is Verdict.FAILS)

    def content(self) -> Json:
        """Return the canonical content that is signed and embedded in the report."""
        return {
            "format": RECORD_FORMAT,
            "id": self.id,
            "number": self.number,
            "round": self.round,
            "site": self.site,
            "station": self.station,
            "part": {"number": self.part_number, "name": self.part_name, "revision": self.part_revision},
            "order": self.order_number,
            "lot": {"number": self.lot_number, "quantity": self.lot_quantity},
            "serial": self.serial,
            "template": {
                "name": self.template_name,
                "revision": self.template_revision,
                "criteria_sha256": self.criteria_digest,
            },
            "inspector": {"name": self.inspector, "login": self.inspector_login},
            "opened_at": self.opened_at,
            "verdict": self.verdict.value,
            "lines": [_line(line) for line in self.lines],
            "issues": [_issue(issue) for issue in self.issues],
            "changes": [
                {
                    "item": c.number,
                    "text": c.item_text,
                    "at": c.at,
                    "by": c.by,
                    "old": c.old,
                    "new": c.new,
                    "reason": c.reason,
                }
                for c in self.changes
            ],
            "remarks": [{"item": r.number, "text": r.text, "by": r.by, "at": r.at, "round": r.round} for r in self.remarks],
            "photos": [_photo(p) for p in self.photos],
        }

    def digest(self) -> str:
        """Return the SHA-256 of the canonical content as hexadecimal digits."""
        return digest_of(self.content())


def _photo(photo: PhotoRef) -> Json:
    return {"sha256": photo.sha256, "caption": photo.caption, "taken_at": photo.taken_at, "by": photo.by}


def _line(line: Line) -> Json:
    limits, reading = line.item.limits, line.reading
    deviation = None if reading is None else limits.deviation(reading)
    return {
        "number": line.number,
        "section": line.section,
        "criteria": line.item.criteria(),
        "value": line.answer.value,
        "shown": line.shown,
        "deviation": None if deviation is None else decimal_text(deviation),
        "not_applicable": line.answer.na_reason,
        "note": line.answer.note,
        "verdict": line.verdict.value,
        "by": line.by,
        "at": line.at,
        "photos": [_photo(photo) for photo in line.photos],
        **_special(line),
    }


def _special(line: Line) -> dict[str, Json]:
    """Return what only some lines have, so that records of others are as they always were."""
    answer = line.answer
    named = (("source", answer.source.value), ("gauge", answer.gauge), ("act", answer.act.value), ("second", answer.second))
    found: dict[str, Json] = {name: value for name, value in named if value}
    if line.item.piece:
        found["piece"] = {"number": line.item.piece, "label": line.piece_label}
    if not line.item.asked:
        found["asked"] = False
    return found


def _issue(issue: IssueRef) -> Json:
    return {
        "number": issue.number,
        "kind": issue.kind,
        "title": issue.title,
        "description": issue.description,
        "severity": issue.severity,
        "quantity": issue.quantity,
        "by": issue.by,
        "at": issue.at,
        "item": issue.item_number,
        "photos": [_photo(photo) for photo in issue.photos],
    }
