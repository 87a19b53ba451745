"""A tally of defects: how many of each type were found on what is looked at."""

from __future__ import annotations

import json

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import InputError

LARGEST_COUNT = 1_000_000
"""Most defects of one type on one piece."""


class DefectsType:
    """Counts by type of defect; the types are the choices of the item.  Stored as a JSON object without zero counts."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the counts in the order of their names; ``raw`` is a JSON object of counts, or ``0`` for none found."""
        counts = {} if raw.strip() == "0" else counts_of(raw)
        known = {choice.id for choice in item.choices}
        for name, count in counts.items():
            if name not in known:
                raise InputError("“{id}” is not one of the defect types of this item.", id=name)
            if not 0 <= count <= LARGEST_COUNT:
                raise InputError("{count} is no possible number of defects. Type a whole number from 0.", count=count)
        return canonical_json({name: count for name, count in counts.items() if count})

    def judge(self, item: Item, value: str) -> Verdict:
        """Any defect fails, unless its type says that it does not count against conformity."""
        harmless = {choice.id for choice in item.choices if choice.conforming is True}
        return Verdict.FAILS if any(name not in harmless for name in counts_of(value)) else Verdict.CONFORMS

    def display(self, item: Item, value: str) -> str:
        """Return the counts in words, for example ``Scratch 2; Dent 1``; a dash stands for none."""
        words = {choice.id: choice.text for choice in item.choices}
        found = counts_of(value)
        return "; ".join(f"{words.get(name, name)}\u00a0{found[name]}" for name in words if name in found) or "\u2013"


def counts_of(text: str) -> dict[str, int]:
    """Return the counts by type; raises :class:`InputError` for anything else."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError("The counts of defects could not be read. Count again.") from error
    if not isinstance(found, dict) or not all(isinstance(n, int) and not isinstance(n, bool) for n in found.values()):
        raise InputError("The counts of defects could not be read. Count again.")
    return found
