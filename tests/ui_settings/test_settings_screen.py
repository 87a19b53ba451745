"""The settings as a person meets them: by keys, on a real workspace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop import look as keeper
from qa_desktop.domain.errors import NotAllowedError
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.settings import LookSettings, WorkspaceSettings
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.settings.about_page import AboutPage
from qa_desktop.ui.settings.account_page import AccountPage
from qa_desktop.ui.settings.evidence_page import EvidencePage
from qa_desktop.ui.settings.findings import Kind
from qa_desktop.ui.settings.health_page import HealthPage
from qa_desktop.ui.settings.look_page import LookPage
from qa_desktop.ui.settings.view import SettingsScreen
from qa_desktop.ui.settings.view_model import Section
from qa_desktop.ui.settings.workspace_page import WorkspacePage
from qa_desktop.ui.theme import ThemeName, apply_theme
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.widgets.message import MessageKind
from tests.services.samples import begin_sample
from tests.ui_lock.looks import too_small, unnamed

PASSWORD = "correct horse battery"
Settle = Callable[[], None]
Show = Callable[[str, Section], SettingsScreen]


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifier)


def test_up_and_down_walk_over_the_sections_and_f6_enters_the_page(show: Show, settle: Settle) -> None:
    screen = show("admin", Section.ACCOUNT)
    seen = [screen.section]
    for _ in range(6):
        press(Qt.Key.Key_Down)
        settle()
        seen.append(screen.section)
    assert seen == list(Section)
    press(Qt.Key.Key_Up)
    assert screen.section is Section.EVIDENCE
    page = cast("EvidencePage", screen.page())
    press(Qt.Key.Key_F6)
    assert focused() is page.export
    press(Qt.Key.Key_F6)
    assert focused() is screen.list.current()


def test_a_theme_counts_at_once_and_is_kept(show: Show, settle: Settle) -> None:
    screen = show("inspector", Section.LOOK)
    told: list[LookSettings] = []
    screen.context.look_changed.connect(told.append)
    page = cast("LookPage", screen.page())
    press(Qt.Key.Key_F6)
    assert focused() is page.themes[ThemeName.LIGHT]
    press(Qt.Key.Key_Right)
    settle()
    assert focused() is page.themes[ThemeName.DARK]
    assert current_theme().name is ThemeName.DARK
    assert screen.palette().color(QPalette.ColorRole.Window) == current_theme().colour("window")
    assert keeper.load().theme == "dark"
    assert [look.theme for look in told] == ["dark"]
    assert screen.context.look.theme == "dark"


def test_text_gloves_and_sound_are_kept_together(show: Show, settle: Settle) -> None:
    screen = show("inspector", Section.LOOK)
    page = cast("LookPage", screen.page())
    before = page.gloves.height()
    QTest.mouseClick(page.sizes[150], Qt.MouseButton.LeftButton)
    page.gloves.setFocus()
    press(Qt.Key.Key_Space)
    page.sound.setFocus()
    press(Qt.Key.Key_Space)
    settle()
    assert keeper.load() == LookSettings(text_percent=150, gloves=True, sound=False)
    assert current_theme().text_scale == 1.5
    QApplication.processEvents()
    assert page.gloves.height() > before


def test_coming_back_shows_the_look_that_is_in_force_and_saves_nothing(show: Show, settle: Settle) -> None:
    screen = show("inspector", Section.LOOK)
    page = cast("LookPage", screen.page())
    screen.context.look = LookSettings(theme="high_contrast", text_percent=137)
    screen.enter()
    settle()
    assert page.themes[ThemeName.HIGH_CONTRAST].isChecked()
    assert page.sizes[130].isChecked()
    assert not keeper.look_file().exists()


def test_a_wrong_old_password_is_told_and_the_fields_stay(show: Show, settle: Settle, program: Program) -> None:
    screen = show("inspector", Section.ACCOUNT)
    page = cast("AccountPage", screen.page())
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_Return)
    sheet = page.password_sheet
    assert focused() is sheet.old.line
    for text in ("not this one", "the new sentence", "the new sentence"):
        QTest.keyClicks(focused(), text)
        press(Qt.Key.Key_Return)
    settle()
    assert sheet.isVisible()
    assert sheet.message.kind() is MessageKind.ERROR
    assert "password" in sheet.message.text()
    assert (sheet.old.text(), sheet.new.text(), sheet.repeated.text()) == ("not this one", "the new sentence", "the new sentence")
    sheet.old.line.selectAll()
    QTest.keyClicks(sheet.old.line, PASSWORD)
    QTest.keyClick(sheet.old.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not sheet.isVisible()
    assert page.message.kind() is MessageKind.SUCCESS
    assert sheet.new.text() == ""
    assert program.access.log_in("inspector", "the new sentence").login == "inspector"


def test_two_different_new_passwords_change_nothing(show: Show, settle: Settle, program: Program) -> None:
    screen = show("inspector", Section.ACCOUNT)
    page = cast("AccountPage", screen.page())
    page.model.ask_password()
    page.model.change_password(PASSWORD, "the new sentence", "the new sentenc")
    settle()
    assert "not the same" in page.password_sheet.message.text()
    assert program.access.log_in("inspector", PASSWORD).login == "inspector"
    QTest.keyClick(page.password_sheet, Qt.Key.Key_Escape)
    assert not page.password_sheet.isVisible()


def test_a_pin_is_set_and_removed(show: Show, settle: Settle, program: Program, people: dict[str, Actor]) -> None:
    screen = show("inspector", Section.ACCOUNT)
    page = cast("AccountPage", screen.page())
    assert page.remove_pin.isHidden()
    page.set_pin.setFocus()
    press(Qt.Key.Key_Return)
    QTest.keyClicks(focused(), PASSWORD)
    press(Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "25x80")
    press(Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "2580")
    press(Qt.Key.Key_Return)
    settle()
    assert not page.pin_sheet.isVisible()
    person = people["inspector"]
    assert program.access.log_in_with_pin(person.person_id, "2580").login == "inspector"
    assert not page.remove_pin.isHidden()
    page.remove_pin.setFocus()
    press(Qt.Key.Key_Return)
    settle()
    assert not program.access.own_account(person).has_pin
    assert page.remove_pin.isHidden()
    assert focused() is page.set_pin


def test_an_easy_pin_is_refused_on_the_sheet(show: Show, settle: Settle) -> None:
    screen = show("inspector", Section.ACCOUNT)
    page = cast("AccountPage", screen.page())
    page.model.ask_pin()
    page.model.set_pin(PASSWORD, "1234", "1234")
    settle()
    assert "easy to guess" in page.pin_sheet.message.text()
    assert page.pin_sheet.isVisible()


def test_the_certificate_is_shown_to_who_signs(show: Show) -> None:
    inspector = cast("AccountPage", show("inspector", Section.ACCOUNT).page())
    assert inspector.standing.text() == "Valid"
    assert "Valid until 20" in inspector.certificate.text()
    assert "first signature" in inspector.signs.text()


def test_settings_are_saved_by_the_button_only(show: Show, settle: Settle, program: Program, tmp_path: Path) -> None:
    screen = show("admin", Section.WORKSPACE)
    told: list[str] = []
    screen.context.settings_changed.connect(lambda: told.append("changed"))
    page = cast("WorkspacePage", screen.page())
    assert not page.save.isEnabled()
    press(Qt.Key.Key_F6)
    assert focused() is page.site.line
    page.site.line.selectAll()
    QTest.keyClicks(page.site.line, "Halle 7 & Lager <b>")
    page.idle.line.selectAll()
    QTest.keyClicks(page.idle.line, "12")
    page.watch_picker.chosen.emit(tmp_path)
    settle()
    assert program.settings.current().site == "Test Works"
    assert page.unsaved.text() == "Not saved yet"
    assert screen.unsaved() == ("Settings of the workspace",)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    found = program.settings.current()
    assert (found.site, found.idle_minutes, found.watch_folder) == ("Halle 7 & Lager <b>", 12, str(tmp_path))
    assert page.message.kind() is MessageKind.SUCCESS
    assert page.unsaved.text() == ""
    assert screen.unsaved() == ()
    assert told == ["changed"]


def test_the_house_has_an_address(show: Show, settle: Settle, program: Program) -> None:
    screen = show("admin", Section.WORKSPACE)
    page = cast("WorkspacePage", screen.page())
    assert not page.model.state.changed, "filling the field is no change"
    page.address.setFocus()
    QTest.keyClicks(page.address, "Foundry Road 5")
    press(Qt.Key.Key_Return)
    QTest.keyClicks(page.address, "x" * 121)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert "longer than 120" in page.message.text()
    assert page.address.toPlainText().startswith("Foundry Road 5"), "what was typed stays"
    assert program.settings.current().address == ""
    page.discard.click()
    assert page.address.toPlainText() == ""
    QTest.keyClicks(page.address, "Foundry Road 5")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    QTest.keyClicks(page.address, "Northfield")
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert program.settings.current().address == "Foundry Road 5\nNorthfield"
    assert page.address.toPlainText() == "Foundry Road 5\nNorthfield", "the field shows what was kept"
    assert not page.model.state.changed
    reader = cast("WorkspacePage", show("auditor", Section.WORKSPACE).page())
    settle()
    assert [label.text() for label in reader._values][1] == "Foundry Road 5\nNorthfield"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("stamp", "tsa", "time-stamp server"),
        ("idle", "soon", "whole number"),
        ("idle", "90", "1 to 60"),
        ("site", "", "name of the site"),
    ],
)
def test_what_cannot_be_stored_is_told_and_stays_typed(
    show: Show, settle: Settle, program: Program, field: str, text: str, sentence: str
) -> None:
    screen = show("admin", Section.WORKSPACE)
    page = cast("WorkspacePage", screen.page())
    before = program.settings.current()
    line = getattr(page, field).line
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    page.save.setFocus()
    press(Qt.Key.Key_Return)
    settle()
    assert page.message.kind() is MessageKind.ERROR
    assert sentence.casefold() in page.message.text().casefold()
    assert line.text() == text
    assert program.settings.current() == before
    page.discard.setFocus()
    press(Qt.Key.Key_Return)
    assert not page.model.state.changed
    assert focused() is page.site.line


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer", "auditor"])
def test_others_read_the_settings_and_cannot_change_them(
    show: Show, program: Program, people: dict[str, Actor], login: str
) -> None:
    page = cast("WorkspacePage", show(login, Section.WORKSPACE).page())
    shown = [w for kind in (QLineEdit, QComboBox) for w in page.findChildren(kind) if w.isVisible()]
    assert shown == []
    assert [b.text() for b in page.findChildren(QAbstractButton) if b.isVisible() and b.text() != "Put this message away"] == []
    assert "administrator" in page.message.text()
    page.model.edit(site="Elsewhere")
    page.model.save()
    assert program.settings.current().site == "Test Works"
    with pytest.raises(NotAllowedError):
        program.settings.change(people[login], WorkspaceSettings(site="Elsewhere"))


def test_a_sound_workspace_is_healthy(show: Show, settle: Settle) -> None:
    screen = show("auditor", Section.HEALTH)
    page = cast("HealthPage", screen.page())
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_Return)
    settle()
    assert page.verdict.text() == "Healthy"
    assert "audit entries" in page.result.text()
    assert [row.kind for row in page.rows] == [Kind.NOTICE]
    assert focused() is page.check


def test_a_tampered_workspace_shows_what_harms_first(show: Show, settle: Settle, workspace: Workspace) -> None:
    next(workspace.keys.glob("*.p12")).unlink()
    with sqlite3.connect(workspace.folder / "qa.db") as database:
        name = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone()[0]
        database.execute(f'DROP TRIGGER "{name}"')
    database.close()
    screen = show("auditor", Section.HEALTH)
    page = cast("HealthPage", screen.page())
    page.check.click()
    settle()
    assert page.verdict.text() == "Not healthy"
    assert [row.kind for row in page.rows] == [Kind.HARM, Kind.HARM, Kind.NOTICE]
    assert name in page.rows[0].sentence
    assert "key file" in page.rows[1].sentence
    assert page.rows[0].accessibleName().startswith("Harm, Database: ")
    assert page.next_step.isVisible()
    page.copy.click()
    assert "Harm · Database" in QGuiApplication.clipboard().text()


def test_a_check_can_be_cancelled(show: Show, settle: Settle) -> None:
    screen = show("auditor", Section.HEALTH)
    page = cast("HealthPage", screen.page())
    page.check.click()
    assert focused() is page.checking.cancel
    press(Qt.Key.Key_Return)
    settle()
    assert page.check_message.text().startswith("Cancelled")
    assert focused() is page.check
    assert page.verdict.isHidden()
    assert page.checking.isHidden()


def test_a_backup_makes_a_folder_and_says_where(show: Show, settle: Settle, workspace: Workspace) -> None:
    screen = show("supervisor", Section.HEALTH)
    page = cast("HealthPage", screen.page())
    assert page.newest.text().startswith("None yet")
    page.back_up.setFocus()
    press(Qt.Key.Key_Return)
    settle()
    made = list(workspace.backups.glob("qa-backup-*"))
    assert len(made) == 1
    assert made[0].name in page.backup_message.text()
    assert made[0].name in page.listed.text()
    assert page.folder.text() == str(workspace.backups)


def test_a_backup_that_fails_says_why(
    show: Show, settle: Settle, program: Program, people: dict[str, Actor], tmp_path: Path
) -> None:
    gone = tmp_path / "drive"
    gone.mkdir()
    program.settings.change(people["admin"], WorkspaceSettings(site="Test Works", backup_folder=str(gone)))
    screen = show("supervisor", Section.HEALTH)
    page = cast("HealthPage", screen.page())
    gone.rmdir()
    gone.write_text("a file where the drive was", encoding="utf-8")
    page.back_up.click()
    settle()
    assert page.backup_message.kind() is MessageKind.ERROR
    assert "Traceback" not in page.backup_message.text()
    assert page.back_up.isEnabled()


def test_inspectors_are_told_who_checks(show: Show) -> None:
    page = cast("HealthPage", show("inspector", Section.HEALTH).page())
    assert page.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly) == []
    assert not page.model.state.may
    page.model.check()
    page.model.back_up()
    assert page.model.state.running is None


def test_the_root_certificate_is_exported_with_its_text(show: Show, settle: Settle, tmp_path: Path) -> None:
    screen = show("inspector", Section.EVIDENCE)
    page = cast("EvidencePage", screen.page())
    page.picker.chosen.emit(tmp_path / "root.cer")
    settle()
    assert (tmp_path / "root.cer").is_file()
    assert page.fingerprint.text() in (tmp_path / "root.txt").read_text(encoding="utf-8")
    (tmp_path / "no folder").write_text("a file", encoding="utf-8")
    page.picker.chosen.emit(tmp_path / "no folder" / "root.cer")
    settle()
    assert page.message.kind() is MessageKind.ERROR


def test_versions_and_licences(show: Show, settle: Settle, workspace: Workspace, qtbot: QtBot) -> None:
    screen = show("inspector", Section.ABOUT)
    page = cast("AboutPage", screen.page())
    assert page.database.text() == workspace.database.library_version
    assert page.folder.text() == str(workspace.folder)
    assert page.choice.count() == 3
    texts = set()
    page.choice.setFocus()
    for _ in range(3):
        texts.add(page.text.toPlainText())
        press(Qt.Key.Key_Down)
    assert len(texts) == 3
    assert all(len(text) > 500 for text in texts)
    assert page.text.isReadOnly()


@pytest.mark.parametrize("login", ["admin", "inspector"])
@pytest.mark.parametrize("section", list(Section))
def test_names_and_targets(show: Show, program: Program, people: dict[str, Actor], login: str, section: Section) -> None:
    program.access.set_pin(people[login], PASSWORD, "2580")
    screen = show(login, section)
    assert unnamed(screen) == []
    assert too_small(screen) == []


@pytest.mark.parametrize("section", list(Section))
def test_tab_reaches_everything(show: Show, section: Section) -> None:
    screen = show("admin", section)
    wanted = {
        widget
        for kind in (QAbstractButton, QLineEdit, QComboBox)
        for widget in screen.page().findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    # Of choices that exclude each other, Tab visits the one in force; the arrow keys walk over the others.
    wanted -= {w for w in wanted if isinstance(w, QAbstractButton) and w.group() is not None and not w.isChecked()}
    for _ in range(60):
        wanted.discard(focused())
        press(Qt.Key.Key_Tab)
    assert wanted == set()


def test_large_text_breaks_rows_instead_of_cutting_them(show: Show, qapp: QApplication, qtbot: QtBot) -> None:
    screen = show("admin", Section.LOOK)
    page = cast("LookPage", screen.page())
    assert page.themes[ThemeName.LIGHT].y() == page.themes[ThemeName.HIGH_CONTRAST].y()
    apply_theme(qapp, ThemeName.LIGHT, text_scale=2.0, glove=True)
    buttons = [*page.themes.values(), *page.sizes.values()]

    def fits() -> bool:
        right = page.area.viewport().width()
        inside = all(b.mapTo(page.area.viewport(), b.rect().bottomRight()).x() < right for b in buttons)
        return inside and all(b.width() >= b.minimumSizeHint().width() for b in buttons)

    qtbot.waitUntil(fits)


def test_the_language_of_checklists_and_the_way_of_enter_are_kept(
    show: Show, settle: Settle, program: Program, people: dict[str, Actor]
) -> None:
    begin_sample(program.workspace, people)
    screen = show("inspector", Section.LOOK)
    page = cast("LookPage", screen.page())
    settle()
    assert [page.language.itemData(place) for place in range(page.language.count())] == ["", "de"]
    page.language.setFocus()
    press(Qt.Key.Key_Down)
    page.along.setFocus()
    press(Qt.Key.Key_Space)
    settle()
    assert keeper.load() == LookSettings(checklist_language="de", enter_along=True)
    assert screen.context.look.checklist_language == "de"
    screen.enter()
    settle()
    assert page.language.currentText() == "Deutsch (de)"
    assert page.along.isChecked()
