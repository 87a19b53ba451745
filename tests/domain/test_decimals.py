from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.decimals import SCALE, decimal_text, decimals_of, parse_decimal, scaled, unscaled
from qa_desktop.domain.errors import InputError

values = st.decimals(
    min_value=-9_000_000_000, max_value=9_000_000_000, places=None, allow_nan=False, allow_infinity=False
).filter(
    lambda value: value.as_tuple().exponent >= -SCALE  # type: ignore[operator]
)


@given(st.integers(-9 * 10**18, 9 * 10**18), st.integers(0, SCALE), st.sampled_from(".,"))
def test_what_is_typed_is_what_is_kept(number: int, places: int, mark: str) -> None:
    value = Decimal(number).scaleb(-places)
    if abs(value) > 9_000_000_000:
        return
    typed = format(value, "f").replace(".", mark)
    parsed = parse_decimal(typed)
    assert parsed == value
    assert decimals_of(parsed) == places
    assert decimal_text(parsed) == (format(value, "f") if value else format(abs(value), "f"))
    assert unscaled(scaled(parsed)) == parsed


@given(st.text(max_size=20))
def test_any_text_is_either_one_plain_number_or_refused_with_a_sentence(text: str) -> None:
    try:
        value = parse_decimal(text)
    except InputError as error:
        assert str(error)
        return
    assert value.is_finite()
    assert set(text.strip()) <= set("+-0123456789.,\u2212\u2013\u2010\u2011")


@pytest.mark.parametrize(
    "text", ["", " ", "1.234,5", "1,234.5", "1.2.3", "1e3", "nan", "inf", "٣٤", "1_000", "0x10", "--1", "1 000", "½"]
)
def test_traps_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_decimal(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("12.345", "12.345"),
        ("12,345", "12.345"),
        ("12.340", "12.340"),
        ("-0.00", "0.00"),
        ("−3,5", "-3.5"),
        (" 7 ", "7"),
        (".5", "0.5"),
    ],
)
def test_the_mark_and_the_zeros(text: str, kept: str) -> None:
    assert decimal_text(parse_decimal(text)) == kept


def test_limits_of_size_and_decimals() -> None:
    for amount in ("9000000001", "-9000000001"):  # a reading, a quantity or an amount of money alike
        with pytest.raises(InputError) as refused:
            parse_decimal(amount, max_decimals=2)
        assert str(refused.value) == f"“{amount}” is too large: numbers go up to 9000000000. Check it and type it again."
    with pytest.raises(InputError, match="decimals"):
        parse_decimal("0.1234567891")
    with pytest.raises(InputError, match="at most 2"):
        parse_decimal("1.234", max_decimals=2)


@given(values, values)
def test_scaled_integers_sort_like_the_values(one: Decimal, other: Decimal) -> None:
    assert (scaled(one) < scaled(other)) == (one < other)
