"""How long things take, as multiples of the least that the same job can cost.  ``python -m tests.benchmarks`` prints the table."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable

from tests.benchmarks.measure import Row

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SUITES = ("start_up", "answers", "rights", "report", "signatures", "lists", "keys", "grid", "issues", "holds")
QUICK: dict[str, dict[str, int]] = {
    "start_up": {"repeats": 1},
    "answers": {"answers": 4, "items": 10},
    "rights": {"answers": 4, "items": 10},
    "report": {"rows": 8, "repeats": 1},
    "signatures": {"repeats": 1},
    "lists": {"inspections": 50, "repeats": 2},
    "keys": {"items": 6, "keys": 3},
    "grid": {"pieces": 6, "columns": 5, "frames": 6, "opens": 1},
    "issues": {"issues": 50, "repeats": 2},
    "holds": {"lines": 60, "holds": 5, "repeats": 2},
}


def run_suites(names: Iterable[str], *, quick: bool = False) -> list[Row]:
    """Run the named suites and return their lines."""
    rows: list[Row] = []
    for name in names:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"tests.benchmarks.{name}").measure(**(QUICK[name] if quick else {}))
    return rows
