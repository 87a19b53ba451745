"""A workspace with three signed reports: released, waiting with a failure, and void."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Meaning
from qa_desktop.services import credentials
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.queries import people as rows
from qa_desktop.storage.workspace import Workspace, open_
from tests.services.makings import CHECKLIST, released
from tests.services.signed import open_exceptions
from tests.ui_lock import conftest as ui_fixtures

globals().update({name: found for name, found in vars(ui_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})

PASSWORD = "correct horse battery"
GOOD = {"bore_a": "12.351", "length": "40.0", "surface": "pass", "marked": "yes", "colour": "ral1"}


def _inspect(program: Program, who: Actor, revision: str, part: str, answers: dict[str, str]) -> str:
    row = program.inspections.begin(who, revision, WhatToInspect(part, part_name="Housing", lot="L-100", lot_quantity="50"))
    items = {item.key: item.id for item in program.inspections.open(who, row.id).items}
    for key, raw in answers.items():
        program.answers.answer(who, row.id, items[key], raw)
        if raw == "13":
            program.answers.note(who, row.id, items[key], "Set aside")
    from tests.services.makings import picture

    program.photos.add(who, inspection_id=row.id, item_id=items["front"], data=picture(size=(64, 48)), name="front.jpg")
    shown = program.signing.look(who, row.id)
    program.signing.sign(who, row.id, PASSWORD, Meaning.PERFORMED, shown.digest)
    return row.id


@pytest.fixture(scope="session")
def signed_house(house: Any, _key_cache: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports, signed for real; made once."""
    folder = tmp_path_factory.mktemp("signed") / "workspace"
    shutil.copytree(house.folder, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credentials, "user_data_dir", lambda *_a, **_k: str(folder.parent / "computer"))
        space = open_(folder)
        program = program_for(space)
        with space.store.reading() as connection:
            found = rows.everyone(connection)
        people = {row.login: Actor(row.id, row.login, row.name, row.roles, space.store.station_id) for row in found}
        draft = program.templates.create(people["engineer"], CHECKLIST)
        revision = released(program.templates, people["engineer"], draft.id).id
        done = _inspect(program, people["inspector"], revision, "4711-A", GOOD)
        open_exceptions(program, people["supervisor"], done)
        program.signing.countersign(
            people["supervisor"],
            done,
            PASSWORD,
            Meaning.APPROVED,
            program.signing.look(people["supervisor"], done).digest,
        )
        _inspect(program, people["inspector2"], revision, "4712-B", GOOD | {"bore_a": "13"})
        void = _inspect(program, people["inspector"], revision, "4713-C", GOOD)
        program.signing.send_back(people["supervisor"], void, {}, "Measure again")
        program.close()
    return folder


@pytest.fixture
def workspace(signed_house: Path, tmp_path: Path, _cheap_secrets: object) -> Iterator[Workspace]:
    folder = tmp_path / "workspace"
    shutil.copytree(signed_house, folder)
    opened = open_(folder)
    yield opened
    opened.close()
