"""Photos two in a row, each with its caption, item, time and person kept together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa_desktop.domain.record import InspectionRecord, PhotoRef
from qa_desktop.reports.blocks import Heading, local_time
from qa_desktop.reports.cells import Run, TextCell, text_cell
from qa_desktop.reports.fonts import Font
from qa_desktop.reports.images import Prepared, prepare
from qa_desktop.reports.layout import Block, Space
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.statement import StatementPhoto, photo_head, trace_of
from qa_desktop.reports.style import FAINT, PANEL, SMALL, SOFT, TINY

_GAP = 14.0
_TALLEST = 186.6
NOT_SHOWN = "This photo cannot be shown."


@dataclass(frozen=True, slots=True)
class _Tile:
    """One photo with the words below it."""

    picture: Prepared | None
    words: TextCell
    width: float
    flaw: TextCell | None = None

    @property
    def picture_height(self) -> float:
        if self.picture is not None:
            return self.picture.fitted(self.width, _TALLEST)[1]
        return 60.0 if self.flaw is None else max(60.0, self.flaw.height + 20.0)

    def draw(self, pen: Pen, x: float, top: float, picture_height: float) -> None:
        bottom = top - picture_height
        pen.box(x, bottom, self.width, picture_height, fill=PANEL)
        if self.picture is None and self.flaw is not None:
            self.flaw.draw(pen, x + 10, top - (picture_height - self.flaw.height) / 2, self.width - 20)
        elif self.picture is None:
            pen.text(x + 10, bottom + picture_height / 2 - 3, NOT_SHOWN, Font.REGULAR, SMALL, SOFT)
        else:
            wide, high = self.picture.fitted(self.width, _TALLEST)
            pen.canvas.drawImage(
                self.picture.reader(), x + (self.width - wide) / 2, bottom + (picture_height - high) / 2, wide, high
            )
        pen.box(x, bottom, self.width, picture_height, stroke=FAINT)
        self.words.draw(pen, x, bottom - 3, self.width)


@dataclass(frozen=True, slots=True)
class _TileRow:
    """Photos side by side; one piece, so that a caption never parts from its photo."""

    tiles: tuple[_Tile, ...]
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        return self._pictures + 3 + max(tile.words.height for tile in self.tiles) + 10

    @property
    def _pictures(self) -> float:
        return max(tile.picture_height for tile in self.tiles)

    @property
    def least(self) -> float:
        return self._pictures + 40.0

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide only words that would not fit on any page."""
        if self.height < 600 or room < self._pictures + 60:
            return None
        inside = room - self._pictures - 13
        heads, tails = [], []
        for tile in self.tiles:
            parts = (tile.words, TextCell()) if tile.words.height <= inside else tile.words.split(inside)
            if parts is None:
                return None
            heads.append(_Tile(tile.picture, parts[0], tile.width))  # type: ignore[arg-type]
            tails.append(parts[1])
        return _TileRow(tuple(heads)), _Words(tuple(tails), self.tiles[0].width)  # type: ignore[arg-type]

    def draw(self, pen: Pen, x: float, top: float) -> None:
        for tile in self.tiles:
            tile.draw(pen, x, top, self._pictures)
            x += tile.width + _GAP


@dataclass(frozen=True, slots=True)
class _Words:
    """The rest of words that were longer than a page."""

    cells: tuple[TextCell, ...]
    width: float
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        return max(cell.height for cell in self.cells) + 10

    @property
    def least(self) -> float:
        return min(self.height, 60.0)

    def split(self, room: float) -> tuple[Block, Block] | None:
        if max(cell.height for cell in self.cells) <= room:
            return None  # only the room below them does not fit
        parts = [(cell, TextCell()) if cell.height <= room else cell.split(room) for cell in self.cells]
        if any(part is None for part in parts):
            return None
        heads = tuple(part[0] for part in parts if part is not None)
        tails = tuple(part[1] for part in parts if part is not None)
        return _Words(heads, self.width), _Words(tails, self.width)  # type: ignore[arg-type]

    def draw(self, pen: Pen, x: float, top: float) -> None:
        for cell in self.cells:
            cell.draw(pen, x, top, self.width)
            x += self.width + _GAP


def photo_blocks(
    record: InspectionRecord, originals: Mapping[str, bytes], room: float, prepared_one: Callable[[], None]
) -> list[Block]:
    """Return the photos of items, of issues and of the inspection; ``prepared_one`` is called after each photo."""
    shown = _gathered(record)
    if not shown:
        return []
    width = (room - _GAP) / 2
    ready: dict[str, Prepared | None] = {}
    tiles = []
    for owner, photo in shown:
        if photo.sha256 not in ready:
            data = originals.get(photo.sha256)
            ready[photo.sha256] = None if data is None else prepare(data)
        tiles.append(_Tile(ready[photo.sha256], _words(owner, photo, width), width))
        prepared_one()
    return _chapter(tiles, room)


def statement_photo_blocks(photos: Sequence[StatementPhoto], pictures: Mapping[str, Prepared], room: float) -> list[Block]:
    """Return the numbered photos of a statement; no chapter without any.  One that has a flaw says so in its place."""
    width = (room - _GAP) / 2
    tiles = []
    for number, photo in enumerate(photos, start=1):
        picture = None if photo.flaw else pictures.get(photo.sha256)
        flaw = text_cell(photo.flaw or NOT_SHOWN, width - 20, size=SMALL, colour=SOFT) if picture is None else None
        words = _caption(photo_head(number, photo.caption), photo.origin, photo.trace, width)
        tiles.append(_Tile(picture, words, width, flaw))
    return _chapter(tiles, room) if tiles else []


def _chapter(tiles: Sequence[_Tile], room: float) -> list[Block]:
    """Return the photos two in a row below their heading."""
    rows: list[Block] = []
    for start in range(0, len(tiles), 2):
        rows += [_TileRow(tuple(tiles[start : start + 2])), Space(6)]
    count = "1 photo" if len(tiles) == 1 else f"{len(tiles)} photos"
    return [Heading("Photos", room, count), *rows, Space(8)]


def photo_count(record: InspectionRecord) -> int:
    """Return how many photos the report shows."""
    return len(_gathered(record))


def _gathered(record: InspectionRecord) -> list[tuple[str, PhotoRef]]:
    shown = [(f"Item {line.number}", photo) for line in record.lines for photo in line.photos]
    shown += [(f"Issue {issue.number}", photo) for issue in record.issues for photo in issue.photos]
    return shown + [("Inspection", photo) for photo in record.photos]


def _words(owner: str, photo: PhotoRef, width: float) -> TextCell:
    origin = " · ".join(text for text in (f"taken {local_time(photo.taken_at)}" if photo.taken_at else "", photo.by) if text)
    caption = f"{owner}: {photo.caption}" if photo.caption else owner
    return _caption(caption, origin, trace_of(photo.sha256), width)


def _caption(head: str, origin: str, trace: str, width: float) -> TextCell:
    """Return the words below a photo."""
    bold, small = text_cell(head, width, Font.BOLD, SMALL), text_cell(origin, width, size=TINY, colour=SOFT)
    return TextCell((*bold.runs, *small.runs, Run(trace, Font.REGULAR, TINY - 0.5, FAINT)))
