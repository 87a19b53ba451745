"""Patrols: rounds that come due by pieces, by minutes of production, and after a set-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.patrol import Happening, Status, status
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier
from qa_desktop.services import opening
from qa_desktop.services.guard import needs
from qa_desktop.services.opening import WhatToInspect
from qa_desktop.storage.queries import inspections, patrols, templates
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.storage.queries.patrols import PatrolRow
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

MOST = 1_000_000
"""Most pieces or minutes between two rounds, and most pieces that are logged at once."""


@dataclass(frozen=True, slots=True)
class PatrolWish:
    """What a patrol is to be; 0 and ``False`` mean not by this."""

    template_id: str
    name: str
    part_number: str = ""
    place: str = ""
    every_pieces: int = 0
    every_minutes: int = 0
    after_setup: bool = False


@dataclass(frozen=True, slots=True)
class PatrolState:
    """A patrol and how it stands now; ``overdue`` is zero while no round is due."""

    row: PatrolRow
    status: Status
    overdue: timedelta


class PatrolService:
    """What people do with patrols."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def patrols(self, actor: Actor, *, active_only: bool = False) -> tuple[PatrolState, ...]:
        """Return the patrols with how they stand now, by name, active ones first."""
        now = self._store.clock()
        with self._store.reading() as connection:
            rows = patrols.patrols(connection, active_only=active_only)
            return tuple(_state(connection, row, now) for row in rows)

    @needs(Permission.READ_ALL)
    def due(self, actor: Actor) -> tuple[PatrolState, ...]:
        """Return the patrols whose round is due now, the one that waits longest first."""
        found = [state for state in self.patrols(actor, active_only=True) if state.status.is_due]
        return tuple(sorted(found, key=lambda state: (-state.overdue, state.row.name)))

    @needs(Permission.EDIT_TEMPLATE)
    def make(self, actor: Actor, wish: PatrolWish) -> PatrolState:
        """Make a patrol; production counts as running from now on."""
        values = _cleaned(wish)
        with self._store.writing(actor.person_id) as work:
            _require_template(work.connection, wish.template_id)
            key = patrols.insert_patrol(work, **values)
            work.audit("patrol.make", "patrol", key, dict(values))
            return _state(work.connection, patrols.patrol_by_id(work.connection, key), self._store.clock())

    @needs(Permission.EDIT_TEMPLATE)
    def change(self, actor: Actor, patrol_id: str, wish: PatrolWish, version: int) -> PatrolState:
        """Change a patrol; ``version`` is the one that was looked at.  What happened at its place stays."""
        values = _cleaned(wish)
        with self._store.writing(actor.person_id) as work:
            _require_template(work.connection, wish.template_id)
            before = _require_active(work.connection, patrol_id)
            if not patrols.change_patrol(work, patrol_id, version, **values):
                raise _changed_meanwhile(before)
            facts: dict[str, Json] = {**values, "before": {name: getattr(before, name) for name in values}}
            work.audit("patrol.change", "patrol", patrol_id, facts)
            return _state(work.connection, patrols.patrol_by_id(work.connection, patrol_id), self._store.clock())

    @needs(Permission.EDIT_TEMPLATE)
    def switch_off(self, actor: Actor, patrol_id: str, version: int) -> None:
        """Put a patrol out of use; its rounds stay."""
        with self._store.writing(actor.person_id) as work:
            before = _require_active(work.connection, patrol_id)
            if not patrols.change_patrol(work, patrol_id, version, active=0):
                raise _changed_meanwhile(before)
            work.audit("patrol.switch_off", "patrol", patrol_id, {"name": before.name})

    @needs(Permission.INSPECT)
    def log(self, actor: Actor, patrol_id: str, happening: Happening, pieces: int = 0) -> PatrolState:
        """Keep what happened at the place of a patrol: a set-up, pieces made since the last entry, a start or a stop."""
        if happening is Happening.ROUND:
            raise InputError("A round is logged by beginning it.")
        if happening is Happening.PIECES and not 1 <= pieces <= MOST:
            raise InputError("Say how many pieces were made, from 1 to {most}.", most=MOST)
        made = pieces if happening is Happening.PIECES else 0
        with self._store.writing(actor.person_id) as work:
            row = _require_active(work.connection, patrol_id)
            now = _state(work.connection, row, self._store.clock()).status
            if happening in {Happening.START, Happening.STOP} and now.running is (happening is Happening.START):
                raise RefusedError("Production at “{name}” {state} already.", name=row.name, state=_running(now))
            patrols.add_event(work, patrol_id, happening, pieces=made)
            work.audit(f"patrol.{happening.value}", "patrol", patrol_id, {"name": row.name, "pieces": made})
            return _state(work.connection, row, self._store.clock())

    @needs(Permission.INSPECT)
    def begin_round(
        self, actor: Actor, patrol_id: str, *, part_number: str = "", lot: str = "", order: str = "", pieces: int | None = None
    ) -> InspectionRow:
        """Begin a round: an inspection of type patrol by the published revision.  It can be begun before it is due.

        ``part_number`` is needed where the patrol names no part.
        """
        opening.require_room(self._workspace.folder)
        with self._store.writing(actor.person_id) as work:
            row = _require_active(work.connection, patrol_id)
            if row.revision_id is None:
                raise RefusedError(
                    "The checklist “{name}” of this patrol has no published revision. Ask somebody who publishes templates.",
                    name=row.template,
                )
            part = row.part_number or part_number
            if not part.strip():
                raise InputError("Patrol “{name}” is for any part. Type or scan the part number.", name=row.name)
            what = WhatToInspect(part, lot=lot, order=order, operation=row.place, type=InspectionType.PATROL, pieces=pieces)
            cleaned = opening.clean_subject(what)
            key = opening.open_inspection(work, row.revision_id, cleaned, inspector_id=actor.person_id, patrol_id=patrol_id)
            patrols.add_event(work, patrol_id, Happening.ROUND, inspection_id=key)
            found = inspections.row_of(work.connection, key)
            work.audit("patrol.round", "patrol", patrol_id, {"name": row.name, "inspection": found.number})
            return found


