"""Signing: whoever may not, tries and fails; nothing signed changes; returning voids; a crash leaves signed or not signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, FaultError, InputError, NotAllowedError, QaError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.signature import Meaning
from qa_desktop.reports.types import Outcome
from qa_desktop.services import credentials
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.settings import WorkspaceSettings
from qa_desktop.storage.queries import reports
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.makings import hold, picture
from tests.services.signed import GOOD, Shop, actions, new_shop, quick_signing


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Shop:
    quick_signing(monkeypatch)
    return new_shop(workspace, people)


@pytest.fixture
def real_shop(workspace: Workspace, people: dict[str, Actor]) -> Shop:
    return new_shop(workspace, people)


def nothing_signed(space: Workspace) -> bool:
    with space.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT (SELECT count(*) FROM signature), (SELECT count(*) FROM report)").one()
    return tuple(rows) == (0, 0) and not list(space.reports.rglob("*.pdf"))


def test_the_whole_way_with_real_signatures(real_shop: Shop, workspace: Workspace, clock: FakeClock) -> None:
    shop, told = real_shop, []
    inspection = shop.answered()
    look = shop.program.signing.look(shop.people["inspector"], inspection)
    done = shop.program.signing.sign(
        shop.people["inspector"], inspection, PASSWORD, Meaning.PERFORMED, look.digest, progress=told.append
    )
    assert shop.state(inspection) == "submitted"
    assert told == ["Checking the password", "Building the report", "Signing", "Checking the signed file"]
    file = workspace.reports / done.file
    assert shop.program.reports.verify_file(file).outcome is Outcome.WAITING
    clock.forward(hours=2)
    shop.countersign(inspection)
    found = shop.program.reports.verify_file(file)
    assert found.outcome is Outcome.VALID
    assert found.content_digest == look.digest
    assert [signature.name for signature in found.signatures] == ["Ines Inspector", "Sara Supervisor"]
    assert shop.state(inspection) == "approved"
    assert not list((workspace.reports / "pending").glob("*"))
    assert actions(workspace)[-2:] == ["inspection.sign", "inspection.countersign"]
    shop.program.signing.reopen(shop.people["supervisor2"], inspection, {}, "The customer asks for another reading")
    shop.answer(inspection, "bore_a", "12.352")
    second = shop.sign(inspection)
    assert second.file != done.file
    first = shop.program.reports.verify_file(file)
    assert first.outcome is Outcome.CHANGED
    assert "voided (The customer asks for another reading)" in first.sentence
    exported = shop.program.reports.export(shop.people["supervisor2"], [done.report_id], workspace.folder / "backups")
    assert exported.files == ()
    assert "was voided" in exported.left_out[0][1]
    assert shop.program.reports.verify_file(workspace.reports / second.file).outcome is Outcome.WAITING


@pytest.mark.parametrize("missing", [*GOOD, "front"])
def test_nobody_signs_with_an_answer_missing(shop: Shop, workspace: Workspace, missing: str) -> None:
    inspection = shop.begin()
    for key, raw in GOOD.items():
        if key != missing:
            shop.answer(inspection, key, raw)
    if missing != "front":
        shop.photo(inspection)
    with pytest.raises(RefusedError, match="1 items are not finished"):
        shop.sign(inspection)
    assert nothing_signed(workspace)


@pytest.mark.parametrize(("key", "raw"), [("bore_a", "12.5"), ("surface", "fail"), ("marked", "no"), ("colour", "ral2")])
def test_nobody_signs_a_failure_without_photo_or_note(shop: Shop, workspace: Workspace, key: str, raw: str) -> None:
    inspection = shop.answered(**{key: raw})
    with pytest.raises(RefusedError, match="not finished"):
        shop.sign(inspection)
    assert nothing_signed(workspace)
    shop.program.answers.note(shop.people["inspector"], inspection, shop.items[key], "Set aside")
    shop.sign(inspection)
    assert shop.state(inspection) == "submitted"


def test_a_photo_is_evidence_until_it_is_withdrawn(shop: Shop, workspace: Workspace) -> None:
    inspection = shop.answered(surface="fail")
    photo = shop.photo(inspection, "surface")
    shop.program.photos.withdraw(shop.people["inspector"], photo, "blurred")
    with pytest.raises(RefusedError, match="not finished"):
        shop.sign(inspection)
    shop.photo(inspection, "marked")
    with pytest.raises(RefusedError, match="not finished"):
        shop.sign(inspection)
    assert nothing_signed(workspace)


@pytest.mark.parametrize("digest", ["", "0" * 64, "x"])
def test_only_what_was_shown_is_signed(shop: Shop, workspace: Workspace, digest: str) -> None:
    inspection = shop.answered()
    with pytest.raises(ConflictError, match="Nothing was signed"):
        shop.program.signing.sign(shop.people["inspector"], inspection, PASSWORD, Meaning.PERFORMED, digest)
    assert nothing_signed(workspace)
    shop.sign(inspection)
    with pytest.raises(ConflictError, match="Nothing was signed"):
        shop.program.signing.countersign(shop.people["supervisor"], inspection, PASSWORD, Meaning.APPROVED, digest)
    assert shop.state(inspection) == "submitted"


def test_an_answer_on_the_way_is_not_signed_over(shop: Shop, workspace: Workspace) -> None:
    inspection = shop.answered()
    shown = shop.program.signing.look(shop.people["inspector"], inspection).digest
    shop.answer(inspection, "bore_a", "12.399")
    with pytest.raises(ConflictError):
        shop.program.signing.sign(shop.people["inspector"], inspection, PASSWORD, Meaning.PERFORMED, shown)
    assert nothing_signed(workspace)


def test_an_answer_that_comes_while_the_file_is_made_is_not_signed_over(
    shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = shop.answered()
    aside = ReportFiles.put_aside

    def late(self: ReportFiles, data: bytes) -> str:
        shop.answer(inspection, "bore_a", "12.399")
        return aside(self, data)

    monkeypatch.setattr(ReportFiles, "put_aside", late)
    with pytest.raises(ConflictError):
        shop.sign(inspection)
    assert nothing_signed(workspace)
    assert not list(workspace.reports.rglob("*.pdf"))


def test_only_its_own_inspector_signs(shop: Shop, workspace: Workspace) -> None:
    inspection = shop.answered()
    for login in ("inspector2", "supervisor"):
        with pytest.raises(RefusedError, match="Only the inspector"):
            shop.sign(inspection, login)
    for login in ("engineer", "auditor", "admin"):
        with pytest.raises(NotAllowedError):
            shop.sign(inspection, login)
    planned = shop.begin(for_anyone=True)
    with pytest.raises(RefusedError, match="Only the inspector"):
        shop.sign(planned)
    assert nothing_signed(workspace)


@pytest.mark.parametrize("meaning", [Meaning.APPROVED, Meaning.REVIEWED])
def test_the_meaning_belongs_to_the_stage(shop: Shop, workspace: Workspace, meaning: Meaning) -> None:
    inspection = shop.answered()
    shown = shop.program.signing.look(shop.people["inspector"], inspection).digest
    with pytest.raises(RefusedError, match="cannot sign with the meaning"):
        shop.program.signing.sign(shop.people["inspector"], inspection, PASSWORD, meaning, shown)
    assert nothing_signed(workspace)
    shop.sign(inspection)
    with pytest.raises(RefusedError, match="cannot sign with the meaning"):
        shop.program.signing.countersign(shop.people["supervisor"], inspection, PASSWORD, Meaning.PERFORMED, shown)


def test_an_inspection_is_signed_once(shop: Shop) -> None:
    inspection = shop.signed()
    shown = shop.program.signing.look(shop.people["inspector"], inspection).digest
    with pytest.raises(RefusedError, match="can no longer change"):
        shop.program.signing.sign(shop.people["inspector"], inspection, PASSWORD, Meaning.PERFORMED, shown)
    shop.countersign(inspection)
    with pytest.raises(RefusedError, match="cannot become"):
        shop.countersign(inspection, "supervisor2")


def test_nobody_countersigns_what_is_not_signed(shop: Shop) -> None:
    inspection = shop.answered()
    with pytest.raises(RefusedError, match="cannot become"):
        shop.countersign(inspection)


@pytest.mark.parametrize("login", ["inspector", "inspector2", "auditor", "admin"])
def test_countersigning_needs_the_permission(shop: Shop, login: str) -> None:
    inspection = shop.signed()
    with pytest.raises(NotAllowedError):
        shop.countersign(inspection, login)
    with pytest.raises(NotAllowedError):
        shop.program.signing.send_back(shop.people[login], inspection, {}, "because")
    with pytest.raises(NotAllowedError):
        shop.program.signing.reopen(shop.people[login], inspection, {}, "because")


# Nobody countersigns an inspection that they worked on.


def hand_to(shop: Shop, inspection: str, login: str) -> None:
    shop.program.inspections.take_over(shop.people[login], inspection)


def inspected_by_the_supervisor(shop: Shop) -> str:
    return shop.signed("supervisor")


def answered_by_the_supervisor_and_handed_over(shop: Shop) -> str:
    inspection = shop.begin("supervisor")
    shop.answer(inspection, "bore_a", "12.35", "supervisor")
    hand_to(shop, inspection, "inspector")
    for key, raw in GOOD.items():
        shop.answer(inspection, key, raw)
    shop.photo(inspection)
    shop.sign(inspection)
    return inspection


def only_noted_by_the_supervisor(shop: Shop) -> str:
    inspection = shop.answered()
    hand_to(shop, inspection, "supervisor")
    shop.program.answers.note(shop.people["supervisor"], inspection, shop.items["surface"], "looked at")
    hand_to(shop, inspection, "inspector")
    shop.sign(inspection)
    return inspection


def only_photographed_by_the_supervisor(shop: Shop) -> str:
    inspection = shop.answered()
    hand_to(shop, inspection, "supervisor")
    shop.photo(inspection, "surface", "supervisor")
    hand_to(shop, inspection, "inspector")
    shop.sign(inspection)
    return inspection


def taken_over_by_the_supervisor_to_sign(shop: Shop) -> str:
    inspection = shop.answered()
    hand_to(shop, inspection, "supervisor")
    shop.sign(inspection, "supervisor")
    return inspection


def signed_by_the_supervisor_in_an_earlier_round(shop: Shop) -> str:
    inspection = taken_over_by_the_supervisor_to_sign(shop)
    shop.program.signing.send_back(shop.people["supervisor2"], inspection, {}, "again")
    hand_to(shop, inspection, "inspector")
    shop.sign(inspection)
    return inspection


@pytest.mark.parametrize(
    "way",
    [
        inspected_by_the_supervisor,
        answered_by_the_supervisor_and_handed_over,
        only_noted_by_the_supervisor,
        only_photographed_by_the_supervisor,
        taken_over_by_the_supervisor_to_sign,
        signed_by_the_supervisor_in_an_earlier_round,
    ],
)
def test_nobody_countersigns_what_they_worked_on(shop: Shop, way: Callable[[Shop], str]) -> None:
    inspection = way(shop)
    with pytest.raises(RefusedError, match="worked on"):
        shop.countersign(inspection)
    assert shop.state(inspection) == "submitted"
    shop.countersign(inspection, "supervisor2")


@pytest.mark.parametrize("way", [inspected_by_the_supervisor, answered_by_the_supervisor_and_handed_over])
def test_the_database_refuses_it_as_well(shop: Shop, workspace: Workspace, way: Callable[[Shop], str]) -> None:
    inspection = way(shop)
    person = shop.people["supervisor"].person_id
    statement = (
        "INSERT INTO signature SELECT 'x', inspection_id, round, 'supervisor', ?, printed_name, 'approved', at, at_offset, "
        "content_digest, certificate, anchor_station, anchor_seq, anchor_head, NULL, NULL, '' FROM signature WHERE inspection_id = ?"
    )
    with (
        pytest.raises(RefusedError, match="Nobody countersigns"),
        workspace.database.maintenance() as connection,
        connection.begin(),
    ):
        connection.exec_driver_sql(statement, (person, inspection))


def test_a_person_with_both_roles_has_one_of_them_at_a_time(shop: Shop, people: dict[str, Actor], workspace: Workspace) -> None:
    """Two roles in one person do not make two people."""
    both = hold(workspace, people["supervisor"], *Role)
    inspection = shop.signed("supervisor")
    shown = shop.program.signing.look(both, inspection).digest
    with pytest.raises(RefusedError, match="worked on"):
        shop.program.signing.countersign(both, inspection, PASSWORD, Meaning.REVIEWED, shown)


# The password.


def test_a_wrong_password_signs_nothing_and_counts(shop: Shop, workspace: Workspace, clock: FakeClock) -> None:
    inspection = shop.answered()
    for _ in range(5):
        with pytest.raises(RefusedError, match="password is not right"):
            shop.sign(inspection, password="wrong")
    assert nothing_signed(workspace)
    assert actions(workspace)[-5:] == ["access.refused"] * 5
    with pytest.raises(RefusedError, match="Wait 30 seconds"):
        shop.sign(inspection)
    clock.forward(seconds=31)
    shop.sign(inspection)
    with pytest.raises(RefusedError, match="password is not right"):
        shop.countersign(inspection, password="wrong")
    assert shop.state(inspection) == "submitted"


def test_somebody_elses_password_is_wrong(shop: Shop, workspace: Workspace, access, people: dict[str, Actor]) -> None:
    access.change_password(people["inspector2"], PASSWORD, "another long sentence")
    inspection = shop.answered()
    with pytest.raises(RefusedError, match=credentials.WRONG_PASSWORD.split(".")[0]):
        shop.sign(inspection, password="another long sentence")
    assert nothing_signed(workspace)


def test_an_inspectors_certificate_does_not_countersign(shop: Shop, people: dict[str, Actor], workspace: Workspace) -> None:
    """Even who is written into the table of roles as a supervisor has only the key that the authority issued."""
    inspection = shop.signed()
    claimed = hold(workspace, people["inspector2"], Role.SUPERVISOR)
    shown = shop.program.signing.look(claimed, inspection).digest
    with pytest.raises(RefusedError, match="certificate does not allow"):
        shop.program.signing.countersign(claimed, inspection, PASSWORD, Meaning.APPROVED, shown)


# Nothing signed changes.


def changes(shop: Shop, inspection: str, photo: str, issue: str) -> list[Callable[[], object]]:
    """Every act of every service that would change a signed inspection."""
    p, who, item = shop.program, shop.people["inspector"], shop.items["surface"]
    version = p.issues.detail(who, issue).row.version if hasattr(p.issues, "detail") else 1
    return [
        lambda: p.answers.answer(who, inspection, item, "fail"),
        lambda: p.answers.note(who, inspection, item, "later"),
        lambda: p.answers.not_applicable(who, inspection, item, "later"),
        lambda: p.photos.add(who, inspection_id=inspection, item_id=item, data=picture()),
        lambda: p.photos.add(who, inspection_id=inspection, data=picture()),
        lambda: p.photos.add(who, issue_id=issue, data=picture()),
        lambda: p.photos.withdraw(who, photo, "later"),
        lambda: p.photos.set_caption(who, photo, "later"),
        lambda: p.issues.log(
            who, kind=IssueKind.OBSERVATION, title="Later", severity=Severity.MINOR, inspection_id=inspection, item_id=item
        ),
        lambda: p.issues.edit(who, issue, version=version, title="Another title"),
        lambda: p.inspections.take_over(shop.people["inspector2"], inspection),
        lambda: p.inspections.abandon(who, inspection, "later"),
    ]


STATEMENTS = (
    "UPDATE answer SET value = 'fail' WHERE inspection_id = :i",
    "UPDATE answer SET note = 'x' WHERE inspection_id = :i",
    "DELETE FROM answer WHERE inspection_id = :i",
    (
        "INSERT OR REPLACE INTO answer SELECT inspection_id, item_id, 'fail', value_scaled, unit, na_reason, note, answered_by, "
        "answered_at, answered_offset, changes, version FROM answer WHERE inspection_id = :i"
    ),
    "UPDATE answer_change SET new_value = 'x' WHERE inspection_id = :i",
    "DELETE FROM answer_change WHERE inspection_id = :i",
    "UPDATE photo SET caption = 'x' WHERE inspection_id = :i",
    "UPDATE photo SET inspection_id = NULL WHERE inspection_id = :i",
    "DELETE FROM photo WHERE inspection_id = :i",
    "UPDATE issue SET title = 'x' WHERE inspection_id = :i",
    "UPDATE issue SET inspection_id = NULL WHERE inspection_id = :i",
    "DELETE FROM issue WHERE inspection_id = :i",
    "UPDATE inspection SET inspector_id = (SELECT id FROM person WHERE login = 'supervisor') WHERE id = :i",
    "UPDATE inspection SET revision_id = 'x' WHERE id = :i",
    "UPDATE inspection SET failed = 9 WHERE id = :i",
    "UPDATE inspection SET state = 'in_progress' WHERE id = :i",
    "UPDATE inspection SET state = 'returned' WHERE id = :i",
    "DELETE FROM inspection WHERE id = :i",
    "DELETE FROM signature WHERE inspection_id = :i",
    "UPDATE signature SET printed_name = 'x' WHERE inspection_id = :i",
    "UPDATE signature SET voided_at = '2026' WHERE inspection_id = :i",
    "UPDATE report SET content = 'x' WHERE inspection_id = :i",
    "UPDATE report SET content_digest = 'x' WHERE inspection_id = :i",
    "DELETE FROM report WHERE inspection_id = :i",
)


@pytest.mark.parametrize("countersigned", [False, True])
def test_nothing_signed_changes_through_the_program_or_the_database(
    shop: Shop, workspace: Workspace, countersigned: bool
) -> None:
    who = shop.people["inspector"]
    inspection = shop.answered(surface="fail")
    photo = shop.photo(inspection, "surface")
    issue = shop.program.issues.log(
        who, kind=IssueKind.NONCONFORMITY, title="Scratch", severity=Severity.MAJOR, inspection_id=inspection,
        item_id=shop.items["surface"],
    ).id  # fmt: skip
    shop.sign(inspection)
    if countersigned:
        shop.countersign(inspection)
    before = shop.program.signing.look(who, inspection)
    for act in changes(shop, inspection, photo, issue):
        with pytest.raises(QaError):
            act()
    for statement in STATEMENTS:
        if countersigned and "'returned'" in statement:
            continue
        with pytest.raises((DBAPIError, QaError)), workspace.database.maintenance() as connection, connection.begin():
            connection.exec_driver_sql(statement.replace(":i", "?"), (inspection,))
        with pytest.raises((DBAPIError, QaError)), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement.replace(":i", "?"), (inspection,))
    after = shop.program.signing.look(who, inspection)
    assert (after.digest, after.record.content()) == (before.digest, before.record.content())


def test_renaming_the_site_or_a_person_changes_nothing_that_was_signed(
    shop: Shop, people: dict[str, Actor], workspace: Workspace
) -> None:
    inspection = shop.signed()
    shop.program.settings.change(people["admin"], WorkspaceSettings(site="Another name of the works"))
    with workspace.store.writing(None) as work:
        work.connection.exec_driver_sql("UPDATE station SET name = 'Bench 9'")
        work.audit("test.renamed", "station", "x")
    assert shop.program.signing.look(people["supervisor"], inspection).digest
    shop.countersign(inspection)
    assert shop.program.doctor.check(people["auditor"], thorough=False).healthy


# Returning and reopening.


def test_returning_voids_visibly_with_the_reason_and_names_the_lines(shop: Shop, workspace: Workspace) -> None:
    inspection = shop.signed()
    remarks = {shop.items["bore_a"]: "Measure again with the second gauge", shop.items["marked"]: "  "}
    shop.program.signing.send_back(shop.people["supervisor"], inspection, remarks, "See the lines")
    opened = shop.program.inspections.open(shop.people["inspector"], inspection)
    assert (opened.row.state.value, opened.row.round) == ("returned", 2)
    assert [(remark.item_id, remark.text) for remark in opened.remarks] == [
        (shop.items["bore_a"], "Measure again with the second gauge"), (None, "See the lines"),
    ]  # fmt: skip
    record = shop.program.signing.look(shop.people["inspector"], inspection).record
    (voided,) = record.signatures
    assert voided.voided == "Measure again with the second gauge; See the lines"
    with workspace.store.reading() as connection:
        report = reports.report_of(connection, inspection, 1)
    assert report is not None
    assert report.state == "void"
    assert shop.program.reports.of_inspection(shop.people["auditor"], inspection) == report
    assert (workspace.reports / report.file).is_file()
    assert actions(workspace)[-1] == "inspection.return"


@pytest.mark.parametrize(("remarks", "general"), [({}, ""), ({"bore_a": " "}, "\n")])
def test_nothing_is_returned_without_a_word(shop: Shop, remarks: dict[str, str], general: str) -> None:
    inspection = shop.signed()
    with pytest.raises(InputError, match="Write a remark"):
        shop.program.signing.send_back(
            shop.people["supervisor"], inspection, {shop.items[key]: text for key, text in remarks.items()}, general
        )
    assert shop.state(inspection) == "submitted"


def test_a_remark_names_a_line_of_this_inspection(shop: Shop) -> None:
    inspection = shop.signed()
    with pytest.raises(RefusedError, match="not part of this inspection"):
        shop.program.signing.send_back(shop.people["supervisor"], inspection, {"another": "why"})
    assert shop.state(inspection) == "submitted"


def test_only_what_waits_is_returned_and_only_what_is_approved_is_reopened(shop: Shop) -> None:
    signing, boss = shop.program.signing, shop.people["supervisor"]
    inspection = shop.answered()
    for act in (signing.send_back, signing.reopen):
        with pytest.raises(RefusedError, match="Only"):
            act(boss, inspection, {}, "why")
    shop.sign(inspection)
    with pytest.raises(RefusedError, match="Only a countersigned"):
        signing.reopen(boss, inspection, {}, "why")
    shop.countersign(inspection)
    with pytest.raises(RefusedError, match="Only an inspection that waits"):
        signing.send_back(boss, inspection, {}, "why")


def test_three_rounds(shop: Shop, workspace: Workspace) -> None:
    signing = shop.program.signing
    inspection = shop.signed()
    signing.send_back(shop.people["supervisor"], inspection, {shop.items["bore_a"]: "again"})
    shop.answer(inspection, "bore_a", "12.360")
    shop.sign(inspection)
    shop.countersign(inspection)
    signing.reopen(shop.people["engineer"], inspection, {}, "customer complaint")
    shop.program.inspections.take_over(shop.people["inspector2"], inspection)
    shop.answer(inspection, "bore_a", "12.361", "inspector2")
    shop.sign(inspection, "inspector2")
    shop.countersign(inspection)
    with workspace.store.reading() as connection:
        rows = reports.signatures(connection, inspection)
        files = [reports.report_of(connection, inspection, number) for number in (1, 2, 3)]
    assert [(row.round, row.stage, bool(row.voided_at)) for row in rows] == [
        (1, "inspector", True), (2, "inspector", True), (2, "supervisor", True), (3, "inspector", False), (3, "supervisor", False),
    ]  # fmt: skip
    assert [report.state for report in files if report] == ["void", "void", "released"]
    assert len({report.file for report in files if report}) == 3
    record = signing.look(shop.people["auditor"], inspection).record
    assert [change.new for change in record.changes] == ["12.360\u00a0mm", "12.361\u00a0mm"]
    assert [remark.round for remark in record.remarks] == [1, 2]
    assert shop.program.doctor.check(shop.people["auditor"], thorough=False).healthy


def test_a_round_that_was_given_up_stays_void(shop: Shop) -> None:
    inspection = shop.signed()
    shop.program.signing.send_back(shop.people["supervisor"], inspection, {}, "scrapped")
    shop.program.inspections.abandon(shop.people["inspector"], inspection, "Part was scrapped")
    for act in (shop.sign, shop.countersign):
        with pytest.raises(RefusedError):
            act(inspection)
    assert shop.program.doctor.check(shop.people["auditor"], thorough=False).healthy


# A crash at every step.


class Crash(BaseException):
    """The computer stops: nothing after this line runs."""


def stops(*_args: object, **_more: object) -> object:
    raise Crash


class Files:
    """What is on the drive after a crash: the clean-up of a living process did not run."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(ReportFiles, "discard", lambda *_a: None)


