"""Figures against a second computation in plain Python, over small random databases; and records that add up to each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert
from sqlalchemy.pool import StaticPool

from qa_desktop.domain.decimals import scaled
from qa_desktop.domain.period import Period
from qa_desktop.domain.trade import company_key
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.services import dashboards
from qa_desktop.services.dashboard_records import records_of
from qa_desktop.services.dashboards import Dashboard
from qa_desktop.services.figure_values import FigureQuery, FigureReader
from qa_desktop.storage import models as m
from qa_desktop.storage.clock import Moment, utc_text
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.models.base import Base

D = Decimal
N = FigureName
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
PERIOD = Period(date(2026, 3, 1), date(2026, 3, 31))
FIRST, LAST = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
SOME = "2026-01-01T00:00:00.000000Z"
PARTS = ("A", "B", "C")
SUPPLIERS = ("", "Meyer", "other", "not stated", "MEYER ")
LOSSES = ("scrap", "rework", "repair", "return_to_supplier", "use_as_is")
COSTS = {("A", "piece"): D("2.50"), ("A", "rework"): D("0.10"), ("B", "piece"): D("7"), ("B", "return"): D("0.5")}

moments = st.integers(0, 60 * 24).map(lambda hours: datetime(2026, 2, 10, 6, tzinfo=UTC) + timedelta(hours=hours))
days = st.integers(0, 50).map(lambda count: date(2026, 2, 20) + timedelta(days=count))
some_days = st.none() | days
quantities = st.integers(0, 9)

issue_lists = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("nonconformity", "complaint", "observation")),
            "severity": st.sampled_from(("critical", "major", "minor")),
            "state": st.sampled_from(("logged", "acting", "closed", "rejected")),
            "failure_code": st.sampled_from(("", "DIM", "SURF", "other", "Z9", "A1", "B2", "C3", "D4", "E5", "F6")),
            "part": st.sampled_from((*PARTS, None)),
            "lot": st.sampled_from((0, 0, *range(len(SUPPLIERS)), None)),
            "raised": moments,
            "due": st.none() | moments,
            "disposition": st.none() | st.tuples(moments, st.fixed_dictionaries(dict.fromkeys(LOSSES, quantities))),
            "amends": st.none()
            | st.tuples(st.integers(1, 500), st.sampled_from(("EUR", "USD")), days, st.sampled_from(("kept", "open"))),
        }
    ),
    max_size=14,
)
inspection_lists = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(("approved", "approved", "submitted")),
            "opened": moments,
            "answered": st.integers(1, 8),
            "failed": st.integers(0, 3),
            "round": st.sampled_from((1, 1, 2)),
            "again": st.booleans(),
            "pieces": st.integers(0, 3),
            "part": st.sampled_from(PARTS),
        }
    ),
    max_size=10,
)
line_lists = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("customer", "purchase")),
            "last_day": days,
            "early": st.sampled_from((None, 0, 2)),
            "fulfilled": some_days,
            "cancelled": st.booleans(),
            "part": st.sampled_from(PARTS),
        }
    ),
    max_size=10,
)
rejected_lists = st.lists(st.tuples(st.sampled_from((0, 0, 0, 1)), moments, st.integers(5, 40)), max_size=6)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The tables without the rules of the database: here only the reading is tried."""
    found = create_engine("sqlite://", module=sqlite_module(), poolclass=StaticPool)
    Base.metadata.create_all(found)
    yield found
    found.dispose()


def is_open(row: dict[str, Any]) -> bool:
    return row["state"] not in {"closed", "rejected"}


def put(connection: Connection, table: Any, **values: Any) -> None:
    connection.execute(insert(table).values(**values))


def _ground(connection: Connection) -> None:
    put(connection, m.Station, id="s", code="01", name="Bench", enrolled_at=SOME)
    put(connection, m.Person, id="p", login="p", name="P", created_at=SOME)
    put(connection, m.Template, id="t", name="Shaft", created_at=SOME, created_by="p")
    put(connection, m.TemplateRevision, id="r", template_id="t", number=1, state="published", title="Shaft", criteria_digest="",
        created_at=SOME, created_by="p")  # fmt: skip
    put(connection, m.WorkOrder, id="w", number="W", created_at=SOME)
    put(connection, m.Company, id="c", name="C", kind="both", created_at=SOME)
    for name in PARTS:
        put(connection, m.Part, id=name, number=name, created_at=SOME)
    for place, supplier in enumerate(SUPPLIERS):
        put(connection, m.Lot, id=f"l{place}", part_id="A", number=f"L{place}", supplier=supplier,
            supplier_key=company_key(supplier), created_at=SOME)  # fmt: skip
    for place, ((part, kind), cost) in enumerate(COSTS.items()):
        put(connection, m.PartCost, id=f"k{place}", part_id=part, cost=str(cost), currency="EUR", valid_from="2026-01-01",
            person_id="p", at=SOME, at_offset=0, kind=kind)  # fmt: skip


