"""Checklist templates: import, drafts, publishing, retiring."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desktop.domain.checklist import Checklist, RevisionState
from qa_desktop.domain.errors import ConflictError, InputError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.exchange.xlsform.preview import ImportPreview, Unsupported
from qa_desktop.services.check_reasons import answered_by, removal_problems, removals_said, require_answers
from qa_desktop.services.guard import needs
from qa_desktop.services.template_rules import (
    Problem,
    cleaned,
    problems_of_publishing,
    require_draft,
    require_publishable,
)
from qa_desktop.services.template_store import facts, insert_draft, new_template, report_text
from qa_desktop.storage.queries import template_writes, templates
from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LoadedRevision:
    """A revision with everything that it asks."""

    row: RevisionRow
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A page of templates; ``next`` asks for the page after it, ``None`` at the end."""

    rows: tuple[TemplateRow, ...]
    next: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A page of published revisions; ``next`` asks for the page after it, ``None`` at the end."""

    rows: tuple[RevisionRow, ...]
    next: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import left out, as it was kept with the revision; empty for a revision that was not imported."""

    source: str = ""
    sha256: str = ""
    unsupported: tuple[Unsupported, ...] = ()
    notices: tuple[str, ...] = ()


def import_report(row: RevisionRow) -> ImportReport:
    """Return the report of the import that made a revision."""
    if not row.import_report:
        return ImportReport()
    kept = json.loads(row.import_report)
    left_out = tuple(Unsupported(**one) for one in kept["unsupported"])
    return ImportReport(kept["source"], kept["sha256"], left_out, tuple(kept["notices"]))


