"""Objectives with live data, internal audits with findings, management reviews as one signed file; and who may not."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection

from qa_desktop.domain.aims import AimState, FindingKind
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, FaultError, InputError, NotAllowedError, NotFoundError, QaError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.period import parse_period
from qa_desktop.domain.trade import CompanyKind
from qa_desktop.reports.types import Outcome
from qa_desktop.services.amends import ComplaintFacts
from qa_desktop.services.doctor import Weight
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.objectives import ObjectiveWish
from qa_desktop.services.program import program_for
from qa_desktop.services.trade import CompanyFacts
from qa_desktop.storage.queries import production
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.lot_makings import BAD, LotShop, new_lot_shop
from tests.services.makings import audit_actions

MARCH = parse_period("2026-03-01..2026-03-02")
D = Decimal


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    with workspace.store.writing(people["engineer"].person_id) as work:
        production.ensure_part(work, "4711-A", "Shaft", "C")
    return new_lot_shop(workspace, people)


def wish(shop: LotShop, **more: object) -> ObjectiveWish:
    base = ObjectiveWish(
        "Two of three shafts pass at once",
        "first_pass_yield",
        FigureQuery(MARCH, part="4711-A"),
        "66",
        date(2026, 6, 30),
        shop.people["supervisor"].person_id,
        requirement="Customer: no rework on delivered shafts",
    )
    return dataclasses.replace(base, **more)  # type: ignore[arg-type]


def test_an_objective_is_judged_by_live_data(shop: LotShop, clock: FakeClock) -> None:
    shop.approved()
    shop.approved({1: BAD}, lot="L-2")
    service, manager = shop.program.objectives, shop.people["manager"]
    assert service.measure(manager, "first_pass_yield", FigureQuery(MARCH)) == (D("50.0000"), "1 good of 2 inspections")
    found = service.set_objective(manager, wish(shop))
    assert (found.row.number, found.row.baseline, found.row.baseline_source, found.state) == (
        "OBJ-01-000001",
        "50.0000",
        "measured",
        AimState.ON_TRACK,
    )
    clock.forward(days=60)
    assert service.standing(manager, found.row.id).state is AimState.NO_DATA
    shop.approved({1: BAD}, lot="L-3")
    assert service.standing(manager, found.row.id).state is AimState.BEHIND
    for number in range(4, 7):
        shop.approved(lot=f"L-{number}")
    standing = service.standing(manager, found.row.id)
    assert (standing.value, standing.state, standing.query.period.days) == (D("75.0000"), AimState.ON_TRACK, MARCH.days)
    clock.now = clock.now.replace(month=6, day=30)
    shop.approved(lot="L-9")
    assert service.standing(manager, found.row.id).state is AimState.MET
    with pytest.raises(RefusedError, match="met already"):
        service.withdraw(manager, found.row.id, "no longer needed", version=found.row.version)
    assert "objective.set" in audit_actions(shop.program.workspace)


def test_no_target_without_a_baseline(shop: LotShop) -> None:
    service, manager = shop.program.objectives, shop.people["manager"]
    with pytest.raises(RefusedError, match="without a baseline"):
        service.set_objective(manager, wish(shop))
    with pytest.raises(InputError, match="as of now"):
        service.set_objective(manager, wish(shop, figure="open_issues", baseline="5"))
    with pytest.raises(InputError, match="records no data"):
        service.set_objective(manager, wish(shop, figure="oee", baseline="50"))
    assert service.standings(manager) == ()
    stated = service.set_objective(manager, wish(shop, baseline="60"))
    assert (stated.row.baseline_source, stated.state) == ("stated", AimState.NO_DATA)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"statement": "  "}, "one sentence"),
        ({"target": "40", "baseline": "50"}, "worse than the baseline"),
        ({"due": date(2026, 3, 1), "baseline": "50"}, "inside the baseline"),
        ({"figure": "happiness"}, "No figure"),
        ({"query": FigureQuery(parse_period("2026-05"))}, "has passed"),
        ({"owner_id": "nobody", "baseline": "50"}, "person does not exist"),
        ({"target": "good", "baseline": "50"}, "not a number"),
        ({"target": "150", "baseline": "50"}, "150 % cannot be"),
        ({"target": "90", "baseline": "-5"}, "-5 % cannot be"),
        (
            {
                "figure": "cost_of_poor_quality",
                "target": "-1",
                "baseline": "50",
                "query": FigureQuery(MARCH, currency="EUR"),
            },
            "never negative",
        ),
        ({"due": date(2026, 3, 2), "baseline": "50", "query": FigureQuery(parse_period("2026-02"))}, "not ahead"),
        ({"query": FigureQuery(parse_period("2026-02"), part="4711-B"), "figure": "issues_logged", "target": "0"}, "4711-B"),
    ],
)
def test_an_objective_that_nobody_could_judge_is_refused(shop: LotShop, more: dict[str, object], words: str) -> None:
    with pytest.raises(QaError, match=words):
        shop.program.objectives.set_objective(shop.people["manager"], wish(shop, **more))
    assert shop.program.objectives.standings(shop.people["manager"]) == ()


def test_an_objective_is_of_the_part_as_the_workspace_writes_it(shop: LotShop) -> None:
    service, manager = shop.program.objectives, shop.people["manager"]
    shop.approved()
    typed = FigureQuery(MARCH, part="4711-a")
    assert service.measure(manager, "first_pass_yield", typed)[0] == 100
    found = service.set_objective(manager, wish(shop, query=typed, target="100"))
    assert (found.query.part, found.row.baseline) == ("4711-A", "100.0000")


def test_an_objective_is_withdrawn_once_and_stays_in_the_list(shop: LotShop) -> None:
    service, engineer = shop.program.objectives, shop.people["engineer"]
    row = service.set_objective(engineer, wish(shop, baseline="50")).row
    with pytest.raises(InputError, match="why"):
        service.withdraw(engineer, row.id, " ", version=row.version)
    with pytest.raises(ConflictError):
        service.withdraw(engineer, row.id, "another customer", version=row.version + 1)
    service.withdraw(engineer, row.id, "another customer", version=row.version)
    (standing,) = service.standings(engineer)
    assert (standing.state, standing.row.withdraw_reason) == (AimState.WITHDRAWN, "another customer")
    with pytest.raises(RefusedError, match="withdrawn already"):
        service.withdraw(engineer, row.id, "again", version=row.version + 1)


@pytest.mark.parametrize("who", ["inspector", "supervisor", "auditor", "admin", "confidant"])
def test_who_does_not_manage_aims_sets_none(shop: LotShop, who: str) -> None:
    program, actor = shop.program, shop.people[who]
    with pytest.raises(NotAllowedError):
        program.objectives.set_objective(actor, wish(shop, baseline="50"))
    with pytest.raises(NotAllowedError):
        program.audits.plan(actor, "Receiving", date(2026, 4, 1), actor.person_id)
    with pytest.raises(NotAllowedError):
        program.management.prepare(actor, MARCH, "none")
    assert program.objectives.standings(actor) == ()


def test_an_engineer_signs_no_management_review(shop: LotShop) -> None:
    with pytest.raises(NotAllowedError):
        shop.program.management.sign(shop.people["engineer"], MARCH, "Buy a gauge", PASSWORD, "")


def sql(shop: LotShop, statement: str) -> None:
    def act(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    with shop.program.workspace.database.writing() as connection:
        act(connection)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE objective SET target = '1'", "never changes"),
        ("UPDATE objective SET withdrawn_at = 'x'", "with a reason"),
        ("DELETE FROM objective", "never deleted"),
    ],
)
def test_the_database_keeps_what_was_aimed_at(shop: LotShop, statement: str, words: str) -> None:
    shop.program.objectives.set_objective(shop.people["engineer"], wish(shop, baseline="50"))
    with pytest.raises(RefusedError, match=words):
        sql(shop, statement)


def test_an_audit_from_plan_to_conclusion(shop: LotShop) -> None:
    service, engineer, manager = shop.program.audits, shop.people["engineer"], shop.people["manager"]
    row = service.plan(manager, "Receiving inspection", date(2026, 3, 20), engineer.person_id, criteria="ISO 9001, 8.4")
    with pytest.raises(InputError, match="evidence"):
        service.add_finding(engineer, row.id, FindingKind.NONCONFORMITY, "No certificate was checked")
    bad = service.add_finding(
        engineer, row.id, FindingKind.NONCONFORMITY, "No certificate was checked", evidence="Lot L-7, 2026-03-04"
    )
    service.add_finding(engineer, row.id, FindingKind.OPPORTUNITY, "Scan the certificate number")
    with pytest.raises(RefusedError, match="not followed up"):
        service.close(engineer, row.id, "Fit for its purpose", version=row.version)
    issue = shop.program.issues.log(
        shop.people["supervisor"], kind=IssueKind.NONCONFORMITY, title="Certificates", severity=Severity.MAJOR
    )
    linked = service.link(engineer, bad.id, issue.id)
    assert (linked.issue, linked.issue_state) == (issue.number, "logged")
    with pytest.raises(ConflictError, match=issue.number):
        service.link(engineer, bad.id, issue.id)
    with pytest.raises(InputError, match="concludes"):
        service.close(engineer, row.id, "", version=row.version)
    closed = service.close(engineer, row.id, "Fit for its purpose, but for certificates", version=row.version)
    assert (closed.state, closed.findings) == ("closed", 2)
    with pytest.raises(RefusedError, match="closed"):
        service.add_finding(engineer, row.id, FindingKind.OBSERVATION, "Too late")
    for statement in ("UPDATE internal_audit SET conclusion = 'x'", "UPDATE audit_finding SET statement = 'x'"):
        with pytest.raises(RefusedError):
            sql(shop, statement)


def test_only_the_named_auditor_writes_findings_and_closes(shop: LotShop) -> None:
    service, engineer, manager = shop.program.audits, shop.people["engineer"], shop.people["manager"]
    row = service.plan(manager, "Receiving", date(2026, 3, 20), engineer.person_id)
    with pytest.raises(RefusedError, match="Only the auditor"):
        service.add_finding(manager, row.id, FindingKind.OBSERVATION, "Tidy")
    with pytest.raises(RefusedError, match="Only the auditor"):
        service.close(manager, row.id, "All well", version=row.version)
    with pytest.raises(RefusedError, match="only the auditor"):
        sql(
            shop,
            "INSERT INTO audit_finding (id, audit_id, kind, statement, person_id, at, at_offset) "
            f"VALUES ('f', '{row.id}', 'observation', 'x', '{manager.person_id}', 'now', 0)",
        )
    assert service.detail(manager, row.id).findings == ()


def test_an_auditor_who_could_not_write_is_refused_at_planning(shop: LotShop) -> None:
    with pytest.raises(RefusedError, match="Ines Inspector"):
        shop.program.audits.plan(shop.people["manager"], "Receiving", date(2026, 3, 20), shop.people["inspector"].person_id)


def filled(shop: LotShop) -> None:
    shop.approved()
    shop.approved({1: BAD}, lot="L-2")
    shop.program.objectives.set_objective(shop.people["manager"], wish(shop))
    shop.program.audits.plan(shop.people["manager"], "Receiving", date(2026, 3, 2), shop.people["engineer"].person_id)
    people, program = shop.people, shop.program
    rust = program.issues.log(people["supervisor"], kind=IssueKind.COMPLAINT, title="Rust", severity=Severity.CRITICAL)
    customer = program.trade.add_company(people["supervisor"], CompanyFacts("Bearing Works", CompanyKind.CUSTOMER))
    program.amends.set_complaint(people["supervisor"], rust.id, ComplaintFacts(customer.id, "2026-03-01"))
    program.suggestions.give(people["inspector"], "A second lamp", effect="2 hours a week")


def test_a_management_review_is_one_signed_file(shop: LotShop, tmp_path: Path) -> None:
    filled(shop)
    service, manager = shop.program.management, shop.people["manager"]
    content = service.prepare(manager, MARCH, "Buy a second gauge. Mira, by June.")
    assert [table.title for table in content.inputs] == [
        "Decisions of the last review",
        "Figures",
        "Where it happens (Pareto)",
        "Open issues by age",
        "Suppliers and customers",
        "Effect of actions",
        "Objectives",
        "Internal audits",
        "Suggestions",
        "People taking part",
        "Top lessons",
    ]
    tables = {table.title: table for table in content.inputs}
    assert tables["Suppliers and customers"].rows == (("Bearing Works", "customer", "no data", "no data", "no data", "1", ""),)
    (suggestion,) = tables["Suggestions"].rows
    assert suggestion[1:] == ("A second lamp", "Ines Inspector", "new", "expected: 2 hours a week")
    ((people, share, meaning),) = tables["People taking part"].rows
    assert (people, share) == ("1 of 9 people", "11.1 %"), "of everybody with an account, not of those who did something"
    assert "also those who did nothing" in meaning
    row = service.sign(manager, MARCH, "Buy a second gauge. Mira, by June.", PASSWORD, content.digest())
    assert row.number == "MR-01-000001"
    shown = service.show(shop.people["auditor"], "MR-01-000001")
    assert shown.verification.outcome is Outcome.VALID
    record = json.loads(row.content)
    assert record["signer"]["name"] == "Mira Manager"
    assert record["data"]["content_sha256"] == content.digest()
    again = service.prepare(manager, MARCH, "Nothing new")
    assert again.inputs[0].rows == ((row.number, row.at[:10], row.decisions),)
    target = service.export(shop.people["auditor"], row.number, tmp_path / "out.pdf")
    assert target.read_bytes() == shown.data
    with pytest.raises(RefusedError, match="exists"):
        service.export(shop.people["auditor"], row.number, target)
    with pytest.raises(NotAllowedError):
        service.export(shop.people["confidant"], row.number, tmp_path / "other.pdf")
    checkup = shop.program.doctor.check(shop.people["auditor"])
    assert checkup.looked_at["management reviews"] == 1
    assert [one for one in checkup.findings if one.weight is Weight.BAD] == []


def test_a_review_needs_decisions_the_password_and_what_was_shown(shop: LotShop) -> None:
    service, manager = shop.program.management, shop.people["manager"]
    with pytest.raises(InputError, match="without decisions"):
        service.prepare(manager, MARCH, "  ")
    with pytest.raises(InputError, match="not begun"):
        service.prepare(manager, parse_period("2027"), "Later")
    digest = service.prepare(manager, MARCH, "Go on").digest()
    with pytest.raises(RefusedError):
        service.sign(manager, MARCH, "Go on", "wrong password", digest)
    with pytest.raises(ConflictError, match="recorded after"):
        service.sign(manager, MARCH, "Go on, but faster", PASSWORD, digest)
    filled(shop)
    with pytest.raises(ConflictError, match="recorded after"):
        service.sign(manager, MARCH, "Go on", PASSWORD, digest)
    assert service.reviews(manager) == ()
    assert list(shop.program.workspace.reports.rglob("*.pdf")) == [
        path for path in shop.program.workspace.reports.rglob("*.pdf") if path.name.startswith("I-")
    ]
    with pytest.raises(NotFoundError):
        service.show(manager, "MR-01-000001")


def test_a_changed_review_is_not_shown_and_the_doctor_says_so(shop: LotShop) -> None:
    service, manager = shop.program.management, shop.people["manager"]
    row = service.sign(manager, MARCH, "Go on", PASSWORD, service.prepare(manager, MARCH, "Go on").digest())
    path = shop.program.workspace.reports / row.file
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%%EOG"))
    with pytest.raises(FaultError, match="not the one that was signed"):
        service.show(manager, row.id)
    bad = [one for one in shop.program.doctor.check(shop.people["auditor"]).findings if one.weight is Weight.BAD]
    assert [one.area for one in bad] == ["management reviews"]
    for statement in ("UPDATE management_review SET decisions = 'x'", "DELETE FROM management_review"):
        with pytest.raises(RefusedError, match="never"):
            sql(shop, statement)


def test_a_name_that_a_crash_kept_away_is_given_at_the_next_start(shop: LotShop) -> None:
    service, manager = shop.program.management, shop.people["manager"]
    row = service.sign(manager, MARCH, "Go on", PASSWORD, service.prepare(manager, MARCH, "Go on").digest())
    reports = shop.program.workspace.reports
    (reports / row.file).rename(reports / "pending" / f"{row.sha256}.pdf")
    program_for(shop.program.workspace)
    assert (reports / row.file).is_file()


def test_a_manager_signs_reviews_and_no_inspection(shop: LotShop) -> None:
    key = shop.begin()
    shop.answer(key)
    shop.sign(key)
    with pytest.raises(NotAllowedError):
        shop.countersign(key, "manager")
