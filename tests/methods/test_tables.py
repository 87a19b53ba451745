"""The single-sampling tables: every cell against a table that was written down, every boundary of lot sizes, and known mistakes."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from qa_desktop.domain.sampling import Level
from qa_desktop.methods.sampling.tables import code_letter, single_plan

LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "Q", "R"]

# Table I as it is printed: upper end of the lot size, then S-1 S-2 S-3 S-4 I II III.
CODE_LETTERS = """
8 A A A A A A B
15 A A A A A B C
25 A A B B B C D
50 A B B C C D E
90 B B C C C E F
150 B B C D D F G
280 B C D E E G H
500 B C D E F H J
1200 C C E F G J K
3200 C D E G H K L
10000 C D F G J L M
35000 C D F H K M N
150000 D E G J L N P
500000 D E G J M P Q
99999999 D E H K N Q R
"""


def printed_letters() -> dict[int, dict[str, str]]:
    levels = ["S-1", "S-2", "S-3", "S-4", "I", "II", "III"]
    rows = [line.split() for line in CODE_LETTERS.strip().splitlines()]
    return {int(row[0]): dict(zip(levels, row[1:], strict=True)) for row in rows}


def letter_by_reading(size: int, level: str) -> str:
    """Find the letter as a person does, line by line."""
    ends = sorted(printed_letters())
    for end in ends:
        if size <= end:
            return printed_letters()[end][level]
    raise AssertionError(size)


BOUNDARIES = sorted({max(1, end + near) for end in printed_letters() for near in (-1, 0, 1) if end < 99_999_999} | {1, 2, 3, 10**7})


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("size", BOUNDARIES)
def test_code_letter_at_every_boundary(size: int, level: Level) -> None:
    assert code_letter(size, level) == letter_by_reading(size, level.value)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((1000, "II", "2.5", "reduced"), ("J", "J", 32, 2, 5)),
        ((100, "II", "0.40", "normal"), ("F", "G", 32, 0, 1)),
        ((15000, "S-3", "1.0", "normal"), ("F", "E", 13, 0, 1)),
    ],
)
def test_a_few_known_plans(case: tuple[int, str, str, str], expected: tuple[object, ...]) -> None:
    plan = single_plan(*case)
    assert (plan.code_letter, plan.letter_used, plan.sample_size_table, plan.ac, plan.re) == expected
    assert asdict(plan)["inspect"] == plan.sample_size_table
