"""One-sheet inspection plans in: an Excel or CSV table of characteristics becomes a checklist.

Column order is free; headings are recognised in a few spellings, English and German.  What is not understood is listed with its
row and column, and nothing is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from qa_desktop.domain.checklist import Checklist, Item, Section
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.exchange.inspection_plan.headings import Columns, Role, columns_of, place_of
from qa_desktop.exchange.inspection_plan.rows import RowReader
from qa_desktop.exchange.inspection_plan.source import PlanSource, read_source
from qa_desktop.exchange.xlsform.preview import ImportPreview, Unsupported
from qa_desktop.exchange.xlsform.reader import in_file

__all__ = ["plan_of", "read_plan"]

SECTION = "Characteristics"


def read_plan(
    path: Path,
    *,
    timeout_seconds: float = 60,
    memory_mb: int = 768,
    cancel: Callable[[], bool] | None = None,
) -> ImportPreview:
    """Read a plan without changing or storing anything.

    Raises :class:`~qa_desktop.domain.errors.FileRefusedError`, whose ``params`` hold ``row`` and ``column`` where the place is
    known, or :class:`~qa_desktop.domain.errors.CancelledError`.
    """
    return plan_of(read_source(path, timeout_seconds=timeout_seconds, memory_mb=memory_mb, cancel=cancel))


def plan_of(source: PlanSource) -> ImportPreview:
    """Return the preview of a sheet; ``questions_by_type`` counts the items by kind."""
    try:
        return _Plan(source).preview()
    except FileRefusedError as error:
        raise in_file(source.name, error.template, error.params) from error


class _Plan:
    """One walk over the rows below the headings."""

    def __init__(self, source: PlanSource) -> None:
        self._source, self._sheet = source, source.sheet
        self._lost: list[Unsupported] = []
        self._notices = list(source.notices)
        self._keys: set[str] = set()
        self._marks: set[str] = set()

    def preview(self) -> ImportPreview:
        columns = columns_of(self._sheet)
        if columns is None:
            raise FileRefusedError(
                "No headings were found in the first rows. One row must name the columns, with “characteristic” among them: "
                "{known}. Nothing was imported.",
                known=", ".join(f"“{role.value}”" for role in Role),
            )
        self._beside(columns)
        items = [item for row in sorted(self._sheet.rows) if row > columns.row for item in self._item(columns, row)]
        if not items:
            self._notices.append("No row below the headings names a characteristic, so the checklist is empty.")
        if self._marks == {".", ","}:
            self._notices.append(
                "Decimal points and commas are both used. Check the sizes; marks between thousands are not read."
            )
        counts = Counter(item.kind.value for item in items)
        return ImportPreview(
            checklist=Checklist(self._source.stem, (Section(SECTION, tuple(items)),) if items else ()),
            questions_by_type=dict(sorted(counts.items())),
            unsupported=tuple(self._lost),
            notices=tuple(dict.fromkeys(self._notices)),
            source_name=self._source.name,
            source_sha256=self._source.sha256,
        )

    def _beside(self, columns: Columns) -> None:
        """List what stands above the headings and in columns that are not known."""
        for row in sorted(self._sheet.rows):
            if row < columns.row:
                words = " | ".join(cell.text.strip() for cell in self._sheet.rows[row])
                self._lost.append(Unsupported(place_of(row), "row above the headings", "", f"“{words[:80]}” was not read."))
        below = (cells for row, cells in self._sheet.rows.items() if row > columns.row)
        filled = Counter(cell.column for cells in below for cell in cells)
        for cell in columns.unknown:
            if count := filled[cell.column]:
                where = place_of(columns.row, cell.column, " ".join(cell.text.split()))
                self._lost.append(Unsupported(where, "column", "", f"The heading is not known; {count} cells were not read."))
        headed = {cell.column for cell in self._sheet.rows[columns.row]}
        for row, cells in self._sheet.rows.items():
            for cell in cells:
                if row > columns.row and cell.column not in headed:
                    why = f"“{cell.text.strip()[:60]}” has no heading above it."
                    self._lost.append(Unsupported(place_of(row, cell.column), "cell", "", why))

    def _item(self, columns: Columns, row: int) -> Iterable[Item]:
        reader = RowReader(self._sheet, columns, row)
        if not reader.has_characteristic():
            words = " | ".join(cell.text.strip() for cell in self._sheet.rows[row])
            self._lost.append(
                Unsupported(place_of(row), "row", "", f"It names no characteristic and was left out: “{words[:80]}”.")
            )
            return ()
        try:
            reading = reader.read(self._key(reader.balloon_key() or f"row {row}"))
        except InputError as error:
            raise FileRefusedError("Row {row}: {reason} Nothing was imported.", row=row, reason=str(error)) from error
        self._lost += reading.lost
        self._notices += reading.notices
        for text in reader.numbers():
            self._marks |= {mark for mark in ".," if mark in text and any(character.isdigit() for character in text)}
        return (reading.item,)

    def _key(self, wanted: str) -> str:
        key, number = wanted, 2
        while key in self._keys:
            key, number = f"{wanted}-{number}", number + 1
        self._keys.add(key)
        return key
