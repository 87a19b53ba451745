"""What happens to what does not conform: proposed by one, decided by others, balanced always."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.canonical import Json, canonical_json
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.disposition import DispositionState, Shares, approvals_needed, require_balance
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.ids import disposition_number
from qa_desktop.domain.issue import OPEN_ISSUE_STATES
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.services.issue_entry import happened
from qa_desktop.services.reinspection import plan_after_rework
from qa_desktop.storage.queries import concessions, followup, issues, stations
from qa_desktop.storage.queries.followup import DispositionRow
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.unit import Store, Work


class DispositionService:
    """Proposals and the votes of the material review board."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def dispositions(self, actor: Actor, issue_id: str) -> tuple[DispositionRow, ...]:
        """Return the dispositions of an issue, oldest first."""
        with self._store.reading() as connection:
            return followup.dispositions_of(connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def propose(self, actor: Actor, issue_id: str, typed: dict[str, str], reason: str) -> DispositionRow:
        """Propose what happens to the quantity of an issue; ``typed`` are quantities by the names of :class:`Shares`.

        Raises :class:`InputError` unless they add up to what is not disposed of yet.
        """
        why = clean_text(reason).strip()
        if not why:
            raise InputError("Write why this is right, so that the others can agree to it.")
        shares = Shares(**{name: parse_decimal(text) for name, text in typed.items() if text.strip()})
        with self._store.writing(actor.person_id) as work:
            row = _open_issue(work, issue_id)
            given = followup.dispositions_of(work.connection, issue_id)
            if any(one.state is DispositionState.PROPOSED for one in given):
                raise RefusedError("A disposition waits for its approval already. Approve, refuse or withdraw it first.")
            done = sum((one.quantity for one in given if one.state is DispositionState.APPROVED), Decimal(0))
            quantity = (Decimal(row.quantity) if row.quantity else Decimal(0)) - done
            require_balance(quantity, shares)
            number = disposition_number(stations.code_of(work.connection, work.station_id), work.next_number("disposition"))
            needed = approvals_needed(shares, row.severity)
            key = followup.insert_disposition(work, shares, quantity, number=number, issue_id=issue_id, reason=why, needed=needed)
            amounts = {name: decimal_text(getattr(shares, name)) for name in Shares.__slots__ if getattr(shares, name)}
            proposed = followup.disposition_by_id(work.connection, key)
            _said(work, proposed, "disposition.propose", {"reason": why, "needed": needed, **amounts}, why)
            return proposed

    @needs(Permission.APPROVE_DISPOSITION)
    def approve(self, actor: Actor, disposition_id: str, remark: str = "") -> DispositionRow:
        """Agree as a member of the board; the last one that is needed decides.  Nobody agrees to their own proposal.

        What is reworked or repaired is inspected again: the re-inspection is planned with the decision.

        Raises :class:`RefusedError` for what is used as is while no approved concession of the issue covers the quantity.
        """
        return self._vote(actor, disposition_id, "approve", clean_text(remark).strip())

    @needs(Permission.APPROVE_DISPOSITION)
    def refuse(self, actor: Actor, disposition_id: str, reason: str) -> DispositionRow:
        """Refuse as a member of the board, with the reason; one refusal is enough."""
        why = clean_text(reason).strip()
        if not why:
            raise InputError("Write why this is not right, so that a better proposal can follow.")
        return self._vote(actor, disposition_id, "refuse", why)

    @needs(Permission.WORK_ISSUE)
    def withdraw(self, actor: Actor, disposition_id: str) -> DispositionRow:
        """Take a proposal back; only the person who made it may."""
        with self._store.writing(actor.person_id) as work:
            row = _waiting(followup.disposition_by_id(work.connection, disposition_id))
            if row.proposed_by_id != actor.person_id:
                raise NotAllowedError(
                    "Only {name} takes this proposal back. Refuse it with a reason instead.", name=row.proposed_by
                )
            followup.set_disposition(work, row.id, DispositionState.WITHDRAWN)
            _said(work, row, "disposition.withdraw", {}, "")
            return followup.disposition_by_id(work.connection, row.id)

    def _vote(self, actor: Actor, disposition_id: str, verdict: str, remark: str) -> DispositionRow:
        with self._store.writing(actor.person_id) as work:
            row = _waiting(followup.disposition_by_id(work.connection, disposition_id))
            _open_issue(work, row.issue_id)
            if row.proposed_by_id == actor.person_id:
                raise NotAllowedError("You proposed this yourself. Another person of the board decides on it.")
            if any(vote.person_id == actor.person_id for vote in row.votes):
                raise RefusedError("You have decided on {number} already.", number=row.number)
            if verdict == "approve":
                _require_concession(work, row)
            followup.insert_vote(work, row.id, printed_name=actor.name, verdict=verdict, remark=remark)
            _said(work, row, f"disposition.{verdict}", {"remark": remark}, remark)
            if verdict == "refuse":
                followup.set_disposition(work, row.id, DispositionState.REFUSED)
            elif sum(1 for vote in row.votes if vote.verdict == "approve") + 1 >= row.needed:
                followup.set_disposition(work, row.id, DispositionState.APPROVED)
                if row.shares.needs_inspection:
                    plan_after_rework(work, issues.issue_by_id(work.connection, row.issue_id).inspection_id)
            return followup.disposition_by_id(work.connection, row.id)


def _open_issue(work: Work, issue_id: str) -> IssueRow:
    row = issues.issue_by_id(work.connection, issue_id)
    if row.state not in OPEN_ISSUE_STATES:
        raise RefusedError("Issue {number} is {state}; nothing more is decided.", number=row.number, state=row.state.value)
    return row


def _said(work: Work, row: DispositionRow, act: str, details: dict[str, Json], remark: str) -> None:
    """Append to the audit chain, and to the history of the issue, where whoever works on it looks."""
    new, more = canonical_json({"number": row.number}), {"number": row.number, **details}
    happened(work, row.issue_id, act, act, about=("disposition", row.id), new=new, remark=remark, details=more)


def _require_concession(work: Work, row: DispositionRow) -> None:
    """What is used as is needs a concession: one that lasts today, and enough for what was used as is before."""
    wanted = row.shares.use_as_is
    if not wanted:
        return
    whole, lasting = concessions.conceded(work.connection, row.issue_id, work.now.local.date())
    given = followup.dispositions_of(work.connection, row.issue_id)
    before = sum((one.shares.use_as_is for one in given if one.state is DispositionState.APPROVED), Decimal(0))
    left = min(lasting, whole - before)
    asked = decimal_text(wanted.normalize())
    if left <= 0:
        raise RefusedError(
            "{number} uses {wanted} as is. That needs an approved concession of this issue, and there is none that lasts. "
            "Request one under Concessions and have it approved; then decide here. Nothing was stored.",
            number=row.number,
            wanted=asked,
        )
    if wanted > left:
        raise RefusedError(
            "{number} uses {wanted} as is, and the approved concessions of this issue are only for {left}. Request one for the "
            "rest and have it approved; then decide here. Nothing was stored.",
            number=row.number,
            wanted=asked,
            left=decimal_text(left.normalize()),
        )


def _waiting(row: DispositionRow) -> DispositionRow:
    if row.state is not DispositionState.PROPOSED:
        raise RefusedError("{number} is {state} already. Reload the issue.", number=row.number, state=row.state.value)
    return row
