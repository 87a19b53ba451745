"""Templates and drafts written to the tables; :mod:`templates` reads them back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, case, delete, insert, update

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Checklist, Choice, Item, RevisionState
from qa_desktop.domain.decimals import decimal_text, scaled
from qa_desktop.domain.item_rules import rules_json
from qa_desktop.domain.removals import removed_text
from qa_desktop.storage import models
from qa_desktop.storage.unit import new_id


def insert_template(connection: Connection, *, name: str, at: str, by: str) -> str:
    """Insert a template and return its id."""
    template_id = new_id()
    connection.execute(insert(models.Template).values(id=template_id, name=name, created_at=at, created_by=by))
    return template_id


def insert_draft(
    connection: Connection,
    checklist: Checklist,
    *,
    template_id: str,
    number: int,
    source: str,
    import_report: str,
    at: str,
    by: str,
) -> str:
    """Insert a draft revision with its content and return its id."""
    revision_id = new_id()
    connection.execute(
        insert(models.TemplateRevision).values(
            id=revision_id,
            template_id=template_id,
            number=number,
            state=RevisionState.DRAFT.value,
            source=source,
            import_report=import_report,
            created_at=at,
            created_by=by,
            editors=by,
            **_head_values(checklist),
        )
    )
    insert_content(connection, revision_id, checklist)
    return revision_id


def insert_content(connection: Connection, revision_id: str, checklist: Checklist) -> None:
    """Insert the sections and items of a draft; every row gets a new id."""
    sections: list[Mapping[str, Any]] = []
    items: list[Mapping[str, Any]] = []
    for place, section in enumerate(checklist.sections, start=1):
        section_id = new_id()
        sections.append({"id": section_id, "revision_id": revision_id, "position": place, "title": section.title})
        for item in section.items:
            head = {"id": new_id(), "revision_id": revision_id, "section_id": section_id, "position": len(items) + 1}
            items.append(head | _item_values(item))
    if sections:
        connection.execute(insert(models.Section), sections)
    if items:
        connection.execute(insert(models.Item), items)


def replace_content(connection: Connection, revision_id: str, checklist: Checklist, *, version: int, by: str) -> bool:
    """Replace what a draft asks; returns ``False`` when somebody else changed it since ``version``."""
    editors = models.TemplateRevision.editors
    moved = connection.execute(
        update(models.TemplateRevision)
        .where(models.TemplateRevision.id == revision_id, models.TemplateRevision.version == version)
        .values(
            version=version + 1,
            editors=case((editors.contains(by, autoescape=True), editors), else_=editors + " " + by),
            **_head_values(checklist),
        )
    )
    if moved.rowcount != 1:
        return False
    _delete_content(connection, revision_id)
    insert_content(connection, revision_id, checklist)
    return True


def delete_draft(connection: Connection, revision_id: str) -> None:
    """Remove a draft with its content; the database refuses it for any other revision."""
    _delete_content(connection, revision_id)
    connection.execute(delete(models.TemplateRevision).where(models.TemplateRevision.id == revision_id))


def set_published(connection: Connection, revision_id: str, *, version: int, at: str, by: str) -> bool:
    """Turn an approved revision into the published one; returns ``False`` when it changed since ``version``."""
    moved = connection.execute(
        update(models.TemplateRevision)
        .where(
            models.TemplateRevision.id == revision_id,
            models.TemplateRevision.version == version,
            models.TemplateRevision.state == RevisionState.APPROVED.value,
        )
        .values(state=RevisionState.PUBLISHED.value, published_at=at, published_by=by, version=version + 1)
    )
    return moved.rowcount == 1


def set_approved(connection: Connection, revision_id: str, *, version: int, at: str, by: str) -> bool:
    """Approve a draft; returns ``False`` when it changed since ``version``."""
    moved = connection.execute(
        update(models.TemplateRevision)
        .where(
            models.TemplateRevision.id == revision_id,
            models.TemplateRevision.version == version,
            models.TemplateRevision.state == RevisionState.DRAFT.value,
        )
        .values(state=RevisionState.APPROVED.value, approved_at=at, approved_by=by, version=version + 1)
    )
    return moved.rowcount == 1


def set_draft_again(connection: Connection, revision_id: str) -> None:
    """Take an approval back, so that the draft can be edited again."""
    connection.execute(
        update(models.TemplateRevision)
        .where(models.TemplateRevision.id == revision_id)
        .values(state=RevisionState.DRAFT.value, approved_at=None, approved_by=None, version=models.TemplateRevision.version + 1)
    )


def set_retired(connection: Connection, revision_id: str) -> None:
    """Retire a published revision; nothing else about it changes."""
    connection.execute(
        update(models.TemplateRevision)
        .where(models.TemplateRevision.id == revision_id)
        .values(state=RevisionState.RETIRED.value, version=models.TemplateRevision.version + 1)
    )


def _delete_content(connection: Connection, revision_id: str) -> None:
    connection.execute(delete(models.Item).where(models.Item.revision_id == revision_id))
    connection.execute(delete(models.Section).where(models.Section.revision_id == revision_id))


def _head_values(checklist: Checklist) -> dict[str, Any]:
    return {
        "title": checklist.title,
        "description": checklist.description,
        "criteria_digest": checklist.digest(),
        "item_count": len(checklist.items),
        "change_note": removed_text(checklist.removed),
    }


def _item_values(item: Item) -> dict[str, Any]:
    values: dict[str, Any] = {
        "key": item.key,
        "kind": item.kind.value,
        "text": item.text,
        "help": item.help,
        "required": int(item.required),
        "severity": item.severity.value,
        "evidence": item.evidence.value,
        "allow_na": int(item.allow_na),
        "unit": item.unit,
        "decimals": item.decimals,
        "choices": _choices_text(item.choices),
        "expected": item.expected,
        "picture": item.picture,
        "rules": _rules_text(item),
    }
    for name in ("nominal", "lower", "upper"):
        limit: Decimal | None = getattr(item.limits, name)
        values[name] = None if limit is None else decimal_text(limit)
        values[f"{name}_scaled"] = None if limit is None else scaled(limit)
    return values


def _rules_text(item: Item) -> str:
    special = rules_json(item.rules)
    return canonical_json(special) if special else ""


def _choices_text(choices: tuple[Choice, ...]) -> str:
    if not choices:
        return ""
    return canonical_json([{"id": c.id, "text": c.text, "conforming": c.conforming} for c in choices])
