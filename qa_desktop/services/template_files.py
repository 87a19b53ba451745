"""Templates as files: our own JSON in and out, inspection plans in, XLSForm workbooks out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.errors import FaultError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.exchange.template_json import MAX_FILE, Picture, TemplateFile, from_json, pictures_of, to_json
from qa_desktop.exchange.template_json.template_file import MIMES
from qa_desktop.exchange.xlsform.preview import ImportPreview
from qa_desktop.exchange.xlsform.writer import WrittenForm, write_xlsform
from qa_desktop.services import pictures
from qa_desktop.services.guard import needs
from qa_desktop.services.template_rules import cleaned, require_draft
from qa_desktop.services.template_store import facts, insert_draft, new_template, report_text
from qa_desktop.storage.files import read_limited, sha256_of
from qa_desktop.storage.queries import photos, templates
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """What a template file would bring; its pictures were looked at and are sound."""

    template: TemplateFile
    looked_at: dict[str, pictures.Picture]
    source_name: str
    source_sha256: str

    def as_import(self) -> ImportPreview:
        """Return the preview in the form that all imports share: everything comes across, so nothing is unsupported."""
        template = self.template
        return ImportPreview(template.checklist, {}, (), template.notices, self.source_name, self.source_sha256)


class TemplateFileService:
    """What people do with templates as files.  All of it takes time: call it in a worker."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._files = workspace.attachments

    @needs(Permission.READ_ALL)
    def export_json(self, actor: Actor, revision_id: str) -> bytes:
        """Return a revision with its pictures as a file of our own, without loss."""
        row, checklist = self._revision(revision_id)
        found = {sha: _picture(self._files.get(sha)) for sha in pictures_of(checklist)}
        return to_json(TemplateFile(checklist, found, row.template_name, row.number, row.state.value))

    @needs(Permission.READ_ALL)
    def export_xlsform(self, actor: Actor, revision_id: str) -> WrittenForm:
        """Return a revision as an XLSForm workbook and the list of what such a workbook does not say."""
        row, checklist = self._revision(revision_id)
        return write_xlsform(checklist, name=row.template_name)

    @needs(Permission.EDIT_TEMPLATE)
    def preview_json(self, actor: Actor, path: Path) -> TemplatePreview:
        """Read a template file and return what it would bring; nothing is stored.

        Raises :class:`FileRefusedError` that names the place in the file.
        """
        data = read_limited(path, MAX_FILE)
        template = from_json(data, name=path.name)
        looked_at = {sha: pictures.look_at(one.data, f"{path.name}: {sha[:12]}…") for sha, one in template.pictures.items()}
        return TemplatePreview(template, looked_at, path.name, sha256_of(data))

    @needs(Permission.EDIT_TEMPLATE)
    def import_json(
        self, actor: Actor, preview: TemplatePreview, *, name: str | None = None, into_template_id: str | None = None
    ) -> RevisionRow:
        """Store a template file as revision 1 of a new template, or as the next draft of the template named by its id.

        All or nothing.  Without ``name`` the template is named as in the file, else after the title of the checklist.
        """
        template = preview.template
        checklist = cleaned(template.checklist)
        require_draft(checklist)
        for one in template.pictures.values():
            self._files.put(one.data)  # the files are safe on the drive before any row speaks of them
        with self._store.writing(actor.person_id) as work:
            for sha, one in template.pictures.items():
                look = preview.looked_at[sha]
                size, at = len(one.data), work.now.utc
                photos.add_attachment(
                    work.connection, sha256=sha, size=size, mime=look.mime, width=look.width, height=look.height, at=at
                )
                photos.put_thumbnail(work.connection, sha, look.preview)
            template_id = into_template_id or new_template(work, actor, name or template.name or checklist.title)
            report = report_text(preview.as_import())
            revision_id = insert_draft(work, actor, template_id, checklist, source=preview.source_name, report=report)
            row = templates.revision_by_id(work.connection, revision_id)
            source = {"source": preview.source_name, "source_sha256": preview.source_sha256}
            details = {**facts(row), **source, "pictures": len(template.pictures)}
            work.audit("template.import", "template_revision", revision_id, details)
            return row

    @needs(Permission.EDIT_TEMPLATE)
    def preview_plan(self, actor: Actor, path: Path, cancel: Callable[[], bool] | None = None) -> ImportPreview:
        """Read an inspection plan (Excel or CSV) and return what it would bring; nothing is stored.

        The preview is stored by :meth:`~qa_desktop.services.templates.TemplateService.import_`.  ``cancel`` is asked now and then
        whether to stop.
        """
        from qa_desktop.exchange.inspection_plan import read_plan  # noqa: PLC0415  (only an import pays for it)

        return read_plan(path, cancel=cancel)

    def _revision(self, revision_id: str) -> tuple[RevisionRow, Checklist]:
        with self._store.reading() as connection:
            row = templates.revision_by_id(connection, revision_id)
            return row, _without_ids(templates.load_checklist(connection, revision_id))


def _without_ids(checklist: Checklist) -> Checklist:
    sections = tuple(
        replace(section, id="", items=tuple(replace(item, id="") for item in section.items)) for section in checklist.sections
    )
    return replace(checklist, sections=sections)


def _picture(data: bytes) -> Picture:
    for mime, begin in MIMES.items():
        if data.startswith(begin):
            return Picture(mime, data)
    raise FaultError("A reference picture of this revision is no picture any more. Run “doctor”. Nothing was written.")
