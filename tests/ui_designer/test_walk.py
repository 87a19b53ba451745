"""The designer in the real window, by real keys and a real mouse: from an empty checklist to an inspection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, RevisionState, Section, Severity
from qa_desktop.domain.errors import NotAllowedError
from qa_desktop.domain.item_rules import Asking, Rules, Why
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import SamplingKind
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.program import Program
from qa_desktop.services.rehearsal import RehearsalService
from qa_desktop.ui.designer.door import REST_MS
from qa_desktop.ui.designer.edits import HEAD, Spot, item_at
from qa_desktop.ui.designer.groups.expressions import ConditionGroup
from qa_desktop.ui.designer.groups.pictures import PictureInput, PicturesGroup
from qa_desktop.ui.designer.groups.sampling import SamplingGroup
from qa_desktop.ui.designer.state import Kept
from qa_desktop.ui.designer.view import DesignerScreen
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.templates.state import Ask
from qa_desktop.ui.templates.view import TemplatesScreen
from tests.services.makings import CHECKLIST, picture
from tests.ui_lock.looks import too_small, unnamed
from tests.ui_run.conftest import CTRL, NONE, SHIFT, Desk

ALT = Qt.KeyboardModifier.AltModifier
K = Qt.Key
Open = Callable[..., DesignerScreen]


def stored(program: Program, people: dict[str, Actor], screen: DesignerScreen) -> Checklist:
    row = screen.model.state.row
    assert row is not None
    return program.templates.load(people["engineer"], row.id).checklist


def wait_stored(desk: Desk, screen: DesignerScreen) -> None:
    """Wait as a person does who takes their hands off the keys."""
    desk.qtbot.waitUntil(lambda: screen.model.state.kept is Kept.STORED, timeout=10_000)
    desk.settle()


def tab_to(desk: Desk, name: str) -> None:
    """Press Tab until the field with a name has the keyboard."""
    for _ in range(60):
        now = QApplication.focusWidget()
        if now is not None and name in now.accessibleName():
            return
        QTest.keyClick(now, K.Key_Tab)
    raise AssertionError(f"Tab never reached {name}")


def pick(desk: Desk, words: str) -> None:
    """Choose in the drop-down list that has the keyboard, with the arrows."""
    box = QApplication.focusWidget()
    assert isinstance(box, QComboBox)
    wanted = box.findText(words)
    assert wanted >= 0, words
    while box.currentIndex() != wanted:
        QTest.keyClick(box, K.Key_Down if box.currentIndex() < wanted else K.Key_Up)
    desk.settle()


def new_item(desk: Desk, text: str, kind: str) -> None:
    desk.key(K.Key_Return, CTRL)
    assert QApplication.focusWidget().accessibleName() == "Text"
    desk.type(text)
    tab_to(desk, "Kind of answer")
    pick(desk, kind)


def test_from_nothing_to_an_inspection_by_keyboard(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    desk.enter("engineer")
    desk.window.go(Place.TEMPLATES, {})
    desk.settle()
    templates = desk.window.screen_of(Place.TEMPLATES)
    assert isinstance(templates, TemplatesScreen)
    desk.key(K.Key_N, CTRL)
    desk.type("Cover")
    desk.key(K.Key_Return)
    assert desk.window.place is Place.DESIGNER
    screen = desk.window.screen_of(Place.DESIGNER)
    assert isinstance(screen, DesignerScreen)
    assert QApplication.focusWidget() is screen.outline
    desk.key(K.Key_Return)
    desk.type("Surface clean")
    new_item(desk, "Bore", "Measurement")
    tab_to(desk, "Nominal")
    desk.type("12,5")
    tab_to(desk, "± Tolerance")
    desk.type("0.1")
    tab_to(desk, "Unit")
    desk.type("mm")
    tab_to(desk, "Pieces and sampling")
    desk.key(K.Key_Space)
    tab_to(desk, "Asked for each piece")
    desk.key(K.Key_Space)
    tab_to(desk, "How many pieces")
    pick(desk, "AQL tables")
    tab_to(desk, "AQL")
    pick(desk, "1.0")
    new_item(desk, "Doubled", "Calculated value")
    tab_to(desk, "Asked for each piece")
    desk.key(K.Key_Space)
    desk.key(K.Key_F8)
    assert QApplication.focusWidget().accessibleName() == "Formula"
    desk.key(K.Key_R, CTRL)
    desk.type("bore")
    desk.key(K.Key_Return)
    desk.type(" * 2")
    kinds = {
        "Yes or no": "Marked",
        "One choice": "Colour",
        "Several choices": "Parts",
        "Number": "Weight",
        "Text": "Remark",
        "Date and time": "Made",
        "Photo": "Front",
        "Barcode": "Serial",
        "Instruction": "Wear gloves",
        "Defect tally": "Defects",
    }
    for kind, text in kinds.items():
        new_item(desk, text, kind)
        if kind in {"One choice", "Several choices", "Defect tally"}:
            tab_to(desk, "Add a")
            desk.key(K.Key_Return)
            desk.type("First")
    new_item(desk, "Only marked parts", "Conforms or not")
    tab_to(desk, "Show when")
    desk.key(K.Key_Space)
    screen.form.group(ConditionGroup).open_for("rules.asks.show_when", "")
    desk.type("{marked} = 'yes'")
    desk.key(K.Key_Escape)
    assert QApplication.focusWidget() is screen.outline
    assert [problem.sentence for problem in screen.model.state.problems] == []
    wait_stored(desk, screen)
    made = stored(program, people, screen)
    assert {item.kind for item in made.items} == set(ItemKind)
    by_key = {item.key: item for item in made.items}
    assert by_key["bore"].limits.upper == Decimal("12.6")
    assert by_key["bore"].rules.sampling is not None
    assert by_key["bore"].rules.sampling.kind is SamplingKind.AQL
    assert by_key["doubled"].rules.asks.formula == "{bore} * 2"
    assert by_key["only_marked_parts"].rules.asks.show_when == "{marked} = 'yes'"
    row = screen.model.state.row
    assert row is not None

    desk.enter("supervisor")
    desk.window.go(Place.TEMPLATES, {})
    desk.settle()
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return, CTRL)
    desk.enter("engineer")
    desk.window.go(Place.TEMPLATES, {})
    desk.settle()
    desk.key(K.Key_Return, CTRL)
    templates = desk.window.screen_of(Place.TEMPLATES)
    assert isinstance(templates, TemplatesScreen)
    assert templates.sheets[Ask.PUBLISH].isVisible()
    desk.key(K.Key_Return, CTRL)
    assert templates.model.state.stage is RevisionState.PUBLISHED
    inspection = program.inspections.begin(
        people["inspector"], row.id, WhatToInspect("4711", lot="L1", lot_quantity="20", pieces=2)
    )
    desk.enter("inspector")
    run = desk.run(inspection.id)
    asked = program.inspections.open(people["inspector"], inspection.id)
    each = sum(item.rules.asks.per_piece for item in made.items)
    assert len(asked.pieces) > 1
    assert len(asked.items) == len(made.items) - each + each * len(asked.pieces), "asked of each piece of the sample"
    assert len(run.model.state.rows) < len(made.items), "readings of pieces stand in the grid"


@pytest.mark.parametrize("login", ["inspector", "supervisor", "auditor", "admin"])
def test_who_may_not_edit_never_gets_there(
    desk: Desk, draft: Callable[..., str], program: Program, people: dict[str, Actor], login: str
) -> None:
    revision = draft()
    desk.enter(login)
    desk.window.go(Place.DESIGNER, {"revision_id": revision})
    desk.settle()
    assert desk.window.place is Place.HOME
    assert desk.window.screen_of(Place.DESIGNER) is None
    with pytest.raises(NotAllowedError):
        program.templates.replace_draft_checklist(people[login], revision, CHECKLIST, 1)
    with pytest.raises(NotAllowedError):
        RehearsalService(program.workspace).open(people[login], CHECKLIST)


def test_everything_typed_is_stored_within_a_second_of_the_last_key(
    desk: Desk, designer: Open, program: Program, people: dict[str, Actor]
) -> None:
    assert REST_MS < 1000
    screen = designer()
    desk.key(K.Key_Return)
    desk.type(" X")
    assert screen.model.state.kept is Kept.WAITING
    wait_stored(desk, screen)
    assert stored(program, people, screen).items[0].text == "Bore diameter A X"


def test_leaving_stores_what_was_just_typed_and_says_what_it_cannot_take(
    desk: Desk, designer: Open, program: Program, people: dict[str, Actor]
) -> None:
    screen = designer()
    desk.key(K.Key_Return)
    desk.type("!")
    tab_to(desk, "Upper limit")
    desk.type("1,2,3")
    desk.window.go(Place.TEMPLATES, {})
    desk.settle()
    assert stored(program, people, screen).items[0].text.endswith("!")
    assert any("1,2,3" in words for words in desk.window._unsaved())
    desk.window.go(Place.DESIGNER, {"revision_id": screen.model.state.row.id if screen.model.state.row else ""})
    desk.settle()
    assert "1,2,3" in screen.model.state.typed["bore_a", "limits.upper"].raw
    desk.key(K.Key_F8)
    desk.key(K.Key_A, CTRL)
    desk.type("12.45")
    assert screen.unsaved() == (screen.model.state.checklist.title,)
    wait_stored(desk, screen)
    assert desk.window._unsaved() == ()


def test_undo_works_inside_a_field_and_takes_back_what_the_outline_did(desk: Desk, designer: Open) -> None:
    screen = designer()
    desk.key(K.Key_Return)
    desk.type("abc")
    assert screen.model.state.item is not None
    desk.key(K.Key_Z, CTRL)
    assert screen.model.state.item.text == "Bore diameter A"
    desk.key(K.Key_Y, CTRL)
    assert screen.model.state.item.text == "Bore diameter Aabc"
    desk.key(K.Key_Escape)
    desk.key(K.Key_Down, ALT)
    desk.key(K.Key_D, CTRL)
    desk.key(K.Key_Delete)
    keys = [item.key for item in screen.model.state.checklist.items]
    assert keys[:2] == ["length", "bore_a"]
    for _ in range(4):
        desk.key(K.Key_Z, CTRL)
    assert screen.model.state.checklist == CHECKLIST or screen.model.state.checklist.items[0].text == "Bore diameter A"
    assert [item.key for item in screen.model.state.checklist.items][:2] == ["bore_a", "length"]


def test_a_line_is_dragged_into_another_section_by_the_mouse(
    desk: Desk, designer: Open, program: Program, people: dict[str, Actor]
) -> None:
    screen = designer()
    outline = screen.outline
    view = outline.viewport()

    def drag(start: QPoint, end: QPoint) -> None:
        QTest.mousePress(view, Qt.MouseButton.LeftButton, NONE, start)
        for step in range(1, 6):
            at = QPoint(start.x() + step, start.y() + (end.y() - start.y()) * step // 5)
            QTest.mouseMove(view, at)
            _move(view, at)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, NONE, end)
        desk.settle()

    below_surface = outline.line_rect(Spot(1, 0))
    drag(outline.line_rect(Spot(0, 0)).center(), QPoint(40, below_surface.bottom() - 4))
    assert [[item.key for item in section.items][:3] for section in screen.model.state.checklist.sections] == [
        ["length"],
        ["surface", "bore_a", "marked"],
    ]
    assert screen.model.state.spot == Spot(1, 1)
    drag(outline.line_rect(Spot(1)).center(), QPoint(40, outline.line_rect(Spot(0)).top() + 4))
    assert [section.title for section in screen.model.state.checklist.sections] == ["Looks", "Dimensions"]
    drag(outline.line_rect(HEAD).center(), QPoint(40, outline.line_rect(Spot(1)).center().y()))
    assert [section.title for section in screen.model.state.checklist.sections] == ["Looks", "Dimensions"], "the title stays"
    wait_stored(desk, screen)
    assert stored(program, people, screen).sections[0].title == "Looks"


def _move(view: Any, at: QPoint) -> None:
    """Send the move with its pressed button, which QTest leaves out."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    where = QPointF(at)
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, where, view.mapToGlobal(where), Qt.MouseButton.NoButton, left, NONE)
    QApplication.sendEvent(view, event)


