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
from qa_desktop.domain.lines import PieceRef
from qa_desktop.domain.record_parts import (
    ActRef,
    Approval,
    ConcessionRef,
    ParentRef,
    PlanOutcome,
    QuestionRef,
    SecondRef,
    decision_content,
)

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
    second: SecondRef | None = None

    @property
    def characteristic(self) -> str:
        """The number of the item, whatever the piece: ``17`` for line ``17.3``."""
        return self.number.partition(".")[0] if self.item.piece else self.number

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
    """Everything about one inspection.  Times are ISO 8601 with the station's local offset.

    ``covers`` is how much of the lot it is about, empty for all of it.  ``parent`` is the inspection that it repeats in part.
    """

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
    type: str = ""
    operation: str = ""
    supplier: str = ""
    covers: str = ""
    pieces: tuple[PieceRef, ...] = ()
    plans: tuple[PlanOutcome, ...] = ()
    acts: tuple[ActRef, ...] = ()
    questions: tuple[QuestionRef, ...] = ()
    parent: ParentRef | None = None
    approval: Approval | None = None
    concessions: tuple[ConcessionRef, ...] = ()

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
        """The verdict of what was inspected: one failed line fails it, one uncertain line leaves it uncertain.

        What a sampling plan says about the lot is another question: see ``plans``.
        """
        return overall(self.items, self.answers)

    @property
    def progress(self) -> Progress:
        """How far the inspection has come."""
        return progress_of(self.items, self.answers)

    @property
    def failed(self) -> tuple[Line, ...]:
        """The lines that do not conform, in order."""
        return tuple(line for line in self.lines if line.verdict is Verdict.FAILS)

    @property
    def uncertain(self) -> tuple[Line, ...]:
        """The lines that prove neither, in order."""
        return tuple(line for line in self.lines if line.verdict is Verdict.UNCERTAIN)

    @property
    def refused_pieces(self) -> tuple[PieceRef, ...]:
        """The pieces with a line that does not conform: none of them is accepted, whatever a plan says about the lot."""
        bad = {line.item.piece for line in self.failed}
        return tuple(piece for piece in self.pieces if piece.number in bad)

    @property
    def characteristics(self) -> Mapping[str, Item]:
        """The items by their number; for what is asked of each piece, as it is asked of the first."""
        found: dict[str, Item] = {}
        for line in self.lines:
            found.setdefault(line.characteristic, line.item)
        return found

    def content(self) -> Json:
        """Return the canonical content that is signed and embedded in the report.

        Criteria of what is asked of each piece stand once, under ``characteristics``.
        """
        characteristics = self.characteristics
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
            "lines": [_line(line, characteristics) for line in self.lines],
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
            **_parts(self, characteristics),
        }

    def digest(self) -> str:
        """Return the SHA-256 of the canonical content as hexadecimal digits."""
        return digest_of(self.content())


def _photo(photo: PhotoRef) -> Json:
    return {"sha256": photo.sha256, "caption": photo.caption, "taken_at": photo.taken_at, "by": photo.by}


def _line(line: Line, characteristics: Mapping[str, Item]) -> Json:
    limits, reading = line.item.limits, line.reading
    deviation = None if reading is None else limits.deviation(reading)
    criteria: dict[str, Json] = {} if line.item.piece else {"criteria": line.item.criteria()}
    return {
        "number": line.number,
        "section": line.section,
        **criteria,
        "value": line.answer.value,
        "shown": line.shown,
        "deviation": None if deviation is None else decimal_text(deviation),
        "not_applicable": line.answer.na_reason,
        "note": line.answer.note,
        "verdict": line.verdict.value,
        "by": line.by,
        "at": line.at,
        "photos": [_photo(photo) for photo in line.photos],
        **_special(line, characteristics),
    }


def _special(line: Line, characteristics: Mapping[str, Item]) -> dict[str, Json]:
    """Return what only some lines have, so that records of others are as they always were."""
    answer, item = line.answer, line.item
    named = (("source", answer.source.value), ("gauge", answer.gauge), ("act", answer.act.value))
    found: dict[str, Json] = {name: value for name, value in named if value}
    if line.second is not None:
        found["second"] = line.second.content()
    if item.piece:
        found["piece"] = item.piece
        found["item"] = line.characteristic
        if item.required != characteristics[line.characteristic].required:
            found["required"] = item.required
    if not item.asked:
        found["asked"] = False
    return found


def _parts(record: InspectionRecord, characteristics: Mapping[str, Item]) -> dict[str, Json]:
    """Return what only some inspections have."""
    named = (("type", record.type), ("operation", record.operation), ("supplier", record.supplier), ("covers", record.covers))
    found: dict[str, Json] = {name: value for name, value in named if value}
    lists: tuple[tuple[str, list[Json]], ...] = (
        ("pieces", [{"number": piece.number, "label": piece.label} for piece in record.pieces]),
        ("characteristics", [{"item": n, "criteria": i.criteria()} for n, i in characteristics.items() if i.piece]),
        ("decision_rules", decision_content(characteristics.items())),
        ("plans", [outcome.content() for outcome in record.plans]),
        ("acts", [act.content() for act in record.acts]),
        ("questions", [question.content() for question in record.questions]),
        ("concessions", [concession.content() for concession in record.concessions]),
    )
    found.update({name: values for name, values in lists if values})
    if record.parent is not None:
        found["repeats"] = record.parent.content()
    if record.approval is not None:
        found["template_approved"] = record.approval.content()
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
