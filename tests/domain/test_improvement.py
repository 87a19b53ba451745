from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.improvement import (
    ChainKind,
    SuggestionState,
    mentioned_logins,
    next_suggestion_states,
    participation,
    require_chain_link,
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


def test_lessons_go_from_draft_to_published_to_retired_and_back() -> None:
    require_lesson_step(LessonState.RETIRED, LessonState.PUBLISHED)
    with pytest.raises(RefusedError):
        require_lesson_step(LessonState.PUBLISHED, LessonState.DRAFT)


def test_nobody_approves_what_they_wrote() -> None:
    require_approver("a", "b")
    with pytest.raises(RefusedError):
        require_approver("a", "a")
