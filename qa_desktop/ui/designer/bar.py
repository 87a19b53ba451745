"""The line above outline and form: which draft it is, whether it is kept, what is to correct, and what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.ui.designer.state import DesignerState, Kept
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, IconButton, Variant
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel


class DesignerBar(QWidget):
    """Name, chips and buttons."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.back = ActionButton(self.tr("Templates"), self, icon="arrow-left")
        self.title = ElidedLabel("", self, size=TextSize.STRONG, strong=True)
        self.about = PlainLabel("", self, size=TextSize.SMALL, role="text_muted", wrap=False)
        self.kept = StatusChip(parent=self)
        self.problems = ActionButton("", self, icon="triangle-alert", shortcut_hint="F8")
        self.add_item = ActionButton(self.tr("Item"), self, icon="plus", shortcut_hint="Ctrl+Enter")
        self.add_section = ActionButton(self.tr("Section"), self, icon="plus")
        self.copy = IconButton(self.tr("Duplicate (Ctrl+D)"), "copy", self)
        self.remove = IconButton(self.tr("Remove (Delete)"), "trash-2", self)
        self.up = IconButton(self.tr("Move up (Alt+Up)"), "arrow-up", self)
        self.down = IconButton(self.tr("Move down (Alt+Down)"), "arrow-down", self)
        self.undo = IconButton(self.tr("Undo (Ctrl+Z)"), "undo-2", self)
        self.redo = IconButton(self.tr("Redo (Ctrl+Y)"), "redo-2", self)
        self.preview = ActionButton(self.tr("Preview"), self, icon="eye", shortcut_hint="F5", variant=Variant.PRIMARY)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.about)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE_2)
        first.addWidget(self.back)
        first.addLayout(names, 1)
        first.addWidget(self.kept)
        first.addWidget(self.problems)
        first.addWidget(self.preview)
        for widget in (self.add_item, self.add_section, self.copy, self.remove, self.up, self.down, self.undo, self.redo):
            second.addWidget(widget)
        second.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addLayout(first)
        layout.addLayout(second)

    def show_state(self, state: DesignerState) -> None:
        """Show the state."""
        row = state.row
        self.title.setText(row.template_name if row is not None else "")
        words = self.tr("Draft {number} · {count} items")
        self.about.setText(words.format(number=row.number if row is not None else "", count=len(state.checklist.items)))
        self.kept.set_state(*self._kept(state.kept))
        errors = sum(1 for problem in state.problems if not problem.warning)
        warnings = len(state.problems) - errors
        if errors:
            self.problems.setText(self.tr("{count} to correct").format(count=errors))
        else:
            self.problems.setText(self.tr("{count} to look at").format(count=warnings))
        self.problems.setVisible(bool(state.problems))
        in_list = state.spot.section >= 0
        for button in (self.copy, self.remove, self.up, self.down):
            button.setEnabled(in_list)
        self.undo.setEnabled(state.can_undo)
        self.redo.setEnabled(state.can_redo)

    def _kept(self, kept: Kept) -> tuple[str, Tone, str]:
        match kept:
            case Kept.STORED:
                return self.tr("Saved"), Tone.CONFORMS, "check"
            case Kept.WAITING | Kept.SAVING:
                return self.tr("Saving …"), Tone.NEUTRAL, "loader"
            case Kept.FAILED:
                return self.tr("Not saved"), Tone.FAILS, "triangle-alert"
            case Kept.CONFLICT:
                return self.tr("Changed by somebody else"), Tone.FAILS, "triangle-alert"
