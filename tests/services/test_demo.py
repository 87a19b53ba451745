"""The demo workspace: everybody can enter, every state is there, and it is as sound as a real one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlalchemy import text

from qa_desktop.domain.actions import ActionState, Effect
from qa_desktop.domain.aims import AimState, FindingKind
from qa_desktop.domain.causes import Track
from qa_desktop.domain.concession import ConcessionState
from qa_desktop.domain.errors import CancelledError, FaultError
from qa_desktop.domain.improvement import ChainKind, SuggestionState
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.period import Period as AnyPeriod
from qa_desktop.domain.trade import DocumentKind, LineKind, Period, PromiseState, Satisfied
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.services import dashboards, demo, demo_calendar
from qa_desktop.services.chain import require_order
from qa_desktop.services.dashboard_records import records_of
from qa_desktop.services.demo import PASSWORD, PIN, build_demo
from qa_desktop.services.demo_samples import SUPPLIER
from qa_desktop.services.figure_values import FigureQuery, FigureReader, days_back
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.queries.inspections import InspectionFilter
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.queries.lots import LotFilter
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.storage.workspace import open_
from tests.services.conftest import FakeClock
from tests.services.signed import quick_signing
from tests.services.test_figures_brute_force import check_records


def test_a_small_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_signing(monkeypatch)
    told: list[tuple[int, int, str]] = []
    build_demo(tmp_path / "demo", inspections=26, told=lambda *step: told.append(step))
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
        assert all(one.address and one.whom.lines for one in program.trade.companies(people["olga"])), (
            "partners can be written to"
        )
        assert "Northfield" in program.settings.current().address
        logged = program.issues.list_issues(people["olga"], limit=500).rows
        shown = {one.title: len(program.photos.photos_of_issue(people["olga"], one.id)) for one in logged}
        assert shown["Pins with scale in the groove"] == 2
        assert shown["Kranbau Nord: seven flanges with burrs in the bolt holes"] == 1
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
        days = sorted(row.given_at[:10] for row in suggested)
        assert len({day[:7] for day in days}) >= 8, "people suggest something all through the year"
        assert {row.author for row in suggested} > {"", "Kurt, night shift", "Anna Kowalska"}
        assert sum(bool(row.effect_actual) for row in suggested) >= 3
        assert any(one.tied for one in program.dashboards.show(people["ruth"], FigureQuery(_year(program))).lessons)
        assert program.knowledge.similar(people["anna"], "bore oversize")[0].title.startswith("Bore too large")
        assert len(program.procedures.unread(people["mehmet"])) == 2
        assert program.concerns.waiting(people["tomas"]) == 1
        _has_issues_in_every_state(program, people["olga"])
        _has_trade(program, people["olga"])
        _has_a_sound_chain(program, people["olga"])
        standing = {row.standing(workspace.store.now().local.date()).state for row in program.concessions.page(people["olga"])}
        assert {ConcessionState.IN_FORCE, ConcessionState.WAITING} <= standing, "permits that last and that wait"
        _has_aims(program, people["olga"])
        _figures_lead_to_their_records(program)
        result = program.doctor.check(people["olga"], thorough=False)
        assert result.healthy, result.findings
    finally:
        workspace.close()


_NEVER = {FigureName.ROLLED_YIELD, FigureName.NORMALISED_YIELD, FigureName.COST_OF_QUALITY}
"""They need a part, or data that nobody records."""


def _year(program: Program) -> AnyPeriod:
    return days_back(program.workspace.store.now(), 365)


def _has_issues_in_every_state(program: Program, actor: Actor) -> None:
    page = program.issues.list_issues(actor, IssueFilter(), limit=500)
    assert {row.state for row in page.rows} == set(IssueState), "issues in every state"
    shafts = next(row for row in page.rows if row.title.startswith("Shafts too short"))
    assert shafts.state is IssueState.CLOSED
    analysis = program.causes.analysis(actor, shafts.id)
    assert all(analysis.roots(track)[0].code is not None for track in Track), "a root cause with a code for both questions"
    (measured,) = program.effects.measured(actor, shafts.id)
    assert (measured.action.state, measured.effect.effect) == (ActionState.VERIFIED, Effect.PROVEN), (
        "the figures prove the action"
    )
    assert measured.action.owner != measured.action.verified_by
    (concession,) = program.concessions.of_issue(actor, shafts.id)
    assert (concession.approved_by, concession.requested_by) == ("Ελένη Παπαδοπούλου", "Petra Lis")


def _has_a_sound_chain(program: Program, actor: Actor) -> None:
    """From the suggestion to the lesson every step follows the one before, and the check that came of it is asked today."""
    (idea,) = program.suggestions.page(actor, SuggestionFilter(text="hang the gauges"))
    chain = program.improvement.whole(actor, ChainKind.SUGGESTION, idea.id)
    assert chain.missing == ()
    assert [one.kind for one in chain.nodes] == [kind for kind in ChainKind if kind is not ChainKind.ISSUE]
    days = [one.at[:10] for one in chain.nodes]
    assert days == sorted(days)
    assert len(set(days[:4])) == 4, "each on its own day"
    revision = chain.nodes[2]
    assert (revision.number, revision.state) == ("2", "published")
    assert "gauges_in_place" in [item.key for item in program.templates.load(actor, revision.id).checklist.items]
    store = program.workspace.store
    with store.reading() as connection:
        links = connection.execute(text("SELECT source_kind, source_id, target_kind, target_id FROM improvement_link")).all()
        assert len(links) > len(chain.nodes) - 1, "there are other chains, too"
        for link in links:
            require_order(connection, (ChainKind(link[0]), link[1]), (ChainKind(link[2]), link[3]), store.now())


def _has_trade(program: Program, actor: Actor) -> None:
    complaints = [row for row in program.issues.list_issues(actor, limit=500).rows if row.kind is IssueKind.COMPLAINT]
    complaint, *past = complaints
    assert [row.state for row in past] == [IssueState.CLOSED] * 2, "what was promised was kept, and both are closed"
    promises = program.amends.detail(actor, complaint.id).promises
    assert [one.state for one in promises] == [PromiseState.KEPT, PromiseState.OPEN]
    assert promises[0].satisfied is Satisfied.YES
    supplier = program.trade.company(actor, SUPPLIER)
    assert supplier is not None
    today = program.trade.today(actor)
    period = Period(today - timedelta(days=120), today)
    found = program.partner_figures.of_company(actor, supplier.id, LineKind.PURCHASE, period)
    assert found.score is not None
    assert (found.punctuality.on_time, found.punctuality.late, found.punctuality.open_late) == (3, 2, 1)
    assert (found.papers.part, found.papers.whole) == (3, 4)
    (scorecard,) = program.trade_documents.of_company(actor, supplier.id)
    assert scorecard.kind is DocumentKind.SCORECARD
    customers = program.partner_figures.side_by_side(actor, LineKind.CUSTOMER, period)
    assert [(one.punctuality.on_time, one.punctuality.due) for one in customers] == [(2, 2), (5, 7)]


def _has_aims(program: Program, actor: Actor) -> None:
    standings = program.objectives.standings(actor)
    assert {one.state for one in standings} == {AimState.ON_TRACK, AimState.BEHIND}
    assert {one.row.owner for one in standings} == {"Ruth Adeyemi"}
    audit, past = program.audits.audits(actor)
    assert (audit.state, past.state) == ("planned", "closed")
    assert len(program.management.reviews(actor)) == 1
    findings = program.audits.detail(actor, audit.id).findings
    assert [one.issue is not None for one in findings if one.kind == FindingKind.NONCONFORMITY.value] == [True]
    assert {row.currency for row in program.costs.costs(actor)} == {"EUR"}


def _figures_lead_to_their_records(program: Program) -> None:
    """Whatever a figure, a bar or an age says is what its records count together, over everything that the demo holds."""
    store = program.workspace.store
    now = store.now()
    with store.reading() as connection:
        for names in ({}, {"part": "W-2210"}, {"supplier": SUPPLIER}):
            query = FigureQuery(days_back(now, 180), **names)
            found = dashboards.read(connection, query, now)
            check_records(connection, found, query, now)
        whole = dashboards.read(connection, FigureQuery(days_back(now, 180)), now)
        counts = whole.effect_counts
        assert (counts.proven, counts.not_proven) == (1, 1), "an action worked, another did not"
        year = {
            one.definition.name: one.value for one in dashboards.read(connection, FigureQuery(days_back(now, 365)), now).figures
        }
        assert year[FigureName.EXTERNAL_FAILURE] == D("547.50"), "what was promised to customers was kept, and cost"
        assert None not in {year[name] for name in year if name not in _NEVER}
        reader = FigureReader(connection, whole.query, now)
        assert len(records_of(connection, reader, "actions:", 500)) == len(whole.effects)
        assert len(whole.lessons) > 1, "lessons were of use"
        for one in whole.lessons:
            assert len(records_of(connection, reader, f"lessons:{one.id}", 500)) == one.uses


def test_it_is_never_built_over_something(tmp_path: Path, workspace) -> None:
    with pytest.raises(FaultError, match="already holds a workspace"):
        build_demo(workspace.folder)


def test_it_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_templates", lambda *_a: {})
    with pytest.raises(CancelledError):
        build_demo(tmp_path / "demo", cancelled=lambda: True)
    open_(tmp_path / "demo").close()


def test_the_clock_of_the_demo_moves(clock: FakeClock) -> None:
    moving = demo_calendar.DemoClock(clock.now)
    assert moving() < moving()
