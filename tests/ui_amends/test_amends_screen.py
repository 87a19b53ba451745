"""A complaint to amends in the real window, by keys: who complained, promise, kept, customer asked, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, QaError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import PromiseKind, PromiseState, RequestState, Satisfied
from qa_desktop.services.amends import ComplaintFacts
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.amends.view import AmendsScreen
from qa_desktop.ui.amends.view_model import AmendsModel, AmendsState
from qa_desktop.ui.amends.words import AmendsWords
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.widgets.message import MessageKind
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.test_supply import ask, observation
from tests.services.trade_makings import CUSTOMER, Market, new_market, quick_documents
from tests.ui_followup.test_followup_screen import tab_to, texts
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key


@pytest.fixture
def market(program: Program, people: dict[str, Actor]) -> Market:
    return new_market(program, people)


def open_amends(desk: Desk, login: str, issue_id: str) -> AmendsScreen:
    desk.enter(login)
    desk.go(Place.ISSUES, issue_id=issue_id)
    desk.key(K.Key_U, CTRL)
    assert desk.window.place is Place.AMENDS
    screen = desk.window.screen_of(Place.AMENDS)
    assert isinstance(screen, AmendsScreen)
    return screen


def test_a_complaint_is_made_good_by_keys(desk: Desk, market: Market, program: Program) -> None:
    issue = market.complaint(told=False)
    screen = open_amends(desk, "engineer", issue)
    assert "not entered yet which customer" in texts(screen.complaint)
    assert not screen.promise.isVisible(), "nobody is promised anything before it is known who complained"

    desk.key(K.Key_U, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert "Choose the customer" in screen.complaint_sheet.message.text()
    desk.key(K.Key_Down)
    tab_to(desk, screen.complaint_sheet.reference)
    desk.type("RMA-77")
    desk.key(K.Key_Return, CTRL)
    assert f"{CUSTOMER} · received 2026-03-02 · their reference RMA-77" in texts(screen.complaint)

    desk.key(K.Key_N, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert "Choose what is promised" in screen.promise_sheet.message.text()
    desk.key(K.Key_Down)
    tab_to(desk, screen.promise_sheet.due)
    desk.type("2026-03-01")
    tab_to(desk, screen.promise_sheet.words)
    desk.type("Twelve new shafts")
    desk.key(K.Key_Return, CTRL)
    assert "over already" in screen.promise_sheet.message.text()
    assert screen.promise_sheet.words.toPlainText() == "Twelve new shafts", "what was typed stays"
    screen.promise_sheet.due.setFocus()
    desk.key(K.Key_A, CTRL)
    desk.type("2026-03-09")
    desk.key(K.Key_Return, CTRL)
    shown = texts(screen.promises)
    assert "Replacement: Twelve new shafts" in shown
    assert "Until 2026-03-09, in 7 days" in shown
    assert "1 promise is open" in shown

    desk.key(K.Key_Return, CTRL)
    desk.type("Delivery note LS-5")
    desk.key(K.Key_Return)
    assert "Kept on 2026-03-02, in time: Delivery note LS-5" in texts(screen.promises)
    assert "was not asked yet" in texts(screen.promises)
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert "Choose whether" in screen.satisfied_sheet.message.text()
    desk.key(K.Key_Space)
    desk.key(K.Key_Return, CTRL)
    assert "The customer is satisfied." in texts(screen.promises)
    (promise,) = program.amends.detail(market.actor, issue).promises
    assert (promise.state, promise.satisfied) == (PromiseState.KEPT, Satisfied.YES)
    desk.key(K.Key_Escape)
    assert desk.window.place is Place.ISSUES


def test_the_next_step_says_when_there_is_none(desk: Desk, market: Market) -> None:
    screen = open_amends(desk, "engineer", market.complaint())
    desk.key(K.Key_Return, CTRL)
    assert screen.said.text() == "Nothing was promised yet."
    assert not any(sheet.isVisible() for sheet in screen._sheets)


def test_what_was_said_goes_when_it_is_no_longer_so(desk: Desk, market: Market) -> None:
    issue = market.complaint()
    screen = open_amends(desk, "engineer", issue)
    desk.key(K.Key_Return, CTRL)
    assert screen.said.isVisible()
    desk.key(K.Key_N, CTRL)
    desk.key(K.Key_Down)
    tab_to(desk, screen.promise_sheet.due)
    desk.type("2026-03-09")
    tab_to(desk, screen.promise_sheet.words)
    desk.type("Twelve new shafts")
    desk.key(K.Key_Return, CTRL)
    assert screen.promise_sheet.isHidden()
    assert not screen.said.isVisible(), "it said that nothing was promised"
    desk.key(K.Key_Escape)
    screen.said.show_message(MessageKind.INFO, "said about this one")
    desk.key(K.Key_U, CTRL)
    assert not screen.said.isVisible(), "nor does it stay for the next visit"


def test_tab_goes_through_a_complaint_as_it_is_read(desk: Desk, market: Market, program: Program) -> None:
    issue = market.complaint(told=False)
    open_amends(desk, "engineer", issue)
    desk.key(K.Key_U, CTRL)
    desk.key(K.Key_Down)
    for words in ("", "3", "RMA-9"):
        desk.key(K.Key_Tab)
        desk.type(words)
    desk.key(K.Key_Return, CTRL)
    told = program.amends.detail(market.actor, issue).complaint
    assert told is not None
    assert (told.quantity, told.reference) == (3, "RMA-9")


def test_of_several_promises_the_first_due_stands_first_and_its_sheets_name_it(desk: Desk, market: Market) -> None:
    issue = market.complaint()
    for words, day in (("A letter", "2026-03-20"), ("Twelve shafts", "2026-03-09"), ("A credit", "2026-03-12")):
        market.promise(issue, words=words, due=day)
    screen = open_amends(desk, "engineer", issue)
    shown = texts(screen.promises)
    assert shown.index("Twelve shafts") < shown.index("A credit") < shown.index("A letter")
    desk.key(K.Key_Return, CTRL)
    assert screen.keep_sheet.about.text() == "Replacement: Twelve shafts"
    desk.type("Delivery note LS-5")
    desk.key(K.Key_Return)
    assert screen.model.state.promises[-1].words == "Twelve shafts", "what is open comes first"
    for evidence in ("Credit note", "Post"):
        desk.key(K.Key_Return, CTRL)
        desk.type(evidence)
        desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    assert screen.satisfied_sheet.isVisible()
    assert screen.satisfied_sheet.about.text() == "Replacement: A letter"


def test_a_late_promise_says_so_in_words_and_is_withdrawn_with_a_reason(desk: Desk, market: Market, clock: FakeClock) -> None:
    issue = market.complaint()
    market.promise(issue)
    clock.forward(days=9)
    screen = open_amends(desk, "supervisor", issue)
    assert "2 days late" in texts(screen.promises)
    button = next(one for one in screen.promises.findChildren(type(screen.promise)) if one.text() == "Withdraw …")
    tab_to(desk, button)
    desk.key(K.Key_Space)
    desk.key(K.Key_Return)
    assert "Write a few words" in screen.withdraw_sheet.message.text()
    desk.type("They want a credit")
    desk.key(K.Key_Return)
    assert "Withdrawn by Sara Supervisor: They want a credit" in texts(screen.promises)
    assert "No promise is open" in texts(screen.promises)


@pytest.mark.parametrize("login", ["inspector", "auditor"])
def test_who_does_not_work_issues_only_reads(desk: Desk, market: Market, login: str) -> None:
    issue = market.complaint()
    market.promise(issue)
    screen = open_amends(desk, login, issue)
    for key in (K.Key_U, K.Key_N, K.Key_Return):
        desk.key(key, CTRL)
    assert not any(sheet.isVisible() for sheet in screen._sheets)
    assert "1 promise is open" in texts(screen.promises)
    assert not [one for one in screen.promises.findChildren(type(screen.promise)) if one.isVisible()]


def test_what_is_no_complaint_has_no_amends(desk: Desk, market: Market, program: Program) -> None:
    row = program.issues.log(market.actor, kind=IssueKind.OBSERVATION, title="Oil", severity=Severity.MINOR)
    screen = open_amends(desk, "engineer", row.id)
    assert not screen.complaint.isVisible()
    assert not screen.promises.isVisible()
    desk.key(K.Key_U, CTRL)
    desk.key(K.Key_N, CTRL)
    assert not any(sheet.isVisible() for sheet in screen._sheets)


def test_a_supplier_is_asked_answers_and_is_accepted(desk: Desk, market: Market, program: Program) -> None:
    row = program.issues.log(market.actor, kind=IssueKind.NONCONFORMITY, title="Bores too large", severity=Severity.MAJOR)
    screen = open_amends(desk, "engineer", row.id)
    card = screen.requests
    assert "No supplier was asked" in texts(card)
    desk.key(K.Key_R, CTRL)
    sheet = card.request_sheet
    desk.key(K.Key_Return, CTRL)
    assert "Choose the supplier" in sheet.message.text()
    desk.key(K.Key_Down)
    tab_to(desk, sheet.due)
    desk.type("2026-03-16")
    tab_to(desk, sheet.words)
    desk.type("Find the cause")
    desk.key(K.Key_Return, CTRL)
    assert "Type your password" in sheet.message.text()
    desk.type("wrong")
    desk.key(K.Key_Return)
    assert "password is not right" in sheet.message.text()
    assert sheet.words.toPlainText() == "Find the cause", "what was typed stays"
    sheet.password.edit.setFocus()
    desk.key(K.Key_A, CTRL)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "CAR-01-000001 is signed" in card.said.text()
    assert "CAR-01-000001 to Meyer & Söhne, answer until 2026-03-16" in texts(card)

    def press(words: str) -> None:
        tab_to(desk, next(one for one in card.findChildren(type(card.ask)) if one.text() == words))
        desk.key(K.Key_Space)

    for answer, verdict, reason in (("Worn drill", "Refuse …", "No prevention"), ("Drill life counted", "Accept …", "")):
        press("Answered …")
        desk.type(answer)
        desk.key(K.Key_Return, CTRL)
        press(verdict)
        desk.type(reason)
        desk.key(K.Key_Return)
    assert "Answered on 2026-03-02: Drill life counted" in texts(card)
    assert "Accepted by Emma Engineer" in texts(card)
    (found,) = program.supplier_requests.of_issue(market.actor, row.id)
    assert found.state is RequestState.ACCEPTED
    reader = open_amends(desk, "auditor", row.id)
    desk.key(K.Key_R, CTRL)
    assert not reader.requests.request_sheet.isVisible()
    assert not reader.requests.ask.isVisible()


def test_an_overdue_promise_stands_on_the_home_screen_and_money_is_summed(
    desk: Desk, market: Market, program: Program, clock: FakeClock
) -> None:
    issue = market.complaint()
    market.promise(issue)
    credit = {"kind": PromiseKind.CREDIT, "words": "Credit for sorting", "currency": "EUR"}
    market.promise(issue, amount="180", **credit)
    second = market.promise(issue, amount="20.50", **credit).promises[-1]
    gone = market.promise(issue, amount="99", **credit).promises[-1]
    program.amends.keep(market.actor, second.id, kept_on="2026-03-02", evidence="GS-1", version=1)
    program.amends.withdraw(market.actor, gone.id, "Typed twice", 1)
    assert program.amends.overdue(market.actor) == ()
    clock.forward(days=8)
    assert len(program.amends.overdue(market.actor)) == 2
    desk.enter("inspector")
    home = desk.go(Place.HOME)
    assert isinstance(home, HomeScreen)
    assert not home.news.isVisible(), "who does not work on issues cannot keep it"
    desk.enter("engineer")
    home = desk.go(Place.HOME)
    assert isinstance(home, HomeScreen)
    assert "Overdue in NC-01-000001" in home.news.list.look_of(home.news.list.rows()[0]).lines[0]
    lines = home.news.list.look_of(home.news.list.rows()[1]).lines
    assert lines == ("A promise to the customer is overdue: NC-01-000001", "due on 2026-03-09", "Twelve new shafts by express")
    home.news.list.setFocus()
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    screen = desk.window.screen_of(Place.AMENDS)
    assert isinstance(screen, AmendsScreen)
    assert "200.50 EUR promised, 20.50 of it given" in texts(screen.promises)


def test_a_request_is_reminded_saved_and_withdrawn_by_keys(
    desk: Desk, market: Market, program: Program, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    quick_documents(monkeypatch)
    issue = observation(market)
    ask(market, issue)
    clock.forward(days=15)
    desk.enter("engineer")
    home = desk.go(Place.HOME)
    assert isinstance(home, HomeScreen)
    assert "Overdue in NC-01-000001" in home.news.list.look_of(home.news.list.rows()[0]).lines[0]
    head, about, title = home.news.list.look_of(home.news.list.rows()[1]).lines
    assert head == "Meyer & Söhne owes an answer to CAR-01-000001"
    assert (about, title) == ("due on 2026-03-16", "NC-01-000001: Scratched")
    home.news.list.setFocus()
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    screen = desk.window.screen_of(Place.AMENDS)
    assert isinstance(screen, AmendsScreen)
    card = screen.requests
    assert "Answer overdue" in texts(card)

    def press(words: str) -> None:
        tab_to(desk, next(one for one in card.findChildren(type(card.ask)) if one.text() == words and one.isVisible()))
        desk.key(K.Key_Space)

    press("Reminded …")
    desk.key(K.Key_Return)
    assert "Write a few words" in card.verdict_sheet.message.text()
    desk.type("Herr Vogt, by telephone")
    desk.key(K.Key_Return)
    assert "Reminded once, on 2026-03-17." in texts(card)
    assert [row.reminders for row in program.supplier_requests.of_issue(market.actor, issue)] == [1]
    monkeypatch.setattr(card.save_picker, "ask_new_file", lambda *_: card.save_picker.chosen.emit(tmp_path / "CAR.pdf"))
    press("Save the PDF …")
    assert "is not shown" in card.said.text(), "a file that does not pass the check is not sent"
    press("Withdraw …")
    desk.type("The supplier closed")
    desk.key(K.Key_Return)
    assert "Withdrawn on 2026-03-17: The supplier closed" in texts(card)
    assert program.supplier_requests.overdue(market.actor) == ()
    assert [one.text() for one in card.findChildren(type(card.ask)) if one.isVisible()] == ["Ask a supplier …", "Save the PDF …"]


class _Now:
    """Runs at once what the window's queues would run."""

    def read(self, call: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[QaError], None], **_: object) -> None:
        try:
            result = call()
        except QaError as error:
            failed(error)
            return
        done(result)

    write = work = read