def test_removing_a_check_shows_why_it_exists(desk: Desk, designer: Open) -> None:
    item = replace(CHECKLIST.items[0], rules=Rules(why=Why("Bearings sat loose in 2025", "NC-7")))
    screen = designer(Checklist("One", (Section("", (item, CHECKLIST.items[1])),)))
    desk.key(K.Key_Delete)
    sheet = screen.remove_sheet
    assert sheet.isVisible()
    assert any("Bearings sat loose in 2025" in label.text() and "NC-7" in label.text() for label in sheet.findChildren(_label()))
    desk.key(K.Key_Escape)
    assert len(screen.model.state.checklist.items) == 2
    desk.key(K.Key_Delete)
    desk.type("Checked by the supplier")
    desk.key(K.Key_Return, CTRL)
    assert [one.key for one in screen.model.state.checklist.items] == ["length"]


def _label() -> type:
    from qa_desktop.ui.widgets.text import PlainLabel

    return PlainLabel


def test_somebody_elses_change_is_shown_and_nothing_is_lost(
    desk: Desk, designer: Open, program: Program, people: dict[str, Actor]
) -> None:
    screen = designer()
    row = screen.model.state.row
    assert row is not None
    theirs = replace(CHECKLIST, title="Theirs")
    program.templates.replace_draft_checklist(people["engineer"], row.id, theirs, row.version)
    desk.key(K.Key_Return)
    desk.type(" mine")
    desk.qtbot.waitUntil(screen.conflict_sheet.isVisible, timeout=10_000)
    assert program.templates.load(people["engineer"], row.id).checklist.title == "Theirs"
    desk.key(K.Key_Escape)
    assert screen.model.state.kept is Kept.CONFLICT
    assert "Somebody else" in screen.message.text()
    desk.key(K.Key_Z, CTRL)
    desk.key(K.Key_Y, CTRL)
    screen.message.action.click()
    desk.key(K.Key_Return, CTRL)
    copied = screen.model.state.row
    assert copied is not None
    assert copied.id != row.id
    assert "Emma Engineer" in copied.template_name
    assert program.templates.load(people["engineer"], copied.id).checklist.items[0].text.endswith(" mine")
    assert program.templates.load(people["engineer"], row.id).checklist.title == "Theirs"


