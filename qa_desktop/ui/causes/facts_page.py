"""Is / is-not, and the team."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTreeWidgetItem, QVBoxLayout, QWidget

from qa_desktop.domain.causes import Aspect
from qa_desktop.ui.causes.lists import KEY, WorkList
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.words import CausesWords
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.text import Heading, PlainLabel

_K = Qt.Key


class FactsPage(QWidget):
    """``wanted`` carries the act (``row``, ``member``, ``remove_member``) and the aspect or the id of the member."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = CausesWords(self)
        heads = ("", self.tr("Is"), self.tr("Is not, but could be"), self.tr("What is different there"))
        row_acts = {_K.Key_Return: "row", _K.Key_F2: "row"}
        self.table = WorkList(self.tr("Is and is not"), heads, self, acts=row_acts)
        self.table.setRootIsDecorated(False)
        self.table.set_widths(1, 2, 3)
        self.table.wanted.connect(lambda _act, key: self.wanted.emit("row", key))
        team_heads = (self.tr("Name"), self.tr("Role"), self.tr("Note"))
        team_acts = {_K.Key_Return: "member", _K.Key_Insert: "member", _K.Key_Delete: "remove_member"}
        self.team = WorkList(self.tr("Team"), team_heads, self, acts=team_acts)
        self.team.setRootIsDecorated(False)
        self.team.set_widths(0, 2)
        self.team.wanted.connect(self._team_wants)
        self.add = ActionButton(self.tr("Team member …"), self, icon="plus")
        self.add.clicked.connect(lambda: self.wanted.emit("member", ""))
        self.hint = PlainLabel(self.tr("Enter writes the chosen row."), self, role="text_muted")
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(Heading(self.tr("Team"), self, level=2, wrap=False))
        head.addStretch(1)
        head.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(Heading(self.tr("Where the trouble is, and where it could be and is not"), self, level=2))
        layout.addWidget(self.table, 3)
        layout.addWidget(self.hint)
        layout.addLayout(head)
        layout.addWidget(self.team, 2)

    def show_state(self, state: CausesState) -> None:
        """Draw the four rows and the team."""
        kept = self.table.begin()
        for aspect in Aspect:
            row = state.analysis.row(aspect)
            item = QTreeWidgetItem(
                [self._words.aspect(aspect), row.is_text or "–", row.is_not_text or "–", row.difference or "–"]
            )
            self._add(self.table, item, aspect.value)
        self.table.end(kept)
        kept = self.team.begin()
        for one in state.analysis.team:
            self._add(self.team, QTreeWidgetItem([one.name, self._words.role(one.role), one.note]), one.id)
        self.team.end(kept)
        writes = state.may_work and state.is_open
        self.add.setVisible(writes)
        self.hint.setVisible(writes)
        self.add.setEnabled(state.may_write)

    def _add(self, where: WorkList, item: QTreeWidgetItem, key: str) -> None:
        item.setData(0, KEY, key)
        where.addTopLevelItem(item)

    def _team_wants(self, act: str, key: str) -> None:
        if act in {"member", "remove_member"}:
            self.wanted.emit(act, key)
