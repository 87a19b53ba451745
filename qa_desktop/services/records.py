"""Building the complete record of an inspection from the tables: one form for screen, signature and report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.answers import BLANK, Answer
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.record import Change, InspectionRecord, IssueRef, Line, PhotoRef, Remark, SignatureRef
from qa_desktop.domain.signature import STATEMENTS, Meaning
from qa_desktop.services import lines, record_parts
from qa_desktop.services.lines import LoadedLines
from qa_desktop.storage.clock import local_iso
from qa_desktop.storage.queries import answers, inspections, issues, photos, reports, stations
from qa_desktop.storage.queries.photos import PhotoRow
from qa_desktop.storage.unit import Connection

_LATER = frozenset({"by", "inspector", "site", "station", "words"})
"""Names that may change later, and sentences that a later version of the program may put otherwise; what they say stands beside
them as values."""


@dataclass(frozen=True, slots=True)
class _Numbering:
    """The numbers that people see, by item id, and the words of the items."""

    numbers: Mapping[str, str]
    items: Mapping[str, Item]

    @classmethod
    def of(cls, checklist: Checklist) -> _Numbering:
        items = checklist.items
        return cls({item.id: item.number for item in items}, {item.id: item for item in items})

    def number(self, item_id: str | None) -> str:
        return self.numbers.get(item_id or "", "")

    def text(self, item_id: str | None) -> str:
        item = self.items.get(item_id or "")
        return item.text if item else ""


def build(connection: Connection, inspection_id: str) -> InspectionRecord:
    """Return the record as the tables hold it now."""
    row = inspections.row_of(connection, inspection_id)
    loaded = lines.load(connection, inspection_id)
    numbering = _Numbering.of(loaded.checklist)
    all_photos = loaded.photos
    station = stations.station(connection, stations.station_of(connection, inspection_id))
    return InspectionRecord(
        id=row.id,
        number=row.number,
        state=row.state,
        round=row.round,
        site=stations.fact(connection, "site"),
        station=f"{station.code} {station.name}".strip(),
        part_number=row.part_number,
        part_name=row.part_name,
        part_revision=row.part_revision,
        order_number=row.order,
        lot_number=row.lot,
        lot_quantity=row.lot_quantity,
        serial=row.serial,
        template_name=row.template,
        template_revision=row.template_revision,
        criteria_digest=row.criteria_digest,
        inspector=row.inspector,
        inspector_login=row.inspector_login,
        opened_at=local_iso(row.opened_at, row.opened_offset),
        lines=_lines(loaded),
        issues=_issues(connection, inspection_id, numbering),
        changes=_changes(connection, inspection_id, numbering),
        remarks=_remarks(connection, inspection_id, numbering),
        signatures=_signatures(connection, inspection_id),
        photos=tuple(_photo(photo) for photo in all_photos if photo.item_id is None and photo.issue_id is None),
        type=row.type,
        operation=row.operation,
        supplier=row.supplier,
        covers=row.covers,
        pieces=loaded.pieces,
        plans=record_parts.plan_outcomes(loaded),
        acts=record_parts.acts(connection, inspection_id, numbering.items),
        questions=record_parts.questions(connection, inspection_id, numbering.items),
        parent=record_parts.parent(connection, row),
        approval=record_parts.approval(connection, row.revision_id),
        concessions=record_parts.permitted(connection, inspection_id, numbering.items),
    )


def same_facts(content: Json, frozen: str) -> bool:
    """Return whether what the tables hold is what was frozen: everything but names that people and places may change later.

    A person or the site may be renamed after signing without anything that was found being different; the criteria may know
    more in a later version than they did.
    """
    held: Any = content
    signed: Any = json.loads(frozen)
    now, then = _criteria(held), _criteria(signed)
    return (
        bool(_facts(held) == _facts(signed))
        and now.keys() == then.keys()
        and all(_same_criteria(now[number], criteria) for number, criteria in then.items())
    )


def _criteria(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the criteria by the number of the line, or of the characteristic that is asked of each piece."""
    found = {line["number"]: line["criteria"] for line in content["lines"] if "criteria" in line}
    return found | {one["item"]: one["criteria"] for one in content.get("characteristics", ())}


