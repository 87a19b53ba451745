"""From a failed reading over cause, action and effect to a lesson that is offered for the next one: real window, real keys."""

from __future__ import annotations

from dataclasses import replace

from _pytest.fixtures import FixtureFunctionDefinition
from PySide6.QtCore import Qt

from qa_desktop.domain.actions import ActionState, Effect
from qa_desktop.domain.causes import Track
from qa_desktop.domain.checklist import Checklist, Section, Severity
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.item_rules import Rules
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.causes.view import CausesScreen
from qa_desktop.ui.followup.view import FollowUpScreen
from qa_desktop.ui.improve.view import ImproveScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.issue_sheet import IssueSheet
from qa_desktop.ui.run.view import RunScreen
from tests.services.conftest import FakeClock
from tests.services.makings import audit_actions
from tests.services.rounds import Floor, measured, new_floor
from tests.services.signed import behind_the_rules
from tests.ui_review import conftest as desk_fixtures
from tests.ui_review.conftest import CTRL, Desk
from tests.walk.by_keys import choose, history, open_issue, over, press, step, tab_to, texts

# The desk belongs to this walk alone: the walk of the main job builds a workspace of its own.
globals().update({name: found for name, found in vars(desk_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})

K = Qt.Key
BORES = Checklist("Bores", (Section("Size", tuple(replace(measured(f"bore_{x}", f"Bore {x}"), rules=Rules()) for x in "ab")),))

STORY = [
    *("answer.give", "issue.log", "hold.place", "issue.move"),
    *("cause.add", "cause.add", "cause.root", "cause.add", "cause.root", "issue.move"),
    *(
        "disposition.propose",
        "concession.request",
        "concession.approve",
        "concession.use",
        "disposition.approve",
        "disposition.approve",
        "action.add",
        "issue.move",
    ),
    *("action.done", "issue.move", "action.verify", "effect.plan"),
    *("lot.create", "inspection.begin", "answer.give", "answer.give") * 3,
    *("effect.conclude", "hold.lift", "issue.move"),
    *("lesson.write", "lesson.move", "lot.create", "inspection.begin", "answer.give", "issue.log", "lesson.offer"),
]
"""What the audit trail holds of the walk: refusals leave nothing behind."""


def test_a_failed_reading_becomes_a_lesson(desk: Desk, workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock, BORES, None)
    for lot in range(4):
        inspected(floor, "12.480", lot=f"L-09{lot}")
    issue = log_from_the_run(desk, floor)
    clock.forward(minutes=20)
    contain(desk, floor, issue)
    analyse(desk, floor, issue)
    decide(desk, floor, issue)
    act(desk, floor, issue)
    verify_and_close(desk, floor, issue)
    teach(desk, floor, issue)
    clock.forward(days=3)
    offer(desk, floor, issue)
    check_what_is_kept(floor, issue)


def log_from_the_run(desk: Desk, floor: Floor) -> IssueRow:
    """A reading out of tolerance, key I, one sentence, Enter."""
    desk.enter("inspector")
    screen = desk.go(Place.RUN, inspection_id=floor.inspection)
    assert isinstance(screen, RunScreen)
    desk.type("12.480")
    desk.key(K.Key_Return)
    desk.key(K.Key_Up)
    desk.key(K.Key_I)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, IssueSheet)
    assert not sheet.twins.found, "nothing like it was seen before"
    desk.type("The insert chatters")
    desk.key(K.Key_Return)
    (row,) = floor.program.issues.issues_of(floor.people["auditor"], floor.inspection)
    assert (row.kind, row.severity, row.quantity) == (IssueKind.NONCONFORMITY, Severity.MAJOR, "1")
    assert row.description == "The insert chatters"
    return row


