"""The actions of an issue: who does what until when, how far it is, and what may be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTreeWidgetItem, QVBoxLayout, QWidget

from qa_desktop.domain.actions import ActionState
from qa_desktop.ui.causes.lists import KEY, WorkList
from qa_desktop.ui.causes.row_paint import INK, STRONG
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.words import CausesWords
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.actions import ActionRow

_K = Qt.Key
ACTS = {_K.Key_Return: "next", _K.Key_Insert: "add", _K.Key_F2: "edit", _K.Key_Delete: "remove", _K.Key_Backspace: "back"}


class ActionsPage(QWidget):
    """``wanted`` carries the act (``add``, ``edit``, ``remove``, ``done``, ``verify``, ``back``) and the id of the action."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = CausesWords(self)
        self._state = CausesState()
        heads = (self.tr("No."), self.tr("Kind"), self.tr("Action"), self.tr("Owner"), self.tr("Due"), self.tr("State"))
        self.list = WorkList(self.tr("Actions"), heads, self, acts=ACTS)
        self.list.setRootIsDecorated(False)
        self.list.set_widths(2)
        self.list.wanted.connect(self._list_wants)
        self.list.chosen.connect(lambda _key: self._show_choice())
        self.empty = PlainLabel(self.tr("Nobody has anything to do about this issue yet."), self, role="text_muted")
        self.add = ActionButton(self.tr("New action …"), self, icon="plus", variant=Variant.PRIMARY, shortcut_hint="Ctrl+N")
        self.done = ActionButton(self.tr("Done …"), self, icon="check", shortcut_hint="Enter")
        self.verify = ActionButton(self.tr("Verify …"), self, icon="badge-check", shortcut_hint="Enter")
        self.back = ActionButton(self.tr("Send back …"), self, icon="undo-2", shortcut_hint="Backspace")
        self.edit = ActionButton(self.tr("Change …"), self, icon="pencil", shortcut_hint="F2")
        self.remove = ActionButton(self.tr("Take away …"), self, icon="trash-2", shortcut_hint="Del")
        self.told = PlainLabel("", self)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for act, button in self._buttons().items():
            button.clicked.connect(lambda _=False, act=act: self.wanted.emit(act, self.list.current_key()))
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(row)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)

    def _buttons(self) -> dict[str, ActionButton]:
        return {
            "add": self.add,
            "done": self.done,
            "verify": self.verify,
            "back": self.back,
            "edit": self.edit,
            "remove": self.remove,
        }

    def show_state(self, state: CausesState) -> None:
        """Draw the actions."""
        self._state = state
        rows = () if state.loaded is None else state.loaded.actions
        self.empty.setVisible(not rows)
        self.add.setVisible(state.may_work and state.is_open)
        self.add.setEnabled(state.may_write)
        kept = self.list.begin()
        for row in rows:
            self.list.addTopLevelItem(self._item(row))
        self.list.end(kept)

    def chosen(self) -> ActionRow | None:
        """Return the chosen action."""
        return self._state.action(self.list.current_key())

    def _item(self, row: ActionRow) -> QTreeWidgetItem:
        today = self._state.loaded.today if self._state.loaded is not None else row.due_on
        item = QTreeWidgetItem(
            [
                str(row.number),
                self._words.kind(row.kind),
                row.text,
                row.owner,
                row.due_on.isoformat(),
                self._words.state(row, today),
            ]
        )
        item.setData(0, KEY, row.id)
        if row.is_overdue(today) or row.state is ActionState.INEFFECTIVE:
            item.setData(5, STRONG, True)
            item.setData(5, INK, "fails")
        return item

    def _show_choice(self) -> None:
        state, row = self._state, self.chosen()
        self.done.setVisible(row is not None and state.may_finish(row))
        self.verify.setVisible(row is not None and state.may_verify(row))
        self.back.setVisible(row is not None and state.may_send_back(row))
        for button in (self.edit, self.remove):
            button.setVisible(row is not None and state.may_change(row))
        self.told.setText("" if row is None else self._words.told(row))

    def _list_wants(self, act: str, key: str) -> None:
        row = self.chosen()
        if act == "next":
            act = "verify" if row is not None and self._state.may_verify(row) else "done"
        if act != "add" and self._buttons()[act].isHidden():
            return
        self.wanted.emit(act, key)
