"""Which measuring equipment is in use for each characteristic of an open inspection.

What is named once goes on for the same characteristic, because a gauge stays in the hand from piece to piece; nothing is named
before a person has done so in this inspection.
"""

from __future__ import annotations

from collections.abc import Mapping

from qa_desktop.domain.answers import LONGEST_GAUGE, Answer
from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.lines import split_line

GAUGED = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CONFORMITY})
"""Kinds whose answers may come from a gauge; a thread gauge that goes or stops is answered by conformity."""


class Gauges:
    """Names by characteristic."""

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        self._by_item = {split_line(key)[0]: answer.gauge for key, answer in (answers or {}).items() if answer.gauge}

    def of(self, line_id: str, kind: ItemKind) -> str:
        """Return the gauge that is in use for a line; empty for none."""
        return self._by_item.get(split_line(line_id)[0], "") if kind in GAUGED else ""

    def use(self, line_id: str, gauge: str) -> None:
        """Say which gauge is used for the characteristic of a line from now on; an empty name means none."""
        self._by_item[split_line(line_id)[0]] = " ".join(gauge.split())[:LONGEST_GAUGE]

    def known(self) -> tuple[str, ...]:
        """Return the gauges that were named in this inspection, each once."""
        return tuple(dict.fromkeys(name for name in reversed(self._by_item.values()) if name))
