"""The signed page of a decision on a lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import Json, digest_of
from qa_desktop.domain.lot import Balance, Decided, LotSource, amount_text, balance_of
from qa_desktop.domain.lot_evidence import PlanFinding
from qa_desktop.domain.people import Actor
from qa_desktop.domain.record import Anchor
from qa_desktop.domain.sampling import SamplingKind
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.units import measure_text, with_unit
from qa_desktop.reports.statement import Head, Statement, StatementTable
from qa_desktop.reports.types import Page
from qa_desktop.services.lot_cases import WeighedInspection
from qa_desktop.services.statements import capacity_of
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries.lots import LotRow
from qa_desktop.storage.unit import new_id

MEANING = "I decided on this lot as stated here. Only what is accepted may be used."
_FROM = {LotSource.WAITING: "waiting", LotSource.HELD: "on hold", LotSource.ACCEPTED: "accepted, called back"}


@dataclass(frozen=True, slots=True)
class LotDecisionContent:
    """What is decided, about what, and on which basis: everything that the screen shows before the signature."""

    lot: LotRow
    decided: Decided
    reason: str
    basis: WeighedInspection | None
    basis_digest: str
    before: Balance

    @property
    def after(self) -> Balance:
        """Where the lot lies once this is signed."""
        whole = self.before
        moved = balance_of(Decimal(0), (self.decided,))
        return Balance(
            whole.whole,
            whole.waiting + moved.waiting,
            whole.held + moved.held,
            whole.accepted + moved.accepted,
            whole.rejected + moved.rejected,
        )

    def record(self) -> dict[str, Json]:
        """Return the content for the digest and for programs."""
        basis = self.basis
        return {
            "lot": {
                "id": self.lot.id,
                "number": self.lot.number,
                "part": self.lot.part_number,
                "part_name": self.lot.part_name,
                "part_revision": self.lot.part_revision,
                "order": self.lot.order,
                "supplier": self.lot.supplier,
                "quantity": self.lot.quantity,
                **({"unit": self.lot.unit} if self.lot.unit else {}),
            },
            "source": self.decided.source.value,
            "inspected": amount_text(self.decided.inspected),
            "accepted": amount_text(self.decided.accepted),
            "rejected": amount_text(self.decided.rejected),
            "held": amount_text(self.decided.held),
            "reason": self.reason,
            "before": _amounts(self.before),
            "after": _amounts(self.after),
            "inspection": None
            if basis is None
            else {
                "id": basis.row.id,
                "number": basis.row.number,
                "state": basis.row.state.value,
                "covers": amount_text(basis.basis.covers),
                "nonconforming": basis.basis.nonconforming,
                "verdict": basis.verdict.value,
                "content_sha256": self.basis_digest,
                "plans": [_plan(finding) for finding in basis.plans],
            },
        }

    def digest(self) -> str:
        """Return the digest of the content: what is shown and signed."""
        return digest_of(self.record())


def statement_of(
    content: LotDecisionContent, actor: Actor, number: str, now: Moment, anchor: Anchor, *, site: str, page: Page
) -> Statement:
    """Return the page of a decision, signed by ``actor`` at ``now``; ``anchor`` is where the audit chain stood then."""
    lot, basis = content.lot, content.basis
    part = " ".join(word for word in (lot.part_number, lot.part_revision, lot.part_name) if word)
    facts = [
        ("Lot", lot.number),
        ("Part", part),
        ("Order", lot.order),
        ("Supplier", lot.supplier),
        ("Quantity of the lot", with_unit(lot.quantity, lot.unit)),
        ("Decided from", f"{measure_text(content.decided.inspected, lot.unit)} {_FROM[content.decided.source]}"),
    ]
    if basis is not None:
        facts.append(("Inspection", f"{basis.row.number}, {basis.row.template}"))
        facts.append(("Covers, nonconforming", f"{amount_text(basis.basis.covers)}, {basis.basis.nonconforming}"))
    tables = [_quantities(content)]
    if basis is not None and basis.plans:
        tables.append(_plans(basis.plans))
    return Statement(
        id=new_id(),
        kind="Lot decision",
        number=number,
        title=f"Lot {lot.number} of part {part}",
        site=site,
        signer=actor.name,
        signer_login=actor.login,
        stage=Stage.SUPERVISOR,
        meaning=MEANING,
        at=now.iso,
        facts=tuple((label, value) for label, value in facts if value),
        paragraphs=(f"Reason: {content.reason}",) if content.reason else (),
        tables=tuple(tables),
        outcome=_outcome(content.decided),
        headline=_headline(content.decided),
        content={
            **content.record(),
            "content_sha256": content.digest(),
            "anchor": {"station": anchor.station, "sequence": anchor.sequence, "head": anchor.head},
        },
        page=page,
        capacity=capacity_of(actor),
    )


def plan_in_words(finding: PlanFinding) -> str:
    """Return what a plan asked and found, in one sentence."""
    plan = finding.plan
    if not plan.sample_size:
        return "This lot was not drawn for inspection."
    if plan.rule.kind is SamplingKind.VARIABLES:
        return "Accepted by measured values." if finding.accepted else f"Refused: {finding.why}."
    gap = plan.accept < finding.nonconforming < plan.reject
    said = "accepted" if finding.accepted else "refused"
    more = "; the next lot is inspected normally" if gap else ""
    return f"{finding.nonconforming} nonconforming in {plan.sample_size}, Ac {plan.accept}, Re {plan.reject}: {said}{more}."


def _quantities(content: LotDecisionContent) -> StatementTable:
    heads = (Head("", 2), *(Head(word, right=True) for word in ("Waiting", "On hold", "Accepted", "Rejected")))
    decided = content.decided
    now = ("", amount_text(decided.held), amount_text(decided.accepted), amount_text(decided.rejected))
    rows = (
        ("Before", *_row(content.before)),
        ("This decision", *now),
        ("After", *_row(content.after)),
    )
    aside = f"{amount_text(decided.inspected)} decided"
    title = f"Quantities in {content.lot.unit}" if content.lot.unit else "Quantities"
    return StatementTable(title, heads, rows, aside)


def _plans(findings: tuple[PlanFinding, ...]) -> StatementTable:
    heads = (
        Head("Class", 1.2),
        Head("Severity", 1.2),
        Head("n", 0.5, right=True),
        Head("Ac/Re", 0.7, right=True),
        Head("Found", 4),
    )
    rows = tuple(
        (
            finding.plan.group,
            finding.plan.severity.value,
            str(finding.plan.sample_size),
            f"{finding.plan.accept}/{finding.plan.reject}",
            plan_in_words(finding),
        )
        for finding in findings
    )
    return StatementTable("Sampling plans", heads, rows)


def _plan(finding: PlanFinding) -> Mapping[str, Json]:
    plan = finding.plan
    return {
        "id": plan.id,
        "class": plan.group,
        "severity": plan.severity.value,
        "n": plan.sample_size,
        "ac": plan.accept,
        "re": plan.reject,
        "nonconforming": finding.nonconforming,
        "accepted": finding.accepted,
    }


def _outcome(decided: Decided) -> Verdict:
    if decided.accepted == decided.inspected:
        return Verdict.CONFORMS
    if decided.rejected == decided.inspected:
        return Verdict.FAILS
    return Verdict.UNCERTAIN if decided.held == decided.inspected else Verdict.RECORDED


def _headline(decided: Decided) -> str:
    parts = ((decided.accepted, "ACCEPTED"), (decided.rejected, "REJECTED"), (decided.held, "HELD"))
    return " · ".join(f"{amount_text(amount)} {word}" for amount, word in parts if amount)


def _row(balance: Balance) -> tuple[str, ...]:
    return tuple(amount_text(one) for one in (balance.waiting, balance.held, balance.accepted, balance.rejected))


def _amounts(balance: Balance) -> Mapping[str, Json]:
    names = ("waiting", "held", "accepted", "rejected")
    return dict(zip(names, _row(balance), strict=True))
