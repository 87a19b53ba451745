"""What the run screen shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import BLANK, Answer, Gap, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import Cover
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import InspectionState, Progress

if TYPE_CHECKING:
    from qa_desktop.storage.queries.review import LinkRow

NO_PROGRESS = Progress(0, 0, 0, 0, 0)


class Stage(StrEnum):
    """Whether there is an inspection on the screen."""

    EMPTY = "empty"
    LOADING = "loading"
    BROKEN = "broken"
    READY = "ready"


class Keeping(StrEnum):
    """Whether what stands at an item is in the database."""

    NOTHING = "nothing"
    TYPED = "typed"
    SAVING = "saving"
    SAVED = "saved"
    FAILED = "failed"


class Banner(StrEnum):
    """Why the inspection as a whole wants attention."""

    NONE = "none"
    OTHERS = "others"
    PLANNED = "planned"
    RETURNED = "returned"
    CLOSED = "closed"
    LOOK_ONLY = "look_only"


class SecondState(StrEnum):
    """How the reading of a second person stands to the first; its value is not told here."""

    NONE = "none"
    MISSING = "missing"
    DIFFERS = "differs"
    AGREES = "agrees"


class NoticeCode(StrEnum):
    """What the screen says after an intent; the view has the words."""

    INPUT = "input"
    MISSING = "missing"
    NOT_SAVED = "not_saved"
    STILL_TYPED = "still_typed"
    UNDONE = "undone"
    REDONE = "redone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_TO_REDO = "nothing_to_redo"
    NONE_FAILED = "none_failed"
    NOTHING_MISSING = "nothing_missing"
    NO_SUCH_ITEM = "no_such_item"
    ALL_ANSWERED = "all_answered"
    REQUIRED_ANSWERED = "required_answered"
    ANSWER_FIRST = "answer_first"
    CANNOT_CHANGE = "cannot_change"
    NOT_RETURNED = "not_returned"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say, with its facts.  ``serial`` grows, so that the same words twice are said twice."""

    code: NoticeCode
    numbers: tuple[str, ...] = ()
    error: QaError | None = None
    serial: int = 0


@dataclass(frozen=True, slots=True)
class RemarkState:
    """A remark with which the inspection or one of its lines came back."""

    item_id: str | None
    number: str
    text: str
    by: str
    done: bool


@dataclass(frozen=True, slots=True)
class RowState:
    """One line of the list.  ``locked`` says that it did not come back with a return that names lines."""

    place: int
    item_id: str
    number: str
    text: str
    kind: ItemKind
    verdict: Verdict
    reading: str
    keeping: Keeping
    gap: Gap | None
    counts: bool
    counted: Verdict = Verdict.OPEN
    note: bool = False
    photos: int = 0
    issue: str = ""
    remark: bool = False
    remark_done: bool = False
    locked: bool = False
    covered: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the item waits for an answer."""
        return self.counts and self.verdict is Verdict.OPEN

    @property
    def may_stay_open(self) -> bool:
        """Whether the item waits for an answer that nobody insists on."""
        return self.is_open and self.gap is None


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section and how far it has come."""

    title: str
    first: int
    size: int
    total: int
    answered: int
    failed: int


@dataclass(frozen=True, slots=True)
class PiecesState:
    """What is asked of each piece, which the grid shows.

    ``waiting`` counts required lines that somebody has to answer, ``gaps`` all that keep the inspection from being signed;
    ``first`` is the key of the first such line, or of a remarked one.
    """

    progress: Progress = NO_PROGRESS
    waiting: int = 0
    gaps: int = 0
    first: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether anything is asked of pieces."""
        return self.progress.total > 0


@dataclass(frozen=True, slots=True)
class HeadState:
    """Which inspection it is."""

    inspection_id: str = ""
    number: str = ""
    part: str = ""
    part_id: str = ""
    order: str = ""
    lot: str = ""
    serial: str = ""
    template: str = ""
    inspector: str = ""
    state: InspectionState = InspectionState.IN_PROGRESS
    round: int = 1
    may_inspect_again: bool = False
    earlier: tuple[LinkRow, ...] = ()
    later: tuple[LinkRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelState:
    """The current item, ready to be drawn.

    ``draft`` is what was typed and not given yet; ``lead`` are the instructions that stand before the item and need no
    confirmation; ``reason`` is what would be recorded as the reason of a change; ``gauge`` is the measuring equipment in use for
    this characteristic; ``cover`` is what was said of a concession for a reading outside the limits.
    """

    item: Item
    row: RowState
    section: str
    answer: Answer = BLANK
    draft: str | None = None
    saved_at: str = ""
    error: QaError | None = None
    refused: QaError | None = None
    lead: tuple[str, ...] = ()
    remarks: tuple[RemarkState, ...] = ()
    asks_reason: bool = False
    reason: str = ""
    may_edit: bool = True
    second: SecondState = SecondState.NONE
    second_by: str = ""
    gauge: str = ""
    cover: Cover | None = None

    @property
    def failed(self) -> bool:
        """Whether the answer does not conform."""
        return self.row.verdict is Verdict.FAILS


@dataclass(frozen=True, slots=True)
class RunState:
    """The whole screen.

    ``only_returned`` says whether the list shows only the lines that came back, ``None`` where all may change.
    """

    stage: Stage = Stage.EMPTY
    error: QaError | None = None
    head: HeadState = field(default_factory=HeadState)
    sections: tuple[SectionState, ...] = ()
    rows: tuple[RowState, ...] = ()
    place: int = 0
    progress: Progress = NO_PROGRESS
    panel: PanelState | None = None
    banner: Banner = Banner.NONE
    remarks: tuple[RemarkState, ...] = ()
    may_edit: bool = False
    saving: int = 0
    unsaved: tuple[str, ...] = ()
    unsaved_error: QaError | None = None
    missing: int = 0
    signing: bool = False
    notice: Notice | None = None
    pieces: PiecesState = PiecesState()
    not_asked: int = 0
    only_returned: bool | None = None

    @property
    def last_number(self) -> int:
        """The highest number of an item that people see; numbers of items that are asked of pieces are left out."""
        return max((int(row.number) for row in self.rows if row.number.isdigit()), default=0)
