"""The tables of a nonconformance report: what was found, what was held and decided, causes and actions in short."""

from __future__ import annotations

from qa_desktop.domain.causes import Track
from qa_desktop.reports.statement import Head, StatementTable
from qa_desktop.services.eight_d import promised
from qa_desktop.services.guard import open_to
from qa_desktop.services.issue_case import IssueCase, disposition_words, hold_words, root_words
from qa_desktop.storage.queries.followup import DispositionRow


@open_to("the service of reports of issues, which asks for the permission")
def ncr_tables(case: IssueCase) -> tuple[StatementTable, ...]:
    """Return the tables from hold to action, and how the issue went."""
    partners = (*promised(case), *_requests(case))
    return (_holds(case), _dispositions(case), _causes(case), _actions(case), *partners, _history(case))


def _holds(case: IssueCase) -> StatementTable:
    heads = (Head("Hold", 1), Head("What and why", 3), Head("Placed", 1.8), Head("Lifted", 2.2))
    rows = tuple(
        (
            hold.number,
            hold_words(hold),
            f"{hold.placed_by}\n{case.day(hold.placed_at)}",
            f"{hold.lifted_by}\n{case.day(hold.lifted_at)}: {hold.lifted_reason}" if hold.lifted_at else "stands",
        )
        for hold in case.holds
    )
    return StatementTable("On hold", heads, rows, nothing="Nothing was put on hold.")


def _dispositions(case: IssueCase) -> StatementTable:
    heads = (Head("Number", 1), Head("Disposition", 2.2), Head("Reason", 2.2), Head("Board", 2.4), Head("State", 0.9))
    rows = tuple((one.number, disposition_words(one), one.reason, _votes(one), one.state.value) for one in case.dispositions)
    return StatementTable("Disposition", heads, rows, nothing="Nothing is decided about the goods yet.")


def _votes(found: DispositionRow) -> str:
    said = [f"proposed by {found.proposed_by}"]
    said += [f"{vote.name}: {vote.verdict}" + (f" ({vote.remark})" if vote.remark else "") for vote in found.votes]
    return "; ".join(said)


def _causes(case: IssueCase) -> StatementTable:
    words = (
        ("Why it happened", root_words(case, Track.OCCURRENCE)),
        ("Why it was not found", root_words(case, Track.DETECTION)),
    )
    rows = tuple((question, said) for question, said in words if said)
    heads = (Head("Question", 1), Head("Root cause and code", 4))
    return StatementTable("Causes", heads, rows, nothing="No root cause is named yet.")


def _actions(case: IssueCase) -> StatementTable:
    heads = (Head("No.", 0.4), Head("Kind", 1), Head("Action", 3), Head("Owner", 1.4), Head("Due", 1), Head("State", 0.9))
    rows = tuple(
        (str(row.number), row.kind.value, row.text, row.owner, row.due_on.isoformat(), row.state.value) for row in case.actions
    )
    return StatementTable("Actions", heads, rows, nothing="No action is recorded yet.")


def _requests(case: IssueCase) -> tuple[StatementTable, ...]:
    """Return what suppliers were asked and what they answered; no table where none was asked."""
    heads = (Head("Request", 1.2), Head("Supplier", 1.4), Head("Sent, answer until", 1.5), Head("Answer", 3), Head("State", 1))
    rows = tuple(
        (
            one.number,
            one.company,
            f"{one.sent_on.isoformat()}, {one.due.isoformat()}",
            f"{one.answered_on.isoformat()}: {one.answer}" if one.answered_on else "not yet",
            one.state.value,
        )
        for one in case.requests
    )
    return (StatementTable("Asked of suppliers", heads, rows),) if rows else ()


def _history(case: IssueCase) -> StatementTable:
    heads = (Head("When", 1.2), Head("Who", 1.3), Head("State", 0.9), Head("What was done or found", 4))
    rows = [(case.day(case.row.raised_at), case.row.raised_by, "logged", case.row.title)]
    rows += [(case.day(event.at), event.person_name, event.new, event.remark) for event in case.events if event.action == "moved"]
    return StatementTable("Steps", heads, tuple(rows))
