"""Removing a check asks what led to it, also when the checklist itself says nothing about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.item_rules import Rules, Why
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.ui.designer.groups.answering import WhyGroup
from qa_desktop.ui.designer.state import Kept
from qa_desktop.ui.designer.view import DesignerScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.templates.view import TemplatesScreen
from tests.services.makings import CHECKLIST, released
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
    assert sheet.answer.hasFocus()
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible(), "it does not go without an answer"
    assert sheet.message.isVisible()
    desk.type("The fixture holds it now")
    desk.key(K.Key_Return, CTRL)
    assert "bore_a" not in [one.key for one in screen.model.state.checklist.items]
    desk.key(K.Key_Delete)
    assert not sheet.isVisible(), "nothing led to the next one"


def with_reason(checklist: Checklist = CHECKLIST) -> Checklist:
    """Return the checklist with a reason at its first item."""
    first = checklist.sections[0]
    item = replace(first.items[0], rules=Rules(why=Why("Bearings sat loose", "NC-7")))
    return replace(checklist, sections=(replace(first, items=(item, *first.items[1:])), *checklist.sections[1:]))


def in_use(program: Program, people: dict[str, Actor]) -> RevisionRow:
    engineer = people["engineer"]
    return released(program.templates, engineer, program.templates.create(engineer, with_reason()).id)


def wait_stored(desk: Desk, screen: DesignerScreen) -> None:
    desk.qtbot.waitUntil(lambda: screen.model.state.kept is Kept.STORED, timeout=10_000)
    desk.settle()


def test_the_answer_is_stored_with_the_revision_and_the_comparison_shows_it(
    desk: Desk, designer: Callable[..., DesignerScreen], program: Program, people: dict[str, Actor]
) -> None:
    row = in_use(program, people)
    engineer = people["engineer"]
    screen = designer(revision_id=program.templates.new_draft(engineer, row.template_id).id)
    desk.key(K.Key_Delete)
    desk.type("The supplier reams it now")
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Z, CTRL)
    assert screen.model.state.checklist.removed == (), "undone with the removal"
    desk.key(K.Key_Y, CTRL)
    wait_stored(desk, screen)
    stored = screen.model.state.row
    assert stored is not None
    (gone,) = program.templates.load(engineer, stored.id).checklist.removed
    assert (gone.key, gone.answer, gone.by) == ("bore_a", "The supplier reams it now", engineer.name)
    assert "Bearings sat loose · NC-7" in gone.reason
    assert screen.message.isHidden()
    desk.enter("supervisor")
    desk.window.go(Place.TEMPLATES, {"template_id": row.template_id, "revision_id": stored.id})
    desk.settle()
    templates = desk.window.screen_of(Place.TEMPLATES)
    assert isinstance(templates, TemplatesScreen)
    entry = next(one for one in templates.pane.changes.entries if one.what == "Removed")
    assert "Bearings sat loose" in entry.why
    assert f"Why it may go: The supplier reams it now ({engineer.name})" in entry.why


def test_what_was_left_out_of_an_import_is_said_and_answered_by_keys(
    desk: Desk, designer: Callable[..., DesignerScreen], program: Program, people: dict[str, Actor]
) -> None:
    row = in_use(program, people)
    engineer = people["engineer"]
    draft = program.templates.new_draft(engineer, row.template_id)
    first = CHECKLIST.sections[0]
    shorter = replace(CHECKLIST, sections=(replace(first, items=first.items[1:]), *CHECKLIST.sections[1:]))
    program.templates.replace_draft_checklist(engineer, draft.id, shorter, draft.version)
    screen = designer(revision_id=draft.id)
    assert screen.message.isVisible()
    assert "is gone. It has a reason" in screen.message.text()
    desk.key(K.Key_F8)
    assert screen.remove_sheet.answer.hasFocus()
    desk.type("Not on the new drawing")
    desk.key(K.Key_Return, CTRL)
    assert screen.message.isHidden()
    assert len(screen.model.state.checklist.items) == len(CHECKLIST.items) - 1, "nothing else was removed"
    wait_stored(desk, screen)
    assert [one.answer for one in program.templates.load(engineer, draft.id).checklist.removed] == ["Not on the new drawing"]


def test_why_a_check_exists_stands_at_the_item_with_what_led_to_it(
    desk: Desk, designer: Callable[..., DesignerScreen], draft: Callable[..., str], program: Program, people: dict[str, Actor]
) -> None:
    revision = draft()
    idea = program.suggestions.give(people["inspector"], "Measure the bore first")
    ends = ((ChainKind.SUGGESTION, idea.id), (ChainKind.REVISION, revision))
    program.improvement.connect(people["engineer"], *ends, item_key="bore_a")
    screen = designer(revision_id=revision)
    group = screen.form.group(WhyGroup)
    assert isinstance(group, WhyGroup)
    assert idea.number in group.head.accessibleDescription(), "said while the group is closed"
    assert group.open_for("rules.why.note", "")
    desk.settle()
    assert group.goes_back.isVisible()
    assert f"Suggestion {idea.number}: Measure the bore first" in group.goes_back.text()
    screen.outline.setFocus()
    desk.key(K.Key_Down)
    assert not group.goes_back.isVisible(), "the next one goes back to nothing"
