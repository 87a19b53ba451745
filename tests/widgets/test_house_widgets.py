"""The smaller house widgets: what they say, what they emit, what they never do."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QSize, Qt, QThreadPool, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QIntValidator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.inspection import Progress
from qa_desktop.domain.tolerance import Limits
from qa_desktop.ui.theme import ThemeName, Tone, apply_theme, current_theme
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import ActionButton, AnswerButton, HouseButton
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField, PasswordField
from qa_desktop.ui.widgets.icons import icon_names, icon_pixmap
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind, error_sentence
from qa_desktop.ui.widgets.person_tile import PersonTile, initials
from qa_desktop.ui.widgets.photo_strip import Photo, PhotoStrip
from qa_desktop.ui.widgets.pin_pad import MAX_DIGITS, PinPad
from qa_desktop.ui.widgets.progress_line import ProgressLine
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel, plain_tooltip
from qa_desktop.ui.widgets.thumbnails import decode_scaled
from qa_desktop.ui.widgets.tolerance_bar import ToleranceBar
from qa_desktop.ui.widgets.verdict import VerdictBadge, verdict_word

W = TypeVar("W", bound=QWidget)
NASTY = "<b>5 < 6 & 7</b> <img src='/etc/passwd'> &amp; \u202eabc"


def shown(qtbot: QtBot, widget: W) -> W:
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_text_is_shown_as_typed(qtbot: QtBot) -> None:
    label = shown(qtbot, PlainLabel(NASTY))
    assert label.textFormat() == Qt.TextFormat.PlainText
    button = shown(qtbot, ActionButton("Bits & <pieces>"))
    assert button.text() == "Bits & <pieces>"
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Bits & <pieces>"
    assert "<img" not in plain_tooltip(NASTY)


def test_an_elided_label_offers_the_whole_text(qtbot: QtBot) -> None:
    label = shown(qtbot, ElidedLabel("Oberflächenbeschaffenheitsprüfung <i> der Schweißnaht"))
    label.resize(120, 30)
    assert label.is_elided()
    assert "&lt;i&gt;" in label.toolTip()
    label.resize(2_000, 30)
    assert label.toolTip() == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_buttons_take_enter_and_space_once(qtbot: QtBot, key: Qt.Key) -> None:
    button = shown(qtbot, ActionButton("Sign"))
    clicks: list[int] = []
    button.clicked.connect(lambda: clicks.append(1))
    QTest.keyClick(button, key)
    assert len(clicks) == 1


def test_answers_are_large_and_say_that_they_are_chosen(qtbot: QtBot, qapp: QApplication) -> None:
    answer = shown(qtbot, AnswerButton("Does not conform", verdict=Verdict.FAILS, key_hint="2"))
    assert answer.sizeHint().height() >= 76
    assert answer.accessibleDescription() == "Key 2"
    plain = answer.grab().toImage()
    answer.click()
    assert answer.isChecked()
    chosen = answer.grab().toImage()
    middle = QPoint(answer.width() // 2, 12)
    assert plain.pixelColor(middle) == current_theme().colour("surface")
    assert chosen.pixelColor(middle) == current_theme().tone(Tone.FAILS)
    apply_theme(qapp, ThemeName.LIGHT, glove=True)
    assert answer.sizeHint().height() >= 95


def test_long_answers_grow_instead_of_being_cut(qtbot: QtBot) -> None:
    answer = shown(qtbot, AnswerButton("Oberflächenbeschaffenheitsprüfungsprotokollnummer " * 5))
    assert answer.heightForWidth(300) > answer.heightForWidth(900) >= 76


@pytest.mark.parametrize("verdict", Verdict)
def test_verdicts_have_word_shape_and_name(qtbot: QtBot, verdict: Verdict) -> None:
    badge = shown(qtbot, VerdictBadge(verdict))
    assert badge.accessibleName() == verdict_word(verdict)
    assert verdict in VERDICT_SHAPES
    assert len(set(VERDICT_SHAPES.values())) == len(Verdict)
    image = badge.grab().toImage()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(colours) > 3


def test_chips_say_their_state(qtbot: QtBot) -> None:
    chip = shown(qtbot, StatusChip("returned", Tone.WARNING, "undo-2"))
    narrow = chip.sizeHint().width()
    chip.set_state("countersigned by two people", Tone.CONFORMS)
    assert chip.accessibleName() == "countersigned by two people"
    assert chip.sizeHint().width() > narrow


@pytest.mark.parametrize(
    ("limits", "value", "place"),
    [
        (Limits(lower=Decimal(10), upper=Decimal(20)), "10", 0.22),
        (Limits(lower=Decimal(10), upper=Decimal(20)), "15", 0.5),
        (Limits(lower=Decimal(10), upper=Decimal(20)), "20", 0.78),
        (Limits(lower=Decimal(10), upper=Decimal(20)), "99", 1.0),
        (Limits(lower=Decimal(10), upper=Decimal(20)), "-99", 0.0),
        (Limits(upper=Decimal(5)), "5", 0.78),
        (Limits(lower=Decimal(0)), "0", 0.22),
        (Limits(lower=Decimal(5), upper=Decimal(5)), "5", 0.5),
    ],
)
def test_the_mark_stands_where_the_reading_lies(qtbot: QtBot, limits: Limits, value: str, place: float) -> None:
    bar = shown(qtbot, ToleranceBar())
    bar.set_criteria(limits, "mm")
    bar.set_value(Decimal(value))
    assert bar.position() == pytest.approx(place)
    assert value.replace("-", "\u2212") in bar.accessibleDescription()
    bar.grab()


@pytest.mark.parametrize(("value", "within"), [("4.999", True), ("5.001", False)])
def test_one_sided_limits_show_the_right_side(qtbot: QtBot, value: str, within: bool) -> None:
    bar = shown(qtbot, ToleranceBar())
    bar.set_criteria(Limits(upper=Decimal(5)), "mm")
    bar.set_value(Decimal(value))
    place = bar.position()
    assert place is not None
    assert (place < 0.78) is within


def test_progress_tells_the_truth(qtbot: QtBot) -> None:
    line = shown(qtbot, ProgressLine())
    line.set_progress(Progress(total=47, answered=16, failed=1, not_applicable=0, open=31))
    assert line.summary() == "16 of 47 answered, 1 failed, 31 open"
    assert line.accessibleName() == line.summary()
    line.set_progress(Progress(0, 0, 0, 0, 0))
    line.grab()


def test_a_message_has_its_sentence_and_its_step(qtbot: QtBot) -> None:
    message = shown(qtbot, InlineMessage())
    message.show_message(MessageKind.ERROR, "The disk is full.", action_text="Try again")
    assert message.isVisible()
    assert message.accessibleName() == "The disk is full."
    with qtbot.waitSignal(message.action_requested):
        QTest.keyClick(message.action, Qt.Key.Key_Return)
    with qtbot.waitSignal(message.dismissed):
        message.dismiss()
    assert message.isHidden()


def test_errors_become_sentences() -> None:
    assert error_sentence(InputError("“{text}” is not a number.", text="{x}")) == "“{x}” is not a number."


def test_busy_counts_and_cancels_once(qtbot: QtBot) -> None:
    busy = shown(qtbot, BusyPanel())
    busy.start("Rendering 120 reports")
    busy.set_progress(37, 120)
    busy.grab()
    asked: list[int] = []
    busy.cancel_requested.connect(lambda: asked.append(1))
    QTest.mouseClick(busy.cancel, Qt.MouseButton.LeftButton)
    QTest.mouseClick(busy.cancel, Qt.MouseButton.LeftButton)
    assert asked == [1]
    busy.finish()
    assert busy.isHidden()


def test_an_empty_state_says_what_to_do_next(qtbot: QtBot) -> None:
    state = shown(qtbot, EmptyState("Nothing is due", "Start one.", action_text="Start"))
    with qtbot.waitSignal(state.action_requested):
        QTest.keyClick(state.action, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("name", "letters"), [("A. Kowalska", "AK"), ("Жанна Щукина", "ЖЩ"), ("Li", "L"), ("", ""), ("(x) Ada", "A")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_tile_knows_its_person(qtbot: QtBot) -> None:
    tile = shown(qtbot, PersonTile("p1", "Jörg Müller-Lüdenscheidt", "Inspector"))
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert tile.isChecked()
    assert (tile.person_id, tile.accessibleName(), tile.accessibleDescription()) == (
        "p1",
        "Jörg Müller-Lüdenscheidt",
        "Inspector",
    )


def test_a_pin_is_handed_over_and_forgotten(qtbot: QtBot) -> None:
    pad = shown(qtbot, PinPad())
    QTest.keyClicks(pad, "47a1")
    QTest.keyClick(pad, Qt.Key.Key_Backspace)
    QTest.mouseClick(pad.keys["9"], Qt.MouseButton.LeftButton)
    assert pad.length() == 3
    with qtbot.waitSignal(pad.submitted) as given:
        QTest.keyClick(pad, Qt.Key.Key_Return)
    assert given.args == ["479"]
    assert pad.length() == 0
    with qtbot.assertNotEmitted(pad.submitted):
        QTest.mouseClick(pad.keys["enter"], Qt.MouseButton.LeftButton)
    QTest.keyClicks(pad, "1" * 50)
    assert pad.length() == MAX_DIGITS
    assert "1" not in pad.accessibleDescription().replace(str(MAX_DIGITS), "")


def test_notes_leave_with_tab_and_keep_plain_text(qtbot: QtBot) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    note, after = NoteField(name="Note"), QLineEdit()
    layout.addWidget(note)
    layout.addWidget(after)
    shown(qtbot, window).activateWindow()
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    QGuiApplication.clipboard().clear()
    data = QMimeData()
    data.setHtml("<b>fat</b>")
    data.setText("fat")
    QGuiApplication.clipboard().setMimeData(data)
    note.paste()
    assert note.toPlainText() == "fat"
    QTest.keyClick(note, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_a_labelled_field_names_its_field(qtbot: QtBot) -> None:
    field = PasswordField()
    whole = shown(qtbot, LabelledField("Password", field, hint="The same as at log-in."))
    assert field.accessibleName() == "Password"
    whole.set_problem("The password is not right.")
    assert whole.problem() == "The password is not right."
    assert field.accessibleDescription() == "The password is not right."
    whole.set_problem("")
    assert whole.problem() == ""
    field.setText("secret")
    assert field.take() == "secret"
    assert field.text() == ""


def test_a_line_that_is_full_says_what_it_left_out(qtbot: QtBot) -> None:
    field = QLineEdit()
    field.setMaxLength(5)
    whole = shown(qtbot, LabelledField("Why", field, hint="In a word."))
    field.setFocus()
    QApplication.clipboard().setText("because it was worn")
    field.paste()
    assert field.text() == "becau"
    assert whole.problem() == "No more than 5 characters fit here; the rest was left out."
    assert field.accessibleDescription() == whole.problem()
    field.backspace()
    assert whole.problem() == ""
    qtbot.keyClicks(field, "ry")
    assert "No more than 5" in whole.problem()
    field.clear()
    assert (whole.problem(), field.accessibleDescription()) == ("", "In a word.")
    field.setValidator(QIntValidator())
    qtbot.keyClicks(field, "x")
    assert whole.problem() == "", "a wrong letter is another matter"


def test_a_list_box_keeps_its_width_and_its_choice(qtbot: QtBot) -> None:
    box = shown(qtbot, ChoiceBox(name="Defect"))
    box.addItems(["a", "b"])
    narrow = box.sizeHint().width()
    box.addItem("Oberflächenbeschaffenheitsprüfung " * 5)
    assert box.sizeHint().width() == narrow


@pytest.mark.usefixtures("qapp")
def test_icons_take_the_colour_of_the_text() -> None:
    assert len(icon_names()) >= 40
    for name in icon_names():
        for ratio in (1.0, 1.5, 2.0):
            image = icon_pixmap(name, 20, QColor("#ff0000"), ratio).toImage()
            assert image.size() == QSize(round(20 * ratio), round(20 * ratio))
            inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
            solid = [c for c in inked if c.alpha() > 200]
            assert solid, name
            assert all(c.green() < 10 and c.blue() < 10 for c in solid), name


def jpeg(width: int, height: int) -> bytes:
    from io import BytesIO

    from PIL import Image

    picture = Image.new("RGB", (width, height), (200, 30, 30))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    buffer = BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.usefixtures("qapp")
def test_thumbnails_are_scaled_and_turned_upright() -> None:
    small = decode_scaled(jpeg(4_000, 2_000), 256)
    assert (small.width(), small.height()) == (128, 256)
    assert decode_scaled(b"not a picture", 256).isNull()
    assert decode_scaled("/no/such/file.jpg", 256).isNull()


def photo_strip(qtbot: QtBot) -> PhotoStrip:
    strip = shown(qtbot, PhotoStrip())
    strip.resize(700, strip.sizeHint().height())
    return strip


def thumbs(strip: PhotoStrip) -> list[HouseButton]:
    return [button for button in strip.findChildren(HouseButton) if button is not strip.add]


def test_photos_open_and_ask_to_be_removed(qtbot: QtBot) -> None:
    strip = photo_strip(qtbot)
    strip.set_photos([Photo("a", "Bore", jpeg(400, 300)), Photo("b", "", b"broken")])
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()
    first, second = thumbs(strip)
    assert (first.accessibleName(), second.accessibleName()) == ("Bore", "Photo 2")
    with qtbot.waitSignal(strip.photo_opened) as opened:
        QTest.keyClick(first, Qt.Key.Key_Return)
    assert opened.args == ["a"]
    with qtbot.waitSignal(strip.remove_requested) as removed:
        QTest.keyClick(second, Qt.Key.Key_Delete)
    assert removed.args == ["b"]
    strip.grab()
    strip.set_editable(False)
    with qtbot.assertNotEmitted(strip.remove_requested):
        QTest.keyClick(second, Qt.Key.Key_Delete)


def test_photos_that_stay_are_not_decoded_again(qtbot: QtBot) -> None:
    strip = photo_strip(qtbot)
    strip.set_photos([Photo("a", "A", b"x"), Photo("b", "B", b"x")])
    kept = thumbs(strip)[1]
    strip.set_photos([Photo("b", "B", b"x"), Photo("c", "C", b"x")])
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert kept in thumbs(strip)
    assert {button.text() for button in thumbs(strip)} == {"B", "C"}
    QThreadPool.globalInstance().waitForDone()


def test_a_strip_that_is_gone_drops_its_pictures(qtbot: QtBot) -> None:
    strip = PhotoStrip()
    strip.set_photos([Photo("a", "A", jpeg(3_000, 2_000))])
    with qtbot.waitSignal(strip.destroyed):
        strip.deleteLater()
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()


def test_files_can_be_dropped(qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory) -> None:
    strip = photo_strip(qtbot)
    file = tmp_path_factory.mktemp("photos") / "bore <1>.jpg"
    file.write_bytes(jpeg(10, 10))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/x.jpg")])
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, data, buttons, keys)
    QApplication.sendEvent(strip, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(strip.files_dropped) as dropped:
        QApplication.sendEvent(strip, QDropEvent(QPoint(5, 5).toPointF(), actions, data, buttons, keys))
    assert dropped.args == [[str(file)]]


def test_a_picture_can_be_pasted(qtbot: QtBot) -> None:
    strip = photo_strip(qtbot)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(strip.image_pasted) as pasted:
        QTest.keyClick(strip.add, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted.args[0].size() == QSize(8, 8)
    QGuiApplication.clipboard().setText("only text")
    with qtbot.assertNotEmitted(strip.image_pasted):
        QTest.keyClick(strip.add, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()


def test_no_count_is_dropped_when_there_is_little_room(qtbot: QtBot) -> None:
    line = shown(qtbot, ProgressLine())
    line.set_progress(Progress(total=47, answered=16, failed=1, not_applicable=2, open=31))
    line.resize(900, line.height())
    wide = line.height()
    line.resize(220, line.height())
    assert line.height() > wide
    line.set_progress(Progress(0, 0, 0, 0, 0))
    assert line.height() == wide


def test_a_key_gives_way_before_the_words_are_cut(qtbot: QtBot) -> None:
    button = shown(qtbot, ActionButton("Sign: approve …", icon="stamp", shortcut_hint="Ctrl+Enter"))
    button.resize(button.sizeHint())
    assert button.shows_key()
    button.resize(button.sizeHint().width() - 40, button.height())
    assert not button.shows_key()
    button.grab()
