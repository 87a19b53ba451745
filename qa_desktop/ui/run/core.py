"""What the run knows, and the one frozen state that is made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import Gap, LineAct
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState, Progress
from qa_desktop.domain.judging import second_gap
from qa_desktop.domain.lines import split_line
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.run import navigation as nav
from qa_desktop.ui.run import rows as build
from qa_desktop.ui.run.book import AnswerBook
from qa_desktop.ui.run.gauges import Gauges
from qa_desktop.ui.run.layout import Layout
from qa_desktop.ui.run.state import (
    Banner,
    HeadState,
    Keeping,
    Notice,
    NoticeCode,
    PanelState,
    PiecesState,
    RemarkState,
    RowState,
    RunState,
    SecondState,
    Stage,
)
from qa_desktop.ui.run.tally import Tally

if TYPE_CHECKING:
    from qa_desktop.services.consequences import Consequence
    from qa_desktop.services.inspections import OpenedInspection


class RunCore:
    """One opened inspection with its answers, drafts and remarks; everything that intents share."""

    def __init__(self, actor: Actor, on_change: Callable[[RunState], None]) -> None:
        self.actor = actor
        self._on_change = on_change
        self.opened: OpenedInspection | None = None
        self.items: tuple[Item, ...] = ()
        self.by_id: dict[str, Item] = {}
        self.layout = Layout(())
        self.pieces = PiecesState()
        self.places: dict[str, int] = {}
        self.book = AnswerBook({}, {})
        self.gauges = Gauges()
        self.rows: list[RowState] = []
        self.issues: dict[str, str] = {}
        self.drafts: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self.refused: dict[str, QaError] = {}
        self.place = 0
        self.signing = self.leaving = False
        self.may_change: frozenset[str] | None = None
        self.only_returned = True
        self._remarks: list[RemarkState] = []
        self._remarks_of: dict[str, list[RemarkState]] = {}
        self._serial = 0
        self._tally = Tally(())
        self.state = RunState()

    def take(self, opened: OpenedInspection, issues: Mapping[str, str], item_id: str | None) -> None:
        """Take an inspection in, at ``item_id``, or where it was left, or at the first open line."""
        self.opened = opened
        self.layout = Layout(opened.checklist.sections)
        self.book = AnswerBook(opened.answers, opened.times, opened.covers)
        self.gauges = Gauges(opened.answers)
        self.issues, self.drafts, self.reasons, self.refused = dict(issues), {}, {}, {}
        self.signing = self.leaving = False
        self.may_change, self.only_returned = opened.may_change, True
        self._lay_out()
        self._read_remarks(opened)
        self._make_rows()
        self.place = self._first_place(item_id, opened.row.current_item_id)

    def _lay_out(self) -> None:
        self.items = self.layout.shown
        self.by_id = {item.id: item for item in self.items}
        self.places = {item.id: place for place, item in enumerate(self.items)}

    def _make_rows(self) -> None:
        self.rows = [self._row(place) for place in range(len(self.items))]
        self._tally = Tally(self.layout.sections)
        for row in self.rows:
            self._tally.change(None, row)
        remarked = [one.item_id for one in self._remarks if not one.done]
        self.pieces = self.layout.pieces(self.book, remarked)

    def follow(self, consequences: Sequence[Consequence]) -> None:
        """Take over what followed from an answer: values, and lines that are asked from now on or no more."""
        if not consequences:
            return
        here = self.items[self.place].id if self.items else ""
        if self.may_change is not None:  # what is asked only since the correction may be answered, too
            fresh = {one.line_id for one in consequences if one.asked and not self.layout.is_asked(one.line_id)}
            self.may_change |= fresh
        for one in consequences:
            self.book.take(one.line_id, one.answer)
        self.layout.set_asked({one.line_id: one.asked for one in consequences})
        self._lay_out()
        self._make_rows()
        self.place = self.places.get(here, min(self.place, max(0, len(self.items) - 1)))

    def renew_pieces(self, opened: OpenedInspection) -> None:
        """Take over what was given in the grid meanwhile."""
        self.layout.renew(opened.checklist.sections)
        for key, answer in opened.answers.items():
            if split_line(key)[1]:
                self.book.take(key, answer)
        self.pieces = self.layout.pieces(self.book, [one.item_id for one in self._remarks if not one.done])

    def _first_place(self, item_id: str | None, left_at: str | None) -> int:
        """Return the line that was asked for; else what came back; else where the person stopped; else the first open line."""
        if item_id in self.places:
            return self.places[item_id]
        stopped = self.places.get(left_at or "", -1)
        remarked = nav.next_remarked(self.rows, -1)
        if remarked is not None and not (stopped >= 0 and self.rows[stopped].remark):
            return remarked
        return stopped if stopped >= 0 else nav.next_open(self.rows, -1) or 0

    def piece_to_open(self, wanted: str | None, left_at: str | None) -> str | None:
        """Return the line of a piece at which the grid goes on: the one asked for, else what came back, else where one stopped.

        Empty where the grid finds its place itself; ``None`` when the list goes on.
        """
        if wanted:
            return wanted if split_line(wanted)[1] else None
        back = [one.item_id for one in self._remarks if not one.done and one.item_id]
        if any(key in self.places for key in back):
            return None
        if back and left_at not in back:
            return ""
        if left_at and split_line(left_at)[1]:
            return left_at
        return None if self.rows else ""

    def show(self, state: RunState) -> None:
        """Show a state without an inspection."""
        self.opened = None
        self.state = state
        self._on_change(state)

    @property
    def may_edit(self) -> bool:
        """Whether the actor may give answers here and now."""
        row = self.opened.row if self.opened is not None else None
        mine = row is not None and row.inspector_id == self.actor.person_id and row.state in OPEN_STATES
        return mine and self.actor.may(Permission.INSPECT)

    @property
    def inspection_id(self) -> str:
        """The key of the inspection; empty when there is none."""
        return self.opened.row.id if self.opened is not None else ""

    def require_editable(self) -> bool:
        """Return whether the current line may change, and say why not."""
        if not self.items:
            return False
        if not self.may_edit:
            self.say(NoticeCode.CANNOT_CHANGE)
        elif self.is_locked(self.items[self.place].id):
            self.say(NoticeCode.NOT_RETURNED)
        else:
            return True
        return False

    def require_answerable(self) -> bool:
        """Return whether the current line may be answered, and say why not: a rejected result stands."""
        if not self.require_editable():
            return False
        item_id = self.items[self.place].id
        if self.book.stored(item_id).act is not LineAct.REJECT:
            return True
        self.drafts.pop(item_id, None)
        self.say(NoticeCode.REJECTED)
        return False

    def is_locked(self, item_id: str) -> bool:
        """Return whether a line did not come back, so that it stays as it was signed."""
        return self.may_change is not None and item_id not in self.may_change

    def row_again(self, item_id: str) -> None:
        """Make the line of an item anew."""
        place = self.places.get(item_id)
        if place is None:
            return  # its condition does not hold any more, so the list does not show it
        old, self.rows[place] = self.rows[place], self._row(place)
        self._tally.change(old, self.rows[place])

    def number_of(self, item_id: str) -> str:
        """Return what people call a line, whether the list shows it or not."""
        place = self.places.get(item_id)
        return self.layout.number(item_id) if place is None else self.rows[place].number

    def refresh(self, item_id: str) -> None:
        """Make the line of an item anew and show it."""
        self.row_again(item_id)
        self.changed()

    def say(self, code: NoticeCode, numbers: tuple[str, ...] = (), error: QaError | None = None) -> None:
        """Show the state with something to say."""
        self._serial += 1
        self.changed(Notice(code, numbers, error, self._serial))

    def asks_reason(self, item: Item) -> bool:
        """Return whether a change of this item is a correction after a return, which bears a reason of its own."""
        returned = self.opened is not None and self.opened.row.state is InspectionState.RETURNED
        return returned and self.book.stored(item.id).is_given

    def reason_for(self, item: Item) -> str:
        """Return the reason that is recorded with a change: what the person wrote, or else the remark that asked for it."""
        if not self.asks_reason(item):
            return ""
        proposed = next((remark.text for remark in self._remarks_of.get(item.id, ())), "")
        return self.reasons.get(item.id, proposed)

    def touch_remarks(self, item_id: str) -> None:
        """Count the remarks of an item as worked on."""
        if item_id in self._remarks_of:
            self._remarks = [replace(one, done=True) if one.item_id == item_id else one for one in self._remarks]
            self._index_remarks()

    def changed(self, notice: Notice | None = None) -> None:
        """Show everything as it is now."""
        if self.opened is None:
            return
        rows = tuple(self.rows)
        troubles = tuple(self.book.troubles())
        self.state = RunState(
            stage=Stage.READY,
            head=self._head(self.opened),
            sections=self._tally.sections(),
            rows=rows,
            place=self.place,
            progress=_sum(self._tally.progress(), self.pieces.progress),
            panel=self._panel() if rows else None,
            banner=banner_of(self.opened, self.actor),
            remarks=tuple(self._remarks),
            may_edit=self.may_edit,
            saving=self.book.pending_count(),
            unsaved=tuple(self.number_of(one.save.item_id) for one in troubles),
            unsaved_error=troubles[0].error if troubles else None,
            missing=self._tally.missing + self.pieces.gaps,
            signing=self.signing,
            notice=notice,
            pieces=self.pieces,
            not_asked=self.layout.not_asked,
            only_returned=None if self.may_change is None or not self.may_edit else self.only_returned,
        )
        self._on_change(self.state)

    def _head(self, opened: OpenedInspection) -> HeadState:
        row = opened.row
        standing = any(link.state is not InspectionState.VOID for link in opened.later)
        again = row.state is InspectionState.APPROVED and row.failed > 0 and not standing
        may = again and self.actor.may(Permission.INSPECT)
        return replace(head_of(opened), may_inspect_again=may, earlier=opened.earlier, later=opened.later)

    def _second(self, item: Item) -> tuple[SecondState, str]:
        """Return how the second reading of a line stands, and who gave it."""
        gap = second_gap(item, self.book.shown(item.id))
        given = self.opened.seconds.get(item.id) if self.opened is not None else None
        by = "" if given is None else given.by
        if gap is Gap.SECOND_MISSING:
            return SecondState.MISSING, ""
        if gap is Gap.READINGS_DIFFER:
            return SecondState.DIFFERS, by
        return (SecondState.NONE if given is None else SecondState.AGREES), by

    def _panel(self) -> PanelState:
        item, row = self.items[self.place], self.rows[self.place]
        trouble, (second, second_by) = self.book.trouble(item.id), self._second(item)
        return PanelState(
            item=item,
            row=row,
            section=build.section_title(self.layout.sections, self.place),
            answer=self.book.shown(item.id),
            draft=self.drafts.get(item.id),
            saved_at=self.book.saved_at(item.id) if row.keeping is Keeping.SAVED else "",
            error=trouble.error if trouble is not None else None,
            refused=self.refused.get(item.id),
            lead=build.lead_of(self.items, self.place),
            remarks=tuple(self._remarks_of.get(item.id, ())),
            asks_reason=self.asks_reason(item) and self.may_edit and not row.locked,
            reason=self.reason_for(item),
            may_edit=self.may_edit and not row.locked,
            gauge=self.gauges.of(item.id, item.kind),
            second=second,
            second_by=second_by,
            cover=build.cover_of(self.book, item),
        )

    def _row(self, place: int) -> RowState:
        item = self.items[place]
        return build.row_of(
            place,
            item,
            self.book,
            draft=self.drafts.get(item.id),
            issue=self.issues.get(item.id, ""),
            remarks=self._remarks_of.get(item.id, ()),
            locked=self.is_locked(item.id),
        )

    def _read_remarks(self, opened: OpenedInspection) -> None:
        self._remarks = []
        for row in opened.remarks:
            place = self.places.get(row.item_id or "")
            # A line that was answered again after the remark was written is done.
            done = bool(row.item_id) and self.book.time_of(row.item_id or "") > row.at
            number = self.layout.number(row.item_id or "") or ("" if place is None else str(place + 1))
            self._remarks.append(RemarkState(row.item_id, number, row.text, row.by, done))
        self._index_remarks()

    def _index_remarks(self) -> None:
        self._remarks_of = {}
        for remark in self._remarks:
            if remark.item_id is not None:
                self._remarks_of.setdefault(remark.item_id, []).append(remark)


def banner_of(opened: OpenedInspection, actor: Actor) -> Banner:
    """Return why an inspection as a whole wants the attention of the actor."""
    row = opened.row
    if row.state not in OPEN_STATES:
        return Banner.CLOSED
    if not actor.may(Permission.INSPECT):
        return Banner.LOOK_ONLY
    if row.inspector_id is None:
        return Banner.PLANNED
    if row.inspector_id != actor.person_id:
        return Banner.OTHERS
    return Banner.RETURNED if row.state is InspectionState.RETURNED else Banner.NONE


def _sum(one: Progress, other: Progress) -> Progress:
    """Return the counts of two parts together."""
    return Progress(
        one.total + other.total,
        one.answered + other.answered,
        one.failed + other.failed,
        one.not_applicable + other.not_applicable,
        one.open + other.open,
        one.uncertain + other.uncertain,
    )


def head_of(opened: OpenedInspection) -> HeadState:
    """Return which inspection it is."""
    row = opened.row
    return HeadState(
        inspection_id=row.id,
        number=row.number,
        part=" ".join(word for word in (row.part_number, row.part_revision, row.part_name) if word),
        part_id=row.part_id,
        order=row.order,
        lot=row.lot,
        serial=row.serial,
        template=f"{row.template} {row.template_revision}",
        inspector=row.inspector,
        state=row.state,
        round=row.round,
    )
