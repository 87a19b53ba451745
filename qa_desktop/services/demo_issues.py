"""The part of the demo that follows up issues: held, explained, acted on, verified, closed after a while; some are left lying."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from qa_desktop.domain.actions import ActionKind, ActionState
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState, next_states
from qa_desktop.domain.issue_gates import is_full
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.demo_cures import Cure, cure_of
from qa_desktop.services.program import Program
from qa_desktop.storage.clock import local_time
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow

_STEPS = (
    (1, IssueState.CONTAINED),
    (16, IssueState.ANALYSED),
    (28, IssueState.ACTING),
    (45, IssueState.VERIFYING),
    (60, IssueState.CLOSED),
)
"""How many days after it was logged an issue takes its next step."""
_FORGOTTEN = 50
CODES = (
    ("DIM", "Dimension outside its limits"),
    ("SURF", "Surface damaged or dirty"),
    ("WELD", "Weld seam faulty"),
    ("ASSY", "Wrongly or not assembled"),
    ("DOC", "Papers missing or wrong"),
)


def follow_up(program: Program, engineer: Actor, board: tuple[Actor, ...], told: Collection[str] = ()) -> None:
    """Let the quality engineer work on the issues of the past weeks; every seventh is left lying for long, as it happens.

    Those that are ``told`` elsewhere are left alone.
    """
    today = program.workspace.store.now().local.date()
    page = program.issues.list_issues(engineer, IssueFilter(open_only=True), limit=200)
    for row in page.rows:
        if row.inspection_id is None or row.id in told:  # by the stories
            continue
        number = int(row.number.rsplit("-", 1)[1])
        wanted = next((step for step in reversed(_STEPS) if step[1] in next_states(row.state)), None)
        age = (today - local_time(row.raised_at, 0).date()).days
        if wanted is not None and age >= wanted[0] and (number % 7 or age > _FORGOTTEN):
            step(program, engineer, board, row, wanted[1])


def step(
    program: Program,
    engineer: Actor,
    board: tuple[Actor, ...],
    row: IssueRow,
    then: IssueState,
    remark: str = "",
    cure: Cure | None = None,
) -> IssueRow:
    """Take an issue to its next state, with everything that the gate of it asks for; the last of the board owns the action.

    Without words of its own it is told as issues of such a part are.
    """
    told = cure or cure_of(row.part_number)
    if row.kind in {IssueKind.NONCONFORMITY, IssueKind.COMPLAINT}:
        _settle_goods(program, engineer, board, row, then, told)
        if is_full(row.kind, row.severity):
            _cure(program, engineer, board[-1], row, then, told)
    version = program.issues.detail(engineer, row.id).row.version
    moved = program.issues.move(engineer, row.id, then, remark or told.remarks[then], version)
    if then is IssueState.CONTAINED:
        _plan_steps(program, engineer, board[-1], row.id)
    return moved


def _plan_steps(program: Program, engineer: Actor, owner: Actor, issue_id: str) -> None:
    """Say who takes which step: the engineer finds the cause and closes, the owner acts; the days are those proposed."""
    owners = {
        IssueState.ANALYSED: engineer,
        IssueState.ACTING: engineer,
        IssueState.VERIFYING: owner,
        IssueState.CLOSED: engineer,
    }
    for state, person in owners.items():
        program.steps.plan(engineer, issue_id, state, owner_id=person.person_id, due=None, version=0)
    program.steps.accept_proposed(engineer, issue_id)


def _settle_goods(
    program: Program, engineer: Actor, board: tuple[Actor, ...], row: IssueRow, then: IssueState, told: Cure
) -> None:
    """Hold the goods, decide on them, lift the hold."""
    match then:
        case IssueState.CONTAINED if row.lot_id is not None:
            wish = HoldWish(HoldKind.LOT, f"{row.part_number} {row.lot_number}", "Until every piece was looked at.", row.lot_id)
            program.containment.place(engineer, row.id, (wish,))
        case IssueState.CONTAINED:
            reason = "Found at the machine; nothing of it has left the cell."
            program.containment.place(engineer, row.id, (HoldWish(HoldKind.NONE, "", reason),))
        case IssueState.ACTING if row.quantity and row.quantity != "0":
            proposed = program.dispositions.propose(engineer, row.id, {told.way: row.quantity}, told.decided)
            for member in board[: proposed.needed]:
                program.dispositions.approve(member, proposed.id)
        case IssueState.CLOSED:
            for hold in program.containment.holds(engineer, row.id):
                if hold.stands:
                    program.containment.lift(engineer, hold.id, told.lifted)
        case _:
            pass


def _cure(program: Program, engineer: Actor, owner: Actor, row: IssueRow, then: IssueState, told: Cure) -> None:
    """Find the causes, plan the action, have it done, verify it; each at its step."""
    match then:
        case IssueState.ANALYSED:
            name_causes(program, engineer, row.id, told)
        case IssueState.ACTING:
            due = program.workspace.store.now().local.date() + timedelta(days=10)
            program.actions.add(engineer, row.id, WantedAction(ActionKind.CORRECTIVE, told.action, owner.person_id, due))
        case IssueState.VERIFYING:
            for action in program.actions.actions_of(owner, row.id):
                if action.state is ActionState.OPEN:
                    program.actions.done(owner, action.id, told.done, version=action.version)
        case IssueState.CLOSED:
            for measured in program.effects.measured(engineer, row.id):
                program.actions.verify(engineer, measured.action.id, told.seen, version=measured.action.version)
                try:
                    program.effects.conclude(engineer, measured.action.id)
                except RefusedError:  # without a plan, too early, or too little was looked at
                    program.effects.override(engineer, measured.action.id, told.overridden)
        case _:
            pass


def name_causes(program: Program, engineer: Actor, issue_id: str, told: Cure) -> None:
    """Answer why for both questions and mark the last answers as root causes, with a code of the list."""
    codes = {one.code: one for one in program.causes.codes(engineer)}
    for track, whys in told.whys.items():
        parent, version = None, 1
        for text, evidence in whys:
            node = program.causes.add_node(engineer, issue_id, track, text, parent_id=parent, evidence=evidence)
            parent, version = node.id, node.version
        program.causes.mark_root(engineer, issue_id, str(parent), codes[told.causes[track]].id, version=version)
