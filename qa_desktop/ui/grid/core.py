"""What the grid knows, and the frozen state that is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import LineAct
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState, gaps
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.grid.cells import Cells
from qa_desktop.ui.grid.state import GridState, Notice, Preview, Say, Spot, Stage
from qa_desktop.ui.run import rows as build
from qa_desktop.ui.run.book import AnswerBook
from qa_desktop.ui.run.core import banner_of, head_of
from qa_desktop.ui.run.gauges import Gauges
from qa_desktop.ui.run.state import Keeping, PanelState, RemarkState

if TYPE_CHECKING:
    from qa_desktop.services.consequences import Consequence
    from qa_desktop.services.inspections import OpenedInspection

Changed = Callable[[GridState, tuple[Spot, ...] | None], None]
"""Told with every state: which cells are to be painted anew; ``None`` means all of them."""


class GridCore:
    """One opened inspection; everything that the intents of the grid share."""

    def __init__(self, actor: Actor, on_change: Changed, *, along: bool) -> None:
        self.actor = actor
        self._on_change = on_change
        self.opened: OpenedInspection | None = None
        self.book = AnswerBook({}, {})
        self.gauges = Gauges()
        self.cells: Cells | None = None
        self.refused: dict[str, QaError] = {}
        self.place: Spot = (0, 0)
        self.along = along
        self.preview: Preview | None = None
        self.signing = False
        self.once_gaps: tuple[str, ...] = ()
        self._serial = 0
        self.state = GridState(along=along)

    def take(self, opened: OpenedInspection, cells: Cells, line_id: str | None) -> None:
        """Take an inspection in.  One that is open already keeps its place, what is typed, and what could not be stored.

        ``cells`` were made with an answer book of their own, away from the window.
        """
        again = self.opened is not None and self.opened.row.id == opened.row.id
        before = self.cells
        if again:
            self.book.renew(opened.answers, opened.covers)
        else:
            self.book, self.refused = cells.book, {}
            self.gauges = Gauges(opened.answers)
        self.opened, self.preview, self.signing = opened, None, False
        self.cells = cells
        if again and before is not None:
            cells.drafts = before.drafts
            cells.adopt(self.book)
        self._read_remarks(opened, self.cells)
        once = [item for item in opened.checklist.items if not item.piece]
        self.once_gaps = tuple(item.id for item, _ in gaps(once, opened.answers))
        wanted = None if line_id is None else self.cells.spot_of(line_id)
        if wanted is not None:
            self.place = wanted
        elif not again:
            self.place = self._first_place(opened)
        rows, columns = len(self.cells.pieces), len(self.cells.columns)
        self.place = min(self.place[0], max(rows - 1, 0)), min(self.place[1], max(columns - 1, 0))

    def _first_place(self, opened: OpenedInspection) -> Spot:
        cells = self.cells
        if cells is None or not cells.pieces or not cells.columns:
            return (0, 0)
        last = (len(cells.pieces) - 1, len(cells.columns) - 1)
        found = cells.next_returned(None)
        left = cells.spot_of(opened.row.current_item_id or "")
        return found or left or cells.next_missing(last, along=self.along) or (0, 0)

    def show(self, state: GridState) -> None:
        """Show a state without an inspection."""
        self.opened, self.cells = None, None
        self.state = state
        self._on_change(state, None)

    @property
    def inspection_id(self) -> str:
        """The key of the inspection; empty when there is none."""
        return self.opened.row.id if self.opened is not None else ""

    @property
    def may_edit(self) -> bool:
        """Whether the actor may give answers here and now."""
        row = self.opened.row if self.opened is not None else None
        mine = row is not None and row.inspector_id == self.actor.person_id and row.state in OPEN_STATES
        return mine and self.actor.may(Permission.INSPECT)

    @property
    def line(self) -> Item | None:
        """The current line."""
        cells = self.cells
        return None if cells is None or not cells.pieces or not cells.columns else cells.line(self.place)

    def editable_line(self) -> Item | None:
        """Return the current line when something about it may change, and say why it may not."""
        line, cells = self.line, self.cells
        if line is None or cells is None:
            return None
        if not self.may_edit:
            self.say(Say.CANNOT_CHANGE)
        elif not line.asked:
            self.say(Say.NOT_ASKED)
        elif cells.is_locked(line.id):
            self.say(Say.NOT_RETURNED)
        else:
            return line
        return None

    def answerable_line(self) -> Item | None:
        """Return the current line when it takes an answer, and say why it does not: a rejected result stands."""
        line = self.editable_line()
        if line is None or self.book.stored(line.id).act is not LineAct.REJECT:
            return line
        self.say(Say.REJECTED)
        return None

    def reason_for(self, line: Item) -> str:
        """Return the reason that is recorded with a change after a return: the remark that asked for it."""
        returned = self.opened is not None and self.opened.row.state is InspectionState.RETURNED
        if not returned or self.cells is None or not self.book.stored(line.id).is_given:
            return ""
        return next((mark.text for mark in self.cells.remarks.get(line.id, ())), "")

    def follow(self, consequences: Sequence[Consequence]) -> tuple[str, ...]:
        """Take over what followed from an answer; return the keys of the lines that it touched."""
        for one in consequences:
            spot = None if self.cells is None else self.cells.spot_of(one.line_id)
            self.book.take(one.line_id, one.answer)
            if spot is not None and self.cells is not None:
                self.cells.set_asked(spot, asked=one.asked)
        return tuple(one.line_id for one in consequences)

    def again(self, keys: Iterable[str]) -> tuple[Spot, ...]:
        """Make the cells of lines anew; return where they stand."""
        if self.cells is None:
            return ()
        found = tuple(spot for spot in map(self.cells.spot_of, keys) if spot is not None)
        for spot in found:
            self.cells.again(spot)
        return found

    def say(
        self,
        code: Say,
        cells: tuple[str, ...] = (),
        *,
        count: int = 0,
        error: QaError | None = None,
        changed: tuple[Spot, ...] | None = (),
    ) -> None:
        """Show the state with something to say."""
        self._serial += 1
        self.changed(changed, Notice(code, cells, count, error, self._serial))

    def changed(self, cells: tuple[Spot, ...] | None = (), notice: Notice | None = None) -> None:
        """Show everything as it is now; ``cells`` are those to paint anew."""
        opened, grid = self.opened, self.cells
        if opened is None or grid is None:
            return
        troubles = tuple(self.book.troubles())
        spots = [grid.spot_of(one.save.item_id) for one in troubles]
        self.state = GridState(
            stage=Stage.READY,
            head=head_of(opened),
            rows=len(grid.pieces),
            columns=len(grid.columns),
            place=self.place,
            progress=grid.progress(),
            missing=grid.missing,
            gaps=grid.gaps,
            plans=grid.plans(),
            banner=banner_of(opened, self.actor),
            may_edit=self.may_edit,
            to_redo=grid.to_redo if self.may_edit else 0,
            may_pass=any(column.item.rules.asks.pass_rest for column in grid.columns),
            saving=self.book.pending_count(),
            unsaved=tuple(grid.name(spot) for spot in spots if spot is not None),
            unsaved_error=troubles[0].error if troubles else None,
            panel=self._panel(grid),
            piece=grid.pieces[self.place[0]].label if grid.pieces else "",
            once_open=len(self.once_gaps),
            preview=self.preview,
            along=self.along,
            signing=self.signing,
            notice=notice,
        )
        self._on_change(self.state, cells)

    def _panel(self, grid: Cells) -> PanelState | None:
        line = self.line
        if line is None:
            return None
        draft = grid.drafts.get(line.id)
        marks = grid.remarks.get(line.id, [])
        row = build.row_of(0, line, self.book, draft=draft, issue=grid.issues.get(line.id, ""), remarks=marks)
        trouble = self.book.trouble(line.id)
        return PanelState(
            item=line,
            row=replace(row, number=grid.name(self.place)),
            section="",
            answer=self.book.shown(line.id),
            draft=draft,
            saved_at=self.book.saved_at(line.id) if row.keeping is Keeping.SAVED else "",
            error=trouble.error if trouble is not None else None,
            refused=self.refused.get(line.id),
            remarks=tuple(marks),
            may_edit=self.may_edit and not grid.is_locked(line.id),
            gauge=self.gauges.of(line.id, line.kind),
            cover=build.cover_of(self.book, line),
        )

    def _read_remarks(self, opened: OpenedInspection, cells: Cells) -> None:
        for row in opened.remarks:
            spot = cells.spot_of(row.item_id or "")
            if row.item_id is not None and spot is not None:
                done = opened.times.get(row.item_id, "") > row.at
                mark = RemarkState(row.item_id, cells.name(spot), row.text, row.by, done)
                cells.set_remarks(row.item_id, [*cells.remarks.get(row.item_id, ()), mark])

    def touch_remarks(self, key: str, *, done: bool = True) -> None:
        """Count the remarks of a line as worked on, or as waiting again because nothing was stored."""
        if self.cells is not None and key in self.cells.remarks:
            self.cells.set_remarks(key, [replace(mark, done=done) for mark in self.cells.remarks[key]])
