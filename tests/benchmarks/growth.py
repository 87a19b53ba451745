"""What the last answer of a long inspection costs against the first one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.answering import AnswerService
from qa_desktop.storage.workspace import Workspace, open_
from tests.benchmarks.measure import Row, in_turns, row
from tests.reliability.makings import Bench


def first_and_last(bench: Bench, folder: Path, goal: str) -> Row:
    """Compare the last answers of ``bench``, made in ``folder / "full"``, with the first ones of another like it, in turns.

    In turns, because the speed of a shared machine changes more between two minutes than between the two answers.
    """
    shutil.copytree(folder / "full", folder / "fresh")
    workspaces = [open_(folder / name) for name in ("full", "fresh")]
    try:
        full, fresh = (_answerer(workspace, bench) for workspace in workspaces)
        some = max(2, min(200, len(bench.items) // 5))
        warm = some // 4 + 1
        driver: Any = workspaces[0].database._writer.raw_connection().dbapi_connection
        driver.execute("PRAGMA synchronous=OFF")  # only while the middle is filled
        for line in bench.items[:-some]:
            full(line)
        driver.execute("PRAGMA synchronous=FULL")
        for line in bench.items[:warm]:  # statements and items that the very first answers of a program look up
            fresh(line)
        late, early = iter(bench.items[-some:]), iter(bench.items[warm : warm + some])
        last, first = in_turns(lambda: full(next(late)), lambda: fresh(next(early)), repeats=some, clock=time.thread_time)
        return row(f"answer {len(bench.items)} of one inspection, processor time", "answer 1", goal, last, first)
    finally:
        for workspace in workspaces:
            workspace.close()


def _answerer(workspace: Workspace, bench: Bench) -> Callable[[str], object]:
    actor = Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), workspace.store.station_id)
    service = AnswerService(workspace.store)
    return lambda line: service.answer(actor, bench.inspection, line, "5")
