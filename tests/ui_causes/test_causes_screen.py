"""From a logged issue over its causes to an action, its evidence and its effect: in the real window, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from qa_desktop.domain.actions import ActionKind, ActionState, Effect
from qa_desktop.domain.causes import Aspect, Category, Track
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.reports.types import Outcome
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.causes.view import CausesScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme import ThemeName, apply_theme
from tests.services.cause_makings import AFTER, Case, new_case
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.makings import picture
from tests.ui_review.conftest import CTRL, Desk
from tests.walk.by_keys import over

K = Qt.Key


@pytest.fixture
def issue(program: Program, people: dict[str, Actor]) -> IssueRow:
    return program.issues.log(
        people["inspector"], kind=IssueKind.NONCONFORMITY, title="Bore A too large", severity=Severity.MAJOR, quantity="12"
    )


@pytest.fixture
def case(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Case:
    return new_case(workspace, people, clock)


def open_screen(desk: Desk, login: str, issue_id: str) -> CausesScreen:
    desk.enter(login)
    screen = desk.go(Place.CAUSES, issue_id=issue_id)
    assert isinstance(screen, CausesScreen)
    return screen


def tab_to(desk: Desk, field: QWidget) -> None:
    for _ in range(30):
        if QApplication.focusWidget() is field:
            return
        desk.key(K.Key_Tab)
    raise AssertionError("Tab does not reach the field")


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QWidget) if hasattr(label, "text") and label.isVisible())


def lines(screen: CausesScreen, track: Track) -> list[tuple[str, str, str]]:
    return [(row.text(0), row.text(1), row.text(2)) for row in screen.why.trees[track].rows()]


def answer(desk: Desk, text: str, evidence: str = "") -> None:
    desk.type(text)
    if evidence:
        desk.key(K.Key_Tab)
        desk.type(evidence)
    desk.key(K.Key_Return)


def test_five_whys_by_keys(desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    desk.enter("engineer")
    issues = desk.go(Place.ISSUES, issue_id=issue.id)
    assert isinstance(issues, IssuesScreen)
    desk.key(K.Key_K, CTRL)
    assert desk.window.place is Place.CAUSES
    screen = desk.window.screen_of(Place.CAUSES)
    assert isinstance(screen, CausesScreen)
    assert screen.why.trees[Track.OCCURRENCE].hasFocus()

    desk.key(K.Key_Return)
    answer(desk, "Cut too wide", "12.50 mm")
    assert screen.why.trees[Track.OCCURRENCE].hasFocus()
    desk.key(K.Key_Tab)
    answer(desk, "Insert worn")
    desk.key(K.Key_Return)
    answer(desk, "Coolant low")
    assert lines(screen, Track.OCCURRENCE) == [
        ("1  Cut too wide", "12.50 mm", ""),
        ("1.1  Insert worn", "", ""),
        ("1.2  Coolant low", "", ""),
    ]
    desk.key(K.Key_Delete)
    desk.key(K.Key_Return, CTRL)
    assert len(lines(screen, Track.OCCURRENCE)) == 2
    desk.key(K.Key_F2)
    desk.key(K.Key_Tab)
    desk.type("Seen at 20x")
    desk.key(K.Key_Return)
    assert lines(screen, Track.OCCURRENCE)[1] == ("1.1  Insert worn", "Seen at 20x", "")
    desk.key(K.Key_F4)
    names = [screen.asking.code.code.itemText(place) for place in range(screen.asking.code.code.count())]
    assert names[0] == "No root cause"
    assert not any(name.startswith("OVERLOOKED") for name in names), "that code answers the other question"
    while not screen.asking.code.code.currentText().startswith("TOOL"):
        desk.key(K.Key_Down)
    desk.key(K.Key_Return, CTRL)
    assert lines(screen, Track.OCCURRENCE)[1][2].startswith("Root: TOOL")
    assert "Root cause marked." in screen.why.empty[Track.OCCURRENCE].text()

    desk.key(K.Key_F6)
    assert screen.why.trees[Track.DETECTION].hasFocus()
    desk.key(K.Key_Return)
    answer(desk, "Nobody measures it")
    facts = program.causes.facts(people["auditor"], issue.id)
    assert (facts.occurrence_codes, facts.detection_codes, facts.nodes) == (("TOOL",), (), 3)
    desk.key(K.Key_Escape)
    assert desk.window.place is Place.ISSUES


def test_a_photo_of_the_issue_proves_an_answer(desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    photo = program.photos.add(people["inspector"], issue_id=issue.id, data=picture(), name="insert.jpg")
    screen = open_screen(desk, "engineer", issue.id)
    desk.key(K.Key_Return)
    desk.type("Insert worn")
    tab_to(desk, screen.asking.node.photo)
    desk.key(K.Key_Down)
    desk.key(K.Key_Return, CTRL)
    (node,) = program.causes.analysis(people["auditor"], issue.id).nodes
    assert node.photo_id == photo.id
    assert lines(screen, Track.OCCURRENCE) == [("1  Insert worn", "(photo)", "")]


def test_an_empty_answer_is_refused_where_it_is_typed(desk: Desk, issue: IssueRow) -> None:
    screen = open_screen(desk, "engineer", issue.id)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    assert "Write the answer first" in screen.asking.node.message.text()
    assert screen.asking.node.isVisible()
    desk.key(K.Key_Escape)
    assert not screen.asking.node.isVisible()
    assert desk.window.place is Place.CAUSES


def test_fishbone_and_is_is_not(desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    screen = open_screen(desk, "engineer", issue.id)
    desk.key(K.Key_Tab, CTRL)
    assert screen.fishbone.list.hasFocus()
    assert "No possible cause is written yet" in texts(screen.fishbone)
    desk.key(K.Key_Return)
    desk.type("Spindle play")
    desk.key(K.Key_Tab)
    desk.key(K.Key_Down)
    desk.key(K.Key_Return, CTRL)
    analysis = program.causes.analysis(people["auditor"], issue.id)
    assert [(one.category, one.text) for one in analysis.fishbone] == [(Category.MACHINE, "Spindle play")]
    assert "Machine: Spindle play" in screen.fishbone.picture.accessibleDescription()
    desk.key(K.Key_Delete)
    assert screen.asking.confirm.sheet.accessibleName() == "Take “Spindle play” away?"
    desk.key(K.Key_Escape)
    assert len(program.causes.analysis(people["auditor"], issue.id).fishbone) == 1, "one key alone takes nothing away"
    desk.key(K.Key_Delete)
    desk.key(K.Key_Return, CTRL)
    assert program.causes.analysis(people["auditor"], issue.id).fishbone == ()
    assert screen.fishbone.list.hasFocus()

    desk.key(K.Key_Tab, CTRL)
    assert screen.facts.table.hasFocus()
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    answer(desk, "Bore A", "Bore B")
    row = program.causes.analysis(people["auditor"], issue.id).row(Aspect.WHERE)
    assert (row.is_text, row.is_not_text) == ("Bore A", "Bore B")
    desk.key(K.Key_F6)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    assert "Choose a person, or type the name" in screen.asking.member.message.text()
    while screen.asking.member.person.currentText() != "Sara Supervisor":
        desk.key(K.Key_Down)
    desk.key(K.Key_Return, CTRL)
    assert [one.name for one in program.causes.analysis(people["auditor"], issue.id).team] == ["Sara Supervisor"]
    desk.key(K.Key_Delete)
    assert screen.asking.confirm.sheet.accessibleName() == "Take “Sara Supervisor” away?"
    desk.key(K.Key_Return, CTRL)
    assert program.causes.analysis(people["auditor"], issue.id).team == ()


def test_taking_away_says_how_much_goes_with_it(desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    above = None
    for text in ("Too wide", "Worn", "Nobody changes it"):
        above = program.causes.add_node(people["engineer"], issue.id, Track.OCCURRENCE, text, parent_id=above).id
    screen = open_screen(desk, "engineer", issue.id)
    for words in (
        "Take “Too wide” and the 2 answers below it away?",
        "Take “Worn” and the answer below it away?",
        "Take “Nobody changes it” away?",
    ):
        desk.key(K.Key_Delete)
        assert screen.asking.confirm.sheet.accessibleName() == words
        desk.key(K.Key_Escape)
        desk.key(K.Key_Down)


def test_the_list_of_reports_has_room_for_names_in_great_letters(desk: Desk, qapp: QApplication, case: Case) -> None:
    apply_theme(qapp, ThemeName.LIGHT, text_scale=1.3, glove=True)
    try:
        screen = open_screen(desk, "engineer", case.issue_id)
        screen.pages.show_page(5)
        desk.settle()
        name = QFontMetrics(screen.reports.list.font()).horizontalAdvance("Παπαδοπούλου")
        fixed = sum(screen.reports.list.fontMetrics().horizontalAdvance(text) for text in ("NCR-01-000001", "2026-11-26 07:33"))
        assert screen.reports.list.width() >= fixed + 4 * 12 + name + 24
    finally:
        apply_theme(qapp, ThemeName.LIGHT)


def test_an_action_from_engineer_to_owner_to_verifier(
    desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow
) -> None:
    screen = open_screen(desk, "engineer", issue.id)
    desk.key(K.Key_N, CTRL)
    sheet = screen.asking.action
    assert sheet.fields["due"].text() == "", "nobody means today by saying nothing"
    desk.type("Change the insert every 200 pieces")
    tab_to(desk, sheet.person)
    while sheet.person.currentText() != "Ines Inspector":
        desk.key(K.Key_Down)
    tab_to(desk, sheet.fields["due"])
    desk.key(K.Key_A, CTRL)
    desk.type("tomorrow")
    desk.key(K.Key_Return)
    assert "is not a day" in sheet.message.text()
    desk.key(K.Key_A, CTRL)
    desk.type("2026-03-09")
    desk.key(K.Key_Return)
    (row,) = program.actions.actions_of(people["auditor"], issue.id)
    assert (row.owner, row.due_on.isoformat(), row.state) == ("Ines Inspector", "2026-03-09", ActionState.OPEN)

    screen = open_screen(desk, "inspector", issue.id)
    for _ in range(3):
        desk.key(K.Key_Tab, CTRL)
    assert screen.work.list.hasFocus()
    assert not screen.work.add.isVisible()
    assert not screen.work.edit.isVisible()
    desk.key(K.Key_Return)
    desk.type("Hangs at machine 4")
    desk.key(K.Key_Return)
    (row,) = program.actions.actions_of(people["auditor"], issue.id)
    assert (row.state, row.evidence) == (ActionState.DONE, "Hangs at machine 4")
    assert not screen.work.verify.isVisible(), "nobody verifies their own action"
    desk.key(K.Key_Return)
    assert not screen.asking.words.isVisible()

    screen = open_screen(desk, "supervisor", issue.id)
    for _ in range(3):
        desk.key(K.Key_Tab, CTRL)
    assert "Done by Ines Inspector: Hangs at machine 4" in screen.work.told.text()
    desk.key(K.Key_Return)
    desk.type("Seen")
    desk.key(K.Key_Return)
    (row,) = program.actions.actions_of(people["auditor"], issue.id)
    assert (row.state, row.verified_by) == (ActionState.VERIFIED, "Sara Supervisor")


def test_the_effect_is_shown_and_judged(
    desk: Desk, program: Program, people: dict[str, Actor], case: Case, clock: FakeClock
) -> None:
    screen = open_screen(desk, "engineer", case.issue_id)
    for _ in range(4):
        desk.key(K.Key_Tab, CTRL)
    card = screen.effect.cards[case.first]
    assert "The follow-up runs until 2026-03-16" in texts(card)
    assert "Readings of this characteristic that do not conform" in texts(card)
    tab_to(desk, card.conclude)
    desk.key(K.Key_Space)
    assert "too early to judge" in texts(screen.said)
    clock.forward(days=6)
    desk.key(K.Key_F5)
    card = screen.effect.cards[case.first]
    assert "The target is met." in texts(card)
    tab_to(desk, card.conclude)
    desk.key(K.Key_Space)
    assert "Proven" in texts(screen.effect.cards[case.first])
    assert "fewer than tell a cure from luck. Emma Engineer: ten pieces a week" in texts(screen.effect.cards[case.first])
    assert "The target is met. Recorded by Emma Engineer on 2026-03-" in texts(screen.effect.cards[case.first])
    (first, second) = program.actions.facts(people["auditor"], case.issue_id).effects
    assert (first.effect, second.effect) == (Effect.PROVEN, Effect.NO_PLAN)

    card = screen.effect.cards[case.second]
    tab_to(desk, card.plan)
    desk.key(K.Key_Space)
    sheet = screen.asking.plan
    assert sheet.fields["part"].text() == "4711-A"
    tab_to(desk, sheet.characteristic)
    while not sheet.characteristic.currentText().startswith("Bore"):
        desk.key(K.Key_Down)
    over(desk, sheet.fields["target"], "0")
    tab_to(desk, sheet.fields["minimum"])
    desk.settle()
    hint = "Before: 4 of 40 (10.0 %). With 43 or more, luck meets the target in under 5 of 100 cases."
    desk.qtbot.waitUntil(lambda: hint in texts(sheet.rows["minimum"]), timeout=5_000)
    minimum = sheet.fields["minimum"]
    assert isinstance(minimum, QLineEdit)
    assert minimum.text() == "43", "what is proposed stands in the field until somebody types"
    desk.key(K.Key_A, CTRL)
    desk.type("few")
    desk.key(K.Key_Return)
    assert "as a whole number" in sheet.message.text()
    desk.key(K.Key_A, CTRL)
    desk.type("5")
    desk.key(K.Key_Return)
    assert "Look at 43 or more, or write why fewer are enough" in sheet.message.text()
    tab_to(desk, sheet.fields["reason"])
    desk.type("Five a week")
    tab_to(desk, sheet.fields["target"])
    over(desk, sheet.fields["target"], "2")
    tab_to(desk, sheet.fields["minimum"])
    desk.settle()
    assert minimum.text() == "5", "what was typed is not replaced by another proposal"
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    found = {one.action.id: one for one in program.effects.measured(people["auditor"], case.issue_id)}[case.second]
    assert found.plan is not None
    assert (str(found.plan.plan.target), found.plan.plan.minimum, found.plan.plan.item_key) == ("0.02", 5, "bore")
    assert found.plan.reason == "Five a week"


def test_closing_without_proof_is_written_by_name(desk: Desk, program: Program, people: dict[str, Actor], case: Case) -> None:
    screen = open_screen(desk, "engineer", case.issue_id)
    for _ in range(4):
        desk.key(K.Key_Tab, CTRL)
    tab_to(desk, screen.effect.cards[case.first].override)
    desk.key(K.Key_Space)
    desk.key(K.Key_Return)
    assert screen.asking.words.isVisible(), "nothing was written yet"
    assert "Your name stands under it" in screen.asking.words.message.text()
    desk.type("Two hundred pieces in a row without a repeat")
    desk.key(K.Key_Return)
    assert screen.asking.words.isHidden()
    assert "Emma Engineer decided in writing: Two hundred pieces" in texts(screen.effect.cards[case.first])
    (first, _) = program.actions.facts(people["auditor"], case.issue_id).effects
    assert (first.effect, first.overridden_by) == (Effect.OVERRIDDEN, "Emma Engineer")


def test_a_report_is_signed_from_the_screen(
    desk: Desk, program: Program, people: dict[str, Actor], case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen = open_screen(desk, "engineer", case.issue_id)
    desk.key(K.Key_R, CTRL)
    desk.type("wrong")
    desk.key(K.Key_Return)
    assert "password" in screen.asking.sign.message.text()
    desk.key(K.Key_A, CTRL)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    (row,) = program.issue_reports.reports_of(people["auditor"], case.issue_id)
    assert row.number == "8D-01-000001"
    assert screen.reports.list.hasFocus()
    desk.qtbot.waitUntil(lambda: screen.reports.preview.opened is not None, timeout=20_000)
    opened = screen.reports.preview.opened
    assert opened is not None
    assert (opened.report_id, opened.verification.outcome, len(opened.pages)) == (row.id, Outcome.VALID, 3)
    desk.key(K.Key_PageDown)
    assert screen.reports.preview.page == 1
    preview = screen.reports.preview
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(preview.save_picker, "ask_new_file", lambda *words: asked.append(words))
    desk.key(K.Key_S, CTRL)
    assert asked[0][2] == "8D-01-000001.pdf"
    preview.save_picker.chosen.emit(tmp_path / "to the customer.pdf")
    desk.settle()
    assert (tmp_path / "to the customer.pdf").read_bytes() == opened.data
    assert screen.asking.sign.password.text() == ""


def test_a_report_is_looked_at_before_it_is_signed(
    desk: Desk, program: Program, people: dict[str, Actor], case: Case, workspace: Workspace
) -> None:
    screen = open_screen(desk, "engineer", case.issue_id)
    desk.key(K.Key_R, CTRL)
    tab_to(desk, screen.asking.sign.look)
    desk.key(K.Key_Space)
    preview = screen.reports.preview
    desk.qtbot.waitUntil(preview.sheet.has_image, timeout=20_000)
    assert "Nobody signed this" in preview.sentence.text()
    assert preview.title.text() == "8D report, not signed"
    assert not preview.save.isVisible(), "a draft is not sent"
    assert not list(workspace.reports.glob("8D*")), "looking takes no number and leaves no file"
    wanted = WantedAction(ActionKind.PREVENTIVE, "Told later", people["engineer"].person_id, AFTER.last)
    program.actions.add(people["engineer"], case.issue_id, wanted)

    def sign() -> None:
        desk.key(K.Key_R, CTRL)
        desk.type(PASSWORD)
        desk.key(K.Key_Return)

    sign()
    assert "changed after it was shown" in screen.asking.sign.message.text()
    tab_to(desk, screen.asking.sign.look)
    desk.key(K.Key_Space)
    desk.qtbot.waitUntil(preview.sheet.has_image, timeout=20_000)
    sign()
    (row,) = program.issue_reports.reports_of(people["auditor"], case.issue_id)
    assert row.number == "8D-01-000001"
    desk.qtbot.waitUntil(lambda: preview.opened is not None and preview.opened.report_id == row.id, timeout=20_000)


@pytest.mark.parametrize("login", ["inspector2", "auditor"])
def test_who_does_not_work_issues_only_reads(desk: Desk, case: Case, login: str) -> None:
    screen = open_screen(desk, login, case.issue_id)
    for _ in range(6):
        for key in (K.Key_Return, K.Key_F2, K.Key_F4, K.Key_Delete, K.Key_Insert):
            desk.key(key)
        desk.key(K.Key_N, CTRL)
        desk.key(K.Key_R, CTRL)
        assert not any(sheet.isVisible() for sheet in screen.asking.all())
        desk.key(K.Key_Tab, CTRL)
    assert not screen.eight_d.isVisible()


def test_a_closed_issue_is_read_only(desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    program.causes.add_node(people["engineer"], issue.id, Track.OCCURRENCE, "Cut too wide")
    program.issues.move(people["engineer"], issue.id, IssueState.REJECTED, "no", issue.version)
    screen = open_screen(desk, "engineer", issue.id)
    assert len(lines(screen, Track.OCCURRENCE)) == 1
    for key in (K.Key_Return, K.Key_F2, K.Key_Delete):
        desk.key(key)
        assert not any(sheet.isVisible() for sheet in screen.asking.all())