def _same_criteria(held: Mapping[str, Any], signed: Mapping[str, Any]) -> bool:
    """Return whether a line is judged by what it was judged by; what only a later version asks was not known then."""
    return all(held.get(name) == value for name, value in signed.items())


def _facts(value: Any) -> Any:
    """Return a record without the names; the criteria are compared by themselves."""
    if isinstance(value, Mapping):
        return {key: _facts(inner) for key, inner in value.items() if key not in _LATER and key != "criteria"}
    if isinstance(value, (list, tuple)):
        return [_facts(inner) for inner in value]
    return value


def _lines(loaded: LoadedLines) -> tuple[Line, ...]:
    pictures: dict[str, list[PhotoRef]] = {}
    for photo in loaded.photos:
        if photo.item_id is not None and photo.issue_id is None:
            pictures.setdefault(photo.item_id, []).append(_photo(photo))
    found = []
    for section in loaded.checklist.sections:
        for item in section.items:
            given, taken = loaded.given.get(item.id), tuple(pictures.get(item.id, ()))
            by, at = (given.by, local_iso(given.at, given.offset)) if given else ("", "")
            answer = loaded.answers.get(item.id, BLANK)
            second = record_parts.second_of(item, answer.value, loaded.seconds.get(item.id))
            found.append(Line(item.number, section.title, item, answer, by, at, taken, section.piece_label, second))
    return tuple(found)


def _issues(connection: Connection, inspection_id: str, numbering: _Numbering) -> tuple[IssueRef, ...]:
    return tuple(
        IssueRef(
            number=row.number,
            kind=row.kind.value,
            title=row.title,
            description=row.description,
            severity=row.severity.value,
            quantity=row.quantity,
            by=row.raised_by,
            at=local_iso(row.raised_at, row.raised_offset),
            item_number=numbering.number(row.item_id),
            photos=tuple(_photo(photo) for photo in photos.photos_of_issue(connection, row.id)),
        )
        for row in issues.issues_of(connection, inspection_id)
    )


def _changes(connection: Connection, inspection_id: str, numbering: _Numbering) -> tuple[Change, ...]:
    """Return the changes after the first entry: a first answer is no change."""
    found = []
    for row in answers.history(connection, inspection_id):
        item = numbering.items.get(row.item_id)
        if item is None or row.change == 1 or row.old == BLANK or _only_adds_a_note(row):
            continue
        at = local_iso(row.at, row.offset)
        old, new = _words(item, row.old, row.new), _words(item, row.new, row.old)
        found.append(Change(numbering.number(row.item_id), item.text, at, row.by, old, new, row.reason))
    return tuple(found)


def _only_adds_a_note(row: answers.ChangeRow) -> bool:
    same_answer = (row.old.value, row.old.na_reason) == (row.new.value, row.new.na_reason)
    return same_answer and not row.old.note


def _words(item: Item, answer: Answer, other: Answer) -> str:
    if answer.na_reason is not None:
        text = f"Not applicable: {answer.na_reason}"
    elif answer.value is None:
        text = "(open)"
    else:
        text = item_type(item.kind).display(item, answer.value)
    if answer.note != other.note:
        text += f" [note: {answer.note}]" if answer.note else " [no note]"
    return text


def _remarks(connection: Connection, inspection_id: str, numbering: _Numbering) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            numbering.number(row.item_id),
            numbering.text(row.item_id),
            row.text,
            row.by,
            local_iso(row.at, row.offset),
            row.round,
        )
        for row in inspections.remarks(connection, inspection_id)
    )


def _signatures(connection: Connection, inspection_id: str) -> tuple[SignatureRef, ...]:
    return tuple(
        SignatureRef(
            row.stage,
            row.printed_name,
            STATEMENTS[Meaning(row.meaning)],
            local_iso(row.at, row.offset),
            row.round,
            row.certificate,
            row.content_digest,
            row.void_reason if row.voided_at else "",
        )
        for row in reports.signatures(connection, inspection_id)
    )


def _photo(photo: PhotoRow) -> PhotoRef:
    taken = local_iso(photo.taken_at, photo.taken_offset)
    return PhotoRef(
        photo.id, photo.sha256, photo.mime, photo.caption, taken, photo.added_by_name, photo.width, photo.height, photo.name
    )
