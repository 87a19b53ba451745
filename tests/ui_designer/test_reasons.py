"""Removing a check asks what led to it, also when the checklist itself says nothing about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.designer.view import DesignerScreen
from tests.ui_run.conftest import CTRL, Desk

K = Qt.Key


def test_a_suggestion_that_became_a_check_is_named_before_it_is_removed(
    desk: Desk, designer: Callable[..., DesignerScreen], draft: Callable[..., str], program: Program, people: dict[str, Actor]
) -> None:
    revision = draft()
    idea = program.suggestions.give(people["inspector"], "Measure the bore <b>first</b>")
    ends = ((ChainKind.SUGGESTION, idea.id), (ChainKind.REVISION, revision))
    program.improvement.connect(people["engineer"], *ends, item_key="bore_a", words="became a check")
    screen = designer(revision_id=revision)
    desk.key(K.Key_Delete)
    desk.settle()
    sheet = screen.remove_sheet
    assert sheet.isVisible()
    assert f"Suggestion {idea.number}: Measure the bore <b>first</b> (became a check)" in sheet._led.text()
    assert sheet._led.isVisible()
    desk.key(K.Key_Escape)
    assert "bore_a" in [one.key for one in screen.model.state.checklist.items]
    desk.key(K.Key_Delete)
    desk.settle()
    assert idea.number in sheet._led.text(), "asked anew, told anew"
    desk.key(K.Key_Return, CTRL)
    assert "bore_a" not in [one.key for one in screen.model.state.checklist.items]
    desk.key(K.Key_Delete)
    assert not sheet.isVisible(), "nothing led to the next one"
