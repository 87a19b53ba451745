"""Behind each figure of a partner stand exactly the records that it counts, and a late line does not vanish by cancelling it."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, NotAllowedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CertificateVerdict, LineKind, Period
from qa_desktop.methods.metrics.partner_definitions import PARTNER_DEFINITIONS, PartnerFigure, figures_of
from qa_desktop.services.partner_figures import PartnerFigures
from qa_desktop.services.partner_records import shown_figures
from qa_desktop.services.supplier_requests import NewRequest
from qa_desktop.storage.queries import trade_documents
from qa_desktop.storage.queries.figures import Record
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import quick_signing
from tests.services.test_lots_database import quick_decisions
from tests.services.test_supply import begin, finish
from tests.services.trade_makings import Market, new_market, quick_documents

D = Decimal
P = PartnerFigure
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
KINDS = (LineKind.PURCHASE, LineKind.CUSTOMER)


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    quick_decisions(monkeypatch)
    quick_documents(monkeypatch)
    return new_lot_shop(workspace, people)


@pytest.fixture
def market(shop: LotShop, people: dict[str, Actor], clock: FakeClock) -> Market:
    """A supplier with every sort of record, a customer with lines and complaints, and what no figure counts."""
    found = new_market(shop.program, people)
    for number, rejected in (("L-1", "10"), ("L-2", "0")):
        finish(shop, begin(shop, number, found.supplier.name), number, rejected=rejected)
    begin(shop, "L-3", found.supplier.name)  # nothing of it is decided
    papers = shop.program.supplier_certificates
    for number, verdict in (("FN-1", "good"), ("FN-2", "bad"), ("FN-3", "")):
        paper = papers.receive(
            people["inspector"], shop.lot("L-1").row.id, kind="EN 10204 3.1", number=number, received_on="2026-03-02"
        )
        if verdict:
            papers.check(found.actor, paper.id, CertificateVerdict(verdict), "" if verdict == "good" else "Another bar")
    found.purchase("2026-03-04", order="BUY-2")
    found.purchase("2026-03-28", order="BUY-4")
    ask(found, "2026-03-05")
    ask(found, "2026-03-30")  # its day is not over
    gone = found.purchase("2026-03-03", order="BUY-5")
    found.line("2026-03-04")
    found.complaint()
    found.complaint("Never told by whom", told=False)
    clock.forward(days=8)
    shop.program.trade.cancel_line(found.actor, gone.id, "nobody waits for it", gone.version)
    return found


def ask(market: Market, due: str) -> None:
    """Send a corrective action request to the supplier about an issue."""
    issue = market.program.issues.log(
        market.people["engineer"], kind=IssueKind.NONCONFORMITY, title="Oversize bores", severity=Severity.MAJOR
    )
    new = NewRequest(issue.id, market.supplier.id, "Find the cause of the oversize bores.", due)
    service, actor = market.program.supplier_requests, market.people["engineer"]
    service.send(actor, new, PASSWORD, service.prepare(actor, new).digest)


def company(market: Market, kind: LineKind) -> str:
    return market.supplier.id if kind is LineKind.PURCHASE else market.customer.id


def figures(market: Market, kind: LineKind, period: Period = MARCH) -> PartnerFigures:
    return market.program.partner_figures.of_company(market.actor, company(market, kind), kind, period)


def behind(market: Market, kind: LineKind, name: PartnerFigure, period: Period = MARCH) -> tuple[Record, ...]:
    return market.program.partner_records.records(market.actor, company(market, kind), kind, period, name)


def test_as_many_records_as_the_figure_says(market: Market) -> None:
    counted = {}
    for kind in KINDS:
        for one in shown_figures(figures(market, kind)):
            rows = behind(market, kind, one.definition.name)
            assert len(rows) == one.count, one
            assert len({(row.kind, row.id) for row in rows}) == len(rows), one
            counted[kind, one.definition.name] = one.count
    assert counted == {
        (LineKind.PURCHASE, P.ON_TIME): 1,
        (LineKind.PURCHASE, P.FIRST_PASS): 2,
        (LineKind.PURCHASE, P.PPM): 2,
        (LineKind.PURCHASE, P.CERTIFICATES): 2,
        (LineKind.PURCHASE, P.ANSWERS): 1,
        (LineKind.PURCHASE, P.SCORE): 6,
        (LineKind.CUSTOMER, P.ON_TIME): 1,
        (LineKind.CUSTOMER, P.FIRST_PASS): 2,
        (LineKind.CUSTOMER, P.PPM): 2,
        (LineKind.CUSTOMER, P.COMPLAINTS): 1,
    }


def test_what_the_records_count_gives_the_figure(market: Market) -> None:
    found = figures(market, LineKind.PURCHASE)
    rejected, passed = (behind(market, LineKind.PURCHASE, name) for name in (P.PPM, P.FIRST_PASS))
    assert sum((row.counts for row in rejected), D(0)) == found.rejected == D(10)
    assert sum((row.counts for row in passed), D(0)) == found.first_pass.part == D(190)
    assert [row.number for row in passed] == ["L-2", "L-1"]
    assert {row.number: row.words for row in rejected}["L-1"] == "10 rejected of 100 received"
    papers = behind(market, LineKind.PURCHASE, P.CERTIFICATES)
    assert sum(row.words.startswith("good") for row in papers) == found.papers.part == 1
    (line,) = behind(market, LineKind.PURCHASE, P.ON_TIME)
    assert (line.kind, line.number, line.words) == ("order", "BUY-2/1", "open and late: 4711-A, 100")


def test_another_period_has_other_records(market: Market) -> None:
    february = Period(date(2026, 2, 1), date(2026, 2, 28))
    for kind in KINDS:
        for name in figures_of(kind):
            assert behind(market, kind, name, february) == (), name
    assert [one.value for one in shown_figures(figures(market, LineKind.PURCHASE, february))] == ["no data"] * 6


def test_a_late_line_does_not_vanish_by_being_cancelled(market: Market, tmp_path: Path) -> None:
    said = {one.definition.name: one.basis for one in shown_figures(figures(market, LineKind.PURCHASE))}
    assert said[P.ON_TIME] == ("0 of 1 lines due; 0 early, 0 late, 1 open and late; 1 line cancelled after the last day")
    documents = market.program.trade_documents
    digest = documents.prepare_scorecard(market.actor, market.supplier.id, MARCH).digest
    done = documents.sign_scorecard(market.actor, market.supplier.id, MARCH, PASSWORD, digest)
    with market.program.workspace.store.reading() as connection:
        content = next(json.loads(text) for number, text, _ in trade_documents.contents(connection) if number == done.number)
    assert dict(content["facts"])["On time"] == "0 %; 1 line cancelled after the last day"
    market.program.partner_export.export(market.people["engineer"], LineKind.PURCHASE, MARCH, tmp_path / "p.csv")
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["open and late"], row["cancelled after the last day"]) == ("1", "1")


def test_who_asks_for_what_is_not_there(market: Market) -> None:
    with pytest.raises(InputError, match="no figure of this partner"):
        behind(market, LineKind.CUSTOMER, P.SCORE)
    with pytest.raises(NotAllowedError):
        nobody = Actor("x", "x", "X", frozenset(), "01")
        market.program.partner_records.records(nobody, market.supplier.id, LineKind.PURCHASE, MARCH, P.PPM)


def test_every_figure_of_a_partner_is_defined() -> None:
    assert set(PARTNER_DEFINITIONS) == set(PartnerFigure) == {name for kind in KINDS for name in figures_of(kind)}
