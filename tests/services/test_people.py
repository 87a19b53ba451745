"""Accounts, roles and resets: each rule with somebody who tries to break it and fails."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, NotFoundError, QaError, RefusedError
from qa_desktop.domain.people import Permission, Role
from qa_desktop.domain.signature import REPORT_STAGES, Stage
from qa_desktop.services.guard import MARK
from qa_desktop.services.people import PeopleService
from qa_desktop.storage.models import Audit, Person
from qa_desktop.storage.queries import keys as key_rows

PASSWORD = "correct horse battery"


@pytest.fixture
def admin(people):
    return people["admin"]


@pytest.fixture
def second(people, people_service, access):
    """A second administrator, who is nothing else."""
    account = people_service.add_person(
        people["admin"], login="admin2", name="Bo Boss", roles={Role.ADMINISTRATOR}, admin_password=PASSWORD
    )
    actor = access.log_in("admin2", account.temporary_password)
    access.change_password(actor, account.temporary_password, PASSWORD)
    return actor


def actions(workspace, since: int = 0) -> list[str]:
    with workspace.store.reading() as connection:
        return list(connection.execute(select(Audit.action).where(Audit.seq > since).order_by(Audit.seq)).scalars())


def last(workspace) -> int:
    with workspace.store.reading() as connection:
        return int(connection.execute(select(Audit.seq).order_by(Audit.seq.desc())).scalars().first())


# -- who may ---------------------------------------------


CALLS = {
    "list_people": lambda s, who, whom: s.list_people(who),
    "add_person": lambda s, who, whom: s.add_person(
        who, login="new", name="New", roles={Role.ADMINISTRATOR}, admin_password=PASSWORD
    ),
    "rename": lambda s, who, whom: s.rename(who, whom, "Other Name", admin_password=PASSWORD),
    "grant_role": lambda s, who, whom: s.grant_role(who, whom, Role.ADMINISTRATOR, admin_password=PASSWORD),
    "revoke_role": lambda s, who, whom: s.revoke_role(who, whom, Role.INSPECTOR, admin_password=PASSWORD),
    "renew_certificate": lambda s, who, whom: s.renew_certificate(who, whom, admin_password=PASSWORD),
    "reset_password": lambda s, who, whom: s.reset_password(who, whom, admin_password=PASSWORD),
    "deactivate": lambda s, who, whom: s.deactivate(who, whom, "because"),
    "reactivate": lambda s, who, whom: s.reactivate(who, whom, admin_password=PASSWORD),
    "unlock": lambda s, who, whom: s.unlock(who, whom),
    "set_badge": lambda s, who, whom: s.set_badge(who, whom, "B-1"),
    "end_badge": lambda s, who, whom: s.end_badge(who, whom),
    "role_history": lambda s, who, whom: s.role_history(who, whom),
}


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer", "auditor"])
@pytest.mark.parametrize("call", CALLS)
def test_only_administrators_manage_people(people_service, people, workspace, login, call) -> None:
    before = last(workspace)
    with pytest.raises(NotAllowedError):
        CALLS[call](people_service, people[login], people["inspector2"].person_id)
    assert last(workspace) == before


def test_the_list_above_is_complete() -> None:
    public = {name for name in vars(PeopleService) if not name.startswith("_")}
    assert public - {"certificates"} == set(CALLS)
    assert getattr(PeopleService.certificates, MARK) is Permission.VERIFY


def test_inspectors_do_not_read_the_list_of_certificates(people_service, people) -> None:
    with pytest.raises(NotAllowedError):
        people_service.certificates(people["inspector"])


# -- adding ---------------------------------------------


def test_a_new_person_gets_a_temporary_password_and_a_certificate(people_service, admin, access, keys) -> None:
    account = people_service.add_person(
        admin, login="Novak.P", name="Petra Nováková", roles={Role.SUPERVISOR}, admin_password=PASSWORD
    )
    assert account.login == "novak.p"
    assert account.temporary_password not in repr(account)
    actor = access.log_in("novak.p", account.temporary_password)
    assert access.must_change_password(actor)
    access.change_password(actor, account.temporary_password, "sentence of her own")
    key = keys.signer_for(account.person_id, "sentence of her own")
    assert key.printed_name == "Petra Nováková"
    assert key.stages == set(REPORT_STAGES)


def test_adding_needs_the_administrators_password(people_service, admin, workspace) -> None:
    with pytest.raises(RefusedError, match="password is not right"):
        people_service.add_person(admin, login="new", name="New", roles={Role.INSPECTOR}, admin_password="wrong")
    assert actions(workspace)[-1] == "access.refused"


def test_a_login_is_never_given_twice(people_service, admin, people) -> None:
    def add(login: str) -> None:
        people_service.add_person(admin, login=login, name="Somebody", roles={Role.INSPECTOR}, admin_password=PASSWORD)

    with pytest.raises(RefusedError, match="is taken"):
        add("INSPECTOR")
    people_service.deactivate(admin, people["inspector"].person_id, "left")
    with pytest.raises(RefusedError, match="never given to somebody else"):
        add("inspector")


@pytest.mark.parametrize(
    ("login", "name"), [("", "N"), ("two words", "N"), ("x" * 41, "N"), ("x", ""), ("x", "n" * 65), ("x\u200b", "N")]
)
def test_impossible_names_are_refused(people_service, admin, login, name) -> None:
    with pytest.raises(InputError):
        people_service.add_person(admin, login=login, name=name, roles={Role.INSPECTOR}, admin_password=PASSWORD)


def test_somebody_without_a_role_is_refused(people_service, admin) -> None:
    with pytest.raises(InputError, match="at least one role"):
        people_service.add_person(admin, login="x", name="X", roles=(), admin_password=PASSWORD)


def test_people_are_never_deleted(people_service, workspace) -> None:
    assert not any("delete" in name or "remove" in name for name in vars(PeopleService))
    with pytest.raises(QaError, match="never deleted"), workspace.store.writing(None) as work:
        work.connection.execute(Person.__table__.delete())


def test_the_list_shows_everybody_with_their_state(people_service, admin, people, access) -> None:
    people_service.deactivate(admin, people["inspector2"].person_id, "left")
    access.set_pin(people["inspector"], PASSWORD, "274915")
    shown = {row.login: row for row in people_service.list_people(admin)}
    assert set(shown) == set(people)
    assert not shown["inspector2"].active
    assert shown["inspector2"].certificate is None
    assert shown["inspector"].has_pin
    assert shown["inspector"].signs == {Stage.INSPECTOR}
    assert shown["admin"].certificate is None


# -- roles ---------------------------------------------


def test_a_new_signing_role_brings_a_new_certificate(people_service, admin, people, keys) -> None:
    person_id = people["inspector"].person_id
    old = keys.signer_for(person_id, PASSWORD)
    outcome = people_service.grant_role(admin, person_id, Role.SUPERVISOR, admin_password=PASSWORD, person_password=PASSWORD)
    assert outcome.temporary_password is None
    new = keys.signer_for(person_id, PASSWORD)
    assert new.fingerprint == outcome.certificate != old.fingerprint
    assert new.stages == set(REPORT_STAGES)
    assert old.fingerprint in keys.trust().revoked


def test_without_the_person_beside_them_a_temporary_password_is_given(people_service, admin, people, keys, access) -> None:
    person_id = people["inspector"].person_id
    outcome = people_service.grant_role(admin, person_id, Role.SUPERVISOR, admin_password=PASSWORD)
    assert outcome.temporary_password
    with pytest.raises(RefusedError):
        access.log_in("inspector", PASSWORD)
    actor = access.log_in("inspector", outcome.temporary_password)
    assert actor.roles == {Role.INSPECTOR, Role.SUPERVISOR}


def test_the_persons_password_is_checked_before_it_is_used(people_service, admin, people, keys) -> None:
    person_id = people["inspector"].person_id
    old = keys.signer_for(person_id, PASSWORD)
    with pytest.raises(RefusedError, match="password is not right"):
        people_service.grant_role(admin, person_id, Role.SUPERVISOR, admin_password=PASSWORD, person_password="a guess")
    assert keys.signer_for(person_id, PASSWORD) == old


def test_a_role_that_signs_nothing_more_leaves_the_key_alone(people_service, admin, people, keys) -> None:
    for login, role in (("supervisor", Role.INSPECTOR), ("supervisor", Role.QUALITY_ENGINEER), ("inspector", Role.AUDITOR)):
        person_id = people[login].person_id
        old = keys.signer_for(person_id, PASSWORD)
        outcome = people_service.grant_role(admin, person_id, role, admin_password=PASSWORD)
        assert (outcome.certificate, outcome.temporary_password) == (None, None)
        assert keys.signer_for(person_id, PASSWORD) == old


def test_losing_the_last_signing_role_revokes_the_certificate(people_service, admin, people, keys) -> None:
    person_id = people["inspector"].person_id
    old = keys.signer_for(person_id, PASSWORD)
    outcome = people_service.revoke_role(admin, person_id, Role.INSPECTOR, admin_password=PASSWORD)
    assert (outcome.certificate, outcome.temporary_password) == (None, None)
    with pytest.raises(RefusedError, match="no signing certificate"):
        keys.signer_for(person_id, PASSWORD)
    assert old.fingerprint in keys.trust().revoked


def test_a_demoted_supervisor_keeps_no_certificate_that_says_supervisor(people_service, admin, people, keys) -> None:
    person_id = people["supervisor"].person_id
    people_service.grant_role(admin, person_id, Role.INSPECTOR, admin_password=PASSWORD)
    old = keys.signer_for(person_id, PASSWORD)
    people_service.revoke_role(admin, person_id, Role.SUPERVISOR, admin_password=PASSWORD, person_password=PASSWORD)
    assert keys.signer_for(person_id, PASSWORD).stages == {Stage.INSPECTOR}
    assert old.fingerprint in keys.trust().revoked


def test_roles_that_are_held_or_not_held_are_told_apart(people_service, admin, people) -> None:
    person_id = people["inspector"].person_id
    with pytest.raises(RefusedError, match="has this role already"):
        people_service.grant_role(admin, person_id, Role.INSPECTOR, admin_password=PASSWORD)
    with pytest.raises(RefusedError, match="does not have this role"):
        people_service.revoke_role(admin, person_id, Role.SUPERVISOR, admin_password=PASSWORD)


def test_nobody_takes_the_role_of_the_last_administrator(people_service, admin) -> None:
    with pytest.raises(RefusedError, match="last active administrator"):
        people_service.revoke_role(admin, admin.person_id, Role.ADMINISTRATOR, admin_password=PASSWORD)


def test_nobody_switches_off_the_last_administrator(people_service, admin, second, people) -> None:
    people_service.deactivate(admin, second.person_id, "left")
    with pytest.raises(NotAllowedError, match="switched off"):
        people_service.deactivate(second, admin.person_id, "revenge")
    with pytest.raises(RefusedError, match="their own account"):
        people_service.deactivate(admin, admin.person_id, "tired")


def test_nobody_changes_their_own_roles_while_another_administrator_can(people_service, admin, second) -> None:
    for role in (Role.INSPECTOR, Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(RefusedError, match="their own roles"):
            people_service.grant_role(admin, admin.person_id, role, admin_password=PASSWORD)
    with pytest.raises(RefusedError, match="their own roles"):
        people_service.revoke_role(admin, admin.person_id, Role.ADMINISTRATOR, admin_password=PASSWORD)
    people_service.grant_role(second, admin.person_id, Role.INSPECTOR, admin_password=PASSWORD, person_password=PASSWORD)


def test_the_only_administrator_may_inspect_too_and_the_audit_says_who_decided(people_service, admin, keys, workspace) -> None:
    outcome = people_service.grant_role(admin, admin.person_id, Role.INSPECTOR, admin_password=PASSWORD)
    assert outcome.temporary_password is None
    assert keys.signer_for(admin.person_id, PASSWORD).stages == {Stage.INSPECTOR}
    assert keys.open_authority(admin.person_id, PASSWORD)
    with workspace.store.reading() as connection:
        body = connection.execute(select(Audit.body).where(Audit.action == "role.granted")).scalar_one()
    assert json.loads(body)["details"]["own_account"] is True


def test_a_new_administrator_manages_people_at_once(people_service, second, keys, admin) -> None:
    assert keys.open_authority(second.person_id, PASSWORD) == keys.open_authority(admin.person_id, PASSWORD)
    assert people_service.add_person(second, login="x", name="X", roles={Role.INSPECTOR}, admin_password=PASSWORD)


def test_an_administrator_whose_role_was_taken_stops_at_once(people_service, admin, second, people) -> None:
    people_service.revoke_role(admin, second.person_id, Role.ADMINISTRATOR, admin_password=PASSWORD)
    # The window of the former administrator is still open, with the roles of this morning.
    for call in ("unlock", "deactivate", "set_badge", "end_badge", "reset_password", "add_person", "grant_role"):
        with pytest.raises(RefusedError):
            CALLS[call](people_service, second, people["inspector2"].person_id)


def test_role_history_keeps_what_was_taken_away(people_service, admin, people) -> None:
    person_id = people["inspector"].person_id
    people_service.revoke_role(admin, person_id, Role.INSPECTOR, admin_password=PASSWORD)
    people_service.grant_role(admin, person_id, Role.AUDITOR, admin_password=PASSWORD)
    history = people_service.role_history(admin, person_id)
    assert [(row.role, row.until_at is None) for row in history] == [(Role.INSPECTOR, False), (Role.AUDITOR, True)]
    assert {row.granted_by for row in history} == {admin.person_id}


# -- names, resets, on and off ---------------------------------------------


def test_a_new_name_brings_a_certificate_with_that_name(people_service, admin, people, keys) -> None:
    person_id = people["inspector"].person_id
    old = keys.signer_for(person_id, PASSWORD)
    people_service.rename(admin, person_id, "Ines Müller", admin_password=PASSWORD, person_password=PASSWORD)
    new = keys.signer_for(person_id, PASSWORD)
    assert (new.printed_name, new.stages) == ("Ines Müller", old.stages)
    assert new.fingerprint != old.fingerprint


def test_a_reset_is_visible_and_makes_a_new_key(people_service, admin, people, keys, access) -> None:
    person_id = people["inspector"].person_id
    access.set_pin(people["inspector"], PASSWORD, "274915")
    old = keys.signer_for(person_id, PASSWORD)
    outcome = people_service.reset_password(admin, person_id, admin_password=PASSWORD)
    shown = {row.fingerprint: row for row in people_service.certificates(people["auditor"], person_id)}
    assert shown[old.fingerprint].revoke_reason == "the password was reset"
    assert shown[outcome.certificate].revoked_at is None
    with pytest.raises(RefusedError):
        access.log_in("inspector", PASSWORD)
    with pytest.raises(RefusedError, match="No PIN is set"):
        access.log_in_with_pin(person_id, "274915")
    # The administrator knows the temporary password, and still cannot sign with the new key.
    with pytest.raises(RefusedError, match="password of your own"):
        keys.signer_for(person_id, outcome.temporary_password)
    row = next(row for row in people_service.list_people(admin) if row.person_id == person_id)
    assert row.must_change_password


def test_no_secret_is_in_the_audit(people_service, admin, people, workspace, access) -> None:
    outcome = people_service.reset_password(admin, people["inspector"].person_id, admin_password=PASSWORD)
    access.set_badge(people["supervisor"], PASSWORD, "BADGE-77")
    access.set_pin(people["supervisor"], PASSWORD, "274915")
    with workspace.store.reading() as connection:
        text = "\n".join(connection.execute(select(Audit.body)).scalars())
    for secret in (outcome.temporary_password, PASSWORD, "BADGE-77", "274915"):
        assert secret not in text


def test_an_administrator_resets_another_one_without_losing_the_authority(people_service, admin, second, keys, access) -> None:
    outcome = people_service.reset_password(admin, second.person_id, admin_password=PASSWORD)
    with pytest.raises(RefusedError, match="password of your own"):
        keys.open_authority(second.person_id, outcome.temporary_password)
    access.change_password(second, outcome.temporary_password, "sentence of his own")
    assert keys.open_authority(second.person_id, "sentence of his own") == keys.open_authority(admin.person_id, PASSWORD)


def test_nobody_resets_their_own_password_this_way(people_service, admin) -> None:
    with pytest.raises(RefusedError, match="Change password"):
        people_service.reset_password(admin, admin.person_id, admin_password=PASSWORD)


def test_an_administrator_who_was_switched_off_opens_nothing(people_service, admin, second, workspace) -> None:
    people_service.deactivate(admin, second.person_id, "left")
    with workspace.store.reading() as connection:
        assert key_rows.wraps_of(connection, second.person_id) == ()


def test_switching_off_needs_a_reason_and_happens_once(people_service, admin, people) -> None:
    person_id = people["inspector"].person_id
    with pytest.raises(RefusedError, match="Say why"):
        people_service.deactivate(admin, person_id, "  ")
    people_service.deactivate(admin, person_id, "left")
    with pytest.raises(RefusedError, match="off already"):
        people_service.deactivate(admin, person_id, "left again")


@pytest.mark.parametrize("call", ["rename", "grant_role", "revoke_role", "renew_certificate", "reset_password", "set_badge"])
def test_a_switched_off_account_does_not_change(people_service, admin, people, call) -> None:
    person_id = people["inspector"].person_id
    people_service.deactivate(admin, person_id, "left")
    with pytest.raises(RefusedError, match="switched off"):
        CALLS[call](people_service, admin, person_id)


def test_switching_on_again_brings_the_roles_back_with_a_new_key(people_service, admin, people, keys, access) -> None:
    person_id = people["inspector"].person_id
    old = keys.signer_for(person_id, PASSWORD)
    with pytest.raises(RefusedError, match="on already"):
        people_service.reactivate(admin, person_id, admin_password=PASSWORD)
    people_service.deactivate(admin, person_id, "left")
    outcome = people_service.reactivate(admin, person_id, admin_password=PASSWORD)
    actor = access.log_in("inspector", outcome.temporary_password)
    assert actor.roles == people["inspector"].roles
    assert outcome.certificate != old.fingerprint
    with pytest.raises(RefusedError):
        access.log_in("inspector", PASSWORD)


def test_renewing_a_certificate_before_it_ends(people_service, admin, people, keys, clock) -> None:
    person_id = people["inspector"].person_id
    clock.forward(days=365 * 5 + 1)
    outcome = people_service.renew_certificate(admin, person_id, admin_password=PASSWORD, person_password=PASSWORD)
    assert keys.signer_for(person_id, PASSWORD).fingerprint == outcome.certificate


def test_a_change_that_was_overtaken_is_not_made(people_service, admin, people, keys, access, monkeypatch) -> None:
    """While the new key is being made, the person changes their password: the key must not end up under the old one."""
    person_id = people["inspector"].person_id
    make = keys.issue

    def slow(*args, **values):
        access.change_password(people["inspector"], PASSWORD, "sentence of her own")
        return make(*args, **values)

    monkeypatch.setattr(keys, "issue", slow)
    with pytest.raises(ConflictError):
        people_service.grant_role(admin, person_id, Role.SUPERVISOR, admin_password=PASSWORD, person_password=PASSWORD)
    assert keys.signer_for(person_id, "sentence of her own").stages == {Stage.INSPECTOR}


def test_a_role_that_was_taken_while_the_key_was_made_stops_the_change(
    people_service, admin, second, people, keys, monkeypatch
) -> None:
    person_id = people["inspector"].person_id
    make = keys.issue

    def slow(*args, **values):
        people_service.revoke_role(admin, second.person_id, Role.ADMINISTRATOR, admin_password=PASSWORD)
        return make(*args, **values)

    monkeypatch.setattr(keys, "issue", slow)
    with pytest.raises(NotAllowedError, match="Your roles were changed"):
        people_service.grant_role(second, person_id, Role.SUPERVISOR, admin_password=PASSWORD, person_password=PASSWORD)
    assert keys.signer_for(person_id, PASSWORD).stages == {Stage.INSPECTOR}


def test_unknown_people_are_named_as_such(people_service, admin) -> None:
    with pytest.raises(NotFoundError):
        people_service.unlock(admin, "nobody")
    with pytest.raises(NotFoundError):
        people_service.reset_password(admin, "nobody", admin_password=PASSWORD)


def test_every_change_is_audited(people_service, admin, people, workspace) -> None:
    start = last(workspace)
    person_id = people["inspector"].person_id
    people_service.grant_role(admin, person_id, Role.SUPERVISOR, admin_password=PASSWORD, person_password=PASSWORD)
    people_service.deactivate(admin, person_id, "left")
    people_service.reactivate(admin, person_id, admin_password=PASSWORD)
    people_service.unlock(admin, person_id)
    assert actions(workspace, start) == [
        "role.granted",
        "certificate.revoked",
        "certificate.issued",
        "certificate.revoked",
        "person.deactivated",
        "person.reactivated",
        "certificate.issued",
        "person.unlocked",
    ]