class TemplateService:
    """What people do with templates."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def list_templates(self, actor: Actor, *, after: tuple[str, str] | None = None, limit: int = 100) -> TemplatePage:
        """Return a page of templates by name."""
        with self._store.reading() as connection:
            rows = templates.template_page(connection, after=after, limit=limit + 1)
        more = len(rows) > limit
        return TemplatePage(rows[:limit], rows[limit - 1].key if more else None)

    @needs(Permission.READ_ALL)
    def count_templates(self, actor: Actor) -> int:
        """Return how many templates there are."""
        with self._store.reading() as connection:
            return templates.count_templates(connection)

    @needs(Permission.READ_ALL)
    def revisions(self, actor: Actor, template_id: str) -> tuple[RevisionRow, ...]:
        """Return the revisions of a template, newest first."""
        with self._store.reading() as connection:
            return templates.revisions_of(connection, template_id)

    @needs(Permission.READ_ALL)
    def revisions_named(self, actor: Actor, name: str) -> tuple[RevisionRow, ...]:
        """Return the revisions of the template with this name, newest first; raises :class:`NotFoundError`."""
        with self._store.reading() as connection:
            template_id = templates.template_named(connection, name.strip())
            rows = () if template_id is None else templates.revisions_of(connection, template_id)
        if not rows:
            raise NotFoundError("There is no template named “{name}”. Look at the list of templates.", name=name)
        return rows

    @needs(Permission.READ_ALL)
    def published(self, actor: Actor, *, after: tuple[str, str] | None = None, limit: int = 200) -> PublishedPage:
        """Return a page of what a new inspection can be made from, by name of the template."""
        with self._store.reading() as connection:
            rows = templates.published_revisions(connection, after=after, limit=limit + 1)
        more = len(rows) > limit
        return PublishedPage(rows[:limit], rows[limit - 1].key if more else None)

    @needs(Permission.READ_ALL)
    def load(self, actor: Actor, revision_id: str) -> LoadedRevision:
        """Return a revision with its checklist, items with their ids."""
        with self._store.reading() as connection:
            row = templates.revision_by_id(connection, revision_id)
            return LoadedRevision(row, templates.load_checklist(connection, revision_id))

    @needs(Permission.READ_ALL)
    def problems(self, actor: Actor, revision_id: str) -> tuple[Problem, ...]:
        """Return everything that keeps a revision from being published."""
        with self._store.reading() as connection:
            checklist = templates.load_checklist(connection, revision_id)
            row = templates.revision_by_id(connection, revision_id)
            return (*problems_of_publishing(checklist), *removal_problems(connection, row, checklist))

    @needs(Permission.EDIT_TEMPLATE)
    def import_preview(self, actor: Actor, path: Path, cancel: Callable[[], bool] | None = None) -> ImportPreview:
        """Read an XLSForm workbook and return what it would bring; nothing is stored.

        Takes as long as the workbook is large: call it in a worker.  ``cancel`` is asked now and then whether to stop.
        """
        from qa_desktop.exchange.xlsform import read_xlsform  # noqa: PLC0415  (only an import pays for it)

        return read_xlsform(path, cancel=cancel)

    @needs(Permission.EDIT_TEMPLATE)
    def import_(
        self, actor: Actor, preview: ImportPreview, *, name: str | None = None, into_template_id: str | None = None
    ) -> RevisionRow:
        """Store a preview as revision 1 of a new template, or as the next draft of the template named by its id.

        All or nothing.  What the import left out is kept with the revision.  ``name`` is that of a new template; without it
        the template is named after the title of the checklist.
        """
        checklist = cleaned(preview.checklist)
        require_draft(checklist)
        with self._store.writing(actor.person_id) as work:
            template_id = into_template_id or new_template(work, actor, name or checklist.title)
            revision_id = insert_draft(
                work, actor, template_id, checklist, source=preview.source_name, report=report_text(preview)
            )
            row = templates.revision_by_id(work.connection, revision_id)
            work.audit(
                "template.import",
                "template_revision",
                revision_id,
                facts(row) | {"source": preview.source_name, "source_sha256": preview.source_sha256},
            )
            return row

    @needs(Permission.EDIT_TEMPLATE)
    def create(self, actor: Actor, checklist: Checklist, *, name: str | None = None) -> RevisionRow:
        """Store a checklist that was made in the program as the first draft of a new template."""
        ready = cleaned(checklist)
        require_draft(ready)
        with self._store.writing(actor.person_id) as work:
            template_id = new_template(work, actor, name or ready.title)
            revision_id = insert_draft(work, actor, template_id, ready, source="", report="")
            row = templates.revision_by_id(work.connection, revision_id)
            work.audit("template.create", "template_revision", revision_id, facts(row))
            return row

    @needs(Permission.EDIT_TEMPLATE)
    def new_draft(self, actor: Actor, template_id: str) -> RevisionRow:
        """Copy the published revision into the next draft."""
        with self._store.writing(actor.person_id) as work:
            base = templates.revision_in_state(work.connection, template_id, RevisionState.PUBLISHED)
            if base is None:
                raise RefusedError("This template has no published revision to copy. Import a workbook into it instead.")
            checklist = replace(templates.load_checklist(work.connection, base.id), removed=())
            revision_id = insert_draft(work, actor, template_id, checklist, source=base.source, report="")
            row = templates.revision_by_id(work.connection, revision_id)
            work.audit("template.new_draft", "template_revision", revision_id, facts(row) | {"copied_from": base.number})
            return row

    @needs(Permission.EDIT_TEMPLATE)
    def replace_draft_checklist(self, actor: Actor, revision_id: str, checklist: Checklist, version: int) -> RevisionRow:
        """Replace what a draft asks; ``version`` is the one that was edited."""
        ready = cleaned(checklist)
        require_draft(ready)
        with self._store.writing(actor.person_id) as work:
            before = templates.revision_by_id(work.connection, revision_id)
            _require_draft_state(before)
            ready = answered_by(work.connection, actor, before, ready)
            if not template_writes.replace_content(work.connection, revision_id, ready, version=version, by=actor.person_id):
                raise _changed_meanwhile(before)
            row = templates.revision_by_id(work.connection, revision_id)
            work.audit("template.edit", "template_revision", revision_id, facts(row) | {"digest_before": before.criteria_digest})
            return row

    @needs(Permission.EDIT_TEMPLATE)
    def discard_draft(self, actor: Actor, revision_id: str) -> None:
        """Remove a draft that nobody has published; the audit log keeps that it existed."""
        with self._store.writing(actor.person_id) as work:
            row = templates.revision_by_id(work.connection, revision_id)
            _require_draft_state(row)
            template_writes.delete_draft(work.connection, revision_id)
            work.audit("template.discard_draft", "template_revision", revision_id, facts(row))

    @needs(Permission.APPROVE_TEMPLATE)
    def approve(self, actor: Actor, revision_id: str, version: int | None = None) -> RevisionRow:
        """Approve a draft that others wrote; from then on its content is frozen.

        ``version`` is the one that was looked at; without it the draft is approved as it stands.
        """
        with self._store.writing(actor.person_id) as work:
            draft = templates.revision_by_id(work.connection, revision_id)
            _require_draft_state(draft)
            if actor.person_id in {draft.created_by, *draft.editors.split()}:
                raise RefusedError(
                    "You worked on draft {number} of “{name}”, so another person approves it. Nothing was changed.",
                    number=draft.number,
                    name=draft.template_name,
                )
            checklist = templates.load_checklist(work.connection, revision_id)
            require_publishable(checklist)
            _require_untouched(draft, checklist)
            require_answers(work.connection, draft, checklist)
            seen = draft.version if version is None else version
            if not template_writes.set_approved(work.connection, revision_id, version=seen, at=work.now.utc, by=actor.person_id):
                raise _changed_meanwhile(draft)
            row = templates.revision_by_id(work.connection, revision_id)
            work.audit(
                "template.approve",
                "template_revision",
                revision_id,
                facts(row) | {"approver": row.approved_by_name} | removals_said(checklist),
            )
            return row

    @needs(Permission.APPROVE_TEMPLATE)
    def send_back_to_draft(self, actor: Actor, revision_id: str, reason: str) -> RevisionRow:
        """Take an approval back before publishing, with a reason; the draft can be edited again."""
        why = clean_text(reason, limit=500).strip()
        if not why:
            raise InputError("Say why the approval is taken back.")
        with self._store.writing(actor.person_id) as work:
            row = templates.revision_by_id(work.connection, revision_id)
            if row.state is not RevisionState.APPROVED:
                raise RefusedError("Only an approved revision that is not published yet goes back to draft.")
            template_writes.set_draft_again(work.connection, revision_id)
            work.audit("template.unapprove", "template_revision", revision_id, facts(row) | {"reason": why})
            return templates.revision_by_id(work.connection, revision_id)

    @needs(Permission.PUBLISH_TEMPLATE)
    def publish(self, actor: Actor, revision_id: str, version: int | None = None) -> RevisionRow:
        """Put an approved revision into use; the one published before it is retired in the same transaction.

        ``version`` is the one that was looked at; without it the revision is published as it stands.  Author, approver and
        publisher are kept by name.
        """
        with self._store.writing(actor.person_id) as work:
            draft = templates.revision_by_id(work.connection, revision_id)
            if draft.state is RevisionState.DRAFT:
                raise RefusedError(
                    "Draft {number} of “{name}” is not approved yet. Another person than its authors approves it first.",
                    number=draft.number,
                    name=draft.template_name,
                )
            if draft.state is not RevisionState.APPROVED:
                _require_draft_state(draft)
            checklist = templates.load_checklist(work.connection, revision_id)
            require_publishable(checklist)
            _require_untouched(draft, checklist)
            require_answers(work.connection, draft, checklist)
            before = templates.revision_in_state(work.connection, draft.template_id, RevisionState.PUBLISHED)
            if before is not None:
                template_writes.set_retired(work.connection, before.id)
            seen = draft.version if version is None else version
            if not template_writes.set_published(work.connection, revision_id, version=seen, at=work.now.utc, by=actor.person_id):
                raise _changed_meanwhile(draft)
            row = templates.revision_by_id(work.connection, revision_id)
            work.audit(
                "template.publish",
                "template_revision",
                revision_id,
                facts(row)
                | removals_said(checklist)
                | {
                    "author": row.created_by_name,
                    "approver": row.approved_by_name,
                    "publisher": row.published_by_name,
                    "retired": None if before is None else before.number,
                },
            )
            return row

    @needs(Permission.PUBLISH_TEMPLATE)
    def retire(self, actor: Actor, revision_id: str, reason: str = "") -> RevisionRow:
        """Take the published revision out of use; inspections made from it keep it."""
        with self._store.writing(actor.person_id) as work:
            row = templates.revision_by_id(work.connection, revision_id)
            if row.state is not RevisionState.PUBLISHED:
                raise RefusedError(
                    "Revision {number} of “{name}” is {state}; only a published revision can be retired.",
                    number=row.number,
                    name=row.template_name,
                    state=row.state.value,
                )
            template_writes.set_retired(work.connection, revision_id)
            work.audit("template.retire", "template_revision", revision_id, facts(row) | {"reason": reason})
            return templates.revision_by_id(work.connection, revision_id)


def _require_draft_state(row: RevisionRow) -> None:
    if row.state is not RevisionState.DRAFT:
        raise RefusedError(
            "Revision {number} of “{name}” is {state} and never changes. Make the next revision instead.",
            number=row.number,
            name=row.template_name,
            state=row.state.value,
        )


def _require_untouched(row: RevisionRow, checklist: Checklist) -> None:
    if checklist.digest() != row.criteria_digest:
        raise RefusedError(
            "Draft {number} of “{name}” was changed outside the program, so it is not published. "
            "Open the draft, check every item and save it again.",
            number=row.number,
            name=row.template_name,
        )


def _changed_meanwhile(row: RevisionRow) -> ConflictError:
    return ConflictError(
        "Somebody else changed draft {number} of “{name}” in the meantime; your version was not stored. "
        "Reload the draft and decide again.",
        number=row.number,
        name=row.template_name,
    )
