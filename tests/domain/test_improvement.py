from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.improvement import (
    ChainDays,
    ChainKind,
    SuggestionState,
    may_be_effect,
    mentioned_logins,
    next_suggestion_states,
    participation,
    require_chain_link,
    require_chain_order,
    require_suggestion_step,
    switched_on,
)
from qa_desktop.domain.knowledge import LessonState, require_approver, require_lesson_step

S, K = SuggestionState, ChainKind


def test_taking_part_counts_people_not_suggestions() -> None:
    found = participation(["a", "a", "a", "b", None], {"a", "b", "c", "d"})
    assert (found.taking_part, found.people, found.suggestions, found.unnamed) == (2, 4, 5, 1)
    assert found.percent == Decimal("50.0")


def test_nobody_with_an_account_is_no_data_and_not_nought() -> None:
    assert participation([], ()).percent is None
    assert participation([None, None], ()).percent is None
    assert participation([], {"a"}).percent == Decimal("0.0")


def test_whoever_suggested_had_an_account_so_the_share_never_passes_a_hundred() -> None:
    found = participation(["a", "b"], {"c"})
    assert (found.taking_part, found.people) == (2, 3)


def test_an_account_counts_that_was_on_for_a_part_of_the_period() -> None:
    made, on, off = (lambda who, now: (who, True, now)), (lambda who, now: (who, True, now)), (lambda who, now: (who, False, now))
    changes = [
        *(made("stays", False), made("left before", False), made("leaves", False), made("comes back", False)),
        *(off("left before", False), off("comes back", False), made("new", True), off("leaves", True), on("comes back", True)),
    ]
    assert switched_on(changes) == {"stays", "leaves", "comes back", "new"}
    assert switched_on([]) == frozenset()


@given(st.lists(st.none() | st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdefgh")))
def test_a_share_lies_between_nought_and_a_hundred(authors: list[str | None], active: set[str]) -> None:
    found = participation(authors, active)
    assert found.percent is None or 0 <= found.percent <= 100
    assert found.taking_part <= found.people


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@ines look", ("ines",)),
        ("see @Ines, @ivo.b. and @ines", ("ines", "ivo.b")),
        ("mail ines@example.com or a@b", ()),
        ("@ @@x (@emma)", ("emma",)),
        ("", ()),
    ],
)
def test_a_mention_is_a_name_after_an_at_sign(text: str, logins: tuple[str, ...]) -> None:
    assert mentioned_logins(text) == logins


@given(st.text())
def test_no_comment_breaks_the_search_for_mentions(text: str) -> None:
    assert all(login and not login.startswith("@") for login in mentioned_logins(text))


def test_a_suggestion_is_answered_in_words_and_never_goes_back_to_new() -> None:
    with pytest.raises(InputError):
        require_suggestion_step(S.NEW, S.ADOPTED, "  ")
    with pytest.raises(RefusedError):
        require_suggestion_step(S.ADOPTED, S.NEW, "x")
    require_suggestion_step(S.NEW, S.DECLINED, "too dear")
    assert all(S.NEW not in next_suggestion_states(state) for state in S)


def test_the_chain_leads_forward_only() -> None:
    require_chain_link(K.ISSUE, K.REVISION)
    for source, target in ((K.LESSON, K.TRIAL), (K.TRIAL, K.TRIAL), (K.EFFECT, K.REVISION), (K.ISSUE, K.SUGGESTION)):
        with pytest.raises(RefusedError):
            require_chain_link(source, target)


def days(kind: ChainKind, begun: int, done: int | None) -> ChainDays:
    return ChainDays(kind, date(2026, 3, begun), None if done is None else date(2026, 3, done))


def test_nothing_comes_of_what_was_not_there_yet() -> None:
    trial = days(K.TRIAL, 9, 20)
    with pytest.raises(RefusedError) as caught:
        require_chain_order(trial, days(K.REVISION, 2, 8))
    assert str(caught.value).startswith("The revision was published on 2026-03-08, but the first day of the trial is 2026-03-09.")
    for source, target in (
        (days(K.SUGGESTION, 9, 9), days(K.TRIAL, 1, 8)),
        (days(K.ISSUE, 9, 9), days(K.REVISION, 1, 8)),
        (days(K.SUGGESTION, 9, 9), days(K.LESSON, 8, 8)),
        (trial, days(K.EFFECT, 8, 8)),
        (days(K.REVISION, 9, None), days(K.LESSON, 8, 8)),
        (days(K.EFFECT, 9, 9), days(K.LESSON, 8, 8)),
    ):
        with pytest.raises(RefusedError, match=r"2026-03-08, but .*2026-03-09"):
            require_chain_order(source, target)


def test_what_may_have_come_of_it_is_taken() -> None:
    trial = days(K.TRIAL, 9, 20)
    for source, target in (
        (trial, days(K.REVISION, 2, None)),
        (trial, days(K.REVISION, 2, 9)),
        (trial, days(K.REVISION, 2, 12)),
        (trial, days(K.EFFECT, 10, 10)),
        (trial, days(K.LESSON, 9, 9)),
        (days(K.SUGGESTION, 9, 9), days(K.TRIAL, 1, 9)),
        (days(K.ISSUE, 9, 9), days(K.REVISION, 1, 9)),
        (days(K.REVISION, 9, None), days(K.EFFECT, 9, 9)),
    ):
        require_chain_order(source, target)


def test_a_follow_up_that_was_over_before_the_revision_shows_no_effect_of_it() -> None:
    first, second = date(2026, 3, 9), date(2026, 4, 1)
    assert not may_be_effect(date(2026, 3, 8), (second, first))
    assert may_be_effect(first, (second, first)), "it was in force on the last day"
    assert may_be_effect(date(2026, 3, 8), ()), "no revision is published"


def test_lessons_go_from_draft_to_published_to_retired_and_back() -> None:
    require_lesson_step(LessonState.RETIRED, LessonState.PUBLISHED)
    with pytest.raises(RefusedError):
        require_lesson_step(LessonState.PUBLISHED, LessonState.DRAFT)


def test_nobody_approves_what_they_wrote() -> None:
    require_approver("a", "b")
    with pytest.raises(RefusedError):
        require_approver("a", "a")
