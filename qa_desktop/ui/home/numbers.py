"""Numbers of a new inspection that cannot be meant, found before anything is asked of the services."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.units import parse_measure


class Wrong(StrEnum):
    """What is wrong; the value is the name of the field."""

    QUANTITY = "lot_quantity"
    LOT = "lot"
    COVERS = "covers"
    PIECES = "pieces"

    @property
    def field(self) -> str:
        """The field to go to."""
        return self.value


def wrong_number(texts: Mapping[str, str]) -> Wrong | None:
    """Return the first field whose number cannot be meant, or the lot that a quantity is missing."""
    for wrong in (Wrong.QUANTITY, Wrong.COVERS):
        if texts[wrong.field].strip() and not _above_zero(texts[wrong.field]):
            return wrong
    if (texts["lot_quantity"].strip() or texts["covers"].strip()) and not texts["lot"].strip():
        return Wrong.LOT
    pieces = texts["pieces"].strip()
    if pieces and not (pieces.isascii() and pieces.isdigit() and int(pieces) > 0):
        return Wrong.PIECES
    return None


def _above_zero(text: str) -> bool:
    try:
        return parse_measure(text).value > 0
    except InputError:
        return False
