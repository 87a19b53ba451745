"""The designer without a window: what is typed, kept, taken back, moved, and what happens when storing fails."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, RevisionState, Section
from qa_desktop.domain.errors import ConflictError, FaultError
from qa_desktop.domain.item_rules import Asking, Rules, Why
from qa_desktop.domain.sampling import SamplingKind, SamplingRule
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.templates import LoadedRevision
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.ui.designer import edits, values
from qa_desktop.ui.designer.edits import HEAD, Spot
from qa_desktop.ui.designer.plan_words import plan_for_lot
from qa_desktop.ui.designer.state import DesignerState, Kept
from qa_desktop.ui.designer.view_model import DesignerModel

D = Decimal
BORE = Item("bore", ItemKind.MEASUREMENT, "Bore", limits=Limits(D("12.35"), D("12.3"), D("12.4")), unit="mm")
LOOKS = Item("looks", ItemKind.CONFORMITY, "Looks", rules=Rules(asks=Asking(show_when="{bore} > 12.31")))
MARK = Item("mark", ItemKind.YES_NO, "Marked")
COLOUR = Item("colour", ItemKind.SINGLE_CHOICE, "Colour", choices=(Choice("blue", "Blue"), Choice("grey", "Grey")))
LIST = Checklist("Part", (Section("One", (BORE, LOOKS)), Section("Two", (MARK, COLOUR))))


def row(version: int = 1, state: RevisionState = RevisionState.DRAFT) -> RevisionRow:
    values_ = dict.fromkeys(RevisionRow.__slots__, "")
    return RevisionRow(**{**values_, "id": "r1", "number": 1, "state": state, "version": version, "item_count": 4})  # type: ignore[arg-type]


class Desk:
    """A model with a door that keeps what it was asked for."""

    def __init__(self, checklist: Checklist = LIST) -> None:
        self.saves: list[tuple[Checklist, int]] = []
        self.soon = 0
        self.states: list[DesignerState] = []
        self.model = DesignerModel(self, self.states.append)
        self.model.open(LoadedRevision(row(), checklist))

    def save_soon(self) -> None:
        self.soon += 1

    def save(self, revision_id: str, checklist: Checklist, version: int) -> None:
        assert revision_id == "r1"
        self.saves.append((checklist, version))

    @property
    def state(self) -> DesignerState:
        return self.model.state

    def item(self) -> Item:
        assert self.state.item is not None
        return self.state.item

    def keys(self) -> list[list[str]]:
        return [[item.key for item in section.items] for section in self.state.checklist.sections]

    def at(self, section: int, place: int | None = None) -> Desk:
        self.model.choose(Spot(section, place))
        return self


def test_typing_is_one_step_until_the_field_is_left() -> None:
    desk = Desk()
    for text in ("B", "Bo", "Bor"):
        desk.model.give("text", text)
    desk.model.give("help", "with the gauge")
    desk.model.undo()
    assert (desk.item().text, desk.item().help) == ("Bor", "")
    desk.model.undo()
    assert desk.item().text == "Bore"
    assert not desk.state.can_undo
    desk.model.redo()
    desk.model.redo()
    assert (desk.item().text, desk.item().help) == ("Bor", "with the gauge")
    desk.model.undo()
    desk.model.give("text", "Other")
    assert not desk.state.can_redo, "a new change forgets what was undone"


def test_one_save_is_on_its_way_and_what_was_typed_meanwhile_follows() -> None:
    desk = Desk()
    desk.model.give("text", "A")
    assert (desk.state.kept, desk.soon) == (Kept.WAITING, 1)
    desk.model.save()
    assert desk.state.kept is Kept.SAVING
    desk.model.give("text", "AB")
    desk.model.save()
    assert len(desk.saves) == 1
    desk.model.stored(row(2))
    assert [version for _, version in desk.saves] == [1, 2]
    assert desk.saves[1][0].items[0].text == "AB"
    desk.model.stored(row(3))
    assert desk.state.kept is Kept.STORED
    assert desk.model.unsaved() == ()
    desk.model.save()
    assert len(desk.saves) == 2, "what is stored is not stored again"


def test_a_failure_keeps_everything_and_is_tried_again() -> None:
    desk = Desk()
    desk.model.give("text", "A")
    desk.model.save()
    desk.model.not_stored(FaultError("The disk is full."))
    assert (desk.state.kept, desk.item().text) == (Kept.FAILED, "A")
    assert desk.model.unsaved() == ("Part",)
    desk.model.retry()
    desk.model.stored(row(2))
    assert (desk.state.kept, desk.state.error) == (Kept.STORED, None)


def test_a_conflict_stores_nothing_until_it_is_decided_and_loses_nothing() -> None:
    desk = Desk()
    desk.model.give("text", "Mine")
    desk.model.save()
    desk.model.not_stored(ConflictError("Somebody else changed it."))
    assert desk.state.kept is Kept.CONFLICT
    desk.model.give("help", "more of mine")
    desk.model.save()
    assert len(desk.saves) == 1
    theirs = edits.with_item(LIST, Spot(0, 0), replace(BORE, text="Theirs"))
    desk.model.take_theirs(LoadedRevision(row(7), theirs))
    assert (desk.item().text, desk.state.kept) == ("Theirs", Kept.STORED)
    desk.model.undo()
    assert (desk.item().text, desk.item().help) == ("Mine", "more of mine")
    desk.model.save()
    assert desk.saves[-1][1] == 7, "mine now replaces theirs knowingly"


def test_limits_wait_for_each_other_while_they_are_typed() -> None:
    desk = Desk()
    desk.model.give("limits.lower", "13.3")
    assert desk.item().limits.lower == D("12.3")
    assert "above the upper limit" in desk.state.problem_at("limits.lower")
    assert desk.model.unsaved() != (), "refused text is on the screen only"
    desk.model.give("limits.upper", "13,4")
    assert desk.item().limits == Limits(D("12.35"), D("13.3"), D("13.4"))
    assert desk.state.typed["bore", "limits.upper"].raw == "13,4", "the field shows what was typed"
    assert desk.state.problem_at("limits.lower") == ""


def test_refused_text_stays_with_its_item_and_is_listed() -> None:
    desk = Desk()
    desk.model.give("limits.upper", "1,2,3")
    desk.at(1, 0)
    assert desk.state.flags["bore"] is True
    problem = desk.model.next_problem()
    assert problem is not None
    assert (problem.key, problem.field) == ("bore", "limits.upper")
    assert desk.state.spot == Spot(0, 0)
    assert desk.state.typed["bore", "limits.upper"].raw == "1,2,3"
    desk.model.give("limits.upper", "")
    assert desk.item().limits.upper is None
    assert desk.state.problems == ()


def test_a_tolerance_sets_both_limits_around_the_nominal_value() -> None:
    desk = Desk()
    desk.model.give(values.TOLERANCE, "0.1")
    assert desk.item().limits == Limits(D("12.35"), D("12.25"), D("12.45"))
    desk.model.give("limits.nominal", "")
    desk.model.give(values.TOLERANCE, "0.2")
    assert "nominal value first" in desk.state.problem_at(values.TOLERANCE)
    assert values.tolerance_of(Limits(D(1), D(0), D(3))) is None


def test_a_key_is_followed_and_never_given_twice() -> None:
    desk = Desk()
    desk.model.give("key", "mark")
    assert "already" in desk.state.problem_at("key")
    desk.model.give("key", "")
    assert "empty" in desk.state.problem_at("key")
    desk.model.give("key", "bore_a")
    assert desk.state.checklist.items[1].rules.asks.show_when == "{bore_a} > 12.31"
    assert desk.state.problems == ()


def test_a_new_item_is_named_after_its_text_until_somebody_refers_to_it() -> None:
    desk = Desk()
    desk.model.outline.insert_item()
    assert desk.keys() == [["bore", "item_1", "looks"], ["mark", "colour"]]
    assert desk.item().kind is ItemKind.MEASUREMENT, "the next item is like the one before"
    desk.model.give("text", "Größe der Bohrung")
    assert desk.item().key == "grosse_der_bohrung"
    desk.at(0, 2).model.give("rules.asks.show_when", "{grosse_der_bohrung} > 1")
    desk.at(0, 1).model.give("text", "Other words")
    assert desk.item().key == "grosse_der_bohrung"


def test_a_kind_takes_what_it_can_have_and_undo_brings_the_rest_back() -> None:
    desk = Desk()
    desk.model.give("rules.asks.typing_upper", "99")
    desk.model.give("kind", ItemKind.TEXT)
    assert desk.item().limits == Limits()
    assert desk.item().rules.asks.typing_upper is None
    assert [problem.key for problem in desk.state.problems] == ["looks"], "its condition compared with the number"
    desk.model.undo()
    assert desk.item().limits == BORE.limits


@pytest.mark.parametrize(
    ("start", "by", "keys", "end"),
    [
        (Spot(0, 0), 1, [["looks", "bore"], ["mark", "colour"]], Spot(0, 1)),
        (Spot(0, 1), 1, [["bore"], ["looks", "mark", "colour"]], Spot(1, 0)),
        (Spot(1, 0), -1, [["bore", "looks", "mark"], ["colour"]], Spot(0, 2)),
        (Spot(0, 0), -1, [["bore", "looks"], ["mark", "colour"]], Spot(0, 0)),
        (Spot(1, 1), 1, [["bore", "looks"], ["mark", "colour"]], Spot(1, 1)),
        (Spot(0), 1, [["mark", "colour"], ["bore", "looks"]], Spot(1)),
        (HEAD, 1, [["bore", "looks"], ["mark", "colour"]], HEAD),
    ],
)
def test_a_step_moves_across_sections_and_stops_at_the_ends(start: Spot, by: int, keys: list[list[str]], end: Spot) -> None:
    desk = Desk()
    desk.model.choose(start)
    desk.model.outline.step(by)
    assert (desk.keys(), desk.state.spot) == (keys, end)


@pytest.mark.parametrize("gap", range(8))
@pytest.mark.parametrize("start", [spot for spot in edits.spots_of(LIST) if spot != HEAD])
def test_a_drop_into_any_gap_keeps_everything_and_lands_between_its_neighbours(start: Spot, gap: int) -> None:
    lines = edits.spots_of(LIST)
    dropped, end = edits.drop(LIST, start, gap)
    assert sorted(item.key for item in dropped.items) == ["bore", "colour", "looks", "mark"]
    item = edits.item_at(LIST, start)
    if item is None:
        return
    assert edits.item_at(dropped, end) == item
    names = [edits.item_at(LIST, line) for line in lines]
    above = next((one for one in reversed(names[:gap]) if one not in {None, item}), None)
    order = [one.key for one in dropped.items]
    before = order[order.index(item.key) - 1] if order.index(item.key) else None
    assert before == (above.key if above is not None else None)


def test_removing_asks_when_there_is_a_reason_or_a_reference() -> None:
    why = replace(MARK, rules=Rules(why=Why("A complaint", "NC-1")))
    desk = Desk(replace(LIST, sections=(LIST.sections[0], Section("Two", (why, COLOUR)))))
    desk.at(1, 1).model.outline.remove()
    assert desk.keys() == [["bore", "looks"], ["mark"]], "nothing is asked without a reason"
    desk.model.undo()
    desk.at(1, 0).model.outline.remove()
    assert desk.state.removal is not None
    assert [item.rules.why.note for item in desk.state.removal.reasons] == ["A complaint"]
    desk.model.outline.confirm_removal("  ")
    assert desk.state.removal is not None, "a reason wants an answer"
    desk.model.outline.confirm_removal("Not on the drawing any more")
    assert [(one.key, one.answer) for one in desk.state.checklist.removed] == [("mark", "Not on the drawing any more")]
    desk.model.undo()
    assert desk.state.checklist.removed == ()
    desk.at(1, 0).model.outline.remove()
    desk.model.outline.keep()
    assert desk.state.removal is None
    desk.at(0, 0).model.outline.remove()
    assert desk.state.removal is not None
    assert desk.state.removal.dependants == ("looks",)
    desk.model.outline.confirm_removal()
    assert desk.keys() == [["looks"], ["mark", "colour"]]
    assert [problem.key for problem in desk.state.problems] == ["looks"]
    desk.model.undo()
    assert desk.state.problems == ()


def test_copies_have_keys_of_their_own() -> None:
    desk = Desk()
    desk.at(0, 0).model.outline.duplicate()
    assert desk.keys()[0] == ["bore", "bore_2", "looks"]
    desk.at(0).model.outline.duplicate()
    assert len({key for keys in [*desk.keys()] for key in keys}) == 8
    assert desk.state.problems == ()


def test_choices_are_named_after_their_words_while_they_are_new() -> None:
    desk = Desk().at(1, 1)
    desk.model.choices.add()
    desk.model.choices.text(2, "Light blue")
    desk.model.choices.conforming(2, False)
    desk.model.choices.text(0, "Dark blue")
    assert desk.item().choices == (Choice("blue", "Dark blue"), Choice("grey", "Grey"), Choice("light_blue", "Light blue", False))
    desk.model.choices.step(2, -1)
    assert [choice.id for choice in desk.item().choices] == ["blue", "light_blue", "grey"]
    desk.model.choices.step(0, -1)
    desk.model.choices.remove(0)
    assert [choice.id for choice in desk.item().choices] == ["light_blue", "grey"]


def test_texts_per_language() -> None:
    desk = Desk().at(1, 1)
    assert desk.model.languages.add(" de ")
    assert not desk.model.languages.add("de")
    assert "not in the list yet" in desk.state.problem_at("language")
    desk.model.languages.text("de", "Farbe")
    desk.model.languages.help("de", "Bei Tageslicht")
    desk.model.languages.choice("de", "grey", "Grau")
    desk.model.languages.choice("de", "blue", "Blau")
    (text,) = desk.item().rules.texts
    assert (text.language, text.text, text.help) == ("de", "Farbe", "Bei Tageslicht")
    assert text.choices == (("blue", "Blau"), ("grey", "Grau"))
    desk.model.languages.choice("de", "blue", "  ")
    assert desk.item().rules.texts[0].choices == (("grey", "Grau"),)
    desk.model.languages.remove("de")
    assert desk.item().rules.texts == ()


def test_another_kind_of_plan_leaves_nothing_unseen_behind() -> None:
    desk = Desk()
    desk.model.give("rules.asks.per_piece", True)
    desk.model.give("rules.sampling.kind", SamplingKind.FIXED)
    desk.model.give("rules.sampling.count", "5")
    desk.model.give("rules.sampling.accept", "1")
    desk.model.give("rules.sampling.kind", SamplingKind.AQL)
    desk.model.give("rules.sampling.aql", "1.0")
    assert desk.item().rules.sampling == SamplingRule(kind=SamplingKind.AQL, aql="1.0")
    desk.model.give("rules.sampling.count", "x")
    assert "whole number" in desk.state.problem_at("rules.sampling.count")
    desk.model.give("rules.sampling.kind", None)
    assert desk.item().rules.sampling is None


def test_titles() -> None:
    desk = Desk()
    desk.model.choose(HEAD)
    desk.model.give("title", " ")
    assert desk.state.checklist.title == "Part"
    assert desk.state.typed[desk.state.key, "title"].raw == " "
    desk.model.give("title", "Housing")
    desk.model.give("description", "Sheet 2")
    desk.at(1).model.give("section.title", "Looks")
    assert (desk.state.checklist.title, desk.state.checklist.description) == ("Housing", "Sheet 2")
    assert [section.title for section in desk.state.checklist.sections] == ["One", "Looks"]


def test_problems_are_visited_in_order_and_around() -> None:
    broken = Checklist("Part", (Section("", (replace(BORE, text=""), MARK, replace(COLOUR, choices=()))),))
    desk = Desk(broken)
    seen = [problem.field for problem in (desk.model.next_problem() for _ in range(3)) if problem is not None]
    assert seen == ["text", "choices", "text"]
    back = desk.model.next_problem(back=True)
    assert back is not None
    assert back.field == "choices"
    assert Desk().model.next_problem() is None


@pytest.mark.parametrize(
    ("rule", "lot", "words"),
    [
        (SamplingRule(kind=SamplingKind.AQL, aql="1.0"), "500", "Inspect 50 of 500 pieces"),
        (SamplingRule(kind=SamplingKind.FIXED, count=8), "5", "Inspect 5 of 5 pieces"),
        (SamplingRule(kind=SamplingKind.PERCENT, percent=D(10)), "95", "Inspect 10 of 95 pieces"),
        (SamplingRule(kind=SamplingKind.ALL), "7", "Inspect 7 of 7 pieces"),
        (SamplingRule(kind=SamplingKind.ZERO, limiting_percent=D(5)), "100", "only when none of them fails"),
        (SamplingRule(kind=SamplingKind.VARIABLES, count=10, k=D("1.72")), "100", "k 1.72"),
        (SamplingRule(kind=SamplingKind.AQL, aql=""), "100", "AQL"),
        (SamplingRule(), "none", "Type a lot size"),
    ],
)
def test_a_plan_is_said_for_an_example_lot(rule: SamplingRule, lot: str, words: str) -> None:
    assert words in plan_for_lot(rule, lot)


def test_five_hundred_items_are_checked_without_a_pause(record_property: object) -> None:
    from time import perf_counter

    items = tuple(
        replace(BORE, key=f"k{n}", rules=Rules(asks=Asking(show_when=f"{{k{n - 1}}} > 1" if n % 3 == 1 else "")))
        for n in range(500)
    )
    desk = Desk(Checklist("Large", (Section("All", items),)))
    desk.model.give("text", "warm")
    costs = []
    for n in range(20):
        begin = perf_counter()
        desk.model.give("text", f"Bore {n}")
        costs.append(perf_counter() - begin)
    record_property("report", f"designer, 500 items: a key costs {sorted(costs)[10] * 1000:.1f} ms")  # type: ignore[operator]
    assert sorted(costs)[10] < 0.1
