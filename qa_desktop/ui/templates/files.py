"""Templates from and to files, as jobs for the worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.ui.templates.state import Exporting, FileKind, Importing, Target

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.domain.people import Actor
    from qa_desktop.exchange.xlsform.preview import ImportPreview
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.templates import RevisionRow
    from qa_desktop.ui.jobs import Report

MOST_TARGETS = 500
"""Templates that an import offers as its target."""

SUFFIXES = (".json", ".xlsx", ".xls", ".csv")
"""Files that can be read."""


def read_any(program: Program, actor: Actor, path: Path, report: Report) -> Importing:
    """Read a template file, an XLSForm workbook or an inspection plan; a workbook that is no form is tried as a plan."""

    def cancelled() -> bool:
        report(0, 0)  # raises when Cancel was pressed, which ends the child as well
        return False

    rows = program.templates.list_templates(actor, limit=MOST_TARGETS).rows
    targets = tuple(Target(row.id, row.name, row.draft is not None or row.approved is not None) for row in rows)
    suffix = path.suffix.lower()
    if suffix == ".json":
        file = program.template_files.preview_json(actor, path)
        return Importing(file.as_import(), targets, file)
    if suffix == ".csv":
        return Importing(program.template_files.preview_plan(actor, path, cancelled), targets)
    try:
        found: ImportPreview = program.templates.import_preview(actor, path, cancelled)
    except FileRefusedError as refused:
        try:
            found = program.template_files.preview_plan(actor, path, cancelled)
        except FileRefusedError:
            raise refused from None
    return Importing(found, targets)


def prepare_export(program: Program, actor: Actor, row: RevisionRow, kind: FileKind, _report: Report) -> Exporting:
    """Make the file of a revision."""
    name = f"{row.template_name} r{row.number}.{kind.value}".replace("/", "-").replace("\\", "-")
    if kind is FileKind.JSON:
        return Exporting(kind, program.template_files.export_json(actor, row.id), (), name)
    form = program.template_files.export_xlsform(actor, row.id)
    return Exporting(kind, form.data, form.unsupported, name)


def write_file(path: Path, data: bytes, _report: Report) -> Path:
    """Write a file whole or not at all, and return its path."""
    from qa_desktop.storage.files import write_safely  # noqa: PLC0415  (storage loads after the window is painted)

    write_safely(path, data, mode=0o644)
    return path
