"""Tally of defects: one large button for each type, each press counts one."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.item_types.defects import counts_of
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, AnswerButton
from qa_desktop.ui.widgets.text import PlainLabel


class DefectsEditor(Editor):
    """Counts by type, the first nine on the digit keys; 0 takes the last one back, Enter stores what was counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel: PanelState | None = None
        self._last = ""
        self._buttons: list[AnswerButton] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE_2)
        self.back = ActionButton(self.tr("One less"), self, icon="minus", shortcut_hint="0")
        self.back.clicked.connect(self._take_back)
        self._hint = PlainLabel("", self, size=TextSize.SMALL, role="text_muted")
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addWidget(self._hint, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self._grid)
        layout.addLayout(foot)

    def render_panel(self, panel: PanelState) -> None:
        """Show the types with their counts."""
        if self._panel is None or self._panel.item.id != panel.item.id:
            self._lay_out(panel)
        self._panel = panel
        counts = self._counts(panel)
        for choice, button in zip(panel.item.choices, self._buttons, strict=False):
            count = counts.get(choice.id, 0)
            button.setText(f"{choice.text}  \u00d7{count}" if count else choice.text)
            button.setChecked(count > 0)
            button.setEnabled(panel.may_edit)
        self.back.setEnabled(panel.may_edit and bool(counts))
        self._hint.setText(self.tr("Press a type once for each defect, then Enter. Enter alone says that none were found."))

    def press(self, digit: int) -> bool:
        """Count one more of the type with this number."""
        if digit == 0:
            self._take_back()
            return True
        if not 1 <= digit <= min(9, 0 if self._panel is None else len(self._panel.item.choices)):
            return False
        self._buttons[digit - 1].click()
        return True

    def enter(self) -> bool:
        """Store the counts; none counted means none found."""
        if self._panel is None or not self._panel.may_edit:
            return False
        if self._panel.draft is None and self._panel.answer.value is not None:
            return False
        self.given.emit(canonical_json(dict(self._counts(self._panel))))
        return True

    def _counts(self, panel: PanelState) -> dict[str, int]:
        text = panel.draft if panel.draft is not None else panel.answer.value
        return counts_of(text) if text else {}

    def _lay_out(self, panel: PanelState) -> None:
        choices = panel.item.choices
        while len(self._buttons) < len(choices):
            button = AnswerButton("", self, multiple=True)
            button.clicked.connect(self._on_clicked)
            self._buttons.append(button)
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
        for number, (_, button) in enumerate(zip(choices, self._buttons, strict=False)):
            button.set_key_hint(str(number + 1) if number < 9 else "")
            self._grid.addWidget(button, number // 2, number % 2)
            button.show()

    def _on_clicked(self) -> None:
        button, panel = self.sender(), self._panel
        if not isinstance(button, AnswerButton) or panel is None:
            return
        self._last = panel.item.choices[self._buttons.index(button)].id
        self._change(panel, self._last, 1)

    def _take_back(self) -> None:
        panel = self._panel
        if panel is None:
            return
        counts = self._counts(panel)
        name = self._last if counts.get(self._last) else next(iter(counts), "")
        if name:
            self._change(panel, name, -1)

    def _change(self, panel: PanelState, name: str, step: int) -> None:
        counts = self._counts(panel)
        counts[name] = counts.get(name, 0) + step
        self.typed.emit(canonical_json({key: count for key, count in counts.items() if count > 0}))
