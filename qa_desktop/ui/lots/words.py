"""The words and shapes of lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.lot import Balance, Block, Decided, LotSource, LotState, amount_text
from qa_desktop.domain.sampling import SamplingSeverity
from qa_desktop.domain.units import measure_text
from qa_desktop.ui.lots.view_model import Check, Scope
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.message import error_sentence

if TYPE_CHECKING:
    from qa_desktop.storage.queries.lots import DecisionRow, LotInspectionRow
    from qa_desktop.storage.queries.order_lines import Endangered

STATE_TONES = {
    LotState.OPEN: Tone.WARNING,
    LotState.HELD: Tone.WARNING,
    LotState.ACCEPTED: Tone.CONFORMS,
    LotState.REJECTED: Tone.FAILS,
    LotState.SPLIT: Tone.CONFORMS,
    LotState.PARTLY: Tone.RECORDED,
}
STATE_ICONS = {
    LotState.OPEN: "clock",
    LotState.HELD: "hand",
    LotState.ACCEPTED: "check",
    LotState.REJECTED: "x",
    LotState.SPLIT: "check",
    LotState.PARTLY: "circle-dot",
}
SEVERITY_TONES = {
    SamplingSeverity.NORMAL: Tone.NEUTRAL,
    SamplingSeverity.TIGHTENED: Tone.WARNING,
    SamplingSeverity.REDUCED: Tone.CONFORMS,
    SamplingSeverity.SUSPENDED: Tone.FAILS,
}


class LotWords(QObject):
    """Words for lots, in the language of the screen."""

    def state(self, state: Scope | LotState) -> str:
        """Return the word of a state."""
        words = {
            Scope.UNDECIDED: self.tr("To decide"),
            Scope.ALL: self.tr("All lots"),
            LotState.OPEN: self.tr("Not decided"),
            LotState.HELD: self.tr("On hold"),
            LotState.ACCEPTED: self.tr("Accepted"),
            LotState.REJECTED: self.tr("Rejected"),
            LotState.SPLIT: self.tr("Split"),
            LotState.PARTLY: self.tr("Partly decided"),
        }
        return words[state]

    def source(self, source: LotSource) -> str:
        """Return where a quantity is taken from."""
        match source:
            case LotSource.WAITING:
                return self.tr("from what waits")
            case LotSource.HELD:
                return self.tr("from what is on hold")
            case LotSource.ACCEPTED:
                return self.tr("called back from what was accepted")

    def source_choice(self, source: LotSource, there: str) -> str:
        """Return a choice of where to take from, with how much is there."""
        match source:
            case LotSource.WAITING:
                return self.tr("What waits ({there})").format(there=there)
            case LotSource.HELD:
                return self.tr("What is on hold ({there})").format(there=there)
            case LotSource.ACCEPTED:
                return self.tr("Call back what was accepted ({there})").format(there=there)

    def balance(self, balance: Balance, unit: str = "") -> str:
        """Return where a lot lies, in words; what is nowhere is left out."""
        if balance.whole is None:
            return self.tr("Quantity not known")
        parts = (
            (balance.accepted, self.tr("{n} accepted")),
            (balance.rejected, self.tr("{n} rejected")),
            (balance.held, self.tr("{n} on hold")),
            (balance.waiting, self.tr("{n} waiting")),
        )
        said = [words.format(n=measure_text(amount, unit)) for amount, words in parts if amount]
        return " · ".join(said) or self.tr("Nothing there")

    def decided(self, decided: Decided) -> str:
        """Return what a decision says, in words."""
        parts = (
            (decided.accepted, self.tr("{n} accepted")),
            (decided.rejected, self.tr("{n} rejected")),
            (decided.held, self.tr("{n} on hold")),
        )
        said = ", ".join(words.format(n=amount_text(amount)) for amount, words in parts if amount)
        return f"{said} {self.source(decided.source)}"

    def decision_basis(self, row: DecisionRow) -> str:
        """Return what a decision rests on and why it was made."""
        parts = []
        if row.inspection_number:
            parts.append(self.tr("on {number}").format(number=row.inspection_number))
        if row.reason:
            parts.append(self.tr("Reason: {reason}").format(reason=row.reason))
        return " · ".join(parts)

    def check(self, check: Check) -> str:
        """Return how the typed quantities stand to each other."""
        if check.unreadable:
            return self.tr("“{text}” is not a number.").format(text=check.unreadable)
        parts = {"a": amount_text(check.accepted), "r": amount_text(check.rejected), "h": amount_text(check.held)}
        together = amount_text(check.together)
        said = self.tr("{a} accepted + {r} rejected + {h} on hold = {sum}").format(sum=together, **parts)
        if check.decided is None:
            return self.tr("{parts}. Type how many are decided.").format(parts=said)
        decided = amount_text(check.decided)
        if check.balances:
            return self.tr("{parts} of {n} decided: it balances.").format(parts=said, n=decided)
        off = amount_text(abs(check.decided - check.together))
        if check.together < check.decided:
            return self.tr("{parts} of {n} decided: {off} too few.").format(parts=said, n=decided, off=off)
        return self.tr("{parts} of {n} decided: {off} too many.").format(parts=said, n=decided, off=off)

    def inspection(self, row: LotInspectionRow, covers: str) -> str:
        """Return what an inspection is, on one line."""
        parts = [
            self.kind(row.type),
            row.template,
            self.tr("covers {n}").format(n=covers),
            row.inspector or self.tr("nobody yet"),
        ]
        return " · ".join(part for part in parts if part)

    def kind(self, kind: str) -> str:
        """Return the word of a type of inspection."""
        words = {
            "incoming": self.tr("Incoming"),
            "in_process": self.tr("In process"),
            "final": self.tr("Final"),
            "first_article": self.tr("First article"),
            "patrol": self.tr("Patrol"),
            "audit": self.tr("Audit"),
        }
        return words.get(kind, "")

    def severity(self, severity: SamplingSeverity) -> str:
        """Return the word of a severity of sampling."""
        match severity:
            case SamplingSeverity.NORMAL:
                return self.tr("Normal")
            case SamplingSeverity.TIGHTENED:
                return self.tr("Tightened")
            case SamplingSeverity.REDUCED:
                return self.tr("Reduced")
            case SamplingSeverity.SUSPENDED:
                return self.tr("Suspended")

    def endangers(self, one: Endangered, days: int) -> str:
        """Return which promise a lot that waits endangers; ``days`` are left, negative when it is over."""
        if days < 0:
            when = self.tr("1 day late") if days == -1 else self.tr("{n} days late").format(n=-days)
        else:
            when = self.tr("today") if not days else self.tr("in 1 day") if days == 1 else self.tr("in {n} days").format(n=days)
        return self.tr("Endangers {line} of {customer}, promised on {day} ({when}).").format(
            line=one.label, customer=one.customer, day=one.promised.isoformat(), when=when
        )

    def count(self, count: int | None) -> str:
        """Return how many lots there are."""
        if count is None:
            return ""
        return self.tr("1 lot") if count == 1 else self.tr("{n} lots").format(n=QLocale().toString(count))


def block_sentence(block: Block) -> str:
    """Return what blocks a release, in the language of the screen."""
    error: QaError = block.error()
    return error_sentence(error)


def moment(utc: str, offset: int) -> str:
    """Return a moment of the tables as the station's wall clock showed it."""
    from qa_desktop.storage.clock import local_iso  # noqa: PLC0415  (storage loads after the window is painted)
    from qa_desktop.ui.review.explaining import short_moment  # noqa: PLC0415

    return short_moment(local_iso(utc, offset))
