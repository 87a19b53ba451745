"""Gaps that a review found, each with the act that has to fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, NotAllowedError, QaError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.reports.types import Outcome
from qa_desktop.services.outside import verify_with_root
from qa_desktop.services.people import PeopleService
from qa_desktop.services.settings import SettingsService
from qa_desktop.storage.files import read_limited
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.run.moments import parse_moment
from tests.services.conftest import START, FakeClock
from tests.services.signed import Shop, new_shop, quick_signing


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Shop:
    quick_signing(monkeypatch)
    return new_shop(workspace, people)


@pytest.fixture
def real_shop(workspace: Workspace, people: dict[str, Actor]) -> Shop:
    return new_shop(workspace, people)


def test_a_cut_off_countersignature_is_not_taken_for_a_waiting_report(
    real_shop: Shop, workspace: Workspace, tmp_path: Path
) -> None:
    shop = real_shop
    inspection = shop.approved()
    report = shop.program.reports.of_inspection(shop.people["supervisor"], inspection)
    assert report is not None
    data = (workspace.reports / report.file).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(data[: data.rindex(b"%%EOF", 0, data.rindex(b"%%EOF")) + 6])
    found = shop.program.reports.verify_file(cut)
    assert found.outcome is Outcome.CHANGED
    assert "lacks the countersignature" in found.sentence


def test_whoever_logged_an_issue_does_not_countersign(shop: Shop) -> None:
    inspection = shop.answered()
    shop.program.issues.log(
        shop.people["supervisor"],
        kind=IssueKind.OBSERVATION,
        title="Seen in passing",
        severity=Severity.MINOR,
        inspection_id=inspection,
    )
    shop.sign(inspection)
    with pytest.raises(RefusedError, match="worked on"):
        shop.countersign(inspection)
    shop.countersign(inspection, "supervisor2")


def test_whoever_once_held_it_does_not_countersign(shop: Shop) -> None:
    inspection = shop.answered()
    shop.program.inspections.take_over(shop.people["supervisor"], inspection)
    shop.program.inspections.take_over(shop.people["inspector"], inspection)
    shop.sign(inspection)
    with pytest.raises(RefusedError, match="worked on"):
        shop.countersign(inspection)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report SET base_sha256 = '00', base_size = 1",
        "UPDATE report SET state = 'waiting'",
        "UPDATE part SET number = 'other'",
        "UPDATE lot SET quantity = '1'",
        "UPDATE attachment SET size = 1",
        "UPDATE chain_head SET seq = 1",
    ],
)
def test_the_database_keeps_what_signed_records_refer_to(shop: Shop, workspace: Workspace, statement: str) -> None:
    shop.approved()
    with pytest.raises((QaError, DBAPIError)), workspace.database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_no_issue_is_pushed_into_a_signed_inspection(shop: Shop, workspace: Workspace) -> None:
    inspection = shop.approved()
    free = shop.program.issues.log(
        shop.people["engineer"], kind=IssueKind.OBSERVATION, title="Elsewhere", severity=Severity.MINOR
    )
    with pytest.raises((QaError, DBAPIError)), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE issue SET inspection_id = ? WHERE id = ?", (inspection, free.id))


def test_a_switched_off_person_stores_nothing_in_an_open_session(shop: Shop, people_service: PeopleService) -> None:
    inspection = shop.begin()
    people_service.deactivate(shop.people["admin"], shop.people["inspector"].person_id, "Left the company")
    with pytest.raises(NotAllowedError, match="switched off"):
        shop.answer(inspection, "bore_a", "12.352")


def test_a_file_that_gives_bytes_for_ever_is_refused(tmp_path: Path) -> None:
    assert verify_with_root(Path("/dev/zero"), tmp_path).outcome is Outcome.UNREADABLE
    with pytest.raises(InputError):
        read_limited(tmp_path, 10)


def test_a_password_in_an_address_is_refused(shop: Shop) -> None:
    import dataclasses

    settings: SettingsService = shop.program.settings
    wanted = dataclasses.replace(settings.current(), time_stamp_url="https://user:secret@tsa.example.com")
    with pytest.raises(InputError):
        settings.change(shop.people["admin"], wanted)


def test_impossible_years_are_sentences() -> None:
    for text in ("0001-01-01 00:00", "9999-12-31 23:59"):
        with pytest.raises(InputError, match="outside 2000 to 2100"):
            parse_moment(text, FakeClock(START)())