class _Screen:
    def __init__(self) -> None:
        self.states: list[AmendsState] = []
        self.errors: list[QaError] = []
        self.stored = 0

    def show_state(self, state: AmendsState) -> None:
        self.states.append(state)

    def acted(self) -> None:
        self.stored += 1

    def refused(self, error: QaError) -> None:
        self.errors.append(error)


def test_the_view_model_says_what_was_refused_and_stays_usable(market: Market) -> None:
    issue, screen = market.complaint(), _Screen()
    (row,) = market.promise(issue).promises
    model = AmendsModel(market.program, market.actor, _Now(), screen)  # type: ignore[arg-type]
    model.open(issue)
    assert model.state.may_promise
    model.withdraw(SimpleNamespace(id=row.id, version=9), "why")  # type: ignore[arg-type]
    assert isinstance(screen.errors[-1], ConflictError)
    assert not model.state.busy
    model.keep(row, date(2026, 3, 2).isoformat(), "LS-1")
    assert screen.stored == 1
    assert model.state.detail is not None
    assert model.state.detail.open == 0
    model.keep(row, "2026-03-02", "again")
    assert isinstance(screen.errors[-1], RefusedError)
    reader = AmendsModel(market.program, market.people["auditor"], _Now(), _Screen())  # type: ignore[arg-type]
    reader.open(issue)
    assert not reader.state.may_promise
    reader.open("nothing")
    assert reader.state.error is not None


