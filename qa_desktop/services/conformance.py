"""The page of a certificate of conformance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.address import Addressee, addressee
from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.decimals import scaled
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lines import split_line
from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.trade import CertificateVerdict, LineKind
from qa_desktop.domain.units import counted_text, measure_text, with_unit
from qa_desktop.reports.statement import Head, Statement, StatementTable
from qa_desktop.services.lot_cases import require_free_of_holds
from qa_desktop.services.trade_signing import Draft, Frame
from qa_desktop.storage.clock import local_time
from qa_desktop.storage.queries import (
    companies,
    concessions,
    lots,
    order_lines,
    production_facts,
    supplier_certificates,
    trade_documents,
)
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.queries.concessions import ConcessionRow
from qa_desktop.storage.queries.lots import DecisionRow, LotRow
from qa_desktop.storage.queries.order_lines import OrderLineRow
from qa_desktop.storage.queries.production_facts import Specification
from qa_desktop.storage.queries.supplier_certificates import SupplierCertificateRow
from qa_desktop.storage.unit import Connection, new_id

_NO_VALUES = (
    "This certificate holds no measured values: it is no inspection certificate 3.1 or 3.2 in the sense of EN 10204. The "
    "readings are kept under the numbers of the inspections named here."
)
MEANING = "I certify that the goods named here were inspected, accepted and conform as stated."


@dataclass(frozen=True, slots=True)
class ConcessionLine:
    """A concession or deviation permit that the goods were accepted under."""

    number: str
    characteristic: str
    permitted: str
    quantity: str


@dataclass(frozen=True, slots=True)
class WantedConformance:
    """What was typed for a certificate.  Without a line it names no customer.

    Concessions that cover readings of the lot are listed in any case; ``concessions`` are others.  ``unit`` is what was typed
    behind the quantity, ``None`` where nothing was; it has to be that of the lot.
    """

    lot_id: str
    quantity: Decimal
    line_id: str | None = None
    concessions: tuple[ConcessionLine, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    lot: LotRow
    line: OrderLineRow | None
    quantity: Decimal
    decisions: tuple[DecisionRow, ...]
    specifications: tuple[Specification, ...]
    serials: tuple[str, ...]
    concessions: tuple[ConcessionLine, ...]
    papers: tuple[SupplierCertificateRow, ...]
    customer: CompanyRow | None

    def addressee(self, sender: str = "") -> Addressee | None:
        """Return the block of the customer; none where no customer is named, or where nothing is known of it."""
        if self.customer is None:
            return None
        return addressee(self.customer.name, self.customer.address, self.customer.whom, sender=sender)


def conformance_draft(connection: Connection, wanted: WantedConformance) -> Draft:
    """Return the certificate of a quantity of a lot.

    Raises :class:`RefusedError` when more would be certified than is accepted and not certified yet, or when the line is not a
    customer's line about the part of the lot.
    """
    lot = lots.by_id(connection, wanted.lot_id)
    if wanted.quantity <= 0:
        raise InputError("A certificate is about more than nothing. Type how many. Nothing was signed.")
    if wanted.unit not in {None, lot.unit}:
        raise InputError("Lot {lot} is stated in {unit}. Type the quantity so.", lot=lot.number, unit=lot.unit or "pieces")
    require_free_of_holds(connection, lot, "certified")
    free = lot.balance.accepted - trade_documents.certified(connection, lot.id)
    if wanted.quantity > free:
        raise RefusedError(
            "Of lot {lot}, {free} are accepted and not certified yet; {wanted} cannot be certified. Nothing was signed.",
            lot=lot.number,
            free=measure_text(max(free, Decimal(0)), lot.unit),
            wanted=measure_text(wanted.quantity, lot.unit),
        )
    line = None if wanted.line_id is None else order_lines.by_id(connection, wanted.line_id)
    if line is not None and (line.kind is not LineKind.CUSTOMER or line.part_id != lot.part_id or line.is_cancelled):
        raise RefusedError(
            "{line} is no open order of a customer for part {part}. Choose another line. Nothing was signed.",
            line=line.label,
            part=lot.part_number,
        )
    accepting = tuple(row for row in lots.decisions_of(connection, lot.id) if row.decided.accepted)
    facts = _Facts(
        lot,
        line,
        wanted.quantity,
        accepting,
        production_facts.specifications(connection, lot.id),
        production_facts.serials(connection, lot.id),
        (*_conceded(connection, lot.id), *wanted.concessions),
        tuple(row for row in supplier_certificates.of_lot(connection, lot.id) if row.verdict is CertificateVerdict.GOOD),
        None if line is None else companies.by_id(connection, line.company_id),
    )
    columns: dict[str, str | int | None] = {
        "lot_id": lot.id,
        "line_id": None if line is None else line.id,
        "company_id": None if line is None else line.company_id,
        "quantity": scaled(wanted.quantity),
    }
    return Draft(_record(facts), lambda frame: _page(facts, frame), columns)


def _conceded(connection: Connection, lot_id: str) -> tuple[ConcessionLine, ...]:
    """Return what the goods were accepted under; a certificate that left some of it out would say what is not so.

    That is what covers readings of the lot, and what was conceded in an issue about the lot, perhaps in words only.
    """
    pieces: dict[str, set[int]] = {}
    rows: dict[str, ConcessionRow] = {}
    for inspection in lots.inspections_of(connection, lot_id):
        if inspection.state is InspectionState.VOID:
            continue
        for key, row in concessions.covered(connection, inspection.id).items():
            rows[row.id] = row
            pieces.setdefault(row.id, set()).add(split_line(key)[1])
    rows |= {row.id: row for row in concessions.granted_for_lot(connection, lot_id) if row.id not in rows}
    return tuple(
        ConcessionLine(
            row.number,
            row.item_text or row.item_key or "the goods",
            _permitted(row),
            str(len(pieces[row.id])) if row.id in pieces else f"up to {amount_text(row.quantity)}",
        )
        for row in rows.values()
    )


def _permitted(row: ConcessionRow) -> str:
    """Return the widened limits with their unit, and what is permitted in words."""
    limits = ""
    if row.lower and row.upper:
        limits = f"{row.lower} to {row.upper}"
    elif row.lower or row.upper:
        limits = f"at least {row.lower}" if row.lower else f"at most {row.upper}"
    return "; ".join(part for part in (with_unit(limits, row.unit), row.permits) if part)


def _record(facts: _Facts) -> dict[str, Json]:
    lot, line, to = facts.lot, facts.line, facts.addressee()
    return {
        "lot": {
            "id": lot.id,
            "number": lot.number,
            "part": lot.part_number,
            "part_name": lot.part_name,
            "part_revision": lot.part_revision,
            "accepted": amount_text(lot.balance.accepted),
        },
        "quantity": amount_text(facts.quantity),
        **({"unit": lot.unit} if lot.unit else {}),
        "order_line": None if line is None else {"id": line.id, "label": line.label, "customer": line.company},
        "decisions": [row.number for row in facts.decisions],
        "specifications": [[one.inspection, one.name, one.revision] for one in facts.specifications],
        "serials": list(facts.serials),
        "concessions": [[one.number, one.characteristic, one.permitted, one.quantity] for one in facts.concessions],
        **({"material": [[row.kind, row.number] for row in facts.papers]} if facts.papers else {}),
        **({"addressee": to.record()} if to is not None else {}),
    }


def _page(facts: _Facts, frame: Frame) -> Statement:
    lot, line = facts.lot, facts.line
    part = " ".join(word for word in (lot.part_number, lot.part_name) if word)
    listed = (
        ("Issued", frame.now.iso[:10]),
        ("Supplier", frame.site),
        ("Customer", line.company if line else "none named"),
        ("Order and line", line.label if line else lot.order),
        ("Part", part),
        ("Revision", lot.part_revision),
        ("Quantity", counted_text(facts.quantity, lot.unit)),
        ("Lot", lot.number),
    )
    to = facts.addressee(frame.sender)
    issuer = (f"Issued by {frame.sender}.",) if frame.sender and to is None else ()
    serials = (f"Serial numbers: {', '.join(facts.serials)}",) if facts.serials else ()
    return Statement(
        id=new_id(),
        kind="Certificate of conformance",
        number=frame.number,
        title=f"{counted_text(facts.quantity, lot.unit)} of part {part}, lot {lot.number}",
        site=frame.site,
        signer=frame.signer,
        signer_login=frame.signer_login,
        stage=Stage.SUPERVISOR,
        meaning=MEANING,
        at=frame.now.iso,
        facts=tuple((label, value) for label, value in listed if value),
        paragraphs=(*issuer, _statement(facts), *serials, _NO_VALUES),
        tables=(
            _specifications(facts.specifications),
            _acceptance(facts, frame.now.offset),
            _concessions(facts.concessions),
            *_material(facts.papers),
        ),
        outcome=Verdict.CONFORMS if not facts.concessions else Verdict.RECORDED,
        headline="CONFORMS" if not facts.concessions else "CONFORMS WITH CONCESSIONS",
        content={
            **_record(facts),
            "anchor": {"station": frame.anchor.station, "sequence": frame.anchor.sequence, "head": frame.anchor.head},
        },
        page=frame.page,
        addressee=to,
    )


def _statement(facts: _Facts) -> str:
    base = (
        "We certify under our sole responsibility that the goods named above were inspected and accepted, and that they conform "
        "to the drawing revision and "
    )
    if facts.concessions:
        return base + "specifications named here, apart from the concessions and deviation permits listed below."
    return base + "specifications named here. There are no concessions or deviations."


def _specifications(found: Sequence[Specification]) -> StatementTable:
    heads = (Head("Specification", 3), Head("Revision", 1), Head("Inspection", 1.5), Head("Drawing revision", 1.2))
    rows = tuple((one.name, str(one.revision), one.inspection, one.part_revision or "not stated") for one in found)
    return StatementTable("Specifications and inspections", heads, rows)


def _acceptance(facts: _Facts, offset: int) -> StatementTable:
    heads = (
        Head("Decision", 1.4),
        Head("Inspection", 1.4),
        Head("Signed by", 1.8),
        Head("Date", 1),
        Head("Accepted", 1, right=True),
    )
    rows = tuple(
        (
            row.number,
            row.inspection_number,
            row.printed_name,
            _day(row, offset),
            measure_text(row.decided.accepted, facts.lot.unit),
        )
        for row in facts.decisions
    )
    return StatementTable(
        "Accepted by", heads, rows, f"{counted_text(facts.lot.balance.accepted, facts.lot.unit)} of the lot accepted"
    )


def _day(row: DecisionRow, offset: int) -> str:
    """Return the local day of a decision."""
    return local_time(row.at, offset).date().isoformat()


def _concessions(found: Sequence[ConcessionLine]) -> StatementTable:
    heads = (Head("Concession", 1.3), Head("Characteristic", 2), Head("Permitted", 2), Head("Quantity", 1, right=True))
    rows = tuple((one.number, one.characteristic, one.permitted, one.quantity) for one in found)
    return StatementTable("Concessions and deviation permits", heads, rows, nothing="None.")


def _material(found: Sequence[SupplierCertificateRow]) -> tuple[StatementTable, ...]:
    """Return the certificates that the supplier of the goods gave and that were found good; no table without any."""
    heads = (Head("Certificate", 2), Head("Number", 2), Head("Received", 1), Head("Found good by", 2))
    rows = tuple((row.kind, row.number, row.received_on.isoformat(), row.checked_by) for row in found)
    return (StatementTable("Certificates of the supplier of these goods", heads, rows),) if rows else ()
