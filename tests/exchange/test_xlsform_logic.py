"""Conditions, calculations, translations and special rules of a form that comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.domain.item_rules import EvidenceWhen, Translation
from qa_desktop.domain.sampling import SamplingKind, SamplingRule
from qa_desktop.exchange.xlsform import ImportPreview

Preview = Callable[..., ImportPreview]
CHOICES = [{"list_name": "l", "name": name, "label": name.title()} for name in ("red", "blue")]


def q(kind: str, name: str | None = "a", label: str | None = "Ask", **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": label, **more}


def by_key(read: ImportPreview) -> dict[str, Item]:
    return {item.key: item for item in read.checklist.items}


def listed(read: ImportPreview) -> dict[str, str]:
    return {entry.name: entry.why for entry in read.unsupported if entry.name != "instanceID"}


def test_conditions_of_questions_and_groups_come_across(preview: Preview) -> None:
    read = preview(
        [
            q("integer", "n"),
            q("select_one l", "colour"),
            q("begin group", "g", "Group", relevant="${n} > 5"),
            q("text", "a"),
            q("text", "b", relevant="selected(${colour}, 'red') or ${n} != 7"),
            q("end group", None),
            q("text", "c"),
        ],
        CHOICES,
    )
    asks = {key: item.rules.asks.show_when for key, item in by_key(read).items()}
    assert asks == {
        "n": "",
        "colour": "",
        "a": "{n} > 5",
        "b": "{n} > 5 and (selected({colour}, 'red') or (not answered({n}) or {n} != 7))",
        "c": "",
    }
    assert listed(read) == {}
    assert "Items that are asked only when a condition holds: 2. Look at the conditions in the draft." in read.notices


@pytest.mark.parametrize(
    ("relevant", "why"),
    [
        ("${n} mod 2 = 0", "“mod” cannot stand here"),
        ("string-length(${t}) > 2", "no function “string-length”"),
        ("${t} > 3", "“>” needs a number; here stands a text"),
        ("${colour} = 'green'", "“green” is not a choice of the item “colour”"),
        ("${far} = 1", "no item with the key “far”"),
        (". = 'x'", "answer to the question itself"),
        ("${a} = 'x'", "answer to the question itself"),
    ],
)
def test_a_condition_that_cannot_be_kept_is_listed_and_the_item_always_asked(preview: Preview, relevant: str, why: str) -> None:
    read = preview(
        [q("integer", "n"), q("text", "t"), q("select_one l", "colour"), q("geopoint", "far"), q("text", "a", relevant=relevant)],
        CHOICES,
    )
    assert by_key(read)["a"].rules.asks.show_when == ""
    (entry,) = [entry for entry in read.unsupported if entry.name == "a"]
    assert entry.place == "survey row 6, column D"
    assert why in entry.why
    assert entry.why.endswith("with a reason where it does not apply.")


def test_a_condition_of_a_group_that_cannot_be_kept_is_listed_once(preview: Preview) -> None:
    read = preview([q("begin group", "g", relevant="now() > 1"), q("text", "a"), q("text", "b"), q("end group", None)])
    assert [entry.name for entry in read.unsupported if entry.kind == "column relevant"] == ["g"]


def test_calculations_become_calculated_items_or_are_listed(preview: Preview) -> None:
    read = preview(
        [
            q("decimal", "x"),
            q("calculate", "double", "Double", calculation="${x} * 2", qa_upper="3.50", qa_unit="mm"),
            q("calculate", "plain", None, calculation="${double} div 2"),
            q("calculate", "now", None, calculation="now()"),
            q("calculate", "later", None, calculation="${now} + 1"),
            q("calculate", "latest", None, calculation="${later} + 1"),
            q("calculate", "text", None, calculation="'x'"),
            q("calculate", "one", None, calculation="${two} + 1"),
            q("calculate", "two", None, calculation="${one} + 1"),
        ]
    )
    items = by_key(read)
    assert list(items) == ["x", "double", "plain"]
    assert (items["double"].kind, items["double"].text, items["double"].unit) == (ItemKind.CALCULATED, "Double", "mm")
    assert items["double"].rules.asks.formula == "{x} * 2"
    assert items["plain"].rules.asks.formula == "{double} / 2"
    assert read.questions_by_type == {"calculate": 2, "decimal": 1}
    why = listed(read)
    assert set(why) == {"now", "later", "latest", "text", "one", "two"}
    assert "no function “now”" in why["now"]
    assert "no item with the key “now”" in why["later"]
    assert "wanted is a number" in why["text"]
    assert "circle" in why["one"]


def test_names_that_are_keys_of_their_own_are_meant_in_conditions(preview: Preview) -> None:
    read = preview([q("integer", "n", qa_key="Länge 2"), q("text", "b", relevant="${n} > 5")])
    assert by_key(read)["b"].rules.asks.show_when == "{Länge 2} > 5"


def test_our_own_condition_counts_before_that_of_the_form(preview: Preview) -> None:
    read = preview([q("integer", "n"), q("text", "b", relevant="now() > 5", qa_show_when="{n} > 5")])
    assert by_key(read)["b"].rules.asks.show_when == "{n} > 5"
    assert listed(read) == {}


def test_other_languages_become_translations(preview: Preview) -> None:
    row = {
        "type": "select_one l",
        "name": "a",
        "label::English (en)": "Colour",
        "label::Deutsch (de)": "Farbe",
        "hint::English (en)": "Look",
        "hint::Deutsch (de)": "Hinsehen",
        "label::Klingon": "nguv",
    }
    choices = [
        {"list_name": "l", "name": "r", "label::English (en)": "Red", "label::Deutsch (de)": "Rot"},
        {"list_name": "l", "name": "b", "label::English (en)": "Blue", "label::Deutsch (de)": "Blau"},
    ]
    read = preview([row], choices, [{"default_language": "English (en)"}])
    item = by_key(read)["a"]
    assert (item.text, item.help, item.choices[0].text) == ("Colour", "Look", "Red")
    assert item.rules.texts == (
        Translation("de", "Farbe", "Hinsehen", (("r", "Rot"), ("b", "Blau"))),
        Translation("Klingon", "nguv"),
    )


def test_special_rules_stand_in_our_own_columns(preview: Preview) -> None:
    read = preview(
        [
            q(
                "decimal",
                "a",
                qa_balloon="17",
                qa_per_piece="yes",
                qa_evidence_when="every nth",
                qa_evidence_every="5",
                qa_sampling="AQL 0,65 S-4",
                qa_guard_factor="1,65",
                qa_decimals="any",
                qa_lower="1.50",
            ),
            q("select_multiple l", "b", qa_kind="defects"),
        ],
        CHOICES,
    )
    a, b = read.checklist.items
    assert (a.rules.origin.balloon, a.rules.asks.per_piece, a.decimals) == ("17", True, None)
    assert (a.rules.asks.evidence_when, a.rules.asks.evidence_every) == (EvidenceWhen.NTH, 5)
    assert a.rules.sampling is not None
    assert (a.rules.sampling.kind, a.rules.sampling.aql, a.rules.sampling.level.value) == (SamplingKind.AQL, "0.65", "S-4")
    assert str(a.rules.decision.factor) == "1.65"
    assert b.kind is ItemKind.DEFECTS
    assert SamplingRule().kind is SamplingKind.ALL


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("qa_sampling", "some"),
        ("qa_evidence_every", "-1"),
        ("qa_per_piece", "perhaps"),
        ("qa_typing_lower", "low"),
        ("qa_comparison", "guess"),
        ("qa_evidence_when", "sometimes"),
    ],
)
def test_a_slip_in_our_own_columns_is_refused(preview: Preview, column: str, text: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        preview([q("decimal", **{column: text})])
    assert f"survey row 2, column D ({column})" in str(refused.value)
