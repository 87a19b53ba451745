"""The fishbone with the list of its causes, which is worked by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTreeWidgetItem, QVBoxLayout, QWidget

from qa_desktop.domain.causes import Category
from qa_desktop.ui.causes.fishbone import Fishbone
from qa_desktop.ui.causes.lists import KEY, WorkList
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.words import CausesWords
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.text import PlainLabel

_K = Qt.Key
ACTS = {_K.Key_Return: "add", _K.Key_Insert: "add", _K.Key_F2: "edit", _K.Key_Delete: "remove"}


class FishbonePage(QWidget):
    """``wanted`` carries the act and the id of the cause that was chosen."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = CausesWords(self)
        self._places: dict[str, tuple[Category, int]] = {}
        self.picture = Fishbone(self)
        heads = (self.tr("Branch"), self.tr("Possible cause"))
        self.list = WorkList(self.tr("Possible causes"), heads, self, acts=ACTS)
        self.list.setRootIsDecorated(False)
        self.list.set_widths(1)
        self.add = ActionButton(self.tr("Possible cause …"), self, icon="plus", variant=Variant.PRIMARY, shortcut_hint="Enter")
        self.add.clicked.connect(lambda: self.wanted.emit("add", ""))
        self.empty = PlainLabel(self.tr("No possible cause is written yet."), self, role="text_muted")
        self.list.wanted.connect(self.wanted)
        self.list.chosen.connect(self._frame)
        side = QVBoxLayout()
        side.setSpacing(SPACE_2)
        side.addWidget(self.empty)
        side.addWidget(self.list, 1)
        side.addWidget(self.add)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.picture, 3)
        layout.addLayout(side, 2)

    def show_state(self, state: CausesState) -> None:
        """Draw picture and list."""
        entries = state.analysis.fishbone
        grouped = {category: [one for one in entries if one.category is category] for category in Category}
        self._places = {one.id: (category, place) for category, group in grouped.items() for place, one in enumerate(group)}
        names = {category: self._words.category(category) for category in Category}
        effect = "" if state.loaded is None else state.loaded.row.title
        self.picture.set_causes(effect, names, {key: tuple(one.text for one in group) for key, group in grouped.items()})
        self.empty.setVisible(not entries)
        kept = self.list.begin()
        for category, group in grouped.items():
            for one in group:
                item = QTreeWidgetItem([names[category], one.text])
                item.setData(0, KEY, one.id)
                self.list.addTopLevelItem(item)
        self.list.end(kept)
        self.add.setVisible(state.may_work and state.is_open)
        self.add.setEnabled(state.may_write)

    def _frame(self, key: str) -> None:
        self.picture.set_chosen(self._places.get(key))
