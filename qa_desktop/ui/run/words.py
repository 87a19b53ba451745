"""The words of the run screen, in the language of the screen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QObject

from qa_desktop.domain.answers import Gap
from qa_desktop.domain.checklist import Item, ItemKind, Severity
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.tolerance import Limits, Side
from qa_desktop.ui.context import words_of
from qa_desktop.ui.run.state import Banner, HeadState, Keeping, Notice, NoticeCode, PanelState, SecondState
from qa_desktop.ui.widgets.message import MessageKind

_SHOWN_NUMBERS = 6


class RunWords(QObject):
    """Turns states into sentences."""

    def notice(self, notice: Notice, panel: PanelState | None = None) -> tuple[MessageKind, str]:  # noqa: PLR0911  (one sentence per code)
        """Return how to say what happened after an intent."""
        numbers = self._numbers(notice.numbers)
        fault = words_of(notice.error) if notice.error is not None else ""
        warning, info = MessageKind.WARNING, MessageKind.INFO
        match notice.code:
            case NoticeCode.INPUT:
                return warning, fault
            case NoticeCode.NOT_SAVED:
                return MessageKind.ERROR, self.tr("Item {number} is not saved. {fault}").format(number=numbers, fault=fault)
            case NoticeCode.STILL_TYPED:
                words = self.tr(
                    "Item {number} holds something that was typed and not given. Press Enter to give it, or clear it."
                )
                return warning, words.format(number=numbers)
            case NoticeCode.MISSING if len(notice.numbers) == 1:
                lacks = self.gap(panel.row.gap) if panel is not None else ""
                words = self.tr("Item {number} is not finished. {lacks}") if lacks else self.tr("Item {number} is still open.")
                return warning, words.format(number=numbers, lacks=lacks)
            case NoticeCode.MISSING:
                words = self.tr("{count} items are still missing something: {numbers}. This is the first of them.")
                return warning, words.format(count=len(notice.numbers), numbers=numbers)
            case NoticeCode.UNDONE:
                return info, self.tr("Item {number}: the earlier answer is back. The history keeps both.").format(number=numbers)
            case NoticeCode.REDONE:
                return info, self.tr("Item {number}: the newer answer is back.").format(number=numbers)
            case NoticeCode.ALL_ANSWERED:
                return MessageKind.SUCCESS, self.tr("Everything is answered. Ctrl+Enter goes to the signature.")
            case NoticeCode.REQUIRED_ANSWERED:
                words = self.tr("Everything that is required is answered. Ctrl+Enter goes to the signature.")
                return MessageKind.SUCCESS, words
            case _:
                return info, self._plain(notice.code)

    def _plain(self, code: NoticeCode) -> str:
        match code:
            case NoticeCode.NOTHING_TO_UNDO:
                return self.tr("There is nothing to undo in this run.")
            case NoticeCode.NOTHING_TO_REDO:
                return self.tr("There is nothing to redo.")
            case NoticeCode.NONE_FAILED:
                return self.tr("No other item has failed.")
            case NoticeCode.NOTHING_MISSING:
                return self.tr("Nothing else is missing.")
            case NoticeCode.NOT_RETURNED:
                return self.tr("This line was not returned, so it stays as it was signed. T shows the lines that came back.")
            case NoticeCode.REJECTED:
                return self.tr("This piece was rejected, so its result stands. Ctrl+R retests or retracts it, with the reason.")
            case NoticeCode.ANSWER_FIRST:
                return self.tr("This item is open. Give an answer, or press Space to come back to it later.")
            case _:
                return self.tr("This inspection cannot be changed here; the line at the top says why.")

    def _numbers(self, numbers: tuple[str, ...]) -> str:
        shown = ", ".join(numbers[:_SHOWN_NUMBERS])
        more = len(numbers) - _SHOWN_NUMBERS
        return shown if more <= 0 else self.tr("{numbers} and {more} more").format(numbers=shown, more=more)

    def limits(self, item: Item) -> str:
        """Return the acceptable range in words."""
        if item.kind is ItemKind.NUMBER:
            return self.tr("A number in {unit}").format(unit=item.unit) if item.unit else ""
        return self._range(item.limits, item.unit) if item.kind is ItemKind.MEASUREMENT else ""

    def _range(self, limits: Limits, unit: str) -> str:
        if limits.lower is not None and limits.upper is not None:
            words = f"{number_for_people(limits.lower)} … {with_unit(limits.upper, unit)}"
        elif limits.upper is not None:
            words = f"≤ {with_unit(limits.upper, unit)}"
        elif limits.lower is not None:
            words = f"≥ {with_unit(limits.lower, unit)}"
        else:
            words = self.tr("No limits: the reading is recorded")
        if limits.nominal is not None and not limits.is_open:
            return self.tr("{limits}   (nominal {nominal})").format(limits=words, nominal=with_unit(limits.nominal, unit))
        return words

    def failure(self, panel: PanelState) -> str:
        """Return what is wrong with a failed answer."""
        item, value = panel.item, panel.answer.value
        if item.kind is ItemKind.MEASUREMENT and value is not None:
            reading = Decimal(value)
            distance = with_unit(item.limits.excess(reading), item.unit)
            if item.limits.side(reading) is Side.ABOVE:
                return self.tr("ABOVE LIMIT by {distance}").format(distance=distance)
            return self.tr("BELOW LIMIT by {distance}").format(distance=distance)
        return self.tr("DOES NOT CONFORM")

    def gap(self, gap: Gap | None) -> str:
        """Return what a failed item still needs."""
        match gap:
            case Gap.NOTE_MISSING:
                return self.tr("A note is required when this item fails (N).")
            case Gap.PHOTO_MISSING:
                return self.tr("A photo is required when this item fails (P).")
            case Gap.EVIDENCE_MISSING:
                return self.tr("A photo (P) or a note (N) is required when this item fails.")
            case Gap.SECOND_MISSING:
                return self.tr("Another person has to read this item again.")
            case Gap.READINGS_DIFFER:
                return self.tr("The two readings differ by more than is allowed.")
            case _:
                return ""

    def second(self, panel: PanelState) -> tuple[MessageKind, str]:
        """Return how the reading of a second person stands to this one, without its value."""
        if panel.second is SecondState.MISSING:
            words = self.tr("Another person has to read this line again: log in at My work, Second readings.")
            return MessageKind.INFO, words
        if panel.second is SecondState.AGREES:
            return MessageKind.SUCCESS, self.tr("{name} read it again; both readings agree.").format(name=panel.second_by)
        words = self.tr("The reading of {name} differs by more than allowed. Retest (Ctrl+R), or have it read again.")
        return MessageKind.WARNING, words.format(name=panel.second_by)

    def keeping(self, panel: PanelState) -> str:
        """Return whether the answer is stored."""
        match panel.row.keeping:
            case Keeping.SAVING:
                return self.tr("Saving …")
            case Keeping.FAILED:
                return self.tr("Not saved")
            case Keeping.TYPED:
                return self.tr("Typed; Enter gives it")
            case Keeping.SAVED if panel.saved_at:
                return self.tr("Saved {time}").format(time=f"{datetime.fromisoformat(panel.saved_at):%H:%M:%S}")
            case Keeping.SAVED:
                return self.tr("Saved")
            case _:
                return ""

    def severity(self, severity: Severity) -> str:
        """Return the severity class."""
        match severity:
            case Severity.CRITICAL:
                return self.tr("Critical")
            case Severity.MAJOR:
                return self.tr("Major")
            case Severity.MINOR:
                return self.tr("Minor")

    def state(self, state: InspectionState) -> str:
        """Return where an inspection stands."""
        match state:
            case InspectionState.IN_PROGRESS:
                return self.tr("In progress")
            case InspectionState.SUBMITTED:
                return self.tr("Signed, waiting for the countersignature")
            case InspectionState.RETURNED:
                return self.tr("Returned")
            case InspectionState.APPROVED:
                return self.tr("Countersigned")
            case InspectionState.VOID:
                return self.tr("Void")

    def banner(self, banner: Banner, head: HeadState) -> tuple[MessageKind, str, str]:
        """Return kind, sentence and action of the line at the top."""
        match banner:
            case Banner.OTHERS:
                words = self.tr("This inspection belongs to {name}. Take it over to go on; your answers will bear your name.")
                return MessageKind.INFO, words.format(name=head.inspector), self.tr("Take over")
            case Banner.PLANNED:
                return MessageKind.INFO, self.tr("This inspection is planned for anyone. Take it to begin."), self.tr("Take it")
            case Banner.CLOSED:
                words = self.tr("{state}. It can be read here and not changed.").format(state=self.state(head.state))
                again = self.tr("Inspect failed lines again") if head.may_inspect_again else ""
                return MessageKind.INFO, words, again
            case Banner.LOOK_ONLY:
                return MessageKind.INFO, self.tr("You can read this inspection. Answering needs the role of an inspector."), ""
            case _:
                return MessageKind.INFO, "", ""

    def where(self, head: HeadState) -> str:
        """Return the number first, which is never cut off, then order, lot and serial in words."""
        parts = [head.number]
        if head.order:
            parts.append(self.tr("Order {order}").format(order=head.order))
        if head.lot:
            parts.append(self.tr("Lot {lot}").format(lot=head.lot))
        if head.serial:
            parts.append(self.tr("SN {serial}").format(serial=head.serial))
        return "   ".join(parts)
