from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, QaError, RefusedError
from qa_desktop.domain.improvement import SuggestionState
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.issues import IssueService
from qa_desktop.services.program import program_for
from qa_desktop.services.suggestions import SuggestionService
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock

People = dict[str, Actor]
S = SuggestionState


@pytest.fixture
def service(workspace: Workspace) -> SuggestionService:
    return SuggestionService(workspace)


@pytest.mark.parametrize("who", ["inspector", "auditor", "admin", "confidant", "manager"])
def test_everybody_who_is_logged_in_suggests_and_gets_the_credit(service: SuggestionService, people: People, who: str) -> None:
    row = service.give(people[who], " Put the gauge <b>beside</b> the saw ", purpose="less walking", effect="time", amount="1,5")
    assert (row.number, row.state, row.author, row.answer_due) == ("S-01-000001", S.NEW, people[who].name, "2026-03-16")
    assert (row.words, row.amount_estimated) == ("Put the gauge <b>beside</b> the saw", "1.5")


def test_a_person_without_any_role_suggests_too(service: SuggestionService, people: People) -> None:
    one = people["inspector"]
    nobody = Actor(one.person_id, one.login, one.name, frozenset(), one.station_id)
    assert service.give(nobody, "More light").author == one.name


def test_without_a_log_in_there_is_no_person_in_the_row_the_history_and_the_audit(
    service: SuggestionService, people: People, workspace: Workspace
) -> None:
    service.give_unnamed("More light at gate 2", name=" Jo  from  packing ")
    row = service.give_unnamed("Quieter fans")
    assert (row.author_id, row.author) == (None, "")
    assert [one.author for one in service.page(people["auditor"], SuggestionFilter())] == ["", "Jo from packing"]
    with workspace.store.reading() as connection:
        found = connection.execute(text("SELECT actor_id, body FROM audit WHERE action = 'suggestion.give'")).all()
        persons = connection.execute(text("SELECT person_id FROM suggestion_event")).scalars().all()
    assert [one.actor_id for one in found] == [None, None]
    assert persons == [None, None]
    assert '"actor":null' in found[0].body


def test_nothing_and_too_much_are_refused(service: SuggestionService, people: People) -> None:
    for words in ("", "  \n ", "x" * 5_000, "a\x00b"):
        with pytest.raises(InputError):
            service.give_unnamed(words)
    with pytest.raises(InputError):
        service.give(people["inspector"], "x", amount="about 3")


def test_an_answer_needs_the_right_words_another_person_and_the_version_that_was_seen(
    service: SuggestionService, people: People
) -> None:
    row = service.give(people["inspector"], "More light")
    for who in ("inspector", "auditor", "admin", "confidant"):
        with pytest.raises(NotAllowedError):
            service.answer(people[who], row.id, S.ADOPTED, "yes", 1)
    own = service.give(people["supervisor"], "Mine")
    with pytest.raises(RefusedError, match="own"):
        service.answer(people["supervisor"], own.id, S.ADOPTED, "I agree with myself", 1)
    with pytest.raises(InputError):
        service.answer(people["supervisor"], row.id, S.ADOPTED, " ", 1)
    done = service.answer(people["supervisor"], row.id, S.TRIAL, "We try it at gate 2", 1)
    assert (done.state, done.answer, done.answered_by) == (S.TRIAL, "We try it at gate 2", people["supervisor"].name)
    with pytest.raises(ConflictError):
        service.answer(people["manager"], row.id, S.ADOPTED, "late", 1)
    detail = service.detail(people["inspector"], row.id)
    assert [(event.action, event.new) for event in detail.events] == [("given", "new"), ("answered", "trial")]
    assert detail.next_states == (S.ADOPTED, S.DECLINED)


def test_the_database_refuses_an_answer_by_the_author_and_another_author(
    service: SuggestionService, people: People, workspace: Workspace
) -> None:
    row = service.give(people["supervisor"], "Mine")
    other = people["inspector"].person_id
    for change in (f"answered_by = '{people['supervisor'].person_id}'", f"author_id = '{other}'", "words = 'other'"):
        with pytest.raises(QaError), workspace.database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE suggestion SET {change} WHERE id = ?", (row.id,))


def test_owner_and_day_are_kept_and_overdue_is_counted(service: SuggestionService, people: People, clock: FakeClock) -> None:
    row = service.give(people["inspector"], "More light")
    manager = people["manager"]
    changed = service.assign(manager, row.id, owner_id=manager.person_id, due="2026-03-04", version=1)
    assert (changed.owner, changed.answer_due) == (manager.name, "2026-03-04")
    with pytest.raises(InputError, match="same"):
        service.assign(manager, row.id, owner_id=manager.person_id, due="2026-03-04", version=2)
    with pytest.raises(InputError, match="not a day"):
        service.assign(manager, row.id, owner_id=None, due="soon", version=2)
    assert (service.waiting(manager).unanswered, service.waiting(manager).overdue) == (1, 0)
    assert service.waiting(people["supervisor"]).unanswered == 0, "it belongs to the manager now"
    clock.forward(days=3)
    assert service.waiting(manager).overdue == 1
    assert service.detail(manager, row.id).row.is_overdue(service.today())
    service.answer(manager, row.id, S.DECLINED, "no money", 2)
    assert service.waiting(manager).overdue == 0


def test_only_what_was_adopted_has_an_effect(service: SuggestionService, people: People) -> None:
    row = service.give(people["inspector"], "More light", effect="fewer errors", amount="200")
    with pytest.raises(RefusedError, match="adopted"):
        service.record_effect(people["manager"], row.id, "fewer errors", "150", 1)
    service.answer(people["manager"], row.id, S.ADOPTED, "yes", 1)
    done = service.record_effect(people["manager"], row.id, "fewer errors", "150,50", 2)
    assert (done.amount_estimated, done.amount_actual) == ("200", "150.50")


