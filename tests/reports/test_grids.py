"""Reports of several pieces: the tables print what the record says, and any other digit, sign or row is found."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import page as pdf_a
import pikepdf
import pytest

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.canonical import canonical_json, digest_of
from qa_desktop.domain.checklist import Choice, ItemKind
from qa_desktop.domain.decision import Comparison, DecisionRule
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.record_parts import ConcessionRef, decision_words
from qa_desktop.domain.tolerance import Limits
from qa_desktop.reports.grid import blocks_of
from qa_desktop.reports.grid_model import compact, sample_of, statistics
from qa_desktop.reports.parts_model import after_results
from qa_desktop.reports.printed import page_text, printed_flaws, squeezed
from qa_desktop.reports.render import render
from qa_desktop.reports.style import SHEETS
from qa_desktop.reports.types import Outcome
from qa_desktop.reports.verify import verify
from tests.reports import attacks, people, sample_grids, samples

Json = dict[str, Any]


def embedded(pdf: bytes) -> Json:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return json.loads(document.Root.Names.EmbeddedFiles.Names[1].EF.F.read_bytes())


@pytest.fixture(scope="module")
def eventful() -> tuple[bytes, Json]:
    pdf = render(sample_grids.eventful())
    return pdf, embedded(pdf)


def test_records_of_older_inspections_are_the_same_text_for_ever() -> None:
    kept = (Path(__file__).parent / "old_record.json").read_text("utf-8").strip()
    record = samples.voided().record
    assert canonical_json(record.content()) == kept
    assert record.digest() == digest_of(json.loads(kept)) == "4efb68245cfe701b0dc765ee871b7fba4059a07b26064cf72ec4415146a92bb2"


def test_a_report_of_the_first_layout_is_still_compared() -> None:
    pdf = (Path(__file__).parent / "old_report.pdf").read_bytes()
    document = embedded(pdf)
    assert document["layout"] == "1"
    assert printed_flaws(pdf, document) == []
    changed = copy.deepcopy(document)
    changed["content"]["lines"][2]["value"] = "52.013"
    assert printed_flaws(pdf, changed)
    more = copy.deepcopy(document)
    more["content"]["acts"] = [{"item": "3"}]
    assert printed_flaws(pdf, more) == ["the record holds more than its layout prints"]


def test_a_layout_of_another_version_is_not_guessed(eventful: tuple[bytes, Json]) -> None:
    pdf, document = eventful
    for layout, words in (("1", "more than its layout"), ("99", "another version")):
        assert any(words in flaw for flaw in printed_flaws(pdf, document | {"layout": layout}))


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("name", sample_grids.EVERY)
def test_the_page_says_what_the_record_says(name: str, size: Any) -> None:
    pdf = render(replace(sample_grids.EVERY[name](), page=size))
    assert printed_flaws(pdf, embedded(pdf)) == []
    assert pdf_a.validate_pdf_bytes(pdf, profile=pdf_a.ValidationProfile.PDF_A_3B).is_compliant


def test_every_reading_stands_in_exactly_one_table_or_line(eventful: tuple[bytes, Json]) -> None:
    content = eventful[1]["content"]
    placed = [
        (item, piece)
        for grid in eventful[1]["grids"]
        if grid["across"] != "types"
        for item in grid["items"]
        for piece in grid["pieces"]
    ]
    assert len(placed) == len(set(placed))
    assert {item for item, _ in placed} == {"2", "3", "4", "5", "6", "7"}
    text = page_text(eventful[0])
    for line in content["lines"]:
        if line.get("item") in {"2", "3", "4"} and line["value"] is not None:
            assert line["value"] in text


def test_few_pieces_stand_side_by_side_and_many_below_each_other() -> None:
    room = SHEETS["A4"].content_width
    few = blocks_of(sample_of(sample_grids.small().record.content()), room)
    assert [(block.across, len(block.items), len(block.pieces)) for block in few] == [("pieces", 20, 5)]
    many = blocks_of(sample_of(sample_grids.large(60, 30).record.content()), room)
    assert {block.across for block in many} == {"items"}
    assert [item for block in many for item in block.items] == [str(n) for n in range(1, 31)]


Change = Callable[[Json], None]


def _line(content: Json, number: str) -> Json:
    return next(line for line in content["lines"] if line["number"] == number)


def _set(number: str, **values: object) -> Change:
    return lambda content: _line(content, number).update(values)


def _swapped(content: Json) -> None:
    one, two = _line(content, "2.4"), _line(content, "2.5")
    one["value"], two["value"] = two["value"], one["value"]


CHANGES: dict[str, Change] = {
    "a digit of a reading": _set("3.7", value="12.284"),
    "a reading at the end": _set("4.13", value="0.032"),
    "a verdict to conforming": _set("3.6", verdict="conforms"),
    "a verdict to failing": _set("3.7", verdict="does_not_conform"),
    "an uncertain one to conforming": _set("2.3", verdict="conforms"),
    "two readings changed over": _swapped,
    "a judgement": _set("6.2", verdict="conforms", value="pass"),
    "a count of defects": _set("8.4", value='{"s":3}'),
    "a type of defect": _set("8.4", value='{"d":2}'),
    "a reading taken away": _set("3.7", value=None, verdict="open"),
    "not asked": _set("5.3", asked=True, value="14.25", verdict="conforms"),
    "not applicable": _set("3.5", not_applicable=None, value="12.25", verdict="conforms"),
    "a limit": lambda content: content["characteristics"][1]["criteria"].update(upper="12.40"),
    "a text": lambda content: content["characteristics"][0]["criteria"].update(text="Diameter 7 at measuring plane B"),
    "the name of a piece": lambda content: content["pieces"][3].update(label="SN 20261122-0099"),
    "a line of text": _set("9.1", shown="Delivered in the red box", value="Delivered in the red box"),
    "a note": _set("3.6", note="Measured three times"),
    "acceptance by the plan": lambda content: content["plans"][0].update(accepted=True),
    "the acceptance number": lambda content: content["plans"][0].update(ac=5, re=6),
    "the count of the plan": lambda content: content["plans"][0].update(nonconforming=1),
    "the basis of the plan": lambda content: content["plans"][0].update(basis="By request of the supplier"),
    "the decision rule": lambda content: content["decision_rules"][0].update(words="Compared as read."),
    "an act": lambda content: content["acts"][0].update(act="reject"),
    "the reason of an act": lambda content: content["acts"][2].update(reason="Scratch"),
    "a question": lambda content: content["questions"][0].update(kind="clock"),
    "a reply": lambda content: content["questions"][0].update(reply="I copied the first one"),
    "a second reading": lambda content: _line(content, "3.2")["second"].update(agrees=True),
    "the person of a second reading": lambda content: _line(content, "3.2")["second"].update(by="Jana Nowak"),
    "a gauge": _set("4.1", gauge="G-119"),
    "a source": _set("6.5", source=""),
    "the supplier": lambda content: content.update(supplier="Eisen AG"),
    "the quantity that is covered": lambda content: content.update(covers="120 of them"),
    "who approved the checklist": lambda content: content["template_approved"].update(by="Emma Engineer"),
    "a piece taken away": lambda content: content["pieces"].pop(),
    "a characteristic taken away": lambda content: content["characteristics"].pop(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_record_that_says_something_else_than_the_page_is_found(eventful: tuple[bytes, Json], name: str) -> None:
    pdf, document = eventful
    changed = copy.deepcopy(document)
    CHANGES[name](changed["content"])
    assert changed != document
    try:
        flaws = printed_flaws(pdf, changed)
    except (KeyError, StopIteration):  # a record that does not name what it holds cannot be compared: the verifier refuses it
        flaws = ["cannot be compared"]
    assert flaws


def test_every_single_digit_of_every_reading_counts() -> None:
    pdf = render(sample_grids.small())
    document = embedded(pdf)
    for place in range(0, 100, 7):
        for digit in range(len(document["content"]["lines"][place]["value"])):
            changed = copy.deepcopy(document)
            line = changed["content"]["lines"][place]
            old = line["value"][digit]
            line["value"] = line["value"][:digit] + ("3" if old not in "3." else "4") + line["value"][digit + 1 :]
            assert printed_flaws(pdf, changed), (place, digit)


def test_a_table_that_is_not_named_is_missed_line_by_line(eventful: tuple[bytes, Json]) -> None:
    pdf, document = eventful
    changed = copy.deepcopy(document)
    changed["grids"] = changed["grids"][1:]
    assert printed_flaws(pdf, changed)
    short = copy.deepcopy(document)
    short["grids"][0]["pieces"].pop()
    assert printed_flaws(pdf, short)


def test_a_forged_grid_is_refused_with_and_without_the_ledger() -> None:
    files = people.files_of(sample_grids.small())
    assert verify(files.released, files.trust()).outcome is Outcome.VALID
    assert verify(files.released, files.trust(ledger=False)).outcome is Outcome.VALID
    lines = list(files.given.record.lines)
    lines[41] = replace(lines[41], answer=replace(lines[41].answer, value="11.250"))
    other = render(replace(files.given, record=replace(files.given.record, lines=tuple(lines))))
    honest = embedded(files.base)

    def swap(document: Any) -> None:
        document.Root.Names.EmbeddedFiles.Names[1].EF.F.write(canonical_json(honest).encode())

    forged = attacks.signed_twice(attacks.rebuilt(other, swap), files)
    for trust, word in ((files.trust(), "ledger"), (files.trust(ledger=False), "printed differently")):
        found = verify(forged, trust)
        assert found.outcome is Outcome.CHANGED
        assert word in " ".join(found.findings)


def test_two_hundred_pieces_by_fifty_characteristics() -> None:
    given = sample_grids.large()
    pdf = render(given)
    document = embedded(pdf)
    assert len(document["content"]["lines"]) == 10_000
    assert printed_flaws(pdf, document) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) < 25
    document["content"]["lines"][9_999]["value"] = "60.251"
    assert printed_flaws(pdf, document)


def test_the_head_tells_verdict_and_plan_apart() -> None:
    def answers(item: Any) -> Answer:
        nominal = item.limits.nominal
        return Answer(value=str(nominal + (1 if item.piece == 2 else 0)))

    record = sample_grids.with_plan(sample_grids.sampled([sample_grids.characteristic(1)], 4, answers))
    assert record.verdict is Verdict.FAILS
    assert record.plans[0].verdict.accepted is True
    assert [piece.number for piece in record.refused_pieces] == [2]
    text = page_text(render(samples.given_of(record)))
    assert squeezed("DOES NOT CONFORM – 1 of 4 readings") in text
    assert squeezed("Major: lot accepted by the plan – 1 nonconforming piece in a sample of 4, Ac 1, Re 2") in text
    assert squeezed("Never accepted with the lot: piece 2") in text


def test_a_covered_reading_does_not_conform_and_names_its_concession() -> None:
    record = sample_grids.sampled(
        [sample_grids.characteristic(1)], 3, lambda item: Answer(value=str(item.limits.nominal + (1 if item.piece == 2 else 0)))
    )
    (failed,) = record.failed
    cover = ConcessionRef(
        "C-01-000003", "deviation", failed.item.text, "", "99", "2026-03-31", "Mail 7", "Emma Engineer", (failed.number,)
    )
    pdf = render(samples.given_of(replace(record, concessions=(cover,))))
    text = page_text(pdf)
    assert squeezed("DOES NOT CONFORM – 1 of 3 readings") in text
    assert text.index(squeezed("Covered by C-01-000003")) < text.index(squeezed("Concessions and deviation permits"))
    assert squeezed("Customer: Mail 7") in text
    assert squeezed(f"Line {failed.number} to 99 {failed.item.unit}") in text.replace(squeezed("Deviation"), ""), (
        "one, and its unit"
    )
    assert squeezed("instead of") in text
    assert printed_flaws(pdf, embedded(pdf)) == []


def test_reports_that_printed_a_widened_limit_without_its_unit_are_still_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    record = sample_grids.sampled([sample_grids.characteristic(1)], 2, lambda item: Answer(value=str(item.limits.nominal + 1)))
    cover = ConcessionRef(
        "C-01-000003",
        "deviation",
        "Bore",
        "",
        "99",
        "2026-03-31",
        "",
        "Emma Engineer",
        tuple(one.number for one in record.failed),
    )
    given = samples.given_of(replace(record, concessions=(cover,)))
    monkeypatch.setattr("qa_desktop.reports.render.after_results", partial(after_results, bare_limits=True))
    pdf = render(given)
    assert squeezed("instead of") not in page_text(pdf)
    monkeypatch.undo()
    assert printed_flaws(pdf, embedded(pdf)) == []
    other = {**embedded(pdf)}
    other["content"] = {**other["content"], "concessions": [{**other["content"]["concessions"][0], "upper": "98"}]}
    assert printed_flaws(pdf, other), "another limit than the printed one is found in either form"


def test_an_uncertain_inspection_is_called_uncertain() -> None:
    rules = Rules(asks=Asking(per_piece=True), decision=DecisionRule(uncertainty=Decimal("0.02")))
    record = sample_grids.sampled(
        [sample_grids.characteristic(1, rules=rules)], 3, lambda item: Answer(value=str(item.limits.upper))
    )
    pdf = render(samples.given_of(record))
    assert record.verdict is Verdict.UNCERTAIN
    assert squeezed("UNCERTAIN – 3 of 3 readings prove neither") in page_text(pdf)
    assert printed_flaws(pdf, embedded(pdf)) == []
    document = embedded(pdf)
    document["content"]["verdict"] = "conforms"
    assert printed_flaws(pdf, document)


MARKUP = '<b>x</b> & <img src="f"/> %s {0} \\n (paren) 👍 \u202e מידה 5'


def test_words_of_people_are_never_markup() -> None:
    given = sample_grids.eventful()
    record = given.record
    lines = tuple(
        replace(line, item=replace(line.item, text=MARKUP), piece_label=MARKUP if line.item.piece else "")
        for line in record.lines
    )
    made = replace(
        record, lines=lines, supplier=MARKUP, operation=MARKUP,
        pieces=tuple(replace(piece, label=f"{MARKUP} {piece.number}") for piece in record.pieces),
        acts=tuple(replace(act, reason=MARKUP) for act in record.acts),
        questions=tuple(replace(question, reply=MARKUP) for question in record.questions),
    )  # fmt: skip
    pdf = render(replace(given, record=made))
    assert printed_flaws(pdf, embedded(pdf)) == []
    text = page_text(pdf)
    assert text.count(squeezed('<b>x</b> & <img src="f"/>')) > 30
    assert "[U+1F44D]" in text


def test_texts_longer_than_pages_are_printed_in_full() -> None:
    words = " ".join(f"word{n}" for n in range(2500))
    given = sample_grids.eventful()
    record = given.record
    lines = list(record.lines)
    lines[-1] = replace(lines[-1], answer=Answer(value=words))
    acts = (replace(record.acts[0], reason=words), *record.acts[1:])
    pdf = render(replace(given, record=replace(record, lines=tuple(lines), acts=acts)))
    assert printed_flaws(pdf, embedded(pdf)) == []
    assert page_text(pdf).count("word2499") == 2


def test_many_failures_are_put_together_by_characteristic() -> None:
    items = [sample_grids.characteristic(n) for n in range(1, 4)]
    record = sample_grids.sampled(items, 40, lambda item: Answer(value=str(item.limits.upper + Decimal("0.01") * item.piece)))
    pdf = render(samples.given_of(record))
    text = page_text(pdf)
    assert "120readings" in text
    assert squeezed("40 readings up to 0.40 mm") in text
    assert squeezed("Pieces 1–40") in text
    assert printed_flaws(pdf, embedded(pdf)) == []


def test_a_tally_totals_by_type_and_by_piece() -> None:
    types = tuple(Choice(f"t{n}", f"Type {n}") for n in range(14))
    tally = sample_grids.characteristic(1, kind=ItemKind.DEFECTS, limits=Limits(), unit="", text="Surface", choices=types)
    given = lambda item: Answer(value=json.dumps({"t0": 2, "t13": item.piece}))  # noqa: E731
    pdf = render(samples.given_of(sample_grids.sampled([tally], 3, given)))
    document = embedded(pdf)
    assert len([grid for grid in document["grids"] if grid["across"] == "types"]) == 2
    assert printed_flaws(pdf, document) == []
    assert squeezed("All pieces 0 0 0 0 0 0 6 12") in page_text(pdf) or squeezed("0 0 0 0 0 6 12") in page_text(pdf)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), (["1"], "1"), (["1", "2"], "1–2"), (["1", "2", "3", "7", "9", "10"], "1–3, 7, 9–10"), ([""], "")],
)
def test_runs_of_numbers_are_put_together(numbers: list[str], words: str) -> None:
    assert compact(numbers) == words


def test_the_mean_has_one_decimal_more_and_no_float() -> None:
    readings = [Decimal("0.1"), Decimal("0.2"), Decimal("0.25")]
    assert statistics(readings) == ("0.1", "0.183", "0.25")
    assert statistics([Decimal("-0.5")]) == ("−0.5", "−0.50", "−0.5")
    assert statistics([]) == ("", "", "")


def test_the_decision_rule_is_said_in_words() -> None:
    item = sample_grids.characteristic(1)
    assert decision_words(item) == "The value is compared as read (absolute method, ASTM E29)."
    band = replace(item, rules=Rules(decision=DecisionRule(Comparison.ROUNDING, Decimal("0.01"), Decimal("1.65"))))
    assert "Guard band 0.0165\u00a0mm = 1.65 × u with u = 0.01\u00a0mm" in decision_words(band)
    assert "from 11.2165 up to 11.2835 mm, nonconformity below 11.1835 or above 11.3165 mm" in decision_words(band)
    wide = replace(item, rules=Rules(decision=DecisionRule(uncertainty=Decimal("0.03"))))
    assert decision_words(wide).endswith("the guard bands meet, so that no reading proves conformity.")
    upper = replace(band, limits=Limits(upper=Decimal("0.05")))
    assert "conformity is stated up to 0.0335 mm, nonconformity above 0.0665 mm" in decision_words(upper)
