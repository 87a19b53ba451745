"""5-why: two trees, each answer with its evidence and, at the root, its cause code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTreeWidgetItem, QVBoxLayout, QWidget

from qa_desktop.domain.causes import PlacedNode, Track
from qa_desktop.ui.causes.lists import KEY, WorkList
from qa_desktop.ui.causes.row_paint import STRONG
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.words import CausesWords
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.text import Heading, PlainLabel

_K = Qt.Key
ACTS = {
    _K.Key_Return: "sibling",
    _K.Key_Tab: "child",
    _K.Key_Insert: "child",
    _K.Key_F2: "edit",
    _K.Key_F4: "root",
    _K.Key_Delete: "remove",
}


class WhyPage(QWidget):
    """``wanted`` carries the act, the track and the id of the answer that was chosen."""

    wanted = Signal(str, object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = CausesWords(self)
        self.trees: dict[Track, WorkList] = {}
        self.empty: dict[Track, PlainLabel] = {}
        self.first: dict[Track, ActionButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for track in Track:
            head = QHBoxLayout()
            head.setSpacing(SPACE_3)
            title = Heading(self._words.track(track), self, level=2, wrap=False)
            self.empty[track] = PlainLabel("", self, role="text_muted")
            self.first[track] = ActionButton(self.tr("First answer …"), self, icon="plus")
            self.first[track].clicked.connect(lambda _=False, track=track: self.wanted.emit("sibling", track, ""))
            head.addWidget(title)
            head.addWidget(self.empty[track], 1)
            head.addWidget(self.first[track])
            heads = (self.tr("Because …"), self.tr("Evidence"), self.tr("Root cause"))
            tree = WorkList(self._words.track(track), heads, self, acts=ACTS)
            tree.set_widths(0, 1, 2)
            tree.setIndentation(28)
            tree.wanted.connect(lambda act, key, track=track: self.wanted.emit(act, track, key))
            self.trees[track] = tree
            layout.addLayout(head)
            layout.addWidget(tree, 3 if track is Track.OCCURRENCE else 2)

    def show_state(self, state: CausesState) -> None:
        """Draw both trees."""
        for track, tree in self.trees.items():
            shown = state.analysis.tree(track)
            self._fill(tree, shown)
            roots = sum(one.node.is_root for one in shown)
            if not shown:
                words = self.tr("No answer yet. Press Enter.") if state.may_write else self.tr("No answer yet.")
            elif roots:
                words = self.tr("Root cause marked.") if roots == 1 else self.tr("{n} root causes marked.").format(n=roots)
            else:
                words = self.tr("No root cause is marked yet: choose the last answer and press F4.")
            self.empty[track].setText(words)
            self.first[track].setVisible(state.may_work and state.is_open)
            self.first[track].setEnabled(state.may_write)

    def chosen(self) -> tuple[Track, str]:
        """Return the tree with the keyboard and its chosen answer."""
        for track, tree in self.trees.items():
            if tree.hasFocus():
                return track, tree.current_key()
        return Track.OCCURRENCE, self.trees[Track.OCCURRENCE].current_key()

    def _fill(self, tree: WorkList, shown: tuple[PlacedNode, ...]) -> None:
        kept = tree.begin()
        items: dict[str, QTreeWidgetItem] = {}
        for one in shown:
            node = one.node
            code = (
                "" if node.code is None else self.tr("Root: {code}  {words}").format(code=node.code.code, words=node.code.words)
            )
            photo = self.tr("(photo)") if node.photo_id else ""
            evidence = f"{node.evidence} {photo}".strip()
            item = QTreeWidgetItem([f"{one.number}  {node.text}", evidence, code])
            item.setData(0, KEY, node.id)
            if node.is_root:
                for column in (0, 2):
                    item.setData(column, STRONG, True)
            items[node.id] = item
            above = items.get(node.parent_id or "")
            above.addChild(item) if above is not None else tree.addTopLevelItem(item)
        tree.end(kept)
