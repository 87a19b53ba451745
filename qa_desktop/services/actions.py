"""What is done about an issue: actions with an owner and a day, done with evidence, verified by another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qa_desktop.domain.actions import ActionKind, ActionState, require_action_step
from qa_desktop.domain.canonical import Json, canonical_json
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.people import ROLE_PERMISSIONS, Actor, Permission
from qa_desktop.services.guard import needs
from qa_desktop.services.issue_entry import happened
from qa_desktop.services.open_issues import open_issue, require_kept, wanted_text
from qa_desktop.storage.queries import actions, issues, people
from qa_desktop.storage.queries.actions import ActionFacts, ActionRow
from qa_desktop.storage.unit import Work
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WantedAction:
    """What was typed for an action; ``due_on`` is the day by which it is done."""

    kind: ActionKind
    text: str
    owner_id: str
    due_on: date


class ActionService:
    """Nobody verifies what they own or did; what is done keeps its words."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def actions_of(self, actor: Actor, issue_id: str) -> tuple[ActionRow, ...]:
        """Return the actions of an issue in the order of their numbers."""
        with self._store.reading() as connection:
            return actions.actions_of(connection, issue_id)

    @needs(Permission.READ_ALL)
    def facts(self, actor: Actor, issue_id: str) -> ActionFacts:
        """Return what gates ask about the actions of an issue."""
        with self._store.reading() as connection:
            return actions.action_facts(connection, issue_id, self._store.now())

    @needs(Permission.READ_ALL)
    def open_actions(
        self, actor: Actor, *, owner_id: str = "", due_until: date | None = None, limit: int = 200
    ) -> tuple[ActionRow, ...]:
        """Return what still has to be done in all open issues, the first due first."""
        with self._store.reading() as connection:
            return actions.open_actions(connection, owner_id=owner_id, due_until=due_until, limit=limit)

    @needs(Permission.WORK_ISSUE)
    def add(self, actor: Actor, issue_id: str, wanted: WantedAction) -> ActionRow:
        """Give somebody something to do about an issue."""
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            values = _values(work, wanted)
            key = actions.insert_action(work, issue_id, **values)
            row = actions.action_by_id(work.connection, key)
            _said(work, row, "action.add", values, new=_facts(row), remark=row.text)
            return row

    @needs(Permission.WORK_ISSUE)
    def change(self, actor: Actor, action_id: str, wanted: WantedAction, *, version: int) -> ActionRow:
        """Change an action that is still open."""
        with self._store.writing(actor.person_id) as work:
            row = _open_action(work, action_id)
            values = _values(work, wanted)
            before = {"kind": row.kind.value, "text": row.text, "owner_id": row.owner_id, "due_on": row.due_on.isoformat()}
            if values == before:
                raise InputError("Nothing was changed, so nothing was stored.")
            return _step(work, row, version, "action.change", {"old": before, "new": values}, values["text"], **values)

    @needs(Permission.WORK_ISSUE)
    def remove(self, actor: Actor, action_id: str, reason: str, *, version: int) -> None:
        """Take an open action away, with the reason; it stays in the tables."""
        words = wanted_text(reason, "Say why the action is taken away.")
        with self._store.writing(actor.person_id) as work:
            row = _open_action(work, action_id)
            gone = {"removed_at": work.now.utc, "removed_by": actor.person_id, "remove_reason": words}
            require_kept(stored=actions.change_action(work.connection, row.id, version, **gone))
            _said(work, row, "action.remove", {"text": row.text, "reason": words}, old=_facts(row), remark=words)

    @needs(Permission.LOG_ISSUE)
    def done(self, actor: Actor, action_id: str, evidence: str, *, version: int) -> ActionRow:
        """Say that an action is done, and how that is known.  The owner may, and whoever works issues."""
        words = wanted_text(evidence, "Write how it is known that this was done: what, where, which record.")
        with self._store.writing(actor.person_id) as work:
            row = actions.action_by_id(work.connection, action_id)
            open_issue(work.connection, row.issue_id)
            if row.owner_id != actor.person_id:
                actor.require(Permission.WORK_ISSUE)
            require_action_step(row.state, ActionState.DONE, row.number)
            return _step(
                work,
                row,
                version,
                "action.done",
                {"evidence": words},
                words,
                state=ActionState.DONE.value,
                evidence=words,
                done_by=actor.person_id,
                done_at=work.now.utc,
                done_offset=work.now.offset,
            )

    @needs(Permission.WORK_ISSUE)
    def verify(self, actor: Actor, action_id: str, remark: str, *, version: int) -> ActionRow:
        """Confirm that an action was done as its evidence says; neither the owner nor the doer may."""
        words = wanted_text(remark, "Write what you looked at, so that others can see how this was verified.")
        with self._store.writing(actor.person_id) as work:
            row = actions.action_by_id(work.connection, action_id)
            open_issue(work.connection, row.issue_id)
            require_action_step(row.state, ActionState.VERIFIED, row.number)
            require_other_person(row, actor)
            return _step(
                work,
                row,
                version,
                "action.verify",
                {"remark": words},
                words,
                state=ActionState.VERIFIED.value,
                remark=words,
                verified_by=actor.person_id,
                verified_at=work.now.utc,
                verified_offset=work.now.offset,
            )

    @needs(Permission.WORK_ISSUE)
    def send_back(self, actor: Actor, action_id: str, remark: str, *, version: int) -> ActionRow:
        """Open an action again: it was not done as the evidence says, or it did not work."""
        words = wanted_text(remark, "Say what is missing or what did not work.")
        with self._store.writing(actor.person_id) as work:
            row = actions.action_by_id(work.connection, action_id)
            open_issue(work.connection, row.issue_id)
            require_action_step(row.state, ActionState.OPEN, row.number)
            return _step(
                work,
                row,
                version,
                "action.send_back",
                {"remark": words, "evidence": row.evidence},
                words,
                state=ActionState.OPEN.value,
                remark=words,
                evidence="",
                done_by=None,
                done_at=None,
                verified_by=None,
                verified_at=None,
            )


