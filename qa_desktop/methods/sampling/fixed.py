"""Plans without tables: a fixed number of pieces, a share of the lot, and every piece.

They say nothing about the risk by themselves: the same share is a weak plan for a small lot and a strong one for a large lot.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.sampling.tables import require_lot_size


def fixed_number(lot_size: int, n: int) -> int:
    """Return how many pieces to inspect when ``n`` are wanted: never more than there are."""
    require_lot_size(lot_size)
    if n < 1:
        raise InputError("A sample of {n} pieces is none. Give 1 or more.", n=n)
    return min(n, lot_size)


def share_of_lot(lot_size: int, percent: Decimal) -> int:
    """Return how many pieces ``percent`` of the lot are: rounded up, at least 1, at most the lot."""
    require_lot_size(lot_size)
    if not 0 < percent <= 100:
        raise InputError("A share of the lot is above 0 and at most 100 percent; {percent} is not.", percent=percent)
    return min(lot_size, max(1, math.ceil(Fraction(percent) * lot_size / 100)))


def every_piece(lot_size: int) -> int:
    """Return the whole lot."""
    require_lot_size(lot_size)
    return lot_size
