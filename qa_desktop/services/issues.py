"""The issue log: logging, finding, working and closing issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Item, Severity
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.inspection import require_open
from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueKind, IssueState, next_states, require_issue_step
from qa_desktop.domain.issue_gates import missing, require_gate
from qa_desktop.domain.issue_steps import taken_again
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.services.handover import record_mentions
from qa_desktop.services.issue_checks import (
    NOTHING_MORE,
    About,
    about_columns,
    named,
    quantity_of,
    require_may_judge,
    require_rule_allows,
    title_of,
    told_of_late,
)
from qa_desktop.services.issue_entry import enter, happened
from qa_desktop.services.issue_links import answer_of, found_at
from qa_desktop.services.issue_steps import Step, due_step, steps_of
from qa_desktop.services.issue_words import shown_answer, title_for
from qa_desktop.storage.clock import Moment, utc_text
from qa_desktop.storage.queries import followup, issue_board, issue_facts, issue_steps, issues, photos, templates, twins
from qa_desktop.storage.queries.followup import DispositionRow, HoldRow
from qa_desktop.storage.queries.issue_board import BoardColumn
from qa_desktop.storage.queries.issue_steps import LateSteps
from qa_desktop.storage.queries.issues import EventRow, IssueFilter, IssueRow
from qa_desktop.storage.queries.photos import PhotoRow
from qa_desktop.storage.queries.twins import Twin
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace

SHOWN_LATE = 5
"""So many overdue steps of oneself, and of others, are read where no other number is asked for."""


@dataclass(frozen=True, slots=True)
class IssueSuggestion:
    """What an issue for a failed line begins with: links and facts.  ``existing`` is the number of one that stands already."""

    kind: IssueKind
    title: str
    severity: Severity
    inspection_id: str
    inspection_number: str
    item_id: str
    item_number: str
    answer_shown: str
    part_id: str
    part_number: str
    lot_id: str | None
    lot_number: str
    existing_id: str | None
    existing: str | None


@dataclass(frozen=True, slots=True)
class IssuePage:
    """A page of issues, newest first; ``next`` asks for the page after it, ``None`` at the end."""

    rows: tuple[IssueRow, ...]
    next: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class LinkedLine:
    """The line that an issue is about, with the answer as it stands now."""

    item: Item
    item_number: str
    answer: Answer
    shown: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """Everything about one issue.

    ``next_states`` is where it may go from here; ``missing`` says what each of them still needs; ``steps`` are all steps of its
    life, done and to come.
    """

    row: IssueRow
    events: tuple[EventRow, ...]
    photos: tuple[PhotoRow, ...]
    line: LinkedLine | None
    next_states: tuple[IssueState, ...]
    holds: tuple[HoldRow, ...] = ()
    dispositions: tuple[DispositionRow, ...] = ()
    missing: Mapping[IssueState, tuple[str, ...]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @property
    def next_step(self) -> Step | None:
        """The step that is next, with the person and the date that count for it; ``None`` at the end of the issue."""
        return due_step(self.row, self.steps)


class IssueService:
    """What people do with issues."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.LOG_ISSUE)
    def suggest(self, actor: Actor, inspection_id: str, item_id: str) -> IssueSuggestion:
        """Return the links and facts for an issue about one line; nothing is stored."""
        with self._store.reading() as connection:
            line = issues.line_of(connection, inspection_id, item_id)
            item = templates.item_by_id(connection, item_id)
            existing = issues.issue_of_line(connection, inspection_id, item_id)
        answer = answer_of(line)
        failed = verdict_of(item, answer) is Verdict.FAILS
        return IssueSuggestion(
            kind=IssueKind.NONCONFORMITY if failed else IssueKind.OBSERVATION,
            title=title_for(line.item_number, item, answer),
            severity=item.severity,
            inspection_id=inspection_id,
            inspection_number=line.inspection_number,
            item_id=item_id,
            item_number=line.item_number,
            answer_shown=shown_answer(item, answer),
            part_id=line.part_id,
            part_number=line.part_number,
            lot_id=line.lot_id,
            lot_number=line.lot_number,
            existing_id=existing[0] if existing else None,
            existing=existing[1] if existing else None,
        )

    @needs(Permission.LOG_ISSUE)
    def log(
        self,
        actor: Actor,
        *,
        kind: IssueKind,
        title: str,
        severity: Severity,
        description: str = "",
        quantity: str = "",
        inspection_id: str | None = None,
        item_id: str | None = None,
        part_id: str | None = None,
        lot_id: str | None = None,
        about: About = NOTHING_MORE,
    ) -> IssueRow:
        """Enter an issue.  From an inspection, part and lot are those of the inspection, and the answer is kept as it stands.

        Raises :class:`ConflictError` naming the issue that was logged for the same line already, and :class:`RefusedError` for
        a line whose rule says that no issue is logged from it.
        """
        if item_id is not None and inspection_id is None:
            raise InputError("An issue about a line needs the inspection that the line belongs to.")
        words = {"title": title_of(title), "description": clean_text(description), "quantity": quantity_of(quantity)}
        with self._store.writing(actor.person_id) as work:
            words |= about_columns(work.connection, about)
            require_rule_allows(work.connection, item_id)
            if inspection_id is None and part_id is None and lot_id is None:
                part_id, lot_id = named(work.connection, about)
            found = found_at(work.connection, inspection_id, item_id, part_id, lot_id)
            issue_id = enter(work, kind, severity, words, found)
            return issues.issue_by_id(work.connection, issue_id)

    @needs(Permission.LOG_ISSUE)
    def edit(
        self,
        actor: Actor,
        issue_id: str,
        *,
        version: int,
        kind: IssueKind | None = None,
        title: str | None = None,
        description: str | None = None,
        severity: Severity | None = None,
        quantity: str | None = None,
    ) -> IssueRow:
        """Correct the words of an issue while it is open and its inspection is not signed; ``None`` leaves a word as it is.

        Only the person who logged it or a person who works issues may do so; once it is contained, kind, severity and quantity
        belong to those who work issues.  Raises :class:`RefusedError` for what would ask for less than before or contradict a
        disposition.
        """
        wanted: dict[str, str | None] = {
            "kind": None if kind is None else kind.value,
            "title": None if title is None else title_of(title),
            "description": None if description is None else clean_text(description),
            "severity": None if severity is None else severity.value,
            "quantity": None if quantity is None else quantity_of(quantity),
        }
        with self._store.writing(actor.person_id) as work:
            row = _require_editable(work.connection, actor, issue_id)
            _require_version(row, version)
            old = {name: str(getattr(row, name)) for name in wanted}
            new = {name: value for name, value in wanted.items() if value is not None and value != old[name]}
            if not new:
                raise InputError("Nothing was changed, so nothing was stored.")
            after = {**old, **new}
            require_may_judge(work.connection, actor, row, new)
            words = (
                row.number,
                after["title"],
                after["description"],
                row.part_number,
                row.lot_number,
                row.inspection_number or "",
            )
            _change(work, row, version, **new, search=issues.search_text(*words))
            before = {name: old[name] for name in new}
            happened(work, issue_id, "issue.edit", "edited", old=canonical_json(before), new=canonical_json(new))
            return issues.issue_by_id(work.connection, issue_id)

    @needs(Permission.READ_ALL)
    def list_issues(
        self, actor: Actor, wanted: IssueFilter | None = None, after: tuple[str, str] | None = None, limit: int = 100
    ) -> IssuePage:
        """Return a page of issues, newest first."""
        with self._store.reading() as connection:
            rows = issues.issue_page(connection, wanted or IssueFilter(), after=after, limit=limit + 1)
        more = len(rows) > limit
        return IssuePage(rows[:limit], rows[limit - 1].key if more else None)

    @needs(Permission.READ_ALL)
    def board(self, actor: Actor, wanted: IssueFilter | None = None, shown: int = 50) -> dict[IssueState, BoardColumn]:
        """Return the open states with their newest issues and how many there are of each."""
        with self._store.reading() as connection:
            return issue_board.board(connection, wanted or IssueFilter(), shown)

    @needs(Permission.READ_ALL)
    def count(self, actor: Actor, wanted: IssueFilter | None = None) -> int:
        """Return how many issues the filter lets through."""
        with self._store.reading() as connection:
            return issues.count_issues(connection, wanted or IssueFilter())

    @needs(Permission.READ_ALL)
    def issues_of(self, actor: Actor, inspection_id: str) -> tuple[IssueRow, ...]:
        """Return the issues that were logged from an inspection, oldest first."""
        with self._store.reading() as connection:
            return issues.issues_of(connection, inspection_id)

    @needs(Permission.READ_ALL)
    def detail(self, actor: Actor, issue_id: str) -> IssueDetail:
        """Return an issue with its history, photos and the line that it is about."""
        now = Moment.of(self._store.clock())
        with self._store.reading() as connection:
            row = issues.issue_by_id(connection, issue_id)
            facts = issue_facts.facts_of(connection, issue_id, now)
            after = tuple(state for state in IssueState if state in next_states(row.state))
            events = issues.events_of(connection, issue_id)
            return IssueDetail(
                row,
                events,
                photos.photos_of_issue(connection, issue_id),
                _linked_line(connection, row),
                after,
                followup.holds_of(connection, issue_id),
                followup.dispositions_of(connection, issue_id),
                {state: found for state in after if (found := missing(state, row.kind, row.severity, facts))},
                steps_of(row, events, issue_steps.plans_of(connection, issue_id), now),
            )

    @needs(Permission.LOG_ISSUE)
    def similar(
        self, actor: Actor, typed: str, *, part_id: str | None = None, item_id: str | None = None, without: str = ""
    ) -> tuple[Twin, ...]:
        """Return past issues like the one that is being typed, the closest first."""
        with self._store.reading() as connection:
            return twins.similar(connection, typed, part_id=part_id, item_id=item_id, without=without)

    @needs(Permission.READ_ALL)
    def overdue(self, actor: Actor, shown: int = SHOWN_LATE) -> LateSteps:
        """Return the overdue steps that this person is to see: their own, and day by day those of others, one level up.

        All are counted; ``shown`` of their own and as many of others are read, the longest overdue first.  A step stays in the
        answer every day until it is done or planned anew.
        """
        now = self._store.clock()
        with self._store.reading() as connection:
            return issue_steps.late(connection, utc_text(now), told_of_late(actor, now), shown=shown)

    @needs(Permission.WORK_ISSUE)
    def move(self, actor: Actor, issue_id: str, to_state: IssueState, remark: str, version: int) -> IssueRow:
        """Take an issue to its next state, with what was done or found; ``version`` is the one that was looked at.

        When it goes back, the steps that come again lose their dates; their owners stay.
        """
        words = clean_text(remark).strip()
        with self._store.writing(actor.person_id) as work:
            row = issues.issue_by_id(work.connection, issue_id)
            _require_version(row, version)
            require_issue_step(row.state, to_state, words)
            require_gate(to_state, row.kind, row.severity, issue_facts.facts_of(work.connection, issue_id, work.now))
            _change(work, row, version, state=to_state.value)
            issue_steps.take_dates_away(work, issue_id, taken_again(row.state, to_state))
            happened(work, issue_id, "issue.move", "moved", old=row.state.value, new=to_state.value, remark=words)
            return issues.issue_by_id(work.connection, issue_id)

    @needs(Permission.LOG_ISSUE)
    def comment(self, actor: Actor, issue_id: str, text: str) -> IssueDetail:
        """Add a comment; comments are never changed or removed."""
        words = clean_text(text).strip()
        if not words:
            raise InputError("Write the comment first.")
        with self._store.writing(actor.person_id) as work:
            issues.issue_by_id(work.connection, issue_id)
            event_id = happened(work, issue_id, "issue.comment", "comment", remark=words)
            record_mentions(work, issue_id, event_id, words)
        return self.detail(actor, issue_id)

    @needs(Permission.WORK_ISSUE)
    def assign(self, actor: Actor, issue_id: str, *, owner_id: str | None, due: datetime | None, version: int) -> IssueRow:
        """Say who takes care of an issue until when; ``None`` takes owner or due date away."""
        due_at = None if due is None else utc_text(due)
        with self._store.writing(actor.person_id) as work:
            row = issues.issue_by_id(work.connection, issue_id)
            _require_version(row, version)
            _require_unfinished(row)
            owner = "" if owner_id is None else issues.person_name(work.connection, owner_id)
            if (row.owner_id, row.due_at) == (owner_id, due_at):
                raise InputError("Owner and due date are the same as before, so nothing was stored.")
            _change(work, row, version, owner_id=owner_id, due_at=due_at)
            if row.owner_id != owner_id:
                happened(work, issue_id, "issue.assign", "owner", old=row.owner, new=owner, details={"owner": owner_id})
            if row.due_at != due_at:
                happened(work, issue_id, "issue.due", "due", old=row.due_at or "", new=due_at or "")
            return issues.issue_by_id(work.connection, issue_id)


