"""A scanner is told from a hand by rhythm alone, in both directions without error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.ui.widgets.scan_burst import MAX_LENGTH, BurstDetector, Step

PRINTABLE = st.characters(exclude_categories=("C", "Z")) | st.just(" ")


def play(keys: list[tuple[str, int]]) -> tuple[list[str], str]:
    """Play keys with their times; return the scans and the text that would be replayed."""
    burst, held, replayed, scans = BurstDetector(), "", "", []
    for char, at in keys:
        step = burst.terminator(at) if char in "\r\t" else burst.character(char, at)
        match step:
            case Step.SCAN:
                scans.append(burst.scan.text)
                held = ""
            case Step.HOLD:
                held += char
            case Step.REPLAY_THEN_HOLD:
                replayed, held = replayed + held, char
            case Step.REPLAY_THEN_PASS:
                replayed, held = replayed + held + char, ""
    return scans, replayed + held


@settings(max_examples=500)
@given(st.lists(st.tuples(PRINTABLE | st.sampled_from("\r\t.,0123456789"), st.integers(46, 3_000)), max_size=40))
def test_a_hand_is_never_taken_for_a_scanner(typed: list[tuple[str, int]]) -> None:
    at, keys = 1_000, []
    for char, gap in typed:
        at += gap
        keys.append((char, at))
    scans, replayed = play(keys)
    assert scans == []
    assert replayed == "".join(char for char, _ in typed)


@settings(max_examples=500)
@given(st.text(PRINTABLE, min_size=4, max_size=120), st.data(), st.sampled_from("\r\t"))
def test_every_scan_is_recognised(code: str, data: st.DataObject, end: str) -> None:
    at, keys = 1_000, []
    for char in code + end:
        keys.append((char, at))
        at += data.draw(st.integers(0, 10))
    scans, replayed = play(keys)
    assert scans == [code]
    assert replayed == ""


@given(st.text(PRINTABLE, min_size=4, max_size=20), st.text(PRINTABLE, min_size=1, max_size=8))
def test_a_scan_after_typing_leaves_the_typing_alone(code: str, typed: str) -> None:
    keys = [(char, 1_000 + place * 80) for place, char in enumerate(typed)]
    start = 1_000 + len(typed) * 80 + 200
    keys += [(char, start + place * 5) for place, char in enumerate(code + "\r")]
    assert play(keys) == ([code], typed)


@given(st.text(PRINTABLE, max_size=3))
def test_short_bursts_are_typing(text: str) -> None:
    keys = [(char, 1_000 + place) for place, char in enumerate(text + "\r")]
    assert play(keys) == ([], text + "\r")


def test_a_pause_before_enter_makes_it_typing() -> None:
    keys = [(char, 1_000 + place) for place, char in enumerate("12345")] + [("\r", 1_100)]
    assert play(keys) == ([], "12345\r")


def test_time_that_runs_backwards_is_typing() -> None:
    assert play([("1", 1_000), ("2", 900), ("3", 800), ("4", 700), ("\r", 600)]) == ([], "1234\r")


def test_control_characters_are_left_out_and_counted() -> None:
    burst = BurstDetector()
    for place, char in enumerate("01\x1dAB\x1e9"):
        burst.character(char, 1_000 + place)
    assert burst.terminator(1_010) is Step.SCAN
    assert (burst.scan.text, burst.scan.stripped, burst.scan.too_long) == ("01AB9", 2, False)


def test_a_code_that_is_too_long_is_not_taken() -> None:
    burst = BurstDetector()
    for place in range(MAX_LENGTH + 1):
        burst.character("7", 1_000 + place)
    assert burst.terminator(1_000 + MAX_LENGTH + 1) is Step.SCAN
    assert burst.scan.too_long
    assert burst.scan.text == ""
