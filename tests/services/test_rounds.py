"""Returns by line: only what came back changes, and everything of every round stays."""

from __future__ import annotations

import pytest

from qa_desktop.domain.errors import NotAllowedError, RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.review import Reason
from qa_desktop.reports.types import Outcome
from qa_desktop.services.line_acts import LineActService
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import picture
from tests.services.rounds import TWICE, Floor, new_floor
from tests.services.signed import quick_signing

ALL = [("scratched", 0), *((key, piece) for piece in (1, 2, 3) for key in ("bore_a", "bore_b"))]


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Floor:
    quick_signing(monkeypatch)
    return new_floor(workspace, people, clock)


def may_change(floor: Floor, key: str, piece: int) -> bool:
    """Try to answer a line as it stands already, and to write a note: both or neither."""
    value = floor.value(key, piece) or ""
    tried = []
    for act in (
        lambda: floor.answer(key, value, piece),
        lambda: floor.program.answers.note(floor.people["inspector"], floor.inspection, floor.line(key, piece), "seen"),
    ):
        try:
            act()
            tried.append(True)
        except RefusedError as refused:
            assert "was not returned" in str(refused)
            tried.append(False)
    assert len(set(tried)) == 1
    return tried[0]


def test_three_rounds_line_by_line(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock)
    floor.answer_all()
    first = floor.sign()
    supervisor = people["supervisor"]
    assert floor.program.review.look(supervisor, floor.inspection).differences == ()

    floor.send_back({floor.line("bore_a", 2): "Measure piece 2 again"})
    assert [place for place in ALL if may_change(floor, *place)] == [("bore_a", 2)]
    saved = floor.answer("bore_a", "12.361", 2)
    assert [change.line_id for change in saved.consequences] == [floor.line("mean", 2)]
    second = floor.sign()
    seen = floor.program.review.look(supervisor, floor.inspection)
    told = [(one.number, one.old, one.new) for one in seen.differences]
    assert told == [
        ("3.2", "12.348\u00a0mm", "12.361\u00a0mm [note: seen]"),
        ("5.2", "12.344\u00a0mm", "12.350\u00a0mm"),
    ]
    assert Reason.RETURNED in seen.reasons[floor.line("bore_a", 2)]

    floor.send_back({floor.line("bore_b", 3): "And piece 3", floor.line("scratched"): "Look again"}, who="supervisor2")
    assert [place for place in ALL if may_change(floor, *place)] == [("scratched", 0), ("bore_b", 3)]
    floor.answer("bore_b", "12.349", 3)
    third = floor.sign()
    seen = floor.program.review.look(supervisor, floor.inspection)
    assert [one.number for one in seen.differences] == ["1", "4.3", "5.3"], "since the last round only"
    done = floor.countersign()

    assert len({first.file, second.file, third.file}) == 3
    assert done.file == third.file
    outcomes = [floor.program.reports.verify_file(workspace.reports / one.file) for one in (first, second, third)]
    assert [found.outcome for found in outcomes] == [Outcome.CHANGED, Outcome.CHANGED, Outcome.VALID]
    assert all("voided" in found.sentence for found in outcomes[:2])
    record = floor.program.signing.look(supervisor, floor.inspection).record
    assert [(mark.round, bool(mark.voided)) for mark in record.signatures] == [(1, True), (2, True), (3, False), (3, False)]
    history = floor.program.inspections.history(supervisor, floor.inspection, floor.line("bore_a", 2))
    assert history[0].new.value == "12.348", "the first value stays"
    assert {row.round for row in history} == {1, 2}


def test_a_general_remark_opens_everything(floor: Floor) -> None:
    floor.answer_all()
    floor.sign()
    floor.send_back({floor.line("bore_a", 2): "This one"}, "Wrong drawing revision")
    assert [place for place in ALL if may_change(floor, *place)] == ALL
    floor.sign()
    floor.send_back({}, "Still wrong")
    assert [place for place in ALL if may_change(floor, *place)] == ALL


def test_a_line_that_is_asked_since_the_correction_may_be_answered(floor: Floor) -> None:
    floor.answer_all()
    floor.sign()
    floor.send_back({floor.line("scratched"): "I see a scratch"})
    with pytest.raises(RefusedError):
        floor.answer("depth", "0.2")
    floor.answer("scratched", "yes")
    floor.answer("depth", "0.2")
    floor.answer("depth", "0.3")
    with pytest.raises(RefusedError, match="was not returned"):
        floor.answer("bore_a", "12.36", 1)
    floor.sign()
    floor.send_back({floor.line("scratched"): "Are you sure?"})
    with pytest.raises(RefusedError, match="was not returned"):
        floor.answer("depth", "0.4")


