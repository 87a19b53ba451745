"""One way for every change of an account that touches roles, keys or passwords.

First everything slow is prepared outside the transaction (argon2, RSA), then one transaction checks the rules again and writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services import credentials
from qa_desktop.services.access import require_unchanged
from qa_desktop.services.credentials import PASSWORD, PIN
from qa_desktop.services.keys import Authority, KeyRing, NewKey, stages_in
from qa_desktop.services.setup import stages_of
from qa_desktop.storage import secrets
from qa_desktop.storage.queries import keys as key_rows
from qa_desktop.storage.queries import people as rows
from qa_desktop.storage.queries.keys import CertificateRow, WrapRow
from qa_desktop.storage.queries.people import CredentialRow, PersonRow
from qa_desktop.storage.unit import Store, Work, new_id


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different afterwards; ``reason`` is kept with a certificate that is revoked for it."""

    action: str
    reason: str
    name: str | None = None
    give: frozenset[Role] = frozenset()
    take: frozenset[Role] = frozenset()
    activate: bool = False
    new_key: bool = False
    new_password: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it.  A temporary password is shown once; ``None`` means that the person keeps theirs."""

    person_id: str
    login: str
    certificate: str | None
    temporary_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Before:
    person: PersonRow
    password: CredentialRow | None
    certificate: CertificateRow | None
    opens_authority: bool


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What was made outside the transaction.  ``revoke`` says that the present certificate does not fit any more."""

    temporary: str | None = field(default=None, repr=False)
    hashed: str | None = field(default=None, repr=False)
    key: NewKey | None = None
    share: WrapRow | None = None
    revoke: bool = False


def add(
    store: Store, keys: KeyRing, actor: Actor, *, login: str, name: str, roles: frozenset[Role], admin_password: str
) -> Outcome:
    """Open an account with a temporary password."""
    if not roles:
        raise InputError("Choose at least one role. Nothing was stored.")
    _require_apart(roles)
    authority = keys.open_authority(actor.person_id, admin_password)
    with store.reading() as connection:
        _require_free(rows.person_by_login(connection, login), login)
    person_id = new_id()
    temporary = credentials.temporary_password()
    hashed = secrets.hash_secret(temporary, secrets.PASSWORD_COST)
    planned = PersonRow(person_id, login, name, active=True, created_at="", roles=roles)
    key = _signing_key(keys, authority, planned, temporary)
    share = keys.share(authority, person_id=person_id, password=temporary) if Role.ADMINISTRATOR in roles else None
    with store.writing(actor.person_id) as work:
        _require_free(rows.person_by_login(work.connection, login), login)
        rows.add_person(work, login=login, name=name, person_id=person_id)
        rows.set_roles(work, person_id, roles)
        rows.add_credential(work, person_id, PASSWORD, hashed, must_change=True)
        work.audit("person.added", "person", person_id, {"login": login, "name": name, "roles": sorted(roles)})
        _record(keys, work, person_id, key, share)
    return Outcome(person_id, login, key.certificate.fingerprint if key else None, temporary)


def apply(
    store: Store,
    keys: KeyRing,
    actor: Actor,
    person_id: str,
    change: Change,
    *,
    admin_password: str,
    person_password: str | None,
) -> Outcome:
    """Carry out one change of an account.

    ``person_password`` is typed by the person whose account it is, when they stand beside the administrator: then they keep it.
    """
    before, administrators = _before(store, person_id)
    after = _checked(actor, before.person, administrators, change)
    authority = keys.open_authority(actor.person_id, admin_password)
    own = admin_password if actor.person_id == person_id else person_password
    if own is not None:
        keys.gate.require_password(person_id, own)
    made = _make(keys, authority, before, after, change, own)
    with store.writing(actor.person_id) as work:
        if before.password is not None:
            require_unchanged(work, before.password)
        now = rows.person(work.connection, person_id)
        if now != before.person:
            raise ConflictError("Somebody else changed this account in the meantime. Nothing was changed. Reload and try again.")
        _checked(actor, now, rows.active_holders(work.connection, Role.ADMINISTRATOR), change)
        _write(keys, work, actor, before, after, change, made)
    return Outcome(person_id, after.login, made.key.certificate.fingerprint if made.key else None, made.temporary)


def _before(store: Store, person_id: str) -> tuple[_Before, frozenset[str]]:
    with store.reading() as connection:
        found = key_rows.certificates(connection, purpose=key_rows.SIGNING, person_id=person_id, valid_only=True)
        wraps = key_rows.wraps_of(connection, person_id)
        before = _Before(
            rows.person(connection, person_id),
            rows.credential(connection, person_id, PASSWORD),
            found[-1] if found else None,
            any(wrap.purpose == key_rows.AUTHORITY for wrap in wraps),
        )
        return before, rows.active_holders(connection, Role.ADMINISTRATOR)


