"""One answer through the service against the same statements by the bare driver, and the first against the five-thousandth."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.answering import AnswerService
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.unit import new_id
from qa_desktop.storage.workspace import DATABASE, Workspace, open_
from tests.benchmarks.growth import first_and_last
from tests.benchmarks.measure import Row, in_turns, row
from tests.reliability.makings import Bench, make_bench

_PRAGMAS = (
    "foreign_keys=ON", "recursive_triggers=ON", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "wal_autocheckpoint=1000",
)  # fmt: skip


class Raw:
    """The statements of one answer, typed by hand: what any program that keeps the same records has to do."""

    def __init__(self, folder: Path, bench: Bench, station: str) -> None:
        self.connection: Any = sqlite_module().connect(folder / DATABASE, isolation_level=None)
        for pragma in _PRAGMAS:
            self.connection.execute(f"PRAGMA {pragma}")
        self.bench, self.station, self.number = bench, station, 0

    def answer(self, item: str, value: str) -> None:
        execute, bench, at = self.connection.execute, self.bench, "2026-11-22T12:00:00.000000Z"
        self.number += 1
        execute("BEGIN IMMEDIATE")
        head = execute(
            "SELECT id, revision_id, state, round, inspector_id, answered, failed FROM inspection WHERE id = ?",
            (bench.inspection,),
        ).fetchone()
        old = execute(
            "SELECT value, na_reason, note, changes FROM answer WHERE inspection_id = ? AND item_id = ?", (bench.inspection, item)
        ).fetchone()
        if old is None:
            execute(
                "INSERT INTO answer (inspection_id, item_id, value, value_scaled, unit, na_reason, note, answered_by, answered_at, "
                "answered_offset, changes, version) VALUES (?,?,?,?,?,?,?,?,?,?,1,1)",
                (bench.inspection, item, value, int(value) * 10**9, "mm", None, "", bench.person, at, 60),
            )
        else:
            execute(
                "UPDATE answer SET value=?, value_scaled=?, na_reason=?, note=?, answered_by=?, answered_at=?, answered_offset=?, "
                "changes=?, version=? WHERE inspection_id = ? AND item_id = ?",
                (value, int(value) * 10**9, None, "", bench.person, at, 60, old[3] + 1, old[3] + 1, bench.inspection, item),
            )
        change = 1 if old is None else old[3] + 1
        execute(
            "INSERT INTO answer_change (id, inspection_id, item_id, change, old_value, old_na, old_note, new_value, new_na, new_note, "
            "reason, person_id, station_id, at, at_offset, round) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                new_id(), bench.inspection, item, change, old and old[0], None, "", value, None, "", "changed", bench.person,
                self.station, at, 60, 1,
            ),
        )  # fmt: skip
        execute(
            "UPDATE inspection SET answered=?, failed=?, updated_at=?, current_item_id=? WHERE id = ?",
            (head[5] + (old is None), head[6], at, item, bench.inspection),
        )
        seq, prev = execute("SELECT seq, hash FROM chain_head WHERE station_id = ?", (self.station,)).fetchone()
        body = f'{{"action":"answer.give","actor":"{bench.person}","id":"{bench.inspection}/{item}","new":"{value}","seq":{seq + 1}}}'
        new = hashlib.sha256(f"{prev}\n{body}".encode()).hexdigest()
        execute(
            "INSERT INTO audit (station_id, seq, at, actor_id, action, entity, entity_id, body, prev, hash) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (self.station, seq + 1, at, bench.person, "answer.give", "answer", f"{bench.inspection}/{item}", body, prev, new),
        )
        execute("UPDATE chain_head SET seq = ?, hash = ? WHERE station_id = ?", (seq + 1, new, self.station))
        execute("COMMIT")


def _answerer(workspace: Workspace, bench: Bench) -> Callable[[str, str], object]:
    actor = Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), workspace.store.station_id)
    service = AnswerService(workspace.store)
    return lambda item, value: service.answer(actor, bench.inspection, item, value)


def _against_raw(folder: Path, *, answers: int, where: str) -> list[Row]:
    bench = make_bench(folder / "ours", items=max(4, answers // 2))
    shutil.copytree(folder / "ours", folder / "raw")
    workspace = open_(folder / "ours")
    raw = Raw(folder / "raw", bench, workspace.store.station_id)
    try:
        give = _answerer(workspace, bench)
        for item in bench.items:  # fills the caches of statements and items, as a minute of work does
            give(item, "1")
            raw.answer(item, "1")
        rows = []
        for name, clock in (("one answer", time.perf_counter), ("one answer, processor time", time.thread_time)):
            mine, theirs = itertools.cycle(bench.items), itertools.cycle(bench.items)
            numbers, others = itertools.count(2), itertools.count(2)
            ours, base = in_turns(
                lambda mine=mine, numbers=numbers: give(next(mine), str(next(numbers))),
                lambda theirs=theirs, others=others: raw.answer(next(theirs), str(next(others))),
                repeats=answers,
                clock=clock,
            )
            rows.append(row(f"{name} ({where})", "same SQL, bare driver (R)", "<= 4 R", ours, base))
        return rows
    finally:
        raw.connection.close()
        workspace.close()


def measure(*, answers: int = 300, items: int = 5000) -> list[Row]:
    """Measure on the drive, in memory where there is one, and along a long inspection."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        rows += _against_raw(Path(name), answers=answers, where="on the drive")
        rows.append(first_and_last(make_bench(Path(name) / "full", items=items), Path(name), "about 1"))
    memory = Path("/dev/shm")
    if memory.is_dir():
        with tempfile.TemporaryDirectory(dir=memory) as name:
            rows += _against_raw(Path(name), answers=answers, where="in memory")[:1]
    return rows
