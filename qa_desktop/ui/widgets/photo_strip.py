"""Photos of an item: small pictures in a row, with a place to add more by file, drop or paste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, HouseButton
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.text import plain_tooltip
from qa_desktop.ui.widgets.thumbnails import Source, ThumbnailLoader

_THUMB = 104


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo: its id, what it shows, and where the picture comes from."""

    id: str
    caption: str
    source: Source


class PhotoStrip(QWidget):
    """A row of photos.  Enter or a click opens one, Delete asks to remove it, Ctrl+V pastes, files can be dropped."""

    files_dropped = Signal(list)
    image_pasted = Signal(QImage)
    photo_opened = Signal(str)
    remove_requested = Signal(str)
    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, shortcut_hint: str = "") -> None:
        super().__init__(parent)
        self._photos: tuple[Photo, ...] = ()
        self._thumbs: dict[str, _Thumb] = {}
        self._editable, self._dropping = True, False
        self._loader = ThumbnailLoader()
        self._loader.loaded.connect(self._on_loaded)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Photos"))
        self.add = ActionButton(self.tr("Add photo"), self, icon="camera", shortcut_hint=shortcut_hint)
        self.add.clicked.connect(self._on_add)
        self._holder = QWidget()
        self._row = QHBoxLayout(self._holder)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_2)
        self._row.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._holder)
        self._scroll.viewport().setAutoFillBackground(False)
        self._holder.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.add, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._scroll.setFixedHeight(_THUMB)

    def photos(self) -> tuple[Photo, ...]:
        """Return the photos that are shown."""
        return self._photos

    def set_photos(self, photos: Sequence[Photo]) -> None:
        """Show other photos; pictures that are already there are not decoded again."""
        self._photos = tuple(photos)
        wanted = {photo.id for photo in self._photos}
        for key in [key for key in self._thumbs if key not in wanted]:
            gone = self._thumbs.pop(key)
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, photo in enumerate(self._photos):
            thumb = self._thumbs.get(photo.id)
            if thumb is None:
                thumb = self._thumbs[photo.id] = self._new_thumb(photo)
            thumb.set_caption(photo.caption or self.tr("Photo {n}").format(n=place + 1))
            self._row.insertWidget(place, thumb)
        self._scroll.setFixedHeight(_THUMB + (18 if len(self._photos) > 4 else 0) if self._photos else current_theme().target)
        self.update()

    def set_editable(self, editable: bool) -> None:
        """Allow adding and removing, or only looking."""
        self._editable = editable
        self.add.setVisible(editable)
        self.setAcceptDrops(editable)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste a picture or files from the clipboard."""
        if self._editable and event.matches(QKeySequence.StandardKey.Paste) and self.paste():
            event.accept()
            return
        super().keyPressEvent(event)

    def paste(self) -> bool:
        """Take what the clipboard holds, as Ctrl+V does; return whether there was something to take."""
        return self._take(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Offer to take files and pictures."""
        if self._editable and (_files(event.mimeData()) or event.mimeData().hasImage()):
            event.acceptProposedAction()
            self._dropping = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the offer back."""
        self._dropping = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files and pictures."""
        self._dropping = False
        self.update()
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel, and say where to drop."""
        theme, painter = current_theme(), QPainter(self)
        fill, border = theme.colour("surface_sunken"), theme.colour("border")
        if self._dropping:
            fill, border = theme.colour("accent_soft"), theme.colour("accent")
        paint_panel(painter, QRectF(self.rect()), fill, border, 2 if self._dropping else theme.frame)
        if not self._photos:
            painter.setFont(theme.font())
            painter.setPen(theme.colour("text_muted"))
            words = self.tr("Drop or paste photos here") if self._editable else self.tr("No photos")
            area = self.rect().adjusted(2 * SPACE_2, 0, -self.add.width() - 2 * SPACE_2, 0)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)

    def _new_thumb(self, photo: Photo) -> _Thumb:
        thumb = _Thumb(photo.id, self)
        thumb.clicked.connect(self._on_thumb)
        thumb.remove_pressed.connect(self._on_remove)
        self._loader.load(photo.id, photo.source, _THUMB * 2)
        return thumb

    def _take(self, data: QMimeData | None) -> bool:
        if data is None:
            return False
        files = _files(data)
        if files:
            self.files_dropped.emit(files)
            return True
        if data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.image_pasted.emit(image)
                return True
        return False

    def _on_loaded(self, key: str, image: QImage) -> None:
        thumb = self._thumbs.get(key)
        if thumb is not None:
            thumb.set_image(image)

    def _on_add(self) -> None:
        self.add_requested.emit()

    def _on_thumb(self) -> None:
        thumb = self.sender()
        if isinstance(thumb, _Thumb):
            self.photo_opened.emit(thumb.photo_id)

    def _on_remove(self, key: str) -> None:
        if self._editable:
            self.remove_requested.emit(key)


class _Thumb(HouseButton):
    """One small picture."""

    remove_pressed = Signal(str)

    def __init__(self, photo_id: str, parent: QWidget) -> None:
        self.photo_id = photo_id
        self._pixmap: QPixmap | None = None
        self._failed = False
        super().__init__("", parent)
        self.setFixedSize(QSize(_THUMB, _THUMB))

    def set_caption(self, caption: str) -> None:
        """Say what the photo shows."""
        self.setText(caption)
        self.setToolTip(plain_tooltip(caption))

    def set_image(self, image: QImage) -> None:
        """Show the decoded picture; a null image shows that it cannot be read."""
        self._failed = image.isNull()
        self._pixmap = None if self._failed else QPixmap.fromImage(image)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks to remove; left and right go to the neighbours."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_pressed.emit(self.photo_id)
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come into view."""
        super().focusInEvent(event)
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, cut to the square."""
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        paint_panel(painter, frame, theme.colour("surface"), theme.colour("border_strong"), theme.frame, RADIUS - 2)
        if self._pixmap is not None:
            path = QPainterPath()
            path.addRoundedRect(frame.adjusted(1, 1, -1, -1), RADIUS - 3, RADIUS - 3)
            painter.save()
            painter.setClipPath(path)
            size = self._pixmap.size().scaled(frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            left = frame.center().x() - size.width() / 2
            top = frame.center().y() - size.height() / 2
            painter.drawPixmap(QRectF(left, top, size.width(), size.height()), self._pixmap, QRectF(self._pixmap.rect()))
            painter.restore()
        else:
            picture = frame.adjusted(0, 18, 0, -38)
            paint_icon(painter, picture, "circle-alert" if self._failed else "image", theme.colour("text_muted"))
            painter.setFont(theme.font(TextSize.SMALL))
            painter.setPen(theme.colour("text_muted"))
            words = self.tr("Not readable") if self._failed else self.tr("Loading …")
            painter.drawText(frame.adjusted(0, 58, 0, -8), int(Qt.AlignmentFlag.AlignCenter), words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()))


def _files(data: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
