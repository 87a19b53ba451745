"""Whose keys are trusted to read concerns: those that a confidant admitted who was trusted before.

The first confidant founds the channel.  Everybody after that waits until one who reads already has admitted them, by a signature
with a hand derived from their own private key.  So an administrator who makes an account, gives it the role and opens the channel
with it reads nothing: nobody admitted that key.  What stays possible is to remove everybody who reads and to found the channel
anew; the screen then names for thirty days who reads no more and who came, before anybody says anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from qa_desktop.domain.people import ROLE_PERMISSIONS, Permission
from qa_desktop.storage import sealing
from qa_desktop.storage.queries import concerns as rows
from qa_desktop.storage.queries import confidants, people
from qa_desktop.storage.queries.concerns import KeyRow
from qa_desktop.storage.queries.confidants import ADMITTED, FOUNDED, MADE, KeyEvent
from qa_desktop.storage.unit import Connection

WARN_DAYS = 30
"""For so many days the screen says that the confidants changed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a confidant's key stands: ``code`` is what they read to whoever admits them, empty without a key.

    ``readers`` are the names of those who read now: one of them admits a key that is not trusted yet.
    """

    code: str = ""
    trusted: bool = False
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key that waits to be admitted."""

    key_id: str
    name: str
    day: str
    code: str


@dataclass(frozen=True, slots=True)
class ReaderChange:
    """Somebody reads since a day (``reads``), or reads no more since then."""

    name: str
    day: str
    reads: bool


def trusted_keys(connection: Connection) -> tuple[KeyRow, ...]:
    """Return the keys that a concern is sealed for now."""
    usable, lines = _usable(connection), _lines(connection)
    alive = {lines[key.id] for key in usable if key.id in lines}
    oldest = next((founder for founder in lines.values() if founder in alive), None)
    return tuple(key for key in usable if oldest is not None and lines.get(key.id) == oldest)


def waiting_keys(connection: Connection) -> tuple[KeyRow, ...]:
    """Return the keys of confidants that nobody has admitted yet, and that their owners announced."""
    trusted = {key.id for key in trusted_keys(connection)}
    announced = {event.key_id for event in _sound_events(connection) if event.action == MADE}
    return tuple(key for key in _usable(connection) if key.id not in trusted and key.id in announced)


def unannounced(connection: Connection) -> tuple[KeyRow, ...]:
    """Return the keys in use that nobody announced: made by an older program, or planted."""
    announced = {event.key_id for event in _sound_events(connection) if event.action == MADE}
    return tuple(key for key in rows.keys(connection) if key.id not in announced or sealing.fingerprint(key.public) != key.id)


def changes(connection: Connection, today: date) -> tuple[ReaderChange, ...]:
    """Return who came and who went among the readers in the last thirty days, by name."""
    since = (today - timedelta(days=WARN_DAYS)).isoformat()
    now = trusted_keys(connection)
    days: dict[str, str] = {}
    for event in _sound_events(connection):
        days[event.key_id] = event.at[:10]
    came = [ReaderChange(key.name, days[key.id], reads=True) for key in now if days.get(key.id, "") >= since]
    reading = {key.person_id for key in now}
    gone = [
        ReaderChange(row.name, row.day, reads=False)
        for row in confidants.former_holders(connection, since)
        if row.person_id not in reading
    ]
    return (*came, *gone)


def hand_known(connection: Connection, key_id: str) -> bytes:
    """Return the public hand that belongs to an announced key; empty when nobody announced it."""
    return next((event.hand for event in _sound_events(connection) if event.action == MADE and event.key_id == key_id), b"")


def spoken(key_id: str) -> str:
    """Return the beginning of a key's fingerprint as people read it to each other."""
    return "-".join(key_id[place : place + 4] for place in range(0, 16, 4)).upper()


def statement(action: str, key_id: str, hand: bytes) -> str:
    """Return what is signed when a key is made, founds the channel, or is admitted."""
    return f"qa-desktop {action} {key_id} {hand.hex()}"


def _usable(connection: Connection) -> tuple[KeyRow, ...]:
    """Return the keys of people who hold the role now, as far as the public half is the one that was announced."""
    allowed = {role for role, held in ROLE_PERMISSIONS.items() if Permission.READ_CONCERN in held}
    return tuple(
        key
        for key in rows.keys(connection)
        if people.person(connection, key.person_id).roles & allowed and sealing.fingerprint(key.public) == key.id
    )


def _sound_events(connection: Connection) -> tuple[KeyEvent, ...]:
    """Return the events whose signatures hold, oldest first.

    A key is announced once, by the person it belongs to; its owner founds with it; another person's key admits it.
    """
    owners = rows.owners(connection)
    hands: dict[str, bytes] = {}
    found = []
    for event in confidants.key_events(connection):
        owner = owners.get(event.key_id)
        if event.action == MADE and event.key_id not in hands and owner == event.actor_id:
            hand = event.hand
        elif event.action == FOUNDED and owner == event.actor_id:
            hand = hands.get(event.key_id, b"")
        elif event.action == ADMITTED and owner != event.actor_id == owners.get(event.by):
            hand = hands.get(event.by, b"")
        else:
            continue
        own_hand = event.hand if event.action == MADE else hands.get(event.key_id, b"")
        if own_hand and sealing.is_vouched(hand, statement(event.action, event.key_id, own_hand), event.signature):
            hands.setdefault(event.key_id, event.hand)
            found.append(event)
    return tuple(found)


def _lines(connection: Connection) -> dict[str, str]:
    """Return for each trusted key the founding key that its trust goes back to, the oldest founding first.

    A key that nobody admitted and that founded nothing is in no line.
    """
    lines: dict[str, str] = {}
    for event in _sound_events(connection):
        if event.action == FOUNDED:
            lines.setdefault(event.key_id, event.key_id)
        elif event.action == ADMITTED and event.by in lines:
            lines.setdefault(event.key_id, lines[event.by])
    return lines
