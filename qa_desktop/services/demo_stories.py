"""The part of the demo that tells of single issues: one in every state, and short shafts up to the proven cure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from qa_desktop.domain.actions import EffectPlan, Metric, Window
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.demo_issues import step
from qa_desktop.services.program import Program

_S = IssueState
_WAY = (_S.CONTAINED, _S.ANALYSED, _S.ACTING, _S.VERIFYING, _S.CLOSED)
_REMARKS = {
    _S.CONTAINED: "All pieces of the shift are set aside.",
    _S.ANALYSED: "Asked why five times, with the setter and the planner.",
    _S.ACTING: "Action agreed, with its owner and its day.",
    _S.VERIFYING: "Done; the next lots are watched.",
    _S.CLOSED: "Nothing came back since.",
    _S.REJECTED: "Measured again at 20 °C: inside its limits. The part had come warm from the washer.",
}
_SHAFT = "SH-2001"


@dataclass(frozen=True, slots=True)
class _Story:
    """An issue that is logged when ``begins`` hundredths of the months have passed, and how far it comes by tens of them."""

    title: str
    severity: Severity
    quantity: str
    begins: int
    ends: IssueState


_STORIES = (
    _Story("Flange DN 50: bolt circle 0.2 mm too wide", Severity.MAJOR, "6", 15, _S.CLOSED),
    _Story("Motor controller: connector X3 mounted turned round", Severity.CRITICAL, "2", 30, _S.VERIFYING),
    _Story("Frame: seam at post 2 not filled", Severity.MAJOR, "1", 45, _S.ACTING),
    _Story("Bearing housing: bore torn at the run-out", Severity.MAJOR, "4", 55, _S.ANALYSED),
    _Story("Sensor board: solder balls below U4", Severity.MAJOR, "12", 65, _S.CONTAINED),
    _Story("Flange DN 50: face 3 µm out of flat", Severity.MINOR, "1", 40, _S.REJECTED),
)


@dataclass(slots=True)
class Stories:
    """Who plays in them; the last supervisor owns the actions."""

    program: Program
    inspectors: tuple[Actor, ...]
    supervisors: tuple[Actor, ...]
    engineer: Actor
    logged: dict[str, str] = field(default_factory=dict)

    def at(self, place: int, total: int) -> None:
        """Tell what happened by now: ``place`` of ``total`` inspections."""
        gone = 100 * place // total
        for number, story in enumerate(_STORIES):
            if gone >= story.begins and story.title not in self.logged:
                row = self.program.issues.log(
                    self.inspectors[number % len(self.inspectors)],
                    kind=IssueKind.NONCONFORMITY,
                    title=story.title,
                    severity=story.severity,
                    quantity=story.quantity,
                )
                self.logged[story.title] = row.id
            elif story.title in self.logged:
                way = (_S.REJECTED,) if story.ends is _S.REJECTED else _WAY[: _WAY.index(story.ends) + 1]
                self._go(self.logged[story.title], way[: (gone - story.begins) // 10])

    def short_shafts(self, issue_id: str) -> None:
        """After the fourth lot: short again.  Causes, a concession for the lot, an action, and a plan for its effect."""
        program, engineer = self.program, self.engineer
        self._go(issue_id, _WAY[:3])
        today = program.workspace.store.now().local.date()
        reason = "The assembly takes shafts from 119.6 mm on with the thicker washer."
        last = (today + timedelta(days=150)).isoformat()
        wish = ConcessionWish(ConcessionKind.CONCESSION, "10", last, reason, lower="119.6")
        asked = program.concessions.request(self.supervisors[0], issue_id, wish)
        program.concessions.approve(engineer, asked.id, "Kranbau Nord, mail of the buyer")
        days = timedelta(days=1)
        before, after = Window(today - 20 * days, today), Window(today + days, today + 6 * days)
        (action,) = program.actions.actions_of(engineer, issue_id)
        plan = EffectPlan(Metric.INSPECTIONS, _SHAFT, before, after, Decimal("0.2"), 1, subject="Lots of shafts with a short one")
        program.effects.set_plan(engineer, action.id, plan)
        self._go(issue_id, _WAY[:4])

    def shafts_again(self, issue_id: str) -> None:
        """After the fifth lot and its follow-up: the figures say that it worked."""
        self._go(issue_id, _WAY)

    def _go(self, issue_id: str, way: tuple[IssueState, ...]) -> None:
        """Take an issue on along ``way``, from wherever it stands."""
        row = self.program.issues.detail(self.engineer, issue_id).row
        rest = way[way.index(row.state) + 1 :] if row.state in way else way if row.state is _S.LOGGED else ()
        for then in rest:
            row = step(self.program, self.engineer, self.supervisors, row, then, _REMARKS[then])
