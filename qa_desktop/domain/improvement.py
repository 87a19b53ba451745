"""Suggestions and what becomes of them: states, deadlines, who takes part, the chain of improvement, mentions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from qa_desktop.domain.errors import InputError, RefusedError

ANSWER_WITHIN_DAYS: Final = 14
"""Within how many days everybody who suggests something gets an answer."""

MAX_SUGGESTION = 4_000


class SuggestionState(StrEnum):
    """How far a suggestion has come.  Whoever made it gets an answer in every state but ``NEW``."""

    NEW = "new"
    ANSWERED = "answered"
    TRIAL = "trial"
    ADOPTED = "adopted"
    DECLINED = "declined"


_S = SuggestionState
_NEXT: Mapping[SuggestionState, frozenset[SuggestionState]] = {
    _S.NEW: frozenset({_S.ANSWERED, _S.TRIAL, _S.ADOPTED, _S.DECLINED}),
    _S.ANSWERED: frozenset({_S.TRIAL, _S.ADOPTED, _S.DECLINED}),
    _S.TRIAL: frozenset({_S.ADOPTED, _S.DECLINED}),
    _S.ADOPTED: frozenset(),
    _S.DECLINED: frozenset({_S.ANSWERED}),
}


def next_suggestion_states(now: SuggestionState) -> tuple[SuggestionState, ...]:
    """Return where a suggestion may go from ``now``, in the order of the board."""
    return tuple(state for state in SuggestionState if state in _NEXT[now])


def require_suggestion_step(now: SuggestionState, then: SuggestionState, answer: str) -> None:
    """Raise when a suggestion may not go from ``now`` to ``then``, or when its author would get no answer."""
    if then not in _NEXT[now]:
        raise RefusedError("A suggestion that is {now} cannot become {then}. Nothing was stored.", now=now.value, then=then.value)
    if not answer.strip():
        raise InputError("Write the answer for whoever made the suggestion. Nothing was stored.")


class ChainKind(StrEnum):
    """The links of the chain of improvement, in their order."""

    SUGGESTION = "suggestion"
    ISSUE = "issue"
    TRIAL = "trial"
    REVISION = "revision"
    EFFECT = "effect"
    LESSON = "lesson"


_K = ChainKind
_STEP: Final[Mapping[ChainKind, int]] = {_K.SUGGESTION: 0, _K.ISSUE: 0, _K.TRIAL: 1, _K.REVISION: 2, _K.EFFECT: 3, _K.LESSON: 4}


def require_chain_link(source: ChainKind, target: ChainKind) -> None:
    """Raise unless the chain leads from ``source`` on to ``target``; steps may be left out, never gone back."""
    if _STEP[target] <= _STEP[source]:
        raise RefusedError(
            "The chain leads from suggestion or issue over trial, revision and effect to the lesson, not from {source} to "
            "{target}. Nothing was stored.",
            source=source.value,
            target=target.value,
        )


@dataclass(frozen=True, slots=True)
class ChainDays:
    """The day on which something of the chain began, and the day on which it was done; ``None`` while it can still become other.

    A suggestion is begun when it is given, an issue when it is logged, a revision when somebody begins to write it.  A trial is
    done with its result or when its time is over, a revision when it is published; effects and lessons have one day only.
    """

    kind: ChainKind
    begun: date
    done: date | None


_BEGUN: Final[Mapping[ChainKind, str]] = {
    _K.SUGGESTION: "the suggestion was made on {day}",
    _K.ISSUE: "the issue was logged on {day}",
    _K.TRIAL: "the first day of the trial is {day}",
    _K.REVISION: "the revision was begun on {day}",
    _K.EFFECT: "the effect was recorded on {day}",
}
_DONE: Final[Mapping[ChainKind, str]] = {
    _K.TRIAL: "The trial ended on {day}",
    _K.REVISION: "The revision was published on {day}",
    _K.EFFECT: "The effect would be recorded on {day}",
    _K.LESSON: "The lesson was written on {day}",
}


def require_chain_order(source: ChainDays, target: ChainDays) -> None:
    """Raise when ``target`` was done on a day before ``source`` began: nothing comes of what was not there yet.

    Days are compared, since a trial is known by its days.  What is not done yet is never too early: a draft that was begun before
    a trial may still take up what the trial shows.
    """
    if target.done is not None and target.done < source.begun:
        raise RefusedError(
            "{done}, but {begun}. What was there before did not come of it: choose what came after. Nothing was stored.",
            done=_DONE[target.kind].format(day=target.done),
            begun=_BEGUN[source.kind].format(day=source.begun),
        )


def may_be_effect(follow_up_ends: date, published: Iterable[date]) -> bool:
    """Return whether a follow-up can show an effect of revisions: not when it was over before the first was published."""
    return follow_up_ends >= min(published, default=follow_up_ends)


class NextStep(StrEnum):
    """What is missing in a chain."""

    ANSWER = "answer"
    BEGIN_TRIAL = "begin_trial"
    END_TRIAL = "end_trial"
    LINK_REVISION = "link_revision"
    RECORD_EFFECT = "record_effect"
    WRITE_LESSON = "write_lesson"


def next_steps(there: Collection[ChainKind], *, running: bool, unanswered: bool, declined: bool) -> tuple[NextStep, ...]:
    """Return what a chain lacks, the next first.

    ``running`` says that a trial has no result, ``unanswered`` that nobody answered the suggestion yet, ``declined`` that
    nothing becomes of it: then only a lesson may still come.  A trial is not missing where a revision came without one.
    """
    lacks = {
        NextStep.ANSWER: unanswered,
        NextStep.BEGIN_TRIAL: not declined and not {_K.TRIAL, _K.REVISION} & set(there),
        NextStep.END_TRIAL: running,
        NextStep.LINK_REVISION: not declined and _K.REVISION not in there,
        NextStep.RECORD_EFFECT: not declined and _K.EFFECT not in there,
        NextStep.WRITE_LESSON: _K.LESSON not in there,
    }
    return tuple(step for step in NextStep if lacks[step])


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part in a period.

    ``taking_part`` counts people, not suggestions; ``unnamed`` counts suggestions without a known author, which belong to no
    person and so change no share.  ``people`` counts accounts that were switched on at any time in the period, whether or not
    anybody worked with them.  ``percent`` is ``None`` when there was none: no data, not nought.
    """

    taking_part: int
    people: int
    suggestions: int
    unnamed: int

    @property
    def percent(self) -> Decimal | None:
        """The share of people with at least one suggestion, in percent with one decimal."""
        if self.people == 0:
            return None
        return (Decimal(100 * self.taking_part) / Decimal(self.people)).quantize(Decimal("0.1"))


