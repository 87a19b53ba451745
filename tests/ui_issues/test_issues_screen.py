"""The issue log in the real window: long lists, search, steps with remarks, new issues."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.queries import production
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.issues.view_model import Scope
from qa_desktop.ui.places import Place
from tests.ui_review.conftest import CTRL, Desk
from tests.ui_review.makings import begin, items_of

K = Qt.Key
People = dict[str, Actor]


def log(program: Program, people: People, title: str, who: str = "inspector", **more: str) -> str:
    found = {"kind": IssueKind.OBSERVATION, "severity": Severity.MINOR, **more}
    return program.issues.log(people[who], title=title, **found).id  # type: ignore[arg-type]


def issues(desk: Desk, login: str = "supervisor", **what: object) -> IssuesScreen:
    desk.enter(login)
    screen = desk.go(Place.ISSUES, **what)
    assert isinstance(screen, IssuesScreen)
    return screen


def test_three_hundred_issues_are_paged_and_counted(desk: Desk, program: Program, people: People) -> None:
    for number in range(300):
        log(program, people, f"Scratch {number}")
    screen = issues(desk)
    assert screen.table.rows.rowCount() == 300
    assert screen.count.text() == "300 issues"
    desk.key(K.Key_End, CTRL)
    desk.settle()
    assert screen.table.current_row().title == "Scratch 0"
    desk.qtbot.waitUntil(lambda: screen.table.rows.row(150) is not None)
    assert screen.table.rows.row(150).title == "Scratch 149"


def test_search_finds_as_it_is_typed_and_escape_clears_it(desk: Desk, program: Program, people: People) -> None:
    for number in range(20):
        log(program, people, f"Scratch {number}")
    log(program, people, "100% <b>loose</b> screw")
    screen = issues(desk)
    desk.key(K.Key_Slash)
    assert screen.filters.search.hasFocus()
    desk.type("100% loose")
    desk.qtbot.waitUntil(lambda: screen.table.rows.total() == 1)
    desk.settle()
    assert screen.table.rows.row(0).title == "100% <b>loose</b> screw"
    desk.key(K.Key_Escape)
    assert screen.filters.search.text() == ""
    assert screen.table.rows.total() == 21


def test_the_list_is_filtered_by_state_with_keys(desk: Desk, program: Program, people: People) -> None:
    moved = log(program, people, "Moved")
    log(program, people, "New")
    program.issues.move(people["supervisor"], moved, IssueState.CONTAINED, "sorted", 1)
    screen = issues(desk)
    screen.filters.state.setFocus()
    for wanted in ([], ["New", "Moved"], ["New"], ["Moved"], []):  # overdue, all, logged, contained, analysed
        desk.key(K.Key_Down)
        assert [screen.table.rows.row(n).title for n in range(screen.table.rows.rowCount())] == wanted
    for _ in range(5):
        desk.key(K.Key_Up)
    assert screen.model.state.wanted.state is Scope.OPEN
    assert screen.table.rows.rowCount() == 2


def test_a_step_needs_a_remark_and_is_kept_in_the_history(desk: Desk, program: Program, people: People) -> None:
    issue_id = log(program, people, "Burr")
    screen = issues(desk)
    desk.key(K.Key_Return)
    assert screen.detail.title.text() == "Burr"
    shown = [state for state, button in screen.detail.acts.steps.items() if button.isVisible()]
    assert shown == [IssueState.CONTAINED, IssueState.REJECTED], "only allowed steps are offered"
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert screen.remark_sheet.isVisible()
    assert program.issues.detail(people["auditor"], issue_id).row.state is IssueState.LOGGED
    desk.type("Put into shelf 4")
    desk.key(K.Key_Return, CTRL)
    assert screen.remark_sheet.isHidden()
    detail = program.issues.detail(people["auditor"], issue_id)
    assert detail.row.state is IssueState.CONTAINED
    assert detail.events[-1].remark == "Put into shelf 4"
    assert screen.detail.chips[1].text() == "Contained"
    assert screen.table.rows.row(0).state is IssueState.CONTAINED
    desk.key(K.Key_Escape)
    assert screen.table.hasFocus()


def test_the_next_step_leads_on_and_never_back(desk: Desk, program: Program, people: People) -> None:
    issue_id = log(program, people, "Burr")
    for version, state in enumerate((IssueState.CONTAINED, IssueState.ANALYSED, IssueState.ACTING, IssueState.VERIFYING), 1):
        program.issues.move(people["engineer"], issue_id, state, "Sorted", version)
    screen = issues(desk, "supervisor", issue_id=issue_id)
    shown = [state for state, button in screen.detail.acts.steps.items() if button.isVisible()]
    assert shown == [IssueState.ACTING, IssueState.CLOSED], "going back is offered, but not first"
    desk.key(K.Key_Return, CTRL)
    desk.type("It works")
    desk.key(K.Key_Return, CTRL)
    assert program.issues.detail(people["auditor"], issue_id).row.state is IssueState.CLOSED


def test_an_inspector_comments_but_takes_no_steps(desk: Desk, program: Program, people: People) -> None:
    issue_id = log(program, people, "Burr")
    screen = issues(desk, "inspector2")
    desk.key(K.Key_Return)
    assert not any(button.isVisible() for button in screen.detail.acts.steps.values())
    assert not screen.detail.acts.assign.isVisible()
    desk.key(K.Key_M, CTRL)
    desk.type("Seen on the next part too")
    desk.key(K.Key_Return, CTRL)
    assert program.issues.detail(people["auditor"], issue_id).events[-1].remark == "Seen on the next part too"


def test_owner_and_due_date_and_a_wrong_date(desk: Desk, program: Program, people: People) -> None:
    issue_id = log(program, people, "Burr")
    screen = issues(desk)
    desk.key(K.Key_Return)
    screen.detail.acts.assign.setFocus()
    desk.key(K.Key_Return)
    screen.assign_sheet.owner.setCurrentIndex(screen.assign_sheet.owner.findText("Emma Engineer"))
    screen.assign_sheet.due.setFocus()
    desk.type("27.3.")
    desk.key(K.Key_Return, CTRL)
    assert "27.3." in screen.assign_sheet.message.text()
    assert screen.assign_sheet.due.text() == "27.3.", "what was typed stays"
    screen.assign_sheet.due.selectAll()
    desk.type("2026-03-27")
    desk.key(K.Key_Return, CTRL)
    assert screen.assign_sheet.isHidden()
    row = program.issues.detail(people["auditor"], issue_id).row
    assert row.owner == "Emma Engineer"
    assert row.due_at is not None
    assert row.due_at.startswith("2026-03-27T22:59")


def test_somebody_elses_change_is_told_and_loaded(desk: Desk, program: Program, people: People) -> None:
    issue_id = log(program, people, "Burr")
    screen = issues(desk)
    desk.key(K.Key_Return)
    program.issues.move(people["engineer"], issue_id, IssueState.CONTAINED, "Sorted", 1)
    desk.key(K.Key_Return, CTRL)
    desk.type("Shelf 4")
    desk.key(K.Key_Return, CTRL)
    assert "Somebody else" in screen.remark_sheet.message.text()
    assert screen.remark_sheet.text.toPlainText() == "Shelf 4"


def test_a_new_issue_asks_for_everything_it_needs(desk: Desk, program: Program, people: People) -> None:
    screen = issues(desk, "inspector")
    desk.key(K.Key_N, CTRL)
    sheet = screen.new_sheet
    desk.key(K.Key_Return, CTRL)
    assert sheet.title.hasFocus()
    desk.type("Guard loose")
    desk.key(K.Key_Return, CTRL)
    assert sheet.kind.hasFocus(), "the kind is not chosen beforehand"
    sheet.kind.setCurrentIndex(sheet.kind.findData(IssueKind.SAFETY))
    desk.key(K.Key_Return, CTRL)
    assert sheet.severity.hasFocus()
    sheet.severity.setCurrentIndex(sheet.severity.findData(Severity.CRITICAL))
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    rows = program.issues.list_issues(people["auditor"]).rows
    assert [(row.title, row.kind, row.severity) for row in rows] == [("Guard loose", IssueKind.SAFETY, Severity.CRITICAL)]
    assert screen.detail.title.text() == "Guard loose"


def test_the_line_behind_an_issue_opens_the_inspection(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    item_id = items_of(program, people, inspection_id)["bore"]
    issue_id = log(program, people, "Bore", inspection_id=inspection_id, item_id=item_id)
    screen = issues(desk, "supervisor", issue_id=issue_id)
    assert screen.detail.line_text.text() == "3. Bore A"
    went: list[tuple[object, dict[str, object]]] = []
    assert desk.window.context is not None
    desk.window.context.go.disconnect(desk.window.go)
    desk.window.context.go.connect(lambda place, what: went.append((place, what)))
    desk.key(K.Key_O, CTRL)
    assert went == [(Place.RUN, {"inspection_id": inspection_id, "item_id": item_id})]


def test_issues_of_one_inspection(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    log(program, people, "Elsewhere")
    log(program, people, "Here", inspection_id=inspection_id)
    screen = issues(desk, "supervisor", inspection_id=inspection_id)
    assert screen.model.state.wanted.state is Scope.ALL
    assert [screen.table.rows.row(n).title for n in range(screen.table.rows.rowCount())] == ["Here"]


@pytest.mark.parametrize("login", ["auditor", "supervisor"])
def test_everything_has_a_name_and_is_large_enough(desk: Desk, program: Program, people: People, login: str) -> None:
    log(program, people, "Burr")
    screen = issues(desk, login)
    seen = targets(screen)
    QTest.keyClick(screen.table, K.Key_Return)
    desk.settle()
    seen += targets(screen)
    if login == "supervisor":
        desk.key(K.Key_N, CTRL)
        seen += targets(screen.new_sheet)
    else:
        assert not screen.new.isVisible()
    assert len(seen) >= 6
    for name, height, kind in seen:
        assert name, kind
        assert height >= 48, (kind, name, height)


def targets(root: QWidget) -> list[tuple[str, int, str]]:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
    found = [w for w in root.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    return [(w.accessibleName(), w.height(), type(w).__name__) for w in found]


def test_the_board_has_a_column_for_each_open_state(desk: Desk, program: Program, people: People) -> None:
    for number in range(60):
        log(program, people, f"Scratch {number}")
    moved = log(program, people, "Moved <b>on</b>")
    program.issues.move(people["supervisor"], moved, IssueState.CONTAINED, "sorted", 1)
    screen = issues(desk)
    assert "← →" not in [hint.key for hint in screen.key_hints()]
    desk.key(K.Key_B)
    assert "← →" in [hint.key for hint in screen.key_hints()]
    assert screen.board.isVisible()
    assert not screen.table.isVisible()
    heads = [chip.text() for chip in screen.board.heads.values()]
    assert heads == ["Logged  60", "Contained  1", "Analysed  0", "Acting  0", "Verifying  0"]
    logged, contained = (screen.board.columns[state] for state in (IssueState.LOGGED, IssueState.CONTAINED))
    assert (len(logged.rows()), logged.rows()[0].title) == (50, "Scratch 59"), "the newest on top, and no more than fit"
    assert logged.hasFocus()
    desk.key(K.Key_Right)
    assert contained.hasFocus()
    desk.key(K.Key_Right)
    assert contained.hasFocus(), "empty columns are passed over"
    desk.key(K.Key_Return)
    assert screen.model.state.chosen == moved
    desk.key(K.Key_Escape)
    assert screen.board.isVisible()
    desk.key(K.Key_Left)
    assert logged.hasFocus()
    desk.key(K.Key_B)
    assert screen.table.isVisible()


def test_what_else_is_known_goes_with_a_new_issue(desk: Desk, program: Program, people: People) -> None:
    program.failure_codes.add(people["engineer"], "SURF", "Surface damaged")
    bench = log(program, people, "Part is known")
    assert bench
    with program.workspace.store.writing(people["engineer"].person_id) as work:
        part = production.ensure_part(work, "P-7", "Lid", "A")
        production.ensure_lot(work, part, "L-9", "50", None)
    screen = issues(desk)
    desk.key(K.Key_N, CTRL)
    sheet = screen.new_sheet
    desk.type("Cover scratched")
    sheet.kind.setCurrentIndex(1)
    sheet.severity.setCurrentIndex(2)
    sheet.code.setCurrentIndex(1)
    sheet.origin.setCurrentIndex(2)
    for name, words in (("part", "P-8"), ("lot", "L-9"), ("serials", "SN 1, SN 2"), ("place", "Cell 4")):
        sheet.about[name].setFocus()
        desk.type(words)
    desk.key(K.Key_Return, CTRL)
    assert "There is no part" in sheet.message.text(), "a slip is named and nothing is lost"
    sheet.about["part"].setText("P-7")
    desk.key(K.Key_Return, CTRL)
    assert not sheet.isVisible()
    row = program.issues.list_issues(people["auditor"]).rows[0]
    assert (row.title, row.part_number, row.lot_number) == ("Cover scratched", "P-7", "L-9")
    assert (row.failure_code, row.place, row.serials, row.origin) == ("SURF", "Cell 4", "SN 1, SN 2", "supplier")
