"""XLSForm workbooks in and out: a preview of the checklist that a workbook would become, or a workbook for a checklist.

Light to import: pyxform and openpyxl are loaded only in the separate process that parses.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform.mapping import preview_of
from qa_desktop.exchange.xlsform.precheck import load
from qa_desktop.exchange.xlsform.preview import ImportPreview, Unsupported
from qa_desktop.exchange.xlsform.reader import in_file, read_in_child
from qa_desktop.exchange.xlsform.writer import WrittenForm, write_xlsform

__all__ = ["ImportPreview", "Unsupported", "WrittenForm", "read_xlsform", "write_xlsform"]


def read_xlsform(
    path: Path,
    *,
    timeout_seconds: float = 60,
    memory_mb: int = 768,
    cancel: Callable[[], bool] | None = None,
) -> ImportPreview:
    """Read a workbook without changing or storing anything.

    Raises :class:`~qa_desktop.domain.errors.FileRefusedError`, whose ``params`` hold ``sheet``, ``row`` and ``column`` where the
    place is known, or :class:`~qa_desktop.domain.errors.CancelledError` as soon as ``cancel`` returns true.
    """
    source = load(path)
    answer = read_in_child(source, timeout_seconds=timeout_seconds, memory_mb=memory_mb, cancel=cancel)
    try:
        return preview_of(answer, name=source.name, stem=source.stem, sha256=source.sha256)
    except FileRefusedError as error:
        raise in_file(source.name, error.template, error.params) from error
