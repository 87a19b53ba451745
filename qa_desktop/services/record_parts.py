"""Loading what a record holds beside its lines: plans with what they found, acts, questions, the inspection that is repeated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.judging import agrees
from qa_desktop.domain.plan_verdict import sample_of, verdict_of_plan
from qa_desktop.domain.record_parts import ActRef, Approval, Before, ConcessionRef, ParentRef, PlanOutcome, QuestionRef, SecondRef
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind
from qa_desktop.methods.sampling.variables import k_method
from qa_desktop.services.lines import LoadedLines
from qa_desktop.storage.clock import local_iso
from qa_desktop.storage.queries import concessions, inspections, reports, sample, templates
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.storage.queries.sample import SecondRow
from qa_desktop.storage.unit import Connection


def plan_outcomes(loaded: LoadedLines) -> tuple[PlanOutcome, ...]:
    """Return every pinned plan with what the lines say by it."""
    lines = loaded.checklist.items
    return tuple(
        PlanOutcome(plan, verdict_of_plan(plan, lines, loaded.answers, by_readings=_by_readings(plan, lines, loaded.answers)))
        for plan in loaded.plans
    )


def _by_readings(plan: PinnedPlan, lines: Sequence[Item], answers: Mapping[str, Answer]) -> bool | None:
    """Return the decision of the k method over every characteristic of a variables plan, ``None`` where it cannot be computed."""
    k = plan.rule.k
    if plan.rule.kind is not SamplingKind.VARIABLES or k is None:
        return None
    found = []
    for key in plan.items:
        sample = [line for line in lines if line.key == key and 1 <= line.piece <= sample_of(plan)]
        values = [value for line in sample if (value := answers.get(line.id, BLANK).value) is not None]
        if not sample or len(values) < len(sample):
            return None
        limits = sample[0].limits
        try:
            found.append(k_method([Decimal(value) for value in values], k, lower=limits.lower, upper=limits.upper).accept)
        except InputError:
            return None
    return all(found) if found else None


def second_of(item: Item, first: str | None, row: SecondRow | None) -> SecondRef | None:
    """Return the second reading of a line with whether it agrees."""
    if row is None:
        return None
    limit = item.rules.asks.agreement
    return SecondRef(
        row.value,
        item_type(item.kind).display(item, row.value),
        row.by,
        local_iso(row.at, row.offset),
        row.gauge,
        "" if limit is None else decimal_text(limit),
        first is not None and agrees(item, first, row.value),
    )


def acts(connection: Connection, inspection_id: str, items: Mapping[str, Item]) -> tuple[ActRef, ...]:
    """Return every retract, retest and reject with the value that stood before, oldest first."""
    found = []
    for row in sample.acts(connection, inspection_id):
        item = items.get(row.line_id)
        number, text = (item.number, item.text) if item else ("", "")
        before = "" if row.value_before is None else _shown(item, row.value_before)
        at = local_iso(row.at, row.offset)
        found.append(ActRef(number, text, row.act, row.reason, before, row.by, at, row.round))
    return tuple(found)


def questions(connection: Connection, inspection_id: str, items: Mapping[str, Item]) -> tuple[QuestionRef, ...]:
    """Return the questions about readings with the replies, oldest first."""
    found = []
    for row in sample.questions(connection, inspection_id):
        item = items.get(row.line_id or "")
        number, text = (item.number, item.text) if item else ("", "")
        at = "" if row.replied_at is None else local_iso(row.replied_at, row.replied_offset)
        facts: Any = row.facts
        asked = local_iso(row.asked_at, 0)
        found.append(QuestionRef(number, text, row.kind, row.round, asked, _plain(facts), row.reply, row.replied_by, at))
    return tuple(found)


def permitted(connection: Connection, inspection_id: str, items: Mapping[str, Item]) -> tuple[ConcessionRef, ...]:
    """Return the concessions that cover lines of an inspection."""
    found: dict[str, list[str]] = {}
    rows = {}
    for key, row in concessions.covered(connection, inspection_id).items():
        if key in items:
            rows[row.id] = row
            found.setdefault(row.id, []).append(key)
    return tuple(
        ConcessionRef(
            row.number,
            row.kind.value,
            items[found[row.id][0]].text,
            row.lower,
            row.upper,
            row.valid_until,
            row.customer_approval,
            row.approved_by,
            tuple(items[key].number for key in found[row.id]),
        )
        for row in rows.values()
    )


def parent(connection: Connection, row: InspectionRow) -> ParentRef | None:
    """Return the inspection that this one repeats, with its lines as they were signed when this one was opened.

    What was signed never changes; the tables of the other inspection may, when it is reopened.
    """
    if row.parent_id is None:
        return None
    first = inspections.row_of(connection, row.parent_id)
    signed = [r for r in reports.of_inspection(connection, first.id) if r.at <= row.opened_at]
    if not signed:
        return ParentRef(first.number)
    content: dict[str, Any] = json.loads(reports.content_of(connection, signed[-1].id))
    texts = {one["item"]: one["criteria"]["text"] for one in content.get("characteristics", ())}
    lines = tuple(
        Before(line["number"], line["criteria"]["text"] if "criteria" in line else texts[line["item"]], line["shown"], verdict)
        for line in content["lines"]
        if (verdict := line["verdict"]) in {Verdict.FAILS.value, Verdict.UNCERTAIN.value}
    )
    return ParentRef(first.number, signed[-1].content_digest, lines)


def approval(connection: Connection, revision_id: str) -> Approval | None:
    """Return who approved the revision; revisions that were published before approval was asked have nobody."""
    revision = templates.revision_by_id(connection, revision_id)
    if revision.approved_at is None:
        return None
    return Approval(revision.approved_by_name, local_iso(revision.approved_at, 0))


def _shown(item: Item | None, value: str) -> str:
    return value if item is None else item_type(item.kind).display(item, value)


def _plain(value: Any) -> Any:
    """Return facts without floats, which have no place in a record."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, float) else value
