"""Answers: every item type through the tables and back, reasons, history, undo, and whoever may not."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section
from qa_desktop.domain.decimals import decimal_text, scaled
from qa_desktop.domain.errors import InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.people import Actor
from qa_desktop.services import answering
from qa_desktop.services.answering import AnswerService
from qa_desktop.services.inspections import InspectionService, WhatToInspect
from qa_desktop.services.photos import PhotoService
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage.queries import answers, checks, replay
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import CHECKLIST, Bench, audit_actions, new_bench, picture, released


@pytest.fixture
def bench(workspace: Workspace, people: dict[str, Actor]) -> Bench:
    return new_bench(workspace, people)


@pytest.fixture
def service(workspace: Workspace) -> AnswerService:
    return AnswerService(workspace.store)


@pytest.fixture
def inspector(people: dict[str, Actor]) -> Actor:
    return people["inspector"]


def stored(bench: Bench, key: str) -> Answer:
    with bench.workspace.store.reading() as connection:
        return answers.current(connection, bench.inspection_id, bench.items[key]).answer


def sound(bench: Bench) -> None:
    """Tables, history and audit chain tell the same."""
    with bench.workspace.store.reading() as connection:
        assert checks.answers_unlike_audit(connection) == ()
        assert replay.history_unlike_audit(connection) == ()
        assert list(replay.inspections_unlike_audit(connection)) == []
        assert list(checks.broken_links(connection)) == []


def test_an_answer_is_stored_judged_counted_and_audited(bench: Bench, service: AnswerService, inspector: Actor) -> None:
    saved = service.answer(inspector, bench.inspection_id, bench.items["bore_a"], "12,450")
    assert (saved.answer, saved.before) == (Answer("12.450"), Answer())
    assert (saved.verdict, saved.answered, saved.failed) == (Verdict.FAILS, 1, 1)
    assert saved.at.endswith("+01:00")
    assert audit_actions(bench.workspace)[-1] == "answer.give"
    row = InspectionService(bench.workspace).open(inspector, bench.inspection_id).row
    assert (row.answered, row.failed, row.current_item_id) == (1, 1, bench.items["bore_a"])
    sound(bench)


def test_a_change_keeps_who_when_old_new_and_why(bench: Bench, service: AnswerService, inspector: Actor) -> None:
    item = bench.items["bore_a"]
    service.answer(inspector, bench.inspection_id, item, "12.450")
    service.answer(inspector, bench.inspection_id, item, "12.350")
    service.answer(inspector, bench.inspection_id, item, "12.351", reason="  Measured again  ")
    first, second, third = InspectionService(bench.workspace).history(inspector, bench.inspection_id, item)
    assert (first.old, first.new, first.reason) == (Answer(), Answer("12.450"), "")
    assert (second.old.value, second.new.value, second.reason) == ("12.450", "12.350", answering.CORRECTED)
    assert (third.reason, third.by, third.change, third.round) == ("Measured again", "Ines Inspector", 3, 1)
    assert InspectionService(bench.workspace).open(inspector, bench.inspection_id).row.failed == 0
    sound(bench)


def test_a_change_after_a_return_says_so(bench: Bench, service: AnswerService, inspector: Actor) -> None:
    item = bench.items["surface"]
    service.answer(inspector, bench.inspection_id, item, "pass")
    bench.set_state(InspectionState.RETURNED)
    service.answer(inspector, bench.inspection_id, item, "fail")
    assert InspectionService(bench.workspace).history(inspector, bench.inspection_id, item)[-1].reason == answering.AFTER_RETURN


def test_the_database_itself_wants_a_reason_for_a_change(bench: Bench) -> None:
    bench.answer("surface", "pass")
    copy = (
        "INSERT INTO answer_change SELECT 'x', inspection_id, item_id, 2, old_value, old_na, old_note, new_value, new_na, new_note, "
        "'', person_id, station_id, at, at_offset, round, 0, '', '', '' FROM answer_change LIMIT 1"
    )
    with pytest.raises(Exception, match="reason"), bench.workspace.database.maintenance() as connection, connection.begin():
        connection.exec_driver_sql(copy)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("bore_a", ""), ("bore_a", "1.234.5"), ("bore_a", "1e3"), ("bore_a", "NaN"), ("bore_a", "12 351"), ("bore_a", "١٢"),
        ("surface", "yes"), ("surface", "PASS"), ("marked", "pass"), ("colour", "Blue"), ("colour", ""), ("front", "3"), ("front", "0"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_and_nothing_is_stored(
    bench: Bench, service: AnswerService, inspector: Actor, key: str, raw: str
) -> None:
    before = audit_actions(bench.workspace)
    with pytest.raises(InputError):
        service.answer(inspector, bench.inspection_id, bench.items[key], raw)
    assert stored(bench, key) == Answer()
    assert audit_actions(bench.workspace) == before


def test_nobody_states_photos_that_are_not_there(bench: Bench, service: AnswerService, inspector: Actor) -> None:
    """A required photo is given by the photo; a typed number of photos would let an inspection be signed without one."""
    item = bench.items["front"]
    photos = PhotoService(bench.workspace)
    with pytest.raises(InputError, match="by its photos"):
        service.answer(inspector, bench.inspection_id, item, "2")
    added = photos.add(inspector, inspection_id=bench.inspection_id, item_id=item, data=picture(size=(64, 48)))
    assert stored(bench, "front") == Answer("1")
    for earlier in (Answer("2"), Answer()):
        with pytest.raises(InputError, match="by its photos"):
            service.restore(inspector, bench.inspection_id, item, earlier)
    service.not_applicable(inspector, bench.inspection_id, item, "No front on this part")
    service.restore(inspector, bench.inspection_id, item, Answer("1"))
    service.not_applicable(inspector, bench.inspection_id, item, "No front on this part")
    photos.withdraw(inspector, added.id, "blurred")
    assert stored(bench, "front") == Answer(None, "No front on this part")
    sound(bench)


def test_not_applicable_needs_a_reason_and_an_item_that_allows_it(bench: Bench, service: AnswerService, inspector: Actor) -> None:
    item = bench.items["surface"]
    for why in ("", "   \n "):
        with pytest.raises(InputError, match="Say why"):
            service.not_applicable(inspector, bench.inspection_id, item, why)
    saved = service.not_applicable(inspector, bench.inspection_id, item, " Not on this variant ")
    assert (saved.answer, saved.verdict) == (Answer(None, "Not on this variant"), Verdict.NOT_APPLICABLE)
    saved = service.answer(inspector, bench.inspection_id, item, "pass")
    assert saved.answer == Answer("pass")


def test_an_item_that_must_be_answered_is_never_not_applicable(
    workspace: Workspace, people: dict[str, Actor], service: AnswerService, inspector: Actor
) -> None:
    must = Item("must", ItemKind.YES_NO, "Must be answered", allow_na=False)
    inspection, items = _inspection_of(workspace, people, Checklist("Strict", (Section("All", (must,)),)))
    with pytest.raises(RefusedError, match="must be answered"):
        service.not_applicable(inspector, inspection, items["must"], "because")
    with pytest.raises(RefusedError, match="must be answered"):
        service.restore(inspector, inspection, items["must"], Answer(None, "because"))


def test_a_note_leaves_the_answer_and_an_answer_leaves_the_note(bench: Bench, service: AnswerService, inspector: Actor) -> None:
    item = bench.items["bore_a"]
    service.note(inspector, bench.inspection_id, item, "seen <b>twice</b> & measured")
    assert stored(bench, "bore_a") == Answer(None, None, "seen <b>twice</b> & measured")
    saved = service.answer(inspector, bench.inspection_id, item, "12.35")
    assert saved.answer == Answer("12.35", None, "seen <b>twice</b> & measured")
    assert service.note(inspector, bench.inspection_id, item, "").answer == Answer("12.35")
    changes = InspectionService(bench.workspace).history(inspector, bench.inspection_id, item)
    assert [change.reason for change in changes] == ["", answering.CORRECTED, answering.NOTED]


def test_undo_brings_back_exactly_what_was_there(bench: Bench, service: AnswerService, inspector: Actor) -> None:
    item = bench.items["bore_a"]
    given_ = service.answer(inspector, bench.inspection_id, item, "12.350")
    noted = service.note(inspector, bench.inspection_id, item, "wrong piece")
    assert service.restore(inspector, bench.inspection_id, item, noted.before).answer == given_.answer
    back = service.restore(inspector, bench.inspection_id, item, given_.before)
    assert (back.answer, back.verdict, back.answered) == (Answer(), Verdict.OPEN, 0)
    reasons = [c.reason for c in InspectionService(bench.workspace).history(inspector, bench.inspection_id, item)]
    assert reasons[-2:] == [answering.UNDONE] * 2, "nothing is erased: undo is one more entry"
    sound(bench)


@pytest.mark.parametrize("earlier", [Answer("12.35", "both"), Answer("no number"), Answer(None, "  ")])
def test_undo_takes_no_answer_that_could_not_be_given(
    bench: Bench, service: AnswerService, inspector: Actor, earlier: Answer
) -> None:
    with pytest.raises(InputError):
        service.restore(inspector, bench.inspection_id, bench.items["bore_a"], earlier)


@pytest.mark.parametrize("state", [InspectionState.SUBMITTED, InspectionState.APPROVED, InspectionState.VOID])
def test_a_closed_inspection_takes_no_answers(
    bench: Bench, service: AnswerService, inspector: Actor, state: InspectionState
) -> None:
    bench.answer("surface", "pass")
    bench.set_state(state)
    item = bench.items["surface"]
    for act in (
        lambda: service.answer(inspector, bench.inspection_id, item, "fail"),
        lambda: service.not_applicable(inspector, bench.inspection_id, item, "why"),
        lambda: service.note(inspector, bench.inspection_id, item, "note"),
        lambda: service.restore(inspector, bench.inspection_id, item, Answer()),
    ):
        with pytest.raises(RefusedError, match="can no longer change"):
            act()
    assert stored(bench, "surface") == Answer("pass")


@pytest.mark.parametrize("login", ["inspector2", "supervisor"])
def test_another_person_takes_over_before_answering(
    bench: Bench, service: AnswerService, people: dict[str, Actor], login: str
) -> None:
    item = bench.items["surface"]
    with pytest.raises(RefusedError, match="another inspector"):
        service.answer(people[login], bench.inspection_id, item, "pass")
    InspectionService(bench.workspace).take_over(people[login], bench.inspection_id)
    service.answer(people[login], bench.inspection_id, item, "pass")
    with pytest.raises(RefusedError, match="another inspector"):
        service.answer(people["inspector"], bench.inspection_id, item, "fail")


@pytest.mark.parametrize("login", ["engineer", "auditor", "admin"])
def test_whoever_does_not_inspect_does_not_answer(
    bench: Bench, service: AnswerService, people: dict[str, Actor], login: str
) -> None:
    with pytest.raises(NotAllowedError):
        service.answer(people[login], bench.inspection_id, bench.items["surface"], "pass")
    with pytest.raises(NotAllowedError):
        InspectionService(bench.workspace).take_over(people[login], bench.inspection_id)


def test_items_of_another_checklist_and_unknown_ones_are_refused(
    bench: Bench, service: AnswerService, people: dict[str, Actor], inspector: Actor
) -> None:
    _, other = _inspection_of(bench.workspace, people, replace(CHECKLIST, title="Another"))
    with pytest.raises(RefusedError, match="does not belong"):
        service.answer(inspector, bench.inspection_id, other["surface"], "pass")
    with pytest.raises(NotFoundError):
        service.answer(inspector, bench.inspection_id, "nothing", "pass")
    with pytest.raises(NotFoundError):
        service.answer(inspector, "nothing", bench.items["surface"], "pass")


def test_a_failed_write_leaves_the_old_answer(
    bench: Bench, service: AnswerService, inspector: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.answer("surface", "pass")
    before = audit_actions(bench.workspace)
    monkeypatch.setattr(
        answering.inspections, "set_counts", lambda *_a, **_k: (_ for _ in ()).throw(sqlite3.OperationalError("x"))
    )
    with pytest.raises(sqlite3.OperationalError):
        service.answer(inspector, bench.inspection_id, bench.items["surface"], "fail")
    assert stored(bench, "surface") == Answer("pass")
    assert audit_actions(bench.workspace) == before
    sound(bench)


# Every type of item through the tables and back.

_CHOICES = (Choice("a", "A", True), Choice("b", "B", False), Choice("c", "C"))
EVERY_KIND = Checklist(
    "Every kind",
    (
        Section(
            "All",
            tuple(
                Item(
                    kind.value,
                    kind,
                    f"Item {kind.value}",
                    choices=_CHOICES if "choice" in kind.value or kind is ItemKind.DEFECTS else (),
                    evidence=Evidence.NONE,
                )
                for kind in ItemKind
                if kind not in {ItemKind.PHOTO, ItemKind.CALCULATED}
            ),
        ),
    ),
)
decimals = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6).map(decimal_text)
texts = st.text(st.characters(exclude_characters="\x00"), min_size=1, max_size=200).filter(lambda text: bool(text.strip()))
codes = st.text(st.characters(min_codepoint=33, max_codepoint=0x5FF, exclude_categories=["C", "Z"]), min_size=1, max_size=80)
RAW = {
    ItemKind.CONFORMITY: st.sampled_from(["pass", "fail"]),
    ItemKind.YES_NO: st.sampled_from(["yes", "no"]),
    ItemKind.SINGLE_CHOICE: st.sampled_from("abc"),
    ItemKind.MULTIPLE_CHOICE: st.lists(st.sampled_from("abc"), min_size=1, max_size=5).map(json.dumps),
    ItemKind.MEASUREMENT: decimals,
    ItemKind.NUMBER: decimals,
    ItemKind.TEXT: texts,
    ItemKind.DATE_TIME: st.builds(
        lambda day, hour, minute, offset: f"2026-{day // 28 + 1:02d}-{day % 28 + 1:02d}T{hour:02d}:{minute:02d}{offset}",
        st.integers(0, 335), st.integers(0, 23), st.integers(0, 59), st.sampled_from(["+00:00", "+01:00", "-05:30", "Z"]),
    ),
    ItemKind.BARCODE: codes,
    ItemKind.INSTRUCTION: st.just("read"),
    ItemKind.DEFECTS: st.dictionaries(st.sampled_from("abc"), st.integers(0, 99)).map(json.dumps),
}  # fmt: skip


def _inspection_of(space: Workspace, people: dict[str, Actor], checklist: Checklist) -> tuple[str, dict[str, str]]:
    templates = TemplateService(space)
    revision = released(templates, people["engineer"], templates.create(people["engineer"], checklist).id)
    row = InspectionService(space).begin(people["inspector"], revision.id, WhatToInspect("X-1"))
    items = templates.load(people["engineer"], revision.id).checklist.items
    return row.id, {item.key: item.id for item in items}


@pytest.mark.parametrize("kind", RAW, ids=lambda kind: kind.value)
def test_every_kind_comes_back_as_it_was_given(
    workspace: Workspace, people: dict[str, Actor], service: AnswerService, inspector: Actor, kind: ItemKind
) -> None:
    inspection, items = _inspection_of(workspace, people, EVERY_KIND)
    item = next(item for item in EVERY_KIND.items if item.kind is kind)
    service.note(inspector, inspection, items[kind.value], "first")

    @settings(max_examples=12)
    @given(raw=RAW[kind], note=texts)
    def comes_back(raw: str, note: str) -> None:
        saved = service.answer(inspector, inspection, items[kind.value], raw)
        saved = service.note(inspector, inspection, items[kind.value], note)
        canonical = item_type(kind).canonical(item, raw)
        assert item_type(kind).canonical(item, canonical) == canonical, "what is stored can be given again"
        opened = InspectionService(workspace).open(inspector, inspection)
        found = opened.answers[items[kind.value]]
        assert found == saved.answer
        assert found.value == canonical
        assert found.note == note.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16", "surrogatepass").decode(
            "utf-16", "replace"
        )
        with workspace.store.reading() as connection:
            number = connection.exec_driver_sql(
                "SELECT value_scaled FROM answer WHERE inspection_id = ? AND item_id = ?", (inspection, items[kind.value])
            ).scalar()
        numeric = kind in {ItemKind.MEASUREMENT, ItemKind.NUMBER}
        assert number == (scaled(Decimal(canonical)) if numeric else None)

    comes_back()
    with workspace.store.reading() as connection:
        assert checks.answers_unlike_audit(connection) == ()
        assert replay.history_unlike_audit(connection) == ()
