from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.answers import Answer, Gap, Verdict
from qa_desktop.domain.canonical import canonical_json, digest_of, short_code
from qa_desktop.domain.checklist import Choice, Evidence, Item, ItemKind
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.inspection import InspectionState, gaps, overall, progress_of, require_open, require_step
from qa_desktop.domain.issue import IssueState, next_states, require_issue_step
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.judging import gap_of, verdict_of
from qa_desktop.domain.people import ROLE_PERMISSIONS, Actor, Permission, Role
from qa_desktop.domain.signature import Meaning, Stage, require_meaning, require_other_person
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.domain.tolerance import Limits, Side


def item(kind: ItemKind, **more: object) -> Item:
    return Item("k", kind, "Text", id="i", **more)  # type: ignore[arg-type]


decimals = st.decimals(min_value=-1000, max_value=1000, places=4)


@given(decimals, decimals, decimals)
def test_a_reading_is_on_exactly_one_side(one: D, other: D, value: D) -> None:
    limits = Limits(lower=min(one, other), upper=max(one, other))
    side = limits.side(value)
    assert (side is Side.WITHIN) == (limits.excess(value) == 0)
    assert (side is Side.BELOW) == (value < min(one, other))
    position = limits.position(value)
    if position is not None:
        assert (0 <= position <= 1) == (side is Side.WITHIN)


def test_a_missing_limit_is_no_limit() -> None:
    assert Limits(upper=D("0.8")).side(D(-500)) is Side.WITHIN
    assert Limits(lower=D(0)).side(D("-0.001")) is Side.BELOW
    assert Limits().is_open
    assert Limits(upper=D(1)).position(D("0.5")) is None
    with pytest.raises(InputError):
        Limits(lower=D(2), upper=D(1))


def test_on_the_limit_conforms_and_beyond_it_fails() -> None:
    bore = item(ItemKind.MEASUREMENT, limits=Limits(D("12.35"), D("12.300"), D("12.400")), unit="mm")
    assert verdict_of(bore, Answer("12.400")) is Verdict.CONFORMS
    assert verdict_of(bore, Answer("12.4001")) is Verdict.FAILS
    assert bore.limits.excess(D("12.412")) == D("0.012")
    assert bore.limits.deviation(D("12.412")) == D("0.062")


@pytest.mark.parametrize(
    ("kind", "raw", "kept", "verdict"),
    [
        (ItemKind.CONFORMITY, "pass", "pass", Verdict.CONFORMS),
        (ItemKind.CONFORMITY, "fail", "fail", Verdict.FAILS),
        (ItemKind.YES_NO, "yes", "yes", Verdict.RECORDED),
        (ItemKind.NUMBER, "12,50", "12.50", Verdict.RECORDED),
        (ItemKind.TEXT, "a\r\nb", "a\nb", Verdict.RECORDED),
        (ItemKind.BARCODE, " X-1 ", "X-1", Verdict.RECORDED),
        (ItemKind.DATE_TIME, "2026-11-22T14:05:00+01:00", "2026-11-22T14:05+01:00", Verdict.RECORDED),
        (ItemKind.PHOTO, "2", "2", Verdict.RECORDED),
        (ItemKind.INSTRUCTION, "read", "read", Verdict.RECORDED),
    ],
)
def test_answers_of_each_kind(kind: ItemKind, raw: str, kept: str, verdict: Verdict) -> None:
    asked = item(kind)
    value = item_type(kind).canonical(asked, raw)
    assert value == kept
    assert item_type(kind).judge(asked, value) is verdict
    assert item_type(kind).display(asked, value)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (ItemKind.CONFORMITY, "Yes"),
        (ItemKind.YES_NO, "YES"),
        (ItemKind.MEASUREMENT, "12.3.4"),
        (ItemKind.TEXT, "  "),
        (ItemKind.BARCODE, "a\u202eb"),
        (ItemKind.DATE_TIME, "2026-11-22T14:05:00"),
        (ItemKind.DATE_TIME, "1999-11-22T14:05:00+01:00"),
        (ItemKind.DATE_TIME, "31.02.2026"),
        (ItemKind.PHOTO, "0"),
        (ItemKind.INSTRUCTION, "yes"),
        (ItemKind.SINGLE_CHOICE, "nothing"),
        (ItemKind.MULTIPLE_CHOICE, "[]"),
        (ItemKind.MULTIPLE_CHOICE, "not json"),
        (ItemKind.MULTIPLE_CHOICE, '["nothing"]'),
    ],
)
def test_wrong_answers_are_refused_with_a_sentence(kind: ItemKind, raw: str) -> None:
    with pytest.raises(InputError) as caught:
        item_type(kind).canonical(item(kind), raw)
    assert str(caught.value)[0].isupper() or str(caught.value).startswith("“")


def test_choices_are_compared_by_id() -> None:
    asked = item(ItemKind.MULTIPLE_CHOICE, choices=(Choice("a", "Fine", True), Choice("b", "Dent", False), Choice("c", "Note")))
    kind = item_type(asked.kind)
    assert kind.canonical(asked, '["c","a"]') == '["a","c"]'
    assert kind.judge(asked, '["a","c"]') is Verdict.CONFORMS
    assert kind.judge(asked, '["a","b"]') is Verdict.FAILS
    assert kind.judge(asked, '["c"]') is Verdict.RECORDED
    assert kind.display(asked, '["a","b"]') == "Fine; Dent"


