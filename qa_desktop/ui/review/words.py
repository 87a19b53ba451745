"""The words for records, in the language of the screen: limits, deviations, reasons, moments."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QObject

from qa_desktop.domain.answers import Gap, Verdict
from qa_desktop.domain.checklist import Item, Severity
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.record import Change, InspectionRecord, IssueRef, Line, Remark
from qa_desktop.domain.review import Reason
from qa_desktop.domain.tolerance import Side
from qa_desktop.ui.review.explaining import Explaining, short_moment
from qa_desktop.ui.review.lines import Group, GroupRow, LineCase


class RecordWords(Explaining):
    """Words for what a record holds.  What people typed is passed on as typed."""

    def answer(self, line: Line) -> str:
        """Return the answer, or the verdict where the answer says nothing more."""
        if line.verdict is Verdict.NOT_APPLICABLE:
            return self.tr("Not applicable: {reason}").format(reason=line.shown)
        return line.shown or self.tr("Not answered (not required)")

    def criteria(self, item: Item) -> str:
        """Return limits and nominal of a measurement, empty for other items."""
        limits = item.limits
        parts = []
        if limits.lower is not None and limits.upper is not None:
            lower, upper = number_for_people(limits.lower), with_unit(limits.upper, item.unit)
            parts.append(self.tr("Limits {lower} … {upper}").format(lower=lower, upper=upper))
        elif limits.lower is not None:
            parts.append(self.tr("At least {limit}").format(limit=with_unit(limits.lower, item.unit)))
        elif limits.upper is not None:
            parts.append(self.tr("At most {limit}").format(limit=with_unit(limits.upper, item.unit)))
        if limits.nominal is not None:
            parts.append(self.tr("nominal {value}").format(value=with_unit(limits.nominal, item.unit)))
        return " · ".join(parts)

    def deviation(self, line: Line) -> str:
        """Return how far the reading is from nominal, empty where there is none."""
        value = line.reading
        off = None if value is None else line.item.limits.deviation(value)
        if off is None:
            return ""
        signed = ("+" if off > 0 else "") + number_for_people(off)
        return self.tr("deviation {value}").format(value=signed)

    def excess(self, line: Line) -> str:
        """Return how far a reading lies outside its limits, empty while it lies within."""
        value = line.reading
        if value is None:
            return ""
        beyond = with_unit(line.item.limits.excess(value), line.item.unit)
        match line.item.limits.side(value):
            case Side.ABOVE:
                return self.tr("Above the upper limit by {value}").format(value=beyond)
            case Side.BELOW:
                return self.tr("Below the lower limit by {value}").format(value=beyond)
            case _:
                return ""

    def change(self, change: Change) -> str:
        """Return one change in a sentence."""
        text = self.tr("Changed {at} by {by}: {old} → {new}").format(
            at=short_moment(change.at), by=change.by, old=change.old, new=change.new
        )
        return f"{text} ({change.reason})" if change.reason else text

    def remark(self, remark: Remark) -> str:
        """Return a remark of an earlier round."""
        return self.tr("Returned {at} by {by}: {text}").format(at=short_moment(remark.at), by=remark.by, text=remark.text)

    def issue(self, issue: IssueRef) -> str:
        """Return an issue on one line."""
        return self.tr("Issue {number}, {severity}: {title}").format(
            number=issue.number, severity=self.severity(Severity(issue.severity)), title=issue.title
        )

    def to_correct(self, remark: str) -> str:
        """Return the reviewer's remark on a line."""
        return self.tr("To correct: {text}").format(text=remark)

    def marks(self) -> tuple[str, str, str]:
        """Return the words for the two marks of a reviewer, and for a line that is in order."""
        return self.tr("OK"), self.tr("Return"), self.tr("In order")

    def note(self, text: str) -> str:
        """Return the note of a line."""
        return self.tr("Note: {text}").format(text=text)

    def issue_facts(self, issue: IssueRef) -> str:
        """Return the line, quantity, person and time of an issue."""
        line = self.tr("Line {n}").format(n=issue.item_number) if issue.item_number else ""
        quantity = self.tr("quantity {n}").format(n=issue.quantity) if issue.quantity else ""
        return " · ".join(fact for fact in (line, quantity, issue.by, short_moment(issue.at)) if fact)

    def photos(self, count: int) -> str:
        """Return how many photos there are."""
        return self.tr("1 photo") if count == 1 else self.tr("{n} photos").format(n=count)

    def item_severity(self, item: Item) -> str:
        """Return how much a failure of this line matters."""
        return self.tr("Severity: {severity}").format(severity=self.severity(item.severity))

    def severity(self, severity: Severity) -> str:
        """Return the word of a severity class."""
        match severity:
            case Severity.CRITICAL:
                return self.tr("critical")
            case Severity.MAJOR:
                return self.tr("major")
            case Severity.MINOR:
                return self.tr("minor")

    def gap(self, gap: Gap) -> str:
        """Return what is missing before a line is finished."""
        match gap:
            case Gap.UNANSWERED:
                return self.tr("not answered")
            case Gap.NOTE_MISSING:
                return self.tr("a note is missing")
            case Gap.PHOTO_MISSING:
                return self.tr("a photo is missing")
            case Gap.EVIDENCE_MISSING:
                return self.tr("a photo or a note is missing")
            case Gap.SECOND_MISSING:
                return self.tr("the reading of a second person is missing")
            case Gap.READINGS_DIFFER:
                return self.tr("the two readings differ by more than allowed")

    def given(self, case: LineCase) -> str:
        """Return who answered and when, empty for an open line."""
        line = case.line
        if not line.by:
            return ""
        if Reason.OTHER_PERSON in case.reasons:
            return self.tr("Answered by another person: {by}, {at}").format(by=line.by, at=short_moment(line.at))
        said = f"{line.by}, {short_moment(line.at)}"
        if line.answer.gauge:
            return self.tr("{who} · gauge {number}").format(who=said, number=line.answer.gauge)
        return said

    def group(self, row: GroupRow) -> str:
        """Return the title of a part of the record."""
        titles = {
            Group.REMARKS: self.tr("Remarks from the last review"),
            Group.DIFFERENT: self.tr("New in this round"),
            Group.FAILED: self.tr("Does not conform"),
            Group.UNCERTAIN: self.tr("Uncertain"),
            Group.ODD: self.tr("Asked about"),
            Group.NOT_APPLICABLE: self.tr("Not applicable"),
            Group.CHANGED: self.tr("Changed, corrected or decided by hand"),
            Group.REST: self.tr("Passed with the rest"),
            Group.ISSUES: self.tr("Issues"),
            Group.PHOTOS: self.tr("Photos of the inspection"),
        }
        return titles.get(row.group) or row.section or self.tr("Other lines")

    def folded(self, row: GroupRow) -> str:
        """Return the title of a section with whether it is folded, for screen readers."""
        words = self.tr("{title} ({n}), folded") if row.folded else self.tr("{title} ({n}), unfolded")
        return words.format(title=self.group(row), n=row.count)

    def subject(self, record: InspectionRecord) -> str:
        """Return part, order, lot and serial on one line."""
        part = " ".join(word for word in (record.part_number, record.part_name) if word)
        if record.part_revision:
            part = self.tr("{part} rev {revision}").format(part=part, revision=record.part_revision)
        pairs = (
            (self.tr("Order {n}"), record.order_number),
            (self.tr("Lot {n}"), record.lot_number),
            (self.tr("Serial {n}"), record.serial),
        )
        return " · ".join([part, *(template.format(n=value) for template, value in pairs if value)])

    def origin(self, record: InspectionRecord) -> str:
        """Return checklist, inspector and station on one line."""
        checklist = self.tr("{name}, revision {n}").format(name=record.template_name, n=record.template_revision)
        return " · ".join([checklist, record.inspector, record.station, short_moment(record.opened_at)])


