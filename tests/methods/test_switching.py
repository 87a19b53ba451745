"""Switching: random histories against a slow restatement of the rules, and the cases that people get wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import SamplingSeverity as S
from qa_desktop.domain.sampling import TableSet
from qa_desktop.methods.sampling.switching import Entry, Event, LotResult, State, replay, state_after

GOOD = LotResult(0, 7, 8, 5)
BAD = LotResult(8, 7, 8, 5)
FREE = State(steady=True, approved=True)


def severities(history: list[Entry], rules: TableSet, start: State = FREE) -> list[S]:
    return [step.after.severity for step in replay(history, rules, start)]


def slow(history: list[Entry], rules: TableSet, start: State) -> list[S]:
    """The rules as the standard tells them: after each entry, look back over what happened since the severity began."""
    severity, steady, approved = start.severity, start.steady, start.approved
    since: list[LotResult] = []  # original lots since the severity began
    result = []
    for entry in history:
        now = severity
        if isinstance(entry, LotResult):
            if entry.original and severity is not S.SUSPENDED:
                since.append(entry)
        else:
            steady = {Event.PRODUCTION_STEADY: True, Event.PRODUCTION_UNSTEADY: False}.get(entry, steady)
            approved = {Event.REDUCED_APPROVED: True, Event.REDUCED_WITHDRAWN: False}.get(entry, approved)
        counted = isinstance(entry, LotResult) and entry.original
        rejected = [lot.nonconforming >= lot.re for lot in since]
        if severity is S.NORMAL:
            if counted and sum(rejected[-5:]) >= 2:
                now = S.TIGHTENED
            elif steady and approved:
                if rules is TableSet.ISO and score(since) >= 30:
                    now = S.REDUCED
                if rules is TableSet.Z14 and len(since) >= 10 and not any(rejected[-10:]):
                    now = S.REDUCED
        elif severity is S.TIGHTENED and counted:
            if sum(rejected) == 5:
                now = S.SUSPENDED
            elif len(rejected) >= 5 and not any(rejected[-5:]):
                now = S.NORMAL
        elif severity is S.REDUCED:
            if counted and (since[-1].nonconforming > since[-1].ac or not steady):
                now = S.NORMAL
            if entry in {Event.PRODUCTION_UNSTEADY, Event.REDUCED_WITHDRAWN, Event.OTHER_CONDITIONS}:
                now = S.NORMAL
        elif severity is S.SUSPENDED and entry is Event.CAUSE_REMOVED:
            now = S.TIGHTENED
        if now is not severity:
            since = []
        severity = now
        result.append(severity)
    return result


def score(lots: list[LotResult]) -> int:
    total = 0
    for lot in lots:
        if lot.ac >= 2:
            total = total + 3 if lot.tighter_ac is not None and lot.nonconforming <= lot.tighter_ac else 0
        else:
            total = total + 2 if lot.nonconforming < lot.re else 0
    return total


@st.composite
def lots(draw: st.DrawFn) -> LotResult:
    ac = draw(st.sampled_from([0, 1, 2, 3, 7]))
    gap = draw(st.sampled_from([1, 1, 1, 3]))
    found = draw(st.one_of(st.just(0), st.integers(0, ac + gap + 1)))
    tighter = draw(st.sampled_from([None, max(0, ac - 1), ac])) if ac >= 2 else None
    return LotResult(found, ac, ac + gap, tighter, original=draw(st.integers(0, 9)) > 0)


def clean_or_any() -> st.SearchStrategy[Entry]:
    """Mostly clean lots, or no history would ever reach reduced inspection."""
    return st.one_of(*[st.just(GOOD)] * 6, lots(), lots(), st.sampled_from([*Event]))


STARTS = st.builds(State, st.sampled_from([*S]), steady=st.booleans(), approved=st.booleans())


@settings(max_examples=600)
@given(st.lists(clean_or_any(), max_size=60), st.sampled_from([*TableSet]), STARTS)
def test_any_history_as_the_rules_tell_it(history: list[Entry], rules: TableSet, start: State) -> None:
    assert severities(history, rules, start) == slow(history, rules, start)


def test_random_histories_reach_every_severity() -> None:
    """The comparison above would prove nothing if no history left normal inspection."""
    reached = set()

    @settings(max_examples=400, database=None)
    @given(st.lists(clean_or_any(), min_size=20, max_size=60), st.sampled_from([*TableSet]), STARTS)
    def collect(history: list[Entry], rules: TableSet, start: State) -> None:
        steps = replay(history, rules, start)
        reached.update((step.severity, step.after.severity) for step in steps)

    collect()
    wanted = {(S.NORMAL, S.TIGHTENED), (S.NORMAL, S.REDUCED), (S.REDUCED, S.NORMAL), (S.SUSPENDED, S.TIGHTENED)}
    assert wanted <= reached


def test_mistake_two_of_five_counted_over_more_than_five_lots() -> None:
    assert severities([BAD, GOOD, GOOD, GOOD, GOOD, BAD], TableSet.Z14)[-1] is S.NORMAL
    assert severities([BAD, GOOD, GOOD, GOOD, BAD], TableSet.Z14)[-1] is S.TIGHTENED
    assert severities([BAD, BAD], TableSet.Z14)[-1] is S.TIGHTENED


def test_mistake_two_of_five_counted_over_resubmitted_lots() -> None:
    again = replace(BAD, original=False)
    assert severities([BAD, again, again, again], TableSet.ISO)[-1] is S.NORMAL
    passed_again = replace(GOOD, original=False)
    assert severities([BAD, *[passed_again] * 6, BAD], TableSet.ISO)[-1] is S.TIGHTENED


def test_resubmitted_lots_earn_nothing() -> None:
    again = replace(GOOD, original=False)
    (*_, last) = replay([again] * 40, TableSet.ISO, FREE)
    assert (last.after, last.counted, last.score) == (FREE, False, 0)
    tightened = State(S.TIGHTENED, steady=True, approved=True)
    assert state_after([again] * 10, TableSet.Z14, tightened).severity is S.TIGHTENED
    assert state_after([replace(BAD, original=False)] * 10, TableSet.Z14, tightened).severity is S.TIGHTENED


def test_the_window_starts_again_with_normal_inspection() -> None:
    history = [BAD, BAD, *[GOOD] * 5, BAD]
    assert severities(history, TableSet.ISO)[-2:] == [S.NORMAL, S.NORMAL]


def test_five_not_accepted_in_total_on_tightened_suspend_also_when_lots_between_pass() -> None:
    start = State(S.TIGHTENED)
    history = [BAD, GOOD, GOOD, GOOD, GOOD] * 4 + [BAD]
    assert severities(history, TableSet.Z14, start)[-2:] == [S.TIGHTENED, S.SUSPENDED]


def test_the_tightened_total_starts_again_with_tightened_inspection() -> None:
    start = State(S.TIGHTENED)
    history = [BAD] * 4 + [GOOD] * 5 + [BAD, BAD] + [BAD] * 4
    assert severities(history, TableSet.Z14, start)[-1] is S.TIGHTENED
    assert severities([*history, BAD], TableSet.Z14, start)[-1] is S.SUSPENDED


def test_suspended_inspection_goes_on_as_tightened_when_the_cause_is_removed() -> None:
    history: list[Entry] = [BAD] * 5
    assert severities([*history, GOOD, GOOD], TableSet.Z14, State(S.TIGHTENED))[-1] is S.SUSPENDED
    after = state_after([*history, GOOD, Event.CAUSE_REMOVED], TableSet.Z14, State(S.TIGHTENED))
    assert (after.severity, after.not_accepted) == (S.TIGHTENED, 0)


def test_the_gap_of_z14_accepts_the_lot_and_returns_to_normal() -> None:
    reduced = State(S.REDUCED, steady=True, approved=True)
    for found, accepted, after in ((1, True, S.REDUCED), (2, True, S.NORMAL), (3, True, S.NORMAL), (4, False, S.NORMAL)):
        (step,) = replay([LotResult(found, 1, 4)], TableSet.Z14, reduced)
        assert (step.accepted, step.after.severity) == (accepted, after)


@pytest.mark.parametrize("event", [Event.PRODUCTION_UNSTEADY, Event.REDUCED_WITHDRAWN, Event.OTHER_CONDITIONS])
def test_events_end_reduced_inspection_at_once(event: Event) -> None:
    assert state_after([event], TableSet.ISO, State(S.REDUCED, steady=True, approved=True)).severity is S.NORMAL


def test_reduced_needs_steady_production_and_the_approval_which_may_come_later() -> None:
    history: list[Entry] = [GOOD] * 12
    for rules in TableSet:
        assert state_after(history, rules).severity is S.NORMAL
        assert state_after([*history, Event.PRODUCTION_STEADY], rules).severity is S.NORMAL
        assert state_after([*history, Event.REDUCED_APPROVED], rules).severity is S.NORMAL
        assert state_after([*history, Event.PRODUCTION_STEADY, Event.REDUCED_APPROVED], rules).severity is S.REDUCED


def test_ten_lots_or_thirty_points() -> None:
    assert severities([GOOD] * 10, TableSet.ISO)[-2:] == [S.NORMAL, S.REDUCED]
    assert severities([GOOD] * 10, TableSet.Z14)[-2:] == [S.NORMAL, S.REDUCED]
    small = LotResult(0, 1, 2)
    assert severities([small] * 15, TableSet.ISO)[-2:] == [S.NORMAL, S.REDUCED]  # two points a lot
    assert severities([small] * 10, TableSet.Z14)[-1] is S.REDUCED


def test_an_accepted_lot_that_would_fail_the_tighter_plan_sets_the_score_back() -> None:
    middling = LotResult(6, 7, 8, 5)
    steps = replay([GOOD, GOOD, middling, GOOD], TableSet.ISO, FREE)
    assert [step.score for step in steps] == [3, 6, 0, 3]
    assert all(step.accepted for step in steps)
    assert [step.in_a_row for step in steps] == [1, 2, 3, 4]


def test_a_corrected_result_changes_everything_that_follows() -> None:
    before: list[Entry] = [BAD, GOOD, BAD, *[GOOD] * 3]
    after = [GOOD, *before[1:]]
    assert severities(before, TableSet.ISO)[-1] is S.TIGHTENED
    assert severities(after, TableSet.ISO)[-1] is S.NORMAL


def test_an_empty_history_is_normal_inspection() -> None:
    assert state_after([], TableSet.ISO).severity is S.NORMAL
    assert replay([], TableSet.ISO) == ()


@pytest.mark.parametrize("numbers", [(-1, 0, 1), (0, -1, 0), (0, 2, 2), (0, 3, 1)])
def test_impossible_results_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(InputError, match="is not possible"):
        LotResult(*numbers)
