"""One transaction as services see it: who, when, where, and the duty to leave an audit entry."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import uuid_utils.compat
from sqlalchemy import Connection, insert, select, update

from qa_desktop.domain.canonical import Json
from qa_desktop.storage import chain, presence
from qa_desktop.storage.clock import Clock, Moment
from qa_desktop.storage.database import Database
from qa_desktop.storage.models import Counter

__all__ = ["Connection", "Store", "Work", "new_id"]


def new_id() -> str:
    """Return a new UUIDv7 as text: unique without a server, and sorted by time."""
    return str(uuid_utils.compat.uuid7())


@dataclass(slots=True)
class Work:
    """One running write transaction."""

    connection: Connection
    now: Moment
    station_id: str
    actor_id: str | None
    links: list[chain.Link] = field(default_factory=list)
    unaudited: str = ""

    def audit(self, action: str, entity: str, entity_id: str, details: Json = None) -> chain.Link:
        """Append what was done to the audit chain, in this transaction."""
        link = chain.append(
            self.connection,
            station=self.station_id,
            at=self.now.utc,
            actor=self.actor_id,
            action=action,
            entity=entity,
            entity_id=entity_id,
            details=details,
        )
        self.links.append(link)
        return link

    def leave_unaudited(self, why: str) -> None:
        """Declare that this transaction changes no record, only a convenience such as the place in a list."""
        self.unaudited = why

    def next_number(self, kind: str) -> int:
        """Return the next number of ``kind`` at this station."""
        where = (Counter.station_id == self.station_id) & (Counter.kind == kind)
        last = self.connection.execute(select(Counter.last).where(where)).scalar()
        if last is None:
            self.connection.execute(insert(Counter).values(station_id=self.station_id, kind=kind, last=1))
            return 1
        self.connection.execute(update(Counter).where(where).values(last=last + 1))
        return int(last) + 1


class Store:
    """The database with its clock and station: where services begin their transactions."""

    def __init__(self, database: Database, clock: Clock, station_id: str) -> None:
        self.database = database
        self.clock = clock
        self.station_id = station_id

    def now(self) -> Moment:
        """Return the present moment as tables keep it."""
        return Moment.of(self.clock())

    @contextlib.contextmanager
    def writing(self, actor_id: str | None) -> Iterator[Work]:
        """Run one transaction.  A transaction that leaves no audit entry is a bug and is rolled back.

        Whoever acts still has the roles that they claim, and whoever is written down is not switched off.
        """
        with self.database.writing() as connection:
            work = Work(connection, self.now(), self.station_id, actor_id)
            presence.require_for_writing(connection, self.database, actor_id)
            yield work
            if not (work.links or work.unaudited):
                raise AssertionError("a write without an audit entry")

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a reader connection for the length of the block; whoever acts still has the roles that they claim."""
        with self.database.reading() as connection:
            presence.require_for_reading(connection, self.database)
            yield connection
