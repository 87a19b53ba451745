"""Starting the window: it is painted first, and only then are the heavy libraries loaded, in a worker."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.errors import QaError
from qa_desktop.look import save
from qa_desktop.settings import LookSettings
from qa_desktop.ui.context import words_of
from qa_desktop.ui.jobs import Jobs, Report
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.theme.apply import apply_theme
from qa_desktop.ui.theme.tokens import ThemeName

if TYPE_CHECKING:
    from qa_desktop.services.program import Program

Opener = Callable[[Path], "Program"]
"""Opens a workspace and wires its services; given by the composition root."""


class Desk(QObject):
    """The running program: one window on one workspace, which is remembered for the next start when ``remember`` is set."""

    def __init__(self, app: QApplication, opener: Opener, look: LookSettings, *, remember: bool = False) -> None:
        super().__init__()
        self._remember = remember
        self._journal = ExitStack()
        apply_theme(app, ThemeName(look.theme), text_scale=look.text_percent / 100, glove=look.gloves)
        self.jobs = Jobs(self)
        self.window = MainWindow(app, self.jobs, look)
        self._opener = opener
        self._folder: Path | None = None

    def open(self, folder: Path | None) -> None:
        """Open a workspace once the window is painted; without one, offer to make or choose one."""
        self._folder = folder
        if folder is None:
            QTimer.singleShot(0, self._show_setup)
            return
        self.window.show_opening(self.tr("Opening {folder} …").format(folder=folder.name))
        QTimer.singleShot(0, self._begin)

    def end(self) -> None:
        """Let go of the journal of faults; the window has closed the workspace."""
        self._journal.close()

    def _begin(self) -> None:
        self.jobs.work(self._open_workspace, self._opened, self._failed, owner=self)

    def _open_workspace(self, report: Report) -> Program:
        folder = self._folder
        if folder is None:
            raise RuntimeError("no folder was chosen")
        return self._opener(folder)

    def _opened(self, program: Program) -> None:
        self.window.set_program(program)
        if self._remember:
            from qa_desktop.services.journal import close_journal, keep_journal  # noqa: PLC0415  (services load after the window)

            self._journal.callback(close_journal, keep_journal(program.workspace.folder / "logs"))
        look = replace(self.window.look, last_workspace=str(program.workspace.folder.resolve()))
        if self._remember and look != self.window.look:
            self.window.look = look
            self.jobs.read(partial(save, look))

    def _failed(self, error: QaError) -> None:
        self._show_setup(words_of(error))

    def _show_setup(self, sentence: str = "") -> None:
        from qa_desktop.ui.setup.view import SetupScreen  # noqa: PLC0415  (only on a first start or when opening failed)

        page = SetupScreen(self.jobs, self._folder, sentence)
        page.chosen.connect(self.open)
        self.window.show_front(page)


def application() -> QApplication:
    """Return the application object, made once."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("QA Desktop")
    app.setOrganizationName("QA Desktop")
    app.setDesktopFileName("qa-desktop")
    return app


def run(opener: Opener, folder: Path | None, look: LookSettings) -> int:
    """Show the window and stay until it is closed; return the exit code."""
    app = application()
    desk = Desk(app, opener, look, remember=True)
    desk.window.show()
    desk.open(folder)
    try:
        return app.exec()
    finally:
        desk.end()
