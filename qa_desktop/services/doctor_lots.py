"""Checking the decisions on lots: rows, signed files, balances."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.lot import Decided, amount_text, balance_of, state_of
from qa_desktop.reports.types import Outcome, Verification
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.queries import checks, lots
from qa_desktop.storage.queries.lots import DecisionRow, LotRow
from qa_desktop.storage.unit import Connection


@dataclass(frozen=True, slots=True)
class LotFlaw:
    """Something that is wrong with a decision or a lot; ``is_cache`` where only a figure for lists differs."""

    sentence: str
    is_cache: bool = False


def flaws_of_rows(connection: Connection, rows: tuple[DecisionRow, ...]) -> Iterator[LotFlaw]:
    """Yield decisions that are not what was signed, and lots that do not balance or show another state."""
    for row in rows:
        if sha256_of(row.content.encode("utf-8")) != row.content_digest:
            yield LotFlaw(f"{row.number}: the frozen content is not what was signed.")
        elif not _says(row):
            yield LotFlaw(f"{row.number}: the tables hold other quantities than were signed.")
        elif not _witnessed(connection, row):
            yield LotFlaw(f"{row.file} witnesses an audit entry that the database no longer holds: it is older or was changed.")
    by_lot: dict[str, list[Decided]] = {}
    for row in rows:
        by_lot.setdefault(row.lot_id, []).append(row.decided)
    for lot_id, decided in by_lot.items():
        yield from _balance(lots.by_id(connection, lot_id), decided)


def flaws_of_file(
    row: DecisionRow, read: Callable[[DecisionRow], bytes], verify: Callable[[bytes], Verification] | None
) -> Iterator[LotFlaw]:
    """Yield what is wrong with the signed file of a decision; ``verify`` is ``None`` where signatures are not looked at."""
    data = read(row)
    if verify is None:
        return
    found = verify(data)
    if found.outcome is not Outcome.VALID:
        yield LotFlaw(f"{row.file}: {found.sentence}")
    elif found.content_digest != row.content_digest:
        yield LotFlaw(f"{row.file} is another document than was signed.")


def _says(row: DecisionRow) -> bool:
    """Return whether the signed content says the quantities, the lot and the inspection of the row."""
    signed: dict[str, Any] = json.loads(row.content)
    data = signed["data"]
    decided = row.decided
    held: dict[str, Json] = {
        "source": decided.source.value,
        "inspected": amount_text(decided.inspected),
        "accepted": amount_text(decided.accepted),
        "rejected": amount_text(decided.rejected),
        "held": amount_text(decided.held),
        "reason": row.reason,
    }
    basis = (data["inspection"] or {}).get("id")
    return (
        all(data[name] == value for name, value in held.items())
        and data["lot"]["id"] == row.lot_id
        and basis == decided.inspection_id
        and signed["number"] == row.number
    )


def _witnessed(connection: Connection, row: DecisionRow) -> bool:
    """Return whether the audit chain still holds the entry at which the decision was signed."""
    anchor = json.loads(row.content)["data"]["anchor"]
    return not anchor["sequence"] or checks.link_at(connection, anchor["station"], anchor["sequence"]) == anchor["head"]


def _balance(lot: LotRow, decided: list[Decided]) -> Iterator[LotFlaw]:
    balance = balance_of(lot.balance.whole, decided)
    if min(balance.waiting, balance.held, balance.accepted, balance.rejected) < 0:
        yield LotFlaw(f"Lot {lot.number} of {lot.part_number}: more was decided than there is.")
    if state_of(balance, decided=True) is not lot.state:
        yield LotFlaw(f"Lot {lot.number} of {lot.part_number}: its state in lists is not what its decisions say.", is_cache=True)
