"""Common ground of all tables.

Column types are chosen so that the same declarations make STRICT tables on SQLite and ordinary ones on PostgreSQL: text, whole
numbers and bytes.  Moments are text in UTC (``2026-11-22T12:00:00.000000Z``, sorts by time) with the local offset in minutes
beside them.
"""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

BigInt = BigInteger().with_variant(Integer(), "sqlite")

Key = Annotated[str, mapped_column(Text, primary_key=True)]
Str = Annotated[str, mapped_column(Text)]
Blank = Annotated[str, mapped_column(Text, default="", server_default="")]
OptStr = Annotated[str | None, mapped_column(Text, nullable=True)]
Int = Annotated[int, mapped_column(BigInt)]
Zero = Annotated[int, mapped_column(BigInt, default=0, server_default="0")]
One = Annotated[int, mapped_column(BigInt, default=1, server_default="1")]
OptInt = Annotated[int | None, mapped_column(BigInt, nullable=True)]
Blob = Annotated[bytes, mapped_column(LargeBinary)]


class Base(DeclarativeBase):
    """All tables; STRICT on SQLite so that a column keeps its type."""

    metadata = MetaData(naming_convention=NAMING)
    __table_args__: Any = {"sqlite_strict": True}


def refers(target: str, *, optional: bool = False, index: bool = False, key: bool = False) -> Any:
    """Return a column that refers to another row; nothing is ever deleted through it."""
    return mapped_column(Text, ForeignKey(target, ondelete="RESTRICT"), nullable=optional, index=index, primary_key=key)


def table_args(*parts: Any) -> Any:
    """Return constraints and indexes together with the options that every table has."""
    return (*parts, {"sqlite_strict": True})
