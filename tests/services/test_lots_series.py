"""Series of lots: how hard the next lot is inspected, what people record in between, and who may."""

from __future__ import annotations

import pytest

from qa_desktop.domain.errors import InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import SamplingSeverity
from qa_desktop.methods.sampling.switching import Event
from qa_desktop.services.lot_series import LotSeriesService, SeriesRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.sampled import AQL, Floor, piece_item, sampled_checklist
from tests.services.signed import actions

S = SamplingSeverity


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Floor:
    made = Floor(workspace, people, clock)
    made.publish(sampled_checklist(piece_item("edge", AQL)))
    return made


@pytest.fixture
def service(workspace: Workspace) -> LotSeriesService:
    return LotSeriesService(workspace)


def only(service: LotSeriesService, floor: Floor) -> SeriesRow:
    (row,) = service.page(floor.people["auditor"])
    return row


def record(
    service: LotSeriesService, floor: Floor, event: Event, reason: str = "as agreed", who: str = "supervisor"
) -> SeriesRow:
    floor.clock.forward(minutes=1)
    return service.record(floor.people[who], only(service, floor).key, event, reason)


def test_a_series_goes_the_whole_way_and_back(service: LotSeriesService, floor: Floor, workspace: Workspace) -> None:
    floor.lots(0, 9, 0, 9)
    row = only(service, floor)
    assert row.state.severity is S.TIGHTENED
    assert "not accepted" in row.state.why
    assert [line.result.accepted for line in row.last_lots if line.result] == [True, False, True, False]
    floor.lots(9, 9, 9, 9, 9)
    assert only(service, floor).state.severity is S.SUSPENDED
    with pytest.raises(RefusedError, match="suspended"):
        floor.begin("L-next")
    after = record(service, floor, Event.CAUSE_REMOVED, "new tool, ten pieces measured")
    assert after.state.severity is S.TIGHTENED
    assert actions(workspace)[-1] == "series.record"
    floor.lots(0, 0, 0, 0, 0)
    assert only(service, floor).state.severity is S.NORMAL


def test_reduced_needs_ten_lots_steady_production_and_approval(service: LotSeriesService, floor: Floor) -> None:
    floor.lots(*[0] * 12)
    row = only(service, floor)
    assert (row.state.severity, len(row.last_lots)) == (S.NORMAL, 10)
    assert record(service, floor, Event.REDUCED_APPROVED).state.severity is S.NORMAL
    assert record(service, floor, Event.PRODUCTION_STEADY).state.severity is S.REDUCED
    assert record(service, floor, Event.PRODUCTION_UNSTEADY, "new operator").state.severity is S.NORMAL
    assert Event.PRODUCTION_UNSTEADY not in only(service, floor).acts


@pytest.mark.parametrize("login", ["inspector", "auditor", "admin"])
def test_who_may_not_release_records_nothing(service: LotSeriesService, floor: Floor, login: str) -> None:
    floor.lots(0)
    with pytest.raises(NotAllowedError):
        record(service, floor, Event.REDUCED_APPROVED, who=login)
    assert only(service, floor).state.lines[-1].event is None


def test_what_changes_nothing_or_says_nothing_is_refused(service: LotSeriesService, floor: Floor) -> None:
    floor.lots(0)
    with pytest.raises(InputError, match="Say why"):
        record(service, floor, Event.REDUCED_APPROVED, "  ")
    with pytest.raises(RefusedError, match="changes nothing"):
        record(service, floor, Event.CAUSE_REMOVED)
    record(service, floor, Event.REDUCED_APPROVED)
    with pytest.raises(RefusedError, match="changes nothing"):
        record(service, floor, Event.REDUCED_APPROVED)
    with pytest.raises(NotFoundError):
        service.record(floor.people["supervisor"], "[]", Event.REDUCED_APPROVED, "x")


def test_series_are_paged_and_searched(service: LotSeriesService, floor: Floor) -> None:
    auditor = floor.people["auditor"]
    for number in range(7):
        floor.approve(floor.begin(f"L-{number}", supplier=f"Foundry {number}"))
    first = service.page(auditor, limit=3)
    second = service.page(auditor, after=first[-1].key, limit=3)
    third = service.page(auditor, after=second[-1].key, limit=3)
    assert [row.name.supplier for row in (*first, *second, *third)] == [f"foundry {number}" for number in range(7)]
    assert service.count(auditor) == 7
    assert [row.name.supplier for row in service.page(auditor, "FOUNDRY 5")] == ["foundry 5"]
    assert service.count(auditor, "nobody") == 0
