"""The words and shapes of the issue log."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale, QObject

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.ui.issues.view_model import Scope
from qa_desktop.ui.review.explaining import short_moment
from qa_desktop.ui.review.words import RecordWords, ScreenWords
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.shapes import Shape

SEVERITY_SHAPES = {Severity.CRITICAL: Shape.TRIANGLE, Severity.MAJOR: Shape.CROSS, Severity.MINOR: Shape.DOT}
SEVERITY_ICONS = {Severity.CRITICAL: "triangle-alert", Severity.MAJOR: "x", Severity.MINOR: "circle-dot"}
SEVERITY_TONES = {Severity.CRITICAL: Tone.FAILS, Severity.MAJOR: Tone.WARNING, Severity.MINOR: Tone.NEUTRAL}
STATE_TONES = {
    IssueState.LOGGED: Tone.WARNING,
    IssueState.CONTAINED: Tone.RECORDED,
    IssueState.ANALYSED: Tone.RECORDED,
    IssueState.ACTING: Tone.ACCENT,
    IssueState.VERIFYING: Tone.ACCENT,
    IssueState.CLOSED: Tone.CONFORMS,
    IssueState.REJECTED: Tone.NA,
}


class IssueWords(QObject):
    """Words for issues, in the language of the screen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._record, self._screen = RecordWords(self), ScreenWords(self)

    def kind(self, kind: IssueKind) -> str:
        """Return the word of a kind."""
        match kind:
            case IssueKind.NONCONFORMITY:
                return self.tr("Nonconformity")
            case IssueKind.COMPLAINT:
                return self.tr("Complaint")
            case IssueKind.OBSERVATION:
                return self.tr("Observation")
            case IssueKind.SAFETY:
                return self.tr("Safety")
            case IssueKind.SUGGESTION:
                return self.tr("Suggestion")

    def state(self, state: Scope | IssueState) -> str:
        """Return the word of a state."""
        words = {
            Scope.OPEN: self.tr("All open"),
            Scope.OVERDUE: self.tr("Overdue"),
            Scope.ALL: self.tr("All"),
            IssueState.LOGGED: self.tr("Logged"),
            IssueState.CONTAINED: self.tr("Contained"),
            IssueState.ANALYSED: self.tr("Analysed"),
            IssueState.ACTING: self.tr("Acting"),
            IssueState.VERIFYING: self.tr("Verifying"),
            IssueState.CLOSED: self.tr("Closed"),
            IssueState.REJECTED: self.tr("Rejected"),
        }
        return words[state]

    def origin(self, origin: str) -> str:
        """Return whose an issue is; empty when that is not said."""
        words = {"internal": self.tr("Internal"), "supplier": self.tr("Supplier"), "customer": self.tr("Customer")}
        return words.get(origin, "")

    def step(self, state: IssueState) -> str:
        """Return what a person does to take an issue to a state."""
        words = {
            IssueState.LOGGED: self.tr("Log"),
            IssueState.CONTAINED: self.tr("Contained …"),
            IssueState.ANALYSED: self.tr("Cause found …"),
            IssueState.ACTING: self.tr("Start action …"),
            IssueState.VERIFYING: self.tr("Action done, verify …"),
            IssueState.CLOSED: self.tr("Effective, close …"),
            IssueState.REJECTED: self.tr("Reject …"),
        }
        return words[state]

    def question(self, state: IssueState) -> str:
        """Return what the remark of a step has to say."""
        words = {
            IssueState.CONTAINED: self.tr("What was done at once, so that nothing bad goes on?"),
            IssueState.ANALYSED: self.tr("What is the cause?"),
            IssueState.ACTING: self.tr("What is being done against the cause?"),
            IssueState.VERIFYING: self.tr("What was done, and how will it be checked?"),
            IssueState.CLOSED: self.tr("What shows that the action works?"),
            IssueState.REJECTED: self.tr("Why is this no issue?"),
        }
        return words.get(state, self.tr("What was done or found?"))

    def severity(self, severity: Severity) -> str:
        """Return the word of a severity class."""
        text = self._record.severity(severity)
        return text[:1].upper() + text[1:]

    def age(self, then: str, now: datetime) -> str:
        """Return how long ago a moment was."""
        return self._screen.age(then, now)

    def count(self, count: int | None) -> str:
        """Return how many issues there are."""
        if count is None:
            return ""
        return self.tr("1 issue") if count == 1 else self.tr("{n} issues").format(n=QLocale().toString(count))

    def happened(self, action: str, old: str, new: str, now: datetime) -> str:
        """Return what happened to the issue itself, in words; empty for what :class:`EventWords` says."""
        match action:
            case "logged":
                return self.tr("Logged")
            case "moved":
                return f"{self._state_text(old)} → {self._state_text(new)}"
            case "comment":
                return self.tr("Comment")
            case "owner":
                return self.tr("Owner: {old} → {new}").format(old=old or "–", new=new or "–")
            case "due":
                return self.tr("Due: {old} → {new}").format(old=due_day(old, now) or "–", new=due_day(new, now) or "–")
            case _:
                return ""

    def _state_text(self, value: str) -> str:
        return self.state(IssueState(value)) if value in set(IssueState) else value


def moment(utc: str, offset: int) -> str:
    """Return a moment of the tables as the station's wall clock showed it."""
    from qa_desktop.storage.clock import local_iso  # noqa: PLC0415  (storage loads after the window is painted)

    return short_moment(local_iso(utc, offset))


def due_day(utc: str | None, now: datetime) -> str:
    """Return the local day of a due moment (UTC text), empty without one."""
    return datetime.fromisoformat(utc).astimezone(now.tzinfo).date().isoformat() if utc else ""


def is_late(utc: str | None, now: datetime) -> bool:
    """Return whether a due moment (UTC text) is over."""
    return utc is not None and datetime.fromisoformat(utc) < now
