"""The lists of the place of improvement, and a pane of text that scrolls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.improvement import SuggestionState
from qa_desktop.ui.improve.words import LESSON_TONES, ImproveWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import Heading, PlainLabel
from qa_desktop.ui.widgets.three_lines import RowLook, ThreeLineList


class SuggestionList(ThreeLineList):
    """One column of the board; columns are narrow, so that a suggestion has two lines."""

    wraps = frozenset({0})

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._words, self._today = ImproveWords(self), ""

    def show_rows(self, rows: tuple[Any, ...], today: str) -> None:
        """Show suggestions as they stand on a day."""
        self._today = today
        self.set_rows(rows)

    def look_of(self, row: Any) -> RowLook:
        """Return words, author and deadline."""
        late = row.is_overdue(self._today)
        third = row.answer
        if row.state is SuggestionState.NEW:  # the column is narrow, and the day is what counts
            third = (self.tr("Was due {day}") if late else self.tr("Due {day}")).format(day=row.answer_due)
        icon = "clock" if late else "lightbulb"
        return RowLook((row.words, self._words.author(row), third), icon, tone=Tone.FAILS if late else None)

    def key_of(self, row: Any) -> str:
        """Return the key of a suggestion."""
        return str(row.id)


class LessonList(ThreeLineList):
    """Lessons, the closest or newest first."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._words = ImproveWords(self)

    def look_of(self, row: Any) -> RowLook:
        """Return title, what it is tied to, and what worked."""
        chip = self._words.lesson_state(row.state)
        return RowLook((row.title, self._words.lesson_about(row), row.worked), "file-text", chip, LESSON_TONES[row.state])

    def key_of(self, row: Any) -> str:
        """Return the key of a lesson."""
        return str(row.id)


class ProcedureList(ThreeLineList):
    """Procedures by title; those that one has to read are marked."""

    unread: frozenset[str] = frozenset()

    def look_of(self, row: Any) -> RowLook:
        """Return title, number and revision, and how many have read it."""
        revision = self.tr("{number} · revision {revision}") if row.published else self.tr("{number} · not in force yet")
        second = revision.format(number=row.number, revision=row.published)
        third = self.tr("Read and confirmed by {count}").format(count=row.read_by) if row.published else ""
        chip = self.tr("To read") if row.id in self.unread else ""
        return RowLook((row.title, second, third), "clipboard-list", chip, Tone.WARNING if chip else None)

    def key_of(self, row: Any) -> str:
        """Return the key of a procedure."""
        return str(row.id)


class TextPane(QScrollArea):
    """A heading, a chip, and paragraphs under small headings; filled anew each time."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._page = QWidget()
        self.setWidget(self._page)
        self.viewport().setAutoFillBackground(False)
        self._page.setAutoFillBackground(False)
        self.title = Heading("", self._page, level=2)
        self.chip = StatusChip(parent=self._page)
        self.about = PlainLabel("", self._page, role="text_muted")
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.about, 1)
        self._box = QVBoxLayout()
        self._box.setSpacing(SPACE_3)
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.title)
        layout.addLayout(head)
        layout.addLayout(self._box)
        layout.addStretch(1)
        self.parts: list[QWidget] = []

    def fill(self, title: str, chip: str, tone: Tone, about: str, parts: Iterable[tuple[str, str]]) -> None:
        """Show other words; ``parts`` are headings with what stands under them."""
        self.title.setText(title)
        self.chip.set_state(chip, tone)
        self.chip.setVisible(bool(chip))
        self.about.setText(about)
        for part in self.parts:
            self._box.removeWidget(part)
            part.hide()
            part.deleteLater()
        self.parts = [self._part(head, words) for head, words in parts]

    def text(self) -> str:
        """Return everything that stands here, for tests and screen readers."""
        labels = [label.text() for part in self.parts for label in part.findChildren(PlainLabel)]
        return "\n".join((self.title.text(), self.about.text(), *labels))

    def _part(self, head: str, words: str) -> QWidget:
        box = QWidget(self._page)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(PlainLabel(head, box, size=TextSize.SMALL, strong=True, role="text_muted"))
        layout.addWidget(PlainLabel(words, box))
        self._box.addWidget(box)
        return box
