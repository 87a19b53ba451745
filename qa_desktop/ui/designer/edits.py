"""Changes of a checklist as pure functions: each takes a checklist and returns the new one, and where one then stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa_desktop.domain.checklist import Checklist, Item, ItemKind, RemovedCheck, Section
from qa_desktop.methods.expression_checks import renamed


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the outline: an item, the head of a section (``item`` is ``None``), or the head of all (``section`` is -1)."""

    section: int = -1
    item: int | None = None


HEAD = Spot()
"""Title and description of the checklist."""


def spots_of(checklist: Checklist) -> tuple[Spot, ...]:
    """Return the lines of the outline from top to bottom."""
    found = [HEAD]
    for number, section in enumerate(checklist.sections):
        found.append(Spot(number))
        found += [Spot(number, place) for place in range(len(section.items))]
    return tuple(found)


def item_at(checklist: Checklist, spot: Spot) -> Item | None:
    """Return the item at a place, ``None`` where there is none."""
    if spot.item is None or not 0 <= spot.section < len(checklist.sections):
        return None
    items = checklist.sections[spot.section].items
    return items[spot.item] if 0 <= spot.item < len(items) else None


def spot_of(checklist: Checklist, key: str) -> Spot | None:
    """Return where the item with a key stands."""
    for number, section in enumerate(checklist.sections):
        for place, item in enumerate(section.items):
            if item.key == key:
                return Spot(number, place)
    return None


def nearest(checklist: Checklist, spot: Spot) -> Spot:
    """Return ``spot``, or where one stands when it is gone."""
    if spot.section < 0 or not checklist.sections:
        return HEAD
    number = min(spot.section, len(checklist.sections) - 1)
    count = len(checklist.sections[number].items)
    if spot.item is None or not count:
        return Spot(number)
    return Spot(number, min(spot.item, count - 1))


def with_item(checklist: Checklist, spot: Spot, item: Item) -> Checklist:
    """Return the checklist with another item at a place; a new key is followed into all conditions and formulas."""
    old = item_at(checklist, spot)
    if old is None or spot.item is None:
        return checklist
    items = list(checklist.sections[spot.section].items)
    items[spot.item] = item
    changed = _with_items(checklist, spot.section, items)
    return _followed(changed, old.key, item.key) if old.key != item.key else changed


def with_section_title(checklist: Checklist, section: int, title: str) -> Checklist:
    """Return the checklist with another title of a section."""
    sections = list(checklist.sections)
    sections[section] = replace(sections[section], title=title)
    return replace(checklist, sections=tuple(sections))


def insert_item(checklist: Checklist, after: Spot, item: Item) -> tuple[Checklist, Spot]:
    """Insert an item behind a place; a checklist without sections gets one."""
    if not checklist.sections:
        return replace(checklist, sections=(Section("", (item,)),)), Spot(0, 0)
    number = max(0, after.section)
    items = list(checklist.sections[number].items)
    place = 0 if after.item is None else after.item + 1
    items.insert(place, item)
    return _with_items(checklist, number, items), Spot(number, place)


def insert_section(checklist: Checklist, after: Spot, title: str) -> tuple[Checklist, Spot]:
    """Insert an empty section behind the one of a place."""
    sections = list(checklist.sections)
    number = after.section + 1
    sections.insert(number, Section(title, ()))
    return replace(checklist, sections=tuple(sections)), Spot(number)


def remove(checklist: Checklist, spot: Spot) -> tuple[Checklist, Spot]:
    """Remove an item, or a section with everything in it; the head stays."""
    if spot.section < 0:
        return checklist, HEAD
    if spot.item is None:
        sections = list(checklist.sections)
        del sections[spot.section]
        shorter = replace(checklist, sections=tuple(sections))
    else:
        items = list(checklist.sections[spot.section].items)
        del items[spot.item]
        shorter = _with_items(checklist, spot.section, items)
    return shorter, nearest(shorter, spot)


def duplicate(checklist: Checklist, spot: Spot) -> tuple[Checklist, Spot]:
    """Copy an item, or a section with its items, behind itself; copies get keys of their own."""
    item = item_at(checklist, spot)
    taken = keys_of(checklist)
    if item is not None:
        return insert_item(checklist, spot, _copied(item, taken))
    if spot.section < 0:
        return checklist, spot
    section = checklist.sections[spot.section]
    sections = list(checklist.sections)
    sections.insert(spot.section + 1, replace(section, id="", items=tuple(_copied(one, taken) for one in section.items)))
    return replace(checklist, sections=tuple(sections)), Spot(spot.section + 1)


