"""A group of fields that opens and closes; closed, its head says in a few words what it holds."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Item
from qa_desktop.ui.designer.inputs import Input
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import HouseButton
from qa_desktop.ui.widgets.icons import paint_icon

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)
COLUMNS = 6
"""The grid of a group: fields take two, three or six of its columns."""


class GroupHead(HouseButton):
    """The head of a group: its name, and while it is closed what it holds."""

    def __init__(self, title: str, parent: QWidget) -> None:
        self._summary, self._tone = "", Tone.NEUTRAL
        super().__init__(title, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_summary(self, words: str, tone: Tone) -> None:
        """Say what the group holds; a tone other than neutral marks something to correct."""
        self._summary, self._tone = words, tone
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as a target."""
        return QSize(QFontMetrics(current_theme().font(strong=True)).horizontalAdvance(self.text()) + 80, current_theme().target)

    def minimumSizeHint(self) -> QSize:
        """The name is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw arrow, name and summary."""
        theme, painter = current_theme(), QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect().adjusted(2, 2, -2, -2), theme.colour("hover"))
        arrow = "chevron-down" if self.isChecked() else "chevron-right"
        middle = self.height() / 2
        paint_icon(painter, QRectF(SPACE_2, middle - 10, 20, 20), arrow, theme.colour("text_muted"))
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(theme.colour("text"))
        left = SPACE_2 + 20 + SPACE_2
        wide = painter.fontMetrics().horizontalAdvance(self.text())
        painter.drawText(left, 0, wide + 2, self.height(), _LINE, self.text())
        right = self.width() - SPACE_3
        if self._tone is not Tone.NEUTRAL:
            paint_icon(painter, QRectF(right - 18, middle - 9, 18, 18), "triangle-alert", theme.tone(self._tone))
            right -= 18 + SPACE_2
        room = right - left - wide - SPACE_3
        if self._summary and room > 40 and not self.isChecked():
            painter.setFont(theme.font(TextSize.SMALL))
            painter.setPen(theme.colour("text_muted"))
            shown = painter.fontMetrics().elidedText(self._summary, Qt.TextElideMode.ElideRight, room)
            painter.drawText(left + wide + SPACE_3, 0, room, self.height(), _RIGHT, shown)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)


class Group(QWidget):
    """Base of the groups.  The fields are made when the group is opened for the first time."""

    toggled = Signal()
    title = ""

    def __init__(self, model: DesignerModel, title: str, parent: QWidget | None = None, *, is_open: bool = False) -> None:
        super().__init__(parent)
        self.model = model
        self.head = GroupHead(title, self)
        self.body: QWidget | None = None
        self.inputs: list[Input] = []
        self._state: DesignerState | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.head)
        self.head.setChecked(is_open)
        self.head.clicked.connect(self._on_clicked)

    def applies(self, item: Item) -> bool:
        """Return whether the group has anything for such an item."""
        return True

    def paths(self) -> tuple[str, ...]:
        """Return how the paths begin that belong to the group."""
        return ()

    def summary(self, item: Item) -> str:
        """Return what the group holds, in a few words."""
        return ""

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""

    def fill(self, state: DesignerState) -> None:
        """Show the state in the fields; called only when the group is open."""
        for field in self.inputs:
            field.show_state(state)

    def add(self, field: Input, grid: QGridLayout, row: int, column: int = 0, span: int = COLUMNS) -> None:
        """Put a field into the grid."""
        self.inputs.append(field)
        grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)

    def owns(self, path: str) -> bool:
        """Return whether the field of a path is in this group."""
        return any(path == start or path.startswith(start + ".") for start in self.paths())

    def show_state(self, state: DesignerState) -> None:
        """Show the present item."""
        item = state.item
        self._state = state
        self.setVisible(item is not None and self.applies(item))
        if item is None or not self.applies(item):
            return
        mine = [problem for problem in state.problems if problem.key == item.key and self.owns(problem.field)]
        tone = Tone.NEUTRAL if not mine else Tone.WARNING if all(problem.warning for problem in mine) else Tone.FAILS
        self.head.set_summary(self.summary(item), tone)
        if self.head.isChecked():
            self._made().show()
            self.fill(state)
        elif self.body is not None:
            self.body.hide()

    def open_for(self, path: str, sentence: str) -> bool:
        """Open the group and give the keyboard to the field of a path; return whether there is one."""
        if not self.owns(path):
            return False
        if not self.head.isChecked():
            self.head.setChecked(True)
            self._again()
        found = next((field for field in self.inputs if field.path == path), None)
        if found is None:
            self.focus_inside(path)
        else:
            found.take_focus(sentence)
        return True

    def focus_inside(self, path: str) -> None:
        """Give the keyboard to what stands for a path without a field of its own."""
        if self.inputs:
            self.inputs[0].take_focus()
        else:
            self.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel."""
        theme, painter = current_theme(), QPainter(self)
        paint_panel(painter, QRectF(self.rect()), theme.colour("surface"), theme.colour("border"), theme.frame)

    def _made(self) -> QWidget:
        if self.body is None:
            self.body = QWidget(self)
            grid = QGridLayout(self.body)
            grid.setContentsMargins(SPACE_3, SPACE_1, SPACE_3, SPACE_3)
            grid.setHorizontalSpacing(SPACE_3)
            grid.setVerticalSpacing(SPACE_2)
            for column in range(COLUMNS):
                grid.setColumnStretch(column, 1)
                grid.setColumnMinimumWidth(column, 10)
            self.build(grid)
            self._layout.addWidget(self.body)
        return self.body

    def _on_clicked(self) -> None:
        self._again()
        self.toggled.emit()

    def _again(self) -> None:
        if self._state is not None:
            self.show_state(self._state)
