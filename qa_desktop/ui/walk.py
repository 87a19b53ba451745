"""The main job done off screen in the real windows, by keys alone: inspect, log an issue, sign, review, countersign, export."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import QaError
from qa_desktop.settings import LookSettings
from qa_desktop.ui.hands import Hands, StuckError
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.state import Stage
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.start import Desk, Opener, application
from qa_desktop.ui.widgets.person_tile import PersonTile

if TYPE_CHECKING:
    from qa_desktop.storage.queries.reports import ReportRow
    from qa_desktop.ui.review.sign_view import SignScreen

INSPECTOR, SUPERVISOR = "Anna Kowalska", "Petra Lis"


def walk(opener: Opener, folder: Path, out: Path) -> int:
    """Do the main job on the demo workspace in ``folder``; leave the signed PDF and the pictures in ``out``; return 0."""
    from qa_desktop.ui.walk_release import do_release  # noqa: PLC0415  (it works with the hands of this module)

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    app = application()
    desk = Desk(app, opener, LookSettings())
    try:
        desk.window.show()
        hands = Hands(desk.window, out)
        report = do_main_job(desk, hands, folder)
        hands.press(Qt.Key.Key_F12)
        released = do_release(hands)
        program = desk.window.program
        if program is None or desk.window.context is None:
            raise StuckError("the program was closed")
        sampled = released_report(hands, released.inspection_id)
        exported = program.reports.export(desk.window.context.actor, [report.id, sampled.id], out)
        decision = out / released.file.name
        shutil.copyfile(released.file, decision)
    except (StuckError, QaError) as error:
        desk.window.grab().save(str(out / "stuck.png"))
        print(f"The walk stopped: {error}")  # noqa: T201  (a command without a window speaks on the terminal)
        return 1
    finally:
        desk.window.close()
    print(f"Signed reports: {', '.join(str(file) for file in exported.files)}")  # noqa: T201
    print(f"Signed decision on the lot: {decision}")  # noqa: T201
    grid = f"{released.readings} readings with {released.grid_keys} keys"
    (out / "grid.txt").write_text(grid, encoding="utf-8")
    print(f"Grid: {grid}")  # noqa: T201
    print(f"Pictures of the screens: {out} ({len(hands.taken)} files, {hands.keys} keys pressed)")  # noqa: T201
    return 0


def do_main_job(desk: Desk, hands: Hands, folder: Path) -> ReportRow:
    """Inspect and sign as the inspector, review and countersign as the supervisor; return the released report."""
    window = desk.window
    desk.open(folder)
    hands.wait(lambda: window.program is not None and hands.window.jobs.is_idle(), "the workspace to open")
    enter_as(hands, INSPECTOR)
    hands.picture("home")
    begin_inspection(hands)
    inspection_id = answer_everything(hands, picture=True)
    sign(hands)
    window.lock()
    hands.settle()
    enter_as(hands, SUPERVISOR)
    countersign(hands, inspection_id)
    hands.control(Qt.Key.Key_5)
    hands.picture("reports")
    return released_report(hands, inspection_id)


def enter_as(hands: Hands, name: str) -> None:
    """Choose a person on the lock screen with the arrow keys and type the PIN."""
    from qa_desktop.services.demo import PIN  # noqa: PLC0415  (services load after the window)

    hands.settle()
    if hands.window.context is not None:
        hands.press(Qt.Key.Key_Escape)  # the one who locked is asked first; Esc lets somebody else choose
    hands.wait(lambda: isinstance(QApplication.focusWidget(), PersonTile), "the tiles of the people")
    hands.picture("lock")
    for key in (*[Qt.Key.Key_Left] * 16, *[Qt.Key.Key_Right] * 16):
        tile = QApplication.focusWidget()
        if isinstance(tile, PersonTile) and tile.text() == name:
            break
        hands.press(key)
    hands.press(Qt.Key.Key_Return)
    hands.type(PIN)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: _is_in(hands, name), f"{name} to be let in")
    hands.settle()


def _is_in(hands: Hands, name: str) -> bool:
    context = hands.window.context
    return context is not None and context.actor.name == name and hands.window.place is Place.HOME


def begin_inspection(hands: Hands) -> None:
    """Begin an inspection of a machined part on the home screen."""
    hands.control(Qt.Key.Key_N)
    hands.type("incoming")
    hands.picture("new-inspection")
    hands.press(Qt.Key.Key_Return)
    for text in ("WO-4720", "P-1042", "Bearing housing", "C", "", "L26200", "50", "", "", "SN004711"):
        hands.type(text)
        hands.press(Qt.Key.Key_Tab)
    hands.picture("new-inspection-filled")
    hands.control(Qt.Key.Key_Return)
    hands.wait(lambda: hands.window.place is Place.RUN and _run(hands).model.state.stage is Stage.READY, "the inspection to open")


def answer_everything(hands: Hands, *, picture: bool) -> str:
    """Answer item after item; the first measured one fails first, gets its note and its issue; return the inspection's id."""
    screen = _run(hands)
    failed = False
    for _ in range(200):
        hands.settle()
        state = screen.model.state
        if state.panel is None:
            raise StuckError("no item is shown")
        if state.progress.is_complete:
            break
        item = state.panel.item
        fails = not failed and item.kind is ItemKind.MEASUREMENT and item.limits.upper is not None
        if fails:
            failed = True
            _fail(hands, item, picture=picture)
            continue
        _answer(hands, item)
        if not state.panel.row.is_open:
            hands.press(Qt.Key.Key_Space)
    else:
        raise StuckError("the checklist does not come to an end")
    if picture:
        hands.picture("run-complete")
    return screen.model.state.head.inspection_id


