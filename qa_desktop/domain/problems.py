"""What is wrong with a checklist: sentences that name the item, and the field where it is corrected."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.checklist import Item


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something to correct at one item.

    ``words`` go on after the name of the item.  ``field`` is the path of the property, for example ``limits.lower``.  A
    ``warning`` is only said; it keeps nothing from being published.
    """

    field: str
    words: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct, as a sentence; ``key`` names the item, empty when it is about the whole checklist."""

    key: str
    sentence: str
    field: str = ""
    warning: bool = False


def label_of(number: int, item: Item) -> str:
    """Return how a sentence names an item: its position and the beginning of its text."""
    words = " ".join(item.text.split())
    return f"Item {number} “{words if len(words) <= 60 else words[:59] + '…'}”" if words else f"Item {number}"
