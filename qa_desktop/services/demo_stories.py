"""The part of the demo that tells of single issues: one in every state, and short shafts up to the proven cure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from qa_desktop.domain.actions import EffectPlan, Metric, Window
from qa_desktop.domain.causes import Aspect, TeamRole
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.demo_cures import SHAFTS, Cure, cure_of
from qa_desktop.services.demo_issues import step
from qa_desktop.services.issue_checks import About
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.inspections import InspectionFilter

_S = IssueState
_WAY = (_S.CONTAINED, _S.ANALYSED, _S.ACTING, _S.VERIFYING, _S.CLOSED)
_REJECTED = "Measured again at 20 °C: inside its limits. The part had come warm from the washer."
_SHAFT = "SH-2001"
_COMPARED = {
    Aspect.WHAT: ("The length, too short", "Diameter and hardness", "The length comes from the stop of the saw"),
    Aspect.WHERE: (
        "Pieces from saw 2 of the supplier",
        "Pieces from saw 1",
        "The stop of saw 2 is clamped, not pinned",
    ),
    Aspect.WHEN: ("Since the second lot", "The first lot", "The stop was moved for another order in between"),
}
_FIRST_TRY = replace(
    SHAFTS,
    action="Goods-in measures the length of three more shafts of each lot",
    done="Stands in the plan of goods-in since Monday",
    seen="Watched it once; six shafts were measured.",
)


@dataclass(frozen=True, slots=True)
class _Story:
    """An issue that is logged when ``begins`` hundredths of the year have passed; it takes a step with each that follows.

    Where it is ``watched``, inspections of the part before and after the action are compared.
    """

    title: str
    part: str
    severity: Severity
    quantity: str
    begins: int
    ends: IssueState
    kind: IssueKind = IssueKind.NONCONFORMITY
    place: str = ""
    watched: bool = False


_STORIES = (
    _Story("Bolt circle 0.2 mm too wide", "P-1077", Severity.MAJOR, "6", 15, _S.CLOSED, watched=True),
    _Story("Face 3 µm out of flat", "P-1077", Severity.MINOR, "1", 40, _S.REJECTED),
    _Story("Connector X3 mounted turned round", "E-3301", Severity.CRITICAL, "2", 80, _S.VERIFYING, watched=True),
    _Story("Oil on the floor beside press 7", "", Severity.MAJOR, "", 84, _S.CONTAINED, IssueKind.SAFETY, "Press 7"),
    _Story("Seam at post 2 not filled", "W-2210", Severity.MAJOR, "1", 90, _S.ACTING),
    _Story("Labels of two revisions lie in one drawer", "", Severity.MINOR, "", 92, _S.LOGGED, IssueKind.OBSERVATION, "Packing"),
    _Story("Bore torn at the run-out", "P-1042", Severity.MAJOR, "4", 93, _S.ANALYSED),
    _Story("Solder balls below U4", "E-3310", Severity.MAJOR, "12", 97, _S.CONTAINED),
)


@dataclass(slots=True)
class Stories:
    """Who plays in them; the last supervisor owns the actions."""

    program: Program
    inspectors: tuple[Actor, ...]
    supervisors: tuple[Actor, ...]
    engineer: Actor
    logged: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)

    def at(self, gone: int) -> None:
        """Tell what happened by now: ``gone`` hundredths of the year."""
        for number, story in enumerate(_STORIES):
            if gone >= story.begins and story.title not in self.logged:
                self.logged[story.title] = self._log(self.inspectors[number % len(self.inspectors)], story)
            if story.title in self.logged:
                way = (
                    (_S.REJECTED,)
                    if story.ends is _S.REJECTED
                    else _WAY[: _WAY.index(story.ends) + 1]
                    if story.ends in _WAY
                    else ()
                )
                self._go(
                    self.logged[story.title], way[: gone - story.begins], cure_of(story.part), story.part if story.watched else ""
                )

    def _log(self, actor: Actor, story: _Story) -> str:
        known = {row.part_number for row in self.program.inspections.page(actor, InspectionFilter(), limit=200)}
        part = story.part if story.part in known else ""
        about = About(failure_code=cure_of(story.part).code if story.part else "", part=part, place=story.place)
        return self.program.issues.log(
            actor, kind=story.kind, title=story.title, severity=story.severity, quantity=story.quantity, about=about
        ).id

    def first_short(self, issue_id: str) -> None:
        """After the second lot: goods-in measures more of each lot, and the next one shall show whether that helps."""
        self.own.add(issue_id)
        self._go(issue_id, _WAY[:3], _FIRST_TRY)
        self._plan(issue_id, _SHAFT, days_after=14)
        self._go(issue_id, _WAY[:4], _FIRST_TRY)

    def not_enough(self, issue_id: str) -> None:
        """The third lot has a short one again: the action did not work, and the issue goes back."""
        program, engineer = self.program, self.engineer
        (action,) = program.actions.actions_of(engineer, issue_id)
        program.actions.verify(engineer, action.id, _FIRST_TRY.seen, version=action.version)
        program.effects.conclude(engineer, action.id)
        row = program.issues.detail(engineer, issue_id).row
        words = "Lot S-03 had a short one again: measuring here makes nothing longer. The supplier has to act."
        program.issues.move(engineer, issue_id, _S.ACTING, words, row.version)

    def short_shafts(self, issue_id: str) -> None:
        """After the fourth lot: short again.  Causes, a concession for the lot, an action, and a plan for its effect."""
        program, engineer = self.program, self.engineer
        for place, (aspect, told) in enumerate(_COMPARED.items()):
            words = dict(zip(("is_text", "is_not_text", "difference"), told, strict=True))
            program.causes.write_row(engineer, issue_id, aspect, **words, version=0)
            role = TeamRole.MEMBER if place else TeamRole.LEADER
            person = (engineer, *self.supervisors)[place % 3]
            program.causes.add_member(engineer, issue_id, role, person_id=person.person_id)
        self._go(issue_id, _WAY[:3], SHAFTS)
        today = program.workspace.store.now().local.date()
        reason = "The assembly takes shafts from 119.6 mm on with the thicker washer."
        last = (today + timedelta(days=150)).isoformat()
        wish = ConcessionWish(ConcessionKind.CONCESSION, "10", last, reason, lower="119.6")
        asked = program.concessions.request(self.supervisors[0], issue_id, wish)
        program.concessions.approve(engineer, asked.id, "Kranbau Nord, mail of the buyer")
        self._plan(issue_id, _SHAFT, days_after=20)
        self._go(issue_id, _WAY[:4], SHAFTS)

    def shafts_again(self, issue_id: str) -> None:
        """After the fifth lot and its follow-up: the figures say that it worked."""
        self._go(issue_id, _WAY, SHAFTS)

    def _plan(self, issue_id: str, part: str, *, days_after: int) -> None:
        """Say what the action of an issue about a part shall change, when that is looked at, and why so few are enough."""
        today, day = self.program.workspace.store.now().local.date(), timedelta(days=1)
        before, after = Window(today - 100 * day, today), Window(today + day, today + days_after * day)
        (action,) = self.program.actions.actions_of(self.engineer, issue_id)
        found = self.program.effects.characteristics(self.engineer, part) if part == _SHAFT else ()
        length = next((one for one in found if one.item_key == "length"), None)
        if length is None:
            few = "The part is made once or twice a month. What thirty days bring decides, and the next quarter is watched."
            plan = EffectPlan(Metric.INSPECTIONS, part, before, after, Decimal("0.1"), 3)
        else:
            few = "A lot comes every three weeks. Its whole sample decides, and the two lots after it are watched."
            names = {"template_id": length.template_id, "item_key": length.item_key, "subject": length.text}
            plan = EffectPlan(Metric.CHARACTERISTIC, part, before, after, Decimal("0.05"), 8, **names)
        self.program.effects.set_plan(self.engineer, action.id, plan, few)

    def _go(self, issue_id: str, way: tuple[IssueState, ...], told: Cure, watched: str = "") -> None:
        """Take an issue on along ``way``, from wherever it stands; ``watched`` is the part whose inspections are compared."""
        row = self.program.issues.detail(self.engineer, issue_id).row
        rest = way[way.index(row.state) + 1 :] if row.state in way else way if row.state is _S.LOGGED else ()
        for then in rest:
            row = step(self.program, self.engineer, self.supervisors, row, then, _REJECTED if then is _S.REJECTED else "", told)
            if watched and then is _S.ACTING:
                self._plan(issue_id, watched, days_after=30)
