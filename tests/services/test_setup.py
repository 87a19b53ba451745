"""The first rows of a workspace, further stations, and the way back in with printed codes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_desktop.domain.errors import FaultError, InputError, NotAllowedError, RefusedError
from qa_desktop.domain.people import Role
from qa_desktop.domain.signature import REPORT_STAGES, Stage
from qa_desktop.services.access import AccessService
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.setup import create_workspace, enrol_station, stages_of
from qa_desktop.storage.models import Audit, ChainHead, Credential
from qa_desktop.storage.queries import keys as key_rows
from qa_desktop.storage.queries import people as rows
from qa_desktop.storage.queries import stations

PASSWORD = "correct horse battery"
NEW = "sentence after the flood"
FIRST = {
    "site": "Works Żółć GmbH & Co <KG>",
    "station_name": "Bench",
    "admin_login": "Boss",
    "admin_name": "Béla Boss",
    "admin_password": PASSWORD,
}


@pytest.fixture
def make(tmp_path, clock):
    made = []

    def build(**changes):
        values = {**FIRST, **changes}
        new = create_workspace(tmp_path / "new", clock=clock, **values)
        made.append(new)
        return new

    yield build
    for new in made:
        new.workspace.close()


# -- the first rows ---------------------------------------------


def test_a_new_workspace_has_one_administrator_and_no_certificate_but_the_root(make) -> None:
    new = make()
    store = new.workspace.store
    with store.reading() as connection:
        (person,) = rows.everyone(connection)
        (root,) = key_rows.certificates(connection)
        facts = {name: stations.fact(connection, name) for name in ("site", "installation", "epoch", "created")}
    assert (person.login, person.name, person.roles) == ("boss", "Béla Boss", {Role.ADMINISTRATOR})
    assert root.purpose == "ca"
    assert facts["site"] == FIRST["site"]
    assert all(facts.values())
    assert facts["installation"] != facts["epoch"]
    access = AccessService(store, KeyRing(new.workspace))
    assert access.log_in("boss", PASSWORD) == new.admin
    assert not access.must_change_password(new.admin)


def test_an_administrator_of_a_small_shop_may_sign_from_the_first_day(make) -> None:
    new = make(further_roles={Role.INSPECTOR})
    key = KeyRing(new.workspace).signer_for(new.admin.person_id, PASSWORD)
    assert (key.printed_name, key.stages) == ("Béla Boss", {Stage.INSPECTOR})


def test_recovery_codes_are_shown_once_and_kept_as_hashes(make) -> None:
    new = make()
    assert len(set(new.recovery_codes)) == 8
    assert all(len(code.replace("-", "")) == 16 for code in new.recovery_codes)
    assert new.recovery_codes[0] not in repr(new)
    with new.workspace.store.reading() as connection:
        stored = connection.execute(select(Credential.secret_hash).where(Credential.kind == "recovery")).scalars().all()
        audit = "\n".join(connection.execute(select(Audit.body)).scalars())
    assert len(stored) == 8
    assert all(text.startswith("$argon2id$") for text in stored)
    assert not any(code in audit for code in new.recovery_codes)
    assert PASSWORD not in audit


@pytest.mark.parametrize(
    "changes",
    [
        {"admin_password": "short"},
        {"admin_password": "bélaboss"},
        {"admin_login": ""},
        {"admin_login": "two words"},
        {"admin_name": " "},
        {"site": ""},
        {"site": "x" * 65},
        {"station_name": "\u200b"},
    ],
)
def test_bad_input_leaves_no_folder_behind(make, tmp_path, changes) -> None:
    with pytest.raises(InputError):
        make(**changes)
    assert not (tmp_path / "new").exists()


def test_a_folder_with_a_workspace_is_left_alone(make) -> None:
    make()
    with pytest.raises(FaultError, match="already holds a workspace"):
        make()


def test_a_second_station_has_its_own_chain(workspace, people) -> None:
    station = enrol_station(workspace.store, people["admin"], code="b2", name="Paint shop")
    with workspace.store.reading() as connection:
        assert stations.code_of(connection, station) == "B2"
        assert connection.execute(select(ChainHead.seq).where(ChainHead.station_id == station)).scalar_one() == 0
    with pytest.raises(RefusedError, match="exists already"):
        enrol_station(workspace.store, people["admin"], code="B2", name="Other")
    for code in ("", "-1", "ÄÖ", "12345"):
        with pytest.raises(InputError):
            enrol_station(workspace.store, people["admin"], code=code, name="Other")


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer", "auditor"])
def test_only_administrators_enrol_stations(workspace, people, login) -> None:
    with pytest.raises(NotAllowedError):
        enrol_station(workspace.store, people[login], code="99", name="Mine")


def test_stages_follow_from_permissions() -> None:
    assert stages_of(()) == frozenset()
    assert stages_of({Role.ADMINISTRATOR, Role.AUDITOR}) == frozenset()
    assert stages_of({Role.INSPECTOR, Role.QUALITY_ENGINEER}) == set(REPORT_STAGES)


# -- recovery ---------------------------------------------


@pytest.fixture
def second(people, people_service, access):
    account = people_service.add_person(
        people["admin"], login="admin2", name="Bo Boss", roles={Role.ADMINISTRATOR}, admin_password=PASSWORD
    )
    actor = access.log_in("admin2", account.temporary_password)
    access.change_password(actor, account.temporary_password, PASSWORD)
    return actor


def test_two_codes_open_the_account_of_the_only_administrator(recovery, house, people, access, keys, people_service) -> None:
    old_root = keys.trust().roots
    inspector = keys.signer_for(people["inspector"].person_id, PASSWORD)
    recovered = recovery.recover("ADMIN", [house.codes[0].lower(), house.codes[3].replace("-", " ")], NEW)
    assert (recovered.actor, recovered.codes_left, recovered.new_authority) == (people["admin"], 6, True)
    assert access.log_in("admin", NEW) == people["admin"]
    with pytest.raises(RefusedError):
        access.log_in("admin", PASSWORD)
    # Old signatures stay explained, old keys go on signing, and new people can be added under the new root.
    trust = keys.trust()
    assert trust.roots[:1] == old_root
    assert len(trust.roots) == 2
    assert keys.signer_for(people["inspector"].person_id, PASSWORD) == inspector
    account = people_service.add_person(people["admin"], login="n", name="N", roles={Role.INSPECTOR}, admin_password=NEW)
    assert account.temporary_password


def test_one_code_and_a_second_administrator_keep_the_authority(recovery, house, people, second, keys) -> None:
    recovered = recovery.recover("admin", house.codes[:1], NEW, helper_login="admin2", helper_password=PASSWORD)
    assert (recovered.codes_left, recovered.new_authority) == (7, False)
    assert keys.open_authority(people["admin"].person_id, NEW) == keys.open_authority(second.person_id, PASSWORD)
    assert len(keys.trust().roots) == 1


def test_a_recovered_signer_gets_a_new_certificate(recovery, house, people, people_service, keys) -> None:
    admin = people["admin"]
    people_service.grant_role(admin, admin.person_id, Role.INSPECTOR, admin_password=PASSWORD)
    old = keys.signer_for(admin.person_id, PASSWORD)
    recovery.recover("admin", house.codes[:2], NEW)
    new = keys.signer_for(admin.person_id, NEW)
    assert new.fingerprint != old.fingerprint
    assert old.fingerprint in keys.trust().revoked


def test_recovery_ends_the_pin(recovery, house, people, access) -> None:
    access.set_pin(people["admin"], PASSWORD, "274915")
    recovery.recover("admin", house.codes[:2], NEW)
    with pytest.raises(RefusedError, match="No PIN is set"):
        access.log_in_with_pin(people["admin"].person_id, "274915")


def test_each_code_works_once(recovery, house, people) -> None:
    recovery.recover("admin", house.codes[:2], NEW)
    with pytest.raises(RefusedError, match="does not open"):
        recovery.recover("admin", house.codes[1:3], "another sentence")
    assert recovery.codes_left(people["admin"]) == 6


def test_codes_do_not_open_less_than_asked_for(recovery, house, people, access, second) -> None:
    codes = house.codes
    tries = [
        ("admin", codes[:1], {}),
        ("admin", [codes[0], codes[0]], {}),
        ("admin", [codes[0], "AAAA-AAAA-AAAA-AAAA"], {}),
        ("admin", [], {}),
        ("admin", [], {"helper_login": "admin2", "helper_password": PASSWORD}),
        ("admin", ["x"], {"helper_login": "admin2", "helper_password": PASSWORD}),
        ("admin", codes[:1], {"helper_login": "admin2", "helper_password": "wrong"}),
        ("admin", codes[:1], {"helper_login": "supervisor", "helper_password": PASSWORD}),
        ("admin", codes[:1], {"helper_login": "nobody", "helper_password": PASSWORD}),
        ("supervisor", codes[:2], {}),
        ("nobody", codes[:2], {}),
    ]
    for login, typed, helper in tries:
        with pytest.raises(RefusedError):
            recovery.recover(login, typed, NEW, **helper)
    with pytest.raises(InputError, match="somebody else"):
        recovery.recover("admin", codes[:1], NEW, helper_login="admin", helper_password=PASSWORD)
    with pytest.raises(InputError):
        recovery.recover("admin", codes[:2], "short")
    assert recovery.codes_left(people["admin"]) == 8
    assert access.log_in("admin", PASSWORD) == people["admin"]


def test_everybody_is_told_for_thirty_days(recovery, house, people, clock) -> None:
    assert recovery.notices() == ()
    recovery.recover("admin", house.codes[:2], NEW)
    clock.forward(days=29)
    assert [notice.name for notice in recovery.notices()] == ["Ada Administrator"]
    clock.forward(days=2)
    assert recovery.notices() == ()


def test_new_codes_replace_the_old_ones(recovery, house, people) -> None:
    codes = recovery.renew_codes(people["admin"], PASSWORD)
    assert len(codes) == recovery.codes_left(people["admin"]) == 8
    with pytest.raises(RefusedError):
        recovery.recover("admin", house.codes[:2], NEW)
    assert recovery.recover("admin", codes[:2], NEW).codes_left == 6


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer", "auditor"])
def test_only_administrators_renew_codes(recovery, people, login) -> None:
    with pytest.raises(NotAllowedError):
        recovery.renew_codes(people[login], PASSWORD)


def test_renewing_codes_needs_the_password(recovery, people) -> None:
    with pytest.raises(RefusedError, match="password is not right"):
        recovery.renew_codes(people["admin"], "wrong")


def test_recovery_clears_a_locked_password(recovery, house, people, access, clock) -> None:
    for _ in range(100):
        with pytest.raises(RefusedError):
            access.log_in("admin", "wrong")
        clock.forward(minutes=16)
    with pytest.raises(RefusedError, match="locked after 100"):
        access.log_in("admin", PASSWORD)
    recovery.recover("admin", house.codes[:2], NEW)
    assert access.log_in("admin", NEW) == people["admin"]
