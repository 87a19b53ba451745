"""The complaints of the demo's past: held, answered, made good, paid for, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from qa_desktop.domain.causes import Track
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import PromiseKind, Satisfied
from qa_desktop.services.amends import ComplaintFacts, NewPromise
from qa_desktop.services.demo_cures import cure_of
from qa_desktop.services.demo_issues import step
from qa_desktop.services.demo_trade import CUSTOMER, OTHER_CUSTOMER, company_of
from qa_desktop.services.issue_checks import About
from qa_desktop.services.program import Program

_WAY = (IssueState.CONTAINED, IssueState.ANALYSED, IssueState.ACTING, IssueState.VERIFYING, IssueState.CLOSED)


_TOLD = replace(
    cure_of("AREA"),
    remarks={
        IssueState.CONTAINED: "Our stock and that of the customer looked at; no others.",
        IssueState.ANALYSED: "The packing list is ticked off from memory.",
        IssueState.ACTING: "Packed by the list, piece by piece; the list goes into the box.",
        IssueState.VERIFYING: "The next three deliveries are looked at before they leave.",
        IssueState.CLOSED: "Three deliveries without a remark; the customer is content.",
    },
    whys={
        Track.OCCURRENCE: (
            ("It was packed from memory", "Asked the packer"),
            ("The list hangs at the desk, not at the table", "Seen on the round"),
        ),
        Track.DETECTION: (
            ("Nobody looks into the box before it is closed", "Packing instruction, page 2"),
            ("The round ends at the final inspection", "Plan of the rounds"),
        ),
    },
    action="The packing list lies on the table and goes into the box, ticked off",
    done="New table with a board for the list",
    seen="Watched two boxes being packed.",
    overridden="Three deliveries without a remark.",
    decided="They stay with the customer and are not used.",
    lifted="Nothing else was affected.",
)


@dataclass(frozen=True, slots=True)
class _Complaint:
    """A complaint of so many days ago, what was promised, and whether it made the customer content."""

    back: int
    customer: str
    title: str
    severity: Severity
    quantity: str
    promise: NewPromise
    evidence: str
    satisfied: Satisfied


_COMPLAINTS = (
    _Complaint(
        *(203, CUSTOMER, "Kranbau Nord: two brackets with the hole pattern of revision A", Severity.MAJOR, "2"),
        NewPromise(PromiseKind.CREDIT, "Credit for drilling on site", "", "240.00", "EUR"),
        "Credit note 2231",
        Satisfied.YES,
    ),
    _Complaint(
        *(88, OTHER_CUSTOMER, "Ateliers Rhône: five fan controllers without a label", Severity.MINOR, "5"),
        NewPromise(PromiseKind.CREDIT, "Five labels and the time to stick them on", "", "95.00", "EUR"),
        "Mail of Mme Girard, labels are on",
        Satisfied.YES,
    ),
)


def days(program: Program, engineer: Actor, board: tuple[Actor, ...]) -> list[tuple[int, Callable[[], None]]]:
    """Return what happens, by how many days ago."""
    found: list[tuple[int, Callable[[], None]]] = []
    for one in _COMPLAINTS:
        keys: dict[str, str] = {}
        found.append((one.back, partial(_comes, program, engineer, one, keys)))
        found.append((one.back - 8, partial(_made_good, program, engineer, one, keys)))
        found += [
            (one.back - 2 - 9 * number, partial(_goes_on, program, engineer, board, keys, state))
            for number, state in enumerate(_WAY)
        ]
    return found


def _comes(program: Program, engineer: Actor, one: _Complaint, keys: dict[str, str]) -> None:
    row = program.issues.log(
        engineer,
        kind=IssueKind.COMPLAINT,
        title=one.title,
        severity=one.severity,
        quantity=one.quantity,
        about=About(failure_code="DOC"),
    )
    today = program.workspace.store.now().local.date()
    company = company_of(program, engineer, one.customer)
    program.amends.set_complaint(engineer, row.id, ComplaintFacts(company.id, today.isoformat(), "", one.quantity))
    due = (today + timedelta(days=10)).isoformat()
    told = program.amends.promise(
        engineer, row.id, NewPromise(one.promise.kind, one.promise.words, due, one.promise.amount, one.promise.currency)
    )
    keys["issue"], keys["promise"] = row.id, told.promises[0].id


def _made_good(program: Program, engineer: Actor, one: _Complaint, keys: dict[str, str]) -> None:
    today = program.workspace.store.now().local.date().isoformat()
    (promise,) = program.amends.detail(engineer, keys["issue"]).promises
    told = program.amends.keep(engineer, promise.id, kept_on=today, evidence=one.evidence, version=promise.version)
    program.amends.satisfied(engineer, promise.id, one.satisfied, "Told by telephone.", told.promises[0].version)


def _goes_on(program: Program, engineer: Actor, board: tuple[Actor, ...], keys: dict[str, str], state: IssueState) -> None:
    step(program, engineer, board, program.issues.detail(engineer, keys["issue"]).row, state, "", _TOLD)
