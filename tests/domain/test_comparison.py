"""Two revisions side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.changed_fields import FIELDS, NOT_COMPARED, ChangeKind, changed_fields
from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.comparison import Fate, compare
from qa_desktop.domain.item_rules import Translation, Why
from qa_desktop.domain.sampling import Level, SamplingKind, SamplingRule
from qa_desktop.domain.tolerance import Limits
from tests.domain import makings

W, C, S = ChangeKind.WORDING, ChangeKind.CRITERIA, ChangeKind.STRUCTURE

BORE = Item("bore", ItemKind.MEASUREMENT, "Bore", limits=Limits(Decimal("12.35"), Decimal("12.30"), Decimal("12.40")), unit="mm")
COLOUR = Item("colour", ItemKind.SINGLE_CHOICE, "Colour", choices=(Choice("r", "Red", True), Choice("b", "Blue", False)))
LABEL = Item("label", ItemKind.YES_NO, "Label there", expected="yes")
PHOTO = Item("photo", ItemKind.PHOTO, "Photo")
OLD = Checklist("Part", (Section("Size", (BORE, COLOUR)), Section("Looks", (LABEL, PHOTO))))


def _leaves(value: Any, path: str = "") -> Iterator[str]:
    for field in fields(value):
        name = f"{path}{field.name}"
        inner = getattr(value, field.name)
        if is_dataclass(inner) and name not in FIELDS:
            yield from _leaves(inner, f"{name}.")
        else:
            yield name


def test_every_property_of_an_item_is_classified_or_left_out_on_purpose() -> None:
    found = set(_leaves(Item("k", ItemKind.TEXT, "t")))
    assert found - NOT_COMPARED == set(FIELDS)
    assert not NOT_COMPARED & set(FIELDS)


def test_a_new_property_would_be_noticed() -> None:
    item = Item("k", ItemKind.TEXT, "t")
    assert set(_leaves(replace(item, rules=replace(item.rules, sampling=SamplingRule())))) - NOT_COMPARED == set(FIELDS)
    assert "limits.upper" in set(_leaves(item))


@settings(max_examples=30)
@given(makings.checklists())
def test_a_checklist_does_not_differ_from_itself(checklist: Checklist) -> None:
    found = compare(checklist, replace(checklist, sections=tuple(replace(section, id="x") for section in checklist.sections)))
    assert found.kind is None
    assert not found.items
    assert not found.sections


@settings(max_examples=30)
@given(makings.checklists(), makings.checklists())
def test_a_difference_is_told_exactly_when_the_criteria_differ(old: Checklist, new: Checklist) -> None:
    found = compare(old, new)
    assert (found.kind is None) == (old.digest() == new.digest())
    assert sum(found.count(kind) for kind in ChangeKind) >= len(found.items)


@settings(max_examples=60)
@given(st.data())
def test_a_changed_item_is_told_with_both_values(data: st.DataObject) -> None:
    old, new = data.draw(makings.items("k")), data.draw(makings.items("k"))
    changes = changed_fields(old, new)
    assert bool(changes) == (old.criteria() != new.criteria())
    assert all(change.old != change.new for change in changes)
    assert all(change.name.split(".")[0] in {name.split(".")[0] for name in FIELDS} for change in changes)


@settings(max_examples=30)
@given(makings.checklists(), st.randoms(use_true_random=False))
def test_an_item_that_stays_in_order_is_not_told_as_moved(old: Checklist, dice: Any) -> None:
    """Removing and adding items moves no other."""
    kept = tuple(replace(s, items=tuple(i for i in s.items if dice.random() < 0.6)) for s in old.sections)
    added = tuple(replace(s, items=(Item(f"new {at}\x01", ItemKind.TEXT, "n"), *s.items)) for at, s in enumerate(kept))
    found = compare(old, replace(old, sections=added))
    if len({section.title for section in old.sections}) == len(old.sections):
        assert not [item for item in found.items if item.moved]
    assert {item.key for item in found.items if item.fate is Fate.REMOVED} == {i.key for i in old.items} - {
        i.key for s in kept for i in s.items
    }


def _with(item: Item) -> Checklist:
    return Checklist(
        "Part", tuple(replace(s, items=tuple(item if i.key == item.key else i for i in s.items)) for s in OLD.sections)
    )


@pytest.mark.parametrize(
    ("item", "name", "kind", "old", "new"),
    [
        (replace(BORE, text="Bore A"), "text", W, "Bore", "Bore A"),
        (replace(BORE, rules=replace(BORE.rules, why=Why(issue="I-7"))), "rules.why.issue", W, "–", "I-7"),
        (
            replace(BORE, rules=replace(BORE.rules, texts=(Translation("de", "Bohrung"),))),
            "rules.texts.de",
            W,
            "–",
            "Bohrung",
        ),
        (replace(COLOUR, choices=(Choice("r", "Crimson", True), COLOUR.choices[1])), "choices.r.text", W, "Red", "Crimson"),
        (
            replace(BORE, limits=replace(BORE.limits, upper=Decimal("12.400"))),
            "limits.upper",
            C,
            "12.40\u00a0mm",
            "12.400\u00a0mm",
        ),
        (replace(BORE, limits=replace(BORE.limits, lower=None)), "limits.lower", C, "12.30\u00a0mm", "–"),
        (replace(BORE, severity=Severity.CRITICAL), "severity", C, "major", "critical"),
        (replace(BORE, evidence=Evidence.PHOTO_AND_NOTE), "evidence", C, "photo or note", "photo and note"),
        (
            replace(COLOUR, choices=(COLOUR.choices[0], replace(COLOUR.choices[1], conforming=None))),
            "choices.b.conforming",
            C,
            "does not conform",
            "recorded only",
        ),
        (replace(LABEL, expected=None), "expected", C, "yes", "–"),
        (
            replace(BORE, rules=replace(BORE.rules, sampling=SamplingRule(SamplingKind.AQL, aql="1.0", level=Level.S3))),
            "rules.sampling",
            C,
            "–",
            "AQL 1.0, level S-3",
        ),
        (
            replace(BORE, rules=replace(BORE.rules, asks=replace(BORE.rules.asks, formula="{a} + 1"))),
            "rules.asks.formula",
            C,
            "–",
            "{a} + 1",
        ),
        (
            replace(BORE, rules=replace(BORE.rules, asks=replace(BORE.rules.asks, per_piece=True))),
            "rules.asks.per_piece",
            S,
            "no",
            "yes",
        ),
        (replace(LABEL, kind=ItemKind.CONFORMITY), "kind", S, "yes no", "conformity"),
        (replace(COLOUR, choices=COLOUR.choices[::-1]), "choices", S, "Red; Blue", "Blue; Red"),
        (replace(COLOUR, choices=(*COLOUR.choices, Choice("g", "Green"))), "choices", S, "Red; Blue", "Red; Blue; Green"),
    ],
)
def test_each_property_has_its_kind(item: Item, name: str, kind: ChangeKind, old: str, new: str) -> None:
    found = compare(OLD, _with(item))
    assert found.kind is kind
    (change,) = found.items
    assert (change.key, change.fate, change.moved) == (item.key, Fate.KEPT, False)
    (field,) = change.fields
    assert (field.name, field.kind, field.old, field.new) == (name, kind, old, new)


def test_the_strongest_change_names_the_revision() -> None:
    found = compare(OLD, replace(_with(replace(BORE, text="Bore A", severity=Severity.MINOR)), title="Part 2"))
    assert found.kind is C
    assert (found.count(W), found.count(C), found.count(S)) == (2, 1, 0)


def test_a_swap_moves_one_item_and_not_all() -> None:
    new = replace(OLD, sections=(Section("Size", (COLOUR, BORE)), OLD.sections[1]))
    found = compare(OLD, new)
    assert [(item.key, item.moved) for item in found.items] in [[("colour", True)], [("bore", True)]]
    assert found.kind is S


def test_an_item_in_another_section_was_moved() -> None:
    new = replace(OLD, sections=(Section("Size", (BORE,)), Section("Looks", (COLOUR, LABEL, PHOTO))))
    (item,) = compare(OLD, new).items
    assert (item.key, item.moved, item.old_section, item.section) == ("colour", True, "Size", "Looks")


def test_sections_are_renamed_added_removed_and_moved() -> None:
    renamed = compare(OLD, replace(OLD, sections=(replace(OLD.sections[0], title="Sizes"), OLD.sections[1])))
    assert (renamed.kind, renamed.items) == (W, ())
    assert [(s.title, s.old_title, s.fate) for s in renamed.sections] == [("Sizes", "Size", Fate.KEPT)]
    gone = compare(OLD, replace(OLD, sections=OLD.sections[:1]))
    assert [(s.title, s.fate) for s in gone.sections] == [("Looks", Fate.REMOVED)]
    assert [(i.key, i.fate, i.section) for i in gone.items] == [
        ("label", Fate.REMOVED, "Looks"),
        ("photo", Fate.REMOVED, "Looks"),
    ]
    more = compare(OLD, replace(OLD, sections=(*OLD.sections, Section("Empty", ()))))
    assert (more.kind, [(s.title, s.fate) for s in more.sections]) == (S, [("Empty", Fate.ADDED)])
    turned = compare(OLD, replace(OLD, sections=OLD.sections[::-1]))
    assert turned.kind is S
    assert [s.moved for s in turned.sections] == [True]


def test_a_new_item_is_told_in_its_section() -> None:
    new = replace(OLD, sections=(OLD.sections[0], Section("Looks", (LABEL, Item("x", ItemKind.TEXT, "Extra"), PHOTO))))
    (item,) = compare(OLD, new).items
    assert (item.key, item.text, item.section, item.fate, item.kind) == ("x", "Extra", "Looks", Fate.ADDED, S)
