"""Templates, revisions, sections and items, read from the tables without a loss."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, bindparam, func, select, tuple_

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, RevisionState, Section, Severity
from qa_desktop.domain.errors import InputError, NotFoundError
from qa_desktop.domain.item_rules import Rules, rules_from
from qa_desktop.domain.lines import at_piece, split_line
from qa_desktop.domain.removals import removed_from
from qa_desktop.domain.tolerance import Limits
from qa_desktop.storage import models

_ITEM_COLUMNS = (
    models.Item.id,
    models.Item.section_id,
    models.Item.key,
    models.Item.kind,
    models.Item.text,
    models.Item.help,
    models.Item.required,
    models.Item.severity,
    models.Item.evidence,
    models.Item.allow_na,
    models.Item.nominal,
    models.Item.lower,
    models.Item.upper,
    models.Item.unit,
    models.Item.decimals,
    models.Item.choices,
    models.Item.expected,
    models.Item.picture,
    models.Item.rules,
)
_ONE_ITEM = select(*_ITEM_COLUMNS).where(models.Item.id == bindparam("item"))
_ITEMS = select(*_ITEM_COLUMNS).where(models.Item.revision_id == bindparam("revision")).order_by(models.Item.position)
_SECTIONS = (
    select(models.Section.id, models.Section.title)
    .where(models.Section.revision_id == bindparam("revision"))
    .order_by(models.Section.position)
)
_HEAD = select(models.TemplateRevision.title, models.TemplateRevision.description, models.TemplateRevision.change_note).where(
    models.TemplateRevision.id == bindparam("revision")
)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template as lists show it.  Revision numbers are ``None`` where there is no such revision."""

    id: str
    name: str
    sort_name: str
    published: int | None
    draft: int | None
    approved: int | None
    newest_revision_id: str
    item_count: int
    changed_at: str
    version: int

    @property
    def key(self) -> tuple[str, str]:
        """Where the row stands in a list, for asking for the next page."""
        return self.sort_name, self.id


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision as lists and heads of screens show it.  Moments are UTC text; people are names beside their ids."""

    id: str
    template_id: str
    template_name: str
    sort_name: str
    number: int
    state: RevisionState
    title: str
    description: str
    criteria_digest: str
    item_count: int
    source: str
    import_report: str
    created_at: str
    created_by: str
    created_by_name: str
    published_at: str | None
    published_by: str | None
    published_by_name: str
    version: int
    approved_at: str | None
    approved_by: str | None
    approved_by_name: str
    editors: str
    change_note: str

    @property
    def key(self) -> tuple[str, str]:
        """Where the row stands in the list of published revisions, for asking for the next page."""
        return self.sort_name, self.id


def load_checklist(connection: Connection, revision_id: str) -> Checklist:
    """Return what a revision asks, with the ids of its sections and items; raises :class:`NotFoundError`."""
    head = connection.execute(_HEAD, {"revision": revision_id}).one_or_none()
    if head is None:
        raise NotFoundError("This revision of a template does not exist. Go back to the list of templates.")
    items: dict[str, list[Item]] = {}
    for row in connection.execute(_ITEMS, {"revision": revision_id}):
        items.setdefault(row.section_id, []).append(_item(row))
    sections = tuple(
        Section(title=row.title, items=tuple(items.get(row.id, ())), id=row.id)
        for row in connection.execute(_SECTIONS, {"revision": revision_id})
    )
    return Checklist(head.title, sections, head.description, removed_from(head.change_note))


def item_by_id(connection: Connection, item_id: str) -> Item:
    """Return one item, or the line of it at a piece, by its key, nothing else: this stands on the path of every answer."""
    key, piece = split_line(item_id)
    row = connection.execute(_ONE_ITEM, {"item": key}).one_or_none()
    if row is None:
        raise NotFoundError("This line of the checklist does not exist. Close the inspection and open it again.")
    return at_piece(_item(row), piece) if piece else _item(row)


def revision_by_id(connection: Connection, revision_id: str) -> RevisionRow:
    """Return one revision; raises :class:`NotFoundError`."""
    row = connection.execute(_revisions().where(models.TemplateRevision.id == revision_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This revision of a template does not exist. Go back to the list of templates.")
    return _revision(row)


def revisions_of(connection: Connection, template_id: str) -> tuple[RevisionRow, ...]:
    """Return the revisions of a template, newest first."""
    found = _revisions().where(models.TemplateRevision.template_id == template_id)
    return tuple(_revision(row) for row in connection.execute(found.order_by(models.TemplateRevision.number.desc())).mappings())


def revision_in_state(connection: Connection, template_id: str, state: RevisionState) -> RevisionRow | None:
    """Return the newest revision of a template in ``state``."""
    found = (
        _revisions()
        .where(models.TemplateRevision.template_id == template_id, models.TemplateRevision.state == state.value)
        .order_by(models.TemplateRevision.number.desc())
        .limit(1)
    )
    row = connection.execute(found).mappings().one_or_none()
    return None if row is None else _revision(row)


def published_revisions(connection: Connection, *, after: tuple[str, str] | None, limit: int) -> tuple[RevisionRow, ...]:
    """Return a page of the published revisions by name of the template; ``after`` is (lower-case name, revision id)."""
    name = func.lower(models.Template.name)
    found = _revisions().where(models.TemplateRevision.state == RevisionState.PUBLISHED.value)
    if after is not None:
        found = found.where(tuple_(name, models.TemplateRevision.id) > tuple_(*after))
    return tuple(
        _revision(row) for row in connection.execute(found.order_by(name, models.TemplateRevision.id).limit(limit)).mappings()
    )


def template_page(connection: Connection, *, after: tuple[str, str] | None, limit: int) -> tuple[TemplateRow, ...]:
    """Return a page of templates by name; ``after`` is (lower-case name, id) of the last row seen."""
    name = func.lower(models.Template.name)
    newest = _newest_number()
    found = (
        select(
            models.Template.id,
            models.Template.name,
            name.label("sort_name"),
            models.Template.version,
            _number_in(RevisionState.PUBLISHED).label("published"),
            _number_in(RevisionState.DRAFT).label("draft"),
            _number_in(RevisionState.APPROVED).label("approved"),
            models.TemplateRevision.id.label("newest_revision_id"),
            models.TemplateRevision.item_count,
            func.coalesce(models.TemplateRevision.published_at, models.TemplateRevision.created_at).label("changed_at"),
        )
        .join(models.TemplateRevision, models.TemplateRevision.template_id == models.Template.id)
        .where(models.TemplateRevision.number == newest)
        .order_by(name, models.Template.id)
        .limit(limit)
    )
    if after is not None:
        found = found.where(tuple_(name, models.Template.id) > tuple_(*after))
    return tuple(TemplateRow(**row) for row in connection.execute(found).mappings())


def count_templates(connection: Connection) -> int:
    """Return how many templates there are."""
    return connection.execute(select(func.count()).select_from(models.Template)).scalar_one()


def template_named(connection: Connection, name: str) -> str | None:
    """Return the id of the template with this name."""
    return connection.execute(select(models.Template.id).where(models.Template.name == name)).scalar()


def template_name(connection: Connection, template_id: str) -> str | None:
    """Return the name of a template, ``None`` when it does not exist."""
    return connection.execute(select(models.Template.name).where(models.Template.id == template_id)).scalar()


def last_number(connection: Connection, template_id: str) -> int:
    """Return the highest revision number of a template, 0 when it has none."""
    highest = select(func.max(models.TemplateRevision.number)).where(models.TemplateRevision.template_id == template_id)
    return connection.execute(highest).scalar() or 0


@cache
def _revisions() -> Select[*tuple[Any, ...]]:
    creator, publisher = models.Person.__table__.alias("creator"), models.Person.__table__.alias("publisher")
    approver = models.Person.__table__.alias("approver")
    revision = models.TemplateRevision
    return (
        select(
            revision.id,
            revision.template_id,
            models.Template.name.label("template_name"),
            func.lower(models.Template.name).label("sort_name"),
            revision.number,
            revision.state,
            revision.title,
            revision.description,
            revision.criteria_digest,
            revision.item_count,
            revision.source,
            revision.import_report,
            revision.created_at,
            revision.created_by,
            func.coalesce(creator.c.name, "").label("created_by_name"),
            revision.published_at,
            revision.published_by,
            func.coalesce(publisher.c.name, "").label("published_by_name"),
            revision.version,
            revision.approved_at,
            revision.approved_by,
            func.coalesce(approver.c.name, "").label("approved_by_name"),
            revision.editors,
            revision.change_note,
        )
        .join(models.Template, models.Template.id == revision.template_id)
        .outerjoin(approver, approver.c.id == revision.approved_by)
        .outerjoin(creator, creator.c.id == revision.created_by)
        .outerjoin(publisher, publisher.c.id == revision.published_by)
    )


def _revision(row: RowMapping) -> RevisionRow:
    return RevisionRow(**{**row, "state": RevisionState(row["state"])})


def _newest_number() -> Any:
    other = models.TemplateRevision.__table__.alias("newest")
    return (
        select(func.max(other.c.number))
        .where(other.c.template_id == models.Template.id)
        .correlate(models.Template)
        .scalar_subquery()
    )


def _number_in(state: RevisionState) -> Any:
    other = models.TemplateRevision.__table__.alias(state.value)
    return (
        select(func.max(other.c.number))
        .where(other.c.template_id == models.Template.id, other.c.state == state.value)
        .correlate(models.Template)
        .scalar_subquery()
    )


def _item(row: Row[*tuple[Any, ...]]) -> Item:
    return Item(
        id=row.id,
        key=row.key,
        kind=ItemKind(row.kind),
        text=row.text,
        help=row.help,
        required=bool(row.required),
        severity=Severity(row.severity),
        evidence=Evidence(row.evidence),
        allow_na=bool(row.allow_na),
        limits=_limits(row),
        unit=row.unit,
        decimals=row.decimals,
        choices=_choices(row.choices),
        expected=row.expected,
        picture=row.picture,
        rules=_rules(row),
    )


def _rules(row: Row[*tuple[Any, ...]]) -> Rules:
    return rules_from(json.loads(row.rules)) if row.rules else Rules()


def _limits(row: Row[*tuple[Any, ...]]) -> Limits:
    try:
        return Limits(nominal=_decimal(row.nominal), lower=_decimal(row.lower), upper=_decimal(row.upper))
    except InputError as error:
        raise InputError("“{item}”: {problem} Correct the draft.", item=row.text, problem=error) from error


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _choices(text: str) -> tuple[Choice, ...]:
    if not text:
        return ()
    return tuple(Choice(id=c["id"], text=c["text"], conforming=c["conforming"]) for c in json.loads(text))
