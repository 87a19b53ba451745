"""Assignment rules: which checklist belongs to what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, insert, select, update

from qa_desktop.domain.assignment import Conditions
from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.storage.models import AssignmentRule, Template, TemplateRevision
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class RuleRow:
    """An assignment rule as lists show it.  ``revision_id`` is the published revision of its template, if there is one."""

    id: str
    template_id: str
    template: str
    revision_id: str | None
    revision: int | None
    part_number: str
    supplier: str
    operation: str
    inspection_type: str
    one_lot_in: int
    seed: int
    active: bool
    note: str
    version: int

    @property
    def conditions(self) -> Conditions:
        """What the rule asks."""
        return Conditions(self.part_number, self.supplier, self.operation, self.inspection_type)


def rules(connection: Connection, *, active_only: bool) -> tuple[RuleRow, ...]:
    """Return the rules, those of a part first, then by their other words."""
    r = AssignmentRule
    query = _rules().order_by(
        r.active.desc(), r.part_number == "", r.part_number, r.supplier, r.operation, r.inspection_type, r.id
    )
    if active_only:
        query = query.where(r.active == 1)
    return tuple(_row(row) for row in connection.execute(query))


def rules_for_part(connection: Connection, part_number: str) -> tuple[RuleRow, ...]:
    """Return the active rules that name this part, or no part at all."""
    query = _rules().where(AssignmentRule.part_number.in_((part_number, "")), AssignmentRule.active == 1)
    return tuple(_row(row) for row in connection.execute(query.order_by(AssignmentRule.id)))


def rule_by_id(connection: Connection, rule_id: str) -> RuleRow:
    """Return one rule."""
    row = connection.execute(_rules().where(AssignmentRule.id == rule_id)).first()
    if row is None:
        raise NotFoundError("This rule does not exist. Go back to the list of rules.")
    return _row(row)


def insert_rule(work: Work, **values: object) -> str:
    """Store a new rule and return its key."""
    key = new_id()
    work.connection.execute(
        insert(AssignmentRule).values(id=key, active=1, created_at=work.now.utc, created_by=work.actor_id or "", **values)
    )
    return key


def change_rule(work: Work, rule_id: str, version: int, **values: object) -> bool:
    """Change a rule; ``False`` when somebody else was faster."""
    r = AssignmentRule
    done = work.connection.execute(update(r).where(r.id == rule_id, r.version == version).values(version=version + 1, **values))
    return done.rowcount == 1


def _rules() -> Select[tuple[object, ...]]:
    r, published = AssignmentRule, TemplateRevision
    return (
        select(  # type: ignore[return-value]
            r.id,
            r.template_id,
            Template.name,
            published.id,
            published.number,
            r.part_number,
            r.supplier,
            r.operation,
            r.inspection_type,
            r.one_lot_in,
            r.seed,
            r.active,
            func.coalesce(r.note, ""),
            r.version,
        )
        .join(Template, Template.id == r.template_id)
        .outerjoin(published, (published.template_id == r.template_id) & (published.state == RevisionState.PUBLISHED.value))
    )


def _row(row: object) -> RuleRow:
    values = list(row)  # type: ignore[call-overload]
    values[11] = bool(values[11])
    return RuleRow(*values)
