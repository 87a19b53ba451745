"""The second half of the pictures: lots by samples, returns, second readings, checklists, rules and patrols."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from qa_desktop.ui import walk, walk_release
from qa_desktop.ui.designer.view import DesignerScreen
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.hands import Hands, StuckError
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.places import RAIL, Place
from qa_desktop.ui.review.view import ReviewScreen
from qa_desktop.ui.templates.view import TemplatesScreen

READER, ENGINEER = "Mehmet Yılmaz", "Ελένη Παπαδοπούλου"
SHAFT = "Incoming sample: turned shaft"


def release(hands: Hands) -> Path:
    """From an order to a signed decision on its lot; return the file of the decision."""
    wanted = ("new-lot", "grid-fails", "grid-complete", "lot-blocked", "lot-decision", "lot-decided")
    hands.window.lock()
    return walk_release.do_release(hands.taking(*wanted)).file


def returned(hands: Hands) -> None:
    """A reading that came back: corrected by the inspector, compared by the supervisor."""
    plain = hands.taking()
    hands.window.lock()
    walk.enter_as(plain, walk.INSPECTOR)
    home = hands.screen(Place.HOME, HomeScreen)
    hands.picture("home-returned")
    home.returned.list.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.window.place is Place.GRID, "the grid")
    hands.settle()
    hands.picture("returned")
    hands.control(Qt.Key.Key_R)
    hands.picture("decide-reading")
    hands.press(Qt.Key.Key_Escape)
    hands.type("119.95")
    hands.press(Qt.Key.Key_Return)
    grid = hands.screen(Place.GRID, GridScreen)
    inspection_id = grid.model.state.head.inspection_id
    walk.sign(plain)
    hands.window.lock()
    walk.enter_as(plain, walk.SUPERVISOR)
    hands.control(Qt.Key.Key_4)
    hands.settle()
    review = hands.screen(Place.REVIEW, ReviewScreen)
    for _ in range(60):
        case = review.model.state.case
        if case is not None and case.id == inspection_id:
            break
        hands.press(Qt.Key.Key_Down)
    else:
        raise StuckError("the inspection that came back is not in the review")
    hands.press(Qt.Key.Key_Return)
    hands.picture("review-difference")


def second_reading(hands: Hands) -> None:
    """Somebody else reads again, without the first reading in sight."""
    hands.window.lock()
    walk.enter_as(hands.taking(), READER)
    home = hands.screen(Place.HOME, HomeScreen)
    home.second.button.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.window.place is Place.SECOND, "the second readings")
    hands.settle()
    hands.picture("second-reading")


def checklists(hands: Hands) -> None:
    """Comparison, designer, preview, rules and patrols."""
    hands.window.lock()
    walk.enter_as(hands.taking(), ENGINEER)
    hands.control(Qt.Key(Qt.Key.Key_1 + RAIL.index(Place.TEMPLATES)))
    hands.settle()
    hands.picture("templates")
    templates = hands.screen(Place.TEMPLATES, TemplatesScreen)
    for _ in range(20):
        current = templates.model.state.current
        if current is not None and current.name == SHAFT:
            break
        hands.press(Qt.Key.Key_Down)
    else:
        raise StuckError(f"“{SHAFT}” is not in the list")
    if not templates.pane.is_showing_changes():
        hands.press(Qt.Key.Key_F4)
    hands.picture("compare")
    hands.control(Qt.Key.Key_E)
    hands.wait(lambda: hands.window.place is Place.DESIGNER, "the designer")
    hands.settle()
    designer = hands.screen(Place.DESIGNER, DesignerScreen)
    for _ in range(4):
        hands.press(Qt.Key.Key_Down)
    hands.picture("designer")
    hands.press(Qt.Key.Key_F5)
    hands.wait(designer.preview.isVisible, "the preview")
    hands.settle()
    hands.picture("designer-preview")
    hands.press(Qt.Key.Key_Escape)
    hands.control(Qt.Key(Qt.Key.Key_1 + RAIL.index(Place.TEMPLATES)))
    hands.press(Qt.Key.Key_F7)
    hands.wait(lambda: hands.window.place is Place.ASSIGNMENTS, "the rules")
    hands.settle()
    hands.picture("assignments")


def pages(file: Path | bytes, target: Path, name: str) -> None:
    """Draw the pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    try:
        document.init_forms()  # the boxes of the signatures are form fields
        for number, page in enumerate(document, 1):
            page.render(scale=1.4).to_pil().save(target / f"{name}-{number}.png", optimize=True)
    finally:
        document.close()