def _issues(connection: Connection, rows: list[dict[str, Any]]) -> None:
    for place, row in enumerate(rows):
        key = f"i{place:03}"
        lot = None if row["lot"] is None else f"l{row['lot']}"
        put(connection, m.Issue, id=key, number=key, station_id="s", kind=row["kind"], title=key, severity=row["severity"],
            state=row["state"], part_id=row["part"], lot_id=lot, raised_by="p", raised_at=utc_text(row["raised"]),
            raised_offset=0, failure_code=row["failure_code"],
            due_at=None if row["due"] is None else utc_text(row["due"]))  # fmt: skip
        if row["disposition"] is not None and sum(row["disposition"][1].values()):
            decided, shares = row["disposition"]
            amounts = {name: scaled(D(count)) for name, count in shares.items()}
            put(connection, m.Disposition, id=f"d{place}", number=f"d{place}", issue_id=key, quantity=sum(amounts.values()),
                reason="x", needed=1, state="approved", proposed_by="p", proposed_at=SOME, proposed_offset=0,
                decided_at=utc_text(decided), **amounts)  # fmt: skip
        if row["amends"] is not None:
            amount, currency, day, state = row["amends"]
            kept = day.isoformat() if state == "kept" else None
            put(connection, m.Promise, id=f"a{place}", issue_id=key, kind="credit", words="x", due=day.isoformat(),
                amount=scaled(D(amount)), currency=currency, promised_by="p", promised_at=SOME, state=state,
                kept_on=kept, evidence="x")  # fmt: skip


def _inspections(connection: Connection, rows: list[dict[str, Any]]) -> None:
    for place, row in enumerate(rows):
        key, opened = f"n{place:03}", utc_text(row["opened"])
        put(connection, m.Inspection, id=key, number=key, station_id="s", revision_id="r", criteria_digest="", part_id=row["part"],
            state=row["state"], round=row["round"], opened_at=opened, opened_offset=0, updated_at=opened,
            answered=row["answered"], failed=row["failed"])  # fmt: skip
        for number in range(row["pieces"]):
            put(connection, m.InspectionPiece, inspection_id=key, number=number + 1, added_by="p", added_at=SOME)
        if row["again"]:
            put(connection, m.LineActRow, id=f"x{place}", inspection_id=key, item_id="-", act="retest", reason="x", person_id="p",
                at=SOME, at_offset=0, round=1)  # fmt: skip


def _lines(connection: Connection, rows: list[dict[str, Any]]) -> None:
    for place, row in enumerate(rows):
        first = "" if row["early"] is None else (row["last_day"] - timedelta(days=row["early"])).isoformat()
        put(connection, m.OrderLine, id=f"o{place}", order_id="w", number=place, kind=row["kind"], company_id="c",
            part_id=row["part"], quantity=1, promised=row["last_day"].isoformat(), first_day=first,
            last_day=row["last_day"].isoformat(), fulfilled_on=None if row["fulfilled"] is None else row["fulfilled"].isoformat(),
            cancelled_at=SOME if row["cancelled"] else None, cancelled_reason="x" if row["cancelled"] else "", created_at=SOME,
            created_by="p")  # fmt: skip


def _decisions(connection: Connection, rows: list[tuple[int, datetime, int]]) -> None:
    for place, (lot, at, count) in enumerate(rows):
        amount = scaled(D(count))
        put(connection, m.LotDecision, id=f"q{place}", number=f"q{place}", lot_id=f"l{lot}", source="waiting", inspected=amount,
            accepted=0, rejected=amount, held=0, reason="x", person_id="p", printed_name="P", at=utc_text(at), at_offset=0,
            content="", content_digest="", certificate="x")  # fmt: skip


def during(moment: datetime) -> bool:
    return FIRST <= moment < LAST


