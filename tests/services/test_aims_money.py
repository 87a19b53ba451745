"""Objectives of money are of one currency: stated, or the only one there is; of several there is no value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa_desktop.domain.aims import AimState
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Actor
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.objectives import ObjectiveWish
from qa_desktop.storage.workspace import Workspace
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.signed import behind_the_rules
from tests.services.test_aims import MARCH, wish
from tests.services.trade_makings import Market, new_market

D = Decimal


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    return new_lot_shop(workspace, people)


@pytest.fixture
def market(shop: LotShop) -> Market:
    return new_market(shop.program, shop.people)


def lose(market: Market, amount: str, currency: str) -> None:
    """Keep a promise to a customer that cost something."""
    promised = market.promise(market.complaint(), amount=amount, currency=currency).promises[-1]
    amends = market.program.amends
    amends.keep(market.actor, promised.id, kept_on="2026-03-02", evidence="sent", version=promised.version)


def money_wish(shop: LotShop, currency: str = "", **more: object) -> ObjectiveWish:
    values: dict[str, object] = {"figure": "external_failure_cost", "target": "10", "baseline": "100", **more}
    return wish(shop, query=FigureQuery(MARCH, currency=currency), **values)


def test_an_objective_of_money_states_its_currency(shop: LotShop, market: Market) -> None:
    service, manager = shop.program.objectives, shop.people["manager"]
    with pytest.raises(InputError, match="no cost says which"):
        service.set_objective(manager, money_wish(shop))
    lose(market, "30", "USD")
    assert service.set_objective(manager, money_wish(shop)).currency == "USD"
    lose(market, "20", "EUR")
    with pytest.raises(InputError, match="several currencies: EUR, USD"):
        service.set_objective(manager, money_wish(shop))
    with pytest.raises(InputError, match="no currency"):
        service.set_objective(manager, money_wish(shop, "euro"))
    with pytest.raises(InputError, match="no amount of money"):
        service.set_objective(manager, wish(shop, query=FigureQuery(MARCH, currency="EUR"), baseline="50"))
    measured = service.set_objective(manager, money_wish(shop, " eur", baseline="", target="5"))
    assert (measured.currency, measured.row.baseline, measured.value) == ("EUR", "20.0000", D(20))
    values = {one.currency: one.value for one in service.standings(manager)}
    assert values == {"USD": D(30), "EUR": D(20)}
    assert service.measure(manager, "external_failure_cost", FigureQuery(MARCH)) == (
        None,
        "Several currencies: EUR, USD. No currency was stated.",
    )
    for one in service.standings(manager):
        rows = shop.program.dashboards.records(manager, one.query, one.records)
        assert sum((row.counts for row in rows), D(0)) == one.value


def test_an_older_objective_without_a_currency_shows_no_value_of_several(shop: LotShop, market: Market) -> None:
    service, manager = shop.program.objectives, shop.people["manager"]
    lose(market, "30", "USD")
    key = service.set_objective(manager, money_wish(shop)).row.id
    behind_the_rules(shop.program.workspace, "UPDATE objective SET scope = ''")
    one = service.standing(manager, key)
    assert (one.currency, one.value) == ("", D(30)), "the only currency is the one that is meant"
    lose(market, "20", "EUR")
    one = service.standing(manager, key)
    assert (one.value, one.state, one.records) == (None, AimState.NO_DATA, "")
    assert one.note.startswith("Several currencies: EUR, USD")
