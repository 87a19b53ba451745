"""Inspections: heads, lists, steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, insert, or_, select, update

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.storage.models import Inspection, Lot, Part, Person, Piece, ReturnedLine, Template, TemplateRevision, WorkOrder
from qa_desktop.storage.prepared import Prepared
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import Work


@dataclass(frozen=True, slots=True)
class Head:
    """What the answer path needs to know of an inspection."""

    id: str
    revision_id: str
    state: InspectionState
    round: int
    inspector_id: str | None
    answered: int
    failed: int
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """An inspection as lists show it.  Moments are UTC text with the local offset in minutes."""

    id: str
    number: str
    state: InspectionState
    round: int
    revision_id: str
    criteria_digest: str
    template: str
    template_revision: int
    part_id: str
    part_number: str
    part_name: str
    part_revision: str
    order: str
    lot_id: str | None
    lot: str
    lot_quantity: str
    serial: str
    inspector_id: str | None
    inspector: str
    inspector_login: str
    opened_at: str
    opened_offset: int
    updated_at: str
    due_at: str | None
    current_item_id: str | None
    item_total: int
    answered: int
    failed: int
    type: str
    operation: str
    covers: str
    parent_id: str | None
    patrol_id: str | None
    supplier: str

    @property
    def open(self) -> int:
        """How many items are still open."""
        return self.item_total - self.answered


@dataclass(frozen=True, slots=True)
class InspectionFilter:
    """Which inspections a list shows.  ``text`` is looked for in numbers, part, order, lot, serial and template."""

    states: tuple[InspectionState, ...] = ()
    inspector_id: str | None = None
    not_by: str | None = None
    part_id: str | None = None
    text: str = ""
    failed_only: bool = False


HEAD_COLUMNS = (
    Inspection.id,
    Inspection.revision_id,
    Inspection.state,
    Inspection.round,
    Inspection.inspector_id,
    Inspection.answered,
    Inspection.failed,
    Inspection.parent_id,
)
_HEAD = select(*HEAD_COLUMNS).where(Inspection.id == bindparam("id"))


def head(connection: Connection, inspection_id: str) -> Head:
    """Return the head of an inspection; one row by its key."""
    row = connection.execute(_HEAD, {"id": inspection_id}).first()
    if row is None:
        raise NotFoundError("This inspection does not exist. Go back to the list and choose again.")
    return head_of(row)


def head_of(values: Sequence[Any]) -> Head:
    """Return the head behind the values of :data:`HEAD_COLUMNS`."""
    id_, revision_id, state, round_, inspector_id, answered, failed, parent_id = values
    return Head(id_, revision_id, InspectionState(state), round_, inspector_id, answered, failed, parent_id)


@cache
def _rows() -> Select[tuple[object, ...]]:
    return (
        select(  # type: ignore[return-value]
            Inspection.id,
            Inspection.number,
            Inspection.state,
            Inspection.round,
            Inspection.revision_id,
            Inspection.criteria_digest,
            Template.name.label("template"),
            TemplateRevision.number.label("template_revision"),
            Inspection.part_id,
            Part.number.label("part_number"),
            Part.name.label("part_name"),
            Part.revision.label("part_revision"),
            func.coalesce(WorkOrder.number, "").label("order"),
            Inspection.lot_id,
            func.coalesce(Lot.number, "").label("lot"),
            func.coalesce(Lot.quantity, "").label("lot_quantity"),
            func.coalesce(Piece.serial, "").label("serial"),
            Inspection.inspector_id,
            func.coalesce(Person.name, "").label("inspector"),
            func.coalesce(Person.login, "").label("inspector_login"),
            Inspection.opened_at,
            Inspection.opened_offset,
            Inspection.updated_at,
            Inspection.due_at,
            Inspection.current_item_id,
            Inspection.item_total,
            Inspection.answered,
            Inspection.failed,
            Inspection.type,
            Inspection.operation,
            Inspection.covers,
            Inspection.parent_id,
            Inspection.patrol_id,
            func.coalesce(Lot.supplier, "").label("supplier"),
        )
        .join(TemplateRevision, TemplateRevision.id == Inspection.revision_id)
        .join(Template, Template.id == TemplateRevision.template_id)
        .join(Part, Part.id == Inspection.part_id)
        .outerjoin(WorkOrder, WorkOrder.id == Inspection.order_id)
        .outerjoin(Lot, Lot.id == Inspection.lot_id)
        .outerjoin(Piece, Piece.id == Inspection.piece_id)
        .outerjoin(Person, Person.id == Inspection.inspector_id)
    )


def row_of(connection: Connection, inspection_id: str) -> InspectionRow:
    """Return one inspection as lists show it."""
    found = connection.execute(_rows().where(Inspection.id == inspection_id)).first()
    if found is None:
        raise NotFoundError("This inspection does not exist. Go back to the list and choose again.")
    return _row(found)


def page(
    connection: Connection, wanted: InspectionFilter, *, after: tuple[str, str] | None = None, limit: int = 100
) -> tuple[InspectionRow, ...]:
    """Return the next page, newest change first.  ``after`` is ``(updated_at, id)`` of the last row seen."""
    chosen = select(Inspection.id).where(_where(wanted)).order_by(Inspection.updated_at.desc(), Inspection.id.desc()).limit(limit)
    if after is not None:
        at, key = after
        # Said in this way, the first part walks the index from where the last page ended.
        chosen = chosen.where(Inspection.updated_at <= at, or_(Inspection.updated_at < at, Inspection.id < key))
    # The page is chosen on one table before anything is joined to it; otherwise all rows would be joined and sorted first.
    query = _rows().where(Inspection.id.in_(chosen)).order_by(Inspection.updated_at.desc(), Inspection.id.desc())
    return tuple(_row(row) for row in connection.execute(query))


def count(connection: Connection, wanted: InspectionFilter) -> int:
    """Return how many inspections match."""
    return int(connection.execute(select(func.count()).select_from(Inspection).where(_where(wanted))).scalar_one())


def due(connection: Connection, before: str, *, limit: int = 50) -> tuple[InspectionRow, ...]:
    """Return open inspections that are due before a moment and belong to nobody yet, earliest first."""
    query = (
        _rows()
        .where(
            Inspection.state == InspectionState.IN_PROGRESS.value,
            Inspection.due_at.is_not(None),
            Inspection.due_at < before,
            Inspection.inspector_id.is_(None),
        )
        .order_by(Inspection.due_at, Inspection.id)
        .limit(limit)
    )
    return tuple(_row(row) for row in connection.execute(query))


def find_by_code(connection: Connection, code: str, *, limit: int = 20) -> tuple[InspectionRow, ...]:
    """Return inspections whose number, order, lot or serial is exactly ``code`` (a scan), newest first."""
    query = (
        _rows()
        .where(or_(Inspection.number == code, WorkOrder.number == code, Lot.number == code, Piece.serial == code))
        .order_by(Inspection.updated_at.desc(), Inspection.id.desc())
        .limit(limit)
    )
    return tuple(_row(row) for row in connection.execute(query))


def insert_inspection(work: Work, **values: object) -> None:
    """Add an inspection."""
    work.connection.execute(insert(Inspection).values(**values))


_COUNTS = Prepared(
    update(Inspection)
    .where(Inspection.id == bindparam("key"))
    .values(
        answered=bindparam("new_answered"),
        failed=bindparam("new_failed"),
        updated_at=bindparam("now"),
        current_item_id=bindparam("item"),
    )
)


def set_counts(work: Work, inspection_id: str, *, answered: int, failed: int, item_id: str) -> None:
    """Store the counts and the place where the inspector is."""
    _COUNTS(
        work.connection,
        {"key": inspection_id, "new_answered": answered, "new_failed": failed, "now": work.now.utc, "item": item_id},
    )


def set_totals(work: Work, inspection_id: str, *, total: int, answered: int, failed: int) -> None:
    """Store the counts where also the number of lines changed."""
    work.connection.execute(
        update(Inspection).where(Inspection.id == inspection_id).values(item_total=total, answered=answered, failed=failed)
    )


def item_total(connection: Connection, inspection_id: str) -> int:
    """Return how many lines of an inspection ask for an answer."""
    return int(connection.execute(select(Inspection.item_total).where(Inspection.id == inspection_id)).scalar_one())


def revision_and_ordinal(connection: Connection, inspection_id: str) -> tuple[str, int]:
    """Return the revision that an inspection asks by, and how many inspections by its template began before it, plus one."""
    row = connection.execute(select(Inspection.revision_id, Inspection.ordinal).where(Inspection.id == inspection_id)).first()
    if row is None:
        raise NotFoundError("This inspection does not exist. Go back to the list and choose again.")
    return str(row.revision_id), int(row.ordinal)


def next_ordinal(connection: Connection, revision_id: str) -> int:
    """Return the number of the next inspection by the template of a revision, from 1."""
    template = select(TemplateRevision.template_id).where(TemplateRevision.id == revision_id).scalar_subquery()
    revisions = select(TemplateRevision.id).where(TemplateRevision.template_id == template)
    highest = select(func.max(Inspection.ordinal)).where(Inspection.revision_id.in_(revisions))
    return int(connection.execute(highest).scalar() or 0) + 1


def set_place(work: Work, inspection_id: str, item_id: str) -> None:
    """Store the place where the inspector is."""
    work.connection.execute(update(Inspection).where(Inspection.id == inspection_id).values(current_item_id=item_id))


def set_inspector(work: Work, inspection_id: str, person_id: str) -> None:
    """Hand an inspection to a person."""
    work.connection.execute(
        update(Inspection).where(Inspection.id == inspection_id).values(inspector_id=person_id, updated_at=work.now.utc)
    )


def set_state(
    work: Work, inspection_id: str, state: InspectionState, *, round_: int | None = None, digest: str | None = None
) -> None:
    """Move an inspection to a state; the database checks the step again."""
    values: dict[str, object] = {"state": state.value, "updated_at": work.now.utc, "content_digest": digest}
    if round_ is not None:
        values["round"] = round_
    work.connection.execute(update(Inspection).where(Inspection.id == inspection_id).values(**values))


def add_returned_line(work: Work, **values: object) -> None:
    """Keep a remark with which a line was sent back; ``item_id`` is the key of a line."""
    if values.get("item_id") is not None:
        values["item_id"], values["piece"] = split_line(str(values["item_id"]))
    work.connection.execute(insert(ReturnedLine).values(**values))


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A remark with which a line, or the whole inspection (no item), was sent back."""

    item_id: str | None
    round: int
    text: str
    person_id: str
    by: str
    at: str
    offset: int


