"""What an answer says about its item, and what is still missing."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.answers import Answer, Gap, LineAct, Verdict
from qa_desktop.domain.checklist import Evidence, Item, ItemKind
from qa_desktop.domain.item_rules import EvidenceWhen
from qa_desktop.domain.item_types import item_type

_NUMERIC = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER})


def verdict_of(item: Item, answer: Answer) -> Verdict:
    """Return what ``answer`` says about ``item``.  A line that was rejected fails, whatever its reading says."""
    if not item.asked:
        return Verdict.NOT_APPLICABLE
    if answer.act is LineAct.REJECT:
        return Verdict.FAILS
    if answer.na_reason is not None:
        return Verdict.NOT_APPLICABLE
    if answer.value is None:
        return Verdict.OPEN
    return item_type(item.kind).judge(item, answer.value)


def gap_of(item: Item, answer: Answer) -> Gap | None:
    """Return what is still missing before the item counts as finished, or ``None``."""
    verdict = verdict_of(item, answer)
    if verdict is Verdict.OPEN:
        return Gap.UNANSWERED if item.required else None
    if verdict is Verdict.NOT_APPLICABLE:
        return None
    gap = second_gap(item, answer)
    if gap is not None:
        return gap
    return _evidence_gap(item, answer) if evidence_is_due(item, verdict) else None


def evidence_is_due(item: Item, verdict: Verdict) -> bool:
    """Return whether photo or note must accompany the answer of this line."""
    match item.rules.asks.evidence_when:
        case EvidenceWhen.NEVER:
            return False
        case EvidenceWhen.ALWAYS:
            return True
        case EvidenceWhen.NTH:
            return item.evidence_due or verdict is Verdict.FAILS
        case EvidenceWhen.ON_FAIL:
            return verdict is Verdict.FAILS


def second_gap(item: Item, answer: Answer) -> Gap | None:
    """Return whether the reading of a second person is missing, or differs by more than the agreement limit."""
    if not item.rules.asks.second_reading or answer.value is None:
        return None
    if answer.second is None:
        return Gap.SECOND_MISSING
    return None if agrees(item, answer.value, answer.second) else Gap.READINGS_DIFFER


def agrees(item: Item, first: str, second: str) -> bool:
    """Return whether two answers to the same line agree: readings within the agreement limit, anything else exactly."""
    if item.kind in _NUMERIC:
        return abs(Decimal(first) - Decimal(second)) <= (item.rules.asks.agreement or Decimal(0))
    return first == second


def _evidence_gap(item: Item, answer: Answer) -> Gap | None:
    has_note, has_photo = bool(answer.note.strip()), answer.photos > 0
    match item.evidence:
        case Evidence.NOTE if not has_note:
            return Gap.NOTE_MISSING
        case Evidence.PHOTO if not has_photo:
            return Gap.PHOTO_MISSING
        case Evidence.PHOTO_OR_NOTE if not (has_note or has_photo):
            return Gap.EVIDENCE_MISSING
        case Evidence.PHOTO_AND_NOTE if not has_note:
            return Gap.NOTE_MISSING
        case Evidence.PHOTO_AND_NOTE if not has_photo:
            return Gap.PHOTO_MISSING
        case _:
            return None
