"""The grid's way to the services: single answers as in the run, and whole blocks behind them in the same queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.book import Save
from qa_desktop.ui.run.door import RunDoor

if TYPE_CHECKING:
    from qa_desktop.services.answering import Saved


class GridDoor(RunDoor):
    """Implements :class:`~qa_desktop.ui.grid.moves.Door`.  ``changed`` says that lines or pieces are other ones now."""

    pasted = Signal(object, object)
    not_pasted = Signal(object, object)
    changed = Signal(int)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)

    def paste(self, saves: Sequence[Save]) -> None:
        """Queue a block: one transaction, all or nothing."""
        cells = [(save.item_id, save.text) for save in saves]
        gauges = {save.item_id: save.after.gauge for save in saves if save.after.gauge}
        call = partial(self._context.program.grid.answer_many, self._context.actor, saves[0].inspection_id, cells, gauges=gauges)
        self._queue(call, partial(self._on_pasted, tuple(saves)), partial(self._on_not_pasted, tuple(saves)))

    def pass_rest(self, inspection_id: str, lines: Sequence[str] | None) -> None:
        """Record the open lines that may be passed as conforming."""
        self._queue(partial(self._context.program.grid.pass_rest, self._context.actor, inspection_id, lines), self._on_passed)

    def add_pieces(self, inspection_id: str, count: int) -> None:
        """Add pieces to the sample."""
        self._queue(partial(self._context.program.grid.add_pieces, self._context.actor, inspection_id, count), self._on_pieces)

    def name_piece(self, inspection_id: str, number: int, serial: str, refused: Callable[[QaError], None]) -> None:
        """Say which piece it is; ``refused`` is told when that cannot be."""
        name = self._context.program.grid.name_piece
        self._queue(partial(name, self._context.actor, inspection_id, number, serial), self._on_pieces, refused)

    def to_list(self, inspection_id: str, item_id: str | None) -> None:
        """Go to what is asked once."""
        self._context.go_to(Place.RUN, inspection_id=inspection_id, item_id=item_id, stay=True)

    def _queue(
        self, call: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[QaError], None] | None = None
    ) -> None:
        self._waiting += 1
        self._context.saving.emit()
        self._context.jobs.write(call, done, partial(self._on_failed, failed), owner=self)

    def _on_pasted(self, saves: tuple[Save, ...], found: tuple[Saved, ...]) -> None:
        self._came(found[-1].at)
        self.pasted.emit(saves, found)

    def _on_not_pasted(self, saves: tuple[Save, ...], error: QaError) -> None:
        self.not_pasted.emit(saves, error)

    def _on_passed(self, found: tuple[Saved, ...]) -> None:
        self._came(found[-1].at)
        self.changed.emit(len(found))

    def _on_pieces(self, _found: object) -> None:
        self._came(datetime.now().astimezone().isoformat(timespec="seconds"))
        self.changed.emit(0)

    def _on_failed(self, failed: Callable[[QaError], None] | None, error: QaError) -> None:
        self._waiting -= 1
        self._context.save_failed.emit(words_of(error))
        (failed or self._context.fail)(error)

    def _came(self, at: str) -> None:
        self._waiting -= 1
        if not self._waiting:
            self._context.saved.emit(at)
