"""Building the lines of the list from items and answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.checklist import Item, ItemKind, Section
from qa_desktop.domain.concession import Cover
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.inspection import counts
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.judging import gap_of, verdict_of
from qa_desktop.ui.run.book import AnswerBook
from qa_desktop.ui.run.state import Keeping, RemarkState, RowState


def row_of(
    place: int,
    item: Item,
    book: AnswerBook,
    *,
    draft: str | None,
    issue: str,
    remarks: Sequence[RemarkState],
    locked: bool = False,
) -> RowState:
    """Return the line of one item."""
    answer = book.shown(item.id)
    # What is not stored is still missing and not counted, whatever the screen shows.
    sure = book.stored(item.id) if book.trouble(item.id) is not None else answer
    return RowState(
        place=place,
        item_id=item.id,
        number=item.number or str(place + 1),
        text=" ".join(item.text.split()),
        kind=item.kind,
        verdict=verdict_of(item, answer),
        reading=shown(item, answer),
        keeping=keeping_of(book, item.id, draft),
        gap=gap_of(item, sure),
        counts=counts(item),
        counted=verdict_of(item, sure),
        note=bool(answer.note.strip()),
        photos=answer.photos,
        issue=issue,
        remark=bool(remarks),
        remark_done=all(remark.done for remark in remarks),
        locked=locked,
        covered=(cover := cover_of(book, item)) is not None and cover.is_covered,
    )


def keeping_of(book: AnswerBook, item_id: str, draft: str | None) -> Keeping:
    """Return whether what stands at the item is in the database."""
    if book.pending(item_id):
        return Keeping.SAVING
    if book.trouble(item_id) is not None:
        return Keeping.FAILED
    if draft is not None:
        return Keeping.TYPED
    stored = book.stored(item_id)
    return Keeping.SAVED if stored.is_given or stored.note else Keeping.NOTHING


def cover_of(book: AnswerBook, item: Item) -> Cover | None:
    """Return what was said of the permit for a reading outside the limits; ``None`` while it is on its way."""
    unsure = book.pending(item.id) or book.trouble(item.id) is not None
    found = None if unsure else book.covers.of(item.id)
    return found if found is not None and verdict_of(item, book.stored(item.id)) is Verdict.FAILS else None


def shown(item: Item, answer: Answer) -> str:
    """Return the answer in words for the list; empty while open."""
    if answer.na_reason is not None:
        return answer.na_reason
    return "" if answer.value is None else item_type(item.kind).display(item, answer.value)


def section_title(sections: Sequence[Section], place: int) -> str:
    """Return the title of the section that a line stands in."""
    first = 0
    for section in sections:
        first += len(section.items)
        if place < first:
            return section.title
    return ""


def lead_of(items: Sequence[Item], place: int) -> tuple[str, ...]:
    """Return the instructions right before an item that ask for no confirmation: going on by key would skip them."""
    found: list[str] = []
    for item in reversed(items[:place]):
        if item.kind is not ItemKind.INSTRUCTION or item.required:
            break
        found.insert(0, item.text)
    return tuple(found)


def given(item: Item, raw: str, before: Answer) -> Answer:
    """Return the answer that ``raw`` is; raises :class:`InputError`."""
    return Answer(item_type(item.kind).canonical(item, raw), None, before.note, before.photos)


def may_flush(item: Item, raw: str) -> bool:
    """Return whether text that was typed and not confirmed is a whole answer: it was echoed, and it is no slip of the hand."""
    try:
        value = item_type(item.kind).canonical(item, raw)
    except InputError:
        return False
    if item.kind is ItemKind.MEASUREMENT:
        return item.limits.plausible(Decimal(value))
    return True


def choices_in(value: str | None) -> tuple[str, ...]:
    """Return the ids of a multiple choice answer."""
    return tuple(json.loads(value)) if value else ()
