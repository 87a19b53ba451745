"""The signed file of a decision, as the preview of reports knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A decision by its key and number; it is signed and released at once."""

    id: str
    number: str
    state: str = "released"
