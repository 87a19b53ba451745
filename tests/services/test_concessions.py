"""Concessions: requested by one, approved by another, covering what they say and no more, listed in record and report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item, ItemKind, Severity
from qa_desktop.domain.concession import ConcessionKind, Permission, covers, require_wider
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.tolerance import Limits
from qa_desktop.reports.parts_model import after_results
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.lot_cases import load
from qa_desktop.storage.queries.concessions import ConcessionRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.rounds import Floor, new_floor

D = Decimal
ITEM = Item("bore", ItemKind.MEASUREMENT, "Bore", limits=Limits(None, D("12.3"), D("12.4")))


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Floor:
    return new_floor(workspace, people, clock)


def wish(**values: str) -> ConcessionWish:
    wanted = {"quantity": "2", "valid_until": "2026-03-31", "reason": "The mating part has room", "upper": "12.45", **values}
    return ConcessionWish(ConcessionKind.CONCESSION, **wanted)


def requested(floor: Floor) -> ConcessionRow:
    floor.answer("bore_a", "12.44", 1)
    issue = floor.program.issues.log(
        floor.people["inspector"], kind=IssueKind.NONCONFORMITY, title="Too large", severity=Severity.MAJOR,
        inspection_id=floor.inspection, item_id=floor.line("bore_a", 1),
    )  # fmt: skip
    return floor.program.concessions.request(floor.people["supervisor"], issue.id, wish())


def lines_covered(floor: Floor) -> dict[str, tuple[str, ...]]:
    record = floor.program.signing.look(floor.people["inspector"], floor.inspection).record
    return {one.number: one.lines for one in record.concessions}


def test_what_is_asked_for_has_to_make_sense(floor: Floor) -> None:
    row = requested(floor)
    assert (row.number, row.item_key, row.upper, row.quantity, row.approved_at) == ("C-01-000001", "bore_a", "12.45", 2, None)
    service, supervisor = floor.program.concessions, floor.people["supervisor"]
    bad = (
        wish(reason=" "), wish(quantity="0"), wish(upper=""), wish(upper="12.39"), wish(lower="12.35"), wish(valid_until="soon"),
        wish(valid_until="2026-03-01"),
    )  # fmt: skip
    for one in bad:
        with pytest.raises(InputError):
            service.request(supervisor, row.issue_id or "", one)
    with pytest.raises(NotAllowedError):
        service.request(floor.people["inspector"], row.issue_id or "", wish())
    loose = floor.program.issues.log(supervisor, kind=IssueKind.COMPLAINT, title="No line", severity=Severity.MINOR)
    with pytest.raises(InputError, match="names no part"):
        service.request(supervisor, loose.id, wish())


def test_another_person_approves_and_nobody_twice(floor: Floor, workspace: Workspace) -> None:
    row, service = requested(floor), floor.program.concessions
    with pytest.raises(NotAllowedError):
        service.approve(floor.people["supervisor"], row.id)
    with pytest.raises(RefusedError, match="by another person"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE concession SET approved_by = requested_by, approved_at = 'now'")
    with pytest.raises(RefusedError, match="requested first"), workspace.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO concession (id, number, kind, part_id, item_key, upper, quantity, valid_until, reason, requested_by, "
            "requested_at, approved_by, approved_at) SELECT 'x', 'x', 'deviation', part_id, item_key, upper, quantity, valid_until, "
            "reason, requested_by, requested_at, requested_by, 'now' FROM concession"
        )
    done = service.approve(floor.people["engineer"], row.id, "Customer mail of 2 March")
    assert (done.approved_by, done.customer_approval) == ("Emma Engineer", "Customer mail of 2 March")
    with pytest.raises(RefusedError, match="does not wait"):
        service.approve(floor.people["engineer"], row.id)
    with pytest.raises(RefusedError, match="request another one"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE concession SET upper = '99'")
    with pytest.raises(InputError):
        service.withdraw(floor.people["engineer"], row.id, "")
    with pytest.raises(NotAllowedError):
        service.withdraw(floor.people["supervisor"], row.id, "It is approved, so it is not mine to take back any more")
    ended = service.withdraw(floor.people["engineer"], row.id, "The customer changed their mind")
    assert (ended.withdrawn_by, ended.withdrawn_reason) == ("Emma Engineer", "The customer changed their mind")
    with pytest.raises(RefusedError, match="withdrawn once"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE concession SET withdrawn_at = NULL, withdrawn_by = NULL")
    floor.answer("bore_a", "12.43", 2)
    assert lines_covered(floor) == {"C-01-000001": ("3.1",)}, "what it covered stays covered, and nothing more is"


def test_it_applies_itself_counts_down_and_ends(floor: Floor, clock: FakeClock) -> None:
    row, service = requested(floor), floor.program.concessions
    assert lines_covered(floor) == {}, "nothing is covered before the approval"
    service.approve(floor.people["engineer"], row.id)
    assert lines_covered(floor) == {"C-01-000001": ("3.1",)}, "the reading that waited for it is covered with the approval"
    floor.answer("bore_a", "12.46", 1)
    assert lines_covered(floor) == {}, "outside the widened limit"
    saved = floor.answer("bore_a", "12.44", 1)
    assert saved.verdict is Verdict.FAILS, "a permission does not make it conform"
    assert lines_covered(floor) == {"C-01-000001": ("3.1",)}
    floor.program.answers.note(floor.people["inspector"], floor.inspection, floor.line("bore_a", 1), "red bin")
    floor.answer("bore_a", "12.41", 2)
    floor.answer("bore_a", "12.42", 3)
    assert lines_covered(floor) == {"C-01-000001": ("3.1", "3.2")}, "two pieces, and no third"
    floor.answer("bore_a", "12.35", 1)
    floor.answer("bore_a", "12.43", 3)
    assert lines_covered(floor) == {"C-01-000001": ("3.2", "3.3")}, "what is not needed is there for another"
    clock.forward(days=40)
    floor.answer("bore_b", "12.35", 1)
    floor.answer("bore_a", "12.44", 2)
    assert lines_covered(floor) == {"C-01-000001": ("3.3",)}, "its last day is over"


def test_the_report_lists_it_and_the_lot_is_not_blocked_by_it(floor: Floor, workspace: Workspace) -> None:
    row = requested(floor)
    floor.program.concessions.approve(floor.people["engineer"], row.id, "Mail 7")
    floor.answer_all()
    floor.answer("bore_a", "12.44", 1)
    floor.sign()
    content = floor.program.signing.look(floor.people["inspector"], floor.inspection).record.content()
    chapter = next(one for one in after_results(content) if one.heading.startswith("Concessions"))
    assert chapter.rows == (
        (
            "C-01-000001\nConcession",
            "Bore A\nLine 3.1",
            "to 12.45\u00a0mm\ninstead of 12.300 … 12.400\u00a0mm\nuntil 2026-03-31",
            "Emma Engineer\nCustomer: Mail 7",
        ),
    )
    floor.countersign()
    opened = floor.opened()
    assert opened.row.lot_id is not None
    with workspace.store.reading() as connection:
        _, (weighed,), _ = load(connection, opened.row.lot_id, D(3))
    assert not [block for block in weighed.blocks if "Bore" in str(block)]
    assert (weighed.basis.nonconforming, weighed.verdict) == (0, Verdict.FAILS), "it may be released, and still does not conform"
    with pytest.raises(RefusedError, match="signed"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE concession_use SET ended_at = 'now'")


def test_limits_and_days() -> None:
    permission = Permission(None, D("12.45"), D(1), "2026-03-31")
    assert covers(permission, ITEM, "12.45", "2026-03-31")
    assert not covers(permission, ITEM, "12.451", "2026-03-31")
    assert not covers(permission, ITEM, "12.29", "2026-03-31"), "the other limit stays"
    assert not covers(permission, ITEM, "12.41", "2026-04-01")
    assert not covers(Permission(None, D("12.45"), D(0), "2026-03-31"), ITEM, "12.41", "2026-03-01")
    for lower, upper in ((None, None), (D("12.3"), None), (None, D("12.4"))):
        with pytest.raises(InputError):
            require_wider(D("12.3"), D("12.4"), lower, upper)
    with pytest.raises(InputError):
        require_wider(None, D("12.4"), D("12.2"), None)
    require_wider(D("12.3"), D("12.4"), D("12.2"), D("12.5"))
