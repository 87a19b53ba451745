"""The history of a series of lots: pinned plans with their results, and what else counts for switching."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, Select, and_, func, insert, select

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.storage.models import (
    Inspection,
    Lot,
    Part,
    Person,
    PinnedPlan,
    PlanResult,
    SeriesEvent,
    TemplateRevision,
)
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The newest result of one plan.  ``first_at`` is when the plan had its first result: the place of its lot in the history."""

    plan_id: str
    series: str
    inspection_id: str
    inspection: str
    lot: str
    supplier: str
    severity: str
    rule: str
    letter_used: str
    sample_size: int
    accept: int
    reject: int
    nonconforming: int
    accepted: bool
    original: bool
    first_at: str
    at: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that counts for a series besides its lots."""

    id: str
    kind: str
    reason: str
    by: str
    at: str


def results(connection: Connection, series: str) -> tuple[ResultRow, ...]:
    """Return the newest result of every plan of a series, in the order in which the plans had their first result.

    A corrected result keeps the place of the lot that it corrects.  A result counts while its inspection is countersigned; a plan
    without a sample (a lot that was not drawn) is no lot of the series.  Only moments decide, never the order of storage.
    """
    return _newest(connection, _results().where(PinnedPlan.series == series, PinnedPlan.sample_size > 0))


def results_of_template(connection: Connection, template_id: str, part_number: str) -> tuple[ResultRow, ...]:
    """Return the newest results of all plans of a template on a part, as :func:`results` does for a series."""
    query = (
        _results()
        .join(TemplateRevision, TemplateRevision.id == Inspection.revision_id)
        .join(Part, Part.id == Inspection.part_id)
        .where(TemplateRevision.template_id == template_id, Part.number == part_number)
    )
    return _newest(connection, query)


def events(connection: Connection, series: str) -> tuple[EventRow, ...]:
    """Return what else happened to a series, oldest first."""
    e = SeriesEvent
    query = (
        select(e.id, e.kind, e.reason, Person.name, e.at)
        .join(Person, Person.id == e.person_id)
        .where(e.series == series)
        .order_by(e.at, e.id)
    )
    return tuple(EventRow(*row) for row in connection.execute(query))


def add_event(work: Work, series: str, kind: str, reason: str) -> str:
    """Append to the history of a series."""
    key = new_id()
    work.connection.execute(
        insert(SeriesEvent).values(id=key, series=series, kind=kind, reason=reason, person_id=work.actor_id, at=work.now.utc)
    )
    return key


def _results() -> Select[tuple[object, ...]]:
    p, r = PinnedPlan, PlanResult
    return (
        select(  # type: ignore[return-value]
            p.id.label("plan_id"),
            p.series,
            p.inspection_id,
            Inspection.number.label("inspection"),
            func.coalesce(Lot.number, "").label("lot"),
            func.coalesce(Lot.supplier, "").label("supplier"),
            p.severity,
            p.rule,
            p.letter_used,
            p.sample_size,
            p.accept,
            p.reject,
            r.nonconforming,
            r.accepted,
            r.original,
            r.at.label("first_at"),
            r.at,
        )
        .select_from(r)
        .join(p, p.id == r.plan_id)
        .join(Inspection, and_(Inspection.id == p.inspection_id, Inspection.state == InspectionState.APPROVED.value))
        .outerjoin(Lot, Lot.id == Inspection.lot_id)
        .order_by(r.at, r.id)
    )


def _newest(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[ResultRow, ...]:
    """Return one row for each plan from rows that come by time: a dictionary keeps the place of what came first."""
    found: dict[str, ResultRow] = {}
    for row in connection.execute(query).mappings():
        values = {**row, "accepted": bool(row["accepted"]), "original": bool(row["original"])}
        result = ResultRow(**values)
        before = found.get(result.plan_id)
        found[result.plan_id] = result if before is None else replace(result, first_at=before.first_at)
    return tuple(found.values())
