"""People, their roles, and the secrets by which they are recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.people import Role
from qa_desktop.storage import chain
from qa_desktop.storage.models import Audit, Credential, Person, RoleGrant, Station
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account and the roles that it holds now."""

    id: str
    login: str
    name: str
    active: bool
    created_at: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """A secret as it is kept: only its hash, and how often it was typed wrong."""

    id: str
    person_id: str
    kind: str
    secret_hash: str
    must_change: bool
    failures: int
    locked_until: str | None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role that was given, and when it was taken away."""

    role: Role
    from_at: str
    until_at: str | None
    granted_by: str | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An entry of the audit chain about one person."""

    at: str
    person_id: str
    actor_id: str | None


_PERSON = (Person.id, Person.login, Person.name, Person.active, Person.created_at)
_CREDENTIAL = (
    Credential.id,
    Credential.person_id,
    Credential.kind,
    Credential.secret_hash,
    Credential.must_change,
    Credential.failures,
    Credential.locked_until,
)


def everyone(connection: Connection, *, active_only: bool = False) -> tuple[PersonRow, ...]:
    """Return all accounts by name."""
    statement = select(*_PERSON).order_by(func.lower(Person.name), Person.login)
    if active_only:
        statement = statement.where(Person.active == 1)
    roles: dict[str, set[Role]] = {}
    for grant in connection.execute(select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.until_at.is_(None))):
        roles.setdefault(grant.person_id, set()).add(Role(grant.role))
    return tuple(
        PersonRow(row.id, row.login, row.name, row.active == 1, row.created_at, frozenset(roles.get(row.id, ())))
        for row in connection.execute(statement)
    )


def person(connection: Connection, person_id: str) -> PersonRow:
    """Return one account; raises :class:`NotFoundError`."""
    found = _one_person(connection, Person.id == person_id)
    if found is None:
        raise NotFoundError("This person is not known here. Reload the list of people.")
    return found


def person_by_login(connection: Connection, login: str) -> PersonRow | None:
    """Return the account with this log-in name, active or not."""
    return _one_person(connection, Person.login == login)


def _one_person(connection: Connection, where: ColumnElement[bool]) -> PersonRow | None:
    row = connection.execute(select(*_PERSON).where(where)).first()
    if row is None:
        return None
    roles = connection.execute(
        select(RoleGrant.role).where(RoleGrant.person_id == row.id, RoleGrant.until_at.is_(None))
    ).scalars()
    return PersonRow(row.id, row.login, row.name, row.active == 1, row.created_at, frozenset(Role(role) for role in roles))


def active_holders(connection: Connection, role: Role) -> frozenset[str]:
    """Return the active people who hold ``role`` now."""
    statement = (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == role.value, RoleGrant.until_at.is_(None), Person.active == 1)
    )
    return frozenset(connection.execute(statement).scalars())


def add_person(work: Work, *, login: str, name: str, person_id: str | None = None) -> str:
    """Insert an account without roles or secrets and return its id, which may have been given out before."""
    person_id = person_id or new_id()
    work.connection.execute(insert(Person).values(id=person_id, login=login, name=name, active=1, created_at=work.now.utc))
    return person_id


def change_person(work: Work, person_id: str, *, name: str, active: bool) -> None:
    """Store name and state of an account."""
    work.connection.execute(
        update(Person).where(Person.id == person_id).values(name=name, active=int(active), version=Person.version + 1)
    )


def set_roles(work: Work, person_id: str, roles: Iterable[Role]) -> None:
    """End the grants that are not in ``roles`` and begin those that are missing."""
    wanted = set(roles)
    held = set(person(work.connection, person_id).roles)
    for role in held - wanted:
        work.connection.execute(
            update(RoleGrant)
            .where(RoleGrant.person_id == person_id, RoleGrant.role == role.value, RoleGrant.until_at.is_(None))
            .values(until_at=work.now.utc)
        )
    for role in sorted(wanted - held):
        work.connection.execute(
            insert(RoleGrant).values(
                id=new_id(), person_id=person_id, role=role.value, from_at=work.now.utc, granted_by=work.actor_id
            )
        )


def ever_with_roles(connection: Connection, roles: Iterable[Role]) -> frozenset[str]:
    """Return the keys of everybody who holds or once held one of these roles."""
    wanted = [role.value for role in roles]
    return frozenset(connection.execute(select(RoleGrant.person_id).where(RoleGrant.role.in_(wanted))).scalars())


def grants(connection: Connection, person_id: str) -> tuple[GrantRow, ...]:
    """Return every role that the person ever held, oldest first."""
    rows = connection.execute(
        select(RoleGrant.role, RoleGrant.from_at, RoleGrant.until_at, RoleGrant.granted_by)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.from_at, RoleGrant.id)
    )
    return tuple(GrantRow(Role(row.role), row.from_at, row.until_at, row.granted_by) for row in rows)