def test_the_other_version_can_be_looked_at_and_mine_comes_back(
    desk: Desk, designer: Open, program: Program, people: dict[str, Actor]
) -> None:
    screen = designer()
    row = screen.model.state.row
    assert row is not None
    program.templates.replace_draft_checklist(people["engineer"], row.id, replace(CHECKLIST, title="Theirs"), row.version)
    desk.key(K.Key_Return)
    desk.type(" mine")
    desk.qtbot.waitUntil(screen.conflict_sheet.isVisible, timeout=10_000)
    screen.conflict_sheet.theirs.click()
    desk.settle()
    assert screen.model.state.checklist.title == "Theirs"
    desk.key(K.Key_Z, CTRL)
    assert screen.model.state.checklist.items[0].text.endswith(" mine")
    wait_stored(desk, screen)
    assert stored(program, people, screen).title == CHECKLIST.title


def test_the_preview_is_the_screen_of_the_run_and_keeps_nothing(
    desk: Desk, designer: Open, program: Program, people: dict[str, Actor]
) -> None:
    each = replace(CHECKLIST.items[0], rules=Rules(asks=Asking(per_piece=True)))
    shown = Item("gloves", ItemKind.YES_NO, "Gloves?", rules=Rules(asks=Asking(show_when="{nowhere} = 'yes'")))
    screen = designer(Checklist("Try", (Section("", (shown, each)),)))
    desk.key(K.Key_F5)
    desk.qtbot.waitUntil(lambda: isinstance(screen.preview.screen_, RunScreen), timeout=20_000)
    desk.settle()
    run = screen.preview.screen_
    assert isinstance(run, RunScreen)
    assert "nothing is kept" in screen.preview.words.text()
    assert "left out: 1" in screen.preview.words.text()
    assert len(run.model.state.rows) == 1, "what is asked once"
    run.model.give("yes")
    desk.settle()
    assert run.model.state.rows[0].reading
    desk.qtbot.waitUntil(
        lambda: isinstance(screen.preview.screen_, GridScreen), timeout=20_000
    )  # nothing else is open in the list
    desk.settle()
    grid = screen.preview.screen_
    assert isinstance(grid, GridScreen)
    assert (grid.model.state.rows, grid.model.state.columns) == (3, 1), "three pieces, one characteristic"
    desk.key(K.Key_F4)
    assert screen.preview.screen_ is run
    folder = screen.preview._rehearsal.folder if screen.preview._rehearsal else Path()
    assert folder.is_dir()
    desk.key(K.Key_Escape)
    desk.settle()
    assert not screen.preview.is_open()
    assert not folder.exists()
    assert QApplication.focusWidget() is screen.outline
    with program.workspace.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM inspection").scalar() == 0


