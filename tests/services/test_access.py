"""Logging in, lockout, PIN, badge and one's own password."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from qa_desktop.domain.errors import InputError, QaError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.services import credentials
from qa_desktop.services.access import AccessService, initials_of
from qa_desktop.services.credentials import wait_after
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.people import PeopleService
from qa_desktop.storage import secrets
from qa_desktop.storage.models import Audit, Credential
from qa_desktop.storage.workspace import Workspace

PASSWORD = "correct horse battery"
PIN = "274915"


def sentence(act: Callable[[], object]) -> str:
    with pytest.raises(QaError) as caught:
        act()
    return str(caught.value)


def bodies(workspace: Workspace) -> list[dict[str, object]]:
    with workspace.store.reading() as connection:
        return [json.loads(body) for body in connection.execute(select(Audit.body).order_by(Audit.seq)).scalars()]


def wrong(access: AccessService, times: int, clock, login: str = "inspector") -> None:
    """Type a wrong password, each time after waiting long enough."""
    for _ in range(times):
        with pytest.raises(RefusedError):
            access.log_in(login, "not the password")
        clock.forward(minutes=16)


def test_tiles_show_active_people_with_initials(access, people, people_service) -> None:
    people_service.deactivate(people["admin"], people["inspector2"].person_id, "left the company")
    tiles = {tile.login: tile for tile in access.people_tiles()}
    assert set(tiles) == set(people) - {"inspector2"}
    assert (tiles["inspector"].initials, tiles["inspector"].has_pin) == ("II", False)
    assert tiles["supervisor"].roles == people["supervisor"].roles
    assert [tile.name for tile in access.people_tiles()] == sorted(tile.name for tile in access.people_tiles())


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Zoë de Vries", "ZV"), ("Cher", "C"), ("jean-luc (night) Picard", "JP"), ("Ωμέγα Ένα", "ΩΈ"), ("—", "—")],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_log_in_ignores_case_and_blanks_of_the_name(access, people) -> None:
    assert access.log_in("  Inspector ", PASSWORD) == people["inspector"]


def test_log_in_is_audited_without_the_password(access, people, workspace) -> None:
    access.log_in("inspector", PASSWORD)
    with pytest.raises(RefusedError):
        access.log_in("inspector", "s3cret mistake")
    with pytest.raises(RefusedError):
        access.log_in("my password by mistake", "x")
    found = bodies(workspace)
    assert [body["action"] for body in found[-3:]] == ["access.logged_in", "access.refused", "access.refused"]
    text = json.dumps(found)
    assert "s3cret" not in text
    assert "by mistake" not in text
    assert PASSWORD not in text


def test_unknown_name_and_wrong_password_say_the_same_after_the_same_work(access, people, monkeypatch) -> None:
    work: list[str] = []
    verify, pretend = secrets.verify_secret, secrets.pretend_to_verify
    monkeypatch.setattr(secrets, "verify_secret", lambda *a: work.append("one hash") or verify(*a))
    monkeypatch.setattr(secrets, "pretend_to_verify", lambda: work.append("one hash") or pretend())
    known = sentence(lambda: access.log_in("inspector", "wrong"))
    unknown = sentence(lambda: access.log_in("nobody.here", "wrong"))
    assert known == unknown
    assert work == ["one hash", "one hash"]


def test_unknown_name_rests_like_a_known_one(access, people, clock) -> None:
    for login in ("inspector", "nobody.here"):
        for _ in range(5):
            sentence(lambda login=login: access.log_in(login, "wrong"))
    known = sentence(lambda: access.log_in("inspector", "wrong"))
    assert known == sentence(lambda: access.log_in("nobody.here", "wrong"))
    assert "30 seconds" in known
    clock.forward(seconds=31)
    assert sentence(lambda: access.log_in("nobody.here", "wrong")) == credentials.WRONG_LOGIN


@pytest.mark.parametrize("login", ["", "\ud800", "nul\x00name", "x" * 5000])
@pytest.mark.parametrize("password", ["", "\udfff", "nul\x00", "y" * 5000])
def test_odd_input_is_refused_and_nothing_else(access, people, login: str, password: str) -> None:
    assert sentence(lambda: access.log_in(login, password)) == credentials.WRONG_LOGIN
    assert sentence(lambda: access.log_in("auditor", password)) == credentials.WRONG_LOGIN


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [int(wait_after(count).total_seconds()) for count in range(12)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]
    assert wait_after(1_000_000).total_seconds() == 900


def test_five_failures_make_even_the_right_password_wait(access, people, clock) -> None:
    for _ in range(5):
        sentence(lambda: access.log_in("inspector", "wrong"))
    assert "Wait 30 seconds" in sentence(lambda: access.log_in("inspector", PASSWORD))
    clock.forward(seconds=29)
    assert "Wait 1 seconds" in sentence(lambda: access.log_in("inspector", PASSWORD))
    clock.forward(seconds=2)
    assert access.log_in("inspector", PASSWORD) == people["inspector"]
    # The slate is clean: four further mistakes cost nothing.
    for _ in range(4):
        sentence(lambda: access.log_in("inspector", "wrong"))
    assert access.log_in("inspector", PASSWORD) == people["inspector"]


def test_counters_survive_a_restart_and_are_audited(access, people, workspace, clock, reopen) -> None:
    for _ in range(5):
        sentence(lambda: access.log_in("inspector", "wrong"))
    workspace.close()
    again = reopen(workspace.folder, clock)
    try:
        late = AccessService(again.store, KeyRing(again))
        assert "Wait 30 seconds" in sentence(lambda: late.log_in("inspector", PASSWORD))
        refused = [body for body in bodies(again) if body["action"] == "access.refused"]
        assert [body["details"]["failures"] for body in refused] == [1, 2, 3, 4, 5]
        assert refused[-1]["details"]["locked_until"]
    finally:
        again.close()


def test_password_is_locked_after_a_hundred_failures_until_an_administrator_unlocks_it(
    access, people, clock, people_service
) -> None:
    wrong(access, 100, clock)
    clock.forward(days=30)
    assert "locked after 100" in sentence(lambda: access.log_in("inspector", PASSWORD))
    people_service.unlock(people["admin"], people["inspector"].person_id)
    assert access.log_in("inspector", PASSWORD) == people["inspector"]


def test_guessing_at_the_signature_counts_too(access, people, keys) -> None:
    person_id = people["inspector"].person_id
    for _ in range(3):
        sentence(lambda: keys.signer_for(person_id, "wrong"))
    for _ in range(2):
        sentence(lambda: access.verify_password(people["inspector"], "wrong"))
    assert "Wait" in sentence(lambda: keys.signer_for(person_id, PASSWORD))


def test_a_switched_off_account_is_refused_however_it_comes(access, people, people_service, keys) -> None:
    inspector = people["inspector"]
    access.set_pin(inspector, PASSWORD, PIN)
    access.set_badge(inspector, PASSWORD, "B-1")
    people_service.deactivate(people["admin"], inspector.person_id, "left")
    assert "switched off" in sentence(lambda: access.log_in("inspector", PASSWORD))
    assert sentence(lambda: access.log_in("inspector", "wrong")) == credentials.WRONG_LOGIN
    assert "switched off" in sentence(lambda: access.log_in_with_pin(inspector.person_id, PIN))
    assert "belongs to nobody" in sentence(lambda: access.log_in_with_badge("B-1"))
    assert "switched off" in sentence(lambda: access.present(inspector))
    assert "switched off" in sentence(lambda: keys.signer_for(inspector.person_id, PASSWORD))


# -- PIN and badge ---------------------------------------------


def test_pin_switches_the_person_but_needs_the_password_to_be_set(access, people) -> None:
    inspector = people["inspector"]
    assert sentence(lambda: access.set_pin(inspector, "wrong", PIN)) == credentials.WRONG_PASSWORD
    access.set_pin(inspector, PASSWORD, PIN)
    assert access.log_in_with_pin(inspector.person_id, PIN) == inspector
    assert sentence(lambda: access.log_in_with_pin(inspector.person_id, "999111")) == credentials.WRONG_PIN
    assert {tile.login for tile in access.people_tiles() if tile.has_pin} == {"inspector"}


def test_a_pin_never_signs(access, people, keys) -> None:
    access.set_pin(people["inspector"], PASSWORD, PIN)
    assert sentence(lambda: keys.signer_for(people["inspector"].person_id, PIN)) == credentials.WRONG_PASSWORD


@pytest.mark.parametrize("pin", ["123", "1111", "123456", "12a4", "٣٧٢٥١", "1234567890123"])
def test_weak_pins_are_refused(access, people, pin: str) -> None:
    with pytest.raises(InputError):
        access.set_pin(people["inspector"], PASSWORD, pin)


def test_pin_is_out_of_use_after_ten_failures_and_has_to_be_set_again(access, people, clock, people_service) -> None:
    inspector = people["inspector"]
    access.set_pin(inspector, PASSWORD, PIN)
    for _ in range(10):
        assert sentence(lambda: access.log_in_with_pin(inspector.person_id, "999111")) == credentials.WRONG_PIN
        clock.forward(minutes=16)
    assert "out of use" in sentence(lambda: access.log_in_with_pin(inspector.person_id, PIN))
    assert not any(tile.has_pin for tile in access.people_tiles())
    people_service.unlock(people["admin"], inspector.person_id)
    assert "No PIN is set" in sentence(lambda: access.log_in_with_pin(inspector.person_id, PIN))
    assert access.log_in("inspector", PASSWORD) == inspector
    access.set_pin(inspector, PASSWORD, PIN)
    assert access.log_in_with_pin(inspector.person_id, PIN) == inspector


def test_pin_rests_after_five_failures(access, people, clock) -> None:
    inspector = people["inspector"]
    access.set_pin(inspector, PASSWORD, PIN)
    for _ in range(5):
        sentence(lambda: access.log_in_with_pin(inspector.person_id, "999111"))
    assert "Wait 30 seconds" in sentence(lambda: access.log_in_with_pin(inspector.person_id, PIN))
    clock.forward(seconds=31)
    assert access.log_in_with_pin(inspector.person_id, PIN) == inspector


def test_a_copied_database_is_no_use_for_guessing_pins(access, people, workspace) -> None:
    access.set_pin(people["inspector"], PASSWORD, PIN)
    with workspace.store.reading() as connection:
        stored = connection.execute(select(Credential.secret_hash).where(Credential.kind == "pin")).scalar_one()
    assert not secrets.verify_secret(stored.partition(":")[2], PIN)


def test_without_the_station_secret_the_pin_has_to_be_set_again(access, people, tmp_path) -> None:
    inspector = people["inspector"]
    access.set_pin(inspector, PASSWORD, PIN)
    files = list((tmp_path / "computer").rglob("*.key"))
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o777 == 0o600
    files[0].unlink()
    assert not any(tile.has_pin for tile in access.people_tiles())
    assert "No PIN is set" in sentence(lambda: access.log_in_with_pin(inspector.person_id, PIN))
    access.set_pin(inspector, PASSWORD, PIN)
    assert access.log_in_with_pin(inspector.person_id, PIN) == inspector


def test_a_removed_pin_opens_nothing(access, people) -> None:
    access.set_pin(people["inspector"], PASSWORD, PIN)
    access.remove_pin(people["inspector"])
    assert "No PIN is set" in sentence(lambda: access.log_in_with_pin(people["inspector"].person_id, PIN))


def test_badge_only_says_whom_to_ask_for_the_pin(access, people) -> None:
    access.set_badge(people["inspector"], PASSWORD, "BADGE-0001")
    access.set_pin(people["inspector"], PASSWORD, PIN)
    tile = access.log_in_with_badge(" BADGE-0001\r\n")
    assert (tile.person_id, tile.has_pin) == (people["inspector"].person_id, True)
    assert not isinstance(tile, Actor)


def test_badges_belong_to_one_person_and_can_be_withdrawn(access, people, people_service) -> None:
    access.set_badge(people["inspector"], PASSWORD, "BADGE-0001")
    assert "Somebody else" in sentence(lambda: access.set_badge(people["supervisor"], PASSWORD, "BADGE-0001"))
    access.set_badge(people["inspector"], PASSWORD, "BADGE-0002")
    assert "belongs to nobody" in sentence(lambda: access.log_in_with_badge("BADGE-0001"))
    people_service.end_badge(people["admin"], people["inspector"].person_id)
    assert "belongs to nobody" in sentence(lambda: access.log_in_with_badge("BADGE-0002"))
    people_service.set_badge(people["admin"], people["supervisor"].person_id, "BADGE-0002")
    assert access.log_in_with_badge("BADGE-0002").login == "supervisor"


def test_setting_a_badge_needs_the_password(access, people) -> None:
    assert sentence(lambda: access.set_badge(people["inspector"], "wrong", "B-9")) == credentials.WRONG_PASSWORD


# -- one's own password ---------------------------------------------


def test_change_password_keeps_the_same_signing_key(access, people, keys) -> None:
    inspector = people["inspector"]
    before = keys.signer_for(inspector.person_id, PASSWORD)
    access.change_password(inspector, PASSWORD, "a new sentence of mine")
    after = keys.signer_for(inspector.person_id, "a new sentence of mine")
    assert (after.fingerprint, after.pkcs12, after.password) == (before.fingerprint, before.pkcs12, before.password)
    assert sentence(lambda: keys.signer_for(inspector.person_id, PASSWORD)) == credentials.WRONG_PASSWORD
    assert sentence(lambda: access.log_in("inspector", PASSWORD)) == credentials.WRONG_LOGIN


def test_an_administrator_still_opens_the_authority_after_changing_the_password(access, people, keys) -> None:
    admin = people["admin"]
    before = keys.open_authority(admin.person_id, PASSWORD)
    access.change_password(admin, PASSWORD, "a new sentence of mine")
    assert keys.open_authority(admin.person_id, "a new sentence of mine") == before


def test_a_bad_new_password_changes_nothing(access, people) -> None:
    inspector = people["inspector"]
    for new in ("short", "password", "inspector", "Ines Inspector", "aaaaaaaaaa"):
        with pytest.raises(InputError):
            access.change_password(inspector, PASSWORD, new)
    assert "is the old one" in sentence(lambda: access.change_password(inspector, PASSWORD, PASSWORD))
    assert sentence(lambda: access.change_password(inspector, "wrong", "a new sentence")) == credentials.WRONG_PASSWORD
    assert access.log_in("inspector", PASSWORD) == inspector


def test_the_same_letters_typed_another_way_are_the_same_password(access, people) -> None:
    composed, decomposed = "gr\u00fc\u00dfe aus k\u00f6ln", "gru\u0308\u00dfe aus ko\u0308ln"
    access.change_password(people["inspector"], PASSWORD, composed)
    assert access.log_in("inspector", decomposed) == people["inspector"]


def test_the_hash_of_an_old_password_is_forgotten(access, people, workspace) -> None:
    access.change_password(people["inspector"], PASSWORD, "a new sentence of mine")
    with workspace.store.reading() as connection:
        ended = connection.execute(select(Credential.secret_hash).where(Credential.ended_at.is_not(None))).scalars().all()
    assert ended
    assert set(ended) == {""}


def test_a_temporary_password_logs_in_and_does_nothing_else(access, people, people_service, keys) -> None:
    inspector = people["inspector"]
    outcome = people_service.reset_password(people["admin"], inspector.person_id, admin_password=PASSWORD)
    temporary = outcome.temporary_password
    assert temporary
    assert access.log_in("inspector", temporary) == inspector
    assert access.must_change_password(inspector)
    assert "password of your own" in sentence(lambda: keys.signer_for(inspector.person_id, temporary))
    assert "password of your own" in sentence(lambda: access.set_pin(inspector, temporary, PIN))
    access.change_password(inspector, temporary, "a new sentence of mine")
    assert not access.must_change_password(inspector)
    assert keys.signer_for(inspector.person_id, "a new sentence of mine").fingerprint == outcome.certificate


def test_present_shows_the_roles_of_this_moment(access, people, people_service: PeopleService) -> None:
    (role,) = people["inspector2"].roles
    people_service.revoke_role(people["admin"], people["inspector2"].person_id, role, admin_password=PASSWORD)
    assert access.present(people["inspector2"]).roles == frozenset()


def test_log_out_is_audited(access, people, workspace) -> None:
    access.log_out(people["inspector"])
    assert bodies(workspace)[-1]["action"] == "access.logged_out"
