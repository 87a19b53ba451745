"""Where to go next: pure functions over the rows of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa_desktop.domain.answers import Verdict
from qa_desktop.ui.run.state import RowState, SectionState

Wanted = Callable[[RowState], bool]


def find(rows: Sequence[RowState], place: int, wanted: Wanted, *, back: bool = False) -> int | None:
    """Return the nearest wanted row after (or before) ``place``, going around the end; never ``place`` itself.

    With ``place`` -1 it looks from the first row on.
    """
    count = len(rows)
    for distance in range(1, count if place >= 0 else count + 1):
        candidate = (place - distance if back else place + distance) % count
        if wanted(rows[candidate]):
            return candidate
    return None


def next_open(rows: Sequence[RowState], place: int, *, back: bool = False) -> int | None:
    """Return the next row to work on: remarked lines first, then unanswered ones, then those that lack a note or photo."""
    for wanted in (_remarked, _is_open, _has_gap):
        found = find(rows, place, wanted, back=back)
        if found is not None:
            return found
    return None


def next_failed(rows: Sequence[RowState], place: int, *, back: bool = False) -> int | None:
    """Return the next row that does not conform."""
    return find(rows, place, _fails, back=back)


def next_missing(rows: Sequence[RowState], place: int, *, back: bool = False) -> int | None:
    """Return the next row that keeps the inspection from being signed."""
    return find(rows, place, _has_gap, back=back)


def by_number(rows: Sequence[RowState], number: str) -> int | None:
    """Return the row with the number that people see."""
    wanted = number.strip().lstrip("0")
    return next((row.place for row in rows if row.number == wanted), None)


def other_section(sections: Sequence[SectionState], place: int, *, back: bool = False) -> int | None:
    """Return the first row of the next section, or of the present or previous one."""
    firsts = [section.first for section in sections if section.size]
    if back:
        return max((first for first in firsts if first < place), default=None)
    return min((first for first in firsts if first > place), default=None)


def next_remarked(rows: Sequence[RowState], place: int) -> int | None:
    """Return the next row that came back with a remark and was not worked on yet."""
    return find(rows, place, _remarked)


def _is_open(row: RowState) -> bool:
    return row.is_open


def _remarked(row: RowState) -> bool:
    return row.remark and not row.remark_done


def _has_gap(row: RowState) -> bool:
    return row.gap is not None


def _fails(row: RowState) -> bool:
    return row.verdict is Verdict.FAILS
