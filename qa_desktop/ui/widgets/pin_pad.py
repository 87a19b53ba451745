"""Large digits for a PIN, by finger, by glove or by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import HouseButton
from qa_desktop.ui.widgets.icons import paint_icon

NO_SCAN = "qa_no_scan"
"""Property that keeps the scan filter away from a widget and everything in it."""

MAX_DIGITS = 12


class PinPad(QWidget):
    """Takes digits, hands them over with ``submitted`` and forgets them; shows dots only."""

    submitted = Signal(str)
    changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = ""
        self.setProperty(NO_SCAN, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("PIN"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dots = _Dots(self)
        grid = QGridLayout()
        grid.setSpacing(SPACE_2)
        self.keys: dict[str, _PadKey] = {}
        for place, digit in enumerate("123456789"):
            self._add_key(grid, digit, digit, "", place // 3, place % 3)
        self._add_key(grid, "back", self.tr("Delete the last digit"), "delete", 3, 0)
        self._add_key(grid, "0", "0", "", 3, 1)
        self._add_key(grid, "enter", self.tr("Confirm the PIN"), "check", 3, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._dots)
        layout.addLayout(grid)

    def length(self) -> int:
        """Return how many digits were typed."""
        return len(self._digits)

    def clear(self) -> None:
        """Forget the digits."""
        self._set("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits, Backspace and Enter."""
        text = event.text()
        if text and text in "0123456789" and not event.isAutoRepeat():
            self._press(text)
        elif event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self._press("back")
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self._press("enter")
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel."""
        theme, painter = current_theme(), QPainter(self)
        paint_panel(painter, QRectF(self.rect()), theme.colour("surface"), theme.colour("border"), theme.frame, RADIUS + 4)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), RADIUS + 4)

    def _add_key(self, grid: QGridLayout, name: str, words: str, icon: str, row: int, column: int) -> None:
        key = _PadKey(name, words, icon, self)
        key.clicked.connect(self._on_key)
        self.keys[name] = key
        grid.addWidget(key, row, column)

    def _on_key(self) -> None:
        key = self.sender()
        if isinstance(key, _PadKey):
            self._press(key.key_name)

    def _press(self, name: str) -> None:
        if name == "back":
            self._set(self._digits[:-1])
        elif name != "enter":
            if len(self._digits) < MAX_DIGITS:
                self._set(self._digits + name)
        elif self._digits:
            digits = self._digits
            self._set("")
            self.submitted.emit(digits)

    def _set(self, digits: str) -> None:
        self._digits = digits
        self._dots.set_count(len(digits))
        self.setAccessibleDescription(self.tr("{n} digits typed").format(n=len(digits)))
        self.changed.emit(len(digits))


class _PadKey(HouseButton):
    """One key of the pad.  It takes no focus, so that typing goes on at the pad."""

    def __init__(self, name: str, words: str, icon: str, parent: QWidget) -> None:
        self.key_name, self._icon_name = name, icon
        super().__init__(words, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As large as an answer."""
        return QSize(current_theme().answer_height + SPACE_3, current_theme().answer_height)

    def minimumSizeHint(self) -> QSize:
        """As large as an answer."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw digit or icon."""
        theme, painter = current_theme(), QPainter(self)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        enter = self.key_name == "enter"
        if enter:
            fill, ink, border = ("accent_pressed" if self.isDown() else "accent"), "on_accent", None
        else:
            fill = "accent_soft" if self.isDown() else "hover" if self.underMouse() else "surface"
            ink, border = "text", theme.colour("border_strong")
        paint_panel(painter, frame, theme.colour(fill), border, theme.frame)
        if self._icon_name:
            paint_icon(
                painter,
                frame.adjusted(0, frame.height() / 2 - 14, 0, 14 - frame.height() / 2),
                self._icon_name,
                theme.colour(ink),
            )
            return
        painter.setFont(theme.font(TextSize.TITLE, strong=True, tabular=True))
        painter.setPen(theme.colour(ink))
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), self.text())


class _Dots(QWidget):
    """A dot for each digit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        """Show ``count`` dots."""
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(120, QFontMetrics(current_theme().font(TextSize.TITLE)).height() + SPACE_2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dots on a line."""
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - 2
        painter.setPen(QPen(theme.colour("border_strong"), 2))
        painter.drawLine(0, base, self.width(), base)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        step = 22
        left = self.width() / 2 - self._count * step / 2
        for place in range(self._count):
            painter.drawEllipse(QRectF(left + place * step + 4, self.height() / 2 - 7, 13, 13))
