"""Why checks exist, and that none with a reason disappears without an answer: asked on the screen, enforced at approving."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import Checklist, Item, RemovedCheck, RevisionState
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.problems import Problem
from qa_desktop.domain.removals import ReasonedCheck, removed_from, unanswered
from qa_desktop.storage.queries import improvements as rows
from qa_desktop.storage.queries import templates
from qa_desktop.storage.queries.improvements import ChainLink, Named
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.storage.unit import Connection


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check exists: what led to it, and what that goes back to, nearest first."""

    what: Named
    words: str


def reasons_of(connection: Connection, template_id: str, item_key: str, issue_number: str = "") -> tuple[Reason, ...]:
    """Return what led to an item: the issue that it names itself, what the chain leads back to, the lessons tied to it."""
    found: dict[tuple[ChainKind, str], Reason] = {}
    named = rows.by_number(connection, issue_number) if issue_number.strip() else None
    if named is not None:
        found[(named.kind, named.id)] = Reason(named, "")
    for link in rows.links_to_item(connection, template_id, item_key):
        for step in (link, *_before(connection, link)):
            source = rows.name_of(connection, step.source_kind, step.source_id)
            if source is not None:
                found.setdefault((source.kind, source.id), Reason(source, step.words))
    for lesson_id in rows.lessons_at_item(connection, template_id, item_key):
        lesson = rows.name_of(connection, ChainKind.LESSON, lesson_id)
        if lesson is not None:
            found.setdefault((lesson.kind, lesson.id), Reason(lesson, ""))
    return tuple(found.values())


def checks_before(connection: Connection, row: RevisionRow) -> tuple[ReasonedCheck, ...]:
    """Return the checks with a reason of the revision that was in use before this one; empty for the first."""
    base = _before_revision(connection, row)
    if base is None:
        return ()
    known = rows.reasoned_items(connection, row.template_id)
    items = templates.load_checklist(connection, base.id).items
    return tuple(_reasoned(connection, row.template_id, item) for item in items if _why(item) or item.key in known)


def answered_by(connection: Connection, actor: Actor, row: RevisionRow, wanted: Checklist) -> Checklist:
    """Return a draft with its answers completed: what was asked, what had led to it, and who answers.

    Answers about checks that are there, or never were, are left out; an answer that stood before keeps its name.
    """
    if not wanted.removed:
        return wanted
    there = {item.key for item in wanted.items}
    stood = {one.key: one for one in removed_from(row.change_note)}
    items = {item.key: item for item in templates.load_checklist(connection, row.id).items}
    base = _before_revision(connection, row)
    items |= {} if base is None else {item.key: item for item in templates.load_checklist(connection, base.id).items}
    found: dict[str, RemovedCheck] = {}
    for one in wanted.removed:
        old = stood.get(one.key)
        if one.key in there or not one.answer:
            continue
        if old is not None:
            found[one.key] = old if old.answer == one.answer else replace(old, answer=one.answer, by=actor.name)
        elif one.key in items:
            check = _reasoned(connection, row.template_id, items[one.key])
            found[one.key] = RemovedCheck(one.key, one.answer, check.text, check.reason, actor.name)
    return replace(wanted, removed=tuple(found.values()))


def removal_problems(connection: Connection, row: RevisionRow, checklist: Checklist) -> tuple[Problem, ...]:
    """Return a problem for every check with a reason that is gone without an answer."""
    sentence = "“{text}” was taken out, and it has a reason: {reason}. Open the draft and say why it may go."
    return tuple(
        Problem("", sentence.format(text=_short(one.text), reason=_short(one.reason)), "removed")
        for one in unanswered(checks_before(connection, row), checklist)
    )


def require_answers(connection: Connection, row: RevisionRow, checklist: Checklist) -> None:
    """Raise :class:`RefusedError` while a check with a reason is gone without an answer."""
    found = unanswered(checks_before(connection, row), checklist)
    if found:
        raise RefusedError(
            "“{text}” was taken out, and it has a reason: {reason}. Open the draft and say why it may go. "
            "The draft stays as it is.",
            text=_short(found[0].text),
            reason=_short(found[0].reason),
        )


def removals_said(checklist: Checklist) -> dict[str, Json]:
    """Return what the audit log keeps of the answers; nothing where nothing was taken out."""
    said: list[Json] = [{"key": r.key, "reason": r.reason, "answer": r.answer, "by": r.by} for r in checklist.removed]
    return {"removed": said} if said else {}


def _before_revision(connection: Connection, row: RevisionRow) -> RevisionRow | None:
    used = {RevisionState.PUBLISHED, RevisionState.RETIRED}
    older = (one for one in templates.revisions_of(connection, row.template_id) if one.number < row.number)
    return next((one for one in older if one.state in used), None)


def _reasoned(connection: Connection, template_id: str, item: Item) -> ReasonedCheck:
    why = item.rules.why
    led = [_line(one) for one in reasons_of(connection, template_id, item.key, why.issue)]
    parts = [" ".join(why.note.split()), *(led or [why.issue])]
    return ReasonedCheck(item.key, item.text, " · ".join(part for part in parts if part))


def _line(reason: Reason) -> str:
    return ": ".join(part for part in (reason.what.number, " ".join(reason.what.title.split())) if part)


def _why(item: Item) -> bool:
    return bool(item.rules.why.note or item.rules.why.issue)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159] + "…"


def _before(connection: Connection, link: ChainLink) -> tuple[ChainLink, ...]:
    """Return the links that lead to the source of ``link``, nearest first."""
    linked = rows.all_links(connection, (link.source_kind, link.source_id))
    wanted, found = {(link.source_kind, link.source_id)}, list[ChainLink]()
    for one in reversed(linked):
        if (one.target_kind, one.target_id) in wanted:
            found.append(one)
            wanted.add((one.source_kind, one.source_id))
    return tuple(found)
