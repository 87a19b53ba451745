"""A second reading is another person's, blind, and kept; two that differ keep the line from being signed."""

from __future__ import annotations

from dataclasses import fields

import pytest

from qa_desktop.domain.answers import Gap
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.judging import gap_of
from qa_desktop.domain.people import Actor
from qa_desktop.domain.review import Reason
from qa_desktop.services.second_readings import Given, WaitingLine
from qa_desktop.storage.queries import sample
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.rounds import TWICE, Floor, new_floor
from tests.services.signed import quick_signing


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Floor:
    quick_signing(monkeypatch)
    floor = new_floor(workspace, people, clock, TWICE, None)
    floor.answer("gap", "0.40")
    floor.answer("length", "12")
    return floor


def give(floor: Floor, who: str, raw: str, key: str = "gap", gauge: str = "") -> Given:
    floor.clock.forward(minutes=1)
    return floor.program.second_readings.give(floor.people[who], floor.inspection, floor.line(key), raw, gauge)


def waiting(floor: Floor, who: str) -> tuple[WaitingLine, ...]:
    return floor.program.second_readings.waiting(floor.people[who])


def gap(floor: Floor) -> Gap | None:
    opened = floor.opened()
    return next(gap_of(item, opened.answers[item.id]) for item in opened.items if item.key == "gap")


def test_another_person_reads_again_without_knowing_the_first_value(floor: Floor) -> None:
    with pytest.raises(RefusedError, match="not finished"):
        floor.sign()
    assert waiting(floor, "inspector") == ()
    (line,) = waiting(floor, "inspector2")
    assert (line.number, line.line_number, line.line.key) == (floor.opened().row.number, "1", "gap")
    told = " ".join(repr(getattr(line, field.name)) for field in fields(line))
    assert "0.40" not in told
    given = give(floor, "inspector2", "0,41", gauge="MIC-7")
    assert (given.value, given.agrees) == ("0.41", True)
    assert "0.40" not in repr(given)
    assert waiting(floor, "inspector2") == ()
    assert gap(floor) is None
    floor.sign()
    floor.countersign()


def test_readings_that_differ_keep_the_line_until_they_agree(floor: Floor) -> None:
    assert not give(floor, "inspector2", "0.47").agrees
    assert gap(floor) is Gap.READINGS_DIFFER
    with pytest.raises(RefusedError, match="not finished"):
        floor.sign()
    (line,) = waiting(floor, "supervisor")
    assert line.differs
    assert not give(floor, "supervisor", "0.46").agrees
    floor.program.line_acts.retest(floor.people["inspector"], floor.inspection, floor.line("gap"), "The second reading differs")
    floor.answer("gap", "0.45")
    assert gap(floor) is None
    floor.sign()
    seen = floor.program.review.look(floor.people["supervisor2"], floor.inspection)
    assert [(second.value, second.by) for second in seen.seconds] == [("0.47", "Ivo Inspector"), ("0.46", "Sara Supervisor")]
    assert Reason.READINGS_DIFFERED in seen.reasons[floor.line("gap")]


def test_the_first_reader_is_refused_by_the_service_and_by_the_database(floor: Floor, workspace: Workspace) -> None:
    with pytest.raises(RefusedError, match="You gave the first reading"):
        give(floor, "inspector", "0.40")
    first = floor.people["inspector"].person_id
    with pytest.raises(RefusedError, match=r"database refused this: .* another person"), workspace.store.writing(first) as work:
        sample.add_second(work, floor.inspection, floor.line("gap"), "0.40", "", 1)


def test_who_read_second_does_not_read_first_as_well(floor: Floor) -> None:
    give(floor, "inspector2", "0.47")
    floor.program.inspections.take_over(floor.people["inspector2"], floor.inspection)
    with pytest.raises(RefusedError, match="another person gives the first one"):
        floor.answer("gap", "0.47", who="inspector2")
    assert floor.value("gap") == "0.40"


@pytest.mark.parametrize("login", ["supervisor", "supervisor2"])
def test_who_gave_a_second_reading_does_not_countersign(floor: Floor, login: str) -> None:
    give(floor, "supervisor", "0.41")
    floor.sign()
    if login == "supervisor":
        with pytest.raises(RefusedError, match="worked on"):
            floor.countersign(login)
    else:
        floor.countersign(login)


@pytest.mark.parametrize("raw", ["", "abc", "1.2.3", "7", "-1"])
def test_a_second_reading_is_read_like_the_first(floor: Floor, raw: str) -> None:
    with pytest.raises(InputError):
        give(floor, "inspector2", raw)
    assert gap(floor) is Gap.SECOND_MISSING


def test_only_where_it_is_asked_and_open(floor: Floor) -> None:
    with pytest.raises(RefusedError, match="one reading only"):
        give(floor, "inspector2", "12", "length")
    for login in ("engineer", "auditor"):
        with pytest.raises(NotAllowedError):
            give(floor, login, "0.40")
        with pytest.raises(NotAllowedError):
            waiting(floor, login)
    floor.program.line_acts.retract(floor.people["inspector"], floor.inspection, floor.line("gap"), "Wrong piece")
    assert waiting(floor, "inspector2") == ()
    with pytest.raises(RefusedError, match="no first reading"):
        give(floor, "inspector2", "0.40")
    floor.answer("gap", "0.40")
    give(floor, "inspector2", "0.40")
    floor.sign()
    with pytest.raises(RefusedError, match="can no longer change"):
        give(floor, "supervisor", "0.40")


def test_after_a_return_only_for_the_lines_that_came_back(floor: Floor) -> None:
    give(floor, "inspector2", "0.41")
    floor.sign()
    floor.send_back({floor.line("length"): "Measure again"})
    with pytest.raises(RefusedError, match="was not returned"):
        give(floor, "supervisor2", "0.41")
    floor.sign()
    floor.send_back({floor.line("gap"): "Measure again"})
    floor.answer("gap", "0.60")
    (line,) = waiting(floor, "inspector2")
    assert line.differs
    give(floor, "inspector2", "0.61")
    floor.sign()
