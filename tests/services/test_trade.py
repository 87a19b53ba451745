"""Partners, promised dates, deliveries, supplier certificates, and the figures over them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CertificateVerdict, CompanyKind, LineKind, Period, parse_period
from qa_desktop.methods.metrics.delivery import Standing
from qa_desktop.services.trade import CompanyFacts
from qa_desktop.storage.queries.order_lines import LineFilter
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.lot_makings import BAD, LotShop, new_lot_shop, plan
from tests.services.signed import quick_signing
from tests.services.test_lots_database import quick_decisions
from tests.services.trade_makings import CUSTOMER, SUPPLIER, Market, accepted_lot, new_market, quick_documents

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


def standing(market: Market, line_id: str) -> Standing:
    trade = market.program.trade
    return trade.line(market.actor, line_id).row.standing(trade.today(market.actor))


@pytest.mark.parametrize("who", ["inspector", "auditor", "admin", "manager", "confidant"])
def test_who_may_not_manage_trade_changes_nothing(market: Market, who: str) -> None:
    trade, actor, line = market.program.trade, market.people[who], market.line()
    facts = CompanyFacts("Third", CompanyKind.BOTH)
    with pytest.raises(NotAllowedError):
        trade.add_company(actor, facts)
    with pytest.raises(NotAllowedError):
        trade.change_company(actor, market.supplier.id, facts, 1)
    with pytest.raises(NotAllowedError):
        trade.cancel_line(actor, line.id, "no", 1)
    with pytest.raises(NotAllowedError):
        trade.deliver(actor, line.id, quantity="1", day="2026-03-02")
    assert [row.name for row in trade.companies(market.actor)] == [CUSTOMER, SUPPLIER]
    assert trade.line(market.actor, line.id).deliveries == ()


def test_a_company_has_its_name_once_in_any_case_and_an_old_screen_does_not_win(market: Market) -> None:
    trade = market.program.trade
    with pytest.raises(InputError, match="already"):
        trade.add_company(market.actor, CompanyFacts("kranbau NORD", CompanyKind.BOTH))
    changed = trade.change_company(market.actor, market.customer.id, CompanyFacts(CUSTOMER, CompanyKind.BOTH), 1)
    assert (changed.kind, changed.version) == (CompanyKind.BOTH, 2)
    with pytest.raises(ConflictError):
        trade.change_company(market.actor, market.customer.id, CompanyFacts("Other", CompanyKind.BOTH), 1)
    with pytest.raises(InputError, match="days"):
        trade.add_company(market.actor, CompanyFacts("X", CompanyKind.BOTH, late_days=-1))


def test_a_line_keeps_the_window_of_its_day_and_its_promise(market: Market) -> None:
    line = market.line("2026-03-20")
    assert (line.first_day, line.last_day) == (date(2026, 3, 15), date(2026, 3, 21))
    later = CompanyFacts(CUSTOMER, CompanyKind.CUSTOMER, late_days=30)
    market.program.trade.change_company(market.actor, market.customer.id, later, 1)
    assert market.program.trade.line(market.actor, line.id).row.last_day == date(2026, 3, 21)
    assert market.line("2026-03-20").number == 2
    statement = "UPDATE order_line SET promised = '2026-12-31', last_day = '2026-12-31'"
    with pytest.raises(RefusedError, match="never changes"), market.program.workspace.database.writing() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("day", ["0001-01-01", "0206-03-20", "2062-03-20", "2015-12-31", "9999-12-31", "3000-01-01"])
def test_a_promise_of_a_year_that_nobody_means_is_not_kept_for_ever(market: Market, day: str) -> None:
    with pytest.raises(InputError):
        market.line(day)
    assert market.program.trade.lines(market.actor, LineFilter()) == ()
    assert market.line("2035-12-31").promised == date(2035, 12, 31)


def test_a_line_belongs_to_the_right_kind_of_company(market: Market) -> None:
    with pytest.raises(RefusedError, match="no customer"):
        market.line(company_id=market.supplier.id)
    with pytest.raises(RefusedError, match="no supplier"):
        market.purchase(company_id=market.customer.id)
    for wrong in ({"quantity": "0"}, {"promised": "31.3.2026"}, {"order": " "}):
        with pytest.raises(InputError):
            market.line(**wrong)  # type: ignore[arg-type]


def test_deliveries_complete_a_line_on_their_day_and_can_be_taken_back(market: Market, clock: FakeClock) -> None:
    trade, actor, line = market.program.trade, market.actor, market.purchase("2026-03-20", "100")
    clock.forward(days=20)
    trade.deliver(actor, line.id, quantity="60", day="2026-03-18")
    assert standing(market, line.id) is Standing.OPEN_LATE, "a part of it is not the line"
    done = trade.deliver(actor, line.id, quantity="40", day="2026-03-20")
    assert (done.row.fulfilled_on, done.row.delivered) == (date(2026, 3, 20), D(100))
    assert standing(market, line.id) is Standing.ON_TIME
    with pytest.raises(InputError, match="what was wrong"):
        trade.take_back(actor, line.id, done.deliveries[-1].id, " ")
    back = trade.take_back(actor, line.id, done.deliveries[-1].id, "Counted twice")
    assert (back.row.fulfilled_on, back.row.delivered, len(back.deliveries)) == (None, D(60), 3)
    for twice in (back.deliveries[1].id, back.deliveries[2].id):
        with pytest.raises(RefusedError, match="taken back already"):
            trade.take_back(actor, line.id, twice, "again")
    with pytest.raises(InputError, match="day or later"):
        trade.deliver(actor, line.id, quantity="40", day="2026-05-01")


def test_a_cancelled_line_takes_nothing_and_is_not_due(market: Market, clock: FakeClock) -> None:
    trade, line = market.program.trade, market.line("2026-03-03")
    with pytest.raises(InputError):
        trade.cancel_line(market.actor, line.id, "", line.version)
    trade.cancel_line(market.actor, line.id, "The customer changed the drawing", line.version)
    clock.forward(days=10)
    with pytest.raises(RefusedError, match="cancelled"):
        trade.deliver(market.actor, line.id, quantity="1", day="2026-03-03")
    found = market.program.partner_figures.of_company(market.actor, market.customer.id, LineKind.CUSTOMER, MARCH)
    assert found.punctuality.rate.value is None


def test_to_a_customer_goes_only_what_is_accepted_and_of_this_part(market: Market, shop: LotShop) -> None:
    trade, actor = market.program.trade, market.actor
    line, other = market.line(quantity="500"), market.line(part_number="OTHER")
    lot = accepted_lot(shop, accepted="80")
    with pytest.raises(RefusedError, match="is of part"):
        trade.deliver(actor, other.id, quantity="1", day="2026-03-02", lot_id=lot)
    with pytest.raises(RefusedError, match="80 are accepted"):
        trade.deliver(actor, line.id, quantity="81", day="2026-03-02", lot_id=lot)
    first = trade.deliver(actor, line.id, quantity="50", day="2026-03-02", lot_id=lot)
    with pytest.raises(RefusedError, match="30 are accepted and not shipped yet"):
        trade.deliver(actor, line.id, quantity="31", day="2026-03-02", lot_id=lot)
    trade.take_back(actor, line.id, first.deliveries[0].id, "Not loaded")
    trade.deliver(actor, line.id, quantity="80", day="2026-03-02", lot_id=lot)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=8))
def test_never_more_is_shipped_than_was_accepted(market: Market, shop: LotShop, tries: list[tuple[int, bool]]) -> None:
    trade, actor = market.program.trade, market.actor
    found = shop.program.lots.find(actor, "L-P")
    lot = found[0].id if found else accepted_lot(shop, "L-P", accepted="80")
    line = market.line(quantity="1000")
    for amount, back in tries:
        try:
            trade.deliver(actor, line.id, quantity=str(amount), day="2026-03-02", lot_id=lot)
        except RefusedError:
            continue
        entries = trade.line(actor, line.id).deliveries
        if back:
            trade.take_back(actor, line.id, entries[-1].id, "as the test says")
    with shop.program.workspace.store.reading() as connection:
        statement = "SELECT sum(CASE WHEN takes_back IS NULL THEN quantity ELSE -quantity END) FROM delivery WHERE lot_id = ?"
        shipped = connection.exec_driver_sql(statement, (lot,)).scalar() or 0
    assert 0 <= shipped <= 80 * 10**9


def test_a_waiting_lot_shows_the_promise_that_it_endangers(market: Market, shop: LotShop) -> None:
    market.line("2026-03-10", order="OTHER")
    own = market.line("2026-03-20")
    shop.begin()
    found = shop.lot().endangers
    assert found is not None
    assert (found.line_id, found.customer, found.promised, found.same_order) == (own.id, CUSTOMER, date(2026, 3, 20), True)
    market.program.trade.cancel_line(market.actor, own.id, "gone", own.version)
    other = shop.lot().endangers
    assert other is not None
    assert (other.label, other.same_order) == ("OTHER/1", False)
    assert [one.lot for one in market.program.trade.endangered(market.actor)] == ["L-1"]
    accepted = shop.approved(lot="L-2")
    shop.decide(shop.wanted("100", inspection_id=accepted), number="L-2")
    assert shop.lot("L-2").endangers is None, "what is accepted endangers nothing"


def needs_certificate(market: Market) -> None:
    facts = CompanyFacts(SUPPLIER, CompanyKind.SUPPLIER, needs_certificate=True)
    market.program.trade.change_company(market.actor, market.supplier.id, facts, 1)


def test_without_a_checked_certificate_the_lot_is_not_accepted(market: Market, shop: LotShop) -> None:
    needs_certificate(market)
    papers, key = market.program.supplier_certificates, shop.approved()
    lot = shop.lot().row.id
    assert "only with a checked certificate" in str(shop.lot().blocks[0])
    with pytest.raises(RefusedError, match="only with a checked certificate"):
        shop.decide(shop.wanted("100", inspection_id=key))
    row = papers.receive(market.people["inspector"], lot, kind="3.1", number="Z-1", received_on="2026-03-02")
    with pytest.raises(RefusedError, match="only with a checked certificate"):
        shop.decide(shop.wanted("100", inspection_id=key))
    with pytest.raises(NotAllowedError):
        papers.check(market.people["inspector"], row.id, CertificateVerdict.GOOD)
    with pytest.raises(InputError, match="wrong"):
        papers.check(market.actor, row.id, CertificateVerdict.BAD)
    papers.check(market.actor, row.id, CertificateVerdict.BAD, "Another heat")
    with pytest.raises(RefusedError, match="only with a checked certificate"):
        shop.decide(shop.wanted("100", inspection_id=key))
    with pytest.raises(RefusedError, match="checked by"):
        papers.check(market.actor, row.id, CertificateVerdict.GOOD)
    better = papers.receive(market.actor, lot, kind="3.1", number="Z-2", received_on="2026-03-02")
    papers.check(market.actor, better.id, CertificateVerdict.GOOD)
    assert shop.lot().blocks == ()
    shop.decide(shop.wanted("100", inspection_id=key))


def test_the_database_asks_for_the_certificate_too(market: Market, shop: LotShop) -> None:
    from tests.services.test_lots_database import insert

    key = shop.approved()
    needs_certificate(market)
    with pytest.raises(RefusedError, match="checked certificate"):
        insert(shop, inspection_id=key)
    with pytest.raises(RefusedError, match="checked after"), market.program.workspace.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO supplier_certificate (id, lot_id, kind, number, received_on, received_by, entered_at, checked_at, verdict) "
            "SELECT 'x', l.id, '3.1', '1', '2026-03-02', p.id, '', '2026', 'good' FROM lot l, person p LIMIT 1"
        )


def test_a_supplier_without_that_rule_needs_none(market: Market, shop: LotShop) -> None:
    key = shop.approved()
    shop.decide(shop.wanted("100", inspection_id=key))
    assert not shop.lot().papers.is_needed


def test_the_figures_of_a_supplier_are_of_totals(market: Market, shop: LotShop, clock: FakeClock) -> None:
    trade, actor = market.program.trade, market.actor
    on_time, late, never = (market.purchase("2026-03-05", "10") for _ in range(3))
    market.purchase("2026-06-01", "10")
    accepted_lot(shop, "L-1", "900")
    accepted_lot(shop, "L-2", "100", accepted="50")
    clock.forward(days=30)
    trade.deliver(actor, on_time.id, quantity="10", day="2026-03-05")
    trade.deliver(actor, late.id, quantity="10", day="2026-03-06")
    found = market.program.partner_figures.of_company(actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    due = found.punctuality
    assert (due.due, due.on_time, due.late, due.open_late) == (3, 1, 1, 1)
    assert trade.line(actor, never.id).row.fulfilled_on is None
    assert found.first_pass.value == D("0.95")
    assert found.ppm == D(50_000)
    assert {one.name: one.value for one in found.criteria} == {
        "Quality": D(95),
        "Delivery": found.punctuality.rate.value * 100,
        "Certificates": None,
        "Answers": None,
    }
    assert found.score is not None
    assert found.score.quantize(D("0.001")) == ((D(95) * 50 + D(100) / 3 * 30) / 80).quantize(D("0.001"))


def test_a_lot_that_was_reworked_or_called_back_is_no_first_pass(market: Market, shop: LotShop) -> None:
    from qa_desktop.domain.lot import LotSource

    key = shop.approved({3: BAD}, plans=[plan(3, 0, 1)], lot="L-1")
    shop.decide(shop.wanted(held="100", inspection_id=key))
    accepted_lot(shop, "L-2")
    called = shop.wanted(held="40", source=LotSource.ACCEPTED)
    shop.decide(called, number="L-2")
    found = market.program.partner_figures.of_company(market.actor, market.supplier.id, LineKind.PURCHASE, MARCH)
    assert (found.first_pass.part, found.first_pass.whole) == (D(60), D(200))


def test_an_empty_period_has_no_data_and_no_score(market: Market) -> None:
    found = market.program.partner_figures.of_company(
        market.actor, market.supplier.id, LineKind.PURCHASE, parse_period("2019-Q1")
    )
    assert found.score is None
    assert found.ppm is None
    assert found.first_pass.value is None
    assert found.punctuality.rate.value is None
    assert all(one.value is None for one in found.criteria)


def test_customers_stand_side_by_side_without_a_score(market: Market, shop: LotShop) -> None:
    line = market.line(quantity="100")
    lot = accepted_lot(shop)
    market.program.trade.deliver(market.actor, line.id, quantity="100", day="2026-03-02", lot_id=lot)
    market.complaint()
    found = market.program.partner_figures.side_by_side(market.actor, LineKind.CUSTOMER, MARCH)
    assert [one.company.name for one in found] == [CUSTOMER]
    assert (found[0].first_pass.value, found[0].complaints, found[0].score) == (D(1), 1, None)


def test_lists_show_what_waits_first_and_find_by_words(market: Market, clock: FakeClock) -> None:
    late, soon, bought = market.line("2026-03-03"), market.line("2026-03-30"), market.purchase("2026-03-10")
    clock.forward(days=7)
    trade, actor = market.program.trade, market.actor
    assert [row.id for row in trade.lines(actor, LineFilter())] == [late.id, bought.id, soon.id]
    paged = trade.lines(actor, LineFilter(), after=late.key, limit=1)
    assert [row.id for row in (*paged, *trade.lines(actor, LineFilter(), after=paged[-1].key))] == [bought.id, soon.id]
    trade.deliver(actor, late.id, quantity="50", day="2026-03-03")
    assert [row.id for row in trade.lines(actor, LineFilter(), after=soon.key)] == [late.id]
    late = market.line("2026-03-03")
    assert [row.id for row in trade.lines(actor, LineFilter(late_before="2026-03-09"))] == [late.id]
    assert [row.id for row in trade.lines(actor, LineFilter(text="buy meyer"))] == [bought.id]
    assert trade.count_lines(actor, LineFilter(kind=LineKind.CUSTOMER)) == 3
    assert trade.lines(actor, LineFilter(text="100%")) == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-01-15..2026-02-14", date(2026, 1, 15), date(2026, 2, 14)),
    ],
)
def test_periods_as_people_write_them(text: str, first: date, last: date) -> None:
    assert parse_period(text) == Period(first, last)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-Q5", "0000", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "٢٠٢٦"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(InputError):
        parse_period(text)
