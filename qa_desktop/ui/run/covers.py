"""Which permits cover failing readings of one run: what each line was told, kept in step while others take or give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from qa_desktop.domain.concession import Cover


class Covers:
    """By the key of the line."""

    def __init__(self, found: Mapping[str, Cover]) -> None:
        self._found = dict(found)

    def of(self, key: str) -> Cover | None:
        """Return what was said about a line."""
        return self._found.get(key)

    def take(self, key: str, cover: Cover | None) -> tuple[str, ...]:
        """Take over what the newest answer of a line was told; return the other lines of which it changes the words."""
        before = self._found.pop(key, None)
        if cover is not None:
            self._found[key] = cover
        if before is not None and before.is_covered and (cover is None or cover.number != before.number):
            left = before.left + Decimal(1)
            return self._renew(before.number, left, key)
        return () if cover is None else self._renew(cover.number, cover.left, key)

    def _renew(self, number: str, left: Decimal, own: str) -> tuple[str, ...]:
        others = [key for key, one in self._found.items() if one.number == number and one.left != left and key != own]
        for key in others:
            self._found[key] = replace(self._found[key], left=left)
        return tuple(others)
