"""From the inspector's password to the countersigned file, through the real window, by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Meaning
from qa_desktop.services.program import Program
from qa_desktop.ui.places import Place
from qa_desktop.ui.review.sign_model import SignStage
from qa_desktop.ui.review.sign_view import SignScreen
from qa_desktop.ui.review.view import ReviewScreen
from qa_desktop.ui.review.view_model import Bar, Pane, Shelf
from tests.services.conftest import PASSWORD
from tests.services.signed import open_exceptions
from tests.ui_review.conftest import CTRL, Desk
from tests.ui_review.makings import begin, items_of, sign

K = Qt.Key
People = dict[str, Actor]


def sign_screen(desk: Desk, inspection_id: str) -> SignScreen:
    screen = desk.go(Place.SIGN, inspection_id=inspection_id)
    assert isinstance(screen, SignScreen)
    return screen


def review(desk: Desk, login: str = "supervisor") -> ReviewScreen:
    desk.enter(login)
    screen = desk.go(Place.REVIEW)
    assert isinstance(screen, ReviewScreen)
    return screen


def state_of(program: Program, people: People, inspection_id: str) -> InspectionState:
    return program.inspections.open(people["inspector"], inspection_id).row.state


def test_an_inspection_is_signed_reviewed_and_countersigned_by_keys(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    desk.enter("inspector")
    screen = sign_screen(desk, inspection_id)
    assert screen.record.hasFocus()
    assert screen.head.verdict.accessibleName() == "Does not conform"
    desk.key(K.Key_F6)
    desk.type(PASSWORD)
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.stage is SignStage.SIGNED
    assert screen.card.title.text() == "Signed"
    assert screen.card.password.text() == ""
    assert state_of(program, people, inspection_id) is InspectionState.SUBMITTED

    other = review(desk)
    assert other.model.state.case is not None
    desk.key(K.Key_Return)
    assert other.page.record.hasFocus()
    for seen in range(3):
        assert other.model.state.bar is Bar.UNSEEN, "approving unread is impossible"
        assert not other.page.decision.sign.isEnabled()
        assert other.page.decision.seen.text() == f"{seen} of 3 exceptions seen"
        desk.key(K.Key_O)
    assert other.page.decision.sign.isEnabled()
    desk.key(K.Key_Return, CTRL)
    assert other.countersign_sheet.isVisible()
    desk.key(K.Key_Return)
    desk.key(K.Key_Tab)
    desk.type(PASSWORD)
    desk.key(K.Key_Return, CTRL)
    assert other.countersign_sheet.isHidden()
    assert state_of(program, people, inspection_id) is InspectionState.APPROVED
    report = program.reports.of_inspection(people["supervisor"], inspection_id)
    assert report is not None
    assert report.state == "released"
    pdf = (program.workspace.reports / report.file).read_bytes()
    assert pdf.startswith(b"%PDF")
    assert program.reports.show(people["supervisor"], report.id).data == pdf


def test_a_wrong_password_signs_nothing_and_asks_again(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    desk.enter("inspector")
    screen = sign_screen(desk, inspection_id)
    desk.key(K.Key_F6)
    desk.type("not my password")
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.stage is SignStage.READY
    assert screen.card.message.isVisible()
    assert screen.card.password.edit.hasFocus()
    assert state_of(program, people, inspection_id) is InspectionState.IN_PROGRESS
    desk.type(PASSWORD)
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.stage is SignStage.SIGNED


def test_signing_without_a_password_asks_for_it(desk: Desk, program: Program, people: People) -> None:
    desk.enter("inspector")
    screen = sign_screen(desk, begin(program, people))
    desk.key(K.Key_Return, CTRL)
    assert screen.card.password.edit.hasFocus()
    assert "password" in screen.card.message.text()


def test_missing_answers_are_named_and_the_first_one_is_one_key_away(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people, leave=("bore", "label"))
    desk.enter("inspector")
    screen = sign_screen(desk, inspection_id)
    assert screen.model.state.stage is SignStage.MISSING
    assert not screen.card.sign.isVisible()
    assert screen.card.missing.text() == "2. Label: not answered\n3. Bore A: not answered"
    went: list[tuple[object, dict[str, object]]] = []
    assert desk.window.context is not None
    desk.window.context.go.disconnect(desk.window.go)
    desk.window.context.go.connect(lambda place, what: went.append((place, what)))
    desk.key(K.Key_Return, CTRL)
    assert went == [(Place.RUN, {"inspection_id": inspection_id, "item_id": items_of(program, people, inspection_id)["label"]})]
    with pytest.raises(RefusedError):
        program.signing.sign(people["inspector"], inspection_id, PASSWORD, Meaning.PERFORMED, screen.model.state.digest)


def test_somebody_elses_inspection_cannot_be_signed(desk: Desk, program: Program, people: People) -> None:
    desk.enter("inspector2")
    screen = sign_screen(desk, begin(program, people))
    assert screen.model.state.stage is SignStage.NOT_MINE
    assert not screen.card.sign.isVisible()
    assert "Ines Inspector" in screen.card.explanation.text()


def test_a_typed_password_is_forgotten_after_a_while(desk: Desk, program: Program, people: People) -> None:
    desk.enter("inspector")
    screen = sign_screen(desk, begin(program, people))
    screen.card.password.set_waiting(1)
    desk.key(K.Key_F6)
    with desk.qtbot.waitSignal(screen.card.password.forgotten):
        desk.type("half a passw")
    assert screen.card.password.text() == ""
    assert screen.card.password.hint.isVisible()


def test_two_remarks_return_it_void_the_signature_and_reach_the_inspector(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    screen = review(desk)
    desk.key(K.Key_Return)
    desk.key(K.Key_R)
    desk.type("Measure again")
    desk.key(K.Key_Return)
    assert screen.page.record.hasFocus()
    desk.key(K.Key_R)  # the next exception is the current line already, as after O
    desk.type("Which label?")
    desk.key(K.Key_Return)
    assert screen.page.decision.back.text() == "Return 2 lines …"
    assert not screen.page.decision.sign.isEnabled()
    desk.key(K.Key_R, CTRL)
    assert screen.return_sheet.isVisible()
    desk.key(K.Key_Return, CTRL)
    assert state_of(program, people, inspection_id) is InspectionState.RETURNED
    assert screen.model.state.case is None
    record = program.signing.look(people["inspector"], inspection_id).record
    assert [signature.voided for signature in record.signatures] == ["Measure again; Which label?"]
    remarks = {remark.text for remark in program.inspections.open(people["inspector"], inspection_id).remarks}
    assert remarks == {"Measure again", "Which label?"}

    desk.enter("inspector")
    again = sign_screen(desk, inspection_id)
    words = " ".join(again.record.words_of(number) for number in range(len(again.record.rows())))
    assert "Measure again" in words
    assert "Which label?" in words


def test_returning_without_any_remark_is_refused_in_place(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    screen = review(desk)
    desk.key(K.Key_R, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert screen.return_sheet.isVisible()
    assert screen.return_sheet.message.isVisible()
    desk.key(K.Key_Escape)
    assert state_of(program, people, inspection_id) is InspectionState.SUBMITTED


def test_escape_leaves_a_remark_and_clearing_it_makes_the_line_unseen(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    screen = review(desk)
    desk.key(K.Key_Return)
    desk.key(K.Key_R)
    desk.type("x")
    desk.key(K.Key_Escape)
    assert screen.model.state.marks == {}
    desk.key(K.Key_R)
    desk.type("Again")
    desk.key(K.Key_Return)
    assert list(screen.model.state.remarks.values()) == ["Again"]
    (remarked,) = screen.model.state.remarks
    assert screen.page.record.current_item() != remarked
    screen.page.record.select_item(remarked)
    desk.key(K.Key_R)
    desk.key(K.Key_A, CTRL)
    desk.key(K.Key_Delete)
    desk.key(K.Key_Return)
    assert screen.model.state.marks == {}
    assert screen.page.record.current_item() == remarked


def test_nobody_countersigns_their_own_work_on_this_screen(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people, "supervisor")
    sign(program, people, inspection_id, "supervisor")
    screen = review(desk, "supervisor")
    assert screen.table.cases.rowCount() == 0, "own inspections are not offered"
    screen.shelves[Shelf.OWN].setFocus()
    desk.key(K.Key_Space)
    case = screen.model.state.case
    assert case is not None
    assert screen.model.state.bar is Bar.OWN_WORK
    assert screen.page.hindrance.isVisible()
    assert "another supervisor" in screen.page.hindrance.text()
    assert not screen.page.decision.sign.isVisible()
    desk.key(K.Key_Return, CTRL)
    assert screen.countersign_sheet.isHidden()
    assert screen.model.countersign(PASSWORD, Meaning.APPROVED) is None
    with pytest.raises(RefusedError):
        program.signing.countersign(people["supervisor"], inspection_id, PASSWORD, Meaning.APPROVED, case.digest)
    assert state_of(program, people, inspection_id) is InspectionState.SUBMITTED


def test_a_wrong_password_countersigns_nothing_and_keeps_every_tick(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    screen = review(desk)
    desk.key(K.Key_Return)
    for _ in range(3):
        desk.key(K.Key_O)
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert "states" in screen.countersign_sheet.message.text(), "no meaning is chosen beforehand"
    desk.key(K.Key_Space)
    screen.countersign_sheet.password.setFocus()
    desk.type("wrong")
    desk.key(K.Key_Return)
    assert screen.countersign_sheet.isVisible()
    assert screen.countersign_sheet.message.isVisible()
    assert screen.countersign_sheet.password.edit.hasFocus()
    assert screen.model.state.seen == 3
    assert state_of(program, people, inspection_id) is InspectionState.SUBMITTED


def test_a_countersigned_inspection_is_reopened_with_a_reason(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    open_exceptions(program, people["supervisor"], inspection_id)
    shown = program.signing.look(people["supervisor"], inspection_id)
    program.signing.countersign(people["supervisor"], inspection_id, PASSWORD, Meaning.APPROVED, shown.digest)
    screen = review(desk, "supervisor2")
    screen.shelves[Shelf.COUNTERSIGNED].setFocus()
    desk.key(K.Key_Space)
    assert screen.page.decision.reopen.isVisible()
    screen.page.decision.reopen.setFocus()
    desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    assert screen.reopen_sheet.isVisible(), "a reason is needed"
    desk.type("Wrong gauge used")
    desk.key(K.Key_Return, CTRL)
    assert state_of(program, people, inspection_id) is InspectionState.RETURNED
    record = program.signing.look(people["inspector"], inspection_id).record
    assert [signature.voided for signature in record.signatures] == ["Wrong gauge used"] * 2


def test_the_next_one_is_open_after_a_decision(desk: Desk, program: Program, people: People) -> None:
    first, second = begin(program, people), begin(program, people)
    sign(program, people, first)
    sign(program, people, second)
    screen = review(desk)
    opened = screen.model.state.wanted
    assert opened in {first, second}
    desk.key(K.Key_R, CTRL)
    desk.type("Look again")
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.wanted == ({first, second} - {opened}).pop()


def test_the_signed_file_itself_is_shown_page_by_page(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    screen = review(desk)
    screen.model.show_pane(Pane.REPORT)
    desk.settle()
    preview = screen.page.preview
    desk.qtbot.waitUntil(lambda: preview.has_drawn(0), timeout=20_000)
    assert preview.page_count() >= 1
    bar = preview.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    desk.qtbot.waitUntil(preview.was_read_to_end)
    desk.settle()


def test_a_changed_file_is_not_shown(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    report = program.reports.of_inspection(people["supervisor"], inspection_id)
    assert report is not None
    path = program.workspace.reports / report.file
    path.write_bytes(path.read_bytes().replace(b"%PDF", b"%PDf", 1))
    screen = review(desk)
    screen.model.show_pane(Pane.REPORT)
    desk.settle()
    assert not screen.page.preview.is_ready()


def targets(root: QWidget) -> list[tuple[str, int, str]]:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
    found = [w for w in root.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    return [(w.accessibleName(), w.height(), type(w).__name__) for w in found]


def test_everything_has_a_name_and_is_large_enough(desk: Desk, program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    desk.enter("inspector")
    seen = targets(sign_screen(desk, inspection_id))
    sign(program, people, inspection_id)
    screen = review(desk)
    seen += targets(screen)
    desk.key(K.Key_R, CTRL)
    seen += targets(screen.return_sheet)
    assert len(seen) >= 6
    for name, height, kind in seen:
        assert name, kind
        assert height >= 48, (kind, name, height)
