"""Partners, orders with promised dates, and what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from qa_desktop.domain.address import clean_address, clean_mail, clean_phone
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.decimals import scaled
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.domain.trade import CompanyKind, LineKind, company_key, parse_amount_of_goods, parse_day, require_near
from qa_desktop.domain.units import measure_text
from qa_desktop.methods.metrics.delivery import fulfilled_on
from qa_desktop.services.guard import needs
from qa_desktop.services.lot_cases import require_free_of_holds
from qa_desktop.storage.queries import companies, followup, lots, order_lines, production
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.queries.followup import HoldRow
from qa_desktop.storage.queries.order_lines import DeliveryRow, Endangered, FreeLot, LineFilter, OrderLineRow
from qa_desktop.storage.unit import Work
from qa_desktop.storage.workspace import Workspace

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What is known of a company.  ``early_days`` is ``None`` where a delivery may come any number of days before its promise.

    ``contact`` names a person or a department; ``address`` is as it stands on an envelope, line by line.
    """

    name: str
    kind: CompanyKind
    number: str = ""
    contact: str = ""
    early_days: int | None = None
    late_days: int = 0
    needs_certificate: bool = False
    is_active: bool = True
    address: str = ""
    contact_mail: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class NewLine:
    """What was typed for an order line.  ``promised`` is a day as ``2026-03-31``."""

    order: str
    company_id: str
    kind: LineKind
    part_number: str
    quantity: str
    promised: str
    part_revision: str = ""
    part_name: str = ""


@dataclass(frozen=True, slots=True)
class LineDetail:
    """An order line with what was delivered for it.

    ``is_in_lots`` says that its part is kept in lots; ``free`` are those of them that have something to ship, the oldest first.
    """

    row: OrderLineRow
    deliveries: tuple[DeliveryRow, ...]
    is_in_lots: bool = False
    free: tuple[FreeLot, ...] = ()


