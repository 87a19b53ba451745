"""The names that restrict figures, as the workspace writes them: a name that nothing bears is said, never counted as 0."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.storage.queries import figure_names
from qa_desktop.storage.unit import Connection


def resolved(connection: Connection, query: FigureQuery) -> FigureQuery:
    """Return the question with its names in the letters of the workspace.

    Raises :class:`InputError` for a part, supplier, checklist or station that is not there.
    """
    names: dict[str, Any] = {}
    for kind, typed in query.names().items():
        names[kind] = figure_names.spelled(connection, kind, typed)
        if names[kind] is None:
            raise InputError(_UNKNOWN[kind], name=typed)
    return replace(query, **names)


_UNKNOWN = {
    "part": "No part has the number “{name}” here. Correct it, or leave the part empty.",
    "supplier": "No supplier is called “{name}” here. Correct it, or leave the supplier empty.",
    "template": "No checklist is called “{name}” here. Correct it, or leave the checklist empty.",
    "station": "No station has the code “{name}” here. Correct it, or leave the station empty.",
}
