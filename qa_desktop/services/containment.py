"""Containment of an issue: what is held, why, and until when; and the scope that is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.ids import hold_number
from qa_desktop.domain.issue import OPEN_ISSUE_STATES
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.services.issue_checks import quantity_of
from qa_desktop.services.issue_entry import happened
from qa_desktop.storage.clock import local_time
from qa_desktop.storage.queries import followup, issues, order_lines, scope, stations
from qa_desktop.storage.queries.followup import HoldRow
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.queries.order_lines import Endangered
from qa_desktop.storage.queries.scope import Affected
from qa_desktop.storage.unit import Connection, Store, Work

_ON_TAG = {
    HoldKind.LOT: "Lot",
    HoldKind.PART: "Part",
    HoldKind.SERIALS: "Pieces",
    HoldKind.SUPPLIER: "Supplier",
    HoldKind.OPERATOR: "Work of",
    HoldKind.GAUGE: "Gauge",
    HoldKind.DELIVERY: "Delivery",
}
"""The word before what is held, on the tag."""


@dataclass(frozen=True, slots=True)
class HoldWish:
    """A hold to place.  ``lot_id`` belongs to a lot, ``order_line_id`` to a delivery; ``quantity`` is as typed or empty."""

    kind: HoldKind
    what: str
    reason: str
    lot_id: str | None = None
    quantity: str = ""
    order_line_id: str | None = None


class ContainmentService:
    """Places and lifts holds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def holds(self, actor: Actor, issue_id: str) -> tuple[HoldRow, ...]:
        """Return the holds of an issue, oldest first."""
        with self._store.reading() as connection:
            return followup.holds_of(connection, issue_id)

    @needs(Permission.READ_ALL)
    def proposed(self, actor: Actor, issue_id: str) -> tuple[Affected, ...]:
        """Return what may be affected, and why: lots, the part, gauge, inspector, what was shipped and what is promised.

        What this issue holds already is left out.
        """
        with self._store.reading() as connection:
            held = {_about(row) for row in followup.holds_of(connection, issue_id) if row.stands}
            return tuple(one for one in scope.affected(connection, issue_id) if _about(one) not in held)

    @needs(Permission.READ_ALL)
    def endangered(self, actor: Actor, issue_id: str) -> dict[str, Endangered]:
        """Return the first promise to a customer that each standing hold of an issue endangers, by the id of the hold."""
        with self._store.reading() as connection:
            rows = [row for row in followup.holds_of(connection, issue_id) if row.stands]
            lots = order_lines.endangered(connection, {row.lot_id for row in rows if row.lot_id is not None})
            found = {row.id: lots[row.lot_id] for row in rows if row.lot_id in lots}
            lines = {row.order_line_id for row in rows if row.order_line_id is not None}
            promises = order_lines.promises(connection, lines)
            found |= {row.id: promises[row.order_line_id] for row in rows if row.order_line_id in promises}
            part = issues.issue_by_id(connection, issue_id).part_id
            first = None if part is None else order_lines.first_promise(connection, part)
            if first is not None:
                found |= {row.id: first for row in rows if row.kind is HoldKind.PART}
            return found

    @needs(Permission.WORK_ISSUE)
    def place(self, actor: Actor, issue_id: str, wishes: tuple[HoldWish, ...]) -> tuple[HoldRow, ...]:
        """Place holds, all of them or none.  A wish of kind ``none`` states that nothing has to be held.

        Raises :class:`RefusedError` for a lot or a delivery that this issue holds already: one tag is enough.
        """
        if not wishes:
            raise InputError("Choose what is held, or state with a reason that nothing has to be.")
        cleaned = tuple(_cleaned(wish) for wish in wishes)
        with self._store.writing(actor.person_id) as work:
            row = _require_open(work.connection, issue_id)
            if row.part_id is None and any(wish.kind is HoldKind.PART for wish in cleaned):
                raise InputError(
                    "Issue {number} names no part, so nothing would keep the part from leaving. Hold lots or deliveries.",
                    number=row.number,
                )
            standing = {_about(one): one.number for one in followup.holds_of(work.connection, issue_id) if one.stands}
            for wish in cleaned:
                number = standing.get(_about(wish))
                if number is not None and wish.kind in {HoldKind.LOT, HoldKind.DELIVERY}:
                    raise RefusedError("{what} is held by this issue already, as {number}.", what=wish.what, number=number)
            return tuple(self._place(work, issue_id, wish) for wish in cleaned)

    @needs(Permission.WORK_ISSUE)
    def lift(self, actor: Actor, hold_id: str, reason: str) -> HoldRow:
        """Lift a hold, with the reason."""
        why = clean_text(reason).strip()
        if not why:
            raise InputError("Write why the hold is lifted. The tag and the report show it.")
        with self._store.writing(actor.person_id) as work:
            row = followup.hold_by_id(work.connection, hold_id)
            if row.kind is HoldKind.NONE or not followup.lift(work, hold_id, why):
                raise RefusedError("Hold {number} does not stand any more. Reload the issue.", number=row.number)
            _said(work, row, "hold.lift", {"number": row.number, "reason": why}, why)
            return followup.hold_by_id(work.connection, hold_id)

    @needs(Permission.READ_ALL)
    def tags(self, actor: Actor, issue_id: str) -> bytes:
        """Return a PDF with a tag for each hold of an issue that stands; raises :class:`RefusedError` when there is none."""
        from qa_desktop.reports.hold_tag import HoldTag, render_tags  # noqa: PLC0415  (reportlab is slow to import)

        with self._store.reading() as connection:
            rows = [row for row in followup.holds_of(connection, issue_id) if row.stands]
            site = stations.fact(connection, "site")
        if not rows:
            raise RefusedError("Nothing is on hold by this issue, so there is no tag to print.")
        return render_tags(
            tuple(
                HoldTag(
                    row.number,
                    row.what,
                    row.quantity,
                    row.reason,
                    row.issue_number,
                    f"{row.placed_by}, {local_time(row.placed_at, row.placed_offset):%Y-%m-%d %H:%M}",
                    site,
                    _ON_TAG.get(row.kind, ""),
                )
                for row in rows
            )
        )

    def _place(self, work: Work, issue_id: str, wish: HoldWish) -> HoldRow:
        number = hold_number(stations.code_of(work.connection, work.station_id), work.next_number("hold"))
        values = {"kind": wish.kind.value, "lot_id": wish.lot_id, "what": wish.what, "quantity": wish.quantity}
        if wish.order_line_id is not None:
            values["order_line_id"] = order_lines.by_id(work.connection, wish.order_line_id).id
        key = followup.insert_hold(work, number=number, issue_id=issue_id, reason=wish.reason, **values)
        row = followup.hold_by_id(work.connection, key)
        _said(work, row, "hold.place", {"number": number, "reason": wish.reason, **values}, wish.reason)
        return row


