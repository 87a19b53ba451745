"""The audit chain, one per station."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, BigInt, Blank, Key, OptStr, Str, Zero, table_args


class Audit(Base):
    """One act.  ``body`` is the exact canonical text that was hashed; ``hash`` is SHA-256 of ``prev`` and ``body``."""

    __tablename__ = "audit"
    __table_args__ = table_args(Index("ix_audit_entity", "entity", "entity_id", "seq"), Index("ix_audit_at", "at"))
    station_id: Mapped[Key]
    seq: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    at: Mapped[Str]
    actor_id: Mapped[OptStr]
    action: Mapped[Str]
    entity: Mapped[Str]
    entity_id: Mapped[Str]
    body: Mapped[Str]
    prev: Mapped[Str]
    hash: Mapped[Str]


class ChainHead(Base):
    """The newest entry of each station's chain, for appending without a search."""

    __tablename__ = "chain_head"
    station_id: Mapped[Key]
    seq: Mapped[Zero]
    hash: Mapped[Blank]


class BackupRun(Base):
    """A backup that was made and read back."""

    __tablename__ = "backup_run"
    id: Mapped[Key]
    at: Mapped[Str]
    target: Mapped[Str]
    result: Mapped[Str]
    head_seq: Mapped[Zero]
    head_hash: Mapped[Blank]