def _require_other_administrator(person_id: str, administrators: frozenset[str]) -> None:
    """Raise when this is the last active administrator."""
    if administrators == {person_id}:
        raise RefusedError(
            "This is the last active administrator, so nobody could manage people afterwards. Nothing was changed. "
            "Make somebody else an administrator first."
        )


def _require_free(holder: PersonRow | None, login: str) -> None:
    if holder is None:
        return
    if holder.active:
        raise RefusedError("The log-in name “{login}” is taken. Choose another.", login=login)
    raise RefusedError(
        "The log-in name “{login}” belonged to {name} and is never given to somebody else. Choose another, or switch that "
        "account on again if it is the same person.",
        login=login,
        name=holder.name,
    )


def _checked(actor: Actor, person: PersonRow, administrators: frozenset[str], change: Change) -> PersonRow:
    """Return the account as it will be; raises when a rule forbids the change."""
    if change.activate == person.active:
        words = "on already" if person.active else "off. Switch it on first"
        raise RefusedError("{name}’s account is switched {state}. Nothing was changed.", name=person.name, state=words)
    if (change.give or change.take) and actor.person_id == person.id and administrators != {actor.person_id}:
        raise RefusedError("Nobody changes their own roles. Ask another administrator.")
    if change.give and change.give <= person.roles:
        raise RefusedError("{name} has this role already.", name=person.name)
    if change.take and not change.take <= person.roles:
        raise RefusedError("{name} does not have this role.", name=person.name)
    if Role.ADMINISTRATOR in change.take:
        _require_other_administrator(person.id, administrators)
    roles = (person.roles | change.give) - change.take
    _require_apart(roles)
    return replace(person, name=change.name or person.name, roles=roles, active=True)


def _require_apart(roles: frozenset[Role]) -> None:
    """Raise when somebody would hand out roles and read what is said in confidence about those who do."""
    if {Role.ADMINISTRATOR, Role.CONFIDANT} <= roles:
        raise RefusedError(
            "An administrator is no confidant: nobody who manages accounts reads what is said in confidence. Nothing was stored. "
            "Choose somebody else."
        )


def _make(keys: KeyRing, authority: Authority, before: _Before, after: PersonRow, change: Change, own: str | None) -> _Secrets:
    fits = (
        before.certificate is not None
        and stages_in(before.certificate.stages) == stages_of(after.roles)
        and before.person.name == after.name
        and not change.new_key
    )
    needs_key = bool(stages_of(after.roles)) and not fits
    needs_share = Role.ADMINISTRATOR in after.roles and not before.opens_authority
    temporary = hashed = None
    if change.new_password or (own is None and (needs_key or needs_share)):
        # Whatever the old password opened is lost with it, so everything is made anew.
        temporary = credentials.temporary_password()
        hashed = secrets.hash_secret(temporary, secrets.PASSWORD_COST)
        needs_key, needs_share = bool(stages_of(after.roles)), Role.ADMINISTRATOR in after.roles
    password = temporary or own or ""
    key = _signing_key(keys, authority, after, password) if needs_key else None
    share = keys.share(authority, person_id=after.id, password=password) if needs_share else None
    return _Secrets(temporary, hashed, key, share, revoke=needs_key or not stages_of(after.roles))


def _signing_key(keys: KeyRing, authority: Authority, person: PersonRow, password: str) -> NewKey | None:
    stages = stages_of(person.roles)
    if not stages:
        return None
    return keys.issue(authority, person_id=person.id, name=person.name, login=person.login, stages=stages, password=password)


def _write(keys: KeyRing, work: Work, actor: Actor, before: _Before, after: PersonRow, change: Change, made: _Secrets) -> None:
    person_id = after.id
    rows.change_person(work, person_id, name=after.name, active=True)
    rows.set_roles(work, person_id, after.roles)
    details: dict[str, Json] = {
        "name": [before.person.name, after.name],
        "roles": [sorted(before.person.roles), sorted(after.roles)],
        "temporary_password": made.temporary is not None,
        "own_account": actor.person_id == person_id,
    }
    work.audit(change.action, "person", person_id, details)
    if made.hashed is not None:
        rows.replace_credential(work, person_id, PASSWORD, made.hashed, must_change=True)
        rows.end_credentials(work, person_id, PIN)
    if made.revoke:
        keys.revoke(work, person_id, change.reason)
    if Role.ADMINISTRATOR not in after.roles or made.hashed is not None:
        keys.withdraw_authority(work, person_id)
    _record(keys, work, person_id, made.key, made.share)


def _record(keys: KeyRing, work: Work, person_id: str, key: NewKey | None, share: WrapRow | None) -> None:
    if key is not None:
        keys.record(work, key)
    if share is not None:
        key_rows.put_wrap(work, share)
        work.audit("authority.shared", "certificate", share.fingerprint, {"person": person_id})
