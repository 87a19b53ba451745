"""What was written about the causes of an issue, and the short facts that gates ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from qa_desktop.domain.causes import (
    Analysis,
    Aspect,
    Category,
    CauseCode,
    CauseNode,
    CodeScope,
    FishboneEntry,
    IsIsNot,
    TeamMember,
    TeamRole,
    Track,
)
from qa_desktop.storage.models import CauseCodeRow, CauseNodeRow, FishboneRow, IsIsNotRow, TeamMemberRow
from qa_desktop.storage.unit import Work, new_id

Removable = type[CauseNodeRow] | type[FishboneRow] | type[TeamMemberRow]
_TABLES: Mapping[str, Removable] = {"node": CauseNodeRow, "entry": FishboneRow, "member": TeamMemberRow}


@dataclass(frozen=True, slots=True)
class CauseFacts:
    """What gates ask: the codes of the root causes of both tracks, and how much was written.

    ``is_is_not`` counts the aspects that say something, ``team`` the members, ``leaders`` those who lead.
    """

    occurrence_codes: tuple[str, ...]
    detection_codes: tuple[str, ...]
    nodes: int
    without_evidence: int
    is_is_not: int
    team: int
    leaders: int

    @property
    def has_occurrence_root(self) -> bool:
        """Whether it is said why it happened, with a code."""
        return bool(self.occurrence_codes)

    @property
    def has_detection_root(self) -> bool:
        """Whether it is said why it was not found, with a code."""
        return bool(self.detection_codes)


def cause_facts(connection: Connection, issue_id: str) -> CauseFacts:
    """Return the facts about the causes of an issue.  ``without_evidence`` counts root causes that nothing proves."""
    found = analysis_of(connection, issue_id)
    roots = {track: found.roots(track) for track in Track}
    codes = {track: tuple(node.code.code for node in roots[track] if node.code) for track in Track}
    bare = [node for nodes in roots.values() for node in nodes if not node.evidence.strip() and node.photo_id is None]
    return CauseFacts(
        codes[Track.OCCURRENCE],
        codes[Track.DETECTION],
        len(found.nodes),
        len(bare),
        sum(not row.is_empty for row in found.is_is_not),
        len(found.team),
        sum(member.role is TeamRole.LEADER for member in found.team),
    )


def analysis_of(connection: Connection, issue_id: str) -> Analysis:
    """Return everything that was written about the causes of an issue and not taken away."""
    return Analysis(
        nodes_of(connection, issue_id),
        _fishbone_of(connection, issue_id),
        _rows_of(connection, issue_id),
        _team_of(connection, issue_id),
    )


def nodes_of(connection: Connection, issue_id: str) -> tuple[CauseNode, ...]:
    """Return the answers to *why* of both tracks, in the order in which they were written."""
    n, c = CauseNodeRow, CauseCodeRow
    query = (
        select(n.id, n.parent_id, n.track, n.position, n.text, n.evidence, n.photo_id, n.version, *_code_columns())
        .outerjoin(c, c.id == n.code_id)
        .where(n.issue_id == issue_id, n.removed_at.is_(None))
        .order_by(n.id)
    )
    return tuple(
        CauseNode(
            row.id,
            row.parent_id,
            Track(row.track),
            row.position,
            row.text,
            row.evidence,
            row.photo_id,
            None if row.code_id is None else _code(row),
            row.version,
        )
        for row in connection.execute(query)
    )


def codes(connection: Connection, *, active_only: bool = True) -> tuple[CauseCode, ...]:
    """Return the cause codes in the order of their short names; OTHER stands last."""
    query = select(*_code_columns()).order_by(CauseCodeRow.code == "OTHER", CauseCodeRow.code)
    if active_only:
        query = query.where(CauseCodeRow.active == 1)
    return tuple(_code(row) for row in connection.execute(query))


def insert_code(connection: Connection, *, code: str, words: str, scope: str) -> str:
    """Add a cause code; return its id."""
    key = new_id()
    connection.execute(insert(CauseCodeRow).values(id=key, code=code, words=words, scope=scope))
    return key


def change_code(connection: Connection, code_id: str, *, words: str, active: bool) -> None:
    """Change the words of a code, or whether it is offered."""
    connection.execute(
        update(CauseCodeRow)
        .where(CauseCodeRow.id == code_id)
        .values(words=words, active=int(active), version=CauseCodeRow.version + 1)
    )


def insert_node(work: Work, issue_id: str, **values: Any) -> str:
    """Add an answer; return its id."""
    return _insert(work, CauseNodeRow, issue_id, created_by=work.actor_id, created_at=work.now.utc, **values)


def insert_entry(work: Work, issue_id: str, **values: Any) -> str:
    """Add a possible cause to the fishbone; return its id."""
    return _insert(work, FishboneRow, issue_id, created_by=work.actor_id, created_at=work.now.utc, **values)


def insert_member(work: Work, issue_id: str, **values: Any) -> str:
    """Add a member of the team; return its id."""
    return _insert(work, TeamMemberRow, issue_id, added_by=work.actor_id, added_at=work.now.utc, **values)


def change_node(connection: Connection, node_id: str, version: int, **values: Any) -> bool:
    """Change an answer; returns ``False`` when somebody else changed it since ``version``."""
    n = CauseNodeRow
    return _changed(connection, update(n).where(n.id == node_id, n.version == version).values(version=version + 1, **values))


def change_entry(connection: Connection, entry_id: str, version: int, **values: Any) -> bool:
    """Change a possible cause; returns ``False`` when somebody else changed it since ``version``."""
    f = FishboneRow
    return _changed(connection, update(f).where(f.id == entry_id, f.version == version).values(version=version + 1, **values))


def place_node(connection: Connection, node_id: str, position: int) -> None:
    """Give an answer another place among its siblings; what it says stays, so its version does, too."""
    connection.execute(update(CauseNodeRow).where(CauseNodeRow.id == node_id).values(position=position))


def remove(work: Work, what: str, keys: tuple[str, ...]) -> int:
    """Take rows (``node``, ``entry`` or ``member``) away from what is shown; they stay.  Returns how many there were."""
    table = _TABLES[what]
    done = work.connection.execute(
        update(table)
        .where(table.id.in_(keys), table.removed_at.is_(None))
        .values(removed_at=work.now.utc, removed_by=work.actor_id)
    )
    return done.rowcount


def write_row(work: Work, issue_id: str, row: IsIsNot) -> bool:
    """Write one row of is / is-not over the version that ``row`` carries; returns ``False`` when it is another by now."""
    t = IsIsNotRow
    values = {
        "is_text": row.is_text,
        "is_not_text": row.is_not_text,
        "difference": row.difference,
        "changed_by": work.actor_id,
        "changed_at": work.now.utc,
    }
    if row.version:
        where = (t.issue_id == issue_id, t.aspect == row.aspect.value, t.version == row.version)
        return _changed(work.connection, update(t).where(*where).values(version=row.version + 1, **values))
    there = select(t.version).where(t.issue_id == issue_id, t.aspect == row.aspect.value)
    if work.connection.execute(there).first() is not None:
        return False
    work.connection.execute(insert(t).values(issue_id=issue_id, aspect=row.aspect.value, **values))
    return True


def _insert(work: Work, table: Removable, issue_id: str, **values: Any) -> str:
    key = new_id()
    work.connection.execute(insert(table).values(id=key, issue_id=issue_id, **values))
    return key


def _changed(connection: Connection, statement: Any) -> bool:
    return int(connection.execute(statement).rowcount) == 1


def _code_columns() -> tuple[Any, ...]:
    c = CauseCodeRow
    return c.id.label("code_id"), c.code, c.words, c.scope, c.active


def _code(row: Any) -> CauseCode:
    return CauseCode(row.code_id, row.code, row.words, CodeScope(row.scope), bool(row.active))


def _fishbone_of(connection: Connection, issue_id: str) -> tuple[FishboneEntry, ...]:
    f = FishboneRow
    query = (
        select(f.id, f.category, f.position, f.text, f.version)
        .where(f.issue_id == issue_id, f.removed_at.is_(None))
        .order_by(f.position, f.id)
    )
    return tuple(
        FishboneEntry(row.id, Category(row.category), row.position, row.text, row.version) for row in connection.execute(query)
    )


def _rows_of(connection: Connection, issue_id: str) -> tuple[IsIsNot, ...]:
    t = IsIsNotRow
    query = select(t.aspect, t.is_text, t.is_not_text, t.difference, t.version).where(t.issue_id == issue_id)
    found = {row.aspect: IsIsNot(Aspect(row.aspect), *row[1:]) for row in connection.execute(query)}
    return tuple(found[aspect] for aspect in Aspect if aspect in found)


def _team_of(connection: Connection, issue_id: str) -> tuple[TeamMember, ...]:
    m = TeamMemberRow
    query = (
        select(m.id, m.name, m.role, m.person_id, m.note)
        .where(m.issue_id == issue_id, m.removed_at.is_(None))
        .order_by(m.role == "member", m.role != "leader", m.id)
    )
    return tuple(TeamMember(row.id, row.name, TeamRole(row.role), row.person_id, row.note) for row in connection.execute(query))
