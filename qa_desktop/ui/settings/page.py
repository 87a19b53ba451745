"""The page of a section: a heading, cards in a readable width, and a row of buttons that never scrolls away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.text import Heading, PlainLabel

_WIDTH = 880


class SectionPage(QWidget):
    """One section.  Cards go into ``cards``; what must stay in sight goes into ``foot``."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self.context, self.host = context, host
        self._column = QWidget()
        self.cards = QVBoxLayout(self._column)
        self.cards.setContentsMargins(0, 0, SPACE_2, SPACE_3)
        self.cards.setSpacing(SPACE_3)
        heading = QVBoxLayout()
        heading.setSpacing(SPACE_1)
        self._heading = Heading("", self._column)
        self._sentence = PlainLabel("", self._column, role="text_muted")
        heading.addWidget(self._heading)
        heading.addWidget(self._sentence)
        self.cards.addLayout(heading)
        inside = _Inside()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._column, 1000)
        row.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.area.setWidget(inside)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(SPACE_2)
        self._foot_holder = QWidget(self)
        self._foot_holder.setLayout(self.foot)
        self.foot.setContentsMargins(0, SPACE_2, SPACE_2, 0)
        foot_row = QHBoxLayout()
        foot_row.setContentsMargins(0, 0, 0, 0)
        foot_row.addWidget(self._foot_holder, 1000)
        foot_row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.area, 1)
        layout.addLayout(foot_row)
        self._foot_holder.hide()
        self._restyle()

    def set_heading(self, title: str, sentence: str) -> None:
        """Say what the section is for."""
        self._heading.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)

    def show_foot(self) -> None:
        """Show the row below the cards."""
        self._foot_holder.show()

    def enter(self) -> None:
        """Come to the front: load what is shown."""

    def first_focus(self) -> QWidget | None:
        """Return the widget that gets the keyboard when F6 enters the page."""
        return None

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that only this page has."""
        return ()

    def save_key(self) -> None:
        """Ctrl+S was pressed."""

    def tell_saved(self) -> None:
        """Have the top bar say when the newest commit happened."""
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))

    def scroll_by_page(self, direction: int) -> None:
        """Scroll one page up (-1) or down (1)."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + direction * bar.pageStep())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        if hasattr(self, "_foot_holder"):
            self._column.setMaximumWidth(current_theme().text(_WIDTH))
            self._foot_holder.setMaximumWidth(current_theme().text(_WIDTH))


class _Inside(QWidget):
    """What scrolls: as tall as its words need at the width that it has, and not at the width that it might have."""

    def minimumSizeHint(self) -> QSize:
        """Leave the height to ``heightForWidth``."""
        return QSize(super().minimumSizeHint().width(), 0)


class FactGrid(QWidget):
    """Names at the left, what holds at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(SPACE_2 + SPACE_1)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def add(self, name: str, value: QWidget | None = None) -> PlainLabel:
        """Add a fact and return the label of its value; ``value`` stands below the label."""
        row = self._grid.rowCount()
        label = PlainLabel("", self)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        label.setAccessibleName(name)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(PlainLabel(name, self, role="text_muted", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 1)
        if value is not None:
            self._grid.addWidget(value, row + 1, 1, Qt.AlignmentFlag.AlignLeft)
        return label

    def show_fact(self, label: PlainLabel, words: str) -> None:
        """Fill in a fact; screen readers hear its name with it."""
        label.setText(words)
        label.setAccessibleDescription(words)
