"""The lock screen's rules, without a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage import secrets
from qa_desktop.ui.lock.password_sheet import MIN_PASSWORD
from qa_desktop.ui.lock.view_model import LockModel, Way

PASSWORD = "correct horse battery"


class AtOnce:
    """Runs every job on the spot."""

    def write(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        try:
            result = fn()
        except QaError as error:
            failed(error)
        else:
            done(result)

    read = write


class Seen:
    def __init__(self, program: Program, known: Actor | None = None) -> None:
        self.entered: list[Actor] = []
        self.model = LockModel(program, AtOnce(), known, changed=self._changed, entered=self.entered.append)
        self.model.load()

    def _changed(self) -> None:
        pass

    @property
    def state(self) -> Any:
        return self.model.state


def test_everybody_who_is_active_is_shown(program: Program, people: dict[str, Actor]) -> None:
    program.people.deactivate(people["admin"], people["inspector2"].person_id, "left")
    names = [tile.login for tile in Seen(program).state.people]
    assert "inspector" in names
    assert "inspector2" not in names


def test_filter_takes_parts_of_name_and_login(program: Program) -> None:
    seen = Seen(program)
    seen.model.filter_people("ins IN")
    assert {tile.login for tile in seen.state.shown} == {"inspector", "inspector2"}
    seen.model.filter_people("nobody like this")
    assert seen.state.shown == ()


def test_a_pin_lets_in_and_a_person_without_one_is_asked_for_the_password(program: Program, people: dict[str, Actor]) -> None:
    program.access.set_pin(people["inspector"], PASSWORD, "2580")
    seen = Seen(program)
    seen.model.choose(people["inspector"].person_id)
    assert seen.state.way is Way.PIN
    seen.model.give_pin("2580")
    assert [actor.login for actor in seen.entered] == ["inspector"]
    seen.model.choose(people["supervisor"].person_id)
    assert seen.state.way is Way.PASSWORD
    seen.model.give_password(PASSWORD)
    assert [actor.login for actor in seen.entered] == ["inspector", "supervisor"]


def test_wrong_tries_end_in_a_wait_that_counts_down(program: Program, people: dict[str, Actor]) -> None:
    seen = Seen(program)
    seen.model.choose(people["inspector"].person_id)
    for _ in range(5):
        seen.model.give_password("wrong")
        assert not seen.state.locked_out
        assert "log-in name" not in str(seen.state.error)  # none was typed
    seen.model.give_password(PASSWORD)
    assert seen.state.wait == 30
    assert seen.entered == []
    seen.model.give_password(PASSWORD)
    assert seen.entered == []
    for _ in range(30):
        seen.model.tick()
    assert not seen.state.locked_out
    assert seen.state.error is None


def test_a_failure_forgets_what_was_typed(program: Program, people: dict[str, Actor]) -> None:
    seen = Seen(program)
    seen.model.choose(people["inspector"].person_id)
    before = seen.state.cleared
    seen.model.give_password("wrong")
    assert seen.state.cleared > before
    assert "not right" in str(seen.state.error)


def test_the_person_who_locked_is_chosen_already(program: Program, people: dict[str, Actor]) -> None:
    state = Seen(program, people["supervisor"]).state
    assert state.chosen is not None
    assert state.chosen.login == "supervisor"


def test_a_temporary_password_is_changed_before_anything_else(program: Program, people: dict[str, Actor]) -> None:
    new = program.people.add_person(
        people["admin"], login="nina", name="Nina New", roles=people["inspector"].roles, admin_password=PASSWORD
    )
    seen = Seen(program)
    seen.model.log_in("nina", new.temporary_password)
    assert seen.entered == []
    assert seen.state.must_change is not None
    seen.model.change_password(new.temporary_password, "a long sentence", "another sentence")
    assert "not the same" in str(seen.state.change_error)
    seen.model.change_password(new.temporary_password, "short", "short")
    assert seen.state.change_error is not None
    seen.model.change_password(new.temporary_password, "a long sentence", "a long sentence")
    assert [actor.login for actor in seen.entered] == ["nina"]


def test_giving_up_the_change_lets_nobody_in(program: Program, people: dict[str, Actor]) -> None:
    new = program.people.add_person(
        people["admin"], login="nina", name="Nina New", roles=people["inspector"].roles, admin_password=PASSWORD
    )
    seen = Seen(program)
    seen.model.log_in("nina", new.temporary_password)
    seen.model.give_up_change()
    assert seen.entered == []
    assert seen.state.must_change is None


def test_a_badge_chooses_and_proves_nothing(program: Program, people: dict[str, Actor]) -> None:
    program.people.set_badge(people["admin"], people["inspector"].person_id, "BADGE-0815")
    seen = Seen(program)
    seen.model.scan("BADGE-0815")
    assert seen.state.chosen.login == "inspector"
    assert seen.entered == []
    seen.model.scan("SOMETHING ELSE")
    assert "belongs to nobody" in str(seen.state.error)


def test_the_live_rule_is_the_rule_of_the_services() -> None:
    assert MIN_PASSWORD == secrets.MIN_PASSWORD
