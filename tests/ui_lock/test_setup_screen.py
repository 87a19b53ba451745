"""From nothing to the lock screen, as on a first start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.services import demo
from qa_desktop.services.program import program_for
from qa_desktop.settings import LookSettings
from qa_desktop.storage.workspace import exists, open_
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.lock.view import LockScreen
from qa_desktop.ui.setup.view import SetupScreen
from qa_desktop.ui.setup.view_model import Step, free_place
from qa_desktop.ui.start import Desk
from tests.ui_lock.looks import too_small, unnamed

PASSWORD = "correct horse battery"
Settle = Callable[[], None]
Show = Callable[..., SetupScreen]


@pytest.fixture
def show(qtbot: QtBot, jobs: Jobs) -> Iterator[Show]:
    made: list[SetupScreen] = []

    def make(folder: Path | None = None, sentence: str = "") -> SetupScreen:
        screen = SetupScreen(jobs, folder, sentence)
        made.append(screen)
        qtbot.addWidget(screen)
        screen.resize(1280, 800)
        screen.show()
        screen.activateWindow()
        qtbot.waitExposed(screen)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return screen

    yield make
    for screen in made:
        screen.close()


def fill(screen: SetupScreen, folder: Path, *, password: str = PASSWORD, repeated: str = PASSWORD) -> None:
    page = screen.new
    page.set_folder(folder)
    for field, text in (
        (page.site, "North <b>Works</b>"),
        (page.station, "Bench 1"),
        (page.name, "Ada Admin"),
        (page.login, "ada"),
        (page.password, password),
        (page.repeated, repeated),
    ):
        field.line.clear()
        QTest.keyClicks(field.line, text)


def test_new_workspace_by_keyboard(show: Show, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    screen = show()
    assert QApplication.focusWidget() is screen.start.new
    QTest.keyClick(screen.start.new, Qt.Key.Key_Return)
    folder = tmp_path / "workspace"
    fill(screen, folder)
    QTest.keyClick(screen.new.repeated.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert screen.model.state.step is Step.CODES
    assert len(screen.model.state.codes) == 8
    assert screen.new.password.text() == ""
    assert not screen.codes.finish.isEnabled()
    screen.save_picker.chosen.emit(tmp_path / "codes.txt")
    settle()
    written = (tmp_path / "codes.txt").read_text(encoding="utf-8")
    assert all(code in written for code in screen.model.state.codes)
    QTest.keyClick(screen.codes.kept, Qt.Key.Key_Space)
    with qtbot.waitSignal(screen.chosen) as chosen:
        QTest.keyClick(screen.codes.finish, Qt.Key.Key_Return)
    assert chosen.args == [folder]
    opened = open_(folder)  # it was closed before it was handed over
    program = program_for(opened)
    assert program.access.log_in("ada", PASSWORD).name == "Ada Admin"
    program.close()


def test_what_is_missing_is_named_and_nothing_is_made(show: Show, settle: Settle, tmp_path: Path) -> None:
    screen = show()
    QTest.keyClick(screen.start.new, Qt.Key.Key_Return)
    folder = tmp_path / "workspace"
    fill(screen, folder, repeated="something else")
    QTest.keyClick(screen.new.make, Qt.Key.Key_Return)
    assert "not the same" in screen.new.message.text()
    fill(screen, folder, password="ada", repeated="ada")
    QTest.keyClick(screen.new.make, Qt.Key.Key_Return)
    settle()
    assert "at least 8" in screen.new.message.text()
    assert not exists(folder)
    assert screen.new.site.text() == "North <b>Works</b>"
    QTest.keyClick(screen.new.site.line, Qt.Key.Key_Escape)
    assert screen.model.state.step is Step.START


def test_a_failed_opening_says_why_and_offers_to_try_again(show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    screen = show(tmp_path, "This workspace is already open. Nothing was changed.")
    assert screen.start.message.text() == "This workspace is already open. Nothing was changed."
    with qtbot.waitSignal(screen.chosen) as chosen:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert chosen.args == [tmp_path]


def test_opening_a_folder_hands_it_over(show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    screen = show()
    with qtbot.waitSignal(screen.chosen) as chosen:
        screen.open_picker.chosen.emit(tmp_path)
    assert chosen.args == [tmp_path]


def test_demo_shows_progress_and_can_be_cancelled(
    show: Show, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    go_on = Event()

    def build(folder: Path, *, told: Callable[[int, int, str], None], **_rest: object) -> None:
        told(1, 10, "Making people")
        go_on.wait(10)
        told(2, 10, "Publishing")

    monkeypatch.setattr(demo, "build_demo", build)
    screen = show()
    handed: list[object] = []
    screen.chosen.connect(handed.append)
    screen.demo_picker.chosen.emit(tmp_path / "demo")
    qtbot.waitUntil(lambda: screen.model.state.progress == (1, 10, "Making people"))
    assert screen.start.busy.isVisible()
    QTest.keyClick(screen.start.busy.cancel, Qt.Key.Key_Return)
    go_on.set()
    settle()
    assert handed == []
    assert "not complete" in screen.start.message.text()
    assert screen.start.demo.isVisible()


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    assert free_place(tmp_path / "new", "QA demo") == tmp_path / "new"
    (tmp_path / "letter.txt").write_text("x")
    assert free_place(tmp_path, "QA demo") == tmp_path / "QA demo"
    (tmp_path / "QA demo").mkdir()
    assert free_place(tmp_path, "QA demo") == tmp_path / "QA demo 2"


@pytest.mark.parametrize("step", ["start", "new"])
def test_names_and_targets(show: Show, step: str, tmp_path: Path) -> None:
    screen = show(tmp_path, "Something happened. Nothing was changed.")
    if step == "new":
        QTest.mouseClick(screen.start.new, Qt.MouseButton.LeftButton)
    assert unnamed(screen) == []
    assert too_small(screen) == []


def test_from_the_first_start_to_the_lock_screen(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """The whole window, as ``qa-desktop`` starts it on a computer that has no workspace yet."""
    desk = Desk(qapp, lambda folder: program_for(open_(folder)), LookSettings())
    qtbot.addWidget(desk.window)
    desk.window.show()
    desk.open(None)
    qtbot.waitUntil(lambda: desk.window.findChild(SetupScreen) is not None)
    screen = desk.window.findChild(SetupScreen)
    QTest.keyClick(screen.start.new, Qt.Key.Key_Return)
    fill(screen, tmp_path / "workspace")
    QTest.keyClick(screen.new.make, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.model.state.step is Step.CODES, timeout=20_000)
    QTest.keyClick(screen.codes.kept, Qt.Key.Key_Space)
    QTest.keyClick(screen.codes.finish, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.findChild(LockScreen) is not None, timeout=20_000)
    lock = desk.window.findChild(LockScreen)
    qtbot.waitUntil(lambda: lock.model.state.loaded, timeout=20_000)
    assert [tile.text() for tile in lock.tiles.tiles] == ["Ada Admin"]
    assert lock.site.text() == "North <b>Works</b>"
    desk.window.close()
    desk.deleteLater()


def test_what_could_not_be_opened_is_named(show: Show, settle: Settle, tmp_path: Path) -> None:
    screen = show(tmp_path / "line 3", "The disk is full.")
    assert "line 3" in screen.start.title.text()
    assert screen.start.words.text() == str(tmp_path / "line 3")
    assert show().start.title.text() == "Welcome to QA Desktop"


def test_the_keyboard_goes_to_what_is_still_missing(show: Show, settle: Settle, tmp_path: Path) -> None:
    screen = show()
    QTest.keyClick(screen.start.new, Qt.Key.Key_Return)
    fill(screen, tmp_path / "workspace")
    screen.new.login.line.clear()
    QTest.keyClick(screen.new.repeated.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "log-in name" in screen.new.message.text()
    assert screen.new.login.line.hasFocus()
