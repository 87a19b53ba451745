"""A workspace with one open inspection of numbers, made without keys so that it is made fast."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert

from qa_desktop.domain.checklist import Checklist, Item, ItemKind, Section
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.inspections import InspectionService, WhatToInspect
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage import chain, workspace
from qa_desktop.storage.models import Person, RoleGrant, Station
from qa_desktop.storage.unit import Store, new_id


@dataclass(frozen=True)
class Bench:
    folder: Path
    person: str
    inspection: str
    revision: str
    items: tuple[str, ...]


def measurement(number: int, *, per_piece: bool = False) -> Item:
    limits = Limits(Decimal(500000), Decimal(0), Decimal(1000000))
    rules = Rules(asks=Asking(per_piece=per_piece))
    words = f"Characteristic {number}"
    return Item(f"m{number}", ItemKind.MEASUREMENT, words, limits=limits, unit="mm", decimals=0, rules=rules)


def make_bench(folder: Path, *, items: int = 40, pieces: int = 0) -> Bench:
    """Make the workspace, close it, and say what is in it.  With ``pieces`` every item is asked of each piece.

    The person holds every role, so that whoever measures may act as any of them.
    """
    person, approver = new_id(), new_id()

    def first(store: Store) -> None:
        with store.database.writing() as connection:
            station, now = new_id(), store.now().utc
            connection.execute(insert(Station).values(id=station, code="01", name="Bench", enrolled_at=now))
            connection.execute(insert(Person).values(id=person, login="anna", name="Anna", created_at=now))
            connection.execute(insert(Person).values(id=approver, login="petra", name="Petra", created_at=now))
            held = {person: tuple(Role), approver: (Role.SUPERVISOR,)}
            for key, roles in held.items():
                for role in roles:
                    connection.execute(insert(RoleGrant).values(id=new_id(), person_id=key, role=role.value, from_at=now))
            chain.start_chain(connection, station)

    made = workspace.create(folder, first=first)
    try:
        roles = frozenset({Role.INSPECTOR, Role.QUALITY_ENGINEER})
        actor = Actor(person, "anna", "Anna", roles, made.store.station_id)
        service = TemplateService(made)
        checklist = Checklist(
            "Numbers", (Section("All", tuple(measurement(number, per_piece=pieces > 0) for number in range(items))),)
        )
        other = Actor(approver, "petra", "Petra", frozenset({Role.SUPERVISOR}), made.store.station_id)
        draft = service.create(actor, checklist, name="Numbers")
        service.approve(other, draft.id)
        revision = service.publish(actor, draft.id)
        row = InspectionService(made).begin(actor, revision.id, WhatToInspect("P-1", lot="L-1", pieces=pieces or None))
        loaded = InspectionService(made).open(actor, row.id)
        return Bench(folder, person, row.id, revision.id, tuple(item.id for item in loaded.items))
    finally:
        made.close()
