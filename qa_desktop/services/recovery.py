"""Back in after the last password is forgotten, without a back door.

One of the printed codes and a second administrator, or two of the codes, give an administrator a new password and a new
certificate.  Everybody sees for thirty days that it happened.

With a second administrator the certificate authority stays the same.  With two codes nobody is there who can open it, so a new
one is made; the old root goes on being trusted for what was signed under it, and customers need the new root for what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission, Role
from qa_desktop.services import credentials
from qa_desktop.services.credentials import PASSWORD, PIN, RECOVERY
from qa_desktop.services.guard import needs, open_to
from qa_desktop.services.keys import Authority, KeyPlace, KeyRing, NewKey
from qa_desktop.services.setup import RECOVERY_CODES, clean_login, hash_code, stages_of, store_recovery_codes
from qa_desktop.storage import secrets
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.queries import keys as key_rows
from qa_desktop.storage.queries import people as rows
from qa_desktop.storage.queries import stations
from qa_desktop.storage.queries.people import PersonRow
from qa_desktop.storage.unit import Work

SHOWN_FOR = timedelta(days=30)
_RECOVERED = "access.recovered"
_WRONG = "This does not open the account. Check the log-in name and the codes; each code works once. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Notice:
    """A recovery that everybody is told about.  ``at`` is UTC text."""

    at: str
    name: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """The account that is open again; ``new_authority`` says that customers need a new root certificate."""

    actor: Actor
    codes_left: int
    new_authority: bool


class RecoveryService:
    """The recovery codes that were printed at set-up."""

    def __init__(self, place: KeyPlace, keys: KeyRing | None = None) -> None:
        self._store = place.store
        self._keys = keys or KeyRing(place)

    @open_to("anyone at the log-in screen who holds printed codes")
    def recover(
        self,
        login: str,
        codes: Sequence[str],
        new_password: str,
        *,
        helper_login: str | None = None,
        helper_password: str | None = None,
    ) -> Recovered:
        """Give an administrator a new password with two codes, or with one code and a second administrator."""
        with self._store.reading() as connection:
            person = rows.person_by_login(connection, clean_login(login))
            site = stations.fact(connection, "site")
        helper = self._helper(person, helper_login, helper_password)
        used = self._matching(codes)
        if person is None or not person.active or Role.ADMINISTRATOR not in person.roles or len(used) != (1 if helper else 2):
            raise self._refused(person)
        password = credentials.as_typed(new_password)
        credentials.check_new_password(password, person.login, person.name)
        root, authority = (None, helper) if helper else self._keys.make_authority(site, person_id=person.id, password=password)
        hashed = secrets.hash_secret(password, secrets.PASSWORD_COST)
        stages = stages_of(person.roles)
        own = (
            self._keys.issue(
                authority, person_id=person.id, name=person.name, login=person.login, stages=stages, password=password
            )
            if stages
            else None
        )
        share = self._keys.share(authority, person_id=person.id, password=password)
        with self._store.writing(None) as work:
            if not all([rows.end_credential(work, code) for code in used]):  # noqa: C419  (each is ended, not the first only)
                raise RefusedError(_WRONG)
            rows.replace_credential(work, person.id, PASSWORD, hashed)
            rows.end_credentials(work, person.id, PIN)
            self._exchange_keys(work, person, root, own, authority)
            key_rows.put_wrap(work, share)
            left = len(rows.credentials(work.connection, kind=RECOVERY))
            details = {"codes": len(used), "second_person": helper is not None, "new_authority": root is not None, "left": left}
            work.audit(_RECOVERED, "person", person.id, details)
        actor = Actor(person.id, person.login, person.name, person.roles, self._store.station_id)
        return Recovered(actor, left, root is not None)

    @needs(Permission.MANAGE_WORKSPACE)
    def renew_codes(self, actor: Actor, password: str) -> tuple[str, ...]:
        """Return new codes to print; the earlier ones stop working."""
        self._keys.gate.require_password(actor.person_id, password)
        codes = tuple(credentials.recovery_code() for _ in range(RECOVERY_CODES))
        hashed = [hash_code(code) for code in codes]
        with self._store.writing(actor.person_id) as work:
            store_recovery_codes(work, actor.person_id, hashed)
            work.audit("recovery.renewed", "person", actor.person_id, {"codes": len(codes)})
        return codes

    @needs(Permission.MANAGE_WORKSPACE)
    def codes_left(self, actor: Actor) -> int:
        """Return how many codes still work."""
        with self._store.reading() as connection:
            return len(rows.credentials(connection, kind=RECOVERY))

    @open_to("everybody who uses the workspace")
    def notices(self) -> tuple[Notice, ...]:
        """Return the recoveries of the last thirty days, oldest first."""
        since = utc_text(self._store.clock() - SHOWN_FOR)
        with self._store.reading() as connection:
            found = rows.events(connection, _RECOVERED, since=since)
            return tuple(Notice(row.at, rows.person(connection, row.person_id).name) for row in found)

    def _helper(self, person: PersonRow | None, login: str | None, password: str | None) -> Authority | None:
        if login is None or password is None:
            return None
        name = clean_login(login)
        with self._store.reading() as connection:
            second = rows.person_by_login(connection, name)
        if second is None:
            raise self._keys.gate.stranger(name)
        if person is not None and second.id == person.id:
            raise InputError("The second administrator has to be somebody else.")
        return self._keys.open_authority(second.id, password)

    def _matching(self, codes: Sequence[str]) -> tuple[str, ...]:
        with self._store.reading() as connection:
            kept = rows.credentials(connection, kind=RECOVERY)
        used: list[str] = []
        for typed in {credentials.plain_code(code) for code in codes[:2]}:
            used += [row.id for row in kept if secrets.verify_secret(row.secret_hash, typed)]
        return tuple(used)

    def _refused(self, person: PersonRow | None) -> RefusedError:
        with self._store.writing(None) as work:
            work.audit("access.recovery_refused", "person", person.id if person else "")
        return RefusedError(_WRONG)

    def _exchange_keys(
        self, work: Work, person: PersonRow, root: NewKey | None, own: NewKey | None, authority: Authority
    ) -> None:
        self._keys.revoke(work, person.id, "the account was recovered")
        self._keys.withdraw_authority(work, person.id)
        for new in (root, own):
            if new is not None:
                self._keys.record(work, new)
        work.audit("authority.shared", "certificate", authority.fingerprint, {"person": person.id})
