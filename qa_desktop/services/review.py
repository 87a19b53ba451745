"""What a reviewer looks at: why lines are exceptions, what this round changed, what was opened; and the rule to open them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.answers import LineAct, Source, Verdict
from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.judging import agrees
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import InspectionRecord, Line
from qa_desktop.domain.review import Reason, in_order
from qa_desktop.services import records
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import answers, inspections, reports, review, sample
from qa_desktop.storage.queries.review import LinkRow
from qa_desktop.storage.queries.sample import ActRow, QuestionRow, SecondRow
from qa_desktop.storage.unit import Connection, Store


@dataclass(frozen=True, slots=True)
class Difference:
    """What a line said when the round before was signed, and what it says now, in words for people."""

    line_id: str
    number: str
    text: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about an inspection that explains its record to a reviewer; lines are named by their keys.

    ``differences`` are since the round before, empty in the first.  ``opened`` are the lines that this person opened in this
    round.  ``earlier`` and ``later`` are the inspections that this one repeats in part, and those that repeat it.
    """

    round: int
    reasons: Mapping[str, tuple[Reason, ...]]
    acts: tuple[ActRow, ...]
    seconds: tuple[SecondRow, ...]
    questions: tuple[QuestionRow, ...]
    differences: tuple[Difference, ...]
    opened: frozenset[str]
    earlier: tuple[LinkRow, ...]
    later: tuple[LinkRow, ...]


class ReviewService:
    """Looking before deciding."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def look(self, actor: Actor, inspection_id: str) -> Dossier:
        """Return what explains the record of an inspection."""
        with self._store.reading() as connection:
            record = records.build(connection, inspection_id)
            link = review.link(connection, inspection_id)
            return Dossier(
                record.round,
                reasons_of(connection, record),
                sample.acts(connection, inspection_id),
                review.all_seconds(connection, inspection_id),
                sample.questions(connection, inspection_id),
                differences_of(connection, record),
                review.opened(connection, inspection_id, record.round, actor.person_id),
                review.earlier(connection, None if link is None else link.parent_id),
                review.children(connection, inspection_id),
            )

    @needs(Permission.COUNTERSIGN)
    def open_line(self, actor: Actor, inspection_id: str, line_id: str) -> None:
        """Keep that the reviewer looked at one line; call it when the line was chosen and its detail was on the screen."""
        with self._store.writing(actor.person_id) as work:
            head = inspections.head(work.connection, inspection_id)
            if head.state is not InspectionState.SUBMITTED:
                raise RefusedError("Only an inspection that waits for the countersignature is reviewed. Nothing was stored.")
            if answers.revision_of_item(work.connection, line_id) != head.revision_id:
                raise RefusedError("This line does not belong to this inspection. Nothing was stored. Open the inspection again.")
            if review.add_opened(work, inspection_id, head.round, line_id):
                work.audit("review.open_line", "line", f"{inspection_id}/{line_id}", {"round": head.round})
            else:
                work.leave_unaudited("it was opened before")


def require_opened(connection: Connection, person_id: str, record: InspectionRecord) -> None:
    """Raise :class:`RefusedError` while this person has not opened every exceptional line in this round."""
    exceptional = reasons_of(connection, record)
    seen = review.opened(connection, record.id, record.round, person_id)
    left = [line for line in record.lines if line.item.id in exceptional and line.item.id not in seen]
    if left:
        raise RefusedError(
            "{count} lines that failed, are uncertain or were decided by hand are not opened yet. "
            "The first is {number} “{item}”. Nothing was signed. Open each of them, then sign.",
            count=len(left),
            number=left[0].number,
            item=left[0].item.text,
        )


def reasons_of(connection: Connection, record: InspectionRecord) -> dict[str, tuple[Reason, ...]]:
    """Return by line key why lines are exceptions; lines that are in order are left out."""
    changed = {change.number for change in record.changes}
    returned = {remark.number for remark in record.remarks}
    acted = {act.line_id for act in sample.acts(connection, record.id)}
    asked = {question.line_id for question in sample.questions(connection, record.id)}
    seconds: dict[str, list[SecondRow]] = {}
    for second in review.all_seconds(connection, record.id):
        seconds.setdefault(second.line_id, []).append(second)
    found = {}
    for line in record.lines:
        key, calculated = line.item.id, line.item.kind is ItemKind.CALCULATED
        holds = {
            Reason.FAILED: line.verdict is Verdict.FAILS,
            Reason.UNCERTAIN: line.verdict is Verdict.UNCERTAIN,
            Reason.ODD: key in asked,
            Reason.ACT: key in acted or line.answer.act is not LineAct.NONE,
            Reason.READINGS_DIFFERED: _differed(line, seconds.get(key, ())),
            Reason.RETURNED: line.number in returned,
            Reason.CHANGED: line.number in changed and not calculated,
            Reason.REST: line.answer.source is Source.REST,
            Reason.NOT_APPLICABLE: line.item.asked and line.answer.na_reason is not None,
            Reason.OTHER_PERSON: bool(line.by) and line.by != record.inspector and not calculated,
        }
        reasons = frozenset(reason for reason, true in holds.items() if true)
        if reasons:
            found[key] = in_order(reasons)
    return found


def differences_of(connection: Connection, record: InspectionRecord) -> tuple[Difference, ...]:
    """Return what is different from what the round before signed, line by line."""
    report = reports.report_of(connection, record.id, record.round - 1) if record.round > 1 else None
    if report is None:
        return ()
    then = {line["number"]: line for line in json.loads(reports.content_of(connection, report.id))["lines"]}
    content: Any = record.content()
    found = []
    for line, now in zip(record.lines, content["lines"], strict=True):
        before = then.get(line.number, {})
        old, new = _said(before), _said(now)
        if old != new:
            found.append(Difference(line.item.id, line.number, line.item.text, old, new))
    return tuple(found)


def _differed(line: Line, given: Iterable[SecondRow]) -> bool:
    values = [second.value for second in given]
    first = line.answer.value
    return len(values) > 1 or (first is not None and any(not agrees(line.item, first, value) for value in values))


def _said(line: Mapping[str, Any]) -> str:
    """Return a line of a record's content in words: answer, note, photos, second reading and act."""
    if line.get("asked") is False:
        return "(not asked)"
    if line.get("not_applicable") is not None:
        text = f"Not applicable: {line['not_applicable']}"
    else:
        text = str(line.get("shown") or "(open)")
    if line.get("act"):
        text += f" [{line['act']}]"
    if line.get("second"):
        text += f" [second reading: {line['second']}]"
    if line.get("note"):
        text += f" [note: {line['note']}]"
    count = len(line.get("photos", ()))
    return text + (f" [{count} photo{'s' if count > 1 else ''}]" if count else "")