def _state(connection: Connection, row: PatrolRow, now: datetime) -> PatrolState:
    found = status(row.schedule, patrols.events(connection, row.id), now)
    return PatrolState(row, found, found.overdue(now))


def _running(now: Status) -> str:
    return "runs" if now.running else "stands"


def _cleaned(wish: PatrolWish) -> dict[str, str | int]:
    for count, what in ((wish.every_pieces, "pieces"), (wish.every_minutes, "minutes")):
        if not 0 <= count <= MOST:
            raise InputError(
                "{count} {what} between two rounds are not possible. Choose 1 to {most}.", count=count, what=what, most=MOST
            )
    if not (wish.every_pieces or wish.every_minutes or wish.after_setup):
        raise InputError("Say when a round is due: after so many pieces, after so many minutes, or after a set-up.")
    return {
        "template_id": wish.template_id,
        "name": clean_identifier(wish.name, what="The name of the patrol"),
        "part_number": clean_identifier(wish.part_number, what="The part number") if wish.part_number.strip() else "",
        "place": clean_identifier(wish.place, what="The place") if wish.place.strip() else "",
        "every_pieces": wish.every_pieces,
        "every_minutes": wish.every_minutes,
        "after_setup": int(wish.after_setup),
    }


def _require_template(connection: Connection, template_id: str) -> None:
    if templates.template_name(connection, template_id) is None:
        raise InputError("Choose the checklist that the patrol goes by.")


def _require_active(connection: Connection, patrol_id: str) -> PatrolRow:
    row = patrols.patrol_by_id(connection, patrol_id)
    if not row.active:
        raise RefusedError("Patrol “{name}” is switched off. Make a new patrol, or choose another one.", name=row.name)
    return row


def _changed_meanwhile(row: PatrolRow) -> ConflictError:
    return ConflictError(
        "Somebody else changed patrol “{name}” in the meantime; your change was not stored. Look at it again.", name=row.name
    )
