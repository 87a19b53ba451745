"""Entering an issue inside a running transaction: by hand, or by itself when a line fails whose rule says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Item, Severity
from qa_desktop.domain.ids import issue_number
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.issue_steps import containment_due
from qa_desktop.domain.item_rules import IssueWhen
from qa_desktop.services.issue_links import FoundAt, found_at
from qa_desktop.services.issue_words import title_for
from qa_desktop.storage.clock import end_of_day
from qa_desktop.storage.queries import issue_steps, issues, stations
from qa_desktop.storage.unit import Work


def enter(work: Work, kind: IssueKind, severity: Severity, words: Mapping[str, str], found: FoundAt) -> str:
    """Insert an issue with its first events and audit entry; return its id.

    ``words`` are title, description, quantity, and whatever else is text of the row.  A nonconformity, a complaint and a safety
    concern have to be contained by a day that the severity gives; that day is stored with it.
    """
    number = issue_number(stations.code_of(work.connection, work.station_id), work.next_number("issue"))
    issue_id = issues.insert_issue(
        work.connection,
        number=number,
        station_id=work.station_id,
        kind=kind.value,
        severity=severity.value,
        state=IssueState.LOGGED.value,
        raised_by=work.actor_id,
        raised_at=work.now.utc,
        raised_offset=work.now.offset,
        search=issues.search_text(number, words["title"], words["description"], *found.words),
        **words,
        **found.columns,
    )
    contain = containment_due(kind, severity, work.now.local.date())
    due_at = None if contain is None else end_of_day(contain, work.now.offset)
    facts = {"number": number, "kind": kind.value, "severity": severity.value, **words, **found.columns}
    said = {"old": "", "new": IssueState.LOGGED.value, "remark": "", **facts, **({"contained_due": due_at} if due_at else {})}
    link = work.audit("issue.log", "issue", issue_id, said)
    tell(work, link.seq, issue_id, "logged", new=IssueState.LOGGED.value)
    if due_at is not None:
        issue_steps.set_plan(work.connection, issue_id, IssueState.CONTAINED, owner_id=None, due_at=due_at, version=0)
        plan = canonical_json({"step": IssueState.CONTAINED.value, "owner": "", "due": due_at})
        tell(work, link.seq, issue_id, "step.plan", new=plan)
    return issue_id


def by_itself(work: Work, inspection_id: str, item: Item, answer: Answer, verdict: Verdict) -> None:
    """Enter an issue about a line that failed, when its rule says so and none stands already."""
    if item.rules.asks.issue_when is not IssueWhen.AUTOMATIC or verdict is not Verdict.FAILS:
        return
    if issues.issue_of_line(work.connection, inspection_id, item.id) is not None:
        return
    line = issues.line_of(work.connection, inspection_id, item.id)
    words = {"title": title_for(line.item_number, item, answer), "description": "", "quantity": "1" if item.piece else ""}
    enter(work, IssueKind.NONCONFORMITY, item.severity, words, found_at(work.connection, inspection_id, item.id, None, None))


def happened(
    work: Work,
    issue_id: str,
    act: str,
    action: str,
    *,
    about: tuple[str, str] | None = None,
    old: str = "",
    new: str = "",
    remark: str = "",
    details: Mapping[str, Any] | None = None,
) -> str:
    """Append to the audit chain and to the issue's own history, which points at the audit entry; return the key of the event.

    ``about`` is kind and key of what the audit entry is about, where that is not the issue itself but belongs to it.
    """
    if about is None:
        link = work.audit(act, "issue", issue_id, {"old": old, "new": new, "remark": remark, **(details or {})})
    else:
        link = work.audit(act, *about, {"issue": issue_id, **(details or {})})
    return tell(work, link.seq, issue_id, action, old=old, new=new, remark=remark)


def tell(work: Work, audit_seq: int, issue_id: str, action: str, *, old: str = "", new: str = "", remark: str = "") -> str:
    """Append to the history of an issue something that the audit chain bears already; return the key of the event."""
    return issues.insert_event(
        work.connection,
        issue_id=issue_id,
        action=action,
        old=old,
        new=new,
        remark=remark,
        person_id=work.actor_id,
        at=work.now.utc,
        at_offset=work.now.offset,
        audit_seq=audit_seq,
    )
