"""Tell a scanner from a hand by the rhythm of the keys.  No Qt and no clock: every key brings its own time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MAX_GAP_MS = 35
"""Keys of a scan follow each other faster than this; no hand types like that for long."""

MIN_LENGTH = 4
MAX_LENGTH = 512


class Step(Enum):
    """What to do with the key that just came and with those held so far."""

    HOLD = "hold"
    REPLAY_THEN_HOLD = "replay_then_hold"
    REPLAY_THEN_PASS = "replay_then_pass"  # noqa: S105  (no password)
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class Scan:
    """A finished scan: its text without control characters, how many of those there were, and whether it was too long."""

    text: str
    stripped: int = 0
    too_long: bool = False


class BurstDetector:
    """Collects characters that follow each other faster than a hand types; Enter or Tab at the same pace makes them a scan."""

    def __init__(self, *, max_gap: int = MAX_GAP_MS, min_length: int = MIN_LENGTH, max_length: int = MAX_LENGTH) -> None:
        self._max_gap, self._min_length, self._max_length = max_gap, min_length, max_length
        self._text: list[str] = []
        self._last = 0
        self.scan = Scan("")

    def is_holding(self) -> bool:
        """Return whether characters are held."""
        return bool(self._text)

    def follows(self, at: int) -> bool:
        """Return whether a key at ``at`` milliseconds belongs to the characters that are held."""
        return bool(self._text) and 0 <= at - self._last < self._max_gap

    def character(self, text: str, at: int) -> Step:
        """Take a character."""
        step = Step.HOLD
        if self._text and not self.follows(at):
            self._text.clear()
            step = Step.REPLAY_THEN_HOLD
        self._text.append(text)
        self._last = at
        return step

    def terminator(self, at: int) -> Step:
        """Take Enter or Tab; after :attr:`Step.SCAN` the scan is in :attr:`scan`."""
        seen = "".join(self._text)
        cleaned = "".join(c for c in seen if c.isprintable())
        is_scan = self.follows(at) and len(cleaned) >= self._min_length
        self._text.clear()
        if not is_scan:
            return Step.REPLAY_THEN_PASS
        too_long = len(cleaned) > self._max_length
        self.scan = Scan("" if too_long else cleaned, len(seen) - len(cleaned), too_long)
        return Step.SCAN

    def reset(self) -> None:
        """Forget what is held: it was replayed."""
        self._text.clear()
