"""``checklist import FILE``, ``checklist export NAME --to FILE``, ``checklist list`` and the steps to publishing."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, opened, person, reader, show, table
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.exchange.xlsform import ImportPreview, Unsupported
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow


def add_to(nouns: Commands) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("checklist", help="import and list checklists").add_subparsers(required=True, metavar="VERB")
    bring = verbs.add_parser("import", help="import an XLSForm workbook, or a template file (.json), as a draft")
    bring.add_argument("file", type=Path)
    bring.add_argument("--name", help="name of the template; the form's title without it")
    bring.add_argument("--login", default="", help="who imports")
    bring.add_argument("--preview", action="store_true", help="only say what would come across")
    bring.set_defaults(run=run_import)
    for name, run, words in (
        ("approve", run_approve, "approve the draft of a checklist that others wrote"),
        ("publish", run_publish, "put the approved revision of a checklist into use"),
    ):
        verb = verbs.add_parser(name, help=words)
        verb.add_argument("name", help="name of the template")
        verb.add_argument("--login", default="", help="who acts")
        verb.set_defaults(run=run)
    give = verbs.add_parser("export", help="write a checklist to a template file (.json) or an XLSForm workbook (.xlsx)")
    give.add_argument("name", help="name of the template")
    give.add_argument("--to", type=Path, required=True, help="the file to write: .json or .xlsx")
    give.add_argument("--revision", type=int, help="number of the revision; without it the published one, else the newest")
    give.set_defaults(run=run_export)
    verbs.add_parser("list", help="list templates").set_defaults(run=run_list)


def run_import(options: Namespace) -> int:
    """Import a workbook; all of it or nothing.  Who may not import is told before the workbook is read."""
    from qa_desktop.exchange.xlsform import read_xlsform  # noqa: PLC0415

    if options.file.suffix.lower() == ".json":
        return _import_json(options)
    if options.preview:
        show(options, *described(read_xlsform(options.file)))
        return OK
    with opened(options) as program:
        actor = person(program, options)
        preview = program.templates.import_preview(actor, options.file)
        row = program.templates.import_(actor, preview, name=options.name)
    show(options, *stored(preview, row))
    return OK


def _import_json(options: Namespace) -> int:
    from qa_desktop.exchange.template_json import from_json  # noqa: PLC0415
    from qa_desktop.exchange.template_json.template_file import MAX_FILE  # noqa: PLC0415
    from qa_desktop.exchange.xlsform import ImportPreview  # noqa: PLC0415
    from qa_desktop.storage.files import read_limited, sha256_of  # noqa: PLC0415

    if options.preview:
        data = read_limited(options.file, MAX_FILE)
        found = from_json(data, name=options.file.name)
        show(options, *described(ImportPreview(found.checklist, {}, (), found.notices, options.file.name, sha256_of(data))))
        return OK
    with opened(options) as program:
        actor = person(program, options)
        preview = program.template_files.preview_json(actor, options.file)
        row = program.template_files.import_json(actor, preview, name=options.name)
    show(options, *stored(preview.as_import(), row))
    return OK


def run_export(options: Namespace) -> int:
    """Write a revision to a file; what a workbook cannot say is listed."""
    from qa_desktop.storage.files import write_safely  # noqa: PLC0415

    suffix = options.to.suffix.lower()
    if suffix not in {".json", ".xlsx"}:
        raise InputError("Name a file that ends in .json (a template file) or .xlsx (an XLSForm workbook).")
    with opened(options) as program:
        actor = reader(program)
        row = _chosen(program.templates.revisions_named(actor, options.name), options.revision)
        if suffix == ".json":
            content, missing = program.template_files.export_json(actor, row.id), []
        else:
            written = program.template_files.export_xlsform(actor, row.id)
            content, missing = written.data, [_entry(one) for one in written.unsupported]
    write_safely(options.to, content, mode=0o644)
    data = {
        "template": row.template_name,
        "revision": row.number,
        "file": str(options.to),
        "bytes": len(content),
        "left_out": missing,
    }
    lines = [f"“{row.template_name}”, revision {row.number} ({row.state.value}) was written to {options.to}."]
    show(options, data, [*lines, *(_line(one) for one in missing)])
    return OK


def _chosen(rows: tuple[RevisionRow, ...], number: int | None) -> RevisionRow:
    if number is None:
        return next((row for row in rows if row.state is RevisionState.PUBLISHED), rows[0])
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFoundError("“{name}” has no revision {number}.", name=rows[0].template_name, number=number)
    return found


def run_approve(options: Namespace) -> int:
    """Approve the draft of a template; never one's own."""
    with opened(options) as program:
        actor = person(program, options)
        row = program.templates.approve(actor, _revision(program, actor, options.name, RevisionState.DRAFT))
    show(options, _facts(row), [f"“{row.template_name}”, revision {row.number}, is approved by {row.approved_by_name}."])
    return OK


def run_publish(options: Namespace) -> int:
    """Publish the approved revision of a template."""
    with opened(options) as program:
        actor = person(program, options)
        row = program.templates.publish(actor, _revision(program, actor, options.name, RevisionState.APPROVED))
    show(options, _facts(row), [f"“{row.template_name}”, revision {row.number}, is published."])
    return OK


def _facts(row: RevisionRow) -> dict[str, object]:
    return {"template": row.template_name, "revision": row.number, "state": row.state.value}


def _revision(program: Program, actor: Actor, name: str, state: RevisionState) -> str:
    """Return the key of the revision of a template in a state; without one, of its newest, so that the refusal says why."""
    rows = program.templates.revisions_named(actor, name)
    return next((row.id for row in rows if row.state is state), rows[0].id)


def stored(preview: ImportPreview, row: RevisionRow) -> tuple[dict[str, object], list[str]]:
    """Return what came across and where it was stored, for programs and for people."""
    data, lines = described(preview)
    data |= {"template": row.template_name, "revision": row.number, "state": row.state.value}
    return data, [*lines, f"Stored as “{row.template_name}”, revision {row.number} ({row.state.value})."]


def described(preview: ImportPreview) -> tuple[dict[str, object], list[str]]:
    """Return what comes across, for programs and for people."""
    missing = [_entry(one) for one in preview.unsupported]
    data: dict[str, object] = {
        "file": preview.source_name,
        "title": preview.checklist.title,
        "questions": dict(preview.questions_by_type),
        "items": len(preview.checklist.items),
        "left_out": missing,
        "notices": list(preview.notices),
    }
    lines = [
        f"{preview.checklist.title}: {len(preview.checklist.items)} items in {len(preview.checklist.sections)} sections",
        *(f"  {kind}: {count}" for kind, count in preview.questions_by_type.items()),
        *(_line(one) for one in missing),
        *(f"  note: {notice}" for notice in preview.notices),
    ]
    return data, lines


def _entry(one: Unsupported) -> dict[str, str]:
    return {"place": one.place, "kind": one.kind, "name": one.name, "why": one.why}


def _line(one: dict[str, str]) -> str:
    return f"  left out: {one['place']}, {one['kind']} “{one['name']}”: {one['why']}"


def run_list(options: Namespace) -> int:
    """List all templates."""
    with opened(options) as program:
        actor = reader(program)
        rows: list[TemplateRow] = []
        after: tuple[str, str] | None = None
        while True:
            page = program.templates.list_templates(actor, after=after)
            rows += page.rows
            after = page.next
            if after is None:
                break
    data = [
        {"name": row.name, "published": row.published, "draft": row.draft, "items": row.item_count, "changed": row.changed_at}
        for row in rows
    ]
    show(options, data, table(data, ("name", "published", "draft", "items")))
    return OK
