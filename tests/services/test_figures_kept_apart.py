"""What is one thing is counted together, what is not is never added: suppliers, units, revisions, days, filters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.costs import Loss
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.period import parse_period
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.services.dashboard_data import as_data, lessons_part
from qa_desktop.services.dashboards import Dashboard, Figure
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.storage.queries import cost_figures
from qa_desktop.storage.queries.figures import Scope
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import behind_the_rules
from tests.services.test_dashboards import MARCH, bars, chart, note, show, value
from tests.services.trade_makings import new_market

D = Decimal
N = FigureName


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    return new_lot_shop(workspace, people)


def lot_of(shop: LotShop, number: str, *, supplier: str = "", quantity: str = "100", revision: str = "C") -> tuple[str, str]:
    """Begin an inspection of a new lot; return the keys of part and lot."""
    what = WhatToInspect("4711-A", "Shaft", revision, "PO-9", number, quantity, supplier=supplier, pieces=1)
    shop.program.inspections.begin(shop.people["inspector"], shop.revision_id, what)
    row = shop.lot(number).row
    return row.part_id, row.id


def log(shop: LotShop, part: str, lot: str, quantity: str = "") -> str:
    return shop.program.issues.log(
        shop.people["engineer"],
        kind=IssueKind.NONCONFORMITY,
        title="Dent",
        severity=Severity.MINOR,
        quantity=quantity,
        part_id=part,
        lot_id=lot,
    ).id


def scrap(shop: LotShop, issue: str, quantity: str) -> None:
    row = shop.program.dispositions.propose(shop.people["engineer"], issue, {"scrap": quantity}, "Too deep")
    shop.program.dispositions.approve(shop.people["supervisor"], row.id)


def figure(found: Dashboard, name: FigureName) -> Figure:
    return next(one for one in found.figures if one.definition.name is name)


def test_spellings_of_a_supplier_are_one_bar_with_all_its_issues(shop: LotShop) -> None:
    for number, name in (("M-1", "Meyer & Söhne"), ("M-2", "MEYER & söhne"), ("M-3", "Meyer&Söhne"), ("K-1", "Kern")):
        log(shop, *lot_of(shop, number, supplier=name))
    found = show(shop)
    assert bars(found, "issues_by_supplier") == [("MEYER & söhne", 3), ("Kern", 1)]
    key = chart(found, "issues_by_supplier").keys["MEYER & söhne"]
    assert len(shop.program.dashboards.records(shop.people["auditor"], found.query, key)) == 3


def test_a_supplier_is_called_as_the_company_is(shop: LotShop, people: dict[str, Actor]) -> None:
    market = new_market(shop.program, people)
    name = market.supplier.name
    log(shop, *lot_of(shop, "M-1", supplier=name.upper()))
    behind_the_rules(shop.program.workspace, "UPDATE lot SET supplier = upper(supplier) WHERE number = 'M-1'")
    assert bars(show(shop), "issues_by_supplier") == [(name, 1)]


def test_kilograms_are_never_priced_as_pieces(shop: LotShop) -> None:
    _part(shop)
    shop.program.costs.set_cost(shop.people["engineer"], "4711-A", "10", "EUR", date(2026, 1, 1))
    part, lot = lot_of(shop, "KG-1", quantity="12.5 kg")
    scrap(shop, log(shop, part, lot, "2.5"), "2.5")
    found = show(shop)
    cost = figure(found, N.COST_OF_POOR_QUALITY)
    assert cost.value is None
    assert cost.note == "2.5 kg of 1 part not counted: costs are those of a piece"
    (row,) = shop.program.dashboards.records(shop.people["auditor"], found.query, cost.records)
    assert row.counts == 0
    assert "2.5 kg: scrap, not counted: costs are those of a piece" in row.words
    assert bars(found, "cost_by_loss") == []


def _part(shop: LotShop) -> tuple[str, str]:
    """Make the part known, so that a cost of it can be stated."""
    return lot_of(shop, "P-1")


def test_what_one_revision_costs_every_later_one_costs_too(shop: LotShop) -> None:
    _part(shop)
    shop.program.costs.set_cost(shop.people["engineer"], "4711-A", "10", "EUR", date(2026, 1, 1))
    part, lot = lot_of(shop, "D-1", revision="D")
    scrap(shop, log(shop, part, lot, "3"), "3")
    assert value(show(shop), N.COST_OF_POOR_QUALITY) == 30


def test_a_cost_holds_from_the_local_day_on(shop: LotShop) -> None:
    part, lot = _part(shop)
    engineer = shop.people["engineer"]
    for cost, day in (("10", date(2026, 1, 1)), ("20", date(2026, 3, 10))):
        shop.program.costs.set_cost(engineer, "4711-A", cost, "EUR", day)
    scrap(shop, log(shop, part, lot, "1"), "1")
    workspace = shop.program.workspace
    behind_the_rules(workspace, "UPDATE disposition SET decided_at = '2026-03-09T23:30:00.000000Z'")
    march = Scope("2026-03-01", "2026-04-01")
    with workspace.store.reading() as connection:
        for offset, cost in ((0, 10), (60, 20), (-300, 10)):
            (line,) = cost_figures.lines(connection, march, "2026-03-01", "2026-03-31", offset)
            assert (line.loss, line.cost) == (Loss.SCRAP, cost), offset


def test_a_filter_that_does_not_narrow_a_figure_is_named_beside_it(
    shop: LotShop, people: dict[str, Actor], clock: FakeClock
) -> None:
    market = new_market(shop.program, people)
    market.line("2026-03-03")
    market.purchase("2026-03-04")
    lot_of(shop, "M-1", supplier=market.supplier.name)
    clock.forward(days=6)
    found = show(shop, supplier=market.supplier.name, station="01")
    assert note(found, N.ON_TIME_DELIVERY) == "0 on time of 1 due; of every supplier and station"
    assert note(found, N.ON_TIME_SUPPLY) == "0 on time of 1 due; of every station"
    assert note(show(shop), N.ON_TIME_SUPPLY) == "0 on time of 1 due"


def test_what_needs_a_part_has_no_records_without_one(shop: LotShop) -> None:
    assert figure(show(shop), N.ROLLED_YIELD).records == ""
    _part(shop)
    assert figure(show(shop, part="4711-A"), N.ROLLED_YIELD).records == "inspections:not_good"


def test_open_and_overdue_issues_stand_by_age_each_with_its_records(shop: LotShop, clock: FakeClock) -> None:
    part, lot = _part(shop)
    log(shop, part, lot)
    clock.forward(days=9)
    new = log(shop, part, lot)
    found = show(shop)
    drawn = found.age_chart
    assert not drawn.is_pareto
    assert [(bar.name, bar.count, bar.percent) for bar in drawn.bars][:4] == [
        ("0 to 7 days, open", 1, 50),
        ("0 to 7 days, overdue", 0, 0),
        ("8 to 30 days, open", 1, 50),
        ("8 to 30 days, overdue", 1, 50),
    ]
    (row,) = shop.program.dashboards.records(shop.people["auditor"], found.query, drawn.keys["0 to 7 days, open"])
    assert row.id == new
    assert replace(found, ages=tuple(replace(age, open=0, overdue=0) for age in found.ages)).age_chart.bars == ()


def test_a_week_leads_to_its_own_records(shop: LotShop, clock: FakeClock) -> None:
    part, lot = _part(shop)
    first = log(shop, part, lot)
    clock.forward(days=8)
    log(shop, part, lot)
    found = show(shop)
    trend = next(one for one in found.trends if one.name == N.ISSUES_LOGGED.value)
    counted = [week for week in trend.weeks if week.base]
    assert [week.value for week in counted] == [1, 1]
    of_week = FigureQuery(counted[0].period)
    rows = shop.program.dashboards.records(shop.people["auditor"], of_week, trend.records)
    assert [row.id for row in rows] == [first]
    assert MARCH.first <= counted[0].period.first


def test_a_review_compares_money_with_money_of_the_same_currency(
    shop: LotShop, people: dict[str, Actor], clock: FakeClock
) -> None:
    market = new_market(shop.program, people)
    issue = market.complaint()
    for amount, currency, day in (("100", "EUR", "2026-03-02"), ("70", "USD", "2026-04-02"), ("30", "EUR", "2026-04-02")):
        clock.forward(days=31 if day > "2026-04" and clock().month < 4 else 0)
        promise = market.promise(issue, amount=amount, currency=currency, due="2026-04-30").promises[-1]
        shop.program.amends.keep(market.actor, promise.id, kept_on=day, evidence="credit note", version=promise.version)
    content = shop.program.management.prepare(people["manager"], parse_period("2026-04"), "Go on")
    figures = next(table for table in content.inputs if table.title == "Figures")
    costs = [row[1:3] for row in figures.rows if row[0] == "Cost of poor quality"]
    assert costs == [("30.00 EUR", "100.00 EUR"), ("70.00 USD", "no data")]


def test_a_review_leaves_nothing_out_of_its_pareto(shop: LotShop, people: dict[str, Actor]) -> None:
    for number in range(9):
        what = WhatToInspect(f"P-{number}", "Shaft", "C", "PO-9", f"L-{number}", "10", pieces=1)
        shop.program.inspections.begin(people["inspector"], shop.revision_id, what)
        row = shop.lot(f"L-{number}").row
        log(shop, row.part_id, row.id)
    content = shop.program.management.prepare(people["manager"], MARCH, "Go on")
    table = next(table for table in content.inputs if table.title == "Where it happens (Pareto)")
    rows = [row[1:] for row in table.rows if row[0] == "Issues by part"]
    assert [row[0] for row in rows] == [*(f"P-{number}" for number in range(6)), "other (3)"]
    assert rows[-1][1:] == ("3", "33.3 %", "100.0 %")


def test_a_late_line_does_not_vanish_by_being_cancelled(shop: LotShop, people: dict[str, Actor], clock: FakeClock) -> None:
    market = new_market(shop.program, people)
    market.line("2026-03-03")
    in_time, late = market.line("2026-03-04"), market.line("2026-03-03")
    shop.program.trade.cancel_line(market.actor, in_time.id, "ordered twice", in_time.version)
    clock.forward(days=6)
    assert note(show(shop), N.ON_TIME_DELIVERY) == "0 on time of 2 due"
    shop.program.trade.cancel_line(market.actor, late.id, "nobody waits for it", late.version)
    assert note(show(shop), N.ON_TIME_DELIVERY) == "0 on time of 1 due; 1 line cancelled after the last day"
    (row,) = shop.program.dashboards.records(market.actor, FigureQuery(MARCH), "orders:customer")
    shop.program.trade.cancel_line(market.actor, row.id, "neither", 1)
    assert note(show(shop), N.ON_TIME_DELIVERY) == "No order line was due in this period; 2 lines cancelled after the last day."


def test_lessons_name_the_filter_that_does_not_narrow_them(shop: LotShop) -> None:
    lot_of(shop, "L-1", supplier="Meyer")
    lesson = shop.program.knowledge.write_lesson(shop.people["engineer"], LessonWords("Chips", worked="Blow it out"))
    shop.program.knowledge.move_lesson(shop.people["engineer"], lesson.id, LessonState.PUBLISHED, 1)
    shop.program.lesson_uses.offered(shop.people["engineer"], (lesson.id,), log(shop, *lot_of(shop, "L-2")))
    whole, narrow = show(shop), show(shop, supplier="Meyer")
    assert [one.title for one in narrow.lessons] == ["Chips"], "a lesson has no supplier"
    assert (whole.lessons_note, show(shop, part="4711-A").lessons_note) == ("", "")
    assert narrow.lessons_note == lessons_part(narrow).table.aside == "of every supplier"
    assert as_data(narrow)["top_lessons"]["from"] == "of every supplier"  # type: ignore[index, call-overload]
