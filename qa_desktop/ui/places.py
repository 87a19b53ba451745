"""The places of the program: what the rail shows, which key goes there, who may enter, and where its screen lives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from qa_desktop.domain.people import Permission


class Place(StrEnum):
    """A place that a person can go to."""

    HOME = "home"
    RUN = "run"
    ISSUES = "issues"
    REVIEW = "review"
    REPORTS = "reports"
    LOTS = "lots"
    TEMPLATES = "templates"
    PEOPLE = "people"
    SETTINGS = "settings"
    SIGN = "sign"
    SECOND = "second"
    GRID = "grid"
    ASSIGNMENTS = "assignments"
    DESIGNER = "designer"
    FOLLOWUP = "followup"
    TRADE = "trade"
    AMENDS = "amends"
    IMPROVE = "improve"
    CAUSES = "causes"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """How a place is shown and reached.  ``screen`` is ``module:Class``, imported on the first visit."""

    words: str
    icon: str
    screen: str
    permission: Permission
    on_rail: bool = True

    def title(self) -> str:
        """Return the words in the language of the screen."""
        return QCoreApplication.translate("places", self.words)


PLACES: Final[dict[Place, PlaceInfo]] = {
    Place.HOME: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "My work")), "house", "qa_desktop.ui.home.view:HomeScreen", Permission.READ_ALL
    ),
    Place.RUN: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Inspect")), "list-checks", "qa_desktop.ui.run.view:RunScreen", Permission.READ_ALL
    ),
    Place.ISSUES: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Issues")), "flag", "qa_desktop.ui.issues.view:IssuesScreen", Permission.READ_ALL
    ),
    Place.REVIEW: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Review")),
        "badge-check",
        "qa_desktop.ui.review.view:ReviewScreen",
        Permission.COUNTERSIGN,
    ),
    Place.REPORTS: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Reports")), "file-text", "qa_desktop.ui.reports.view:ReportsScreen", Permission.READ_ALL
    ),
    Place.LOTS: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Lots")), "package", "qa_desktop.ui.lots.view:LotsScreen", Permission.READ_ALL
    ),
    Place.TRADE: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Orders")), "send", "qa_desktop.ui.trade.view:TradeScreen", Permission.READ_ALL
    ),
    Place.TEMPLATES: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Templates")),
        "layers",
        "qa_desktop.ui.templates.view:TemplatesScreen",
        Permission.READ_ALL,
    ),
    Place.PEOPLE: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "People")),
        "users-round",
        "qa_desktop.ui.people.view:PeopleScreen",
        Permission.MANAGE_PEOPLE,
    ),
    Place.SETTINGS: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Settings")),
        "settings",
        "qa_desktop.ui.settings.view:SettingsScreen",
        Permission.READ_ALL,
    ),
    Place.SIGN: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Sign")),
        "pen-line",
        "qa_desktop.ui.review.sign_view:SignScreen",
        Permission.SIGN,
        on_rail=False,
    ),
    Place.SECOND: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Second readings")),
        "ruler",
        "qa_desktop.ui.second.view:SecondScreen",
        Permission.INSPECT,
        on_rail=False,
    ),
    Place.GRID: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Inspect pieces")),
        "list-checks",
        "qa_desktop.ui.grid.view:GridScreen",
        Permission.READ_ALL,
        on_rail=False,
    ),
    Place.ASSIGNMENTS: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Rules and patrols")),
        "layers",
        "qa_desktop.ui.assignments.view:AssignmentsScreen",
        Permission.READ_ALL,
        on_rail=False,
    ),
    Place.DESIGNER: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Template designer")),
        "pencil",
        "qa_desktop.ui.designer.view:DesignerScreen",
        Permission.EDIT_TEMPLATE,
        on_rail=False,
    ),
    Place.FOLLOWUP: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Follow-up")),
        "flag",
        "qa_desktop.ui.followup.view:FollowUpScreen",
        Permission.READ_ALL,
        on_rail=False,
    ),
    Place.AMENDS: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Amends")),
        "hand",
        "qa_desktop.ui.amends.view:AmendsScreen",
        Permission.READ_ALL,
        on_rail=False,
    ),
    Place.IMPROVE: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Improve")),
        "lightbulb",
        "qa_desktop.ui.improve.view:ImproveScreen",
        Permission.READ_ALL,
    ),
    Place.CAUSES: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Causes and actions")),
        "flag",
        "qa_desktop.ui.causes.view:CausesScreen",
        Permission.READ_ALL,
        on_rail=False,
    ),
    Place.DASHBOARD: PlaceInfo(
        str(QT_TRANSLATE_NOOP("places", "Figures")),
        "gauge",
        "qa_desktop.ui.dashboard.view:DashboardScreen",
        Permission.READ_ALL,
    ),
}

RAIL: Final[tuple[Place, ...]] = tuple(place for place, info in PLACES.items() if info.on_rail)
"""The places on the rail in order; Ctrl+1 goes to the first."""


def key_of(place: Place) -> str:
    """Return the key that goes to a place of the rail, as hints name it; the tenth is 0, those behind it are held with Shift."""
    number = RAIL.index(place) + 1
    return f"Ctrl+{number % 10}" if number <= 10 else f"Ctrl+Shift+{(number - 10) % 10}"
