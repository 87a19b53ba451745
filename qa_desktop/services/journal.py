"""The journal of faults: one JSON line each, in the workspace's ``logs`` folder, without values of variables."""

from __future__ import annotations

import json
import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

_BYTES, _FILES = 1_000_000, 5


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one line; line breaks inside are escaped, so that nobody can forge a second one."""
        said = {"at": self.formatTime(record), "level": record.levelname, "where": record.name, "what": record.getMessage()}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def keep_journal(folder: Path) -> logging.Handler:
    """Write warnings and faults of the program to ``folder``; unforeseen exceptions go there, too."""
    handler = RotatingFileHandler(folder / "faults.jsonl", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(_JsonLine())
    handler.setLevel(logging.WARNING)
    logging.getLogger("qa_desktop").addHandler(handler)
    sys.excepthook = _unforeseen
    threading.excepthook = _unforeseen_in_thread
    return handler


def close_journal(handler: logging.Handler) -> None:
    """Stop writing."""
    logging.getLogger("qa_desktop").removeHandler(handler)
    handler.close()
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("qa_desktop").error("unforeseen", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def _unforeseen_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        _unforeseen(given.exc_type, given.exc_value, given.exc_traceback)
