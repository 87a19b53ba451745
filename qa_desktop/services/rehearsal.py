"""Trying a draft out as its inspectors will meet it: an inspection in a workspace of its own that is thrown away.

The screens of the preview are the real ones on the real services, so nothing about them is imitated.  The scratch workspace lies
in a temporary folder, knows two people who cannot log in, and never touches the workspace of the draft.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desktop.domain.checklist import Checklist, Item, Section
from qa_desktop.domain.lines import has_pieces
from qa_desktop.domain.people import Actor, Permission, Role
from qa_desktop.methods.expression_checks import ExpressionChecks
from qa_desktop.services.guard import needs
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.pictures import look_at
from qa_desktop.services.program import Program, program_for
from qa_desktop.services.setup import FIRST_STATION
from qa_desktop.services.template_rules import cleaned
from qa_desktop.storage.queries import people, photos, stations, template_writes
from qa_desktop.storage.unit import Store, new_id
from qa_desktop.storage.workspace import Workspace, create

PIECES = 3
"""How many pieces a preview shows of what is asked for each piece."""

_PREFIX = "qa-desktop-preview-"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A running preview: the services, who tries it out, and the inspection.  ``left_out`` counts expressions that are broken."""

    program: Program
    actor: Actor
    inspection_id: str
    folder: Path
    left_out: int

    def close(self) -> None:
        """Throw everything away."""
        self.program.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class RehearsalService:
    """Opens previews."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @needs(Permission.EDIT_TEMPLATE)
    def open(self, actor: Actor, checklist: Checklist) -> Rehearsal:
        """Begin an inspection by a draft in a scratch workspace.  Takes a moment: call it in a worker, and close the result.

        Conditions and formulas that cannot be worked out are left out, and so are sampling plans, which need a lot.
        """
        ready, left_out = _answerable(cleaned(checklist))
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        made: list[Actor] = []

        def first(store: Store) -> None:
            made.extend(_people(store, actor))

        try:
            space = create(folder / "workspace", station_code=FIRST_STATION, clock=self._workspace.store.clock, first=first)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        try:
            inspector, author = made
            station = space.store.station_id
            inspector, author = replace(inspector, station_id=station), replace(author, station_id=station)
            self._copy_pictures(space, inspector, ready)
            revision_id = _published(space, ready, author, inspector)
            program = program_for(space)
            what = WhatToInspect("PREVIEW", pieces=PIECES if has_pieces(ready) else None)
            row = program.inspections.begin(inspector, revision_id, what)
            return Rehearsal(program, inspector, row.id, folder, left_out)
        except BaseException:
            space.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _copy_pictures(self, space: Workspace, actor: Actor, checklist: Checklist) -> None:
        wanted = {sha for item in checklist.items for sha in (item.picture, item.rules.picture_bad) if sha}
        for sha256 in sorted(wanted):
            data = self._workspace.attachments.get(sha256)
            found = look_at(data, "picture")
            space.attachments.put(data)
            with space.store.writing(actor.person_id) as work:
                size = {"size": len(data), "mime": found.mime, "width": found.width, "height": found.height}
                photos.add_attachment(work.connection, sha256=sha256, at=work.now.utc, **size)  # type: ignore[arg-type]
                photos.put_thumbnail(work.connection, sha256, found.preview)
                work.leave_unaudited("a preview is no record")


def _people(store: Store, actor: Actor) -> Iterator[Actor]:
    """Write the rows without which no inspection can be begun; nobody gets a password."""
    with store.writing(None) as work:
        work.station_id = people.add_station(work, code=FIRST_STATION, name="Preview")
        for name in ("site", "installation", "epoch", "created"):
            stations.set_fact(work, name, work.now.utc if name == "created" else "Preview" if name == "site" else new_id())
        for login, person, role in (("preview", actor.name, Role.INSPECTOR), ("author", "Author", Role.QUALITY_ENGINEER)):
            person_id = people.add_person(work, login=login, name=person)
            people.set_roles(work, person_id, frozenset({role}))
            yield Actor(person_id, login, person, frozenset({role}), work.station_id)
        work.leave_unaudited("a preview is no record")


def _published(space: Workspace, checklist: Checklist, author: Actor, approver: Actor) -> str:
    """Store a checklist as published without the checks of publishing: it is a draft that is tried out."""
    with space.store.writing(author.person_id) as work:
        connection, at, by = work.connection, work.now.utc, author.person_id
        template_id = template_writes.insert_template(connection, name="Preview", at=at, by=by)
        revision_id = template_writes.insert_draft(
            connection, checklist, template_id=template_id, number=1, source="", import_report="", at=at, by=by
        )
        template_writes.set_approved(connection, revision_id, version=1, at=at, by=approver.person_id)
        template_writes.set_published(connection, revision_id, version=2, at=at, by=by)
        work.leave_unaudited("a preview is no record")
        return revision_id


def _answerable(checklist: Checklist) -> tuple[Checklist, int]:
    checks = ExpressionChecks(checklist)
    broken = {item.key: {flaw.field for flaw in checks.flaws(item)} for item in checklist.items}

    def ready(item: Item) -> Item:
        asks = item.rules.asks
        for field in broken[item.key]:
            asks = replace(asks, **{field.rpartition(".")[2]: ""})  # type: ignore[arg-type]
        return replace(item, rules=replace(item.rules, asks=asks, sampling=None))

    sections = tuple(Section(section.title, tuple(ready(item) for item in section.items)) for section in checklist.sections)
    return replace(checklist, sections=sections), sum(1 for found in broken.values() if found)
