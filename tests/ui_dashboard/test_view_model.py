"""What the screen of figures does, without a window."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from qa_desktop.domain.errors import QaError, RefusedError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.period import parse_period
from qa_desktop.storage.clock import Moment
from qa_desktop.ui.dashboard.view_model import DashboardModel, DashboardState, Filter


class Later:
    """Work that comes home when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], Any], Any, Any]] = []

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        self.waiting.append((fn, done, failed))

    def come_home(self, place: int = 0) -> None:
        fn, done, failed = self.waiting.pop(place)
        try:
            found = fn()
        except QaError as error:
            failed(error)
        else:
            done(found)


class Watcher:
    def __init__(self) -> None:
        self.states: list[DashboardState] = []

    def show_state(self, state: DashboardState) -> None:
        self.states.append(state)


class Dashboards:
    """Answers with what it was asked for."""

    def __init__(self) -> None:
        self.error: QaError | None = None
        self.asked: list[Any] = []

    def show(self, _actor: Actor, query: Any) -> Any:
        if self.error is not None:
            raise self.error
        return SimpleNamespace(query=query, charts=(), trends=())

    def records(self, _actor: Actor, query: Any, key: str) -> tuple[str, ...]:
        self.asked.append(query)
        return (key,)


def made(role: Role = Role.MANAGER) -> tuple[DashboardModel, Later, Dashboards]:
    jobs, dashboards = Later(), Dashboards()
    store = SimpleNamespace(now=lambda: Moment("2026-03-31T10:00:00.000000Z", 60))
    program = SimpleNamespace(dashboards=dashboards, workspace=SimpleNamespace(store=store))
    actor = Actor("p", "mira", "Mira", frozenset({role}), "s")
    return DashboardModel(program, actor, jobs, Watcher()), jobs, dashboards  # type: ignore[arg-type]


def test_an_empty_period_is_the_last_ninety_days() -> None:
    model, jobs, _ = made()
    model.load()
    assert model.state.loading
    jobs.come_home()
    assert str(model.state.dashboard.query.period) == "2026-01-01..2026-03-31"  # type: ignore[union-attr]
    assert not model.state.loading


def test_names_are_taken_without_the_spaces_around_them() -> None:
    model, jobs, _ = made()
    model.want(Filter("2026-Q1", " P-1 ", "", "Shaft "))
    jobs.come_home()
    assert model.state.dashboard.query.names() == {"part": "P-1", "template": "Shaft"}  # type: ignore[union-attr]
    assert model.file_name(".pdf") == "figures 2026-01-01 to 2026-03-31 P-1 Shaft.pdf"


def test_an_answer_to_an_older_question_is_dropped() -> None:
    model, jobs, _ = made()
    model.want(Filter(part="old"))
    model.want(Filter(part="new"))
    jobs.come_home(1)
    jobs.come_home(0)
    assert model.state.dashboard.query.part == "new"  # type: ignore[union-attr]


def test_an_older_period_that_is_read_later_is_dropped() -> None:
    model, jobs, dashboards = made()
    model.want(Filter("2026-01"))
    model.want(Filter("2026-02"))
    jobs.come_home(1)
    jobs.come_home(0)
    assert str(model.state.dashboard.query.period) == "2026-02-01..2026-02-28"  # type: ignore[union-attr]
    model.want(Filter(part="gone"))
    model.want(Filter(part="there"))
    jobs.come_home(1)
    dashboards.error = RefusedError("No part is called so.")
    jobs.come_home(0)
    assert model.state.error is None, "nobody asks for it any more"


def test_a_week_is_asked_of_its_own_days() -> None:
    model, jobs, dashboards = made()
    model.want(Filter("2026-Q1", "P-1"))
    jobs.come_home()
    week = parse_period("2026-02-02..2026-02-08")
    model.look_behind("Week 6", "issues:logged", week)
    model.look_behind("Week 6 again", "issues:logged", week)
    jobs.come_home(1)
    jobs.come_home(0)
    assert (str(dashboards.asked[-1].period), dashboards.asked[-1].part) == (str(week), "P-1")
    assert model.state.behind is not None
    assert (model.state.behind.title, model.state.behind.rows) == ("Week 6 again", ("issues:logged",))


def test_the_same_filter_again_asks_nothing() -> None:
    model, jobs, _ = made()
    model.want(Filter(part="P-1"))
    model.want(Filter(part="P-1"))
    assert len(jobs.waiting) == 1


def test_what_is_no_period_leaves_the_figures() -> None:
    model, jobs, _ = made()
    model.load()
    jobs.come_home()
    before = model.state.dashboard
    model.want(Filter("soon"))
    assert (model.state.dashboard, jobs.waiting) == (before, [])
    assert "no period" in str(model.state.error)


def test_records_of_a_figure_that_was_left_are_dropped() -> None:
    model, jobs, _ = made()
    model.load()
    jobs.come_home()
    model.look_behind("Open", "issues:open")
    model.look_behind("Overdue", "issues:overdue")
    jobs.come_home(1)
    jobs.come_home(0)
    assert model.state.behind is not None
    assert model.state.behind.rows == ("issues:overdue",)
    model.come_back()
    assert model.state.behind is None


def test_a_fault_is_said_and_nothing_is_loading() -> None:
    model, jobs, dashboards = made()
    dashboards.error = RefusedError("No.")
    model.load()
    jobs.come_home()
    assert (str(model.state.error), model.state.loading) == ("No.", False)


def test_who_may_not_export_is_not_offered_it() -> None:
    assert made(Role.MANAGER)[0].state.may_export
    assert not made(Role.CONFIDANT)[0].state.may_export