def _fail(hands: Hands, item: Item, *, picture: bool) -> None:
    screen = _run(hands)
    upper = item.limits.upper
    if upper is None:
        raise StuckError("the item has no upper limit")
    hands.type(decimal_text(upper + upper.copy_abs().scaleb(-2).quantize(upper)))
    if picture:
        hands.picture("run-typing")
    hands.press(Qt.Key.Key_Return)
    panel = screen.model.state.panel
    if panel is None or panel.row.verdict is not Verdict.FAILS:
        raise StuckError("the reading should fail")
    if picture:
        hands.picture("run")
    hands.press(Qt.Key.Key_N)
    hands.type("Set aside in the red bin.")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_I)
    if picture:
        hands.picture("log-issue")
    hands.control(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Space)


def _answer(hands: Hands, item: Item) -> None:
    keys = _KEYS.get(item.kind)
    if keys is not None:
        keys(hands, item)


def _digit(hands: Hands, item: Item) -> None:
    hands.type("1")


def _yes_or_no(hands: Hands, item: Item) -> None:
    hands.type("2" if item.expected == "no" else "1")


def _choice(hands: Hands, item: Item) -> None:
    fitting = [place for place, choice in enumerate(item.choices, 1) if choice.conforming is not False]
    hands.type(str(fitting[0]))
    if item.kind is ItemKind.MULTIPLE_CHOICE:
        hands.press(Qt.Key.Key_Return)


def _reading(hands: Hands, item: Item) -> None:
    limits = item.limits
    ends = [end for end in (limits.lower, limits.upper) if end is not None]
    middle = limits.nominal if limits.nominal is not None and not ends else sum(ends) / len(ends) if ends else 1
    places = item.decimals if item.decimals is not None else 2
    hands.type(f"{middle:.{places}f}")
    hands.press(Qt.Key.Key_Return)


def _number(hands: Hands, item: Item) -> None:
    hands.type("4")
    hands.press(Qt.Key.Key_Return)


def _text(hands: Hands, item: Item) -> None:
    hands.type("Two pieces looked at, both alike.")
    hands.press(Qt.Key.Key_Return)


def _code(hands: Hands, item: Item) -> None:
    hands.type("QD2026004711")
    hands.press(Qt.Key.Key_Return)


def _moment(hands: Hands, item: Item) -> None:
    hands.press(Qt.Key.Key_F8)
    hands.press(Qt.Key.Key_Return)


def _photo(hands: Hands, item: Item) -> None:
    """Paste a picture, as from a camera program."""
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#7d8794"))
    painter = QPainter(image)
    painter.setPen(QColor("#e8ecf0"))
    painter.drawEllipse(200, 100, 400, 400)
    painter.drawEllipse(300, 200, 200, 200)
    painter.end()
    QGuiApplication.clipboard().setImage(image)
    hands.control(Qt.Key.Key_V)
    hands.press(Qt.Key.Key_Space)


