"""A complaint from its first words to the satisfied customer and its end: in the real window, by real keys."""

from __future__ import annotations

import pytest
from _pytest.fixtures import FixtureFunctionDefinition
from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import PromiseState, Satisfied
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.ui.amends.view import AmendsScreen
from qa_desktop.ui.followup.view import FollowUpScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import FakeClock
from tests.services.cures import cure
from tests.services.makings import audit_actions
from tests.services.test_followup import dispose
from tests.services.trade_makings import CUSTOMER, Market, new_market
from tests.ui_review import conftest as desk_fixtures
from tests.ui_review.conftest import CTRL, Desk
from tests.walk.by_keys import choose, history, open_issue, over, step, tab_to, texts

# The desk belongs to this walk alone: the walk of the main job builds a workspace of its own.
globals().update({name: found for name, found in vars(desk_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def market(program: Program, people: People) -> Market:
    return new_market(program, people)


STORY = [
    *("issue.log", "hold.place", "issue.move", "complaint.set", "promise.give"),
    *("cause.add", "cause.root", "cause.add", "cause.root", "action.add", "action.done", "action.verify", "effect.override"),
    *("disposition.propose", "disposition.approve", "issue.move", "issue.move", "issue.move"),
    *("promise.keep", "promise.satisfied", "issue.move"),
]
"""What the audit trail holds of the walk: refusals leave nothing behind."""


def test_a_complaint_ends_when_what_was_promised_is_kept(
    desk: Desk, program: Program, people: People, market: Market, clock: FakeClock
) -> None:
    before = len(audit_actions(program.workspace))
    issue = complain(desk, program, people)
    contain(desk, issue)
    make_a_promise(desk, issue)
    clock.forward(days=2)
    cure(program, people, issue.id)
    dispose(program, people, issue, scrap="12")
    for remark in ("Insert worn, measured too seldom", "Insert every 200 pieces", "Counter set"):
        assert step(desk, "supervisor", issue.id, remark) == ""
    said = step(desk, "supervisor", issue.id, "It works")
    assert "A promise to the customer is open. Keep it or withdraw it, under Amends." in said
    assert program.issues.detail(people["auditor"], issue.id).row.state is IssueState.VERIFYING
    keep_the_promise(desk)
    assert step(desk, "supervisor", issue.id, "Twelve new shafts, insert changed every 200 pieces") == ""
    check_what_is_kept(program, people, issue)
    assert audit_actions(program.workspace)[before:] == STORY


def complain(desk: Desk, program: Program, people: People) -> IssueRow:
    """Ctrl+N in the issue log; nothing is chosen beforehand."""
    desk.enter("supervisor")
    screen = desk.go(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    desk.key(K.Key_N, CTRL)
    sheet = screen.new_sheet
    desk.type("Bores out of round")
    desk.key(K.Key_Return, CTRL)
    assert "kind of issue" in sheet.message.text()
    choose(desk, sheet.kind, "Complaint")
    choose(desk, sheet.severity, "Major")
    over(desk, sheet.quantity, "12")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden(), sheet.message.text()
    (row,) = program.issues.list_issues(people["auditor"]).rows
    assert (row.kind, row.severity, row.state, row.quantity) == (IssueKind.COMPLAINT, Severity.MAJOR, IssueState.LOGGED, "12")
    assert screen.detail.title.text() == "Bores out of round"
    return row


def contain(desk: Desk, issue: IssueRow) -> None:
    """What was delivered is gone: it is stated, with the reason, that nothing has to be held."""
    assert "Nothing is on hold yet" in step(desk, "supervisor", issue.id, "All delivered")
    desk.key(K.Key_H, CTRL)
    screen = desk.window.screen_of(Place.FOLLOWUP)
    assert isinstance(screen, FollowUpScreen)
    desk.key(K.Key_H, CTRL)
    tab_to(desk, screen.hold_sheet.nothing)
    desk.key(K.Key_Space)
    tab_to(desk, screen.hold_sheet.reason)
    desk.type("Everything of this order was delivered")
    desk.key(K.Key_Return)
    assert step(desk, "supervisor", issue.id, "Customer sorts, nothing is left here") == ""


def amends(desk: Desk) -> AmendsScreen:
    """Ctrl+U from the issue that is open."""
    desk.key(K.Key_U, CTRL)
    assert desk.window.place is Place.AMENDS
    screen = desk.window.screen_of(Place.AMENDS)
    assert isinstance(screen, AmendsScreen)
    return screen


def make_a_promise(desk: Desk, issue: IssueRow) -> None:
    """Who complained comes first, then what they are promised until when."""
    open_issue(desk, "supervisor", issue.id)
    screen = amends(desk)
    desk.key(K.Key_N, CTRL)
    assert screen.promise_sheet.isHidden(), "nobody is promised anything before it is known who complained"
    desk.key(K.Key_U, CTRL)
    choose(desk, screen.complaint_sheet.company, CUSTOMER)
    over(desk, screen.complaint_sheet.reference, "RMA-77")
    desk.key(K.Key_Return, CTRL)
    assert f"{CUSTOMER} · received 2026-03-02 · their reference RMA-77" in texts(screen.complaint)
    desk.key(K.Key_N, CTRL)
    choose(desk, screen.promise_sheet.kind, "Replacement")
    over(desk, screen.promise_sheet.due, "2026-03-09")
    over(desk, screen.promise_sheet.words, "Twelve new shafts")
    desk.key(K.Key_Return, CTRL)
    assert "Until 2026-03-09, in 7 days" in texts(screen.promises)
    assert "1 promise is open" in texts(screen.promises)


def keep_the_promise(desk: Desk) -> None:
    """Kept with what shows it; then the customer is asked."""
    screen = amends(desk)
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return)
    assert screen.keep_sheet.isVisible(), "nothing shows yet that it was kept"
    assert "1 promise is open" in texts(screen.promises)
    desk.type("Delivery note LS-5")
    desk.key(K.Key_Return)
    assert "Kept on 2026-03-04, in time: Delivery note LS-5" in texts(screen.promises)
    assert "No promise is open" in texts(screen.promises)
    desk.key(K.Key_Return, CTRL)
    tab_to(desk, screen.satisfied_sheet.yes)
    desk.key(K.Key_Space)
    over(desk, screen.satisfied_sheet.remark, "Quick help")
    desk.key(K.Key_Return, CTRL)
    assert "The customer is satisfied" in texts(screen.promises)


def check_what_is_kept(program: Program, people: People, issue: IssueRow) -> None:
    """The database tells the same story."""
    auditor = people["auditor"]
    assert program.issues.detail(auditor, issue.id).row.state is IssueState.CLOSED
    assert history(program, people, issue.id) == ["contained", "analysed", "acting", "verifying", "closed"]
    detail = program.amends.detail(auditor, issue.id)
    assert detail.complaint is not None
    assert detail.complaint.reference == "RMA-77"
    assert detail.open == 0
    (promise,) = detail.promises
    assert (promise.state, promise.evidence, promise.satisfied) == (PromiseState.KEPT, "Delivery note LS-5", Satisfied.YES)
