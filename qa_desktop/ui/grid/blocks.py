"""Blocks of cells: pasted from a spreadsheet after a preview, copied as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import LineAct, Source
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import InputError, QaError, RefusedError
from qa_desktop.domain.item_types import item_type
from qa_desktop.exchange.csvsafe import safe_cell
from qa_desktop.ui.grid.cells import NUMERIC, Cells
from qa_desktop.ui.grid.core import GridCore
from qa_desktop.ui.grid.history import GridHistory
from qa_desktop.ui.grid.moves import Door
from qa_desktop.ui.grid.paste import block_text, parse_block, raw_answer
from qa_desktop.ui.grid.state import Preview, Say, Spot
from qa_desktop.ui.run import rows as build
from qa_desktop.ui.run.book import Act, Save

if TYPE_CHECKING:
    from qa_desktop.services.answering import Saved


class GridBlocks:
    """What Ctrl+C and Ctrl+V do."""

    def __init__(self, core: GridCore, history: GridHistory, door: Door, now: Callable[[], datetime]) -> None:
        self._core, self._history, self._door, self._now = core, history, door, now

    def look_at(self, text: str) -> None:
        """Say where a copied block would go, from the current cell on; nothing is stored yet."""
        core, cells = self._core, self._core.cells
        if cells is None or core.line is None:
            return
        if not core.may_edit:
            core.say(Say.CANNOT_CHANGE)
            return
        try:
            rows = parse_block(text)
        except InputError as error:
            core.preview = Preview((), core.place, core.place, error=error)
        else:
            core.preview = self._preview(cells, rows)
        core.changed(None)

    def cancel(self) -> None:
        """Paste nothing."""
        self._core.preview = None
        self._core.changed(None)

    def confirm(self) -> bool:
        """Paste what was previewed; return whether it is on its way."""
        core, cells, preview = self._core, self._core.cells, self._core.preview
        if cells is None or preview is None or preview.error is not None or not preview.cells:
            return False
        saves = []
        for spot, value in preview.cells:
            line = cells.line(spot)
            if line is not None:
                cells.drafts.pop(line.id, None)
                gauge = core.gauges.of(line.id, line.kind)
                after = replace(core.book.shown(line.id), value=value, na_reason=None, source=Source.PASTED, gauge=gauge)
                saves.append(core.book.new_save(core.inspection_id, line.id, Act.ANSWER, value, after))
        self._history.remember(*saves)
        core.preview, core.signing = None, False
        core.again([save.item_id for save in saves])
        self._door.paste(saves)
        core.changed(None)
        return True

    def pasted(self, saves: Sequence[Save], found: Sequence[Saved]) -> None:
        """The database has the whole block."""
        core, cells = self._core, self._core.cells
        if cells is None or not saves or core.inspection_id != saves[0].inspection_id:
            return
        keys: list[str] = []
        for save, saved in zip(saves, found, strict=True):
            core.book.done(save, saved.answer, saved.at)
            core.book.covers.take(save.item_id, saved.cover)
            core.touch_remarks(save.item_id)
            keys += [save.item_id, *core.follow(saved.consequences)]
        core.again(keys)
        core.say(Say.PASTED, count=len(saves), changed=None)

    def not_pasted(self, saves: Sequence[Save], error: QaError) -> None:
        """Nothing of the block was stored: what was refused is shown again, what the drive refused stays with a retry."""
        core, cells = self._core, self._core.cells
        if cells is None or not saves or core.inspection_id != saves[0].inspection_id:
            return
        refused = isinstance(error, (InputError, RefusedError))
        for save in saves:
            if refused:
                core.book.forget(save)
            else:
                core.book.failed(save, error)
            self._history.drop(save)
        core.again([save.item_id for save in saves])
        if refused:
            spots = [spot for spot in (cells.spot_of(save.item_id) for save in saves) if spot is not None]
            block = tuple(zip(spots, (save.text for save in saves), strict=True))
            core.preview = Preview(block, spots[0], spots[-1], error=error)
            core.changed(None)
        else:
            core.say(Say.NOT_SAVED, (cells.name(cells.spot_of(saves[0].item_id) or core.place),), error=error, changed=None)

    def copy(self, first: Spot, last: Spot) -> str:
        """Return a block as text for a spreadsheet: readings as digits with a point, words so that nothing runs as a formula."""
        cells = self._core.cells
        if cells is None:
            return ""
        rows = range(first[0], min(last[0], len(cells.pieces) - 1) + 1)
        columns = range(first[1], min(last[1], len(cells.columns) - 1) + 1)
        return block_text([[self._copied(cells, (row, column)) for column in columns] for row in rows])

    def _copied(self, cells: Cells, spot: Spot) -> str:
        line = cells.line(spot)
        if line is None or not line.asked:
            return ""
        answer = cells.book.shown(line.id)
        if line.kind in NUMERIC and answer.value is not None:
            return answer.value
        return safe_cell(" ".join(build.shown(line, answer).split()))

    def _preview(self, cells: Cells, rows: Sequence[Sequence[str]]) -> Preview:
        top, left = self._core.place
        last = (top + len(rows) - 1, left + len(rows[0]) - 1)
        corner = (min(last[0], len(cells.pieces) - 1), min(last[1], len(cells.columns) - 1))
        found: list[tuple[Spot, str]] = []
        replaced = 0
        for down, row in enumerate(rows):
            for right, text in enumerate(row):
                if not text:
                    continue
                spot = (top + down, left + right)
                try:
                    line = self._wanted(cells, spot)
                    value = item_type(line.kind).canonical(line, raw_answer(line, text, self._now()))
                except InputError as error:
                    inside = spot[0] < len(cells.pieces) and spot[1] < len(cells.columns)
                    named = _named(cells, spot, text, error) if inside else error
                    return Preview((), (top, left), corner, bad=spot if inside else None, error=named)
                stands = cells.book.shown(line.id).value
                if stands != value or cells.book.trouble(line.id) is not None:
                    replaced += stands is not None
                    found.append((spot, value))
        if not found:
            return Preview((), (top, left), corner, error=InputError("Everything of this block stands here already."))
        return Preview(tuple(found), (top, left), corner, replaced)

    @staticmethod
    def _wanted(cells: Cells, spot: Spot) -> Item:
        if spot[0] >= len(cells.pieces):
            raise InputError("The block has more rows than there are pieces below this cell. Go further up, or add pieces first.")
        if spot[1] >= len(cells.columns):
            raise InputError("The block has more columns than there are characteristics to the right of this cell.")
        line = cells.line(spot)
        if line is None or not line.asked:
            raise InputError("nothing is asked here.")
        if cells.is_locked(line.id):
            raise InputError("it was not returned, so it stays as it was signed.")
        if cells.book.stored(line.id).act is LineAct.REJECT:
            raise InputError("the piece was rejected, so its result stands.")
        if line.kind is ItemKind.CALCULATED:
            raise InputError("it is calculated from other answers.")
        if line.kind is ItemKind.PHOTO:
            raise InputError("it is answered by photos.")
        return line


def _named(cells: Cells, spot: Spot, text: str, error: InputError) -> InputError:
    return InputError(
        "Piece {piece}, {number} {item}, “{text}”: {why}",
        piece=cells.pieces[spot[0]].label,
        number=cells.columns[spot[1]].number,
        item=" ".join(cells.columns[spot[1]].item.text.split()),
        text=text[:60],
        why=str(error),
    )
