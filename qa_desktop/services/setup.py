"""The first rows of a workspace, and further stations.  There is no default account: the first administrator is named here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.people import ROLE_PERMISSIONS, Actor, Permission, Role
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.text import clean_identifier
from qa_desktop.services import credentials
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyRing
from qa_desktop.storage import secrets
from qa_desktop.storage.clock import Clock, system_clock
from qa_desktop.storage.queries import people, stations
from qa_desktop.storage.unit import Store, Work, new_id
from qa_desktop.storage.workspace import Workspace, create

FIRST_STATION = "01"
RECOVERY_CODES = 8


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """A new, open workspace.  The recovery codes are shown once, to be printed; only their hashes are kept."""

    workspace: Workspace
    admin: Actor
    recovery_codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Building:
    """A workspace whose database is not in place yet, as the key ring sees it."""

    store: Store
    keys: Path


@dataclass(frozen=True, slots=True)
class _First:
    """What the first administrator typed, checked."""

    site: str
    station_name: str
    login: str
    name: str
    password: str = field(repr=False)
    roles: frozenset[Role]


def create_workspace(
    folder: Path,
    *,
    site: str,
    station_name: str,
    admin_login: str,
    admin_name: str,
    admin_password: str,
    further_roles: Iterable[Role] = (),
    clock: Clock = system_clock,
) -> NewWorkspace:
    """Make a workspace with its station, first administrator, certificate authority and recovery codes, and open it.

    ``further_roles`` are for a shop of one, where the administrator inspects as well.  Raises :class:`InputError` before anything
    is written, and :class:`~qa_desktop.domain.errors.FaultError` when the folder cannot hold a workspace.
    """
    first = _First(
        clean_identifier(site, what="The name of the site", limit=64),
        clean_identifier(station_name, what="The name of the station", limit=64),
        clean_login(admin_login),
        clean_identifier(admin_name, what="The name", limit=64),
        admin_password,
        frozenset({Role.ADMINISTRATOR, *further_roles}),
    )
    credentials.check_new_password(admin_password, first.login, first.name, first.site)
    codes = tuple(credentials.recovery_code() for _ in range(RECOVERY_CODES))
    made: list[Actor] = []

    def write_first(store: Store) -> None:
        made.append(_write_first_rows(store, folder / "keys", first, codes))

    workspace = create(folder, station_code=FIRST_STATION, clock=clock, first=write_first)
    return NewWorkspace(workspace, made[0], codes)


@needs(Permission.MANAGE_WORKSPACE)
def enrol_station(store: Store, actor: Actor, *, code: str, name: str) -> str:
    """Enrol one more station with an audit chain of its own and return its id."""
    code = clean_identifier(code, what="The station code", limit=4).upper()
    if not (code.isascii() and code.isalnum()):
        raise InputError("A station code has letters and digits only. It becomes part of every inspection number.")
    name = clean_identifier(name, what="The name of the station", limit=64)
    with store.writing(actor.person_id) as work:
        if people.station_exists(work.connection, code):
            raise RefusedError("Station {code} exists already. A code is never given twice; choose another.", code=code)
        station_id = people.add_station(work, code=code, name=name)
        work.audit("station.enrolled", "station", station_id, {"code": code, "name": name})
    return station_id


def stages_of(roles: Iterable[Role]) -> frozenset[Stage]:
    """Return what a person with these roles may sign: exactly this is written into their certificate."""
    held = frozenset[Permission]().union(*(ROLE_PERMISSIONS[role] for role in roles))
    wanted = {
        Stage.INSPECTOR: Permission.SIGN,
        Stage.SUPERVISOR: Permission.COUNTERSIGN,
        # Who reviews the management system signs that review, and releases no report with the same key.
        Stage.MANAGER: Permission.REVIEW_MANAGEMENT,
    }
    return frozenset(stage for stage, permission in wanted.items() if permission in held)


def clean_login(login: str) -> str:
    """Return a log-in name as it is kept: lower case, without spaces, so that nobody has two that look alike."""
    cleaned = clean_identifier(login, what="The log-in name", limit=40).casefold()
    if any(letter.isspace() for letter in cleaned):
        raise InputError("The log-in name contains a space. Use a dot or a hyphen instead.")
    return cleaned


def store_recovery_codes(work: Work, person_id: str, codes: Iterable[str]) -> None:
    """Store the hashes of new recovery codes in place of all earlier ones."""
    for row in people.credentials(work.connection, kind=credentials.RECOVERY):
        people.end_credential(work, row.id)
    for hashed in codes:
        people.add_credential(work, person_id, credentials.RECOVERY, hashed)


def hash_code(code: str) -> str:
    """Return what is kept of a recovery code.  80 random bits need no slow hash, but a lighter one costs nothing."""
    return secrets.hash_secret(credentials.plain_code(code), secrets.PIN_COST)


def _write_first_rows(store: Store, keys_folder: Path, first: _First, codes: tuple[str, ...]) -> Actor:
    keys = KeyRing(_Building(store, keys_folder))
    with store.writing(None) as work:
        station_id = people.add_station(work, code=FIRST_STATION, name=first.station_name)
        work.station_id = station_id
        for name, value in (("site", first.site), ("installation", new_id()), ("epoch", new_id()), ("created", work.now.utc)):
            stations.set_fact(work, name, value)
        person_id = people.add_person(work, login=first.login, name=first.name)
        people.set_roles(work, person_id, first.roles)
        password_hash = secrets.hash_secret(credentials.as_typed(first.password), secrets.PASSWORD_COST)
        people.add_credential(work, person_id, credentials.PASSWORD, password_hash)
        store_recovery_codes(work, person_id, [hash_code(code) for code in codes])
        work.audit("workspace.created", "station", station_id, {"site": first.site, "station": FIRST_STATION})
        work.audit("person.added", "person", person_id, {"login": first.login, "name": first.name, "roles": sorted(first.roles)})
        # Nobody else writes to a database that is not in place yet, so slow work may happen inside this transaction.
        root, authority = keys.make_authority(first.site, person_id=person_id, password=first.password)
        keys.record(work, root)
        stages = stages_of(first.roles)
        if stages:
            own = keys.issue(
                authority, person_id=person_id, name=first.name, login=first.login, stages=stages, password=first.password
            )
            keys.record(work, own)
    return Actor(person_id, first.login, first.name, first.roles, station_id)
