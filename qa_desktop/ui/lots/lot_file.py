"""The files of a lot, as the preview of reports knows them: decisions, certificates of conformance, certificates that came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from qa_desktop.ui.context import Context
from qa_desktop.ui.reports.preview import FOREIGN
from qa_desktop.ui.signed_pages import Opened, open_decision, open_document, open_paper


class FileKind(StrEnum):
    """What a file is."""

    DECISION = "decision"
    CONFORMANCE = "conformance"
    PAPER = "paper"


_OPENERS: dict[FileKind, Callable[[Context, str, Any], Opened]] = {
    FileKind.DECISION: open_decision,
    FileKind.CONFORMANCE: open_document,
    FileKind.PAPER: open_paper,
}


@dataclass(frozen=True, slots=True)
class LotFile:
    """A file by its kind, the key of its row, and what people call it."""

    kind: FileKind
    key: str
    number: str

    @property
    def id(self) -> str:
        """What the file is opened by."""
        return f"{self.kind.value}:{self.key}"

    @property
    def state(self) -> str:
        """Signed files are released at once; one that came is not ours."""
        return FOREIGN if self.kind is FileKind.PAPER else "released"


def open_lot_file(context: Context, file_id: str, report: Any) -> Opened:
    """Open a file by :attr:`LotFile.id`; called in the worker."""
    kind, _, key = file_id.partition(":")
    return replace(_OPENERS[FileKind(kind)](context, key, report), report_id=file_id)
