"""Retract, retest, reject: three verbs, three records, and nobody but the inspector decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa_desktop.domain.answers import LineAct, Verdict
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.review import Reason
from qa_desktop.services.answering import Saved
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import audit_actions
from tests.services.rounds import Floor, new_floor
from tests.services.signed import quick_signing

VERBS = ["retract", "retest", "reject"]


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Floor:
    quick_signing(monkeypatch)
    return new_floor(workspace, people, clock)


def act(
    floor: Floor, verb: str, key: str = "bore_a", piece: int = 1, reason: str = "Gauge was loose", who: str = "inspector"
) -> Saved:
    do: Callable[..., Saved] = getattr(floor.program.line_acts, verb)
    return do(floor.people[who], floor.inspection, floor.line(key, piece), reason)


def test_a_retract_opens_the_line_and_a_new_reading_ends_it(floor: Floor) -> None:
    floor.answer_all()
    saved = act(floor, "retract")
    assert (saved.verdict, saved.answer.value, saved.answer.act) == (Verdict.OPEN, None, LineAct.RETRACT)
    assert floor.opened().row.open == 2, "the mean of the piece is open, too"
    with pytest.raises(RefusedError, match="not finished"):
        floor.sign()
    floor.answer("bore_a", "12.360", 1)
    standing = floor.opened().answers[floor.line("bore_a", 1)]
    assert (standing.value, standing.act) == ("12.360", LineAct.NONE)
    (row,) = floor.program.line_acts.acts_of(floor.people["auditor"], floor.inspection)
    assert (row.act, row.reason, row.value_before, row.by) == ("retract", "Gauge was loose", "12.351", "Ines Inspector")


def test_a_retest_keeps_the_first_value_and_marks_the_new_one(floor: Floor) -> None:
    floor.answer_all()
    act(floor, "retest", reason="Close to the limit")
    floor.answer("bore_a", "12.352", 1)
    standing = floor.opened().answers[floor.line("bore_a", 1)]
    assert (standing.value, standing.act) == ("12.352", LineAct.RETEST)
    history = floor.program.inspections.history(floor.people["auditor"], floor.inspection, floor.line("bore_a", 1))
    assert [(row.new.value, row.new.act) for row in history] == [
        ("12.351", LineAct.NONE),
        (None, LineAct.RETEST),
        ("12.352", LineAct.RETEST),
    ]


def test_a_rejected_line_fails_whatever_it_reads_and_stays_so(floor: Floor) -> None:
    floor.answer_all()
    failed = floor.opened().row.failed
    saved = act(floor, "reject", reason="Dent beside the bore")
    assert (saved.verdict, saved.answer.value) == (Verdict.FAILS, "12.351")
    assert floor.opened().row.failed == failed + 1
    for raw in ("12.352", "12.500"):
        with pytest.raises(RefusedError, match="was rejected"):
            floor.answer("bore_a", raw, 1)
    with pytest.raises(RefusedError, match="was rejected"):
        floor.program.answers.not_applicable(floor.people["inspector"], floor.inspection, floor.line("bore_a", 1), "no")
    assert floor.value("bore_a", 1) == "12.351"
    with pytest.raises(RefusedError, match="rejected already"):
        act(floor, "reject")
    act(floor, "retest", reason="The dent was dirt")
    floor.answer("bore_a", "12.351", 1)
    assert floor.opened().row.failed == failed
    assert [row.act for row in floor.program.line_acts.acts_of(floor.people["auditor"], floor.inspection)] == ["reject", "retest"]


def test_a_calculated_line_is_only_rejected(floor: Floor) -> None:
    floor.answer_all()
    for verb in ("retract", "retest"):
        with pytest.raises(RefusedError, match="no reading of its own"):
            act(floor, verb, "mean")
    assert act(floor, "reject", "mean").verdict is Verdict.FAILS
    assert act(floor, "retract", "mean").verdict is Verdict.CONFORMS


@pytest.mark.parametrize("verb", VERBS)
def test_an_act_is_two_rows_and_an_audit_entry_or_nothing(floor: Floor, workspace: Workspace, verb: str) -> None:
    floor.answer_all()
    before = audit_actions(workspace)
    with pytest.raises(InputError, match="Say why"):
        act(floor, verb, reason="  ")
    assert audit_actions(workspace) == before
    act(floor, verb)
    assert f"line.{verb}" in audit_actions(workspace)[len(before) :]
    with pytest.raises(RefusedError, match="never change"), floor.program.workspace.store.writing(None) as work:
        work.connection.exec_driver_sql("UPDATE line_act SET reason = 'x'")


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_inspector_of_an_open_inspection_decides(floor: Floor, verb: str) -> None:
    with pytest.raises(RefusedError, match="no answer yet"):
        act(floor, verb)
    floor.answer_all()
    for login in ("inspector2", "supervisor"):
        with pytest.raises(RefusedError, match="belongs to another"):
            act(floor, verb, who=login)
    for login in ("engineer", "auditor"):
        with pytest.raises(NotAllowedError):
            act(floor, verb, who=login)
    floor.sign()
    with pytest.raises(RefusedError, match="can no longer change"):
        act(floor, verb)


@pytest.mark.parametrize("verb", VERBS)
def test_the_reviewer_has_to_open_a_decided_line(floor: Floor, verb: str) -> None:
    floor.answer_all()
    act(floor, verb, "scratched", 0)
    if verb != "reject":
        floor.answer("scratched", "no")
    floor.sign()
    seen = floor.program.review.look(floor.people["supervisor"], floor.inspection)
    assert Reason.ACT in seen.reasons[floor.line("scratched")]
    assert [row.act for row in seen.acts] == [verb]
    with pytest.raises(RefusedError, match="not opened yet"):
        floor.countersign(look=False)
    floor.countersign()


def test_a_supervisor_who_took_part_by_an_act_does_not_countersign(floor: Floor) -> None:
    floor.answer_all()
    floor.program.inspections.take_over(floor.people["supervisor"], floor.inspection)
    act(floor, "reject", who="supervisor")
    floor.program.inspections.take_over(floor.people["inspector"], floor.inspection)
    floor.sign()
    with pytest.raises(RefusedError, match="worked on"):
        floor.countersign("supervisor")
    floor.countersign("supervisor2")
