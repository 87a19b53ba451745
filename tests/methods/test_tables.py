"""The single-sampling tables: every cell against a table that was written down, every boundary of lot sizes, and known mistakes."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import AQLS, Level, SamplingSeverity, TableSet
from qa_desktop.methods.sampling.oc import poisson
from qa_desktop.methods.sampling.tables import Cell, cell_of, code_letter, single_plan
from tests.methods.printed_tables import LETTERS, read, rows_of

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


BOUNDARIES = sorted(
    {max(1, end + near) for end in printed_letters() for near in (-1, 0, 1) if end < 99_999_999} | {1, 2, 3, 10**7}
)


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


@pytest.mark.parametrize("severity", ["normal", "tightened", "reduced"])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_cell_is_as_printed(letter: str, severity: str) -> None:
    for column, aql in enumerate(AQLS):
        cell = cell_of(letter, aql, severity)
        assert (cell.letter, cell.size, cell.ac, cell.re) == read(severity, letter, column), aql


@pytest.mark.parametrize("severity", ["normal", "tightened", "reduced"])
def test_every_level_lot_size_and_aql_end_to_end(severity: str) -> None:
    for level in Level:
        for size in BOUNDARIES:
            letter = letter_by_reading(size, level.value)
            for column, aql in enumerate(AQLS):
                used, n, ac, re = read(severity, letter, column)
                plan = single_plan(size, level, aql, severity)
                assert asdict(plan) == {
                    "code_letter": letter,
                    "letter_used": used,
                    "sample_size_table": n,
                    "inspect": min(n, size),
                    "full_inspection": n >= size,
                    "ac": ac,
                    "re": re,
                }


def test_normal_plans_accept_lots_of_aql_quality_nearly_always_and_tightened_ones_less_often() -> None:
    """What the tables are made for, worked out without them: a wrong cell breaks the pattern."""
    for letter in LETTERS:
        for aql in AQLS:
            normal, tightened = (cell_of(letter, aql, severity) for severity in ("normal", "tightened"))
            quality = Decimal(aql) / 100
            passes = poisson(normal.size, normal.ac, quality)
            assert 0.80 < passes < 1, (letter, aql)
            assert poisson(tightened.size, tightened.ac, quality) < passes + 1e-12, (letter, aql)


# The two columns of the reduced table of ISO 2859-1:1999 that two sources agree on, letters D to R, as they are printed.
ISO_REDUCED = {
    "1.0": ["v", "0", "^", "v", "v", "1", "2", "3", "5", "6", "8", "10", "^"],
    "2.5": ["^", "v", "v", "1", "2", "3", "5", "6", "8", "10", "^", "^", "^"],
}
ISO_SIZES = [3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800]


@pytest.mark.parametrize("aql", ISO_REDUCED)
def test_iso_reduced_in_the_columns_that_are_confirmed(aql: str) -> None:
    letters, column = LETTERS[3:], ISO_REDUCED[aql]
    for start, letter in enumerate(letters):
        line = start
        while line >= 0 and column[line] in {"v", "^"}:
            line += 1 if column[line] == "v" else -1
        if line >= 0:  # an arrow up from D leads to the unconfirmed row C
            cell = cell_of(letter, aql, "reduced", TableSet.ISO)
            assert (cell.letter, cell.size, cell.ac, cell.re) == (
                letters[line],
                ISO_SIZES[line],
                int(column[line]),
                int(column[line]) + 1,
            )


def test_iso_reduced_leads_to_a_plan_without_a_gap_from_every_cell() -> None:
    for letter in LETTERS:
        for aql in AQLS:
            cell = cell_of(letter, aql, "reduced", TableSet.ISO)
            assert cell.re == cell.ac + 1


@pytest.mark.parametrize("severity", ["normal", "tightened"])
def test_iso_and_z14_differ_in_the_reduced_table_only(severity: str) -> None:
    assert all(cell_of(x, aql, severity, TableSet.ISO) == cell_of(x, aql, severity) for x in LETTERS for aql in AQLS)


# Mistakes that others make (quality methods 1.9).


def test_mistake_arrow_keeps_the_sample_size_of_the_original_letter() -> None:
    sizes = {severity: {letter: size for letter, size, _ in rows_of(severity)} for severity in ("normal", "tightened", "reduced")}
    followed = 0
    for severity, size_of in sizes.items():
        for letter in LETTERS:
            for aql in AQLS:
                cell = cell_of(letter, aql, severity)
                assert cell.size == size_of[cell.letter]
                followed += cell.letter != letter
    assert followed > 600


def test_mistake_tightened_e_at_2_5_and_reduced_l_at_6_5() -> None:
    assert cell_of("E", "2.5", "tightened") == Cell("G", 32, 1, 2)
    assert cell_of("L", "6.5", "reduced") == Cell("L", 80, 10, 13)


def test_mistake_44_65_for_44_45_and_the_repeated_code_letter_row() -> None:
    assert [cell_of(letter, aql, "normal").re for letter, aql in (("B", "1000"), ("C", "650"), ("D", "400"), ("E", "250"))] == [
        45
    ] * 4
    assert code_letter(1200, Level.III) == "K"
    assert code_letter(501, Level.III) == "K"
    for level in (Level.I, Level.II, Level.III):
        letters = [code_letter(end, level) for end in sorted(printed_letters())]
        assert len(set(letters)) >= len(letters) - 2


def test_mistake_reduced_tables_of_105e_and_iso_mixed() -> None:
    z14, iso = (cell_of("K", "1.0", "reduced", tables) for tables in (TableSet.Z14, TableSet.ISO))
    assert ((z14.ac, z14.re), (iso.ac, iso.re)) == ((1, 4), (2, 3))


@pytest.mark.parametrize("aql", AQLS)
@pytest.mark.parametrize("level", list(Level))
def test_mistake_lot_of_one_piece_crashes(level: Level, aql: str) -> None:
    for severity in ("normal", "tightened", "reduced"):
        plan = single_plan(1, level, aql, severity)
        assert (plan.inspect, plan.full_inspection) == (1, True)


def test_mistake_sample_size_above_the_lot_is_shown_as_such() -> None:
    plan = single_plan(10, "II", "0.010", "normal")
    assert (plan.sample_size_table, plan.inspect, plan.full_inspection) == (1250, 10, True)
    exactly = single_plan(2, "S-1", "6.5", "normal")
    assert (exactly.sample_size_table, exactly.inspect, exactly.full_inspection) == (2, 2, True)


def test_letter_s_is_reached_by_tightened_inspection_at_0_025_only() -> None:
    reached = {
        (x, aql, s)
        for x in LETTERS
        for aql in AQLS
        for s in ("normal", "tightened", "reduced")
        if cell_of(x, aql, s).size == 3150
    }
    assert reached == {("Q", "0.025", "tightened"), ("R", "0.025", "tightened")}


@pytest.mark.parametrize(
    ("lot", "level", "aql", "severity", "tables", "words"),
    [
        (0, "II", "1.0", "normal", "z14", "lot size of 1 or more"),
        (-5, "II", "1.0", "normal", "z14", "lot size of 1 or more"),
        (100, "IV", "1.0", "normal", "z14", "S-1, S-2, S-3, S-4, I, II, III"),
        (100, "ii", "1.0", "normal", "z14", "no inspection level “ii”"),
        (100, "II", "2.3", "normal", "z14", "no AQL “2.3”. Use one of 0.010, 0.015"),
        (100, "II", "", "normal", "z14", "no AQL"),
        (100, "II", "1e0", "normal", "z14", "no AQL"),
        (100, "II", "1.0", "suspended", "z14", "Inspection is suspended"),
        (100, "II", "1.0", "strict", "z14", "Use one of normal, tightened, reduced."),
        (100, "II", "1.0", "normal", "din", "Use one of z14, iso."),
    ],
)
def test_what_is_not_possible_is_refused_with_what_is(
    lot: int, level: str, aql: str, severity: str, tables: str, words: str
) -> None:
    with pytest.raises(InputError) as refused:
        single_plan(lot, level, aql, severity, tables)
    assert words in str(refused.value)


@pytest.mark.parametrize("spelling", ["1", "1.0", "1.00", "1,0", " 1 "])
def test_an_aql_may_be_spelled_with_other_zeros(spelling: str) -> None:
    assert single_plan(1000, "II", spelling, "normal") == single_plan(1000, "II", "1.0", "normal")


def test_severities_have_a_plan_or_are_suspended() -> None:
    for severity in SamplingSeverity:
        if severity is not SamplingSeverity.SUSPENDED:
            assert single_plan(500, "II", "1.0", severity).inspect > 0
