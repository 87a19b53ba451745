"""The templates as a person meets them: import of shipped and of foreign workbooks, publish, retire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.errors import CancelledError, NotAllowedError
from qa_desktop.domain.people import Actor
from qa_desktop.resources import resource_path
from qa_desktop.services.program import Program
from qa_desktop.services.templates import TemplateService
from qa_desktop.ui.templates.view import TemplatesScreen
from qa_desktop.ui.templates.view_model import Ask
from tests.services.makings import released
from tests.ui_lock.looks import too_small, unnamed

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIPPED = resource_path("templates", "incoming_machined_part.xlsx")
Settle = Callable[[], None]
Show = Callable[..., Any]


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def workbook(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(("type", "name", "label"))
    for row in rows:
        survey.append(row)
    settings = book.create_sheet("settings")
    settings.append(("form_title", "form_id"))
    settings.append(("Fender <i>check</i>", "fender"))
    book.save(path)
    return path


def read(screen: TemplatesScreen, settle: Settle, qtbot: QtBot, path: Path) -> None:
    screen.picker.chosen.emit(path)
    qtbot.waitUntil(lambda: not screen.model.state.reading, timeout=60_000)
    settle()


def test_import_publish_retire_by_keyboard(show_screen: Show, settle: Settle, qtbot: QtBot, program: Program) -> None:
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    read(screen, settle, qtbot, SHIPPED)
    assert screen.import_sheet.isVisible()
    assert program.templates.count_templates(screen.context.actor) == 0, "a preview stores nothing"
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    assert screen.import_sheet.isHidden()
    state = screen.model.state
    assert state.is_draft
    assert state.row is not None
    assert screen.pane.items.model().rowCount() >= state.row.item_count
    assert screen.pane.publish.isVisible()
    QTest.keyClick(screen.table, Qt.Key.Key_Return, CONTROL)
    sheet = screen.sheets[Ask.PUBLISH]
    assert sheet.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    assert screen.model.state.is_published
    assert "is published" in screen.message.text()
    QTest.keyClick(screen.pane.draft, Qt.Key.Key_Return)
    settle()
    assert [row.state for row in screen.model.state.revisions] == [RevisionState.DRAFT, RevisionState.PUBLISHED]
    screen.model.ask(Ask.DISCARD)
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    assert screen.model.state.is_published
    screen.model.ask(Ask.RETIRE)
    QTest.keyClicks(screen.sheets[Ask.RETIRE].reason.line, "superseded")
    QTest.keyClick(screen.sheets[Ask.RETIRE].reason.line, Qt.Key.Key_Return)
    settle()
    assert screen.model.state.row is not None
    assert screen.model.state.row.state is RevisionState.RETIRED


def test_every_item_can_be_read(show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor]) -> None:
    engineer = people["engineer"]
    draft = program.templates.import_(engineer, program.templates.import_preview(engineer, SHIPPED))
    released(program.templates, engineer, draft.id)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "auditor")
    QTest.keyClick(screen.table, Qt.Key.Key_F6)
    assert focused() is screen.pane.items
    seen = set()
    for _ in range(screen.pane.items.model().rowCount()):
        line = screen.pane.items.current_row()
        if line.item is not None:
            seen.add(line.item.key)
        QTest.keyClick(screen.pane.items, Qt.Key.Key_Down)
    settle()
    shown = screen.model.state.shown
    assert shown is not None
    assert seen == {item.key for item in shown.loaded.checklist.items}


def test_what_does_not_come_across_is_listed(show_screen: Show, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "fender.xlsx",
        [("text", "note1", "Remark & <b>more</b>"), ("geopoint", "where", "Where is it?"), ("decimal", "gap", "Gap")],
    )
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    read(screen, settle, qtbot, path)
    importing = screen.model.state.importing
    assert importing is not None
    assert any(one.kind == "geopoint" for one in importing.preview.unsupported)
    assert importing.preview.checklist.title == "Fender <i>check</i>"
    assert "Fender <i>check</i>" in screen.import_sheet.summary.text()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.model.state.importing is None
    assert screen.rows.rowCount() == 0


def test_as_the_next_revision_of_the_template_of_that_name(
    show_screen: Show, settle: Settle, qtbot: QtBot, program: Program, people: dict[str, Actor]
) -> None:
    engineer = people["engineer"]
    first = program.templates.import_(engineer, program.templates.import_preview(engineer, SHIPPED))
    released(program.templates, engineer, first.id)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    read(screen, settle, qtbot, SHIPPED)
    assert screen.import_sheet.as_next.isChecked()
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    assert [row.number for row in screen.model.state.revisions] == [2, 1]
    read(screen, settle, qtbot, SHIPPED)
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    assert "already has draft 2" in screen.import_sheet.message.text()
    assert screen.import_sheet.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)


def test_a_refused_workbook_names_the_place(show_screen: Show, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    read(screen, settle, qtbot, path)
    assert "broken.xlsx" in screen.message.text()
    assert screen.import_sheet.isHidden()


def test_reading_can_be_cancelled(show_screen: Show, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def never_ending(_self: TemplateService, _actor: Actor, _path: Path, cancel: Callable[[], bool]) -> None:
        from time import monotonic

        end = monotonic() + 20
        while monotonic() < end:
            if cancel():
                raise CancelledError

    monkeypatch.setattr(TemplateService, "import_preview", never_ending)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    screen.picker.chosen.emit(SHIPPED)
    assert screen.busy.isVisible()
    assert focused() is screen.busy.cancel
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle()
    assert screen.busy.isHidden()
    assert screen.message.isHidden()


def test_a_workbook_can_be_dropped(show_screen: Show, settle: Settle, qtbot: QtBot) -> None:
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(SHIPPED))])
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, plain)
    QApplication.sendEvent(screen, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPoint(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, plain)
    QApplication.sendEvent(screen, drop)
    qtbot.waitUntil(lambda: not screen.model.state.reading, timeout=60_000)
    settle()
    assert screen.import_sheet.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)


@pytest.mark.parametrize("login", ["inspector", "supervisor", "auditor", "admin"])
def test_whoever_may_not_edit_only_looks(
    show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor], login: str
) -> None:
    engineer, other = people["engineer"], people[login]
    draft = program.templates.import_(engineer, program.templates.import_preview(engineer, SHIPPED))
    screen: TemplatesScreen = show_screen(TemplatesScreen, login)
    pane = screen.pane
    for button in (screen.import_, pane.publish, pane.retire, pane.draft, pane.discard):
        assert not button.isVisible()
    screen.model.read_workbook(SHIPPED)
    assert not screen.model.state.reading
    QTest.keyClick(screen.table, Qt.Key.Key_Return, CONTROL)
    assert screen.model.state.ask is None
    with pytest.raises(NotAllowedError):
        program.templates.publish(other, draft.id)
    with pytest.raises(NotAllowedError):
        program.templates.import_preview(other, SHIPPED)


def test_names_and_targets(show_screen: Show, settle: Settle, qtbot: QtBot, program: Program, people: dict[str, Actor]) -> None:
    engineer = people["engineer"]
    program.templates.import_(engineer, program.templates.import_preview(engineer, SHIPPED))
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    assert unnamed(screen) == []
    assert too_small(screen) == []
    read(screen, settle, qtbot, SHIPPED)
    assert unnamed(screen) == []
    assert too_small(screen) == []
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