def test_the_refusal_names_the_lines_that_may_change_and_stores_nothing(floor: Floor) -> None:
    floor.answer_all()
    floor.sign()
    floor.send_back({floor.line("bore_b", 3): "Again", floor.line("scratched"): "Again"})
    with pytest.raises(
        RefusedError, match=r"“Bore A” was not returned.*nothing was stored\. Lines that may change now: 1, 4\.3\."
    ):
        floor.answer("bore_a", "12.361", 2)
    assert floor.value("bore_a", 2) == "12.348"


def test_photos_and_acts_keep_to_the_returned_lines(floor: Floor, workspace: Workspace) -> None:
    floor.answer_all()
    inspector, program = floor.people["inspector"], floor.program
    data = picture(size=(64, 48))
    kept = program.photos.add(inspector, inspection_id=floor.inspection, item_id=floor.line("bore_a", 1), data=data)
    floor.sign()
    floor.send_back({floor.line("bore_a", 2): "Photo, please"})
    program.photos.add(inspector, inspection_id=floor.inspection, item_id=floor.line("bore_a", 2), data=data)
    other = picture(size=(80, 48))
    with pytest.raises(RefusedError, match="was not returned"):
        program.photos.add(inspector, inspection_id=floor.inspection, item_id=floor.line("bore_a", 1), data=other)
    with pytest.raises(RefusedError, match="was not returned"):
        program.photos.withdraw(inspector, kept.id, "blurred")
    with pytest.raises(RefusedError, match="Only single lines"):
        program.photos.add(inspector, inspection_id=floor.inspection, data=other)
    with pytest.raises(RefusedError, match="was not returned"):
        LineActService(workspace.store).reject(inspector, floor.inspection, floor.line("bore_b", 1), "no")
    assert len(program.photos.photos_of(inspector, floor.inspection)) == 2


def test_nobody_approves_what_they_did_not_open(floor: Floor) -> None:
    floor.answer_all()
    floor.answer("bore_a", "12.500", 1)
    floor.answer("bore_b", "12.500", 3)
    floor.sign()
    program, sara, stan = floor.program, floor.people["supervisor"], floor.people["supervisor2"]
    exceptional = program.review.look(sara, floor.inspection).reasons
    assert set(exceptional) == {floor.line("bore_a", 1), floor.line("bore_b", 3), floor.line("mean", 1), floor.line("mean", 3)}
    for line in list(exceptional)[:-1]:
        program.review.open_line(sara, floor.inspection, line)
    with pytest.raises(RefusedError, match=r"1 lines .* not opened yet"):
        floor.countersign(look=False)
    assert floor.state() is InspectionState.SUBMITTED
    program.review.open_line(stan, floor.inspection, list(exceptional)[-1])
    with pytest.raises(RefusedError, match=r"1 lines .* not opened yet"):
        floor.countersign(look=False)
    with pytest.raises(RefusedError, match=r"3 lines .* not opened yet"):
        floor.countersign("supervisor2", look=False)
    program.review.open_line(sara, floor.inspection, list(exceptional)[-1])
    program.review.open_line(sara, floor.inspection, list(exceptional)[-1])
    floor.countersign(look=False)
    assert floor.state() is InspectionState.APPROVED


def test_what_was_opened_in_an_earlier_round_is_opened_again(floor: Floor) -> None:
    floor.answer_all()
    floor.answer("bore_a", "12.500", 1)
    floor.sign()
    sara = floor.people["supervisor"]
    for line in floor.program.review.look(sara, floor.inspection).reasons:
        floor.program.review.open_line(sara, floor.inspection, line)
    floor.send_back({floor.line("bore_a", 1): "Again"})
    floor.answer("bore_a", "12.501", 1)
    floor.sign()
    assert floor.program.review.look(sara, floor.inspection).opened == frozenset()
    with pytest.raises(RefusedError, match="not opened yet"):
        floor.countersign(look=False)


def test_only_a_reviewer_opens_lines_and_only_of_what_waits(floor: Floor) -> None:
    floor.answer_all()
    line = floor.line("bore_a", 1)
    with pytest.raises(RefusedError, match="waits for the countersignature"):
        floor.program.review.open_line(floor.people["supervisor"], floor.inspection, line)
    floor.sign()
    for login in ("inspector", "auditor"):
        with pytest.raises(NotAllowedError):
            floor.program.review.open_line(floor.people[login], floor.inspection, line)
    other = new_floor(floor.program.workspace, floor.people, floor.clock, TWICE)
    with pytest.raises(RefusedError, match="does not belong"):
        floor.program.review.open_line(floor.people["supervisor"], floor.inspection, other.line("gap"))
