"""The signed reports of an issue: what they say, that they are valid, and who may sign them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_desktop.domain.actions import ActionKind
from qa_desktop.domain.errors import ConflictError, FaultError, NotAllowedError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.reports.types import Outcome, SignedPdf
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.issue_reports import SignedReport
from qa_desktop.services.program import program_for
from qa_desktop.services.supplier_requests import NewRequest
from qa_desktop.storage.queries import issue_reports as rows
from qa_desktop.storage.queries.issue_reports import IssueReportKind
from qa_desktop.storage.workspace import Workspace
from tests.services.cause_makings import AFTER, Case, new_case
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.makings import audit_actions
from tests.services.signed import behind_the_rules
from tests.services.trade_makings import new_market, quick_documents

D, N = IssueReportKind.EIGHT_D, IssueReportKind.NCR


@pytest.fixture
def case(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Case:
    return new_case(workspace, people, clock)


def sign(case: Case, kind: IssueReportKind, who: str = "engineer", password: str = PASSWORD) -> SignedReport:
    service, actor = case.shop.program.issue_reports, case.people[who]
    return service.sign(actor, case.issue_id, kind, password, service.prepare(actor, case.issue_id, kind).digest)


def said(case: Case, report_id: str) -> dict[str, list[list[str]]]:
    """The tables of a signed report by their titles."""
    row = case.shop.program.issue_reports.show(case.people["auditor"], report_id).row
    return {table["title"].split("  ")[0]: table["rows"] for table in json.loads(row.content)["tables"]}


def test_an_8d_says_everything_and_is_valid(case: Case, workspace: Workspace) -> None:
    done = sign(case, D)
    assert (done.number, done.file) == ("8D-01-000001", "8D-01-000001.pdf")
    shown = case.shop.program.issue_reports.show(case.people["auditor"], done.report_id)
    assert shown.verification.outcome is Outcome.VALID
    assert (workspace.reports / done.file).read_bytes() == shown.data
    tables = said(case, done.report_id)
    assert [row[0] for row in tables["Steps"]] == [f"D{step}" for step in range(9)]
    assert all(len(row) == 5 for row in tables["Steps"])
    assert [row[0] for row in tables["D1"]] == ["Emma Engineer", "Toni Toolmaker"]
    assert tables["D2"][0][1:] == ["Bore A of 4711-A", "Bore B", "Bore A has its own insert"]
    assert "Bore out of tolerance" in tables["D3"][0][0]
    assert tables["D4"] == [
        ["Why it happened", "1  The bore was cut too wide", "Three readings, 12.50 mm", ""],
        ["", "1.1  The insert was worn", "Edge seen at 20×", ""],
        ["", "1.1.1  Nobody changes it before it breaks", "Tool list has no tool life", "TOOL  Worn, damaged or wrong tool"],
        ["", "1.2  Coolant was low", "none stated", ""],
        [
            "Why it was not found",
            "1  The bore is measured on every fiftieth piece only",
            "none stated",
            "TOO-SELDOM  Sample too small or too seldom",
        ],
    ]
    assert [row[1] for row in tables["D5"]] == ["Change the insert every 200 pieces", "Measure bore A on every tenth piece"]
    assert [row[1] for row in tables["D7"]] == ["Tool life for all inserts"]
    assert tables["D8"] == []
    assert "Spindle play\nInsert worn" in [row[1] for row in table_of(case, done.report_id, "D4  Possible causes (fishbone)")]
    assert audit_actions(workspace)[-1] == "issue.report"


def table_of(case: Case, report_id: str, title: str) -> list[list[str]]:
    row = case.shop.program.issue_reports.show(case.people["auditor"], report_id).row
    return next(table["rows"] for table in json.loads(row.content)["tables"] if table["title"] == title)


def test_the_report_of_a_complaint_names_customer_reference_and_promises(
    workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    market = new_market(program_for(workspace), people)
    quick = SignedPdf(b"%PDF", time_stamped=False)
    monkeypatch.setattr("qa_desktop.services.issue_reports.signed_statement", lambda *_a, **_k: quick)
    issue, service, actor = market.complaint(), market.program.issue_reports, people["engineer"]
    (promise,) = market.promise(issue).promises
    before = service.prepare(actor, issue, D)
    market.program.amends.keep(actor, promise.id, kept_on="2026-03-02", evidence="Delivery note 5", version=promise.version)
    with pytest.raises(ConflictError):
        service.sign(actor, issue, D, PASSWORD, before.digest)
    for kind in (D, N):
        done = service.sign(actor, issue, kind, PASSWORD, service.prepare(actor, issue, kind).digest)
        with workspace.store.reading() as connection:
            content = json.loads(rows.report_by_id(connection, done.report_id).content)
        facts = dict(content["facts"])
        assert (facts["Customer"], facts["Reference of the customer"]) == ("Kranbau Nord", "RMA-77")
        assert (facts["Complaint received"], facts["Quantity complained about"]) == ("2026-03-02", "12 pieces")
        tables = {table["title"]: table for table in content["tables"]}
        assert tables["Amends promised to the customer"]["rows"] == [
            ["replacement: Twelve new shafts by express", "2026-03-09", "2026-03-02: Delivery note 5", "not asked yet"]
        ]
        assert all(table["rows"] or table["nothing"] for table in content["tables"]), "what is empty says so"
    untold = market.complaint("No name yet", told=False)
    done = service.sign(actor, untold, D, PASSWORD, service.prepare(actor, untold, D).digest)
    with workspace.store.reading() as connection:
        content = json.loads(rows.report_by_id(connection, done.report_id).content)
    assert dict(content["facts"])["Customer"] == "not entered"
    assert content["tables"][0]["rows"][1] == ["D1", "Team", "", "", "nobody named"]


def test_a_nonconformance_report_says_what_the_supplier_was_asked(
    workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_documents(monkeypatch)
    quick = SignedPdf(b"%PDF", time_stamped=False)
    monkeypatch.setattr("qa_desktop.services.issue_reports.signed_statement", lambda *_a, **_k: quick)
    market = new_market(program_for(workspace), people)
    issue, actor, program = market.complaint(), people["engineer"], market.program
    new = NewRequest(issue, market.supplier.id, "Say why.", "2026-03-20")
    asked = program.supplier_requests.send(actor, new, PASSWORD, program.supplier_requests.prepare(actor, new).digest)
    service = program.issue_reports
    done = service.sign(actor, issue, N, PASSWORD, service.prepare(actor, issue, N).digest)
    with workspace.store.reading() as connection:
        content = json.loads(rows.report_by_id(connection, done.report_id).content)
    (table,) = [one for one in content["tables"] if one["title"] == "Asked of suppliers"]
    assert table["rows"] == [[asked.number, "Meyer & Söhne", "2026-03-02, 2026-03-20", "not yet", "sent"]]


def test_the_effect_is_printed_with_counts_and_intervals(case: Case) -> None:
    row = json.loads(case.shop.program.issue_reports.show(case.people["auditor"], sign(case, D).report_id).row.content)
    (table,) = [one for one in row["tables"] if "Validated" in one["title"]]
    assert table["rows"][0][2] == "2026-03-01 to 2026-03-07: 4 of 20, 20.0 % (8.1 % to 41.6 %)"
    assert table["rows"][0][3] == f"{AFTER}: 0 of 20, 0.0 % (0.0 % to 16.1 %)"
    assert table["rows"][0][5] == "open, too early"
    assert table["rows"][1][5] == "no plan"


def test_a_nonconformance_report_is_valid_and_has_its_own_numbers(case: Case) -> None:
    sign(case, D)
    done = sign(case, N, "supervisor")
    assert done.number == "NCR-01-000001"
    tables = said(case, done.report_id)
    assert list(tables) == ["On hold", "Disposition", "Causes", "Actions", "Steps"]
    assert tables["Causes"][0][1] == "Nobody changes it before it breaks (TOOL)."
    assert len(tables["Actions"]) == 4
    found = case.shop.program.issue_reports.reports_of(case.people["auditor"], case.issue_id)
    assert [row.number for row in found] == ["NCR-01-000001", "8D-01-000001"]


def test_what_changed_since_it_was_shown_is_not_signed(case: Case) -> None:
    service, engineer = case.shop.program.issue_reports, case.people["engineer"]
    shown = service.prepare(engineer, case.issue_id, D).digest
    wanted = WantedAction(ActionKind.IMPROVEMENT, "More", engineer.person_id, AFTER.last)
    case.shop.program.actions.add(engineer, case.issue_id, wanted)
    with pytest.raises(ConflictError, match="changed after it was shown"):
        service.sign(engineer, case.issue_id, D, PASSWORD, shown)
    assert service.reports_of(engineer, case.issue_id) == ()


def test_the_forbidden_person_and_a_wrong_password_sign_nothing(case: Case, workspace: Workspace) -> None:
    service = case.shop.program.issue_reports
    for name in ("inspector", "auditor", "admin", "manager", "confidant"):
        with pytest.raises(NotAllowedError):
            service.prepare(case.people[name], case.issue_id, D)
        with pytest.raises(NotAllowedError):
            service.sign(case.people[name], case.issue_id, D, PASSWORD, "x")
        with pytest.raises(NotAllowedError):
            service.draft(case.people[name], case.issue_id, D)
    with pytest.raises(RefusedError, match="password"):
        sign(case, D, password="wrong password")
    assert service.reports_of(case.people["auditor"], case.issue_id) == ()
    assert not list(workspace.reports.rglob("*.pdf"))


def test_reports_are_never_changed_and_the_doctor_sees_tampering(case: Case, workspace: Workspace) -> None:
    done = sign(case, D)
    auditor, doctor = case.people["auditor"], case.shop.program.doctor
    for statement in ("UPDATE issue_report SET content = ''", "DELETE FROM issue_report"):
        with pytest.raises(RefusedError), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)
    checkup = doctor.check(auditor)
    assert (checkup.looked_at["issue reports"], [one for one in checkup.findings if one.area == "issue reports"]) == (1, [])
    behind_the_rules(workspace, "UPDATE issue_report SET content = content || ' '")
    assert "not what was signed" in findings(case)
    path = workspace.reports / done.file
    path.write_bytes(path.read_bytes() + b"\n")
    assert "not the one that was signed" in findings(case)
    with pytest.raises(FaultError):
        case.shop.program.issue_reports.show(auditor, done.report_id)


def findings(case: Case) -> str:
    found = case.shop.program.doctor.check(case.people["auditor"], thorough=False).findings
    return " ".join(one.sentence for one in found if one.area == "issue reports")


def test_a_number_that_somebody_took_meanwhile_signs_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(["8D-01-000001", "8D-01-000001", "8D-01-000002"])
    monkeypatch.setattr(rows, "upcoming_number", lambda *_a: next(numbers))
    with pytest.raises(ConflictError, match="at the same moment"):
        sign(case, D)


def test_a_crash_before_the_name_is_finished_at_the_next_start(
    case: Case,
    workspace: Workspace,
    clock: FakeClock,
    reopen: Callable[[Path, FakeClock], Workspace],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stops(*_a: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr("qa_desktop.services.report_files.ReportFiles.release", stops)
        with pytest.raises(RuntimeError):
            sign(case, D)
    workspace.close()
    again = reopen(workspace.folder, clock)
    try:
        program = program_for(again)
        (row,) = program.issue_reports.reports_of(case.people["auditor"], case.issue_id)
        assert (again.reports / row.file).is_file()
        assert program.issue_reports.show(case.people["auditor"], row.id).verification.outcome is Outcome.VALID
    finally:
        again.close()
