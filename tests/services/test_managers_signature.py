"""A manager's key signs reviews and releases no report: not by the services, and not with the file taken elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa_desktop.domain.errors import NotAllowedError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.period import parse_period
from qa_desktop.domain.signature import STATEMENTS, Meaning, Stage
from qa_desktop.reports.signing import sign
from qa_desktop.reports.statement import Statement
from qa_desktop.reports.statement_pages import render_statement
from qa_desktop.reports.types import Outcome, SignRequest
from qa_desktop.reports.verify import verify
from qa_desktop.services.program import Program, program_for
from qa_desktop.services.report_files import trust_list
from qa_desktop.services.setup import stages_of
from qa_desktop.storage.queries import reports
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import behind_the_rules

MARCH = parse_period("2026-03")
OLD = "UPDATE certificate SET stages = 'supervisor' WHERE stages = 'manager'"
"""How certificates of managers were kept before they had a capacity of their own."""


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    return new_lot_shop(workspace, people)


def request(shop: LotShop, stage: Stage, digest: str) -> SignRequest:
    name, meaning = shop.people["manager"].name, Meaning.APPROVED
    return SignRequest(stage, name, meaning, shop.program.workspace.store.clock(), STATEMENTS[meaning], digest)


def forged(shop: LotShop, stage: Stage) -> tuple[bytes, dict[str, tuple[int, str]]]:
    """Countersign a waiting report with the manager's key, past the services; return it with the ledger."""
    key = shop.begin()
    shop.answer(key)
    shop.sign(key)
    with shop.program.workspace.store.reading() as connection:
        row, ledger = reports.report_of(connection, key, 1), reports.ledger(connection)
    assert row is not None
    data = (shop.program.workspace.reports / row.file).read_bytes()
    opened = shop.program.keys.signer_for(shop.people["manager"].person_id, PASSWORD)
    return sign(data, opened.signer, request(shop, stage, row.content_digest)).data, ledger


def test_a_certificate_of_a_manager_names_the_manager(shop: LotShop) -> None:
    assert stages_of({Role.MANAGER}) == {Stage.MANAGER}
    assert stages_of({Role.MANAGER, Role.SUPERVISOR}) == {Stage.INSPECTOR, Stage.SUPERVISOR, Stage.MANAGER}
    trust = shop.program.keys.trust()
    assert frozenset({Stage.MANAGER}) in trust.roles.values()


def test_the_services_refuse_a_manager_as_countersigner(shop: LotShop) -> None:
    key = shop.begin()
    shop.answer(key)
    shop.sign(key)
    with pytest.raises(NotAllowedError):
        shop.program.signing.countersign(shop.people["manager"], key, PASSWORD, Meaning.APPROVED, "x")


@pytest.mark.parametrize("older", [False, True])
def test_a_report_that_a_manager_countersigned_elsewhere_is_not_released(shop: LotShop, older: bool) -> None:
    if older:
        behind_the_rules(shop.program.workspace, OLD)
    data, ledger = forged(shop, Stage.SUPERVISOR)
    found = verify(data, trust_list(shop.program.keys, ledger))
    assert found.outcome is Outcome.CHANGED
    assert any("may not sign as supervisor" in finding for finding in found.findings)
    if not older:
        outside = replace(trust_list(shop.program.keys, {}), roles=None, base_digests=None)
        assert verify(data, outside).outcome is Outcome.CHANGED, "the certificate itself says so to a customer"


def reviewed(program: Program, manager: Actor) -> str:
    digest = program.management.prepare(manager, MARCH, "Go on").digest()
    return program.management.sign(manager, MARCH, "Go on", PASSWORD, digest).number


def test_reviews_are_signed_as_manager_and_older_ones_stay_valid(workspace: Workspace, people: dict[str, Actor]) -> None:
    program, manager = program_for(workspace), people["manager"]
    shown = program.management.show(manager, reviewed(program, manager))
    assert [one.stage for one in shown.verification.signatures] == [Stage.MANAGER]
    behind_the_rules(workspace, OLD)
    older = program.management.show(manager, reviewed(program, manager))
    assert [one.stage for one in older.verification.signatures] == [Stage.SUPERVISOR]
    behind_the_rules(workspace, "UPDATE certificate SET stages = 'manager' WHERE stages = 'supervisor' AND person_id = "
                     f"'{manager.person_id}'")  # fmt: skip
    assert program.management.show(manager, older.row.number).verification.outcome is Outcome.VALID


def test_a_manager_releases_no_lot_by_a_statement(shop: LotShop) -> None:
    manager = shop.people["manager"]
    statement = Statement("x", "Lot release", "L-1", "Release", "Works", manager.name, manager.login, Stage.SUPERVISOR, "I release.",
                          shop.program.workspace.store.now().iso)  # fmt: skip
    opened = shop.program.keys.signer_for(manager.person_id, PASSWORD)
    data = sign(render_statement(statement), opened.signer, request(shop, Stage.SUPERVISOR, statement.digest())).data
    found = verify(data, trust_list(shop.program.keys, {}))
    assert any("may not sign as supervisor" in finding for finding in found.findings)
