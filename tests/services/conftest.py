"""A workspace with people in every role, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services import credentials
from qa_desktop.services.access import AccessService
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.people import PeopleService
from qa_desktop.services.recovery import RecoveryService
from qa_desktop.services.setup import create_workspace
from qa_desktop.storage import secrets
from qa_desktop.storage.queries import people as rows
from qa_desktop.storage.workspace import Workspace, open_

PASSWORD = "correct horse battery"
START = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=1)))
CHEAP = secrets.Cost(memory_kib=8, passes=1, lanes=1)

ROLES = {
    "inspector": ("Ines Inspector", Role.INSPECTOR),
    "inspector2": ("Ivo Inspector", Role.INSPECTOR),
    "supervisor": ("Sara Supervisor", Role.SUPERVISOR),
    "supervisor2": ("Stan Supervisor", Role.SUPERVISOR),
    "engineer": ("Emma Engineer", Role.QUALITY_ENGINEER),
    "auditor": ("Aki Auditor", Role.AUDITOR),
    "manager": ("Mira Manager", Role.MANAGER),
    "confidant": ("Kaya Confidant", Role.CONFIDANT),
}


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move by ``days``, ``hours``, ``minutes``, ``seconds``."""
        self.now += timedelta(**span)


@dataclass(frozen=True)
class House:
    """A finished workspace on disk, closed."""

    folder: Path
    codes: tuple[str, ...]


class _CachedKeys:
    """RSA keys are slow to make, so each test meets the same ones in the same order, none of them twice."""

    def __init__(self, make: Callable[..., rsa.RSAPrivateKey]) -> None:
        self._make = make
        self._made: list[rsa.RSAPrivateKey] = []
        self._first = self._next = 0

    def spoken_for(self) -> None:
        """Keep what was made so far from being given out again: it is in the house."""
        self._first = len(self._made)

    def start_again(self) -> None:
        self._next = self._first

    def __call__(self, *, public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
        if self._next == len(self._made):
            self._made.append(self._make(public_exponent=public_exponent, key_size=key_size))
        self._next += 1
        return self._made[self._next - 1]


_KEYS = _CachedKeys(rsa.generate_private_key)
_HOUSES: list[House] = []
"""The house of this process.  Packages that take these fixtures over have sessions of their own in pytest's eyes."""


@pytest.fixture(scope="session")
def _key_cache() -> _CachedKeys:
    return _KEYS


def _make_cheap(patch: pytest.MonkeyPatch, cache: _CachedKeys) -> None:
    patch.setattr(secrets, "PASSWORD_COST", CHEAP)
    patch.setattr(secrets, "PIN_COST", CHEAP)
    patch.setattr(secrets.hash_secret, "__defaults__", (CHEAP,))
    patch.setattr(secrets.wrap, "__kwdefaults__", {"cost": CHEAP})
    patch.setattr(rsa, "generate_private_key", cache)


@pytest.fixture(autouse=True)
def _cheap_secrets(monkeypatch: pytest.MonkeyPatch, _key_cache: _CachedKeys) -> None:
    """Make hashes and keys cheap, for these tests only: those of the layers below try the real ones."""
    _make_cheap(monkeypatch, _key_cache)


@pytest.fixture(autouse=True)
def _station_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what belongs to the computer out of the home folder of whoever runs the tests."""
    monkeypatch.setattr(credentials, "user_data_dir", lambda *_a, **_k: str(tmp_path / "computer"))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, _key_cache: _CachedKeys) -> House:
    """Everybody of ``ROLES`` and an administrator, each with a password of their own, in a closed workspace."""
    if not _HOUSES:
        _HOUSES.append(_build_house(tmp_path_factory, _key_cache))
    return _HOUSES[0]


def _build_house(tmp_path_factory: pytest.TempPathFactory, _key_cache: _CachedKeys) -> House:
    folder = tmp_path_factory.mktemp("house") / "workspace"
    with pytest.MonkeyPatch.context() as patch:
        _make_cheap(patch, _key_cache)
        new = create_workspace(
            folder,
            site="Test Works",
            station_name="Bench 1",
            admin_login="admin",
            admin_name="Ada Administrator",
            admin_password=PASSWORD,
            clock=FakeClock(),
        )
        keys = KeyRing(new.workspace)
        service = PeopleService(new.workspace, keys)
        access = AccessService(new.workspace.store, keys)
        for login, (name, role) in ROLES.items():
            account = service.add_person(new.admin, login=login, name=name, roles={role}, admin_password=PASSWORD)
            actor = Actor(account.person_id, login, name, frozenset({role}), new.workspace.store.station_id)
            access.change_password(actor, account.temporary_password, PASSWORD)
        new.workspace.close()
    _key_cache.spoken_for()
    return House(folder, new.recovery_codes)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START + timedelta(hours=1))


def reopen(folder: Path, clock: FakeClock) -> Workspace:
    """Open a workspace again."""
    return open_(folder, clock=clock)


@pytest.fixture(name="reopen")
def _reopen() -> Callable[[Path, FakeClock], Workspace]:
    return reopen


@pytest.fixture
def workspace(house: House, tmp_path: Path, clock: FakeClock, _key_cache: _CachedKeys) -> Iterator[Workspace]:
    """A real workspace with everybody of ``ROLES`` and an administrator, open."""
    folder = tmp_path / "workspace"
    shutil.copytree(house.folder, folder)
    _key_cache.start_again()
    opened = reopen(folder, clock)
    yield opened
    opened.close()


@pytest.fixture
def people(workspace: Workspace) -> dict[str, Actor]:
    """Everybody by log-in name: inspector, inspector2, supervisor, supervisor2, engineer, auditor, admin."""
    with workspace.store.reading() as connection:
        found = rows.everyone(connection)
    return {row.login: Actor(row.id, row.login, row.name, row.roles, workspace.store.station_id) for row in found}


@pytest.fixture
def keys(workspace: Workspace) -> KeyRing:
    return KeyRing(workspace)


@pytest.fixture
def access(workspace: Workspace, keys: KeyRing) -> AccessService:
    return AccessService(workspace.store, keys)


@pytest.fixture
def people_service(workspace: Workspace, keys: KeyRing) -> PeopleService:
    return PeopleService(workspace, keys)


@pytest.fixture
def recovery(workspace: Workspace, keys: KeyRing) -> RecoveryService:
    return RecoveryService(workspace, keys)
