"""Replaying the audit chain: what the tables should hold if only the program wrote to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lines import line_id
from qa_desktop.storage.models import AnswerChange, Audit, Inspection, Signature

_STATE_AFTER = {
    "inspection.begin": InspectionState.IN_PROGRESS,
    "inspection.sign": InspectionState.SUBMITTED,
    "inspection.countersign": InspectionState.APPROVED,
    "inspection.return": InspectionState.RETURNED,
    "inspection.abandon": InspectionState.VOID,
}


@dataclass(slots=True)
class Life:
    """One inspection as the audit chain tells it.  ``active`` holds the signatures that were not voided since."""

    state: str = ""
    round: int = 1
    signed: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)


def lives(connection: Connection) -> dict[str, Life]:
    """Return the life of every inspection by its key, told by the audit chain alone."""
    found: dict[str, Life] = {}
    query = select(Audit.entity_id, Audit.action, Audit.actor_id, Audit.body).where(Audit.entity == "inspection")
    for row in connection.execution_options(yield_per=2000).execute(query.order_by(Audit.station_id, Audit.seq)):
        state = _STATE_AFTER.get(row.action)
        if state is None:
            continue
        life = found.setdefault(row.entity_id, Life())
        life.state = state.value
        details: dict[str, Any] = json.loads(row.body)["details"]
        if state is InspectionState.RETURNED:
            life.round = int(details["round"]) + 1
            life.active.clear()
        elif "signature" in details:
            key = str(details["signature"])
            life.signed[key] = (str(row.actor_id), str(details["content"]), str(details["meaning"]))
            life.active.add(key)
    return found


def inspections_unlike_audit(connection: Connection) -> Iterator[str]:
    """Yield a sentence for every inspection or signature that is not as the audit chain tells."""
    told = lives(connection)
    signatures: dict[str, dict[str, Any]] = {}
    for row in connection.execute(
        select(
            Signature.id,
            Signature.inspection_id,
            Signature.person_id,
            Signature.content_digest,
            Signature.meaning,
            Signature.voided_at,
        )
    ):
        signatures.setdefault(row.inspection_id, {})[row.id] = row
    known = select(Inspection.id, Inspection.number, Inspection.state, Inspection.round)
    for held in connection.execute(known):
        life = told.pop(held.id, Life())
        if (held.state, held.round) != (life.state, life.round):
            yield f"{held.number}: its state is not the one that the audit chain tells."
        yield from (f"{held.number}: {words}" for words in _unlike(life, signatures.get(held.id, {})))
    for key in told:
        yield f"The inspection {key} was begun, as the audit chain tells, but it is missing."


def _unlike(life: Life, held: dict[str, Any]) -> Iterator[str]:
    for key, facts in life.signed.items():
        row = held.get(key)
        if row is None:
            yield "a signature that was given is missing."
        elif (row.person_id, row.content_digest, row.meaning) != facts:
            yield "a signature is not the one that was given."
        elif (row.voided_at is None) != (key in life.active):
            yield "a signature counts, or is void, against what the audit chain tells."
    for key in held.keys() - life.signed.keys():
        yield f"the signature {key} was never given, as far as the audit chain tells."


def history_unlike_audit(connection: Connection) -> tuple[str, ...]:
    """Return ``inspection/item`` of every answer whose kept changes are not those of the audit chain."""
    said: dict[tuple[str, int], tuple[object, ...]] = {}
    query = select(Audit.entity_id, Audit.actor_id, Audit.body).where(Audit.entity == "answer")
    for row in connection.execution_options(yield_per=2000).execute(query):
        details = json.loads(row.body)["details"]
        said[row.entity_id, details["change"]] = (
            *_three(details["old"]),
            *_three(details["new"]),
            details["reason"],
            details["round"],
            row.actor_id,
        )
    c = AnswerChange
    rows = select(
        c.inspection_id,
        c.item_id,
        c.piece,
        c.change,
        c.old_value,
        c.old_na,
        c.old_note,
        c.new_value,
        c.new_na,
        c.new_note,
        c.reason,
        c.round,
        c.person_id,
    )
    held = {(f"{row[0]}/{line_id(row[1], row[2])}", row[3]): tuple(row[4:]) for row in connection.execute(rows)}
    return tuple(sorted({key[0] for key in said.keys() | held.keys() if said.get(key) != held.get(key)}))


def _three(answer: dict[str, Any]) -> tuple[object, ...]:
    return answer["value"], answer["na"], answer["note"]
