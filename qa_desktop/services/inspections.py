"""Opening, resuming, handing over and listing inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.concession import Cover
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState, require_open, require_step
from qa_desktop.domain.lines import PieceRef
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.sampling import PinnedPlan
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.services import lines, opening
from qa_desktop.services.covering import covers_of
from qa_desktop.services.guard import needs
from qa_desktop.services.opening import MAX_PIECES, WhatToInspect, clean_subject
from qa_desktop.services.returned import changeable
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.queries import answers, inspections, production, review
from qa_desktop.storage.queries.inspections import InspectionFilter, InspectionRow, RemarkRow
from qa_desktop.storage.queries.production import PartRow
from qa_desktop.storage.queries.review import LinkRow
from qa_desktop.storage.queries.sample import SecondRow
from qa_desktop.storage.workspace import Workspace

__all__ = ["DUE_AHEAD", "MAX_PIECES", "InspectionService", "MyWork", "OpenedInspection", "WhatToInspect"]

DUE_AHEAD = timedelta(hours=8)
"""How far ahead "due now" looks: one shift."""


@dataclass(frozen=True, slots=True)
class OpenedInspection:
    """Everything that the run screen needs, loaded once: head, lines, answers by line, remarks of this round.

    ``template`` holds the items as the revision keeps them, ``checklist`` the lines that the inspection asks.  ``may_change``
    are the lines that came back with a return that names lines, ``None`` where every line may change.  ``earlier`` and ``later``
    are the inspections that this one repeats in part, and those that repeat it.  ``covers`` says which concession covers a
    failing line, or why none does.
    """

    row: InspectionRow
    checklist: Checklist
    answers: dict[str, Answer]
    times: dict[str, str]
    remarks: tuple[RemarkRow, ...]
    template: Checklist
    pieces: tuple[PieceRef, ...]
    plans: tuple[PinnedPlan, ...]
    seconds: Mapping[str, SecondRow]
    may_change: frozenset[str] | None = None
    earlier: tuple[LinkRow, ...] = ()
    later: tuple[LinkRow, ...] = ()
    covers: Mapping[str, Cover] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order."""
        return self.checklist.items


@dataclass(frozen=True, slots=True)
class MyWork:
    """What waits for one person, and how today went."""

    resume: tuple[InspectionRow, ...]
    returned: tuple[InspectionRow, ...]
    due: tuple[InspectionRow, ...]
    to_review: int
    now: str


