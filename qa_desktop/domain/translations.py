"""The words of a checklist in another language.  Criteria, digests and records always keep the words of the template itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.item_rules import Translation

_Words = TypeVar("_Words", Checklist, Item)


def languages_of(checklist: Checklist) -> tuple[str, ...]:
    """Return the languages in which at least one item has words besides those of the template, in order."""
    return tuple(sorted({words.language for item in checklist.items for words in item.rules.texts}))


def in_language(what: _Words, language: str) -> _Words:
    """Return a checklist, or an item of it, with its words in ``language`` (a BCP 47 tag such as ``de`` or ``de-AT``).

    Words that are not translated stay as they are.  A tag without words of its own takes those of its first part; an empty tag
    changes nothing.  For screens only: what is stored and signed never passes through here.
    """
    if not language:
        return what
    if isinstance(what, Item):
        return _item(what, language)
    return replace(
        what,
        sections=tuple(
            replace(section, items=tuple(_item(item, language) for item in section.items))
            if any(item.rules.texts for item in section.items)
            else section
            for section in what.sections
        ),
    )


def _item(item: Item, language: str) -> Item:
    words = _translation(item, language)
    if words is None:
        return item
    said = dict(words.choices)
    return replace(
        item,
        text=words.text or item.text,
        help=words.help or item.help,
        choices=tuple(replace(choice, text=said.get(choice.id) or choice.text) for choice in item.choices),
    )


def _translation(item: Item, language: str) -> Translation | None:
    wanted = language.casefold()
    known = {words.language.casefold(): words for words in item.rules.texts}
    while wanted:
        if wanted in known:
            return known[wanted]
        wanted = wanted.rpartition("-")[0]
    return None
