"""The order of Pareto: the few that matter first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.errors import InputError

Count = int | Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its count, its share of all and the cumulative share up to it, both in percent of everything counted.

    ``is_rest`` marks the bar of all others, which stands last whatever its height; ``merged`` is how many it stands for.
    """

    name: str
    count: Count
    percent: Decimal
    cumulative: Decimal
    is_rest: bool = False
    merged: int = 1


def pareto(counts: Mapping[str, Count], *, most: int | None = None, rest: str = "other") -> tuple[Bar, ...]:
    """Return the bars: largest first, equal ones by name, and ``rest`` last.

    ``most`` is how many bars stand by themselves; smaller ones go into ``rest``, together with what was counted under that name.
    Shares are always of everything.  Names with a count of 0 are left out; nothing counted gives no bars.
    """
    if any(count < 0 for count in counts.values()):
        raise InputError("A count is not negative.")
    if most is not None and most < 1:
        raise InputError("At least one bar stands by itself.")
    found = {name: count for name, count in counts.items() if count}
    named = sorted(((name, count) for name, count in found.items() if name != rest), key=lambda one: (-one[1], one[0]))
    alone, small = (named, []) if most is None else (named[:most], named[most:])
    left = found.get(rest, 0) + sum((count for _, count in small), start=0)
    bars = [(name, count, False, 1) for name, count in alone]
    if left:
        bars.append((rest, left, True, len(small) + (rest in found)))
    whole = Decimal(sum((count for _, count, _, _ in bars), start=0))
    done = Decimal(0)
    made = []
    for name, count, is_rest, merged in bars:
        done += count
        made.append(Bar(name, count, Decimal(count) * 100 / whole, done * 100 / whole, is_rest, merged))
    return tuple(made)


def shortened(bars: Sequence[Bar], most: int, *, rest: str = "other") -> tuple[Bar, ...]:
    """Return the first ``most`` bars and one for all others, so that nothing counted is missing."""
    alone, small = tuple(bars[:most]), bars[most:]
    if len(small) < 2:
        return tuple(bars)
    count, merged = sum((bar.count for bar in small), start=Decimal(0)), sum(bar.merged for bar in small)
    percent = sum((bar.percent for bar in small), start=Decimal(0))
    return (*alone, Bar(rest, count, percent, small[-1].cumulative, is_rest=True, merged=merged))
