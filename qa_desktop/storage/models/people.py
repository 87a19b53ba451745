"""People, what they may do, and how they prove who they are."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from qa_desktop.storage.models.base import Base, Blank, Blob, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args


class Person(Base):
    """One person, one account, for ever: accounts are switched off, never deleted or given to another."""

    __tablename__ = "person"
    __table_args__ = table_args(CheckConstraint("active in (0, 1)", name="active"), UniqueConstraint("login"))
    id: Mapped[Key]
    login: Mapped[Str]
    name: Mapped[Str]
    active: Mapped[One]
    created_at: Mapped[Str]
    version: Mapped[One]


class RoleGrant(Base):
    """A role given to a person, and when it was taken away."""

    __tablename__ = "role_grant"
    __table_args__ = table_args(Index("ix_role_grant_person", "person_id", "until_at"))
    id: Mapped[Key]
    person_id: Mapped[str] = refers("person.id")
    role: Mapped[Str]
    from_at: Mapped[Str]
    until_at: Mapped[OptStr]
    granted_by: Mapped[OptStr]


class Credential(Base):
    """A secret by which a person is recognised: ``password``, ``pin`` or ``badge``; failures survive a restart."""

    __tablename__ = "credential"
    __table_args__ = table_args(
        CheckConstraint("kind in ('password', 'pin', 'badge', 'recovery')", name="kind"),
        Index("ix_credential_person", "person_id", "kind"),
    )
    id: Mapped[Key]
    person_id: Mapped[str] = refers("person.id")
    kind: Mapped[Str]
    secret_hash: Mapped[Str]
    must_change: Mapped[Zero]
    failures: Mapped[Zero]
    locked_until: Mapped[OptStr]
    created_at: Mapped[Str]
    ended_at: Mapped[OptStr]
    version: Mapped[One]


class Certificate(Base):
    """A signing certificate.  The key lies encrypted in the keys folder; its password is wrapped by the person's own."""

    __tablename__ = "certificate"
    __table_args__ = table_args(Index("ix_certificate_person", "person_id", "revoked_at"))
    fingerprint: Mapped[Key]
    person_id: Mapped[OptStr] = refers("person.id", optional=True)
    purpose: Mapped[Str]
    stages: Mapped[Str]
    der: Mapped[Blob]
    key_file: Mapped[Str]
    issued_at: Mapped[Str]
    expires_at: Mapped[Str]
    revoked_at: Mapped[OptStr]
    revoke_reason: Mapped[Blank]


class KeyWrap(Base):
    """The password of a key file, wrapped with a key derived by argon2id from a person's password."""

    __tablename__ = "key_wrap"
    __table_args__ = table_args(UniqueConstraint("fingerprint", "person_id"))
    id: Mapped[Key]
    fingerprint: Mapped[str] = refers("certificate.fingerprint")
    person_id: Mapped[str] = refers("person.id")
    salt: Mapped[Blob]
    nonce: Mapped[Blob]
    wrapped: Mapped[Blob]
    memory_kib: Mapped[Int]
    passes: Mapped[Int]
    lanes: Mapped[Int]
    version: Mapped[One]


class Station(Base):
    """A workstation that writes; each has its own audit chain.  ``code`` is the part of numbers that people read."""

    __tablename__ = "station"
    __table_args__ = table_args(UniqueConstraint("code"))
    id: Mapped[Key]
    code: Mapped[Str]
    name: Mapped[Str]
    enrolled_at: Mapped[Str]
    revoked_at: Mapped[OptStr]


class Counter(Base):
    """The last number that a station gave out, per kind of number."""

    __tablename__ = "counter"
    station_id: Mapped[Key]
    kind: Mapped[Key]
    last: Mapped[Zero]


class Meta(Base):
    """Facts about the workspace as a whole."""

    __tablename__ = "meta"
    name: Mapped[Key]
    value: Mapped[Str]
    changed_seq: Mapped[OptInt]