def test_one_piece_is_no_pieces(market: Market, program: Program) -> None:
    issue, words, version = market.complaint(told=False), AmendsWords(), 0
    for quantity, said in (("1", "1 piece"), ("2", "2 pieces"), ("1.5", "1.5 pieces")):
        facts = ComplaintFacts(market.customer.id, "2026-03-02", "", quantity)
        told = program.amends.set_complaint(market.actor, issue, facts, version).complaint
        assert told is not None
        version = told.version
        assert words.complaint(told).endswith(f" · {said}")


def test_a_request_is_looked_at_page_by_page_and_nothing_else_is_signed(
    desk: Desk, market: Market, program: Program, workspace: Workspace
) -> None:
    row = program.issues.log(market.actor, kind=IssueKind.NONCONFORMITY, title="Bores too large", severity=Severity.MAJOR)
    screen = open_amends(desk, "engineer", row.id)
    card, panel = screen.requests, screen.requests.look
    desk.key(K.Key_R, CTRL)
    sheet = card.request_sheet
    stops = [sheet.company]
    for _ in range(4):
        desk.key(K.Key_Tab)
        stops.append(desk.focus())
    assert stops == [sheet.company, sheet.due, sheet.words, sheet.look, sheet.password.edit], "Tab goes down the sheet"
    tab_to(desk, sheet.look)
    desk.key(K.Key_Space)
    assert "Choose the supplier" in sheet.message.text(), "nothing is drawn before it is known for whom"
    assert not panel.isVisible()
    desk.key(K.Key_Down)
    tab_to(desk, sheet.due)
    desk.type("2026-03-01")
    tab_to(desk, sheet.words)
    desk.type("Find the cause")
    tab_to(desk, sheet.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(lambda: not panel.isVisible(), timeout=20_000)
    assert "over already" in sheet.message.text(), "what is wrong is said where it is typed"
    tab_to(desk, sheet.due)
    desk.key(K.Key_A, CTRL)
    desk.type("2026-03-16")
    tab_to(desk, sheet.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(panel.preview.sheet.has_image, timeout=20_000)
    assert panel.preview.title.text() == "Request, not signed"
    assert "Nobody signed this" in panel.preview.sentence.text()
    assert panel.preview.area.hasFocus()
    assert panel.preview.page == 0
    for _ in range(5):
        desk.key(K.Key_PageDown)
    assert panel.preview.page == 1, "page keys scroll, then turn"
    for _ in range(5):
        desk.key(K.Key_PageUp)
    assert panel.preview.page == 0
    assert not list(workspace.reports.glob("CAR*"))
    desk.key(K.Key_Escape)
    assert not panel.isVisible()
    assert sheet.isVisible()
    assert sheet.look.hasFocus(), "back where the look began"
    assert sheet.words.toPlainText() == "Find the cause", "what was typed stays"
    assert not sheet.message.isVisible(), "what was wrong is right now"

    tab_to(desk, sheet.words)
    desk.type(" and the other one")
    tab_to(desk, sheet.password.edit)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "changed after it was shown" in sheet.message.text(), "other words than those that were looked at are not signed"
    tab_to(desk, sheet.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(panel.preview.sheet.has_image, timeout=20_000)
    desk.key(K.Key_Escape)
    tab_to(desk, sheet.password.edit)
    desk.key(K.Key_Return)
    assert "CAR-01-000001 is signed" in card.said.text()
    (found,) = program.supplier_requests.of_issue(market.actor, row.id)
    assert found.state is RequestState.SENT
    desk.key(K.Key_R, CTRL)
    assert sheet.looked == "", "another request begins with another look"