def require_other_person(row: ActionRow, actor: Actor) -> None:
    """Raise :class:`RefusedError` when the actor owns the action or did it."""
    if actor.person_id in {row.owner_id, row.done_by_id}:
        raise RefusedError(
            "Nobody verifies their own action. Ask another person than {owner} to look at action {number}.",
            owner=row.owner if actor.person_id == row.owner_id else row.done_by,
            number=row.number,
        )


def _open_action(work: Work, action_id: str) -> ActionRow:
    row = actions.action_by_id(work.connection, action_id)
    open_issue(work.connection, row.issue_id)
    if row.state is not ActionState.OPEN:
        raise RefusedError(
            "Action {number} is {state} and keeps its words. Send it back first, or add another action.",
            number=row.number,
            state=row.state.value,
        )
    return row


def _values(work: Work, wanted: WantedAction) -> dict[str, Any]:
    text = wanted_text(wanted.text, "Write what is to be done.")
    name = issues.person_name(work.connection, wanted.owner_id)
    if not any(Permission.LOG_ISSUE in ROLE_PERMISSIONS[role] for role in people.person(work.connection, wanted.owner_id).roles):
        raise RefusedError("{name} only reads issues and could not do this. Choose another owner. Nothing was stored.", name=name)
    return {"kind": wanted.kind.value, "text": text, "owner_id": wanted.owner_id, "due_on": wanted.due_on.isoformat()}


def _step(work: Work, row: ActionRow, version: int, act: str, details: dict[str, Json], words: str, **values: Any) -> ActionRow:
    require_kept(stored=actions.change_action(work.connection, row.id, version, **values))
    after = actions.action_by_id(work.connection, row.id)
    _said(work, after, act, details, old=_facts(row), new=_facts(after), remark=words)
    return after


def _said(
    work: Work, row: ActionRow, act: str, details: dict[str, Any], *, old: str = "", new: str = "", remark: str = ""
) -> None:
    """Append to the audit chain, and to the history of the issue, where whoever works on it looks."""
    more = {"number": row.number, **details}
    happened(work, row.issue_id, act, act, about=("action", row.id), old=old, new=new, remark=remark, details=more)


def _facts(row: ActionRow) -> str:
    """Return what the history of the issue keeps of an action, as canonical JSON: number, owner, day."""
    return canonical_json({"number": row.number, "owner": row.owner, "due": row.due_on.isoformat()})
