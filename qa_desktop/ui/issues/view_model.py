"""The issue log without a window: the filter, the open issue, and what may be done with it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile
    from qa_desktop.services.issues import IssueDetail
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.issue_board import BoardColumn
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow


class Scope(StrEnum):
    """Which states the list shows, apart from single ones."""

    OPEN = "open"
    OVERDUE = "overdue"
    ALL = "all"


class Act(StrEnum):
    """What was done with an issue."""

    LOGGED = "logged"
    MOVED = "moved"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter as the person set it.  ``state`` is a scope or one single state."""

    state: Scope | IssueState = Scope.OPEN
    kind: IssueKind | None = None
    severity: Severity | None = None
    text: str = ""
    mine: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether something is left out besides what has ended."""
        return bool(self.text or self.kind or self.severity or self.mine or self.state not in {Scope.OPEN, Scope.ALL})


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """One issue with its small pictures by photo id, and who may take it on; ``named`` when a comment waits for this person."""

    detail: IssueDetail
    pictures: Mapping[str, bytes]
    people: tuple[Tile, ...]
    named: bool = False

    @property
    def id(self) -> str:
        """The key of the issue."""
        return self.detail.row.id


@dataclass(frozen=True, slots=True)
class IssuesState:
    """Everything that the screen draws."""

    wanted: Wanted = field(default_factory=Wanted)
    chosen: str | None = None
    issue: OpenIssue | None = None
    error: QaError | None = None
    busy: bool = False
    may_log: bool = False
    may_work: bool = False
    may_teach: bool = False

    @property
    def is_loading(self) -> bool:
        """Whether the chosen issue is on its way."""
        return self.chosen is not None and (self.issue is None or self.issue.id != self.chosen) and self.error is None

    @property
    def next_states(self) -> tuple[IssueState, ...]:
        """Where this person may take the open issue."""
        return self.issue.detail.next_states if self.issue is not None and self.may_work else ()


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What was typed for a new issue; ``about`` are texts by the names of the service's ``About``.

    ``lessons`` are the keys of those that were on the screen.
    """

    kind: IssueKind
    severity: Severity
    title: str
    description: str = ""
    quantity: str = ""
    photos: tuple[Path | bytes, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    lessons: tuple[str, ...] = ()


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: IssuesState) -> None:
        """Draw the state."""

    def acted(self, act: Act, issue_id: str) -> None:
        """Something was done and stored."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""

    def filter_changed(self) -> None:
        """The list has to be loaded anew."""


class IssuesModel:
    """Intents of the issue log."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = IssuesState(
            may_log=actor.may(Permission.LOG_ISSUE),
            may_work=actor.may(Permission.WORK_ISSUE),
            may_teach=actor.may(Permission.MANAGE_KNOWLEDGE),
        )

    def filter(self) -> IssueFilter:
        """Return the filter for the storage."""
        from qa_desktop.storage.clock import utc_text  # noqa: PLC0415  (storage loads late)
        from qa_desktop.storage.queries.issues import IssueFilter  # noqa: PLC0415  (brings SQLAlchemy)

        wanted = self.state.wanted
        return IssueFilter(
            state=wanted.state if isinstance(wanted.state, IssueState) else None,
            open_only=wanted.state is Scope.OPEN,
            kind=wanted.kind,
            severity=wanted.severity,
            text=wanted.text,
            mine=self._actor.person_id if wanted.mine else "",
            due_before=utc_text(self.now()) if wanted.state is Scope.OVERDUE else "",
        )

    def page(self, wanted: IssueFilter, after: tuple[str, str] | None, limit: int) -> tuple[IssueRow, ...]:
        """Read a page; called in a reader."""
        return self._program.issues.list_issues(self._actor, wanted, after, limit).rows

    def count(self, wanted: IssueFilter) -> int:
        """Count; called in a reader."""
        return self._program.issues.count(self._actor, wanted)

    def board(self, wanted: IssueFilter, shown: int) -> dict[IssueState, BoardColumn]:
        """Read the columns of the board; called in a reader."""
        return self._program.issues.board(self._actor, wanted, shown)

    def want(self, **changes: Any) -> None:
        """Change the filter; the same filter again does nothing.  A combo box hands the text of a choice over."""
        if "state" in changes:
            changes["state"] = _state_of(changes["state"])
        wanted = replace(self.state.wanted, **changes)
        if wanted != self.state.wanted:
            self._set(wanted=wanted)
            self._watcher.filter_changed()

    def want_inspection(self, inspection_id: str) -> None:
        """Show the issues of one inspection."""
        self._jobs.read(
            partial(self._number_of, inspection_id), self._inspection_found, self._watcher.refused, owner=self._watcher
        )

    def open(self, issue_id: str) -> None:
        """Load an issue."""
        if issue_id == self.state.chosen and self.state.error is None:
            return
        self._set(chosen=issue_id, error=None)
        self._read(issue_id)

    def reload(self) -> None:
        """Load the open issue anew."""
        if self.state.chosen is not None:
            self._set(error=None)
            self._read(self.state.chosen)

    def close(self) -> None:
        """Put the open issue away."""
        self._set(chosen=None, issue=None, error=None)

    def move(self, to_state: IssueState, remark: str) -> None:
        """Take the open issue to its next state."""
        issue = self.state.issue
        if issue is not None:
            row = issue.detail.row
            act = partial(self._program.issues.move, self._actor, row.id, to_state, remark, row.version)
            self._write(act, Act.MOVED, row.id)

    def assign(self, owner_id: str | None, due_text: str) -> None:
        """Say who takes care until when; ``due_text`` is a date such as 2026-03-27, empty for none."""
        issue = self.state.issue
        if issue is None:
            return
        try:
            due = self._moment(due_text)
        except InputError as error:
            self._watcher.refused(error)
            return
        row = issue.detail.row
        act = partial(self._program.issues.assign, self._actor, row.id, owner_id=owner_id, due=due, version=row.version)
        self._write(act, Act.ASSIGNED, row.id)

    def comment(self, text: str) -> None:
        """Add a comment to the open issue."""
        issue = self.state.issue
        if issue is not None:
            self._write(partial(self._program.issues.comment, self._actor, issue.id, text), Act.COMMENTED, issue.id)

    def saw_mentions(self) -> None:
        """Say that this person has the open issue before their eyes; what names them in it is seen then."""
        issue = self.state.issue
        if issue is not None and issue.named:
            self.state = replace(self.state, issue=replace(issue, named=False))
            self._jobs.write(partial(self._program.handover.see_mentions, self._actor, issue.id), owner=self._watcher)

    def log(self, new: NewIssue) -> None:
        """Enter a new issue with its photos."""
        self._set(busy=True)
        self._jobs.work(partial(self._log, new), self._logged, self._refused, owner=self._watcher)

    def add_photo(self, photo: Path | bytes, source: str) -> None:
        """Add a photo to the open issue."""
        issue = self.state.issue
        if issue is not None:
            self._set(busy=True)
            act = partial(self._add_photo, issue.id, photo, source)
            self._jobs.work(act, partial(self._done, Act.PHOTO, issue.id), self._refused, owner=self._watcher)

    def codes(self) -> tuple[tuple[str, str], ...]:
        """Return the failure codes in use; called in a reader."""
        return self._program.failure_codes.codes(self._actor)

    def due_in(self, days: int) -> str:
        """Return the date in so many days, as it is typed."""
        return (self.now().date() + timedelta(days=days)).isoformat()

    def now(self) -> datetime:
        """Return the present moment with the station's offset."""
        return self._program.workspace.store.clock()

    def _moment(self, text: str) -> datetime | None:
        if not text.strip():
            return None
        try:
            day = date.fromisoformat(text.strip())
        except ValueError as error:
            raise InputError("“{text}” is no date. Type it like 2026-03-27, or choose one.", text=text.strip()) from error
        return datetime.combine(day, time(23, 59), self.now().tzinfo)

    def _write(self, act: Callable[[], Any], what: Act, issue_id: str) -> None:
        self._set(busy=True)
        self._jobs.write(act, partial(self._done, what, issue_id), self._refused, owner=self._watcher)

    def _log(self, new: NewIssue, _report: object) -> str:
        from qa_desktop.services.issue_checks import About  # noqa: PLC0415  (brings SQLAlchemy)

        row = self._program.issues.log(
            self._actor,
            kind=new.kind,
            title=new.title,
            severity=new.severity,
            description=new.description,
            quantity=new.quantity,
            about=About(**new.about),
        )
        for photo in new.photos:
            self._add_photo(row.id, photo, "file" if isinstance(photo, Path) else "clipboard", None)
        if new.lessons:
            # The issue is logged; that a lesson was on the screen then is no reason to refuse anything.
            with contextlib.suppress(QaError):
                self._program.lesson_uses.offered(self._actor, new.lessons, row.id)
        return row.id

    def _add_photo(self, issue_id: str, photo: Path | bytes, source: str, _report: object) -> None:
        name = photo.name if isinstance(photo, Path) else ""
        self._program.photos.add(self._actor, issue_id=issue_id, data=photo, name=name, source=source)

    def _logged(self, issue_id: str) -> None:
        self._set(busy=False, chosen=issue_id, issue=None)
        self._read(issue_id)
        self._watcher.acted(Act.LOGGED, issue_id)

    def _done(self, what: Act, issue_id: str, _result: object) -> None:
        self._set(busy=False)
        self._read(issue_id)
        self._watcher.acted(what, issue_id)

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self._watcher.refused(error)

    def _read(self, issue_id: str) -> None:
        self._jobs.read(partial(self._load, issue_id), self._loaded, self._broken, owner=self._watcher)

    def _load(self, issue_id: str) -> OpenIssue:
        detail = self._program.issues.detail(self._actor, issue_id)
        named = any(one.issue_id == issue_id for one in self._program.handover.mentions(self._actor))
        pictures = {photo.id: self._program.photos.thumbnail(self._actor, photo.sha256) for photo in detail.photos}
        return OpenIssue(detail, pictures, self._program.access.people_tiles(), named)

    def _loaded(self, issue: OpenIssue) -> None:
        if issue.id == self.state.chosen:
            self._set(issue=issue, error=None)

    def _broken(self, error: QaError) -> None:
        self._set(issue=None, error=error)

    def _number_of(self, inspection_id: str) -> str:
        return self._program.inspections.open(self._actor, inspection_id).row.number

    def _inspection_found(self, number: str) -> None:
        self.want(text=number, state=Scope.ALL, kind=None, severity=None, mine=False)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)


def _state_of(text: str) -> Scope | IssueState:
    return Scope(text) if text in set(Scope) else IssueState(text)
