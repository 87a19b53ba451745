"""Suggestions: pages of them, one with its history, trials, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.errors import ConflictError, NotFoundError
from qa_desktop.domain.improvement import SuggestionState, switched_on
from qa_desktop.domain.issue import IssueKind
from qa_desktop.storage.models import Audit, Issue, Person, Station, Suggestion, SuggestionEvent, Trial
from qa_desktop.storage.queries.issues import search_text
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import Work, new_id

_Owner, _Author, _Answerer = (aliased(Person, name=name) for name in ("owner", "author", "answerer"))
_OPEN = (SuggestionState.NEW.value, SuggestionState.ANSWERED.value, SuggestionState.TRIAL.value)


@dataclass(frozen=True, slots=True)
class SuggestionFilter:
    """What the list shows.  ``mine`` is a person who made or owns it; every word of ``text`` must occur."""

    state: SuggestionState | None = None
    open_only: bool = False
    text: str = ""
    mine: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion with names.  ``author`` is a person's name, a typed one, or empty; ``answer_due`` is a day."""

    id: str
    number: str
    words: str
    purpose: str
    author_id: str | None
    author: str
    station: str
    state: SuggestionState
    owner_id: str | None
    owner: str
    answer_due: str
    answer: str
    answered_by: str
    answered_at: str | None
    effect_estimated: str
    amount_estimated: str
    effect_actual: str
    amount_actual: str
    given_at: str
    given_offset: int
    version: int

    @property
    def key(self) -> tuple[str, str]:
        """Where the row stands in a list, newest first."""
        return self.given_at, self.id

    def is_overdue(self, today: str) -> bool:
        """Whether its author waits for an answer longer than was promised; ``today`` is a day such as 2026-03-27."""
        return self.state is SuggestionState.NEW and self.answer_due < today


@dataclass(frozen=True, slots=True)
class LoggedSuggestion:
    """A suggestion that somebody entered in the issue log; ``state`` is that of the issue."""

    number: str
    words: str
    author_id: str
    author: str
    state: str


@dataclass(frozen=True, slots=True)
class SuggestionEventRow:
    """Something that happened to a suggestion; ``person`` is empty when nobody was logged in."""

    action: str
    old: str
    new: str
    remark: str
    person: str
    at: str
    at_offset: int


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial; ``outcome`` is empty while it runs."""

    id: str
    number: str
    suggestion_id: str | None
    issue_id: str | None
    reason: str
    what: str
    place: str
    from_day: str
    to_day: str
    outcome: str
    result: str
    version: int


def page(
    connection: Connection, wanted: SuggestionFilter, *, after: tuple[str, str] | None = None, limit: int = 100
) -> tuple[SuggestionRow, ...]:
    """Return a page, newest first."""
    found = _rows().where(*_conditions(wanted)).order_by(Suggestion.given_at.desc(), Suggestion.id.desc()).limit(limit)
    if after is not None:
        found = found.where(tuple_(Suggestion.given_at, Suggestion.id) < after)
    return tuple(_row(row) for row in connection.execute(found).mappings())


def count(connection: Connection, wanted: SuggestionFilter) -> int:
    """Return how many suggestions the filter lets through."""
    found = select(func.count()).select_from(Suggestion).where(*_conditions(wanted))
    return int(connection.execute(found).scalar_one())


def by_id(connection: Connection, suggestion_id: str) -> SuggestionRow:
    """Return one suggestion; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(Suggestion.id == suggestion_id)).mappings().first()
    if row is None:
        raise NotFoundError("This suggestion does not exist. Reload the list.")
    return _row(row)


def waiting(connection: Connection, today: str, owner_id: str | None = None) -> tuple[int, int]:
    """Return how many suggestions wait for their first answer, and how many of these for too long."""
    new = select(func.count(), func.count().filter(Suggestion.answer_due < today)).where(Suggestion.state == "new")
    if owner_id is not None:
        new = new.where(or_(Suggestion.owner_id == owner_id, Suggestion.owner_id.is_(None)))
    row = connection.execute(new).one()
    return int(row[0]), int(row[1])


