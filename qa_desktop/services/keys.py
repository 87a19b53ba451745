"""Signing keys and the workspace's own certificate authority.

A key lies in the keys folder as PKCS#12 under 256 random bits.  Those bits are wrapped with argon2id and AES-GCM under the
password of whoever may use the key: one person for a signing key, each administrator for the authority.  A wrong guess at a
PKCS#12 file itself costs next to nothing, which is why no password of a person ever protects one directly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from qa_desktop.domain.errors import FaultError, RefusedError
from qa_desktop.domain.people import ROLE_PERMISSIONS, Actor, Permission, Role
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.types import SignerKey
from qa_desktop.services.credentials import Gate, as_typed
from qa_desktop.services.guard import needs, open_to
from qa_desktop.services.root_certificate import ExportedRoot, expiry_of, write_root
from qa_desktop.storage import secrets
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.files import file_fault, write_safely
from qa_desktop.storage.queries import keys as rows
from qa_desktop.storage.queries import people, stations
from qa_desktop.storage.queries.keys import AUTHORITY, SIGNING, CertificateRow, WrapRow
from qa_desktop.storage.unit import Store, Work


class KeyPlace(Protocol):
    """What holds keys: an open workspace, or one that is being made."""

    @property
    def store(self) -> Store:
        """The database."""

    @property
    def keys(self) -> Path:
        """The folder of key files."""


@dataclass(frozen=True, slots=True)
class UnlockedKey:
    """A person's signing key, opened for one signature.  Let go of it at once."""

    pkcs12: bytes = field(repr=False)
    password: bytes = field(repr=False)
    fingerprint: str
    printed_name: str
    stages: frozenset[Stage]

    @property
    def signer(self) -> SignerKey:
        """The key as reports take it."""
        return SignerKey(self.pkcs12, self.password)


@dataclass(frozen=True, slots=True)
class Authority:
    """The certificate authority, opened by an administrator."""

    fingerprint: str
    pkcs12: bytes = field(repr=False)
    password: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is ready to be recorded; its file is written already."""

    certificate: CertificateRow
    wrap: WrapRow


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a verifier of this workspace trusts.

    ``roles`` holds revoked certificates too, so that what they signed before stays explained; ``revoked`` says since when (UTC
    text) they sign nothing any more.
    """

    roots: tuple[bytes, ...]
    roles: dict[str, frozenset[Stage]]
    revoked: dict[str, str]

    def was_revoked(self, fingerprint: str, signed_at: str) -> bool:
        """Return whether the certificate was revoked already at ``signed_at`` (UTC text)."""
        since = self.revoked.get(fingerprint)
        return since is not None and since <= signed_at


