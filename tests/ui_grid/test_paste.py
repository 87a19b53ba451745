"""Blocks from a spreadsheet: read as they were copied, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.checklist import Choice, Item, ItemKind
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_types import item_type
from qa_desktop.ui.grid.paste import LARGEST_BLOCK, block_text, parse_block, raw_answer

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\x1c\x1d\x1e\x85\u2028\u2029"), max_size=8
).map(str.strip)


@given(st.integers(1, 6).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)))
def test_what_was_copied_is_read_again(rows: list[list[str]]) -> None:
    if not any(cell for row in rows for cell in row):
        with pytest.raises(InputError):
            parse_block(block_text(rows))
        return
    while rows and not rows[-1][0] and len(rows[-1]) == 1:
        rows.pop()  # an empty last line is a line end
    if len(rows[0]) == 1:
        rows = [row for row in rows if row[0]]  # a line without any tab is no row
    found = parse_block(block_text(rows))
    assert [list(row) for row in found] == rows


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        rows = parse_block(text)
    except InputError as error:
        assert str(error)
        return
    assert len({len(row) for row in rows}) == 1
    assert any(cell for row in rows for cell in row)


@given(st.decimals(-10_000, 10_000, places=3), st.sampled_from([".", ","]))
def test_decimal_comma_and_point_are_the_same_reading(value: object, mark: str) -> None:
    text = format(value, "f").replace(".", mark)  # type: ignore[call-overload]
    assert parse_decimal(parse_block(f"{text}\t1")[0][0]) == value


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\r\n3\t4\r\n", (("1", "2"), ("3", "4"))),
        ("1\t2\n3", (("1", "2"), ("3", ""))),
        (' 1 \t"a\tb"\n', (("1", "a\tb"),)),
        ('"he said ""no"""\tx', (('he said "no"', "x"),)),
        ("\t5", (("", "5"),)),
    ],
)
def test_blocks_as_spreadsheets_copy_them(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert parse_block(text) == rows


@pytest.mark.parametrize("text", ["", "\n", "\t\t\n", "  "])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_block(text)


def test_too_much_is_refused() -> None:
    with pytest.raises(InputError, match=str(LARGEST_BLOCK)):
        parse_block("\n".join(["1"] * (LARGEST_BLOCK + 1)))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ItemKind.CONFORMITY, "1", "pass"),
        (ItemKind.CONFORMITY, "FAIL", "fail"),
        (ItemKind.YES_NO, "2", "no"),
        (ItemKind.SINGLE_CHOICE, "grey", "g"),
        (ItemKind.SINGLE_CHOICE, "1", "b"),
        (ItemKind.MEASUREMENT, " 12,5 ", "12.5"),
        (ItemKind.INSTRUCTION, "x", "read"),
        (ItemKind.DATE_TIME, "2026-11-25 10:30", "2026-11-25T10:30"),
    ],
)
def test_words_and_digits_become_answers(kind: ItemKind, text: str, value: str) -> None:
    item = Item("x", kind, "X", choices=(Choice("b", "Blue"), Choice("g", "Grey")))
    assert item_type(kind).canonical(item, raw_answer(item, text, NOW)).startswith(value)


def test_a_reading_copied_and_pasted_keeps_its_digits() -> None:
    assert decimal_text(parse_decimal(parse_block(block_text([["12.350", "x"]]))[0][0])) == "12.350"