def _read(hands: Hands, item: Item) -> None:
    hands.press(Qt.Key.Key_Return)


_KEYS: dict[ItemKind, Callable[[Hands, Item], None]] = {
    ItemKind.CONFORMITY: _digit,
    ItemKind.YES_NO: _yes_or_no,
    ItemKind.SINGLE_CHOICE: _choice,
    ItemKind.MULTIPLE_CHOICE: _choice,
    ItemKind.MEASUREMENT: _reading,
    ItemKind.NUMBER: _number,
    ItemKind.TEXT: _text,
    ItemKind.DATE_TIME: _moment,
    ItemKind.BARCODE: _code,
    ItemKind.PHOTO: _photo,
    ItemKind.INSTRUCTION: _read,
}


def sign(hands: Hands) -> None:
    """Sign as the inspector."""
    from qa_desktop.services.demo import PASSWORD  # noqa: PLC0415
    from qa_desktop.ui.review.sign_model import SignStage  # noqa: PLC0415
    from qa_desktop.ui.review.sign_view import SignScreen  # noqa: PLC0415

    hands.control(Qt.Key.Key_Return)
    hands.wait(lambda: hands.window.place is Place.SIGN, "the signing screen")
    hands.settle()
    screen = hands.screen(Place.SIGN, SignScreen)
    while screen.model.state.stage is SignStage.ASKED:
        # Nobody measures as fast as the walk, so the program asks about it.
        waiting = len(screen.model.state.questions)
        _to(hands, screen.card.reply)
        hands.type("Typed by the walk, which is faster than people.")
        hands.press(Qt.Key.Key_Return)
        hands.wait(partial(_fewer, screen, waiting), "the answer to be kept")
        hands.settle()
    hands.picture("sign")
    _to(hands, screen.card.password)
    hands.type(PASSWORD)
    hands.control(Qt.Key.Key_Return)
    hands.wait(lambda: screen.model.state.stage is SignStage.SIGNED, "the signature")
    hands.picture("signed")


def _fewer(screen: SignScreen, waiting: int) -> bool:
    return len(screen.model.state.questions) < waiting


def _to(hands: Hands, field: QWidget) -> None:
    """Bring the keyboard to a field beside the list."""
    for _ in range(3):
        focused = QApplication.focusWidget()
        if focused is not None and (focused is field or field.isAncestorOf(focused)):
            return
        hands.press(Qt.Key.Key_F6)


def countersign(hands: Hands, inspection_id: str) -> None:
    """Look at every exception of the inspection and countersign it."""
    from qa_desktop.services.demo import PASSWORD  # noqa: PLC0415

    hands.control(Qt.Key.Key_4)
    hands.settle()
    hands.picture("review")
    from qa_desktop.ui.review.view import ReviewScreen  # noqa: PLC0415

    screen = hands.screen(Place.REVIEW, ReviewScreen)
    for _ in range(60):
        case = screen.model.state.case
        if case is not None and case.id == inspection_id:
            break
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    for _ in range(screen.model.state.to_see):
        hands.type("o")
    hands.picture("review-seen")
    hands.control(Qt.Key.Key_Return)
    hands.picture("countersign")
    hands.press(Qt.Key.Key_Space)
    hands.tab_to(lambda widget: isinstance(widget, QLineEdit), "the password")
    hands.type(PASSWORD)
    hands.control(Qt.Key.Key_Return)
    hands.wait(lambda: _state_of(hands, inspection_id) == "released", "the countersignature")
    hands.settle()


def released_report(hands: Hands, inspection_id: str) -> ReportRow:
    """Return the report of an inspection; raises :class:`StuckError` when there is none."""
    program, context = hands.window.program, hands.window.context
    report = None if program is None or context is None else program.reports.of_inspection(context.actor, inspection_id)
    if report is None:
        raise StuckError("there is no report")
    return report


def _state_of(hands: Hands, inspection_id: str) -> str:
    return released_report(hands, inspection_id).state


def _run(hands: Hands) -> RunScreen:
    return hands.screen(Place.RUN, RunScreen)
