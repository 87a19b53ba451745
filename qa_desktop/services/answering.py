"""Giving answers: the path that every reading takes from the key press to the table.

It loads one inspection head, one item and one answer, whatever the size of the inspection.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

from qa_desktop.domain.answers import LONGEST_GAUGE, Answer, LineAct, Source, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import Cover
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.inspection import InspectionState, counts, require_open
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lines import at_piece, split_line
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.methods.asking import Evaluation, Logic
from qa_desktop.services import lines
from qa_desktop.services.consequences import Consequence, follow
from qa_desktop.services.covering import cover
from qa_desktop.services.guard import needs
from qa_desktop.services.issue_entry import by_itself
from qa_desktop.services.returned import require_returned
from qa_desktop.storage.clock import local_iso
from qa_desktop.storage.queries import answers, inspections, photos, sample, templates
from qa_desktop.storage.unit import Store, Work

CORRECTED = "Corrected before signing"
UNDONE = "Undone by the inspector"
AFTER_RETURN = "Corrected after return"
NOTED = "Note written"

Change = Callable[[Answer], Answer]
"""Makes the new answer of a line from the one that stands."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The acknowledgement of one answer: it is in the database.

    ``item_id`` is the key of the line.  ``at`` is ISO 8601 with offset.  ``consequences`` are the lines that changed with it.
    ``cover`` says which concession covers a reading outside the limits, or why none does.
    """

    item_id: str
    answer: Answer
    before: Answer
    verdict: Verdict
    answered: int
    failed: int
    at: str
    consequences: tuple[Consequence, ...] = ()
    cover: Cover | None = None


class AnswerPath:
    """The way of an answer inside a running transaction, with what it looks up once.  Services share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Items of a published revision never change, so one look-up per item and program run is enough.
        self._of_item = functools.lru_cache(maxsize=20_000)(self._load_item)
        self._logic = functools.lru_cache(maxsize=64)(self._load_logic)

    def item(self, key: str) -> Item:
        """Return the line with a key."""
        item_id, piece = split_line(key)
        item, _ = self._of_item(item_id)
        return at_piece(item, piece) if piece else item

    def store(self, work: Work, actor: Actor, inspection_id: str, item: Item, after: Change, reason: str) -> Saved:
        """Store what ``after`` makes of the present answer, with everything that follows from it."""
        head, old = answers.current_with_head(work.connection, inspection_id, item.id)
        require_mine(head, actor)
        _require_item_of(self._of_item(split_line(item.id)[0])[1], head.revision_id)
        new = after(old.answer)
        require_not_rejected(item, old.answer, new)
        if item.kind is ItemKind.PHOTO and new.value != old.answer.value:
            _require_photos(work, inspection_id, item, new)
        logic = self._logic(head.revision_id)
        require_returned(work.connection, head, item, logic)
        if item.rules.asks.second_reading and new.value != old.answer.value:
            _require_first_reader(work, inspection_id, item)
        if logic.conditions:
            _require_asked(work, head, item, logic)
        saved = record_answer(work, head, item, old, new, reason)
        by_itself(work, head.id, item, new, saved.verdict)
        saved = replace(saved, cover=cover(work, head.id, item, old.answer, new))
        return saved if logic.is_empty else with_consequences(work, head, item, old.answer, logic, saved)

    def _load_logic(self, revision_id: str) -> Logic:
        with self._store.reading() as connection:
            return lines.logic(connection, revision_id)

    def _load_item(self, item_id: str) -> tuple[Item, str]:
        with self._store.reading() as connection:
            return templates.item_by_id(connection, item_id), answers.revision_of_item(connection, item_id)


