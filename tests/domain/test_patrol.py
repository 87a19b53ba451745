"""When a round is due: by pieces, by minutes of production, after a set-up; never while production stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.patrol import Cause, Event, Happening, Schedule, Status, status

BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
H = Happening


def at(minute: float) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def look(now: float, *events: tuple[Happening, float, int], pieces: int = 0, minutes: int = 0, setup: bool = False) -> Status:
    schedule = Schedule(BEGIN, pieces, minutes, setup)
    return status(schedule, [Event(kind, at(minute), count) for kind, minute, count in events], at(now))


def test_minutes_of_production_bring_a_round() -> None:
    assert not look(59.9, minutes=60).is_due
    due = look(75, minutes=60)
    assert (due.causes, due.due_since, due.overdue(at(75))) == ((Cause.MINUTES,), at(60), timedelta(minutes=15))


def test_pieces_bring_a_round_at_the_entry_that_reaches_them() -> None:
    assert not look(10, (H.PIECES, 5, 40), pieces=50).is_due
    due = look(30, (H.PIECES, 5, 40), (H.PIECES, 20, 10), (H.PIECES, 25, 10), pieces=50)
    assert (due.causes, due.due_since, due.pieces) == ((Cause.PIECES,), at(20), 60)


def test_a_set_up_brings_a_round_where_the_patrol_says_so() -> None:
    assert look(12, (H.SETUP, 10, 0), setup=True).due_since == at(10)
    assert not look(12, (H.SETUP, 10, 0), minutes=60).is_due


def test_nothing_is_due_while_production_stands_and_its_minutes_do_not_count() -> None:
    assert not look(500, (H.STOP, 30, 0), minutes=60).is_due
    assert not look(529, (H.STOP, 30, 0), (H.START, 500, 0), minutes=60).is_due
    assert look(531, (H.STOP, 30, 0), (H.START, 500, 0), minutes=60).due_since == at(530)


def test_what_came_due_before_a_stop_is_due_again_from_the_start() -> None:
    stopped = look(100, (H.STOP, 90, 0), minutes=60)
    assert (stopped.is_due, stopped.running) == (False, False)
    assert look(205, (H.STOP, 90, 0), (H.START, 200, 0), minutes=60).due_since == at(200)
    assert look(25, (H.STOP, 10, 0), (H.SETUP, 15, 0), (H.START, 20, 0), setup=True).due_since == at(20)


def test_the_last_round_counts() -> None:
    found = look(130, (H.PIECES, 5, 90), (H.ROUND, 80, 0), (H.PIECES, 90, 5), pieces=50, minutes=60)
    assert (found.is_due, found.pieces, found.minutes, found.last_round) == (False, 5, 50, at(80))
    assert look(141, (H.ROUND, 80, 0), minutes=60).due_since == at(140)


def test_several_causes_are_named_and_the_earliest_moment_counts() -> None:
    found = look(70, (H.PIECES, 30, 50), pieces=50, minutes=60)
    assert (found.causes, found.due_since) == ((Cause.PIECES, Cause.MINUTES), at(30))


def test_what_has_not_happened_yet_is_left_out() -> None:
    assert not look(10, (H.SETUP, 11, 0), setup=True).is_due


_HAPPENED = st.lists(st.tuples(st.sampled_from(list(H)), st.integers(0, 300), st.integers(0, 200)), max_size=20)
_SCHEDULE = st.tuples(st.integers(0, 100), st.integers(0, 100), st.booleans())


@given(_HAPPENED, _SCHEDULE, st.integers(0, 400))
def test_a_round_always_clears_it(happened: list[tuple[Happening, int, int]], plan: tuple[int, int, bool], now: int) -> None:
    pieces, minutes, setup = plan
    events = [one for one in happened if one[1] <= now]
    after = look(now, *events, (H.ROUND, now, 0), pieces=pieces, minutes=minutes, setup=setup)
    assert not after.is_due
    assert (after.pieces, after.minutes, after.last_round) == (0, 0, at(now))


@given(_HAPPENED, _SCHEDULE, st.integers(0, 400))
def test_due_only_while_production_runs_and_never_in_the_future(
    happened: list[tuple[Happening, int, int]], plan: tuple[int, int, bool], now: int
) -> None:
    pieces, minutes, setup = plan
    found = look(now, *happened, pieces=pieces, minutes=minutes, setup=setup)
    assert found.is_due == (found.due_since is not None)
    if found.due_since is not None:
        assert found.running
        assert BEGIN <= found.due_since <= at(now)
        assert found.last_round is None or found.due_since >= found.last_round