class KeyRing:
    """Makes, opens, revokes and lists keys.  Making is slow and happens outside transactions; recording happens inside one."""

    def __init__(self, place: KeyPlace, gate: Gate | None = None) -> None:
        self._store = place.store
        self._folder = place.keys
        self.gate = gate or Gate(place.store)

    @open_to("the signing service, which asks for the permission and the meaning")
    def signer_for(self, person_id: str, password: str, stage: Stage | None = None) -> UnlockedKey:
        """Open the person's signing key for one signature, at ``stage`` if it is given.

        Raises :class:`RefusedError` when the password is wrong or has to be changed first, or when there is no certificate that
        is valid now and allows the stage.
        """
        credential = self.gate.require_password(person_id, password)
        if credential.must_change:
            raise RefusedError("Choose a password of your own before you sign. Nothing was signed.")
        with self._store.reading() as connection:
            person = people.person(connection, person_id)
            found = rows.certificates(connection, purpose=SIGNING, person_id=person_id, valid_only=True)
            wraps = rows.wraps_of(connection, person_id)
        if not person.active:
            raise RefusedError("This account is switched off. Nothing was signed.")
        if not found:
            raise RefusedError("You have no signing certificate. Nothing was signed. Ask an administrator to issue one.")
        certificate = found[-1]
        if certificate.expires_at <= self._store.now().utc:
            raise RefusedError(
                "Your signing certificate ended on {day}. Nothing was signed. Ask an administrator to renew it.",
                day=certificate.expires_at[:10],
            )
        stages = stages_in(certificate.stages)
        if stage is not None and stage not in stages:
            raise RefusedError(
                "Your certificate does not allow signing as {stage}. Nothing was signed. Log in again, or ask an administrator.",
                stage=stage.value,
            )
        secret = self._secret(wraps, certificate.fingerprint, password)
        return UnlockedKey(self._file(certificate.key_file), secret, certificate.fingerprint, person.name, stages)

    @open_to("the people service, which asks for the permission")
    def open_authority(self, person_id: str, password: str) -> Authority:
        """Open the certificate authority with an administrator's password."""
        credential = self.gate.require_password(person_id, password)
        if credential.must_change:
            raise RefusedError("Choose a password of your own before you manage people. Nothing was changed.")
        with self._store.reading() as connection:
            person = people.person(connection, person_id)
            wraps = rows.wraps_of(connection, person_id)
            valid = {row.fingerprint: row for row in rows.certificates(connection, purpose=AUTHORITY, valid_only=True)}
        # After a recovery there may be a second authority; each administrator uses the newest that they can open.
        own = [wrap.fingerprint for wrap in wraps if wrap.fingerprint in valid]
        if not person.active or Role.ADMINISTRATOR not in person.roles or not own:
            raise RefusedError("Only an administrator can open the certificate authority. Nothing was changed.")
        certificate = valid[own[-1]]
        secret = self._secret(wraps, certificate.fingerprint, password)
        return Authority(certificate.fingerprint, self._file(certificate.key_file), secret)

    @open_to("set-up and recovery")
    def make_authority(self, site: str, *, person_id: str, password: str) -> tuple[NewKey, Authority]:
        """Make a new certificate authority that ``person_id`` can open with ``password``."""
        from qa_desktop.reports import authority as maker  # noqa: PLC0415  (needs cryptography, which is slow to import)

        secret = secrets.random_secret()
        now = self._store.clock()
        bundle = maker.make_authority(site, now=now, password=secret)
        der = maker.root_certificate(bundle, secret)
        name = maker.fingerprint(der)
        new = self._new_key(name, der, bundle, secret, purpose=AUTHORITY, stages=(), owner=None, opener=(person_id, password))
        return new, Authority(name, bundle, secret)

    @open_to("set-up, the people service and recovery")
    def issue(
        self, authority: Authority, *, person_id: str, name: str, login: str, stages: Iterable[Stage], password: str
    ) -> NewKey:
        """Make a signing key with its certificate, which ``person_id`` can open with ``password``."""
        from qa_desktop.reports import authority as maker  # noqa: PLC0415  (needs cryptography, which is slow to import)

        secret = secrets.random_secret()
        allowed = frozenset(stages)
        issued = maker.issue_certificate(
            authority.pkcs12,
            authority.password,
            common_name=name,
            login=login,
            stages=allowed,
            now=self._store.clock(),
            password=secret,
        )
        return self._new_key(
            issued.fingerprint,
            issued.certificate_der,
            issued.pkcs12,
            secret,
            purpose=SIGNING,
            stages=allowed,
            owner=person_id,
            opener=(person_id, password),
        )

    @open_to("set-up, the people service and recovery")
    def share(self, authority: Authority, *, person_id: str, password: str) -> WrapRow:
        """Return the authority's password wrapped for one more administrator."""
        return _wrap(authority.fingerprint, AUTHORITY, person_id, authority.password, password)

    @open_to("set-up, the people service and recovery")
    def record(self, work: Work, new: NewKey) -> None:
        """Record a new key inside the transaction of whoever had it made."""
        row = new.certificate
        rows.add_certificate(work, row)
        rows.put_wrap(work, new.wrap)
        work.audit(
            "certificate.issued",
            "certificate",
            row.fingerprint,
            {"person": row.person_id, "purpose": row.purpose, "stages": row.stages, "expires": row.expires_at},
        )

    @open_to("the people service and recovery")
    def revoke(self, work: Work, person_id: str, reason: str) -> None:
        """Revoke the person's signing certificates and forget how to open their keys."""
        for row in rows.certificates(work.connection, purpose=SIGNING, person_id=person_id, valid_only=True):
            rows.revoke_certificate(work, row.fingerprint, reason)
            rows.drop_wrap(work, row.fingerprint, person_id)
            work.audit("certificate.revoked", "certificate", row.fingerprint, {"person": person_id, "reason": reason})

    @open_to("the people service and recovery")
    def withdraw_authority(self, work: Work, person_id: str) -> None:
        """Forget how this person opened the certificate authority."""
        for wrap in rows.wraps_of(work.connection, person_id):
            if wrap.purpose == AUTHORITY:
                rows.drop_wrap(work, wrap.fingerprint, person_id)
                work.audit("authority.withdrawn", "certificate", wrap.fingerprint, {"person": person_id})

    @open_to("the access service, for the person whose password it is")
    def rewrapped(self, person_id: str, old: str, new: str) -> tuple[WrapRow, ...]:
        """Return every key password of the person under their new password, ready to be stored."""
        with self._store.reading() as connection:
            wraps = rows.wraps_of(connection, person_id)
        return tuple(
            _wrap(wrap.fingerprint, wrap.purpose, person_id, self._secret(wraps, wrap.fingerprint, old), new) for wrap in wraps
        )

    @open_to("verification")
    def trust(self) -> Trust:
        """Return the roots and what each certificate may sign, for the verification of reports."""
        with self._store.reading() as connection:
            roots = rows.certificates(connection, purpose=AUTHORITY)
            signing = rows.certificates(connection, purpose=SIGNING)
            releasing = people.ever_with_roles(connection, _RELEASING)
        return Trust(
            tuple(row.der for row in roots),
            {row.fingerprint: _trusted(row, releases=row.person_id in releasing) for row in signing},
            {row.fingerprint: row.revoked_at for row in signing if row.revoked_at is not None},
        )

    @needs(Permission.EXPORT)
    def export_root(self, actor: Actor, path: Path) -> ExportedRoot:
        """Write the newest root certificate for customers to trust, and a text beside it that says how."""
        with self._store.reading() as connection:
            found = rows.certificates(connection, purpose=AUTHORITY, valid_only=True)
            site = stations.fact(connection, "site")
        if not found:
            raise FaultError("This workspace has no certificate authority. Restore its database and keys from a backup.")
        exported = write_root(found[-1].der, path, site=site)
        with self._store.writing(actor.person_id) as work:
            work.audit("authority.exported", "certificate", found[-1].fingerprint)
        return exported

    def _new_key(
        self,
        fingerprint: str,
        der: bytes,
        bundle: bytes,
        secret: bytes,
        *,
        purpose: str,
        stages: Iterable[Stage],
        owner: str | None,
        opener: tuple[str, str],
    ) -> NewKey:
        name = f"{fingerprint}.p12"
        # The file goes first: a row without its file could not sign, a file without a row is only a left-over.
        write_safely(self._folder / name, bundle, mode=0o600)
        certificate = CertificateRow(
            fingerprint=fingerprint,
            person_id=owner,
            purpose=purpose,
            stages=stages_text(stages),
            der=der,
            key_file=name,
            issued_at=self._store.now().utc,
            expires_at=utc_text(expiry_of(der)),
        )
        person_id, password = opener
        return NewKey(certificate, _wrap(fingerprint, purpose, person_id, secret, password))

    def _secret(self, wraps: tuple[WrapRow, ...], fingerprint: str, password: str) -> bytes:
        for wrap in wraps:
            if wrap.fingerprint == fingerprint:
                try:
                    label = _label(wrap.purpose, fingerprint, wrap.person_id)
                    return secrets.unwrap(wrap.sealed, as_typed(password), label=label)
                except RefusedError as error:
                    # The password has passed the gate already, so it is the record that is wrong.
                    raise _damaged() from error
        raise _damaged()

    def _file(self, name: str) -> bytes:
        path = self._folder / name
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise FaultError(
                "The key file {name} is missing from the keys folder. Nothing was signed. Restore it from a backup.",
                name=name[:12] + "….p12",
            ) from error
        except OSError as error:
            raise file_fault(error, path) from error


