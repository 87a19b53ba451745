"""The demo workspace: everybody can enter, every state is there, and it is as sound as a real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_desktop.domain.errors import CancelledError, FaultError
from qa_desktop.domain.improvement import SuggestionState
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services import demo
from qa_desktop.services.demo import PASSWORD, PIN, build_demo
from qa_desktop.services.program import program_for
from qa_desktop.storage.queries.inspections import InspectionFilter
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.queries.lots import LotFilter
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.storage.workspace import open_
from tests.services.conftest import FakeClock
from tests.services.signed import quick_signing


def test_a_small_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_signing(monkeypatch)
    told: list[tuple[int, int, str]] = []
    build_demo(tmp_path / "demo", inspections=14, told=lambda *step: told.append(step))
    assert told[0][2] == "Making people and keys"
    assert all(done <= total for done, total, _ in told)
    workspace = open_(tmp_path / "demo")
    try:
        program = program_for(workspace)
        assert program.settings.is_demo()
        roles: set[Role] = set()
        people: dict[str, Actor] = {}
        for login in ("anna", "jonas", "mehmet", "petra", "david", "eleni", "olga", "ruth", "tomas", "admin"):
            people[login] = program.access.log_in(login, PASSWORD)
            roles |= people[login].roles
        assert roles == set(Role), "somebody in each role"
        assert (
            program.access.unlock_with_pin(people["anna"].person_id, PIN) if hasattr(program.access, "unlock_with_pin") else True
        )
        rows = program.inspections.page(people["olga"], InspectionFilter())
        states = [row.state.value for row in rows]
        assert {"in_progress", "returned", "submitted", "approved"} <= set(states), "every state is there"
        assert states.count("approved") >= 2
        assert [row.part_number for row in program.inspections.my_work(people["anna"]).due], "something is due"
        assert all(row.opened_at <= workspace.store.now().utc for row in rows)
        assert program.inspections.my_work(people["petra"]).to_review == states.count("submitted")
        assert program.issues.count(people["olga"], IssueFilter()) >= 1
        assert len(program.templates.list_templates(people["olga"]).rows) == 7
        shaft_list = "Incoming sample: turned shaft"
        lots = program.lots.page(people["olga"], LotFilter())
        assert {"open", "accepted", "rejected", "held", "split"} <= {lot.state.value for lot in lots}, "lots in every state"
        mehmet = people["mehmet"]
        assert len(program.second_readings.waiting(mehmet)) == 2, "two hardnesses wait for another person"
        shaft = next(row for row in lots if row.number == "S-06")
        opened = [row for row in rows if row.lot_id == shaft.id]
        assert program.inspections.open(mehmet, opened[0].id).plans[0].severity.value == "tightened"
        assert program.templates.revisions_named(people["olga"], shaft_list)[0].state.value == "draft"
        suggested = program.suggestions.page(people["olga"], SuggestionFilter())
        assert {row.state for row in suggested} == set(SuggestionState), "suggestions in every state"
        assert program.suggestions.waiting(people["ruth"]).overdue == 1, "one was forgotten"
        assert program.knowledge.similar(people["anna"], "bore oversize")[0].title.startswith("Bore too large")
        assert len(program.procedures.unread(people["mehmet"])) == 2
        assert program.concerns.waiting(people["tomas"]) == 1
        result = program.doctor.check(people["olga"], thorough=False)
        assert result.healthy, result.findings
    finally:
        workspace.close()


def test_it_is_never_built_over_something(tmp_path: Path, workspace) -> None:
    with pytest.raises(FaultError, match="already holds a workspace"):
        build_demo(workspace.folder)


def test_it_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_templates", lambda *_a: {})
    with pytest.raises(CancelledError):
        build_demo(tmp_path / "demo", cancelled=lambda: True)
    open_(tmp_path / "demo").close()


def test_the_clock_of_the_demo_moves(clock: FakeClock) -> None:
    moving = demo._DemoClock(clock.now)
    assert moving() < moving()
