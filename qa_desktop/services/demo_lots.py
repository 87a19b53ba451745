"""The part of the demo that decides on the lots of the older inspections."""

from __future__ import annotations

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lot import LotSource, LotState
from qa_desktop.domain.people import Actor
from qa_desktop.services.lots import LotDetail, Wanted
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.lots import LotFilter


def accept(program: Program, supervisor: Actor, inspection_id: str, password: str) -> None:
    """Accept the lot of an approved inspection where nothing stands against it."""
    row = program.inspections.open(supervisor, inspection_id).row
    if row.lot_id is None:
        return
    lot = program.lots.detail(supervisor, row.lot_id)
    if not lot.holds and not lot.blocks:
        _decide(program, supervisor, lot, inspection_id, password)


def to_inspect_again(program: Program, supervisor: Actor) -> tuple[str, ...]:
    """Return the approved inspections whose lots a failing line keeps back, and which no issue holds any more."""
    found = []
    for row in program.lots.page(supervisor, LotFilter(states=(LotState.OPEN,)), limit=50):
        lot = program.lots.detail(supervisor, row.id)
        finished = [one.row.id for one in lot.inspections if one.row.state is InspectionState.APPROVED]
        if lot.blocks and not lot.holds and len(finished) == len(lot.inspections) == 1:
            found += finished
    return tuple(found)


def _decide(program: Program, supervisor: Actor, lot: LotDetail, inspection_id: str, password: str) -> None:
    waiting = str(lot.row.balance.waiting)
    if lot.row.balance.waiting:
        wanted = Wanted(LotSource.WAITING, waiting, accepted=waiting, inspection_id=inspection_id)
        to_sign = program.lots.prepare(supervisor, lot.row.id, wanted)
        program.lots.decide(supervisor, lot.row.id, wanted, password, to_sign.digest)
