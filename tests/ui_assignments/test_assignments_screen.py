"""Rules and patrols in the real window, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.people import Actor
from qa_desktop.services.assignments import RuleWish
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.assignments.view import AssignmentsScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import FakeClock
from tests.services.sampled import Floor, sampled_checklist
from tests.ui_run.conftest import CTRL, SHIFT, Desk

K = Qt.Key


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, program: Program) -> Floor:
    found = Floor(workspace, people, clock)
    found.publish(sampled_checklist(title="Incoming castings"))
    return found


def screen(desk: Desk, login: str = "engineer") -> AssignmentsScreen:
    desk.enter(login)
    desk.window.go(Place.TEMPLATES, {})
    desk.settle()
    desk.key(K.Key_F7)
    found = desk.window.screen_of(Place.ASSIGNMENTS)
    assert desk.window.place is Place.ASSIGNMENTS
    assert isinstance(found, AssignmentsScreen)
    return found


def test_a_rule_is_made_changed_and_switched_off_by_keyboard(desk: Desk, floor: Floor) -> None:
    shown = screen(desk)
    desk.key(K.Key_N, CTRL)
    sheet = shown.rule_sheet
    assert sheet.isVisible()
    assert sheet.template.currentText() == "Incoming castings"
    sheet.part.line.setFocus()
    desk.type("P-1")
    desk.key(K.Key_Return)
    desk.type("Foundry Ltd")
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    assert sheet.note.line.hasFocus()
    desk.type("As agreed")
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    (row,) = floor.assignments.rules(floor.people["engineer"])
    assert (row.part_number, row.supplier, row.note, row.one_lot_in) == ("P-1", "Foundry Ltd", "As agreed", 1)
    assert shown.rule_rows.columns[0].text(row) == "Part P-1, from Foundry Ltd, Incoming castings · As agreed"
    shown.rules.setFocus()
    desk.key(K.Key_Return)
    assert sheet.part.text() == "P-1"
    sheet.lots.setCurrentIndex(2)
    sheet.type.setCurrentIndex(1)
    desk.key(K.Key_Return, CTRL)
    (row,) = floor.assignments.rules(floor.people["engineer"])
    assert (row.one_lot_in, row.inspection_type) == (3, InspectionType.INCOMING.value)
    shown.rules.setFocus()
    desk.key(K.Key_Delete)
    assert shown.off_sheet.isVisible()
    assert shown.off_sheet.what.text() == "Part P-1, from Foundry Ltd, Incoming"
    desk.key(K.Key_Return, CTRL)
    assert not floor.assignments.rules(floor.people["engineer"])[0].active
    desk.key(K.Key_Escape)
    assert desk.window.place is Place.TEMPLATES


def test_what_is_refused_is_said_in_the_sheet_and_nothing_is_lost(desk: Desk, floor: Floor) -> None:
    floor.assignments.make(floor.people["engineer"], RuleWish(floor.template_id, "P-1"))
    shown = screen(desk)
    desk.key(K.Key_N, CTRL)
    shown.rule_sheet.part.line.setFocus()
    desk.type("P-1")
    desk.key(K.Key_Return, CTRL)
    assert shown.rule_sheet.isVisible()
    assert "exists already" in shown.rule_sheet.message.text()
    assert shown.rule_sheet.part.text() == "P-1"
    desk.key(K.Key_Escape)
    assert not shown.rule_sheet.isVisible()


def test_a_patrol_is_made_and_changed_by_keyboard(desk: Desk, floor: Floor) -> None:
    shown = screen(desk)
    desk.key(K.Key_N, CTRL | SHIFT)
    sheet = shown.patrol_sheet
    for text in ("Press 3", "Hall 1", "P-1", "50"):
        desk.type(text)
        desk.key(K.Key_Return)
    assert sheet.minutes.line.hasFocus()
    desk.type("an hour")
    desk.key(K.Key_Return)
    assert "whole number of minutes" in sheet.message.text()
    sheet.minutes.line.clear()
    desk.type("60")
    desk.key(K.Key_Return)
    (state,) = floor.patrols.patrols(floor.people["engineer"])
    row = state.row
    assert (row.name, row.place, row.part_number, row.every_pieces, row.every_minutes) == ("Press 3", "Hall 1", "P-1", 50, 60)
    assert shown.patrol_rows.columns[0].text(state) == "Press 3, every 50 pieces, every 1 h · Incoming castings"
    shown.patrols.setFocus()
    shown.change_button.setFocus()
    desk.key(K.Key_Return)
    assert sheet.isVisible(), "the button means the list that the keyboard was in"
    assert sheet.minutes.text() == "60"
    desk.key(K.Key_Escape)
    shown.patrols.setFocus()
    desk.key(K.Key_Delete)
    desk.key(K.Key_Return, CTRL)
    assert not floor.patrols.patrols(floor.people["engineer"])[0].row.active


@pytest.mark.parametrize("login", ["inspector", "auditor"])
def test_whoever_does_not_edit_templates_only_looks(desk: Desk, floor: Floor, login: str) -> None:
    floor.assignments.make(floor.people["engineer"], RuleWish(floor.template_id, "P-1"))
    shown = screen(desk, login)
    assert not shown.new_rule.isVisible()
    for key, held in (
        (K.Key_N, CTRL),
        (K.Key_Return, Qt.KeyboardModifier.NoModifier),
        (K.Key_Delete, Qt.KeyboardModifier.NoModifier),
    ):
        desk.key(key, held)
        assert shown.model.state.sheet is None
    assert shown.rule_rows.rowCount() == 1


def test_every_control_has_a_name_and_a_size(desk: Desk, floor: Floor) -> None:
    shown = screen(desk)
    shown.model.edit_rule(None)
    desk.settle()
    for widget in shown.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, (QAbstractButton, QLineEdit)):
            assert widget.accessibleName(), widget
            assert widget.height() >= 44, (widget.accessibleName(), widget.height())
