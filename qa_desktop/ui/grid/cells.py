"""The cells of the grid, made when they are looked at, and the counts that are kept while they change.

Nothing here walks over all cells after the inspection was opened: a reading touches its own cell and the plans of its row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Checklist, Item, ItemKind
from qa_desktop.domain.decimals import decimals_of
from qa_desktop.domain.inspection import Progress, counts
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.domain.judging import gap_of, verdict_of
from qa_desktop.domain.lines import split_line
from qa_desktop.domain.plan_verdict import counts_nonconformities, sample_of, verdict_of_plan
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind
from qa_desktop.ui.grid.state import CellState, Column, PlanState, Spot
from qa_desktop.ui.run import rows as build
from qa_desktop.ui.run.book import AnswerBook
from qa_desktop.ui.run.state import RemarkState

if TYPE_CHECKING:
    from qa_desktop.services.inspections import OpenedInspection

NUMERIC = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CALCULATED})
TALLIED = frozenset({ItemKind.DEFECTS, ItemKind.MULTIPLE_CHOICE})
"""Kinds whose answer is put together by digits before Enter gives it."""
_UNTYPED = frozenset({ItemKind.CALCULATED})
_SAID_BY_VERDICT = frozenset({ItemKind.CONFORMITY, ItemKind.INSTRUCTION})


class Cells:
    """Lines by row (piece) and column (characteristic), their answers, and what is missing where."""

    def __init__(self, opened: OpenedInspection, issues: Mapping[str, str], book: AnswerBook) -> None:
        self.book = book
        self.issues = dict(issues)
        self.drafts: dict[str, str] = {}
        self.remarks: dict[str, list[RemarkState]] = {}
        self.pieces = opened.pieces
        self.columns = _columns(opened.template, opened.checklist)
        self._row_of = {piece.number: row for row, piece in enumerate(opened.pieces)}
        self._column_of = {column.item.id: place for place, column in enumerate(self.columns)}
        rows, width = len(self.pieces), len(self.columns)
        self.lines: list[list[Item | None]] = [[None] * width for _ in range(rows)]
        self._cache: list[list[CellState | None]] = [[None] * width for _ in range(rows)]
        self._shares: list[list[tuple[int, int, int, int, int, int]]] = [[_NOTHING] * width for _ in range(rows)]
        self._down, self._along = bytearray(rows * width), bytearray(rows * width)
        self._gaps = bytearray(rows * width)
        self._fails = bytearray(rows * width)
        self._returned = bytearray(rows * width)
        self.may_change = opened.may_change
        self.row_failed = [0] * rows
        self.row_open = [0] * rows
        self._total = [0, 0, 0, 0, 0, 0]
        self.missing = 0
        for line in opened.checklist.items:
            spot = self.spot_of(line.id) if line.piece else None
            if spot is not None:
                self.lines[spot[0]][spot[1]] = line
                self._count(spot)
        self._plans = [_PlanTally(plan, self) for plan in opened.plans]

    def adopt(self, book: AnswerBook) -> None:
        """Take the answers of an inspection that was on the screen before, with what is on its way or could not be stored."""
        self.book = book
        for key in book.unsettled():
            spot = self.spot_of(key)
            if spot is not None:
                self.again(spot)

    def spot_of(self, key: str) -> Spot | None:
        """Return where a line stands; ``None`` for one that is asked once."""
        item_id, piece = split_line(key)
        row, column = self._row_of.get(piece), self._column_of.get(item_id)
        return None if row is None or column is None else (row, column)

    def line(self, spot: Spot) -> Item | None:
        """Return the line of a cell; ``None`` where this inspection asks nothing."""
        return self.lines[spot[0]][spot[1]]

    def cell(self, row: int, column: int) -> CellState | None:
        """Return a cell as it stands."""
        found = self._cache[row][column]
        if found is None:
            line = self.lines[row][column]
            if line is None:
                return None
            found = self._cache[row][column] = self._made(line)
        return found

    def again(self, spot: Spot) -> None:
        """Make a cell anew, and count it anew."""
        self._cache[spot[0]][spot[1]] = None
        self._count(spot)
        for plan in self._plans:
            plan.change(spot[0])

    def set_asked(self, spot: Spot, *, asked: bool) -> None:
        """Take over whether a line is asked.  What is asked only since a correction may be answered, too."""
        line = self.lines[spot[0]][spot[1]]
        if line is not None and line.asked != asked:
            self.lines[spot[0]][spot[1]] = replace(line, asked=asked)
            if asked and self.may_change is not None:
                self.may_change |= {line.id}

    def is_locked(self, key: str) -> bool:
        """Return whether a line did not come back with a return that names lines."""
        return self.may_change is not None and key not in self.may_change

    def set_remarks(self, key: str, marks: list[RemarkState]) -> None:
        """Take over what a supervisor wrote about a line, and whether it was worked on since."""
        self.remarks[key] = marks
        spot = self.spot_of(key)
        if spot is not None:
            waits = any(not mark.done for mark in marks)
            self._returned[spot[1] * len(self.pieces) + spot[0]] = int(waits)

    @property
    def to_redo(self) -> int:
        """How many cells came back and were not worked on yet."""
        return self._returned.count(1)

    def progress(self) -> Progress:
        """Return the counts of all cells."""
        total, answered, failed, na, uncertain, _ = self._total
        return Progress(total, answered, failed, na, total - answered, uncertain)

    @property
    def gaps(self) -> int:
        """How many cells keep the inspection from being signed."""
        return self._total[5]

    def plans(self) -> tuple[PlanState, ...]:
        """Return how the plans stand."""
        return tuple(plan.state() for plan in self._plans)

    def sure(self, key: str) -> Answer:
        """Return what counts of a line: what could not be stored does not."""
        return self.book.stored(key) if self.book.trouble(key) is not None else self.book.shown(key)

    def next_missing(self, spot: Spot, *, along: bool, back: bool = False) -> Spot | None:
        """Return the next cell that waits for an answer, down the column or along the row, going around the end."""
        return self._next(self._along if along else self._down, spot, along=along, back=back)

    def next_gap(self, spot: Spot | None, *, back: bool = False) -> Spot | None:
        """Return the next cell that keeps the inspection from being signed, column by column; after none the first one."""
        return self._next(self._gaps, spot, along=False, back=back)

    def next_returned(self, spot: Spot | None, *, back: bool = False) -> Spot | None:
        """Return the next cell that came back and was not worked on yet, column by column; after none the first one."""
        return self._next(self._returned, spot, along=False, back=back)

    def next_failed(self, spot: Spot, *, back: bool = False) -> Spot | None:
        """Return the next cell that does not conform, column by column."""
        return self._next(self._fails, spot, along=False, back=back)

    def row_with_label(self, code: str) -> int | None:
        """Return the row of the piece that is called ``code``; a bare number of a piece is no name."""
        named = (row for row, piece in enumerate(self.pieces) if piece.label == code and piece.label != str(piece.number))
        return next(named, None)

    def name(self, spot: Spot) -> str:
        """Return what people call a cell, for example ``17.3``."""
        line = self.line(spot)
        return line.number if line is not None and line.number else f"{self.columns[spot[1]].number}.{spot[0] + 1}"

    def _next(self, flags: bytearray, spot: Spot | None, *, along: bool, back: bool) -> Spot | None:
        rows, width = len(self.pieces), len(self.columns)
        if not rows or not width:
            return None
        at = -1 if spot is None else spot[0] * width + spot[1] if along else spot[1] * rows + spot[0]
        if back:
            found = flags.rfind(1, 0, at)
            found = found if found >= 0 else flags.rfind(1, at + 1)
        else:
            found = flags.find(1, at + 1)
            found = found if found >= 0 else flags.find(1, 0, at)
        if found < 0:
            return None
        return divmod(found, width) if along else (found % rows, found // rows)

    def _made(self, line: Item) -> CellState:
        key, book = line.id, self.book
        answer = book.shown(key)
        numeric = line.kind in NUMERIC
        marks = self.remarks.get(key, ())
        return CellState(
            text=_words(line, answer, self.drafts.get(key), numeric=numeric),
            verdict=verdict_of(line, answer),
            keeping=build.keeping_of(book, key, self.drafts.get(key)),
            gap=gap_of(line, self.sure(key)),
            asked=line.asked,
            needed=line.required,
            numeric=numeric and answer.na_reason is None and key not in self.drafts,
            note=bool(answer.note.strip()),
            photos=answer.photos,
            issue=self.issues.get(key, ""),
            remark=bool(marks),
            remark_done=all(mark.done for mark in marks),
            locked=self.is_locked(key),
            covered=(cover := build.cover_of(book, line)) is not None and cover.is_covered,
        )

    def _count(self, spot: Spot) -> None:
        row, column = spot
        line = self.lines[row][column]
        before, now = self._shares[row][column], _NOTHING if line is None else _shares(line, self.sure(line.id))
        self._shares[row][column] = now
        for place in range(6):
            self._total[place] += now[place] - before[place]
        waits = line is not None and line.required and now[0] == 1 and not now[1] and line.kind not in _UNTYPED
        down, along = column * len(self.pieces) + row, row * len(self.columns) + column
        self.row_open[row] += int(waits) - self._down[down]
        self.missing += int(waits) - self._down[down]
        self.row_failed[row] += now[2] - self._fails[down]
        self._down[down] = self._along[along] = int(waits)
        self._fails[down], self._gaps[down] = now[2], now[5]


_NOTHING = (0, 0, 0, 0, 0, 0)


def _shares(line: Item, answer: Answer) -> tuple[int, int, int, int, int, int]:
    """Return what a line adds to: lines, answered, failed, not applicable, uncertain, gaps."""
    if answer is BLANK and line.asked:
        return int(counts(line)), 0, 0, 0, 0, int(gap_of(line, answer) is not None)
    gap = int(gap_of(line, answer) is not None)
    if not counts(line):
        return 0, 0, 0, 0, 0, gap
    verdict = verdict_of(line, answer)
    return (
        1,
        int(verdict is not Verdict.OPEN),
        int(verdict is Verdict.FAILS),
        int(verdict is Verdict.NOT_APPLICABLE),
        int(verdict is Verdict.UNCERTAIN),
        gap,
    )


class _PlanTally:
    """What one plan counts, row by row."""

    def __init__(self, plan: PinnedPlan, cells: Cells) -> None:
        self._plan, self._cells = plan, cells
        covered = frozenset(plan.items)
        self._columns = [place for place, column in enumerate(cells.columns) if column.item.key in covered]
        self._found = [0] * len(cells.pieces)
        for row in range(len(cells.pieces)):
            if cells.row_failed[row]:
                self._found[row] = self._of_row(row)
        self._sum = sum(self._found)

    def change(self, row: int) -> None:
        """Count a row anew."""
        now = self._of_row(row) if self._cells.row_failed[row] else 0
        self._sum += now - self._found[row]
        self._found[row] = now

    def state(self) -> PlanState:
        """Return how the plan stands."""
        plan = self._plan
        return PlanState(
            plan.group,
            self._sum,
            plan.accept,
            plan.reject,
            sample_of(plan),
            counts_nonconformities(plan),
            plan.rule.kind is SamplingKind.VARIABLES,
        )

    def _of_row(self, row: int) -> int:
        lines = [line for line in (self._cells.lines[row][place] for place in self._columns) if line is not None]
        answers = {line.id: self._cells.sure(line.id) for line in lines}
        return verdict_of_plan(self._plan, lines, answers).nonconforming


def _words(line: Item, answer: Answer, draft: str | None, *, numeric: bool) -> str:
    """Return what stands in a cell; the verdict beside it says everything about a judgement."""
    if draft is not None:
        return item_type(line.kind).display(line, draft) if line.kind in TALLIED else " ".join(draft.split())
    if line.kind in _SAID_BY_VERDICT and answer.na_reason is None:
        return ""
    if numeric and answer.value is not None and answer.na_reason is None:
        return number_for_people(Decimal(answer.value))
    return " ".join(build.shown(line, answer).split())


def _columns(template: Checklist, checklist: Checklist) -> tuple[Column, ...]:
    """Return the characteristics of pieces; in a re-inspection only those of which anything is asked."""
    asked = {split_line(line.id)[0] for line in checklist.items if line.piece}
    return tuple(
        Column(item, str(place), _decimals(item))
        for place, item in enumerate(template.items, 1)
        if item.rules.asks.per_piece and item.id in asked
    )


def _decimals(item: Item) -> int:
    """Return how many digits stand behind the decimal mark as a rule, so that readings of a column stand below each other."""
    limits: Sequence[Decimal] = [end for end in (item.limits.lower, item.limits.upper, item.limits.nominal) if end is not None]
    known = [decimals_of(end) for end in limits] + ([item.decimals] if item.decimals is not None else [])
    return max(known, default=0)
