"""From received goods to delivery: nothing unreleased or held goes out, names are one supplier, pieces are only added to pieces."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import FaultError, FileRefusedError, InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.issue_gates import Facts, missing
from qa_desktop.domain.lot import LotState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CertificateVerdict, CompanyKind, LineKind, Period, RequestState, company_key
from qa_desktop.domain.units import left_out_words, parse_measure
from qa_desktop.services.attached_files import StoredFile
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.supplier_requests import NewRequest
from qa_desktop.services.trade import CompanyFacts
from qa_desktop.storage.queries.supplier_requests import SupplierRequestRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import quick_signing
from tests.services.test_lots_database import insert, quick_decisions
from tests.services.test_trade_documents import WantedConformance, certify
from tests.services.trade_makings import SUPPLIER, Market, accepted_lot, new_market, quick_documents

D = Decimal
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
TODAY = "2026-03-02"


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    quick_decisions(monkeypatch)
    quick_documents(monkeypatch)
    return new_lot_shop(workspace, people)


@pytest.fixture
def market(shop: LotShop) -> Market:
    return new_market(shop.program, shop.people)


def raw(market: Market, statement: str) -> None:
    """Write past the services, as somebody with another tool would."""
    with market.program.workspace.database.writing() as connection:
        connection.exec_driver_sql(statement)


def logged(market: Market, lot: str | None = None) -> str:
    return market.program.issues.log(
        market.actor, kind=IssueKind.NONCONFORMITY, title="Bores too large", severity=Severity.MAJOR, lot_id=lot
    ).id


def hold(market: Market, lot: str) -> str:
    """Place a hold on a lot by an issue about it; return the key of the hold."""
    issue = logged(market, lot)
    wish = HoldWish(HoldKind.LOT, "Lot", "Burrs found in assembly", lot)
    return market.program.containment.place(market.people["engineer"], issue, (wish,))[0].id


# Incoming inspection before stock is accepted


def test_received_goods_are_on_hold_until_their_lot_is_released(market: Market, shop: LotShop) -> None:
    trade, actor = market.program.trade, market.actor
    bought, sold = market.purchase(quantity="100"), market.line(quantity="100")
    key = shop.begin(lot="IN-1")
    lot = shop.lot("IN-1").row.id
    received = trade.deliver(actor, bought.id, quantity="100", day=TODAY, lot_id=lot)
    assert received.row.fulfilled_on == date(2026, 3, 2)
    assert shop.lot("IN-1").row.state is LotState.OPEN, "received is not accepted"
    with pytest.raises(RefusedError, match="is in progress; goods are accepted on an approved inspection"):
        shop.decide(shop.wanted("100", inspection_id=key), number="IN-1")
    with pytest.raises(RefusedError, match="0 are accepted and not shipped yet"):
        trade.deliver(actor, sold.id, quantity="1", day=TODAY, lot_id=lot)
    with pytest.raises(RefusedError, match="Name the lot"):
        trade.deliver(actor, sold.id, quantity="1", day=TODAY)
    with pytest.raises(RefusedError, match="0 are accepted and not certified yet"):
        certify(market, WantedConformance(lot, D(1)))
    shop.answer(key)
    shop.sign(key)
    shop.countersign(key)
    shop.decide(shop.wanted("100", inspection_id=key), number="IN-1")
    trade.deliver(actor, sold.id, quantity="100", day=TODAY, lot_id=lot)


def test_the_database_lets_nothing_unreleased_go_out(market: Market, shop: LotShop) -> None:
    sold = market.line(quantity="100")
    shop.begin(lot="IN-1")
    lot, other = shop.lot("IN-1").row.id, market.purchase(part_number="OTHER")
    person = market.actor.person_id
    entry = "INSERT INTO delivery (id, line_id, lot_id, quantity, day, person_id, at, at_offset) VALUES "
    for line, goods, words in (
        (sold.id, f"'{lot}'", "only what is accepted goes to a customer"),
        (sold.id, "null", "go out with their lot"),
        (other.id, f"'{lot}'", "for its own part"),
    ):
        with pytest.raises(RefusedError, match=words):
            raw(market, f"{entry} ('x', '{line}', {goods}, 1, '{TODAY}', '{person}', '', 0)")


def test_a_part_that_is_not_kept_in_lots_goes_out_without_one(market: Market) -> None:
    line = market.line(part_number="SCREW", quantity="10")
    assert market.program.trade.deliver(market.actor, line.id, quantity="10", day=TODAY).row.fulfilled_on is not None


def test_what_is_on_hold_is_neither_delivered_nor_certified(market: Market, shop: LotShop) -> None:
    trade, actor, line, lot = market.program.trade, market.actor, market.line("2026-03-05"), accepted_lot(shop)
    held = hold(market, lot)
    with pytest.raises(RefusedError, match="Nothing of it can be delivered before it is lifted"):
        trade.deliver(actor, line.id, quantity="1", day=TODAY, lot_id=lot)
    with pytest.raises(RefusedError, match="can be certified before it is lifted"):
        certify(market, WantedConformance(lot, D(1), line.id))
    assert (trade.line(actor, line.id).is_in_lots, trade.line(actor, line.id).free) == (True, ())
    person = actor.person_id
    with pytest.raises(RefusedError, match="what is on hold is not delivered"):
        raw(
            market,
            "INSERT INTO delivery (id, line_id, lot_id, quantity, day, person_id, at, at_offset) "
            f"VALUES ('x', '{line.id}', '{lot}', 1, '{TODAY}', '{person}', '', 0)",
        )
    assert [one.promised for one in trade.endangered(actor)] == [date(2026, 3, 5)], (
        "it was accepted, and still endangers a promise"
    )
    market.program.containment.lift(market.people["engineer"], held, "Looked at, none found")
    assert trade.endangered(actor) == ()
    certified = certify(market, WantedConformance(lot, D(1), line.id))
    trade.deliver(actor, line.id, quantity="1", day=TODAY, lot_id=lot)
    assert [(one.lot, one.quantity) for one in trade.line(actor, line.id).free] == [("L-1", D(99))]
    hold(market, lot)
    copied = (
        "INSERT INTO trade_document SELECT 'raw', 'CC-raw', kind, company_id, lot_id, line_id, issue_id, quantity, person_id, "
        f"printed_name, at, at_offset, content, content_digest, certificate, file, sha256, size FROM trade_document "
        f"WHERE id = '{certified.id}'"
    )
    with pytest.raises(RefusedError, match="nothing is certified of a lot that a hold stands on"):
        raw(market, copied)


# One supplier under several spellings


@pytest.mark.parametrize("other", ["meyer & söhne", " Meyer  &\tSöhne", "MEYER&SÖHNE", "Meyer & So\u0308hne"])
def test_capitals_blanks_and_composed_letters_make_no_other_supplier(other: str) -> None:
    assert company_key(other) == company_key(SUPPLIER)
    assert company_key("Meyer & Sohn") != company_key(SUPPLIER)


def begin(shop: LotShop, lot: str, supplier: str, quantity: str = "100") -> str:
    what = WhatToInspect("4711-A", "Shaft", "C", "PO-9", lot, quantity, supplier=supplier, pieces=3)
    return shop.program.inspections.begin(shop.people["inspector"], shop.revision_id, what).id


def finish(shop: LotShop, key: str, number: str, *, rejected: str) -> None:
    shop.answer(key)
    shop.sign(key)
    shop.countersign(key)
    whole = shop.lot(number).row.balance.whole
    assert whole is not None
    shop.decide(shop.wanted(str(whole - int(rejected)), rejected, inspection_id=key), number=number)


def test_both_spellings_count_for_the_supplier_and_its_rule(market: Market, shop: LotShop) -> None:
    trade, actor = market.program.trade, market.actor
    finish(shop, begin(shop, "L-1", "meyer &  SÖHNE"), "L-1", rejected="10")
    finish(shop, begin(shop, "L-2", SUPPLIER), "L-2", rejected="0")
    assert shop.lot("L-1").row.supplier == SUPPLIER, "a lot is named as the list names its supplier"
    found = market.program.partner_figures.of_company(actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    assert (found.received, found.rejected, found.ppm) == (D(200), D(10), D(50_000))
    facts = CompanyFacts(SUPPLIER, CompanyKind.SUPPLIER, needs_certificate=True)
    trade.change_company(actor, market.supplier.id, facts, 1)
    key = begin(shop, "L-3", "MEYER&SÖHNE")
    assert "only with a checked certificate" in str(shop.lot("L-3").blocks[0])
    with pytest.raises(RefusedError, match="checked certificate"):
        insert(shop, inspection_id=key, lot_id=shop.lot("L-3").row.id)


def test_another_spelling_is_said_and_can_be_the_same(market: Market, shop: LotShop) -> None:
    trade, actor = market.program.trade, market.actor
    finish(shop, begin(shop, "L-1", "Meyer und Soehne"), "L-1", rejected="0")
    finish(shop, begin(shop, "L-2", SUPPLIER), "L-2", rejected="0")
    assert trade.unknown_suppliers(actor) == (("Meyer und Soehne", 1),)
    assert not shop.lot("L-1").papers.is_listed
    figures = market.program.partner_figures
    assert figures.of_company(actor, market.supplier.id, LineKind.PURCHASE, MARCH).received == D(100)
    with pytest.raises(NotAllowedError):
        trade.same_supplier(market.people["inspector"], "Meyer und Soehne", market.supplier.id)
    with pytest.raises(RefusedError, match="a customer and no supplier"):
        trade.same_supplier(actor, "Meyer und Soehne", market.customer.id)
    with pytest.raises(RefusedError, match="company of its own"):
        trade.same_supplier(actor, SUPPLIER, market.supplier.id)
    with pytest.raises(RefusedError, match="No lot calls"):
        trade.same_supplier(actor, "Nobody", market.supplier.id)
    assert trade.same_supplier(actor, "meyer UND soehne", market.supplier.id) == 1
    assert (trade.unknown_suppliers(actor), shop.lot("L-1").papers.is_listed) == ((), True)
    assert figures.of_company(actor, market.supplier.id, LineKind.PURCHASE, MARCH).received == D(200)
    assert shop.lot("L-1").row.supplier == "Meyer und Soehne", "what the lot was called stays"


def test_a_renamed_supplier_keeps_its_lots(market: Market, shop: LotShop) -> None:
    begin(shop, "L-1", SUPPLIER)
    renamed = CompanyFacts("Meyer Group", CompanyKind.SUPPLIER)
    market.program.trade.change_company(market.actor, market.supplier.id, renamed, 1)
    found = market.program.partner_figures.of_company(market.actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    assert [lot.lot for lot in found.lots] == ["L-1"]
    assert market.program.trade.unknown_suppliers(market.actor) == ()


def test_what_is_typed_is_offered_from_the_list_first(market: Market, shop: LotShop) -> None:
    planning, actor = market.program.planning, market.people["inspector"]
    begin(shop, "L-1", "Meyerhof")
    found = planning.suppliers(actor, "MEYER")
    assert (found.names, found.is_listed, found.may_be_listed) == ((SUPPLIER, "Meyerhof"), False, True)
    assert planning.suppliers(actor, "meyer & söhne").is_listed
    assert not planning.suppliers(actor, "Zulieferer").may_be_listed
    assert planning.suppliers(actor, "Kranbau").names == (), "a customer is no supplier"


# Units


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("120", "120", ""), ("120 pcs", "120", ""), ("7 Stück", "7", ""), ("12,5 kg", "12.5", "kg"), ("40 M2", "40", "m²"), ("3.5t", "3.5", "t")],
)  # fmt: skip
def test_quantities_are_typed_with_their_unit(text: str, value: str, unit: str) -> None:
    found = parse_measure(text)
    assert (found.value, found.unit) == (D(value), unit)


@pytest.mark.parametrize("text", ["", "kg", "many", "5 lbs", "1e3", "5 5 kg"])
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(InputError):
        parse_measure(text)


def test_kilograms_are_not_added_to_pieces_and_it_is_said(market: Market, shop: LotShop) -> None:
    finish(shop, begin(shop, "L-1", SUPPLIER, "900"), "L-1", rejected="0")
    finish(shop, begin(shop, "L-2", SUPPLIER, "100 pcs"), "L-2", rejected="50")
    finish(shop, begin(shop, "L-3", SUPPLIER, "5000 kg"), "L-3", rejected="4000")
    begin(shop, "L-4", SUPPLIER, "")
    assert (shop.lot("L-3").row.unit, shop.lot("L-3").row.quantity) == ("kg", "5000")
    found = market.program.partner_figures.of_company(market.actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    assert (found.received, found.rejected, found.ppm) == (D(1000), D(50), D(50_000))
    assert found.first_pass.value == D("0.95")
    assert found.left_out == "Left out, because only pieces are counted: 1 lot in kg, 1 lot without a quantity."
    assert left_out_words((), 0, 0) == ""
    shown = market.program.trade_documents.prepare_scorecard(market.actor, market.supplier.id, MARCH)
    assert "1 lot in kg" in shown.content
    assert '["L-3","5000 kg","4000 kg"]' in shown.content


def test_a_supplier_of_kilograms_alone_has_no_data_in_pieces(market: Market, shop: LotShop) -> None:
    finish(shop, begin(shop, "L-3", SUPPLIER, "5000 kg"), "L-3", rejected="4000")
    found = market.program.partner_figures.of_company(market.actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    assert (found.ppm, found.score, found.first_pass.value) == (None, None, None)


def test_what_nobody_decided_is_neither_good_nor_bad(market: Market, shop: LotShop) -> None:
    begin(shop, "L-1", SUPPLIER)
    figures = market.program.partner_figures
    found = figures.of_company(market.actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    assert (found.ppm, found.score, found.received) == (None, None, D(0)), "received is not good: no data, never 100"
    assert found.left_out == "Left out, because nothing of them is decided yet: 1 lot."
    finish(shop, begin(shop, "L-2", SUPPLIER), "L-2", rejected="50")
    found = figures.of_company(market.actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    assert (found.ppm, found.score) == (D(500_000), D(50))


def test_a_lot_keeps_its_unit_and_is_delivered_in_it(market: Market, shop: LotShop) -> None:
    trade, actor = market.program.trade, market.actor
    key = begin(shop, "L-3", SUPPLIER, "500 kg")
    finish(shop, key, "L-3", rejected="0")
    lot = shop.lot("L-3").row.id
    with pytest.raises(InputError, match="known with “500 kg”, and “500” was typed"):
        begin(shop, "L-3", SUPPLIER, "500")
    pieces, weight = market.line(quantity="500"), market.line(quantity="500 kg")
    assert weight.unit == "kg"
    with pytest.raises(RefusedError, match=r"stated in kg, but .* is ordered in pieces"):
        trade.deliver(actor, pieces.id, quantity="5", day=TODAY, lot_id=lot)
    with pytest.raises(InputError, match="ordered in kg"):
        trade.deliver(actor, weight.id, quantity="5 m", day=TODAY, lot_id=lot)
    assert trade.deliver(actor, weight.id, quantity="5.5 kg", day=TODAY, lot_id=lot).row.delivered == D("5.5")
    with pytest.raises(InputError, match="stated in kg"):
        certify(market, WantedConformance(lot, D(5), unit="m"))
    certify(market, WantedConformance(lot, D(5), unit="kg"))


# Certificates of suppliers with their files


def pdf(*, script: bool = False, password: str = "") -> bytes:
    made, found = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.save(found, **({"encryption": pikepdf.Encryption(owner="x", user=password)} if password else {}))
    return found.getvalue()


def picture() -> bytes:
    found = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(found, "JPEG")
    return found.getvalue()


def received(market: Market, lot: str, file: StoredFile | None = None) -> str:
    papers = market.program.supplier_certificates
    return papers.receive(market.people["inspector"], lot, kind="EN 10204 3.1", number="Z-1", received_on=TODAY, file=file).id


@pytest.mark.parametrize("content", [pdf(), picture()], ids=["pdf", "picture"])
def test_the_file_of_a_certificate_is_kept_and_shown(market: Market, shop: LotShop, content: bytes, tmp_path: Path) -> None:
    shop.begin()
    papers, inspector = market.program.supplier_certificates, market.people["inspector"]
    path = tmp_path / "Zeugnis 3.1"
    path.write_bytes(content)
    stored = papers.store_file(inspector, path)
    key = received(market, shop.lot().row.id, stored)
    assert papers.show_file(market.people["auditor"], key).pdf.startswith(b"%PDF")
    kept = market.program.workspace.attachments.path(stored.sha256)
    assert kept.read_bytes() == content
    assert market.program.doctor.check(market.people["auditor"]).looked_at["attachments"] == 1
    kept.chmod(0o640)
    kept.write_bytes(content + b" ")
    with pytest.raises(FaultError, match="changed outside"):
        papers.show_file(market.people["auditor"], key)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(script=True), "holds more than pages"),
        (pdf(password="secret"), "protected by a password"),
        (b"%PDF-1.7 and nothing", "damaged and was not kept"),
        (b"MZ\x90\x00", "not a JPEG"),
        (b"", "it is empty"),
        (picture()[:200], "damaged"),
        (b"%PDF-1.7" + b"0" * (20 * 1024 * 1024), "larger than 20 MB"),
    ],
    ids=["script", "password", "torn", "program", "empty", "half", "large"],
)
def test_what_is_no_certificate_is_not_stored(market: Market, content: bytes, words: str) -> None:
    folder = market.program.workspace.attachments.folder
    with pytest.raises(FileRefusedError, match=words):
        market.program.supplier_certificates.store_file(market.people["inspector"], content, "Zeugnis.pdf")
    assert [path for path in folder.glob("??/*") if path.is_file()] == []


def test_a_folder_is_no_certificate_and_who_only_reads_stores_none(market: Market, tmp_path: Path) -> None:
    papers = market.program.supplier_certificates
    with pytest.raises(FileRefusedError, match="not a file"):
        papers.store_file(market.people["inspector"], tmp_path)
    with pytest.raises(NotAllowedError):
        papers.store_file(market.people["auditor"], pdf(), "a.pdf")


def test_a_file_comes_later_but_never_in_the_place_of_another(market: Market, shop: LotShop) -> None:
    shop.begin()
    papers, inspector = market.program.supplier_certificates, market.people["inspector"]
    key, lot = received(market, shop.lot().row.id), shop.lot().row.id
    with pytest.raises(NotFoundError, match="has no file"):
        papers.show_file(inspector, key)
    stored = papers.store_file(inspector, pdf(), "a.pdf")
    assert papers.attach(inspector, key, stored).attachment == stored.sha256
    other = papers.store_file(inspector, picture(), "b.jpg")
    with pytest.raises(RefusedError, match="has its file"):
        papers.attach(inspector, key, other)
    second = received(market, lot, other)
    with pytest.raises(RefusedError, match="checked once"):
        raw(market, f"UPDATE supplier_certificate SET attachment = '{other.sha256}' WHERE id = '{key}'")
    papers.check(market.actor, second, CertificateVerdict.GOOD)
    with pytest.raises(RefusedError, match="checked once"):
        raw(market, f"UPDATE supplier_certificate SET attachment = null WHERE id = '{second}'")


def test_the_sentence_names_what_the_papers_lack(market: Market, shop: LotShop) -> None:
    facts = CompanyFacts(SUPPLIER, CompanyKind.SUPPLIER, needs_certificate=True)
    market.program.trade.change_company(market.actor, market.supplier.id, facts, 1)
    inspection = shop.approved()
    lot, papers = shop.lot().row.id, market.program.supplier_certificates
    for words, act in (
        ("no certificate came yet", lambda: received(market, lot)),
        ("what came is not checked yet", lambda: None),
    ):
        with pytest.raises(RefusedError, match=words):
            shop.decide(shop.wanted("100", inspection_id=inspection))
        act()
    (row,) = papers.of_lot(market.actor, lot)
    papers.check(market.actor, row.id, CertificateVerdict.BAD, "Another heat")
    with pytest.raises(RefusedError, match="what came is not good"):
        shop.decide(shop.wanted("100", inspection_id=inspection))


# Requests to suppliers


def ask(market: Market, issue: str, due: str = "2026-03-16") -> SupplierRequestRow:
    service, engineer = market.program.supplier_requests, market.people["engineer"]
    new = NewRequest(issue, market.supplier.id, "Find the cause of the oversize bores.", due)
    service.send(engineer, new, PASSWORD, service.prepare(engineer, new).digest)
    return service.of_issue(engineer, issue)[-1]


def observation(market: Market) -> str:
    return market.program.issues.log(market.actor, kind=IssueKind.NONCONFORMITY, title="Scratched", severity=Severity.MINOR).id


def test_the_gate_names_an_open_request() -> None:
    done = Facts(holds=1, counted=False)
    assert missing(IssueState.CLOSED, IssueKind.NONCONFORMITY, Severity.MINOR, done) == ()
    for then in (IssueState.CLOSED, IssueState.REJECTED):
        (said,) = missing(then, IssueKind.NONCONFORMITY, Severity.MINOR, Facts(holds=1, requests=1))
        assert said.startswith("A supplier has not answered in a way that is accepted.")


def test_an_issue_with_an_open_request_is_not_finished(market: Market) -> None:
    program, engineer, issue = market.program, market.people["engineer"], observation(market)
    request = ask(market, issue)
    row = program.issues.detail(engineer, issue).row

    def reject() -> None:
        program.issues.move(engineer, issue, IssueState.REJECTED, "Not a fault after all", row.version)

    with pytest.raises(RefusedError, match="A supplier has not answered"):
        reject()
    with pytest.raises(RefusedError, match="while a request to a supplier is open"):
        raw(market, f"UPDATE issue SET state = 'rejected' WHERE id = '{issue}'")
    service = program.supplier_requests
    answered = service.answer(engineer, request.id, answered_on=TODAY, answer="Worn drill", version=request.version)
    with pytest.raises(RefusedError, match="A supplier has not answered"):
        reject()
    service.accept(engineer, request.id, "Convincing", answered.version)
    reject()
    with pytest.raises(RefusedError, match="finished"):
        ask(market, issue)


def test_a_request_is_withdrawn_with_a_reason_by_who_works_on_issues(market: Market) -> None:
    service, engineer, issue = market.program.supplier_requests, market.people["engineer"], observation(market)
    request = ask(market, issue)
    with pytest.raises(InputError, match="Say why"):
        service.withdraw(engineer, request.id, " ", request.version)
    with pytest.raises(NotAllowedError):
        service.withdraw(market.people["inspector"], request.id, "x", request.version)
    gone = service.withdraw(engineer, request.id, "The supplier went out of business", request.version)
    assert (gone.state, gone.withdrawn_on, gone.verdict) == (
        RequestState.WITHDRAWN,
        date(2026, 3, 2),
        "The supplier went out of business",
    )
    assert service.unfinished(engineer) == ()
    with pytest.raises(RefusedError, match="withdrawn already"):
        service.withdraw(engineer, request.id, "again", gone.version)
    with pytest.raises(RefusedError, match="not allowed"):
        raw(market, "UPDATE supplier_request SET state = 'sent', withdrawn_on = null")
    row = market.program.issues.detail(engineer, issue).row
    market.program.issues.move(engineer, issue, IssueState.REJECTED, "Not a fault after all", row.version)


def test_a_reminder_is_counted_and_moves_no_date(market: Market, clock: FakeClock) -> None:
    service, engineer = market.program.supplier_requests, market.people["engineer"]
    request = ask(market, observation(market))
    assert service.overdue(engineer) == ()
    clock.forward(days=15)
    assert [one.id for one in service.overdue(engineer)] == [request.id]
    with pytest.raises(InputError, match="who was reminded"):
        service.remind(engineer, request.id, "", request.version)
    with pytest.raises(NotAllowedError):
        service.remind(market.people["inspector"], request.id, "x", request.version)
    once = service.remind(engineer, request.id, "Herr Vogt, by telephone", request.version)
    twice = service.remind(engineer, request.id, "Herr Vogt, by e-mail", once.version)
    assert (twice.reminders, twice.reminded_on, twice.due) == (2, date(2026, 3, 17), request.due)
    assert [one.id for one in service.overdue(engineer)] == [request.id], "a reminder is no answer"
    with pytest.raises(RefusedError, match="not allowed"):
        raw(market, "UPDATE supplier_request SET reminders = 9, verdict = 'x'")
    service.answer(engineer, request.id, answered_on="2026-03-17", answer="Worn drill", version=twice.version)
    assert service.overdue(engineer) == ()


def test_a_request_withdrawn_in_time_was_never_due_one_withdrawn_late_was(market: Market, clock: FakeClock) -> None:
    service, engineer, figures = market.program.supplier_requests, market.people["engineer"], market.program.partner_figures
    early, late = (ask(market, observation(market)) for _ in range(2))
    service.withdraw(engineer, early.id, "Our own mistake", early.version)
    clock.forward(days=20)
    service.withdraw(engineer, late.id, "No answer came", late.version)
    rate = figures.of_company(engineer, market.supplier.id, LineKind.PURCHASE, MARCH).answers
    assert (rate.part, rate.whole) == (D(0), D(1))


# The side-by-side table out of the house


def test_the_figures_are_exported_and_say_no_data(market: Market, tmp_path: Path) -> None:
    export, target = market.program.partner_export.export, tmp_path / "suppliers.csv"
    with pytest.raises(InputError, match=r"\.csv"):
        export(market.actor, LineKind.PURCHASE, MARCH, tmp_path / "suppliers.xls")
    assert export(market.actor, LineKind.PURCHASE, MARCH, target) == 1
    (row,) = csv.DictReader(io.StringIO(target.read_text("utf-8-sig")))
    assert (row["company"], row["on time"], row["first-pass yield"]) == (SUPPLIER, "no data", "no data")
    assert (row["rejected per million"], row["score"]) == ("no data", "no data")
    with pytest.raises(RefusedError, match="exists already"):
        export(market.actor, LineKind.PURCHASE, MARCH, target)
    with pytest.raises(NotAllowedError):
        export(market.people["confidant"], LineKind.PURCHASE, MARCH, tmp_path / "no.csv")
