"""The small sheets of the grid: a note, the serial of a piece, more pieces, pass the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import words_of
from qa_desktop.ui.run.editors.text import NoteEdit
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class NoteSheet(DialogPanel):
    """The note of a cell; Enter stores it.  ``written`` carries the text."""

    written = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Note"), primary_text=host.tr("Store the note"))
        self._where = PlainLabel("", self.content, role="text_muted")
        self.note = NoteEdit(self.tr("Note"), 3, self.content)
        self.body.addWidget(self._where)
        self.body.addWidget(self.note)
        self.note.accepted.connect(self._on_written)
        self.confirmed.connect(self._on_written)

    def ask(self, where: str, text: str) -> None:
        """Open with the note that stands."""
        self._where.setText(where)
        self.note.setPlainText(text)
        self.note.moveCursor(self.note.textCursor().MoveOperation.End)
        self.open_panel(self.note)

    def _on_written(self) -> None:
        self.close_panel()
        self.written.emit(self.note.toPlainText())


class _LineSheet(DialogPanel):
    """One line with an explanation."""

    given = Signal(str)

    def __init__(self, host: QWidget, title: str, words: str, name: str, go: str) -> None:
        super().__init__(host, title, primary_text=go)
        self.words = PlainLabel(words, self.content)
        self.line = QLineEdit(self.content)
        self.line.setAccessibleName(name)
        self.body.addWidget(self.words)
        self.body.addWidget(self.line)
        self.confirmed.connect(self._on_given)

    def refuse(self, error: QaError) -> None:
        """Say why it cannot be; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.WARNING, words_of(error))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def ask(self, text: str) -> None:
        """Open with a text, selected."""
        self.set_busy(False)
        self.line.setText(text)
        self.line.selectAll()
        self.open_panel(self.line)

    def _on_given(self) -> None:
        self.given.emit(self.line.text())


class SerialSheet(_LineSheet):
    """Says which piece it is; a scan fills the line.  ``given`` carries the serial."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host,
            host.tr("Which piece is it?"),
            host.tr("Scan or type the serial number. Readings of the piece stay as they are. An empty line takes the name back."),
            host.tr("Serial number"),
            host.tr("Name the piece"),
        )
        self.line.setMaxLength(80)
        self.number = 0

    def ask_for(self, number: int, label: str) -> None:
        """Open for a piece."""
        self.number = number
        self.ask("" if label == str(number) else label)


class CountSheet(_LineSheet):
    """Asks how many pieces are added.  ``wanted`` carries the number."""

    wanted = Signal(int)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host,
            host.tr("Add pieces"),
            host.tr("How many pieces are measured besides? They get the next numbers; plans that are fixed stay as they are."),
            host.tr("Number of pieces"),
            host.tr("Add"),
        )
        self.line.setMaxLength(5)
        self.given.connect(self._on_number)

    def _on_number(self, text: str) -> None:
        digits = text.strip()
        if digits.isascii() and digits.isdigit() and int(digits) > 0:
            self.close_panel()
            self.wanted.emit(int(digits))
        else:
            self.message.show_message(MessageKind.WARNING, self.tr("Type a whole number from 1."))
            self.line.selectAll()


class RestSheet(DialogPanel):
    """Says what "pass the rest" does before it does it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("Pass the rest?"), primary_text=host.tr("Record as conforming"), primary_icon="list-checks"
        )
        self._words = PlainLabel("", self.content)
        self.body.addWidget(self._words)

    def ask(self, count: int, names: str) -> None:
        """Open for a number of open lines."""
        words = self.tr(
            "{count} open lines are recorded as conforming without being answered one by one: {names}. "
            "The report and the history say so. Critical characteristics and readings are never passed."
        )
        self._words.setText(words.format(count=count, names=names))
        self.open_panel(self.primary)
