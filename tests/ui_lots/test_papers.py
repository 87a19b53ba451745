"""The certificate of a supplier at its lot, by keys: missing, received, checked; and the promise that a held lot endangers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CertificateVerdict, CompanyKind
from qa_desktop.reports.printed import page_text
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.trade import CompanyFacts
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.lots.view import LotsScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.trade.view import TradeScreen
from tests.services.conftest import PASSWORD
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import quick_signing
from tests.services.test_lots_database import quick_decisions
from tests.services.test_supply import begin, hold, pdf
from tests.services.trade_makings import CUSTOMER, SUPPLIER, Market, accepted_lot, new_market, quick_documents
from tests.ui_followup.test_followup_screen import tab_to, texts
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    return new_lot_shop(workspace, people)


@pytest.fixture
def market(shop: LotShop) -> Market:
    market = new_market(shop.program, shop.people)
    facts = CompanyFacts(SUPPLIER, CompanyKind.SUPPLIER, needs_certificate=True)
    market.program.trade.change_company(market.actor, market.supplier.id, facts, 1)
    return market


def open_lot(desk: Desk, login: str, lot_id: str) -> LotsScreen:
    desk.enter(login)
    screen = desk.go(Place.LOTS, lot_id=lot_id)
    assert isinstance(screen, LotsScreen)
    desk.settle()
    return screen


def test_a_certificate_is_received_and_checked_at_the_lot(desk: Desk, shop: LotShop, market: Market) -> None:
    market.line("2026-03-05")
    shop.approved()
    lot = shop.lot().row.id
    screen = open_lot(desk, "supervisor", lot)
    papers = screen.detail.papers
    assert screen.detail.endangers.text() == "Endangers PO-9/1 of Kranbau Nord, promised on 2026-03-05 (in 3 days)."
    assert "only with a checked certificate" in texts(screen.detail.blocks)
    assert "No certificate came yet" in texts(papers)
    tab_to(desk, papers.add)
    desk.key(K.Key_Space)
    desk.type("3.1")
    tab_to(desk, papers.receive_sheet.number)
    desk.type("Z-1")
    desk.key(K.Key_Return, CTRL)
    assert "3.1 Z-1, received 2026-03-02 by Sara Supervisor" in texts(papers)
    assert "what came waits for its check" in papers.stands.text()
    button = next(one for one in papers.findChildren(type(papers.add)) if one.text() == "Check …")
    tab_to(desk, button)
    desk.key(K.Key_Space)
    desk.key(K.Key_Return, CTRL)
    assert "Choose whether" in papers.check_sheet.message.text()
    desk.key(K.Key_Space)
    desk.key(K.Key_Return, CTRL)
    assert "Checked by Sara Supervisor" in texts(papers)
    assert papers.stands.text() == "Needed, and there: 1 checked and good."
    (row,) = market.program.supplier_certificates.of_lot(market.actor, lot)
    assert row.verdict is CertificateVerdict.GOOD
    assert shop.lot().blocks == ()


def test_the_file_of_a_certificate_is_stored_looked_at_and_refused_by_keys(
    desk: Desk, shop: LotShop, market: Market, tmp_path: Path
) -> None:
    shop.begin()
    lot = shop.lot().row.id
    screen = open_lot(desk, "inspector", lot)
    papers = screen.detail.papers
    good, bad = tmp_path / "Zeugnis 3.1.pdf", tmp_path / "Zeugnis.exe"
    good.write_bytes(pdf())
    bad.write_bytes(b"MZ" * 100)
    tab_to(desk, papers.add)
    desk.key(K.Key_Space)
    sheet = papers.receive_sheet
    desk.type("3.1")
    tab_to(desk, sheet.number)
    desk.type("Z-1")
    sheet.file.picker.chosen.emit(bad)
    tab_to(desk, sheet.file.clear)
    desk.key(K.Key_Return, CTRL)
    assert "is not a JPEG" in sheet.message.text()
    assert (sheet.kind.text(), sheet.number.text()) == ("3.1", "Z-1"), "what was typed stays"
    assert market.program.supplier_certificates.of_lot(market.actor, lot) == ()
    sheet.file.picker.chosen.emit(good)
    desk.key(K.Key_Return, CTRL)
    assert "3.1 Z-1, received 2026-03-02 by Ines Inspector" in texts(papers)
    tab_to(desk, next(one for one in papers.findChildren(type(papers.add)) if one.text() == "Open the file"))
    desk.key(K.Key_Space)
    assert screen.pages.currentWidget() is screen.preview
    assert screen.preview.sheet.has_image()
    assert "not signed here" in screen.preview.sentence.text()
    assert not screen.preview.save.isVisible(), "a copy is made of our own files"
    desk.key(K.Key_Escape)
    assert screen.pages.currentWidget() is screen.detail


def test_the_file_of_a_paper_is_added_later(desk: Desk, shop: LotShop, market: Market, tmp_path: Path) -> None:
    shop.begin()
    lot, service = shop.lot().row.id, market.program.supplier_certificates
    service.receive(market.actor, lot, kind="3.1", number="Z-1", received_on="2026-03-02")
    papers = open_lot(desk, "inspector", lot).detail.papers
    path = tmp_path / "Zeugnis.pdf"
    path.write_bytes(pdf())
    tab_to(desk, next(one for one in papers.findChildren(type(papers.add)) if one.text() == "Add the file …"))
    desk.key(K.Key_Space)
    desk.key(K.Key_Return, CTRL)
    assert "Choose the file first" in papers.file_sheet.message.text()
    papers.file_sheet.file.picker.chosen.emit(path)
    desk.key(K.Key_Return, CTRL)
    assert "Open the file" in texts(papers)
    assert service.of_lot(market.actor, lot)[0].attachment


def test_a_supplier_in_no_list_leads_to_the_partners(desk: Desk, shop: LotShop, market: Market) -> None:
    begin(shop, "L-9", "Zerspaner GmbH")
    screen = open_lot(desk, "supervisor", shop.lot("L-9").row.id)
    unlisted = screen.detail.papers.unlisted
    assert "“Zerspaner GmbH” is not in the list of suppliers" in unlisted.text()
    unlisted.action_requested.emit()
    desk.settle()
    trade = desk.window.screen_of(Place.TRADE)
    assert isinstance(trade, TradeScreen)
    assert trade.company_sheet.name.text() == "Zerspaner GmbH"
    desk.key(K.Key_Return, CTRL)
    assert market.program.trade.unknown_suppliers(market.actor) == ()
    assert not trade.partners.unknown.isVisible()


def test_what_a_hold_stands_on_is_not_certified(desk: Desk, shop: LotShop, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_decisions(monkeypatch)
    market = new_market(shop.program, shop.people)
    market.line("2026-03-05")
    lot = accepted_lot(shop)
    hold(market, lot)
    card = open_lot(desk, "supervisor", lot).detail.conformance
    assert not card.sign.isVisible()
    assert "Burrs found in assembly" in texts(card)
    (issue,) = market.program.issues.list_issues(market.actor, IssueFilter()).rows
    followup = desk.go(Place.FOLLOWUP, issue_id=issue.id)
    assert "Endangers PO-9/1 of Kranbau Nord, promised on 2026-03-05 (in 3 days)." in texts(followup)


def test_what_is_accepted_is_certified_for_a_customer(desk: Desk, shop: LotShop, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_decisions(monkeypatch)
    quick_documents(monkeypatch)
    market = new_market(shop.program, shop.people)
    market.line("2026-03-05")
    lot = accepted_lot(shop, accepted="80")
    card = open_lot(desk, "supervisor", lot).detail.conformance
    assert "80 pieces accepted and not certified yet" in texts(card)
    tab_to(desk, card.sign)
    desk.key(K.Key_Space)
    assert "will say that there are no concessions" in card.sheet.about.text()
    desk.type("81")
    desk.key(K.Key_Return, CTRL)
    assert "Choose the order line" in card.sheet.message.text()
    desk.key(K.Key_Down)
    desk.key(K.Key_Down)
    tab_to(desk, card.sheet.password.edit)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "81 cannot be certified" in card.sheet.message.text()
    card.sheet.quantity.setFocus()
    desk.key(K.Key_A, CTRL)
    desk.type("50")
    desk.key(K.Key_Return, CTRL)
    assert "CC-01-000001 is signed" in card.said.text()
    assert "CC-01-000001\n50 pieces, signed by Sara Supervisor" in texts(card)
    assert "30 pieces accepted and not certified yet" in texts(card)
    (row,) = market.program.trade_documents.of_lot(market.actor, lot)
    assert row.company_id == market.customer.id
    assert not open_lot(desk, "inspector", lot).detail.conformance.sign.isVisible()


def test_a_certificate_is_looked_at_and_only_that_one_is_signed(
    desk: Desk, shop: LotShop, monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    quick_decisions(monkeypatch)
    market = new_market(shop.program, shop.people)
    market.line("2026-03-05")
    lot = accepted_lot(shop, accepted="80")
    card = open_lot(desk, "supervisor", lot).detail.conformance
    tab_to(desk, card.sign)
    desk.key(K.Key_Space)
    desk.type("fifty")
    tab_to(desk, card.sheet.line)
    desk.key(K.Key_Down)
    desk.key(K.Key_Down)
    tab_to(desk, card.sheet.look)
    desk.key(K.Key_Space)
    assert not card.look.isVisible()
    assert "fifty" in card.sheet.message.text(), "what cannot be read is said where it is typed"
    card.sheet.quantity.setFocus()
    desk.key(K.Key_A, CTRL)
    desk.type("50")
    tab_to(desk, card.sheet.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(card.look.preview.sheet.has_image, timeout=20_000)
    desk.key(K.Key_Return, CTRL)
    assert not card.look.isVisible()
    assert not list(workspace.reports.glob("CC*"))
    market.program.trade.change_company(
        market.actor, market.customer.id, CompanyFacts(CUSTOMER, CompanyKind.CUSTOMER, address="Kaistraße 88"), 1
    )
    tab_to(desk, card.sheet.password.edit)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "changed after it was shown" in card.sheet.message.text()
    tab_to(desk, card.sheet.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(card.look.preview.sheet.has_image, timeout=20_000)
    desk.key(K.Key_Escape)
    tab_to(desk, card.sheet.password.edit)
    desk.key(K.Key_Return)
    assert "CC-01-000001 is signed" in card.said.text()
    (row,) = market.program.trade_documents.of_lot(market.actor, lot)
    assert "Kaistraße88" in page_text(market.program.trade_documents.show(market.actor, row.id).data)


def test_who_certifies_sees_the_concessions_before(desk: Desk, shop: LotShop, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_decisions(monkeypatch)
    market, program = new_market(shop.program, shop.people), shop.program
    lot = accepted_lot(shop, accepted="80")
    log = program.issues.log
    issue = log(market.actor, kind=IssueKind.NONCONFORMITY, title="Scratched", severity=Severity.MINOR, lot_id=lot)
    part = shop.lot().row.part_id
    wish = ConcessionWish(
        ConcessionKind.CONCESSION, "3", "2026-03-31", "Nobody sees it", permits="Scratches up to 5 mm", part_id=part
    )
    row = program.concessions.request(shop.people["supervisor2"], issue.id, wish)
    program.concessions.approve(shop.people["engineer"], row.id, "Kranbau agrees by e-mail")
    card = open_lot(desk, "supervisor", lot).detail.conformance
    tab_to(desk, card.sign)
    desk.key(K.Key_Space)
    assert f"will name these concessions: {row.number}, the goods: Scratches up to 5 mm." in card.sheet.about.text()


@pytest.mark.parametrize(("login", "may_receive"), [("inspector", True), ("auditor", False)])
def test_who_does_not_release_checks_no_certificate(
    desk: Desk, shop: LotShop, market: Market, login: str, may_receive: bool
) -> None:
    shop.begin()
    lot = shop.lot().row.id
    market.program.supplier_certificates.receive(market.actor, lot, kind="3.1", number="Z-1", received_on="2026-03-02")
    papers = open_lot(desk, login, lot).detail.papers
    assert papers.add.isVisible() is may_receive
    assert [one.text() for one in papers.findChildren(type(papers.add)) if one.text() == "Check …"] == []
