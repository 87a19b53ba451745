"""Answers to items, and the words for what they say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_GAUGE = 100
"""Longest name of measuring equipment, in characters."""


class Verdict(StrEnum):
    """What an answer says about its item.  Always derived from the answer and the criteria.

    ``UNCERTAIN`` means that a reading lies so close to a limit that its uncertainty proves neither.
    """

    OPEN = "open"
    CONFORMS = "conforms"
    FAILS = "does_not_conform"
    UNCERTAIN = "uncertain"
    NOT_APPLICABLE = "not_applicable"
    RECORDED = "recorded"


class Gap(StrEnum):
    """Why an item is not finished."""

    UNANSWERED = "unanswered"
    NOTE_MISSING = "note_missing"
    PHOTO_MISSING = "photo_missing"
    EVIDENCE_MISSING = "evidence_missing"
    SECOND_MISSING = "second_missing"
    READINGS_DIFFER = "readings_differ"


class Source(StrEnum):
    """How a value came in."""

    TYPED = ""
    PASTED = "pasted"
    SCANNED = "scanned"
    GAUGE = "gauge"
    CALCULATED = "calculated"
    REST = "rest"


class LineAct(StrEnum):
    """What was decided about a reading that stood: three verbs, three records.

    ``RETRACT`` withdraws a reading that should not count (wrong piece, faulty gauge).  ``RETEST`` asks for a new reading of the
    same piece to confirm it.  ``REJECT`` says that the result stands and the piece is refused, whatever else is read.
    """

    NONE = ""
    RETRACT = "retract"
    RETEST = "retest"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one item.

    ``value`` is the canonical text of the item's type (a decimal as typed, a choice id, a moment in ISO 8601 …), ``None`` while
    the item is open or not applicable.  ``na_reason`` is set exactly when the item was marked as not applicable.  ``source`` says
    how the value came in, ``gauge`` names the measuring equipment.  ``second`` is the reading of another person.  ``act`` is the
    newest act on the line.
    """

    value: str | None = None
    na_reason: str | None = None
    note: str = ""
    photos: int = 0
    source: Source = Source.TYPED
    gauge: str = ""
    second: str | None = None
    act: LineAct = LineAct.NONE

    @property
    def is_given(self) -> bool:
        """Whether the item was answered or marked as not applicable."""
        return self.value is not None or self.na_reason is not None


BLANK = Answer()
