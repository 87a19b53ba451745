"""The acts and rooms of an issue fit beside the list."""

from __future__ import annotations

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from tests.services.trade_makings import new_market
from tests.ui_review.conftest import Desk


def test_no_room_is_cut_off_where_the_issue_stands_beside_the_list(
    desk: Desk, program: Program, people: dict[str, Actor]
) -> None:
    issue = new_market(program, people).complaint()
    desk.enter("engineer")
    for width in (1280, 1920):
        desk.window.resize(width, 1000)
        screen = desk.go(Place.ISSUES, issue_id=issue)
        assert isinstance(screen, IssuesScreen)
        assert screen.detail.acts.minimumSizeHint().width() <= screen.detail.acts.parentWidget().width()
        page = screen.detail.area.widget()
        assert page is not None
        assert page.width() <= screen.detail.area.viewport().width()
