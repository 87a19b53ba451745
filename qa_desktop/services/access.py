"""Logging in, switching the person at a shared station, and a person's own password, PIN and badge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.text import clean_identifier
from qa_desktop.services import concern_keys, credentials
from qa_desktop.services.credentials import BADGE, PASSWORD, PIN, Pepper
from qa_desktop.services.guard import logged_in, open_to
from qa_desktop.services.keys import KeyRing, stages_in
from qa_desktop.storage import secrets
from qa_desktop.storage.queries import concerns as concern_rows
from qa_desktop.storage.queries import keys as key_rows
from qa_desktop.storage.queries import people as rows
from qa_desktop.storage.queries.people import CredentialRow, PersonRow
from qa_desktop.storage.unit import Store, Work

_SELF = "whoever is logged in, for themselves"
_DOOR = "anyone at the log-in screen"


@dataclass(frozen=True, slots=True)
class Tile:
    """A person as the log-in screen shows them."""

    person_id: str
    login: str
    name: str
    initials: str
    roles: frozenset[Role]
    has_pin: bool


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What people see of their own account.  ``certificate_ends`` is UTC text; ``None`` without a certificate that is valid."""

    login: str
    name: str
    roles: frozenset[Role]
    has_pin: bool
    has_badge: bool
    signs: frozenset[Stage]
    certificate_ends: str | None


