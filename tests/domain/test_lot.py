"""Lots as pure values: balances, states, and what a decision may be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError, QaError, RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lot import (
    Balance,
    Basis,
    Decided,
    LotCase,
    LotSource,
    LotState,
    amount_text,
    balance_of,
    block,
    blocks_of,
    lot_blocks,
    releasable,
    release_limit,
    require_decision,
    state_of,
)

D = Decimal
ME, OTHER, WHOLE = "me", "other", D(100)
GOOD = Basis("i1", "I-1", InspectionState.APPROVED, D(100), "2026-01", involved=frozenset({OTHER}))


def case(*bases: Basis, decisions: tuple[Decided, ...] = (), whole: Decimal | None = WHOLE) -> LotCase:
    return LotCase(whole, decisions, bases)


def decided(source: LotSource = LotSource.WAITING, a: int = 0, r: int = 0, h: int = 0, on: str | None = "i1") -> Decided:
    return Decided(source, D(a + r + h), D(a), D(r), D(h), on, "2026-02")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("100", "100"),
        ("0.500000000", "0.5"),
        ("97.000000000", "97"),
        ("0", "0"),
        ("0.000", "0"),
        ("1200", "1200"),
        ("1E+2", "100"),
    ],
)
def test_quantities_are_written_plainly(value: str, text: str) -> None:
    assert amount_text(D(value)) == text


@pytest.mark.parametrize(
    ("decisions", "state"),
    [
        ((), LotState.OPEN),
        ((decided(h=40),), LotState.HELD),
        ((decided(h=100),), LotState.HELD),
        ((decided(a=100),), LotState.ACCEPTED),
        ((decided(r=100),), LotState.REJECTED),
        ((decided(a=50),), LotState.PARTLY),
        ((decided(a=99, r=1),), LotState.SPLIT),
        ((decided(a=98, r=1, h=1),), LotState.PARTLY),
        ((decided(h=100), decided(LotSource.HELD, a=100)), LotState.ACCEPTED),
        ((decided(a=100), decided(LotSource.ACCEPTED, h=100)), LotState.HELD),
    ],
)
def test_the_state_is_what_the_decisions_say(decisions: tuple[Decided, ...], state: LotState) -> None:
    assert case(GOOD, decisions=decisions).state is state


amounts = st.integers(0, 50)
parts = st.tuples(st.sampled_from(list(LotSource)), amounts, amounts, amounts)


@given(st.lists(parts, max_size=12))
def test_whatever_balances_is_conserved(given_parts: list[tuple[LotSource, int, int, int]]) -> None:
    taken: list[Decided] = []
    for source, a, r, h in given_parts:
        wanted = decided(source, a, r, h)
        now = case(GOOD, decisions=tuple(taken))
        try:
            require_decision(now, wanted, "because", ME)
        except QaError:
            continue
        taken.append(wanted)
        balance = balance_of(D(100), taken)
        assert balance.waiting + balance.held + balance.accepted + balance.rejected == 100
        assert min(balance.waiting, balance.held, balance.accepted, balance.rejected) >= 0
        assert wanted.balances
    assert sum(one.accepted for one in taken) <= GOOD.covers - GOOD.nonconforming
    assert state_of(balance_of(D(100), taken), decided=bool(taken)) is case(decisions=tuple(taken)).state


@given(bad=st.integers(0, 20), a=st.integers(0, 100), r=st.integers(0, 100), h=st.integers(0, 100))
def test_what_fails_is_never_accepted(bad: int, a: int, r: int, h: int) -> None:
    basis = replace(GOOD, nonconforming=bad)
    wanted = decided(a=a, r=r, h=h)
    fits = 0 < a + r + h <= 100 and (not a or r + h >= bad)
    try:
        require_decision(case(basis), wanted, "because", ME)
    except QaError:
        assert not fits
    else:
        assert fits
        assert a <= 100 - bad


def test_each_gate_has_its_sentence() -> None:
    with pytest.raises(RefusedError, match="not known"):
        require_decision(case(GOOD, whole=None), decided(a=1), "", ME)
    with pytest.raises(RefusedError, match="approved inspection of the lot"):
        require_decision(case(GOOD), decided(a=1, on=None), "", ME)
    with pytest.raises(RefusedError, match="worked on"):
        require_decision(case(GOOD), decided(a=1), "", OTHER)
    blocked = replace(GOOD, blocks=(block("The {what} is wrong.", what="paper"),))
    with pytest.raises(RefusedError, match="The paper is wrong"):
        require_decision(case(blocked), decided(a=1), "", ME)
    require_decision(case(blocked), decided(r=1), "because", ME)
    require_decision(case(blocked), decided(h=1), "because", OTHER)
    with pytest.raises(InputError, match="Say why"):
        require_decision(case(GOOD), decided(h=1), "", ME)


def test_a_void_inspection_says_nothing() -> None:
    void = replace(GOOD, id="i2", number="I-2", state=InspectionState.VOID, blocks=(block("void"),))
    assert blocks_of(case(void, GOOD), GOOD) == ()
    assert "No inspection" in str(lot_blocks(case(void))[0])
    assert lot_blocks(case(GOOD, decisions=(decided(a=100),))) == ()


def test_what_another_inspection_refuses_is_reserved_until_it_is_decided_there() -> None:
    bad = Basis("i2", "I-2", InspectionState.APPROVED, D(60), "2026-01", blocks=(block("refused"),))
    both = case(replace(GOOD, covers=D(100)), bad)
    assert release_limit(both, both.bases[0], LotSource.WAITING) == 40
    after = case(*both.bases, decisions=(decided(r=60, on="i2"),))
    assert release_limit(after, after.bases[0], LotSource.WAITING) == 40
    held = case(*both.bases, decisions=(decided(h=60, on="i2"),))
    assert release_limit(held, held.bases[0], LotSource.HELD) == 0
    later = replace(GOOD, opened_at="2026-03")
    assert release_limit(case(later, bad, decisions=held.decisions), later, LotSource.HELD) == 60
    full = replace(GOOD, is_full=True)
    assert release_limit(case(full, bad, decisions=held.decisions), full, LotSource.HELD) == 60


def test_a_balance_knows_what_is_undecided() -> None:
    balance = Balance(D(10), D(3), D(2), D(4), D(1))
    assert balance.undecided == 5
    assert [balance.at(source) for source in LotSource] == [3, 2, 4]


def test_what_was_called_back_is_released_by_a_later_inspection_only() -> None:
    taken = (decided(a=60), decided(LotSource.ACCEPTED, h=60))
    later = replace(GOOD, id="i3", opened_at="2026-03")
    full = replace(GOOD, id="i2", is_full=True)
    now = case(GOOD, full, later, decisions=taken)
    assert [release_limit(now, one, LotSource.HELD) for one in (GOOD, full, later)] == [0, 0, 60]
    assert release_limit(now, GOOD, LotSource.WAITING) == 40
    assert releasable(now) == 100


def test_how_much_can_be_accepted_is_never_more_than_is_covered() -> None:
    assert releasable(case(replace(GOOD, covers=D(40), nonconforming=2))) == 38
    assert releasable(case(replace(GOOD, blocks=(block("no"),)))) == 0
