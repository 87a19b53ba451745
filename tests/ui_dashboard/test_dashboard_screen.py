"""Figures in the real window, by keys: from a figure to its records and on, what it means, out as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.dashboard.view import DashboardScreen
from qa_desktop.ui.places import PLACES, RAIL, Place, key_of
from tests.services.lot_makings import BAD, CHECKLIST, LotShop
from tests.services.makings import released
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def shop(program: Program, people: People) -> LotShop:
    draft = program.templates.create(people["engineer"], CHECKLIST)
    return LotShop(program, people, released(program.templates, people["engineer"], draft.id).id)


@pytest.fixture
def filled(shop: LotShop) -> LotShop:
    shop.approved({1: BAD, 2: BAD}, looks={1: "fail"})
    shop.approved(lot="L-2")
    for title in ("Rust", "Dent"):
        shop.program.issues.log(shop.people["supervisor"], kind=IssueKind.COMPLAINT, title=title, severity=Severity.MAJOR)
    shop.program.costs.set_cost(shop.people["engineer"], "4711-A", "12.50", "EUR", date(2026, 1, 1))
    shop.decide(shop.wanted(rejected="4", held="96"))
    return shop


def figures(desk: Desk, login: str = "manager") -> DashboardScreen:
    desk.enter(login)
    screen = desk.go(Place.DASHBOARD)
    assert isinstance(screen, DashboardScreen)
    return screen


def tile(screen: DashboardScreen, title: str) -> str:
    return next(one.value for one in screen.figures.tiles if one.text() == title)


def test_it_stands_on_the_rail_with_a_key_of_its_own() -> None:
    assert Place.DASHBOARD in RAIL
    assert PLACES[Place.DASHBOARD].words == "Figures"
    assert len({key_of(place) for place in RAIL}) == len(RAIL)


def test_without_records_every_figure_says_so(desk: Desk, program: Program) -> None:
    screen = figures(desk)
    assert "no data in this period" in screen.figures.asked.text()
    assert tile(screen, "First-pass yield") == "no data"
    assert tile(screen, "Open issues") == "0"
    assert screen.figures.chart.bars() == ()
    assert screen.figures.chart.accessibleDescription() == "no data"


def test_from_a_figure_to_its_records_and_back(desk: Desk, filled: LotShop) -> None:
    screen = figures(desk)
    assert (tile(screen, "First-pass yield"), tile(screen, "Escape rate")) == ("50 %", "100 %")
    assert tile(screen, "Cost of poor quality") == "50.00 EUR"
    assert desk.focus() is screen.figures.tiles[0]
    desk.key(K.Key_Return)
    assert screen.figures.behind_title.text() == "First-pass yield: 50 %"
    assert desk.focus() is screen.figures.table
    assert screen.figures.table.current_row().number == "I-01-000001"
    desk.key(K.Key_Escape)
    assert screen.model.state.behind is None
    assert desk.focus() is screen.figures.tiles[0]
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    assert desk.window.place is Place.REPORTS


def test_from_a_bar_to_its_issue(desk: Desk, filled: LotShop) -> None:
    screen = figures(desk)
    desk.key(K.Key_F6)
    assert desk.focus() is screen.figures.chart
    assert [(bar.name, bar.count) for bar in screen.figures.chart.bars()] == [("Bore", 2), ("Surface", 1)]
    desk.key(K.Key_Down)
    assert screen.figures.chart.accessibleDescription() == "Surface: 1, 33.3 %, 100.0 %"
    screen.model.choose_chart("issues_by_kind")
    desk.key(K.Key_Return)
    assert screen.figures.behind_title.text() == "Issues by kind: complaint"
    desk.key(K.Key_Return)
    assert desk.window.place is Place.ISSUES


def test_what_a_figure_means_is_one_key_away(desk: Desk, filled: LotShop) -> None:
    screen = figures(desk)
    desk.key(K.Key_Right)
    assert desk.focus() is screen.figures.tiles[1]
    desk.key(K.Key_D)
    assert screen.definition.isVisible()
    assert "never averaged" in screen.definition.words.text()
    desk.key(K.Key_Escape)
    assert not screen.definition.isVisible()
    assert desk.focus() is screen.figures.tiles[1]


def test_arrows_go_from_tile_to_tile_and_on_to_the_chart(desk: Desk, filled: LotShop) -> None:
    screen = figures(desk)
    for key, place in ((K.Key_Down, 6), (K.Key_Right, 7), (K.Key_Up, 1), (K.Key_Left, 0), (K.Key_Left, 0), (K.Key_Up, 0)):
        desk.key(key)
        assert screen.figures.tiles.index(desk.focus()) == place  # type: ignore[arg-type]
    desk.key(K.Key_Down)
    desk.key(K.Key_Down)
    assert desk.focus() is screen.figures.chart


def test_the_trend_is_read_week_by_week(desk: Desk, filled: LotShop) -> None:
    screen = figures(desk)
    desk.key(K.Key_F6)
    desk.key(K.Key_F6)
    trend = screen.figures.trend
    assert desk.focus() is trend
    assert trend.said() == "2026-W10: 50 % (from 2)"
    desk.key(K.Key_Left)
    assert trend.said() == "2026-W09: no data"
    desk.key(K.Key_Home)
    assert trend.said() == "2025-W49: no data"
    desk.key(K.Key_Return)
    assert screen.figures.behind_count.text() == "0 records: those that were not good"
    desk.key(K.Key_Escape)
    desk.key(K.Key_End)
    desk.key(K.Key_Return)
    assert screen.figures.behind_title.text() == "First-pass yield, 2026-W10: 50 % (from 2)"
    assert screen.figures.behind_count.text() == "1 record: those that were not good"
    assert screen.figures.table.current_row().number == "I-01-000001"
    desk.key(K.Key_Escape)
    assert desk.focus() is trend


def test_open_and_overdue_issues_by_age_lead_to_their_issues(desk: Desk, filled: LotShop) -> None:
    screen = figures(desk)
    desk.key(K.Key_F6)
    box = screen.figures.chart_box
    assert box.itemText(box.count() - 1) == "Open issues by age"
    screen.model.choose_chart("open_by_age")
    assert screen.figures.chart.accessibleDescription() == "0 to 7 days, open: 2, 100.0 %"
    desk.key(K.Key_Down)
    assert screen.figures.chart.accessibleDescription() == "0 to 7 days, overdue: 0, 0.0 %"
    desk.key(K.Key_Up)
    desk.key(K.Key_Return)
    assert screen.figures.behind_count.text() == "2 records"
    desk.key(K.Key_Return)
    assert desk.window.place is Place.ISSUES


def test_period_and_filter_are_typed(desk: Desk, filled: LotShop) -> None:
    screen = figures(desk)
    desk.key(K.Key_Slash)
    desk.type("2026-02")
    desk.key(K.Key_Return)
    assert "2026-02-01 to 2026-02-28, 28 days · no data" in screen.figures.asked.text()
    assert desk.focus() is screen.figures.tiles[0], "the keys of the figures are at hand"
    desk.key(K.Key_Slash)
    screen.figures.filter.period.clear()
    desk.type("March")
    desk.key(K.Key_Return)
    assert desk.focus() is screen.figures.filter.period, "what is no period is corrected where it stands"
    assert screen.message.isVisible()
    assert "2026-02-01" in screen.figures.asked.text(), "the figures stay as they were"
    desk.key(K.Key_Escape)
    assert not screen.message.isVisible()
    assert tile(screen, "First-pass yield") == "50 %"


def test_figures_are_written_for_whoever_may_export(desk: Desk, filled: LotShop, tmp_path: Path) -> None:
    screen = figures(desk)
    assert screen.csv.isVisible()
    assert screen.model.file_name(".csv") == "figures 2025-12-03 to 2026-03-02.csv"
    screen.model.export(tmp_path / "out.csv")
    desk.settle()
    assert (tmp_path / "out.csv").is_file()
    assert "out.csv" in screen.message.text()
    screen = figures(desk, "confidant")
    assert not screen.csv.isVisible()
    assert not any(hint.key == "Ctrl+E" for hint in screen.key_hints())
    desk.key(K.Key_E, CTRL)
    screen.model.export(tmp_path / "other.csv")
    desk.settle()
    assert not (tmp_path / "other.csv").exists()
