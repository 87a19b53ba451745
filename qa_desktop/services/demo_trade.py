"""The part of the demo that trades: partners, orders on time and late, certificates, a complaint with promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CertificateVerdict, CompanyKind, LineKind, Period, PromiseKind, Satisfied
from qa_desktop.services.amends import ComplaintFacts, NewPromise
from qa_desktop.services.demo_issues import step
from qa_desktop.services.demo_pictures import flange_with_burr, pin_with_scale
from qa_desktop.services.demo_samples import SUPPLIER
from qa_desktop.services.issue_checks import About
from qa_desktop.services.program import Program
from qa_desktop.services.supplier_requests import NewRequest
from qa_desktop.services.trade import CompanyFacts, NewLine
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.queries.lots import LotFilter

CUSTOMER = "Kranbau Nord AG"
_HARDENER = "Härterei Nord"
OTHER_CUSTOMER = "Ateliers Rhône"

_COMPANIES = (
    CompanyFacts(
        *(SUPPLIER, CompanyKind.SUPPLIER, "L-1004", "Dr. Anke Petersen, Quality", 5, 1),
        address="Qualitätssicherung\nAn der Drehbank 12\n24937 Flensburg\nGermany",
        contact_mail="qs@feinwerk-nord.example",
        contact_phone="+49 461 0000-120",
    ),
    CompanyFacts(
        *(_HARDENER, CompanyKind.SUPPLIER, "L-1019", "Laboratory, certificates", 5, 0, True),
        address="Oberflächen- und Wärmebehandlungsgesellschaft\nHalle 4, Warenannahme\nSalzbadweg 3\n24534 Neumünster\nGermany",
        contact_mail="labor@haerterei-nord.example",
        contact_phone="+49 4321 0000-33",
    ),
    CompanyFacts(
        *(CUSTOMER, CompanyKind.CUSTOMER, "C-2001", "Mr Brandt, Incoming inspection", 5, 0),
        address="Wareneingang Tor 2\nKaistraße 88\n20457 Hamburg\nGermany",
        contact_mail="wareneingang@kranbau-nord.example",
        contact_phone="+49 40 0000-871",
    ),
    CompanyFacts(
        *(OTHER_CUSTOMER, CompanyKind.CUSTOMER, "C-2007", "Mme Girard, Achats", None, 2),
        address="14, quai des Ateliers\n69007 Lyon\nFrance",
        contact_mail="achats@ateliers-rhone.example",
    ),
)
_LINES = (
    ("PO-6880", CUSTOMER, "P-1050", "Bearing cap", "B", "120", -310, -309),
    ("PO-6902", CUSTOMER, "P-1080", "Flange DN 80", "A", "200", -262, -265),
    ("PO-6957", CUSTOMER, "W-2300", "Bracket, welded", "A", "6", -214, -203),
    ("PO-7013", CUSTOMER, "P-1050", "Bearing cap", "B", "80", -170, -171),
    ("PO-7048", CUSTOMER, "P-1080", "Flange DN 80", "A", "200", -118, -120),
    ("PO-7101", CUSTOMER, "P-1050", "Bearing cap", "B", "120", -58, -60),
    ("PO-7101", CUSTOMER, "P-1080", "Flange DN 80", "A", "200", -51, -51),
    ("PO-7118", CUSTOMER, "W-2300", "Bracket, welded", "A", "8", -37, -29),
    ("PO-7131", CUSTOMER, "P-1050", "Bearing cap", "B", "120", -22, -23),
    ("PO-7140", CUSTOMER, "P-1080", "Flange DN 80", "A", "150", -8, -9),
    ("PO-7152", CUSTOMER, "W-2210", "Frame, welded", "B", "6", -3, None),
    ("PO-7160", CUSTOMER, "SH-2001", "Shaft, turned", "B", "80", 9, None),
    ("CF-220", OTHER_CUSTOMER, "E-3350", "Fan controller", "C", "40", -30, -31),
    ("CF-226", OTHER_CUSTOMER, "E-3360", "Relay board", "A", "60", -12, -12),
    ("CF-231", OTHER_CUSTOMER, "E-3301", "Motor controller", "F", "20", 16, None),
    ("BUY-410", SUPPLIER, "SH-2001", "Shaft, turned", "B", "50", -95, -96),
    ("BUY-411", SUPPLIER, "SH-2001", "Shaft, turned", "B", "50", -80, -73),
    ("BUY-417", SUPPLIER, "SH-2001", "Shaft, turned", "B", "50", -66, -60),
    ("BUY-423", SUPPLIER, "SH-2001", "Shaft, turned", "B", "100", -41, -42),
    ("BUY-427", SUPPLIER, "SH-2001", "Shaft, turned", "B", "50", -22, -21),
    ("BUY-430", SUPPLIER, "SH-2001", "Shaft, turned", "B", "100", -5, None),
    ("BUY-502", _HARDENER, "PN-310", "Pin, hardened", "", "400", -1, -1),
    ("BUY-509", _HARDENER, "PN-310", "Pin, hardened", "", "400", 21, None),
)
"""Order, company, part with name and revision, quantity, promised and delivered in days from today; ``None``: not yet.

