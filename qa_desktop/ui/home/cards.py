"""The cards of the home screen: where to go on, and the three lists."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.home.view_model import FoundState, ResumeState, WorkRow
from qa_desktop.ui.home.words import HomeWords
from qa_desktop.ui.home.work_list import NarrowWorkList, WorkList
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel
from qa_desktop.ui.widgets.three_lines import row_height


class ResumeCard(Card):
    """The newest own inspection in progress, with one button."""

    def __init__(self, words: HomeWords, parent: QWidget | None = None) -> None:
        super().__init__("", parent, tone=Tone.ACCENT)
        self._words = words
        self._what = ElidedLabel("", self, size=TextSize.STRONG, strong=True)
        self._stopped = PlainLabel("", self)
        self._progress = PlainLabel("", self, role="text_muted", tabular=True)
        self.button = ActionButton(self.tr("Resume"), self, icon="arrow-right", shortcut_hint="Enter", variant=Variant.PRIMARY)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_1)
        for label in (self._what, self._stopped, self._progress):
            texts.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addLayout(texts, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)  # its sentence may need two lines

    def render_resume(self, resume: ResumeState | None) -> None:
        """Show where to go on."""
        self.setVisible(resume is not None)
        if resume is None:
            return
        self._what.setText(f"{resume.row.part}   {self._words.where(resume.row)}")
        self._stopped.setText(self._words.resume(resume))
        self._progress.setText(self._words.progress(resume.row))
        self.setAccessibleName(self._words.resume(resume))


class SecondCard(Card):
    """How many readings of others wait to be read again by this person, and the way there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._words = PlainLabel("", self, strong=True)
        self.button = ActionButton(self.tr("Second readings"), self, icon="ruler")
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def render_count(self, count: int) -> None:
        """Show how many wait; hidden while there are none."""
        self.setVisible(count > 0)
        words = (
            self.tr("1 line waits for your second reading")
            if count == 1
            else self.tr("{n} lines wait for your second reading").format(n=count)
        )
        self._words.setText(words)
        self.setAccessibleName(words)


class ListCard(Card):
    """A list with its count; says what it is for while it is empty."""

    chosen = Signal(object)

    def __init__(self, title: str, nothing: str, words: HomeWords, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._name = title
        self.list = NarrowWorkList(title, words, self)
        self._nothing = PlainLabel(nothing, self, role="text_muted")
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        self.list.chosen.connect(self.chosen)

    def render_rows(self, rows: tuple[WorkRow, ...]) -> None:
        """Show the rows."""
        self.set_title(f"{self._name}   {len(rows)}" if rows else self._name)
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)


class FoundCard(Card):
    """What a code led to: several inspections, or none and the way to begin one."""

    chosen = Signal(object)
    begin_requested = Signal(str)
    forget_requested = Signal()

    def __init__(self, words: HomeWords, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._sentence = PlainLabel("", self)
        self.list = WorkList(self.tr("Found inspections"), words, self)
        self.serial = ActionButton(self.tr("New inspection with this serial"), self, icon="plus", variant=Variant.PRIMARY)
        self.order = ActionButton(self.tr("New inspection with this order"), self, icon="plus")
        self.forget = ActionButton(self.tr("Put away"), self, icon="x", shortcut_hint="Esc")
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for button in (self.serial, self.order):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.forget)
        self.body.addWidget(self._sentence)
        self.body.addWidget(self.list)
        self.body.addLayout(row)
        self.list.chosen.connect(self.chosen)
        self.serial.clicked.connect(self._on_serial)
        self.order.clicked.connect(self._on_order)
        self.forget.clicked.connect(self.forget_requested)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)  # its sentence may need two lines
        self.hide()

    def render_found(self, found: FoundState | None, sentence: str, *, may_inspect: bool) -> None:
        """Show what was found."""
        self.setVisible(found is not None)
        if found is None:
            return
        self.set_title(found.code)
        self._sentence.setText(sentence)
        self.list.set_rows(found.rows)
        self.list.setVisible(bool(found.rows))
        self.list.setFixedHeight(row_height() * min(4, max(1, len(found.rows))) + 2)
        begins = may_inspect and not found.searching and found.error is None
        self.serial.setVisible(begins)
        self.order.setVisible(begins)
        self.serial.set_variant(Variant.QUIET if found.rows else Variant.PRIMARY)

    def _on_serial(self) -> None:
        self.begin_requested.emit("serial")

    def _on_order(self) -> None:
        self.begin_requested.emit("order")
