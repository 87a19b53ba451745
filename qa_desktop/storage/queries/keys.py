"""Certificates, and the wrapped passwords of key files."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from qa_desktop.storage.models import Certificate, KeyWrap
from qa_desktop.storage.secrets import Cost, Wrapped
from qa_desktop.storage.unit import Work, new_id

AUTHORITY, SIGNING = "ca", "sign"


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as it was issued, and whether it was revoked since.  Moments are UTC text."""

    fingerprint: str
    person_id: str | None
    purpose: str
    stages: str
    der: bytes = field(repr=False)
    key_file: str
    issued_at: str
    expires_at: str
    revoked_at: str | None = None
    revoke_reason: str = ""


@dataclass(frozen=True, slots=True)
class WrapRow:
    """The password of a key file as one person can open it."""

    fingerprint: str
    person_id: str
    purpose: str
    sealed: Wrapped = field(repr=False)


_CERTIFICATE = (
    Certificate.fingerprint,
    Certificate.person_id,
    Certificate.purpose,
    Certificate.stages,
    Certificate.der,
    Certificate.key_file,
    Certificate.issued_at,
    Certificate.expires_at,
    Certificate.revoked_at,
    Certificate.revoke_reason,
)


def certificates(
    connection: Connection, *, purpose: str | None = None, person_id: str | None = None, valid_only: bool = False
) -> tuple[CertificateRow, ...]:
    """Return certificates, oldest first.  ``valid_only`` leaves out the revoked ones."""
    statement = select(*_CERTIFICATE).order_by(Certificate.issued_at, Certificate.fingerprint)
    if purpose is not None:
        statement = statement.where(Certificate.purpose == purpose)
    if person_id is not None:
        statement = statement.where(Certificate.person_id == person_id)
    if valid_only:
        statement = statement.where(Certificate.revoked_at.is_(None))
    return tuple(CertificateRow(*tuple(row)) for row in connection.execute(statement))


def add_certificate(work: Work, row: CertificateRow) -> None:
    """Insert a new certificate; its key file is written already."""
    work.connection.execute(
        insert(Certificate).values(
            fingerprint=row.fingerprint,
            person_id=row.person_id,
            purpose=row.purpose,
            stages=row.stages,
            der=row.der,
            key_file=row.key_file,
            issued_at=row.issued_at,
            expires_at=row.expires_at,
        )
    )


def revoke_certificate(work: Work, fingerprint: str, reason: str) -> None:
    """Mark a certificate as revoked from now on."""
    work.connection.execute(
        update(Certificate)
        .where(Certificate.fingerprint == fingerprint, Certificate.revoked_at.is_(None))
        .values(revoked_at=work.now.utc, revoke_reason=reason)
    )


def wraps_of(connection: Connection, person_id: str) -> tuple[WrapRow, ...]:
    """Return every key password that the person can open, oldest certificate first."""
    statement = (
        select(
            KeyWrap.fingerprint,
            KeyWrap.person_id,
            Certificate.purpose,
            KeyWrap.salt,
            KeyWrap.nonce,
            KeyWrap.wrapped,
            KeyWrap.memory_kib,
            KeyWrap.passes,
            KeyWrap.lanes,
        )
        .join(Certificate, Certificate.fingerprint == KeyWrap.fingerprint)
        .where(KeyWrap.person_id == person_id)
        .order_by(Certificate.issued_at, KeyWrap.id)
    )
    return tuple(
        WrapRow(
            row.fingerprint,
            row.person_id,
            row.purpose,
            Wrapped(row.salt, row.nonce, row.wrapped, Cost(row.memory_kib, row.passes, row.lanes)),
        )
        for row in connection.execute(statement)
    )


def put_wrap(work: Work, row: WrapRow) -> None:
    """Store a wrapped password in place of the one that the person had for the same key."""
    drop_wrap(work, row.fingerprint, row.person_id)
    work.connection.execute(
        insert(KeyWrap).values(
            id=new_id(),
            fingerprint=row.fingerprint,
            person_id=row.person_id,
            salt=row.sealed.salt,
            nonce=row.sealed.nonce,
            wrapped=row.sealed.wrapped,
            memory_kib=row.sealed.cost.memory_kib,
            passes=row.sealed.cost.passes,
            lanes=row.sealed.cost.lanes,
        )
    )


def drop_wrap(work: Work, fingerprint: str, person_id: str) -> None:
    """Forget the wrapped password: without it the key file stays closed for this person for ever."""
    work.connection.execute(delete(KeyWrap).where(KeyWrap.fingerprint == fingerprint, KeyWrap.person_id == person_id))
