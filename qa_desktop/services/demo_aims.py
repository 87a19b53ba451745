"""The part of the demo that aims: costs of parts, two objectives of the manager, one internal audit with findings."""

from __future__ import annotations

from datetime import date, timedelta

from qa_desktop.domain.aims import FindingKind
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.costs import CostKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.period import Period
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.objectives import ObjectiveWish
from qa_desktop.services.program import Program

_COSTS = (("SH-2001", "14.80"), ("P-1042", "38.50"), ("P-1077", "11.20"), ("W-2210", "412.00"), ("E-3301", "96.40"))

_REWORK = (("P-1042", "6.20"), ("W-2210", "95.00"))
"""What reworking one piece costs; of other parts it is not stated, and the figures say so."""


_RETURN = (("P-1042", "1.90"), ("P-1077", "0.80"), ("SH-2001", "0.60"))
"""What sending one piece back to its supplier costs."""


def present(program: Program, manager: Actor, engineer: Actor, password: str) -> None:
    """What the manager looks at: needs the orders of the demo, by which the objectives are judged."""
    today = program.workspace.store.now().local.date()
    since = today - timedelta(days=400)
    for part, cost in _COSTS:
        program.costs.set_cost(manager, part, cost, "EUR", since)
    for kind, costs in ((CostKind.REWORK, _REWORK), (CostKind.RETURN, _RETURN)):
        for part, cost in costs:
            program.costs.set_cost(engineer, part, cost, "EUR", since, kind=kind)
    _objectives(program, manager, today)
    _past_audit(program, manager, engineer, today)
    _audit(program, manager, engineer, today)
    _review(program, manager, today, password)


def _objectives(program: Program, manager: Actor, today: date) -> None:
    """One on track, one behind; the baselines were counted by hand before the program was there."""
    before = FigureQuery(Period(today - timedelta(days=180), today - timedelta(days=91)))
    on_track = ObjectiveWish(
        "Nine of ten customer lines arrive inside their window",
        FigureName.ON_TIME_DELIVERY,
        before,
        "90",
        today + timedelta(days=270),
        manager.person_id,
        "Frame contract of Kranbau Nord, 4.2",
        "Planner, half a day a week",
        baseline="60",
    )
    behind = ObjectiveWish(
        "Suppliers deliver inside the window",
        FigureName.ON_TIME_SUPPLY,
        before,
        "95",
        today + timedelta(days=90),
        manager.person_id,
        "",
        "Visits at two suppliers",
        baseline="70",
    )
    for wish in (on_track, behind):
        program.objectives.set_objective(manager, wish)


def _past_audit(program: Program, manager: Actor, engineer: Actor, today: date) -> None:
    """The audit of the half year before, ended."""
    audit = program.audits.plan(
        manager,
        "Incoming goods and their labels",
        today - timedelta(days=170),
        engineer.person_id,
        criteria="ISO 9001:2015, 8.4 and 8.6",
    )
    program.audits.add_finding(
        engineer,
        audit.id,
        FindingKind.OBSERVATION,
        "All lots in the store are released.",
        evidence="Twelve pallets, labels scanned",
    )
    program.audits.add_finding(engineer, audit.id, FindingKind.OPPORTUNITY, "Certificates could be asked for with the order.")
    version = program.audits.detail(engineer, audit.id).row.version
    program.audits.close(engineer, audit.id, "Incoming goods work as described; one proposal.", version=version)


def _review(program: Program, manager: Actor, today: date, password: str) -> None:
    """The signed review of the last quarter of a year."""
    period = Period(today - timedelta(days=91), today)
    decisions = (
        "1. A second height gauge for incoming goods until the end of the quarter (Eleni).\n"
        "2. Visit at Feinwerk Nord about the saw (Petra).\n"
        "3. The share of people who give suggestions is looked at every month."
    )
    shown = program.management.prepare(manager, period, decisions)
    program.management.sign(manager, period, decisions, password, shown.digest())


def _audit(program: Program, manager: Actor, engineer: Actor, today: date) -> None:
    """Planned by the manager, held by the quality engineer; its nonconformity is followed up as an issue."""
    audit = program.audits.plan(
        manager,
        "Calibration of gauges, halls 1 and 2",
        today - timedelta(days=1),
        engineer.person_id,
        criteria="ISO 9001:2015, 7.1.5; procedure “Setting the zero of the height gauge”",
    )
    found = program.audits.add_finding(
        engineer,
        audit.id,
        FindingKind.NONCONFORMITY,
        "Two bore gauges are used after their calibration was due.",
        evidence="BG-03 and BG-05 at bench 2, labels of last spring; 7.1.5.2 a",
    )
    program.audits.add_finding(engineer, audit.id, FindingKind.OPPORTUNITY, "The due dates could hang beside the gauges.")
    issue = program.issues.log(
        engineer,
        kind=IssueKind.NONCONFORMITY,
        title="Bore gauges used after their calibration was due",
        severity=Severity.MINOR,
        description="Found by the internal audit of the gauges.",
    )
    program.audits.link(engineer, found.id, issue.number)
