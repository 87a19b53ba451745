"""What the database itself keeps of decisions on lots, the files beside it, and quantities under random decisions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from qa_desktop.domain.errors import ConflictError, FaultError, QaError, RefusedError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.lot import LotSource, LotState
from qa_desktop.domain.people import Actor
from qa_desktop.reports.types import SignedPdf
from qa_desktop.services import lots as lot_service
from qa_desktop.services.backups import restore
from qa_desktop.services.program import program_for
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.storage.queries import lots as rows
from qa_desktop.storage.unit import Work
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.lot_makings import BAD, LotShop, new_lot_shop, plan
from tests.services.signed import behind_the_rules, quick_signing

Reopen = Callable[[Path, FakeClock], Workspace]


def quick_decisions(patch: pytest.MonkeyPatch) -> None:
    """Leave the drawing and RSA of a decision away; the order of file and row stays real."""

    def signed(statement: object, *_a: object, **_k: object) -> SignedPdf:
        return SignedPdf(f"%PDF {statement.digest()}".encode(), time_stamped=False)  # type: ignore[attr-defined]

    patch.setattr(lot_service, "signed_statement", signed)


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> LotShop:
    quick_signing(monkeypatch)
    quick_decisions(monkeypatch)
    return new_lot_shop(workspace, people)


def insert(shop: LotShop, **other: object) -> None:
    """Write a decision past the services, as a program with a bug would."""
    lot = shop.lot().row
    scale = 10**9
    values: dict[str, object] = {
        "id": "raw",
        "number": "L-raw",
        "lot_id": lot.id,
        "inspection_id": None,
        "source": "waiting",
        "inspected": 10 * scale,
        "accepted": 10 * scale,
        "rejected": 0,
        "held": 0,
        "reason": "raw",
        "person_id": shop.people["supervisor"].person_id,
        "printed_name": "x",
        "at": "2026",
        "at_offset": 0,
        "content": "",
        "content_digest": "",
        **other,
    }
    with shop.program.workspace.store.writing(None) as work:
        values.setdefault("certificate", work.connection.exec_driver_sql("SELECT min(fingerprint) FROM certificate").scalar())
        names = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        work.connection.exec_driver_sql(f"INSERT INTO lot_decision ({names}) VALUES ({marks})", tuple(values.values()))
        work.leave_unaudited("a test")


SCALE = 10**9


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "released on an approved inspection"),
        ({"accepted": 0, "held": 200 * SCALE, "inspected": 200 * SCALE}, "more of the lot is decided"),
        ({"accepted": 0, "held": 1, "inspected": 1, "source": "held"}, "more of the lot is decided"),
        ({"accepted": 0, "held": 1, "inspected": 1, "source": "accepted"}, "more of the lot is decided"),
    ],
)
def test_the_database_refuses_what_is_not_there(shop: LotShop, wrong: dict[str, object], words: str) -> None:
    shop.approved()
    with pytest.raises(RefusedError, match=words):
        insert(shop, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"accepted": 0, "held": 9 * SCALE},
        {"accepted": 0, "held": 11 * SCALE, "rejected": -SCALE},
        {"accepted": 0, "rejected": 10 * SCALE, "reason": ""},
        {"source": "elsewhere", "accepted": 0, "held": 10 * SCALE},
    ],
)
def test_the_database_refuses_what_does_not_balance(shop: LotShop, wrong: dict[str, object]) -> None:
    shop.approved()
    with pytest.raises(Exception, match="CHECK constraint"):
        insert(shop, **wrong)


def test_the_database_refuses_an_open_inspection_and_ones_own(shop: LotShop) -> None:
    open_one = shop.begin()
    with pytest.raises(RefusedError, match="released on an approved inspection"):
        insert(shop, inspection_id=open_one)
    own = shop.approved(who="supervisor")
    with pytest.raises(RefusedError, match="nobody releases a lot on their own inspection"):
        insert(shop, inspection_id=own)
    insert(shop, inspection_id=own, person_id=shop.people["engineer"].person_id)


def test_decisions_are_never_changed_or_deleted(shop: LotShop, workspace: Workspace) -> None:
    key = shop.approved()
    shop.decide(shop.wanted("100", inspection_id=key))
    for statement in ("UPDATE lot_decision SET accepted = 0, held = inspected", "DELETE FROM lot_decision"):
        with pytest.raises(RefusedError), workspace.store.writing(None) as work:
            work.connection.exec_driver_sql(statement)


def stops(*_a: object, **_k: object) -> None:
    raise RuntimeError("the power went")


@pytest.mark.parametrize("step", ["signer_for", "put_aside", "after put_aside", "audit", "commit", "release"])
def test_a_decision_is_there_with_its_file_or_not_at_all(
    shop: LotShop, workspace: Workspace, clock: FakeClock, reopen: Reopen, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    key = shop.approved()
    wanted = shop.wanted("100", inspection_id=key)
    with monkeypatch.context() as patch:
        patch.setattr(ReportFiles, "discard", lambda *_a: None)  # a killed program tidies nothing
        aside, audit = ReportFiles.put_aside, Work.audit
        if step == "signer_for":
            patch.setattr("qa_desktop.services.keys.KeyRing.signer_for", stops)
        elif step in {"put_aside", "release"}:
            patch.setattr(ReportFiles, step, stops)
        elif step == "after put_aside":
            patch.setattr(ReportFiles, "put_aside", lambda self, data: (aside(self, data), stops()))
        elif step == "audit":
            patch.setattr(Work, "audit", stops)
        else:
            patch.setattr(Work, "audit", lambda *a, **k: (audit(*a, **k), stops()))
        with pytest.raises(RuntimeError):
            shop.decide(wanted)
    workspace.close()
    again = reopen(workspace.folder, clock)
    try:
        later = LotShop(program_for(again), shop.people, shop.revision_id)
        lot = later.lot()
        assert not list((again.reports / "pending").glob("*.pdf")), "finished or cleared away"
        if step == "release":
            assert lot.row.state is LotState.ACCEPTED
            assert (again.reports / lot.decisions[0].file).is_file()
        else:
            assert (lot.decisions, lot.row.state) == ((), LotState.OPEN)
            assert not list(again.reports.glob("L-*.pdf"))
            assert later.decide(wanted).number == "L-01-000001", "no number is lost"
        assert later.program.doctor.check(later.people["auditor"], thorough=False).healthy
    finally:
        again.close()


def test_a_number_that_somebody_took_meanwhile_signs_nothing(shop: LotShop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.approved()
    numbers = iter(["L-01-000001", "L-01-000002"])
    monkeypatch.setattr(rows, "upcoming_number", lambda *_a: next(numbers))
    with pytest.raises(ConflictError, match="at the same moment"):
        shop.decide(shop.wanted(held="100"))
    assert shop.lot().decisions == ()


def test_the_doctor_finds_files_and_rows_that_were_changed(shop: LotShop, workspace: Workspace) -> None:
    key = shop.approved()
    done = shop.decide(shop.wanted("90", held="10", inspection_id=key))
    auditor = shop.people["auditor"]
    assert shop.program.doctor.check(auditor, thorough=False).healthy
    behind_the_rules(workspace, f"UPDATE lot_decision SET accepted = {100 * SCALE}, held = 0")
    assert "other quantities than were signed" in findings(shop)
    assert "its state in lists" in findings(shop)
    behind_the_rules(workspace, f"UPDATE lot_decision SET accepted = {90 * SCALE}, held = {10 * SCALE}, content = content || ' '")
    assert "frozen content is not what was signed" in findings(shop)
    path = workspace.reports / done.file
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(FaultError, match="not the one that was signed"):
        shop.program.lots.show(auditor, done.decision_id)
    assert "is not the one that was signed" in findings(shop)
    path.unlink()
    assert "is missing" in findings(shop)


def test_a_decision_witnesses_the_audit_chain(shop: LotShop, workspace: Workspace) -> None:
    shop.approved()
    shop.decide(shop.wanted(held="10"))
    anchor = json.loads(shop.lot().decisions[0].content)["data"]["anchor"]
    assert anchor["sequence"] > 0
    behind_the_rules(workspace, f"UPDATE audit SET hash = 'x' WHERE seq = {anchor['sequence']}")
    assert "L-01-000001.pdf witnesses an audit entry" in findings(shop)


def test_a_backup_holds_the_signed_decisions(shop: LotShop, tmp_path: Path, clock: FakeClock, reopen: Reopen) -> None:
    shop.approved()
    done = shop.decide(shop.wanted(held="10"))
    made = shop.program.backups.make(shop.people["admin"], target=tmp_path / "backups")
    restore(made.folder, tmp_path / "restored")
    again = reopen(tmp_path / "restored", clock)
    try:
        later = LotShop(program_for(again), shop.people, shop.revision_id)
        assert (again.reports / done.file).is_file()
        assert later.program.doctor.check(later.people["auditor"], thorough=False).healthy
    finally:
        again.close()


def findings(shop: LotShop) -> str:
    return " ".join(one.sentence for one in shop.program.doctor.check(shop.people["auditor"], thorough=False).findings)


def test_plan_results_are_kept_with_the_countersignature_and_corrected_after_a_return(
    shop: LotShop, workspace: Workspace, clock: FakeClock
) -> None:
    gap = plan(5, 0, 2)
    key = shop.approved({2: BAD}, pieces=5, plans=[gap, plan(3, 0, 1, series="T")])
    assert kept(workspace) == [(1, 1, 1), (1, 0, 1)], "between Ac and Re the lot is accepted"
    shop.program.signing.reopen(shop.people["engineer"], key, {}, "gauge was wrong")
    assert len(kept(workspace)) == 2
    shop.answer(key)
    shop.sign(key)
    shop.countersign(key)
    assert kept(workspace)[2:] == [(0, 1, 1), (0, 1, 1)]
    with workspace.store.reading() as connection:
        newest = rows.results(connection, [gap.id])[gap.id]
    assert (newest.nonconforming, newest.accepted, newest.original) == (0, True, True)


def test_pieces_beyond_the_sample_do_not_count_for_the_plan(shop: LotShop, workspace: Workspace) -> None:
    shop.approved({5: BAD}, pieces=5, plans=[plan(3, 0, 1)])
    assert kept(workspace) == [(0, 1, 1)]


def test_goods_that_are_looked_at_again_are_not_original(shop: LotShop, workspace: Workspace) -> None:
    shop.approved({1: BAD}, covers="50", plans=[plan(3, 0, 1, lot_size=50)])
    shop.approved(covers="50", plans=[plan(3, 0, 1, lot_size=50)])
    shop.approved(covers="50", plans=[plan(3, 0, 1, lot_size=50)], type_=InspectionType.FINAL)
    shop.approved(plans=[plan(3, 0, 1, series="other")])
    assert kept(workspace) == [(1, 0, 1), (0, 1, 1), (0, 1, 0), (0, 1, 1)]


def kept(workspace: Workspace) -> list[tuple[int, int, int]]:
    with workspace.store.reading() as connection:
        found = connection.exec_driver_sql("SELECT nonconforming, accepted, original FROM plan_result ORDER BY id")
        return [tuple(row) for row in found]  # type: ignore[misc]


def machine_of(shop: LotShop) -> type[RuleBasedStateMachine]:
    amount = st.integers(0, 60)

    class Store(RuleBasedStateMachine):
        number = 0
        model: dict[str, int]

        @initialize(failing=st.integers(0, 2))
        def arrive(self, failing: int) -> None:
            type(self).number += 1
            self.name = f"L-{type(self).number}"
            self.failing = failing
            bad = dict.fromkeys(range(1, failing + 1), BAD)
            self.key = shop.approved(bad, lot=self.name, pieces=3, plans=[plan(3, 2, 3)])
            self.model = {"waiting": 100, "held": 0, "accepted": 0, "rejected": 0}

        @rule(
            source=st.sampled_from(list(LotSource)),
            accepted=amount,
            rejected=amount,
            held=amount,
            off=st.sampled_from([0, 0, 0, 1, -1]),
            based=st.booleans(),
        )
        def decide(self, source: LotSource, accepted: int, rejected: int, held: int, off: int, based: bool) -> None:
            inspected = accepted + rejected + held + off
            wanted = shop.wanted(
                str(accepted),
                str(rejected),
                str(held),
                source=source,
                inspected=str(inspected),
                inspection_id=self.key if based else None,
            )
            before = dict(self.model)
            try:
                shop.decide(wanted, number=self.name)
            except QaError:
                assert self.lies() == before, "a refusal changes nothing"
                return
            assert off == 0
            assert inspected <= before[source.value]
            assert not accepted or based
            self.model[source.value] -= inspected
            for name, count in (("accepted", accepted), ("rejected", rejected), ("held", held)):
                self.model[name] += count

        def lies(self) -> dict[str, int]:
            balance = shop.lot(self.name).row.balance
            return {name: int(getattr(balance, name)) for name in ("waiting", "held", "accepted", "rejected")}

        @invariant()
        def balances(self) -> None:
            lies = self.lies()
            assert lies == self.model
            assert sum(lies.values()) == 100
            assert min(lies.values()) >= 0
            assert lies["accepted"] <= 100 - self.failing, "what fails is never accepted"
            lot = shop.lot(self.name)
            assert lot.row.balance == lot.case.balance
            assert lot.row.state is lot.case.state

    return Store


def test_whatever_is_decided_the_quantities_balance(shop: LotShop) -> None:
    phases = (Phase.explicit, Phase.generate)
    run_state_machine_as_test(
        machine_of(shop), settings=settings(max_examples=8, stateful_step_count=8, deadline=None, phases=phases)
    )
