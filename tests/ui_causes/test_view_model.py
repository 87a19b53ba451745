"""The model of causes and actions without a window: what may be done, what was typed, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from qa_desktop.domain.actions import ActionState, Metric
from qa_desktop.domain.causes import Track
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.causes.core import Core
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.view_model import ActionIntents, CauseIntents, day_of, plan_fields, plan_of
from tests.services.cause_makings import Case, new_case
from tests.services.conftest import FakeClock


class AtOnce:
    """Does everything at once, in the order in which it was asked for."""

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        try:
            result = fn()
        except QaError as error:
            failed(error)
            return
        done(result)

    write = read

    def work(
        self, fn: Callable[[Any], Any], done: Any = None, failed: Any = None, progress: Any = None, *, owner: Any = None
    ) -> Any:
        raise AssertionError("nothing long is done here")


class Seen:
    """A screen that remembers."""

    def __init__(self) -> None:
        self.states: list[CausesState] = []
        self.results: list[object] = []
        self.errors: list[str] = []

    def show_state(self, state: CausesState) -> None:
        self.states.append(state)

    def acted(self, result: object) -> None:
        self.results.append(result)

    def refused(self, error: QaError) -> None:
        self.errors.append(str(error))


@pytest.fixture
def case(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Case:
    return new_case(workspace, people, clock)


def core_for(program: Program, actor: Actor, issue_id: str) -> tuple[Core, Seen]:
    seen = Seen()
    core = Core(program, actor, AtOnce(), seen)
    core.open(issue_id)
    return core, seen


def test_what_may_be_done_depends_on_person_and_state(program: Program, people: dict[str, Actor], case: Case) -> None:
    allowed = {}
    for login in ("engineer", "supervisor", "inspector", "auditor"):
        core, _ = core_for(program, people[login], case.issue_id)
        row = core.state.action(case.second)
        assert row is not None
        allowed[login] = (core.state.may_write, core.state.may_finish(row), core.state.may_verify(row))
    assert allowed == {
        "engineer": (True, True, False),
        "supervisor": (True, True, False),
        "inspector": (False, True, False),
        "auditor": (False, False, False),
    }
    program.actions.done(people["engineer"], case.second, "done", version=1)
    verifiers = [login for login in people if _may_verify(program, people[login], case)]
    assert sorted(verifiers) == ["supervisor", "supervisor2"], "neither the owner nor who did it"


def _may_verify(program: Program, actor: Actor, case: Case) -> bool:
    core, _ = core_for(program, actor, case.issue_id)
    row = core.state.action(case.second)
    return row is not None and core.state.may_verify(row)


def test_codes_are_those_of_the_question(program: Program, people: dict[str, Actor], case: Case) -> None:
    core, _ = core_for(program, people["engineer"], case.issue_id)
    happened = {code.code for code in core.state.codes_for(Track.OCCURRENCE)}
    missed = {code.code for code in core.state.codes_for(Track.DETECTION)}
    assert "TOOL" in happened - missed
    assert "OVERLOOKED" in missed - happened
    assert "OTHER" in happened & missed


def test_a_refusal_keeps_the_state_and_says_why(program: Program, people: dict[str, Actor], case: Case) -> None:
    core, seen = core_for(program, people["engineer"], case.issue_id)
    before = core.state.analysis
    CauseIntents(core).add_node(Track.OCCURRENCE, {"text": " "}, parent_id=None, after=None)
    assert "Write the answer first" in seen.errors[-1]
    assert (core.state.analysis, core.state.busy, seen.results) == (before, False, [])
    ActionIntents(core).add({"kind": "corrective", "text": "x", "owner": people["inspector"].person_id, "due": "soon"})
    assert "is not a day" in seen.errors[-1]


def test_what_was_stored_is_loaded_anew(program: Program, people: dict[str, Actor], case: Case) -> None:
    core, seen = core_for(program, people["engineer"], case.issue_id)
    owner = people["inspector"].person_id
    ActionIntents(core).add({"kind": "improvement", "text": "A holder for inserts", "owner": owner, "due": "2026-04-01"})
    assert core.state.loaded is not None
    row = core.state.loaded.actions[-1]
    assert (row.text, row.due_on, row.state) == ("A holder for inserts", date(2026, 4, 1), ActionState.OPEN)
    ActionIntents(core).done(row, {"words": "It hangs there"})
    again = core.state.action(row.id)
    assert again is not None
    assert again.state is ActionState.DONE
    ActionIntents(core).verify(again, {"words": "mine"})
    assert "Nobody verifies their own action" in seen.errors[-1]


def test_a_plan_goes_into_the_sheet_and_out_again(program: Program, people: dict[str, Actor], case: Case) -> None:
    core, _ = core_for(program, people["engineer"], case.issue_id)
    assert core.state.loaded is not None
    first, second = core.state.loaded.effects
    assert first.plan is not None
    fields = plan_fields(first, "4711-A", core.state.loaded.today)
    assert fields["target"] == "2"
    assert plan_of({**fields, "reason": ""}) == first.plan.plan
    proposed = plan_fields(second, "4711-A", core.state.loaded.today)
    assert (proposed["metric"], proposed["part"], proposed["target"]) == ("characteristic", "4711-A", "")
    assert proposed["before_last"] < proposed["after_first"] < proposed["after_last"]
    lots = plan_of({**proposed, "metric": "lots", "words": "BORE", "target": "2,5 %", "minimum": "10"})
    assert (lots.metric, lots.target, lots.item_key) == (Metric.LOTS, Decimal("0.025"), "")


@pytest.mark.parametrize("text", ["tomorrow", "27.3.2026", "2026-02-30"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InputError, match="is not a day"):
        day_of(text)


def test_an_empty_day_is_asked_for() -> None:
    with pytest.raises(InputError, match=r"^Type the day"):
        day_of(" ")
