"""Each benchmark runs; how long it takes is nothing that a shared machine could judge."""

from __future__ import annotations

import math

import pytest
from PySide6.QtWidgets import QApplication

from tests.benchmarks import QUICK, SUITES, run_suites
from tests.benchmarks.measure import Row, percentile, table


@pytest.mark.parametrize("name", [name for name in SUITES if name != "keys"])
def test_it_runs(name: str) -> None:
    rows = run_suites([name], quick=True)
    assert rows
    assert all(math.isfinite(row.ratio) and row.ratio > 0 for row in rows)


def test_the_keys_of_the_run_screen(qapp: QApplication) -> None:
    assert len(run_suites(["keys"], quick=True)) == 3


def test_every_suite_has_a_tiny_size() -> None:
    assert set(QUICK) == set(SUITES)


def test_the_table_is_aligned() -> None:
    lines = table([Row("a", "b", 1.5, "<= 2", 3.0, 2.0), Row("longer name", "b", 12.25, "", 3.0, 2.0, "note")]).splitlines()
    assert lines[2].index("1.50") + 4 == lines[3].index("12.25") + 5
    assert percentile([3, 1, 2], 0.95) == 3
