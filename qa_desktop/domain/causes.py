"""Why something happened and why it was not found: the words of 5-why, fishbone and is/is-not, and the tree of causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from qa_desktop.domain.errors import InputError


class Track(StrEnum):
    """Which question a cause answers: why did it happen, or why was it not found where it should have been."""

    OCCURRENCE = "occurrence"
    DETECTION = "detection"


class CodeScope(StrEnum):
    """For which track a cause code may be used."""

    OCCURRENCE = "occurrence"
    DETECTION = "detection"
    BOTH = "both"

    def covers(self, track: Track) -> bool:
        """Return whether a code of this scope may explain a cause of ``track``."""
        return self is CodeScope.BOTH or self.value == track.value


class Category(StrEnum):
    """The six branches of the fishbone (Ishikawa)."""

    PEOPLE = "people"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    MEASUREMENT = "measurement"
    ENVIRONMENT = "environment"


class Aspect(StrEnum):
    """The four questions of is / is-not."""

    WHAT = "what"
    WHERE = "where"
    WHEN = "when"
    HOW_MUCH = "how_much"


class TeamRole(StrEnum):
    """What a member of the team is there for."""

    LEADER = "leader"
    SPONSOR = "sponsor"
    MEMBER = "member"


DEEPEST = 12
"""A chain of whys that is longer than this answers something else by now."""


@dataclass(frozen=True, slots=True)
class CauseCode:
    """A structured name of a cause, so that causes can be counted.  An inactive code stays on what used it."""

    id: str
    code: str
    words: str
    scope: CodeScope
    active: bool = True


@dataclass(frozen=True, slots=True)
class CauseNode:
    """One answer to *why*.  ``parent_id`` is the answer that was asked about; ``code`` marks the root of its chain.

    ``photo_id`` names a photo of the issue that proves the answer; ``evidence`` says in words how it is known.
    """

    id: str
    parent_id: str | None
    track: Track
    position: int
    text: str
    evidence: str = ""
    photo_id: str | None = None
    code: CauseCode | None = None
    version: int = 1

    @property
    def is_root(self) -> bool:
        """Whether this answer is the root cause of its chain."""
        return self.code is not None


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node where it stands in the tree: ``depth`` 0 is the first why, ``number`` counts like ``1.2.1``."""

    node: CauseNode
    depth: int
    number: str
    children: int


def placed(nodes: Iterable[CauseNode], track: Track) -> tuple[PlacedNode, ...]:
    """Return the tree of one track from top to bottom, each answer after the one that it explains.

    A node whose parent is not there stands at the top: nothing that was written is ever left out.
    """
    of_track = [node for node in nodes if node.track is track]
    known = {node.id for node in of_track}
    below: dict[str | None, list[CauseNode]] = {}
    for node in of_track:
        parent = node.parent_id if node.parent_id in known else None
        below.setdefault(parent, []).append(node)
    for group in below.values():
        group.sort(key=lambda node: (node.position, node.id))
    found: list[PlacedNode] = []
    waiting = [(node, 0, str(place)) for place, node in enumerate(below.get(None, ()), 1)][::-1]
    while waiting:
        node, depth, number = waiting.pop()
        children = below.get(node.id, [])
        found.append(PlacedNode(node, depth, number, len(children)))
        waiting += [(child, depth + 1, f"{number}.{place}") for place, child in enumerate(children, 1)][::-1]
    return tuple(found)


def subtree(nodes: Iterable[CauseNode], node_id: str) -> tuple[str, ...]:
    """Return the ids of a node and everything below it."""
    children: dict[str | None, list[str]] = {}
    for node in nodes:
        children.setdefault(node.parent_id, []).append(node.id)
    found, waiting = [], [node_id]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return tuple(found)


def chain_to(nodes: Iterable[CauseNode], node_id: str) -> tuple[CauseNode, ...]:
    """Return the answers from the first why down to a node."""
    by_id = {node.id: node for node in nodes}
    chain: list[CauseNode] = []
    node = by_id.get(node_id)
    while node is not None and node not in chain:
        chain.append(node)
        node = by_id.get(node.parent_id or "")
    return tuple(reversed(chain))


def require_place(nodes: Iterable[CauseNode], parent_id: str | None, track: Track) -> None:
    """Raise :class:`InputError` when an answer cannot stand below ``parent_id``."""
    if parent_id is None:
        return
    chain = chain_to(nodes, parent_id)
    if not chain:
        raise InputError("The answer above this one is not there any more. Nothing was stored. Reload the causes.")
    if chain[-1].track is not track:
        raise InputError("Why it happened and why it was not found are two trees. Write this answer into its own tree.")
    if len(chain) >= DEEPEST:
        raise InputError("This chain is {limit} answers deep. Mark a root cause, or start another chain.", limit=DEEPEST)


def positions_after(nodes: Iterable[CauseNode], parent_id: str | None, track: Track, after: str | None) -> Mapping[str, int]:
    """Return the new positions of the siblings, leaving the place behind ``after`` (or at the end) free for ``""``."""
    siblings = sorted(
        (node for node in nodes if node.parent_id == parent_id and node.track is track), key=lambda node: (node.position, node.id)
    )
    order = [node.id for node in siblings]
    place = order.index(after) + 1 if after in order else len(order)
    order.insert(place, "")
    return {key: position for position, key in enumerate(order, 1)}


@dataclass(frozen=True, slots=True)
class FishboneEntry:
    """A possible cause on a branch of the fishbone."""

    id: str
    category: Category
    position: int
    text: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class IsIsNot:
    """One row: where the trouble is, where it could be and is not, and what is different there."""

    aspect: Aspect
    is_text: str = ""
    is_not_text: str = ""
    difference: str = ""
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not (self.is_text or self.is_not_text or self.difference)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody of the team; ``person_id`` is ``None`` for people who have no account."""

    id: str
    name: str
    role: TeamRole
    person_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that was written about the causes of one issue."""

    nodes: tuple[CauseNode, ...] = ()
    fishbone: tuple[FishboneEntry, ...] = ()
    is_is_not: tuple[IsIsNot, ...] = ()
    team: tuple[TeamMember, ...] = ()

    def tree(self, track: Track) -> tuple[PlacedNode, ...]:
        """Return the tree of one track from top to bottom."""
        return placed(self.nodes, track)

    def roots(self, track: Track) -> tuple[CauseNode, ...]:
        """Return the answers that are marked as root causes, in the order of the tree."""
        return tuple(one.node for one in self.tree(track) if one.node.is_root)

    def row(self, aspect: Aspect) -> IsIsNot:
        """Return the row of an aspect, an empty one when nothing was written."""
        return next((row for row in self.is_is_not if row.aspect is aspect), IsIsNot(aspect))

    def without(self, node_id: str) -> Analysis:
        """Return the analysis without a node and everything below it."""
        gone = set(subtree(self.nodes, node_id))
        return replace(self, nodes=tuple(node for node in self.nodes if node.id not in gone))
