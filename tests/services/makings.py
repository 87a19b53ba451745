"""What the tests of templates, photos and issues begin with: a checklist, an inspection, pictures."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal

from PIL import Image

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.answering import AnswerService
from qa_desktop.services.inspections import InspectionService, WhatToInspect
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage.queries.people import everyone, set_roles
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.storage.workspace import Workspace

CHECKLIST = Checklist(
    "Machined part",
    (
        Section(
            "Dimensions",
            (
                Item(
                    "bore_a",
                    ItemKind.MEASUREMENT,
                    "Bore diameter A",
                    limits=Limits(Decimal("12.350"), Decimal("12.300"), Decimal("12.400")),
                    unit="mm",
                    decimals=3,
                    severity=Severity.CRITICAL,
                ),
                Item("length", ItemKind.NUMBER, "Length", unit="mm"),
            ),
        ),
        Section(
            "Looks",
            (
                Item("surface", ItemKind.CONFORMITY, "Surface without scratches", severity=Severity.MINOR),
                Item("marked", ItemKind.YES_NO, "Marking present", expected="yes"),
                Item(
                    "colour",
                    ItemKind.SINGLE_CHOICE,
                    "Colour",
                    choices=(Choice("ral1", "Blue", True), Choice("ral2", "Grey", False), Choice("ral3", "Other")),
                ),
                Item("front", ItemKind.PHOTO, "Photo of the front", evidence=Evidence.NONE),
            ),
        ),
    ),
    description="As drawing 4711, sheet 2",
)


def hold(workspace: Workspace, person: Actor, *roles: Role) -> Actor:
    """Have the tables say that a person holds these roles and no others, without a new certificate; return them with these."""
    with workspace.store.writing(None) as work:
        set_roles(work, person.person_id, roles)
        work.leave_unaudited("as if another program had done it")
    return Actor(person.person_id, person.login, person.name, frozenset(roles), person.station_id)


@dataclass
class Bench:
    """An inspection in progress by the inspector, with everything to work on it."""

    workspace: Workspace
    people: dict[str, Actor]
    inspection_id: str
    items: dict[str, str]
    part_id: str
    lot_id: str

    def answer(self, key: str, raw: str) -> None:
        AnswerService(self.workspace.store).answer(self.people["inspector"], self.inspection_id, self.items[key], raw)

    def set_state(self, state: InspectionState) -> None:
        """Bring the inspection into a state without signing it; the rules of the steps are not what is tested here."""
        with self.workspace.database.maintenance() as connection, connection.begin():
            rules = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
            for name, _ in rules:
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            connection.exec_driver_sql("UPDATE inspection SET state = ? WHERE id = ?", (state.value, self.inspection_id))
            for _, statement in rules:
                connection.exec_driver_sql(statement)


def new_bench(space: Workspace, people: dict[str, Actor]) -> Bench:
    templates = TemplateService(space)
    draft = templates.create(people["engineer"], CHECKLIST)
    revision = released(templates, people["engineer"], draft.id)
    row = InspectionService(space).begin(
        people["inspector"], revision.id, WhatToInspect("4711-A", part_name="Housing", lot="L-100", lot_quantity="50")
    )
    items = templates.load(people["engineer"], revision.id).checklist.items
    return Bench(space, people, row.id, {item.key: item.id for item in items}, row.part_id, row.lot_id or "")


def released(service: TemplateService, engineer: Actor, revision_id: str, version: int | None = None) -> RevisionRow:
    """Have a draft approved by another person, the supervisor, and publish it."""
    with service._store.reading() as connection:
        row = next(row for row in everyone(connection) if Role.SUPERVISOR in row.roles and row.id != engineer.person_id)
    supervisor = Actor(row.id, row.login, row.name, row.roles, engineer.station_id)
    service.approve(supervisor, revision_id, version=version)
    return service.publish(engineer, revision_id)


def audit_actions(space: Workspace) -> list[str]:
    with space.store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT action FROM audit ORDER BY seq").scalars())


def picture(
    form: str = "JPEG",
    size: tuple[int, int] = (320, 200),
    *,
    colour: str | tuple[int, ...] = "navy",
    mode: str = "RGB",
    orientation: int | None = None,
    taken: str | None = None,
    offset: str | None = None,
) -> bytes:
    """Return the bytes of a picture whose upper left quarter is white, so that turning it can be seen."""
    image = Image.new(mode, size, colour)
    white = Image.new(mode, (size[0] // 2, size[1] // 2), "white" if mode != "I;16" else 65535)
    image.paste(white, (0, 0))
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    if taken is not None:
        exif.get_ifd(0x8769)[0x9003] = taken
    if offset is not None:
        exif.get_ifd(0x8769)[0x9011] = offset
    target = io.BytesIO()
    extra = {"exif": exif.tobytes()} if len(exif) or taken else {}
    image.save(target, form, **extra)
    return target.getvalue()
