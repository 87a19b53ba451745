"""The small mark at a line that says what is known about it: looked up once when the inspection opens, never while answering."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from qa_desktop.storage.queries.known_marks import KnownMark


class KnownMarks(QObject):
    """Shows on a button how many lessons and procedures belong to the current line; hides it where nothing is known."""

    def __init__(self, context: Context, button: ActionButton, host: QObject) -> None:
        super().__init__(host)
        self._context, self.button = context, button
        self._inspection, self._key = "", ""
        self._marks: Mapping[str, KnownMark] = {}
        button.hide()

    def load(self, inspection_id: str) -> None:
        """Look what is known about the lines of an inspection."""
        if inspection_id != self._inspection:
            self._inspection, self._marks = inspection_id, {}
        call = partial(self._context.program.knowledge.marks, self._context.actor, inspection_id)
        self._context.jobs.read(call, partial(self._loaded, inspection_id), self._ignore, owner=self)

    def show_item(self, item_key: str) -> None:
        """Show the mark of the current line, from memory."""
        self._key = item_key
        mark = self._marks.get(item_key)
        words = "" if mark is None else self._words(mark)
        if words and self.button.text() != words:
            self.button.setText(words)
        self.button.setVisible(bool(words))

    def _loaded(self, inspection_id: str, marks: Mapping[str, KnownMark]) -> None:
        if inspection_id == self._inspection:
            self._marks = marks
            self.show_item(self._key)

    def _ignore(self, _error: QaError) -> None:
        """Whoever wants to know presses K; a missing mark keeps nobody from answering."""

    def _words(self, mark: KnownMark) -> str:
        lessons = self.tr("1 lesson") if mark.lessons == 1 else self.tr("{count} lessons").format(count=mark.lessons)
        procedures = (
            self.tr("1 procedure") if mark.procedures == 1 else self.tr("{count} procedures").format(count=mark.procedures)
        )
        return ", ".join(words for words, count in ((lessons, mark.lessons), (procedures, mark.procedures)) if count)