def contain(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """Nothing goes on before something is held."""
    assert "Nothing is on hold yet" in step(desk, "engineer", issue.id, "Sorted")
    desk.key(K.Key_H, CTRL)
    screen = follow_up(desk)
    assert "Nothing is on hold yet" in texts(screen.needs)
    desk.key(K.Key_H, CTRL)
    tab_to(desk, screen.hold_sheet.boxes[0])
    desk.key(K.Key_Space)
    tab_to(desk, screen.hold_sheet.reason)
    desk.type("Bore out of tolerance")
    desk.key(K.Key_Return)
    (hold,) = floor.program.containment.holds(floor.people["auditor"], issue.id)
    assert hold.stands
    assert step(desk, "engineer", issue.id, "Lot on shelf 4, tagged") == ""


def analyse(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """Why it happened, and why it was not found: both with a code."""
    said = step(desk, "engineer", issue.id, "Understood")
    assert "why did it happen?" in said
    assert "Why it was not found is not named yet" in said
    desk.key(K.Key_K, CTRL)
    screen = causes(desk)
    desk.key(K.Key_Return)
    for answer in ("Cut too wide", "Insert worn"):
        desk.type(answer)
        desk.key(K.Key_Return)
        if answer == "Cut too wide":
            desk.key(K.Key_Tab)
    mark(desk, screen, "TOOL")
    desk.key(K.Key_Escape)
    said = step(desk, "engineer", issue.id, "Understood")
    assert "why did it happen?" not in said
    assert "Why it was not found is not named yet" in said
    desk.key(K.Key_K, CTRL)
    screen = causes(desk)
    desk.key(K.Key_F6)
    assert screen.why.trees[Track.DETECTION].hasFocus()
    desk.key(K.Key_Return)
    desk.type("Measured on every fiftieth piece only")
    desk.key(K.Key_Return)
    mark(desk, screen, "TOO-SELDOM")
    assert step(desk, "engineer", issue.id, "Worn insert, measured too seldom") == ""


def decide(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """The goods wait for the board, and the step waits for the goods and for an action."""
    said = step(desk, "engineer", issue.id, "We act")
    assert "Propose a disposition" in said
    assert "No corrective action is planned yet" in said
    desk.key(K.Key_H, CTRL)
    screen = follow_up(desk)
    desk.key(K.Key_D, CTRL)
    desk.type("1")
    assert "2 others have to agree" in screen.disposition_sheet.board.text()
    tab_to(desk, screen.disposition_sheet.reason)
    desk.type("The bearing still fits")
    desk.key(K.Key_Return)
    open_issue(desk, "supervisor", issue.id)
    desk.key(K.Key_H, CTRL)
    screen = follow_up(desk)
    desk.key(K.Key_Return, CTRL)
    desk.type("Seen")
    desk.key(K.Key_Return)
    assert "needs an approved concession of this issue" in screen.vote_sheet.message.text()
    desk.key(K.Key_Escape)
    concede(desk, floor, issue)
    for login in ("supervisor", "manager"):
        (row,) = floor.program.dispositions.dispositions(floor.people["auditor"], issue.id)
        assert row.state is DispositionState.PROPOSED
        open_issue(desk, login, issue.id)
        desk.key(K.Key_H, CTRL)
        follow_up(desk)
        desk.key(K.Key_Return, CTRL)
        desk.type("Seen")
        desk.key(K.Key_Return)
    (row,) = floor.program.dispositions.dispositions(floor.people["auditor"], issue.id)
    assert row.state is DispositionState.APPROVED


def concede(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """What is used as is needs a permit: one requests it for this piece, another approves it."""
    open_issue(desk, "supervisor", issue.id)
    desk.key(K.Key_H, CTRL)
    screen = follow_up(desk)
    desk.key(K.Key_E, CTRL)
    sheet = screen.acts.request_sheet
    for field, words in ((sheet.high, "12.5"), (sheet.quantity, "1"), (sheet.last, "2026-03-20"), (sheet.reason, "It fits")):
        tab_to(desk, field)
        desk.type(words)
    desk.key(K.Key_Return)
    assert sheet.isHidden(), sheet.message.text()
    open_issue(desk, "engineer", issue.id)
    desk.key(K.Key_H, CTRL)
    press(desk, follow_up(desk).permits, "Approve …")
    desk.type("Mail of 2 March")
    desk.key(K.Key_Return)
    (row,) = floor.program.concessions.of_issue(floor.people["auditor"], issue.id)
    assert (row.requested_by, row.approved_by, row.customer_approval) == ("Sara Supervisor", "Emma Engineer", "Mail of 2 March")


def act(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """The engineer plans, the owner does, somebody else verifies."""
    said = step(desk, "engineer", issue.id, "We act")
    assert "No corrective action is planned yet" in said
    assert "Propose a disposition" not in said
    desk.key(K.Key_K, CTRL)
    screen = causes(desk)
    desk.key(K.Key_N, CTRL)
    desk.type("Change the insert every 200 pieces")
    choose(desk, screen.asking.action.person, "Ines Inspector")
    over(desk, screen.asking.action.fields["due"], "2026-03-09")
    desk.key(K.Key_Return)
    assert step(desk, "engineer", issue.id, "Insert every 200 pieces") == ""
    assert "not done yet: 1" in step(desk, "engineer", issue.id, "Done")
    work_on_action(desk, "inspector", issue, "Counter hangs at machine 4")
    assert step(desk, "engineer", issue.id, "Counter set, looked at daily") == ""


def inspected(floor: Floor, bore: str, *, lot: str) -> None:
    """An approved inspection of the part; how one is signed is another walk."""
    what = WhatToInspect("4711-A", "Housing", lot=lot, lot_quantity="50")
    key = floor.program.inspections.begin(floor.people["inspector2"], floor.opened().row.revision_id, what).id
    for item in floor.items.values():
        floor.clock.forward(seconds=7)
        floor.program.answers.answer(floor.people["inspector2"], key, item, bore)
    behind_the_rules(floor.program.workspace, f"UPDATE inspection SET state = 'approved' WHERE id = '{key}'")


def prove(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """Planned with the number that the program proposes, too early to judge, and proven when the follow-up is over."""
    desk.key(K.Key_K, CTRL)
    screen = effects(desk)
    press(desk, screen.effect, "Plan …")
    sheet = screen.asking.plan
    choose(desk, sheet.what, "Inspections")
    over(desk, sheet.fields["target"], "0")
    tab_to(desk, sheet.fields["minimum"])
    desk.qtbot.waitUntil(lambda: "Before: 4 of 4 (100.0 %). With 3 or more" in texts(sheet.rows["minimum"]), timeout=5_000)
    desk.type("2")
    desk.key(K.Key_Return)
    assert "meets the target by luck in 7 of 100 cases" in sheet.message.text()
    over(desk, sheet.fields["minimum"], "3")
    desk.key(K.Key_Return)
    assert sheet.isHidden(), sheet.message.text()
    assert screen.effect.hasFocus(), "the keyboard is not lost with the card that was drawn anew"
    press(desk, screen.effect, "Judge now")
    assert "too early to judge" in texts(screen.said)

    for week in range(3):
        floor.clock.forward(days=14)
        inspected(floor, "12.350", lot=f"L-11{week}")
    screen = effects_again(desk, issue)
    press(desk, screen.effect, "Judge now")
    assert "too early to judge" in texts(screen.said), "the follow-up runs for sixty days"
    floor.clock.forward(days=28)
    screen = effects_again(desk, issue)
    press(desk, screen.effect, "Judge now")
    assert "Proven" in texts(screen.effect)
    assert "if nothing had changed: 0.029" in texts(screen.effect), "0 of 3 after 4 of 4: 1 of 35"
    assert "The target is met. Recorded by Emma Engineer" in texts(screen.effect)


def verify_and_close(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """Verified, planned, too early to judge, proven by the figures, holds lifted, closed."""
    said = step(desk, "engineer", issue.id, "It works")
    for missing in ("Something is still on hold", "nobody else has verified yet: 1", "is not shown to work"):
        assert missing in said
    work_on_action(desk, "inspector", issue, "")
    (row,) = floor.program.actions.actions_of(floor.people["auditor"], issue.id)
    assert row.state is ActionState.DONE, "nobody verifies their own action"
    work_on_action(desk, "supervisor", issue, "Seen at the machine")
    assert "nobody else has verified" not in step(desk, "engineer", issue.id, "It works")

    prove(desk, floor, issue)
    said = step(desk, "engineer", issue.id, "It works")
    assert "Something is still on hold" in said
    assert "is not shown to work" not in said
    desk.key(K.Key_H, CTRL)
    press(desk, follow_up(desk).holds, "Lift …")
    desk.type("All fifty pieces sorted")
    desk.key(K.Key_Return)
    assert step(desk, "engineer", issue.id, "Insert changed every 200 pieces") == ""


def teach(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """The lesson begins at the closed issue and is published."""
    screen = open_issue(desk, "engineer", issue.id)
    press(desk, screen.detail, "Write the lesson")
    improve = desk.window.screen_of(Place.IMPROVE)
    assert isinstance(improve, ImproveScreen)
    assert improve.lesson_sheet.issue.text() == issue.number
    desk.type("Bores grow when the insert is worn")
    tab_to(desk, improve.lesson_sheet.worked)
    desk.type("Change the insert every 200 pieces")
    desk.key(K.Key_Return, CTRL)
    assert floor.program.knowledge.search(floor.people["inspector2"], "insert") == (), "a draft is offered to nobody"
    tab_to(desk, improve.lessons.publish)
    desk.key(K.Key_Space)
    (lesson,) = floor.program.knowledge.search(floor.people["inspector2"], "insert")
    assert (lesson.issue_id, lesson.state) == (issue.id, LessonState.PUBLISHED)


def offer(desk: Desk, floor: Floor, issue: IssueRow) -> None:
    """The next one who meets it is told what was seen and what worked, and nothing is in the way of logging."""
    what = WhatToInspect("4711-A", "Housing", lot="L-101", lot_quantity="50")
    revision = floor.opened().row.revision_id
    other = floor.program.inspections.begin(floor.people["inspector2"], revision, what)
    desk.enter("inspector2")
    screen = desk.go(Place.RUN, inspection_id=other.id)
    assert isinstance(screen, RunScreen)
    desk.type("12.491")
    desk.key(K.Key_Return)
    desk.key(K.Key_Up)
    desk.key(K.Key_I)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, IssueSheet)
    assert [twin.id for twin in sheet.twins.found] == [issue.id]
    assert "What worked: Insert changed every 200 pieces" in texts(sheet.twins)
    over(desk, sheet.title, "Bore grows, insert worn")
    lesson = "Bores grow when the insert is worn. What worked: Change the insert every 200 pieces"
    desk.qtbot.waitUntil(lambda: lesson in sheet.twins.lesson_words(), timeout=5_000)
    desk.settle()
    assert lesson in texts(sheet.twins)
    assert [twin.id for twin in sheet.twins.found] == [issue.id]
    desk.key(K.Key_Return, CTRL)
    assert len(floor.program.issues.issues_of(floor.people["auditor"], other.id)) == 1


def check_what_is_kept(floor: Floor, issue: IssueRow) -> None:
    """The database tells the same story, in this order."""
    program, auditor = floor.program, floor.people["auditor"]
    detail = program.issues.detail(auditor, issue.id)
    assert detail.row.state is IssueState.CLOSED
    assert history(program, floor.people, issue.id) == ["contained", "analysed", "acting", "verifying", "closed"]
    (action,) = program.actions.actions_of(auditor, issue.id)
    assert (action.state, action.owner, action.verified_by) == (ActionState.VERIFIED, "Ines Inspector", "Sara Supervisor")
    (effect,) = program.actions.facts(auditor, issue.id).effects
    assert effect.effect is Effect.PROVEN
    facts = program.causes.facts(auditor, issue.id)
    assert (facts.occurrence_codes, facts.detection_codes) == (("TOOL",), ("TOO-SELDOM",))
    done = audit_actions(program.workspace)
    assert done[-len(STORY) :] == STORY


def effects(desk: Desk) -> CausesScreen:
    """Go to the page of the effects."""
    screen = causes(desk)
    for _ in range(4):
        desk.key(K.Key_Tab, CTRL)
    return screen


def effects_again(desk: Desk, issue: IssueRow) -> CausesScreen:
    """Come back to the effects some weeks later."""
    open_issue(desk, "engineer", issue.id)
    desk.key(K.Key_K, CTRL)
    return effects(desk)


def follow_up(desk: Desk) -> FollowUpScreen:
    assert desk.window.place is Place.FOLLOWUP
    screen = desk.window.screen_of(Place.FOLLOWUP)
    assert isinstance(screen, FollowUpScreen)
    return screen


def causes(desk: Desk) -> CausesScreen:
    assert desk.window.place is Place.CAUSES
    screen = desk.window.screen_of(Place.CAUSES)
    assert isinstance(screen, CausesScreen)
    return screen


def mark(desk: Desk, screen: CausesScreen, code: str) -> None:
    """Name the answer that is chosen as root cause."""
    desk.key(K.Key_F4)
    choose(desk, screen.asking.code.code, code)
    desk.key(K.Key_Return, CTRL)


def work_on_action(desk: Desk, login: str, issue: IssueRow, words: str) -> None:
    """Press Enter on the only action and write; without words, nothing may be asked."""
    open_issue(desk, login, issue.id)
    desk.key(K.Key_K, CTRL)
    screen = causes(desk)
    for _ in range(3):
        desk.key(K.Key_Tab, CTRL)
    assert screen.work.list.hasFocus()
    desk.key(K.Key_Return)
    assert screen.asking.words.isVisible() == bool(words)
    if words:
        desk.type(words)
        desk.key(K.Key_Return)
