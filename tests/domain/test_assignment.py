"""The most specific rule wins, and a tie is seen when it is made."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.assignment import Conditions, Rule, in_words, tie, winner

EXACT = Conditions("P", "Foundry Ltd", "OP 20", "final")


def test_the_part_counts_most_then_supplier_operation_and_type() -> None:
    every = [
        Rule(
            "".join(str(int(named)) for named in mask),
            Conditions(*(p if n else "" for p, n in zip(EXACT.parts, mask, strict=True))),
        )
        for mask in itertools.product((False, True), repeat=4)
    ]
    order = []
    left = list(every)
    while left:
        found = winner(left, EXACT)
        assert found is not None
        order.append(found.key)
        left.remove(found)
    assert order == sorted(order, reverse=True)
    assert (order[0], order[-1]) == ("1111", "0000")


def test_a_rule_is_meant_only_for_what_it_names() -> None:
    rule = Rule("r", Conditions("P", supplier=" foundry  LTD "))
    assert winner([rule], EXACT) == rule
    assert winner([rule], Conditions("P")) is None
    assert winner([rule], Conditions("p", "Foundry Ltd")) is None, "part numbers are taken as they are"


def test_rules_that_name_the_same_are_a_tie() -> None:
    old = Rule("a", Conditions(supplier="Foundry Ltd"))
    assert tie([old], Rule("b", Conditions(supplier="FOUNDRY LTD"))) == old
    assert tie([old], old) is None
    assert tie([old], Rule("b", Conditions("P", "Foundry Ltd"))) is None


_TEXT = st.sampled_from(["", "a", "b"])
_CONDITIONS = st.builds(Conditions, _TEXT, _TEXT, _TEXT, _TEXT)


@given(st.lists(_CONDITIONS, unique=True, max_size=30), _CONDITIONS, st.randoms())
def test_without_ties_the_winner_does_not_depend_on_the_order(rules: list[Conditions], what: Conditions, random: object) -> None:
    named = [Rule(str(number), conditions) for number, conditions in enumerate(rules)]
    turned = list(reversed(named))
    assert winner(named, what) == winner(turned, what)


def test_the_words() -> None:
    assert in_words(Conditions()) == "everything"
    assert in_words(Conditions("P-1", inspection_type="in_process")) == "part P-1, type in process"
