"""The protected channel.  Nothing here says who wrote, at which station, or at what time of day.

Keys are random, not sorted by time, and the tables have no hidden row numbers: neither tells in which order the rows of different
tables were written.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, BigInt, Blank, Blob, Int, Key, OptStr, Str, refers

_APART: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


class ConcernKey(Base):
    """A confidant's key pair for reading: the public half in the clear, the private half under their password (argon2id).

    A key ends when its owner can no longer open it, and is not sealed to any more; ``made_on`` and ``ended_on`` are days.
    """

    __tablename__ = "concern_key"
    __table_args__ = (Index("ix_concern_key_person", "person_id", "ended_on"), _APART)
    id: Mapped[Key]
    person_id: Mapped[str] = refers("person.id")
    public: Mapped[Blob]
    salt: Mapped[Blob]
    nonce: Mapped[Blob]
    wrapped: Mapped[Blob]
    memory_kib: Mapped[Int]
    passes: Mapped[Int]
    lanes: Mapped[Int]
    made_on: Mapped[Str]
    ended_on: Mapped[OptStr]


class Concern(Base):
    """A concern without an author.  ``lookup`` is a hash of the code word by which its author comes back; ``day`` is a date."""

    __tablename__ = "concern"
    __table_args__ = (
        UniqueConstraint("lookup"),
        CheckConstraint("state in ('open', 'answered', 'closed')", name="state"),
        CheckConstraint("length(day) = 10", name="day"),
        _APART,
    )
    id: Mapped[Key]
    day: Mapped[Str]
    state: Mapped[Str]
    lookup: Mapped[Str]


class ConcernShare(Base):
    """The key of a concern's texts, sealed: for a confidant's key, or under the author's code word (``key_id`` is ``author``)."""

    __tablename__ = "concern_share"
    __table_args__ = (_APART,)
    concern_id: Mapped[str] = refers("concern.id", key=True)
    key_id: Mapped[Key]
    opener: Mapped[Blob]
    nonce: Mapped[Blob]
    sealed: Mapped[Blob]


class ConcernMessage(Base):
    """One text of a concern, sealed.  ``side`` is who speaks: the author or the confidants."""

    __tablename__ = "concern_message"
    __table_args__ = (CheckConstraint("side in ('author', 'confidant')", name="side"), _APART)
    concern_id: Mapped[str] = refers("concern.id", key=True)
    ordinal: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    side: Mapped[Str]
    day: Mapped[Str]
    nonce: Mapped[Blob]
    sealed: Mapped[Blob]


class ConcernChain(Base):
    """The channel's own chain: that something was given, answered or closed on a day, and the hash of what was stored."""

    __tablename__ = "concern_chain"
    __table_args__ = ({"sqlite_strict": True},)
    seq: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    day: Mapped[Str]
    body: Mapped[Str]
    prev: Mapped[Blank]
    hash: Mapped[Str]
