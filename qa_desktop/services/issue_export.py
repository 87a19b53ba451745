"""The issue log as a file for spreadsheets and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.exchange.csvsafe import csv_table
from qa_desktop.services.guard import needs
from qa_desktop.storage.clock import local_iso, local_time
from qa_desktop.storage.files import write_safely
from qa_desktop.storage.queries import issues
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow
from qa_desktop.storage.unit import Connection, Store

COLUMNS = (
    "number", "kind", "severity", "state", "title", "description", "quantity", "part", "part name", "lot", "inspection", "line",
    "line text", "answer", "station", "logged by", "logged at", "owner", "due",
)  # fmt: skip
_PAGE = 500


class IssueExportService:
    """Lists of issues out of the house."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.EXPORT)
    def export(self, actor: Actor, wanted: IssueFilter, target: Path) -> int:
        """Write the issues that the filter lets through, newest first, as ``.csv`` or ``.json``; return how many.

        In CSV, an issue is due on a day, and text that a spreadsheet would take for a formula stays text.  Raises
        :class:`InputError` for another ending, :class:`RefusedError` when the target exists.
        """
        ending = target.suffix.lower()
        if ending not in {".csv", ".json"}:
            raise InputError("Issues are exported as .csv or .json. Name the file “{stem}.csv”.", stem=target.stem)
        if target.exists():
            raise RefusedError("“{name}” exists already. Nothing was written. Choose another name.", name=target.name)
        with self._store.reading() as connection:
            rows = [described(row) for row in _all(connection, wanted)]
            offset = self._store.now().offset
        if ending == ".csv":
            days = ({**row, "due": due_day(row["due"], offset)} for row in rows)
            data = csv_table([COLUMNS, *(tuple(row[name] for name in COLUMNS) for row in days)]).data
        else:
            data = json.dumps(rows, ensure_ascii=False, indent=1).encode("utf-8")
        with self._store.writing(actor.person_id) as work:
            work.audit("issue.export", "issue", "list", {"count": len(rows), "file": target.name})
        write_safely(target, data)
        return len(rows)


def due_day(moment: str | None, offset: int) -> str:
    """Return the day of a due moment at a place ``offset`` minutes from UTC; what is due is due by the end of it."""
    return local_time(moment, offset).date().isoformat() if moment else ""


def described(row: IssueRow) -> dict[str, str]:
    """Return an issue by the names of :data:`COLUMNS`; moments are ISO 8601: logged in local time, due in UTC."""
    values = (
        row.number,
        row.kind.value,
        row.severity.value,
        row.state.value,
        row.title,
        row.description,
        row.quantity,
        row.part_number,
        row.part_name,
        row.lot_number,
        row.inspection_number or "",
        row.item_number,
        row.item_text,
        row.answer_shown,
        row.station,
        row.raised_by,
        local_iso(row.raised_at, row.raised_offset),
        row.owner_now,
        row.due_now or "",
    )
    return dict(zip(COLUMNS, values, strict=True))


def _all(connection: Connection, wanted: IssueFilter) -> Iterator[IssueRow]:
    after: tuple[str, str] | None = None
    while page := issues.issue_page(connection, wanted, after=after, limit=_PAGE):
        yield from page
        after = page[-1].key
