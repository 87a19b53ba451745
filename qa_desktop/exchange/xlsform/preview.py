"""What an import would bring, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.checklist import Checklist


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something in the workbook that does not come across.

    ``place`` is for people, for example ``survey row 12, column F``; ``kind`` is the XLSForm type of a question, or ``column``
    with its heading; ``name`` is the question's name; ``why`` says what happens instead.
    """

    place: str
    kind: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """A checklist read from a workbook, with everything that was left out.

    ``questions_by_type`` counts the questions that became items, by the type names that pyxform uses.
    """

    checklist: Checklist
    questions_by_type: Mapping[str, int]
    unsupported: tuple[Unsupported, ...]
    notices: tuple[str, ...]
    source_name: str
    source_sha256: str