class InspectionService:
    """The life of inspections up to signing."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._store = workspace.store

    @needs(Permission.INSPECT)
    def begin(
        self, actor: Actor, revision_id: str, what: WhatToInspect, *, due: datetime | None = None, for_anyone: bool = False
    ) -> InspectionRow:
        """Open an inspection by a published revision.

        Its sampling plans are pinned, and as many pieces are laid out as the largest of them asks for, or as were wished for.
        With ``for_anyone`` it is planned: it belongs to nobody until somebody takes it over.  Raises :class:`InputError` for
        what was typed and :class:`RefusedError` for a revision that is not published, a series whose inspection is suspended, or
        a drive that is nearly full.
        """
        opening.require_room(self._workspace.folder)
        cleaned = clean_subject(what)
        with self._store.writing(actor.person_id) as work:
            inspector = None if for_anyone else actor.person_id
            key = opening.open_inspection(work, revision_id, cleaned, inspector_id=inspector, due=due)
            return inspections.row_of(work.connection, key)

    @needs(Permission.READ_ALL)
    def open(self, actor: Actor, inspection_id: str) -> OpenedInspection:
        """Load an inspection for the run screen: to continue it, or to look at it."""
        with self._store.reading() as connection:
            row = inspections.row_of(connection, inspection_id)
            loaded = lines.load(connection, inspection_id)
            remarks = inspections.remarks(connection, inspection_id)
            may_change = changeable(connection, inspection_id)
            earlier, later = review.earlier(connection, row.parent_id), review.children(connection, inspection_id)
            day, items = self._store.now().local.date(), loaded.checklist.items
            covers = covers_of(connection, row.part_id, row.id, row.state, items, loaded.answers, day)
        return OpenedInspection(
            row,
            loaded.checklist,
            dict(loaded.answers),
            {key: found.at for key, found in loaded.given.items()},
            tuple(remark for remark in remarks if remark.round == row.round - 1),
            loaded.template,
            loaded.pieces,
            loaded.plans,
            loaded.seconds,
            may_change,
            earlier,
            later,
            covers,
        )

    @needs(Permission.INSPECT)
    def take_over(self, actor: Actor, inspection_id: str) -> InspectionRow:
        """Make the actor the inspector; answers that stand keep the name of who gave them."""
        with self._store.writing(actor.person_id) as work:
            head = inspections.head(work.connection, inspection_id)
            require_open(head.state)
            inspections.set_inspector(work, inspection_id, actor.person_id)
            work.audit("inspection.take_over", "inspection", inspection_id, {"from": head.inspector_id, "to": actor.person_id})
            return inspections.row_of(work.connection, inspection_id)

    @needs(Permission.INSPECT)
    def set_place(self, actor: Actor, inspection_id: str, item_id: str) -> None:
        """Remember where the inspector is, so that resuming lands on the same item."""
        with self._store.writing(actor.person_id) as work:
            head = inspections.head(work.connection, inspection_id)
            if head.state in OPEN_STATES and head.inspector_id == actor.person_id:
                inspections.set_place(work, inspection_id, item_id)
            work.leave_unaudited("where somebody looks is no record")

    @needs(Permission.INSPECT)
    def abandon(self, actor: Actor, inspection_id: str, reason: str) -> None:
        """Give an inspection up, with a reason; it stays in the records as void."""
        why = clean_text(reason, limit=500).strip()
        if not why:
            raise InputError("Say why this inspection is given up.")
        with self._store.writing(actor.person_id) as work:
            head = inspections.head(work.connection, inspection_id)
            if head.inspector_id != actor.person_id:
                raise RefusedError("Only its own inspector gives an inspection up. Take it over first.")
            require_step(head.state, InspectionState.VOID)
            inspections.set_state(work, inspection_id, InspectionState.VOID)
            work.audit("inspection.abandon", "inspection", inspection_id, {"reason": why})

    @needs(Permission.READ_ALL)
    def my_work(self, actor: Actor) -> MyWork:
        """Return what waits for the actor: to resume, returned, due, and how many to review."""
        with self._store.reading() as connection:
            mine = actor.person_id
            now = self._store.clock()
            reviewing = InspectionFilter(states=(InspectionState.SUBMITTED,), not_by=mine)
            return MyWork(
                inspections.page(connection, InspectionFilter((InspectionState.IN_PROGRESS,), mine), limit=20),
                inspections.page(connection, InspectionFilter((InspectionState.RETURNED,), mine), limit=20),
                inspections.due(connection, utc_text(now + DUE_AHEAD)),
                inspections.count(connection, reviewing) if actor.may(Permission.COUNTERSIGN) else 0,
                utc_text(now),
            )

    @needs(Permission.READ_ALL)
    def page(
        self, actor: Actor, wanted: InspectionFilter, *, after: tuple[str, str] | None = None, limit: int = 100
    ) -> tuple[InspectionRow, ...]:
        """Return the next page of a list, newest change first."""
        with self._store.reading() as connection:
            return inspections.page(connection, wanted, after=after, limit=limit)

    @needs(Permission.READ_ALL)
    def count(self, actor: Actor, wanted: InspectionFilter) -> int:
        """Return how many inspections match."""
        with self._store.reading() as connection:
            return inspections.count(connection, wanted)

    @needs(Permission.READ_ALL)
    def find(self, actor: Actor, code: str) -> tuple[InspectionRow, ...]:
        """Return the inspections that a scanned or typed code names exactly: number, order, lot or serial."""
        with self._store.reading() as connection:
            return inspections.find_by_code(connection, clean_identifier(code, what="The code", limit=512))

    @needs(Permission.READ_ALL)
    def parts(self, actor: Actor, beginning: str) -> tuple[PartRow, ...]:
        """Return parts whose number begins with what was typed."""
        with self._store.reading() as connection:
            return production.find_parts(connection, beginning.strip())

    @needs(Permission.READ_ALL)
    def history(self, actor: Actor, inspection_id: str, item_id: str | None = None) -> tuple[answers.ChangeRow, ...]:
        """Return every change of an inspection or of one item, oldest first."""
        with self._store.reading() as connection:
            return answers.history(connection, inspection_id, item_id)

    @needs(Permission.READ_ALL)
    def last_readings(self, actor: Actor, item_key: str, part_id: str) -> tuple[tuple[str, str], ...]:
        """Return the newest five readings of this characteristic on this part: ``(inspection number, value)``."""
        with self._store.reading() as connection:
            return answers.last_readings(connection, item_key, part_id)
