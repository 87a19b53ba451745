"""Papers for partners and reports of issues: the address and the photos on them, looked at first, and kept as they were signed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import page
import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CompanyKind, DocumentKind, LineKind, parse_period
from qa_desktop.reports import images
from qa_desktop.reports.printed import page_text
from qa_desktop.reports.types import Outcome
from qa_desktop.services.conformance import WantedConformance
from qa_desktop.services.statement_photos import LOST, UNDRAWABLE
from qa_desktop.services.supplier_requests import NewRequest
from qa_desktop.services.trade import CompanyFacts
from qa_desktop.services.trade_signing import DraftDocument
from qa_desktop.storage.queries import trade_documents
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.queries.issue_reports import IssueReportKind
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.makings import picture
from tests.services.signed import quick_signing
from tests.services.test_lots_database import quick_decisions
from tests.services.trade_makings import CUSTOMER, SUPPLIER, Market, accepted_lot, new_market, quick_documents

D = Decimal
ADDRESS = "Halle 4, Warenannahme\nSalzbadweg 3\n24534 Neumünster"
GOODS_IN = "Wareneingang Tor 2\nKaistraße 88\n20457 Hamburg"
MARCH = parse_period("2026-03")
PRINTED = "".join(ADDRESS.split())


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    quick_decisions(monkeypatch)
    return new_lot_shop(workspace, people)


@pytest.fixture
def market(shop: LotShop) -> Market:
    market = new_market(shop.program, shop.people)
    supplier = {"address": ADDRESS, "contact": "Frau Vogt", "contact_mail": "qs@meyer.example", "contact_phone": "+49 4321 33"}
    market.supplier = change(market, SUPPLIER, **supplier)
    market.customer = change(market, CUSTOMER, address=GOODS_IN)
    return market


def change(market: Market, name: str, **more: str) -> CompanyRow:
    """Change what is known of a partner, and keep the rest."""
    trade, actor = market.program.trade, market.actor
    row = trade.company(actor, name)
    assert row is not None
    facts = CompanyFacts(
        *(row.name, row.kind, row.number, row.contact, row.early_days, row.late_days, row.needs_certificate, row.is_active),
        *(row.address, row.contact_mail, row.contact_phone),
    )
    return trade.change_company(actor, row.id, replace(facts, **more), row.version)  # type: ignore[arg-type]


def logged(market: Market, photos: int = 0) -> str:
    log = market.program.issues.log
    issue = log(market.actor, kind=IssueKind.NONCONFORMITY, title="Bores too large", severity=Severity.MAJOR).id
    for number in range(photos):
        data = picture(size=(300 + number, 200))
        market.program.photos.add(market.people["inspector"], issue_id=issue, data=data, caption=f"Bore {number + 1}")
    return issue


def wanted(market: Market, issue: str) -> NewRequest:
    return NewRequest(issue, market.supplier.id, "Find the cause.", "2026-03-16")


def signed_text(market: Market, number: str) -> str:
    with market.program.workspace.store.reading() as connection:
        return next(text for one, text, _ in trade_documents.contents(connection) if one == number)


def is_pdf_a(data: bytes) -> bool:
    return page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_A_3B).failures == []


def test_an_address_is_cleaned_audited_and_refused_in_words(market: Market) -> None:
    market.supplier = change(market, SUPPLIER, address=" Halle 4 \n\n 24534  Neumünster ", contact_phone="04321 33")
    assert market.supplier.address == "Halle 4\n24534 Neumünster"
    with market.program.workspace.store.reading() as connection:
        said = connection.exec_driver_sql("SELECT body FROM audit WHERE action = 'company.change' ORDER BY seq DESC").scalar()
    assert r"Halle 4\n24534 Neumünster" in str(said)
    assert "qs@meyer.example" in str(said)
    for wrong in ({"address": "x\n" * 13}, {"contact_mail": "nobody"}, {"contact_phone": "none"}):
        with pytest.raises(InputError):
            change(market, SUPPLIER, **wrong)
    assert market.program.trade.company(market.actor, SUPPLIER) == market.supplier, "what was refused changed nothing"


@pytest.mark.parametrize("login", ["inspector", "auditor", "manager", "confidant", "admin"])
def test_who_does_not_manage_trade_writes_no_address_and_drafts_no_paper(market: Market, shop: LotShop, login: str) -> None:
    program, actor, issue, lot = market.program, market.people[login], logged(market), accepted_lot(shop)
    with pytest.raises(NotAllowedError):
        program.trade.add_company(actor, CompanyFacts("Third", CompanyKind.BOTH, address=ADDRESS))
    with pytest.raises(NotAllowedError):
        program.supplier_requests.draft(actor, wanted(market, issue))
    with pytest.raises(NotAllowedError):
        program.trade_documents.draft_conformance(actor, WantedConformance(lot, D(1)))
    with pytest.raises(NotAllowedError):
        program.trade_documents.draft_scorecard(actor, market.supplier.id, MARCH)


def test_a_request_bears_address_contact_and_photos_and_keeps_them(market: Market, workspace: Workspace) -> None:
    program, engineer = market.program, market.people["engineer"]
    house = replace(program.settings.current(), address="Foundry Road 5\nNorthfield")
    program.settings.change(market.people["admin"], house)
    new = wanted(market, logged(market, photos=3))
    draft = program.supplier_requests.draft(engineer, new)
    assert not list(workspace.reports.rglob("*.pdf")), "looking leaves no file"
    done = program.supplier_requests.send(engineer, new, PASSWORD, draft.digest)
    shown = program.trade_documents.show(engineer, done.id)
    assert (shown.verification.outcome, done.number) == (Outcome.VALID, draft.number)
    assert is_pdf_a(shown.data)
    assert is_pdf_a(draft.data)
    text = page_text(shown.data)
    for words in ("TestWorks·FoundryRoad5·Northfield", "Meyer&Söhne" + PRINTED, "FrauVogtqs@meyer.example+49432133"):
        assert words in text
    assert [f"Photo{number}:Bore{number}" in text for number in (1, 2, 3)] == [True] * 3
    assert _body(draft.data) == _body(shown.data), "what was signed is what was looked at"

    before = signed_text(market, done.number)
    market.supplier = change(market, SUPPLIER, address="Elsewhere 7", contact_mail="new@meyer.example")
    (photo, *_) = program.photos.photos_of_issue(engineer, new.issue_id)
    program.photos.withdraw(market.people["inspector"], photo.id, "Another part")
    program.settings.change(market.people["admin"], replace(house, address=""))
    again = program.trade_documents.show(engineer, done.id)
    assert (again.data, again.verification.outcome) == (shown.data, Outcome.VALID)
    assert signed_text(market, done.number) == before
    assert "Salzbadweg" in before
    new_text = page_text(program.supplier_requests.draft(engineer, new).data)
    assert "Elsewhere7" in new_text
    assert "Photo3" not in new_text


def _body(data: bytes) -> str:
    """Return the printed words up to the signature, without digest and keys that are those of one signature."""
    return page_text(data).partition("Signature")[0]


def _address(market: Market, _issue: str) -> None:
    change(market, SUPPLIER, address="Elsewhere 7")


def _mail(market: Market, _issue: str) -> None:
    change(market, SUPPLIER, contact_mail="")


def _house(market: Market, _issue: str) -> None:
    settings = market.program.settings
    settings.change(market.people["admin"], replace(settings.current(), address="Foundry Road 5"))


def _photo(market: Market, issue: str) -> None:
    market.program.photos.add(market.people["inspector"], issue_id=issue, data=picture(size=(90, 90)))


def _caption(market: Market, issue: str) -> None:
    (row,) = market.program.photos.photos_of_issue(market.actor, issue)
    market.program.photos.set_caption(market.people["inspector"], row.id, "Bore 9")


def _lose(market: Market, issue: str) -> None:
    (row,) = market.program.photos.photos_of_issue(market.actor, issue)
    path = market.program.workspace.attachments.path(row.sha256)
    path.chmod(0o600)
    path.unlink()


def _photographer(market: Market, issue: str) -> None:
    """The name of who added a photo is printed below it."""
    admin, who = market.people["admin"], market.people["inspector"]
    market.program.people.rename(admin, who.person_id, "Ines Meyer", admin_password=PASSWORD, person_password=PASSWORD)


@pytest.mark.parametrize("meanwhile", [_address, _mail, _house, _photo, _photographer, _caption, _lose])
@pytest.mark.parametrize("looks", [True, False])
def test_what_changed_since_it_was_shown_is_not_signed(
    market: Market, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Market, str], None], *, looks: bool
) -> None:
    quick_documents(monkeypatch)
    service, engineer, issue = market.program.supplier_requests, market.people["engineer"], logged(market, photos=1)
    new = wanted(market, issue)
    shown = service.draft(engineer, new).digest if looks else service.prepare(engineer, new).digest
    meanwhile(market, issue)
    with pytest.raises(ConflictError, match="Look at it again"):
        service.send(engineer, new, PASSWORD, shown)
    assert service.of_issue(engineer, issue) == ()
    other = replace(new, words="Find both causes.")
    with pytest.raises(ConflictError):
        service.send(engineer, other, PASSWORD, service.prepare(engineer, new).digest)
    done = service.send(engineer, new, PASSWORD, service.draft(engineer, new).digest)
    assert done.number == "CAR-01-000001", "nothing before took a number"


def test_a_certificate_bears_the_address_of_the_customer(market: Market, shop: LotShop) -> None:
    line, lot, documents = market.line(), accepted_lot(shop), market.program.trade_documents
    want = WantedConformance(lot, D(50), line.id)
    draft = documents.draft_conformance(market.actor, want)
    text = page_text(draft.data)
    assert "KranbauNord" + "".join(GOODS_IN.split()) in text
    assert "Contact" not in text, "nothing is known of whom to ask"
    done = documents.sign_conformance(market.actor, want, PASSWORD, draft.digest)
    shown = documents.show(market.actor, done.id)
    assert shown.verification.outcome is Outcome.VALID
    assert is_pdf_a(shown.data)
    assert _body(draft.data) == _body(shown.data)
    change(market, CUSTOMER, address="")
    assert documents.show(market.actor, done.id).data == shown.data
    for bare in (WantedConformance(lot, D(5), line.id), WantedConformance(lot, D(5))):
        data = documents.draft_conformance(market.actor, bare)
        assert "Hamburg" not in page_text(data.data)
        with pytest.raises(ConflictError):
            documents.sign_conformance(market.actor, bare, PASSWORD, draft.digest)


def test_a_scorecard_is_looked_at_first(market: Market) -> None:
    documents, engineer = market.program.trade_documents, market.people["engineer"]
    draft: DraftDocument = documents.draft_scorecard(engineer, market.supplier.id, MARCH)
    assert draft.digest == documents.prepare_scorecard(engineer, market.supplier.id, MARCH).digest
    assert is_pdf_a(draft.data)
    market.purchase("2026-03-01")
    with pytest.raises(ConflictError):
        documents.sign_scorecard(engineer, market.supplier.id, MARCH, PASSWORD, draft.digest)
    again = documents.draft_scorecard(engineer, market.supplier.id, MARCH)
    done = documents.sign_scorecard(engineer, market.supplier.id, MARCH, PASSWORD, again.digest)
    shown = documents.show(engineer, done.id)
    assert (shown.verification.outcome, done.number) == (Outcome.VALID, "SC-01-000001")
    assert _body(shown.data) == _body(again.data)
    assert shown.row.kind is DocumentKind.SCORECARD


@pytest.mark.parametrize("kind", list(IssueReportKind))
def test_reports_of_an_issue_show_its_photos_and_say_which_cannot_be(
    market: Market, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, kind: IssueReportKind
) -> None:
    """Of seven photos one is lost, one was changed outside, and one is larger than anything that is decoded."""
    program, engineer = market.program, market.people["engineer"]
    issue = logged(market, photos=6)
    huge = program.photos.add(market.people["inspector"], issue_id=issue, data=picture(size=(1200, 900)), caption="Everything")
    monkeypatch.setattr(images, "MAX_PIXELS", 1_000_000)
    lost, changed, *_ = program.photos.photos_of_issue(engineer, issue)
    for row, data in ((lost, None), (changed, b"broken")):
        path = workspace.attachments.path(row.sha256)
        path.chmod(0o600)
        path.unlink() if data is None else path.write_bytes(data)
    draft = program.issue_reports.draft(engineer, issue, kind)
    assert draft.digest == program.issue_reports.prepare(engineer, issue, kind).digest
    done = program.issue_reports.sign(engineer, issue, kind, PASSWORD, draft.digest)
    shown = program.issue_reports.show(engineer, done.report_id)
    assert shown.verification.outcome is Outcome.VALID
    assert is_pdf_a(shown.data)
    photos = json.loads(shown.row.content)["photos"]
    assert [one.get("flaw", "") for one in photos] == [LOST, LOST, "", "", "", "", UNDRAWABLE]
    assert photos[-1]["sha256"] == huge.sha256
    text = page_text(shown.data)
    assert text.count("".join(LOST.split())) == 2
    assert text.count("".join(UNDRAWABLE.split())) == 1
    assert "Photos7,attheend" in text
    assert "Photo7:Everything" in text
    assert _body(draft.data) == _body(shown.data)


def test_an_issue_without_photos_says_nothing_of_them(market: Market) -> None:
    program, engineer, issue = market.program, market.people["engineer"], logged(market)
    text = page_text(program.issue_reports.draft(engineer, issue, IssueReportKind.NCR).data)
    assert "Photo" not in text


def test_the_export_has_address_and_contact(market: Market, tmp_path: Path) -> None:

    target = tmp_path / "suppliers.csv"
    market.program.partner_export.export(market.actor, LineKind.PURCHASE, MARCH, target)
    (row,) = csv.DictReader(io.StringIO(target.read_text("utf-8-sig")))
    assert (row["number"], row["address"], row["contact"], row["e-mail"]) == ("S-100", ADDRESS, "Frau Vogt", "qs@meyer.example")
    assert row["telephone"] == "'+49 4321 33", "a spreadsheet would take it for a formula"
