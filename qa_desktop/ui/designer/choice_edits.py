"""Intents for what an item has in lists: choices or defect types, and texts per language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qa_desktop.domain.checklist import Choice, Item
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_rules import Translation
from qa_desktop.ui.designer.core import DesignerCore
from qa_desktop.ui.designer.edits import fresh, slug
from qa_desktop.ui.designer.state import Typed


class ChoiceEdits:
    """Choices of the present item.  Their ids are what answers and conditions name, so they follow the words only while new."""

    def __init__(self, core: DesignerCore) -> None:
        self._core = core
        self._born: set[tuple[str, str]] = set()

    def add(self) -> None:
        """Add an empty choice at the end and go to its words."""
        item = self._core.item
        if item is None:
            return
        id_ = fresh("choice_1", {choice.id for choice in item.choices})
        self._born.add((item.key, id_))
        self._put(item, (*item.choices, Choice(id_, "")), None)
        self._core.want(f"choices.{len(item.choices)}")

    def text(self, place: int, words: str) -> None:
        """Give a choice other words."""
        item = self._core.item
        if item is None or not 0 <= place < len(item.choices):
            return
        choice = item.choices[place]
        id_ = choice.id
        if (item.key, id_) in self._born:
            others = {one.id for one in item.choices} - {id_}
            id_ = fresh(slug(words, otherwise=id_), others)
            self._born.discard((item.key, choice.id))
            self._born.add((item.key, id_))
        self._change(item, place, replace(choice, id=id_, text=words), ("choices", place))

    def conforming(self, place: int, conforming: bool | None) -> None:
        """Say whether a choice conforms."""
        item = self._core.item
        if item is not None and 0 <= place < len(item.choices):
            self._change(item, place, replace(item.choices[place], conforming=conforming), None)

    def remove(self, place: int) -> None:
        """Remove a choice."""
        item = self._core.item
        if item is not None and 0 <= place < len(item.choices):
            self._put(item, item.choices[:place] + item.choices[place + 1 :], None)

    def step(self, place: int, by: int) -> None:
        """Move a choice up or down."""
        item = self._core.item
        if item is None or not (0 <= place < len(item.choices) and 0 <= place + by < len(item.choices)):
            return
        choices = list(item.choices)
        choices.insert(place + by, choices.pop(place))
        self._put(item, tuple(choices), None)
        self._core.want(f"choices.{place + by}")

    def _change(self, item: Item, place: int, choice: Choice, tag: object) -> None:
        choices = list(item.choices)
        choices[place] = choice
        self._put(item, tuple(choices), tag)

    def _put(self, item: Item, choices: tuple[Choice, ...], tag: object) -> None:
        self._core.edit_item(replace(item, choices=choices), None if tag is None else (self._core.spot, tag))


class LanguageEdits:
    """Texts of the present item in other languages."""

    def __init__(self, core: DesignerCore) -> None:
        self._core = core

    def add(self, language: str) -> bool:
        """Add a language by its tag such as ``de``; return whether it is new."""
        item, tag = self._core.item, language.strip()
        if item is None:
            return False
        known = {one.language for one in item.rules.texts}
        if not tag or tag in known or len(tag) > 35:
            error = InputError("Type the short name of a language that is not in the list yet, for example de.")
            self._core.typed[item.key, "language"] = Typed(language, error)
            self._core.changed()
            return False
        self._core.typed.pop((item.key, "language"), None)
        self._put(item, (*item.rules.texts, Translation(tag, "")), None)
        return True

    def remove(self, language: str) -> None:
        """Remove a language."""
        item = self._core.item
        if item is not None:
            self._put(item, tuple(one for one in item.rules.texts if one.language != language), None)

    def text(self, language: str, words: str) -> None:
        """Give the item its text in a language."""
        self._change(language, lambda one: replace(one, text=words), "text")

    def help(self, language: str, words: str) -> None:
        """Give the item its help in a language."""
        self._change(language, lambda one: replace(one, help=words), "help")

    def choice(self, language: str, choice_id: str, words: str) -> None:
        """Give a choice its words in a language; empty words are those of the usual language."""

        def changed(one: Translation) -> Translation:
            pairs = {id_: text for id_, text in one.choices if id_ != choice_id}
            if words.strip():
                pairs[choice_id] = words
            item = self._core.item
            order = [choice.id for choice in item.choices] if item is not None else []
            known = sorted(pairs, key=lambda id_: order.index(id_) if id_ in order else len(order))
            return replace(one, choices=tuple((id_, pairs[id_]) for id_ in known))

        self._change(language, changed, ("choice", choice_id))

    def _change(self, language: str, change: Callable[[Translation], Translation], tag: object) -> None:
        item = self._core.item
        if item is not None:
            texts = tuple(change(one) if one.language == language else one for one in item.rules.texts)
            self._put(item, texts, (self._core.spot, language, tag))

    def _put(self, item: Item, texts: tuple[Translation, ...], tag: object) -> None:
        self._core.edit_item(replace(item, rules=replace(item.rules, texts=texts)), tag)
