"""The rules of review and signing, without a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.review import Reason
from qa_desktop.domain.signature import Meaning
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.ui.review.lines import Group, GroupRow, LineRow, cases_of, rows_of
from qa_desktop.ui.review.view_model import Act, Bar, Case, ReviewModel, ReviewState, Shelf
from tests.services.conftest import PASSWORD
from tests.ui_review.makings import begin, items_of, sign

People = dict[str, Actor]


class AtOnce:
    """Does all work where it is asked for."""

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        try:
            result = fn()
        except QaError as error:
            failed(error)
        else:
            done(result)

    write = read

    def work(self, fn: Any, done: Any = None, failed: Any = None, progress: Any = None, *, owner: Any = None) -> str:
        self.read(lambda: fn(progress), done, failed)
        return "handle"


class Paper:
    """Writes down what a screen would show."""

    def __init__(self) -> None:
        self.states: list[ReviewState] = []
        self.acts: list[Act] = []
        self.errors: list[str] = []
        self.steps: list[str] = []

    def show_state(self, state: ReviewState) -> None:
        self.states.append(state)

    def acted(self, act: Act, case: Case) -> None:
        self.acts.append(act)

    def refused(self, error: QaError) -> None:
        self.errors.append(str(error))

    def begun_again(self, row: InspectionRow) -> None:
        self.begun = row

    def stepped(self, done: int, total: int, sentence: str) -> None:
        self.steps.append(f"{done}/{total} {sentence}")


def made(program: Program, people: People, login: str = "supervisor") -> tuple[ReviewModel, Paper]:
    paper = Paper()
    return ReviewModel(program, people[login], AtOnce(), paper), paper


def test_exceptions_come_first_and_once(program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    record = program.signing.look(people["inspector"], inspection_id).record
    cases = cases_of(record, program.review.look(people["inspector"], inspection_id))
    reasons = {case.line.item.key: case.reasons for case in cases}
    assert reasons == {
        "surface": (),
        "label": (Reason.NOT_APPLICABLE,),
        "bore": (Reason.FAILED,),
        "depth": (Reason.CHANGED,),
    }
    rows = rows_of(record, cases, show_all=True)
    groups = [row.group for row in rows if isinstance(row, GroupRow)]
    assert groups == [Group.FAILED, Group.NOT_APPLICABLE, Group.CHANGED, Group.SECTION]
    keys = [row.case.line.item.key for row in rows if isinstance(row, LineRow)]
    assert keys == ["bore", "label", "depth", "surface"]
    assert len(rows_of(record, cases, show_all=False)) == 6


def test_nothing_is_approved_unread(program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    items = items_of(program, people, inspection_id)
    model, paper = made(program, people)
    model.open(inspection_id)
    assert model.state.bar is Bar.UNSEEN
    assert model.countersign(PASSWORD, Meaning.APPROVED) is None
    assert model.tick(items["bore"]) == items["label"]
    assert model.tick(items["label"]) == items["depth"]
    assert model.tick(items["depth"]) is None
    assert model.state.bar is None
    model.tick(items["depth"])
    assert model.state.bar is Bar.UNSEEN, "a tick can be taken back"
    model.remark(items["depth"], "measure again")
    assert model.state.bar is Bar.REMARKS, "a line that goes back is not approved"
    model.remark(items["depth"], "")
    model.tick(items["depth"])
    model.countersign(PASSWORD, Meaning.REVIEWED)
    assert paper.acts == [Act.COUNTERSIGNED]
    assert [step.partition(" ")[0] for step in paper.steps] == ["0/4", "1/4", "2/4", "3/4"]


def test_ticks_and_remarks_wait_while_another_inspection_is_looked_at(program: Program, people: People) -> None:
    first, second = begin(program, people), begin(program, people)
    sign(program, people, first)
    sign(program, people, second)
    items = items_of(program, people, first)
    model, _ = made(program, people)
    model.open(first)
    model.remark(items["bore"], "again, please")
    model.open(second)
    assert model.state.marks == {}
    model.show_shelf(Shelf.COUNTERSIGNED)
    model.open(first)
    assert model.state.marks == {items["bore"]: "again, please"}


def test_who_answered_a_line_does_not_countersign(program: Program, people: People) -> None:
    inspection_id = begin(program, people, "supervisor", leave=("depth",))
    program.inspections.take_over(people["inspector"], inspection_id)
    items = items_of(program, people, inspection_id)
    program.answers.answer(people["inspector"], inspection_id, items["depth"], "40.1")
    sign(program, people, inspection_id)
    model, paper = made(program, people)
    model.open(inspection_id)
    assert model.state.bar is Bar.OWN_WORK
    model.send_back("no")
    assert paper.acts == []
    other, _ = made(program, people, "supervisor2")
    other.open(inspection_id)
    assert other.state.bar is Bar.UNSEEN
    case = other.state.case
    assert case is not None
    assert Reason.OTHER_PERSON in {reason for line in case.lines for reason in line.reasons}


def test_a_refusal_keeps_the_marks(program: Program, people: People) -> None:
    inspection_id = begin(program, people)
    sign(program, people, inspection_id)
    items = items_of(program, people, inspection_id)
    model, paper = made(program, people)
    model.open(inspection_id)
    model.remark(items["bore"], "again")
    program.signing.send_back(people["supervisor2"], inspection_id, {}, "mine first")
    model.send_back()
    assert paper.errors
    assert model.state.remarks == {items["bore"]: "again"}
    assert not model.state.busy


def test_a_missing_inspection_is_said(program: Program, people: People) -> None:
    model, _ = made(program, people)
    model.open("nowhere")
    assert model.state.case is None
    assert "does not exist" in str(model.state.error)