def test_reference_pictures_are_pasted_chosen_and_refused(
    desk: Desk, designer: Open, program: Program, people: dict[str, Actor], tmp_path: Path
) -> None:
    screen = designer()
    group = screen.form.group(PicturesGroup)
    group.open_for("picture", "")
    good, bad = (field for field in group.inputs if isinstance(field, PictureInput))
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(good.frame, K.Key_V, CTRL)
    desk.settle()
    assert screen.model.state.item is not None
    assert screen.model.state.item.picture
    assert good.frame.has_picture()
    broken, sound = tmp_path / "broken.jpg", tmp_path / "bad.jpg"
    broken.write_bytes(b"no picture")
    sound.write_bytes(picture())
    bad._choose = lambda: None  # type: ignore[method-assign]
    screen._door._take = bad.take
    screen._door.picker.chosen.emit(broken)
    desk.settle()
    assert "broken.jpg" in bad.problem.text()
    assert screen.model.state.item.rules.picture_bad is None
    screen._door.picker.chosen.emit(sound)
    desk.settle()
    wait_stored(desk, screen)
    kept = stored(program, people, screen).items[0]
    assert kept.picture
    assert kept.rules.picture_bad
    assert program.workspace.attachments.get(kept.rules.picture_bad) == picture()
    good.remove.click()
    assert screen.model.state.item.picture is None


