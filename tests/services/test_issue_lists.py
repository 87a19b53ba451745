from __future__ import annotations

import re

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.issues import IssueService
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow, page_statement
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import Bench, new_bench

NC, MINOR = IssueKind.NONCONFORMITY, Severity.MINOR
S = IssueState


@pytest.fixture
def bench(workspace: Workspace, people: dict[str, Actor]) -> Bench:
    return new_bench(workspace, people)


@pytest.fixture
def issues(workspace: Workspace) -> IssueService:
    return IssueService(workspace)


@pytest.fixture
def inspector(people: dict[str, Actor]) -> Actor:
    return people["inspector"]


@pytest.fixture
def engineer(people: dict[str, Actor]) -> Actor:
    return people["engineer"]


@pytest.fixture
def issue(issues: IssueService, bench: Bench, inspector: Actor) -> IssueRow:
    bench.answer("bore_a", "12.412")
    return issues.log(
        inspector,
        kind=NC,
        title="Bore too wide",
        severity=Severity.CRITICAL,
        inspection_id=bench.inspection_id,
        item_id=bench.items["bore_a"],
    )


def titles(issues: IssueService, actor: Actor, wanted: IssueFilter) -> list[str]:
    rows = issues.list_issues(actor, wanted).rows
    assert issues.count(actor, wanted) == len(rows)
    return [row.title for row in rows]


SEARCHES = {
    "50%": ["50% broken"],
    "%": ["50% broken"],
    "5_0": ["5_0 underscore"],
    "_": ["5_0 underscore"],
    "\\": ["back\\slash"],
    "/": ["on/off"],
    "STRASSE": ["Große Straße"],
    "große straße": ["Große Straße"],
    "ÄRGER": ["ärger"],
    "ΣΊΣΥΦΟΣ": ["Σίσυφος"],
    "broken 50%": ["50% broken"],
    "500": ["500 broken"],
    "'; DROP TABLE issue; --": [],
    "nc-01-000002": ["500 broken"],
}


def test_search_takes_every_character_as_it_is(issues: IssueService, inspector: Actor) -> None:
    words = ("50% broken", "500 broken", "5_0 underscore", "back\\slash", "on/off", "Große Straße", "ärger", "Σίσυφος")
    for title in words:
        issues.log(inspector, kind=NC, title=title, severity=MINOR)
    for text, expected in SEARCHES.items():
        assert titles(issues, inspector, IssueFilter(text=text)) == expected, text


def test_filters(
    issues: IssueService, bench: Bench, inspector: Actor, engineer: Actor, people: dict[str, Actor], issue: IssueRow
) -> None:
    complaint = issues.log(people["supervisor"], kind=IssueKind.COMPLAINT, title="Chips", severity=MINOR)
    safety = issues.log(engineer, kind=IssueKind.SAFETY, title="Oil", severity=Severity.MAJOR)
    closed = issues.move(engineer, safety.id, S.REJECTED, "cleaned", safety.version)
    issues.assign(engineer, complaint.id, owner_id=inspector.person_id, due=None, version=complaint.version)
    assert closed.state is S.REJECTED
    wanted = {
        IssueFilter(): ["Oil", "Chips", issue.title],
        IssueFilter(state=S.LOGGED): ["Chips", issue.title],
        IssueFilter(open_only=True): ["Chips", issue.title],
        IssueFilter(kind=IssueKind.COMPLAINT): ["Chips"],
        IssueFilter(severity=Severity.CRITICAL): [issue.title],
        IssueFilter(part="4711-A"): [issue.title],
        IssueFilter(part="4711"): [],
        IssueFilter(station="01"): ["Oil", "Chips", issue.title],
        IssueFilter(station="02"): [],
        IssueFilter(mine=inspector.person_id): ["Chips", issue.title],
        IssueFilter(text="l-100"): [issue.title],
        IssueFilter(text="l-100", severity=MINOR): [],
    }
    for each, expected in wanted.items():
        assert titles(issues, inspector, each) == expected
    assert [row.id for row in issues.issues_of(inspector, bench.inspection_id)] == [issue.id]


def test_pages_meet_without_gap_or_overlap_while_new_issues_come(
    issues: IssueService, inspector: Actor, clock: FakeClock
) -> None:
    made = []
    for number in range(7):
        made.append(issues.log(inspector, kind=NC, title=f"Issue {number}", severity=MINOR).number)
        if number % 3 == 0:
            clock.forward(minutes=1)  # several share one moment
    seen: list[str] = []
    after = None
    while True:
        page = issues.list_issues(inspector, after=after, limit=3)
        seen += [row.number for row in page.rows]
        after = page.next
        if after is None:
            break
        issues.log(inspector, kind=NC, title="Meanwhile", severity=MINOR)
    assert seen == made[::-1]


@pytest.mark.parametrize("wanted", [IssueFilter(), IssueFilter(state=S.LOGGED), IssueFilter(text="x"), IssueFilter(mine="x")])
def test_a_list_walks_an_index_and_sorts_nothing(workspace: Workspace, wanted: IssueFilter) -> None:
    statement = page_statement(wanted, ("2027", "x"), 9)
    with workspace.store.reading() as connection:
        text = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}".replace("%", "%%"))]
    chosen = next(place for place, step in enumerate(plan) if step.startswith("LIST SUBQUERY")) + 1
    assert re.match(r"SEARCH issue USING (COVERING )?INDEX ix_issue_(raised|state)", plan[chosen]), "the page walks an index"
    assert "TEMP B-TREE" not in plan[chosen + 1], "and nothing but the rows of the page is sorted"
    assert plan.count("USE TEMP B-TREE FOR ORDER BY") == 1
