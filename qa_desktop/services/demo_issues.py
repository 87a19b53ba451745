"""The part of the demo that follows up issues: held, explained, acted on, verified, closed after a while; some are left lying."""

from __future__ import annotations

from datetime import timedelta

from qa_desktop.domain.actions import ActionKind, ActionState
from qa_desktop.domain.causes import Track
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState, next_states
from qa_desktop.domain.issue_gates import is_full
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow

_STEPS = (
    (6, IssueState.CONTAINED, "Lot checked piece by piece, bad pieces in the red bin."),
    (12, IssueState.ANALYSED, "Worn insert; the change interval was too long."),
    (18, IssueState.ACTING, "Interval halved in the setting sheet, operators told."),
    (26, IssueState.VERIFYING, "Next three lots are watched."),
    (34, IssueState.CLOSED, "Three lots without a repeat."),
)
"""How many inspections later an issue takes its next step, and what was written."""
CODES = (
    ("DIM", "Dimension outside its limits"),
    ("SURF", "Surface damaged or dirty"),
    ("WELD", "Weld seam faulty"),
    ("ASSY", "Wrongly or not assembled"),
    ("DOC", "Papers missing or wrong"),
)
WHYS = {
    Track.OCCURRENCE: (
        ("The insert was worn beyond its limit", "Wear land 0.4 mm under the microscope"),
        ("It is changed by feel, not by count", "No count in the setting sheet"),
    ),
    Track.DETECTION: (
        ("Only the first piece of the run was measured", "Process sheet, revision C"),
        ("The plan does not say when to measure again", "Read together with the setter"),
    ),
}
"""The chain of whys of both questions, with how each answer is known; the last one is the root."""


def follow_up(program: Program, engineer: Actor, board: tuple[Actor, ...], place: int) -> None:
    """Let the quality engineer work on the issues of the past weeks; every seventh is left lying, as it happens."""
    if place % 3:
        return
    page = program.issues.list_issues(engineer, IssueFilter(open_only=True), limit=200)
    for row in page.rows:
        if row.inspection_id is None:  # told by the stories
            continue
        number = int(row.number.rsplit("-", 1)[1])
        wanted = next((step for step in reversed(_STEPS) if step[1] in next_states(row.state)), None)
        if wanted is not None and number % 7 and place >= number * 2 + wanted[0]:
            step(program, engineer, board, row, wanted[1], wanted[2])


def step(program: Program, engineer: Actor, board: tuple[Actor, ...], row: IssueRow, then: IssueState, remark: str) -> IssueRow:
    """Take an issue to its next state, with everything that the gate of it asks for; the last of the board owns the action."""
    if row.kind in {IssueKind.NONCONFORMITY, IssueKind.COMPLAINT}:
        _settle_goods(program, engineer, board, row, then)
        if is_full(row.kind, row.severity):
            _cure(program, engineer, board[-1], row, then)
    moved = program.issues.move(engineer, row.id, then, remark, program.issues.detail(engineer, row.id).row.version)
    if then is IssueState.CONTAINED and is_full(row.kind, row.severity):
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


def _settle_goods(program: Program, engineer: Actor, board: tuple[Actor, ...], row: IssueRow, then: IssueState) -> None:
    """Hold the goods, decide on them, lift the hold."""
    match then:
        case IssueState.CONTAINED if row.lot_id is not None:
            wish = HoldWish(HoldKind.LOT, f"{row.part_number} {row.lot_number}", "Until every piece was looked at.", row.lot_id)
            program.containment.place(engineer, row.id, (wish,))
        case IssueState.CONTAINED:
            reason = "Found at the machine; nothing of it has left the cell."
            program.containment.place(engineer, row.id, (HoldWish(HoldKind.NONE, "", reason),))
        case IssueState.ACTING if row.quantity and row.quantity != "0":
            proposed = program.dispositions.propose(engineer, row.id, {"scrap": row.quantity}, "Cheaper than sorting and rework.")
            for member in board[: proposed.needed]:
                program.dispositions.approve(member, proposed.id)
        case IssueState.CLOSED:
            for hold in program.containment.holds(engineer, row.id):
                if hold.stands:
                    program.containment.lift(engineer, hold.id, "Sorted piece by piece; the good ones are marked.")
        case _:
            pass


def _cure(program: Program, engineer: Actor, owner: Actor, row: IssueRow, then: IssueState) -> None:
    """Find the causes, plan the action, have it done, verify it; each at its step."""
    match then:
        case IssueState.ANALYSED:
            name_causes(program, engineer, row.id)
        case IssueState.ACTING:
            due = program.workspace.store.now().local.date() + timedelta(days=10)
            text = "Change the insert after 200 pieces; the counter of the machine stops it"
            program.actions.add(engineer, row.id, WantedAction(ActionKind.CORRECTIVE, text, owner.person_id, due))
        case IssueState.VERIFYING:
            for action in program.actions.actions_of(owner, row.id):
                if action.state is ActionState.OPEN:
                    evidence = "Counter set at the machine, setting sheet changed to revision D"
                    program.actions.done(owner, action.id, evidence, version=action.version)
        case IssueState.CLOSED:
            for measured in program.effects.measured(engineer, row.id):
                remark = "Looked at the counter and at the sheet on the machine."
                program.actions.verify(engineer, measured.action.id, remark, version=measured.action.version)
                if measured.plan is None:
                    reason = "Three lots without a repeat; the part runs out next month."
                    program.effects.override(engineer, measured.action.id, reason)
                else:
                    program.effects.conclude(engineer, measured.action.id)
        case _:
            pass


def name_causes(program: Program, engineer: Actor, issue_id: str) -> None:
    """Answer why twice for both questions and mark the last answers as root causes, with a code of the list."""
    codes = program.causes.codes(engineer)
    for track, whys in WHYS.items():
        parent, version = None, 1
        for text, evidence in whys:
            node = program.causes.add_node(engineer, issue_id, track, text, parent_id=parent, evidence=evidence)
            parent, version = node.id, node.version
        code = next(one for one in codes if one.scope.covers(track))
        program.causes.mark_root(engineer, issue_id, str(parent), code.id, version=version)
