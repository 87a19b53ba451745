"""The inspection run without a window: intents come in, one frozen state goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import Cover
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.people import Actor
from qa_desktop.ui.run import rows as build
from qa_desktop.ui.run.book import Act, Save
from qa_desktop.ui.run.core import RunCore
from qa_desktop.ui.run.elsewhere import Elsewhere
from qa_desktop.ui.run.gauges import Gauges
from qa_desktop.ui.run.moves import Door, Moves
from qa_desktop.ui.run.state import NoticeCode, RunState, Stage

if TYPE_CHECKING:
    from qa_desktop.services.consequences import Consequence
    from qa_desktop.services.inspections import OpenedInspection


class RunModel:
    """One inspection on the screen.  ``moves`` goes from line to line, ``elsewhere`` takes in what other sheets did."""

    def __init__(self, door: Door, actor: Actor, on_change: Callable[[RunState], None]) -> None:
        self._door = door
        self._core = RunCore(actor, on_change)
        self.moves = Moves(self._core, door, self.flush)
        self.elsewhere = Elsewhere(self._core)

    @property
    def state(self) -> RunState:
        """What the screen shows."""
        return self._core.state

    def loading(self) -> None:
        """An inspection is being opened."""
        self._core.show(RunState(stage=Stage.LOADING))

    def broken(self, error: QaError) -> None:
        """It could not be opened."""
        self._core.show(RunState(stage=Stage.BROKEN, error=error))

    def open(self, opened: OpenedInspection, issues: Mapping[str, str], *, item_id: str | None = None) -> None:
        """Show an inspection; ``issues`` are the numbers of issues by item id."""
        self._core.take(opened, issues, item_id)
        self._core.changed()

    def typed(self, raw: str) -> None:
        """Keep what was typed so far at the current line; it is not an answer yet."""
        core = self._core
        if not core.require_answerable():
            return
        item = core.items[core.place]
        core.refused.pop(item.id, None)
        if raw.strip():
            core.drafts[item.id] = raw
        else:
            core.drafts.pop(item.id, None)
        core.refresh(item.id)

    def give(self, raw: str, *, advance: bool = True) -> bool:
        """Give the answer to the current line; return whether it is one.  A failing answer never goes on by itself."""
        core = self._core
        if not core.require_answerable():
            return False
        item = core.items[core.place]
        before = core.book.shown(item.id)
        if not raw.strip() and core.rows[core.place].may_stay_open:
            core.refused.pop(item.id, None)
            self.moves.next_open()
            return False
        try:
            after = build.given(item, raw, before)
        except InputError as error:
            core.refused[item.id] = error
            core.say(NoticeCode.INPUT, error=error)
            return False
        core.refused.pop(item.id, None)
        core.drafts.pop(item.id, None)
        after = replace(after, gauge=core.gauges.of(item.id, item.kind))
        same = (after.value, after.na_reason, after.gauge) == (before.value, before.na_reason, before.gauge)
        if not same or core.book.trouble(item.id) is not None:
            self._store(item, Act.ANSWER, raw, after)
        self._after_answer(item, after, advance=advance)
        return True

    def not_applicable(self, why: str) -> None:
        """Mark the current line as not applicable and go on."""
        core = self._core
        if not core.require_answerable():
            return
        item = core.items[core.place]
        core.drafts.pop(item.id, None)
        core.refused.pop(item.id, None)
        before = core.book.shown(item.id)
        after = Answer(None, why.strip(), before.note, before.photos)
        self._store(item, Act.NOT_APPLICABLE, why, after)
        self._after_answer(item, after, advance=True)

    def gauge(self, name: str) -> None:
        """Say which gauge is used for the current characteristic; a reading that stands there gets it, too."""
        core = self._core
        if not core.require_answerable():
            return
        item = core.items[core.place]
        core.gauges.use(item.id, name)
        before = core.book.shown(item.id)
        used = core.gauges.of(item.id, item.kind)
        if before.value is not None and before.gauge != used:
            self._store(item, Act.ANSWER, before.value, replace(before, gauge=used))
        core.changed()

    @property
    def gauges(self) -> Gauges:
        """The gauges that were named in this inspection."""
        return self._core.gauges

    def note(self, text: str) -> None:
        """Store the note of the current line."""
        core = self._core
        if not core.require_editable():
            return
        item = core.items[core.place]
        before = core.book.shown(item.id)
        if before.note != text:
            self._store(item, Act.NOTE, text, replace(before, note=text))
            core.changed()

    def accept(self) -> None:
        """Take the line as it stands and go on; an open one asks for an answer."""
        core = self._core
        if not core.rows:
            return
        item, row = core.items[core.place], core.rows[core.place]
        waits = core.may_edit and row.is_open
        if waits and item.kind is ItemKind.INSTRUCTION:
            self.give("read")
        elif core.may_edit and item.id in core.drafts:
            self.give(core.drafts[item.id])
        elif waits and not row.may_stay_open:
            core.say(NoticeCode.ANSWER_FIRST)
        else:
            self.moves.next_open()

    def reason(self, text: str) -> None:
        """Say why the current line is changed after a return."""
        if self._core.items:
            self._core.reasons[self._core.items[self._core.place].id] = text

    def flush(self) -> None:
        """Give what was typed at the current line when it is a whole answer; keep it as typed when it is not."""
        core = self._core
        if not core.items or not core.may_edit:
            return
        item = core.items[core.place]
        draft = core.drafts.get(item.id)
        if draft is not None and build.may_flush(item, draft):
            self.give(draft, advance=False)

    def undo(self) -> None:
        """Bring the answer before the newest one back, as a new answer."""
        self.flush()
        step = self._core.book.step_back() if self._core.may_edit else None
        if step is None:
            self._core.say(NoticeCode.NOTHING_TO_UNDO)
            return
        self._bring_back(step, step.before, NoticeCode.UNDONE)

    def redo(self) -> None:
        """Bring back what was undone."""
        step = self._core.book.step_forward() if self._core.may_edit else None
        if step is None:
            self._core.say(NoticeCode.NOTHING_TO_REDO)
            return
        self._bring_back(step, step.after, NoticeCode.REDONE)

    def saved(
        self, save: Save, answer: Answer, at: str, consequences: Sequence[Consequence] = (), cover: Cover | None = None
    ) -> None:
        """The database has it, and what followed from it; ``cover`` says whether a concession covers it."""
        core = self._core
        if not self._is_ours(save):
            return
        core.book.done(save, answer, at)
        core.touch_remarks(save.item_id)
        core.follow(consequences)
        core.book.covers.take(save.item_id, cover)
        core.refresh(save.item_id)
        self._sign_when_quiet()
        if core.leaving and not core.book.pending_count():
            core.leaving = False
            self.moves.next_open(now=True)

    def tell_locked(self) -> None:
        """Say that the current line did not come back."""
        self._core.say(NoticeCode.NOT_RETURNED)

    def not_saved(self, save: Save, error: QaError) -> None:
        """The database does not have it: what was given stays on the screen."""
        core = self._core
        if not self._is_ours(save):
            return
        core.signing = core.leaving = False
        core.book.failed(save, error)
        core.row_again(save.item_id)
        core.say(NoticeCode.NOT_SAVED, (core.number_of(save.item_id),), error)

    def retry(self) -> None:
        """Try everything again that could not be stored, in the order in which it was given."""
        core = self._core
        for trouble in tuple(core.book.troubles()):
            old = trouble.save
            save = core.book.new_save(
                old.inspection_id, old.item_id, old.act, old.text, old.after, reason=old.reason, keep_redo=True
            )
            if old.act is not Act.RESTORE:
                core.book.remember(replace(save, before=old.before))
            core.row_again(old.item_id)
            self._door.save(save)
        core.changed()

    def sign(self) -> None:
        """Go to the signature, or to the first thing that is missing."""
        self.flush()
        core = self._core
        if not core.may_edit:
            core.say(NoticeCode.CANNOT_CHANGE)
            return
        troubles = tuple(core.book.troubles())
        typed = sorted(core.places[item_id] for item_id in core.drafts if item_id in core.places)
        missing = [row for row in core.rows if row.gap is not None]
        if troubles:
            self.moves.go(core.places.get(troubles[0].save.item_id, -1))
            core.say(NoticeCode.NOT_SAVED, (core.number_of(troubles[0].save.item_id),), troubles[0].error)
        elif typed:
            self.moves.go(typed[0])
            core.say(NoticeCode.STILL_TYPED, (core.rows[core.place].number,))
        elif missing:
            self.moves.go(missing[0].place)
            core.say(NoticeCode.MISSING, tuple(row.number for row in missing))
        elif core.pieces.gaps:
            self._door.to_grid(core.inspection_id, core.pieces.first)
        else:
            core.signing = True
            core.changed()
            self._sign_when_quiet()

    def _is_ours(self, save: Save) -> bool:
        return self._core.inspection_id == save.inspection_id and self._core.layout.knows(save.item_id)

    def _store(self, item: Item, act: Act, text: str, after: Answer) -> None:
        core = self._core
        core.signing = False
        save = core.book.new_save(core.inspection_id, item.id, act, text, after, reason=core.reason_for(item))
        core.book.remember(save)
        core.row_again(item.id)
        self._door.save(save)

    def _bring_back(self, step: Save, wanted: Answer, code: NoticeCode) -> None:
        core = self._core
        now = core.book.shown(step.item_id)
        core.drafts.pop(step.item_id, None)
        core.refused.pop(step.item_id, None)
        act, text, after = Act.RESTORE, "", replace(now, value=wanted.value, na_reason=wanted.na_reason)
        if step.act is Act.NOTE:
            act, text, after = Act.NOTE, wanted.note, replace(now, note=wanted.note)
        save = core.book.new_save(core.inspection_id, step.item_id, act, text, after, keep_redo=True)
        core.row_again(step.item_id)
        self._door.save(save)
        core.place = core.places.get(step.item_id, core.place)
        self._door.keep_place(core.inspection_id, step.item_id, now=False)
        core.say(code, (core.number_of(step.item_id),))

    def _after_answer(self, item: Item, after: Answer, *, advance: bool) -> None:
        if advance and verdict_of(item, after) is not Verdict.FAILS:
            self.moves.next_open(now=True)
        else:
            self._core.changed()

    def _sign_when_quiet(self) -> None:
        core = self._core
        if core.signing and not core.book.pending_count():
            core.signing = False
            core.changed()
            self._door.sign(core.inspection_id)
