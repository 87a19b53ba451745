"""What a piece of a part costs: the basis of the cost of poor quality."""

from __future__ import annotations

import re
from datetime import date

from qa_desktop.domain.costs import CostKind
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError, NotFoundError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.services.guard import needs
from qa_desktop.storage.models import PartCost
from qa_desktop.storage.queries import aims
from qa_desktop.storage.queries.aims import CostRow
from qa_desktop.storage.unit import Store

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class CostService:
    """Costs of parts are added, never changed: what was computed with an older one stays right."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def costs(self, actor: Actor) -> tuple[CostRow, ...]:
        """Return every recorded cost, by part, newest day first."""
        with self._store.reading() as connection:
            return aims.costs(connection)

    @needs(Permission.READ_ALL)
    def parts(self, actor: Actor) -> tuple[str, ...]:
        """Return the numbers of the parts that a cost can be stated of."""
        with self._store.reading() as connection:
            return aims.part_numbers(connection)

    @needs(Permission.READ_ALL)
    def book(self, actor: Actor) -> str:
        """Return the currency in which costs are stated; empty while there are none."""
        with self._store.reading() as connection:
            return aims.currency(connection)

    @needs(Permission.MANAGE_AIMS)
    def set_cost(
        self, actor: Actor, part: str, cost: str, currency: str, valid_from: date, *, kind: CostKind = CostKind.PIECE
    ) -> None:
        """Record what one piece of a part (every revision of it) costs from a day on, or what doing something to it costs.

        All costs are in one currency, because costs in several cannot be added.  Raises :class:`InputError` and
        :class:`NotFoundError`.
        """
        if not cost.strip():
            raise InputError("Type what it costs, for example 12.50.")
        amount, code = parse_decimal(cost), currency.strip().upper()
        if amount < 0:
            raise InputError("A cost is not negative.")
        if not _CURRENCY.fullmatch(code):
            raise InputError("“{code}” is no currency. Write its three letters by ISO 4217, for example EUR.", code=currency)
        with self._store.writing(actor.person_id) as work:
            known = aims.currency(work.connection)
            if known and known != code:
                raise InputError(
                    "Costs are recorded in {known}. Convert this one to {known}; sums need one currency.", known=known
                )
            found = aims.part_ids(work.connection, part.strip())
            if not found:
                raise NotFoundError("No part is called “{part}”.", part=part)
            for key in found:
                aims.add(
                    work,
                    PartCost,
                    part_id=key,
                    cost=decimal_text(amount),
                    currency=code,
                    valid_from=valid_from.isoformat(),
                    kind=kind.value,
                    person_id=actor.person_id,
                    at=work.now.utc,
                    at_offset=work.now.offset,
                )
            details = {
                "part": part.strip(),
                "kind": kind.value,
                "cost": decimal_text(amount),
                "currency": code,
                "from": valid_from.isoformat(),
            }
            work.audit("cost.set", "part", found[0], details)
