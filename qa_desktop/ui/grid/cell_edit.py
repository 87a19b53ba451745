"""The one field of the grid: it stands over the current cell while something is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import TextSize

_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALWAYS = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        *(Qt.Key(number) for number in range(Qt.Key.Key_F2, Qt.Key.Key_F10)),
    }
)
_SIDES = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End})


class CellEdit(QLineEdit):
    """``key_pressed`` carries the keys that belong to the grid.

    Digits typed into a cell are overwritten by going on with an arrow, as in a spreadsheet; after F2 the arrows move in the text.
    """

    key_pressed = Signal(object)

    def __init__(self, parent: QWidget, home: QWidget) -> None:
        super().__init__(parent)
        self._home = home
        self.setMaxLength(2000)
        self.setFrame(True)
        self.moves_inside = False
        self.takes_letters = False
        self.hide()
        self._restyle()

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return not self.isHidden()

    def begin(self, place: QRect, text: str, name: str, *, select: bool) -> None:
        """Open over a cell; the text is not told as typed."""
        self.moves_inside = select
        self.setText(text)
        self.setAccessibleName(name)
        self.setGeometry(self._around(place))
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if select:
            self.selectAll()
        else:
            self.end(False)

    def follow(self, place: QRect) -> None:
        """Stay over the cell."""
        if self.is_open:
            self.setGeometry(self._around(place))

    def finish(self) -> None:
        """Go away; the keyboard goes back to the table, before Qt would give it to whatever comes next."""
        if self.hasFocus():
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Take Tab as a key of the grid, before Qt moves the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_of_grid(event):
            self.key_pressed.emit(event)
            event.accept()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _is_of_grid(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ALWAYS:
            return True
        if key in _SIDES:
            return not self.moves_inside and held == Qt.KeyboardModifier.NoModifier
        if held == _CTRL and key in {Qt.Key.Key_Z, Qt.Key.Key_Y}:
            return not (self.isUndoAvailable() if key == Qt.Key.Key_Z else self.isRedoAvailable())
        letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z
        if held == _ALT and letter:
            return True
        plain = held in {Qt.KeyboardModifier.NoModifier, _SHIFT}
        return plain and not self.takes_letters and (letter or key == Qt.Key.Key_Space)

    @staticmethod
    def _around(place: QRect) -> QRect:
        return place.adjusted(1, 1, -1, -1)

    def _restyle(self) -> None:
        self.setFont(current_theme().font(TextSize.STRONG, strong=True, tabular=True))