def step(checklist: Checklist, spot: Spot, by: int) -> tuple[Checklist, Spot]:
    """Move an item one line up or down, also into the next section; move a section past its neighbour."""
    if spot.section < 0:
        return checklist, spot
    if spot.item is None:
        target = spot.section + by
        if not 0 <= target < len(checklist.sections):
            return checklist, spot
        sections = list(checklist.sections)
        sections.insert(target, sections.pop(spot.section))
        return replace(checklist, sections=tuple(sections)), Spot(target)
    place = spot.item + by
    if 0 <= place < len(checklist.sections[spot.section].items):
        return _moved(checklist, spot, Spot(spot.section, place))
    beside = spot.section + by
    if not 0 <= beside < len(checklist.sections):
        return checklist, spot
    end = len(checklist.sections[beside].items) if by < 0 else 0
    return _moved(checklist, spot, Spot(beside, end))


def drop(checklist: Checklist, spot: Spot, gap: int) -> tuple[Checklist, Spot]:
    """Move what stands at ``spot`` into the gap before line ``gap`` of the outline; behind the last line is a gap, too."""
    lines = spots_of(checklist)
    if spot.section < 0 or not 0 <= gap <= len(lines):
        return checklist, spot
    if spot.item is None:
        return _section_dropped(checklist, spot, lines, gap)
    before = lines[gap - 1] if gap > 1 else HEAD
    target = Spot(max(0, before.section), 0 if before.item is None else before.item + 1)
    if target.section == spot.section and target.item is not None and target.item > spot.item:
        target = Spot(target.section, target.item - 1)
    return (checklist, spot) if target == spot else _moved(checklist, spot, target)


def keys_of(checklist: Checklist) -> set[str]:
    """Return the keys of all items."""
    return {item.key for item in checklist.items}


def fresh(base: str, taken: Iterable[str]) -> str:
    """Return ``base``, or ``base`` with the first number that makes it new."""
    used = set(taken)
    if base not in used:
        return base
    stem = re.sub(r"_\d+$", "", base)
    return next(name for number in range(2, len(used) + 3) if (name := f"{stem}_{number}") not in used)


def slug(text: str, *, otherwise: str) -> str:
    """Return a short name made of the letters and digits of a text, as keys of items are."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    words = re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return "_".join(words)[:40].strip("_") or otherwise


def new_item(checklist: Checklist, kind: ItemKind = ItemKind.CONFORMITY) -> Item:
    """Return an item without text, with a key that is still free."""
    return Item(fresh("item_1", keys_of(checklist)), kind, "")


def with_answer(checklist: Checklist, keys: Iterable[str], answer: str) -> Checklist:
    """Return the checklist with the same answer to why each of these checks may go."""
    wanted = list(keys)
    if not wanted:
        return checklist
    others = tuple(one for one in checklist.removed if one.key not in wanted)
    return replace(checklist, removed=(*others, *(RemovedCheck(key, answer) for key in wanted)))


def dependants(checklist: Checklist, keys: set[str]) -> tuple[str, ...]:
    """Return the keys of items outside ``keys`` whose condition or formula refers to one of them."""
    found = []
    for item in checklist.items:
        texts = item.rules.asks.show_when + item.rules.asks.formula
        if item.key not in keys and any("{" + key + "}" in texts for key in keys):
            found.append(item.key)
    return tuple(found)


def _copied(item: Item, taken: set[str]) -> Item:
    key = fresh(item.key, taken)
    taken.add(key)
    return replace(item, id="", key=key)


def _with_items(checklist: Checklist, number: int, items: list[Item]) -> Checklist:
    sections = list(checklist.sections)
    sections[number] = replace(sections[number], items=tuple(items))
    return replace(checklist, sections=tuple(sections))


def _moved(checklist: Checklist, spot: Spot, target: Spot) -> tuple[Checklist, Spot]:
    item = item_at(checklist, spot)
    if item is None or target.item is None:
        return checklist, spot
    shorter, _ = remove(checklist, spot)
    items = list(shorter.sections[target.section].items)
    items.insert(target.item, item)
    return _with_items(shorter, target.section, items), target


def _section_dropped(checklist: Checklist, spot: Spot, lines: tuple[Spot, ...], gap: int) -> tuple[Checklist, Spot]:
    """A section goes before the section whose line is at the gap, or behind the one whose items the gap is in."""
    at = lines[gap] if gap < len(lines) else Spot(len(checklist.sections))
    target = max(0, at.section + (at.item is not None))
    target -= target > spot.section
    if target == spot.section:
        return checklist, spot
    sections = list(checklist.sections)
    sections.insert(target, sections.pop(spot.section))
    return replace(checklist, sections=tuple(sections)), Spot(target)


def _followed(checklist: Checklist, old: str, new: str) -> Checklist:
    def follow(item: Item) -> Item:
        asks = item.rules.asks
        if "{" not in asks.show_when + asks.formula:
            return item
        changed = replace(asks, show_when=renamed(asks.show_when, old, new), formula=renamed(asks.formula, old, new))
        return item if changed == asks else replace(item, rules=replace(item.rules, asks=changed))

    sections = tuple(replace(section, items=tuple(follow(item) for item in section.items)) for section in checklist.sections)
    return replace(checklist, sections=sections)
