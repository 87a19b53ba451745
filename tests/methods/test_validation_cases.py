"""Running reference cases of our own making, and what counts as equal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.methods.validation.cases import CaseResult, run_file
from qa_desktop.methods.validation.comparing import Tolerance, agrees, tolerance_of
from qa_desktop.methods.validation.inputs import Inputs
from qa_desktop.methods.validation.registry import RUNNERS

D = Decimal


def one(file_id: str, group: str, inputs: dict[str, Any], expected: dict[str, Any], **more: Any) -> CaseResult:
    content = {
        "schema": "reference-cases/1",
        "id": file_id,
        group: [{"id": "X-1", "inputs": inputs, "expected": expected, **more}],
    }
    (case,) = run_file("x.json", content).cases
    return case


def trace(letter: str, aql: str, rules: str, lots: list[int], start: str = "normal") -> list[dict[str, Any]]:
    given = {
        "code_letter": letter, "aql": aql, "rule_set": rules, "start": start, "production_steady": True, "reduced_approved": True,
        "nonconforming_per_lot": lots,
    }  # fmt: skip
    got = RUNNERS["aql_switching"]["cases"](Inputs(given))["trace"]
    assert isinstance(got, list)
    return got  # type: ignore[return-value]


def test_z14_reduced_after_ten_lots_then_the_gap_then_normal_again() -> None:
    """K at 1.0: normal 125, 3/4; reduced 50, 1/4.  Two found is accepted and ends reduced inspection."""
    steps = trace("K", "1.0", "z14", [0] * 10 + [1, 2, 0])
    assert [s["severity"] for s in steps] == ["normal"] * 10 + ["reduced", "reduced", "normal"]
    assert [(s["n"], s["ac"], s["re"], s["accepted"]) for s in steps[-3:]] == [
        (50, 1, 4, True),
        (50, 1, 4, True),
        (125, 3, 4, True),
    ]


def test_iso_needs_the_tighter_plan_as_well() -> None:
    """J at 1.0: normal 2/3, one step tighter 1/2: two found is accepted, but the score begins again."""
    steps = trace("J", "1.0", "iso", [1, 2, 1])
    assert [(s["accepted"], s["switching_score"]) for s in steps] == [(True, 3), (True, 0), (True, 3)]


def test_the_trace_stops_when_inspection_is_suspended() -> None:
    steps = trace("L", "1.5", "z14", [9] * 20, start="tightened")
    assert len(steps) == 5
    assert [s["tightened_not_accepted_total"] for s in steps] == [1, 2, 3, 4, 5]
    assert steps[-1]["next_severity"] == "suspended"


def test_tightened_follows_the_arrow_of_its_own_table() -> None:
    """F at 0.65: normal 20, 0/1; tightened is an arrow to G."""
    steps = trace("F", "0.65", "iso", [1, 1, 0])
    assert [(s["severity"], s["n"]) for s in steps] == [("normal", 20), ("normal", 20), ("tightened", 32)]


def test_limits_from_deviations() -> None:
    given = {"nominal": "25", "upper_deviation": "-0.015", "lower_deviation": "-0.040"}
    assert one("rounding_guardband", "tolerance_limits", given, {"lsl": "24.960", "usl": "24.985"}).ok
    assert one("rounding_guardband", "tolerance_limits", given, {"lsl": "24.96", "usl": "24.985"}).ok
    assert not one("rounding_guardband", "tolerance_limits", given, {"lsl": "24.96", "usl": "24.986"}).ok
    one_sided = {"nominal": "25", "upper_deviation": "0.1", "lower_deviation": None}
    assert one("rounding_guardband", "tolerance_limits", one_sided, {"lsl": None, "usl": "25.1"}).ok


def test_position_with_bonus() -> None:
    hole = {"dx": "0.03", "dy": "0.04", "tolerance": "0.08", "feature": "hole", "mmc": "10.00", "actual_size": "10.02"}
    expected = {"position": "0.1", "bonus": "0.02", "total_tolerance": "0.10", "conforms": True}
    assert one("rounding_guardband", "position", hole, expected).ok
    assert one("rounding_guardband", "position", hole | {"feature": "shaft"}, {"bonus": "0", "conforms": False}).ok
    assert one("rounding_guardband", "position", {"dx": "0.03", "dy": "0.04", "tolerance": "0.1"}, {"conforms": True}).ok
    assert not one("rounding_guardband", "position", hole | {"feature": "cloud"}, {"bonus": "0"}).ok


def test_guard_band_on_either_side_and_on_the_boundaries() -> None:
    base = {"lsl": "19.9", "usl": "20.1", "standard_uncertainty": "0.01", "guard_factor": "2"}
    for value, proven in (
        ("19.92", "conformity_proven"), ("19.9199", "neither_proven"), ("19.88", "neither_proven"), ("19.8799", "nonconformity_proven"),
        ("20.08", "conformity_proven"), ("20.12", "neither_proven"), ("20.1201", "nonconformity_proven"),
    ):  # fmt: skip
        assert one("rounding_guardband", "guard_band", base | {"value": value}, {"iso14253_1": proven}).ok, value


def test_a_limit_is_rounded_to_the_decimals_that_the_case_states() -> None:
    given = {"value": "5.004", "lsl": None, "usl": "5", "limit_decimals": 2}
    assert one("rounding_guardband", "conformance", given, {"rounding_method": "pass", "rounded_value_half_even": "5.00"}).ok


def test_known_sigma_and_two_limits() -> None:
    given = {"values": [D("5.0"), D("5.2"), D("4.8")], "k": D("1.5"), "lsl": D("4.5"), "usl": D("5.5"), "sigma_known": D("0.3")}
    answer = one(
        "variables_k_method", "cases", given, {"q_u": D("1.6666666667"), "q_l": D("1.6666666667"), "accept": True, "s": D("0.3")}
    )
    assert answer.ok


def test_numbers_of_a_case_are_never_floats() -> None:
    with pytest.raises(InputError, match="not a number"):
        Inputs({"p": 0.1}).number("p")
    with pytest.raises(InputError, match="not a number"):
        Inputs({"p": "NaN"}).number("p")
    with pytest.raises(InputError, match="no input"):
        Inputs({}).number("p")
    with pytest.raises(InputError, match="true or false"):
        Inputs({"production_steady": "yes"}).flag("production_steady")


def test_unknown_files_are_refused() -> None:
    with pytest.raises(FileRefusedError, match="It knows: aql_lookup_cases"):
        run_file("x.json", {"schema": "reference-cases/1", "id": "tarot"})


def test_a_file_without_cases_says_so() -> None:
    assert run_file("x.json", {"schema": "reference-cases/1", "id": "oc_and_c0", "oc": []}).notes == ("The file holds no cases.",)


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        (5, 5, True),
        (5, 6, False),
        (1, True, False),
        (True, 1, False),
        (True, 1.0, False),
        ("5", 5, False),
        (None, None, True),
        (None, 0, False),
        (None, 0.0, False),
        ("0.50", "0.5", False),
        ("0.50", D("0.5"), True),
        ("0.50", D("0.5000000001"), False),
        (D("0.5"), 0.5, True),
        (D("0.5"), 0.5 + 4e-10, True),
        (D("0.5"), 0.5 + 2e-9, False),
        (0, 0.0, True),
        (D("5.0"), 5, True),
        (D("0.5"), float("nan"), False),
        (D("0.5"), float("inf"), False),
        ([1, 2], [1, 2], True),
        ([1, 2], [1, 2, 3], False),
        ([1, 2, 3], [1, 2], False),
        ("12", ["1", "2"], False),
        (["1", "2"], "12", False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": 1}, None, False),
    ],
)
def test_what_is_equal(expected: Any, got: Any, equal: bool) -> None:
    assert agrees(expected, got, Tolerance()) is equal


def test_a_tolerance_is_for_computed_figures_only() -> None:
    wide = tolerance_of({"abs": D(10)})
    assert agrees(D("0.5"), 9.5, wide)
    assert not agrees(5, 6, wide)
    assert not agrees("0.50", D("0.6"), wide)
    relative = tolerance_of({"rel": D("1e-3")})
    assert agrees(D(1000), 1000.9, relative)
    assert not agrees(D(1000), 1001.1, relative)
    assert agrees(0, 1e-15, relative)
    assert not agrees(0, 1e-3, relative)
    assert tolerance_of({"exact_n": True}) == Tolerance()
