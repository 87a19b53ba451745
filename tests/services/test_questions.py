"""Questions about readings: asked before signing, answered by the inspector, shown in review."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_desktop.domain.answers import Source
from qa_desktop.domain.checklist import Checklist, Evidence, Item, ItemKind, Section
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.questions import sentence
from qa_desktop.domain.review import Reason
from qa_desktop.storage.queries.sample import QuestionRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.rounds import Floor, measured, new_floor
from tests.services.signed import quick_signing

PIECES = 12
BORES = Checklist(
    "Twelve bores",
    (
        Section("Size", (measured("bore", "Bore A"),)),
        Section("Time", (Item("when", ItemKind.DATE_TIME, "Time of sampling", evidence=Evidence.NONE),)),
    ),
)
HONEST = ("12.351", "12.342", "12.348", "12.339", "12.353", "12.344", "12.361", "12.329", "12.357", "12.336", "12.350", "12.346")


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Floor:
    quick_signing(monkeypatch)
    return new_floor(workspace, people, clock, BORES, PIECES)


def read(floor: Floor, values: tuple[str, ...] = HONEST, *, seconds: float = 6.0, source: Source = Source.TYPED) -> None:
    inspector = floor.people["inspector"]
    for piece, value in enumerate(values, 1):
        floor.clock.forward(seconds=seconds)
        floor.program.answers.answer(inspector, floor.inspection, floor.line("bore", piece), value, source=source)
    floor.clock.forward(seconds=6)
    floor.program.answers.answer(inspector, floor.inspection, floor.line("when"), floor.clock.now.isoformat(timespec="minutes"))


def ask(floor: Floor, who: str = "inspector") -> tuple[QuestionRow, ...]:
    return floor.program.questions.ask(floor.people[who], floor.inspection)


def said(rows: tuple[QuestionRow, ...]) -> list[str]:
    return [sentence(row.kind, row.facts) for row in rows]


def test_honest_readings_are_signed_without_a_question(floor: Floor) -> None:
    read(floor)
    assert ask(floor) == ()
    floor.sign()
    assert floor.state() is InspectionState.SUBMITTED


def test_equal_readings_are_asked_about_answered_and_shown_in_review(floor: Floor) -> None:
    read(floor, (*HONEST[:3], *["12.340"] * 7, *HONEST[10:]))
    with pytest.raises(RefusedError, match="not asked yet"):
        floor.sign()
    (question,) = ask(floor)
    assert said((question,)) == ["“Bore A”: readings 1.4 to 1.10 are all 12.340\u00a0mm. Is the gauge free to move?"]
    assert ask(floor) == (question,), "nothing is asked twice"
    with pytest.raises(RefusedError, match="wait for your answer"):
        floor.sign()
    with pytest.raises(InputError, match="few words"):
        floor.program.questions.reply(floor.people["inspector"], question.id, "  ")
    assert floor.program.questions.reply(floor.people["inspector"], question.id, "Checked with another gauge: same.") == ()
    with pytest.raises(RefusedError, match="answered already"):
        floor.program.questions.reply(floor.people["inspector"], question.id, "Other words")
    assert ask(floor) == ()
    floor.sign()
    seen = floor.program.review.look(floor.people["supervisor"], floor.inspection)
    assert [(one.reply, one.replied_by) for one in seen.questions] == [("Checked with another gauge: same.", "Ines Inspector")]
    assert seen.reasons[floor.line("bore", 4)] == (Reason.ODD,)
    with pytest.raises(RefusedError, match="not opened yet"):
        floor.countersign(look=False)
    floor.send_back({floor.line("bore", 12): "Again"})
    floor.answer("bore", "12.347", 12)
    assert ask(floor) == (), "what was answered is not asked in the next round"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (tuple(f"12.{310 + 5 * n}" for n in range(12)), "readings 1.1 to 1.12 change in equal steps of 0.005\u00a0mm"),
        ((*["12.400", "12.351"] * 5, "12.400", "12.339"), "6 of 12 readings are exactly 12.400\u00a0mm, which is the limit"),
    ],
)
def test_patterns_in_the_numbers(floor: Floor, values: tuple[str, ...], words: str) -> None:
    read(floor, values)
    (question,) = said(ask(floor))
    assert words in question


def test_typing_faster_than_measuring_is_possible(floor: Floor) -> None:
    read(floor, seconds=0.4)
    assert said(ask(floor)) == [
        "12 answers, from line 1.1 to line 1.12, were stored within 4.4 s. Were they written down before and typed in afterwards?"
    ]


@pytest.mark.parametrize("source", [Source.GAUGE, Source.PASTED])
def test_what_a_gauge_or_a_block_brings_takes_no_time(floor: Floor, source: Source) -> None:
    read(floor, seconds=0.4, source=source)
    assert ask(floor) == ()


def test_moments_far_from_the_clock_and_a_clock_set_back(floor: Floor) -> None:
    read(floor)
    typed = (floor.clock.now - timedelta(days=3)).isoformat(timespec="minutes")
    floor.answer("when", typed)
    floor.clock.now -= timedelta(hours=5)
    floor.answer("bore", "12.352", 1)
    dated, clock = said(ask(floor))
    assert dated.startswith("“Time of sampling” says ")
    assert dated.endswith("it was typed 3 days later. Is the date right?")
    assert clock == "The clock of the station went back by 4 h before line 1.1 was answered. Is its time right now?"


def test_only_the_inspector_of_the_inspection_answers(floor: Floor) -> None:
    read(floor, ("12.340",) * PIECES)
    for login in ("inspector2", "supervisor"):
        with pytest.raises(RefusedError, match="belongs to another"):
            ask(floor, login)
    (question,) = ask(floor)
    for login in ("inspector2", "supervisor"):
        with pytest.raises(RefusedError, match="belongs to another"):
            floor.program.questions.reply(floor.people[login], question.id, "All right")
    for login in ("engineer", "auditor", "admin"):
        with pytest.raises(NotAllowedError):
            floor.program.questions.reply(floor.people[login], question.id, "All right")
        with pytest.raises(NotAllowedError):
            ask(floor, login)
    (still,) = floor.program.questions.of_inspection(floor.people["auditor"], floor.inspection)
    assert still.reply == ""


def test_a_reading_that_makes_a_new_pattern_while_signing_is_asked_about(floor: Floor) -> None:
    read(floor)
    assert ask(floor) == ()
    for piece in range(1, 9):
        floor.answer("bore", "12.349", piece)
    with pytest.raises(RefusedError, match="not asked yet"):
        floor.sign()
    assert floor.state() is InspectionState.IN_PROGRESS
