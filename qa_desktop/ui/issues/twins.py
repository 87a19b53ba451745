"""Past issues and lessons like what is being typed, with what worked then."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from qa_desktop.domain.issue import IssueState
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.words import IssueWords
from qa_desktop.ui.theme.tokens import SPACE_1, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.domain.errors import QaError
    from qa_desktop.storage.queries.lessons import LessonRow
    from qa_desktop.storage.queries.twins import Twin

PAUSE_MS = 250
_SHOWN = 3
_LESSONS = 2


class _TwinButton(ActionButton):
    """A title may be long: it ends in dots before it makes the sheet wider than the window."""

    def minimumSizeHint(self) -> QSize:
        """Return room for the number and the first words."""
        return QSize(200, self.sizeHint().height())


class TwinList(QWidget):
    """Looks whenever typing pauses, for the words of ``more`` first and then for those of the title.

    ``wanted`` carries the key of an issue that somebody wants to open.
    """

    wanted = Signal(str)
    changed = Signal()

    def __init__(self, context: Context, title: QLineEdit, parent: QWidget, *, more: QPlainTextEdit | None = None) -> None:
        super().__init__(parent)
        self._context, self._title, self._more = context, title, more
        self._words = IssueWords(self)
        self._where: tuple[str | None, str | None] = (None, None)
        self.found: tuple[Twin, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.look)
        title.textEdited.connect(self._on_typed)
        if more is not None:
            more.textChanged.connect(self._on_text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        self._head = PlainLabel(self.tr("Seen before:"), self, size=TextSize.SMALL, strong=True)
        layout.addWidget(self._head)
        self.buttons: list[ActionButton] = []
        self._worked: list[PlainLabel] = []
        for place in range(_SHOWN):
            button = _TwinButton("", self, variant=Variant.FLAT, icon="flag")
            button.clicked.connect(partial(self._open, place))
            worked = PlainLabel("", self, size=TextSize.SMALL, role="text_muted")
            self.buttons.append(button)
            self._worked.append(worked)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            layout.addWidget(worked)
        self.lessons: tuple[LessonRow, ...] = ()
        self._lessons = PlainLabel("", self)
        layout.addWidget(self._lessons)
        self.hide()

    def about(self, part_id: str | None, item_id: str | None) -> None:
        """Begin anew; issues of this part or line go before others."""
        self._where, self.found, self.lessons = (part_id, item_id), (), ()
        self.hide()
        self.look()

    def look(self) -> None:
        """Look for past issues now."""
        self._timer.stop()
        typed = self._typed()
        part_id, item_id = self._where
        call = partial(self._context.program.issues.similar, self._context.actor, typed, part_id=part_id, item_id=item_id)
        self._context.jobs.read(call, partial(self._show, typed), self._none, owner=self)
        known = partial(self._context.program.knowledge.similar, self._context.actor, typed, part_id=part_id, item_id=item_id)
        self._context.jobs.read(known, partial(self._show_lessons, typed), self._none, owner=self)

    def lesson_words(self) -> str:
        """Return what was learned about the like, as it is shown."""
        return self._lessons.text()

    def _typed(self) -> str:
        """Return what was typed; the search takes only so many words, so those of a title that stood there already come last."""
        more = "" if self._more is None else self._more.toPlainText()
        return f"{more} {self._title.text()}".strip()

    def _on_typed(self, _text: str) -> None:
        self._timer.start()

    def _on_text(self) -> None:
        if self.window().isVisible() and self._more is not None and self._more.document().isModified():
            self._timer.start()  # what a sheet clears or fills is not typed

    def _show(self, typed: str, found: tuple[Twin, ...]) -> None:
        if typed != self._typed():
            return
        self.found = found[:_SHOWN]
        for place, (button, worked) in enumerate(zip(self.buttons, self._worked, strict=True)):
            twin = self.found[place] if place < len(self.found) else None
            button.setVisible(twin is not None)
            worked.setVisible(twin is not None and bool(twin.worked))
            if twin is not None:
                button.setText(f"{twin.number} · {self._words.state(IssueState(twin.state))} · {twin.title}")
                worked.setText(self.tr("What worked: {words}").format(words=twin.worked))
        self._show_all()

    def _show_lessons(self, typed: str, found: tuple[LessonRow, ...]) -> None:
        if typed != self._typed():
            return
        self.lessons = found[:_LESSONS]
        words = self.tr("Lesson {number}: {title}. What worked: {worked}")
        lines = (words.format(number=one.number, title=one.title, worked=one.worked) for one in self.lessons)
        self._lessons.setText("\n".join(lines))
        self._show_all()

    def _show_all(self) -> None:
        self._lessons.setVisible(bool(self.lessons))
        self.setVisible(bool(self.found or self.lessons))
        self.changed.emit()

    def _none(self, _error: QaError) -> None:
        self.hide()  # what is like it is a help; without it an issue is logged all the same

    def _open(self, place: int) -> None:
        if place < len(self.found):
            self.wanted.emit(self.found[place].id)
