"""``issue list``, ``issue show NUMBER`` and ``issue export``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, at_least_one, issue_named, opened, reader, show, table
from qa_desktop.cli.demo import Commands
from qa_desktop.cli.issue_words import day_of, happened, state_word
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState

if TYPE_CHECKING:
    from qa_desktop.services.issues import IssueDetail
    from qa_desktop.storage.queries.issues import IssueFilter


def add_to(nouns: Commands) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("issue", help="list, show and export issues").add_subparsers(required=True, metavar="VERB")
    lists = verbs.add_parser("list", help="list issues, newest first")
    _filters(lists)
    lists.add_argument("--limit", type=at_least_one, default=50)
    lists.set_defaults(run=run_list)
    one = verbs.add_parser("show", help="show an issue with its history")
    one.add_argument("number")
    one.set_defaults(run=run_show)
    export = verbs.add_parser("export", help="write issues as .csv (safe for spreadsheets) or .json")
    _filters(export)
    export.add_argument("--to", type=Path, required=True, metavar="FILE")
    export.set_defaults(run=run_export)


def _filters(command: ArgumentParser) -> None:
    command.add_argument("--state", choices=[state.value for state in IssueState])
    command.add_argument("--open", action="store_true", help="only what is neither closed nor rejected")
    command.add_argument("--kind", choices=[kind.value for kind in IssueKind])
    command.add_argument("--severity", choices=[severity.value for severity in Severity])
    command.add_argument("--part", default="", help="the number of a part")
    command.add_argument("--text", default="", help="words in number, title, description, part, lot or inspection")
    command.add_argument("--station", default="", help="the code of a station")


def _wanted(options: Namespace) -> IssueFilter:
    from qa_desktop.storage.queries.issues import IssueFilter  # noqa: PLC0415  (brings SQLAlchemy)

    return IssueFilter(
        state=IssueState(options.state) if options.state else None,
        open_only=options.open,
        kind=IssueKind(options.kind) if options.kind else None,
        severity=Severity(options.severity) if options.severity else None,
        part=options.part,
        text=options.text,
        station=options.station,
    )


def run_list(options: Namespace) -> int:
    """List issues."""
    with opened(options) as program:
        from qa_desktop.services.issue_export import described  # noqa: PLC0415  (brings SQLAlchemy)

        page = program.issues.list_issues(reader(program), _wanted(options), limit=options.limit)
        data = [described(row) for row in page.rows]
        today = program.workspace.store.now()
    seen = [{**one, "due": day_of(one["due"], today.offset)} for one in data]
    show(options, data, table(seen, ("number", "state", "kind", "severity", "part", "lot", "title", "owner", "due")))
    return OK


def run_show(options: Namespace) -> int:
    """Show one issue."""
    with opened(options) as program:
        actor = reader(program)
        detail = program.issues.detail(actor, issue_named(program, actor, options.number).id)
        offset = program.workspace.store.now().offset
    show(options, _whole(detail), _lines(detail, offset))
    return OK


def run_export(options: Namespace) -> int:
    """Export."""
    with opened(options) as program:
        count = program.issue_export.export(reader(program), _wanted(options), options.to)
    show(options, {"file": str(options.to), "count": count}, [f"{options.to}: {count} {'issue' if count == 1 else 'issues'}"])
    return OK


def _whole(detail: IssueDetail) -> dict[str, object]:
    from qa_desktop.services.issue_export import described  # noqa: PLC0415  (brings SQLAlchemy)

    return {
        **described(detail.row),
        "photos": len(detail.photos),
        "may become": [state.value for state in detail.next_states],
        "steps": [
            {
                "step": one.state.value,
                "is": one.mark.value,
                "owner": one.owner,
                "due": one.due_at or "",
                "done": one.done_at or "",
            }
            for one in detail.steps
        ],
        "history": [
            {
                "at": event.at,
                "by": event.person_name,
                "what": event.action,
                "old": event.old,
                "new": event.new,
                "remark": event.remark,
            }
            for event in detail.events
        ],
    }


def _lines(detail: IssueDetail, offset: int) -> list[str]:
    from qa_desktop.services.issue_export import described  # noqa: PLC0415  (brings SQLAlchemy)

    facts = described(detail.row)
    facts["due"] = day_of(facts["due"], offset)
    facts["logged at"] = _minute(detail.row.raised_at, detail.row.raised_offset)
    lines = [f"{facts['number']}  {facts['state']}  {facts['kind']}, {facts['severity']}", facts["title"]]
    lines += [facts["description"]] if facts["description"] else []
    lines += [f"{name}: {text}" for name, text in list(facts.items())[6:] if text]
    if detail.next_step is not None:
        step, due = detail.next_step, day_of(detail.next_step.due_at, offset)
        lines.append(f"next: {state_word(step.state.value)}, {step.owner or 'nobody yet'}, {f'due {due}' if due else 'no date'}")
    for event in detail.events:
        said = happened(event.action, event.old, event.new, offset)
        words = f"{said}. {' '.join(event.remark.split())}" if event.remark else said
        lines.append(f"{_minute(event.at, event.at_offset)}  {event.person_name}: {words}")
    return lines


def _minute(moment: str, offset: int) -> str:
    """Return a moment as the clock on the wall showed it."""
    from qa_desktop.storage.clock import local_time  # noqa: PLC0415  (brings SQLAlchemy)

    return local_time(moment, offset).strftime("%Y-%m-%d %H:%M")