def due_lines(rows: list[dict[str, Any]], kind: str) -> tuple[int, int]:
    due = [
        row
        for row in rows
        if row["kind"] == kind
        and not row["cancelled"]
        and PERIOD.first <= row["last_day"] <= PERIOD.last
        and row["last_day"] < NOW.date()
    ]
    good = [
        row
        for row in due
        if row["fulfilled"] is not None
        and row["fulfilled"] <= row["last_day"]
        and (row["early"] is None or row["fulfilled"] >= row["last_day"] - timedelta(days=row["early"]))
    ]
    return len(due), len(good)


def costs_by_hand(issues: list[dict[str, Any]], decisions: list[tuple[int, datetime, int]]) -> dict[tuple[str, str], Decimal]:
    """Return what was lost by (currency, inside or outside); what has no stated cost is not there."""
    of = {"scrap": "piece", "rework": "rework", "repair": "repair", "return_to_supplier": "return"}
    total: dict[tuple[str, str], Decimal] = {}

    def add(currency: str, side: str, amount: Decimal) -> None:
        total[currency, side] = total.get((currency, side), D(0)) + amount

    cover: Counter[int] = Counter()
    for row in issues:
        side = "outside" if row["kind"] == "complaint" else "inside"
        if row["disposition"] is not None:
            decided, shares = row["disposition"]
            if row["lot"] is not None:
                cover[row["lot"]] += sum(shares.values())
            for loss, kind in of.items():
                price = COSTS.get((row["part"], kind))
                if during(decided) and shares[loss] and price is not None:
                    add("EUR", side, shares[loss] * price)
        if row["amends"] is not None:
            amount, currency, day, state = row["amends"]
            if state == "kept" and PERIOD.first <= day <= PERIOD.last:
                add(currency, "outside", D(amount))
    for lot, at, count in sorted(decisions, key=lambda one: (one[1], decisions.index(one))):
        taken = min(count, cover[lot])
        cover[lot] -= taken
        if count > taken and during(at):
            add("EUR", "inside", (count - taken) * COSTS["A", "piece"])
    return total


def check_inspections(found: Dashboard, rows: list[dict[str, Any]]) -> None:
    started = [row for row in rows if row["state"] == "approved" and during(row["opened"])]
    good = [row for row in started if not row["failed"] and row["round"] == 1 and not row["again"]]
    defects, units = sum(row["failed"] for row in started), sum(row["pieces"] or 1 for row in started)
    opportunities = max(sum(row["answered"] for row in started), defects)
    values = {figure.definition.name: figure for figure in found.figures}
    if not started:
        assert values[N.FIRST_PASS_YIELD].value is None
        assert values[N.DPMO].value is None
        return
    assert values[N.FIRST_PASS_YIELD].value == round(D(len(good)) * 100 / len(started), 4)
    assert values[N.DPMO].value == round(D(defects) * 1_000_000 / opportunities, 4)
    assert values[N.DPU].value == round(D(defects) / units, 4)
    if defects == 0:
        assert values[N.SIGMA].value is None
        assert "at least" in values[N.SIGMA].note, "an upper bound of defects, and no infinite level"


def check_issues(found: Dashboard, rows: list[dict[str, Any]]) -> None:
    logged = [row for row in rows if row["state"] != "rejected" and during(row["raised"])]
    late = [row for row in rows if is_open(row) and row["due"] is not None and row["due"] < NOW]
    values = {figure.definition.name: figure.value for figure in found.figures}
    assert values[N.ISSUES_LOGGED] == len(logged)
    assert values[N.OPEN_ISSUES] == sum(map(is_open, rows)) == sum(row.open for row in found.ages)
    assert values[N.OVERDUE_ISSUES] == len(late) == sum(row.overdue for row in found.ages)
    inside, outside = (sum(row["kind"] == kind for row in logged) for kind in ("nonconformity", "complaint"))
    wanted = round(D(outside) * 100 / (inside + outside), 4) if inside + outside else None
    assert values[N.ESCAPE_RATE] == wanted
    groups = {
        "issues_by_failure_code": Counter(row["failure_code"] or "not stated" for row in logged),
        "issues_by_part": Counter(row["part"] or "not stated" for row in logged),
        "issues_by_supplier": Counter(
            (SUPPLIERS[row["lot"]].replace("Meyer", "MEYER ") if row["lot"] is not None else "") or "not stated" for row in logged
        ),
        "issues_by_severity": Counter(row["severity"] for row in logged),
    }
    for name, counts in groups.items():
        chart = next(chart for chart in found.charts if chart.name == name)
        named = sorted((item for item in counts.items() if item[0] != "other"), key=lambda item: (-item[1], item[0]))
        small = sum(count for _, count in named[dashboards.MOST_BARS :]) + counts["other"]
        wanted_bars = [*named[: dashboards.MOST_BARS], *([("other", small)] if small else [])]
        assert [(bar.name, bar.count) for bar in chart.bars] == wanted_bars, name
        done = 0
        for bar in chart.bars:
            done += int(bar.count)
            assert bar.cumulative == D(done) * 100 / sum(counts.values()), "of all, the rest included"


