"""Lines: the items of a checklist as one inspection asks them, repeated for each piece where the item says so.

A line is named by the key of its item, followed by ``#`` and the number of the piece where there is one.  Everything that works
by the key of an item (answers, notes, photos, remarks, progress) works by the key of a line without knowing of pieces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qa_desktop.domain.checklist import Checklist, Item, Section
from qa_desktop.domain.item_rules import EvidenceWhen

_MARK = "#"


@dataclass(frozen=True, slots=True)
class PieceRef:
    """A piece of the sample: its number in the inspection (from 1) and what people call it (a serial number, or the number)."""

    number: int
    label: str


def line_id(item_id: str, piece: int) -> str:
    """Return the key of a line; piece 0 is the inspection as a whole."""
    return f"{item_id}{_MARK}{piece}" if piece else item_id


def split_line(key: str) -> tuple[str, int]:
    """Return the key of the item and the number of the piece behind the key of a line."""
    item_id, mark, piece = key.partition(_MARK)
    return (item_id, int(piece)) if mark and piece.isascii() and piece.isdigit() else (key, 0)


def line_number(position: int, piece: int) -> str:
    """Return what people call a line: the position of its item, and the piece behind a point, for example ``17.3``."""
    return f"{position}.{piece}" if piece else str(position)


def at_piece(item: Item, piece: int, *, position: int = 0, ordinal: int = 1) -> Item:
    """Return the line of an item at a piece.

    ``position`` is the place of the item in its checklist, from 1.  ``ordinal`` counts the inspections by this template; evidence
    at every Nth is due by the piece, or by the ordinal for a line that is asked once.
    """
    turn = piece or ordinal
    every = max(1, item.rules.asks.evidence_every)
    due = item.rules.asks.evidence_when is EvidenceWhen.NTH and (turn - 1) % every == 0
    return replace(
        item, id=line_id(item.id, piece), piece=piece, number=line_number(position, piece) if position else "", evidence_due=due
    )


def expand(
    checklist: Checklist,
    pieces: Sequence[PieceRef],
    *,
    ordinal: int = 1,
    needs: Mapping[str, int] | None = None,
    only: frozenset[str] | None = None,
) -> Checklist:
    """Return the checklist as lines: first what a section asks once, then what it asks of each piece, piece by piece.

    ``needs`` says by item key how many pieces its sampling plan asks for; lines beyond it may stay open.  ``only`` keeps the
    named lines alone (a re-inspection of what failed).
    """
    sections: list[Section] = []
    places = {item.id: place for place, item in enumerate(checklist.items, 1)}

    def line(item: Item, piece: int) -> Item:
        return at_piece(item, piece, position=places[item.id], ordinal=ordinal)

    for section in checklist.sections:
        once = [line(item, 0) for item in section.items if not item.rules.asks.per_piece]
        repeated = [item for item in section.items if item.rules.asks.per_piece]
        if once or not repeated:
            sections.append(replace(section, items=_kept(once, only)))
        for piece in pieces if repeated else ():
            lines = [_needed(line(item, piece.number), needs) for item in repeated]
            sections.append(replace(section, items=_kept(lines, only), piece=piece.number, piece_label=piece.label))
    if only is not None:
        sections = [section for section in sections if section.items]
    return replace(checklist, sections=tuple(sections))


def has_pieces(checklist: Checklist) -> bool:
    """Return whether anything is asked of each piece."""
    return any(item.rules.asks.per_piece for item in checklist.items)


def _needed(line: Item, needs: Mapping[str, int] | None) -> Item:
    if needs is None or line.piece <= needs.get(line.key, line.piece):
        return line
    return replace(line, required=False)


def _kept(lines: Sequence[Item], only: frozenset[str] | None) -> tuple[Item, ...]:
    return tuple(line for line in lines if only is None or line.id in only)
