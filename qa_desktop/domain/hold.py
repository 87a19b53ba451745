"""Containment: what may not be used until an issue is understood."""

from __future__ import annotations

from enum import StrEnum


class HoldKind(StrEnum):
    """What is held.  ``NONE`` states, with the reason, that nothing has to be."""

    LOT = "lot"
    PART = "part"
    SERIALS = "serials"
    SUPPLIER = "supplier"
    OPERATOR = "operator"
    GAUGE = "gauge"
    DELIVERY = "delivery"
    OTHER = "other"
    NONE = "none"
