"""The lists of the settings by keys: codes are added, reworded and retired, costs are stated; nobody else may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.causes import CodeScope
from qa_desktop.domain.costs import CostKind
from qa_desktop.domain.errors import InputError, NotAllowedError, NotFoundError
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.settings.lists_model import ListKind
from qa_desktop.ui.settings.lists_page import ListsPage
from qa_desktop.ui.settings.lists_sheets import CodeSheet, CostSheet
from qa_desktop.ui.settings.view import SettingsScreen
from qa_desktop.ui.settings.view_model import Section
from tests.services.samples import begin_sample
from tests.ui_lock.looks import too_small, unnamed

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Settle = Callable[[], None]
Show = Callable[[str, Section], SettingsScreen]


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


@pytest.fixture
def press(settle: Settle) -> Callable[..., None]:
    def act(key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(focused(), key, held)
        settle()

    return act


def lists(show: Show, login: str) -> ListsPage:
    screen = show(login, Section.LISTS)
    page = cast("ListsPage", screen.page())
    QTest.keyClick(focused(), K.Key_F6)
    assert focused() is page.tables[ListKind.FAILURES]
    return page


def codes(page: ListsPage) -> list[tuple[str, str, bool]]:
    return [(one.code, one.words, one.active) for one in page.model.state.entries or ()]


def test_a_failure_code_is_added_reworded_and_retired_by_keys(
    show: Show, settle: Settle, press: Callable[..., None], program: Program, people: dict[str, Actor]
) -> None:
    page = lists(show, "engineer")
    press(K.Key_N, CTRL)
    sheet = page.sheets[False]
    assert isinstance(sheet, CodeSheet)
    assert focused() is sheet.code.line
    QTest.keyClicks(focused(), "dim 1")
    press(K.Key_Return)
    QTest.keyClicks(focused(), "Bore <b>too wide")
    press(K.Key_Return, CTRL)
    assert "1 to 20 capitals" in sheet.message.text()
    assert sheet.words.text() == "Bore <b>too wide", "what was typed stays"
    sheet.code.set_text("dim-1")
    press(K.Key_Return, CTRL)
    assert sheet.isHidden()
    assert codes(page) == [("DIM-1", "Bore <b>too wide", True)]
    assert focused() is page.tables[ListKind.FAILURES]
    press(K.Key_F2)
    assert focused() is sheet.words.line, "the short name never changes"
    sheet.words.set_text("Bore out of tolerance")
    press(K.Key_Return)
    press(K.Key_Delete)
    assert codes(page) == [("DIM-1", "Bore out of tolerance", False)]
    assert program.failure_codes.codes(people["auditor"]) == ()
    press(K.Key_Delete)
    assert program.failure_codes.codes(people["auditor"]) == (("DIM-1", "Bore out of tolerance"),)


def test_a_cause_code_is_added_with_what_it_explains(
    show: Show, press: Callable[..., None], program: Program, people: dict[str, Actor]
) -> None:
    page = lists(show, "supervisor")
    assert page.add.isHidden(), "failure codes belong to quality engineers"
    assert "quality engineers" in page.message.text()
    press(K.Key_N, CTRL)
    assert page.sheets[False].isHidden()
    press(K.Key_Tab, CTRL)
    assert focused() is page.tables[ListKind.CAUSES]
    before = len(codes(page))
    assert before > 10, "the list that a workspace begins with"
    press(K.Key_N, CTRL)
    sheet = cast("CodeSheet", page.sheets[False])
    QTest.keyClicks(focused(), "coolant")
    press(K.Key_Return)
    QTest.keyClicks(focused(), "Coolant too warm")
    sheet.scope.setCurrentIndex(sheet.scope.findData(CodeScope.BOTH.value))
    press(K.Key_Return, CTRL)
    assert len(codes(page)) == before + 1
    made = next(code for code in program.causes.codes(people["auditor"]) if code.code == "COOLANT")
    assert (made.words, made.scope) == ("Coolant too warm", CodeScope.BOTH)
    entries = page.model.state.entries or ()
    page.tables[ListKind.CAUSES].select_row(next(place for place, one in enumerate(entries) if one.key == made.id))
    press(K.Key_Delete)
    assert made.id not in {code.id for code in program.causes.codes(people["auditor"])}
    assert (page.model.state.entries or ())[-1].code == "COOLANT", "retired ones stand last"


def test_a_cost_is_stated_and_a_newer_one_replaces_it(
    show: Show, press: Callable[..., None], program: Program, people: dict[str, Actor]
) -> None:
    begin_sample(program.workspace, people)
    (part,) = program.costs.parts(people["auditor"])
    program.costs.set_cost(people["engineer"], part, "3", "EUR", date(2026, 1, 1))
    page = lists(show, "manager")
    press(K.Key_Tab, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert focused() is page.tables[ListKind.COSTS]
    assert page.retire.isHidden(), "a cost is never taken away"
    press(K.Key_F2)
    sheet = page.sheets[True]
    assert isinstance(sheet, CostSheet)
    assert (sheet.part.text(), sheet.currency.text()) == (part, "EUR")
    assert focused() is sheet.cost.line, "part and kind stand there; the amount is what is new"
    QTest.keyClicks(focused(), "3,5o")
    press(K.Key_Return, CTRL)
    assert "not a number" in sheet.message.text()
    sheet.cost.set_text("3,50")
    sheet.valid_from.set_text("soon")
    press(K.Key_Return, CTRL)
    assert "no date" in sheet.message.text()
    sheet.valid_from.set_text("2026-02-01")
    press(K.Key_Return, CTRL)
    assert sheet.isHidden()
    rows = page.model.state.entries or ()
    assert [(one.cost, one.active) for one in rows] == [("3.50", True), ("3", False)]
    press(K.Key_N, CTRL)
    sheet.part.set_text(part)
    sheet.kind.setCurrentIndex(sheet.kind.findData(CostKind.REWORK.value))
    sheet.cost.set_text("1")
    sheet.currency.set_text("usd")
    press(K.Key_Return, CTRL)
    assert "EUR" in sheet.message.text(), "sums need one currency"
    sheet.currency.set_text("eur")
    press(K.Key_Return, CTRL)
    assert ("rework", "1") in [(row.kind, row.cost) for row in program.costs.costs(people["auditor"])]
    press(K.Key_Delete)
    assert len(page.model.state.entries or ()) == 3


@pytest.mark.parametrize("login", ["inspector", "auditor", "admin"])
def test_whoever_may_change_nothing_only_reads(show: Show, press: Callable[..., None], login: str) -> None:
    page = lists(show, login)
    for _ in ListKind:
        assert page.add.isHidden()
        assert page.retire.isHidden()
        for key, held in ((K.Key_N, CTRL), (K.Key_F2, NONE), (K.Key_Delete, NONE)):
            press(key, held)
        assert all(sheet.isHidden() for sheet in page.sheets.values())
        assert not page.model.state.saved
        press(K.Key_Tab, CTRL)


def test_the_services_refuse_whoever_may_not(program: Program, people: dict[str, Actor]) -> None:
    program.failure_codes.add(people["engineer"], "DIM", "Dimension")
    code = program.causes.codes(people["auditor"])[0]
    for login in ("inspector", "supervisor", "auditor", "admin", "manager", "confidant"):
        with pytest.raises(NotAllowedError):
            program.failure_codes.change(people[login], "DIM", words="Other", active=False)
    for login in ("inspector", "auditor", "admin", "manager", "confidant"):
        with pytest.raises(NotAllowedError):
            program.causes.change_code(people[login], code.id, words="Other", active=False)
        with pytest.raises(NotAllowedError):
            program.causes.add_code(people[login], "NEW", "New", CodeScope.BOTH)
    (row,) = program.failure_codes.listed(people["auditor"])
    assert (row.words, row.active) == ("Dimension", True)
    with pytest.raises(NotFoundError):
        program.failure_codes.change(people["engineer"], "NONE", words="x", active=True)
    with pytest.raises(InputError, match="Nothing was changed"):
        program.failure_codes.change(people["engineer"], "DIM", words=" Dimension ", active=True)
    with pytest.raises(InputError, match="few words"):
        program.failure_codes.change(people["engineer"], "DIM", words=" ", active=True)


def test_everything_is_named_and_large_enough(show: Show, press: Callable[..., None]) -> None:
    page = lists(show, "engineer")
    for _ in ListKind:
        assert unnamed(page) == []
        assert too_small(page) == []
        press(K.Key_N, CTRL)
        sheet = next(sheet for sheet in page.sheets.values() if not sheet.isHidden())
        assert unnamed(sheet) == []
        press(K.Key_Escape)
        assert sheet.isHidden()
        press(K.Key_Tab, CTRL)
