"""Buttons in a row that goes on in the next line when the window is narrow or the words are long."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowRow(QWidget):
    """Places its buttons itself, line by line; the last ``right`` of them stand at the right end of their line.

    A widget and no layout of its own: layouts written in Python lose their items when widgets move between parents.
    """

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8, right: int = 0) -> None:
        super().__init__(parent)
        self._buttons: list[QWidget] = []
        self._gap, self._right = spacing, right
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *buttons: QWidget) -> None:
        """Take buttons, in order."""
        for button in buttons:
            button.setParent(self)
            self._buttons.append(button)

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return max(self._arrange(width, apply=False), self.minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """One line of everything."""
        sizes = [button.sizeHint() for button in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        """The widest button."""
        sizes = [button.minimumSizeHint() for button in self._shown()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def event(self, event: QEvent) -> bool:
        """Place the buttons anew when one of them has other words, or came or went."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange(self.width(), apply=True)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        super().resizeEvent(event)
        self._arrange(self.width(), apply=True)

    def _shown(self) -> list[QWidget]:
        return [button for button in self._buttons if not button.isHidden()]

    def _arrange(self, width: int, *, apply: bool) -> int:
        lines: list[list[QWidget]] = [[]]
        left = 0
        for button in self._shown():
            wish = button.sizeHint().width()
            if lines[-1] and left + wish > width:
                lines.append([])
                left = 0
            lines[-1].append(button)
            left += wish + self._gap
        top = 0
        for line in lines:
            height = max((button.sizeHint().height() for button in line), default=0)
            if apply:
                self._place(line, width, top, height)
            top += height + self._gap
        return max(0, top - self._gap)

    def _place(self, line: list[QWidget], width: int, top: int, height: int) -> None:
        back = [button for button in line if button in self._buttons[len(self._buttons) - self._right :]] if self._right else []
        pushed = width - sum(button.sizeHint().width() + self._gap for button in back) + self._gap
        left = 0
        for button in line:
            if back and button is back[0]:
                left = max(left, pushed)
            size = button.sizeHint()
            button.setGeometry(QRect(left, top + (height - size.height()) // 2, min(size.width(), width), size.height()))
            left += size.width() + self._gap
