"""Everybody sees their own account, whatever their roles."""

from __future__ import annotations

import pytest

from qa_desktop.domain.errors import RightsChangedError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.signature import Stage
from qa_desktop.services.access import AccessService
from qa_desktop.services.people import PeopleService

PASSWORD = "correct horse battery"


def test_an_inspector_sees_roles_pin_badge_and_certificate(
    access: AccessService, people_service: PeopleService, people: dict[str, Actor]
) -> None:
    before = access.own_account(people["inspector"])
    assert (before.login, before.roles) == ("inspector", frozenset({Role.INSPECTOR}))
    assert not before.has_pin
    assert not before.has_badge
    assert before.signs == frozenset({Stage.INSPECTOR})
    assert before.certificate_ends is not None
    access.set_pin(people["inspector"], PASSWORD, "2580")
    people_service.set_badge(people["admin"], people["inspector"].person_id, "BADGE-0815")
    after = access.own_account(people["inspector"])
    assert after.has_pin
    assert after.has_badge


def test_who_signs_nothing_has_no_certificate(access: AccessService, people: dict[str, Actor]) -> None:
    found = access.own_account(people["auditor"])
    assert found.signs == frozenset()
    assert found.certificate_ends is None


def test_a_withdrawn_certificate_is_none(access: AccessService, people_service: PeopleService, people: dict[str, Actor]) -> None:
    inspector = people["inspector"]
    people_service.revoke_role(people["admin"], inspector.person_id, Role.INSPECTOR, admin_password=PASSWORD)
    with pytest.raises(RightsChangedError, match="Log in again"):
        access.own_account(inspector)
    assert access.own_account(access.present(inspector)).certificate_ends is None