def _said(work: Work, row: HoldRow, act: str, details: dict[str, Any], remark: str) -> None:
    """Append to the audit chain, and to the history of the issue, where whoever works on it looks."""
    new = canonical_json({"number": row.number, "what": row.what})
    happened(work, row.issue_id, act, act, about=("hold", row.id), new=new, remark=remark, details=details)


def _about(one: HoldRow | HoldWish | Affected) -> tuple[str, str]:
    """Return what a hold is about, whoever names it."""
    lot = one.lot_id if one.kind is HoldKind.LOT else None  # several deliveries may come from one lot
    return one.kind.value, lot or one.order_line_id or one.what


def _cleaned(wish: HoldWish) -> HoldWish:
    reason, what = clean_text(wish.reason).strip(), " ".join(clean_text(wish.what).split())
    if not reason:
        raise InputError("Write why it is held, so that everybody who finds the tag understands it.")
    if wish.kind is HoldKind.NONE:
        return HoldWish(wish.kind, "", reason)
    if not what:
        raise InputError("Say what is held: which lot, pieces, gauge or delivery.")
    if wish.kind is HoldKind.LOT and wish.lot_id is None:
        raise InputError("Choose the lot that is held.")
    quantity = quantity_of(wish.quantity)
    return HoldWish(wish.kind, what, reason, wish.lot_id, quantity, wish.order_line_id)


def _require_open(connection: Connection, issue_id: str) -> IssueRow:
    row = issues.issue_by_id(connection, issue_id)
    if row.state not in OPEN_ISSUE_STATES:
        raise RefusedError("Issue {number} is {state}; nothing is held by it any more.", number=row.number, state=row.state.value)
    return row
