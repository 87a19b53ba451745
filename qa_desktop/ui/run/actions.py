"""The bar under the editor: what can be done with the current item."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.run.flow import FlowRow
from qa_desktop.ui.run.gauge_sheet import show_gauge
from qa_desktop.ui.run.state import RunState
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton, IconButton

_OWN_NA = frozenset({ItemKind.CONFORMITY, ItemKind.YES_NO, ItemKind.INSTRUCTION})


_NOT_DECIDED = frozenset({ItemKind.INSTRUCTION})


class ActionBar(FlowRow):
    """N/A, note, photo, issue, undo, next open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=SPACE_2, right=2)
        self.not_applicable = ActionButton(self.tr("N/A"), self, icon="minus", shortcut_hint="A")
        self.note = ActionButton(self.tr("Note"), self, icon="sticky-note", shortcut_hint="N")
        self.photo = ActionButton(self.tr("Photo"), self, icon="camera", shortcut_hint="P")
        self.issue = ActionButton(self.tr("Issue"), self, icon="flag", shortcut_hint="I")
        self.decide = ActionButton(self.tr("Decide …"), self, icon="gauge", shortcut_hint="Ctrl+R")
        self.gauge = ActionButton(self.tr("Gauge …"), self, shortcut_hint="M")
        self.undo = IconButton(self.tr("Undo (Ctrl+Z)"), "undo-2", self)
        self.next_open = ActionButton(self.tr("Next open"), self, icon="skip-forward", shortcut_hint="Space")
        self.add(self.not_applicable, self.note, self.photo, self.issue, self.gauge, self.decide, self.undo, self.next_open)

    def render_state(self, state: RunState) -> None:
        """Show what is possible with the current item."""
        panel = state.panel
        if panel is None:
            return
        for button in (self.note, self.photo, self.undo):
            button.setVisible(panel.may_edit)
        self.issue.setVisible(state.may_edit)
        show_gauge(self.gauge, panel)
        self.decide.setVisible(panel.may_edit and panel.answer.is_given and panel.item.kind not in _NOT_DECIDED)
        self.not_applicable.setVisible(panel.may_edit and panel.item.allow_na and panel.item.kind not in _OWN_NA)
