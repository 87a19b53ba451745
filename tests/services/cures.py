"""What the gates of an issue ask for, done in one go: for tests that are about something else."""

from __future__ import annotations

from datetime import timedelta

from qa_desktop.domain.actions import ActionKind
from qa_desktop.domain.causes import Track
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.program import Program


def find_causes(program: Program, engineer: Actor, issue_id: str) -> None:
    """Name a root cause of both tracks with a code."""
    for track in Track:
        node = program.causes.add_node(engineer, issue_id, track, f"Because of the {track.value}", evidence="Seen")
        code = next(one for one in program.causes.codes(engineer) if one.scope.covers(track))
        program.causes.mark_root(engineer, issue_id, node.id, code.id, version=node.version)


def plan_action(program: Program, engineer: Actor, owner: Actor, issue_id: str) -> str:
    """Plan a corrective action; return its id."""
    due = program.workspace.store.clock().date() + timedelta(days=7)
    wanted = WantedAction(ActionKind.CORRECTIVE, "Change the insert every 200 pieces", owner.person_id, due)
    return program.actions.add(engineer, issue_id, wanted).id


def do_action(program: Program, owner: Actor, action_id: str) -> None:
    """Mark an action as done by its owner."""
    row = next(one for one in program.actions.open_actions(owner) if one.id == action_id)
    program.actions.done(owner, action_id, "Setting sheet changed", version=row.version)


def prove_action(program: Program, verifier: Actor, issue_id: str, action_id: str) -> None:
    """Verify an action as another person, and go on without figures, in writing."""
    row = next(one for one in program.actions.actions_of(verifier, issue_id) if one.id == action_id)
    program.actions.verify(verifier, action_id, "Seen at the machine", version=row.version)
    program.effects.override(verifier, action_id, "Fifty pieces in a row without a repeat")


def cure(program: Program, people: dict[str, Actor], issue_id: str, upto: IssueState = IssueState.CLOSED) -> None:
    """Do what the gates of cause, action and effect ask for; the owner is the second supervisor."""
    engineer, owner = people["engineer"], people["supervisor2"]
    find_causes(program, engineer, issue_id)
    if upto is IssueState.ANALYSED:
        return
    key = plan_action(program, engineer, owner, issue_id)
    if upto is IssueState.ACTING:
        return
    do_action(program, owner, key)
    if upto is not IssueState.VERIFYING:
        prove_action(program, engineer, issue_id, key)
