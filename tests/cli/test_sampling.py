"""``sampling plan``, ``zero`` and ``oc``: the fields for programs, the sentences for people, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

CASES = json.loads((Path(__file__).parents[1] / "methods" / "reference" / "aql_lookup_cases.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_plan_prints_exactly_the_expected_fields(case: dict[str, dict[str, object]], run: Command) -> None:
    given = case["inputs"]
    said = run(
        "sampling", "plan", "--lot", given["lot_size"], "--level", given["level"], "--aql", given["aql"],
        "--severity", given["severity"], "--json",
    )  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert said.data == case["expected"]
    assert list(said.data) == list(case["expected"])


def test_people_get_a_sentence_the_risk_and_the_two_qualities(run: Command) -> None:
    said = run("sampling", "plan", "--lot", 1000, "--aql", "2.5")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == (
        "Inspect 80 of 1000 pieces (AQL 2.5, code letter J): accept the lot with up to 5 nonconforming, reject it from 6 on."
    )
    assert lines[1] == "A lot with 7 % bad pieces still passes 51 % of the time."
    assert lines[2].startswith("Accepted 95 % of the time: 3.32 %")


def test_an_arrow_is_told(run: Command) -> None:
    said = run("sampling", "plan", "--lot", 100, "--aql", "0.40")
    assert "code letter F, whose arrow leads to G" in said.out


def test_a_sample_as_large_as_the_lot_means_every_piece(run: Command) -> None:
    said = run("sampling", "plan", "--lot", 10, "--aql", "0.10")
    assert said.out.startswith("Inspect all 10 pieces")
    assert "no risk of sampling" in said.out


def test_a_lot_of_one_piece_is_answered(run: Command) -> None:
    said = run("sampling", "plan", "--lot", 1, "--aql", "1.0", "--json")
    assert (said.code, said.data["inspect"], said.data["full_inspection"]) == (0, 1, True)


def test_the_gap_of_the_reduced_table_and_the_other_table_set(run: Command) -> None:
    z14 = run("sampling", "plan", "--lot", 5000, "--aql", "1.0", "--severity", "reduced")
    assert "Between 2 and 5 the lot is accepted, and the next lot is inspected normally." in z14.out
    iso = run("sampling", "plan", "--lot", 5000, "--aql", "1.0", "--severity", "reduced", "--tables", "iso", "--json")
    assert (iso.data["ac"], iso.data["re"]) == (3, 4)
    unsure = run("sampling", "plan", "--lot", 5000, "--aql", "0.65", "--severity", "reduced", "--tables", "iso")
    assert "could not be compared with a second source" in unsure.out


def test_above_ten_the_words_speak_of_nonconformities(run: Command) -> None:
    assert "nonconformities per 100 units" in run("sampling", "plan", "--lot", 1000, "--aql", "40").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--lot", "0", "--aql", "1.0"), "lot size of 1 or more"),
        (("--lot", "1.5", "--aql", "1.0"), "whole number of pieces"),
        (("--lot", "many", "--aql", "1.0"), "is not a number"),
        (("--lot", "100", "--aql", "2.3"), "Use one of 0.010"),
        (("--lot", "100", "--aql", "1.0", "--level", "IV"), "Use one of S-1, S-2"),
        (("--lot", "100", "--aql", "1.0", "--severity", "suspended"), "suspended"),
        (("--lot", "100", "--aql", "1.0", "--tables", "din"), "Use one of z14, iso"),
    ],
)
def test_what_is_not_possible_is_one_sentence_and_exit_code_2(words: tuple[str, ...], sentence: str, run: Command) -> None:
    said = run("sampling", "plan", *words)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert "error" in run("sampling", "plan", *words, "--json").data


def test_zero_acceptance(run: Command) -> None:
    said = run("sampling", "zero", "--lot", 80, "--limit", 4, "--beta", "0.1", "--json")
    assert said.data == {
        "lot_size": 80,
        "nonconforming_at_limit": 4,
        "beta": "0.1",
        "n": 35,
        "pa_at_n": pytest.approx(0.0942064264849075),
    }
    assert run("sampling", "zero", "--lot", 80, "--percent", "5.9", "--beta", "0,1", "--json").data["n"] == 35
    assert "Inspect 35 of 80 pieces" in run("sampling", "zero", "--lot", 80, "--limit", 4).out
    refused = run("sampling", "zero", "--lot", 80, "--percent", "1")
    assert (refused.code, "1 to 80" in refused.err) == (2, True)


def test_oc_curve(run: Command) -> None:
    data = run("sampling", "oc", "--n", 50, "--ac", 3, "--model", "hypergeometric", "--lot", 1000, "--json").data
    assert (data["n"], data["ac"], data["model"]) == (50, 3, "hypergeometric")
    assert data["points"][0] == {"quality": 0.0, "accepted": 1.0}
    assert run("sampling", "oc", "--n", 50, "--ac", 3).code == 0
    assert "needs the size of the lot" in run("sampling", "oc", "--n", 50, "--ac", 3, "--model", "hypergeometric").err
    assert "Use one of binomial" in run("sampling", "oc", "--n", 50, "--ac", 3, "--model", "normal").err


def test_plans_need_neither_a_workspace_nor_scipy() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from qa_desktop.app import main;"
        "main(['sampling', 'plan', '--lot', '1000', '--aql', '1.0', '--json']);"
        "assert not {'scipy', 'numpy', 'sqlalchemy', 'reportlab', 'PySide6'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
