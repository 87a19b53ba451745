"""What the look at somebody's rights adds to an answer and to a page of a list: with it against without it, in turns."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.answering import AnswerService
from qa_desktop.services.handover import HandoverService
from qa_desktop.storage import presence
from qa_desktop.storage.workspace import Workspace, open_
from tests.benchmarks.measure import Act, Row, in_turns, row
from tests.reliability.makings import Bench, make_bench

_LOOKS = {name: getattr(presence, name) for name in ("require_for_reading", "require_for_writing")}


def _nothing(*_values: object) -> None:
    """Look at nothing."""


def _without(act: Act) -> Act:
    """Return an act during which nobody looks who may do it."""

    def done() -> object:
        for name in _LOOKS:
            setattr(presence, name, _nothing)
        try:
            return act()
        finally:
            for name, look in _LOOKS.items():
                setattr(presence, name, look)

    return done


def _answers(workspace: Workspace, bench: Bench, *, looking: bool) -> Act:
    actor = Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), workspace.store.station_id)
    service, items, values = AnswerService(workspace.store), itertools.cycle(bench.items), itertools.count(1)
    inner: Callable[[], object] = lambda: service.answer(actor, bench.inspection, next(items), str(next(values)))  # noqa: E731
    return inner if looking else _without(inner)


def measure(*, answers: int = 600, items: int = 40) -> list[Row]:
    """Measure an answer on the drive and its processor time, and the shortest of all reads, which shows the look the most."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = make_bench(folder / "with", items=items)
        shutil.copytree(folder / "with", folder / "without")
        spaces = [open_(folder / "with"), open_(folder / "without")]
        try:
            given = [_answers(space, bench, looking=looking) for space, looking in zip(spaces, (True, False), strict=True)]
            in_turns(*given, repeats=2 * items)  # fills the caches of statements and items, as a minute of work does
            rows = []
            for words, clock in (("one answer", time.perf_counter), ("one answer, processor time", time.thread_time)):
                ours, base = in_turns(*given, repeats=answers, clock=clock)
                rows.append(row(f"{words}, with a look at the rights", "without", "<= 1.1", ours, base))
            actor = Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), spaces[0].store.station_id)
            service = HandoverService(spaces[0])
            ours, base = in_turns(lambda: service.notes(actor), _without(lambda: service.notes(actor)), repeats=answers)
            rows.append(row("a list with nothing in it, with a look at the rights", "without", "", ours, base))
            return rows
        finally:
            for space in spaces:
                space.close()