def remarks(connection: Connection, inspection_id: str) -> tuple[RemarkRow, ...]:
    """Return all remarks, oldest first."""
    query = (
        select(
            ReturnedLine.item_id,
            ReturnedLine.piece,
            ReturnedLine.round,
            ReturnedLine.remark.label("text"),
            ReturnedLine.person_id,
            Person.name.label("by"),
            ReturnedLine.at,
            ReturnedLine.at_offset.label("offset"),
        )
        .join(Person, Person.id == ReturnedLine.person_id)
        .where(ReturnedLine.inspection_id == inspection_id)
        .order_by(ReturnedLine.id)
    )
    found: list[RemarkRow] = []
    for row in connection.execute(query):
        values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for it starts with an underscore)
        piece = values.pop("piece")
        key = None if values["item_id"] is None else line_id(values["item_id"], piece)
        found.append(RemarkRow(**values | {"item_id": key}))
    return tuple(found)


def escape_like(text: str) -> str:
    """Return ``text`` for LIKE with ``!`` as the escape, so that ``50%`` finds only ``50%``."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _where(wanted: InspectionFilter) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [Inspection.id.is_not(None)]
    if wanted.states:
        parts.append(Inspection.state.in_([state.value for state in wanted.states]))
    if wanted.inspector_id is not None:
        parts.append(Inspection.inspector_id == wanted.inspector_id)
    if wanted.not_by is not None:
        parts.append(or_(Inspection.inspector_id.is_(None), Inspection.inspector_id != wanted.not_by))
    if wanted.part_id is not None:
        parts.append(Inspection.part_id == wanted.part_id)
    if wanted.failed_only:
        parts.append(Inspection.failed > 0)
    parts += [Inspection.search.like(f"%{escape_like(word)}%", escape="!") for word in words_to_find(wanted.text.casefold())]
    return and_(*parts)


def _row(row: Row[tuple[object, ...]]) -> InspectionRow:
    values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for it starts with an underscore)
    values["state"] = InspectionState(str(values["state"]))
    return InspectionRow(**values)