def _linked_line(connection: Connection, row: IssueRow) -> LinkedLine | None:
    if row.inspection_id is None or row.item_id is None:
        return None
    line = issues.line_of(connection, row.inspection_id, row.item_id)
    item = templates.item_by_id(connection, row.item_id)
    taken = photos.count_of_item(connection, row.inspection_id, row.item_id)
    answer = replace(answer_of(line), photos=taken)
    return LinkedLine(item, line.item_number, answer, shown_answer(item, answer), verdict_of(item, answer))


def _require_editable(connection: Connection, actor: Actor, issue_id: str) -> IssueRow:
    row = issues.issue_by_id(connection, issue_id)
    if row.raised_by_id != actor.person_id:
        actor.require(Permission.WORK_ISSUE)
    if row.inspection_state is not None:
        require_open(row.inspection_state)
    _require_unfinished(row)
    return row


def _require_unfinished(row: IssueRow) -> None:
    if row.state not in OPEN_ISSUE_STATES:
        raise RefusedError(
            "Issue {number} is {state} and does not change any more. Add a comment, or log a new issue.",
            number=row.number,
            state=row.state.value,
        )


def _require_version(row: IssueRow, version: int) -> None:
    if row.version != version:
        raise _changed_meanwhile(row)


def _change(work: Work, row: IssueRow, version: int, **values: Any) -> None:
    if not issues.change_issue(work.connection, row.id, version, **values):
        raise _changed_meanwhile(row)


def _changed_meanwhile(row: IssueRow) -> ConflictError:
    return ConflictError(
        "Somebody else changed issue {number} in the meantime; your change was not stored. Reload it and decide again.",
        number=row.number,
    )
