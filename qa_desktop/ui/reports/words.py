"""The words of the reports screen, in the language of the screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.signature import STATEMENTS, Meaning, Stage
from qa_desktop.reports.types import Outcome
from qa_desktop.ui.reports.view_model import Period, local_moment
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.shapes import Shape

if TYPE_CHECKING:
    from qa_desktop.storage.queries.reports import ReportRow

STATE_TONES = {"waiting": Tone.WARNING, "released": Tone.CONFORMS, "void": Tone.NA, "frozen": Tone.NEUTRAL}
STATE_ICONS = {"waiting": "clock", "released": "badge-check", "void": "circle-x", "frozen": "lock"}

OUTCOME_LOOKS = {
    Outcome.VALID: (Shape.TICK, Tone.CONFORMS),
    Outcome.WAITING: (Shape.RING, Tone.WARNING),
    Outcome.CHANGED: (Shape.CROSS, Tone.FAILS),
    Outcome.UNREADABLE: (Shape.TRIANGLE, Tone.FAILS),
}


class ReportWords(QObject):
    """Words for reports and for what a check of a file found."""

    def state(self, state: str) -> str:
        """Return the state of a report in a word."""
        match state:
            case "waiting":
                return self.tr("Waiting")
            case "released":
                return self.tr("Released")
            case "void":
                return self.tr("Void")
            case _:
                return self.tr("Being signed")

    def signatures(self, state: str) -> str:
        """Return the state with its signatures."""
        match state:
            case "waiting":
                return self.tr("Waiting · 1 of 2")
            case "released":
                return self.tr("Released · 2 of 2")
            case "void":
                return self.tr("Void, returned")
            case _:
                return self.tr("Being signed")

    def state_meaning(self, state: str) -> str:
        """Return what the state means, in a sentence."""
        match state:
            case "waiting":
                return self.tr("Signed by the inspector, waiting for the countersignature. Not released.")
            case "released":
                return self.tr("Signed by the inspector and countersigned: released.")
            case "void":
                return self.tr("The signatures were voided: the inspection was returned or reopened. Not valid.")
            case _:
                return self.tr("The signature is being made.")

    def period(self, period: Period) -> str:
        """Return the name of a period."""
        match period:
            case Period.ALL:
                return self.tr("All time")
            case Period.TODAY:
                return self.tr("Today")
            case Period.WEEK:
                return self.tr("Last 7 days")
            case Period.MONTH:
                return self.tr("Last 30 days")
            case Period.YEAR:
                return self.tr("This year")

    def outcome(self, outcome: Outcome) -> str:
        """Return the result of a check in few words."""
        match outcome:
            case Outcome.VALID:
                return self.tr("Valid and released")
            case Outcome.WAITING:
                return self.tr("Valid, waiting for the countersignature")
            case Outcome.CHANGED:
                return self.tr("Not to be trusted")
            case Outcome.UNREADABLE:
                return self.tr("Cannot be read")

    def stage(self, stage: Stage) -> str:
        """Return which signature it is."""
        names = {
            Stage.INSPECTOR: self.tr("Inspector"),
            Stage.SUPERVISOR: self.tr("Supervisor"),
            Stage.MANAGER: self.tr("Manager"),
        }
        return names[stage]

    def meaning(self, meaning: str) -> str:
        """Return what a signature states."""
        try:
            return STATEMENTS[Meaning(meaning)]
        except ValueError:
            return meaning

    def date(self, row: ReportRow) -> str:
        """Return the local date and time of a report."""
        return moment_text(local_moment(row.at, row.offset))

    def iso(self, text: str) -> str:
        """Return an ISO 8601 moment as people read it, with its offset."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        offset = moment.strftime("%z")
        zone = f" (UTC{offset[:3]}:{offset[3:5]})" if offset else ""
        return moment_text(moment) + zone


def moment_text(moment: datetime) -> str:
    """Return date and time as reports print them, the same in every country."""
    return moment.strftime("%Y-%m-%d %H:%M")


_words: list[ReportWords] = []


def report_words() -> ReportWords:
    """Return the words."""
    if not _words:
        _words.append(ReportWords())
    return _words[0]
