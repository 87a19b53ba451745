"""Readings are taken as typed, in every notation or not at all, and never by a slip."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.tolerance import Limits, Side
from qa_desktop.ui.widgets.decimal_field import DecimalField
from qa_desktop.ui.widgets.shapes import Shape

from .keys import send

BORE = Limits(nominal=Decimal("12.350"), lower=Decimal("12.300"), upper=Decimal("12.400"))


@pytest.fixture
def field(qtbot: QtBot) -> DecimalField:
    made = DecimalField()
    qtbot.addWidget(made)
    made.set_criteria(BORE, "mm")
    made.show()
    made.accepted_texts = []  # type: ignore[attr-defined]
    made.accepted.connect(made.accepted_texts.append)  # type: ignore[attr-defined]
    return made


def accepted(field: DecimalField) -> list[str]:
    texts: list[str] = field.accepted_texts  # type: ignore[attr-defined]
    return texts


def type_in(field: DecimalField, text: str) -> None:
    field.edit.clear()
    for char in text:  # QTest itself knows only Latin letters
        send(field.edit, char, 0)


def enter(field: DecimalField) -> None:
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


@pytest.mark.parametrize("locale", ["C", "en_US", "de_DE", "pl_PL", "fr_FR", "ar_EG"])
@pytest.mark.parametrize("typed", ["12.345", "12,345", " 12.345 ", "+12.345"])
def test_point_and_comma_mean_the_same_everywhere(field: DecimalField, locale: str, typed: str) -> None:
    QLocale.setDefault(QLocale(locale))
    try:
        type_in(field, typed)
        enter(field)
    finally:
        QLocale.setDefault(QLocale.c())
    assert accepted(field) == ["12.345"]
    assert field.echo().value == "12.345\u00a0mm"


@pytest.mark.parametrize("typed", ["1.234,5", "1,234.5", "1 234", "12'345", "1e3", "nan", "١٢", "12..3", "--1", "=5"])
def test_grouping_and_everything_else_is_refused_with_a_sentence(field: DecimalField, qtbot: QtBot, typed: str) -> None:
    type_in(field, typed)
    with qtbot.waitSignal(field.refused) as refused:
        enter(field)
    assert accepted(field) == []
    assert field.text() == typed
    assert field.echo().shape is Shape.TRIANGLE
    assert refused.args == [field.echo().words]
    assert len(field.echo().words) > 20


@settings(max_examples=200)
@given(st.decimals(min_value=-9_000_000_000, max_value=9_000_000_000, places=6), st.sampled_from(".,"))
def test_what_is_typed_is_what_is_handed_over(qtbot: QtBot, value: Decimal, mark: str) -> None:
    field = DecimalField()
    qtbot.addWidget(field)
    found: list[str] = []
    field.accepted.connect(found.append)
    QTest.keyClicks(field.edit, decimal_text(value).replace(".", mark))
    enter(field)
    assert found == [decimal_text(value)]
    assert Decimal(found[0]) == value
    field.deleteLater()


@pytest.mark.parametrize(
    ("typed", "words", "shape", "side"),
    [
        ("12.412", "ABOVE LIMIT by 0.012\u00a0mm", Shape.CROSS, Side.ABOVE),
        ("12.29", "BELOW LIMIT by 0.010\u00a0mm", Shape.CROSS, Side.BELOW),
        ("12.400", "Within limits", Shape.TICK, Side.WITHIN),
        ("12.300", "Within limits", Shape.TICK, Side.WITHIN),
    ],
)
def test_the_verdict_is_said_by_word_and_shape(field: DecimalField, typed: str, words: str, shape: Shape, side: Side) -> None:
    type_in(field, typed)
    assert (field.echo().words, field.echo().shape, field.side()) == (words, shape, side)


def test_without_limits_nothing_is_judged(field: DecimalField) -> None:
    field.set_criteria(Limits(), "bar")
    type_in(field, "3,50")
    assert field.side() is None
    assert (field.echo().value, field.echo().shape) == ("3.50\u00a0bar", Shape.DOT)


def test_a_failing_value_is_handed_over_once_by_enter(field: DecimalField) -> None:
    type_in(field, "12.412")
    assert accepted(field) == []
    enter(field)
    assert accepted(field) == ["12.412"]


def test_an_implausible_value_needs_a_second_enter(field: DecimalField) -> None:
    type_in(field, "12345")
    enter(field)
    assert accepted(field) == []
    assert field.echo().shape is Shape.TRIANGLE
    assert "Enter again" in field.echo().words
    enter(field)
    assert accepted(field) == ["12345"]


def test_a_change_takes_the_confirmation_back(field: DecimalField) -> None:
    type_in(field, "12345")
    enter(field)
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    enter(field)
    assert accepted(field) == []


def test_a_key_held_down_confirms_nothing(field: DecimalField) -> None:
    type_in(field, "12345")
    enter(field)
    for _ in range(5):
        repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(field.edit, repeat)
    assert accepted(field) == []


def test_filling_from_the_program_says_nothing(field: DecimalField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.changed), qtbot.assertNotEmitted(field.accepted):
        field.set_text("12.5")
        field.set_criteria(Limits(), "mm")
    assert field.value() == Decimal("12.5")


def test_a_gauge_counts_as_a_person(field: DecimalField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.changed):
        field.take_reading("12.346")
    assert accepted(field) == []
    assert field.accept()
    assert accepted(field) == ["12.346"]


def test_too_many_decimals_are_refused(field: DecimalField) -> None:
    field.set_criteria(Limits(), "pcs", max_decimals=0)
    type_in(field, "3.5")
    assert not field.accept()
    assert "decimals" in field.echo().words


@pytest.mark.parametrize("typed", ["-", "12.", "12,", "."])
def test_half_typed_numbers_are_no_mistake_yet(field: DecimalField, typed: str) -> None:
    type_in(field, typed)
    assert field.echo().shape is None


def test_an_empty_field_asks_for_a_number(field: DecimalField) -> None:
    enter(field)
    assert accepted(field) == []
    assert field.echo().words == "Type a number."
