"""Accounts, roles and certificates, as administrators keep them.

Rules:

- One person, one account, for ever: accounts are switched off, never deleted, and a log-in name is never given again.
- The workspace always has an active administrator.
- Nobody changes their own roles while there is another administrator who can.  The only administrator of a small shop may; the
  audit entry says so.
- The certificate says exactly what the roles allow.  Whenever that changes, and whenever the name or a forgotten password
  changes, the old certificate is revoked and a new key is made: an administrator can never come to own somebody else's key.
- A new key needs the person's own password.  If they are not there to type it, they get a temporary one, which is good for
  logging in and for choosing their own, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.people import Actor, Permission, Role
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.services import account_changes as changes
from qa_desktop.services import credentials
from qa_desktop.services.access import give_badge, initials_of
from qa_desktop.services.account_changes import Change, Outcome
from qa_desktop.services.credentials import BADGE, PASSWORD, PIN
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyPlace, KeyRing, stages_in
from qa_desktop.services.setup import clean_login
from qa_desktop.storage.queries import keys as key_rows
from qa_desktop.storage.queries import people as rows


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person as the list of people shows them.  Moments are UTC text."""

    person_id: str
    login: str
    name: str
    initials: str
    active: bool
    roles: frozenset[Role]
    created_at: str
    must_change_password: bool
    failures: int
    locked_until: str | None
    has_pin: bool
    has_badge: bool
    certificate: str | None
    certificate_ends: str | None
    signs: frozenset[Stage]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A new account and the password for its first log-in, shown once."""

    person_id: str
    login: str
    temporary_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CertificateShown:
    """A certificate as the list shows it.  Moments are UTC text; an authority belongs to nobody."""

    fingerprint: str
    person_id: str | None
    name: str
    purpose: str
    stages: frozenset[Stage]
    issued_at: str
    expires_at: str
    revoked_at: str | None
    revoke_reason: str


class PeopleService:
    """What an administrator does with accounts."""

    def __init__(self, place: KeyPlace, keys: KeyRing | None = None) -> None:
        self._store = place.store
        self._keys = keys or KeyRing(place)

    @needs(Permission.MANAGE_PEOPLE)
    def list_people(self, actor: Actor) -> tuple[PersonShown, ...]:
        """Return every account, also those that are switched off, by name."""
        with self._store.reading() as connection:
            found = rows.everyone(connection)
            passwords = {row.person_id: row for row in rows.credentials(connection, kind=PASSWORD)}
            pins = {row.person_id for row in rows.credentials(connection, kind=PIN)}
            badges = {row.person_id for row in rows.credentials(connection, kind=BADGE)}
            valid = key_rows.certificates(connection, purpose=key_rows.SIGNING, valid_only=True)
        certificates = {row.person_id: row for row in valid}
        shown = []
        for row in found:
            password, certificate = passwords.get(row.id), certificates.get(row.id)
            shown.append(
                PersonShown(
                    person_id=row.id,
                    login=row.login,
                    name=row.name,
                    initials=initials_of(row.name),
                    active=row.active,
                    roles=row.roles,
                    created_at=row.created_at,
                    must_change_password=password is not None and password.must_change,
                    failures=password.failures if password else 0,
                    locked_until=password.locked_until if password else None,
                    has_pin=row.id in pins,
                    has_badge=row.id in badges,
                    certificate=certificate.fingerprint if certificate else None,
                    certificate_ends=certificate.expires_at if certificate else None,
                    signs=stages_in(certificate.stages) if certificate else frozenset(),
                )
            )
        return tuple(shown)

    @needs(Permission.MANAGE_PEOPLE)
    def add_person(self, actor: Actor, *, login: str, name: str, roles: Iterable[Role], admin_password: str) -> NewAccount:
        """Open an account with its roles, a temporary password and, where a role signs, a certificate."""
        added = changes.add(
            self._store,
            self._keys,
            actor,
            login=clean_login(login),
            name=clean_name(name),
            roles=frozenset(roles),
            admin_password=admin_password,
        )
        return NewAccount(added.person_id, added.login, added.temporary_password or "")

    @needs(Permission.MANAGE_PEOPLE)
    def rename(
        self, actor: Actor, person_id: str, name: str, *, admin_password: str, person_password: str | None = None
    ) -> Outcome:
        """Change the name that is printed on reports from now on; what was signed keeps the name of that day."""
        change = Change("person.renamed", "the name changed", name=clean_name(name))
        return self._apply(actor, person_id, change, admin_password, person_password)

    @needs(Permission.MANAGE_PEOPLE)
    def grant_role(
        self, actor: Actor, person_id: str, role: Role, *, admin_password: str, person_password: str | None = None
    ) -> Outcome:
        """Give one more role."""
        change = Change("role.granted", "the roles changed", give=frozenset({role}))
        return self._apply(actor, person_id, change, admin_password, person_password)

    @needs(Permission.MANAGE_PEOPLE)
    def revoke_role(
        self, actor: Actor, person_id: str, role: Role, *, admin_password: str, person_password: str | None = None
    ) -> Outcome:
        """Take a role away."""
        change = Change("role.revoked", "the roles changed", take=frozenset({role}))
        return self._apply(actor, person_id, change, admin_password, person_password)

    @needs(Permission.MANAGE_PEOPLE)
    def renew_certificate(
        self, actor: Actor, person_id: str, *, admin_password: str, person_password: str | None = None
    ) -> Outcome:
        """Issue a new certificate in place of one that ends soon, or of a key that somebody else may have seen."""
        change = Change("certificate.renewed", "a new certificate was issued", new_key=True)
        return self._apply(actor, person_id, change, admin_password, person_password)

    @needs(Permission.MANAGE_PEOPLE)
    def reset_password(self, actor: Actor, person_id: str, *, admin_password: str) -> Outcome:
        """Give a temporary password to somebody who forgot theirs; revokes the old certificate and issues a new one."""
        _not_oneself(actor, person_id, "Use “Change password” for your own.")
        change = Change("password.reset", "the password was reset", new_key=True, new_password=True)
        return self._apply(actor, person_id, change, admin_password, None)

    @needs(Permission.MANAGE_PEOPLE)
    def deactivate(self, actor: Actor, person_id: str, reason: str) -> None:
        """Switch an account off: no log-in, no key, no badge.  Its records stay."""
        _not_oneself(actor, person_id, "Ask another administrator to switch off your account.")
        why = clean_text(reason, limit=500).strip()
        if not why:
            raise RefusedError("Say why the account is switched off; the reason is kept.")
        with self._store.writing(actor.person_id) as work:
            # The actor is an active administrator and somebody else, so one always remains.
            person = rows.person(work.connection, person_id)
            if not person.active:
                raise RefusedError("{name}’s account is switched off already.", name=person.name)
            rows.change_person(work, person_id, name=person.name, active=False)
            rows.end_credentials(work, person_id, PIN)
            rows.end_credentials(work, person_id, BADGE)
            self._keys.revoke(work, person_id, "the account was switched off")
            self._keys.withdraw_authority(work, person_id)
            work.audit("person.deactivated", "person", person_id, {"reason": why})

    @needs(Permission.MANAGE_PEOPLE)
    def reactivate(self, actor: Actor, person_id: str, *, admin_password: str) -> Outcome:
        """Switch an account on again, with its roles, a temporary password and a new certificate."""
        change = Change("person.reactivated", "the account was switched on again", activate=True, new_key=True, new_password=True)
        return self._apply(actor, person_id, change, admin_password, None)

    @needs(Permission.MANAGE_PEOPLE)
    def unlock(self, actor: Actor, person_id: str) -> None:
        """Let somebody try their password again.  A PIN that was tried too often has to be set anew."""
        with self._store.writing(actor.person_id) as work:
            rows.person(work.connection, person_id)
            for kind in (PASSWORD, PIN):
                row = rows.credential(work.connection, person_id, kind)
                if row is not None and kind == PIN and row.failures >= credentials.OUT_OF_USE[PIN]:
                    rows.end_credential(work, row.id)
                elif row is not None:
                    rows.count_failures(work, row.id, 0, None)
            work.audit("person.unlocked", "person", person_id)

    @needs(Permission.MANAGE_PEOPLE)
    def set_badge(self, actor: Actor, person_id: str, code: str) -> None:
        """Hand out a badge in place of the one before."""
        with self._store.writing(actor.person_id) as work:
            if not rows.person(work.connection, person_id).active:
                raise RefusedError("This account is switched off. Switch it on before you hand out a badge.")
            give_badge(work, person_id, code)

    @needs(Permission.MANAGE_PEOPLE)
    def end_badge(self, actor: Actor, person_id: str) -> None:
        """Withdraw a badge that was lost or returned; it opens nothing from now on."""
        with self._store.writing(actor.person_id) as work:
            rows.end_credentials(work, person_id, BADGE)
            work.audit("badge.ended", "person", person_id)

    @needs(Permission.VERIFY)
    def certificates(self, actor: Actor, person_id: str | None = None) -> tuple[CertificateShown, ...]:
        """Return all certificates ever issued, or those of one person, oldest first."""
        with self._store.reading() as connection:
            found = key_rows.certificates(connection, person_id=person_id)
            names = {row.id: row.name for row in rows.everyone(connection)}
        return tuple(
            CertificateShown(
                row.fingerprint,
                row.person_id,
                names.get(row.person_id or "", ""),
                row.purpose,
                stages_in(row.stages),
                row.issued_at,
                row.expires_at,
                row.revoked_at,
                row.revoke_reason,
            )
            for row in found
        )

    @needs(Permission.MANAGE_PEOPLE)
    def role_history(self, actor: Actor, person_id: str) -> tuple[rows.GrantRow, ...]:
        """Return every role that the person ever held."""
        with self._store.reading() as connection:
            return rows.grants(connection, person_id)

    def _apply(self, actor: Actor, person_id: str, change: Change, admin_password: str, person_password: str | None) -> Outcome:
        return changes.apply(
            self._store,
            self._keys,
            actor,
            person_id,
            change,
            admin_password=admin_password,
            person_password=person_password,
        )


def clean_name(name: str) -> str:
    """Return a person's name as certificates and reports print it."""
    return clean_identifier(name, what="The name", limit=64)


def _not_oneself(actor: Actor, person_id: str, instead: str) -> None:
    if actor.person_id == person_id:
        raise RefusedError("Nobody does this to their own account. {instead}", instead=instead)
