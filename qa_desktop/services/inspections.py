"""Opening, resuming, handing over and listing inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Checklist, Item, RevisionState
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.ids import inspection_number
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState, InspectionType, counts, require_open, require_step
from qa_desktop.domain.lines import PieceRef, has_pieces
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.sampling import PinnedPlan
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.services import lines
from qa_desktop.services.guard import needs
from qa_desktop.services.returned import changeable
from qa_desktop.storage import place
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.queries import answers, inspections, production, review, sample, stations, templates
from qa_desktop.storage.queries.inspections import InspectionFilter, InspectionRow, RemarkRow
from qa_desktop.storage.queries.production import PartRow
from qa_desktop.storage.queries.review import LinkRow
from qa_desktop.storage.queries.sample import SecondRow
from qa_desktop.storage.unit import Work, new_id
from qa_desktop.storage.workspace import Workspace

MAX_PIECES = 10_000
"""Most pieces of one inspection."""

DUE_AHEAD = timedelta(hours=8)
"""How far ahead "due now" looks: one shift."""


@dataclass(frozen=True, slots=True)
class WhatToInspect:
    """What the person typed or scanned to begin an inspection.  Only the part number is necessary.

    ``covers`` is how much of the lot this inspection is about, empty for all of it.  ``pieces`` is how many pieces are looked at
    where no sampling plan says so; ``serials`` name the first of them.
    """

    part_number: str
    part_name: str = ""
    part_revision: str = ""
    order: str = ""
    lot: str = ""
    lot_quantity: str = ""
    serial: str = ""
    supplier: str = ""
    operation: str = ""
    covers: str = ""
    type: InspectionType | None = None
    pieces: int | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedInspection:
    """Everything that the run screen needs, loaded once: head, lines, answers by line, remarks of this round.

    ``template`` holds the items as the revision keeps them, ``checklist`` the lines that the inspection asks.  ``may_change``
    are the lines that came back with a return that names lines, ``None`` where every line may change.  ``earlier`` and ``later``
    are the inspections that this one repeats in part, and those that repeat it.
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

        With ``for_anyone`` it is planned: it belongs to nobody until somebody takes it over.  Raises :class:`InputError` for
        what was typed and :class:`RefusedError` for a revision that is not published or a drive that is nearly full.
        """
        if place.free_bytes(self._workspace.folder) < place.FEW_BYTES:
            raise RefusedError("The drive of the workspace is nearly full. Free some space before you begin a new inspection.")
        cleaned = clean_subject(what)
        with self._store.writing(actor.person_id) as work:
            revision = templates.revision_by_id(work.connection, revision_id)
            if revision.state is not RevisionState.PUBLISHED:
                raise RefusedError("This revision of the checklist is not published. Choose the published one.")
            subject = _subject(work, cleaned)
            template = templates.load_checklist(work.connection, revision_id)
            key = new_id()
            ordinal = inspections.next_ordinal(work.connection, revision_id)
            code = stations.code_of(work.connection, work.station_id)
            number = inspection_number(code, work.next_number("inspection"))
            words = (
                number,
                cleaned.part_number,
                cleaned.part_name,
                cleaned.order,
                cleaned.lot,
                cleaned.serial,
                revision.template_name,
            )
            inspections.insert_inspection(
                work,
                id=key,
                number=number,
                station_id=work.station_id,
                revision_id=revision_id,
                criteria_digest=revision.criteria_digest,
                part_id=subject.part_id,
                order_id=subject.order_id,
                lot_id=subject.lot_id,
                piece_id=subject.piece_id,
                state=InspectionState.IN_PROGRESS.value,
                inspector_id=None if for_anyone else actor.person_id,
                opened_at=work.now.utc,
                opened_offset=work.now.offset,
                updated_at=work.now.utc,
                due_at=None if due is None else utc_text(due),
                item_total=0,
                search=" ".join(words).casefold(),
                type="" if cleaned.type is None else cleaned.type.value,
                operation=cleaned.operation,
                covers=cleaned.covers,
                ordinal=ordinal,
            )
            _draw_sample(work, key, template, cleaned)
            asked = lines.load(work.connection, key).checklist.items
            inspections.set_totals(work, key, total=sum(1 for line in asked if counts(line)), answered=0, failed=0)
            details = {"number": number, "revision": revision_id, "criteria": revision.criteria_digest, "part": subject.part_id}
            work.audit("inspection.begin", "inspection", key, details)
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


def clean_subject(what: WhatToInspect) -> WhatToInspect:
    """Return what was typed, cleaned; raises :class:`InputError` naming the field."""

    def optional(text: str, what_: str) -> str:
        return clean_identifier(text, what=what_) if text.strip() else ""

    quantity = what.lot_quantity.strip()
    return WhatToInspect(
        clean_identifier(what.part_number, what="The part number"),
        optional(what.part_name, "The part name"),
        optional(what.part_revision, "The part revision"),
        optional(what.order, "The order number"),
        optional(what.lot, "The lot number"),
        decimal_text(parse_decimal(quantity)) if quantity else "",
        optional(what.serial, "The serial number"),
        optional(what.supplier, "The supplier"),
        optional(what.operation, "The operation"),
        decimal_text(parse_decimal(what.covers)) if what.covers.strip() else "",
        what.type,
        what.pieces,
        tuple(clean_identifier(serial, what="The serial number") for serial in what.serials),
    )


def _draw_sample(work: Work, inspection_id: str, template: Checklist, what: WhatToInspect) -> None:
    """Lay out the pieces that are looked at; an inspection without questions about pieces has none."""
    if not has_pieces(template):
        return
    count = what.pieces if what.pieces is not None else max(1, len(what.serials))
    if not 1 <= count <= MAX_PIECES:
        raise InputError("{count} pieces cannot be inspected at once. Choose 1 to {limit}.", count=count, limit=MAX_PIECES)
    sample.add_pieces(work, inspection_id, range(1, count + 1), what.serials)


def _subject(work: Work, what: WhatToInspect) -> production.Subject:
    part = production.ensure_part(work, what.part_number, what.part_name, what.part_revision)
    order = production.ensure_order(work, what.order) if what.order else None
    lot = None
    if what.lot:
        lot = production.ensure_lot(work, part, what.lot, what.lot_quantity, order, supplier=what.supplier)
    piece = production.ensure_piece(work, part, what.serial, lot) if what.serial else None
    return production.Subject(part, order, lot, piece)
