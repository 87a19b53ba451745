"""What every item type offers."""

from __future__ import annotations

from typing import Protocol

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item


class ItemType(Protocol):
    """The rules of one kind of item."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the text to store for what the person gave; raises :class:`~qa_desktop.domain.errors.InputError`."""
        ...

    def judge(self, item: Item, value: str) -> Verdict:
        """Return the verdict of a canonical value."""
        ...

    def display(self, item: Item, value: str) -> str:
        """Return the value for people, with its unit or in the words of the choice."""
        ...