def check_records(connection: Connection, found: Dashboard, query: FigureQuery, now: Moment) -> None:
    """Every list of records counts together what its figure, bar or age says."""
    reader = FigureReader(connection, query, now)

    def behind(key: str) -> Decimal:
        if key.startswith("any:"):
            return sum((behind(one) for one in key.removeprefix("any:").split("\x1f")), D(0))
        return sum((row.counts for row in records_of(connection, reader, key, 10_000)), D(0))

    counted = reader.counted
    for figure in found.figures:
        name = figure.definition.name
        if name in {N.ISSUES_LOGGED, N.OPEN_ISSUES, N.OVERDUE_ISSUES}:
            assert behind(figure.records) == figure.value
        elif figure.definition.unit == "money" and name is not N.COST_OF_QUALITY:
            assert behind(figure.records) == (figure.value or 0), (name, figure.currency)
        elif name is N.FIRST_PASS_YIELD:
            assert behind(figure.records) == counted.started - counted.good
        elif name is N.DPMO:
            assert behind(figure.records) == counted.defects
        elif name in {N.ON_TIME_DELIVERY, N.ON_TIME_SUPPLY}:
            due, good = reader.on_time("customer" if name is N.ON_TIME_DELIVERY else "purchase")
            assert behind(figure.records) == due - good
    for chart in found.charts:
        for bar in chart.bars:
            assert behind(chart.keys[bar.name]) == bar.count, (chart.name, bar.name)
    for row in found.ages:
        assert (behind(row.records), behind(row.late)) == (row.open, row.overdue)
    for bar in found.age_chart.bars:
        assert behind(found.age_chart.keys[bar.name]) == bar.count
    for trend in found.trends:
        for week in trend.weeks:
            of_week = FigureReader(connection, query.over(week.period), now)
            counts = sum((row.counts for row in records_of(connection, of_week, trend.records, 10_000)), D(0))
            wanted = {
                N.FIRST_PASS_YIELD: of_week.counted.started - of_week.counted.good,
                N.DPMO: of_week.counted.defects,
                N.ISSUES_LOGGED: week.value,
            }
            assert counts == wanted[N(trend.name)], (trend.name, week.name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(issues=issue_lists, inspections=inspection_lists, lines=line_lists, decisions=rejected_lists)
def test_every_figure_is_what_a_second_computation_says(
    engine: Engine,
    issues: list[dict[str, Any]],
    inspections: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    decisions: list[tuple[int, datetime, int]],
) -> None:
    with engine.connect() as connection, connection.begin() as everything:
        _ground(connection)
        _issues(connection, issues)
        _inspections(connection, inspections)
        _lines(connection, lines)
        _decisions(connection, decisions)
        query, now = FigureQuery(PERIOD), Moment.of(NOW)
        found = dashboards.read(connection, query, now)
        check_inspections(found, inspections)
        check_issues(found, issues)
        values = {figure.definition.name: figure.value for figure in found.figures if figure.currency in {"", "EUR"}}
        for name, kind in ((N.ON_TIME_DELIVERY, "customer"), (N.ON_TIME_SUPPLY, "purchase")):
            due, good = due_lines(lines, kind)
            assert values[name] == (round(D(good) * 100 / due, 4) if due else None), "open late lines are due"
        wanted = costs_by_hand(issues, decisions)
        inside, outside = wanted.get(("EUR", "inside")), wanted.get(("EUR", "outside"))
        assert (values[N.INTERNAL_FAILURE], values[N.EXTERNAL_FAILURE]) == (inside, outside)
        both = None if inside is None and outside is None else (inside or D(0)) + (outside or D(0))
        assert values[N.COST_OF_POOR_QUALITY] == both
        foreign = [one.value for one in found.figures if one.currency == "USD"]
        assert foreign == ([wanted["USD", "outside"]] if ("USD", "outside") in wanted else [])
        check_records(connection, found, query, now)
        everything.rollback()
