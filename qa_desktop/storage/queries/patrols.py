"""Patrols and what happened at their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, or_, select, update

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.patrol import Event, Happening, Schedule
from qa_desktop.storage.models import Inspection, Patrol, PatrolEvent, Template, TemplateRevision
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class PatrolRow:
    """A patrol as lists show it.  ``revision_id`` is the published revision of its template, if there is one."""

    id: str
    name: str
    template_id: str
    template: str
    revision_id: str | None
    part_number: str
    place: str
    every_pieces: int
    every_minutes: int
    after_setup: bool
    active: bool
    created_at: str
    version: int

    @property
    def schedule(self) -> Schedule:
        """When its rounds come due."""
        return Schedule(datetime.fromisoformat(self.created_at), self.every_pieces, self.every_minutes, self.after_setup)


def patrols(connection: Connection, *, active_only: bool) -> tuple[PatrolRow, ...]:
    """Return the patrols by name."""
    query = _patrols().order_by(Patrol.active.desc(), Patrol.name, Patrol.id)
    if active_only:
        query = query.where(Patrol.active == 1)
    return tuple(_row(row) for row in connection.execute(query))


def patrol_by_id(connection: Connection, patrol_id: str) -> PatrolRow:
    """Return one patrol."""
    row = connection.execute(_patrols().where(Patrol.id == patrol_id)).first()
    if row is None:
        raise NotFoundError("This patrol does not exist. Go back to the list of patrols.")
    return _row(row)


def insert_patrol(work: Work, **values: object) -> str:
    """Store a new patrol and return its key."""
    key = new_id()
    work.connection.execute(
        insert(Patrol).values(id=key, active=1, created_at=work.now.utc, created_by=work.actor_id or "", **values)
    )
    return key


def change_patrol(work: Work, patrol_id: str, version: int, **values: object) -> bool:
    """Change a patrol; ``False`` when somebody else was faster."""
    done = work.connection.execute(
        update(Patrol).where(Patrol.id == patrol_id, Patrol.version == version).values(version=version + 1, **values)
    )
    return done.rowcount == 1


def add_event(work: Work, patrol_id: str, kind: Happening, *, pieces: int = 0, inspection_id: str | None = None) -> None:
    """Append what happened."""
    work.connection.execute(
        insert(PatrolEvent).values(
            id=new_id(),
            patrol_id=patrol_id,
            kind=kind.value,
            pieces=pieces,
            inspection_id=inspection_id,
            person_id=work.actor_id,
            at=work.now.utc,
            at_offset=work.now.offset,
        )
    )


def events(connection: Connection, patrol_id: str) -> tuple[Event, ...]:
    """Return what happened since the last round, with every start and stop, oldest first.  A round that was given up is none."""
    e = PatrolEvent
    last = (
        select(e.at)
        .join(Inspection, Inspection.id == e.inspection_id)
        .where(e.patrol_id == patrol_id, e.kind == Happening.ROUND.value, Inspection.state != InspectionState.VOID.value)
        .order_by(e.at.desc(), e.id.desc())
        .limit(1)
    )
    since = connection.execute(last).scalar() or ""
    query = (
        select(e.kind, e.at, e.pieces)
        .outerjoin(Inspection, Inspection.id == e.inspection_id)
        .where(
            e.patrol_id == patrol_id,
            or_(e.at >= since, e.kind.in_((Happening.START.value, Happening.STOP.value))),
            or_(e.inspection_id.is_(None), Inspection.state != InspectionState.VOID.value),
        )
        .order_by(e.at, e.id)
    )
    return tuple(Event(Happening(kind), datetime.fromisoformat(at), pieces) for kind, at, pieces in connection.execute(query))


def _patrols() -> Select[tuple[object, ...]]:
    p, published = Patrol, TemplateRevision
    return (
        select(  # type: ignore[return-value]
            p.id,
            p.name,
            p.template_id,
            Template.name,
            published.id,
            p.part_number,
            p.place,
            p.every_pieces,
            p.every_minutes,
            p.after_setup,
            p.active,
            p.created_at,
            p.version,
        )
        .join(Template, Template.id == p.template_id)
        .outerjoin(published, (published.template_id == p.template_id) & (published.state == RevisionState.PUBLISHED.value))
    )


def _row(row: object) -> PatrolRow:
    values = list(row)  # type: ignore[call-overload]
    values[9], values[10] = bool(values[9]), bool(values[10])
    return PatrolRow(*values)