class AnswerService:
    """Answers, notes and undo.  One public method is one transaction is one acknowledgement."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = AnswerPath(store)

    @needs(Permission.INSPECT)
    def answer(
        self,
        actor: Actor,
        inspection_id: str,
        item_id: str,
        raw: str,
        *,
        reason: str = "",
        source: Source = Source.TYPED,
        gauge: str = "",
    ) -> Saved:
        """Store what the person gave for one line; ``item_id`` is its key.  ``gauge`` names the measuring equipment.

        Raises :class:`InputError` when the text is no answer to the item, :class:`RefusedError` when the inspection is closed
        or belongs to somebody else.
        """
        item = self._path.item(item_id)
        value = canonical_answer(item, raw)
        used = clean_gauge(gauge)
        return self._store_answer(
            actor,
            inspection_id,
            item,
            lambda old: replace(old, value=value, na_reason=None, source=source, gauge=used, act=kept_act(old.act)),
            reason,
        )

    @needs(Permission.INSPECT)
    def not_applicable(self, actor: Actor, inspection_id: str, item_id: str, why: str, *, reason: str = "") -> Saved:
        """Mark an item as not applicable, with the reason."""
        item = self._path.item(item_id)
        _require_na(item)
        cleaned = _why(why)
        return self._store_answer(
            actor,
            inspection_id,
            item,
            lambda old: replace(old, value=None, na_reason=cleaned, act=kept_act(old.act)),
            reason,
        )

    @needs(Permission.INSPECT)
    def note(self, actor: Actor, inspection_id: str, item_id: str, text: str, *, reason: str = "") -> Saved:
        """Store the note of an item; its answer stays as it is."""
        note = clean_text(text)
        item = self._path.item(item_id)
        return self._store_answer(actor, inspection_id, item, lambda old: replace(old, note=note), reason)

    @needs(Permission.INSPECT)
    def restore(self, actor: Actor, inspection_id: str, item_id: str, earlier: Answer, *, reason: str = UNDONE) -> Saved:
        """Bring back an earlier answer as a new, audited one: undo never erases history."""
        item = self._path.item(item_id)
        if earlier.value is not None and earlier.na_reason is not None:
            raise InputError("An item is either answered or not applicable.")
        if earlier.na_reason is not None:
            _require_na(item)
        value = None if earlier.value is None else item_type(item.kind).canonical(item, earlier.value)
        na_reason = None if earlier.na_reason is None else _why(earlier.na_reason)
        note = clean_text(earlier.note)
        return self._store_answer(
            actor,
            inspection_id,
            item,
            lambda old: replace(
                old,
                value=value,
                na_reason=na_reason,
                note=note,
                source=earlier.source,
                gauge=earlier.gauge,
                act=kept_act(old.act) if (value, na_reason) != (old.value, old.na_reason) else old.act,
            ),
            reason,
        )

    def _store_answer(self, actor: Actor, inspection_id: str, item: Item, after: Change, reason: str) -> Saved:
        """Store what ``after`` makes of the present answer."""
        why = clean_text(reason, limit=500).strip()
        with self._store.writing(actor.person_id) as work:
            return self._path.store(work, actor, inspection_id, item, after, why)


def clean_gauge(name: str) -> str:
    """Return the name of measuring equipment fit for the tables; raises :class:`InputError` when it is too long."""
    return clean_text(name, limit=LONGEST_GAUGE).strip()


def canonical_answer(item: Item, raw: str) -> str:
    """Return what is stored for what the person gave; raises :class:`InputError`, and refuses what nobody types."""
    if item.kind is ItemKind.CALCULATED:
        raise RefusedError("“{item}” is calculated from other answers; nobody types it.", item=item.text)
    return item_type(item.kind).canonical(item, raw)


def record_answer(work: Work, head: inspections.Head, item: Item, old: answers.Stored, new: Answer, reason: str) -> Saved:
    """Store ``new`` over ``old`` inside a running transaction, with counts, history and audit entry."""
    why = reason or default_reason(head.state, old, new)
    number = answers.put(work, head.id, item, old, new, reason=why, round_=head.round)
    before, after = verdict_of(item, old.answer), verdict_of(item, new)
    counted = counts(item)
    answered = head.answered + counted * ((after is not Verdict.OPEN) - (before is not Verdict.OPEN))
    failed = head.failed + counted * ((after is Verdict.FAILS) - (before is Verdict.FAILS))
    inspections.set_counts(work, head.id, answered=answered, failed=failed, item_id=item.id)
    work.audit(
        "answer.change" if number > 1 else "answer.give",
        "answer",
        f"{head.id}/{item.id}",
        {"old": _body(old.answer), "new": _body(new), "reason": why, "change": number, "round": head.round},
    )
    return Saved(item.id, new, old.answer, after, answered, failed, local_iso(work.now.utc, work.now.offset))


def photos_changed(work: Work, inspection_id: str, item_id: str, actor: Actor, count: int) -> None:
    """Keep the answer of a photo item in step with its photos, inside the transaction that adds or withdraws one."""
    item = templates.item_by_id(work.connection, item_id)
    if item.kind is not ItemKind.PHOTO:
        return
    head = inspections.head(work.connection, inspection_id)
    require_mine(head, actor)
    old = answers.current(work.connection, inspection_id, item_id)
    new = replace(old.answer, value=str(count), na_reason=None) if count else replace(old.answer, value=None)
    record_answer(work, head, item, old, new, "Photo added or withdrawn" if old.changes else "")


def default_reason(state: InspectionState, old: answers.Stored, new: Answer) -> str:
    """Return the reason that is recorded when the person gives none: a first answer needs none, a change always has one."""
    if old.changes == 0:
        return ""
    if (old.answer.value, old.answer.na_reason) == (new.value, new.na_reason):
        return NOTED
    return AFTER_RETURN if state is InspectionState.RETURNED else CORRECTED


def with_consequences(work: Work, head: inspections.Head, item: Item, old: Answer, logic: Logic, saved: Saved) -> Saved:
    """Store what follows from an answer that was just stored over ``old``, and return it with the acknowledgement."""
    followed = follow(work, head, item, old, logic, (saved.answered, saved.failed))
    if followed is None:
        return saved
    return replace(saved, answered=followed.answered, failed=followed.failed, consequences=followed.lines)


def _require_asked(work: Work, head: inspections.Head, item: Item, logic: Logic) -> None:
    key, _ = split_line(item.id)
    if key not in logic.conditions or sample.only_lines(work.connection, head.id) is not None:
        return
    held = answers.of_items(work.connection, head.id, frozenset(logic.items))
    if not Evaluation(logic, {line: stored.answer for line, stored in held.items()}).asked(item.id):
        raise RefusedError("“{item}” is not asked here: its condition does not hold.", item=item.text)


def kept_act(act: LineAct) -> LineAct:
    """Return the mark of a line after a new reading: it ends a retract; a retest stays marked as one."""
    return LineAct.RETEST if act is LineAct.RETEST else LineAct.NONE


def require_not_rejected(item: Item, old: Answer, new: Answer) -> None:
    """Raise :class:`RefusedError` when the answer of a rejected line is to change: that takes a retest or a retract."""
    if old.act is LineAct.REJECT and (old.value, old.na_reason) != (new.value, new.na_reason):
        raise RefusedError(
            "“{item}” was rejected, so its result stands; nothing was stored. Retest or retract it first, with the reason.",
            item=item.text,
        )


def _require_first_reader(work: Work, inspection_id: str, item: Item) -> None:
    """Whoever gave the second reading of a line does not give the first one as well."""
    second = sample.second_of_line(work.connection, inspection_id, item.id)
    if second is not None and second.person_id == work.actor_id:
        raise RefusedError(
            "You gave the second reading of “{item}”, so another person gives the first one. Nothing was stored.", item=item.text
        )


def _require_na(item: Item) -> None:
    if not item.allow_na:
        raise RefusedError("“{item}” must be answered; it cannot be marked as not applicable.", item=item.text)


def _why(text: str) -> str:
    cleaned = clean_text(text, limit=500).strip()
    if not cleaned:
        raise InputError("Say why the item is not applicable.")
    return cleaned


def _require_photos(work: Work, inspection_id: str, item: Item, new: Answer) -> None:
    """A photo item is answered by its photos: nobody states a number of photos that are not there."""
    count = photos.count_of_item(work.connection, inspection_id, item.id)
    if new.na_reason is None and new.value != (str(count) if count else None):
        raise InputError("“{item}” is answered by its photos. Add the photo, or withdraw it with a reason.", item=item.text)


def require_mine(head: inspections.Head, actor: Actor) -> None:
    """Raise :class:`RefusedError` when the answers of an inspection may not change, or not by this person."""
    require_open(head.state)
    if head.inspector_id != actor.person_id:
        raise RefusedError("This inspection belongs to another inspector. Take it over first; then the answers bear your name.")


def _require_item_of(found: str, wanted: str) -> None:
    if found != wanted:
        raise RefusedError("This item does not belong to the checklist of this inspection. Open the inspection again.")


def _body(answer: Answer) -> dict[str, str | None]:
    return {"value": answer.value, "na": answer.na_reason, "note": answer.note}
