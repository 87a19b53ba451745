"""``inspection list`` and ``inspection show NUMBER``."""

from __future__ import annotations

from argparse import Namespace

from qa_desktop.cli.common import OK, at_least_one, opened, reader, show, table
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.inspection import InspectionState


def add_to(nouns: Commands) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("inspection", help="list and show inspections").add_subparsers(required=True, metavar="VERB")
    lists = verbs.add_parser("list", help="list inspections, newest change first")
    lists.add_argument("--state", choices=[state.value for state in InspectionState])
    lists.add_argument("--text", default="", help="words in number, part, order, lot, serial or template")
    lists.add_argument("--limit", type=at_least_one, default=50)
    lists.set_defaults(run=run_list)
    one = verbs.add_parser("show", help="show one inspection with all its lines")
    one.add_argument("number")
    one.set_defaults(run=run_show)


def run_list(options: Namespace) -> int:
    """List inspections."""
    from qa_desktop.storage.queries.inspections import InspectionFilter  # noqa: PLC0415

    states = (InspectionState(options.state),) if options.state else ()
    with opened(options) as program:
        rows = program.inspections.page(reader(program), InspectionFilter(states, text=options.text), limit=options.limit)
    data = [
        {
            "number": row.number,
            "state": row.state.value,
            "part": row.part_number,
            "order": row.order,
            "lot": row.lot,
            "serial": row.serial,
            "template": f"{row.template} rev {row.template_revision}",
            "inspector": row.inspector,
            "answered": row.answered,
            "of": row.item_total,
            "failed": row.failed,
        }
        for row in rows
    ]
    columns = ("number", "state", "part", "order", "lot", "serial", "inspector", "answered", "of", "failed")
    show(options, data, table(data, columns))
    return OK


def run_show(options: Namespace) -> int:
    """Show one inspection."""
    with opened(options) as program:
        actor = reader(program)
        found = program.inspections.find(actor, options.number)
        if not found:
            raise NotFoundError("No inspection is called “{number}”.", number=options.number)
        shown = program.signing.look(actor, found[0].id)
    record = shown.record
    lines = [
        f"{record.number}  {record.part_number} {record.part_name}  {record.state.value}  {record.verdict.value}",
        f"content {short_code(shown.digest)}",
        *(f"{line.number:>4}  {line.verdict.value:<17} {line.item.text}: {line.shown}" for line in record.lines),
    ]
    show(options, {"content": record.content(), "sha256": shown.digest, "state": record.state.value}, lines)
    return OK
