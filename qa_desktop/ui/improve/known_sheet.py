"""What is known about an item: its lessons and procedures, to read while inspecting.  For the run and for the grid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.improve.words import ImproveWords
from qa_desktop.ui.open_file import open_procedure
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.knowledge import Known

_MOST = 12


class KnownSheet(DialogPanel):
    """Opened with K, put away with Esc, Enter or K; nothing can be changed here."""

    def __init__(self, host: QWidget, context: Context) -> None:
        super().__init__(
            host,
            host.tr("What we know"),
            primary_text=host.tr("Close"),
            secondary_text=host.tr("Back"),
            primary_icon="check",
            width=720,
        )
        self._context, self._words = context, ImproveWords(self)
        self._item, self._inspection = "", ""
        self.what = PlainLabel("", self.content, strong=True)
        self.body.addWidget(self.what)
        self._list = QWidget(self.content)
        self.files: list[ActionButton] = []
        self.body.addWidget(self._list)
        self.secondary.hide()
        self.confirmed.connect(self.close_panel)

    def ask(self, item_id: str, title: str, inspection_id: str) -> None:
        """Open for the item of a line; the lessons that are shown count as read in the inspection."""
        self._item, self._inspection = item_id, inspection_id
        self.what.setText(" ".join(title.split()))
        self._fill(((self.tr("Loading …"), "", "", ""),))
        self.open_panel(self.primary)
        known = partial(self._context.program.knowledge.known_about, self._context.actor, item_id)
        self._context.jobs.read(known, partial(self._show, item_id), self._broken, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """K puts it away as it brought it."""
        if event.key() == Qt.Key.Key_K and not event.modifiers():
            self.close_panel()
            event.accept()
            return
        super().keyPressEvent(event)

    def text(self) -> str:
        """Return everything that stands here, for tests and screen readers."""
        return "\n".join(label.text() for label in self._list.findChildren(PlainLabel))

    def _show(self, item_id: str, known: Known) -> None:
        if item_id != self._item:
            return
        parts = [
            (self.tr("Lesson: {title}").format(title=row.title), self._words.lesson_about(row), self._lesson(row), "")
            for row in known.lessons[:_MOST]
        ]
        parts += [
            (
                self.tr("Procedure: {title}").format(title=title),
                self.tr("revision {number}").format(number=one.number),
                one.words,
                one.id if one.sha256 else "",
            )
            for title, one in known.procedures[:_MOST]
        ]
        nothing = self.tr("Nothing is known about this item yet. Whoever keeps the lessons ties them to items at “Improve”.")
        self._fill(tuple(parts) or ((nothing, "", "", ""),))
        self._note(tuple(row.id for row in known.lessons[:_MOST]))

    def _note(self, lessons: tuple[str, ...]) -> None:
        if lessons and self._context.actor.may(Permission.INSPECT):
            note = partial(self._context.program.lesson_uses.read, self._context.actor, lessons, self._inspection)
            self._context.jobs.write(note, None, self._not_noted, owner=self)

    def _not_noted(self, _error: QaError) -> None:
        """That somebody read it is not worth an error in front of what they read."""

    def _lesson(self, row: object) -> str:
        return "\n".join(f"{head}: {words}" for head, words in self._words.lesson_parts(row))  # type: ignore[arg-type]

    def _broken(self, error: QaError) -> None:
        self._fill(())
        self.message.show_message(MessageKind.ERROR, words_of(error))

    def _fill(self, parts: tuple[tuple[str, str, str, str], ...]) -> None:
        self.body.removeWidget(self._list)
        self._list.hide()
        self._list.deleteLater()
        self._list = QWidget(self.content)
        layout = QVBoxLayout(self._list)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        self.files = []
        for title, about, words, file in parts:
            layout.addSpacing(SPACE_2)
            layout.addWidget(Heading(title, self._list, level=2))
            if about:
                layout.addWidget(PlainLabel(about, self._list, size=TextSize.SMALL, role="text_muted"))
            if words:
                layout.addWidget(PlainLabel(words, self._list))
            if file:
                button = ActionButton(self.tr("Open the file"), self._list, icon="external-link")
                button.clicked.connect(partial(open_procedure, self._context, file, self))
                layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
                self.files.append(button)
        self.body.addWidget(self._list)
