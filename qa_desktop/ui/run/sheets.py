"""The small sheets of the run: why not applicable, which number, why a photo goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import AnswerButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class ReasonSheet(DialogPanel):
    """Common reasons on the digit keys, and a line for any other.  ``chosen`` carries the reason."""

    chosen = Signal(str)

    def __init__(self, host: QWidget, title: str, reasons: tuple[str, ...], *, primary_text: str) -> None:
        super().__init__(host, title, primary_text=primary_text, width=680)
        self._reasons: list[AnswerButton] = []
        grid = QGridLayout()
        grid.setSpacing(SPACE_2)
        for number, reason in enumerate(reasons):
            button = AnswerButton(reason, self.content, verdict=Verdict.NOT_APPLICABLE, key_hint=str(number + 1))
            button.setCheckable(False)
            button.clicked.connect(self._on_reason)
            self._reasons.append(button)
            grid.addWidget(button, number // 2, number % 2)
        self.line = QLineEdit(self.content)
        self.line.setMaxLength(500)
        self.line.setAccessibleName(self.tr("Another reason"))
        label = PlainLabel(self.tr("Another reason"), self.content, strong=True, wrap=False)
        label.setBuddy(self.line)
        self.body.addLayout(grid)
        self.body.addWidget(label)
        self.body.addWidget(self.line)
        self.confirmed.connect(self._on_line)

    def ask(self) -> None:
        """Open with an empty line."""
        self.line.clear()
        self.open_panel(self._reasons[0] if self._reasons else self.line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses a reason."""
        text = event.text()
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(self._reasons) and not event.isAutoRepeat():
            self._reasons[int(text) - 1].click()
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_reason(self) -> None:
        button = self.sender()
        if isinstance(button, AnswerButton):
            self._choose(button.text())

    def _on_line(self) -> None:
        if self.line.text().strip():
            self._choose(self.line.text().strip())
        else:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose a reason above, or type one."))
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, reason: str) -> None:
        self.close_panel()
        self.chosen.emit(reason)


class NumberSheet(DialogPanel):
    """Asks for the number of an item.  ``wanted`` carries it; the screen closes the sheet or says that there is none."""

    wanted = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Go to item"), primary_text=host.tr("Go"), width=400)
        self.line = QLineEdit(self.content)
        self.line.setMaxLength(6)
        self.line.setAccessibleName(self.tr("Number of the item"))
        self.body.addWidget(self.line)
        self.confirmed.connect(self._on_wanted)

    def ask(self) -> None:
        """Open with an empty line."""
        self.line.clear()
        self.open_panel(self.line)

    def refuse(self, last: int) -> None:
        """Say that there is no such number."""
        self.message.show_message(MessageKind.WARNING, self.tr("The items have the numbers 1 to {last}.").format(last=last))
        self.line.selectAll()

    def _on_wanted(self) -> None:
        if self.line.text().strip():
            self.wanted.emit(self.line.text().strip())


class PhotoSheet(DialogPanel):
    """One photo in large; Enter or Esc puts it away."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Photo"), primary_text=host.tr("Close"), width=980)
        self.secondary.hide()
        self._pixmap = QPixmap()
        self.picture = QLabel(self.content)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumHeight(420)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.caption = PlainLabel("", self.content, role="text_muted")
        self.body.addWidget(self.picture)
        self.body.addWidget(self.caption)
        self.confirmed.connect(self.close_panel)

    def show_photo(self, pixmap: QPixmap, caption: str) -> None:
        """Open with a photo."""
        self._pixmap = pixmap
        self.caption.setText(caption)
        self.picture.setAccessibleName(caption)
        self.open_panel(self.primary)
        self._fit_picture()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the photo again."""
        super().resizeEvent(event)
        self._fit_picture()

    def _fit_picture(self) -> None:
        if not self._pixmap.isNull() and self.picture.width() > 1:
            scaled = self._pixmap.scaled(
                self.picture.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self.picture.setPixmap(scaled)