@pytest.mark.parametrize("stage", ["sign", "countersign"])
@pytest.mark.parametrize("step", ["_unlock", "_render", "_apply", "put_aside", "after put_aside", "audit", "commit", "release"])
def test_a_crash_leaves_signed_with_its_file_or_not_signed(
    shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, reopen, clock: FakeClock, stage: str, step: str
) -> None:
    inspection = shop.answered()
    if stage == "countersign":
        shop.sign(inspection)
    before = shop.state(inspection)
    files = {path.name: path.read_bytes() for path in workspace.reports.glob("*.pdf")}
    with monkeypatch.context() as patch:
        Files(patch)
        crash_at(patch, shop, step)
        try:
            getattr(shop, stage)(inspection)
        except Crash:
            pass
        else:
            assert (stage, step) == ("countersign", "_render"), "the countersignature draws nothing anew"
    done = step == "release" or (stage, step) == ("countersign", "_render")
    workspace.close()
    again = reopen(workspace.folder, clock)
    try:
        later = new_shop_again(again, shop)
        assert later.state(inspection) == (before if not done else {"sign": "submitted", "countersign": "approved"}[stage])
        assert not list((again.reports / "pending").glob("*.pdf")), "finished or cleared away"
        report = later.program.reports.of_inspection(later.people["auditor"], inspection)
        if done:
            assert report is not None
            assert ReportFiles(again).read(report)
        else:
            assert {path.name: path.read_bytes() for path in again.reports.glob("*.pdf")} == files
            getattr(later, stage)(inspection)
        assert later.program.doctor.check(later.people["auditor"], thorough=False).healthy
    finally:
        again.close()


