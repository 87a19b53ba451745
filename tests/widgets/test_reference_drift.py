"""PySide6 6.12.0 loses references to None, True and False on Python below 3.12, until the interpreter aborts."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

ROUNDS = 1_000
LARGEST_DRIFT_PER_CALL = 0.1


class _Sender(QObject):
    plain = Signal()
    flag = Signal(bool)

    def take(self, *_: object) -> None:
        """Receive a signal."""


def _drift(call: Callable[[], object]) -> dict[str, float]:
    call()
    watched: tuple[object, ...] = (None, True, False)
    before = [sys.getrefcount(thing) for thing in watched]
    for _ in range(ROUNDS):
        call()
    after = [sys.getrefcount(thing) for thing in watched]
    return {str(thing): (b - a) / ROUNDS for thing, a, b in zip(watched, before, after, strict=True)}


def _assert_steady(drift: dict[str, float]) -> None:
    assert all(abs(value) < LARGEST_DRIFT_PER_CALL for value in drift.values()), drift


def test_calls_keep_the_counts(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    _assert_steady(_drift(lambda: label.setText("12.345")))
    _assert_steady(_drift(lambda: label.resize(100, 20)))


@pytest.mark.usefixtures("qapp")
def test_emits_keep_the_counts() -> None:
    sender = _Sender()
    sender.plain.connect(sender.take)
    sender.flag.connect(sender.take)
    _assert_steady(_drift(sender.plain.emit))
    _assert_steady(_drift(lambda: sender.flag.emit(True)))
