"""``report export``: copy signed reports into a folder.

``report coc|scorecard|scar`` makes documents for partners, ``report 8d|ncr`` signs a report of an issue,
``report review`` copies the file of a management review.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.cli import trade_reports
from qa_desktop.cli.common import FOUND, OK, issue_named, opened, reader, require_new_file, show, signer, tell
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.people import Actor

if TYPE_CHECKING:
    from qa_desktop.services.program import Program


def add_to(nouns: Commands) -> None:
    """Add the command."""
    verbs = nouns.add_parser("report", help="export signed reports").add_subparsers(required=True, metavar="VERB")
    export = verbs.add_parser("export", help="copy signed reports, each checked, into a folder")
    export.add_argument("numbers", nargs="*", help="inspection numbers; without them, all released reports")
    export.add_argument("--to", type=Path, required=True, help="the folder to write into")
    export.set_defaults(run=run_export)
    trade_reports.add_to(verbs)
    review = verbs.add_parser("review", help="copy a signed management review, checked")
    review.add_argument("number", help="for example MR-01-000001")
    review.add_argument("--to", type=Path, help="the file to write; its own name in this folder without it")
    review.set_defaults(run=run_review)
    for kind, words in (("8d", "8D report"), ("ncr", "nonconformance report")):
        made = verbs.add_parser(kind, help=f"sign the {words} of an issue and copy it into a file")
        made.add_argument("issue", help="the number of the issue, for example NC-01-000007")
        made.add_argument("--login", help="the person who signs; the password is asked for")
        made.add_argument("--to", type=Path, required=True, help="the PDF file to write")
        made.set_defaults(run=run_issue_report, kind=kind)


def run_export(options: Namespace) -> int:
    """Export; a report that does not pass its check is left out and named, and the exit code is 1."""
    with opened(options) as program:
        actor = reader(program)
        wanted = _named(program, actor, options.numbers) if options.numbers else _released(program, actor)

        def told(done: int, total: int) -> None:
            if done % 25 == 0 or done == total:
                tell(f"{done} of {total}")

        result = program.reports.export(actor, wanted, options.to, told=told)
    data = {"files": [str(path) for path in result.files], "left_out": [list(pair) for pair in result.left_out]}
    lines = [*(str(path) for path in result.files), *(f"left out: {key}: {why}" for key, why in result.left_out)]
    show(options, data, lines or ["(none)"])
    return FOUND if result.left_out else OK


def run_review(options: Namespace) -> int:
    """Copy the file of a management review."""
    with opened(options) as program:
        target = options.to or Path(f"{options.number}.pdf")
        written = program.management.export(reader(program), options.number, target)
    show(options, {"file": str(written), "number": options.number}, [str(written)])
    return OK


def run_issue_report(options: Namespace) -> int:
    """Sign a report of an issue and copy it where it was asked for; an existing file is never overwritten."""
    from qa_desktop.storage.queries.issue_reports import IssueReportKind  # noqa: PLC0415

    target: Path = options.to
    require_new_file(target)
    kind = IssueReportKind(options.kind)
    with opened(options) as program:
        actor, password = signer(program, options)
        issue_id = issue_named(program, actor, options.issue).id
        shown = program.issue_reports.prepare(actor, issue_id, kind)
        done = program.issue_reports.sign(actor, issue_id, kind, password, shown.digest)
        target.write_bytes(program.issue_reports.show(actor, done.report_id).data)
    show(options, {"number": done.number, "file": str(target)}, [f"{done.number} signed: {target}"])
    return OK


def _released(program: Program, actor: Actor) -> list[str]:
    from qa_desktop.storage.queries.reports import ReportFilter  # noqa: PLC0415

    found: list[str] = []
    after: tuple[str, str] | None = None
    while True:
        page = program.reports.page(actor, ReportFilter(states=("released",)), after=after)
        if not page:
            return found
        found += [row.id for row in page]
        after = (page[-1].at, page[-1].id)


def _named(program: Program, actor: Actor, numbers: list[str]) -> list[str]:
    found = []
    for number in numbers:
        rows = program.inspections.find(actor, number)
        report = program.reports.of_inspection(actor, rows[0].id) if rows else None
        if report is None:
            raise NotFoundError("There is no report of “{number}”.", number=number)
        found.append(report.id)
    return found
