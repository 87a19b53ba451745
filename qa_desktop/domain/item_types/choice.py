"""Single and multiple choice, compared by the id of the choice and never by its words."""

from __future__ import annotations

import json

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Choice, Item
from qa_desktop.domain.errors import InputError


class SingleChoiceType:
    """One choice of a list."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the id of the choice."""
        return _choice(item, raw).id

    def judge(self, item: Item, value: str) -> Verdict:
        """Return what the choice says about conformity."""
        return _verdict([_choice(item, value)])

    def display(self, item: Item, value: str) -> str:
        """Return the words of the choice."""
        return _choice(item, value).text


class MultipleChoiceType:
    """Any number of choices, stored as a JSON list of ids in the order of the template."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the ids in template order; ``raw`` is a JSON list of ids."""
        wanted = {_choice(item, id_).id for id_ in _ids(raw)}
        if not wanted:
            raise InputError("Choose at least one, or mark the item as not applicable.")
        return canonical_json([choice.id for choice in item.choices if choice.id in wanted])

    def judge(self, item: Item, value: str) -> Verdict:
        """One nonconforming choice fails the item."""
        return _verdict([_choice(item, id_) for id_ in _ids(value)])

    def display(self, item: Item, value: str) -> str:
        """Return the words of all choices."""
        return "; ".join(_choice(item, id_).text for id_ in _ids(value))


def _ids(text: str) -> list[str]:
    try:
        ids = json.loads(text)
    except ValueError as error:
        raise InputError("The choices could not be read. Choose again.") from error
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise InputError("The choices could not be read. Choose again.")
    return ids


def _choice(item: Item, id_: str) -> Choice:
    for choice in item.choices:
        if choice.id == id_:
            return choice
    raise InputError("“{id}” is not one of the choices of this item.", id=id_)


def _verdict(choices: list[Choice]) -> Verdict:
    opinions = [choice.conforming for choice in choices]
    if False in opinions:
        return Verdict.FAILS
    return Verdict.CONFORMS if True in opinions else Verdict.RECORDED
