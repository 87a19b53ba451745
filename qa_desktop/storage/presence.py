"""Whether whoever acts still is what they were when they logged in.

A session may be open for hours, and another program may take a role away or switch an account off meanwhile.  The guard of a
service says who acts; each transaction of the call then compares what that person claims with what the database says now, in the
same transaction, so that nothing can change between the look and the act.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection, and_, bindparam, select

from qa_desktop.domain.errors import RightsChangedError
from qa_desktop.domain.people import Actor
from qa_desktop.storage.models import Person, RoleGrant
from qa_desktop.storage.prepared import Prepared


@dataclass(slots=True)
class _Acting:
    """Who acts, and in which database that was looked up already during this call."""

    actor: Actor
    seen_in: object = None


Began: TypeAlias = "Token[_Acting | None] | None"

_ACTING: ContextVar[_Acting | None] = ContextVar("acting", default=None)

_ROLES = Prepared(
    select(Person.active, RoleGrant.role)
    .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.until_at.is_(None)))
    .where(Person.id == bindparam("person"))
)


def begin(actor: Actor) -> Began:
    """Say who acts from here on.  A call inside another of the same person goes on with what that one found."""
    before = _ACTING.get()
    if before is not None and before.actor == actor:
        return None
    return _ACTING.set(_Acting(actor))


def end(began: Began) -> None:
    """Say that the call is over; ``began`` is what :func:`begin` gave."""
    if began is not None:
        _ACTING.reset(began)


def require_for_reading(connection: Connection, database: object) -> None:
    """Refuse whoever acts when a role of theirs was taken away.

    Once in a call and database: what was stored a moment ago is not told as refused because it cannot be shown any more.
    """
    acting = _ACTING.get()
    if acting is not None and acting.seen_in is not database:
        _require(connection, acting.actor.person_id, acting.actor)
        acting.seen_in = database


def require_for_writing(connection: Connection, database: object, actor_id: str | None) -> None:
    """Refuse whoever acts, and whoever is written down as acting, when they are not any more what they were."""
    acting = _ACTING.get()
    if acting is not None:
        _require(connection, acting.actor.person_id, acting.actor)
        acting.seen_in = database
    if actor_id is not None and (acting is None or acting.actor.person_id != actor_id):
        _require(connection, actor_id, None)


def _require(connection: Connection, person_id: str, claims: Actor | None) -> None:
    """The command line is no person and has no row."""
    rows = _ROLES(connection, {"person": person_id}).all()
    if not rows:
        return
    if not rows[0].active:
        raise RightsChangedError("This account was switched off. Nothing was stored. Ask an administrator.", person_id=person_id)
    if claims is not None and not claims.roles <= {row.role for row in rows}:
        raise RightsChangedError(
            "Your roles were changed. Nothing was stored. Log in again.", person_id=person_id, claimed=claims.roles
        )
