"""Everything that a report of an issue prints, loaded once, and the words in which it says figures and moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_desktop.domain.actions import ActionKind, Effect
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.causes import Analysis, CauseNode, Track, chain_to
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.units import PIECES, counted_text
from qa_desktop.methods.effectiveness import Interval, Outcome, Share
from qa_desktop.services.effects import Measured, measured_now
from qa_desktop.services.statement_photos import photos_record
from qa_desktop.storage.clock import Moment, local_time
from qa_desktop.storage.queries import actions, amends, causes, followup, issues, photos, supplier_requests
from qa_desktop.storage.queries.actions import ActionRow
from qa_desktop.storage.queries.amends import ComplaintRow, PromiseRow
from qa_desktop.storage.queries.followup import DispositionRow, HoldRow
from qa_desktop.storage.queries.issues import EventRow, IssueRow
from qa_desktop.storage.queries.photos import PhotoRow
from qa_desktop.storage.queries.supplier_requests import SupplierRequestRow
from qa_desktop.storage.unit import Connection

_OUTCOMES = {
    Outcome.TOO_EARLY: "too early",
    Outcome.NOT_ENOUGH: "not enough data",
    Outcome.MET: "target met",
    Outcome.NOT_MET: "target not met",
}
_EFFECTS = {
    Effect.NO_PLAN: "no plan",
    Effect.OPEN: "open",
    Effect.PROVEN: "proven",
    Effect.NOT_PROVEN: "not proven",
    Effect.OVERRIDDEN: "overridden in writing",
}
DISPOSITIONS = {
    "use_as_is": "use as is",
    "rework": "rework",
    "repair": "repair",
    "regrade": "regrade",
    "scrap": "scrap",
    "return_to_supplier": "return to supplier",
}


@dataclass(frozen=True, slots=True)
class IssueCase:
    """An issue with its history, what was held and decided, its causes, its actions and their effect.

    ``complaint`` is ``None`` where no customer is named; ``promises`` are those to the customer, ``requests`` those to suppliers.
    ``photos`` are those that were not withdrawn.
    """

    row: IssueRow
    events: tuple[EventRow, ...]
    holds: tuple[HoldRow, ...]
    dispositions: tuple[DispositionRow, ...]
    analysis: Analysis
    actions: tuple[ActionRow, ...]
    effects: tuple[Measured, ...]
    complaint: ComplaintRow | None
    promises: tuple[PromiseRow, ...]
    requests: tuple[SupplierRequestRow, ...]
    photos: tuple[PhotoRow, ...]
    offset: int

    def step(self, state: str) -> EventRow | None:
        """Return the newest event that took the issue to ``state``; ``None`` when it never came there."""
        return next((event for event in reversed(self.events) if event.action == "moved" and event.new == state), None)

    def of_kind(self, *kinds: ActionKind) -> tuple[ActionRow, ...]:
        """Return the actions of some kinds."""
        return tuple(row for row in self.actions if row.kind in kinds)

    def chain(self, node: CauseNode) -> str:
        """Return how an answer was reached: the first why, then each answer below it."""
        return " → ".join(one.text for one in chain_to(self.analysis.nodes, node.id))

    def effect(self, action_id: str) -> Measured | None:
        """Return what is known of the effect of an action."""
        return next((one for one in self.effects if one.action.id == action_id), None)

    def day(self, utc: str | None) -> str:
        """Return the local day and minute of a moment; empty when there is none."""
        return "" if utc is None else local_time(utc, self.offset).strftime("%Y-%m-%d %H:%M")

    def record(self) -> dict[str, Json]:
        """Return what programs read, and what the digest covers."""
        row = self.row
        return {
            "issue": {
                **{name: getattr(row, name) for name in ("id", "number", "title", "description", "quantity", "answer_shown")},
                "kind": row.kind.value,
                "severity": row.severity.value,
                "state": row.state.value,
                "part": row.part_number,
                "lot": row.lot_number,
                "inspection": row.inspection_number,
                "line": row.item_number,
                "raised_by": row.raised_by,
                "raised_at": row.raised_at,
                "version": row.version,
            },
            "events": [[event.id, event.action, event.old, event.new, event.remark] for event in self.events],
            "holds": [
                [hold.number, hold.kind.value, hold.what, hold.quantity, hold.reason, hold.lifted_at] for hold in self.holds
            ],
            "dispositions": [[one.number, one.state.value, disposition_words(one)] for one in self.dispositions],
            "causes": [
                [
                    node.id,
                    node.track.value,
                    node.parent_id,
                    node.text,
                    node.evidence,
                    None if node.code is None else node.code.code,
                ]
                for node in self.analysis.nodes
            ],
            "fishbone": [[one.category.value, one.text] for one in self.analysis.fishbone],
            "is_is_not": [[one.aspect.value, one.is_text, one.is_not_text, one.difference] for one in self.analysis.is_is_not],
            "team": [[one.role.value, one.name, one.note] for one in self.analysis.team],
            "actions": [
                [
                    one.number,
                    one.kind.value,
                    one.text,
                    one.owner,
                    one.due_on.isoformat(),
                    one.state.value,
                    one.evidence,
                    one.verified_by,
                ]
                for one in self.actions
            ],
            "effects": [[one.action.number, effect_words(one)] for one in self.effects],
            **self._partners(),
            **({"photos": photos_record(self.photos)} if self.photos else {}),
        }

    def _partners(self) -> dict[str, Json]:
        """Return what concerns customer and suppliers; what there is none of is left out."""
        found: dict[str, Json] = {}
        if self.complaint is not None:
            said = self.complaint
            found["complaint"] = [said.company, said.reference, said.received_on.isoformat(), quantity_words(said.quantity)]
        if self.promises:
            found["promises"] = [[one.id, one.state.value, promise_words(one), one.satisfied.value] for one in self.promises]
        if self.requests:
            found["requests"] = [[one.number, one.company, one.state.value, one.answer] for one in self.requests]
        return found


def load_case(connection: Connection, issue_id: str, now: Moment) -> IssueCase:
    """Load an issue as it stands; ``now`` is the moment at which effects are counted."""
    return IssueCase(
        issues.issue_by_id(connection, issue_id),
        issues.events_of(connection, issue_id),
        followup.holds_of(connection, issue_id),
        followup.dispositions_of(connection, issue_id),
        causes.analysis_of(connection, issue_id),
        actions.actions_of(connection, issue_id),
        measured_now(connection, issue_id, now),
        amends.complaint_of(connection, issue_id),
        amends.promises_of(connection, issue_id),
        supplier_requests.of_issue(connection, issue_id),
        photos.photos_of_issue(connection, issue_id),
        now.offset,
    )


def percent(share: float) -> str:
    """Return for example ``4.2 %``."""
    return f"{100 * share:.1f} %"


def share_words(share: Share, interval: Interval | None) -> str:
    """Return for example ``4 of 20, 20.0 % (8.1 % to 41.6 %)``; the interval is Wilson's at 95 %."""
    rate = share.rate
    if rate is None or interval is None:
        return "no data"
    return (
        f"{share.nonconforming} of {share.exposure}, {percent(float(rate))} ({percent(interval.low)} to {percent(interval.high)})"
    )


