"""What is looked at before an issue is entered, and who is told that one is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.escalation import days_overdue, told
from qa_desktop.domain.item_rules import IssueWhen
from qa_desktop.domain.people import Actor
from qa_desktop.domain.text import clean_text
from qa_desktop.storage.clock import local_time
from qa_desktop.storage.queries import followup, known, production, templates
from qa_desktop.storage.queries.issue_steps import LateStep
from qa_desktop.storage.unit import Connection


@dataclass(frozen=True, slots=True)
class About:
    """What else is known of an issue: a code of the list of failures, the place, serial numbers, and whose it is.

    ``part`` and ``lot`` are numbers as typed, for an issue that comes from no inspection.
    """

    failure_code: str = ""
    place: str = ""
    serials: str = ""
    origin: str = ""
    part: str = ""
    lot: str = ""


NOTHING_MORE = About()
ORIGINS = ("internal", "supplier", "customer")


def is_told(actor: Actor, row: LateStep, now: datetime) -> bool:
    """Return whether a person sees an overdue step: their own, and those of others by the days that it is late."""
    days = days_overdue(local_time(row.due_at, 0), now)
    return row.owner_id == actor.person_id or bool(actor.roles & told(days, owned=row.owned))


def about_columns(connection: Connection, about: About) -> dict[str, str]:
    """Return the columns of what else is known; raises :class:`InputError` for a code that is not in the list."""
    code = about.failure_code.strip()
    if code and code not in {known for known, _ in followup.codes(connection)}:
        raise InputError("There is no failure code “{code}”. Choose one of the list, or leave it empty.", code=code)
    if about.origin and about.origin not in ORIGINS:
        raise InputError("“{origin}” says nothing about whose it is: choose internal, supplier or customer.", origin=about.origin)
    place, serials = (" ".join(clean_text(text).split()) for text in (about.place, about.serials))
    return {"failure_code": code, "place": place, "serials": serials, "origin": about.origin}


def named(connection: Connection, about: About) -> tuple[str | None, str | None]:
    """Return the keys of the part and lot that were named; raises :class:`InputError` for a number that is not known."""
    part, lot = about.part.strip(), about.lot.strip()
    if not part:
        if lot:
            raise InputError("Say which part the lot “{lot}” is of.", lot=lot)
        return None, None
    part_id = production.newest_part(connection, part)
    if part_id is None:
        raise InputError("There is no part “{part}”. Check the number, or leave it empty and describe it in words.", part=part)
    lot_id = known.lot_id_of(connection, part_id, lot) if lot else None
    if lot and lot_id is None:
        raise InputError("There is no lot “{lot}” of part {part}. Check the number, or leave it empty.", lot=lot, part=part)
    return part_id, lot_id


def require_rule_allows(connection: Connection, item_id: str | None) -> None:
    """Raise :class:`RefusedError` for a line whose rule says that no issue is logged from it."""
    if item_id is not None and templates.item_by_id(connection, item_id).rules.asks.issue_when is IssueWhen.NEVER:
        raise RefusedError("The rule of this line says that no issue is logged from it. Write a note instead.")