def crash_at(patch: pytest.MonkeyPatch, shop: Shop, step: str) -> None:
    from qa_desktop.services.signing import SigningService
    from qa_desktop.storage.unit import Work

    if step in {"_unlock", "_render", "_apply"}:
        patch.setattr(SigningService, step, stops)
    elif step in {"put_aside", "release"}:
        patch.setattr(ReportFiles, step, stops)
    elif step == "after put_aside":
        aside = ReportFiles.put_aside
        patch.setattr(ReportFiles, "put_aside", lambda self, data: (aside(self, data), stops()))
    elif step == "audit":
        patch.setattr(Work, "audit", stops)
    elif step == "commit":
        audit = Work.audit
        patch.setattr(Work, "audit", lambda *a, **k: (audit(*a, **k), stops()))


def new_shop_again(space: Workspace, shop: Shop) -> Shop:
    from qa_desktop.services.program import program_for

    return Shop(program_for(space), shop.people, shop.revision_id, shop.items)


def test_a_crash_half_way_through_writing_the_file_leaves_nothing(
    shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = shop.answered()
    pending = workspace.reports / "pending"
    pending.mkdir(exist_ok=True)
    (pending / ".part-half").write_bytes(b"%PDF half")
    (pending / f"{'a' * 64}.pdf").write_bytes(b"never recorded")
    assert ReportFiles(workspace).finish_interrupted() == (f"cleared {'a' * 64}.pdf",)
    assert not list(pending.iterdir())
    shop.sign(inspection)


def test_a_drive_that_refuses_the_name_does_not_take_the_signature_back(
    shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the commit it is signed; the file is read from where it lies, and gets its name at the next start."""
    inspection = shop.answered()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _refuses_names(Path.replace))
        done = shop.sign(inspection)
    assert shop.state(inspection) == "submitted"
    report = shop.program.reports.of_inspection(shop.people["auditor"], inspection)
    assert report is not None
    assert shop.program.doctor.check(shop.people["auditor"], thorough=False).healthy
    assert ReportFiles(workspace).read(report)
    assert not (workspace.reports / done.file).exists()
    assert ReportFiles(workspace).finish_interrupted() == (f"finished {done.file}",)
    assert (workspace.reports / done.file).is_file()


def _refuses_names(real: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == "pending" and not self.name.startswith(".part-"):
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    return replace


def test_a_commit_that_reports_an_error_after_it_happened_keeps_its_file(shop: Shop, workspace: Workspace) -> None:
    inspection = shop.signed()
    report = shop.program.reports.of_inspection(shop.people["auditor"], inspection)
    assert report is not None
    files = ReportFiles(workspace)
    data = files.read(report)
    (workspace.reports / report.file).unlink()
    assert files.put_aside(data) == report.sha256
    files.discard(report.sha256)
    assert files.read(report) == data, "the database knows it, so it stays"


def test_a_drive_that_returns_other_bytes_signs_nothing(
    shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = shop.answered()
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: b"other" if self.parent.name == "pending" else real(self))
    with pytest.raises(FaultError, match="Nothing was signed"):
        shop.sign(inspection)
    assert shop.state(inspection) == "in_progress"


def test_a_signed_file_that_fails_its_own_check_is_not_recorded(
    real_shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_desktop.services.signing import SigningService

    inspection = real_shop.answered()
    real = SigningService._apply

    def damaged(self: SigningService, *given: object) -> object:
        from qa_desktop.reports.types import SignedPdf

        signed = real(self, *given)  # type: ignore[arg-type]
        place = signed.data.index(b"stream\n") + 60
        return SignedPdf(signed.data[:place] + b"?" + signed.data[place + 1 :], time_stamped=False)

    monkeypatch.setattr(SigningService, "_apply", damaged)
    with pytest.raises(FaultError, match="did not pass its own check"):
        real_shop.sign(inspection)
    assert nothing_signed(workspace)


def test_a_changed_file_is_not_countersigned(real_shop: Shop, workspace: Workspace) -> None:
    inspection = real_shop.signed()
    report = real_shop.program.reports.of_inspection(real_shop.people["auditor"], inspection)
    assert report is not None
    path = workspace.reports / report.file
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(FaultError, match="not the one that was signed"):
        real_shop.countersign(inspection)
    assert real_shop.state(inspection) == "submitted"


def test_answers_changed_behind_the_rules_are_not_countersigned(shop: Shop, workspace: Workspace) -> None:
    from tests.services.signed import behind_the_rules

    inspection = shop.signed()
    shown = shop.program.signing.look(shop.people["supervisor"], inspection).digest
    behind_the_rules(workspace, f"UPDATE answer SET value = '12.399' WHERE item_id = '{shop.items['bore_a']}'")
    with pytest.raises(FaultError, match="not what was signed"):
        shop.program.signing.look(shop.people["supervisor"], inspection)
    with pytest.raises(FaultError, match="not what was signed"):
        shop.program.signing.countersign(shop.people["supervisor"], inspection, PASSWORD, Meaning.APPROVED, shown)
