"""My work in the real window, by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from qa_desktop.domain.errors import FaultError
from qa_desktop.domain.people import Actor
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.program import Program
from qa_desktop.ui.home.template_list import TemplateRow, matching
from qa_desktop.ui.home.view_model import Mark, Stage
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from tests.services.conftest import FakeClock
from tests.ui_run.conftest import CTRL, Desk
from tests.ui_run.makings import begin, long_checklist

K = Qt.Key


def test_a_newcomer_is_told_what_to_do_and_begins_by_keyboard(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    begin(program, people)
    begin(program, people, long_checklist(30))
    desk.enter("inspector2")
    home = desk.home()
    assert home.empty.isVisible()
    assert home.search.hasFocus()
    desk.key(K.Key_N, CTRL)
    desk.type("machi")
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)  # without an order
    desk.type("P-77")
    desk.key(K.Key_Tab)
    desk.type("Lid")
    desk.key(K.Key_Return)  # goes on; only the last field and Ctrl+Enter begin
    sheet = home._sheet
    assert sheet is not None
    assert sheet.fields["part_revision"].hasFocus()
    desk.key(K.Key_Return, CTRL)
    assert desk.window.place is Place.RUN
    run = desk.window.screen_of(Place.RUN)
    assert isinstance(run, RunScreen)
    assert run.model.state.head.part == "P-77 Lid"
    assert run.model.state.may_edit


def test_the_part_number_is_asked_for_and_a_known_part_is_offered(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    begin(program, people)
    desk.enter("inspector2")
    home = desk.home()
    desk.key(K.Key_N, CTRL)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    sheet = home._sheet
    assert sheet is not None
    assert sheet.fields["part_number"].hasFocus()
    desk.key(K.Key_Return)
    assert "part number" in sheet.message.text()
    desk.type("P-")
    assert sheet.suggestions[0].isVisible()
    desk.key(K.Key_Down)
    assert sheet.fields["part_number"].text() == "P-1042"
    assert sheet.fields["part_name"].text() == "Housing"
    assert home.scanned("SN-5")
    assert sheet.fields["part_number"].text() == "SN-5"  # a scan fills the field that has the keyboard
    sheet.fields["serial"].setFocus()
    assert home.scanned("SN-6")
    assert sheet.fields["serial"].text() == "SN-6"
    desk.key(K.Key_Escape)
    assert not sheet.isVisible()


def test_enter_after_a_known_part_goes_to_what_is_missing_and_the_last_field_begins(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    begin(program, people)
    desk.enter("inspector2")
    home = desk.home()
    desk.key(K.Key_N, CTRL)
    desk.key(K.Key_Return)
    desk.type("WO-1")
    desk.key(K.Key_Return)
    desk.type("P-")
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    sheet = home._sheet
    assert sheet is not None
    assert sheet.isVisible()
    assert sheet.fields["supplier"].hasFocus()
    for text in ("Foundry", "L-1", "many", "", "OP 10", "SN-1"):
        desk.type(text)
        desk.key(K.Key_Return)
    assert sheet.fields["pieces"].hasFocus()
    desk.key(K.Key_Return)
    assert sheet.message.text().startswith("Lot quantity:")
    assert sheet.fields["lot_quantity"].hasFocus()
    desk.type("50")
    sheet.fields["lot"].clear()
    desk.key(K.Key_Return, CTRL)
    assert sheet.message.text().startswith("Lot:")
    assert sheet.fields["lot"].hasFocus()
    desk.type("L-1")
    for _ in ("lot", "lot quantity", "of it now", "operation", "serial numbers"):
        desk.key(K.Key_Return)
        assert sheet.isVisible()
    desk.type("none")
    desk.key(K.Key_Return)
    assert sheet.message.text().startswith("Pieces:")
    sheet.fields["pieces"].clear()
    desk.key(K.Key_Return)
    assert desk.window.place is Place.RUN


def test_nothing_published_is_said(desk: Desk) -> None:
    desk.enter("inspector")
    desk.key(K.Key_N, CTRL)
    sheet = desk.home()._sheet
    assert sheet is not None
    assert sheet.none.isVisible()


def test_one_hit_opens_several_are_listed_and_none_offers_to_begin(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    first = begin(program, people)
    begin(program, people, serial="SN000124")
    desk.enter("inspector")
    home = desk.home()
    desk.type("/")
    desk.type("4711")
    desk.key(K.Key_Return)
    assert home.model.state.found is not None
    assert len(home.model.state.found.rows) == 2
    assert home.found.list.hasFocus()
    desk.key(K.Key_Return)
    assert desk.window.place is Place.RUN
    desk.window.go(Place.HOME, {"code": "SN-NEW"})
    desk.settle()
    assert home.found.serial.hasFocus()  # and not Resume: Enter means the code that was just scanned
    desk.key(K.Key_Return)
    assert home._sheet is not None
    assert home._sheet.fields["serial"].text() == "SN-NEW"
    desk.key(K.Key_Escape)
    desk.window.go(Place.HOME, {"code": "SN000123"})
    desk.settle()
    run = desk.window.screen_of(Place.RUN)
    assert isinstance(run, RunScreen)
    assert run.model.state.head.inspection_id == first.id


def test_due_for_anyone_is_marked_by_word_and_taken_with_enter(
    desk: Desk, program: Program, people: dict[str, Actor], clock: FakeClock
) -> None:
    row = begin(program, people)
    for number, hours in enumerate((-2, 3)):
        what = WhatToInspect("P-9", serial=f"D{number}")
        due = clock.now + timedelta(hours=hours)
        program.inspections.begin(people["supervisor"], row.revision_id, what, due=due, for_anyone=True)
    desk.enter("inspector2")
    home = desk.home()
    assert [one.mark for one in home.model.state.due] == [Mark.OVERDUE, Mark.DUE]
    home.due.list.setFocus()
    desk.key(K.Key_Return)
    run = desk.window.screen_of(Place.RUN)
    assert isinstance(run, RunScreen)
    assert run.model.state.head.serial == "D0"
    assert run.model.state.may_edit


def test_the_line_about_the_stop_is_explicit_once(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    begin(program, people)
    desk.enter("inspector")
    home = desk.home()
    assert home.model.state.resume is not None
    assert home.model.state.resume.explicit
    assert home.resume.button.hasFocus()
    desk.key(K.Key_Return)
    assert desk.window.place is Place.RUN
    desk.window.go(Place.HOME, {})
    desk.settle()
    assert home.model.state.resume is not None
    assert not home.model.state.resume.explicit


def test_a_supervisor_sees_how_much_waits_and_an_auditor_begins_nothing(desk: Desk) -> None:
    desk.enter("supervisor")
    assert desk.home().review.isVisible()
    desk.enter("auditor")
    assert not desk.home().new.isVisible()
    desk.key(K.Key_N, CTRL)
    assert desk.home()._sheet is None


def test_a_failed_load_says_so_and_tries_again(desk: Desk, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise FaultError("The database is busy with another program.")

    with monkeypatch.context() as patch:
        patch.setattr(type(program.inspections), "my_work", busy)
        desk.enter("inspector")
        home = desk.home()
        assert home.model.state.stage is Stage.BROKEN
        assert home.message.isVisible()
    home.message.action.click()
    desk.settle()
    assert home.model.state.stage is Stage.READY
    assert not home.message.isVisible()


def test_every_control_has_a_name_and_a_size(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    begin(program, people)
    desk.enter("inspector")
    home = desk.home()
    home.look_for("nothing")
    home.begin_new()
    desk.settle()
    for widget in home.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, (QAbstractButton, QLineEdit)):
            assert widget.accessibleName(), widget
            assert widget.height() >= 48, (widget.accessibleName(), widget.height())
    assert QApplication.focusWidget() is not None


def test_the_filter_takes_every_word() -> None:
    rows = (TemplateRow("1", "Incoming inspection of a machined part", ""), TemplateRow("2", "Weld inspection", ""))
    assert [row.revision_id for row in matching(rows, "insp PART")] == ["1"]
    assert matching(rows, " ") == rows
