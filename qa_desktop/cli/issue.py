"""``issue list``, ``issue show NUMBER`` and ``issue export``."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, at_least_one, opened, reader, show, table
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import NotFoundError
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
    show(options, data, table(data, ("number", "state", "kind", "severity", "part", "lot", "title", "owner", "due")))
    return OK


def run_show(options: Namespace) -> int:
    """Show one issue."""
    from qa_desktop.storage.queries.issues import IssueFilter  # noqa: PLC0415  (brings SQLAlchemy)

    with opened(options) as program:
        actor = reader(program)
        near = program.issues.list_issues(actor, IssueFilter(text=options.number)).rows
        found = [row for row in near if row.number.casefold() == options.number.strip().casefold()]
        if not found:
            raise NotFoundError("No issue is called “{number}”.", number=options.number)
        detail = program.issues.detail(actor, found[0].id)
    show(options, _whole(detail), _lines(detail))
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


def _lines(detail: IssueDetail) -> list[str]:
    from qa_desktop.services.issue_export import described  # noqa: PLC0415  (brings SQLAlchemy)

    facts = described(detail.row)
    lines = [f"{facts['number']}  {facts['state']}  {facts['kind']}, {facts['severity']}", facts["title"]]
    lines += [facts["description"]] if facts["description"] else []
    lines += [f"{name}: {text}" for name, text in list(facts.items())[6:] if text]
    if detail.next_step is not None:
        step = detail.next_step
        lines.append(f"next: {step.state.value}, {step.owner or 'nobody yet'}, {step.due_at or 'no date'}")
    for event in detail.events:
        words = "  ".join(word for word in (event.action, _plain(event.new), event.remark) if word)
        lines.append(f"{event.at[:16]}  {event.person_name}: {words}")
    return lines


def _plain(kept: str) -> str:
    """Return what a history keeps as JSON in plain words, for example ``number 1, owner Petra Lis``; other text as it is."""
    try:
        found = json.loads(kept) if kept.startswith("{") else None
    except ValueError:
        return kept
    return kept if not isinstance(found, dict) else ", ".join(f"{name} {value}" for name, value in found.items() if value)
