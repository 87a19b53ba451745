"""Who reads concerns is decided by those who read already: an administrator plants no key of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.access import AccessService
from qa_desktop.services.concern_keys import make_key
from qa_desktop.services.concerns import ConcernService
from qa_desktop.services.confidants import statement
from qa_desktop.services.doctor import DoctorService
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.people import PeopleService
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.storage import sealing
from qa_desktop.storage.queries import concerns as rows
from qa_desktop.storage.queries.confidants import ADMITTED, FOUNDED, MADE
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock

People = dict[str, Actor]
OWN = "a sentence of my own choice"


@pytest.fixture
def service(workspace: Workspace, keys: KeyRing) -> ConcernService:
    return ConcernService(workspace, keys)


@pytest.fixture
def ready(service: ConcernService, people: People) -> ConcernService:
    assert service.open_channel(people["confidant"], PASSWORD).trusted
    return service


@pytest.fixture
def puppet(people: People, people_service: PeopleService, access: AccessService) -> Callable[[], Actor]:
    """Return an account that the administrator made for themselves, with the role of a confidant and a password of their own."""

    def make() -> Actor:
        made = people_service.add_person(
            people["admin"], login="anna", name="Anna Beck", roles={Role.CONFIDANT}, admin_password=PASSWORD
        )
        actor = Actor(made.person_id, "anna", "Anna Beck", frozenset({Role.CONFIDANT}), people["admin"].station_id)
        access.change_password(actor, made.temporary_password, OWN)
        return actor

    return make


def test_the_key_of_a_made_up_confidant_reads_nothing_until_somebody_who_reads_admits_it(
    ready: ConcernService, puppet: Callable[[], Actor], people: People
) -> None:
    anna = puppet()
    standing = ready.open_channel(anna, OWN)
    assert not standing.trusted
    assert ready.readers() == (people["confidant"].name,)
    given = ready.give("about the administrator")
    assert given.readers == (people["confidant"].name,)
    assert ready.threads(anna, OWN) == ()
    assert [one.name for one in ready.reader_changes()] == [people["confidant"].name], "nobody is told of who does not read"
    with pytest.raises(RefusedError, match="admits you"):
        ready.open_channel(anna, OWN)


@pytest.mark.parametrize("who", ["admin", "confidant"])
def test_nobody_is_administrator_and_confidant(people: People, people_service: PeopleService, who: str) -> None:
    role = {"admin": Role.CONFIDANT, "confidant": Role.ADMINISTRATOR}[who]
    with pytest.raises(RefusedError, match=r"no confidant|own roles"):
        people_service.grant_role(people["admin"], people[who].person_id, role, admin_password=PASSWORD)
    with pytest.raises(RefusedError, match="no confidant"):
        people_service.add_person(
            people["admin"], login="both", name="Both", roles={Role.ADMINISTRATOR, Role.CONFIDANT}, admin_password=PASSWORD
        )


def test_removing_the_confidant_to_found_the_channel_anew_is_said_by_name_for_thirty_days(
    ready: ConcernService, puppet: Callable[[], Actor], people: People, people_service: PeopleService, clock: FakeClock
) -> None:
    clock.forward(days=40)
    assert ready.reader_changes() == ()
    anna = puppet()
    ready.open_channel(anna, OWN)
    true = people["confidant"]
    people_service.revoke_role(people["admin"], true.person_id, Role.CONFIDANT, admin_password=PASSWORD)
    assert ready.readers() == (), "who only waited reads nothing by waiting"
    with pytest.raises(RefusedError, match="Nobody can read"):
        ready.give("x")
    assert ready.open_channel(anna, OWN).trusted
    day = clock().date().isoformat()
    found = ready.reader_changes()
    assert [(one.name, one.day, one.reads) for one in found] == [("Anna Beck", day, True), (true.name, day, False)]
    clock.forward(days=30)
    assert len(ready.reader_changes()) == 2
    clock.forward(days=1)
    assert ready.reader_changes() == ()


def test_a_new_key_after_a_reset_password_is_said(
    ready: ConcernService, people: People, people_service: PeopleService, access: AccessService, clock: FakeClock
) -> None:
    clock.forward(days=40)
    true = people["confidant"]
    reset = people_service.reset_password(people["admin"], true.person_id, admin_password=PASSWORD)
    access.change_password(true, reset.temporary_password or "", OWN)
    assert ready.open_channel(true, OWN).trusted, "the only one founds the channel anew"
    assert [(one.name, one.day, one.reads) for one in ready.reader_changes()] == [(true.name, clock().date().isoformat(), True)]


def test_who_takes_over_an_account_waits_where_another_one_reads(
    ready: ConcernService,
    puppet: Callable[[], Actor],
    people: People,
    people_service: PeopleService,
    access: AccessService,
) -> None:
    true, anna = people["confidant"], puppet()
    ready.open_channel(anna, OWN)
    ready.admit(true, PASSWORD, ready.candidates(true)[0].key_id)
    reset = people_service.reset_password(people["admin"], true.person_id, admin_password=PASSWORD)
    access.change_password(true, reset.temporary_password or "", OWN)
    assert not ready.open_channel(true, OWN).trusted
    ready.give("x")
    assert ready.threads(true, OWN) == ()
    assert len(ready.threads(anna, OWN)) == 1


def test_the_confidant_who_comes_back_waits_for_those_who_read_now(
    ready: ConcernService, puppet: Callable[[], Actor], people: People, people_service: PeopleService
) -> None:
    true, anna = people["confidant"], puppet()
    ready.open_channel(anna, OWN)
    people_service.revoke_role(people["admin"], true.person_id, Role.CONFIDANT, admin_password=PASSWORD)
    ready.open_channel(anna, OWN)
    people_service.grant_role(people["admin"], true.person_id, Role.CONFIDANT, admin_password=PASSWORD)
    assert ready.readers() == ("Anna Beck",)
    assert not ready.open_channel(true, PASSWORD).trusted
    ready.admit(anna, OWN, ready.candidates(anna)[0].key_id)
    assert set(ready.readers()) == {"Anna Beck", true.name}


def test_a_key_written_into_the_database_is_sealed_for_by_nobody_and_the_doctor_says_so(
    ready: ConcernService, puppet: Callable[[], Actor], people: People, workspace: Workspace, keys: KeyRing
) -> None:
    anna = puppet()
    planted = make_key(OWN)
    with workspace.store.writing(anna.person_id) as work:
        rows.put_key(work, planted.id, anna.person_id, planted.public, planted.sealed, "2026-03-02")
        work.leave_unaudited("planted")
    assert ready.readers() == (people["confidant"].name,)
    doctor = DoctorService(workspace, keys, ReportFiles(workspace))
    words = [one.sentence for one in doctor.check(people["auditor"]).findings if one.area == "concerns"]
    assert words == ["Nobody announced the key for reading concerns of Anna Beck, so nothing is sealed for it."]


@pytest.mark.parametrize("forged", ["founded", "admitted by itself", "admitted in the name of the confidant"])
def test_forged_entries_of_the_audit_chain_open_nothing(
    ready: ConcernService, puppet: Callable[[], Actor], people: People, workspace: Workspace, forged: str
) -> None:
    anna, true = puppet(), people["confidant"]
    pair = sealing.new_pair()
    key_id, hand = sealing.fingerprint(pair.public), sealing.hand_of(pair.private)
    with workspace.store.reading() as connection:
        true_key = rows.keys(connection, person_id=true.person_id)[0].id

    def signed(action: str) -> str:
        return sealing.vouch(pair.private, statement(action, key_id, hand)).hex()

    with workspace.store.writing(anna.person_id) as work:
        rows.put_key(work, key_id, anna.person_id, pair.public, make_key(OWN).sealed, "2026-03-02")
        work.audit(MADE, "concern_key", key_id, {"hand": hand.hex(), "signature": signed(MADE)})
        if forged == "founded":
            work.audit(FOUNDED, "concern_key", key_id, {"hand": hand.hex(), "signature": signed(FOUNDED)})
        elif forged == "admitted by itself":
            work.audit(ADMITTED, "concern_key", key_id, {"by": key_id, "signature": signed(ADMITTED)})
    if forged == "admitted in the name of the confidant":
        with workspace.store.writing(true.person_id) as work:
            work.audit(ADMITTED, "concern_key", key_id, {"by": true_key, "signature": signed(ADMITTED)})
    assert ready.readers() == (true.name,)
    assert [one.name for one in ready.candidates(true)] == ["Anna Beck"]


def test_a_key_of_an_older_program_is_kept_when_its_owner_opens_the_channel(
    service: ConcernService, people: People, workspace: Workspace
) -> None:
    true, old = people["confidant"], make_key(PASSWORD)
    with workspace.store.writing(true.person_id) as work:
        rows.put_key(work, old.id, true.person_id, old.public, old.sealed, "2026-03-02")
        work.audit("concern.key", "concern_key", old.id, {"person": true.person_id})
    assert service.readers() == ()
    assert service.standing(true).code == ""
    assert service.open_channel(true, PASSWORD).trusted
    with workspace.store.reading() as connection:
        assert [key.id for key in rows.keys(connection)] == [old.id]


def test_a_hand_signs_one_statement_alone() -> None:
    pair = sealing.new_pair()
    hand, signature = sealing.hand_of(pair.private), sealing.vouch(pair.private, "this")
    assert sealing.is_vouched(hand, "this", signature)
    stranger = sealing.hand_of(sealing.new_pair().private)
    for other in ((hand, "that", signature), (stranger, "this", signature), (b"", "this", b"")):
        assert not sealing.is_vouched(*other)
    assert hand != pair.public


def test_the_ordinary_entries_about_keys_say_nothing_about_concerns(ready: ConcernService, workspace: Workspace) -> None:
    ready.give("x")
    with workspace.store.reading() as connection:
        bodies = list(connection.exec_driver_sql("SELECT body FROM audit WHERE action LIKE 'concern.%'").scalars())
        concern = rows.everything(connection)[0].id
    assert len(bodies) == 2
    assert not any(concern in body for body in bodies)
