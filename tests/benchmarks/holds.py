"""The promises that held lots endanger, with many order lines and holds, against fetching the same promises by their keys."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.queries import order_lines
from qa_desktop.storage.workspace import DATABASE, Workspace, open_
from tests.benchmarks.measure import Row, in_turns, row
from tests.reliability.makings import Bench, make_bench

PARTS = 50
_BY_KEY = """
SELECT o.id, w.number, o.number, c.name, o.promised, o.last_day, p.number FROM order_line o JOIN work_order w ON w.id = o.order_id
  JOIN company c ON c.id = o.company_id JOIN part p ON p.id = o.part_id WHERE o.id = ?
"""


def _fill(folder: Path, bench: Bench, lines: int, holds: int) -> None:
    """Write order lines of some parts, four of five of them complete, and as many lots on hold as there are holds."""
    raw: Any = sqlite_module().connect(folder / DATABASE)
    at, day = "2026-01-01T00:00:00.000000Z", date(2026, 1, 1)
    parts = [f"p{number:03d}" for number in range(PARTS)]
    raw.executemany("INSERT INTO part (id, number, created_at) VALUES (?, ?, ?)", ((key, key, at) for key in parts))
    raw.execute("INSERT INTO company (id, name, kind, created_at) VALUES ('c', 'Customer', 'customer', ?)", (at,))
    raw.executemany(
        "INSERT INTO work_order (id, number, created_at) VALUES (?, ?, ?)",
        ((f"o{n:05d}", f"PO-{n}", at) for n in range(lines // 10 + 1)),
    )
    raw.executemany(
        "INSERT INTO order_line (id, order_id, number, kind, company_id, part_id, quantity, promised, last_day, fulfilled_on, "
        "created_at, created_by) VALUES (?, ?, ?, 'customer', 'c', ?, 1000000000, ?, ?, ?, ?, ?)",
        (
            (
                f"l{n:06d}", f"o{n // 10:05d}", n % 10, parts[n * 7 % PARTS], *(2 * [(day + timedelta(days=n % 300)).isoformat()]),
                None if n // PARTS % 5 == 0 else day.isoformat(), at, bench.person,
            )
            for n in range(lines)
        ),
    )  # fmt: skip
    station = raw.execute("SELECT station_id FROM inspection WHERE id = ?", (bench.inspection,)).fetchone()[0]
    raw.execute(
        "INSERT INTO issue (id, number, station_id, kind, title, severity, state, raised_by, raised_at, raised_offset, search) "
        "VALUES ('i', 'NC-1', ?, 'nonconformity', 'x', 'major', 'logged', ?, ?, 0, 'x')",
        (station, bench.person, at),
    )
    raw.executemany(
        "INSERT INTO lot (id, part_id, order_id, number, created_at, state) VALUES (?, ?, ?, ?, ?, 'accepted')",
        ((f"t{n:06d}", parts[n % PARTS], f"o{n % (lines // 10 + 1):05d}", f"L-{n}", at) for n in range(holds)),
    )
    raw.executemany(
        "INSERT INTO hold (id, number, issue_id, kind, lot_id, what, reason, placed_by, placed_at, placed_offset) "
        "VALUES (?, ?, 'i', 'lot', ?, 'x', 'x', ?, ?, 0)",
        ((f"h{n:06d}", f"H-{n}", f"t{n:06d}", bench.person, at) for n in range(holds)),
    )
    raw.commit()
    raw.execute("ANALYZE")
    raw.commit()
    raw.close()


def measure(*, lines: int = 10_000, holds: int = 1_000, repeats: int = 20) -> list[Row]:
    """Measure all held lots, and the lots of one issue."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        bench = make_bench(folder, items=3)
        _fill(folder, bench, lines, holds)
        workspace = open_(folder)
        raw: Any = sqlite_module().connect(folder / DATABASE)
        try:
            return _rows(workspace, raw, lines, holds, repeats)
        finally:
            raw.close()
            workspace.close()


def _rows(workspace: Workspace, raw: Any, lines: int, holds: int, repeats: int) -> list[Row]:
    with workspace.store.reading() as connection:
        found = order_lines.endangered(connection)
        wanted, some = [one.line_id for one in found.values()], list(found)[:5]
        ours, base = in_turns(
            lambda: order_lines.endangered(connection),
            lambda: [raw.execute(_BY_KEY, (key,)).fetchall() for key in wanted],
            repeats=repeats,
        )
        said = f"endangered promises, {holds} holds, {lines} order lines"
        first = row(said, "the same promises by their keys (R)", "<= 8 R", ours, base, more=f"{len(found)} found")
        ours, base = in_turns(
            lambda: order_lines.endangered(connection, some), lambda: order_lines.endangered(connection), repeats=repeats
        )
    return [first, row(f"endangered promises, {len(some)} of {holds} holds", "all holds", "<= 0.3", ours, base)]
