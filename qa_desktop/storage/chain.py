"""The audit chain: each entry carries the hash of the one before it (SHA-256 over previous hash and exact body text)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from qa_desktop.domain.canonical import Json, canonical_json
from qa_desktop.storage.models import Audit, ChainHead
from qa_desktop.storage.prepared import Prepared

_HEAD = Prepared(select(ChainHead.seq, ChainHead.hash).where(ChainHead.station_id == bindparam("station")))
_MOVE = Prepared(
    update(ChainHead)
    .where(ChainHead.station_id == bindparam("station"))
    .values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
)
_APPEND = Prepared(insert(Audit))


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the chain as it was appended."""

    seq: int
    hash: str


def link_hash(prev: str, body: str) -> str:
    """Return the hash of an entry."""
    return hashlib.sha256(f"{prev}\n{body}".encode()).hexdigest()


def start_chain(connection: Connection, station: str) -> None:
    """Prepare the head of a new station's chain."""
    connection.execute(insert(ChainHead).values(station_id=station, seq=0, hash=""))


def append(
    connection: Connection,
    *,
    station: str,
    at: str,
    actor: str | None,
    action: str,
    entity: str,
    entity_id: str,
    details: Json,
) -> Link:
    """Append one entry inside the running transaction and return where it stands."""
    head = _HEAD(connection, {"station": station}).one()
    seq, prev = head.seq + 1, head.hash
    body = canonical_json(
        {
            "station": station,
            "seq": seq,
            "at": at,
            "actor": actor,
            "action": action,
            "entity": entity,
            "id": entity_id,
            "details": details,
        }
    )
    new = link_hash(prev, body)
    _APPEND(
        connection,
        {
            "station_id": station,
            "seq": seq,
            "at": at,
            "actor_id": actor,
            "action": action,
            "entity": entity,
            "entity_id": entity_id,
            "body": body,
            "prev": prev,
            "hash": new,
        },
    )
    _MOVE(connection, {"station": station, "new_seq": seq, "new_hash": new})
    return Link(seq, new)
