"""The answers of one run: what is stored, what is on its way, what could not be stored, and the way back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from qa_desktop.domain.answers import BLANK, Answer
from qa_desktop.domain.concession import Cover
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.run.covers import Covers


class Act(StrEnum):
    """Which of the answer services stores it."""

    ANSWER = "answer"
    NOT_APPLICABLE = "not_applicable"
    NOTE = "note"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Save:
    """One thing to store.  ``after`` is how the item looks once it is stored; ``before`` is how it looked."""

    ticket: int
    inspection_id: str
    item_id: str
    act: Act
    text: str
    after: Answer
    before: Answer
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A save that failed, with what to say about it."""

    save: Save
    error: QaError


class AnswerBook:
    """Answers by item id.  Nothing counts as stored before its acknowledgement has come."""

    def __init__(
        self, answers: Mapping[str, Answer], times: Mapping[str, str], covers: Mapping[str, Cover] | None = None
    ) -> None:
        self._stored = dict(answers)
        self.covers = Covers(covers or {})
        self._times = dict(times)
        self._saved_at: dict[str, str] = {}
        self._pending: dict[str, deque[Save]] = {}
        self._troubles: dict[str, Trouble] = {}
        self._undo: list[Save] = []
        self._redo: list[Save] = []
        self._ticket = 0

    def stored(self, item_id: str) -> Answer:
        """Return the answer that is in the database."""
        return self._stored.get(item_id, BLANK)

    def shown(self, item_id: str) -> Answer:
        """Return the answer as the person left it: on its way, failed to be stored, or stored."""
        stored = self.stored(item_id)
        pending = self._pending.get(item_id)
        if pending:
            return replace(pending[-1].after, photos=stored.photos, second=stored.second)
        trouble = self._troubles.get(item_id)
        if trouble is not None:
            return replace(trouble.save.after, photos=stored.photos, second=stored.second)
        return stored

    def time_of(self, item_id: str) -> str:
        """Return when the answer that was there at opening was given, as UTC text; empty for none."""
        return self._times.get(item_id, "")

    def saved_at(self, item_id: str) -> str:
        """Return when the newest answer of this run was stored; empty when none was."""
        return self._saved_at.get(item_id, "")

    def new_save(
        self, inspection_id: str, item_id: str, act: Act, text: str, after: Answer, *, reason: str = "", keep_redo: bool = False
    ) -> Save:
        """Note that something is on its way and return it."""
        self._ticket += 1
        save = Save(self._ticket, inspection_id, item_id, act, text, after, self.shown(item_id), reason)
        self._troubles.pop(item_id, None)
        self._pending.setdefault(item_id, deque()).append(save)
        if not keep_redo:
            self._redo.clear()
        return save

    def remember(self, save: Save) -> None:
        """Make ``save`` a step that undo takes back.  Typing in one field without a pause in between is one step."""
        last = self._undo[-1] if self._undo else None
        merges = last is not None and last.item_id == save.item_id and last.act is save.act is Act.NOTE
        if merges and last is not None:
            self._undo[-1] = replace(save, before=last.before)
        else:
            self._undo.append(save)

    def done(self, save: Save, answer: Answer, at: str) -> None:
        """Take the acknowledgement."""
        self._drop(save)
        self.take(save.item_id, answer)
        self._saved_at[save.item_id] = at

    def failed(self, save: Save, error: QaError) -> None:
        """Keep what could not be stored."""
        self._drop(save)
        self._undo = [step for step in self._undo if step.ticket != save.ticket]
        if not self._pending.get(save.item_id):
            self._troubles[save.item_id] = Trouble(save, error)

    def unsettled(self) -> tuple[str, ...]:
        """Return the keys of everything that is on its way or could not be stored."""
        return (*self._pending, *self._troubles)

    def forget(self, save: Save) -> None:
        """Take back something that was refused as a whole: what stood before stands again."""
        self._drop(save)

    def take(self, item_id: str, answer: Answer) -> None:
        """Take over an answer that followed from another one."""
        stored = self.stored(item_id)
        self._stored[item_id] = replace(answer, photos=stored.photos, second=stored.second)

    def renew(self, answers: Mapping[str, Answer], covers: Mapping[str, Cover]) -> None:
        """Take over what the database holds now; what is on its way or could not be stored stays as it is."""
        self._stored, self.covers = dict(answers), Covers(covers)

    def forget_steps(self, item_id: str) -> None:
        """Leave a line out of undo and redo: what was decided about it is undone by another decision."""
        self._undo = [step for step in self._undo if step.item_id != item_id]
        self._redo = [step for step in self._redo if step.item_id != item_id]

    def set_photos(self, item_id: str, count: int, value: str | None = None) -> None:
        """Take over how many photos an item has; for a photo item that is its answer."""
        answer = replace(self.stored(item_id), photos=count)
        self._stored[item_id] = answer if value is None else replace(answer, value=value or None)

    def pending(self, item_id: str) -> bool:
        """Return whether something of this item is on its way."""
        return bool(self._pending.get(item_id))

    def pending_count(self) -> int:
        """Return how many saves are on their way."""
        return sum(len(saves) for saves in self._pending.values())

    def trouble(self, item_id: str) -> Trouble | None:
        """Return what could not be stored at this item."""
        return self._troubles.get(item_id)

    def troubles(self) -> Iterable[Trouble]:
        """Return everything that could not be stored, oldest first."""
        return tuple(self._troubles.values())

    def step_back(self) -> Save | None:
        """Take the newest step from the undo stack, for its ``before``."""
        if not self._undo:
            return None
        step = self._undo.pop()
        self._redo.append(step)
        return step

    def step_forward(self) -> Save | None:
        """Take the newest undone step, for its ``after``."""
        if not self._redo:
            return None
        step = self._redo.pop()
        self._undo.append(step)
        return step

    def _drop(self, save: Save) -> None:
        waiting = self._pending.get(save.item_id)
        if waiting is None:
            return
        left = deque(one for one in waiting if one.ticket != save.ticket)
        if left:
            self._pending[save.item_id] = left
        else:
            del self._pending[save.item_id]
