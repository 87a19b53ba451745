"""The designer's way to the services: drafts saved a moment after the last key, pictures, issues, acknowledgements home."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.templates.issue import find_issue
from qa_desktop.ui.widgets.thumbnails import decode_scaled

if TYPE_CHECKING:
    from qa_desktop.storage.queries.issues import IssueRow
    from qa_desktop.storage.queries.templates import RevisionRow
    from qa_desktop.ui.jobs import Report

REST_MS = 600
"""How long after the last key the draft is stored."""

_SIDE = 480


class DesignerDoor(QObject):
    """Implements :class:`~qa_desktop.ui.designer.core.Door` and the pictures with the session's jobs."""

    stored = Signal(object)
    refused = Signal(object)
    due = Signal()

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self.picker = FilePicker(host)
        self._take: Callable[[Path], None] | None = None
        self.picker.chosen.connect(self._chosen)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.due)

    def save_soon(self) -> None:
        """Ask for a save once nothing was typed for a moment."""
        self._timer.start()

    def save(self, revision_id: str, checklist: Checklist, version: int) -> None:
        """Store the draft."""
        self._timer.stop()
        self._context.saving.emit()
        call = partial(
            self._context.program.templates.replace_draft_checklist, self._context.actor, revision_id, checklist, version
        )
        self._context.jobs.write(call, self._on_stored, self._on_refused, owner=self)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._timer.stop()

    def choose(self, take: Callable[[Path], None]) -> None:
        """Ask for a picture file."""
        self._take = take
        self.picker.ask_file(self.tr("Choose a picture"), self.tr("Pictures (*.jpg *.jpeg *.png *.webp)"))

    def store(self, what: Path | QImage, done: Callable[[str], None], refused: Callable[[str], None]) -> None:
        """Store a picture in the worker, where it is decoded."""
        self._context.saving.emit()
        call = _Storing(self._context, what, self.tr("Pasted picture"))
        self._context.jobs.work(call, partial(self._picture_stored, done), partial(self._picture_refused, refused), owner=self)

    def load(self, sha256: str, done: Callable[[QImage], None]) -> None:
        """Load the preview of a picture."""
        load = partial(self._context.program.photos.thumbnail, self._context.actor, sha256)
        self._context.jobs.read(lambda: decode_scaled(load(), _SIDE), done, self._context.fail, owner=self)

    def issue_title(self, number: str, done: Callable[[str], None]) -> None:
        """Look an issue up by its number."""
        self._context.jobs.read(
            partial(find_issue, self._context, number), partial(self._issue_found, done), self._context.fail, owner=self
        )

    def _chosen(self, path: Path) -> None:
        if self._take is not None:
            self._take(path)

    def _issue_found(self, done: Callable[[str], None], row: IssueRow | None) -> None:
        done("" if row is None else row.title)

    def _on_stored(self, row: RevisionRow) -> None:
        self.stored.emit(row)
        self._say_saved()
        self._context.work_changed.emit()

    def _on_refused(self, error: QaError) -> None:
        self.refused.emit(error)
        self._context.save_failed.emit(words_of(error))

    def _picture_stored(self, done: Callable[[str], None], sha256: str) -> None:
        self._say_saved()
        done(sha256)

    def _picture_refused(self, refused: Callable[[str], None], error: QaError) -> None:
        self._say_saved()
        refused(words_of(error))

    def _say_saved(self) -> None:
        self._context.saved.emit(self._context.program.workspace.store.clock().isoformat(timespec="seconds"))


class _Storing:
    """Encodes and stores one picture; runs in the worker."""

    def __init__(self, context: Context, what: Path | QImage, name: str) -> None:
        self._pictures, self._actor = context.program.template_pictures, context.actor
        self._what, self._name = what, name

    def __call__(self, _report: Report) -> Any:
        if isinstance(self._what, QImage):
            return self._pictures.add(self._actor, _png(self._what), self._name)
        return self._pictures.add(self._actor, self._what)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
