"""Measuring two things side by side, in turns, so that whatever else the machine does hits both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Act = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured against what, and how many times as long it took."""

    name: str
    base: str
    ratio: float
    goal: str
    ours_ms: float
    base_ms: float
    more: str = ""


def in_turns(
    ours: Act, base: Act, *, repeats: int, clock: Callable[[], float] = time.perf_counter
) -> tuple[list[float], list[float]]:
    """Return the seconds of each turn of both."""
    mine: list[float] = []
    theirs: list[float] = []
    gc.collect()
    for _ in range(repeats):
        for act, found in ((ours, mine), (base, theirs)):
            before = clock()
            act()
            found.append(clock() - before)
    return mine, theirs


def row(name: str, base: str, goal: str, ours: Sequence[float], other: Sequence[float], *, more: str = "") -> Row:
    """Return the line for two series of seconds, by their medians."""
    mine, theirs = statistics.median(ours), statistics.median(other)
    return Row(name, base, mine / theirs if theirs else float("nan"), goal, mine * 1000, theirs * 1000, more)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(rows: Sequence[Row]) -> str:
    """Return the table as text."""
    heads = ("measured", "against", "ratio", "goal", "ours ms", "base ms", "")
    lines = [(r.name, r.base, f"{r.ratio:.2f}", r.goal, f"{r.ours_ms:.2f}", f"{r.base_ms:.3f}", r.more) for r in rows]
    widths = [max(len(head), *(len(line[place]) for line in lines)) for place, head in enumerate(heads)]

    def text(line: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if 2 <= place <= 5 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return "\n".join([text(heads), "  ".join("-" * width for width in widths), *(text(line) for line in lines)])
