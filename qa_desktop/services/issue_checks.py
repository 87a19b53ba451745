"""What is looked at before an issue is entered or judged anew, and who is told that one is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.escalation import told_from
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.issue_gates import require_no_softening
from qa_desktop.domain.item_rules import IssueWhen
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.issue_words import MAX_TITLE
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.queries import followup, known, production, templates
from qa_desktop.storage.queries.issue_steps import Told
from qa_desktop.storage.queries.issues import IssueRow
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


def told_of_late(actor: Actor, now: datetime) -> Told:
    """Return what a person sees of what is overdue at ``now``: their own, and that of others by the days that it is late."""

    def since(*, owned: bool) -> str | None:
        days = told_from(actor.roles, owned=owned)
        return None if days is None else utc_text(now - timedelta(days=days))

    return Told(actor.person_id, since(owned=True), since(owned=False))


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


def require_may_judge(connection: Connection, actor: Actor, row: IssueRow, new: Mapping[str, str]) -> None:
    """Raise unless kind, severity and quantity of an issue may become ``new`` by this person.

    What was decided stays true: no gate is softened, no board decides on another quantity or severity than it was asked about,
    and the quantity never falls below what is disposed of.
    """
    if not new.keys() & {"kind", "severity", "quantity"}:
        return
    if row.state is not IssueState.LOGGED:
        actor.require(Permission.WORK_ISSUE)
    kind, severity = IssueKind(new.get("kind", row.kind)), Severity(new.get("severity", row.severity))
    require_no_softening(row.state, (row.kind, row.severity), (kind, severity), row.number)
    if not new.keys() & {"severity", "quantity"}:
        return
    given = followup.dispositions_of(connection, row.id)
    waiting = next((one.number for one in given if one.state is DispositionState.PROPOSED), None)
    if waiting is not None:
        raise RefusedError(
            "{number} waits for its decision, and was proposed for this quantity and severity. Have it decided or withdraw it "
            "first. Nothing was stored.",
            number=waiting,
        )
    decided = sum((one.quantity for one in given if one.state is DispositionState.APPROVED), Decimal(0))
    if "quantity" in new and decided > Decimal(new["quantity"] or 0):
        raise RefusedError(
            "It is decided already what happens to {decided}, so the quantity cannot be less. Nothing was stored.",
            decided=decimal_text(decided.normalize()),
        )


def title_of(text: str) -> str:
    """Return what was typed as a title, on one line; raises :class:`InputError`."""
    cleaned = " ".join(clean_text(text).split())
    if not cleaned:
        raise InputError("The issue has no title. Say in a few words what was found.")
    if len(cleaned) > MAX_TITLE:
        raise InputError("The title is longer than {limit} characters. Put the rest into the description.", limit=MAX_TITLE)
    return cleaned


def quantity_of(text: str) -> str:
    """Return what was typed as a quantity, as decimal text; empty where none is stated.  Raises :class:`InputError`."""
    if not text.strip():
        return ""
    value = parse_decimal(text)
    if value < 0:
        raise InputError("A quantity is never negative. Type how many are affected.")
    return decimal_text(value)
