"""Loading an inspection for the list and for the grid, with its words in the language of the inspector."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa_desktop.domain.translations import in_language
from qa_desktop.ui.context import Context

if TYPE_CHECKING:
    from qa_desktop.services.inspections import OpenedInspection
    from qa_desktop.storage.queries.issues import IssueRow

Loaded = tuple["OpenedInspection", dict[str, str]]
"""An inspection, and the numbers of its issues by line."""


class Loading:
    """Loads an inspection and its issues; runs in a reader."""

    def __init__(self, context: Context, inspection_id: str) -> None:
        self._program, self._actor, self._id = context.program, context.actor, inspection_id
        self._language = context.look.checklist_language

    def __call__(self) -> Loaded:
        """Load it."""
        opened = self._program.inspections.open(self._actor, self._id)
        issues: tuple[IssueRow, ...] = self._program.issues.issues_of(self._actor, self._id)
        if self._language:
            lines, template = in_language(opened.checklist, self._language), in_language(opened.template, self._language)
            opened = replace(opened, checklist=lines, template=template)
        return opened, {row.item_id: row.number for row in issues if row.item_id is not None}
