"""The sheet of a procedure: its words, or a PDF file, and what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.improve.sheets import ImproveSheet
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.procedure_files import TakenFile


class ProcedureSheet(ImproveSheet):
    """A new procedure, or the next revision of one.

    ``written`` carries title, words, what changes, and the hash of the file or ``None``; ``file_wanted`` asks for a file.
    """

    written = Signal(str, str, str, object)
    file_wanted = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Procedure"), primary_text=host.tr("Store as a draft"), primary_icon="check", width=760)
        self._new, self._sha256 = True, ""
        self.title = self.add_line(self.tr("Title"))
        self.words = self.add_note(self.tr("How it is done"), lines=6, hint=self.tr("Words, or a PDF file, or both."))
        self.note = self.add_line(self.tr("What changes"), limit=500)
        self.file = PlainLabel("", self.content, tabular=True)
        self.attach = ActionButton(self.tr("Attach a PDF file …"), self.content, icon="upload")
        self.without = ActionButton(self.tr("Without the file"), self.content, icon="x")
        files = QHBoxLayout()
        files.setSpacing(SPACE_2)
        files.addWidget(self.attach)
        files.addWidget(self.without)
        files.addStretch(1)
        self.body.addWidget(self.file)
        self.body.addLayout(files)
        self.body.addWidget(
            PlainLabel(self.tr("Another person approves it before it is published."), self.content, role="text_muted")
        )
        self.attach.clicked.connect(self.file_wanted)
        self.without.clicked.connect(self._drop)
        self.confirmed.connect(self._give)

    def ask(self, title: str, words: str, *, new: bool, sha256: str = "") -> None:
        """Open for a new procedure, or with words and file in force for the next revision."""
        self._new = new
        self.set_title(self.tr("New procedure") if new else self.tr("Next revision"))
        self.title.setText(title)
        self.title.setReadOnly(not new)
        self.words.setPlainText(words)
        self.note.clear()
        parent = self.note.parentWidget()
        if parent is not None:
            parent.setVisible(not new)
        self._show_file(sha256, self.tr("The file in force stays. SHA-256 {hash}").format(hash=sha256))
        self.set_busy(False)
        self.open_panel(self.title if new else self.words)

    @property
    def is_new(self) -> bool:
        """Whether a new procedure is being written."""
        return self._new

    def taking(self) -> None:
        """A file is being looked at."""
        self.attach.setEnabled(False)
        self.message.show_message(MessageKind.INFO, self.tr("The file is looked at …"))

    def take_file(self, found: TakenFile) -> None:
        """Show the file that was taken in."""
        self.attach.setEnabled(True)
        self.message.dismiss()
        words = self.tr("{name} · {pages} pages · SHA-256 {hash}")
        self._show_file(found.sha256, words.format(name=found.name, pages=found.pages, hash=found.sha256))

    def refuse(self, error: QaError) -> None:
        """Say why nothing was stored; what was typed stays."""
        self.attach.setEnabled(True)
        super().refuse(error)

    def _drop(self) -> None:
        self._show_file("", "")
        self.attach.setFocus()

    def _show_file(self, sha256: str, words: str) -> None:
        self._sha256 = sha256
        self.file.setText(words if sha256 else "")
        self.file.setVisible(bool(sha256))
        self.without.setVisible(bool(sha256))

    def _give(self) -> None:
        asked = self.want(self.title, self.tr("Give the procedure a title.")) and (
            bool(self._sha256) or self.want(self.words, self.tr("Write how it is done, or attach a file."))
        )
        if asked and (self._new or self.want(self.note, self.tr("Say what changes with this revision."))):
            self.set_busy(True)
            self.written.emit(self.title.text(), self.words.toPlainText(), self.note.text(), self._sha256 or None)
