from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa_desktop.domain.errors import NotAllowedError, QaError
from qa_desktop.domain.people import Actor
from qa_desktop.services.settings import SettingsService
from qa_desktop.settings import WorkspaceSettings
from qa_desktop.storage.workspace import Workspace


@pytest.fixture
def settings(workspace: Workspace) -> SettingsService:
    return SettingsService(workspace.store)


def test_settings_come_back_after_a_restart_and_each_change_is_audited(
    settings: SettingsService, workspace: Workspace, people: dict[str, Actor], tmp_path: Path
) -> None:
    before = settings.current()
    assert before.site == "Test Works"
    wanted = replace(
        before,
        site="Werk Süd",
        page="Letter",
        idle_minutes=9,
        time_stamp_url=" http://127.0.0.1:318/tsa ",
        backup_folder=str(tmp_path),
    )
    stored = settings.change(people["admin"], wanted)
    assert stored == replace(wanted, time_stamp_url="http://127.0.0.1:318/tsa")
    assert settings.current() == SettingsService(workspace.store).current() == stored
    with workspace.store.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM audit ORDER BY seq DESC LIMIT 1").scalar_one()
    details = json.loads(body)["details"]
    assert set(details) == {"site", "page", "idle_minutes", "time_stamp_url", "backup_folder"}
    assert details["idle_minutes"] == {"old": str(before.idle_minutes), "new": "9"}


def test_nothing_changed_is_no_entry(settings: SettingsService, workspace: Workspace, people: dict[str, Actor]) -> None:
    def entries() -> int:
        with workspace.store.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one())

    before = entries()
    settings.change(people["admin"], settings.current())
    assert entries() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "A3"},
        {"idle_minutes": 0},
        {"idle_minutes": 61},
        {"time_stamp_url": "ftp://example.com"},
        {"time_stamp_url": "http://"},
        {"time_stamp_url": "http://[::1"},
        {"time_stamp_url": "http://host:99999999/"},
        {"time_stamp_url": "nonsense"},
        {"time_stamp_url": "https://host/\x00"},
        {"backup_folder": "/nowhere/at/all"},
        {"watch_folder": "nul\x00"},
        {"site": " "},
        {"site": "x" * 121},
        {"site": "Werk\u202eS\u00fcd"},
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    settings: SettingsService, people: dict[str, Actor], wrong: dict[str, object]
) -> None:
    before = settings.current()
    with pytest.raises(QaError):
        settings.change(people["admin"], replace(before, **wrong))
    assert settings.current() == before


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer", "auditor"])
def test_only_an_administrator_changes_settings(settings: SettingsService, people: dict[str, Actor], login: str) -> None:
    with pytest.raises(NotAllowedError):
        settings.change(people[login], WorkspaceSettings(site="Mine"))
    assert settings.current().site == "Test Works"


def test_the_log_in_screen_knows_where_it_is(settings: SettingsService) -> None:
    assert settings.station() == "01 Bench 1"
    assert not settings.is_demo()
