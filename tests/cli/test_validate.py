"""``validate``: what agrees, what differs, and what cannot be used.  The signed report: tests/services/test_validation.py."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command

REFERENCE = Path(__file__).parents[1] / "methods" / "reference"
FILES = sorted(REFERENCE.glob("*.json"))
NAMES = {"aql_lookup_cases", "aql_switching", "oc_and_c0", "variables_k_method", "rounding_guardband", "tqm_metrics"}


def changed(tmp_path: Path, name: str, edit: Any) -> Path:
    content = json.loads((REFERENCE / f"{name}.json").read_text("utf-8"))
    edit(content)
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_all_reference_files_agree(run: Command) -> None:
    assert {path.stem for path in FILES} == NAMES
    said = run("validate", *FILES, "--json")
    data = said.data
    assert said.code == 0
    assert data["ok"] is True
    assert (data["total"], data["failed"]) == (55, 0)
    assert all(case["ok"] for case in data["cases"])
    assert {"id", "expected", "got", "ok"} <= set(data["cases"][0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_holds_as_many_cases_as_it_states_and_all_are_run(path: Path, run: Command) -> None:
    said = run("validate", path, "--json")
    assert said.code == 0
    assert said.data["total"] == json.loads(path.read_text("utf-8"))["case_count"] > 0


def test_people_read_every_case(run: Command) -> None:
    said = run("validate", REFERENCE / "oc_and_c0.json")
    assert said.code == 0
    assert "S-C0-03" in said.out
    assert "7 of 7 cases ok in 1 files." in said.out


EDITS = {
    "aql_lookup_cases": lambda c: c["cases"][3]["expected"].update(sample_size_table=20),  # the arrow keeps the letter's own n
    "aql_switching": lambda c: c["cases"][0]["expected"]["trace"][9].update(next_severity="normal"),
    "oc_and_c0": lambda c: c["c0"][1]["expected"].update(n=50),
    "variables_k_method": lambda c: c["cases"][0]["expected"].update(s=0.02160247),
    "rounding_guardband": lambda c: c["rounding"][0]["expected"].update(half_even="2.35"),
}


@pytest.mark.parametrize("name", sorted(EDITS))
def test_one_wrong_expectation_is_found_and_the_exit_code_tells(name: str, run: Command, tmp_path: Path) -> None:
    said = run("validate", changed(tmp_path, name, EDITS[name]), "--json")
    assert said.code == 1
    assert said.data["failed"] == 1
    assert [case["ok"] for case in said.data["cases"]].count(False) == 1


def test_true_is_not_one_and_text_is_compared_to_the_last_letter(run: Command, tmp_path: Path) -> None:
    for edit in (
        lambda c: c["cases"][0]["expected"].update(full_inspection=0),
        lambda c: c["cases"][0]["expected"].update(ac="5"),
        lambda c: c["cases"][0]["expected"].update(code_letter="j"),
        lambda c: c["cases"][0]["expected"].update(ac=None),
    ):
        assert run("validate", changed(tmp_path, "aql_lookup_cases", edit)).code == 1
    trailing = changed(tmp_path, "rounding_guardband", lambda c: c["rounding"][7]["expected"].update(half_even="0.01"))
    assert run("validate", trailing).code == 1


def test_a_figure_that_the_program_does_not_compute_is_not_ok(run: Command, tmp_path: Path) -> None:
    said = run(
        "validate", changed(tmp_path, "oc_and_c0", lambda c: c["oc"][0]["expected"].update(negative_binomial=0.5)), "--json"
    )
    assert said.code == 1
    (case,) = [case for case in said.data["cases"] if not case["ok"]]
    assert case["why"] == "Not computed by this program: negative_binomial."


def test_unknown_cases_in_a_known_file_are_not_skipped(run: Command, tmp_path: Path) -> None:
    extra = {"id": "S-XX-01", "inputs": {}, "expected": {"n": 3}}
    said = run("validate", changed(tmp_path, "oc_and_c0", lambda c: c.update(double=[extra])), "--json")
    assert said.code == 1
    (case,) = [case for case in said.data["cases"] if not case["ok"]]
    assert (case["id"], case["why"]) == ("S-XX-01", "The program has no method for cases named “double”.")


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: c["cases"][0]["inputs"].pop("level"),
        lambda c: c["cases"][0]["inputs"].update(lot_size="1000"),
        lambda c: c["cases"][0]["inputs"].update(lot_size=True),
        lambda c: c["cases"][0]["inputs"].update(aql="2.3"),
        lambda c: c["cases"][0].pop("expected"),
        lambda c: c["cases"][0].update(expected={}),
        lambda c: c["cases"].__setitem__(0, "a word"),
    ],
)
def test_a_broken_case_is_not_ok_and_does_not_stop_the_others(edit: Any, run: Command, tmp_path: Path) -> None:
    said = run("validate", changed(tmp_path, "aql_lookup_cases", edit), "--json")
    assert (said.code, said.data["total"], said.data["failed"]) == (1, 12, 1)
    assert not said.data["cases"][0]["ok"]
    assert said.data["cases"][0]["why"]


def test_a_file_with_fewer_cases_than_it_states_says_so(run: Command, tmp_path: Path) -> None:
    said = run("validate", changed(tmp_path, "aql_lookup_cases", lambda c: c["cases"].pop()), "--json")
    assert said.data["files"][0]["notes"] == ["The file states 12 cases and holds 11."]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is not JSON that can be read"),
        (b"\xff\xfe\x00", "is not JSON that can be read"),
        (b'{"schema": "reference-cases/1", "id": "oc_and_c0", "oc": [NaN]}', "NaN is not a number"),
        (b"[1, 2]", "is not a file of reference cases"),
        (b'{"id": "oc_and_c0"}', "is not a file of reference cases"),
        (
            b'{"schema": "reference-cases/1", "id": "horoscope"}',
            "“horoscope”, which this program has no methods for. It knows: aql_lookup",
        ),
        (b"[" * 100_000, "is not JSON that can be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(content: bytes, words: str, run: Command, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    said = run("validate", path)
    assert said.code == 2
    assert words in said.err
    assert "odd.json" in said.err


def test_a_missing_file_does_not_hide_the_others(run: Command, tmp_path: Path) -> None:
    said = run("validate", tmp_path / "none.json", REFERENCE / "oc_and_c0.json", "--json")
    assert said.code == 2
    assert said.data["total"] == 7
    assert [one["file"] for one in said.data["refused"]] == ["none.json"]


def test_tolerances_of_the_case_are_kept(run: Command, tmp_path: Path) -> None:
    """1e-10 absolute is the tolerance of this case: 0.9e-10 away is ok, 1.1e-10 is not."""

    def shifted(by: str) -> Any:
        def edit(content: Any) -> None:
            value = Decimal(str(content["oc"][0]["expected"]["binomial"]))
            content["oc"][0]["expected"]["binomial"] = float(value + Decimal(by))

        return edit

    assert run("validate", changed(tmp_path, "oc_and_c0", shifted("0.9e-10"))).code == 0
    assert run("validate", changed(tmp_path, "oc_and_c0", shifted("1.1e-10"))).code == 1
