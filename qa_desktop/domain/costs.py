"""What costs are stated of a part, and which losses they explain."""

from __future__ import annotations

from enum import StrEnum


class CostKind(StrEnum):
    """What a stated cost is of: one piece itself, or doing something to one piece."""

    PIECE = "piece"
    REWORK = "rework"
    REPAIR = "repair"
    RETURN = "return"


class Loss(StrEnum):
    """How money was lost.  ``REJECTED``: rejected in a lot, and nothing says yet what happens to it."""

    REJECTED = "rejected"
    SCRAP = "scrap"
    REWORK = "rework"
    REPAIR = "repair"
    RETURN = "return_to_supplier"
    AMENDS = "amends"


COST_OF: dict[Loss, CostKind] = {
    Loss.REJECTED: CostKind.PIECE,
    Loss.SCRAP: CostKind.PIECE,
    Loss.REWORK: CostKind.REWORK,
    Loss.REPAIR: CostKind.REPAIR,
    Loss.RETURN: CostKind.RETURN,
}
"""Which stated cost of the part one piece of a loss has.  Amends state their own amount.

A piece that goes back to its supplier is credited, so only what sending it back costs is lost.
"""
