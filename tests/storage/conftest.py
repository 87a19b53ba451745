from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from qa_desktop.storage import chain, workspace
from qa_desktop.storage.models import Person, Station
from qa_desktop.storage.unit import Store, new_id
from qa_desktop.storage.workspace import Workspace


def first_rows(store: Store) -> None:
    """Write the least that a workspace needs: one station and one person."""
    with store.database.writing() as connection:
        station = new_id()
        now = store.now().utc
        connection.execute(insert(Station).values(id=station, code="01", name="Bench", enrolled_at=now))
        connection.execute(insert(Person).values(id="person-1", login="anna", name="Anna", created_at=now))
        chain.start_chain(connection, station)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def bare(folder: Path) -> Iterator[Workspace]:
    """An open workspace with nothing but a station and a person."""
    made = workspace.create(folder, first=first_rows)
    yield made
    made.close()
