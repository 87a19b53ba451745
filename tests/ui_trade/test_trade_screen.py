"""Orders in the real window, by keys: a partner, a promise, what endangers it, its delivery, and a signed scorecard."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CompanyKind, LineKind
from qa_desktop.methods.metrics.delivery import Standing
from qa_desktop.services.program import Program
from qa_desktop.services.trade_signing import ShownDocument
from qa_desktop.storage.queries.order_lines import LineFilter
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme import ThemeName, apply_theme
from qa_desktop.ui.trade.sheets import days_of
from qa_desktop.ui.trade.view import TradeScreen
from qa_desktop.ui.trade.view_model import ShownLine, TradeModel, TradeState
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import quick_signing
from tests.services.test_lots_database import quick_decisions
from tests.services.test_supply import begin
from tests.services.trade_makings import CUSTOMER, SUPPLIER, Market, accepted_lot, new_market, quick_documents
from tests.ui_amends.test_amends_screen import _Now
from tests.ui_followup.test_followup_screen import tab_to, texts
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key


@pytest.fixture
def market(program: Program, people: dict[str, Actor]) -> Market:
    return new_market(program, people)


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    quick_decisions(monkeypatch)
    quick_documents(monkeypatch)
    return new_lot_shop(workspace, people)


def open_trade(desk: Desk, login: str = "engineer") -> TradeScreen:
    desk.enter(login)
    screen = desk.go(Place.TRADE)
    assert isinstance(screen, TradeScreen)
    return screen


def test_from_a_partner_to_a_delivered_line(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    screen = open_trade(desk)
    desk.key(K.Key_Tab, CTRL)
    desk.key(K.Key_N, CTRL)
    desk.type("Kranbau Nord")
    desk.key(K.Key_Return, CTRL)
    assert "Choose whether it is a supplier" in screen.company_sheet.message.text()
    desk.key(K.Key_Down)
    desk.key(K.Key_Down)
    tab_to(desk, screen.company_sheet.early)
    desk.type("five")
    desk.key(K.Key_Return, CTRL)
    assert "no number of days" in screen.company_sheet.message.text()
    desk.key(K.Key_A, CTRL)
    desk.type("5")
    desk.key(K.Key_Return, CTRL)
    assert not screen.company_sheet.isVisible()
    (company,) = program.trade.companies(people["auditor"])
    assert (company.name, company.kind, company.early_days) == ("Kranbau Nord", CompanyKind.CUSTOMER, 5)

    desk.key(K.Key_Return)
    assert screen.company_sheet.name.text() == "Kranbau Nord"
    tab_to(desk, screen.company_sheet.late)
    desk.key(K.Key_A, CTRL)
    desk.type("2")
    desk.key(K.Key_Return, CTRL)
    assert program.trade.companies(people["auditor"])[0].late_days == 2

    screen.show_page(0)
    desk.settle()
    desk.key(K.Key_N, CTRL)
    sheet = screen.line_sheet
    tab_to(desk, sheet.company)
    desk.key(K.Key_Down)
    for field, words in ((sheet.order, "PO-9"), (sheet.promised, "2026-03-09"), (sheet.part, "4711-A"), (sheet.quantity, "10")):
        tab_to(desk, field)
        desk.type(words)
    desk.key(K.Key_Return, CTRL)
    assert not sheet.isVisible(), sheet.message.text()
    assert "PO-9/1" in texts(screen.lines.detail)
    columns, entered = screen.lines.table.rows.columns, screen.lines.table.rows.row(0)
    assert [columns[place].text(entered) for place in (1, 2, 6)] == ["2026-03-09", "In 7 days", "0 of 10"]

    desk.key(K.Key_D, CTRL)
    desk.type("4")
    desk.key(K.Key_Return, CTRL)
    assert "4 of 10" in texts(screen.lines.detail)
    desk.key(K.Key_D, CTRL)
    desk.type("6")
    tab_to(desk, screen.delivery_sheet.lot)
    desk.type("L-77")
    desk.key(K.Key_Return, CTRL)
    assert "There is no lot" in screen.delivery_sheet.message.text()
    desk.key(K.Key_A, CTRL)
    desk.key(K.Key_Delete)
    desk.key(K.Key_Return, CTRL)
    (row,) = program.trade.lines(people["auditor"], LineFilter())
    assert (row.fulfilled_on, row.standing(date(2026, 3, 2))) == (date(2026, 3, 2), Standing.EARLY)
    assert screen.lines.table.rows.rowCount() == 0, "what is complete is no open line"

    button = next(one for one in screen.lines.detail.deliveries.findChildren(type(screen.lines.new)) if one.isVisible())
    tab_to(desk, button)
    desk.key(K.Key_Space)
    desk.type("Counted twice")
    desk.key(K.Key_Return)
    assert "Taken back" in texts(screen.lines.detail.deliveries)
    assert program.trade.lines(people["auditor"], LineFilter())[0].fulfilled_on is None


def test_a_late_line_says_how_late_and_what_endangers_it(desk: Desk, market: Market, shop: LotShop, clock: FakeClock) -> None:
    line = market.line("2026-03-05")
    shop.begin()
    clock.forward(days=5)
    screen = open_trade(desk, "inspector")
    shown = screen.lines.table.rows.row(0)
    words = screen.lines.table.rows.columns
    assert (shown.id, words[2].text(shown), words[5].text(shown)) == (line.id, "2 days late", "Lot L-1")
    assert "Lot L-1 waits or is on hold" in texts(screen.lines.detail)
    button = next(one for one in screen.lines.detail.dangers.findChildren(type(screen.lines.new)) if one.isVisible())
    tab_to(desk, button)
    desk.key(K.Key_Space)
    assert desk.window.place is Place.LOTS


def test_nothing_is_cut_in_great_letters_with_gloves(desk: Desk, market: Market, qapp: QApplication) -> None:
    market.line("2026-03-05", part_name="Oberflächenrauheitsmessgerät")
    apply_theme(qapp, ThemeName.LIGHT, text_scale=1.3, glove=True)
    try:
        screen = open_trade(desk)
        pane = screen.lines.detail
        assert "Promised 2026-03-05" in pane.window_words.text()
        assert "0 of 50 delivered" in pane.about.text()
        desk.qtbot.waitUntil(lambda: pane.area.widget().width() <= pane.area.viewport().width(), timeout=5_000)
        for button in (pane.deliver, pane.cancel):
            assert button.mapTo(pane, button.rect().topRight()).x() <= pane.width()
        screen.show_page(2)
        desk.settle()
        field = screen.figures.period
        assert field.width() > field.fontMetrics().horizontalAdvance("2026-01-15..2026-02-14")
        screen.show_page(1)
        desk.settle()
        header = screen.partners.table.horizontalHeader()
        assert header.length() <= screen.partners.table.viewport().width() + 1, "the state of a partner is in sight"
    finally:
        apply_theme(qapp, ThemeName.LIGHT)


@pytest.mark.parametrize("login", ["inspector", "auditor", "manager"])
def test_who_does_not_manage_trade_only_reads(desk: Desk, market: Market, login: str) -> None:
    market.line()
    screen = open_trade(desk, login)
    for page in range(3):
        screen.show_page(page)
        desk.settle()
        for key in (K.Key_N, K.Key_D, K.Key_Return):
            desk.key(key, CTRL)
        desk.key(K.Key_Return)
        assert not any(sheet.isVisible() for sheet in screen._sheets)
    assert not screen.lines.new.isVisibleTo(screen.lines)
    assert not screen.lines.detail.deliver.isVisibleTo(screen.lines.detail)


def test_figures_stand_side_by_side_and_the_scorecard_is_signed(
    desk: Desk, market: Market, shop: LotShop, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    market.purchase("2026-03-03")
    accepted_lot(shop, accepted="80")
    clock.forward(days=5)
    screen = open_trade(desk)
    screen.show_page(2)
    desk.settle()
    table = screen.figures.table.rows
    row = table.row(0)
    assert [column.text(row) for column in table.columns] == [SUPPLIER, "0 %", "0 / 1", "80 %", "200000", "–", "50.0"]
    assert screen.figures.list.rows.row(0).basis.startswith("0 of 1 lines due")
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert "Type your password" in screen.score_sheet.message.text()
    desk.type("wrong")
    desk.key(K.Key_Return)
    assert "password is not right" in screen.score_sheet.message.text()
    desk.key(K.Key_A, CTRL)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "SC-01-000001 is signed" in screen.said.text()
    monkeypatch.setattr(screen.copy_picker, "ask_new_file", lambda *_: screen.copy_picker.chosen.emit(tmp_path / "card.pdf"))
    shown = ShownDocument(None, b"%PDF", None)  # type: ignore[arg-type]
    monkeypatch.setattr(screen.context.program.trade_documents, "show", lambda *_: shown, raising=False)
    tab_to(desk, screen.said.action)
    desk.key(K.Key_Space)
    assert "written to card.pdf" in screen.said.text()
    assert (tmp_path / "card.pdf").read_bytes() == b"%PDF"

    screen.figures.period.setFocus()
    desk.key(K.Key_A, CTRL)
    desk.type("2019")
    desk.key(K.Key_Return)
    assert [column.text(table.row(0)) for column in table.columns][1:] == ["no data"] * 4 + ["–", "no data"]
    desk.key(K.Key_A, CTRL)
    desk.type("soon")
    desk.key(K.Key_Return)
    assert "is no period" in screen.said.text()
    screen.model.want_figures(kind=LineKind.CUSTOMER)
    desk.settle()
    assert table.row(0).company.name == CUSTOMER
    assert not screen.figures.sign.isVisible(), "customers have no scorecard"


def test_a_partner_gets_an_address_and_a_contact_by_keys(desk: Desk, market: Market) -> None:
    screen = open_trade(desk)
    screen.show_page(1)
    desk.settle()
    screen.partners.table.select_row(0)
    desk.key(K.Key_Return)
    sheet = screen.company_sheet
    assert sheet.name.text() == CUSTOMER
    for following in (sheet.kind, sheet.number, sheet.address):
        desk.key(K.Key_Tab)
        assert following.hasFocus(), "Tab goes along the rows"
    desk.type("Wareneingang Tor 2")
    desk.key(K.Key_Return)
    desk.type("20457 Hamburg")
    assert sheet.isVisible(), "Enter makes a line of the address"
    for field, words in ((sheet.contact, "Herr Brandt"), (sheet.mail, "brandt"), (sheet.phone, "+49 40 0")):
        tab_to(desk, field)
        desk.type(words)
    desk.key(K.Key_Return, CTRL)
    assert "is no e-mail address" in sheet.message.text()
    tab_to(desk, sheet.mail)
    desk.key(K.Key_End)
    desk.type("@kranbau.example")
    desk.key(K.Key_Return, CTRL)
    assert not sheet.isVisible(), sheet.message.text()
    row = market.program.trade.company(market.actor, CUSTOMER)
    assert row is not None
    assert (row.address, row.whom.lines) == (
        "Wareneingang Tor 2\n20457 Hamburg",
        ("Herr Brandt", "brandt@kranbau.example", "+49 40 0"),
    )
    column = screen.partners.table.rows.columns[5]
    assert column.text(screen.partners.table.rows.row(0)) == "Herr Brandt · brandt@kranbau.example · +49 40 0"
    desk.key(K.Key_Return)
    assert sheet.address.toPlainText() == row.address
    desk.key(K.Key_Escape)
    assert not sheet.isVisible(), "looking at a partner changes nothing"
    desk.key(K.Key_N, CTRL)
    assert (sheet.address.toPlainText(), sheet.mail.text(), sheet.phone.text()) == ("", "", "")


def test_a_scorecard_is_looked_at_and_only_that_one_is_signed(desk: Desk, market: Market, shop: LotShop) -> None:
    screen = open_trade(desk)
    screen.show_page(2)
    desk.settle()
    desk.key(K.Key_Return, CTRL)
    sheet, panel = screen.score_sheet, screen.look
    tab_to(desk, sheet.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(panel.preview.sheet.has_image, timeout=20_000)
    assert panel.preview.title.text() == "Scorecard, not signed"
    desk.key(K.Key_Escape)
    market.purchase("2026-03-01")
    tab_to(desk, sheet.password.edit)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "changed after it was shown" in sheet.message.text()
    tab_to(desk, sheet.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(panel.preview.sheet.has_image, timeout=20_000)
    desk.key(K.Key_Escape)
    tab_to(desk, sheet.password.edit)
    desk.key(K.Key_Return)
    assert "SC-01-000001 is signed" in screen.said.text()


def test_every_figure_of_a_partner_leads_to_its_records(desk: Desk, market: Market, shop: LotShop, clock: FakeClock) -> None:
    market.purchase("2026-03-03")
    market.complaint()
    accepted_lot(shop, accepted="80")
    clock.forward(days=5)
    screen = open_trade(desk)
    screen.show_page(2)
    desk.settle()
    figures = screen.figures
    desk.key(K.Key_Return)
    assert desk.focus() is figures.list
    for place in range(figures.list.rows.rowCount()):
        one = figures.list.rows.row(place)
        assert figures.defined.text() == f"{one.definition.title}: {one.definition.words}"
        desk.key(K.Key_Return)
        desk.settle()
        assert desk.focus() is figures.behind.table
        assert figures.behind.table.rows.rowCount() == one.count
        assert one.definition.records in figures.behind.count.text()
        assert f"{SUPPLIER}, {one.definition.title}: {one.value}" in figures.behind.title.text()
        assert figures.behind.defined.text() == one.definition.words
        desk.key(K.Key_Escape)
        assert desk.focus() is figures.list
        desk.key(K.Key_Down)
    desk.key(K.Key_F6)
    assert desk.focus() is figures.table
    table = figures.table
    ppm = table.visualRect(table.rows.index(0, 4)).center()
    desk.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=ppm)
    desk.qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=ppm)
    desk.settle()
    (row,) = figures.behind.table._shown
    assert (row.kind, row.number, row.counts) == ("lot", "L-1", 20)
    screen.model.want_figures(period="2019")
    desk.settle()
    assert not figures.is_behind, "the records of another period are not those of this one"
    screen.model.want_figures(kind=LineKind.CUSTOMER, period="2026")
    desk.settle()
    complaints = table.visualRect(table.rows.index(0, 5)).center()
    desk.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=complaints)
    desk.qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=complaints)
    desk.settle()
    desk.key(K.Key_Return)
    desk.settle()
    assert desk.window.place is Place.ISSUES


class _Screen:
    def __init__(self) -> None:
        self.states: list[TradeState] = []
        self.errors: list[QaError] = []
        self.said: list[str] = []

    def show_state(self, state: TradeState) -> None:
        self.states.append(state)

    def lists_changed(self) -> None:
        self.said.append("lists")

    def acted(self) -> None:
        self.said.append("acted")

    def signed(self, done: object) -> None:
        self.said.append("signed")

    def refused(self, error: QaError) -> None:
        self.errors.append(error)


def test_another_spelling_is_said_to_be_the_same_and_the_figures_are_exported(
    desk: Desk, market: Market, shop: LotShop, tmp_path: Path
) -> None:
    begin(shop, "L-1", "Meyer und Soehne")
    screen = open_trade(desk)
    screen.show_page(1)
    desk.settle()
    assert "“Meyer und Soehne” (1 lot)" in screen.partners.unknown.text()
    screen.partners.unknown.action_requested.emit()
    sheet = screen.spelling_sheet
    desk.key(K.Key_Return, CTRL)
    assert "Choose the partner that is meant" in sheet.message.text()
    desk.key(K.Key_Down)
    desk.key(K.Key_Return, CTRL)
    assert not sheet.isVisible()
    assert not screen.partners.unknown.isVisible()
    assert market.program.trade.unknown_suppliers(market.actor) == ()
    screen.show_page(2)
    desk.settle()
    assert "nothing of them is decided yet: 1 lot" in screen.figures.words.text()
    target = tmp_path / "suppliers.csv"
    screen.save_picker.chosen.emit(target)
    desk.settle()
    assert "1 partner was written to suppliers.csv" in screen.said.text()
    assert SUPPLIER in target.read_text("utf-8-sig")
    screen.save_picker.chosen.emit(target)
    desk.settle()
    assert "exists already" in screen.said.text()


def test_the_view_model_keeps_the_filter_and_names_what_is_wrong(market: Market, clock: FakeClock) -> None:
    late, soon = market.line("2026-03-03"), market.line("2026-03-30")
    clock.forward(days=5)
    screen = _Screen()
    model = TradeModel(market.program, market.actor, _Now(), screen)  # type: ignore[arg-type]
    model.enter(date(2026, 3, 7))
    assert model.state.figures.period == "2026"
    shown = model.lines_page(model.state.lines, None, 1)
    rest = model.lines_page(model.state.lines, shown[-1].row.key, 10)
    assert [line.id for line in (*shown, *rest)] == [late.id, soon.id]
    assert shown[0].standing is Standing.OPEN_LATE
    model.want_lines(text="none of them")
    assert model.lines_count(model.state.lines) == 0
    model.want_lines(text="none of them")
    assert screen.said.count("lists") == 1, "the same filter loads nothing"
    model.want_figures(period="nothing")
    assert isinstance(screen.errors[-1], InputError)
    assert model.state.figures.period == "2026"
    model.open(late.id)
    model.deliver("1000", "2026-12-31", "", "")
    assert isinstance(screen.errors[-1], InputError)
    model.deliver("50", "2026-03-07", "", "LS-1")
    assert model.state.detail is not None
    assert ShownLine(model.state.detail.row, date(2026, 3, 7)).days == 4
    assert ShownLine(model.state.detail.row, date(2026, 3, 7)).standing is Standing.LATE


def test_days_are_whole_numbers() -> None:
    assert (days_of(" "), days_of("3")) == (None, 3)
    for wrong in ("-1", "1.5", "٣", "x"):
        with pytest.raises(InputError):
            days_of(wrong)
