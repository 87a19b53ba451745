"""The templates as a person meets them: import of shipped and of foreign workbooks, publish, retire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.domain.changed_fields import ChangeKind
from qa_desktop.domain.checklist import Checklist, RemovedCheck, RevisionState, Section, Severity
from qa_desktop.domain.errors import CancelledError, NotAllowedError
from qa_desktop.domain.item_rules import Rules, Why
from qa_desktop.domain.people import Actor
from qa_desktop.resources import resource_path
from qa_desktop.services.program import Program
from qa_desktop.services.templates import TemplateService
from qa_desktop.ui.places import Place
from qa_desktop.ui.templates.state import Ask
from qa_desktop.ui.templates.view import TemplatesScreen
from qa_desktop.ui.widgets.buttons import ActionButton
from tests.services.makings import CHECKLIST, released
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


def test_import_approve_publish_retire_by_keyboard(
    show_screen: Show, settle: Settle, qtbot: QtBot, program: Program, people: dict[str, Actor]
) -> None:
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
    assert not screen.pane.publish.isVisible(), "a draft is approved first"
    assert "another person approves it" in screen.pane.problems.text()

    program.templates.approve(people["supervisor"], state.row.id)
    screen.activateWindow()
    screen.enter()
    settle()
    assert screen.model.state.is_approved
    assert "approved by Sara Supervisor" in screen.pane.facts.text()
    QTest.keyClick(screen.table, Qt.Key.Key_Return, CONTROL)
    sheet = screen.sheets[Ask.PUBLISH]
    assert sheet.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    assert screen.model.state.is_published
    assert "is published" in screen.message.text()
    wanted: list[object] = []
    screen.context.go.connect(lambda place, what: wanted.append((place, what)))
    QTest.keyClick(screen.pane.draft, Qt.Key.Key_Return)
    settle()
    assert [row.state for row in screen.model.state.revisions] == [RevisionState.DRAFT, RevisionState.PUBLISHED]
    assert wanted == [(Place.DESIGNER, {"revision_id": screen.model.state.revisions[0].id})]
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


def test_a_supervisor_approves_by_keyboard_and_does_not_publish(
    show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor]
) -> None:
    program.templates.create(people["engineer"], CHECKLIST)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "supervisor")
    QTest.keyClick(screen.table, Qt.Key.Key_Return, CONTROL)
    assert screen.sheets[Ask.APPROVE].isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    assert screen.model.state.is_approved
    assert screen.pane.unapprove.isVisible()
    assert not screen.pane.publish.isVisible(), "supervisors approve; quality engineers publish"
    assert not screen.pane.edit.isVisible()


def test_an_author_cannot_approve_and_is_told_so(
    show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor]
) -> None:
    program.templates.create(people["engineer"], CHECKLIST)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    QTest.keyClick(screen.table, Qt.Key.Key_Return, CONTROL)
    assert not screen.sheets[Ask.APPROVE].isVisible()
    assert not screen.pane.approve.isEnabled()
    assert "another person approves it" in screen.pane.problems.text()
    assert screen.model.state.is_draft


def test_an_approval_is_taken_back_with_a_reason(
    show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor]
) -> None:
    row = program.templates.create(people["engineer"], CHECKLIST)
    program.templates.approve(people["supervisor"], row.id)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "supervisor2")
    QTest.keyClick(screen.pane.unapprove, Qt.Key.Key_Return)
    sheet = screen.sheets[Ask.UNAPPROVE]
    assert focused() is sheet.reason.line
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle()
    assert "Say why" in sheet.message.text()
    QTest.keyClicks(sheet.reason.line, "wrong limit")
    QTest.keyClick(sheet.reason.line, Qt.Key.Key_Return)
    settle()
    assert screen.model.state.is_draft


def test_who_approves_sees_what_is_new_first(
    show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor]
) -> None:
    engineer = people["engineer"]
    why = replace(CHECKLIST.items[0], rules=Rules(why=Why("Bearings sat loose", "NC-7")))
    first = replace(
        CHECKLIST, sections=(replace(CHECKLIST.sections[0], items=(why, *CHECKLIST.sections[0].items[1:])), CHECKLIST.sections[1])
    )
    published = released(program.templates, engineer, program.templates.create(engineer, first).id)
    draft = program.templates.new_draft(engineer, published.template_id)
    looks = first.sections[1]
    stricter = replace(looks.items[0], text="No scratches at all", severity=Severity.CRITICAL)
    second = replace(
        first,
        sections=(
            replace(first.sections[0], items=first.sections[0].items[1:]),
            replace(looks, items=(stricter, *looks.items[1:])),
        ),
        removed=(RemovedCheck("bore_a", "The supplier reams it"),),
    )
    program.templates.replace_draft_checklist(engineer, draft.id, second, draft.version)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "supervisor")
    screen.model.look_at(draft.id)
    settle()
    assert screen.pane.is_showing_changes()
    found = {(entry.kind, entry.title): entry for entry in screen.pane.changes.entries}
    removed = found[ChangeKind.STRUCTURE, "Bore diameter A"]
    assert removed.what == "Removed"
    assert "Bearings sat loose" in removed.why
    assert "NC-7" in removed.why
    assert "The supplier reams it (Emma Engineer)" in removed.why
    assert ("severity", "minor", "critical") in found[ChangeKind.CRITERIA, "No scratches at all"].values
    assert ("text", "Surface without scratches", "No scratches at all") in found[ChangeKind.WORDING, "No scratches at all"].values
    QTest.keyClick(screen.table, Qt.Key.Key_Return, CONTROL)
    assert "Structure: 1 · Criteria: 1 · Wording: 1" in screen.sheets[Ask.APPROVE].news.text()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    QTest.keyClick(screen.table, Qt.Key.Key_F4)
    assert not screen.pane.is_showing_changes()


def test_any_two_revisions_are_compared(show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor]) -> None:
    engineer = people["engineer"]
    template = released(program.templates, engineer, program.templates.create(engineer, CHECKLIST).id).template_id
    for title in ("Machined part, 2", "Machined part, 3"):
        draft = program.templates.new_draft(engineer, template)
        row = program.templates.replace_draft_checklist(engineer, draft.id, replace(CHECKLIST, title=title), draft.version)
        released(program.templates, engineer, row.id)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "auditor")
    assert screen.pane.against.count() == 2
    screen.pane.against.setCurrentIndex(screen.pane.against.findText("Revision 1", Qt.MatchFlag.MatchStartsWith))
    screen.pane.against.activated.emit(screen.pane.against.currentIndex())
    settle()
    assert [entry.values for entry in screen.pane.changes.entries] == [(("title", "Machined part", "Machined part, 3"),)]


def test_the_issue_behind_a_check_is_a_link(
    show_screen: Show, settle: Settle, program: Program, people: dict[str, Actor]
) -> None:
    item = replace(CHECKLIST.items[0], rules=Rules(why=Why("", "NC-404")))
    program.templates.create(people["engineer"], Checklist("One", (Section("", (item,)),)))
    screen: TemplatesScreen = show_screen(TemplatesScreen, "supervisor")
    (link,) = [button for button in screen.pane.detail.findChildren(ActionButton) if "NC-404" in button.text()]
    said: list[str] = []
    screen.context.told.connect(lambda _kind, words: said.append(words))
    link.click()
    settle()
    assert said
    assert "NC-404" in said[0]


def test_a_template_goes_out_and_comes_in_without_loss(
    show_screen: Show, settle: Settle, qtbot: QtBot, program: Program, people: dict[str, Actor], tmp_path: Path
) -> None:
    row = program.templates.create(people["engineer"], CHECKLIST)
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    QTest.keyClick(screen.pane.export, Qt.Key.Key_Return)
    settle()
    exporting = screen.model.state.exporting
    assert exporting is not None
    assert exporting.left_out == ()
    target = tmp_path / "out.json"
    screen.save_picker.chosen.emit(target)
    settle()
    assert screen.export_sheet.isHidden()
    assert "out.json" in screen.message.text()
    read(screen, settle, qtbot, target)
    assert screen.import_sheet.as_next.isChecked(), "the template of that name is there"
    QTest.mouseClick(screen.import_sheet.as_new, Qt.MouseButton.LeftButton)
    screen.import_sheet.as_new.click()
    screen.import_sheet.name.set_text("Copy")
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    settle()
    copied = screen.model.state.row
    assert copied is not None
    assert (copied.template_name, copied.criteria_digest) == ("Copy", row.criteria_digest)


def test_a_plan_from_a_spreadsheet_comes_in(show_screen: Show, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("No.,Characteristic,Nominal,Tol +,Tol -,Unit\n1,Bore,12.5,0.1,0.1,mm\n", encoding="utf-8")
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    read(screen, settle, qtbot, path)
    importing = screen.model.state.importing
    assert importing is not None, screen.message.text()
    assert [item.text for item in importing.preview.checklist.items] == ["Bore"]
    QTest.keyClick(focused(), Qt.Key.Key_Escape)


def test_a_new_checklist_is_begun_and_opens_in_the_designer(show_screen: Show, settle: Settle, program: Program) -> None:
    screen: TemplatesScreen = show_screen(TemplatesScreen, "engineer")
    wanted: list[Any] = []
    screen.context.go.connect(lambda place, what: wanted.append((place, what)))
    QTest.keyClick(screen.table, Qt.Key.Key_N, CONTROL)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle()
    assert "needs a name" in screen.sheets[Ask.CREATE].message.text()
    QTest.keyClicks(screen.sheets[Ask.CREATE].reason.line, "Fresh")
    QTest.keyClick(screen.sheets[Ask.CREATE].reason.line, Qt.Key.Key_Return)
    settle()
    ((place, what),) = wanted
    assert place is Place.DESIGNER
    assert program.templates.load(screen.context.actor, what["revision_id"]).row.template_name == "Fresh"


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
    assert seen == {item.key for item in shown.review.checklist.items}


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
    for button in (screen.new, screen.import_, pane.edit, pane.publish, pane.retire, pane.draft, pane.discard):
        assert not button.isVisible()
    screen.model.read_workbook(SHIPPED)
    assert not screen.model.state.reading
    QTest.keyClick(screen.table, Qt.Key.Key_Return, CONTROL)
    assert screen.model.state.ask is (Ask.APPROVE if login == "supervisor" else None)
    screen.model.give_up()
    for keys in (Qt.Key.Key_N, Qt.Key.Key_E):
        QTest.keyClick(screen.table, keys, CONTROL)
    assert screen.model.state.ask is None
    if login != "supervisor":
        with pytest.raises(NotAllowedError):
            program.templates.approve(other, draft.id)
        assert not pane.approve.isVisible()
    with pytest.raises(NotAllowedError):
        program.templates.publish(other, draft.id)
    with pytest.raises(NotAllowedError):
        program.template_pictures.add(other, b"")
    with pytest.raises(NotAllowedError):
        program.templates.replace_draft_checklist(other, draft.id, CHECKLIST, draft.version)
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
