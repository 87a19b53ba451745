"""What a checklist must be before it is kept as a draft, and before it is published.

A draft may be unfinished, but what it says must fit the tables; a published revision must also be answerable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, Section
from qa_desktop.domain.decimals import SCALE, decimals_of
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.text import clean_text

MAX_ITEMS = 5_000
"""Most items of one checklist."""

MAX_LINE = 500
"""Longest key, unit or id of a choice."""

_LARGEST = Decimal(9_000_000_000)
_CHOICES = frozenset({ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.DEFECTS})
_LIMITED = frozenset({ItemKind.MEASUREMENT, ItemKind.CALCULATED})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct, as a sentence; ``key`` names the item, empty when it is about the whole checklist."""

    key: str
    sentence: str


def cleaned(checklist: Checklist) -> Checklist:
    """Return the checklist with every text fit for the tables; raises :class:`InputError` naming the item."""
    try:
        title = clean_text(checklist.title).strip()
        description = clean_text(checklist.description)
    except InputError as error:
        raise InputError("Title or description of the checklist: {problem}", problem=error) from error
    return Checklist(title=title, description=description, sections=tuple(_section(s) for s in checklist.sections))


def problems_of_draft(checklist: Checklist) -> tuple[Problem, ...]:
    """Return what keeps a checklist from being kept at all."""
    found = [] if checklist.title.strip() else [Problem("", "The checklist has no title. Give it one.")]
    if len(checklist.items) > MAX_ITEMS:
        found.append(Problem("", f"The checklist has {len(checklist.items)} items; at most {MAX_ITEMS} can be kept. Split it."))
    seen: dict[str, str] = {}
    for label, item in _labelled(checklist):
        if not item.key:
            found.append(Problem("", f"{label} has no key. Give it a short name that no other item has."))
        elif item.key in seen:
            found.append(Problem(item.key, f"{label} has the same key “{item.key}” as {seen[item.key]}. Give it another one."))
        seen.setdefault(item.key, label)
        found += [Problem(item.key, f"{label}: {words}") for words in _limit_problems(item)]
    return tuple(found)


def problems_of_publishing(checklist: Checklist) -> tuple[Problem, ...]:
    """Return everything that must be corrected before the checklist can be published."""
    found = list(problems_of_draft(checklist))
    if all(item.kind is ItemKind.INSTRUCTION for item in checklist.items):
        found.append(Problem("", "The checklist asks for no answer. Add at least one item that can be answered."))
    for label, item in _labelled(checklist):
        found += [Problem(item.key, f"{label}{words}") for words in _item_problems(item)]
    return tuple(found)


def require_draft(checklist: Checklist) -> None:
    """Raise :class:`InputError` with the first problem that keeps the checklist from being stored."""
    found = problems_of_draft(checklist)
    if found:
        raise InputError("{problem} Nothing was stored.{more}", problem=found[0].sentence, more=_more(found))


def require_publishable(checklist: Checklist) -> None:
    """Raise :class:`RefusedError` with the first problem that keeps the checklist from being published."""
    found = problems_of_publishing(checklist)
    if found:
        raise RefusedError("{problem} The draft stays as it is.{more}", problem=found[0].sentence, more=_more(found))


def label_of(number: int, item: Item) -> str:
    """Return how a sentence names an item: its position and the beginning of its text."""
    words = " ".join(item.text.split())
    return f"Item {number} “{words if len(words) <= 60 else words[:59] + '…'}”"


def _labelled(checklist: Checklist) -> Iterator[tuple[str, Item]]:
    for number, item in enumerate(checklist.items, start=1):
        yield label_of(number, item), item


def _more(found: tuple[Problem, ...]) -> str:
    others = len(found) - 1
    return (
        "" if others == 0 else f" There is {others} more to correct." if others == 1 else f" There are {others} more to correct."
    )


def _limit_problems(item: Item) -> Iterator[str]:
    for name in ("nominal", "lower", "upper"):
        value: Decimal | None = getattr(item.limits, name)
        what = "nominal value" if name == "nominal" else f"{name} limit"
        if value is None:
            continue
        if not value.is_finite():
            yield f"the {what} is not a number. Type it again."
        elif decimals_of(value) > SCALE:
            yield f"the {what} {value} has more than {SCALE} decimals. Use a smaller unit."
        elif abs(value) > _LARGEST:
            yield f"the {what} {value} is too large. Use a larger unit."
    if item.decimals is not None and not 0 <= item.decimals <= SCALE:
        yield f"{item.decimals} decimals cannot be kept. Choose 0 to {SCALE}."


def _item_problems(item: Item) -> Iterator[str]:
    limits = item.limits
    if not item.text.strip():
        yield " has no text. Say what is to be checked."
    if item.kind in _CHOICES:
        yield from _choice_problems(item.choices)
    elif item.choices:
        yield " lists choices, but its kind does not offer any. Change the kind or remove the choices."
    if limits.lower is not None and limits.upper is not None and limits.lower > limits.upper:
        yield f": the lower limit {limits.lower} lies above the upper limit {limits.upper}. Correct them."
    if item.kind not in _LIMITED and limits != type(limits)():
        yield " has limits, but only a measurement is judged by limits. Make it a measurement or remove them."
    if item.expected not in {None, "yes", "no"}:
        yield f" expects “{item.expected}”; a yes/no item can only expect yes or no."
    elif item.expected is not None and item.kind is not ItemKind.YES_NO:
        yield " expects yes or no, but it is not a yes/no item. Change the kind or remove the expected answer."


def _choice_problems(choices: tuple[Choice, ...]) -> Iterator[str]:
    ids = [choice.id for choice in choices]
    if not choices:
        yield " has no choices. Add at least one."
    if len(set(ids)) != len(ids):
        twice = next(id_ for id_ in ids if ids.count(id_) > 1)
        yield f" has the choice “{twice}” twice. Remove one of them."
    if any(not choice.id or not choice.text.strip() for choice in choices):
        yield " has a choice without words. Give it a text or remove it."


def _section(section: Section) -> Section:
    try:
        title = clean_text(section.title)
    except InputError as error:
        raise InputError("The title of a section: {problem}", problem=error) from error
    return replace(section, title=title, items=tuple(_item(item) for item in section.items))


def _item(item: Item) -> Item:
    try:
        return replace(
            item,
            key=clean_text(item.key, limit=MAX_LINE).strip(),
            text=clean_text(item.text),
            help=clean_text(item.help),
            unit=clean_text(item.unit, limit=MAX_LINE),
            choices=tuple(replace(c, id=clean_text(c.id, limit=MAX_LINE), text=clean_text(c.text)) for c in item.choices),
        )
    except InputError as error:
        raise InputError("“{item}”: {problem}", item=" ".join(item.text.split())[:60], problem=error) from error
