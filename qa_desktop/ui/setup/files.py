"""Asking for files and folders without stopping the program.

Screens hold a :class:`FilePicker` and listen to it, so that a test can answer in the place of the system's dialog.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget


class FilePicker(QWidget):
    """Opens the system's file dialogs over ``host``.  ``chosen`` carries a path; nothing comes when the person cancels."""

    chosen = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.hide()
        self._host = host

    def ask_folder(self, title: str, start: Path | None = None) -> None:
        """Ask for a folder; one can be made in the dialog."""
        dialog = self._dialog(title, start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def ask_file(self, title: str, kinds: str, start: Path | None = None) -> None:
        """Ask for a file that exists."""
        dialog = self._dialog(title, start)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(kinds)
        dialog.open()

    def ask_new_file(self, title: str, kinds: str, name: str, suffix: str, start: Path | None = None) -> None:
        """Ask where to write a file; the dialog asks before it overwrites one."""
        dialog = self._dialog(title, start)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(kinds)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        dialog.open()

    def _dialog(self, title: str, start: Path | None) -> QFileDialog:
        dialog = QFileDialog(self._host, title, str(start or Path.home()))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.fileSelected.connect(self._on_selected)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _on_selected(self, name: str) -> None:
        self.chosen.emit(Path(name))
