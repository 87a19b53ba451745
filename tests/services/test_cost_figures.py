"""What poor quality costs, counted by hand: scrap, rework, repair, sending back, amends; nothing twice, nothing guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.costs import CostKind
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.services.dashboards import Figure
from qa_desktop.services.figure_values import FigureQuery, FigureReader
from qa_desktop.storage.workspace import Workspace
from tests.services.lot_makings import BAD, LotShop, new_lot_shop
from tests.services.signed import behind_the_rules
from tests.services.test_dashboards import MARCH, bars, show

D = Decimal
N = FigureName


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    """One lot, inspected and not decided; a piece, its rework and sending it back have a cost, repair has none."""
    made = new_lot_shop(workspace, people)
    key = made.begin()
    made.answer(key, {1: BAD})
    set_cost = made.program.costs.set_cost
    set_cost(people["engineer"], "4711-A", "10", "EUR", date(2026, 1, 1))
    set_cost(people["manager"], "4711-A", "2.50", "EUR", date(2026, 1, 1), kind=CostKind.REWORK)
    set_cost(people["engineer"], "4711-A", "1", "EUR", date(2026, 1, 1), kind=CostKind.RETURN)
    return made


def figure(shop: LotShop, name: FigureName, **names: str) -> Figure:
    return next(one for one in show(shop, **names).figures if one.definition.name is name)


def dispose(shop: LotShop, quantity: str, kind: IssueKind = IssueKind.NONCONFORMITY, **shares: str) -> str:
    """Log an issue of the lot and have all of its quantity disposed of."""
    people, lot = shop.people, shop.lot().row
    issue = shop.program.issues.log(
        people["engineer"],
        kind=kind,
        title="Bore too wide",
        severity=Severity.MAJOR,
        quantity=quantity,
        part_id=lot.part_id,
        lot_id=lot.id,
    )
    row = shop.program.dispositions.propose(people["engineer"], issue.id, shares, "Cheaper than sorting")
    board = iter(("supervisor", "manager", "supervisor2"))
    while row.state is DispositionState.PROPOSED:
        row = shop.program.dispositions.approve(people[next(board)], row.id)
    return issue.id


def test_scrap_rework_and_sending_back_cost_what_is_stated_for_each(shop: LotShop) -> None:
    issue = dispose(shop, "20", scrap="4", rework="6", return_to_supplier="3", regrade="7")
    found = figure(shop, N.INTERNAL_FAILURE)
    assert found.value == 4 * 10 + 6 * D("2.5") + 3 * 1
    assert found.note == "scrap 40.00; rework 15.00; return to supplier 3.00"
    assert figure(shop, N.COST_OF_POOR_QUALITY).value == 58
    assert bars(show(shop), "cost_by_loss") == [("scrap", 40), ("rework", 15), ("return to supplier", 3)]
    (row,) = shop.program.dashboards.records(shop.people["auditor"], FigureQuery(MARCH), found.records)
    assert (row.id, row.counts) == (issue, 58), "an issue stands once, with all that it cost"
    assert figure(shop, N.EXTERNAL_FAILURE).value is None


def test_without_a_stated_cost_nothing_is_counted_and_it_is_said(shop: LotShop) -> None:
    issue = dispose(shop, "5", repair="5")
    found = figure(shop, N.COST_OF_POOR_QUALITY)
    assert found.value is None, "never 0"
    assert found.note == "no cost stated for 5 pieces of 1 part"
    (row,) = shop.program.dashboards.records(shop.people["auditor"], FigureQuery(MARCH), found.records)
    assert (row.id, row.counts) == (issue, 0)
    assert "no cost stated" in row.words
    assert bars(show(shop), "cost_by_part") == []


def test_a_proposal_that_nobody_approved_costs_nothing(shop: LotShop) -> None:
    engineer, lot = shop.people["engineer"], shop.lot().row
    issue = shop.program.issues.log(
        engineer, kind=IssueKind.NONCONFORMITY, title="Scratch", severity=Severity.MINOR, quantity="3", part_id=lot.part_id
    )
    row = shop.program.dispositions.propose(engineer, issue.id, {"scrap": "3"}, "Too deep")
    assert figure(shop, N.COST_OF_POOR_QUALITY).value is None
    shop.program.dispositions.refuse(shop.people["supervisor"], row.id, "Polish them")
    assert figure(shop, N.COST_OF_POOR_QUALITY).value is None


def test_what_a_lot_rejected_counts_until_a_disposition_says_what_became_of_it(shop: LotShop) -> None:
    workspace = shop.program.workspace
    shop.approved({1: BAD}, lot="L-1", covers="100")
    shop.decide(shop.wanted(rejected="10", held="90"))
    assert figure(shop, N.INTERNAL_FAILURE).note == "rejected 100.00"
    dispose(shop, "6", scrap="2", rework="4")
    found = figure(shop, N.INTERNAL_FAILURE)
    assert found.value == 4 * 10 + 2 * 10 + 4 * D("2.5"), "four are still undecided; none counts twice"
    dispose(shop, "40", scrap="40")
    found = figure(shop, N.INTERNAL_FAILURE)
    assert found.value == 42 * 10 + 4 * D("2.5"), "more was disposed of than the lot rejected"
    behind_the_rules(workspace, "UPDATE disposition SET decided_at = '2026-04-02T10:00:00.000000Z'")
    assert figure(shop, N.INTERNAL_FAILURE).value is None, "it moved to the month of its disposition"


def test_what_the_customer_found_is_external(shop: LotShop) -> None:
    dispose(shop, "3", IssueKind.COMPLAINT, scrap="3")
    dispose(shop, "1", scrap="1")
    assert (figure(shop, N.INTERNAL_FAILURE).value, figure(shop, N.EXTERNAL_FAILURE).value) == (10, 30)
    assert figure(shop, N.COST_OF_POOR_QUALITY).note == "internal 10.00; external 30.00"


def test_a_filter_narrows_costs_as_it_narrows_issues(shop: LotShop) -> None:
    dispose(shop, "2", scrap="2")
    for names in ({"part": "4711-A"}, {"supplier": "Meyer & Söhne"}, {"station": "01"}):
        assert figure(shop, N.COST_OF_POOR_QUALITY, **names).value == 20, names
    store = shop.program.workspace.store
    with store.reading() as connection:
        for names in ({"part": "x"}, {"supplier": "x"}, {"template": "x"}, {"station": "x"}):
            found = FigureReader(connection, FigureQuery(MARCH, **names), store.now())
            assert found.value(N.COST_OF_POOR_QUALITY).value is None, names


def test_prevention_and_appraisal_are_no_data_and_nothing_is_a_share_of_unknown_sales(shop: LotShop) -> None:
    dispose(shop, "2", scrap="2")
    found = figure(shop, N.COST_OF_QUALITY)
    assert found.value is None
    assert "Prevention and appraisal: no data" in found.note
    assert N.COST_SHARE not in {one.definition.name for one in show(shop).figures}


def test_costs_of_every_kind_are_listed_once_for_all_revisions(shop: LotShop) -> None:
    auditor = shop.people["auditor"]
    rows = shop.program.costs.costs(auditor)
    assert [(row.kind, row.cost) for row in rows] == [("piece", "10"), ("return", "1"), ("rework", "2.50")]
    assert (shop.program.costs.book(auditor), shop.program.costs.parts(auditor)) == ("EUR", ("4711-A",))
    with pytest.raises(InputError, match="Type what it costs"):
        shop.program.costs.set_cost(shop.people["engineer"], "4711-A", " ", "EUR", date(2026, 1, 1))


def test_the_database_knows_the_kinds_of_cost(shop: LotShop) -> None:
    with pytest.raises(Exception, match="known kind"), shop.program.workspace.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO part_cost (id, part_id, cost, currency, valid_from, person_id, at, at_offset, kind) "
            "SELECT 'x', part_id, cost, currency, valid_from, person_id, at, at_offset, 'guess' FROM part_cost LIMIT 1"
        )
