"""Loading an inspection for the grid: its lines, and its cells counted once, away from the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.ui.context import Context
from qa_desktop.ui.grid.cells import Cells
from qa_desktop.ui.run.book import AnswerBook
from qa_desktop.ui.run.loading import Loaded, Loading

if TYPE_CHECKING:
    from qa_desktop.services.inspections import OpenedInspection


class GridLoading:
    """Loads an inspection and makes its cells; runs in a reader.  ``loaded`` is what the list has loaded already."""

    def __init__(self, context: Context, inspection_id: str, loaded: Loaded | None = None) -> None:
        self._load = Loading(context, inspection_id)
        self._loaded = loaded

    def __call__(self) -> tuple[OpenedInspection, Cells]:
        """Load and count."""
        opened, issues = self._loaded or self._load()
        return opened, Cells(opened, issues, AnswerBook(opened.answers, opened.times, opened.covers))