PARTICIPATION_WORDS: Final = (
    "People with at least one suggestion in the period, on the board or in the issue log, whatever became of it, of all whose "
    "account was switched on at any time in the period, also those who did nothing. Nobody counts twice; a suggestion without a "
    "log-in counts for nobody."
)
"""What the share of people taking part means."""


def switched_on(changes: Iterable[tuple[str, bool, bool]]) -> frozenset[str]:
    """Return whose account was on at any time in a period.

    ``changes`` are what was done with accounts before the period ended, oldest first: the person, whether the account was on
    afterwards, and whether that was in the period.  Whoever is switched off in the period was on until then.
    """
    on: set[str] = set()
    for person, is_on, in_period in changes:
        if is_on:
            on.add(person)
        elif not in_period:
            on.discard(person)
    return frozenset(on)


def participation(authors: Iterable[str | None], active: Collection[str]) -> Participation:
    """Return the share of people taking part.

    ``authors`` has one entry for each suggestion of the period, ``None`` for one without a known author; ``active`` are the
    people whose account was on in the same period.  Nobody counts twice, and whoever suggested had an account.
    """
    given = list(authors)
    named = {author for author in given if author is not None}
    return Participation(len(named), len(named | set(active)), len(given), sum(author is None for author in given))


_MENTION = re.compile(r"(?<![\w@.+-])@([\w][\w.+-]*)")


def mentioned_logins(text: str) -> tuple[str, ...]:
    """Return the log-in names after ``@`` in a comment, each once, folded; an address of electronic mail mentions nobody."""
    found = (match.group(1).rstrip(".-+").casefold() for match in _MENTION.finditer(text))
    return tuple(dict.fromkeys(login for login in found if login))


_TYPING = re.compile(r"(?<![\w@.+-])@([\w.+-]*)$")


def mention_at(text: str, cursor: int) -> str | None:
    """Return what of a name stands between ``@`` and the cursor, perhaps nothing; ``None`` where no name is being typed."""
    found = _TYPING.search(text[:cursor])
    return found.group(1) if found is not None else None


def offered(typed: str, people: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the people, as pairs of log-in name and name, of whom a log-in name or a word of the name begins as typed."""
    start = typed.casefold()
    return tuple(
        (login, name)
        for login, name in people
        if login.casefold().startswith(start) or any(word.startswith(start) for word in name.casefold().split())
    )
