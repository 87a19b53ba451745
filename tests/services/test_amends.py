"""From a complaint to amends: promises are kept or withdrawn before anything closes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, RefusedError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import PromiseKind, PromiseState, Satisfied
from qa_desktop.services.amends import ComplaintFacts, NewPromise
from qa_desktop.services.program import program_for
from qa_desktop.storage.queries import amends
from qa_desktop.storage.queries.amends import AmendsTotal
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.signed import behind_the_rules
from tests.services.trade_makings import Market, new_market


@pytest.fixture
def market(workspace: Workspace, people: dict[str, Actor]) -> Market:
    return new_market(program_for(workspace), people)


def set_state(market: Market, issue_id: str, state: str) -> None:
    """Put an issue where a test begins, as somebody with full access to the file would."""
    behind_the_rules(market.program.workspace, f"UPDATE issue SET state = '{state}' WHERE id = '{issue_id}'")


def test_a_promise_is_kept_and_the_customer_asked(market: Market) -> None:
    service, actor, issue = market.program.amends, market.actor, market.complaint()
    found = market.promise(issue)
    assert found.complaint is not None
    assert (found.complaint.company, found.complaint.reference, found.complaint.quantity) == (
        "Kranbau Nord",
        "RMA-77",
        Decimal(12),
    )
    (promise,) = found.promises
    assert (found.open, promise.state, promise.due) == (1, PromiseState.OPEN, date(2026, 3, 9))
    with pytest.raises(RefusedError, match="after the promise"):
        service.satisfied(actor, promise.id, Satisfied.YES, "", promise.version)
    for wrong in ({"evidence": " ", "kept_on": "2026-03-02"}, {"evidence": "LS 5", "kept_on": "2026-03-03"}):
        with pytest.raises(InputError):
            service.keep(actor, promise.id, version=promise.version, **wrong)
    kept = service.keep(actor, promise.id, kept_on="2026-03-02", evidence="Delivery note LS-5", version=promise.version)
    assert (kept.open, kept.promises[0].state, kept.promises[0].satisfied) == (0, PromiseState.KEPT, Satisfied.UNKNOWN)
    with pytest.raises(InputError, match="not satisfied with"):
        service.satisfied(actor, promise.id, Satisfied.NO, "", 2)
    asked = service.satisfied(actor, promise.id, Satisfied.YES, "Thanked by telephone", 2)
    assert asked.promises[0].satisfied is Satisfied.YES
    said = [event.action for event in market.program.issues.detail(actor, issue).events]
    assert said[-3:] == ["promised", "promise kept", "customer asked"]


def test_a_promise_is_settled_once_and_an_old_screen_does_not_win(market: Market) -> None:
    service, actor = market.program.amends, market.actor
    (promise,) = market.promise(market.complaint()).promises
    with pytest.raises(ConflictError):
        service.withdraw(actor, promise.id, "why", 7)
    with pytest.raises(InputError, match="why"):
        service.withdraw(actor, promise.id, " ", 1)
    gone = service.withdraw(actor, promise.id, "The customer wants a credit instead", 1)
    assert (gone.open, gone.promises[0].reason) == (0, "The customer wants a credit instead")
    with pytest.raises(RefusedError, match="withdrawn already"):
        service.keep(actor, promise.id, kept_on="2026-03-02", evidence="x", version=2)


@pytest.mark.parametrize("who", ["inspector", "auditor", "admin", "manager", "confidant"])
def test_who_may_not_work_issues_promises_and_settles_nothing(market: Market, who: str) -> None:
    service, actor, issue = market.program.amends, market.people[who], market.complaint()
    (promise,) = market.promise(issue).promises
    with pytest.raises(NotAllowedError):
        service.promise(actor, issue, NewPromise(PromiseKind.LETTER, "A letter", "2026-03-09"))
    with pytest.raises(NotAllowedError):
        service.keep(actor, promise.id, kept_on="2026-03-02", evidence="x", version=1)
    with pytest.raises(NotAllowedError):
        service.withdraw(actor, promise.id, "x", 1)
    with pytest.raises(NotAllowedError):
        service.set_complaint(actor, issue, ComplaintFacts(market.customer.id, "2026-03-02"), 1)
    with pytest.raises(NotAllowedError):
        service.satisfied(actor, promise.id, Satisfied.YES, "", 1)
    assert service.detail(market.actor, issue).promises == (promise,)


def test_what_cannot_be_promised(market: Market) -> None:
    issue = market.complaint()
    wrong: tuple[dict[str, object], ...] = (
        {"words": " "},
        {"due": "2026-03-01"},
        {"due": "soon"},
        {"kind": PromiseKind.CREDIT},
        {"amount": "100"},
        {"currency": "EUR"},
        {"amount": "0", "currency": "EUR"},
        {"amount": "1.005", "currency": "EUR"},
        {"amount": "100", "currency": "EURO"},
    )
    for one in wrong:
        with pytest.raises(InputError):
            market.promise(issue, **one)
    with pytest.raises(RefusedError, match="which customer"):
        market.promise(market.complaint("Nobody said who", told=False))
    other = market.program.issues.log(market.actor, kind=IssueKind.OBSERVATION, title="Oil", severity=Severity.MINOR)
    with pytest.raises(RefusedError, match="no complaint"):
        market.promise(other.id)
    assert market.program.amends.detail(market.actor, issue).promises == ()


def test_a_complaint_comes_from_a_customer_and_is_corrected(market: Market) -> None:
    service, actor, issue = market.program.amends, market.actor, market.complaint()
    with pytest.raises(RefusedError, match="comes from a customer"):
        service.set_complaint(actor, issue, ComplaintFacts(market.supplier.id, "2026-03-02"), 1)
    with pytest.raises(InputError, match="day it came"):
        service.set_complaint(actor, issue, ComplaintFacts(market.customer.id, "2026-03-03"), 1)
    with pytest.raises(ConflictError):
        service.set_complaint(actor, issue, ComplaintFacts(market.customer.id, "2026-03-02"), 0)
    found = service.set_complaint(actor, issue, ComplaintFacts(market.customer.id, "2026-03-01", "R-1"), 1)
    assert found.complaint is not None
    assert (found.complaint.reference, found.complaint.quantity) == ("R-1", None)


@pytest.mark.parametrize(("before", "state"), [("verifying", "closed"), ("contained", "rejected")])
def test_the_database_keeps_a_complaint_open_while_a_promise_is(market: Market, before: str, state: str) -> None:
    issue = market.complaint()
    set_state(market, issue, before)
    first, second = (market.promise(issue).promises[-1] for _ in range(2))
    market.program.amends.keep(market.actor, first.id, kept_on="2026-03-02", evidence="LS-1", version=1)
    with market.program.workspace.store.reading() as connection:
        assert amends.open_promises(connection, issue) == 1
    with (
        pytest.raises(RefusedError, match="while a promise to the customer is open"),
        market.program.workspace.database.writing() as connection,
    ):
        connection.exec_driver_sql("UPDATE issue SET state = ? WHERE id = ?", (state, issue))
    market.program.amends.withdraw(market.actor, second.id, "Not wanted any more", 1)
    set_state(market, issue, state)
    with pytest.raises(RefusedError, match="finished"):
        market.promise(issue)
    with pytest.raises(RefusedError, match="finished"), market.program.workspace.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO promise (id, issue_id, kind, words, due, promised_by, promised_at) "
            "SELECT 'x', issue_id, kind, words, due, promised_by, promised_at FROM promise LIMIT 1"
        )


@pytest.mark.parametrize("state", [IssueState.CLOSED, IssueState.REJECTED])
def test_the_service_names_the_open_promise_before_the_database_refuses(market: Market, state: IssueState) -> None:
    issue = market.complaint()
    market.promise(issue)
    if state is IssueState.CLOSED:
        for step in ("contained", "analysed", "acting", "verifying"):
            set_state(market, issue, step)
    detail = market.program.issues.detail(market.actor, issue)
    assert "A promise to the customer is open" in " ".join(detail.missing[state])
    with pytest.raises(RefusedError, match="under Amends"):
        market.program.issues.move(market.actor, issue, state, "Done", detail.row.version)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE promise SET words = 'nothing'", "never changes"),
        ("UPDATE promise SET due = '2030-01-01'", "never changes"),
        ("UPDATE promise SET state = 'open' WHERE state = 'kept'", "once"),
        ("UPDATE promise SET kept_on = '2026-01-01'", "once"),
        ("DELETE FROM promise", "never deleted"),
        ("DELETE FROM complaint", "never deleted"),
        ("DELETE FROM company", "never deleted"),
    ],
)
def test_the_database_keeps_what_was_promised(market: Market, statement: str, words: str) -> None:
    (promise,) = market.promise(market.complaint()).promises
    market.program.amends.keep(market.actor, promise.id, kept_on="2026-03-02", evidence="LS-1", version=1)
    with pytest.raises(RefusedError, match=words), market.program.workspace.database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_totals_are_by_currency_and_never_added_up(market: Market, clock: FakeClock) -> None:
    issue = market.complaint()
    credit = {"kind": PromiseKind.CREDIT, "due": "2026-03-09"}
    first = market.promise(issue, amount="100.10", currency="eur", **credit).promises[-1]
    market.promise(issue, amount="50", currency="EUR", **credit)
    market.promise(issue, amount="70", currency="USD", **credit)
    gone = market.promise(issue, amount="999", currency="EUR", **credit).promises[-1]
    service, actor = market.program.amends, market.actor
    service.withdraw(actor, gone.id, "wrong", 1)
    service.keep(actor, first.id, kept_on="2026-03-02", evidence="GS-1", version=1)
    d = Decimal
    assert service.total(actor) == (AmendsTotal("EUR", d("100.1"), d(50)), AmendsTotal("USD", d(0), d(70)))
    assert service.total(actor, date(2026, 3, 1), date(2026, 3, 5)) == (AmendsTotal("EUR", d("100.1"), d(0)),)
    assert service.total(actor, date(2025, 1, 1), date(2025, 12, 31)) == ()
    assert [one.currency for one in service.waiting(actor)] == ["EUR", "USD"]
