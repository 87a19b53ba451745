"""The program is killed at random moments while somebody answers; nothing that was acknowledged is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.inspections import InspectionService
from qa_desktop.storage.queries import answers, checks
from qa_desktop.storage.workspace import open_
from tests.reliability.makings import Bench, make_bench

KILLS = 20


def killed_after(bench: Bench, start: int, seconds: float) -> list[int]:
    """Let the answerer run, kill it, and return what it acknowledged."""
    command = [
        sys.executable,
        "-m",
        "tests.reliability.answerer",
        str(bench.folder),
        bench.inspection,
        bench.person,
        str(start),
        bench.revision,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        # The moment of the kill is drawn at random, so that it hits any point of a transaction.
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        lines = process.stdout.read().splitlines()
        timer.join()
    # A line that the kill cut in half was never a whole acknowledgement.
    return [int(line) for line in lines if line.isdigit()][: None if not lines or lines[-1].isdigit() else -1]


def losses(acknowledged: dict[str, int], kept: dict[str, int]) -> int:
    """Return how many items hold less than what was acknowledged for them."""
    return sum(1 for item, value in acknowledged.items() if kept.get(item, -1) < value)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    bench = make_bench(tmp_path / "workspace")
    dice = random.Random(20261122)
    acknowledged: dict[str, int] = {}
    number = kills = total = lost = 0
    for _ in range(KILLS):
        seen = killed_after(bench, number, dice.uniform(0.02, 0.5))
        kills += 1
        total += len(seen)
        for value in seen:
            acknowledged[bench.items[value % len(bench.items)]] = value
        workspace = open_(bench.folder)
        try:
            with workspace.store.reading() as connection:
                assert checks.damage(connection, thorough=True) == ()
                assert list(checks.broken_links(connection)) == []
                assert checks.answers_unlike_audit(connection) == ()
                kept = {row.item_id: int(row.answer.value or -1) for row in answers.all_answers(connection, bench.inspection)}
            lost += losses(acknowledged, kept)
            number = max([number - 1, *kept.values()]) + 1
            actor = Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), workspace.store.station_id)
            opened = InspectionService(workspace).open(actor, bench.inspection)
            newest = max(kept, key=lambda item: kept[item]) if kept else None
            assert opened.row.current_item_id == newest, "resuming lands on the item of the newest answer"
        finally:
            workspace.close()
    record_property("report", f"kill test: kills={kills} acknowledged={total} lost={lost}")
    assert total > KILLS
    assert lost == 0


def test_the_control_finds_a_loss(tmp_path: Path) -> None:
    """A harness that could not see a loss would prove nothing: an acknowledgement that was never stored is noticed."""
    bench = make_bench(tmp_path / "workspace", items=3)
    workspace = open_(bench.folder)
    try:
        with workspace.store.reading() as connection:
            kept = {row.item_id: row.answer.value for row in answers.all_answers(connection, bench.inspection)}
    finally:
        workspace.close()
    found = {item: int(value or -1) for item, value in kept.items()}
    assert losses({bench.items[0]: 7}, found) == 1
    assert losses({}, found) == 0
