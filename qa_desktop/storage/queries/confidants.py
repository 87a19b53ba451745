"""What the audit chain says about the keys of confidants, and who stopped being one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from qa_desktop.storage.models import Audit, ConcernKey, Person, RoleGrant
from qa_desktop.storage.unit import Work

MADE, FOUNDED, ADMITTED = "concern.key", "concern.found", "concern.admit"


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """A key was made, founded the channel, or was admitted by the owner of the key ``by``.

    Hands and signatures are raw bytes; ``at`` is UTC text.
    """

    action: str
    key_id: str
    actor_id: str
    at: str
    by: str
    hand: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class FormerRow:
    """Somebody who had a key, and when they stopped: the key ended, the role was taken away, the account was switched off."""

    person_id: str
    name: str
    day: str


def key_events(connection: Connection) -> tuple[KeyEvent, ...]:
    """Return what happened to the keys, oldest first; entries of older programs, which vouch for nothing, are left out."""
    one = Audit
    found = (
        select(one.action, one.entity_id, one.actor_id, one.at, one.body)
        .where(one.entity == "concern_key", one.action.in_((MADE, FOUNDED, ADMITTED)))
        .order_by(one.at, one.seq)
    )
    events = []
    for row in connection.execute(found):
        said = json.loads(row.body).get("details") or {}
        if "signature" in said:
            hand, signature = bytes.fromhex(said.get("hand", "")), bytes.fromhex(said["signature"])
            events.append(KeyEvent(row.action, row.entity_id, row.actor_id or "", row.at, said.get("by", ""), hand, signature))
    return tuple(events)


def former_holders(connection: Connection, since: str) -> tuple[FormerRow, ...]:
    """Return everybody whose key, role or account ended on or after a day, with the last of these days."""
    key, grant = ConcernKey, RoleGrant
    days: dict[str, str] = {}
    ended = select(key.person_id, key.ended_on).where(key.ended_on >= since)
    until = func.substr(grant.until_at, 1, 10)
    revoked = select(grant.person_id, until).where(grant.role == "confidant", grant.until_at >= since)
    off = select(Audit.entity_id, func.substr(Audit.at, 1, 10)).where(
        Audit.entity == "person",
        Audit.entity_id.in_(select(key.person_id)),
        Audit.action == "person.deactivated",
        Audit.at >= since,
    )
    for found in (ended, revoked, off):
        for person_id, day in connection.execute(found):
            days[person_id] = max(day, days.get(person_id, ""))
    had = set(connection.execute(select(key.person_id)).scalars())
    names = connection.execute(select(Person.id, Person.name).where(Person.id.in_(days)).order_by(func.lower(Person.name)))
    return tuple(FormerRow(row.id, row.name, days[row.id]) for row in names if row.id in had)


def end_keys_of_others(work: Work, keep: frozenset[str], day: str) -> None:
    """End the keys of everybody but these people: a new beginning trusts nobody from before."""
    one = ConcernKey
    work.connection.execute(update(one).where(one.ended_on.is_(None), one.person_id.not_in(keep)).values(ended_on=day))
