"""Conforms or does not conform, and yes or no."""

from __future__ import annotations

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import InputError


class ConformityType:
    """The inspector's own judgement: ``pass`` or ``fail``."""

    words = {"pass": "Conforms", "fail": "Does not conform"}

    def canonical(self, item: Item, raw: str) -> str:
        """Return ``pass`` or ``fail``."""
        if raw not in self.words:
            raise InputError("Choose conforms or does not conform.")
        return raw

    def judge(self, item: Item, value: str) -> Verdict:
        """Return the judgement itself."""
        return Verdict.CONFORMS if value == "pass" else Verdict.FAILS

    def display(self, item: Item, value: str) -> str:
        """Return the judgement in words."""
        return self.words.get(value, value)


class YesNoType:
    """Yes or no; conforming when it is the expected answer, merely recorded when none is expected."""

    words = {"yes": "Yes", "no": "No"}

    def canonical(self, item: Item, raw: str) -> str:
        """Return ``yes`` or ``no``."""
        if raw not in self.words:
            raise InputError("Choose yes or no.")
        return raw

    def judge(self, item: Item, value: str) -> Verdict:
        """Compare with the expected answer."""
        if item.expected is None:
            return Verdict.RECORDED
        return Verdict.CONFORMS if value == item.expected else Verdict.FAILS

    def display(self, item: Item, value: str) -> str:
        """Return the answer in words."""
        return self.words.get(value, value)