def overdue_of_others(connection: Connection, today: str, person_id: str) -> tuple[str, ...]:
    """Return the days by which the suggestions of other owners should have been answered and were not."""
    late = select(Suggestion.answer_due).where(Suggestion.state == "new", Suggestion.answer_due < today)
    return tuple(connection.execute(late.where(Suggestion.owner_id != person_id)).scalars())


def add(work: Work, **values: Any) -> str:
    """Insert a suggestion and return its key."""
    key = new_id()
    search = search_text(values["number"], values["words"], values["purpose"], values.get("author_name", ""))
    work.connection.execute(insert(Suggestion).values(id=key, search=search, **values))
    return key


def change(work: Work, row: SuggestionRow, version: int, **values: Any) -> None:
    """Change columns; raises :class:`ConflictError` when somebody else did since ``version``."""
    done = work.connection.execute(
        update(Suggestion).where(Suggestion.id == row.id, Suggestion.version == version).values(version=version + 1, **values)
    )
    if done.rowcount != 1:
        raise ConflictError(
            "Somebody else changed suggestion {number} in the meantime; your change was not stored. Reload it and decide again.",
            number=row.number,
        )


def add_event(work: Work, suggestion_id: str, action: str, *, old: str = "", new: str = "", remark: str = "", seq: int) -> None:
    """Append to the history of a suggestion."""
    work.connection.execute(
        insert(SuggestionEvent).values(
            id=new_id(),
            suggestion_id=suggestion_id,
            action=action,
            old=old,
            new=new,
            remark=remark,
            person_id=work.actor_id,
            at=work.now.utc,
            at_offset=work.now.offset,
            audit_seq=seq,
        )
    )


def events_of(connection: Connection, suggestion_id: str) -> tuple[SuggestionEventRow, ...]:
    """Return the history of a suggestion, oldest first."""
    event = SuggestionEvent
    found = (
        select(
            event.action,
            event.old,
            event.new,
            event.remark,
            func.coalesce(Person.name, "").label("person"),
            event.at,
            event.at_offset,
        )
        .outerjoin(Person, Person.id == event.person_id)
        .where(event.suggestion_id == suggestion_id)
        .order_by(event.id)
    )
    return tuple(SuggestionEventRow(*row) for row in connection.execute(found))


def given_between(connection: Connection, from_utc: str, to_utc: str) -> tuple[SuggestionRow, ...]:
    """Return the suggestions given from ``from_utc`` up to before ``to_utc``, oldest first."""
    found = _rows().where(Suggestion.given_at >= from_utc, Suggestion.given_at < to_utc)
    rows = connection.execute(found.order_by(Suggestion.given_at, Suggestion.id)).mappings()
    return tuple(_row(row) for row in rows)


def logged_between(connection: Connection, from_utc: str, to_utc: str) -> tuple[LoggedSuggestion, ...]:
    """Return the issues of the kind suggestion that were logged from ``from_utc`` up to before ``to_utc``, oldest first."""
    found = (
        select(Issue.number, Issue.title, Issue.raised_by, Person.name, Issue.state)
        .join(Person, Person.id == Issue.raised_by)
        .where(Issue.kind == IssueKind.SUGGESTION.value, Issue.raised_at >= from_utc, Issue.raised_at < to_utc)
    )
    return tuple(LoggedSuggestion(*row) for row in connection.execute(found.order_by(Issue.raised_at, Issue.id)))


def authors_between(connection: Connection, from_utc: str, to_utc: str) -> tuple[str | None, ...]:
    """Return the author of each suggestion given from ``from_utc`` up to before ``to_utc``, those in the issue log included."""
    found = select(Suggestion.author_id).where(Suggestion.given_at >= from_utc, Suggestion.given_at < to_utc)
    logged = (one.author_id for one in logged_between(connection, from_utc, to_utc))
    return (*connection.execute(found).scalars(), *logged)


