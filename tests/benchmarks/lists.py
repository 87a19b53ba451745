"""A page deep in a long list against the same page by the bare driver."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.inspections import InspectionService
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.queries.inspections import InspectionFilter
from qa_desktop.storage.workspace import DATABASE, open_
from tests.benchmarks.measure import Row, in_turns, row
from tests.reliability.makings import make_bench

_PAGE = """
SELECT i.id, i.number, i.state, i.round, i.revision_id, i.criteria_digest, t.name, r.number, i.part_id, p.number, p.name, p.revision,
  coalesce(o.number, ''), i.lot_id, coalesce(l.number, ''), coalesce(l.quantity, ''), coalesce(s.serial, ''), i.inspector_id,
  coalesce(w.name, ''), coalesce(w.login, ''), i.opened_at, i.opened_offset, i.updated_at, i.due_at, i.current_item_id, i.item_total,
  i.answered, i.failed
FROM inspection i JOIN template_revision r ON r.id = i.revision_id JOIN template t ON t.id = r.template_id JOIN part p ON p.id = i.part_id
  LEFT JOIN work_order o ON o.id = i.order_id LEFT JOIN lot l ON l.id = i.lot_id LEFT JOIN piece s ON s.id = i.piece_id
  LEFT JOIN person w ON w.id = i.inspector_id
WHERE i.updated_at < ? OR (i.updated_at = ? AND i.id < ?) ORDER BY i.updated_at DESC, i.id DESC LIMIT 100
"""


def _fill(folder: Path, inspection: str, count: int) -> None:
    """Copy one inspection ``count`` times under other moments; numbers and keys are its own."""
    raw: Any = sqlite_module().connect(folder / DATABASE)
    columns = [line[1] for line in raw.execute("PRAGMA table_info(inspection)")]
    own = {"id": "?", "number": "?", "updated_at": "?"}
    chosen = ", ".join(own.get(name, name) for name in columns)
    rows = (
        (f"x{n:09d}", f"I-02-{n:06d}", f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}T{n % 24:02d}:{n % 60:02d}:00.000000Z")
        for n in range(count)
    )
    places = [name for name in columns if name in own]
    order = [("id", "number", "updated_at").index(name) for name in places]
    raw.executemany(
        f"INSERT INTO inspection ({', '.join(columns)}) SELECT {chosen} FROM inspection WHERE id = '{inspection}'",
        (tuple(line[place] for place in order) for line in rows),
    )
    raw.commit()
    raw.execute("ANALYZE")
    raw.commit()
    raw.close()


def measure(*, inspections: int = 100_000, repeats: int = 60) -> list[Row]:
    """Fetch a page of a hundred at the beginning and in the middle."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        bench = make_bench(folder, items=3)
        _fill(folder, bench.inspection, inspections)
        workspace = open_(folder)
        raw: Any = sqlite_module().connect(folder / DATABASE)
        try:
            actor = Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), workspace.store.station_id)
            service = InspectionService(workspace)
            found = raw.execute(
                "SELECT updated_at, id FROM inspection ORDER BY updated_at DESC, id DESC LIMIT 1 OFFSET ?", (inspections // 2,)
            ).fetchone()
            rows = []
            for place, after in (("first page", ("9", "z")), ("page in the middle", (found[0], found[1]))):
                ours, base = in_turns(
                    lambda after=after: service.page(actor, InspectionFilter(), after=after, limit=100),
                    lambda after=after: raw.execute(_PAGE, (after[0], *after)).fetchall(),
                    repeats=repeats,
                )
                rows.append(row(f"{place}, {inspections} inspections", "same SQL, bare driver (R)", "<= 2 R", ours, base))
            keys = [line.id for line in service.page(actor, InspectionFilter(), after=(found[0], found[1]), limit=100)]
            by_key = f"{_PAGE.split('WHERE', maxsplit=1)[0]} WHERE i.id IN ({', '.join('?' * len(keys))})"
            ours, base = in_turns(
                lambda: service.page(actor, InspectionFilter(), after=(found[0], found[1]), limit=100),
                lambda: raw.execute(by_key, keys).fetchall(),
                repeats=repeats,
            )
            # The least that a page can cost: when this is large, the list is sorted anew for each page instead of walking an index.
            rows.append(row("page in the middle", "the same rows by their keys", "<= 4", ours, base))
            ours, base = in_turns(
                lambda: service.page(actor, InspectionFilter(), after=(found[0], found[1]), limit=100),
                lambda: service.page(actor, InspectionFilter(), after=("9", "z"), limit=100),
                repeats=repeats,
            )
            rows.append(row("page in the middle", "first page", "about 1", ours, base))
            return rows
        finally:
            raw.close()
            workspace.close()
