"""Constraints and cells give limits exactly, or a reason; never a guess."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.xlsform.limits import NotLimitsError, decimal_of_cell, limits_of_constraint

readings = st.decimals(min_value=-9_000_000, max_value=9_000_000, places=4)
spaces = st.sampled_from(["", " ", "  "])


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (".>=1 and .<=2", Limits(lower=Decimal(1), upper=Decimal(2))),
        ("( . >= 1.50 ) and ((.<= 2.0))", Limits(lower=Decimal("1.50"), upper=Decimal("2.0"))),
        ("1 <= . and 2 >= .", Limits(lower=Decimal(1), upper=Decimal(2))),
        (". <= 20", Limits(upper=Decimal(20))),
        (". >= -0.030 and . <= +.030", Limits(lower=Decimal("-0.030"), upper=Decimal("0.030"))),
        (". = 5", Limits(lower=Decimal(5), upper=Decimal(5))),
        (". >= 1 and . >= 3 and . <= 9 and . <= 7", Limits(lower=Decimal(3), upper=Decimal(7))),
    ],
)
def test_comparisons_become_limits(text: str, limits: Limits) -> None:
    found = limits_of_constraint(text, whole=False)
    assert found == limits
    assert [str(n) for n in (found.lower, found.upper)] == [str(n) for n in (limits.lower, limits.upper)]


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", ". >= ", ">= 1", ". >= 1 or . <= 2", ". >= ${a}", "not(. > 1)", ". >= 1 and", ". >= 1 . <= 2", "(. >= 1"),
        *(". >= 1)", ". != 3", "regex(., '1')", ". >= 1e3", ". >= 1,5", "1 <= . <= 2", ".5 >= 1", ". >= 0x10", ". >= 9999999999"),
        *(". >= 3 and . <= 2", "..>=1", ". >= 1.", ". >= 1.2.3", ". >=1and . <= 2x", "__import__('os')", ". >= ٣", "(" * 600),
    ],
)
def test_anything_else_is_not_limits(text: str) -> None:
    with pytest.raises(NotLimitsError):
        limits_of_constraint(text, whole=False)


def test_a_limit_that_leaves_itself_out_is_kept_for_whole_numbers_only() -> None:
    assert limits_of_constraint(". > 4 and . < 6.5", whole=True) == Limits(lower=Decimal(5), upper=Decimal(6))
    with pytest.raises(NotLimitsError, match="leaves 4 itself out"):
        limits_of_constraint(". > 4", whole=False)


@given(readings, readings, spaces, st.booleans())
def test_stated_limits_come_back_digit_by_digit(first: Decimal, second: Decimal, space: str, turned: bool) -> None:
    lower, upper = sorted([first, second])
    low, high = decimal_text(lower), decimal_text(upper)
    gap = space or " "
    parts = [f"{low}{space}<={gap}.", f".{gap}<={space}{high}"] if turned else [f".{gap}>={space}{low}", f".{gap}<={space}{high}"]
    found = limits_of_constraint(f"({parts[0]}){gap}and{gap}{parts[1]}", whole=False)
    assert found.lower is not None
    assert found.upper is not None
    assert (decimal_text(found.lower), decimal_text(found.upper)) == (low, high)


@given(st.integers(-10_000, 10_000), st.integers(-10_000, 10_000), st.integers(-10_001, 10_001))
def test_whole_limits_accept_what_the_constraint_accepts(low: int, high: int, value: int) -> None:
    try:
        limits = limits_of_constraint(f". > {low} and . < {high}", whole=True)
    except NotLimitsError:
        assert high - low < 2
        return
    assert (limits.excess(Decimal(value)) == 0) == (low < value < high)


@given(st.text(alphabet=". <>=()and0123456789-+e,'x", max_size=40))
def test_no_text_breaks_the_grammar(text: str) -> None:
    try:
        found = limits_of_constraint(text, whole=False)
    except NotLimitsError:
        return
    assert not found.is_open


@given(st.decimals(min_value=-900_000, max_value=900_000, places=6))
def test_a_number_cell_means_the_number_that_was_typed(typed: Decimal) -> None:
    value, notice = decimal_of_cell(repr(float(typed)), number=True)
    assert value == typed
    assert notice is None


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_a_number_cell_gives_at_most_the_15_digits_that_excel_shows(number: float) -> None:
    try:
        value, notice = decimal_of_cell(repr(number), number=True)
    except InputError:
        assert "e-" in repr(number) or len(repr(number).partition(".")[2]) > 9
        return
    exact = Decimal(repr(number))
    assert abs(value - exact) <= abs(exact) * Decimal("1e-14")
    assert (notice is None) == (value == exact)


@given(st.decimals(min_value=-9_000_000, max_value=9_000_000, places=9))
def test_a_text_cell_keeps_every_digit(typed: Decimal) -> None:
    text = decimal_text(typed)
    value, notice = decimal_of_cell(text.replace(".", ","), number=False)
    assert (decimal_text(value), notice) == (text, None)


@pytest.mark.parametrize("text", ["nan", "inf", "1_000", "٣", "2024-02-01 00:00:00", "1e99", "TRUE"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        decimal_of_cell(text, number=True)