def credential(connection: Connection, person_id: str, kind: str) -> CredentialRow | None:
    """Return the person's valid secret of this kind, the newest if there are several."""
    found = credentials(connection, kind=kind, person_id=person_id)
    return found[-1] if found else None


def credentials(connection: Connection, *, kind: str, person_id: str | None = None) -> tuple[CredentialRow, ...]:
    """Return the valid secrets of this kind, oldest first."""
    statement = select(*_CREDENTIAL).where(Credential.kind == kind, Credential.ended_at.is_(None)).order_by(Credential.id)
    if person_id is not None:
        statement = statement.where(Credential.person_id == person_id)
    return tuple(_credential(row) for row in connection.execute(statement))


def credential_by_id(connection: Connection, credential_id: str) -> CredentialRow | None:
    """Return a secret unless it has ended."""
    where = (Credential.id == credential_id) & Credential.ended_at.is_(None)
    row = connection.execute(select(*_CREDENTIAL).where(where)).first()
    return None if row is None else _credential(row)


def _credential(row: Row[*tuple[Any, ...]]) -> CredentialRow:
    return CredentialRow(row.id, row.person_id, row.kind, row.secret_hash, row.must_change == 1, row.failures, row.locked_until)


def badge_key(code: str) -> str:
    """Return what is kept of a badge.  A badge is a user name, so a plain hash that can be looked up is enough."""
    return hashlib.sha256(f"badge:{code}".encode()).hexdigest()


def badge_holder(connection: Connection, key: str) -> str | None:
    """Return who carries this badge now."""
    where = (Credential.kind == "badge") & (Credential.secret_hash == key) & Credential.ended_at.is_(None)
    holder: str | None = connection.execute(select(Credential.person_id).where(where)).scalar()
    return holder


def add_credential(work: Work, person_id: str, kind: str, secret_hash: str, *, must_change: bool = False) -> str:
    """Insert a secret and return its id."""
    credential_id = new_id()
    work.connection.execute(
        insert(Credential).values(
            id=credential_id,
            person_id=person_id,
            kind=kind,
            secret_hash=secret_hash,
            must_change=int(must_change),
            created_at=work.now.utc,
        )
    )
    return credential_id


def replace_credential(work: Work, person_id: str, kind: str, secret_hash: str, *, must_change: bool = False) -> str:
    """End the secret of this kind and begin another."""
    end_credentials(work, person_id, kind)
    return add_credential(work, person_id, kind, secret_hash, must_change=must_change)


def end_credentials(work: Work, person_id: str, kind: str) -> int:
    """End the person's secrets of this kind and return how many there were."""
    where = (Credential.person_id == person_id) & (Credential.kind == kind) & Credential.ended_at.is_(None)
    return _end(work, where)


def end_credential(work: Work, credential_id: str) -> bool:
    """End one secret; ``False`` when it had ended before."""
    return _end(work, (Credential.id == credential_id) & Credential.ended_at.is_(None)) == 1


def _end(work: Work, where: ColumnElement[bool]) -> int:
    # The hash of a secret that is out of use helps nobody but a thief, so it goes; that there was one stays.
    ended = update(Credential).where(where).values(ended_at=work.now.utc, secret_hash="", version=Credential.version + 1)
    return work.connection.execute(ended).rowcount


def count_failures(work: Work, credential_id: str, failures: int, locked_until: str | None) -> None:
    """Store how often a secret was typed wrong in a row, and until when it rests."""
    work.connection.execute(
        update(Credential).where(Credential.id == credential_id).values(failures=failures, locked_until=locked_until)
    )


def add_station(work: Work, *, code: str, name: str) -> str:
    """Insert a station with the start of its audit chain and return its id."""
    station_id = new_id()
    work.connection.execute(insert(Station).values(id=station_id, code=code, name=name, enrolled_at=work.now.utc))
    chain.start_chain(work.connection, station_id)
    return station_id


def station_exists(connection: Connection, code: str) -> bool:
    """Return whether a station with this code was ever enrolled."""
    return connection.execute(select(Station.id).where(Station.code == code)).first() is not None


def events(connection: Connection, action: str, *, since: str) -> tuple[EventRow, ...]:
    """Return what was audited under ``action`` since a moment, oldest first."""
    rows = connection.execute(
        select(Audit.at, Audit.entity_id, Audit.actor_id)
        .where(Audit.action == action, Audit.at >= since)
        .order_by(Audit.at, Audit.seq)
    )
    return tuple(EventRow(row.at, row.entity_id, row.actor_id) for row in rows)