_RELEASING = frozenset(role for role, permissions in ROLE_PERMISSIONS.items() if Permission.COUNTERSIGN in permissions)


def _trusted(row: CertificateRow, *, releases: bool) -> frozenset[Stage]:
    """Return what a certificate is good for here.

    Older certificates of managers name the supervisor.  Who never held a role that releases reports is trusted as manager.
    """
    found = stages_in(row.stages)
    return found if releases or Stage.SUPERVISOR not in found else (found - {Stage.SUPERVISOR}) | {Stage.MANAGER}


def stages_in(text: str) -> frozenset[Stage]:
    """Return the stages behind the text of a certificate's row."""
    return frozenset(Stage(name) for name in text.split(",") if name)


def stages_text(stages: Iterable[Stage]) -> str:
    """Return stages as a certificate's row keeps them."""
    wanted = set(stages)
    return ",".join(stage.value for stage in Stage if stage in wanted)


def _wrap(fingerprint: str, purpose: str, person_id: str, secret: bytes, password: str) -> WrapRow:
    label = _label(purpose, fingerprint, person_id)
    sealed = secrets.wrap(secret, as_typed(password), label=label, cost=secrets.PASSWORD_COST)
    return WrapRow(fingerprint, person_id, purpose, sealed)


def _label(purpose: str, fingerprint: str, person_id: str) -> str:
    return f"qa-desktop key {purpose} {fingerprint} {person_id}"


def _damaged() -> FaultError:
    return FaultError(
        "The signing key on record does not open with this password. Nothing was signed. Ask an administrator to reset the "
        "password, which makes a new key, or restore a backup."
    )
