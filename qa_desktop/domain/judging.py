"""What an answer says about its item, and what is still missing."""

from __future__ import annotations

from qa_desktop.domain.answers import Answer, Gap, Verdict
from qa_desktop.domain.checklist import Evidence, Item
from qa_desktop.domain.item_types import item_type


def verdict_of(item: Item, answer: Answer) -> Verdict:
    """Return what ``answer`` says about ``item``."""
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
    if verdict is not Verdict.FAILS:
        return None
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
