"""Showing a file in the system's own viewer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from qa_desktop.ui.context import Context


def open_procedure(context: Context, revision_id: str, owner: QObject, *_clicked: object) -> None:
    """Open the file of a revision of a procedure: a copy, made in the worker after its hash was compared."""
    copy = partial(_copied, context, revision_id)
    context.jobs.work(copy, partial(_show, context), context.fail, owner=owner)


def _copied(context: Context, revision_id: str, _report: Any) -> Path:
    return context.program.procedure_files.copy(context.actor, revision_id)


def _show(context: Context, path: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        words = QCoreApplication.translate("OpenFile", "No program on this computer shows PDF files. A copy lies at {path}.")
        context.tell("warning", words.format(path=path))
