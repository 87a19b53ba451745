"""From an order to a signed release, off screen in the real windows, by keys alone: plan, grid, signatures, decision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.ui import walk
from qa_desktop.ui.hands import Hands, StuckError
from qa_desktop.ui.places import RAIL, Place

if TYPE_CHECKING:
    from qa_desktop.ui.grid.view import GridScreen
    from qa_desktop.ui.lots.view import LotsScreen

ORDER, LOT, QUANTITY = "WO-4890", "S-90", "50"
GOOD = {"od": "24.988", "bore": "12.02", "length": "120.0"}
BAD_PIECE, TOO_SHORT = 3, "119.7"


@dataclass(frozen=True, slots=True)
class Released:
    """What the way from the order to the release left: the inspection, the decision, and the keys that the grid took."""

    inspection_id: str
    decision: str
    file: Path
    grid_keys: int
    readings: int


def do_release(hands: Hands) -> Released:
    """Inspect a lot by its plan, sign, review, countersign, accept the good and reject the bad piece; return what was left."""
    walk.enter_as(hands, walk.INSPECTOR)
    _begin(hands)
    inspection_id = _answer_once(hands)
    hands.wait(lambda: hands.window.place is Place.GRID, "the grid")
    keys, readings = _measure(hands)
    if _grid(hands).model.state.once_open:  # a line that is asked only since another one was answered
        hands.press(Qt.Key.Key_F4)
        _answer_once(hands)
    walk.sign(hands)
    hands.press(Qt.Key.Key_F12)
    walk.enter_as(hands, walk.SUPERVISOR)
    _refused_before_the_countersignature(hands)
    walk.countersign(hands, inspection_id)
    number, file = _decide(hands)
    return Released(inspection_id, number, file, keys, readings)


def _begin(hands: Hands) -> None:
    """Say what came in; the rule proposes the checklist, and the plan is seen before anything begins."""
    from qa_desktop.ui.home.view import HomeScreen  # noqa: PLC0415  (the screens load late)

    hands.control(Qt.Key.Key_N)
    hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    sheet = hands.screen(Place.HOME, HomeScreen).sheet
    if sheet is None:
        raise StuckError("the sheet of a new inspection is missing")
    for name, text in (
        ("order", ORDER), ("part_number", "SH-2001"), ("part_revision", "B"), ("supplier", "Feinwerk Nord GmbH"), ("lot", LOT),
        ("lot_quantity", QUANTITY),
    ):  # fmt: skip
        _to(hands, sheet.fields[name])
        hands.type(text)
        hands.settle()
    hands.press(Qt.Key.Key_Tab)
    hands.wait(lambda: "pieces" in sheet.plan.line.text(), "the plan in words")
    hands.picture("new-lot")
    hands.control(Qt.Key.Key_Return)
    hands.wait(lambda: hands.window.place in {Place.RUN, Place.GRID}, "the inspection to open")
    hands.settle()


def _answer_once(hands: Hands) -> str:
    """Answer what is asked once; the list leads on to the grid by itself."""
    from qa_desktop.ui.run.view import RunScreen  # noqa: PLC0415

    screen = hands.screen(Place.RUN, RunScreen)
    for _ in range(40):
        hands.settle()
        panel = screen.model.state.panel
        if hands.window.place is Place.GRID or panel is None:
            break
        if not panel.row.is_open:
            place = screen.model.state.place
            hands.press(Qt.Key.Key_Space)
            if hands.window.place is Place.RUN and screen.model.state.place == place:
                break
        elif panel.item.kind is ItemKind.YES_NO:
            hands.type("1")
        else:
            hands.type("WZ-4711")
            hands.press(Qt.Key.Key_Return)
    return screen.model.state.head.inspection_id


def _measure(hands: Hands) -> tuple[int, int]:
    """Fill the grid; one piece is too short.  Return the keys that readings took, and how many readings there were."""
    grid = _grid(hands)
    keys = readings = 0
    for _ in range(400):
        hands.settle()
        state = grid.model.state
        if state.missing == 0 or state.panel is None:
            break
        before, item = hands.keys, state.panel.item
        _cell(hands, item)
        keys, readings = keys + hands.keys - before, readings + 1
        if item.key == "length" and item.piece == BAD_PIECE:
            _failed(hands)
    hands.settle()
    if grid.model.state.missing:
        raise StuckError(f"{grid.model.state.missing} readings are still missing")
    hands.picture("grid-complete")
    return keys, readings


def _cell(hands: Hands, item: Item) -> None:
    if item.kind is ItemKind.CONFORMITY:
        hands.type("1")
    elif item.kind is ItemKind.DEFECTS:
        hands.type("0")
        hands.press(Qt.Key.Key_Return)
    else:
        hands.type(TOO_SHORT if item.key == "length" and item.piece == BAD_PIECE else GOOD[item.key])
        hands.press(Qt.Key.Key_Return)


def _failed(hands: Hands) -> None:
    """A failing reading stays in view until it was seen; it gets its note."""
    panel = _grid(hands).model.state.panel
    if panel is None or panel.row.verdict is not Verdict.FAILS:
        raise StuckError("the piece that is too short does not fail")
    hands.picture("grid-fails")
    hands.press(Qt.Key.Key_N)
    hands.type("Set aside in the red bin.")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)


def _refused_before_the_countersignature(hands: Hands) -> None:
    """Nothing is accepted before the inspection is countersigned."""
    lots = _lot(hands)
    hands.control(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_F4)
    _shown(hands, lots)
    if lots.model.state.ready is not None:
        raise StuckError("the lot could be accepted before the countersignature")
    hands.picture("lot-blocked")
    hands.press(Qt.Key.Key_Escape)


def _decide(hands: Hands) -> tuple[str, Path]:
    """Accept all but the bad piece, reject that one with a reason, sign; return number and file of the decision."""
    from qa_desktop.services.demo import PASSWORD  # noqa: PLC0415

    lots = _lot(hands)
    hands.control(Qt.Key.Key_Return)
    sheet = lots.sheet
    _to(hands, sheet.rejected)
    hands.type("1")
    _to(hands, sheet.accepted, Qt.Key.Key_Backtab)
    hands.press(Qt.Key.Key_F4)
    _to(hands, sheet.reason)
    hands.type("One shaft too short, scrapped.")
    _to(hands, sheet.password)
    hands.type(PASSWORD)
    _shown(hands, lots)
    hands.picture("lot-decision")
    hands.control(Qt.Key.Key_Return)
    hands.wait(lambda: not sheet.isVisible(), "the signature of the decision")
    hands.settle()
    hands.picture("lot-decided")
    detail, program = lots.model.state.lot, hands.window.program
    if detail is None or not detail.decisions or program is None:
        raise StuckError("the decision is missing")
    newest = max(detail.decisions, key=lambda row: row.number)
    return newest.number, program.workspace.reports / newest.file


def _lot(hands: Hands) -> LotsScreen:
    """Go to the lots and open the one of the walk."""
    from qa_desktop.ui.lots.view import LotsScreen  # noqa: PLC0415

    hands.control(Qt.Key(Qt.Key.Key_1 + RAIL.index(Place.LOTS)))
    hands.settle()
    lots = hands.screen(Place.LOTS, LotsScreen)
    hands.control(Qt.Key.Key_F)
    hands.control(Qt.Key.Key_A)
    hands.type(LOT)
    hands.wait(lambda: lots.count.text().startswith("1 "), "the lot in the list")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: _found(lots), "the lot")
    hands.settle()
    return lots


def _found(lots: LotsScreen) -> bool:
    lot = lots.model.state.lot
    return lot is not None and lot.row.number == LOT


def _shown(hands: Hands, lots: LotsScreen) -> None:
    """Wait until what would be signed has been worked out."""
    hands.wait(lambda: _worked_out(lots), "the check of the quantities")
    hands.settle()


def _worked_out(lots: LotsScreen) -> bool:
    state = lots.model.state
    return state.prepared is not None and state.prepared.draft == state.draft


def _grid(hands: Hands) -> GridScreen:
    from qa_desktop.ui.grid.view import GridScreen  # noqa: PLC0415

    return hands.screen(Place.GRID, GridScreen)


def _to(hands: Hands, field: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    """Bring the keyboard to a field by Tab."""
    for _ in range(40):
        focused = QApplication.focusWidget()
        if focused is not None and (focused is field or field.isAncestorOf(focused)):
            return
        hands.press(key)
    raise StuckError("Tab does not reach a field")
