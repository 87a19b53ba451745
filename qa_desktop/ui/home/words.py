"""The words of the home screen, in the language of the screen."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.ui.home.view_model import Mark, ResumeState, Today, WorkRow


class HomeWords(QObject):
    """Turns rows into lines."""

    def where(self, row: WorkRow) -> str:
        """Return order, lot, serial and number."""
        parts = []
        if row.order:
            parts.append(self.tr("Order {order}").format(order=row.order))
        if row.lot:
            parts.append(self.tr("Lot {lot}").format(lot=row.lot))
        if row.serial:
            parts.append(self.tr("SN {serial}").format(serial=row.serial))
        return "   ".join([*parts, row.number])

    def detail(self, row: WorkRow) -> str:
        """Return the second line of a row."""
        match row.mark:
            case Mark.RETURNED:
                return row.remark or self.tr("Returned without a remark on a line")
            case Mark.DUE | Mark.OVERDUE:
                return self.tr("{total} items, due {due}").format(total=row.total, due=due_words(row.due_at))
            case Mark.FOUND:
                said = self.tr("{state}, {progress}").format(state=self.state(row.state), progress=self.progress(row))
                return f"{said}, {row.inspector}" if row.inspector else said
            case _:
                return self.progress(row)

    def progress(self, row: WorkRow) -> str:
        """Return how far an inspection has come."""
        words = self.tr("{answered} of {total} answered").format(answered=row.answered, total=row.total)
        return self.tr("{words}, {failed} failed").format(words=words, failed=row.failed) if row.failed else words

    def state(self, state: InspectionState) -> str:
        """Return where an inspection stands."""
        match state:
            case InspectionState.IN_PROGRESS:
                return self.tr("In progress")
            case InspectionState.SUBMITTED:
                return self.tr("Waits for the countersignature")
            case InspectionState.RETURNED:
                return self.tr("Returned")
            case InspectionState.APPROVED:
                return self.tr("Countersigned")
            case InspectionState.VOID:
                return self.tr("Void")

    def resume(self, resume: ResumeState) -> str:
        """Return where the person stopped."""
        row = resume.row
        if resume.explicit:
            words = self.tr("You stopped at item {at} of {items} in {number}. Every answer that was shown as saved is there.")
        else:
            words = self.tr("Stopped at item {at} of {items} in {number}.")
        return words.format(at=resume.stopped_at, items=resume.items, number=row.number)

    def overdue(self) -> str:
        """Return the word for what should have been done already."""
        return self.tr("Overdue")

    def today(self, today: Today) -> str:
        """Return today's numbers."""
        if not today.signed:
            return self.tr("Today: nothing signed yet")
        words = self.tr("Today: {signed} signed or countersigned, {failed} of them with failures")
        return words.format(signed=today.signed, failed=today.with_failures)


def due_words(due_at: str) -> str:
    """Return when something is due, in local time: the clock today, else with the date."""
    if not due_at:
        return ""
    due = datetime.fromisoformat(due_at).astimezone()
    same_day = due.date() == datetime.now().astimezone().date()
    return f"{due:%H:%M}" if same_day else f"{due:%Y-%m-%d %H:%M}"
