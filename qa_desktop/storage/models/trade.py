"""From material to delivery, and amends: companies, order lines, deliveries, papers, complaints, promises, requests."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args

_OPEN = "fulfilled_on IS NULL AND cancelled_at IS NULL"


class Company(Base):
    """A supplier or a customer.  Lots and orders that name one only as text are matched by ``name_key``.

    ``early_days`` is how many days before the promised date a delivery may come (``NULL``: any number), ``late_days`` how many
    after it.  ``needs_certificate`` is 1 where a lot of this supplier is accepted only with a certificate that was checked.
    ``contact`` names a person or a department; ``address`` has a line for each line of the envelope.
    """

    __tablename__ = "company"
    __table_args__ = table_args(
        UniqueConstraint("name"),
        CheckConstraint("kind in ('supplier', 'customer', 'both')", name="kind"),
        CheckConstraint("late_days >= 0 and (early_days is null or early_days >= 0)", name="window"),
        Index("ix_company_name_key", "name_key"),
    )
    id: Mapped[Key]
    name: Mapped[Str]
    number: Mapped[Blank]
    kind: Mapped[Str]
    contact: Mapped[Blank]
    early_days: Mapped[OptInt]
    late_days: Mapped[Zero]
    needs_certificate: Mapped[Zero]
    active: Mapped[One]
    created_at: Mapped[Str]
    version: Mapped[One]
    name_key: Mapped[Blank]
    address: Mapped[Blank]
    contact_mail: Mapped[Blank]
    contact_phone: Mapped[Blank]


class OrderLine(Base):
    """A line of an order: what was promised, to or by whom, until when.  Its promise never changes.

    Dates are text, ``2026-03-31``.  ``first_day`` and ``last_day`` are the agreed window as it was when the line was entered;
    an empty first day means that any earlier day is fine.  ``fulfilled_on`` is a cache: the day on which the deliveries together
    reached the quantity.  Quantities are scaled integers (times ten to the ninth); ``unit`` is empty for pieces.
    """

    __tablename__ = "order_line"
    __table_args__ = table_args(
        UniqueConstraint("order_id", "number"),
        CheckConstraint("kind in ('customer', 'purchase')", name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("first_day <= promised and promised <= last_day", name="window"),
        CheckConstraint("cancelled_at is null or length(cancelled_reason) > 0", name="cancelled"),
        Index("ix_order_line_company", "company_id", "last_day"),
        Index("ix_order_line_promised", "promised", "id"),
        Index("ix_order_line_part", "part_id", "promised"),
        Index("ix_order_line_open", "part_id", "kind", "promised", "id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )
    id: Mapped[Key]
    order_id: Mapped[str] = refers("work_order.id")
    number: Mapped[Int]
    kind: Mapped[Str]
    company_id: Mapped[str] = refers("company.id")
    part_id: Mapped[str] = refers("part.id")
    quantity: Mapped[Int]
    promised: Mapped[Str]
    first_day: Mapped[Blank]
    last_day: Mapped[Str]
    fulfilled_on: Mapped[OptStr]
    cancelled_at: Mapped[OptStr]
    cancelled_reason: Mapped[Blank]
    created_at: Mapped[Str]
    created_by: Mapped[str] = refers("person.id")
    version: Mapped[One]
    unit: Mapped[Blank]


class Delivery(Base):
    """What was shipped or received for an order line on a day.  Append-only; a wrong entry is taken back by another one."""

    __tablename__ = "delivery"
    __table_args__ = table_args(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("takes_back is null or length(remark) > 0", name="remark"),
        UniqueConstraint("takes_back"),
        Index("ix_delivery_line", "line_id", "day", "id"),
    )
    id: Mapped[Key]
    line_id: Mapped[str] = refers("order_line.id")
    lot_id: Mapped[OptStr] = refers("lot.id", optional=True, index=True)
    quantity: Mapped[Int]
    day: Mapped[Str]
    note: Mapped[Blank]
    takes_back: Mapped[OptStr] = refers("delivery.id", optional=True)
    remark: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]


class SupplierCertificate(Base):
    """A certificate that came with a lot.  It is checked once; a better one is another row."""

    __tablename__ = "supplier_certificate"
    __table_args__ = table_args(
        CheckConstraint("verdict in ('', 'good', 'bad')", name="verdict"),
        CheckConstraint("(verdict = '') = (checked_at is null)", name="checked"),
        CheckConstraint("verdict <> 'bad' or length(remark) > 0", name="remark"),
        Index("ix_supplier_certificate_lot", "lot_id", "id"),
    )
    id: Mapped[Key]
    lot_id: Mapped[str] = refers("lot.id")
    kind: Mapped[Str]
    number: Mapped[Str]
    received_on: Mapped[Str]
    received_by: Mapped[str] = refers("person.id")
    entered_at: Mapped[Str]
    checked_at: Mapped[OptStr]
    checked_by: Mapped[OptStr] = refers("person.id", optional=True)
    verdict: Mapped[Blank]
    remark: Mapped[Blank]
    attachment: Mapped[OptStr] = refers("attachment.sha256", optional=True)


class Complaint(Base):
    """What a complaint says beyond its issue: who complained, under which reference, about how much."""

    __tablename__ = "complaint"
    __table_args__ = table_args(CheckConstraint("quantity is null or quantity >= 0", name="quantity"))
    issue_id: Mapped[str] = refers("issue.id", key=True)
    company_id: Mapped[str] = refers("company.id", index=True)
    reference: Mapped[Blank]
    received_on: Mapped[Str]
    quantity: Mapped[OptInt]
    version: Mapped[One]


class Promise(Base):
    """Something promised to a customer to make a complaint good.  What was promised never changes.

    ``amount`` is a scaled integer in ``currency``.  ``satisfied`` is what the customer says: unknown until it was asked.
    """

    __tablename__ = "promise"
    __table_args__ = table_args(
        CheckConstraint("kind in ('replacement', 'rework', 'credit', 'letter', 'other')", name="kind"),
        CheckConstraint("state in ('open', 'kept', 'withdrawn')", name="state"),
        CheckConstraint("satisfied in ('unknown', 'yes', 'no')", name="satisfied"),
        CheckConstraint("(amount is null) = (currency = '') and (amount is null or amount > 0)", name="amount"),
        CheckConstraint("state <> 'kept' or (kept_on is not null and length(evidence) > 0)", name="evidence"),
        CheckConstraint("state <> 'withdrawn' or length(reason) > 0", name="reason"),
        Index("ix_promise_issue", "issue_id", "id"),
        Index("ix_promise_due", "state", "due"),
    )
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    kind: Mapped[Str]
    words: Mapped[Str]
    due: Mapped[Str]
    amount: Mapped[OptInt]
    currency: Mapped[Blank]
    promised_by: Mapped[str] = refers("person.id")
    promised_at: Mapped[Str]
    state: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    kept_on: Mapped[OptStr]
    evidence: Mapped[Blank]
    reason: Mapped[Blank]
    settled_by: Mapped[OptStr] = refers("person.id", optional=True)
    settled_at: Mapped[OptStr]
    satisfied: Mapped[str] = mapped_column(Text, default="unknown", server_default="unknown")
    satisfied_remark: Mapped[Blank]
    satisfied_at: Mapped[OptStr]
    version: Mapped[One]


class TradeDocument(Base):
    """A signed document for a partner: certificate of conformance, corrective action request, scorecard.  Append-only.

    ``quantity`` is how much of the lot a certificate covers, a scaled integer.  ``content`` is the canonical text
    that was signed.
    """

    __tablename__ = "trade_document"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("kind in ('conformance', 'request', 'scorecard')", name="kind"),
        CheckConstraint("(kind = 'conformance') = (lot_id is not null and quantity is not null)", name="lot"),
        CheckConstraint("quantity is null or quantity > 0", name="quantity"),
        Index("ix_trade_document_lot", "lot_id", "id"),
        Index("ix_trade_document_company", "company_id", "id"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    kind: Mapped[Str]
    company_id: Mapped[OptStr] = refers("company.id", optional=True)
    lot_id: Mapped[OptStr] = refers("lot.id", optional=True)
    line_id: Mapped[OptStr] = refers("order_line.id", optional=True)
    issue_id: Mapped[OptStr] = refers("issue.id", optional=True, index=True)
    quantity: Mapped[OptInt]
    person_id: Mapped[str] = refers("person.id")
    printed_name: Mapped[Str]
    at: Mapped[Str]
    at_offset: Mapped[Int]
    content: Mapped[Str]
    content_digest: Mapped[Str]
    certificate: Mapped[str] = refers("certificate.fingerprint")
    file: Mapped[Str]
    sha256: Mapped[Str]
    size: Mapped[Int]


class SupplierRequest(Base):
    """A corrective action request to a supplier and where its answer stands.  ``document_id`` is the signed request.

    ``verdict`` is what was said of the answer, or why the request was withdrawn.  ``reminders`` counts how often the supplier was
    reminded, ``reminded_on`` is the last day of it.
    """

    __tablename__ = "supplier_request"
    __table_args__ = table_args(
        UniqueConstraint("document_id"),
        CheckConstraint("state in ('sent', 'answered', 'accepted', 'withdrawn')", name="state"),
        CheckConstraint("state in ('sent', 'withdrawn') or (answered_on is not null and length(answer) > 0)", name="answer"),
        CheckConstraint("(state = 'accepted') = (accepted_at is not null)", name="accepted"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_on is not null)", name="withdrawn"),
        CheckConstraint("state <> 'withdrawn' or length(verdict) > 0", name="reason"),
        Index("ix_supplier_request_issue", "issue_id", "id"),
        Index("ix_supplier_request_company", "company_id", "sent_on"),
    )
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    company_id: Mapped[str] = refers("company.id")
    document_id: Mapped[str] = refers("trade_document.id")
    sent_on: Mapped[Str]
    due: Mapped[Str]
    state: Mapped[str] = mapped_column(Text, default="sent", server_default="sent")
    answered_on: Mapped[OptStr]
    first_answered_on: Mapped[OptStr]
    answer: Mapped[Blank]
    entered_by: Mapped[OptStr] = refers("person.id", optional=True)
    verdict: Mapped[Blank]
    accepted_at: Mapped[OptStr]
    accepted_by: Mapped[OptStr] = refers("person.id", optional=True)
    version: Mapped[One]
    withdrawn_on: Mapped[OptStr]
    reminded_on: Mapped[OptStr]
    reminders: Mapped[Zero]
