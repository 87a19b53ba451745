"""The sample grid without a window: intents come in, one frozen state goes out, and the cells that changed are named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import BLANK, Answer, Source, Verdict
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import Cover
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.item_types.defects import counts_of
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.people import Actor
from qa_desktop.ui.grid.blocks import GridBlocks
from qa_desktop.ui.grid.cells import TALLIED, Cells
from qa_desktop.ui.grid.core import Changed, GridCore
from qa_desktop.ui.grid.elsewhere import GridElsewhere
from qa_desktop.ui.grid.history import GridHistory
from qa_desktop.ui.grid.moves import Door, GridMoves
from qa_desktop.ui.grid.paste import raw_answer
from qa_desktop.ui.grid.state import GridState, Say, Stage
from qa_desktop.ui.run import rows as build
from qa_desktop.ui.run.book import Act, Save

if TYPE_CHECKING:
    from qa_desktop.services.consequences import Consequence
    from qa_desktop.services.inspections import OpenedInspection

_DIGITS = {ItemKind.CONFORMITY: ("pass", "fail"), ItemKind.YES_NO: ("yes", "no"), ItemKind.INSTRUCTION: ("read",)}


def _local_now() -> datetime:
    return datetime.now().astimezone()


class GridModel:
    """One inspection of pieces on the screen.  ``moves`` goes from cell to cell, ``blocks`` copies and pastes."""

    def __init__(
        self,
        door: Door,
        actor: Actor,
        on_change: Changed,
        *,
        along: bool = False,
        now: Callable[[], datetime] = _local_now,
    ) -> None:
        self._door, self._now = door, now
        self.core = GridCore(actor, on_change, along=along)
        self.history = GridHistory(self.core, door)
        self.elsewhere = GridElsewhere(self.core, self.history)
        self.moves = GridMoves(self.core, door, self.flush)
        self.blocks = GridBlocks(self.core, self.history, door, now)
        self._confirming: tuple[str, str] = ("", "")
        self._last_type = ""

    @property
    def state(self) -> GridState:
        """What the screen shows."""
        return self.core.state

    def loading(self) -> None:
        """An inspection is being opened."""
        self.core.show(GridState(stage=Stage.LOADING, along=self.core.along))

    def broken(self, error: QaError) -> None:
        """It could not be opened."""
        self.core.show(GridState(stage=Stage.BROKEN, error=error, along=self.core.along))

    def open(self, opened: OpenedInspection, cells: Cells, *, line_id: str | None = None) -> None:
        """Show an inspection with its cells, at a line, or where it was left."""
        before = self.core.opened
        if before is None or (before.row.id, before.row.state) != (opened.row.id, opened.row.state):
            self.history.clear()  # what was signed meanwhile is not undone
        self.core.take(opened, cells, line_id)
        self.core.changed(None)

    def turn(self) -> bool:
        """Let Enter go the other way from now on; return whether it goes along the row."""
        self.core.along = not self.core.along
        self.core.changed()
        return self.core.along

    def typed(self, raw: str) -> None:
        """Keep what was typed so far at the current cell; it is not an answer yet."""
        core, line = self.core, self.core.answerable_line()
        if line is None or core.cells is None:
            return
        core.refused.pop(line.id, None)
        if raw.strip():
            core.cells.drafts[line.id] = raw
        else:
            core.cells.drafts.pop(line.id, None)
        core.changed(core.again([line.id]))

    def drop_draft(self) -> None:
        """Forget what was typed and not given at the current cell; the answer that stands is shown again."""
        core, line = self.core, self.core.line
        if line is not None and core.cells is not None:
            core.cells.drafts.pop(line.id, None)
            core.refused.pop(line.id, None)
            core.changed(core.again([line.id]))

    def give(self, raw: str, *, advance: bool = True, along: bool | None = None, back: bool = False) -> bool:
        """Give the answer to the current cell; return whether it is one.  A failing answer never goes on by itself."""
        core, line = self.core, self.core.answerable_line()
        if line is None or core.cells is None:
            return False
        if line.kind is ItemKind.CALCULATED:
            core.say(Say.CALCULATED)
            return False
        if line.kind is ItemKind.PHOTO:
            core.say(Say.PHOTO_FIRST)
            return False
        try:
            value = item_type(line.kind).canonical(line, raw_answer(line, raw, self._now()))
        except InputError as error:
            core.refused[line.id] = error
            core.cells.drafts[line.id] = raw
            core.say(Say.INPUT, error=error, changed=core.again([line.id]))
            return False
        if not self._is_plausible(line, value):
            core.cells.drafts[line.id] = raw
            core.say(Say.IMPLAUSIBLE, changed=core.again([line.id]))
            return False
        core.refused.pop(line.id, None)
        core.cells.drafts.pop(line.id, None)
        before = core.book.shown(line.id)
        after = replace(before, value=value, na_reason=None, source=Source.TYPED, gauge=core.gauges.of(line.id, line.kind))
        same = (before.value, before.na_reason, before.gauge) == (value, None, after.gauge)
        if not same or core.book.trouble(line.id) is not None:
            self._store(line, Act.ANSWER, value, after)
        fails = verdict_of(line, after) is Verdict.FAILS
        core.changed(core.again([line.id]))
        if advance and not fails:
            self.moves.next_missing(now=True, along=along, back=back)
        return True

    def digit(self, number: int) -> bool:
        """Answer the current cell by a digit, or count with it; return whether it means something here."""
        core, line = self.core, self.core.line
        if line is None or line.kind not in _DIGITS | dict.fromkeys(TALLIED | {ItemKind.SINGLE_CHOICE}):
            return False
        if core.answerable_line() is None:
            return True
        if line.kind in _DIGITS:
            words = _DIGITS[line.kind]
            return 1 <= number <= len(words) and (self.give(words[number - 1]) or True)
        if line.kind is ItemKind.DEFECTS and number == 0:
            self._one_less(line)
            return True
        if not 1 <= number <= min(9, len(line.choices)):
            return False
        choice = line.choices[number - 1].id
        if line.kind is ItemKind.SINGLE_CHOICE:
            return self.give(choice) or True
        if line.kind is ItemKind.DEFECTS:
            self._last_type = choice
            counts = self._tally()
            self.typed(canonical_json({**counts, choice: counts.get(choice, 0) + 1}))
            return True
        chosen = self._chosen()
        self.typed(canonical_json([one.id for one in line.choices if (one.id in chosen) != (one.id == choice)]))
        return True

    def _tally(self) -> dict[str, int]:
        """Return the defects counted so far at the current cell."""
        text = self._put_together()
        return counts_of(text) if text else {}

    def _chosen(self) -> tuple[str, ...]:
        """Return the choices taken so far at the current cell."""
        return build.choices_in(self._put_together())

    def enter(self, *, back: bool = False) -> None:
        """Give what was put together by digits, or take the cell as it stands and go on."""
        core, line = self.core, self.core.line
        if line is not None and core.may_edit and line.asked and not back and not self._is_locked(line):
            draft = None if core.cells is None else core.cells.drafts.get(line.id)
            waits = not core.book.shown(line.id).is_given
            if line.kind in TALLIED and (draft is not None or (waits and line.kind is ItemKind.DEFECTS)):
                self.give(draft if draft is not None else "{}")
                return
            if line.kind is ItemKind.INSTRUCTION and waits:
                self.give("read")
                return
        self.moves.next_missing(back=back)

    def not_applicable(self, why: str) -> None:
        """Mark the current cell as not applicable and go on."""
        core, line = self.core, self.core.answerable_line()
        if line is None or core.cells is None:
            return
        core.cells.drafts.pop(line.id, None)
        core.refused.pop(line.id, None)
        after = replace(core.book.shown(line.id), value=None, na_reason=why.strip())
        self._store(line, Act.NOT_APPLICABLE, why, after)
        core.changed(core.again([line.id]))
        self.moves.next_missing(now=True)

    def gauge(self, name: str) -> None:
        """Say which gauge is used for the current characteristic; a reading that stands in this cell gets it, too."""
        core, line = self.core, self.core.answerable_line()
        if line is None:
            return
        core.gauges.use(line.id, name)
        before, used = core.book.shown(line.id), core.gauges.of(line.id, line.kind)
        if before.value is not None and before.gauge != used:
            self._store(line, Act.ANSWER, before.value, replace(before, gauge=used))
        core.changed(core.again([line.id]))

    def note(self, text: str) -> None:
        """Store the note of the current cell."""
        core, line = self.core, self.core.editable_line()
        if line is not None and core.book.shown(line.id).note != text:
            self._store(line, Act.NOTE, text, replace(core.book.shown(line.id), note=text))
            core.changed(core.again([line.id]))

    def erase(self, why: str) -> None:
        """Take the reading of the current cell back, with the reason: a new, audited answer that leaves the cell open."""
        core, line = self.core, self.core.answerable_line()
        if line is None:
            return
        before = core.book.shown(line.id)
        if not before.is_given:
            core.say(Say.NOTHING_TO_ERASE)
            return
        after = replace(BLANK, note=before.note, photos=before.photos)
        self._store(line, Act.RESTORE, "", after, reason=why)
        core.say(Say.ERASED, (core.cells.name(core.place) if core.cells else "",), changed=core.again([line.id]))

    def flush(self) -> None:
        """Give what was typed at the current cell when it is a whole answer; keep it as typed when it is not."""
        core, line = self.core, self.core.line
        if line is None or not core.may_edit or core.cells is None:
            return
        draft = core.cells.drafts.get(line.id)
        if draft is not None and line.kind not in TALLIED and self._may_flush(line, draft):
            self.give(draft, advance=False)

    def saved(
        self, save: Save, answer: Answer, at: str, consequences: Sequence[Consequence] = (), cover: Cover | None = None
    ) -> None:
        """The database has it, and what followed from it; ``cover`` says whether a concession covers it."""
        core = self.core
        if core.inspection_id != save.inspection_id or core.cells is None:
            return
        core.book.done(save, answer, at)
        core.book.covers.take(save.item_id, cover)
        core.changed(core.again([save.item_id, *core.follow(consequences)]))
        self._sign_when_quiet()

    def not_saved(self, save: Save, error: QaError) -> None:
        """The database does not have it: what was given stays on the screen."""
        core = self.core
        if core.inspection_id != save.inspection_id or core.cells is None:
            return
        core.signing = False
        core.book.failed(save, error)
        core.touch_remarks(save.item_id, done=False)
        self.history.drop(save)
        spot = core.cells.spot_of(save.item_id)
        name = "" if spot is None else core.cells.name(spot)
        core.say(Say.NOT_SAVED, (name,), error=error, changed=core.again([save.item_id]))

    def retry(self) -> None:
        """Try everything again that could not be stored, in the order in which it was given."""
        core, fresh = self.core, []
        for trouble in tuple(core.book.troubles()):
            old = trouble.save
            save = core.book.new_save(old.inspection_id, old.item_id, old.act, old.text, old.after, reason=old.reason)
            if old.act is not Act.RESTORE:
                self.history.remember(replace(save, before=old.before))
            fresh.append(save)
        changed = core.again([save.item_id for save in fresh])
        for save in fresh:
            self._door.save(save)
        core.changed(changed)

    def sign(self) -> None:
        """Go to the signature, or to the first thing that is missing."""
        self.flush()
        core, cells = self.core, self.core.cells
        if cells is None:
            return
        if not core.may_edit:
            core.say(Say.CANNOT_CHANGE)
            return
        troubles = tuple(core.book.troubles())
        typed = next((spot for spot in map(cells.spot_of, cells.drafts) if spot is not None), None)
        gap = cells.next_gap(None)
        if troubles:
            self.moves.go(cells.spot_of(troubles[0].save.item_id) or core.place)
            core.say(Say.NOT_SAVED, (cells.name(core.place),), error=troubles[0].error)
        elif typed is not None:
            self.moves.go(typed)
            core.say(Say.STILL_TYPED, (cells.name(typed),))
        elif gap is not None:
            self.moves.go(gap)
            core.say(Say.MISSING, (cells.name(gap),), count=cells.gaps)
        elif core.once_gaps:
            self._door.to_list(core.inspection_id, core.once_gaps[0])
        else:
            core.signing = True
            core.changed()
            self._sign_when_quiet()

    def _store(self, line: Item, act: Act, text: str, after: Answer, *, reason: str = "") -> None:
        core = self.core
        core.signing = False
        why = reason or core.reason_for(line)
        save = core.book.new_save(core.inspection_id, line.id, act, text, after, reason=why)
        self.history.remember(save)
        core.touch_remarks(line.id)
        self._door.save(save)

    def _put_together(self) -> str | None:
        line, cells = self.core.line, self.core.cells
        if line is None or cells is None or line.kind not in TALLIED:
            return None
        return cells.drafts.get(line.id, self.core.book.shown(line.id).value)

    def _one_less(self, line: Item) -> None:
        counts = self._tally()
        name = self._last_type if counts.get(self._last_type) else next(iter(counts), "")
        if name:
            counts[name] -= 1
            self.typed(canonical_json({key: count for key, count in counts.items() if count > 0}))

    def _is_plausible(self, line: Item, value: str) -> bool:
        """Return whether a reading may be taken: one that is very far off is asked about once."""
        if line.kind is not ItemKind.MEASUREMENT or line.limits.plausible(Decimal(value)):
            return True
        asked, self._confirming = self._confirming == (line.id, value), (line.id, value)
        return asked

    def _may_flush(self, line: Item, draft: str) -> bool:
        try:
            return build.may_flush(line, raw_answer(line, draft, self._now()))
        except InputError:
            return False

    def _is_locked(self, line: Item) -> bool:
        return self.core.cells is not None and self.core.cells.is_locked(line.id)

    def _sign_when_quiet(self) -> None:
        core = self.core
        if core.signing and not core.book.pending_count():
            core.signing = False
            core.changed()
            self._door.sign(core.inspection_id)
