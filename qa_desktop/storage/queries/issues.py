"""The issue log: pages of it, one issue with its history, and the line of an inspection that it was found on."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueKind, IssueState
from qa_desktop.domain.lines import line_id, line_number, split_line
from qa_desktop.storage import models
from qa_desktop.storage.queries.issue_due import NextStep, StepOwner, due_beside, is_overdue, step_issues, with_next_step
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import new_id

_Owner = aliased(models.Person, name="owner")
_Raiser = aliased(models.Person, name="raiser")


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """What a list of issues shows.  ``station`` is a station's code, ``part`` a part number, ``mine`` a person's id.

    Every word of ``text`` must occur in the number, title, description, part, lot or inspection number.  ``due_before`` is a
    moment in UTC: open issues that were due before it.
    """

    state: IssueState | None = None
    open_only: bool = False
    kind: IssueKind | None = None
    severity: Severity | None = None
    part: str = ""
    text: str = ""
    station: str = ""
    mine: str = ""
    due_before: str = ""


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue with the names of what it is linked to.

    ``raised_by`` and ``owner`` are names; ``item_number`` is the position of the line, for example ``17``.  ``owner`` and
    ``due_at`` are those of the issue as a whole; ``step_owner`` is planned for its next step, ``due_now`` is what counts now.
    """

    id: str
    number: str
    kind: IssueKind
    title: str
    description: str
    severity: Severity
    state: IssueState
    quantity: str
    answer_shown: str
    inspection_id: str | None
    inspection_number: str | None
    inspection_state: InspectionState | None
    item_id: str | None
    item_number: str
    item_text: str
    part_id: str | None
    part_number: str
    part_name: str
    lot_id: str | None
    lot_number: str
    station: str
    raised_by: str
    raised_by_id: str
    raised_at: str
    raised_offset: int
    owner_id: str | None
    owner: str
    due_at: str | None
    version: int
    failure_code: str = ""
    place: str = ""
    serials: str = ""
    origin: str = ""
    step_owner_id: str | None = None
    step_owner: str = ""
    due_now: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_ISSUE_STATES

    @property
    def owner_now(self) -> str:
        """Who takes care now: the owner of the next step, else that of the issue; empty for nobody."""
        return self.step_owner or self.owner

    @property
    def key(self) -> tuple[str, str]:
        """Where the row stands in a list, for asking for the next page."""
        return self.raised_at, self.id


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to an issue."""

    id: str
    action: str
    old: str
    new: str
    remark: str
    person_id: str
    person_name: str
    at: str
    at_offset: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """The line of an inspection that an issue is about, with the answer as it stands and what the inspection is about."""

    inspection_id: str
    inspection_number: str
    state: InspectionState
    part_id: str
    part_number: str
    lot_id: str | None
    lot_number: str
    item_number: str
    value: str | None
    na_reason: str | None
    note: str


def search_text(*parts: str) -> str:
    """Return the form in which text is kept for searching and looked for: letters compared without case in every script."""
    return unicodedata.normalize("NFC", "\n".join(parts)).casefold()


def page_statement(wanted: IssueFilter, after: tuple[str, str] | None, limit: int) -> Select[*tuple[Any, ...]]:
    """Return the statement of one page, newest first."""
    # The page is chosen in the log alone: joined first, the whole log is joined and sorted for a hundred rows.
    newest = (models.Issue.raised_at.desc(), models.Issue.id.desc())
    keys = select(models.Issue.id).where(*conditions(wanted)).order_by(*newest).limit(limit)
    if after is not None:
        keys = keys.where(tuple_(models.Issue.raised_at, models.Issue.id) < tuple_(*after))
    return _issues().where(models.Issue.id.in_(keys)).order_by(*newest)


def issue_page(connection: Connection, wanted: IssueFilter, *, after: tuple[str, str] | None, limit: int) -> tuple[IssueRow, ...]:
    """Return a page of issues, newest first; ``after`` is the key of the last row seen."""
    return tuple(_issue(row) for row in connection.execute(page_statement(wanted, after, limit)).mappings())


def count_issues(connection: Connection, wanted: IssueFilter) -> int:
    """Return how many issues the filter lets through."""
    return connection.execute(select(func.count()).select_from(models.Issue).where(*conditions(wanted))).scalar_one()


def issues_of(connection: Connection, inspection_id: str) -> tuple[IssueRow, ...]:
    """Return the issues that were logged from an inspection, oldest first."""
    found = _issues().where(models.Issue.inspection_id == inspection_id).order_by(models.Issue.raised_at, models.Issue.id)
    return tuple(_issue(row) for row in connection.execute(found).mappings())


def issue_by_id(connection: Connection, issue_id: str) -> IssueRow:
    """Return one issue; raises :class:`NotFoundError`."""
    row = connection.execute(_issues().where(models.Issue.id == issue_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This issue does not exist. Go back to the issue log and open it again.")
    return _issue(row)


def id_of_number(connection: Connection, number: str) -> str | None:
    """Return the key of the issue that bears a number; ``None`` when there is none."""
    return connection.execute(select(models.Issue.id).where(models.Issue.number == number)).scalar()


def issue_of_line(connection: Connection, inspection_id: str, item_id: str) -> tuple[str, str] | None:
    """Return (id, number) of the issue that stands for a line already; a rejected one does not count."""
    key, piece = split_line(item_id)
    row = connection.execute(
        select(models.Issue.id, models.Issue.number)
        .where(
            models.Issue.inspection_id == inspection_id,
            models.Issue.item_id == key,
            models.Issue.piece == piece,
            models.Issue.state != IssueState.REJECTED.value,
        )
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.id, row.number)


def events_of(connection: Connection, issue_id: str) -> tuple[EventRow, ...]:
    """Return what happened to an issue, oldest first."""
    event = models.IssueEvent
    found = (
        select(
            event.id,
            event.action,
            event.old,
            event.new,
            event.remark,
            event.person_id,
            models.Person.name.label("person_name"),
            event.at,
            event.at_offset,
        )
        .join(models.Person, models.Person.id == event.person_id)
        .where(event.issue_id == issue_id)
        .order_by(event.id)
    )
    return tuple(EventRow(**row) for row in connection.execute(found).mappings())


def line_of(connection: Connection, inspection_id: str, item_id: str | None) -> LineRow:
    """Return the inspection with one of its lines (or none); raises :class:`NotFoundError`."""
    inspection, item, answer = models.Inspection, models.Item, models.Answer
    key, piece = (None, 0) if item_id is None else split_line(item_id)
    found = (
        select(
            inspection.id.label("inspection_id"),
            inspection.number.label("inspection_number"),
            inspection.state,
            inspection.part_id,
            models.Part.number.label("part_number"),
            inspection.lot_id,
            func.coalesce(models.Lot.number, "").label("lot_number"),
            item.position,
            answer.value,
            answer.na_reason,
            func.coalesce(answer.note, "").label("note"),
        )
        .join(models.Part, models.Part.id == inspection.part_id)
        .outerjoin(models.Lot, models.Lot.id == inspection.lot_id)
        .outerjoin(item, (item.revision_id == inspection.revision_id) & (item.id == key))
        .outerjoin(answer, (answer.inspection_id == inspection.id) & (answer.item_id == item.id) & (answer.piece == piece))
        .where(inspection.id == inspection_id)
    )
    row = connection.execute(found).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This inspection does not exist. Go back to your work and open it again.")
    values = dict(row)
    position = values.pop("position")
    if item_id is not None and position is None:
        raise NotFoundError(
            "This line does not belong to inspection {number}. Open the inspection again.", number=row["inspection_number"]
        )
    number = "" if position is None else line_number(position, piece)
    return LineRow(**{**values, "state": InspectionState(row["state"]), "item_number": number})


def part_number(connection: Connection, part_id: str) -> str:
    """Return the number of a part; raises :class:`NotFoundError`."""
    number = connection.execute(select(models.Part.number).where(models.Part.id == part_id)).scalar()
    if number is None:
        raise NotFoundError("This part does not exist. Choose the part again.")
    return number


def lot_number(connection: Connection, lot_id: str, part_id: str | None) -> str:
    """Return the number of a lot of that part; raises :class:`NotFoundError`."""
    row = connection.execute(select(models.Lot.number, models.Lot.part_id).where(models.Lot.id == lot_id)).one_or_none()
    if row is None or (part_id is not None and row.part_id != part_id):
        raise NotFoundError("This lot does not exist for this part. Choose the lot again.")
    return str(row.number)


def person_name(connection: Connection, person_id: str) -> str:
    """Return the name of an active person; raises :class:`NotFoundError`."""
    found = select(models.Person.name).where(models.Person.id == person_id, models.Person.active == 1)
    name = connection.execute(found).scalar()
    if name is None:
        raise NotFoundError("This person does not exist or is switched off. Choose another person.")
    return name


def insert_issue(connection: Connection, **values: Any) -> str:
    """Insert an issue and return its id; ``item_id`` is the key of a line."""
    issue_id = new_id()
    if values.get("item_id") is not None:
        values["item_id"], values["piece"] = split_line(values["item_id"])
    connection.execute(insert(models.Issue).values(id=issue_id, **values))
    return issue_id


def change_issue(connection: Connection, issue_id: str, version: int, **values: Any) -> bool:
    """Change columns of an issue; returns ``False`` when somebody else changed it since ``version``."""
    changed = connection.execute(
        update(models.Issue)
        .where(models.Issue.id == issue_id, models.Issue.version == version)
        .values(version=version + 1, **values)
    )
    return changed.rowcount == 1


def insert_event(connection: Connection, **values: Any) -> str:
    """Append an event to the history of an issue and return its key."""
    key = new_id()
    connection.execute(insert(models.IssueEvent).values(id=key, **values))
    return key


def conditions(wanted: IssueFilter) -> list[Any]:
    """Return what a filter asks of the table of issues."""
    issue = models.Issue
    words = words_to_find(search_text(wanted.text))
    found: list[Any] = [issue.search.contains(word, autoescape=True, escape="\\") for word in words]
    if wanted.state is not None:
        found.append(issue.state == wanted.state.value)
    if wanted.open_only:
        found.append(issue.state.in_(sorted(OPEN_ISSUE_STATES)))
    if wanted.due_before:
        found.append(is_overdue(wanted.due_before))
    if wanted.kind is not None:
        found.append(issue.kind == wanted.kind.value)
    if wanted.severity is not None:
        found.append(issue.severity == wanted.severity.value)
    if wanted.part:
        found.append(issue.part_id.in_(select(models.Part.id).where(models.Part.number == wanted.part)))
    if wanted.station:
        found.append(issue.station_id.in_(select(models.Station.id).where(models.Station.code == wanted.station)))
    if wanted.mine:
        found.append(or_(issue.raised_by == wanted.mine, issue.owner_id == wanted.mine, issue.id.in_(step_issues(wanted.mine))))
    return found


@cache
def _issues() -> Select[*tuple[Any, ...]]:
    issue = models.Issue
    found = (
        select(
            issue.id,
            issue.number,
            issue.kind,
            issue.title,
            issue.description,
            issue.severity,
            issue.state,
            issue.quantity,
            issue.answer_shown,
            issue.inspection_id,
            models.Inspection.number.label("inspection_number"),
            models.Inspection.state.label("inspection_state"),
            issue.item_id,
            issue.piece,
            models.Item.position.label("item_number"),
            func.coalesce(models.Item.text, "").label("item_text"),
            issue.part_id,
            func.coalesce(models.Part.number, "").label("part_number"),
            func.coalesce(models.Part.name, "").label("part_name"),
            issue.lot_id,
            func.coalesce(models.Lot.number, "").label("lot_number"),
            models.Station.code.label("station"),
            _Raiser.name.label("raised_by"),
            issue.raised_by.label("raised_by_id"),
            issue.raised_at,
            issue.raised_offset,
            issue.owner_id,
            func.coalesce(_Owner.name, "").label("owner"),
            issue.due_at,
            issue.version,
            issue.failure_code,
            issue.place,
            issue.serials,
            issue.origin,
            NextStep.owner_id.label("step_owner_id"),
            func.coalesce(StepOwner.name, "").label("step_owner"),
            due_beside().label("due_now"),
        )
        .join(models.Station, models.Station.id == issue.station_id)
        .join(_Raiser, _Raiser.id == issue.raised_by)
        .outerjoin(_Owner, _Owner.id == issue.owner_id)
        .outerjoin(models.Inspection, models.Inspection.id == issue.inspection_id)
        .outerjoin(models.Item, models.Item.id == issue.item_id)
        .outerjoin(models.Part, models.Part.id == issue.part_id)
        .outerjoin(models.Lot, models.Lot.id == issue.lot_id)
    )
    return with_next_step(found)


def _issue(row: RowMapping) -> IssueRow:
    values: dict[str, Any] = dict(row)
    state, position, piece = row["inspection_state"], row["item_number"], values.pop("piece")
    return IssueRow(
        **values
        | {
            "kind": IssueKind(row["kind"]),
            "severity": Severity(row["severity"]),
            "state": IssueState(row["state"]),
            "inspection_state": None if state is None else InspectionState(state),
            "item_id": None if row["item_id"] is None else line_id(row["item_id"], piece),
            "item_number": "" if position is None else line_number(position, piece),
        }
    )
