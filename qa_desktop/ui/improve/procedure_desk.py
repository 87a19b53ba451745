"""Writing procedures: the sheet, the choice of a file, and the way to the system's viewer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from qa_desktop.ui.improve.knowing import ProceduresPage
from qa_desktop.ui.improve.procedure_sheet import ProcedureSheet
from qa_desktop.ui.open_file import open_procedure
from qa_desktop.ui.setup.files import FilePicker

if TYPE_CHECKING:
    from qa_desktop.ui.improve.view_model import ImproveModel
    from qa_desktop.ui.screen import Screen


class ProcedureDesk(QObject):
    """Joins the page of procedures with its sheet and its files."""

    def __init__(self, screen: Screen, page: ProceduresPage, model: ImproveModel) -> None:
        super().__init__(screen)
        self._context, self._model = screen.context, model
        self.sheet, self.picker = ProcedureSheet(screen), FilePicker(screen)
        page.revise.clicked.connect(self._revise)
        page.open_file.clicked.connect(self._open_file)
        self.sheet.written.connect(self._written)
        self.sheet.file_wanted.connect(self._ask_file)
        self.picker.chosen.connect(self._file_chosen)

    def new(self) -> None:
        """Ask for a new procedure."""
        self.sheet.ask("", "", new=True)

    def _revise(self) -> None:
        one = self._model.state.procedure
        if one is not None:
            force = one.in_force
            words, sha256 = (force.words, force.sha256 or "") if force else ("", "")
            self.sheet.ask(one.row.title, words, new=False, sha256=sha256)

    def _ask_file(self) -> None:
        self.picker.ask_file(self.tr("Attach a PDF file"), self.tr("PDF files (*.pdf)"))

    def _file_chosen(self, path: Path) -> None:
        if self.sheet.isVisible():
            self.sheet.taking()
            take = partial(self._take, path)
            self._context.jobs.work(take, self.sheet.take_file, self.sheet.refuse, owner=self.sheet)

    def _take(self, path: Path, _report: Any) -> Any:
        return self._context.program.procedure_files.take(self._context.actor, path)

    def _open_file(self) -> None:
        one = self._model.state.with_file
        if one is not None:
            open_procedure(self._context, one.id, self)

    def _written(self, title: str, words: str, note: str, sha256: str | None) -> None:
        if self.sheet.is_new:
            self._model.write_procedure(title, words, note, sha256)
        else:
            self._model.revise_procedure(words, note, sha256)
