"""``checklist import FILE`` and ``checklist list``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, opened, person, reader, show, table
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.checklist import RevisionState

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.exchange.xlsform import ImportPreview
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow


def add_to(nouns: Commands) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("checklist", help="import and list checklists").add_subparsers(required=True, metavar="VERB")
    bring = verbs.add_parser("import", help="import an XLSForm workbook as a draft")
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
    verbs.add_parser("list", help="list templates").set_defaults(run=run_list)


def run_import(options: Namespace) -> int:
    """Import a workbook; all of it or nothing.  Who may not import is told before the workbook is read."""
    from qa_desktop.exchange.xlsform import read_xlsform  # noqa: PLC0415

    if options.preview:
        data, lines = _described(read_xlsform(options.file))
        show(options, data, lines)
        return OK
    with opened(options) as program:
        actor = person(program, options)
        preview = read_xlsform(options.file)
        row = program.templates.import_(actor, preview, name=options.name)
    data, lines = _described(preview)
    data |= {"template": row.template_name, "revision": row.number, "state": row.state.value}
    lines.append(f"Stored as “{row.template_name}”, revision {row.number} ({row.state.value}).")
    show(options, data, lines)
    return OK


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


def _described(preview: ImportPreview) -> tuple[dict[str, object], list[str]]:
    """Return what comes across, for programs and for people."""
    missing = [{"place": u.place, "kind": u.kind, "name": u.name, "why": u.why} for u in preview.unsupported]
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
        *(f"  left out: {m['place']}, {m['kind']} “{m['name']}”: {m['why']}" for m in missing),
        *(f"  note: {notice}" for notice in preview.notices),
    ]
    return data, lines


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
