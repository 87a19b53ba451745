"""A demo workspace with believable history: people in each role, published checklists, months of inspections."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from qa_desktop.domain.checklist import Item, ItemKind, Severity
from qa_desktop.domain.errors import CancelledError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.signature import Meaning
from qa_desktop.resources import resource_path
from qa_desktop.services import demo_aims, demo_complaints, demo_improvement, demo_lots, demo_suggestions, demo_trade
from qa_desktop.services.demo_calendar import Calendar, DemoClock, of_the_year, shafts
from qa_desktop.services.demo_chain import Hooks
from qa_desktop.services.demo_improvement import Improvers
from qa_desktop.services.demo_issues import CODES, follow_up
from qa_desktop.services.demo_pictures import picture
from qa_desktop.services.demo_readings import code_of, raw_answer
from qa_desktop.services.demo_samples import Samples
from qa_desktop.services.demo_signing import KeptKeys, QuickSigning
from qa_desktop.services.demo_stories import Stories
from qa_desktop.services.demo_trade import Traders
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.issue_checks import About
from qa_desktop.services.program import Program, program_for
from qa_desktop.services.setup import create_workspace
from qa_desktop.storage.clock import system_clock
from qa_desktop.storage.queries import stations
from qa_desktop.storage.queries.inspections import InspectionRow

PASSWORD = "shop floor demo"  # noqa: S105  (a demo workspace is meant to be entered by everybody)
PIN = "2580"
ADMIN = "admin"

Told = Callable[[int, int, str], None]


_WAITING = 7
"""How many inspections wait for their countersignature at the end."""

_YEAR = timedelta(days=365)
"""How long the history is."""

_CAREFUL = 10
"""How many of the newest are signed with every check of the file."""

_UNDECIDED = 14
"""So many of the newest wait for a decision on their lots."""

_SORTED_OUT = 10
"""After so many inspections the lots that a failing line keeps back are inspected again."""


@dataclass(frozen=True, slots=True)
class _Person:
    login: str
    name: str
    roles: tuple[Role, ...]


_ADDRESS = "Works quality\nFoundry Road 5\nNorthfield NF4 2QX\nUnited Kingdom"
_PEOPLE = (
    _Person("anna", "Anna Kowalska", (Role.INSPECTOR,)),
    _Person("jonas", "Jonas Weber", (Role.INSPECTOR,)),
    _Person("mehmet", "Mehmet Yılmaz", (Role.INSPECTOR,)),
    _Person("petra", "Petra Lis", (Role.SUPERVISOR,)),
    _Person("david", "David Okafor", (Role.SUPERVISOR,)),
    _Person("eleni", "Ελένη Παπαδοπούλου", (Role.QUALITY_ENGINEER,)),
    _Person("olga", "Ольга Соколова", (Role.AUDITOR,)),
    _Person("ruth", "Ruth Adeyemi", (Role.MANAGER,)),
    _Person("tomas", "Tomáš Novák", (Role.CONFIDANT, Role.INSPECTOR)),
)

_TEMPLATES = {
    "incoming_machined_part.xlsx": (("P-1042", "Bearing housing", "C"), ("P-1077", "Flange DN 50", "A")),
    "weld_in_process.xlsx": (("W-2210", "Frame, welded", "B"),),
    "electronics_final.xlsx": (("E-3301", "Motor controller", "F"), ("E-3310", "Sensor board", "B")),
    "safety_5s_round.xlsx": (("AREA-2", "Hall 2, assembly", ""),),
}

_NOTES = (
    "Seen under the lamp at 10x; piece set aside in the red bin.",
    "Repeated with a second gauge, same result. Sorted out.",
    "Operator told; the tool was changed after this piece.",
    "Edge burr on the inner bore, deburring forgotten.",
)


@dataclass(slots=True)
class _Cast:
    inspectors: tuple[Actor, ...]
    supervisors: tuple[Actor, ...]
    engineer: Actor
    manager: Actor
    confidant: Actor


def build_demo(
    folder: Path,
    *,
    inspections: int = 210,
    told: Told | None = None,
    cancelled: Callable[[], bool] | None = None,
    seed: int = 20261122,
) -> None:
    """Build a demo workspace in ``folder`` through the same services that people use.

    ``inspections`` is how many inspections the past months hold; nearly all are countersigned with their PDF in the
    reports folder, the newest are left as a shift would find them.  The same ``seed`` gives the same history up to keys and ids.
    """
    tell = told or _silent
    dice = random.Random(seed)  # noqa: S311  (believable data, no secret)
    end = system_clock()
    clock = DemoClock(end - _YEAR)
    tell(0, inspections, "Making people and keys")
    made = create_workspace(
        folder,
        site="Northfield Works (demo)",
        station_name="Inspection bench 1",
        admin_login=ADMIN,
        admin_name="Ines Admin",
        admin_password=PASSWORD,
        clock=clock,
    )
    program = program_for(made.workspace, KeptKeys(made.workspace))
    quick = QuickSigning(program)
    try:
        _house(program, made.admin)
        cast = _people(program, made.admin)
        tell(0, inspections, "Publishing checklists")
        revisions = _templates(program, cast.engineer, cast.supervisors[0])
        for code, words in CODES:
            program.failure_codes.add(cast.engineer, code, words)
        samples = Samples.publish(
            program,
            quick,
            PASSWORD,
            cast.inspectors,
            cast.supervisors,
            cast.engineer,
            random.Random(seed),  # noqa: S311
        )
        improvers = Improvers(cast.inspectors, cast.supervisors[0], cast.engineer, cast.manager, cast.confidant, PASSWORD)
        demo_improvement.past(program, improvers)
        stories = Stories(program, cast.inspectors, cast.supervisors, cast.engineer)
        planned = shafts(samples, stories, end)
        planned.add(end, [*demo_suggestions.days(program, improvers), *Hooks(program, improvers, revisions).days()])
        planned.add(end, demo_complaints.days(program, cast.engineer, cast.supervisors))
        _history(program, quick, clock, cast, revisions, dice, end, inspections, planned, tell, cancelled)
        samples.present()
        demo_improvement.present(program, improvers)
        demo_trade.present(program, Traders(cast.inspectors[0], cast.supervisors, cast.engineer, PASSWORD))
        demo_aims.present(program, cast.manager, cast.engineer, PASSWORD)
    finally:
        program.close()


def _house(program: Program, admin: Actor) -> None:
    """Say that this is a demo, and where it stands."""
    with program.workspace.store.writing(admin.person_id) as work:
        stations.set_fact(work, "demo", "1")
        work.audit("workspace.demo", "workspace", "demo")
    program.settings.change(admin, replace(program.settings.current(), address=_ADDRESS))


def _people(program: Program, admin: Actor) -> _Cast:
    actors: dict[str, Actor] = {}
    for person in _PEOPLE:
        new = program.people.add_person(admin, login=person.login, name=person.name, roles=person.roles, admin_password=PASSWORD)
        actor = program.access.log_in(person.login, new.temporary_password)
        program.access.change_password(actor, new.temporary_password, PASSWORD)
        program.access.set_pin(actor, PASSWORD, PIN)
        actors[person.login] = actor
    program.access.set_pin(admin, PASSWORD, PIN)
    inspectors, supervisors = (actors["anna"], actors["jonas"], actors["mehmet"]), (actors["petra"], actors["david"])
    return _Cast(inspectors, supervisors, actors["eleni"], actors["ruth"], actors["tomas"])


def _templates(program: Program, engineer: Actor, approver: Actor) -> dict[str, str]:
    published = {}
    for name in _TEMPLATES:
        preview = program.templates.import_preview(engineer, resource_path("templates", name))
        draft = program.templates.import_(engineer, preview)
        program.templates.approve(approver, draft.id)
        published[name] = program.templates.publish(engineer, draft.id).id
    return published


def _history(
    program: Program,
    quick: QuickSigning,
    clock: DemoClock,
    cast: _Cast,
    revisions: dict[str, str],
    dice: random.Random,
    end: datetime,
    total: int,
    planned: Calendar,
    tell: Told,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Fill the past months; the last ones are left as a shift would find them: open, returned, waiting, due."""
    start = clock.now
    for place in range(total):
        if cancelled is not None and cancelled():
            raise CancelledError
        tell(place, total, "Inspecting")
        gone = of_the_year(place / total)
        planned.upto(clock, start + (end - timedelta(hours=6) - start) * gone)
        planned.stories.at(int(100 * gone))
        left = total - place
        name = dice.choice(list(revisions))
        inspector = dice.choice(cast.inspectors)
        row = _begin(program, inspector, revisions[name], name, place, dice)
        if left <= 3:
            _answer(program, inspector, row, dice, share=(0.35, 0.8, 0.1)[left - 1])
            continue
        _answer(program, inspector, row, dice, share=1.0)
        follow_up(program, cast.engineer, cast.supervisors, planned.stories.own)
        if place % _SORTED_OUT == _SORTED_OUT - 1:
            _mend(program, quick, clock, cast, dice)
        if place % 60 == 30:
            program.inspections.abandon(inspector, row, "Wrong part number chosen; begun again under the right one.")
        else:
            _finish(program, quick, clock, cast, inspector, row, dice, how=left)
    planned.upto(clock, end - timedelta(hours=6))
    planned.stories.at(100)
    _due(program, cast, revisions, end)