def test_evidence_is_asked_for_when_it_fails() -> None:
    for rule, answer, gap in (
        (Evidence.NONE, Answer("fail"), None),
        (Evidence.NOTE, Answer("fail", photos=1), Gap.NOTE_MISSING),
        (Evidence.PHOTO, Answer("fail", note="x"), Gap.PHOTO_MISSING),
        (Evidence.PHOTO_OR_NOTE, Answer("fail"), Gap.EVIDENCE_MISSING),
        (Evidence.PHOTO_OR_NOTE, Answer("fail", note="x"), None),
        (Evidence.PHOTO_AND_NOTE, Answer("fail", note="x"), Gap.PHOTO_MISSING),
        (Evidence.PHOTO_AND_NOTE, Answer("fail", photos=2), Gap.NOTE_MISSING),
        (Evidence.PHOTO, Answer("pass"), None),
        (Evidence.PHOTO, Answer(), Gap.UNANSWERED),
        (Evidence.PHOTO, Answer(na_reason="no label"), None),
    ):
        assert gap_of(item(ItemKind.CONFORMITY, evidence=rule), answer) is gap


def test_progress_counts_what_is_relevant() -> None:
    items = [
        Item("a", ItemKind.CONFORMITY, "A", id="a"),
        Item("b", ItemKind.CONFORMITY, "B", id="b"),
        Item("c", ItemKind.INSTRUCTION, "C", id="c", required=False),
        Item("d", ItemKind.TEXT, "D", id="d", required=False),
    ]
    answers = {"a": Answer("fail", note="x"), "d": Answer(na_reason="none")}
    progress = progress_of(items, answers)
    assert (progress.total, progress.answered, progress.failed, progress.not_applicable, progress.open) == (3, 2, 1, 1, 1)
    assert overall(items, answers) is Verdict.FAILS
    assert overall(items, {"b": Answer("pass")}) is Verdict.OPEN
    assert [found.key for found, _ in gaps(items, answers)] == ["b"]


def test_states_allow_only_their_steps() -> None:
    allowed = {
        ("in_progress", "submitted"),
        ("in_progress", "void"),
        ("returned", "submitted"),
        ("returned", "void"),
        ("submitted", "approved"),
        ("submitted", "returned"),
        ("approved", "returned"),
    }
    for now in InspectionState:
        for then in InspectionState:
            if (now.value, then.value) in allowed:
                require_step(now, then)
            else:
                with pytest.raises(RefusedError):
                    require_step(now, then)
    for state in (InspectionState.SUBMITTED, InspectionState.APPROVED, InspectionState.VOID):
        with pytest.raises(RefusedError):
            require_open(state)


def test_issue_steps_need_a_remark_and_never_reopen() -> None:
    require_issue_step(IssueState.LOGGED, IssueState.CONTAINED, "sorted out")
    with pytest.raises(InputError):
        require_issue_step(IssueState.LOGGED, IssueState.CONTAINED, " ")
    with pytest.raises(RefusedError):
        require_issue_step(IssueState.LOGGED, IssueState.CLOSED, "done")
    assert not next_states(IssueState.CLOSED)


def test_four_eyes() -> None:
    with pytest.raises(RefusedError):
        require_other_person("a", frozenset({"a", "b"}))
    require_other_person("c", frozenset({"a", "b"}))
    with pytest.raises(RefusedError):
        require_meaning(Stage.INSPECTOR, Meaning.APPROVED)


def test_administrators_never_change_quality_records() -> None:
    admin = Actor("p", "a", "A", frozenset({Role.ADMINISTRATOR}), "s")
    for permission in (
        Permission.INSPECT,
        Permission.SIGN,
        Permission.COUNTERSIGN,
        Permission.EDIT_TEMPLATE,
        Permission.WORK_ISSUE,
    ):
        with pytest.raises(NotAllowedError):
            admin.require(permission)
    assert ROLE_PERMISSIONS[Role.AUDITOR] == {Permission.READ_ALL, Permission.EXPORT, Permission.VERIFY}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(json_values)
def test_canonical_text_is_stable(value: object) -> None:
    import json

    text = canonical_json(value)  # type: ignore[arg-type]
    assert canonical_json(json.loads(text)) == text
    assert digest_of(value) == digest_of(json.loads(text))  # type: ignore[arg-type]


def test_floats_have_no_place_in_a_record() -> None:
    with pytest.raises(TypeError):
        canonical_json({"a": [1.5]})  # type: ignore[list-item]
    assert short_code("ab12" * 16) == "AB12 AB12 AB12 AB12"


@given(st.text(max_size=200))
def test_text_is_kept_or_refused_never_cut(text: str) -> None:
    try:
        kept = clean_text(text)
    except InputError:
        assert "\x00" in text
        return
    kept.encode("utf-8")
    assert clean_text(kept) == kept
    assert kept == text.replace("\r\n", "\n").replace("\r", "\n") or any(0xD800 <= ord(c) <= 0xDFFF for c in text)


def test_identifiers_refuse_what_cannot_be_seen() -> None:
    assert clean_identifier("  P-1042 ", what="The part number") == "P-1042"
    for bad in ("", "a\u200bb", "a\nb", "x" * 81):
        with pytest.raises(InputError, match="The part number"):
            clean_identifier(bad, what="The part number")
    with pytest.raises(InputError, match="nothing was cut"):
        clean_text("x" * 20_001)
