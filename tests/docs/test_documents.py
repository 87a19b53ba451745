"""What the documents show is what the program does: their examples are taken out of them and run."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from qa_desktop.app import main
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.domain.issue_steps import DAYS, STEPS
from qa_desktop.exchange.inspection_plan.headings import role_of
from qa_desktop.exchange.inspection_plan.tolerances import deviations_of
from qa_desktop.exchange.sampling_text import sampling_of
from qa_desktop.exchange.template_json import from_json
from qa_desktop.exchange.xlsform.own import CHOICE_COLUMNS, SURVEY_COLUMNS
from qa_desktop.methods.expressions import Value, ValueKind, check, choices_of, evaluate, kinds_of, order, parse
from qa_desktop.methods.expressions.functions import FUNCTIONS
from qa_desktop.methods.validation.registry import RUNNERS
from qa_desktop.services.template_rules import problems_of_publishing
from tests.exchange.small_forms import form_bytes

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def block(name: str, kind: str) -> str:
    """Return the first block of a kind in a document."""
    found = re.search(rf"^```{kind}\n(.*?)^```$", text_of(name), re.DOTALL | re.MULTILINE)
    assert found is not None
    return found.group(1)


def shown(name: str) -> dict[str, str]:
    """Return the commands that a document shows with what they print."""
    return dict(re.findall(r"^```\n\$ qa-desktop (.+?)\n(.*?)^```$", text_of(name), re.DOTALL | re.MULTILINE))


def rows(name: str, first: str) -> list[list[str]]:
    """Return the cells of the table whose heading begins with ``first``, without the heading."""
    lines = text_of(name).split(f"| {first} |", 1)[1].splitlines()
    end = next(at for at, line in enumerate(lines) if at and not line.startswith("|"))
    return [cells(line) for line in lines[2:end]]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split(" |")]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def said(capsys: pytest.CaptureFixture[str], command: str) -> str:
    capsys.readouterr()
    assert main(command.split()) == 0
    return capsys.readouterr().out


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the documents tell the reader to save, in the folder in which the commands run."""
    (tmp_path / "flange.json").write_text(block("checklist-files.md", "json"), encoding="utf-8")
    (tmp_path / "flange.csv").write_text(block("checklist-files.md", "csv"), encoding="utf-8")
    (tmp_path / "own-cases.json").write_text(block("validation.md", "json"), encoding="utf-8")
    headings = next(line for line in text_of("xlsform.md").splitlines() if line.startswith("| type |"))
    survey = [dict(zip(cells(headings), (cell or None for cell in row), strict=True)) for row in rows("xlsform.md", "type")]
    (tmp_path / "fit.xlsx").write_bytes(form_bytes(survey))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["checklist-files.md", "validation.md", "xlsform.md"])
def test_every_command_with_its_output_prints_just_that(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    examples = shown(name)
    assert examples
    for command, printed in examples.items():
        assert said(capsys, command) == printed


def test_the_plan_as_a_workbook_prints_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = Workbook()
    for row in csv.reader(io.StringIO(block("checklist-files.md", "csv")), delimiter=";"):
        book.worksheets[0].append(row)
    book.save(folder / "flange.xlsx")
    assert said(capsys, "plan import flange.xlsx --preview") == shown("checklist-files.md")["plan import flange.csv --preview"]


def test_the_checklist_file_could_be_published_as_it_stands() -> None:
    template = from_json(block("checklist-files.md", "json").encode())
    assert template.notices == ()
    assert problems_of_publishing(template.checklist) == ()
    kinds, choices = kinds_of(template.checklist), choices_of(template.checklist)
    for item in template.checklist.items:
        for text, wanted in ((item.rules.asks.show_when, ValueKind.TRUTH), (item.rules.asks.formula, ValueKind.NUMBER)):
            assert not text or check(parse(text), kinds, wanted, choices=choices) == ()


@pytest.mark.parametrize(("old", "new"), [('"12.490"', "12.490"), ('"unit": "mm"', '"units": "mm"')])
def test_a_checklist_file_is_refused_in_the_words_of_the_document(old: str, new: str) -> None:
    data = block("checklist-files.md", "json").replace(old, new, 1).encode()
    with pytest.raises(FileRefusedError) as caught:
        from_json(data, name="flange.json")
    assert str(caught.value) in " ".join(text_of("checklist-files.md").split())


def test_a_wrong_expectation_reads_as_the_document_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "own-cases.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"ac": 5', '"ac": 6'), encoding="utf-8")
    assert main(["validate", "own-cases.json"]) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if "DIFFERS" in line)
    assert f"{line}\n```" in text_of("validation.md")


def test_all_reference_files_columns_and_functions_are_described() -> None:
    for id_, groups in RUNNERS.items():
        assert f"`{id_}`" in text_of("validation.md")
        assert all(f"`{group}`" in text_of("validation.md") for group in groups)
    named = set(re.findall(r"`(qa_[a-z_]+)`", text_of("xlsform.md")))
    assert named == SURVEY_COLUMNS | CHOICE_COLUMNS | {"qa_description"}
    assert all(f"`{name}(" in text_of("expressions.md") for name in FUNCTIONS)


def test_headings_tolerances_and_sampling_texts_are_understood() -> None:
    for role, *spellings in rows("checklist-files.md", "column"):
        for heading in (one for cell in spellings for one in quoted(cell)):
            found = role_of(heading)
            assert found is not None, heading
            assert found.value == role
    for written, _ in rows("checklist-files.md", "written")[:2]:
        assert all(deviations_of(one) for one in quoted(written))
    sampling = text_of("checklist-files.md").split("### Sampling", 1)[1]
    for line in sampling.splitlines():
        if line.startswith("| `") and "…" not in line:
            assert all(sampling_of(one) for one in quoted(line.split(" | ")[0])), line
    for odd in ("10 percent", "1 per shift", "every 10th"):
        assert f"`{odd}`" in sampling
        assert sampling_of(odd) is None


ANSWERS: dict[str, Value | None] = {
    "bore": Decimal("12.505"),
    "shaft": Decimal("12.460"),
    "certificate": "yes",
    "coating": "zinc",
    "marks": frozenset({"scratch", "dent"}),
    "photos": Decimal(2),
}
KINDS = {
    "bore": ValueKind.NUMBER,
    "coating": ValueKind.TEXT,
    "marks": ValueKind.CHOICES,
}


def test_expressions_have_the_values_and_mistakes_the_sentences_of_the_document() -> None:
    for cell, expected in rows("expressions.md", "expression | value"):
        value = evaluate(parse(quoted(cell)[0]), ANSWERS)
        words = "open" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        assert words == expected, cell
    for cell, sentence in rows("expressions.md", "expression | sentence"):
        with pytest.raises(InputError) as caught:
            parse(quoted(cell)[0])
        assert str(caught.value) == sentence
    choices = {"coating": {"zinc", "none"}, "marks": {"scratch", "dent"}}
    for cell, sentence in rows("expressions.md", "condition | sentence"):
        (problem,) = check(parse(quoted(cell)[0]), KINDS, ValueKind.TRUTH, choices=choices)
        assert str(problem) == sentence
    with pytest.raises(InputError) as circle:
        order({"a": parse("{b} + 1"), "b": parse("{a} + 1")})
    assert str(circle.value) in " ".join(text_of("expressions.md").split())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_the_guide_names_the_days_of_the_steps_as_the_program_proposes_them() -> None:
    shown_days = {line[0]: [int(cell) for cell in line[1:]] for line in rows("guide.md", "severity")}
    assert shown_days == {severity.value: [days[step] for step in STEPS] for severity, days in DAYS.items()}
