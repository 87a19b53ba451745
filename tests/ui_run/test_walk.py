"""The whole run in the real window, by keyboard alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.errors import FaultError
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.editors.reading import ReadingEditor
from qa_desktop.ui.run.panel import ItemPanel
from qa_desktop.ui.run.state import Banner, Keeping, NoticeCode
from qa_desktop.ui.run.view import RunScreen
from tests.ui_run.conftest import CTRL, SHIFT, Desk
from tests.ui_run.makings import EVERY_KIND, begin, long_checklist

K = Qt.Key


def stored(program: Program, people: dict[str, Actor], inspection_id: str) -> dict[str, str | None]:
    opened = program.inspections.open(people["inspector"], inspection_id)
    return {item.key: opened.answers[item.id].value for item in opened.items if item.id in opened.answers}


def answer_all(desk: Desk, screen: RunScreen, photo: Path) -> None:
    """Answer every item of ``EVERY_KIND`` by keys; the only exception is the file dialog of the system."""
    desk.type("1")  # the instruction that has to be confirmed
    desk.type("1")  # conforms
    desk.type("1")  # yes
    desk.type("1")  # blue
    desk.type("24")  # two edges
    desk.key(K.Key_Return)
    desk.type("12,350")
    desk.key(K.Key_Return)
    desk.type("4")
    desk.key(K.Key_Return)
    desk.type("foil & paper")
    desk.key(K.Key_Return)
    desk.type("22.11.2026 14:05")
    desk.key(K.Key_Return)
    desk.type("FX-3")
    desk.key(K.Key_Return)
    screen.photos.take_files([str(photo)])
    desk.settle()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "front.png"
    Image.new("RGB", (64, 48), (20, 90, 160)).save(path)
    return path


def test_every_kind_of_item_is_answered_by_keyboard_and_the_way_to_the_signature_opens(
    desk: Desk, program: Program, people: dict[str, Actor], photo: Path
) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    assert screen.model.state.panel is not None
    assert screen.model.state.panel.item.key == "safety"  # the instruction without confirmation stands above it
    assert screen.model.state.panel.lead == ("Put on gloves before touching the surface.",)
    answer_all(desk, screen, photo)
    assert screen.model.state.progress.is_complete
    assert stored(program, people, row.id) == {
        "safety": "read",
        "surface": "pass",
        "marked": "yes",
        "colour": "blue",
        "burrs": '["edge2","edge4"]',
        "bore": "12.350",
        "count": "4",
        "remark": "foil & paper",
        "when": stored(program, people, row.id)["when"],
        "serial": "FX-3",
        "front": "1",
    }
    assert str(stored(program, people, row.id)["when"]).startswith("2026-11-22T14:05")
    asked: list[tuple[object, dict[str, object]]] = []
    assert desk.window.context is not None
    desk.window.context.go.disconnect(desk.window.go)
    desk.window.context.go.connect(lambda place, what: asked.append((place, what)))
    desk.key(K.Key_Return, CTRL)
    assert asked == [(Place.SIGN, {"inspection_id": row.id})]


def test_a_reading_out_of_limits_stays_until_it_is_accepted(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("7")
    desk.type("12.412")
    desk.key(K.Key_Return)
    state = screen.model.state
    assert state.panel is not None
    assert (state.panel.item.key, state.panel.row.verdict) == ("bore", Verdict.FAILS)
    assert screen.panel.fail.isVisible()
    assert screen.panel.fail.accessibleName() == "ABOVE LIMIT by 0.012\u00a0mm"
    assert stored(program, people, row.id)["bore"] == "12.412"  # given is stored, whatever comes next
    assert isinstance(QApplication.focusWidget(), ItemPanel)
    desk.key(K.Key_F2)
    desk.type("12.39")
    desk.key(K.Key_Return)
    assert stored(program, people, row.id)["bore"] == "12.39"
    assert screen.model.state.panel is not None
    assert screen.model.state.panel.item.key == "count"


def test_a_failed_judgement_is_accepted_with_enter(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("3")
    desk.type("2")
    assert screen.model.state.place == 2
    desk.key(K.Key_Return)
    assert screen.model.state.place == 3


def test_fail_note_and_issue_take_few_keys(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("3")
    desk.type("2n")
    desk.type("scratch")
    desk.key(K.Key_Return)
    desk.type("i")
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return)
    logged = program.issues.issues_of(people["inspector"], row.id)
    assert [(one.item_id, one.quantity) for one in logged] == [(screen.model.state.rows[2].item_id, "1")]
    assert screen.model.state.rows[2].issue == logged[0].number
    assert screen.model.state.rows[2].note
    assert screen.model.state.rows[2].gap is None
    assert screen.model.state.place == 3


def test_undo_stores_a_new_audited_answer(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("3")
    desk.type("1")
    desk.key(K.Key_Up)
    desk.type("2")
    item_id = screen.model.state.rows[2].item_id
    desk.key(K.Key_Z, CTRL)
    assert stored(program, people, row.id)["surface"] == "pass"
    desk.key(K.Key_Y, CTRL)
    assert stored(program, people, row.id)["surface"] == "fail"
    changes = program.inspections.history(people["inspector"], row.id, item_id)
    assert [change.new.value for change in changes] == ["pass", "fail", "pass", "fail"]
    assert changes[2].reason == "Undone by the inspector"


def test_what_could_not_be_saved_stays_on_the_screen_and_is_retried(
    desk: Desk, program: Program, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("7")

    def full(*_: object, **__: object) -> None:
        raise FaultError("The disk is full. What was saved before is safe.")

    with monkeypatch.context() as patch:
        patch.setattr(type(program.answers), "answer", full)
        desk.type("12.35")
        desk.key(K.Key_Return)
    state = screen.model.state
    assert state.rows[6].keeping is Keeping.FAILED
    assert state.rows[6].reading == "12.35\u00a0mm"
    assert state.unsaved == ("7",)
    assert screen.header.unsaved.isVisible()
    assert state.progress.answered == 0  # nothing is promised before the database has it
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.notice is not None
    assert screen.model.state.notice.code is NoticeCode.NOT_SAVED
    assert isinstance(screen.panel.editor, ReadingEditor)
    assert screen.panel.editor.decimal.text() == "12.35"
    screen.header.unsaved.action.click()
    desk.settle()
    assert screen.model.state.unsaved == ()
    assert stored(program, people, row.id)["bore"] == "12.35"


def test_resuming_lands_on_the_same_item(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    desk.type("111")
    assert screen.model.state.place == 4
    kept = program.inspections.open(people["inspector"], row.id).row.current_item_id
    assert kept == screen.model.state.rows[4].item_id
    desk.enter("inspector2")
    desk.enter("inspector")  # a new session, as after a new start
    home = desk.home()
    assert home.model.state.resume is not None
    assert (home.model.state.resume.stopped_at, home.model.state.resume.explicit) == (5, True)
    desk.key(K.Key_Return)
    again = desk.window.screen_of(Place.RUN)
    assert isinstance(again, RunScreen)
    assert again.model.state.place == 4


def test_a_scan_goes_to_the_barcode_item_and_a_key_of_an_item_jumps(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    desk.window._scanned("serial")
    assert screen.model.state.place == 10
    desk.window._scanned("FX-0042")
    desk.settle()
    assert stored(program, people, row.id)["serial"] == "FX-0042"


def test_signing_too_early_goes_to_the_first_thing_that_is_missing(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    desk.type("12")
    desk.key(K.Key_Space)
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.place == 2  # it failed and has neither note nor photo
    assert screen.notice.isVisible()
    assert screen.notice.text().startswith("10 items")


def test_not_applicable_takes_two_keys(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("3")
    desk.type("31")
    answer = program.inspections.open(people["inspector"], row.id).answers[screen.model.state.rows[2].item_id]
    assert answer.na_reason == "Not present on this variant"
    assert screen.model.state.place == 3


def test_space_goes_on_without_answering_and_back(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    for _ in range(6):
        desk.key(K.Key_Space)
    assert screen.model.state.place == 7  # past the measurement, whose field takes no space
    desk.key(K.Key_Space, SHIFT)
    assert screen.model.state.place == 6
    assert stored(program, people, row.id) == {}


def test_go_to_a_number_and_list_by_keyboard(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    desk.type("g")
    desk.type("99")
    desk.key(K.Key_Return)
    assert screen.extras.sheet() is not None
    desk.type("4")
    desk.key(K.Key_Return)
    assert screen.extras.sheet() is None
    assert screen.model.state.place == 3
    desk.key(K.Key_F6)
    assert screen.items.hasFocus()
    desk.key(K.Key_PageDown)
    assert screen.model.state.place == 6


def test_an_inspection_of_somebody_else_is_taken_over_first(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector2")
    screen = desk.run(row.id)
    assert screen.model.state.banner is Banner.OTHERS
    desk.type("1")
    assert stored(program, people, row.id) == {}
    screen.header.banner.action.click()
    desk.settle()
    desk.type("1")
    assert stored(program, people, row.id) == {"safety": "read"}


def test_every_control_has_a_name_and_a_size_that_a_hand_hits(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    for number in range(1, len(EVERY_KIND.items) + 1):
        screen.model.moves.go_number(str(number))
        desk.settle()
        for widget in screen.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, (QAbstractButton, QLineEdit, QPlainTextEdit)):
                continue
            assert widget.accessibleName(), widget
            assert widget.height() >= 48, (widget, widget.accessibleName(), widget.height())
    answers = screen.panel.editor
    assert answers is not None


def test_five_hundred_items_open_with_few_widgets(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people, long_checklist())
    desk.enter("inspector")
    screen = desk.run(row.id)
    assert len(screen.model.state.rows) == 500
    live = [one for one in screen.findChildren(QWidget) if not isinstance(one, QAbstractScrollArea)]
    assert len(live) <= 150, len(live)
    desk.type("11")
    assert screen.model.state.progress.answered == 2
    desk.key(K.Key_Return)
    QTest.keyClick(desk.window, K.Key_F6)


def test_notes_and_texts_are_stored_while_one_types(
    desk: Desk, program: Program, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("9")
    desk.type("half a sen")
    desk.qtbot.waitUntil(lambda: stored(program, people, row.id).get("remark") == "half a sen", timeout=5_000)
    assert screen.model.state.place == 8
    desk.key(K.Key_Escape)
    desk.type("n")
    desk.type("dry")
    note = screen.panel.evidence.note
    assert note.hasFocus()
    screen.items.setFocus()
    desk.settle()
    opened = program.inspections.open(people["inspector"], row.id)
    assert opened.answers[screen.model.state.rows[8].item_id].note == "dry"


def test_photos_come_from_the_clipboard_and_the_watched_folder_and_are_withdrawn_with_a_reason(
    desk: Desk, program: Program, people: dict[str, Actor], tmp_path: Path, photo: Path
) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    settings = program.settings.current()
    program.settings.change(people["admin"], replace(settings, watch_folder=str(folder)))
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("12")
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0x204060)
    QApplication.clipboard().setImage(picture)
    desk.key(K.Key_V, CTRL)
    assert screen.model.state.rows[11].photos == 1
    (folder / "new.png").write_bytes(photo.read_bytes())
    desk.qtbot.waitUntil(lambda: screen.model.state.rows[11].photos == 2, timeout=10_000)
    desk.settle()
    strip = screen.panel.evidence.strip
    assert {taken.source for taken in program.photos.photos_of(people["inspector"], row.id)} == {"clipboard", "folder"}
    strip.remove_requested.emit(strip.photos()[0].id)
    desk.type("2")
    assert screen.model.state.rows[11].photos == 1
    assert stored(program, people, row.id)["front"] == "1"


def test_a_file_that_is_no_picture_is_refused_in_words(
    desk: Desk, program: Program, people: dict[str, Actor], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.jpg"
    wrong.write_text("no picture")
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.photos.take_dropped([str(wrong)])
    desk.settle()
    assert "wrong.jpg" in screen.notice.text()
    assert screen.model.state.rows[1].photos == 0


def test_the_last_readings_of_the_part_are_shown_on_demand(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    first = begin(program, people)
    items = {item.key: item.id for item in program.inspections.open(people["inspector"], first.id).items}
    program.answers.answer(people["inspector"], first.id, items["bore"], "12.345")
    second = begin(program, people, serial="SN000124")
    desk.enter("inspector")
    screen = desk.run(second.id)
    screen.model.moves.go_number("7")
    desk.type("l")  # a field for numbers hands letters on
    assert "12.345" in screen.panel.last.text()
    assert isinstance(screen.panel.editor, ReadingEditor)
    assert screen.panel.editor.decimal.text() == ""


def test_typed_digits_begin_a_reading_and_a_half_typed_one_is_kept(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("7")
    desk.type("12.")
    desk.key(K.Key_Down)
    assert screen.model.state.rows[6].keeping is Keeping.TYPED
    desk.key(K.Key_Up)
    assert isinstance(screen.panel.editor, ReadingEditor)
    assert screen.panel.editor.decimal.text() == "12."
    desk.key(K.Key_Escape)
    desk.type("12.31")
    desk.key(K.Key_Return)
    assert stored(program, people, row.id)["bore"] == "12.31"


def test_a_cleared_field_that_is_left_shows_the_answer_that_stands(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    for number, text, shown in (("7", "12.35", "12.35"), ("9", "in foil", "in foil"), ("10", "FX-3", "FX-3")):
        screen.model.moves.go_number(number)
        screen.model.give("2026-11-22T14:05+01:00" if number == "10" else text, advance=False)
        desk.settle()
        desk.key(K.Key_F2)
        desk.key(K.Key_Delete)
        editor = screen.panel.editor
        assert editor is not None
        field = editor.field()
        assert isinstance(field, (QLineEdit, QPlainTextEdit))
        desk.key(K.Key_Escape)
        left = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        assert left == ("2026-11-22 14:05" if number == "10" else shown)


def test_a_picture_is_pasted_from_inside_a_field(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("7")
    desk.settle()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0x204060)
    QApplication.clipboard().setImage(picture)
    desk.key(K.Key_V, CTRL)
    assert screen.model.state.rows[6].photos == 1
    QApplication.clipboard().setText("12,345")
    desk.key(K.Key_V, CTRL)
    assert isinstance(screen.panel.editor, ReadingEditor)
    assert screen.panel.editor.decimal.text() == "12,345"
