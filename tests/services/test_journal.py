from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from qa_desktop.services.journal import close_journal, keep_journal


def test_a_fault_is_one_line_and_nobody_forges_a_second(tmp_path: Path) -> None:
    handler = keep_journal(tmp_path)
    try:
        logging.getLogger("qa_desktop.some").error("first\n{second}")
    finally:
        close_journal(handler)
    (line,) = (tmp_path / "faults.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["what"] == "first\n{second}"
    assert sys.excepthook is sys.__excepthook__
