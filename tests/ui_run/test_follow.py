"""What follows from an answer in the list: lines that come and go, calculated values; and the tally of defects."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.answers import Source, Verdict
from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, Section
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.people import Actor
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.program import Program
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.editors.calculated import CalculatedEditor
from qa_desktop.ui.run.editors.defects import DefectsEditor
from tests.ui_run.conftest import CTRL, Desk
from tests.ui_run.makings import begin

K = Qt.Key

FOLLOW = Checklist(
    "Things that follow",
    (
        Section(
            "All",
            (
                Item("coated", ItemKind.YES_NO, "Is it coated?"),
                Item(
                    "thick",
                    ItemKind.MEASUREMENT,
                    "Thickness of the coating",
                    unit="µm",
                    limits=Limits(None, Decimal(20), Decimal(40)),
                    rules=Rules(asks=Asking(show_when='{coated} = "yes"')),
                ),
                Item("outer", ItemKind.NUMBER, "Outer width", unit="mm"),
                Item("inner", ItemKind.NUMBER, "Inner width", unit="mm"),
                Item(
                    "wall",
                    ItemKind.CALCULATED,
                    "Wall",
                    unit="mm",
                    limits=Limits(None, Decimal(2), Decimal(3)),
                    rules=Rules(asks=Asking(formula="({outer} - {inner}) / 2")),
                ),
                Item(
                    "marks",
                    ItemKind.DEFECTS,
                    "Marks on the surface",
                    choices=(Choice("scratch", "Scratch"), Choice("dent", "Dent"), Choice("dust", "Dust", True)),
                ),
            ),
        ),
    ),
)


def test_a_line_whose_condition_does_not_hold_is_not_shown_and_counted_apart(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    row = begin(program, people, FOLLOW)
    desk.enter("inspector")
    screen = desk.run(row.id)
    assert [one.number for one in screen.model.state.rows] == ["1", "3", "4", "5", "6"]
    assert screen.model.state.not_asked == 1
    assert "1 line not asked" in screen.header._where.text()
    assert screen.model.state.progress.total == 5
    desk.type("1")
    assert [one.number for one in screen.model.state.rows] == ["1", "2", "3", "4", "5", "6"]
    assert screen.model.state.not_asked == 0
    screen.model.moves.go_number("2")
    desk.type("30")
    desk.key(K.Key_Return)
    screen.model.moves.go_number("1")
    desk.type("2")
    assert [one.number for one in screen.model.state.rows] == ["1", "3", "4", "5", "6"]
    assert screen.model.state.place == 1  # the next open line is the third one
    desk.key(K.Key_Z, CTRL)
    assert [one.number for one in screen.model.state.rows][1] == "2"
    assert screen.model.state.rows[1].reading == "30\u00a0µm"


def test_a_calculated_line_is_shown_and_never_typed(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people, FOLLOW)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("5")
    editor = screen.panel.editor
    assert isinstance(editor, CalculatedEditor)
    assert editor.value.text() == "\u2013"
    desk.type("7")
    screen.model.moves.go_number("3")
    for text in ("10", "4"):
        desk.type(text)
        desk.key(K.Key_Return)
    screen.model.moves.go_number("5")
    assert editor.value.text() == "3\u00a0mm"
    assert screen.model.state.rows[3].verdict is Verdict.CONFORMS
    opened = program.inspections.open(people["inspector"], row.id)
    wall = next(item for item in opened.items if item.key == "wall")
    assert (opened.answers[wall.id].value, opened.answers[wall.id].source) == ("3", Source.CALCULATED)


def test_defects_are_counted_by_digits_and_enter_gives_them(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people, FOLLOW)
    desk.enter("inspector")
    screen = desk.run(row.id)
    screen.model.moves.go_number("6")
    editor = screen.panel.editor
    assert isinstance(editor, DefectsEditor)
    desk.type("1120")
    assert [button.text() for button in editor._buttons] == ["Scratch  ×2", "Dent", "Dust"]
    desk.key(K.Key_Return)
    assert screen.model.state.rows[4].verdict is Verdict.FAILS
    assert screen.model.state.rows[4].reading == "Scratch\u00a02"
    desk.key(K.Key_Return)


def test_without_pieces_there_is_no_grid_to_go_to(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = begin(program, people, FOLLOW)
    desk.enter("inspector")
    screen = desk.run(row.id)
    assert not screen.pieces.isVisible()
    desk.key(K.Key_F4)
    assert desk.window.place is Place.RUN
    assert QApplication.focusWidget() is not None
