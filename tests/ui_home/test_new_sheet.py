"""From an order to a begun inspection in the real window, by real keys."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.services.assignments import RuleWish
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.home.new_sheet import NewSheet
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.theme import ThemeName, apply_theme
from qa_desktop.ui.widgets.oc_curve import Curve, OcCurve
from tests.services.conftest import FakeClock
from tests.services.sampled import AQL, PART, SUPPLIER, Floor, piece_item, sampled_checklist
from tests.ui_run.conftest import CTRL, Desk
from tests.ui_run.makings import begin

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, program: Program) -> Floor:
    found = Floor(workspace, people, clock)
    begin(program, people)
    zero = SamplingRule(SamplingKind.ZERO, limiting_percent=Decimal(4))
    found.publish(
        sampled_checklist(piece_item("edge", AQL), piece_item("crack", zero, Severity.CRITICAL), title="Incoming castings")
    )
    wish = RuleWish(found.template_id, PART, inspection_type=InspectionType.INCOMING)
    found.assignments.make(people["engineer"], wish)
    return found


def opened(desk: Desk, login: str = "inspector2") -> NewSheet:
    desk.enter(login)
    desk.key(K.Key_N, CTRL)
    sheet = desk.home()._sheet
    assert sheet is not None
    return sheet


def begun(desk: Desk) -> str:
    assert desk.window.place is Place.RUN
    run = desk.window.screen_of(Place.RUN)
    assert isinstance(run, RunScreen)
    return run.model.state.head.inspection_id


def test_from_the_order_to_the_pieces_with_pinned_plans(
    desk: Desk, floor: Floor, program: Program, people: dict[str, Actor]
) -> None:
    floor.approve(floor.begin("L-7", "1000", order="WO-1", part_name="Housing", type=InspectionType.INCOMING))
    sheet = opened(desk)
    desk.key(K.Key_1, ALT)  # incoming, wherever the keyboard is
    desk.key(K.Key_Return)
    desk.type("WO-1")
    assert sheet.suggestions[0].text() == "L-7 · 1000 · P-1042 Housing · Foundry Ltd"
    assert sheet.fields["part_number"].text() == "", "what is known is offered, not filled in"
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    assert sheet.fields["part_number"].text() == PART
    assert sheet.fields["covers"].hasFocus(), "Enter goes on to what is still missing"
    chosen = sheet.templates.chosen()
    assert chosen is not None
    assert chosen.name == "Incoming castings"
    assert sheet.why.text() == "Proposed. The rule for part P-1042, type incoming says so."
    sheet.fields["lot"].setFocus()
    sheet.fields["lot"].selectAll()
    desk.type("L-8")
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    assert sheet.plan.line.text() == "Major:  80 of 1000 pieces   Ac 2  Re 3   normal"
    assert "A lot with 4\N{NO-BREAK SPACE}% bad pieces still passes 37\N{NO-BREAK SPACE}% of the time." in sheet.plan.said.text()
    curve = sheet.plan.curve.curve()
    assert curve is not None
    assert (curve.often_words, curve.rarely_words) == ("1.03 % bad pieces", "6.52 % bad pieces")
    sheet.plan.classes[1].click()
    assert sheet.plan.line.text().startswith("Critical:  55 of 1000 pieces   Ac 0  Re 1")
    desk.key(K.Key_Return, CTRL)
    opened_ = program.inspections.open(people["inspector2"], begun(desk))
    row = opened_.row
    assert (row.type, row.order, row.lot, row.lot_quantity, row.supplier) == ("incoming", "WO-1", "L-8", "1000", SUPPLIER)
    assert [(plan.group, plan.sample_size, plan.severity) for plan in opened_.plans] == [
        ("major", 80, SamplingSeverity.NORMAL), ("critical", 55, SamplingSeverity.NORMAL),
    ]  # fmt: skip
    assert len(opened_.pieces) == 80
    for plan in opened_.plans[:1]:
        floor.result(plan, 9)
    floor.lots(9, 9)
    after = program.inspections.open(people["inspector2"], row.id)
    assert after.plans == opened_.plans, "plans stay as they were pinned, whatever happens in the series"
    assert floor.plans(floor.begin("L-9", type=InspectionType.INCOMING))[0].severity is SamplingSeverity.TIGHTENED


def test_the_part_number_alone_brings_proposal_and_what_is_missing(desk: Desk, floor: Floor) -> None:
    sheet = opened(desk)
    desk.key(K.Key_1, ALT)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    desk.type(PART)
    assert sheet.templates.chosen() is not None
    assert "Type the lot and its lot quantity" in sheet.plan.said.text()
    assert not sheet.plan.curve.isVisible()
    desk.key(K.Key_Return, CTRL)
    assert "Type the lot and its lot quantity" in sheet.message.text()
    assert sheet.fields["lot"].hasFocus(), "the field that is missing"
    desk.type("L-1")
    desk.key(K.Key_Return)
    desk.type("50")
    desk.key(K.Key_Return, CTRL)
    begun(desk)


def test_another_checklist_can_be_chosen_and_the_rule_is_still_told(desk: Desk, floor: Floor) -> None:
    sheet = opened(desk)
    desk.key(K.Key_1, ALT)
    desk.type("machi")
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    desk.type(PART)
    chosen = sheet.templates.chosen()
    assert chosen is not None
    assert chosen.name == "Machined part"
    assert sheet.why.text().startswith("Chosen by you. The rules propose “Incoming castings”")
    assert sheet.plan.said.text().startswith("This checklist has no sampling plan.")


def test_without_a_choice_and_without_a_rule_nothing_is_begun(desk: Desk, floor: Floor) -> None:
    sheet = opened(desk)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    desk.type("P-new")
    assert sheet.templates.chosen() is None
    assert sheet.why.text().startswith("No rule proposes")
    desk.key(K.Key_Return, CTRL)
    assert sheet.message.text() == "Choose a checklist first."
    assert sheet.filter.hasFocus()
    desk.key(K.Key_Down)
    desk.key(K.Key_Return, CTRL)
    begun(desk) if sheet.isHidden() else None
    assert sheet.templates.chosen() is not None


def test_the_digits_choose_the_type_where_a_type_has_the_keyboard(desk: Desk, floor: Floor) -> None:
    sheet = opened(desk)
    sheet.form.types.buttons[InspectionType.AUDIT].setFocus()
    desk.key(K.Key_3)
    assert sheet.model.state.type is InspectionType.FINAL
    assert sheet.form.types.buttons[InspectionType.FINAL].isChecked()
    sheet.fields["part_number"].setFocus()
    desk.type("3")
    assert sheet.fields["part_number"].text() == "3", "in a field a digit is a digit"
    desk.key(K.Key_6, ALT)
    assert sheet.model.state.type is InspectionType.AUDIT
    assert sheet.fields["part_number"].text() == "3"


def test_scanned_serial_numbers_stand_beside_each_other(
    desk: Desk, floor: Floor, program: Program, people: dict[str, Actor]
) -> None:
    floor.publish(sampled_checklist(piece_item("edge", None), title="By piece"))
    sheet = opened(desk)
    desk.type("by piece")
    sheet.fields["part_number"].setFocus()
    desk.type("P-5")
    sheet.fields["serial"].setFocus()
    for code in ("S-1", "S-2", "S-3"):
        assert desk.home().scanned(code)
    desk.key(K.Key_Return, CTRL)
    found = program.inspections.open(people["inspector2"], begun(desk))
    assert [piece.label for piece in found.pieces] == ["S-1", "S-2", "S-3"]


def test_a_lot_that_is_not_drawn_says_so_before_begin(desk: Desk, floor: Floor) -> None:
    floor.publish(sampled_checklist(title="One in five"))
    floor.assignments.make(floor.people["engineer"], RuleWish(floor.template_id, "P-9", one_lot_in=5))
    who = floor.people["inspector2"]
    lots = [f"L-{number}" for number in range(5)]
    skipped = []
    for lot in lots:
        preview = floor.planning.preview(who, floor.revision_id, "1000", "", "P-9", lot=lot)
        if preview.is_skipped:
            skipped.append(lot)
            break
        floor.begin(lot, part_number="P-9", supplier="")
    sheet = opened(desk)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    desk.type("P-9")
    sheet.fields["lot"].setFocus()
    desk.type(skipped[0])
    desk.key(K.Key_Return)
    desk.type("1000")
    assert "This lot was not drawn (1 lot in 5" in sheet.plan.said.text()
    assert not sheet.plan.curve.isVisible()
    desk.key(K.Key_Return, CTRL)
    found = floor.inspections.open(who, begun(desk))
    assert (found.pieces, [item.key for item in found.items]) == ((), ["papers"]), "only what is asked once is asked"
    assert "This lot was not drawn" in found.plans[0].words


@pytest.mark.parametrize("scale", [1.0, 1.3])
def test_the_sheet_fits_a_small_window_with_everything_shown(desk: Desk, floor: Floor, qapp: QApplication, scale: float) -> None:
    apply_theme(qapp, ThemeName.LIGHT, text_scale=scale)
    desk.window.resize(1280, 800)
    floor.begin("L-7", "1000", order="WO-1", part_name="Lagergehäuse mit Flansch", type=InspectionType.INCOMING)
    sheet = opened(desk)
    desk.key(K.Key_1, ALT)
    desk.key(K.Key_Return)
    desk.type("WO-1")
    desk.key(K.Key_Down)
    assert sheet.plan.curve.isVisible()
    bar = sheet._scroll.verticalScrollBar()
    desk.qtbot.waitUntil(lambda: bar.maximum() == 0)  # the layout settles a turn after the curve has come
    sideways = sheet._scroll.horizontalScrollBar()
    assert sideways.maximum() == 0


def test_the_curve_is_crisp_named_and_told_apart_without_colour(desk: Desk, qapp: QApplication) -> None:
    widget = OcCurve()
    desk.qtbot.addWidget(widget)
    widget.resize(420, 160)
    points = tuple((step / 400, 1 - (step / 40) ** 0.5) for step in range(41))
    curve = Curve(points, 0.0103, 0.0652, "1.03 % bad pieces", "6.52 % bad pieces")
    widget.set_curve(curve)
    assert widget.accessibleDescription() == "95 % at 1.03 % bad pieces, 10 % at 6.52 % bad pieces"
    drawn = widget.grab().toImage()
    widget.set_curve(replace(curve, often=0.02))
    assert widget.grab().toImage() != drawn
    widget.set_curve(None)
    assert widget.accessibleDescription() == ""
    assert widget.grab().toImage() != drawn
