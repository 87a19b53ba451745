"""The protected channel's rows.  All of them sealed; none says who, where or at what time."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, insert, select, update

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.storage.models import Concern, ConcernChain, ConcernKey, ConcernMessage, ConcernShare, Person
from qa_desktop.storage.sealing import Sealed
from qa_desktop.storage.secrets import Cost, Wrapped
from qa_desktop.storage.unit import Work

AUTHOR = "author"
"""The ``key_id`` of what is sealed under the author's code word."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A confidant's key for reading; ``made_on`` is a day."""

    id: str
    person_id: str
    name: str
    public: bytes = field(repr=False)
    sealed: Wrapped = field(repr=False)
    made_on: str = ""


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A concern as everybody may see that it exists: its random key, its day, its state."""

    id: str
    day: str
    state: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One sealed text of a concern."""

    ordinal: int
    side: str
    day: str
    sealed: Sealed = field(repr=False)


def random_id() -> str:
    """Return a key that is only random: a sorted one would tell the moment."""
    return os.urandom(16).hex()


def keys(connection: Connection, *, person_id: str | None = None) -> tuple[KeyRow, ...]:
    """Return the keys in use of active people, by name."""
    one = ConcernKey
    found = (
        select(
            one.id,
            one.person_id,
            Person.name,
            one.public,
            one.salt,
            one.nonce,
            one.wrapped,
            one.memory_kib,
            one.passes,
            one.lanes,
            one.made_on,
        )
        .join(Person, Person.id == one.person_id)
        .where(one.ended_on.is_(None), Person.active == 1)
        .order_by(func.lower(Person.name), one.id)
    )
    if person_id is not None:
        found = found.where(one.person_id == person_id)
    return tuple(
        KeyRow(row[0], row[1], row[2], row[3], Wrapped(row[4], row[5], row[6], Cost(row[7], row[8], row[9])), row[10])
        for row in connection.execute(found)
    )


def owners(connection: Connection) -> dict[str, str]:
    """Return whose each key is, also those that ended."""
    return {row.id: row.person_id for row in connection.execute(select(ConcernKey.id, ConcernKey.person_id))}


def put_key(work: Work, key_id: str, person_id: str, public: bytes, sealed: Wrapped, day: str) -> None:
    """Record a confidant's new key and end those before it."""
    one = ConcernKey
    work.connection.execute(update(one).where(one.person_id == person_id, one.ended_on.is_(None)).values(ended_on=day))
    work.connection.execute(insert(one).values(id=key_id, person_id=person_id, public=public, made_on=day, **_wrapped(sealed)))


def rewrap(work: Work, key_id: str, sealed: Wrapped) -> None:
    """Keep a key under its owner's new password."""
    work.connection.execute(update(ConcernKey).where(ConcernKey.id == key_id).values(**_wrapped(sealed)))


def add(work: Work, concern_id: str, day: str, lookup: str, shares: dict[str, Sealed]) -> None:
    """Insert a concern with the key of its texts, sealed for each reader."""
    work.connection.execute(insert(Concern).values(id=concern_id, day=day, state="open", lookup=lookup))
    for key_id, share in sorted(shares.items()):
        values = {"concern_id": concern_id, "key_id": key_id, "opener": share.opener}
        work.connection.execute(insert(ConcernShare).values(**values, nonce=share.nonce, sealed=share.sealed))


def add_message(work: Work, concern_id: str, side: str, day: str, sealed: Sealed) -> None:
    """Append a sealed text."""
    one = ConcernMessage
    number = next_ordinal(work.connection, concern_id)
    values = {"concern_id": concern_id, "ordinal": number, "side": side, "day": day}
    work.connection.execute(insert(one).values(**values, nonce=sealed.nonce, sealed=sealed.sealed))


def next_ordinal(connection: Connection, concern_id: str) -> int:
    """Return the place of the next text of a concern, from 1."""
    last = select(func.coalesce(func.max(ConcernMessage.ordinal), 0)).where(ConcernMessage.concern_id == concern_id)
    return int(connection.execute(last).scalar_one()) + 1


def set_state(work: Work, concern_id: str, state: str) -> None:
    """Say how a concern stands."""
    work.connection.execute(update(Concern).where(Concern.id == concern_id).values(state=state))


def everything(connection: Connection) -> tuple[ConcernRow, ...]:
    """Return all concerns, newest day first."""
    found = select(Concern.id, Concern.day, Concern.state).order_by(Concern.day.desc(), Concern.id)
    return tuple(ConcernRow(*row) for row in connection.execute(found))


def by_lookup(connection: Connection, lookup: str) -> ConcernRow | None:
    """Return the concern behind the hash of a code word."""
    row = connection.execute(select(Concern.id, Concern.day, Concern.state).where(Concern.lookup == lookup)).first()
    return None if row is None else ConcernRow(*row)


def share_of(connection: Connection, concern_id: str, key_id: str) -> Sealed | None:
    """Return the sealed key of a concern for one reader."""
    one = ConcernShare
    found = select(one.opener, one.nonce, one.sealed).where(one.concern_id == concern_id, one.key_id == key_id)
    row = connection.execute(found).first()
    return None if row is None else Sealed(*row)


def messages_of(connection: Connection, concern_id: str) -> tuple[MessageRow, ...]:
    """Return the sealed texts of a concern in their order."""
    one = ConcernMessage
    found = select(one.ordinal, one.side, one.day, one.nonce, one.sealed).where(one.concern_id == concern_id)
    return tuple(
        MessageRow(row[0], row[1], row[2], Sealed(b"", row[3], row[4])) for row in connection.execute(found.order_by(one.ordinal))
    )


def append_chain(work: Work, day: str, what: str, sealed: bytes) -> None:
    """Append to the channel's own chain: what happened on a day, and the hash of the sealed text."""
    one = ConcernChain
    head = work.connection.execute(select(one.seq, one.hash).order_by(one.seq.desc()).limit(1)).first()
    seq, prev = (head.seq + 1, head.hash) if head is not None else (1, "")
    body = canonical_json({"seq": seq, "day": day, "what": what, "sealed": hashlib.sha256(sealed).hexdigest()})
    work.connection.execute(insert(one).values(seq=seq, day=day, body=body, prev=prev, hash=link_hash(prev, body)))


def link_hash(prev: str, body: str) -> str:
    """Return the hash of an entry of the channel's chain."""
    return hashlib.sha256(f"{prev}\n{body}".encode()).hexdigest()


def chain_is_sound(connection: Connection) -> bool:
    """Return whether the channel's chain is unbroken and speaks of every text that is stored."""
    one, prev, told = ConcernChain, "", 0
    for place, row in enumerate(connection.execute(select(one.seq, one.body, one.prev, one.hash).order_by(one.seq)), 1):
        if (row.seq, row.prev, row.hash) != (place, prev, link_hash(prev, row.body)):
            return False
        prev, told = row.hash, told + 1
    sealed = connection.execute(select(ConcernMessage.sealed)).scalars().all()
    bodies = "\n".join(connection.execute(select(one.body)).scalars())
    return told >= len(sealed) and all(hashlib.sha256(text).hexdigest() in bodies for text in sealed)


def _wrapped(sealed: Wrapped) -> dict[str, object]:
    cost = sealed.cost
    return {
        "salt": sealed.salt,
        "nonce": sealed.nonce,
        "wrapped": sealed.wrapped,
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
    }
