"""The part of the demo that decides on the lots of the older inspections."""

from __future__ import annotations

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lot import LotSource, LotState
from qa_desktop.domain.people import Actor
from qa_desktop.services.lots import LotDetail, Wanted
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.lots import LotFilter

_REASON = "What failed was sorted out and scrapped with the rest; the lot was made again."


def accept(program: Program, supervisor: Actor, inspection_id: str, password: str) -> None:
    """Accept the lot of an approved inspection where nothing stands against it."""
    row = program.inspections.open(supervisor, inspection_id).row
    if row.lot_id is None:
        return
    lot = program.lots.detail(supervisor, row.lot_id)
    if not lot.holds and not lot.blocks:
        _decide(program, supervisor, lot, inspection_id, password, accepted=True)


def reject_blocked(program: Program, supervisor: Actor, password: str) -> None:
    """Reject the lots that a failing line keeps back and that no issue holds any more."""
    for row in program.lots.page(supervisor, LotFilter(states=(LotState.OPEN,)), limit=50):
        lot = program.lots.detail(supervisor, row.id)
        finished = [one.row.id for one in lot.inspections if one.row.state is InspectionState.APPROVED]
        if lot.blocks and not lot.holds and finished and len(finished) == len(lot.inspections):
            _decide(program, supervisor, lot, finished[-1], password, accepted=False)


def _decide(program: Program, supervisor: Actor, lot: LotDetail, inspection_id: str, password: str, *, accepted: bool) -> None:
    waiting = str(lot.row.balance.waiting)
    if accepted:
        wanted = Wanted(LotSource.WAITING, waiting, accepted=waiting, inspection_id=inspection_id)
    else:
        wanted = Wanted(LotSource.WAITING, waiting, rejected=waiting, inspection_id=inspection_id, reason=_REASON)
    if not lot.row.balance.waiting:
        return
    to_sign = program.lots.prepare(supervisor, lot.row.id, wanted)
    program.lots.decide(supervisor, lot.row.id, wanted, password, to_sign.digest)
