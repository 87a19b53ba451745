"""Partners, orders and documents of the tests."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CompanyKind, LineKind, PromiseKind
from qa_desktop.reports.types import SignedPdf
from qa_desktop.services import trade_signing
from qa_desktop.services.amends import AmendsDetail, ComplaintFacts, NewPromise
from qa_desktop.services.program import Program
from qa_desktop.services.trade import CompanyFacts, NewLine
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.queries.order_lines import OrderLineRow
from tests.services.lot_makings import LotShop

SUPPLIER = "Meyer & Söhne"
CUSTOMER = "Kranbau Nord"


def quick_documents(patch: pytest.MonkeyPatch) -> None:
    """Leave the drawing and RSA of a document away; the order of file and row stays real."""

    def signed(statement: object, *_a: object, **_k: object) -> SignedPdf:
        return SignedPdf(f"%PDF {statement.digest()}".encode(), time_stamped=False)  # type: ignore[attr-defined]

    patch.setattr(trade_signing, "signed_statement", signed)


@dataclass
class Market:
    """A supplier and a customer beside a program."""

    program: Program
    people: dict[str, Actor]
    supplier: CompanyRow
    customer: CompanyRow

    @property
    def actor(self) -> Actor:
        return self.people["supervisor"]

    def line(self, promised: str = "2026-03-20", quantity: str = "50", **more: object) -> OrderLineRow:
        values: dict[str, object] = {
            "order": "PO-9",
            "company_id": self.customer.id,
            "kind": LineKind.CUSTOMER,
            "part_number": "4711-A",
            "part_revision": "C",
            "part_name": "Shaft",
            **more,
        }
        return self.program.trade.add_line(self.actor, NewLine(quantity=quantity, promised=promised, **values))  # type: ignore[arg-type]

    def purchase(self, promised: str = "2026-03-20", quantity: str = "100", **more: object) -> OrderLineRow:
        values = {"order": "BUY-1", "company_id": self.supplier.id, "kind": LineKind.PURCHASE, **more}
        return self.line(promised, quantity, **values)

    def complaint(self, title: str = "Bores out of round", *, told: bool = True) -> str:
        """Return the key of a complaint; ``told`` says who complained."""
        row = self.program.issues.log(self.actor, kind=IssueKind.COMPLAINT, title=title, severity=Severity.MAJOR)
        if told:
            facts = ComplaintFacts(self.customer.id, "2026-03-02", "RMA-77", "12")
            self.program.amends.set_complaint(self.actor, row.id, facts)
        return row.id

    def promise(self, issue_id: str, **more: object) -> AmendsDetail:

        values: dict[str, object] = {
            "kind": PromiseKind.REPLACEMENT,
            "words": "Twelve new shafts by express",
            "due": "2026-03-09",
            **more,
        }
        return self.program.amends.promise(self.actor, issue_id, NewPromise(**values))  # type: ignore[arg-type]


def new_market(program: Program, people: dict[str, Actor]) -> Market:
    actor = people["supervisor"]
    add = program.trade.add_company
    supplier = add(actor, CompanyFacts(SUPPLIER, CompanyKind.SUPPLIER, number="S-100", contact="Quality, Herr Vogt"))
    customer = add(actor, CompanyFacts(CUSTOMER, CompanyKind.CUSTOMER, number="K-7", early_days=5, late_days=1))
    return Market(program, people, supplier, customer)


def accepted_lot(shop: LotShop, number: str = "L-1", quantity: str = "100", accepted: str = "") -> str:
    """Return the key of a lot that was inspected, and of which a quantity was accepted."""
    inspection = shop.approved(lot=number, quantity=quantity)
    rest = "" if not accepted else str(int(quantity) - int(accepted))
    shop.decide(shop.wanted(accepted or quantity, rejected=rest, inspection_id=inspection), number=number)
    return shop.lot(number).row.id
