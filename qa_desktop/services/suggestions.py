"""Suggestions: everybody may propose something, somebody answers by a day that was promised, and the author gets the credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.escalation import told
from qa_desktop.domain.ids import suggestion_number
from qa_desktop.domain.improvement import (
    ANSWER_WITHIN_DAYS,
    MAX_SUGGESTION,
    Participation,
    SuggestionState,
    next_suggestion_states,
    participation,
    require_suggestion_step,
)
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import ROLE_PERMISSIONS, Actor, Permission, Role
from qa_desktop.domain.period import Period
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import logged_in, needs, open_to
from qa_desktop.storage.queries import issues, people, stations
from qa_desktop.storage.queries import suggestions as rows
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.queries.suggestions import SuggestionEventRow, SuggestionFilter, SuggestionRow, TrialRow
from qa_desktop.storage.unit import Work
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SuggestionDetail:
    """One suggestion with its history, its trials and where it may go from here."""

    row: SuggestionRow
    events: tuple[SuggestionEventRow, ...]
    trials: tuple[TrialRow, ...]
    next_states: tuple[SuggestionState, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many suggestions wait for their first answer, and how many of them for longer than was promised.

    ``escalated`` are those of other owners that this person is told of by now: each day the next level up, as with issues.
    """

    unanswered: int
    overdue: int
    escalated: int = 0


