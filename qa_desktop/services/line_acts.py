"""Three verbs about a reading that stands: retract, retest, reject.  Each is a record of its own, with its reason."""

from __future__ import annotations

from dataclasses import replace

from qa_desktop.domain.answers import Answer, LineAct, Source
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services import lines
from qa_desktop.services.answering import Saved, record_answer, require_mine, with_consequences
from qa_desktop.services.covering import cover
from qa_desktop.services.guard import needs
from qa_desktop.services.returned import require_returned
from qa_desktop.storage.queries import answers, sample, templates
from qa_desktop.storage.queries.sample import ActRow
from qa_desktop.storage.unit import Store

_NOT_TAKEN_BACK = frozenset({ItemKind.CALCULATED, ItemKind.PHOTO, ItemKind.INSTRUCTION})


class LineActService:
    """What the inspector decides about a line that was answered.  Nothing is erased: an act is undone by another act."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.INSPECT)
    def retract(self, actor: Actor, inspection_id: str, line_id: str, reason: str) -> Saved:
        """Withdraw a reading that should not count, for example of the wrong piece; the line is open again."""
        return self._act(actor, inspection_id, line_id, LineAct.RETRACT, reason)

    @needs(Permission.INSPECT)
    def retest(self, actor: Actor, inspection_id: str, line_id: str, reason: str) -> Saved:
        """Ask for a new reading of the same piece; the first value stays in the history, the new one is marked as a retest."""
        return self._act(actor, inspection_id, line_id, LineAct.RETEST, reason)

    @needs(Permission.INSPECT)
    def reject(self, actor: Actor, inspection_id: str, line_id: str, reason: str) -> Saved:
        """Let the result stand and refuse the piece: the line does not conform, whatever its reading says."""
        return self._act(actor, inspection_id, line_id, LineAct.REJECT, reason)

    @needs(Permission.READ_ALL)
    def acts_of(self, actor: Actor, inspection_id: str) -> tuple[ActRow, ...]:
        """Return every retract, retest and reject of an inspection, oldest first."""
        with self._store.reading() as connection:
            return sample.acts(connection, inspection_id)

    def _act(self, actor: Actor, inspection_id: str, line_id: str, act: LineAct, reason: str) -> Saved:
        """Store the act, the answer that it leaves and what follows from it, all in one transaction."""
        why = clean_text(reason, limit=500).strip()
        if not why:
            raise InputError("Say why. The reason is kept with the reading.")
        with self._store.writing(actor.person_id) as work:
            head, old = answers.current_with_head(work.connection, inspection_id, line_id)
            require_mine(head, actor)
            if answers.revision_of_item(work.connection, line_id) != head.revision_id:
                raise RefusedError("This line does not belong to this inspection. Nothing was stored. Open the inspection again.")
            line = templates.item_by_id(work.connection, line_id)
            logic = lines.logic(work.connection, head.revision_id)
            require_returned(work.connection, head, line, logic)
            new = _after(line, old.answer, act)
            sample.add_act(work, inspection_id, line_id, act.value, why, old.answer.value, head.round)
            saved = record_answer(work, head, line, old, new, why)
            saved = replace(saved, cover=cover(work, inspection_id, line, old.answer, new))
            saved = saved if logic.is_empty else with_consequences(work, head, line, old.answer, logic, saved)
            details = {"reason": why, "value": old.answer.value, "round": head.round}
            work.audit(f"line.{act.value}", "line", f"{inspection_id}/{line_id}", details)
            return saved


def _after(line: Item, old: Answer, act: LineAct) -> Answer:
    """Return the answer that an act leaves; raises :class:`RefusedError` where the act means nothing."""
    if not old.is_given:
        raise RefusedError("“{item}” has no answer yet, so there is nothing to decide about it. Answer it first.", item=line.text)
    if act is LineAct.REJECT:
        if old.act is LineAct.REJECT:
            raise RefusedError("“{item}” is rejected already.", item=line.text)
        if old.value is None:
            raise RefusedError("“{item}” was marked as not applicable, so there is no result to reject.", item=line.text)
        return replace(old, act=LineAct.REJECT)
    if line.kind in _NOT_TAKEN_BACK and old.act is LineAct.REJECT:
        return replace(old, act=LineAct.NONE)
    if line.kind in _NOT_TAKEN_BACK:
        raise RefusedError(
            "“{item}” holds no reading of its own that could be taken back. A calculated value follows from its readings; "
            "a photo is withdrawn with a reason.",
            item=line.text,
        )
    return replace(old, value=None, na_reason=None, source=Source.TYPED, gauge="", act=act)
