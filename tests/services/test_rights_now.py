"""A role or an account that is taken away counts at once, also in a session that is open, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import NotAllowedError, RightsChangedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.signature import Meaning
from qa_desktop.services.access import AccessService
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.workspace import DATABASE, Workspace
from tests.services.conftest import PASSWORD, ROLES
from tests.services.makings import hold
from tests.services.signed import Shop, new_shop, open_exceptions

TAKEN = "UPDATE role_grant SET until_at = '2026-03-02T09:00:00.000000Z' WHERE person_id = ? AND role = ? AND until_at IS NULL"
BLOCKED = "UPDATE person SET active = 0 WHERE id = ?"


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> Shop:
    return new_shop(workspace, people)


def elsewhere(workspace: Workspace, statement: str, *values: str) -> None:
    """Another program changes the same database, past everything that this one holds in memory."""
    other: Any = sqlite_module().connect(workspace.folder / DATABASE)
    assert other.execute(statement, values).rowcount == 1
    other.commit()
    other.close()


def everything(workspace: Workspace) -> dict[str, list[Any]]:
    """Every row of every table but those about people, and every file."""
    with workspace.store.reading() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"
        ).scalars()
        wanted = sorted(set(names) - {"role_grant", "person"})
        found: dict[str, list[Any]] = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in wanted}
    assert len(found) > 50, "the search still finds the tables"
    files = (path for path in workspace.folder.rglob("*") if path.is_file() and not path.name.startswith(DATABASE))
    return {**found, "files": sorted(str(path) for path in files)}


def test_an_inspector_whose_role_was_taken_neither_answers_nor_reads(shop: Shop, workspace: Workspace) -> None:
    inspector, inspection = shop.people["inspector"], shop.begin()
    shop.answer(inspection, "surface", "pass")
    elsewhere(workspace, TAKEN, inspector.person_id, Role.INSPECTOR.value)
    before = everything(workspace)
    p, item = shop.program, shop.items["length"]
    acts: list[Callable[[], object]] = [
        lambda: p.answers.answer(inspector, inspection, item, "12"),
        lambda: p.issues.log(inspector, kind=IssueKind.SAFETY, title="Oil", severity=Severity.MAJOR),
        lambda: p.handover.leave_note(inspector, "Saw 2 runs hot"),
        lambda: p.inspections.open(inspector, inspection),
        lambda: p.issues.list_issues(inspector),
        lambda: p.inspections.my_work(inspector),
        lambda: p.access.own_account(inspector),
        lambda: p.access.verify_password(inspector, "guess"),
    ]
    for act in acts:
        with pytest.raises(
            RightsChangedError, match=r"^Your roles were changed\. Nothing was stored\. Log in again\.$"
        ) as refused:
            act()
        assert refused.value.person_id == inspector.person_id
    assert everything(workspace) == before


def test_a_blocked_account_neither_writes_nor_reads(shop: Shop, workspace: Workspace) -> None:
    inspector, inspection = shop.people["inspector"], shop.begin()
    elsewhere(workspace, BLOCKED, inspector.person_id)
    before = everything(workspace)
    for act in (
        lambda: shop.answer(inspection, "surface", "pass"),
        lambda: shop.program.inspections.open(inspector, inspection),
        lambda: shop.program.handover.notes(inspector),
        lambda: shop.program.suggestions.give(inspector, "More light"),
    ):
        with pytest.raises(RightsChangedError, match="switched off"):
            act()
    assert everything(workspace) == before


@pytest.mark.parametrize("when", ["before the password", "while the file is signed"])
def test_a_supervisor_who_is_demoted_before_countersigning_releases_nothing(
    shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    inspection, supervisor = shop.signed(), shop.people["supervisor"]
    open_exceptions(shop.program, supervisor, inspection)
    shown = shop.program.signing.look(supervisor, inspection).digest
    sign = shop.program.signing._apply

    def slow(*args: Any) -> Any:
        signed = sign(*args)
        elsewhere(workspace, TAKEN, supervisor.person_id, Role.SUPERVISOR.value)
        return signed

    if when == "before the password":
        elsewhere(workspace, TAKEN, supervisor.person_id, Role.SUPERVISOR.value)
    else:
        monkeypatch.setattr(shop.program.signing, "_apply", slow)
    before = everything(workspace)
    with pytest.raises(RightsChangedError, match="Log in again"):
        shop.program.signing.countersign(supervisor, inspection, PASSWORD, Meaning.APPROVED, shown)
    assert everything(workspace) == before, "neither a row nor a file that was put aside"
    assert shop.state(inspection) == "submitted"
    monkeypatch.undo()
    shop.countersign(inspection, "supervisor2")
    assert shop.state(inspection) == "approved"


def test_who_keeps_another_role_goes_on_with_it_after_logging_in_again(
    workspace: Workspace, people: dict[str, Actor], access: AccessService, shop: Shop
) -> None:
    both = hold(workspace, people["supervisor"], Role.SUPERVISOR, Role.INSPECTOR)
    shop.program.inspections.my_work(both)
    elsewhere(workspace, TAKEN, both.person_id, Role.SUPERVISOR.value)
    with pytest.raises(RightsChangedError):
        shop.program.inspections.my_work(both)
    again = access.log_in("supervisor", PASSWORD)
    assert again == access.present(both)
    assert again.roles == {Role.INSPECTOR}
    shop.program.inspections.my_work(again)
    with pytest.raises(NotAllowedError):
        shop.program.templates.approve(again, "x")


def test_a_role_that_was_added_refuses_nothing(workspace: Workspace, people: dict[str, Actor], shop: Shop) -> None:
    hold(workspace, people["inspector"], Role.INSPECTOR, Role.AUDITOR)
    shop.begin()


def test_the_command_line_is_no_person_and_reads_on(shop: Shop, workspace: Workspace) -> None:
    reader = Actor("command-line", "command-line", "Command line", frozenset({Role.AUDITOR}), workspace.store.station_id)
    assert shop.program.issues.list_issues(reader).rows == ()


def test_everybody_else_keeps_working(shop: Shop, workspace: Workspace) -> None:
    elsewhere(workspace, TAKEN, shop.people["inspector"].person_id, Role.INSPECTOR.value)
    for login in ROLES.keys() - {"inspector"}:
        shop.program.handover.notes(shop.people[login])