class SuggestionService:
    """What people do with suggestions."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @logged_in("whoever is logged in, whatever their roles")
    def give(self, actor: Actor, words: str, *, purpose: str = "", effect: str = "", amount: str = "") -> SuggestionRow:
        """Propose something; ``purpose`` says what it would help, ``effect`` and ``amount`` what it may bring."""
        with self._store.writing(actor.person_id) as work:
            return _give(work, words, purpose=purpose, effect=effect, amount=amount, author_id=actor.person_id)

    @open_to("anyone at the lock screen, without a log-in")
    def give_unnamed(self, words: str, *, purpose: str = "", name: str = "") -> SuggestionRow:
        """Propose something without a log-in; ``name`` is what was typed, if anything.  The audit entry names no person."""
        typed = " ".join(clean_text(name, limit=80).split())
        with self._store.writing(None) as work:
            return _give(work, words, purpose=purpose, author_name=typed)

    @needs(Permission.READ_ALL)
    def page(
        self, actor: Actor, wanted: SuggestionFilter, *, after: tuple[str, str] | None = None, limit: int = 100
    ) -> tuple[SuggestionRow, ...]:
        """Return a page of suggestions, newest first."""
        with self._store.reading() as connection:
            return rows.page(connection, wanted, after=after, limit=limit)

    @needs(Permission.READ_ALL)
    def count(self, actor: Actor, wanted: SuggestionFilter) -> int:
        """Return how many suggestions the filter lets through."""
        with self._store.reading() as connection:
            return rows.count(connection, wanted)

    @needs(Permission.READ_ALL)
    def detail(self, actor: Actor, suggestion_id: str) -> SuggestionDetail:
        """Return one suggestion with everything about it."""
        with self._store.reading() as connection:
            row = rows.by_id(connection, suggestion_id)
            events = rows.events_of(connection, suggestion_id)
            trials = rows.trials_of(connection, suggestion_id=suggestion_id)
        return SuggestionDetail(row, events, trials, next_suggestion_states(row.state))

    @needs(Permission.ANSWER_SUGGESTION)
    def waiting(self, actor: Actor) -> Waiting:
        """Return what waits for an answer of this person, or of nobody in particular, and what others let wait for too long."""
        with self._store.reading() as connection:
            own = rows.waiting(connection, self.today(), actor.person_id)
            late = rows.overdue_of_others(connection, self.today(), actor.person_id)
        today = date.fromisoformat(self.today())
        days = ((today - date.fromisoformat(due)).days - 1 for due in late)
        return Waiting(*own, sum(bool(actor.roles & told(late_for)) for late_for in days))

    @needs(Permission.ANSWER_SUGGESTION)
    def assign(self, actor: Actor, suggestion_id: str, *, owner_id: str | None, due: str, version: int) -> SuggestionRow:
        """Say who answers by which day, such as 2026-03-27."""
        day = _day(due)
        with self._store.writing(actor.person_id) as work:
            row = rows.by_id(work.connection, suggestion_id)
            owner = "" if owner_id is None else issues.person_name(work.connection, owner_id)
            if owner_id is not None and not _may_answer(people.person(work.connection, owner_id).roles):
                raise RefusedError("{name} may not answer suggestions. Choose somebody who may. Nothing was stored.", name=owner)
            if (row.owner_id, row.answer_due) == (owner_id, day):
                raise InputError("Owner and day are the same as before, so nothing was stored.")
            rows.change(work, row, version, owner_id=owner_id, answer_due=day)
            facts = {"owner": owner_id, "due": day, "before": [row.owner_id, row.answer_due]}
            seq = work.audit("suggestion.assign", "suggestion", row.id, facts).seq
            said = {"old": f"{row.owner} {row.answer_due}".strip(), "new": f"{owner} {day}".strip()}
            rows.add_event(work, row.id, "assigned", **said, seq=seq)
            return rows.by_id(work.connection, suggestion_id)

    @needs(Permission.ANSWER_SUGGESTION)
    def answer(self, actor: Actor, suggestion_id: str, to_state: SuggestionState, answer: str, version: int) -> SuggestionRow:
        """Answer a suggestion and say what becomes of it.  Nobody answers their own."""
        words = clean_text(answer, limit=MAX_SUGGESTION).strip()
        with self._store.writing(actor.person_id) as work:
            row = rows.by_id(work.connection, suggestion_id)
            if row.author_id == actor.person_id:
                raise RefusedError("Nobody answers their own suggestion. Ask somebody else. Nothing was stored.")
            require_suggestion_step(row.state, to_state, words)
            said = {"state": to_state.value, "answer": words, "answered_by": actor.person_id, "answered_at": work.now.utc}
            rows.change(work, row, version, **said)
            details = {"old": row.state.value, "new": to_state.value, "answer": words}
            seq = work.audit("suggestion.answer", "suggestion", row.id, details).seq
            rows.add_event(work, row.id, "answered", old=row.state.value, new=to_state.value, remark=words, seq=seq)
            return rows.by_id(work.connection, suggestion_id)

    @needs(Permission.ANSWER_SUGGESTION)
    def record_effect(self, actor: Actor, suggestion_id: str, effect: str, amount: str, version: int) -> SuggestionRow:
        """Write what the suggestion really brought, with an amount where there is one."""
        words, number = clean_text(effect, limit=500).strip(), _amount(amount)
        if not words:
            raise InputError("Say what the suggestion brought. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = rows.by_id(work.connection, suggestion_id)
            if row.state is not SuggestionState.ADOPTED:
                raise RefusedError("Only an adopted suggestion has an effect. Adopt it first. Nothing was stored.")
            rows.change(work, row, version, effect_actual=words, amount_actual=number)
            seq = work.audit("suggestion.effect", "suggestion", row.id, {"effect": words, "amount": number}).seq
            rows.add_event(work, row.id, "effect", old=row.effect_actual, new=words, remark=number, seq=seq)
            return rows.by_id(work.connection, suggestion_id)

    @needs(Permission.READ_ALL)
    def participation(self, actor: Actor, first: date, last: date) -> Participation:
        """Return the share of people taking part from ``first`` to ``last``, both included, in the time of this station."""
        period = Period(first, last)
        span = self._store.now().days(period.first, period.last)
        with self._store.reading() as connection:
            return participation(rows.authors_between(connection, *span), rows.accounts_between(connection, *span))

    @needs(Permission.READ_ALL)
    def in_issue_log(self, actor: Actor) -> int:
        """Return how many suggestions are open in the issue log, which the board does not hold."""
        with self._store.reading() as connection:
            return issues.count_issues(connection, IssueFilter(open_only=True, kind=IssueKind.SUGGESTION))

    @open_to("screens, which mark what is overdue")
    def today(self) -> str:
        """Return the day at this station, such as 2026-03-27."""
        return self._store.clock().date().isoformat()


def _give(
    work: Work,
    words: str,
    *,
    purpose: str,
    effect: str = "",
    amount: str = "",
    author_id: str | None = None,
    author_name: str = "",
) -> SuggestionRow:
    said, why = clean_text(words, limit=MAX_SUGGESTION).strip(), clean_text(purpose, limit=500).strip()
    if not said:
        raise InputError("Write the suggestion first. Nothing was stored.")
    number = suggestion_number(stations.code_of(work.connection, work.station_id), work.next_number("suggestion"))
    due = (work.now.local.date() + timedelta(days=ANSWER_WITHIN_DAYS)).isoformat()
    key = rows.add(
        work,
        number=number,
        words=said,
        purpose=why,
        author_id=author_id,
        author_name=author_name,
        station_id=work.station_id,
        state=SuggestionState.NEW.value,
        answer_due=due,
        effect_estimated=clean_text(effect, limit=500).strip(),
        amount_estimated=_amount(amount),
        given_at=work.now.utc,
        given_offset=work.now.offset,
    )
    facts = {"number": number, "words": said, "purpose": why, "author": author_id, "name": author_name, "due": due}
    seq = work.audit("suggestion.give", "suggestion", key, facts).seq
    rows.add_event(work, key, "given", new=SuggestionState.NEW.value, seq=seq)
    return rows.by_id(work.connection, key)


def _amount(text: str) -> str:
    return decimal_text(parse_decimal(text)) if text.strip() else ""


def _may_answer(roles: frozenset[Role]) -> bool:
    return any(Permission.ANSWER_SUGGESTION in ROLE_PERMISSIONS[role] for role in roles)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise InputError("“{text}” is not a day. Type it as year-month-day, for example 2026-03-27.", text=text) from error
