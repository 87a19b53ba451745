"""The reference pictures of an item: a good part and a bad one, chosen, dropped or pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Item
from qa_desktop.ui.designer import values
from qa_desktop.ui.designer.groups.base import Group
from qa_desktop.ui.designer.inputs import Input
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_1, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.text import PlainLabel

HEIGHT = 150


class PictureDoor(Protocol):
    """Where pictures are stored and come from."""

    def choose(self, take: Callable[[Path], None]) -> None:
        """Ask for a file."""

    def store(self, what: Path | QImage, done: Callable[[str], None], refused: Callable[[str], None]) -> None:
        """Store a picture and hand over its hash, or the sentence that says why not."""

    def load(self, sha256: str, done: Callable[[QImage], None]) -> None:
        """Load a preview."""


class _Frame(QWidget):
    """Shows the picture, or how to add one; takes the keyboard, drops and pastes."""

    wanted = Signal()
    dropped = Signal(object)

    def __init__(self, words: str, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._tone, self._picture = words, tone, QPixmap()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def set_picture(self, picture: QPixmap) -> None:
        """Show a picture; an empty one shows the words."""
        self._picture = picture
        self.update()

    def has_picture(self) -> bool:
        """Return whether a picture is shown."""
        return not self._picture.isNull()

    def sizeHint(self) -> QSize:
        """Broad enough for the words."""
        return QSize(200, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses a file, Ctrl+V pastes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            image = QGuiApplication.clipboard().image()
            if not image.isNull():
                self.dropped.emit(image)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and not event.modifiers():
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses a file."""
        if self.rect().contains(event.position().toPoint()):
            self.wanted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file or a picture."""
        held = event.mimeData()
        if held.hasImage() or _file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        path, held = _file(event), event.mimeData()
        if path is not None:
            self.dropped.emit(path)
        elif held.hasImage():
            self.dropped.emit(QImage(held.imageData()))
        event.acceptProposedAction()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture or the words."""
        theme, painter = current_theme(), QPainter(self)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = theme.tone(self._tone) if self.has_picture() else theme.colour("border_strong")
        paint_panel(painter, frame, theme.colour("surface_sunken"), edge, max(theme.frame, 2 if self.has_picture() else 1))
        if self.has_picture():
            size = self._picture.size().scaled(self.size() - QSize(16, 16), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(left, top, size.width(), size.height(), self._picture)
        else:
            painter.setFont(theme.font(TextSize.SMALL))
            painter.setPen(theme.colour("text_muted"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(SPACE_2, SPACE_2, -SPACE_2, -SPACE_2), flags, self._words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), RADIUS)


class PictureInput(Input):
    """One reference picture."""

    def __init__(self, path: str, label: str, tone: Tone, model: DesignerModel, door: PictureDoor, parent: QWidget) -> None:
        super().__init__(parent)
        self.path, self._model, self._door = path, model, door
        self._sha: str | None = None
        self._key = ""
        title = PlainLabel(label, self, size=TextSize.SMALL, strong=True)
        self.frame = _Frame(self.tr("Press Enter to choose a file, paste with Ctrl+V, or drop a picture here."), tone, self)
        self.frame.setAccessibleName(label)
        self.remove = ActionButton(self.tr("Remove picture"), self, icon="trash-2")
        self.problem = PlainLabel("", self, size=TextSize.SMALL, role="fails")
        self.problem.hide()
        row = QHBoxLayout()
        row.addWidget(self.remove)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for widget in (title, self.frame, self.problem):
            layout.addWidget(widget)
        layout.addLayout(row)
        self.setFocusProxy(self.frame)
        self.frame.wanted.connect(self._choose)
        self.frame.dropped.connect(self.take)
        self.remove.clicked.connect(self._remove)

    def show_state(self, state: DesignerState) -> None:
        """Show the picture of the present item."""
        item = state.item
        sha = values.value_of(item, self.path) if item is not None else None
        if state.key != self._key:
            self._key = state.key
            self.problem.hide()
        self.remove.setVisible(sha is not None)
        if sha != self._sha:
            self._sha = sha
            self.frame.set_picture(QPixmap())
            if sha is not None:
                self._door.load(sha, self._loaded)

    def take_focus(self, sentence: str = "") -> None:
        """Give the keyboard to the picture."""
        self.frame.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, what: Path | QImage) -> None:
        """Store a picture for the item that is shown now."""
        key = self._key

        def done(sha256: str) -> None:
            if self._key == key:
                self.problem.hide()
                self._model.give(self.path, sha256)

        def refused(sentence: str) -> None:
            self.problem.setText(sentence)
            self.problem.show()

        self._door.store(what, done, refused)

    def _choose(self) -> None:
        self._door.choose(self.take)

    def _remove(self) -> None:
        self._model.give(self.path, None)
        self.frame.setFocus(Qt.FocusReason.OtherFocusReason)

    def _loaded(self, image: QImage) -> None:
        self.frame.set_picture(QPixmap.fromImage(image))


class PicturesGroup(Group):
    """Good and bad side by side."""

    def __init__(self, model: DesignerModel, door: PictureDoor, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Reference pictures"))
        self._door = door

    def paths(self) -> tuple[str, ...]:
        """Both pictures."""
        return ("picture", "rules.picture_bad")

    def summary(self, item: Item) -> str:
        """Return which pictures there are."""
        found = [self.tr("good part")] if item.picture else []
        found += [self.tr("bad part")] if item.rules.picture_bad else []
        return ", ".join(found)

    def build(self, grid: QGridLayout) -> None:
        """Make both places."""
        good = PictureInput("picture", self.tr("A good part"), Tone.CONFORMS, self.model, self._door, self)
        bad = PictureInput("rules.picture_bad", self.tr("A bad part"), Tone.FAILS, self.model, self._door, self)
        self.add(good, grid, 0, 0, 3)
        self.add(bad, grid, 0, 3, 3)


def _file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
