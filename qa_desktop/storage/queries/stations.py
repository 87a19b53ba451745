"""Stations and facts about the site."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.storage.models import ChainHead, Inspection, Meta, Station
from qa_desktop.storage.unit import Work


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station."""

    id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ChainPoint:
    """Where a station's audit chain stands."""

    seq: int
    hash: str


def code_of(connection: Connection, station_id: str) -> str:
    """Return the part of numbers that names the station."""
    return station(connection, station_id).code


def station(connection: Connection, station_id: str) -> StationRow:
    """Return one station."""
    row = connection.execute(select(Station.id, Station.code, Station.name).where(Station.id == station_id)).first()
    if row is None:
        raise NotFoundError("This station is not enrolled.")
    return StationRow(*row)


def station_of(connection: Connection, inspection_id: str) -> str:
    """Return the station at which an inspection was opened."""
    return str(connection.execute(select(Inspection.station_id).where(Inspection.id == inspection_id)).scalar_one())


def chain_point(connection: Connection, station_id: str) -> ChainPoint:
    """Return the head of a station's chain."""
    row = connection.execute(select(ChainHead.seq, ChainHead.hash).where(ChainHead.station_id == station_id)).one()
    return ChainPoint(row.seq, row.hash)


def fact(connection: Connection, name: str, default: str = "") -> str:
    """Return a fact about the workspace, such as the name of the site."""
    value = connection.execute(select(Meta.value).where(Meta.name == name)).scalar()
    return default if value is None else str(value)


def facts(connection: Connection, prefix: str) -> dict[str, str]:
    """Return all facts whose name begins with ``prefix``."""
    rows = connection.execute(select(Meta.name, Meta.value).where(Meta.name >= prefix, Meta.name < prefix + "\U0010ffff"))
    return {row.name: row.value for row in rows}


def set_fact(work: Work, name: str, value: str) -> None:
    """Store a fact."""
    changed = work.connection.execute(update(Meta).where(Meta.name == name).values(value=value))
    if changed.rowcount == 0:
        work.connection.execute(insert(Meta).values(name=name, value=value))
