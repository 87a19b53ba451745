"""Storing a draft: a new template or the next revision, what the audit log keeps of it, and the report of an import."""

from __future__ import annotations

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Checklist, RevisionState
from qa_desktop.domain.errors import ConflictError, NotFoundError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.text import clean_identifier
from qa_desktop.exchange.xlsform.preview import ImportPreview
from qa_desktop.storage.queries import template_writes, templates
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.storage.unit import Work

MAX_NAME = 200


def new_template(work: Work, actor: Actor, name: str) -> str:
    """Return the id of a template with this name; raises :class:`ConflictError` when one with revisions exists."""
    cleaned_name = clean_identifier(name, what="The name of the template", limit=MAX_NAME)
    existing = templates.template_named(work.connection, cleaned_name)
    if existing is None:
        return template_writes.insert_template(work.connection, name=cleaned_name, at=work.now.utc, by=actor.person_id)
    if templates.last_number(work.connection, existing) > 0:
        raise ConflictError(
            "A template named “{name}” exists already; nothing was stored. "
            "Import into it as its next revision, or choose another name.",
            name=cleaned_name,
        )
    return existing  # its only draft was discarded, so the name is free again


def insert_draft(work: Work, actor: Actor, template_id: str, checklist: Checklist, *, source: str, report: str) -> str:
    """Store the next draft of a template and return its id; raises :class:`ConflictError` when there is a draft already."""
    if templates.template_name(work.connection, template_id) is None:
        raise NotFoundError("This template does not exist. Go back to the list of templates.")
    other = templates.revision_in_state(work.connection, template_id, RevisionState.DRAFT) or templates.revision_in_state(
        work.connection, template_id, RevisionState.APPROVED
    )
    if other is not None:
        raise ConflictError(
            "“{name}” already has draft {number}, made by {author}; nothing was stored. Publish or discard that draft first.",
            name=other.template_name,
            number=other.number,
            author=other.created_by_name,
        )
    return template_writes.insert_draft(
        work.connection,
        checklist,
        template_id=template_id,
        number=templates.last_number(work.connection, template_id) + 1,
        source=source,
        import_report=report,
        at=work.now.utc,
        by=actor.person_id,
    )


def facts(row: RevisionRow) -> dict[str, str | int | None]:
    """Return what the audit log keeps of a revision."""
    return {"template": row.template_name, "number": row.number, "items": row.item_count, "criteria_sha256": row.criteria_digest}


def report_text(preview: ImportPreview) -> str:
    """Return what is kept of an import, as JSON."""
    return canonical_json(
        {
            "source": preview.source_name,
            "sha256": preview.source_sha256,
            "questions_by_type": dict(preview.questions_by_type),
            "unsupported": [{"place": u.place, "kind": u.kind, "name": u.name, "why": u.why} for u in preview.unsupported],
            "notices": list(preview.notices),
        }
    )
