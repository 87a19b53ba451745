"""What both walks of an issue do again and again, by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key


def tab_to(desk: Desk, field: QWidget) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(60):
        if QApplication.focusWidget() is field:
            return
        desk.key(K.Key_Tab)
    raise AssertionError(f"Tab does not reach {field.accessibleName()!r}")


def press(desk: Desk, page: QWidget, words: str) -> None:
    """Go to a button by Tab and press it."""
    tab_to(desk, next(one for one in page.findChildren(QAbstractButton) if one.text() == words and one.isVisible()))
    desk.key(K.Key_Space)


def choose(desk: Desk, box: QComboBox, begins: str) -> None:
    """Go to a list by Tab and down to the entry that begins so."""
    tab_to(desk, box)
    for _ in range(box.count() + 1):
        if box.currentText().startswith(begins):
            return
        desk.key(K.Key_Down)
    raise AssertionError(f"{begins!r} is not offered")


def over(desk: Desk, field: QWidget, text: str) -> None:
    """Go to a field by Tab and type over what stands in it."""
    tab_to(desk, field)
    desk.key(K.Key_A, CTRL)
    desk.type(text)


def texts(widget: QWidget) -> str:
    """Return everything that stands there."""
    return "\n".join(label.text() for label in widget.findChildren(QWidget) if hasattr(label, "text") and label.isVisible())


def open_issue(desk: Desk, login: str, issue_id: str) -> IssuesScreen:
    """Let somebody sit down before an issue."""
    desk.enter(login)
    screen = desk.go(Place.ISSUES, issue_id=issue_id)
    assert isinstance(screen, IssuesScreen)
    return screen


def step(desk: Desk, login: str, issue_id: str, remark: str) -> str:
    """Take the next step with its remark; return what the sheet says when it is refused, and put it away."""
    screen = open_issue(desk, login, issue_id)
    desk.key(K.Key_Return, CTRL)
    assert screen.remark_sheet.isVisible()
    desk.type(remark)
    desk.key(K.Key_Return, CTRL)
    if screen.remark_sheet.isHidden():
        return ""
    said = screen.remark_sheet.message.text()
    desk.key(K.Key_Escape)
    assert screen.remark_sheet.isHidden()
    return said


def history(program: Program, people: dict[str, Actor], issue_id: str) -> list[str]:
    """Return the states that an issue went to."""
    events = program.issues.detail(people["auditor"], issue_id).events
    return [str(event.new) for event in events if event.action == "moved"]
