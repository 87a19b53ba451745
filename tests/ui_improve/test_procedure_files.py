"""A PDF becomes a procedure by keys, and opens in the system's viewer from the place and from the line that it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.files import sha256_of
from qa_desktop.ui.improve.known_sheet import KnownSheet
from qa_desktop.ui.improve.view import PROCEDURES, ImproveScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from tests.services.test_procedure_files import pdf
from tests.ui_review.conftest import CTRL, Desk
from tests.ui_run.makings import begin

K = Qt.Key
People = dict[str, Actor]


class Viewer(QObject):
    """Stands where the system's viewer would, by Qt's own way to take files over."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def show_file(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


@pytest.fixture
def viewer(qapp: object) -> Iterator[Viewer]:
    made = Viewer()
    QDesktopServices.setUrlHandler("file", made, "show_file")
    yield made
    QDesktopServices.unsetUrlHandler("file")


def procedures(desk: Desk, login: str) -> ImproveScreen:
    desk.enter(login)
    screen = desk.go(Place.IMPROVE, page=PROCEDURES)
    assert isinstance(screen, ImproveScreen)
    return screen


def press(desk: Desk, button: object) -> None:
    assert button.isVisible()  # type: ignore[attr-defined]
    button.setFocus()  # type: ignore[attr-defined]
    desk.key(K.Key_Space)


def test_a_pdf_is_attached_approved_published_and_opened(
    desk: Desk, program: Program, people: People, viewer: Viewer, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.pdf", tmp_path / "zero.pdf"
    bad.write_bytes(b"MZ")
    good.write_bytes(pdf())
    sha256 = sha256_of(good.read_bytes())
    screen = procedures(desk, "engineer")
    desk.key(K.Key_N, CTRL)
    desk.type("Setting the zero")
    sheet, picker = screen.procedure_sheet, screen.writing.picker
    picker.chosen.emit(bad)
    desk.settle()
    assert "not a PDF file" in sheet.message.text()
    assert sheet.title.text() == "Setting the zero"
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible(), "neither words nor a file"
    picker.chosen.emit(good)
    desk.settle()
    assert not sheet.message.isVisible()
    assert sheet.file.text() == f"zero.pdf · 2 pages · SHA-256 {sha256}"
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    screen = procedures(desk, "supervisor")
    desk.key(K.Key_Return)
    press(desk, screen.procedures.open_file)
    assert sha256_of(viewer.opened[-1].read_bytes()) == sha256, "whoever approves reads it first"
    press(desk, screen.procedures.approve)
    press(desk, screen.procedures.publish)
    assert sha256[:8] in screen.procedures.detail.text()
    screen = procedures(desk, "inspector")
    desk.key(K.Key_Return)
    press(desk, screen.procedures.open_file)
    assert len(viewer.opened) == 2
    press(desk, screen.procedures.confirm)
    screen = procedures(desk, "engineer")
    desk.key(K.Key_Return)
    press(desk, screen.procedures.revise)
    assert screen.procedure_sheet.file.text() == f"The file in force stays. SHA-256 {sha256}"
    press(desk, screen.procedure_sheet.without)
    screen.procedure_sheet.words.setFocus()
    desk.type("Now in words")
    desk.key(K.Key_Tab)
    screen.procedure_sheet.note.setFocus()
    desk.type("words")
    desk.key(K.Key_Return, CTRL)
    (row,) = program.procedures.everything(people["auditor"])
    assert [one.sha256 for one in program.procedures.detail(people["auditor"], row.id).revisions] == [None, sha256]


def test_the_file_opens_at_the_line_that_it_concerns(desk: Desk, program: Program, people: People, viewer: Viewer) -> None:
    engineer = people["engineer"]
    taken = program.procedure_files.take(engineer, pdf(), "zero.pdf")
    made = program.procedures.write(engineer, title="Zero", sha256=taken.sha256).revisions[0]
    program.procedures.approve(people["supervisor"], made.id, 1)
    program.procedures.publish(people["supervisor"], made.id, 2)
    program.knowledge.link(engineer, "safety", procedure_id=made.procedure_id)
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.go(Place.RUN, inspection_id=row.id)
    assert isinstance(screen, RunScreen)
    desk.key(K.Key_K)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, KnownSheet)
    (button,) = sheet.files
    press(desk, button)
    assert sha256_of(viewer.opened[-1].read_bytes()) == taken.sha256


@pytest.mark.qt_log_ignore("openDocument")
def test_without_a_viewer_the_place_of_the_copy_is_said(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    taken = program.procedure_files.take(engineer, pdf(), "zero.pdf")
    program.procedures.write(engineer, title="Zero", sha256=taken.sha256)
    told: list[str] = []
    screen = procedures(desk, "engineer")
    screen.context.told.connect(lambda _kind, words: told.append(words))
    desk.key(K.Key_Return)
    press(desk, screen.procedures.open_file)
    assert "No program on this computer shows PDF files" in told[0]
    assert Path(told[0].rsplit(" ", 1)[1].rstrip(".")).suffix == ".pdf"
