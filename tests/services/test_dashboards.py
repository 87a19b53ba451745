"""Figures from what was recorded: counted by hand here, with the records behind them, and nothing where there is no data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from qa_desktop.domain.causes import Track
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.period import Period, parse_period
from qa_desktop.domain.trade import LineKind
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.methods.metrics.delivery import punctuality
from qa_desktop.reports.printed import page_text
from qa_desktop.services import dashboards
from qa_desktop.services.dashboards import Chart, Dashboard
from qa_desktop.services.figure_values import LIVE_FIGURES, FigureQuery
from qa_desktop.storage.queries import issue_figures, order_lines
from qa_desktop.storage.queries.issue_figures import Grouping
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.lot_makings import BAD, UNCERTAIN, LotShop, new_lot_shop, reinspect
from tests.services.trade_makings import new_market

MARCH = parse_period("2026-03")
D = Decimal
N = FigureName


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    return new_lot_shop(workspace, people)


def without(shop: LotShop, **names: str) -> Dashboard:
    """Read the figures of names that nothing bears, which the service would not answer."""
    store = shop.program.workspace.store
    with store.reading() as connection:
        return dashboards.read(connection, FigureQuery(MARCH, **names), store.now())


def show(shop: LotShop, period: Period = MARCH, **names: str) -> Dashboard:
    return shop.program.dashboards.show(shop.people["auditor"], FigureQuery(period, **names))


def value(found: Dashboard, name: FigureName) -> Decimal | None:
    return next(one.value for one in found.figures if one.definition.name is name)


def note(found: Dashboard, name: FigureName) -> str:
    return next(one.note for one in found.figures if one.definition.name is name)


def chart(found: Dashboard, name: str) -> Chart:
    return next(one for one in found.charts if one.name == name)


def bars(found: Dashboard, name: str) -> list[tuple[str, object]]:
    return [(bar.name, bar.count) for bar in chart(found, name).bars]


def log(shop: LotShop, kind: IssueKind, title: str = "Scratch", **more: object) -> str:
    return shop.program.issues.log(
        shop.people["supervisor"], kind=kind, title=title, severity=more.pop("severity", Severity.MINOR), **more
    ).id  # type: ignore[arg-type]


def test_an_empty_period_has_no_data_and_no_zero_percent(shop: LotShop) -> None:
    found = show(shop)
    assert found.is_empty
    for name in set(LIVE_FIGURES) - {N.OPEN_ISSUES, N.OVERDUE_ISSUES, N.ISSUES_LOGGED}:
        assert value(found, name) is None, name
    assert value(found, N.OPEN_ISSUES) == 0
    assert all(chart.bars == () for chart in found.charts)
    assert {week.value for week in found.trends[0].weeks} == {None}
    of_a_part = {N.ROLLED_YIELD, N.NORMALISED_YIELD}
    assert all(one.definition.words for one in found.figures)
    assert {one.definition.name for one in found.figures if not one.records} == of_a_part, "without a part there is nothing"


def test_first_pass_counts_what_was_reworked_once_and_never_as_good(shop: LotShop) -> None:
    shop.approved(lot="L-1")
    shop.approved(lot="L-2")
    failed = shop.approved({1: BAD}, lot="L-3")
    reinspect(shop, failed, {"bore#1": "12.35"})
    shop.begin(lot="L-4")
    found = show(shop)
    assert value(found, N.FIRST_PASS_YIELD) == D("66.6667")
    assert note(found, N.FIRST_PASS_YIELD) == "2 good of 3 inspections"
    behind = shop.program.dashboards.records(shop.people["auditor"], found.query, "inspections:not_good")
    assert [row.id for row in behind] == [failed]


def test_a_reading_that_was_taken_again_is_no_first_pass(shop: LotShop) -> None:
    key = shop.begin()
    shop.answer(key, {1: BAD})
    lines = shop.program.inspections.open(shop.people["inspector"], key)
    line = next(item.id for item in lines.checklist.items if item.key == "bore" and item.piece == 1)
    shop.program.line_acts.retest(shop.people["inspector"], key, line, "gauge was dirty")
    shop.program.answers.answer(shop.people["inspector"], key, line, "12.35", reason="read again")
    shop.sign(key)
    shop.countersign(key)
    assert value(show(shop), N.FIRST_PASS_YIELD) == 0


def test_defects_are_failing_lines_and_opportunities_are_answered_lines(shop: LotShop) -> None:
    shop.approved({1: BAD, 2: BAD}, pieces=3)
    shop.approved(lot="L-2", pieces=3)
    found = show(shop)
    assert note(found, N.DPMO) == "2 defects, 6 units, 8 opportunities"
    assert value(found, N.DPMO) == 250_000
    assert value(found, N.DPU) == D("0.3333")
    assert value(found, N.SIGMA) == D("0.6745")


def test_without_a_defect_there_is_a_bound_and_no_infinite_level(shop: LotShop) -> None:
    shop.approved()
    found = show(shop)
    assert value(found, N.DPMO) == 0
    assert value(found, N.SIGMA) is None
    assert "at least" in note(found, N.SIGMA)


def test_failing_lines_by_the_criteria_of_the_line_and_not_by_the_limits_alone(shop: LotShop) -> None:
    """An uncertain reading lies inside the limits, its guard band proves nothing: it does not fail; a rejected line does."""
    first = shop.approved({1: BAD, 2: BAD}, looks={1: "fail"}, lot="L-1")
    shop.approved({1: UNCERTAIN}, certificate="no", lot="L-2")
    found = show(shop)
    assert bars(found, "failed_characteristics") == [("Bore", 2), ("Certificate there", 1), ("Surface", 1)]
    assert chart(found, "failed_characteristics").bars[-1].cumulative == 100
    key = chart(found, "failed_characteristics").keys["Bore"]
    behind = shop.program.dashboards.records(shop.people["auditor"], found.query, key)
    assert [row.id for row in behind] == [first]


def test_filters_leave_out_what_is_not_of_them(shop: LotShop) -> None:
    shop.approved({1: BAD})
    for names in ({"part": "4711-A"}, {"supplier": "Meyer & Söhne"}, {"template": "Shaft"}, {"station": "01"}):
        assert value(show(shop, **names), N.FIRST_PASS_YIELD) == 0, names
    for names in ({"part": "4711-B"}, {"supplier": "Other"}, {"template": "Ring"}, {"station": "09"}):
        assert without(shop, **names).is_empty, names
    assert show(shop, parse_period("2026-02")).is_empty


def test_a_period_is_of_local_days(shop: LotShop, clock: FakeClock) -> None:
    clock.now = clock.now.replace(month=4, day=1, hour=0, minute=30)
    shop.begin()
    key = shop.approved(lot="L-2")
    assert show(shop).is_empty
    found = show(shop, parse_period("2026-04-01"))
    assert [row.id for row in shop.program.dashboards.records(shop.people["auditor"], found.query, "inspections:all")] == [key]


def test_a_rolled_yield_belongs_to_the_steps_of_one_part(shop: LotShop) -> None:
    shop.approved()
    shop.approved({1: BAD}, lot="L-2")
    assert value(show(shop), N.ROLLED_YIELD) is None
    assert "Choose a part" in note(show(shop), N.ROLLED_YIELD)
    found = show(shop, part="4711-A")
    assert value(found, N.ROLLED_YIELD) == 50
    assert value(found, N.NORMALISED_YIELD) == 50


def test_issues_by_age_and_overdue(shop: LotShop, clock: FakeClock) -> None:
    supervisor, contained = shop.people["supervisor"], IssueState.CONTAINED
    old = log(shop, IssueKind.NONCONFORMITY)
    far = clock.now.date() + timedelta(days=30)
    shop.program.steps.plan(supervisor, old, contained, owner_id=None, due=far, version=1)
    clock.forward(days=10)
    late = log(shop, IssueKind.COMPLAINT)
    soon = clock.now.date() + timedelta(days=1)
    shop.program.steps.plan(supervisor, late, contained, owner_id=None, due=soon, version=1)
    rejected = log(shop, IssueKind.NONCONFORMITY, "Not one")
    row = shop.program.issues.detail(shop.people["supervisor"], rejected).row
    shop.program.issues.move(shop.people["supervisor"], rejected, IssueState.REJECTED, remark="was none", version=row.version)
    clock.forward(days=2)
    found = show(shop)
    assert value(found, N.OPEN_ISSUES) == 2
    assert value(found, N.OVERDUE_ISSUES) == 1
    assert value(found, N.OVERDUE_SHARE) == 50
    assert value(found, N.ISSUES_LOGGED) == 2
    assert value(found, N.ESCAPE_RATE) == 50
    assert [(row.name, row.open, row.overdue) for row in found.ages][:2] == [("0 to 7 days", 1, 1), ("8 to 30 days", 1, 0)]
    records = shop.program.dashboards.records
    assert [row.id for row in records(shop.people["auditor"], found.query, found.ages[1].records)] == [old]
    assert [row.id for row in records(shop.people["auditor"], found.query, "issues:overdue")] == [late]


def test_issues_by_kind_with_the_records_behind_each_bar(shop: LotShop) -> None:
    for _ in range(2):
        log(shop, IssueKind.SAFETY)
    seen = log(shop, IssueKind.OBSERVATION)
    found = show(shop)
    assert bars(found, "issues_by_kind") == [("safety", 2), ("observation", 1)]
    assert bars(found, "issues_by_part") == [("not stated", 3)]
    key = chart(found, "issues_by_kind").keys["observation"]
    assert [row.id for row in shop.program.dashboards.records(shop.people["auditor"], found.query, key)] == [seen]
    key = chart(found, "issues_by_part").keys["not stated"]
    assert len(shop.program.dashboards.records(shop.people["auditor"], found.query, key)) == 3


@pytest.fixture
def _by_title() -> Iterator[None]:
    issue_figures.add_grouping("title", Grouping("title", issue_figures.Issue.title))
    yield
    del issue_figures.GROUPINGS["title"]


@pytest.mark.usefixtures("_by_title")
def test_another_grouping_makes_another_chart(shop: LotShop) -> None:
    log(shop, IssueKind.OBSERVATION, "Dent")
    assert bars(show(shop), "issues_by_title") == [("Dent", 1)]
    with pytest.raises(ValueError, match="already"):
        issue_figures.add_grouping("title", Grouping("title", issue_figures.Issue.title))


def test_the_cost_of_poor_quality_is_that_of_the_day_and_never_guessed(shop: LotShop, clock: FakeClock) -> None:
    shop.approved({1: BAD}, quantity="100", covers="100")
    shop.decide(shop.wanted(rejected="10"))
    assert value(show(shop), N.COST_OF_POOR_QUALITY) is None
    assert "no cost stated for 10 pieces of 1 part" in note(show(shop), N.COST_OF_POOR_QUALITY)
    engineer = shop.people["engineer"]
    shop.program.costs.set_cost(engineer, "4711-A", "12,50", "eur", date(2026, 1, 1))
    shop.program.costs.set_cost(engineer, "4711-A", "20", "EUR", date(2026, 3, 10))
    found = show(shop)
    assert value(found, N.COST_OF_POOR_QUALITY) == 125
    assert bars(found, "cost_by_part") == [("4711-A", D("125.00"))]
    clock.forward(days=20)
    shop.decide(shop.wanted(rejected="2"))
    assert value(show(shop), N.COST_OF_POOR_QUALITY) == 165
    behind = shop.program.dashboards.records(shop.people["auditor"], found.query, "costs:EUR:part:4711-A")
    assert [(row.number, row.counts) for row in behind] == [("L-1", 165)]
    assert [row.cost for row in shop.program.costs.costs(engineer)] == ["20", "12.50"]


@pytest.mark.parametrize(
    ("part", "cost", "currency", "error", "words"),
    [
        ("4711-A", "-1", "EUR", InputError, "not negative"),
        ("4711-A", "abc", "EUR", InputError, "not a number"),
        ("4711-A", "1", "euro", InputError, "no currency"),
        ("none", "1", "EUR", NotFoundError, "No part"),
        ("4711-A", "1", "USD", InputError, "one currency"),
    ],
)
def test_a_cost_that_cannot_be_is_refused(
    shop: LotShop, part: str, cost: str, currency: str, error: type[Exception], words: str
) -> None:
    shop.begin()
    shop.program.costs.set_cost(shop.people["manager"], "4711-A", "1", "EUR", date(2026, 1, 1))
    with pytest.raises(error, match=words):
        shop.program.costs.set_cost(shop.people["engineer"], part, cost, currency, date(2026, 1, 1))
    assert len(shop.program.costs.costs(shop.people["engineer"])) == 1


def test_an_inspector_sets_no_cost(shop: LotShop) -> None:
    for who in ("inspector", "supervisor", "auditor", "admin", "confidant"):
        with pytest.raises(NotAllowedError):
            shop.program.costs.set_cost(shop.people[who], "4711-A", "1", "EUR", date(2026, 1, 1))


def test_trends_go_by_calendar_week_and_an_empty_week_is_no_zero(shop: LotShop, clock: FakeClock) -> None:
    shop.approved()
    clock.forward(days=14)
    shop.approved({1: BAD}, lot="L-2")
    log(shop, IssueKind.OBSERVATION)
    passed, defects, issues = show(shop).trends
    assert [(week.name, week.value, week.base) for week in passed.weeks][:5] == [
        ("2026-W09", None, 0),
        ("2026-W10", D(100), 1),
        ("2026-W11", None, 0),
        ("2026-W12", D(0), 1),
        ("2026-W13", None, 0),
    ]
    assert [week.value for week in issues.weeks] == [0, 0, 0, 1, 0, 0]
    assert defects.weeks[3].value == D(250_000)


def test_a_key_of_no_figure_is_refused(shop: LotShop) -> None:
    for key in ("people:all", "issues:never", "issues:logged:name:x", "costs:EUR:never"):
        with pytest.raises(InputError, match="No figure"):
            shop.program.dashboards.records(shop.people["auditor"], FigureQuery(MARCH), key)


def test_nobody_without_reading_sees_figures(shop: LotShop) -> None:
    nobody = Actor("x", "x", "X", frozenset(), "01")
    with pytest.raises(NotAllowedError):
        shop.program.dashboards.show(nobody, FigureQuery(MARCH))
    with pytest.raises(NotAllowedError):
        shop.program.dashboards.records(nobody, FigureQuery(MARCH), "issues:open")


def test_figures_leave_as_csv_and_pdf(shop: LotShop, tmp_path: Path) -> None:
    shop.approved({1: BAD})
    log(shop, IssueKind.OBSERVATION, "=1+1")
    export, auditor = shop.program.dashboard_files.export, shop.people["auditor"]
    query = FigureQuery(MARCH, part="4711-A")
    text = export(auditor, query, tmp_path / "figures.csv").read_text("utf-8-sig")
    assert '"First-pass yield","0 %","0 good of 1 inspection"' in text
    assert '"Bore","1","100.0 %","100.0 %"' in text
    assert "Good without rework" in text
    data = export(auditor, query, tmp_path / "figures.pdf").read_bytes()
    words = page_text(data)
    for wanted in ("2026-03-01to2026-03-31", "First-passyield", "0goodof1inspection", "nodata", "notsigned"):
        assert wanted in words
    with pytest.raises(RefusedError, match="exists"):
        export(auditor, query, tmp_path / "figures.pdf")
    with pytest.raises(InputError, match=r"csv or \.pdf"):
        export(auditor, query, tmp_path / "figures.doc")
    with pytest.raises(NotAllowedError):
        export(shop.people["confidant"], query, tmp_path / "other.csv")
    assert not (tmp_path / "other.csv").exists()


def test_on_time_counts_open_late_lines_and_agrees_with_the_scorecard(
    shop: LotShop, people: dict[str, Actor], clock: FakeClock
) -> None:
    market = new_market(shop.program, people)
    good = market.line("2026-03-06")
    late = market.line("2026-03-03")
    market.line("2026-03-05")
    market.line("2026-03-25")
    bought = market.purchase("2026-03-04")
    dropped = market.line("2026-03-04")
    shop.program.trade.cancel_line(market.actor, dropped.id, "ordered twice", dropped.version)
    clock.forward(days=6)
    for line, day in ((good, "2026-03-06"), (late, "2026-03-08"), (bought, "2026-03-04")):
        shop.program.trade.deliver(market.actor, line.id, quantity=str(line.quantity), day=day)
    found = show(shop)
    assert note(found, N.ON_TIME_DELIVERY) == "1 on time of 3 due"
    assert (value(found, N.ON_TIME_DELIVERY), value(found, N.ON_TIME_SUPPLY)) == (D("33.3333"), 100)
    behind = shop.program.dashboards.records(people["auditor"], found.query, "orders:customer")
    assert [(row.kind, row.at) for row in behind] == [("order", "2026-03-06"), ("order", "2026-03-04")]
    with shop.program.workspace.store.reading() as connection:
        lines = order_lines.due_in(connection, market.customer.id, LineKind.CUSTOMER, MARCH.first, MARCH.last)
    counted = punctuality(lines, MARCH.first, MARCH.last, clock.now.date())
    assert (counted.on_time, counted.due) == (1, 3)
    assert value(without(shop, part="other"), N.ON_TIME_DELIVERY) is None
    assert value(without(shop, supplier="other"), N.ON_TIME_SUPPLY) is None


def test_amends_that_were_kept_cost_and_every_currency_has_a_figure_of_its_own(shop: LotShop, people: dict[str, Actor]) -> None:
    market = new_market(shop.program, people)
    issue = market.complaint()
    for amount, currency in (("100.10", "EUR"), ("70", "USD"), ("999", "EUR")):
        promise = market.promise(issue, amount=amount, currency=currency).promises[-1]
        if amount != "999":
            shop.program.amends.keep(
                market.actor, promise.id, kept_on="2026-03-02", evidence="credit note", version=promise.version
            )
    found = show(shop)
    money = [one for one in found.figures if one.definition.name is N.COST_OF_POOR_QUALITY]
    assert [(one.value, one.currency, one.note) for one in money] == [
        (D("100.1000"), "EUR", "external 100.10"),
        (D(70), "USD", "external 70.00"),
    ]
    assert value(found, N.INTERNAL_FAILURE) is None
    for one in money:
        behind = shop.program.dashboards.records(people["auditor"], found.query, one.records)
        assert [(row.id, row.counts) for row in behind] == [(issue, one.value)]
    assert value(without(shop, part="4711-A"), N.COST_OF_POOR_QUALITY) is None
    assert value(show(shop, parse_period("2026-02")), N.COST_OF_POOR_QUALITY) is None


def test_issues_by_cause_count_each_issue_once(shop: LotShop, people: dict[str, Actor]) -> None:
    causes, engineer = shop.program.causes, people["engineer"]
    issue = log(shop, IssueKind.NONCONFORMITY)
    log(shop, IssueKind.NONCONFORMITY, "Dent")
    codes = {code.code: code.id for code in causes.codes(engineer)}
    for text in ("Worn insert", "No change interval"):
        node = causes.add_node(engineer, issue, Track.OCCURRENCE, text)
        causes.mark_root(engineer, issue, node.id, codes["TOOL"], version=node.version)
    found = show(shop)
    assert bars(found, "issues_by_cause") == [("TOOL", 1), ("not stated", 1)]
    causes = chart(found, "issues_by_cause")
    assert [causes.shown(bar) for bar in causes.bars] == ["TOOL Worn, damaged or wrong tool", "not stated"]
    assert bars(found, "issues_by_detection") == [("not stated", 2)]
    key = chart(found, "issues_by_cause").keys["TOOL"]
    assert [row.id for row in shop.program.dashboards.records(people["auditor"], found.query, key)] == [issue]


def test_a_name_that_nothing_bears_is_said_and_capitals_make_no_difference(shop: LotShop) -> None:
    shop.approved({1: BAD})
    show, auditor = shop.program.dashboards.show, shop.people["auditor"]
    found = show(auditor, FigureQuery(MARCH, part="4711-a"))
    assert found.query.part == "4711-A"
    assert found.figures[0].value is not None
    for name in ("part", "supplier", "template", "station"):
        with pytest.raises(InputError, match="“Nope”"):
            show(auditor, FigureQuery(MARCH, **{name: "Nope"}))