class TradeService:
    """What was promised to whom until when, and what came of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def companies(self, actor: Actor) -> tuple[CompanyRow, ...]:
        """Return suppliers and customers by name."""
        with self._store.reading() as connection:
            return companies.everyone(connection)

    @needs(Permission.READ_ALL)
    def company(self, actor: Actor, name: str) -> CompanyRow | None:
        """Return the company of this name, whatever capitals and blanks were typed."""
        with self._store.reading() as connection:
            return companies.named_alike(connection, name)

    @needs(Permission.READ_ALL)
    def unknown_suppliers(self, actor: Actor) -> tuple[tuple[str, int], ...]:
        """Return names of suppliers that lots give and no company has, each with how many lots give it."""
        with self._store.reading() as connection:
            return companies.unknown_suppliers(connection)

    @needs(Permission.MANAGE_TRADE)
    def same_supplier(self, actor: Actor, spelling: str, company_id: str) -> int:
        """Say that lots which call their supplier ``spelling`` are of a company; return how many count for it from now on.

        What the lots were called, and every signed page, stays as it is.  Raises :class:`RefusedError` for a name that is another
        company's, or that no lot gives, or for a company that supplies nothing.
        """
        key = company_key(spelling)
        with self._store.writing(actor.person_id) as work:
            company, other = companies.by_id(work.connection, company_id), companies.named_alike(work.connection, spelling)
            if not company.supplies:
                raise RefusedError("{name} is a customer and no supplier. Choose another company.", name=company.name)
            if other is not None:
                raise RefusedError("“{name}” is a company of its own. Nothing was changed.", name=other.name)
            count = companies.count_as(work, key, company_key(company.name)) if key else 0
            if not count:
                raise RefusedError("No lot calls its supplier “{name}” any more. Nothing was changed.", name=spelling.strip())
            said: dict[str, Json] = {"spelling": spelling.strip(), "name": company.name, "lots": count}
            work.audit("company.same_supplier", "company", company_id, said)
            return count

    @needs(Permission.MANAGE_TRADE)
    def add_company(self, actor: Actor, facts: CompanyFacts) -> CompanyRow:
        """Add a supplier or customer; raises :class:`InputError` when there is one of this name."""
        values = _columns(facts)
        with self._store.writing(actor.person_id) as work:
            _require_new_name(work, str(values["name"]), "")
            key = companies.add(work, **values)
            work.audit("company.add", "company", key, values)
            return companies.by_id(work.connection, key)

    @needs(Permission.MANAGE_TRADE)
    def change_company(self, actor: Actor, company_id: str, facts: CompanyFacts, version: int) -> CompanyRow:
        """Change what is known of a company.  Order lines keep the window that was agreed when they were entered."""
        values = _columns(facts)
        with self._store.writing(actor.person_id) as work:
            row = companies.by_id(work.connection, company_id)
            _require_new_name(work, str(values["name"]), company_id)
            if not companies.change(work, company_id, version, **values):
                raise ConflictError(
                    "Somebody else changed {name} in the meantime. Nothing was stored. Look again.", name=row.name
                )
            old, new = company_key(row.name), company_key(str(values["name"]))
            if old != new:  # its lots stay its own under another name
                companies.count_as(work, old, new)
            work.audit("company.change", "company", company_id, values)
            return companies.by_id(work.connection, company_id)

    @needs(Permission.READ_ALL)
    def lines(
        self, actor: Actor, wanted: LineFilter, *, after: tuple[int, str, str] | None = None, limit: int = 500
    ) -> tuple[OrderLineRow, ...]:
        """Return the next page of order lines: those that wait first, by promised date."""
        with self._store.reading() as connection:
            return order_lines.page(connection, wanted, after=after, limit=limit)

    @needs(Permission.READ_ALL)
    def count_lines(self, actor: Actor, wanted: LineFilter) -> int:
        """Return how many order lines match."""
        with self._store.reading() as connection:
            return order_lines.count(connection, wanted)

    @needs(Permission.READ_ALL)
    def line(self, actor: Actor, line_id: str) -> LineDetail:
        """Return one order line with its deliveries."""
        with self._store.reading() as connection:
            row, entries = order_lines.by_id(connection, line_id), order_lines.deliveries_of(connection, line_id)
            free = order_lines.free_lots(connection, row.part_id, row.unit)
            return LineDetail(row, entries, lots.of_part(connection, row.part_id), free)

    @needs(Permission.READ_ALL)
    def today(self, actor: Actor) -> date:
        """Return the day at this station, by which lines are late."""
        return self._store.now().local.date()

    @needs(Permission.MANAGE_TRADE)
    def add_line(self, actor: Actor, new: NewLine) -> OrderLineRow:
        """Enter an order line with its promise.  Order and part are made when they are new; the promise never changes again."""
        order = clean_identifier(new.order, what="The order number")
        part = clean_identifier(new.part_number, what="The part number")
        measure, promised = parse_amount_of_goods(new.quantity), parse_day(new.promised)
        with self._store.writing(actor.person_id) as work:
            require_near(promised, work.now.local.date())
            company = companies.by_id(work.connection, new.company_id)
            _require_role(company, new.kind)
            order_id = production.ensure_order(work, order)
            part_id = production.ensure_part(work, part, clean_text(new.part_name).strip(), new.part_revision.strip())
            first = "" if company.early_days is None else (promised - timedelta(days=company.early_days)).isoformat()
            values: dict[str, Json] = {
                "order_id": order_id,
                "number": order_lines.next_number(work.connection, order_id),
                "kind": new.kind.value,
                "company_id": company.id,
                "part_id": part_id,
                "quantity": scaled(measure.value),
                "unit": measure.unit,
                "promised": promised.isoformat(),
                "first_day": first,
                "last_day": (promised + timedelta(days=company.late_days)).isoformat(),
            }
            key = order_lines.add(work, **values)
            said = {**values, "order": order, "quantity": measure_text(measure.value, measure.unit)}
            work.audit("order_line.add", "order_line", key, said)
            return order_lines.by_id(work.connection, key)

    @needs(Permission.MANAGE_TRADE)
    def cancel_line(self, actor: Actor, line_id: str, reason: str, version: int) -> OrderLineRow:
        """Cancel an order line that is not complete; it is due no more, and its reason stays."""
        words = clean_text(reason).strip()
        if not words:
            raise InputError("Say why the order line is cancelled. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = order_lines.by_id(work.connection, line_id)
            _require_open(row)
            if row.fulfilled_on is not None:
                raise RefusedError("{line} is complete and cannot be cancelled. Nothing was stored.", line=row.label)
            _change(work, row, version, cancelled_at=work.now.utc, cancelled_reason=words)
            work.audit("order_line.cancel", "order_line", line_id, {"reason": words})
            return order_lines.by_id(work.connection, line_id)

    @needs(Permission.MANAGE_TRADE)
    def deliver(
        self, actor: Actor, line_id: str, *, quantity: str, day: str, lot_id: str | None = None, note: str = ""
    ) -> LineDetail:
        """Enter what was shipped or received on a day.

        To a customer goes only what a lot has accepted and not shipped yet, and nothing of a lot that a hold stands on; where the
        part is kept in lots, the lot has to be named.  Goods of a supplier are received here; whether they may be used is decided
        on their lot.  Raises :class:`InputError` for a day in the future or another unit, :class:`RefusedError` for a cancelled
        line, another part, a hold, or more than is accepted.
        """
        measure, when = parse_amount_of_goods(quantity), parse_day(day)
        amount = measure.value
        with self._store.writing(actor.person_id) as work:
            row = order_lines.by_id(work.connection, line_id)
            _require_open(row)
            if when > work.now.local.date():
                raise InputError("A delivery is entered on its day or later. Correct the day; nothing was stored.")
            if measure.says_unit and measure.unit != row.unit:
                raise InputError(
                    "{line} is ordered in {unit}. Type the quantity in {unit}; nothing was stored.",
                    line=row.label,
                    unit=row.unit or "pieces",
                )
            if row.kind is LineKind.CUSTOMER:
                _require_free(followup.holds_on_delivery(work.connection, line_id))
            if lot_id is not None:
                _require_goods(work, row, lot_id, amount)
            elif row.kind is LineKind.CUSTOMER and lots.of_part(work.connection, row.part_id):
                raise RefusedError(
                    "Part {part} is kept in lots, so that only what is accepted goes out. Name the lot. Nothing was stored.",
                    part=row.part_number,
                )
            remark = clean_text(note).strip()
            key = order_lines.add_delivery(work, line_id, amount, when, lot_id=lot_id, note=remark)
            said: dict[str, Json] = {
                "quantity": amount_text(amount),
                "day": when.isoformat(),
                "lot": lot_id,
                "note": remark,
            }
            work.audit("delivery.add", "delivery", key, {"line": line_id, **said})
            return _completed(work, row)

    @needs(Permission.MANAGE_TRADE)
    def take_back(self, actor: Actor, line_id: str, delivery_id: str, reason: str) -> LineDetail:
        """Take a wrongly entered delivery back; both entries stay."""
        words = clean_text(reason).strip()
        if not words:
            raise InputError("Say what was wrong with the entry. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = order_lines.by_id(work.connection, line_id)
            found = next((one for one in order_lines.deliveries_of(work.connection, line_id) if one.id == delivery_id), None)
            if found is None or found.takes_back or found.taken_back:
                raise RefusedError("This delivery was taken back already. Nothing was stored. Look at the line again.")
            key = order_lines.add_delivery(
                work, line_id, found.quantity, found.day, lot_id=found.lot_id, takes_back=delivery_id, remark=words
            )
            work.audit("delivery.take_back", "delivery", key, {"line": line_id, "delivery": delivery_id, "reason": words})
            return _completed(work, row)

    @needs(Permission.READ_ALL)
    def endangered(self, actor: Actor) -> tuple[Endangered, ...]:
        """Return the lots that wait or are held while a customer was promised their part, the earliest promise first."""
        with self._store.reading() as connection:
            found = order_lines.endangered(connection)
        return tuple(sorted(found.values(), key=lambda one: (one.promised, one.lot, one.lot_id)))


def _columns(facts: CompanyFacts) -> dict[str, Json]:
    early, late = facts.early_days, facts.late_days
    if not 0 <= late <= MOST_DAYS or (early is not None and not 0 <= early <= MOST_DAYS):
        raise InputError("The agreed window is given in days from 0 to {most}. Nothing was stored.", most=MOST_DAYS)
    return {
        "name": clean_identifier(facts.name, what="The name"),
        "number": clean_text(facts.number, limit=80).strip(),
        "kind": facts.kind.value,
        "contact": clean_text(facts.contact, limit=1000).strip(),
        "early_days": early,
        "late_days": late,
        "needs_certificate": int(facts.needs_certificate),
        "active": int(facts.is_active),
        "address": clean_address(facts.address),
        "contact_mail": clean_mail(facts.contact_mail),
        "contact_phone": clean_phone(facts.contact_phone),
    }


def _require_new_name(work: Work, name: str, own: str) -> None:
    found = companies.named_alike(work.connection, name)
    if found is not None and found.id != own:
        raise InputError("There is a company “{name}” already. Change that one; nothing was stored.", name=found.name)


def _require_role(company: CompanyRow, kind: LineKind) -> None:
    if not company.is_active:
        raise RefusedError("{name} is not dealt with any more. Nothing was stored.", name=company.name)
    if kind is LineKind.CUSTOMER and not company.buys:
        raise RefusedError("{name} is a supplier and no customer. Choose another company.", name=company.name)
    if kind is LineKind.PURCHASE and not company.supplies:
        raise RefusedError("{name} is a customer and no supplier. Choose another company.", name=company.name)


def _require_open(row: OrderLineRow) -> None:
    if row.is_cancelled:
        raise RefusedError("{line} was cancelled. Nothing was stored.", line=row.label)


def _require_free(holds: tuple[HoldRow, ...]) -> None:
    """Raise :class:`RefusedError` while a hold stands: what is held is not shipped."""
    for hold in holds:
        raise RefusedError(
            "Hold {number} of issue {issue} stands on this: {reason}. Lift it before it is shipped. Nothing was stored.",
            number=hold.number,
            issue=hold.issue_number,
            reason=hold.reason.rstrip("."),
        )


def _require_goods(work: Work, row: OrderLineRow, lot_id: str, amount: Decimal) -> None:
    lot = lots.by_id(work.connection, lot_id)
    if lot.part_id != row.part_id:
        raise RefusedError(
            "Lot {lot} is of part {other}, but {line} is about {part}. Nothing was stored.",
            lot=lot.number,
            other=lot.part_number,
            line=row.label,
            part=row.part_number,
        )
    if lot.unit != row.unit:
        raise RefusedError(
            "Lot {lot} is stated in {other}, but {line} is ordered in {unit}. Nothing was stored.",
            lot=lot.number,
            other=lot.unit or "pieces",
            line=row.label,
            unit=row.unit or "pieces",
        )
    if row.kind is LineKind.PURCHASE:
        return
    require_free_of_holds(work.connection, lot, "delivered")
    free = lot.balance.accepted - order_lines.shipped_of_lot(work.connection, lot_id)
    if amount > free:
        raise RefusedError(
            "Of lot {lot}, {free} are accepted and not shipped yet; {wanted} cannot go out. Nothing was stored.",
            lot=lot.number,
            free=measure_text(max(free, Decimal(0)), lot.unit),
            wanted=measure_text(amount, lot.unit),
        )


def _completed(work: Work, row: OrderLineRow) -> LineDetail:
    """Keep the day on which the line was complete, computed from its deliveries."""
    entries = order_lines.deliveries_of(work.connection, row.id)
    standing = [(one.day, one.quantity) for one in entries if one.takes_back is None and not one.taken_back]
    day = fulfilled_on(row.quantity, standing)
    _change(work, row, row.version, fulfilled_on=None if day is None else day.isoformat())
    return LineDetail(order_lines.by_id(work.connection, row.id), entries)


def _change(work: Work, row: OrderLineRow, version: int, **values: str | None) -> None:
    if not order_lines.change(work, row.id, version, **values):
        raise ConflictError("Somebody else changed {line} in the meantime. Nothing was stored. Look again.", line=row.label)
