"""Addresses and contacts: what is kept of what was typed, what is refused, and what is printed of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.address import (
    LONGEST_LINE,
    MOST_LINES,
    Addressee,
    Contact,
    addressee,
    clean_address,
    clean_mail,
    clean_phone,
    sender_line,
)
from qa_desktop.domain.errors import InputError


def test_an_address_keeps_its_lines_and_loses_what_nobody_sees() -> None:
    assert clean_address("  Halle 4 \r\n\r\n Salzbadweg\t3\r24534  Neumünster \n\n") == "Halle 4\nSalzbadweg 3\n24534 Neumünster"
    assert clean_address(" \n \n") == ""
    assert clean_address("\n".join(["Zeile"] * MOST_LINES)).count("\n") == MOST_LINES - 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n".join(["Zeile"] * (MOST_LINES + 1)), "at most 12 lines"),
        ("x" * (LONGEST_LINE + 1), "longer than 120"),
        ("Halle\u200b4", "invisible character"),
        ("Halle\x00", "NUL"),
        ("x\n" * 5_000, "characters"),
    ],
)
def test_what_does_not_fit_an_envelope_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        clean_address(text)
    assert sentence in str(refused.value)


@given(st.text(max_size=300))
def test_a_kept_address_is_kept_as_it_is(text: str) -> None:
    try:
        kept = clean_address(text)
    except InputError:
        return
    assert clean_address(kept) == kept
    assert all(line and line == line.strip() for line in kept.split("\n") if kept)


@pytest.mark.parametrize("text", ["qs@feinwerk.example", " qs@feinwerk.example ", "a.b+c@münster.example", "root@localhost", ""])
def test_mail_addresses_that_are_taken(text: str) -> None:
    assert clean_mail(text) == text.strip()


@pytest.mark.parametrize("text", ["qs", "qs@", "@x", "a b@c.de", "a@b@c", "a@b..c", "a@b.", "x@" + "y" * 260, "a@b\u202ec"])
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        clean_mail(text)


@pytest.mark.parametrize("text", ["+49 (461) 0000-120", "0461/33 ext. 5", "040 1", ""])
def test_telephone_numbers_that_are_taken(text: str) -> None:
    assert clean_phone(f" {text} ") == text


@pytest.mark.parametrize("text", ["none", "+", "<b>1</b>", "1" * 61, "1\u200b2"])
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        clean_phone(text)


def test_nothing_known_is_no_block_and_the_name_stands_once() -> None:
    assert addressee("Meyer", "", Contact()) is None
    assert addressee("Meyer & Söhne", "MEYER  & söhne\nWeg 1", Contact()) == Addressee("Meyer & Söhne", ("Weg 1",))
    only = addressee("Meyer", "", Contact(mail="qs@meyer.example"))
    assert only == Addressee("Meyer", (), ("qs@meyer.example",))
    assert only is not None
    assert only.record() == {"company": "Meyer", "contact": ["qs@meyer.example"]}


def test_the_sender_stands_on_one_line_where_there_is_an_address() -> None:
    assert sender_line("Werk Nord", "") == ""
    assert sender_line("Werk Nord", "Weg 1\n12345 Ort") == "Werk Nord · Weg 1 · 12345 Ort"
    assert sender_line("Werk Nord", "WERK NORD\nWeg 1") == "WERK NORD · Weg 1"
