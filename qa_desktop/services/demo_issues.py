"""The part of the demo that follows up issues: held, decided by the board, closed after a while; some are left lying."""

from __future__ import annotations

from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState, next_states
from qa_desktop.domain.people import Actor
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


def follow_up(program: Program, engineer: Actor, board: tuple[Actor, ...], place: int) -> None:
    """Let the quality engineer work on the issues of the past weeks; every seventh is left lying, as it happens."""
    if place % 3:
        return
    page = program.issues.list_issues(engineer, IssueFilter(open_only=True), limit=200)
    for row in page.rows:
        number = int(row.number.rsplit("-", 1)[1])
        wanted = next((step for step in _STEPS if step[1] in next_states(row.state)), None)
        if wanted is not None and number % 7 and place >= number * 2 + wanted[0]:
            if row.kind in {IssueKind.NONCONFORMITY, IssueKind.COMPLAINT}:
                _prove(program, engineer, board, row, wanted[1])
            program.issues.move(engineer, row.id, wanted[1], wanted[2], program.issues.detail(engineer, row.id).row.version)


def _prove(program: Program, engineer: Actor, board: tuple[Actor, ...], row: IssueRow, then: IssueState) -> None:
    """Do what the gate of the next step asks for."""
    match then:
        case IssueState.CONTAINED if row.lot_id is not None:
            wish = HoldWish(HoldKind.LOT, f"{row.part_number} {row.lot_number}", "Until every piece was looked at.", row.lot_id)
            program.containment.place(engineer, row.id, (wish,))
        case IssueState.CONTAINED:
            reason = "Found at the machine; nothing of it has left the cell."
            program.containment.place(engineer, row.id, (HoldWish(HoldKind.NONE, "", reason),))
        case IssueState.ACTING if row.quantity and row.quantity != "0":
            proposed = program.dispositions.propose(engineer, row.id, {"scrap": row.quantity}, "Cheaper than sorting and rework.")
            program.dispositions.approve(board[0], proposed.id)
        case IssueState.CLOSED:
            for hold in program.containment.holds(engineer, row.id):
                if hold.stands:
                    program.containment.lift(engineer, hold.id, "Sorted piece by piece; the good ones are marked.")
        case _:
            pass