def test_a_published_revision_is_not_opened_for_editing(
    desk: Desk, draft: Callable[..., str], designer: Open, program: Program, people: dict[str, Actor]
) -> None:
    revision = draft()
    program.templates.approve(people["supervisor"], revision)
    screen = designer(revision_id=revision)
    assert screen.empty.isVisible()
    desk.key(K.Key_Return)
    assert screen.outline.isHidden() or not screen.outline.isVisible()


def test_names_and_targets(desk: Desk, designer: Open) -> None:
    items = tuple(
        Item(kind.value, kind, kind.value, choices=(Choice("a", "A"),) if "choice" in kind.value else ()) for kind in ItemKind
    )
    screen = designer(Checklist("All", (Section("One", items),)))
    for place in range(len(items)):
        screen.model.choose(Spot(0, place))
        for group in screen.form.groups:
            if not group.isHidden() and not group.head.isChecked():
                group.head.click()
        desk.settle()
        assert unnamed(screen) == []
        assert too_small(screen) == []
    for spot in (HEAD, Spot(0)):
        screen.model.choose(spot)
        desk.settle()
        assert unnamed(screen) == []


def test_five_hundred_items_open_and_move_without_a_pause(desk: Desk, designer: Open, record_property: Any) -> None:
    from time import perf_counter

    items = tuple(replace(CHECKLIST.items[0], key=f"k{n}", text=f"Bore {n}") for n in range(500))
    screen = designer(Checklist("Large", (Section("A", items[:250]), Section("B", items[250:]))))
    desk.key(K.Key_End)
    assert screen.model.state.spot == Spot(1, 249)
    costs: dict[str, list[float]] = {"line": [], "move": [], "key": []}
    for _ in range(20):
        for name, press in (("line", (K.Key_Up, NONE)), ("move", (K.Key_Up, ALT))):
            begin = perf_counter()
            QTest.keyClick(screen.outline, press[0], press[1])
            QApplication.processEvents()
            costs[name].append(perf_counter() - begin)
    desk.key(K.Key_Return)
    for _ in range(20):
        begin = perf_counter()
        QTest.keyClick(QApplication.focusWidget(), "x")
        QApplication.processEvents()
        costs["key"].append(perf_counter() - begin)
    middle = {name: sorted(found)[10] * 1000 for name, found in costs.items()}
    words = ", ".join(f"{name} {cost:.0f} ms" for name, cost in middle.items())
    record_property("report", f"designer window, 500 items: {words}")
    assert max(middle.values()) < 250, words
    wait_stored(desk, screen)


def test_a_guard_band_and_a_plan_are_said_in_words(desk: Desk, designer: Open) -> None:
    item = replace(CHECKLIST.items[0], severity=Severity.MAJOR)
    screen = designer(Checklist("One", (Section("", (item,)),)))
    screen.form.go_to("rules.decision.uncertainty")
    desk.type("0.01")
    decision = next(group for group in screen.form.groups if group.owns("rules.decision.uncertainty"))
    assert "from 12.320 to 12.380" in decision.zone.text()  # type: ignore[attr-defined]
    QTest.keyClick(QApplication.focusWidget(), K.Key_A, CTRL)
    desk.type("1")
    assert "leaves no reading" in decision.zone.text()  # type: ignore[attr-defined]
    sampling = screen.form.group(SamplingGroup)
    sampling.open_for("rules.asks.per_piece", "")
    screen.model.give("rules.asks.per_piece", True)
    screen.model.give("rules.sampling.kind", SamplingKind.AQL)
    screen.model.give("rules.sampling.aql", "1.0")
    assert "still passes" in sampling.plan.text()  # type: ignore[attr-defined]
    desk.key(K.Key_F8, SHIFT)
    assert item_at(screen.model.state.checklist, screen.model.state.spot) is not None