def _mend(program: Program, quick: QuickSigning, clock: DemoClock, cast: _Cast, dice: random.Random) -> None:
    """What was reworked is inspected again, and then its lot is accepted."""
    for first in demo_lots.to_inspect_again(program, cast.supervisors[0]):
        inspector = dice.choice(cast.inspectors)
        again = program.reinspections.begin(inspector, first).id
        _answer(program, inspector, again, dice, share=1.0, failing=0.0)
        _finish(program, quick, clock, cast, inspector, again, dice, how=_UNDECIDED + 1)


def _begin(program: Program, actor: Actor, revision: str, name: str, place: int, dice: random.Random) -> str:
    number, words, part_revision = dice.choice(_TEMPLATES[name])
    area = number.startswith("AREA")
    what = WhatToInspect(
        number,
        words,
        part_revision,
        "" if area else f"WO-{4600 + place // 3}",
        "" if area else f"L{26000 + place // 2}",
        "" if area else str((20, 50, 120, 200)[place // 2 % 4]),
        "" if area or dice.random() < 0.5 else f"SN{place:06d}",
    )
    return program.inspections.begin(actor, revision, what).id


_FAILS = 0.016
"""How often a line fails."""


def _answer(
    program: Program, actor: Actor, inspection: str, dice: random.Random, *, share: float, failing: float = _FAILS
) -> None:
    opened = program.inspections.open(actor, inspection)
    for item in opened.items[: max(1, round(len(opened.items) * share))]:
        fails = dice.random() < failing
        if item.kind is ItemKind.PHOTO:
            program.photos.add(actor, inspection_id=inspection, item_id=item.id, data=picture(dice), name="photo.jpg")
            continue
        raw = raw_answer(item, dice, fails=fails, now=program.workspace.store.clock())
        if raw is None:
            continue
        saved = program.answers.answer(actor, inspection, item.id, raw)
        if saved.verdict.value == "does_not_conform":
            _failed(program, actor, opened.row, item, dice)


def _failed(program: Program, actor: Actor, row: InspectionRow, item: Item, dice: random.Random) -> None:
    inspection = row.id
    program.answers.note(actor, inspection, item.id, dice.choice(_NOTES))
    if item.evidence.value in {"photo", "photo_and_note"} or dice.random() < 0.4:
        program.photos.add(actor, inspection_id=inspection, item_id=item.id, data=picture(dice), name="finding.jpg")
    if item.severity is not Severity.MINOR or dice.random() < 0.5:
        found = program.issues.suggest(actor, inspection, item.id)
        program.issues.log(
            actor,
            kind=IssueKind.NONCONFORMITY,
            title=found.title,
            severity=found.severity,
            quantity=_affected(row.part_number, dice),
            inspection_id=inspection,
            item_id=item.id,
            about=About(failure_code=code_of(item, row.part_number)),
        )


def _affected(part: str, dice: random.Random) -> str:
    """How many pieces a failure concerns: frames are welded one by one, and a place has no pieces."""
    pieces = str(dice.choice((1, 1, 1, 3, 8)))
    return "" if part.startswith("AREA") else "1" if part.startswith("W-") else pieces


def _finish(
    program: Program,
    quick: QuickSigning,
    clock: DemoClock,
    cast: _Cast,
    inspector: Actor,
    row: str,
    dice: random.Random,
    *,
    how: int,
) -> None:
    signing = program.signing if how <= _CAREFUL else quick
    for question in program.questions.ask(inspector, row):
        program.questions.reply(inspector, question.id, "Checked with the second gauge; the readings stand.")
    to_sign = signing.look(inspector, row)
    signing.sign(inspector, row, PASSWORD, Meaning.PERFORMED, to_sign.digest)
    clock.now += timedelta(minutes=dice.randint(4, 90))
    supervisor = dice.choice(cast.supervisors)
    if how <= _WAITING:
        return
    if how == _WAITING + 1:
        line = to_sign.record.lines[min(4, len(to_sign.record.lines) - 1)]
        signing.send_back(supervisor, row, {line.item.id: "Please check this line again with the second gauge."})
        return
    for key in program.review.look(supervisor, row).reasons:
        program.review.open_line(supervisor, row, key)
    shown = signing.look(supervisor, row)
    signing.countersign(supervisor, row, PASSWORD, Meaning.APPROVED, shown.digest)
    if how > _UNDECIDED:
        demo_lots.accept(program, supervisor, row, PASSWORD)


def _due(program: Program, cast: _Cast, revisions: dict[str, str], end: datetime) -> None:
    planned = (
        ("incoming_machined_part.xlsx", WhatToInspect("P-1042", "Bearing housing", "C", "WO-4698", "L26140", "120"), -40),
        (
            "electronics_final.xlsx",
            WhatToInspect("E-3301", "Motor controller", "F", "WO-4711", "L26151", "20", "SN000123"),
            35,
        ),
        ("safety_5s_round.xlsx", WhatToInspect("AREA-2", "Hall 2, assembly"), 150),
    )
    for name, what, minutes in planned:
        program.inspections.begin(
            cast.supervisors[0], revisions[name], what, due=end + timedelta(minutes=minutes), for_anyone=True
        )


def _silent(_done: int, _total: int, _words: str) -> None:
    """Tell nobody."""