What was delivered is of parts that are not kept in lots: of others, only accepted lots go out.
"""


@dataclass(frozen=True, slots=True)
class Traders:
    """Who plays in this part."""

    inspector: Actor
    supervisors: tuple[Actor, ...]
    engineer: Actor
    password: str


def present(program: Program, who: Traders) -> None:
    """Everything of trade, as it stands this morning."""
    companies = {one.name: company_of(program, who.engineer, one.name) for one in _COMPANIES}
    _orders(program, who.engineer, companies)
    _papers(program, who)
    _complaint(program, who, companies)
    _request(program, who, companies[_HARDENER])
    _scorecard(program, who, companies[SUPPLIER])


def company_of(program: Program, actor: Actor, name: str) -> CompanyRow:
    """Return a partner of the demo; one that is not there yet is added."""
    found = program.trade.company(actor, name)
    return found or program.trade.add_company(actor, next(one for one in _COMPANIES if one.name == name))


def _orders(program: Program, actor: Actor, companies: dict[str, CompanyRow]) -> None:
    today = program.workspace.store.now().local.date()
    for order, name, part, words, revision, quantity, promised, delivered in _LINES:
        kind = LineKind.PURCHASE if companies[name].supplies else LineKind.CUSTOMER
        day = (today + timedelta(days=promised)).isoformat()
        new = NewLine(order, companies[name].id, kind, part, quantity, day, revision, words)
        line = program.trade.add_line(actor, new)
        if delivered is not None:
            when = (today + timedelta(days=delivered)).isoformat()
            program.trade.deliver(actor, line.id, quantity=quantity, day=when, note=f"Delivery note {order[-3:]}")


def _papers(program: Program, who: Traders) -> None:
    """Certificates of the shafts, one of them bad; that of the pins has come and waits for its check."""
    today = program.workspace.store.now().local.date().isoformat()
    found = [program.lots.page(who.engineer, LotFilter(supplier=name)) for name in (SUPPLIER, _HARDENER)]
    lots = {row.number: row for page in found for row in page}
    good, bad = (CertificateVerdict.GOOD, ""), (CertificateVerdict.BAD, "The heat number is that of another bar.")
    for number, (verdict, remark) in {"S-01": good, "S-02": bad, "S-03": good, "S-05": good}.items():
        paper = program.supplier_certificates.receive(
            who.inspector, lots[number].id, kind="EN 10204 3.1", number=f"FN-{number[2:]}-331", received_on=today
        )
        program.supplier_certificates.check(who.engineer, paper.id, verdict, remark)
    program.supplier_certificates.receive(
        who.inspector, lots["P-33"].id, kind="Hardness test report", number="HN-90417", received_on=today
    )


def _complaint(program: Program, who: Traders, companies: dict[str, CompanyRow]) -> None:
    """A customer complains: one promise is kept, one is still open, so that the complaint cannot close."""
    today = program.workspace.store.now().local.date()
    row = program.issues.log(
        who.engineer,
        kind=IssueKind.COMPLAINT,
        title="Kranbau Nord: seven flanges with burrs in the bolt holes",
        severity=Severity.MAJOR,
        quantity="7",
        about=About(failure_code="SURF", origin="customer", part="P-1080"),
    )
    received = (today - timedelta(days=2)).isoformat()
    _photos(program, who.engineer, row.id, {"Burr at the edge of a bolt hole, photo of the customer": flange_with_burr()})
    facts = ComplaintFacts(companies[CUSTOMER].id, received, "8D request 2231", "7")
    program.amends.set_complaint(who.engineer, row.id, facts)
    row = step(program, who.engineer, who.supervisors, row, IssueState.CONTAINED, "Stock of the customer and ours looked at.")
    row = step(program, who.engineer, who.supervisors, row, IssueState.ANALYSED, "Countersink worn; nobody looked.")
    words = "Seven flanges, free of charge, by courier"
    replacement = NewPromise(PromiseKind.REPLACEMENT, words, today.isoformat(), "212.50", "EUR")
    credit_due = (today + timedelta(days=12)).isoformat()
    credit = NewPromise(PromiseKind.CREDIT, "Credit for sorting two hours", credit_due, "180.00", "EUR")
    kept = program.amends.promise(who.engineer, row.id, replacement).promises[0]
    program.amends.promise(who.engineer, row.id, credit)
    evidence = "Delivery note LS-7140-R, signed by the gate of the customer"
    told = program.amends.keep(who.engineer, kept.id, kept_on=today.isoformat(), evidence=evidence, version=kept.version)
    done = next(one for one in told.promises if one.id == kept.id)
    program.amends.satisfied(who.engineer, kept.id, Satisfied.YES, "Mr Brandt thanked by telephone.", done.version)


def _request(program: Program, who: Traders, supplier: CompanyRow) -> None:
    """Something is wrong with what a supplier sent: held, and the supplier is asked in writing for cause and action."""
    today = program.workspace.store.now().local.date()
    row = program.issues.log(
        who.inspector,
        kind=IssueKind.NONCONFORMITY,
        title="Pins with scale in the groove",
        severity=Severity.MAJOR,
        quantity="12",
        about=About(failure_code="SURF", origin="supplier", part="PN-310", lot="P-33"),
    )
    shown = {"Groove of pin 7, brown with scale": pin_with_scale(1), "Pin 31, scale up to the shoulder": pin_with_scale(2)}
    _photos(program, who.inspector, row.id, shown)
    row = step(program, who.engineer, who.supervisors, row, IssueState.CONTAINED, "The lot is held at incoming goods.")
    words = (
        "Twelve of fifty pins have scale in the groove. Tell us why it happened, why it was not seen, and what you do about both."
    )
    new = NewRequest(row.id, supplier.id, words, (today + timedelta(days=10)).isoformat())
    asked = program.supplier_requests.prepare(who.engineer, new)
    program.supplier_requests.send(who.engineer, new, who.password, asked.digest)


def _photos(program: Program, actor: Actor, issue_id: str, shown: dict[str, bytes]) -> None:
    for number, (caption, data) in enumerate(shown.items(), start=1):
        program.photos.add(actor, issue_id=issue_id, data=data, name=f"photo-{number}.jpg", caption=caption)


def _scorecard(program: Program, who: Traders, supplier: CompanyRow) -> None:
    """The signed scorecard of the last months."""
    today = program.workspace.store.now().local.date()
    period = Period(today - timedelta(days=120), today)
    shown = program.trade_documents.prepare_scorecard(who.engineer, supplier.id, period)
    program.trade_documents.sign_scorecard(who.engineer, supplier.id, period, who.password, shown.digest)
