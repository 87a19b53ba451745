"""What the grid shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qa_desktop.domain.answers import Gap, Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import Progress
from qa_desktop.ui.run.state import NO_PROGRESS, Banner, HeadState, Keeping, PanelState, Stage

__all__ = ["Banner", "HeadState", "Keeping", "PanelState", "Stage"]

Spot = tuple[int, int]
"""Row and column of a cell, from 0."""


class Say(StrEnum):
    """What the grid says after an intent; the view has the words."""

    INPUT = "input"
    IMPLAUSIBLE = "implausible"
    NOT_SAVED = "not_saved"
    STILL_TYPED = "still_typed"
    UNDONE = "undone"
    REDONE = "redone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_TO_REDO = "nothing_to_redo"
    NONE_FAILED = "none_failed"
    NOTHING_MISSING = "nothing_missing"
    ALL_GIVEN = "all_given"
    GAPS_LEFT = "gaps_left"
    MISSING = "missing"
    CANNOT_CHANGE = "cannot_change"
    NOT_ASKED = "not_asked"
    CALCULATED = "calculated"
    PHOTO_FIRST = "photo_first"
    PASTED = "pasted"
    PASSED = "passed"
    ERASED = "erased"
    NOTHING_TO_ERASE = "nothing_to_erase"
    NOT_RETURNED = "not_returned"
    REJECTED = "rejected"
    STILL_SAVING = "still_saving"
    NOTHING_TO_DECIDE = "nothing_to_decide"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say, with its facts.  ``serial`` grows, so that the same words twice are said twice."""

    code: Say
    cells: tuple[str, ...] = ()
    count: int = 0
    error: QaError | None = None
    serial: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A characteristic of each piece: the item (in the language of the inspector) and the number that people call it by."""

    item: Item
    number: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class CellState:
    """One cell.  ``text`` is the reading as people read it; empty while open.

    ``locked`` says that it did not come back with a return that names lines, so that it stays as it was signed.
    """

    text: str
    verdict: Verdict
    keeping: Keeping
    gap: Gap | None
    asked: bool = True
    needed: bool = True
    numeric: bool = False
    note: bool = False
    photos: int = 0
    issue: str = ""
    remark: bool = False
    remark_done: bool = False
    locked: bool = False
    covered: bool = False


@dataclass(frozen=True, slots=True)
class PlanState:
    """How a sampling plan stands: found so far against its acceptance and rejection numbers.

    ``counts_defects`` means that every nonconformity counts, not every nonconforming piece.  ``by_readings`` means that mean and
    spread decide, so that there is nothing to count.
    """

    group: str
    found: int
    accept: int
    reject: int
    size: int
    counts_defects: bool = False
    by_readings: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether the lot is refused by this plan, whatever else is measured."""
        return not self.by_readings and self.found >= self.reject


@dataclass(frozen=True, slots=True)
class Preview:
    """A block that is about to be pasted.

    ``first`` and ``last`` are the corners.  ``error`` names what is wrong, ``bad`` the cell that is meant; then nothing is
    pasted.  ``replaced`` counts readings that stand there already.
    """

    cells: tuple[tuple[Spot, str], ...]
    first: Spot
    last: Spot
    replaced: int = 0
    bad: Spot | None = None
    error: QaError | None = None


@dataclass(frozen=True, slots=True)
class GridState:
    """The screen without its cells, which the table asks for one by one.

    ``to_redo`` counts the cells that came back with a return and were not worked on yet.
    """

    stage: Stage = Stage.EMPTY
    error: QaError | None = None
    head: HeadState = field(default_factory=HeadState)
    rows: int = 0
    columns: int = 0
    place: Spot = (0, 0)
    progress: Progress = NO_PROGRESS
    missing: int = 0
    gaps: int = 0
    plans: tuple[PlanState, ...] = ()
    banner: Banner = Banner.NONE
    may_edit: bool = False
    may_pass: bool = False
    to_redo: int = 0
    saving: int = 0
    unsaved: tuple[str, ...] = ()
    unsaved_error: QaError | None = None
    panel: PanelState | None = None
    piece: str = ""
    once_open: int = 0
    preview: Preview | None = None
    along: bool = False
    signing: bool = False
    notice: Notice | None = None
