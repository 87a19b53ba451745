"""Colours can be read, themes reach every widget, and the bundled font has the technical symbols."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontMetrics, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.resources import resource_path
from qa_desktop.ui.theme import TextSize, ThemeName, Tone, apply_theme, current_theme, is_restyle, mm
from qa_desktop.ui.theme.tokens import PALETTES, contrast

TEXT, STATUS, EDGE = 4.5, 6.5, 3.0
GROUNDS = ("window", "surface", "surface_raised", "surface_sunken")
SYMBOLS = "≤≥−⌀ø±µμ°ΩΣαβγδЖжЯяßäöüÄÖÜŁłćżęąśńź×÷²³√∞≠≈′″…→“”„"


@pytest.mark.parametrize("name", ThemeName)
def test_text_can_be_read_on_every_ground(name: ThemeName) -> None:
    colours = PALETTES[name]
    for ink, ground in itertools.product(("text", "text_muted", "accent"), (*GROUNDS, "hover")):
        assert contrast(getattr(colours, ink), getattr(colours, ground)) >= TEXT, (ink, ground)
    for ink, ground in (("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_accent", "accent_pressed")):
        assert contrast(getattr(colours, ink), getattr(colours, ground)) >= TEXT, (ink, ground)
    assert contrast(colours.on_selection, colours.selection) >= TEXT
    assert contrast(colours.accent, colours.accent_soft) >= TEXT
    assert contrast(colours.text, colours.accent_soft) >= TEXT


@pytest.mark.parametrize("name", ThemeName)
@pytest.mark.parametrize("tone", Tone)
def test_status_text_can_be_read_easily(name: ThemeName, tone: Tone) -> None:
    colours = PALETTES[name]
    grounds = [getattr(colours, ground) for ground in GROUNDS] + [colours.soft(tone)]
    assert min(contrast(colours.tone(tone), ground) for ground in grounds) >= STATUS
    assert contrast(colours.on_status, colours.tone(tone)) >= STATUS  # the filled answer button


@pytest.mark.parametrize("name", ThemeName)
def test_edges_and_focus_stand_out(name: ThemeName) -> None:
    colours = PALETTES[name]
    for ground in ("window", "surface", "surface_raised"):
        assert contrast(colours.border_strong, getattr(colours, ground)) >= EDGE
        assert contrast(colours.focus, getattr(colours, ground)) >= EDGE


def test_sizes_are_held_in_millimetres(qapp: QApplication) -> None:
    assert mm(20) == 76
    assert (current_theme().answer_height, current_theme().target) == (76, 48)
    apply_theme(qapp, ThemeName.LIGHT, glove=True)
    assert (current_theme().answer_height, current_theme().target) == (95, 60)
    apply_theme(qapp, ThemeName.LIGHT, px_per_mm=6.0)
    assert current_theme().answer_height == 120


def test_small_screen_pixels_never_shrink_an_answer(qapp: QApplication) -> None:
    apply_theme(qapp, ThemeName.LIGHT, px_per_mm=2.0)
    assert current_theme().answer_height == 76


class _Listener(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  (Qt's name)
        self.heard += is_restyle(event)
        super().changeEvent(event)


def test_every_widget_hears_of_a_new_theme(qtbot: QtBot, qapp: QApplication) -> None:
    shown, hidden = _Listener(), _Listener()
    qtbot.addWidget(shown)
    qtbot.addWidget(hidden)
    shown.show()
    shown.heard = hidden.heard = 0
    with qtbot.waitSignal(current_theme().changed):
        apply_theme(qapp, ThemeName.DARK)
    assert shown.heard >= 1
    assert hidden.heard >= 1


def test_palette_and_font_follow(qtbot: QtBot, qapp: QApplication) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    apply_theme(qapp, ThemeName.HIGH_CONTRAST, text_scale=2.0)
    assert field.palette().color(QPalette.ColorRole.Base).name() == "#000000"
    assert field.font().pixelSize() == 2 * TextSize.BODY.value
    assert field.styleSheet() == ""
    assert qapp.styleSheet() == ""


def test_fields_and_buttons_are_targets(qtbot: QtBot) -> None:
    for widget in (QLineEdit(), QPushButton("x")):
        qtbot.addWidget(widget)
        assert widget.sizeHint().height() >= 48


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("file", ["Inter-Regular.ttf", "Inter-SemiBold.ttf"])
def test_the_screen_font_has_the_symbols(file: str) -> None:
    font = QRawFont(str(resource_path("fonts", "inter", file)), 15)
    assert [c for c in SYMBOLS if not font.supportsCharacter(ord(c))] == []


def test_the_bundled_font_is_in_use(qapp: QApplication) -> None:
    assert current_theme().font().families()[0] == "Inter"
    assert QRawFont.fromFont(current_theme().font()).familyName() == "Inter"
    narrow, wide = "1111", "0000"
    metrics = QFontMetrics(current_theme().font(tabular=True))
    assert metrics.horizontalAdvance(narrow) == metrics.horizontalAdvance(wide)