class ScreenWords(QObject):
    """Words for where an inspection stands and how far a signature has come."""

    def state(self, state: InspectionState) -> str:
        """Return the word of a state."""
        match state:
            case InspectionState.IN_PROGRESS:
                return self.tr("In progress")
            case InspectionState.SUBMITTED:
                return self.tr("Waiting for countersignature")
            case InspectionState.RETURNED:
                return self.tr("Returned")
            case InspectionState.APPROVED:
                return self.tr("Countersigned")
            case InspectionState.VOID:
                return self.tr("Void")

    def age(self, then: str, now: datetime) -> str:
        """Return how long ago a moment (UTC text) was, in one unit."""
        minutes = max(0, int((now - datetime.fromisoformat(then).replace(tzinfo=UTC)).total_seconds() // 60))
        if minutes < 60:
            return self.tr("{n} min").format(n=minutes)
        if minutes < 48 * 60:
            return self.tr("{n} h").format(n=minutes // 60)
        return self.tr("{n} d").format(n=minutes // (24 * 60))

    def step(self, english: str) -> str:
        """Return a step of signing in the language of the screen."""
        words = {
            "Checking the password": self.tr("Checking the password"),
            "Building the report": self.tr("Building the report"),
            "Signing": self.tr("Signing"),
            "Checking the signed file": self.tr("Checking the signed file"),
            "Checking the inspector's signature": self.tr("Checking the inspector's signature"),
        }
        return words.get(english, english)