def effect_words(found: Measured) -> str:
    """Return what is known of the effect in one sentence."""
    said = _EFFECTS[found.effect.effect]
    if found.effect.effect is Effect.OVERRIDDEN:
        return f"{said} by {found.effect.overridden_by}: {found.effect.reason}"
    if found.figures is not None and found.effect.effect is Effect.OPEN:
        return f"{said}, {_OUTCOMES[found.figures.outcome]}"
    if found.result is not None and found.effect.effect in {Effect.PROVEN, Effect.NOT_PROVEN}:
        day = local_time(found.result.at, found.result.at_offset).date().isoformat()
        return f"{said}, recorded by {found.result.printed_name} on {day}{_doubt(found)}"
    return said


def _doubt(found: Measured) -> str:
    """Return why fewer were thought to be enough than tell a cure from luck; empty where the plan asks for enough."""
    if found.plan is None or not found.why_fewer:
        return ""
    return f". Fewer than tell a cure from luck were asked for ({found.plan.person}: {found.why_fewer})"


def quantity_words(quantity: Decimal | None) -> str:
    """Return a number of pieces in words; empty when it is not known."""
    return "" if quantity is None else counted_text(quantity, PIECES)


def promise_words(row: PromiseRow) -> str:
    """Return what was promised: for example ``credit of 380.00 EUR: For sorting two hours``."""
    money = "" if row.amount is None else f" of {row.amount:.2f} {row.currency}"
    return f"{row.kind.value}{money}: {row.words}"


def root_words(case: IssueCase, track: Track) -> str:
    """Return the root causes of a track in one sentence each; empty when there is none."""
    roots = case.analysis.roots(track)
    return " ".join(f"{node.text} ({node.code.code})." for node in roots if node.code is not None)


def hold_words(hold: HoldRow) -> str:
    """Return what is held, or that nothing is."""
    if hold.kind is HoldKind.NONE:
        return f"Nothing to hold: {hold.reason}"
    amount = f"{hold.quantity} of " if hold.quantity else ""
    return f"{amount}{hold.what}: {hold.reason}"


def disposition_words(found: DispositionRow) -> str:
    """Return for example ``40 rework, 10 scrap``."""
    shares = ((getattr(found.shares, name), words) for name, words in DISPOSITIONS.items())
    return ", ".join(f"{amount_text(amount)} {words}" for amount, words in shares if amount)


def decided(found: tuple[DispositionRow, ...]) -> tuple[DispositionRow, ...]:
    """Return the dispositions that count: approved ones and those that wait."""
    return tuple(one for one in found if one.state in {DispositionState.APPROVED, DispositionState.PROPOSED})


def last_day(days: list[date]) -> str:
    """Return the latest of some days; empty when there is none."""
    return max(days).isoformat() if days else ""