def accounts_between(connection: Connection, from_utc: str, to_utc: str) -> frozenset[str]:
    """Return whose account was on at any time from ``from_utc`` up to before ``to_utc``."""
    made = connection.execute(select(Person.id, Person.created_at).where(Person.created_at < to_utc).order_by(Person.created_at))
    switches = (
        select(Audit.entity_id, Audit.action, Audit.at)
        .where(Audit.entity == "person", Audit.action.in_(("person.deactivated", "person.reactivated")), Audit.at < to_utc)
        .order_by(Audit.at, Audit.seq)
    )
    changed = connection.execute(switches)
    return switched_on(
        (
            *((row[0], True, row[1] >= from_utc) for row in made),
            *((row[0], row[1] == "person.reactivated", row[2] >= from_utc) for row in changed),
        )
    )


def add_trial(work: Work, **values: Any) -> str:
    """Insert a trial and return its key."""
    key = new_id()
    work.connection.execute(insert(Trial).values(id=key, begun_by=work.actor_id, begun_at=work.now.utc, **values))
    return key


def end_trial(work: Work, row: TrialRow, version: int, outcome: str, result: str) -> None:
    """Write the result of a trial; raises :class:`ConflictError` when it was ended in the meantime."""
    done = work.connection.execute(
        update(Trial)
        .where(Trial.id == row.id, Trial.version == version, Trial.ended_at.is_(None))
        .values(version=version + 1, outcome=outcome, result=result, ended_by=work.actor_id, ended_at=work.now.utc)
    )
    if done.rowcount != 1:
        raise ConflictError("Trial {number} has its result already. Nothing was stored. Reload it.", number=row.number)


def trials_of(connection: Connection, *, suggestion_id: str | None = None, issue_id: str | None = None) -> tuple[TrialRow, ...]:
    """Return the trials for a suggestion or an issue, oldest first."""
    which = Trial.suggestion_id == suggestion_id if suggestion_id is not None else Trial.issue_id == issue_id
    return tuple(TrialRow(*row) for row in connection.execute(_trials().where(which).order_by(Trial.id)))


def trial_by_id(connection: Connection, trial_id: str) -> TrialRow:
    """Return one trial; raises :class:`NotFoundError`."""
    row = connection.execute(_trials().where(Trial.id == trial_id)).first()
    if row is None:
        raise NotFoundError("This trial does not exist. Reload the list.")
    return TrialRow(*row)


def _trials() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Trial.id,
            Trial.number,
            Trial.suggestion_id,
            Trial.issue_id,
            func.coalesce(Suggestion.number, Issue.number, ""),
            Trial.what,
            Trial.place,
            Trial.from_day,
            Trial.to_day,
            Trial.outcome,
            Trial.result,
            Trial.version,
        )
        .outerjoin(Suggestion, Suggestion.id == Trial.suggestion_id)
        .outerjoin(Issue, Issue.id == Trial.issue_id)
    )


def _conditions(wanted: SuggestionFilter) -> list[Any]:
    words = words_to_find(search_text(wanted.text))
    found: list[Any] = [Suggestion.search.contains(word, autoescape=True, escape="\\") for word in words]
    if wanted.state is not None:
        found.append(Suggestion.state == wanted.state.value)
    if wanted.open_only:
        found.append(Suggestion.state.in_(_OPEN))
    if wanted.mine:
        found.append(or_(Suggestion.author_id == wanted.mine, Suggestion.owner_id == wanted.mine))
    return found


def _rows() -> Select[*tuple[Any, ...]]:
    one = Suggestion
    return (
        select(
            one.id,
            one.number,
            one.words,
            one.purpose,
            one.author_id,
            func.coalesce(_Author.name, one.author_name).label("author"),
            Station.name.label("station"),
            one.state,
            one.owner_id,
            func.coalesce(_Owner.name, "").label("owner"),
            one.answer_due,
            one.answer,
            func.coalesce(_Answerer.name, "").label("answered_by"),
            one.answered_at,
            one.effect_estimated,
            one.amount_estimated,
            one.effect_actual,
            one.amount_actual,
            one.given_at,
            one.given_offset,
            one.version,
        )
        .join(Station, Station.id == one.station_id)
        .outerjoin(_Author, _Author.id == one.author_id)
        .outerjoin(_Owner, _Owner.id == one.owner_id)
        .outerjoin(_Answerer, _Answerer.id == one.answered_by)
    )


def _row(row: RowMapping) -> SuggestionRow:
    return SuggestionRow(**{**row, "state": SuggestionState(row["state"])})
