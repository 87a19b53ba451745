"""Statements for checking a workspace: read everything, change nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from qa_desktop.domain.lines import line_id
from qa_desktop.storage import chain, schema
from qa_desktop.storage.models import Answer, Attachment, Audit, Certificate, ChainHead, Inspection, Signature


@dataclass(frozen=True, slots=True)
class SignaturePoint:
    """Where the audit chain stood when somebody signed."""

    inspection: str
    station: str
    seq: int
    head: str


def damage(connection: Connection, *, thorough: bool) -> tuple[str, ...]:
    """Return what SQLite itself finds wrong with the file; empty when nothing."""
    pragma = "integrity_check" if thorough else "quick_check"
    found = [str(row[0]) for row in connection.execute(text(f"PRAGMA {pragma}")) if row[0] != "ok"]
    found += [f"a row of {row[0]} refers to nothing" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return tuple(found)


def missing_rules(connection: Connection) -> tuple[str, ...]:
    """Return the triggers that should be there and are not, or not as they should be."""
    return schema.missing_triggers(connection)


def broken_links(connection: Connection) -> Iterator[tuple[str, int, str]]:
    """Yield ``(station, sequence, words)`` for every fault of the audit chains."""
    heads = {row.station_id: (row.seq, row.hash) for row in connection.execute(select(ChainHead))}
    query = select(
        Audit.station_id, Audit.seq, Audit.at, Audit.action, Audit.entity_id, Audit.body, Audit.prev, Audit.hash
    ).order_by(Audit.station_id, Audit.seq)
    last: dict[str, tuple[int, str]] = {}
    for row in connection.execution_options(yield_per=2000).execute(query):
        seq, prev = last.get(row.station_id, (0, ""))
        if row.seq != seq + 1:
            yield row.station_id, row.seq, f"entries {seq + 1} to {row.seq - 1} are missing"
        elif row.prev != prev:
            yield row.station_id, row.seq, "the entry does not follow the one before it"
        if chain.link_hash(row.prev, row.body) != row.hash:
            yield row.station_id, row.seq, "the entry was changed after it was written"
        elif not _body_fits(row.body, row.seq, row.at, row.action, row.entity_id):
            yield row.station_id, row.seq, "the columns of the entry do not say what its text says"
        last[row.station_id] = (row.seq, row.hash)
    for station, head in heads.items():
        if last.get(station, (0, "")) != head:
            yield station, head[0], "the end of the chain is not where its head says"


def lost_anchors(connection: Connection) -> tuple[SignaturePoint, ...]:
    """Return signatures whose anchor is not in the chain any more: its tail was cut or the chain computed anew."""
    query = (
        select(Inspection.number, Signature.anchor_station, Signature.anchor_seq, Signature.anchor_head)
        .join(Inspection, Inspection.id == Signature.inspection_id)
        .where(Signature.anchor_seq > 0)
    )
    hashes = _hashes_by_code(connection)
    return tuple(
        SignaturePoint(row.number, row.anchor_station, row.anchor_seq, row.anchor_head)
        for row in connection.execute(query)
        if hashes.get((row.anchor_station, row.anchor_seq)) != row.anchor_head
    )


def link_at(connection: Connection, station_code: str, seq: int) -> str:
    """Return the hash of one entry; empty when there is none."""
    row = connection.execute(
        text("SELECT a.hash FROM audit a JOIN station s ON s.id = a.station_id WHERE s.code = :code AND a.seq = :seq"),
        {"code": station_code, "seq": seq},
    ).first()
    return "" if row is None else str(row.hash)


def answers_unlike_audit(connection: Connection) -> tuple[str, ...]:
    """Return ``inspection/item`` of every answer that is not what the audit chain says was given last."""
    said: dict[str, tuple[str | None, str | None, str]] = {}
    query = select(Audit.entity_id, Audit.body).where(Audit.entity == "answer").order_by(Audit.station_id, Audit.seq)
    for row in connection.execution_options(yield_per=2000).execute(query):
        new = json.loads(row.body)["details"]["new"]
        said[row.entity_id] = (new["value"], new["na"], new["note"])
    held = {
        f"{row.inspection_id}/{line_id(row.item_id, row.piece)}": (row.value, row.na_reason, row.note)
        for row in connection.execute(
            select(Answer.inspection_id, Answer.item_id, Answer.piece, Answer.value, Answer.na_reason, Answer.note)
        )
    }
    return tuple(sorted(key for key in said.keys() | held.keys() if said.get(key) != held.get(key)))


def attachments(connection: Connection) -> tuple[str, ...]:
    """Return the digests of all stored files."""
    return tuple(connection.execute(select(Attachment.sha256).order_by(Attachment.sha256)).scalars())


def key_files(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Return ``(file, fingerprint, expiry)`` of every certificate that is in force."""
    query = select(Certificate.key_file, Certificate.fingerprint, Certificate.expires_at).where(Certificate.revoked_at.is_(None))
    return tuple((row.key_file, row.fingerprint, row.expires_at) for row in connection.execute(query))


def inspection_ids(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Return ``(id, number, state)`` of every inspection."""
    return tuple(
        (row.id, row.number, row.state)
        for row in connection.execute(select(Inspection.id, Inspection.number, Inspection.state).order_by(Inspection.id))
    )


def _hashes_by_code(connection: Connection) -> dict[tuple[str, int], str]:
    wanted = text(
        "SELECT DISTINCT s.code, a.seq, a.hash FROM signature g JOIN station s ON s.code = g.anchor_station "
        "JOIN audit a ON a.station_id = s.id AND a.seq = g.anchor_seq"
    )
    return {(row.code, row.seq): row.hash for row in connection.execute(wanted)}


def _body_fits(body: str, seq: int, at: str, action: str, entity_id: str) -> bool:
    try:
        found = json.loads(body)
    except ValueError:
        return False
    return bool((found["seq"], found["at"], found["action"], found["id"]) == (seq, at, action, entity_id))
