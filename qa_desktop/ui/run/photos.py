"""Photos of the current item: from files, drops, the clipboard, the watched folder and, where there is one, a camera."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop.domain.errors import FaultError, InputError, QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.jobs import Report
from qa_desktop.ui.run.sheets import PhotoSheet, ReasonSheet
from qa_desktop.ui.widgets.photo_strip import Photo, PhotoStrip
from qa_desktop.ui.widgets.thumbnails import decode_scaled

if TYPE_CHECKING:
    from qa_desktop.services.watch_folder import Look, Seen
    from qa_desktop.storage.queries.photos import PhotoRow

WATCH_MS = 1500
_Loaded = list[tuple[str, str, bytes]]


class PhotoDesk(QObject):
    """Keeps the strip in step with the tables.  ``counted`` carries item and number of photos."""

    counted = Signal(str, int)
    added = Signal(str)
    refused = Signal(str)

    def __init__(self, context: Context, strip: PhotoStrip, host: QWidget) -> None:
        super().__init__(host)
        self._context, self._strip, self._host = context, strip, host
        self._inspection = self._item = ""
        self._previews: dict[str, bytes] = {}
        self._dialog: QFileDialog | None = None
        self._removing = ""
        self._seen: Seen | None = None
        self._watched: Path | None = None
        self._editable = False
        self._sheet: PhotoSheet | None = None
        self._why: ReasonSheet | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look)
        strip.add_requested.connect(self.choose)
        strip.files_dropped.connect(self.take_dropped)
        strip.image_pasted.connect(self.take_image)
        strip.photo_opened.connect(self._open)
        strip.remove_requested.connect(self._remove)

    def show_item(self, inspection_id: str, item_id: str, count: int, *, editable: bool) -> None:
        """Show the photos of an item; nothing is read while it has none."""
        new = (inspection_id, item_id) != (self._inspection, self._item)
        self._inspection, self._item, self._editable = inspection_id, item_id, editable
        if new:
            self._strip.set_photos(())
        if count != len(self._strip.photos()):
            self._load()

    def set_watching(self, watching: bool) -> None:
        """Look into the watched folder from now on, or no longer."""
        folder = self._context.program.settings.current().watch_folder
        if not watching or not folder:
            self._watch.stop()
            self._seen = None
            return
        self._watched = Path(folder)
        self._look()
        self._watch.start()

    def choose(self) -> None:
        """Open the file dialog."""
        if self._dialog is None:
            self._dialog = QFileDialog(self._host, self.tr("Add photos"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.setNameFilter(self.tr("Photos (*.jpg *.jpeg *.png *.webp)"))
            self._dialog.filesSelected.connect(self.take_files)
        self._dialog.open()

    def take_files(self, files: list[str]) -> None:
        """Add files that were chosen."""
        for file in files:
            self._add(Path(file), Path(file).name, "file")

    def take_dropped(self, files: list[str]) -> None:
        """Add files that were dropped."""
        for file in files:
            self._add(Path(file), Path(file).name, "drag")

    def take_image(self, image: QImage) -> None:
        """Add a picture from the clipboard."""
        self._add(image, self.tr("Pasted picture"), "clipboard")

    def _add(self, what: Path | QImage, name: str, source: str) -> None:
        if not self._editable or not self._item:
            return
        self._context.saving.emit()
        call = _Adding(self._context, self._inspection, self._item, what, name, source)
        done, failed = partial(self._on_added, name, self._item), partial(self._on_failed, name)
        self._context.jobs.work(call, done, failed, owner=self)

    def _on_added(self, name: str, item_id: str, row: PhotoRow) -> None:
        self._context.saved.emit(_now())
        self.added.emit(name)
        if item_id == self._item:
            self._load()
        else:
            # The person has gone on meanwhile; the line still has to show its photo.
            self._count(self._inspection, item_id)

    def _on_failed(self, name: str, error: QaError) -> None:
        self._context.save_failed.emit(words_of(error))
        self.refused.emit(words_of(error))

    def _load(self) -> None:
        call = _Loading(self._context, self._inspection, self._item, dict(self._previews))
        self._context.jobs.read(call, partial(self._on_loaded, self._item), self._context.fail, owner=self)

    def _on_loaded(self, item_id: str, loaded: _Loaded) -> None:
        self.counted.emit(item_id, len(loaded))
        if item_id != self._item:
            return
        self._previews = {id_: preview for id_, _caption, preview in loaded}
        self._strip.set_photos([Photo(id_, caption, preview) for id_, caption, preview in loaded])

    def _count(self, inspection_id: str, item_id: str) -> None:
        photos, actor = self._context.program.photos, self._context.actor
        call = partial(photos.photos_of, actor, inspection_id, item_id)
        self._context.jobs.read(call, partial(self._on_count, item_id), self._context.fail, owner=self)

    def _on_count(self, item_id: str, rows: tuple[PhotoRow, ...]) -> None:
        self.counted.emit(item_id, len(rows))

    def _open(self, photo_id: str) -> None:
        call = partial(self._context.program.photos.original, self._context.actor, photo_id)
        caption = next((photo.caption for photo in self._strip.photos() if photo.id == photo_id), "")
        self._context.jobs.read(_decoding(call), partial(self._on_original, caption), self._context.fail, owner=self)

    def _on_original(self, caption: str, image: QImage) -> None:
        if self._sheet is None:
            self._sheet = PhotoSheet(self._host)
        self._sheet.show_photo(QPixmap.fromImage(image), caption)

    def _remove(self, photo_id: str) -> None:
        if not self._editable:
            return
        self._removing = photo_id
        if self._why is None:
            reasons = (self.tr("Blurred or too dark"), self.tr("Wrong item"), self.tr("Taken twice"))
            self._why = ReasonSheet(
                self._host, self.tr("Why is the photo withdrawn?"), reasons, primary_text=self.tr("Withdraw photo")
            )
            self._why.chosen.connect(self._withdraw)
        self._why.ask()

    def _withdraw(self, reason: str) -> None:
        call = partial(self._context.program.photos.withdraw, self._context.actor, self._removing, reason)
        self._context.saving.emit()
        self._context.jobs.write(call, self._on_withdrawn, self._context.fail, owner=self)

    def _on_withdrawn(self, row: PhotoRow) -> None:
        self._context.saved.emit(_now())
        self._load()

    def _look(self) -> None:
        if self._watched is not None:
            self._context.jobs.read(_Looking(self._watched, self._seen), self._on_look, self._on_look_failed, owner=self)

    def _on_look(self, look: Look) -> None:
        self._seen = look.seen
        for path in look.ready:
            self._add(path, path.name, "folder")

    def _on_look_failed(self, error: QaError) -> None:
        self._watch.stop()
        self.refused.emit(words_of(error))


class _Adding:
    """Adds one photo; runs in the worker, where the picture is encoded and decoded."""

    def __init__(self, context: Context, inspection: str, item: str, what: Path | QImage, name: str, source: str) -> None:
        self._photos, self._actor = context.program.photos, context.actor
        self._where, self._what, self._name, self._source = (inspection, item), what, name, source

    def __call__(self, _report: Report) -> Any:
        data = _png(self._what) if isinstance(self._what, QImage) else self._what
        inspection, item = self._where
        return self._photos.add(
            self._actor, inspection_id=inspection, item_id=item, data=data, name=self._name, source=self._source
        )


class _Loading:
    """Loads the photos of an item with their previews, in a reader."""

    def __init__(self, context: Context, inspection: str, item: str, known: dict[str, bytes]) -> None:
        self._photos, self._actor, self._where, self._known = context.program.photos, context.actor, (inspection, item), known

    def __call__(self) -> _Loaded:
        found = []
        for row in self._photos.photos_of(self._actor, *self._where):
            preview = self._known.get(row.id)
            if preview is None:
                try:
                    preview = self._photos.thumbnail(self._actor, row.sha256)
                except (FaultError, InputError):
                    preview = b""  # shown as not readable; the row itself stands
            found.append((row.id, row.caption or row.name, preview))
        return found


class _Looking:
    """One look into the watched folder."""

    def __init__(self, folder: Path, seen: Seen | None) -> None:
        self._folder, self._seen = folder, seen

    def __call__(self) -> Look:
        from qa_desktop.services.watch_folder import Look, first_look, new_images  # noqa: PLC0415  (services load late)

        return Look((), first_look(self._folder)) if self._seen is None else new_images(self._folder, self._seen)


def _decoding(load: Callable[[], bytes]) -> Callable[[], QImage]:
    """Return a job that decodes a photo at the size of a screen."""
    return lambda: decode_scaled(load(), 1800)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
