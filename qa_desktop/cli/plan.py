"""``plan import FILE``: a one-sheet inspection plan (Excel or CSV) becomes a draft."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from qa_desktop.cli.checklist import described, stored
from qa_desktop.cli.common import OK, opened, person, show
from qa_desktop.cli.demo import Commands


def add_to(nouns: Commands) -> None:
    """Add the command."""
    verbs = nouns.add_parser("plan", help="import inspection plans").add_subparsers(required=True, metavar="VERB")
    bring = verbs.add_parser("import", help="import a table of characteristics (.xlsx, .xls, .csv) as a draft")
    bring.add_argument("file", type=Path)
    bring.add_argument("--name", help="name of the template; the file's name without it")
    bring.add_argument("--login", default="", help="who imports")
    bring.add_argument("--preview", action="store_true", help="only say what would come across; needs no workspace")
    bring.set_defaults(run=run_import)


def run_import(options: Namespace) -> int:
    """Import a plan; all of it or nothing.  Who may not import is told before the file is read."""
    from qa_desktop.exchange.inspection_plan import read_plan  # noqa: PLC0415

    if options.preview:
        show(options, *described(read_plan(options.file)))
        return OK
    with opened(options) as program:
        actor = person(program, options)
        preview = program.template_files.preview_plan(actor, options.file)
        row = program.templates.import_(actor, preview, name=options.name)
    show(options, *stored(preview, row))
    return OK