class AccessService:
    """Who is at the station.  A PIN or a badge only switches the person; it never signs."""

    def __init__(self, store: Store, keys: KeyRing, *, secret_folder: Path | None = None) -> None:
        self._store = store
        self._keys = keys
        self._gate = keys.gate
        self._pepper = Pepper(store.station_id, secret_folder)

    @open_to(_DOOR)
    def people_tiles(self) -> tuple[Tile, ...]:
        """Return everyone who can log in here, by name."""
        pepper = self._pepper.read()
        with self._store.reading() as connection:
            found = rows.everyone(connection, active_only=True)
            pins = {row.person_id: row for row in rows.credentials(connection, kind=PIN)}
        return tuple(_tile(row, has_pin=credentials.pin_usable(pepper, pins.get(row.id))) for row in found)

    @open_to(_DOOR)
    def log_in(self, login: str, password: str) -> Actor:
        """Return the person behind a log-in name and password.

        An unknown name and a wrong password give the same sentence after the same work.
        """
        name = credentials.as_typed(login).strip().casefold()
        with self._store.reading() as connection:
            person = rows.person_by_login(connection, name)
        if person is None:
            raise self._gate.stranger(name)
        self._gate.require_password(person.id, password, wrong=credentials.WRONG_LOGIN)
        return self._welcome(person, PASSWORD)

    @open_to(_DOOR)
    def log_in_with_pin(self, person_id: str, pin: str) -> Actor:
        """Return the person whose tile or badge was chosen when the PIN is theirs."""
        with self._store.reading() as connection:
            person = rows.person(connection, person_id)
            row = rows.credential(connection, person_id, PIN)
        if not person.active:
            raise _switched_off()
        pepper = self._pepper.read()
        if row is None or pepper is None or not credentials.pin_usable(pepper, row):
            if row is not None and row.failures >= credentials.OUT_OF_USE[PIN]:
                raise credentials.out_of_use(row)
            raise RefusedError("No PIN is set for {name} on this computer. Log in with the password.", name=person.name)
        self._gate.attempt(row, lambda: credentials.pin_matches(pepper, row.secret_hash, pin), wrong=credentials.WRONG_PIN)
        return self._welcome(person, PIN)

    @open_to(_DOOR)
    def log_in_with_badge(self, code: str) -> Tile:
        """Return the person whose badge was scanned, to ask them for their PIN: a badge can be copied, so it proves nothing."""
        scanned = credentials.as_typed(code).strip()
        pepper = self._pepper.read()
        with self._store.reading() as connection:
            holder = rows.badge_holder(connection, rows.badge_key(scanned))
            if holder is None:
                raise RefusedError("This badge belongs to nobody here. Choose your name and type your PIN or password.")
            person = rows.person(connection, holder)
            pin = rows.credential(connection, holder, PIN)
        if not person.active:
            raise _switched_off()
        return _tile(person, has_pin=credentials.pin_usable(pepper, pin))

    def _welcome(self, person: PersonRow, kind: str) -> Actor:
        if not person.active:
            with self._store.writing(None) as work:
                work.audit("access.refused", "person", person.id, {"kind": kind, "switched_off": True})
            raise _switched_off()
        with self._store.writing(person.id) as work:
            work.audit("access.logged_in", "person", person.id, {"kind": kind})
        return _actor(person, self._store.station_id)

    @open_to(_SELF)
    def present(self, actor: Actor) -> Actor:
        """Return the actor with the roles of this moment; raises when the account was switched off in the meantime."""
        with self._store.reading() as connection:
            person = rows.person(connection, actor.person_id)
        if not person.active:
            raise _switched_off()
        return _actor(person, actor.station_id)

    @open_to(_SELF)
    def log_out(self, actor: Actor) -> None:
        """Leave a trace that the person left the station."""
        with self._store.writing(actor.person_id) as work:
            work.audit("access.logged_out", "person", actor.person_id)

    @logged_in(_SELF)
    def verify_password(self, actor: Actor, password: str) -> None:
        """Raise :class:`RefusedError` unless this is the person's password; wrong tries are counted."""
        self._gate.require_password(actor.person_id, password)

    @logged_in(_SELF)
    def must_change_password(self, actor: Actor) -> bool:
        """Return whether the password is a temporary one."""
        with self._store.reading() as connection:
            row = rows.credential(connection, actor.person_id, PASSWORD)
        return row is not None and row.must_change

    @logged_in(_SELF)
    def own_account(self, actor: Actor) -> OwnAccount:
        """Return one's own account as it stands now: roles, PIN, badge, and the certificate that one signs with."""
        pepper = self._pepper.read()
        with self._store.reading() as connection:
            person = rows.person(connection, actor.person_id)
            pin = rows.credential(connection, actor.person_id, PIN)
            badge = rows.credential(connection, actor.person_id, BADGE)
            found = key_rows.certificates(connection, purpose=key_rows.SIGNING, person_id=actor.person_id, valid_only=True)
        return OwnAccount(
            person.login,
            person.name,
            person.roles,
            credentials.pin_usable(pepper, pin),
            badge is not None,
            stages_in(found[-1].stages) if found else frozenset(),
            found[-1].expires_at if found else None,
        )

    @logged_in(_SELF)
    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Give oneself a new password; the signing key stays the same and opens with the new one."""
        before = self._gate.require_password(actor.person_id, old)
        credentials.check_new_password(new, actor.login, actor.name)
        if secrets.normal(credentials.as_typed(new)) == secrets.normal(credentials.as_typed(old)):
            raise InputError("The new password is the old one. Choose another.")
        hashed = secrets.hash_secret(credentials.as_typed(new), secrets.PASSWORD_COST)
        wraps = self._keys.rewrapped(actor.person_id, old, new)
        confided = concern_keys.rewrapped(self._store, actor.person_id, old, new)
        with self._store.writing(actor.person_id) as work:
            require_unchanged(work, before)
            rows.replace_credential(work, actor.person_id, PASSWORD, hashed)
            for wrap in wraps:
                key_rows.put_wrap(work, wrap)
            for key_id, sealed in confided:
                concern_rows.rewrap(work, key_id, sealed)
            work.audit("password.changed", "person", actor.person_id, {"keys": len(wraps)})

    @logged_in(_SELF)
    def set_pin(self, actor: Actor, password: str, pin: str) -> None:
        """Set one's PIN for fast switching on this computer, in place of an earlier one."""
        row = self._gate.require_password(actor.person_id, password)
        if row.must_change:
            raise RefusedError("Choose a password of your own before you set a PIN.")
        secrets.check_pin(pin)
        hashed = credentials.pin_hash(self._pepper.read_or_make(), pin)
        with self._store.writing(actor.person_id) as work:
            rows.replace_credential(work, actor.person_id, PIN, hashed)
            work.audit("pin.set", "person", actor.person_id)

    @logged_in(_SELF)
    def remove_pin(self, actor: Actor) -> None:
        """Give up one's PIN."""
        with self._store.writing(actor.person_id) as work:
            rows.end_credentials(work, actor.person_id, PIN)
            work.audit("pin.removed", "person", actor.person_id)

    @logged_in(_SELF)
    def set_badge(self, actor: Actor, password: str, code: str) -> None:
        """Scan in one's badge, in place of an earlier one."""
        self._gate.require_password(actor.person_id, password)
        with self._store.writing(actor.person_id) as work:
            give_badge(work, actor.person_id, code)


def give_badge(work: Work, person_id: str, code: str) -> None:
    """Record a badge for a person; raises when somebody else carries it."""
    key = rows.badge_key(clean_identifier(code, what="The badge", limit=200))
    holder = rows.badge_holder(work.connection, key)
    if holder is not None and holder != person_id:
        raise RefusedError("Somebody else carries this badge. Withdraw it from them first, or scan another.")
    rows.replace_credential(work, person_id, BADGE, key)
    work.audit("badge.set", "person", person_id)


def require_unchanged(work: Work, before: CredentialRow) -> None:
    """Raise when the password was changed while its keys were being prepared."""
    if rows.credential_by_id(work.connection, before.id) is None:
        raise ConflictError("The password was changed in another window in the meantime. Nothing was changed. Try again.")


def initials_of(name: str) -> str:
    """Return one or two capital letters for a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "") if words else name[:1]
    return letters.upper()


def _tile(row: PersonRow, *, has_pin: bool) -> Tile:
    return Tile(row.id, row.login, row.name, initials_of(row.name), row.roles, has_pin)


def _actor(person: PersonRow, station_id: str) -> Actor:
    return Actor(person.id, person.login, person.name, person.roles, station_id)


def _switched_off() -> RefusedError:
    return RefusedError("This account is switched off. Ask an administrator.")
