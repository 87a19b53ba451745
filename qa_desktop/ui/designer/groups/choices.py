"""The choices of an item, or its defect types: words, order, and whether each conforms."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Choice, Item, ItemKind
from qa_desktop.domain.item_checks import CHOICE_KINDS
from qa_desktop.ui.designer.groups.base import COLUMNS, Group
from qa_desktop.ui.designer.inputs import LeaveUndo
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, IconButton
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.text import PlainLabel


class _ChoiceRow(QWidget):
    """One choice."""

    def __init__(self, group: ChoicesGroup, place: int) -> None:
        super().__init__(group)
        edits = group.model.choices
        self.place = place
        number = str(place + 1)
        self.text = QLineEdit(self)
        self.text.setAccessibleName(group.tr("Words of choice {number}").format(number=number))
        self.opinion = ChoiceBox(self, name=group.tr("What choice {number} says").format(number=number))
        self.opinion.setMinimumContentsLength(14)
        self.up = IconButton(group.tr("Move choice {number} up").format(number=number), "arrow-up", self)
        self.down = IconButton(group.tr("Move choice {number} down").format(number=number), "arrow-down", self)
        self.gone = IconButton(group.tr("Remove choice {number}").format(number=number), "trash-2", self)
        self.id = PlainLabel("", self, size=TextSize.SMALL, role="text_muted", wrap=False)
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        row.addWidget(self.text, 1)
        row.addWidget(self.opinion)
        for button in (self.up, self.down, self.gone):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addLayout(row)
        layout.addWidget(self.id)
        self._undo = LeaveUndo(self)
        self.text.installEventFilter(self._undo)
        self.text.textEdited.connect(partial(edits.text, place))
        self.opinion.activated.connect(self._judged)
        self.up.clicked.connect(partial(edits.step, place, -1))
        self.down.clicked.connect(partial(edits.step, place, 1))
        self.gone.clicked.connect(partial(edits.remove, place))
        self._edits = edits

    def show_choice(self, choice: Choice, last: int, opinions: list[tuple[str, bool | None]]) -> None:
        """Show one choice."""
        if [self.opinion.itemText(n) for n in range(self.opinion.count())] != [words for words, _ in opinions]:
            self.opinion.clear()
            for words, value in opinions:
                self.opinion.addItem(words, value)
        if self.text.text() != choice.text:
            self.text.setText(choice.text)
        values = [value for _, value in opinions]
        self.opinion.setCurrentIndex(values.index(choice.conforming) if choice.conforming in values else -1)
        self.up.setEnabled(self.place > 0)
        self.down.setEnabled(self.place < last)
        self.id.setText(choice.id)

    def _judged(self, place: int) -> None:
        self._edits.conforming(self.place, self.opinion.itemData(place))


class ChoicesGroup(Group):
    """Rows of choices; a row is made once and shown again for the next item."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent, is_open=True)
        self.head.setText(self.tr("Choices"))
        self.rows: list[_ChoiceRow] = []

    def applies(self, item: Item) -> bool:
        """Choices and tallies."""
        return item.kind in CHOICE_KINDS

    def paths(self) -> tuple[str, ...]:
        """All choices."""
        return ("choices",)

    def summary(self, item: Item) -> str:
        """Return the words of all choices."""
        return "; ".join(choice.text for choice in item.choices)

    def build(self, grid: QGridLayout) -> None:
        """Make the place for the rows, and the button."""
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE_2)
        self._problem = PlainLabel("", self, size=TextSize.SMALL, role="fails")
        self.more = ActionButton(self.tr("Add a choice"), self, icon="plus")
        self.more.clicked.connect(self.model.choices.add)
        grid.addLayout(self._list, 0, 0, 1, COLUMNS)
        grid.addWidget(self._problem, 1, 0, 1, COLUMNS)
        grid.addWidget(self.more, 2, 0, 1, COLUMNS, Qt.AlignmentFlag.AlignLeft)

    def fill(self, state: DesignerState) -> None:
        """Show the choices."""
        item = state.item
        if item is None:
            return
        while len(self.rows) < len(item.choices):
            self.rows.append(_ChoiceRow(self, len(self.rows)))
            self._list.addWidget(self.rows[-1])
        opinions = self._opinions(item.kind)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(item.choices))
            if place < len(item.choices):
                row.show_choice(item.choices[place], len(item.choices) - 1, opinions)
        problem = state.problem_at("choices")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.more.setText(self.tr("Add a defect type") if item.kind is ItemKind.DEFECTS else self.tr("Add a choice"))

    def open_for(self, path: str, sentence: str) -> bool:
        """Go to a choice by its number."""
        if not super().open_for(path, sentence):
            return False
        _, _, number = path.partition(".")
        place = int(number) if number.isdigit() else 0
        if place < len(self.rows) and not self.rows[place].isHidden():
            self.rows[place].text.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.body is not None:
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _opinions(self, kind: ItemKind) -> list[tuple[str, bool | None]]:
        if kind is ItemKind.DEFECTS:
            return [(self.tr("Fails the piece"), None), (self.tr("Does not count"), True)]
        return [(self.tr("Recorded"), None), (self.tr("Conforms"), True), (self.tr("Fails"), False)]
