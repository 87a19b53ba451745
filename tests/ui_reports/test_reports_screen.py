"""The reports as a person meets them, on files that were signed for real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.domain.errors import NotAllowedError
from qa_desktop.domain.people import Actor
from qa_desktop.reports.types import Outcome
from qa_desktop.services import reporting
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.reports.preview import Zoom
from qa_desktop.ui.reports.view import ReportsScreen
from tests.ui_lock.looks import too_small, unnamed

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(show_screen: Callable[..., Any]) -> ReportsScreen:
    found: ReportsScreen = show_screen(ReportsScreen, "auditor")
    return found


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_the_newest_report_is_shown_after_its_check(screen: ReportsScreen, settle: Callable[[], None]) -> None:
    assert screen.count.text() == "3 reports"
    assert screen.rows.rowCount() == 3
    assert screen.preview.title.text().startswith("I-")
    assert screen.preview.opened is not None
    assert screen.preview.sheet.has_image()
    assert "voided" in screen.preview.sentence.text()  # the newest one was returned


def test_pages_and_sizes_by_key(screen: ReportsScreen, settle: Callable[[], None]) -> None:
    QTest.keyClick(screen.table, Qt.Key.Key_End, CONTROL)
    settle()
    assert screen.preview.opened is not None
    assert screen.preview.opened.verification.outcome is Outcome.VALID
    fit = screen.preview.sheet.width()
    QTest.keyClick(screen.preview.zoom_buttons[Zoom.DOUBLE], Qt.Key.Key_Space)
    settle()
    assert screen.preview.sheet.width() > fit
    if len(screen.preview.opened.pages) > 1:
        QTest.keyClick(focused(), Qt.Key.Key_PageDown, CONTROL)
        assert screen.preview.page == 1


def test_search_state_and_failed_only(screen: ReportsScreen, settle: Callable[[], None]) -> None:
    QTest.keyClick(screen.table, Qt.Key.Key_F, CONTROL)
    assert focused() is screen.search
    QTest.keyClicks(screen.search, "4711")
    QTest.keyClick(screen.search, Qt.Key.Key_Return)
    settle()
    assert screen.count.text() == "1 report"
    assert focused() is screen.table
    screen._clear_search()
    QTest.keyClick(screen.failed, Qt.Key.Key_Space)
    settle()
    assert screen.rows.rowCount() == 1
    assert screen.rows.row(0).part_number == "4712-B"
    screen._clear_search()
    screen.search.setFocus()
    QTest.keyClicks(screen.search, "no such thing")
    QTest.keyClick(screen.search, Qt.Key.Key_Return)
    settle()
    assert screen.rows.rowCount() == 0
    assert screen.model.state.current is None
    assert not screen.print.isEnabled()


def test_export_of_ticked_reports(screen: ReportsScreen, settle: Callable[[], None], tmp_path: Path, program: Program) -> None:
    QTest.keyClick(screen.table, Qt.Key.Key_Space)
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    QTest.keyClick(screen.table, Qt.Key.Key_Space)
    assert screen.model.state.pick_count == 2
    QTest.keyClick(screen.table, Qt.Key.Key_Space)
    assert screen.model.state.pick_count == 1
    QTest.keyClick(screen.table, Qt.Key.Key_A, CONTROL)
    assert screen.model.state.pick_count == 3
    assert "Export 3" in screen.export.text()
    out = tmp_path / "out"
    screen.export_picker.chosen.emit(out)
    settle()
    assert screen.export_sheet.isVisible()
    assert len(list(out.glob("*.pdf"))) == 2, "a voided report is not handed out"
    assert screen.model.state.exported is not None
    assert ["voided" in reason for _number, reason in screen.model.state.exported.left_out] == [True]
    for path in out.glob("*.pdf"):
        assert path.read_bytes() == (program.workspace.reports / path.name).read_bytes()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.export_sheet.isHidden()
    assert screen.model.state.pick_count == 0


def test_a_changed_file_is_left_out_with_its_reason(
    screen: ReportsScreen, settle: Callable[[], None], tmp_path: Path, workspace: Workspace
) -> None:
    row = screen.rows.row(2)
    path = workspace.reports / row.file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    QTest.keyClick(screen.table, Qt.Key.Key_A, CONTROL)
    screen.export_picker.chosen.emit(tmp_path / "out")
    settle()
    result = screen.model.state.exported
    assert result is not None
    assert result.written == 1
    assert row.number in [number for number, reason in result.left_out if "not the one that was signed" in reason]
    assert ["voided" in reason for _number, reason in result.left_out].count(True) == 1
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    QTest.keyClick(screen.table, Qt.Key.Key_End, CONTROL)
    settle()
    assert screen.preview.opened is None
    assert not screen.preview.sheet.has_image()


def test_cancelled_export_says_what_was_written(
    screen: ReportsScreen, settle: Callable[[], None], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        if screen.rows.row(number).state != "void":
            QTest.keyClick(screen.table, Qt.Key.Key_Space)
        QTest.keyClick(screen.table, Qt.Key.Key_Down)
    assert screen.model.state.pick_count == 2
    settle()
    first, go_on = Event(), Event()
    show = reporting.ReportService.show

    def slow(self: Any, actor: Actor, report_id: str) -> Any:
        found = show(self, actor, report_id)
        first.set()
        go_on.wait(20)
        return found

    monkeypatch.setattr(reporting.ReportService, "show", slow)
    screen.export_picker.chosen.emit(tmp_path / "out")
    qtbot.waitUntil(first.is_set, timeout=20_000)
    assert screen.busy.isVisible()
    QTest.keyClick(screen.busy.cancel, Qt.Key.Key_Return)
    go_on.set()
    settle()
    result = screen.model.state.exported
    assert result is not None
    assert result.cancelled
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 1
    assert screen.export_sheet.isVisible()


def test_verify_a_file_from_outside(
    screen: ReportsScreen, settle: Callable[[], None], tmp_path: Path, workspace: Workspace
) -> None:
    shown = [screen.rows.row(number) for number in range(3)]
    good = workspace.reports / next(row.file for row in shown if row.state != "void")
    screen.verify_picker.chosen.emit(good)
    settle()
    assert screen.verify_sheet.isVisible()
    assert screen.model.state.verified is not None
    assert screen.model.state.verified.verification.outcome in {Outcome.VALID, Outcome.WAITING}
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    other = tmp_path / "other.pdf"
    other.write_bytes(b"no report at all")
    screen.verify_picker.chosen.emit(other)
    settle()
    assert screen.model.state.verified is not None
    assert screen.model.state.verified.verification.outcome is Outcome.UNREADABLE


def test_print_hands_over_the_signed_file_itself(
    screen: ReportsScreen, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    printed: list[Path] = []
    monkeypatch.setattr(reporting, "_hand_to_printer", printed.append)
    QTest.keyClick(screen.table, Qt.Key.Key_P, CONTROL)
    settle()
    assert screen.model.state.current is not None
    assert printed == [workspace.reports / screen.model.state.current.file]
    assert "handed to the printer" in screen.message.text()


def test_time_stamps_need_a_server(screen: ReportsScreen, settle: Callable[[], None]) -> None:
    screen.model.stamp()
    settle()
    assert "No time-stamp server is set" in screen.message.text()


def test_without_the_right_nothing_is_offered_and_the_service_refuses(
    screen: ReportsScreen, program: Program, people: dict[str, Actor]
) -> None:
    nobody = Actor(people["auditor"].person_id, "auditor", "Aki", frozenset(), people["auditor"].station_id)
    with pytest.raises(NotAllowedError):
        program.reports.export(nobody, ("x",), Path("/nowhere"))
    from dataclasses import replace

    screen.model.state = replace(screen.model.state, may_export=False)
    screen._render()
    assert not screen.print.isVisible()
    assert not screen.export.isVisible()
    screen.model.print_current()
    assert screen.model.state.busy == ""


def test_names_and_targets(screen: ReportsScreen) -> None:
    assert unnamed(screen) == []
    assert too_small(screen) == []
