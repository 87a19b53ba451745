"""Single and multiple choice as large buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.rows import choices_in
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import AnswerButton
from qa_desktop.ui.widgets.text import PlainLabel

_ONE_COLUMN = 3


class ChoiceEditor(Editor):
    """One button per choice, the first nine on the digit keys.  Made for single or for multiple choice."""

    def __init__(self, *, multiple: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._multiple = multiple
        self._buttons: list[AnswerButton] = []
        self._ids: tuple[str, ...] = ()
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE_2)
        self._hint = PlainLabel("", self, size=TextSize.SMALL, role="text_muted")
        self._hint.setVisible(multiple)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self._grid)
        layout.addWidget(self._hint)
        self._panel: PanelState | None = None

    def render_panel(self, panel: PanelState) -> None:
        """Show the choices and which of them stand."""
        if self._panel is None or self._panel.item.id != panel.item.id:
            self._lay_out(panel)
        self._panel = panel
        chosen = self._chosen(panel)
        for id_, button in zip(self._ids, self._buttons, strict=False):
            button.setChecked(id_ in chosen)
        self._hint.setText(self.tr("Choose any number with the digits, then press Enter."))

    def press(self, digit: int) -> bool:
        """Choose by number."""
        if not 1 <= digit <= min(9, len(self._ids)):
            return False
        self._buttons[digit - 1].click()
        return True

    def enter(self) -> bool:
        """Accept the choices of a multiple choice."""
        if self._multiple and self._panel is not None and self._panel.draft is not None:
            self.given.emit(self._panel.draft)
            return True
        return False

    def _chosen(self, panel: PanelState) -> tuple[str, ...]:
        if panel.item.kind is ItemKind.SINGLE_CHOICE:
            return (panel.answer.value,) if panel.answer.value else ()
        return choices_in(panel.draft if panel.draft is not None else panel.answer.value)

    def _lay_out(self, panel: PanelState) -> None:
        choices = panel.item.choices
        while len(self._buttons) < len(choices):
            button = AnswerButton("", self, multiple=self._multiple)
            button.clicked.connect(self._on_clicked)
            self._buttons.append(button)
        columns = 1 if len(choices) <= _ONE_COLUMN else 2
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
        for number, (choice, button) in enumerate(zip(choices, self._buttons, strict=False)):
            button.setText(choice.text)
            button.set_key_hint(str(number + 1) if number < 9 else "")
            self._grid.addWidget(button, number // columns, number % columns)
            button.show()
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._ids = tuple(choice.id for choice in choices)

    def _on_clicked(self) -> None:
        button, panel = self.sender(), self._panel
        if not isinstance(button, AnswerButton) or panel is None:
            return
        id_ = self._ids[self._buttons.index(button)]
        chosen = self._chosen(panel)
        self.render_panel(panel)
        if not self._multiple:
            self.given.emit(id_)
            return
        wanted = [one for one in self._ids if (one in chosen) != (one == id_)]
        self.typed.emit(canonical_json(wanted))
