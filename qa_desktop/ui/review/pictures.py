"""Photos of a record: small ones for the list, and one large with zoom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.record import PhotoRef
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.review.explaining import short_moment
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import IconButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel
from qa_desktop.ui.widgets.thumbnails import decode_scaled

LARGE = 3000
"""Longest side that is decoded; more cannot be told apart on a screen."""

_ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture on its way from a worker."""

    key: str
    image: QImage


def small_picture(context: Context, sha256: str) -> Decoded:
    """Read and decode the preview of a photo; called in a worker."""
    return Decoded(sha256, decode_scaled(context.program.photos.thumbnail(context.actor, sha256), 256))


def large_picture(context: Context, photo_id: str) -> Decoded:
    """Read and decode a photo; called in a worker."""
    return Decoded(photo_id, decode_scaled(context.program.photos.original(context.actor, photo_id), LARGE))


class _PictureArea(QScrollArea):
    """Moves a photo that is larger than its place with the arrow keys, and leaves every other key to the sheet."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll only where there is something to scroll."""
        sideways = event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}
        upright = event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
        if (sideways and self.horizontalScrollBar().maximum()) or (upright and self.verticalScrollBar().maximum()):
            super().keyPressEvent(event)
        else:
            event.ignore()


class PhotoSheet(DialogPanel):
    """One photo over the screen.  + and − zoom, 0 fits, left and right go to the neighbours, Esc closes."""

    shown = Signal()

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host, host.tr("Photo"), primary_text=host.tr("Close"), secondary_text=host.tr("Close"), width=1100)
        self.secondary.hide()
        self.confirmed.connect(self.close_panel)
        self._context = context
        self._photos: tuple[PhotoRef, ...] = ()
        self._at, self._zoom = 0, 0
        self._image = QImage()
        self._picture = QLabel(self.content)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = _PictureArea(self.content)
        self._area.setWidgetResizable(False)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self._picture)
        self._area.setAccessibleName(self.tr("Photo, arrow keys move it"))
        self._caption = PlainLabel("", self.content, strong=True)
        self._facts = PlainLabel("", self.content, size=TextSize.SMALL, role="text_muted")
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.buttons = {
            name: IconButton(words, icon, self.content)
            for name, words, icon in (
                ("back", self.tr("Previous photo (Left)"), "chevron-left"),
                ("on", self.tr("Next photo (Right)"), "chevron-right"),
                ("out", self.tr("Smaller (−)"), "zoom-out"),
                ("in", self.tr("Larger (+)"), "zoom-in"),
            )
        }
        texts = QVBoxLayout()
        texts.addWidget(self._caption)
        texts.addWidget(self._facts)
        row.addWidget(self.buttons["back"])
        row.addWidget(self.buttons["on"])
        row.addLayout(texts, 1)
        row.addWidget(self.buttons["out"])
        row.addWidget(self.buttons["in"])
        self.buttons["back"].clicked.connect(self.previous_photo)
        self.buttons["on"].clicked.connect(self.next_photo)
        self.buttons["out"].clicked.connect(self.zoom_out)
        self.buttons["in"].clicked.connect(self.zoom_in)
        self.body.addWidget(self._area, 1)
        self.body.addLayout(row)

    def open_at(self, photos: Sequence[PhotoRef], photo: PhotoRef) -> None:
        """Show ``photo`` of ``photos``."""
        self._photos = tuple(photos)
        self._at = self._photos.index(photo)
        host = self.parentWidget()
        self._area.setMinimumHeight(max(240, (host.height() if host is not None else 700) - 350))
        self.open_panel(self._area)
        self._load()

    def next_photo(self) -> None:
        """Go to the next photo."""
        self._step(1)

    def previous_photo(self) -> None:
        """Go to the photo before."""
        self._step(-1)

    def zoom_in(self) -> None:
        """Show it larger."""
        self._set_zoom(self._zoom + 1)

    def zoom_out(self) -> None:
        """Show it smaller."""
        self._set_zoom(self._zoom - 1)

    def zoom(self) -> float:
        """Return how much larger than fitting the photo is shown."""
        return _ZOOMS[self._zoom]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the viewer."""
        keys = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_Left: self.previous_photo,
            Qt.Key.Key_Right: self.next_photo,
        }
        act = keys.get(Qt.Key(event.key()))
        if act is not None:
            act()
        elif event.key() == Qt.Key.Key_0:
            self._set_zoom(0)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _step(self, by: int) -> None:
        if self._photos:
            self._at = (self._at + by) % len(self._photos)
            self._load()

    def _load(self) -> None:
        photo = self._photos[self._at]
        self._image, self._zoom = QImage(), 0
        self._picture.clear()
        many = len(self._photos) > 1
        self.buttons["back"].setEnabled(many)
        self.buttons["on"].setEnabled(many)
        place = self.tr("{n} of {total}").format(n=self._at + 1, total=len(self._photos))
        self._caption.setText(photo.caption or photo.name or self.tr("Photo"))
        self._facts.setText(" · ".join(word for word in (place, photo.by, short_moment(photo.taken_at), photo.name) if word))
        self._picture.setAccessibleName(self._caption.text())
        self._context.jobs.read(partial(large_picture, self._context, photo.id), self._loaded, self._failed)

    def _loaded(self, found: Decoded) -> None:
        if self.isHidden() or found.key != self._photos[self._at].id:
            return
        self._image = found.image
        if found.image.isNull():
            self.message.show_message(MessageKind.ERROR, self.tr("This photo cannot be shown. The file is kept as it came in."))
        self._draw()
        self.shown.emit()

    def _failed(self, error: QaError) -> None:
        self.message.show_message(MessageKind.ERROR, words_of(error))

    def _set_zoom(self, level: int) -> None:
        self._zoom = min(len(_ZOOMS) - 1, max(0, level))
        self._draw()

    def _draw(self) -> None:
        if self._image.isNull():
            return
        room = self._area.viewport().size() if self._zoom == 0 else self._area.maximumViewportSize()
        fitted = self._image.size().scaled(room - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio)
        size = fitted * self.zoom()
        pixmap = QPixmap.fromImage(
            self._image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        )
        self._picture.setPixmap(pixmap)
        self._picture.resize(pixmap.size())
