"""Signed documents for partners: certificates of conformance, corrective action requests, scorecards."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.lines import line_id
from qa_desktop.domain.lot import LotSource
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CertificateVerdict, LineKind, Period, RequestState
from qa_desktop.reports.printed import page_text
from qa_desktop.reports.types import Outcome
from qa_desktop.services.backups import restore
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.conformance import ConcessionLine, WantedConformance
from qa_desktop.services.program import program_for
from qa_desktop.services.supplier_requests import NewRequest
from qa_desktop.services.trade_signing import SignedDocument
from qa_desktop.storage.queries import trade_documents
from qa_desktop.storage.queries.order_lines import LineFilter
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import quick_signing
from tests.services.test_lots_database import quick_decisions
from tests.services.trade_makings import Market, accepted_lot, new_market, quick_documents

D = Decimal
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    quick_decisions(monkeypatch)
    quick_documents(monkeypatch)
    return new_lot_shop(workspace, people)


@pytest.fixture
def market(shop: LotShop) -> Market:
    return new_market(shop.program, shop.people)


def certify(market: Market, wanted: WantedConformance, who: str = "supervisor", **other: str) -> SignedDocument:
    service, actor = market.program.trade_documents, market.people[who]
    shown = other.get("shown") or service.prepare_conformance(actor, wanted).digest
    return service.sign_conformance(actor, wanted, other.get("password", PASSWORD), shown)


def about(market: Market, issue: str, **other: str) -> NewRequest:
    values = {"words": "Find the cause of the oversize bores.", "due": "2026-03-16", **other}
    return NewRequest(issue, market.supplier.id, **values)


def send(market: Market, new: NewRequest, who: str = "engineer") -> SignedDocument:
    service, actor = market.program.supplier_requests, market.people[who]
    return service.send(actor, new, PASSWORD, service.prepare(actor, new).digest)


def logged(market: Market, lot: str | None = None) -> str:
    log = market.program.issues.log
    return log(market.actor, kind=IssueKind.NONCONFORMITY, title="Bores too large", severity=Severity.MAJOR, lot_id=lot).id


def test_a_certificate_covers_what_is_accepted_and_each_piece_once(market: Market, shop: LotShop) -> None:
    line, lot = market.line(), accepted_lot(shop, accepted="80")
    service, actor = market.program.trade_documents, market.actor
    with pytest.raises(RefusedError, match="80 are accepted and not certified yet; 81"):
        certify(market, WantedConformance(lot, D(81), line.id))
    with pytest.raises(InputError, match="more than nothing"):
        certify(market, WantedConformance(lot, D(0)))
    done = certify(market, WantedConformance(lot, D(50), line.id))
    assert (done.number, service.certifiable(actor, lot)) == ("CC-01-000001", D(30))
    with pytest.raises(RefusedError, match="30 are accepted"):
        certify(market, WantedConformance(lot, D(31), line.id))
    shop.decide(shop.wanted(held="20", source=LotSource.ACCEPTED))
    assert service.certifiable(actor, lot) == D(10)
    assert [row.quantity for row in service.of_lot(actor, lot)] == [D(50)]


def test_a_concession_that_covers_the_goods_is_never_left_out(market: Market, shop: LotShop) -> None:
    inspector, program = shop.people["inspector"], shop.program
    key = shop.begin()
    shop.answer(key, {1: "12.43"})
    items = {item.key: item.id for item in program.inspections.open(inspector, key).template.items}
    values = {"inspection_id": key, "item_id": line_id(items["bore"], 1)}
    issue = program.issues.log(inspector, kind=IssueKind.NONCONFORMITY, title="Too large", severity=Severity.MAJOR, **values)
    wish = ConcessionWish(
        ConcessionKind.CONCESSION, quantity="2", valid_until="2026-03-31", reason="The mating part has room", upper="12.45"
    )
    row = program.concessions.request(shop.people["supervisor2"], issue.id, wish)
    program.concessions.approve(shop.people["engineer"], row.id, "Kranbau agrees by e-mail")
    program.answers.answer(inspector, key, line_id(items["bore"], 1), "12.44")
    shop.sign(key)
    shop.countersign(key)
    shop.decide(shop.wanted("100", inspection_id=key))
    shown = program.trade_documents.prepare_conformance(market.actor, WantedConformance(shop.lot().row.id, D(50)))
    assert json.loads(shown.content)["concessions"] == [[row.number, "Bore", "at most 12.45 mm", "1"]]


def signed_content(market: Market, done: SignedDocument) -> dict[str, Any]:
    with market.program.workspace.store.reading() as connection:
        return next(json.loads(text) for number, text, _ in trade_documents.contents(connection) if number == done.number)


def test_a_concession_in_words_is_on_the_certificate(market: Market, shop: LotShop) -> None:
    lot, program = accepted_lot(shop), shop.program
    issue = logged(market, lot)
    wish = ConcessionWish(
        ConcessionKind.CONCESSION,
        "3",
        "2026-03-31",
        "Nobody sees it",
        permits="Scratches up to 5 mm",
        part_id=shop.lot().row.part_id,
    )
    row = program.concessions.request(shop.people["supervisor2"], issue, wish)
    done = certify(market, WantedConformance(lot, D(1)))
    assert signed_content(market, done)["headline"] == "CONFORMS", "nobody approved it yet"
    program.concessions.approve(shop.people["engineer"], row.id, "Kranbau agrees by e-mail")
    content = signed_content(market, certify(market, WantedConformance(lot, D(1))))
    assert content["data"]["concessions"] == [[row.number, "the goods", "Scratches up to 5 mm", "up to 3"]]
    assert content["headline"] == "CONFORMS WITH CONCESSIONS"


def test_a_certificate_says_pieces_papers_what_it_is_not_and_who_signs(market: Market, shop: LotShop) -> None:
    lot, actor, papers = accepted_lot(shop), market.actor, shop.program.supplier_certificates
    for number, verdict, remark in (("FN-1", "good", ""), ("FN-2", "bad", "Another bar")):
        paper = papers.receive(shop.people["inspector"], lot, kind="EN 10204 3.1", number=number, received_on="2026-03-02")
        papers.check(actor, paper.id, CertificateVerdict(verdict), remark)
    content = signed_content(market, certify(market, WantedConformance(lot, D(1)), "engineer"))
    assert content["title"].startswith("1 piece of part 4711-A")
    assert (dict(content["facts"])["Quantity"], dict(content["facts"])["Customer"]) == ("1 piece", "none named")
    tables = {table["title"]: table for table in content["tables"]}
    assert tables["Certificates of the supplier of these goods"]["rows"] == [["EN 10204 3.1", "FN-1", "2026-03-02", actor.name]]
    assert tables["Concessions and deviation permits"]["nothing"] == "None."
    assert "no inspection certificate 3.1 or 3.2 in the sense of EN 10204" in content["paragraphs"][-1]
    assert content["capacity"] == "Quality engineer"
    assert dict(signed_content(market, certify(market, WantedConformance(lot, D(2))))["facts"])["Quantity"] == "2 pieces"


def test_a_scorecard_lists_the_lines_that_it_counts(market: Market, clock: FakeClock) -> None:
    documents, actor = market.program.trade_documents, market.actor
    market.purchase("2026-03-04", order="BUY-2")
    market.purchase("2026-03-05", order="BUY-3", quantity="12.5 kg")
    market.purchase("2026-03-28", order="BUY-4")
    came = market.program.trade.lines(actor, LineFilter(order="BUY-2"))[0]
    market.program.trade.deliver(actor, came.id, quantity="100", day="2026-03-02")
    clock.forward(days=8)
    shown = documents.prepare_scorecard(actor, market.supplier.id, MARCH).digest
    content = signed_content(market, documents.sign_scorecard(actor, market.supplier.id, MARCH, PASSWORD, shown))
    (table,) = [one for one in content["tables"] if one["title"] == "Order lines due"]
    assert [[row[0], *row[2:]] for row in table["rows"]] == [
        ["BUY-2/1", "100", "until 2026-03-04", "2026-03-02", "on time"],
        ["BUY-3/1", "12.5 kg", "until 2026-03-05", "not yet", "open and late"],
    ]
    empty = documents.prepare_scorecard(actor, market.supplier.id, Period(date(2020, 1, 1), date(2020, 1, 31))).digest
    january = Period(date(2020, 1, 1), date(2020, 1, 31))
    content = signed_content(market, documents.sign_scorecard(actor, market.supplier.id, january, PASSWORD, empty))
    assert content["headline"] == "NO DATA"
    assert all(table["rows"] or table["nothing"] for table in content["tables"])


def test_nothing_accepted_is_nothing_certified(market: Market, shop: LotShop) -> None:
    shop.begin()
    with pytest.raises(RefusedError, match="0 are accepted"):
        certify(market, WantedConformance(shop.lot().row.id, D(1)))


@pytest.mark.parametrize("who", ["inspector", "auditor", "admin", "manager", "confidant"])
def test_who_may_not_release_signs_no_certificate(market: Market, shop: LotShop, who: str) -> None:
    wanted = WantedConformance(accepted_lot(shop), D(1))
    shown = market.program.trade_documents.prepare_conformance(market.actor, wanted).digest
    with pytest.raises(NotAllowedError):
        certify(market, wanted, who, shown=shown)
    with pytest.raises(NotAllowedError):
        market.program.trade_documents.sign_scorecard(market.people[who], market.supplier.id, MARCH, PASSWORD, "")
    with pytest.raises(NotAllowedError):
        send(market, about(market, logged(market)), who)
    assert market.program.trade_documents.of_lot(market.actor, wanted.lot_id) == ()


def test_a_wrong_password_another_line_or_a_changed_lot_sign_nothing(market: Market, shop: LotShop) -> None:
    lot, other = accepted_lot(shop), market.line(part_number="OTHER")
    wanted = WantedConformance(lot, D(10))
    shown = market.program.trade_documents.prepare_conformance(market.actor, wanted).digest
    with pytest.raises(RefusedError, match="password is not right"):
        certify(market, wanted, password="wrong")
    with pytest.raises(RefusedError, match="no open order"):
        certify(market, WantedConformance(lot, D(10), other.id))
    with pytest.raises(RefusedError, match="no open order"):
        certify(market, WantedConformance(lot, D(10), market.purchase().id))
    shop.decide(shop.wanted(held="20", source=LotSource.ACCEPTED))
    with pytest.raises(ConflictError, match="changed"):
        certify(market, wanted, shown=shown)
    folder = market.program.workspace.reports
    assert not list(folder.glob("CC-*.pdf"))
    assert not list((folder / "pending").glob("*.pdf"))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_never_more_is_certified_than_accepted(market: Market, shop: LotShop, tries: list[int]) -> None:
    found = shop.program.lots.find(market.actor, "L-P")
    lot = found[0].id if found else accepted_lot(shop, "L-P", accepted="80")
    for amount in tries:
        try:
            certify(market, WantedConformance(lot, D(amount)))
        except RefusedError:
            continue
    with shop.program.workspace.store.reading() as connection:
        assert trade_documents.certified(connection, lot) <= 80


def test_the_database_certifies_no_more_and_changes_nothing(market: Market, shop: LotShop) -> None:
    lot = accepted_lot(shop, accepted="80")
    certify(market, WantedConformance(lot, D(50)))
    copied = (
        "INSERT INTO trade_document SELECT 'raw', 'CC-raw', kind, company_id, lot_id, line_id, issue_id, 31000000000, person_id, "
        "printed_name, at, at_offset, content, content_digest, certificate, file, sha256, size FROM trade_document"
    )
    for statement, words in (
        (copied, "only what is accepted"),
        ("UPDATE trade_document SET quantity = 1", "never change"),
        ("DELETE FROM trade_document", "never deleted"),
    ):
        with pytest.raises(RefusedError, match=words), market.program.workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)


def test_an_interrupted_file_is_finished_at_the_next_start(market: Market, shop: LotShop) -> None:
    done = certify(market, WantedConformance(accepted_lot(shop), D(50)))
    space = market.program.workspace
    with space.store.reading() as connection:
        filed = trade_documents.by_id(connection, done.id)
    (space.reports / done.file).rename(space.reports / "pending" / f"{filed.sha256}.pdf")
    program_for(space)
    assert (space.reports / done.file).is_file()


def test_a_backup_holds_the_documents(market: Market, shop: LotShop, tmp_path: Path) -> None:
    line = market.line()
    done = certify(market, WantedConformance(accepted_lot(shop), D(50), line.id))
    assert [row.number for row in market.program.trade_documents.of_company(market.actor, market.customer.id)] == [done.number]
    made = market.program.backups.make(market.people["admin"], target=tmp_path / "backups")
    restore(made.folder, tmp_path / "again")
    assert (tmp_path / "again" / "reports" / done.file).is_file()


def test_a_request_is_answered_refused_and_accepted(market: Market, clock: FakeClock) -> None:
    service, engineer, issue = market.program.supplier_requests, market.people["engineer"], logged(market)
    done = send(market, about(market, issue))
    (row,) = service.unfinished(engineer)
    assert (row.number, row.state, row.due) == (done.number, RequestState.SENT, date(2026, 3, 16))
    assert not row.is_overdue(row.due)
    assert row.is_overdue(row.due + timedelta(days=1))
    with pytest.raises(RefusedError, match="no answer"):
        service.accept(engineer, row.id, "", row.version)
    clock.forward(days=5)
    for wrong in ("2026-03-01", "2026-03-30"):
        with pytest.raises(InputError, match="from sending"):
            service.answer(engineer, row.id, answered_on=wrong, answer="Worn drill", version=row.version)
    with pytest.raises(NotAllowedError):
        service.answer(market.people["inspector"], row.id, answered_on="2026-03-05", answer="x", version=row.version)
    row = service.answer(engineer, row.id, answered_on="2026-03-05", answer="Worn drill", version=row.version)
    with pytest.raises(InputError, match="lacks"):
        service.refuse(engineer, row.id, " ", row.version)
    row = service.refuse(engineer, row.id, "No cause of non-detection", row.version)
    assert (row.state, row.verdict) == (RequestState.SENT, "No cause of non-detection")
    row = service.answer(engineer, row.id, answered_on="2026-03-07", answer="Worn drill, no gauge", version=row.version)
    assert row.first_answered_on == date(2026, 3, 5)
    with pytest.raises(ConflictError):
        service.accept(engineer, row.id, "", row.version - 1)
    with pytest.raises(NotAllowedError):
        service.accept(market.people["inspector"], row.id, "", row.version)
    row = service.accept(engineer, row.id, "Convincing", row.version)
    assert (row.state, row.accepted_by, service.unfinished(engineer)) == (RequestState.ACCEPTED, "Emma Engineer", ())
    statement = "UPDATE supplier_request SET answer = 'other'"
    with pytest.raises(RefusedError, match="not allowed"), market.program.workspace.database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_what_cannot_be_asked_of_whom(market: Market) -> None:
    issue = logged(market)
    for wrong in ({"words": " "}, {"due": "2026-03-01"}, {"due": "tomorrow"}):
        with pytest.raises(InputError):
            send(market, about(market, issue, **wrong))
    with pytest.raises(RefusedError, match="goes to a supplier"):
        send(market, NewRequest(issue, market.customer.id, "x", "2026-03-16"))
    assert market.program.supplier_requests.of_issue(market.actor, issue) == ()


def test_answers_in_time_count_and_a_missing_one_counts_against(market: Market, clock: FakeClock) -> None:
    service, engineer = market.program.supplier_requests, market.people["engineer"]
    for issue in (logged(market), logged(market)):
        send(market, about(market, issue))
    first = service.unfinished(engineer)[0]
    service.answer(engineer, first.id, answered_on="2026-03-02", answer="Done", version=1)
    figures = market.program.partner_figures
    assert figures.of_company(engineer, market.supplier.id, LineKind.PURCHASE, MARCH).answers.value is None
    clock.forward(days=20)
    assert figures.of_company(engineer, market.supplier.id, LineKind.PURCHASE, MARCH).answers.value == D("0.5")


def test_the_three_documents_verify(workspace: Workspace, people: dict[str, Actor]) -> None:
    shop = new_lot_shop(workspace, people)
    market = new_market(shop.program, people)
    line, lot = market.line(), accepted_lot(shop, accepted="80")
    concession = ConcessionLine("K-01-000001", "Bore", "12.30 to 12.45 mm", "30")
    issue = logged(market, lot)
    documents, actor = market.program.trade_documents, market.actor
    shown = documents.prepare_scorecard(actor, market.supplier.id, MARCH).digest
    done = (
        certify(market, WantedConformance(lot, D(50), line.id)),
        certify(market, WantedConformance(lot, D(30), line.id, (concession,))),
        send(market, about(market, issue)),
        documents.sign_scorecard(actor, market.supplier.id, MARCH, PASSWORD, shown),
    )
    assert [one.number for one in done] == ["CC-01-000001", "CC-01-000002", "CAR-01-000001", "SC-01-000001"]
    for one in done:
        found = documents.show(people["auditor"], one.id)
        assert found.verification.outcome is Outcome.VALID
        assert found.verification.content_digest == found.row.content_digest
        text = page_text(found.data)
        assert "Qualityengineer" in text if one.number.startswith("CAR") else "Supervisor" in text
        assert "approved" not in text
        assert market.program.reports.verify_file(workspace.reports / one.file).outcome is Outcome.VALID
    with pytest.raises(RefusedError, match="made for suppliers"):
        documents.prepare_scorecard(actor, market.customer.id, MARCH)


def test_the_doctor_finds_a_document_whose_file_is_gone_or_another(market: Market, shop: LotShop) -> None:
    done = certify(market, WantedConformance(accepted_lot(shop), D(50)))
    path = market.program.workspace.reports / done.file

    def said() -> list[str]:
        result = market.program.doctor.check(market.people["auditor"], thorough=False)
        return [one.sentence for one in result.findings if one.area == "documents for partners"]

    assert said() == []
    path.write_bytes(b"%PDF other")
    assert "is not the one that was signed" in said()[0]
    path.unlink()
    assert "is missing" in said()[0]