def test_the_list_is_filtered_and_paged(service: SuggestionService, people: People, clock: FakeClock) -> None:
    for number in range(5):
        clock.forward(minutes=1)
        service.give(people["inspector"], f"Idea {number} 100% Straße")
    clock.forward(minutes=1)
    other = service.give(people["inspector2"], "Else")
    assert service.count(people["auditor"], SuggestionFilter(text="strasse 100%")) == 5
    assert service.count(people["auditor"], SuggestionFilter(mine=people["inspector2"].person_id)) == 1
    first = service.page(people["auditor"], SuggestionFilter(), limit=2)
    assert [row.words for row in first] == ["Else", "Idea 4 100% Straße"]
    rest = service.page(people["auditor"], SuggestionFilter(), after=first[-1].key, limit=9)
    assert [row.words[:6] for row in rest] == ["Idea 3", "Idea 2", "Idea 1", "Idea 0"]
    service.answer(people["manager"], other.id, S.DECLINED, "no", 1)
    assert service.count(people["auditor"], SuggestionFilter(open_only=True)) == 5


def test_the_share_of_people_taking_part(service: SuggestionService, people: People, clock: FakeClock) -> None:
    before = service.participation(people["manager"], date(2026, 2, 3), date(2026, 2, 3))
    assert before.percent is None, "nobody had an account yet"
    clock.forward(days=1)
    service.give(people["inspector"], "A")
    service.give(people["inspector"], "B")
    service.give_unnamed("C")
    row = service.give(people["inspector2"], "D")
    service.answer(people["manager"], row.id, S.DECLINED, "no", 1)
    found = service.participation(people["manager"], date(2026, 3, 3), date(2026, 3, 3))
    accounts = len({one.person_id for one in people.values()})
    assert (found.taking_part, found.people, found.suggestions, found.unnamed) == (2, accounts, 4, 1)
    assert found.percent == (Decimal(200) / accounts).quantize(Decimal("0.1"))
    nobody = service.participation(people["manager"], date(2026, 3, 4), date(2026, 3, 5))
    assert (nobody.taking_part, nobody.people) == (0, accounts), "who did nothing has an account, too"


def log(workspace: Workspace, who: Actor, kind: IssueKind = IssueKind.SUGGESTION) -> IssueRow:
    return IssueService(workspace).log(who, kind=kind, title="Hooks at the saw", severity=Severity.MINOR)


def test_who_suggests_in_the_issue_log_takes_part_once(service: SuggestionService, people: People, workspace: Workspace) -> None:
    day = date(2026, 3, 2)
    service.give(people["inspector"], "A")
    logged = log(workspace, people["inspector"])
    log(workspace, people["inspector2"], IssueKind.OBSERVATION)
    assert service.participation(people["manager"], day, day).taking_part == 1
    log(workspace, people["supervisor"])
    found = service.participation(people["manager"], day, day)
    assert (found.taking_part, found.suggestions, found.unnamed) == (2, 3, 0)
    assert service.in_issue_log(people["auditor"]) == 2
    issues = IssueService(workspace)
    issues.move(people["engineer"], logged.id, IssueState.REJECTED, "The hall is rebuilt", logged.version)
    assert service.in_issue_log(people["auditor"]) == 1, "what was rejected waits no more"
    assert service.participation(people["manager"], day, day).taking_part == 2, "whoever suggested took part all the same"


def test_an_account_that_was_switched_off_before_is_nobody(
    service: SuggestionService, people: People, workspace: Workspace, clock: FakeClock
) -> None:
    whole = service.participation(people["manager"], date(2026, 3, 2), date(2026, 3, 2)).people
    clock.forward(days=1)
    program_for(workspace).people.deactivate(people["admin"], people["inspector2"].person_id, "left")
    days = [service.participation(people["manager"], date(2026, 3, day), date(2026, 3, day)).people for day in (2, 3, 4)]
    assert days == [whole, whole, whole - 1], "on the day of leaving the account was still on"


def test_what_an_owner_lets_wait_goes_a_level_up_each_day(service: SuggestionService, people: People, clock: FakeClock) -> None:
    row = service.give(people["inspector"], "More light")
    service.assign(people["manager"], row.id, owner_id=people["engineer"].person_id, due="2026-03-04", version=1)
    service.give(people["inspector"], "Nobody's yet")

    def escalated() -> list[int]:
        return [service.waiting(people[who]).escalated for who in ("engineer", "supervisor", "manager")]

    clock.forward(days=2)
    assert escalated() == [0, 0, 0], "the day itself is not late"
    clock.forward(days=1)
    assert escalated() == [0, 0, 0], "the first day belongs to the owner"
    clock.forward(days=1)
    assert escalated() == [0, 1, 0]
    clock.forward(days=2)
    assert escalated() == [0, 1, 1]
    assert service.waiting(people["engineer"]).overdue == 1, "the owner sees it as their own"
    service.answer(people["engineer"], row.id, S.DECLINED, "no", 2)
    assert escalated() == [0, 0, 0]


@pytest.mark.parametrize("who", ["inspector", "auditor", "admin"])
def test_whoever_may_not_answer_owns_no_suggestion(service: SuggestionService, people: People, who: str) -> None:
    row = service.give(people["inspector2"], "More light")
    with pytest.raises(RefusedError, match="may not answer"):
        service.assign(people["manager"], row.id, owner_id=people[who].person_id, due="2026-03-20", version=1)
    assert service.detail(people["auditor"], row.id).row.owner_id is None
