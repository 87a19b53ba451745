"""Containment: what may be affected and why, the promises that holds endanger, and that nothing on hold goes out."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.lines import line_id
from qa_desktop.domain.people import Actor
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.storage.queries import order_lines, scope
from qa_desktop.storage.queries.followup import HoldRow
from qa_desktop.storage.queries.scope import Affected
from qa_desktop.storage.workspace import Workspace
from tests.services.lot_makings import BAD, LotShop, new_lot_shop
from tests.services.signed import behind_the_rules, quick_signing
from tests.services.test_lots_database import quick_decisions
from tests.services.trade_makings import CUSTOMER, Market, accepted_lot, new_market, quick_documents


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    quick_decisions(monkeypatch)
    quick_documents(monkeypatch)
    return new_lot_shop(workspace, people)


@pytest.fixture
def market(shop: LotShop) -> Market:
    return new_market(shop.program, shop.people)


def other_lot(shop: LotShop, number: str, supplier: str = "") -> None:
    what = WhatToInspect("4711-A", "Shaft", "C", "PO-9", number, "40", supplier=supplier, pieces=3)
    shop.program.inspections.begin(shop.people["inspector2"], shop.revision_id, what)


def issue_of(shop: LotShop, inspection: str) -> str:
    """An issue about the first piece of an inspection, read with a gauge that another inspection used as well."""
    actor = shop.people["inspector"]
    items = {item.key: item.id for item in shop.program.inspections.open(actor, inspection).template.items}
    where = line_id(items["bore"], 1)
    shop.program.answers.answer(actor, inspection, where, BAD, gauge="MIC-07")
    return shop.program.issues.log(
        actor, kind=IssueKind.NONCONFORMITY, title="Too large", severity=Severity.MAJOR, inspection_id=inspection, item_id=where
    ).id


def issue_of_lot(shop: LotShop, number: str) -> str:
    (lot,) = shop.program.lots.find(shop.people["supervisor"], number)
    return shop.program.issues.log(
        shop.people["supervisor"], kind=IssueKind.NONCONFORMITY, title="Rust", severity=Severity.MAJOR, lot_id=lot.id,
        part_id=lot.part_id,
    ).id  # fmt: skip


def hold(shop: LotShop, issue: str, *chosen: Affected) -> tuple[HoldRow, ...]:
    wishes = tuple(HoldWish(one.kind, one.what, "It may be wrong", one.lot_id, one.quantity, one.order_line_id) for one in chosen)
    return shop.program.containment.place(shop.people["supervisor"], issue, wishes)


def proposed(shop: LotShop, issue: str) -> dict[str, list[Affected]]:
    found: dict[str, list[Affected]] = {}
    for one in shop.program.containment.proposed(shop.people["auditor"], issue):
        found.setdefault(one.why, []).append(one)
    return found


def test_everything_that_shares_something_is_proposed_with_its_reason_and_how_many(shop: LotShop, market: Market) -> None:
    market.line("2026-03-20", "50")
    market.line("2026-03-10", "30", order="OTHER")
    done = market.line("2026-03-05", "5", order="GONE")
    market.program.trade.cancel_line(market.actor, done.id, "gone", done.version)
    market.line("2026-03-01", part_number="ANOTHER")
    market.purchase("2026-03-01")
    own = shop.begin()
    other_lot(shop, "L-2", "Meyer & Söhne")
    other_lot(shop, "L-3", "Adler")
    second = shop.begin(lot="L-4")
    issue = issue_of(shop, own)
    issue_of(shop, second)
    found = proposed(shop, issue)
    assert [(one.kind, one.what, one.quantity) for one in found["same lot"]] == [(HoldKind.LOT, "4711-A L-1", "100")]
    assert [one.what for one in found["same supplier"]] == ["4711-A L-4", "4711-A L-2"]
    assert [(one.what, one.quantity) for one in found["same part"]] == [("4711-A L-3", "40")]
    assert [(one.kind, one.count) for one in found["all of the part"]] == [(HoldKind.PART, 3)]
    assert [(one.what, one.count) for one in found["same gauge"]] == [("MIC-07", 1)]
    assert [(one.what, one.count) for one in found["same inspector"]] == [("Ines Inspector", 1)]
    assert [(one.what, one.quantity, one.promised) for one in found["open delivery"]] == [
        (f"OTHER/1 {CUSTOMER}", "30", "2026-03-10"),
        (f"PO-9/1 {CUSTOMER}", "50", "2026-03-20"),
    ]
    assert "shipped" not in found


def test_what_was_shipped_already_is_named(shop: LotShop, market: Market) -> None:
    line = market.line(quantity="500")
    lot = accepted_lot(shop, accepted="80")
    shipped = market.program.trade.deliver(market.actor, line.id, quantity="30", day="2026-03-02", lot_id=lot)
    back = market.program.trade.deliver(market.actor, line.id, quantity="20", day="2026-03-02", lot_id=lot)
    market.program.trade.take_back(market.actor, line.id, back.deliveries[-1].id, "Not loaded")
    assert shipped.row.delivered == 30
    number = shop.program.lots.detail(market.actor, lot).row.number
    found = proposed(shop, issue_of_lot(shop, number))
    assert [(one.what, one.quantity, one.order_line_id) for one in found["shipped"]] == [(f"PO-9/1 {CUSTOMER}", "30", None)]
    assert [one.quantity for one in found["open delivery"]] == ["470"]


def test_each_hold_shows_the_promise_that_it_endangers(shop: LotShop, market: Market) -> None:
    first, second = market.line("2026-03-10", order="OTHER"), market.line("2026-03-20")
    issue = issue_of(shop, shop.begin())
    found = proposed(shop, issue)
    lot, part, late, gauge = hold(
        shop, issue, found["same lot"][0], found["all of the part"][0] if "all of the part" in found else whole_part(),
        found["open delivery"][1], found["same gauge"][0],
    )  # fmt: skip
    dangers = shop.program.containment.endangered(shop.people["auditor"], issue)
    assert dangers[lot.id].line_id == second.id, "the promise of the lot's own order goes before an earlier one of another"
    assert (dangers[part.id].line_id, dangers[part.id].promised) == (first.id, date(2026, 3, 10))
    assert dangers[late.id].line_id == second.id
    assert gauge.id not in dangers
    shop.program.containment.lift(shop.people["supervisor"], late.id, "Sorted")
    assert late.id not in shop.program.containment.endangered(shop.people["auditor"], issue)


def whole_part() -> Affected:
    return Affected(HoldKind.PART, "4711-A", "all of the part")


def test_an_accepted_lot_endangers_its_promise_while_a_hold_stands_on_it(shop: LotShop, market: Market) -> None:
    market.line("2026-03-20")
    key = accepted_lot(shop, "L-7", accepted="80")
    with shop.program.workspace.store.reading() as connection:
        assert order_lines.endangered(connection, [key]) == {}
    (placed,) = hold(shop, issue_of_lot(shop, "L-7"), Affected(HoldKind.LOT, "L-7", "same lot", key, "80"))
    with shop.program.workspace.store.reading() as connection:
        assert order_lines.endangered(connection)[key].customer == CUSTOMER
    shop.program.containment.lift(shop.people["supervisor"], placed.id, "Good")
    with shop.program.workspace.store.reading() as connection:
        assert order_lines.endangered(connection, [key]) == {}


@pytest.mark.parametrize("what", ["lot", "part", "delivery"])
def test_nothing_that_is_on_hold_is_delivered(shop: LotShop, market: Market, workspace: Workspace, what: str) -> None:
    trade, actor = market.program.trade, market.actor
    line, lot = market.line(quantity="500"), accepted_lot(shop, "L-7", accepted="80")
    held = {
        "lot": Affected(HoldKind.LOT, "L-7", "same lot", lot),
        "part": whole_part(),
        "delivery": Affected(HoldKind.DELIVERY, line.label, "open delivery", order_line_id=line.id),
    }
    (placed,) = hold(shop, issue_of_lot(shop, "L-7"), held[what])
    with pytest.raises(RefusedError, match=r"Hold H-01-000001 of issue NC-01-000001 stands on"):
        trade.deliver(actor, line.id, quantity="1", day="2026-03-02", lot_id=lot)
    with pytest.raises(RefusedError, match="on hold is not delivered"), workspace.store.writing(actor.person_id) as work:
        work.connection.execute(
            text(
                "INSERT INTO delivery (id, line_id, lot_id, quantity, day, person_id, at, at_offset) "
                "VALUES ('d', :line, :lot, 1000000000, '2026-03-02', :person, 'now', 0)"
            ),
            {"line": line.id, "lot": lot, "person": actor.person_id},
        )
    shop.program.containment.lift(actor, placed.id, "Good")
    assert trade.deliver(actor, line.id, quantity="1", day="2026-03-02", lot_id=lot).row.delivered == 1


def test_a_hold_on_the_part_blocks_each_of_its_lots(shop: LotShop) -> None:
    key = shop.approved()
    hold(shop, issue_of_lot(shop, "L-1"), whole_part())
    with pytest.raises(RefusedError, match="Hold H-01-000001 of issue NC-01-000001 stands"):
        shop.decide(shop.wanted("100", inspection_id=key))


def test_the_forbidden_person_and_a_delivery_that_is_none(shop: LotShop) -> None:
    shop.begin()
    issue = issue_of_lot(shop, "L-1")
    with pytest.raises(NotAllowedError):
        shop.program.containment.place(shop.people["inspector"], issue, (HoldWish(HoldKind.PART, "4711-A", "why"),))
    wish = HoldWish(HoldKind.DELIVERY, "PO-9/1", "why", order_line_id="nothing")
    with pytest.raises(NotFoundError):
        shop.program.containment.place(shop.people["supervisor"], issue, (wish,))
    assert shop.program.containment.holds(shop.people["auditor"], issue) == ()


def test_the_promises_of_lots_are_looked_up_by_the_index_of_open_lines(workspace: Workspace) -> None:
    seen: list[str] = []
    with workspace.store.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(seen.append)
        order_lines.endangered(connection)
        driver.set_trace_callback(None)
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[-1]}")]
    assert any("ix_order_line_open" in step for step in plan)
    assert [step for step in plan if step.startswith("SCAN") and "lot" not in step] == []


def test_a_gauge_is_looked_up_by_the_index_of_gauges(shop: LotShop, workspace: Workspace) -> None:
    """Answers are the largest table; proposing a scope reads those of one gauge."""
    program, engineer = shop.program, shop.people["engineer"]
    key = shop.begin(lot="L-1", pieces=10)
    shop.answer(key, {1: BAD})
    behind_the_rules(workspace, "UPDATE answer SET gauge = 'MIC-07'")
    with workspace.store.reading() as connection:
        item, piece = connection.exec_driver_sql("SELECT item_id, piece FROM answer ORDER BY piece LIMIT 1").one()
    line = f"{item}#{piece}" if piece else item
    issue = program.issues.log(
        engineer, kind=IssueKind.NONCONFORMITY, title="x", severity=Severity.MAJOR, inspection_id=key, item_id=line
    )
    seen: list[str] = []
    with workspace.store.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(seen.append)
        found = scope.affected(connection, issue.id)
        driver.set_trace_callback(None)
        (query,) = [one for one in seen if "count(DISTINCT answer.inspection_id)" in one]
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    assert [(one.what, one.count) for one in found if one.why == "same gauge"] == [("MIC-07", 0)]
    assert any("ix_answer_gauge" in step for step in plan)
    assert [step for step in plan if step.startswith("SCAN")] == []
