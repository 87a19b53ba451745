"""What an issue is linked to, and the rule that a line has one issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.errors import ConflictError
from qa_desktop.domain.inspection import require_open
from qa_desktop.services.issue_words import shown_answer
from qa_desktop.storage.queries import issues, templates
from qa_desktop.storage.queries.issues import LineRow
from qa_desktop.storage.unit import Connection


@dataclass(frozen=True, slots=True)
class FoundAt:
    """What a new issue is linked to: its columns, and the words by which it can be found."""

    columns: Mapping[str, Any]
    words: tuple[str, ...]


def found_at(
    connection: Connection, inspection_id: str | None, item_id: str | None, part_id: str | None, lot_id: str | None
) -> FoundAt:
    """Return the links of a new issue: those of the inspection, or the part and lot that were named."""
    if inspection_id is not None:
        return _found_by_inspection(connection, inspection_id, item_id)
    part = "" if part_id is None else issues.part_number(connection, part_id)
    lot = "" if lot_id is None else issues.lot_number(connection, lot_id, part_id)
    return FoundAt({"part_id": part_id, "lot_id": lot_id}, (part, lot))


def _found_by_inspection(connection: Connection, inspection_id: str, item_id: str | None) -> FoundAt:
    line = issues.line_of(connection, inspection_id, item_id)
    require_open(line.state)
    shown = ""
    if item_id is not None:
        existing = issues.issue_of_line(connection, inspection_id, item_id)
        if existing is not None:
            raise ConflictError(
                "Line {line} already has issue {number}; nothing was logged. Open {number} and add a comment or a photo there.",
                line=line.item_number,
                number=existing[1],
            )
        shown = shown_answer(templates.item_by_id(connection, item_id), answer_of(line))
    columns = {
        "inspection_id": inspection_id,
        "item_id": item_id,
        "answer_shown": shown,
        "part_id": line.part_id,
        "lot_id": line.lot_id,
    }
    return FoundAt(columns, (line.part_number, line.lot_number, line.inspection_number))


def answer_of(line: LineRow) -> Answer:
    """Return the answer of a line as it stands."""
    return Answer(line.value, line.na_reason, line.note)
