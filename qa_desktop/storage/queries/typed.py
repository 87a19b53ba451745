"""What was typed into a field that finds something."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 500
"""Characters; a page that was pasted into the field would only keep the database busy."""

_MOST: Final = 20


def words_to_find(text: str) -> tuple[str, ...]:
    """Return the words to look for: of a pasted page the first ones, because each becomes a condition of the query."""
    return tuple(text[:LONGEST].split()[:_MOST])
