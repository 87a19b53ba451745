"""The run's way to the services: saves in the order given, the place debounced, acknowledgements brought home."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.book import Act, Save

if TYPE_CHECKING:
    from qa_desktop.services.answering import Saved

STAY_MS = 400
"""How long a person stays at a line before it is remembered as their place."""


class RunDoor(QObject):
    """Implements the :class:`~qa_desktop.ui.run.moves.Door` with the session's jobs.

    ``stored`` carries what was to be stored and the acknowledgement, ``refused`` the error instead.
    """

    stored = Signal(object, object)
    refused = Signal(object, object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting = 0
        self._place: tuple[str, str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAY_MS)
        self._timer.timeout.connect(self.write_place)

    def save(self, save: Save) -> None:
        """Queue one save; the writer takes them strictly one after the other."""
        self._waiting += 1
        self._context.saving.emit()
        self._context.jobs.write(self._call(save), partial(self._on_stored, save), partial(self._on_refused, save), owner=self)

    def keep_place(self, inspection_id: str, item_id: str, *, now: bool) -> None:
        """Remember the place, at once behind an answer, else once the person stays there."""
        self._place = (inspection_id, item_id)
        if now:
            self.write_place()
        else:
            self._timer.start()

    def write_place(self) -> None:
        """Write the place that is waiting to be written."""
        self._timer.stop()
        place, self._place = self._place, None
        if place is not None:
            program, actor = self._context.program, self._context.actor
            # Losing a place is no loss of data, so a failure here is not worth a sentence.
            self._context.jobs.write(partial(program.inspections.set_place, actor, *place), None, self._ignore, owner=self)

    def sign(self, inspection_id: str) -> None:
        """Go to the signature."""
        self._context.go_to(Place.SIGN, inspection_id=inspection_id)

    def to_grid(self, inspection_id: str, line_id: str | None) -> None:
        """Go to what is asked of pieces."""
        self._context.go_to(Place.GRID, inspection_id=inspection_id, line_id=line_id)

    def _call(self, save: Save) -> Callable[[], Saved]:
        answers, actor = self._context.program.answers, self._context.actor
        where = (actor, save.inspection_id, save.item_id)
        match save.act:
            case Act.ANSWER:
                return partial(answers.answer, *where, save.text, reason=save.reason, gauge=save.after.gauge)
            case Act.NOT_APPLICABLE:
                return partial(answers.not_applicable, *where, save.text, reason=save.reason)
            case Act.NOTE:
                return partial(answers.note, *where, save.text, reason=save.reason)
            case Act.RESTORE:
                after = save.after
                earlier = Answer(after.value, after.na_reason, after.note, source=after.source, gauge=after.gauge)
                return partial(answers.restore, *where, earlier, **({"reason": save.reason} if save.reason else {}))

    def _on_stored(self, save: Save, saved: Saved) -> None:
        self._waiting -= 1
        self.stored.emit(save, saved)
        if not self._waiting:
            self._context.saved.emit(saved.at)

    def _on_refused(self, save: Save, error: QaError) -> None:
        self._waiting -= 1
        self.refused.emit(save, error)
        self._context.save_failed.emit(words_of(error))

    def _ignore(self, _error: QaError) -> None:
        return
