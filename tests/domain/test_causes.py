"""The tree of causes: whatever is written and taken away, every answer stands once, below what it explains."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.causes import (
    DEEPEST,
    Analysis,
    CauseNode,
    Track,
    chain_to,
    placed,
    positions_after,
    require_place,
    subtree,
)
from qa_desktop.domain.errors import InputError

WHY = Track.OCCURRENCE


@st.composite
def trees(draw: st.DrawFn) -> tuple[CauseNode, ...]:
    """Grow a tree as the service does: each answer below an earlier one or at the top, behind any sibling."""
    nodes: list[CauseNode] = []
    for number in range(draw(st.integers(0, 14))):
        key = f"n{number:02}"
        track = draw(st.sampled_from(list(Track)))
        above = [node.id for node in nodes if node.track is track]
        parent = draw(st.sampled_from([None, *above]))
        siblings = [node.id for node in nodes if node.parent_id == parent and node.track is track]
        places = dict(positions_after(nodes, parent, track, draw(st.sampled_from([None, *siblings]))))
        mine = places.pop("")
        nodes = [replace(node, position=places.get(node.id, node.position)) for node in nodes]
        nodes.append(CauseNode(key, parent, track, mine, f"because {number}"))
    return tuple(nodes)


@given(trees())
def test_every_answer_stands_once_behind_what_it_explains(nodes: tuple[CauseNode, ...]) -> None:
    for track in Track:
        shown = placed(nodes, track)
        assert sorted(one.node.id for one in shown) == sorted(node.id for node in nodes if node.track is track)
        at = {one.node.id: place for place, one in enumerate(shown)}
        for one in shown:
            assert one.number.count(".") == one.depth
            if one.node.parent_id is not None:
                above = shown[at[one.node.parent_id]]
                assert at[above.node.id] < at[one.node.id]
                assert one.depth == above.depth + 1
                assert one.number.startswith(f"{above.number}.")
            assert len(chain_to(nodes, one.node.id)) == one.depth + 1
        assert len({one.number for one in shown}) == len(shown)


@given(trees(), st.data())
def test_taking_away_takes_what_is_below_and_nothing_else(nodes: tuple[CauseNode, ...], data: st.DataObject) -> None:
    if not nodes:
        return
    one = data.draw(st.sampled_from([node.id for node in nodes]))
    gone = set(subtree(nodes, one))
    left = Analysis(nodes).without(one).nodes
    assert {node.id for node in left} == {node.id for node in nodes} - gone
    assert all(node.parent_id is None or node.parent_id not in gone for node in left)
    assert all(one in {above.id for above in chain_to(nodes, key)} for key in gone)


@given(trees(), st.data())
def test_a_new_sibling_stands_directly_behind_the_one_that_was_chosen(nodes: tuple[CauseNode, ...], data: st.DataObject) -> None:
    of_track = [node for node in nodes if node.track is WHY]
    if not of_track:
        return
    behind = data.draw(st.sampled_from(of_track))
    places = dict(positions_after(nodes, behind.parent_id, WHY, behind.id))
    assert places[""] == places[behind.id] + 1
    assert sorted(places.values()) == list(range(1, len(places) + 1))


def test_where_an_answer_cannot_stand() -> None:
    chain = [CauseNode(f"n{i}", f"n{i - 1}" if i else None, WHY, 1, "x") for i in range(DEEPEST)]
    require_place(chain, None, WHY)
    require_place(chain, f"n{DEEPEST - 2}", WHY)
    with pytest.raises(InputError, match="answers deep"):
        require_place(chain, f"n{DEEPEST - 1}", WHY)
    with pytest.raises(InputError, match="two trees"):
        require_place(chain, "n0", Track.DETECTION)
    with pytest.raises(InputError, match="not there any more"):
        require_place(chain, "gone", WHY)


def test_an_orphan_is_shown_at_the_top() -> None:
    (one,) = placed([CauseNode("a", "lost", WHY, 1, "x")], WHY)
    assert (one.depth, one.number) == (0, "1")
