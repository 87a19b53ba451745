"""Answers to items, and the words for what they say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What an answer says about its item.  Always derived from the answer and the criteria."""

    OPEN = "open"
    CONFORMS = "conforms"
    FAILS = "does_not_conform"
    NOT_APPLICABLE = "not_applicable"
    RECORDED = "recorded"


class Gap(StrEnum):
    """Why an item is not finished."""

    UNANSWERED = "unanswered"
    NOTE_MISSING = "note_missing"
    PHOTO_MISSING = "photo_missing"
    EVIDENCE_MISSING = "evidence_missing"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one item.

    ``value`` is the canonical text of the item's type (a decimal as typed, a choice id, a moment in ISO 8601 …), ``None`` while
    the item is open or not applicable.  ``na_reason`` is set exactly when the item was marked as not applicable.
    """

    value: str | None = None
    na_reason: str | None = None
    note: str = ""
    photos: int = 0

    @property
    def is_given(self) -> bool:
        """Whether the item was answered or marked as not applicable."""
        return self.value is not None or self.na_reason is not None


BLANK = Answer()
