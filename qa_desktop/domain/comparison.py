"""What changed from one revision of a checklist to the next: wording, criteria, structure.

Items are the same when they have the same key.  The kind of a revision is the strongest kind of change in it: a change of wording
asks for no new judgement, a change of criteria can turn a verdict, a change of structure asks for other answers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_desktop.domain.changed_fields import ChangeKind, FieldChange, changed_fields
from qa_desktop.domain.checklist import Checklist, Item, RemovedCheck, Section


class Fate(StrEnum):
    """What became of an item or a section."""

    ADDED = "added"
    REMOVED = "removed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item that is not as it was.

    ``text`` is its newest text, ``section`` the title of the section where it stands (stood, when it was removed).  ``moved``
    says that it stands in another section or in another order among the items that were kept.  ``gone`` is the answer to why a
    check with a reason was removed, where one was given.
    """

    key: str
    text: str
    section: str
    fate: Fate
    moved: bool = False
    old_section: str = ""
    fields: tuple[FieldChange, ...] = ()
    gone: RemovedCheck | None = None

    @property
    def kind(self) -> ChangeKind:
        """The strongest kind of change of this item."""
        if self.moved or self.fate is not Fate.KEPT:
            return ChangeKind.STRUCTURE
        return max(field.kind for field in self.fields)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section that was added, removed, moved or renamed (then ``old_title`` differs from ``title``)."""

    title: str
    fate: Fate
    moved: bool = False
    old_title: str = ""

    @property
    def kind(self) -> ChangeKind:
        """Renaming is wording, everything else is structure."""
        return ChangeKind.STRUCTURE if self.moved or self.fate is not Fate.KEPT else ChangeKind.WORDING


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes: of the checklist itself, of its sections, of its items in the order of the new revision, removed ones last."""

    fields: tuple[FieldChange, ...]
    sections: tuple[SectionChange, ...]
    items: tuple[ItemChange, ...]

    @property
    def kind(self) -> ChangeKind | None:
        """The kind of the revision as a whole; ``None`` when nothing changed."""
        return max(self._kinds(), default=None)

    def count(self, kind: ChangeKind) -> int:
        """Return how many single changes are of this kind."""
        return sum(1 for found in self._kinds() if found is kind)

    def _kinds(self) -> Iterator[ChangeKind]:
        yield from (field.kind for field in self.fields)
        yield from (section.kind for section in self.sections)
        for item in self.items:
            if item.moved or item.fate is not Fate.KEPT:
                yield ChangeKind.STRUCTURE
            yield from (field.kind for field in item.fields)


def compare(old: Checklist, new: Checklist) -> Comparison:
    """Return what changed from ``old`` to ``new``; ids of rows play no part."""
    pairs = _paired_sections(old.sections, new.sections)
    head = (
        ("title", "title", old.title, new.title),
        ("description", "description", old.description, new.description),
    )
    fields = tuple(FieldChange(name, label, ChangeKind.WORDING, was, now) for name, label, was, now in head if was != now)
    return Comparison(fields, tuple(_section_changes(old, new, pairs)), tuple(_item_changes(old, new, pairs)))


def _paired_sections(old: Sequence[Section], new: Sequence[Section]) -> Mapping[int, int]:
    """Return the place of the old section for each new one: those with the same title, then those that share most items."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(old))
    for place, section in enumerate(new):
        match = next((at for at, other in free.items() if other.title == section.title), None)
        if match is not None:
            pairs[place] = match
            del free[match]
    for place, section in enumerate(new):
        if place in pairs:
            continue
        keys = {item.key for item in section.items}
        shared = {at: len(keys & {item.key for item in other.items}) for at, other in free.items()}
        best = max(shared, key=lambda at: (shared[at], -at), default=None)
        if best is not None and shared[best]:
            pairs[place] = best
            del free[best]
    return pairs


def _section_changes(old: Checklist, new: Checklist, pairs: Mapping[int, int]) -> Iterator[SectionChange]:
    staying = _in_order([pairs[place] for place in sorted(pairs)])
    for place, section in enumerate(new.sections):
        if place not in pairs:
            yield SectionChange(section.title, Fate.ADDED)
            continue
        before = old.sections[pairs[place]]
        moved = pairs[place] not in staying
        if moved or before.title != section.title:
            yield SectionChange(section.title, Fate.KEPT, moved, before.title)
    for place, section in enumerate(old.sections):
        if place not in pairs.values():
            yield SectionChange(section.title, Fate.REMOVED, old_title=section.title)


def _item_changes(old: Checklist, new: Checklist, pairs: Mapping[int, int]) -> Iterator[ItemChange]:
    before = {item.key: (place, at, item) for at, (place, item) in enumerate(_placed(old))}
    kept = [item.key for _, item in _placed(new) if item.key in before]
    staying = _in_order([before[key][1] for key in kept])
    for place, item in _placed(new):
        title = new.sections[place].title
        if item.key not in before:
            yield ItemChange(item.key, item.text, title, Fate.ADDED)
            continue
        was_place, was_at, was = before[item.key]
        moved = was_at not in staying or pairs.get(place) != was_place
        fields = changed_fields(was, item)
        if moved or fields:
            yield ItemChange(item.key, item.text, title, Fate.KEPT, moved, old.sections[was_place].title, fields)
    now = {item.key for item in new.items}
    answers = {one.key: one for one in new.removed}
    for place, item in _placed(old):
        if item.key not in now:
            yield ItemChange(item.key, item.text, old.sections[place].title, Fate.REMOVED, gone=answers.get(item.key))


def _placed(checklist: Checklist) -> Iterator[tuple[int, Item]]:
    for place, section in enumerate(checklist.sections):
        for item in section.items:
            yield place, item


def _in_order(places: Sequence[int]) -> frozenset[int]:
    """Return the most places that rise from left to right (longest increasing subsequence): the others are those that moved."""
    ends: list[int] = []
    positions: list[int] = []
    before: list[int] = []
    for position, value in enumerate(places):
        length = bisect_left(ends, value)
        before.append(positions[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            positions.append(position)
        else:
            ends[length] = value
            positions[length] = position
    found = []
    at = positions[-1] if positions else -1
    while at >= 0:
        found.append(places[at])
        at = before[at]
    return frozenset(found)
