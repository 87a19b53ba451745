"""The doctor finds each sort of tampering, and nothing where nothing is."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import CancelledError, NotAllowedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.doctor import Checkup, Weight, is_whole
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import program_for
from qa_desktop.storage.chain import link_hash
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import picture
from tests.services.signed import Shop, behind_the_rules, new_shop, quick_signing


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Shop:
    quick_signing(monkeypatch)
    return new_shop(workspace, people)


@pytest.fixture
def inspection(shop: Shop) -> str:
    """One that is countersigned, after some answers of another that is open."""
    other = shop.begin()
    shop.answer(other, "bore_a", "12.31")
    shop.answer(other, "bore_a", "12.32")
    return shop.approved()


def checkup(shop: Shop, *, thorough: bool = False) -> Checkup:
    return shop.program.doctor.check(shop.people["auditor"], thorough=thorough)


def bad(shop: Shop, *, thorough: bool = False) -> str:
    result = checkup(shop, thorough=thorough)
    assert not result.healthy
    return "\n".join(f"{found.area}: {found.sentence}" for found in result.findings if found.weight is Weight.BAD)


def test_a_sound_workspace_is_healthy_and_says_what_was_looked_at(
    workspace: Workspace, people: dict[str, Actor], clock: FakeClock
) -> None:
    shop = new_shop(workspace, people)
    shop.approved()
    shop.signed()
    shop.begin()
    told: list[str] = []
    result = shop.program.doctor.check(people["auditor"], told=told.append)
    assert result.healthy, result.findings
    assert [found.sentence for found in result.findings] == ["No backup was made yet."]
    assert (result.looked_at["inspections"], result.looked_at["reports"], result.looked_at["attachments"]) == (3, 2, 1)
    assert told == [
        "database",
        "audit chain",
        "answers",
        "attachments",
        "reports",
        "lots",
        "documents for partners",
        "management reviews",
        "issue reports",
        "keys",
        "backups",
    ]
    report = next(workspace.reports.glob("*.pdf"))
    report.chmod(0o600)
    data = report.read_bytes()
    # The row is changed along, so that only the signature itself can tell.
    from qa_desktop.storage.files import sha256_of

    place = data.index(b"stream\n") + 60
    changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    report.write_bytes(changed)
    behind_the_rules(workspace, f"UPDATE report SET sha256 = '{sha256_of(changed)}' WHERE file = '{report.name}'")
    assert checkup(shop).healthy, "without looking into the signatures nothing shows"
    assert f"reports: {report.name}: Do not rely on this file" in bad(shop, thorough=True)


def test_a_search_before_the_check_makes_no_sound_file_damaged(workspace: Workspace, people: dict[str, Actor]) -> None:
    """Readers keep parts of the full-text index; what others wrote since then is no damage."""
    program, engineer = program_for(workspace), people["engineer"]

    def write(words: str) -> None:
        program.knowledge.write_lesson(engineer, LessonWords(words))
        program.issues.log(engineer, kind=IssueKind.OBSERVATION, title=words, severity=Severity.MINOR)

    for number in range(5):
        write(f"Bore {number}")
        assert len(program.knowledge.search(engineer, "bore", drafts=True)) == number + 1
        assert len(program.issues.list_issues(engineer, IssueFilter(text="bore")).rows) == number + 1
    for number in range(5):
        write(f"Thread {number}")
    assert [one.sentence for one in program.doctor.check(engineer).findings if one.area == "database"] == []


@pytest.mark.parametrize("login", ["inspector", "inspector2"])
def test_the_doctor_needs_the_permission(shop: Shop, login: str) -> None:
    with pytest.raises(NotAllowedError):
        shop.program.doctor.check(shop.people[login])


def test_the_doctor_stops_when_asked(shop: Shop) -> None:
    with pytest.raises(CancelledError):
        shop.program.doctor.check(shop.people["auditor"], cancelled=lambda: True)


CHANGES = {
    "an answer": ("UPDATE answer SET value = '12.399' WHERE value = '12.351'", "is not what the audit chain says"),
    "an answer to nonsense": ("UPDATE answer SET value = 'big' WHERE value = '12.351'", "cannot be read any more"),
    "an answer taken away": ("DELETE FROM answer WHERE value = '12.32'", "is not what the audit chain says"),
    "a note": ("UPDATE answer SET note = 'fine' WHERE value = '12.351'", "hold something else than was signed"),
    "the history": ("UPDATE answer_change SET old_value = '12.33' WHERE old_value = '12.31'", "not those that were made"),
    "the history taken away": ("DELETE FROM answer_change WHERE change = 2", "not those that were made"),
    "who answered": (
        "UPDATE answer_change SET person_id = (SELECT id FROM person WHERE login = 'inspector2')",
        "not those that were made",
    ),
    "the limits": ("UPDATE item SET upper = '13'", "hold something else than was signed"),
    "a signature taken away": ("DELETE FROM signature WHERE stage = 'supervisor'", "signature that was given is missing"),
    "a signature of another": (
        "UPDATE signature SET person_id = (SELECT id FROM person WHERE login = 'inspector2') WHERE stage = 'inspector'",
        "not the one that was given",
    ),
    "a signature voided in secret": ("UPDATE signature SET voided_at = '2026', void_reason = 'x'", "counts, or is void"),
    "a signature made up": (
        (
            "INSERT INTO signature SELECT 'x', inspection_id, 7, 'supervisor', person_id, 'X', meaning, at, at_offset, content_digest, "
            "certificate, anchor_station, anchor_seq, anchor_head, '2026', NULL, 'x' FROM signature LIMIT 1"
        ),
        "was never given",
    ),
    "the state": ("UPDATE inspection SET state = 'approved' WHERE state = 'in_progress'", "state is not the one"),
    "reopened in secret": ("UPDATE inspection SET state = 'returned' WHERE state = 'approved'", "state is not the one"),
    "the frozen content": ("UPDATE report SET content = replace(content, '12.351', '12.352')", "frozen content is not"),
    "the frozen content to nonsense": ("UPDATE report SET content = 'nonsense'", "frozen content is not"),
    "a report row taken away": ("DELETE FROM report", "report is not recorded"),
    "an audit entry": ("UPDATE audit SET body = replace(body, '12.351', '12.352')", "changed after it was written"),
    "an audit entry taken away": ("DELETE FROM audit WHERE seq = 20", "are missing"),
    "the columns of an audit entry": ("UPDATE audit SET action = 'other' WHERE seq = 20", "do not say what its text says"),
    "the end of the chain": ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", "end of the chain"),
}


@pytest.mark.parametrize(("statement", "words"), CHANGES.values(), ids=CHANGES)
def test_what_is_changed_behind_the_rules_is_found(
    shop: Shop, inspection: str, workspace: Workspace, statement: str, words: str
) -> None:
    assert checkup(shop).healthy
    behind_the_rules(workspace, statement)
    assert words in bad(shop)


def test_an_inspection_taken_away_is_found(shop: Shop, inspection: str, workspace: Workspace) -> None:
    tables = ("answer", "answer_change", "photo", "signature", "report", "returned_line")
    statements = [f"DELETE FROM {table} WHERE inspection_id = '{inspection}'" for table in tables]
    behind_the_rules(workspace, *statements, f"DELETE FROM inspection WHERE id = '{inspection}'")
    assert f"The inspection {inspection} was begun, as the audit chain tells, but it is missing." in bad(shop)


def test_a_tail_that_was_cut_with_its_head_is_found_by_what_it_leaves(shop: Shop, inspection: str, workspace: Workspace) -> None:
    with workspace.store.reading() as connection:
        last = connection.exec_driver_sql("SELECT max(seq) FROM audit").scalar_one()
    behind_the_rules(
        workspace,
        f"DELETE FROM audit WHERE seq > {last - 4}",
        "UPDATE chain_head SET seq = (SELECT max(seq) FROM audit), hash = (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1)",
    )
    found = bad(shop)
    assert "was given at entry" in found
    assert "the signature" in found


def test_a_chain_that_was_computed_anew_is_found_by_its_witnesses(shop: Shop, inspection: str, workspace: Workspace) -> None:
    """Whoever has the file can make a chain that is sound in itself; signatures and files elsewhere hold the old one."""
    with workspace.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT seq, body FROM audit ORDER BY seq").all()
    statements, prev = [], ""
    for seq, body in rows:
        facts = json.loads(body)
        changed = body.replace("12.31", "12.33") if facts["action"] == "answer.give" else body
        new = link_hash(prev, changed)
        quoted = changed.replace("'", "''")
        statements.append(f"UPDATE audit SET body = '{quoted}', prev = '{prev}', hash = '{new}' WHERE seq = {seq}")
        prev = new
    last = rows[-1][0]
    behind_the_rules(workspace, *statements, f"UPDATE chain_head SET seq = {last}, hash = '{prev}'")
    found = bad(shop)
    assert "was given at entry" in found
    assert "changed after it was written" not in found, "the chain itself is sound again"


def test_a_report_witnesses_an_entry_that_the_database_lost(workspace: Workspace, people: dict[str, Actor]) -> None:
    """The anchor inside the signed file tells it, also when the rows of the signatures were brought into line."""
    shop = new_shop(workspace, people)
    shop.signed()
    with workspace.store.reading() as connection:
        seq = connection.exec_driver_sql("SELECT anchor_seq FROM signature").scalar_one()
    behind_the_rules(
        workspace, f"UPDATE audit SET hash = 'other' WHERE seq = {seq}", "UPDATE signature SET anchor_head = 'other'"
    )
    assert "witnesses an audit entry that the database no longer holds" in bad(shop, thorough=True)


@pytest.mark.parametrize(
    ("act", "words"), [("change", "was changed outside"), ("remove", "is missing"), ("empty", "was changed")]
)
def test_attachments(shop: Shop, inspection: str, workspace: Workspace, act: str, words: str) -> None:
    (path,) = workspace.attachments.folder.glob("??/*")
    path.chmod(0o600)
    data = path.read_bytes()
    if act == "remove":
        path.unlink()
    else:
        path.write_bytes(data[:-1] + b"x" if act == "change" else b"")
    assert words in bad(shop)
    workspace.attachments.put(data)
    assert checkup(shop).healthy, "the same photo again heals it"


def test_a_left_over_file_is_only_a_notice(shop: Shop, workspace: Workspace) -> None:
    workspace.attachments.put(picture())
    result = checkup(shop)
    assert result.healthy
    assert any("not used by any record" in found.sentence for found in result.findings)


@pytest.mark.parametrize("act", ["change", "remove"])
def test_report_files(shop: Shop, inspection: str, workspace: Workspace, act: str) -> None:
    (path,) = workspace.reports.glob("*.pdf")
    path.write_bytes(path.read_bytes() + b" ") if act == "change" else path.unlink()
    assert {"change": "not the one that was signed", "remove": "is missing"}[act] in bad(shop)


@pytest.mark.parametrize(("act", "words"), [("remove", "is missing"), ("cut", "is damaged"), ("empty", "is damaged")])
def test_key_files(shop: Shop, workspace: Workspace, act: str, words: str) -> None:
    path = next(workspace.keys.glob("*.p12"))
    if act == "remove":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9] if act == "cut" else b"")
    found = bad(shop)
    assert words in found
    assert path.name in found


def test_key_files_of_people_who_left_may_go(shop: Shop, workspace: Workspace, people: dict[str, Actor], people_service) -> None:
    people_service.deactivate(people["admin"], people["inspector2"].person_id, "left")
    with workspace.store.reading() as connection:
        name = connection.exec_driver_sql("SELECT key_file FROM certificate WHERE revoked_at IS NOT NULL").scalar_one()
    (workspace.keys / name).unlink()
    assert checkup(shop).healthy


def test_a_rule_that_was_taken_away_is_found(shop: Shop, workspace: Workspace) -> None:
    with workspace.database.maintenance() as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER signature_four_eyes")
    assert "signature_four_eyes" in bad(shop)


def test_wrong_counts_and_ending_certificates_are_notices(
    shop: Shop, inspection: str, workspace: Workspace, clock: FakeClock
) -> None:
    behind_the_rules(workspace, "UPDATE inspection SET failed = 3")
    with workspace.store.reading() as connection:
        first = connection.exec_driver_sql("SELECT min(expires_at) FROM certificate").scalar_one()
    clock.now = datetime.fromisoformat(first) - timedelta(days=20)
    result = checkup(shop)
    assert result.healthy
    sentences = " ".join(found.sentence for found in result.findings)
    assert "counts shown in lists" in sentences
    assert "Renew it" in sentences


def test_damage_in_one_place_does_not_hide_the_next(shop: Shop, inspection: str, workspace: Workspace) -> None:
    behind_the_rules(workspace, "UPDATE audit SET body = 'nonsense' WHERE action = 'answer.give'")
    next(workspace.keys.glob("*.p12")).unlink()
    found = bad(shop)
    assert "audit chain" in found
    assert "answers: This cannot be read any more" in found
    assert "keys: " in found


@pytest.mark.parametrize(
    ("data", "whole"), [(b"", False), (b"\x30\x02ab", True), (b"\x30\x81\x02ab", True), (b"\x30\x03ab", False)]
)
def test_a_key_file_is_as_long_as_it_says(data: bytes, whole: bool) -> None:
    assert is_whole(data) is whole


def test_the_doctor_says_how_far_it_is_and_stops_in_the_middle(shop: Shop, inspection: str) -> None:
    seen: list[tuple[int, int]] = []
    shop.program.doctor.check(shop.people["auditor"], thorough=False, counted=lambda done, total: seen.append((done, total)))
    assert (1, 2) in seen

    def stop(done: int, total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        shop.program.doctor.check(shop.people["auditor"], thorough=False, counted=stop)
