"""The machine-readable part of the report: the canonical record with what the page adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qa_desktop.domain.canonical import Json, digest_of
from qa_desktop.reports.types import RenderInput

ATTACHMENT_NAME: Final = "inspection-record.json"
ATTACHMENT_WORDS: Final = "The complete inspection record as canonical JSON"
DOCUMENT_FORMAT: Final = "qa-desktop/report/1"
STATEMENT_NAME: Final = "statement.json"
STATEMENT_WORDS: Final = "The complete statement as canonical JSON"
STATEMENT_FORMAT: Final = "qa-desktop/statement/1"
FIRST_LAYOUT: Final = "1"
LAYOUT: Final = "2"
"""Raised whenever the same record would be printed differently: other words, chapters or tables.

Whoever raises it keeps the check of files of the layouts before (:mod:`qa_desktop.reports.printed`).
"""
LATER_PARTS: Final = ("pieces", "characteristics", "decision_rules", "plans", "acts", "questions", "repeats")
"""Parts of a record that the first layout could not print."""


def document_of(given: RenderInput, content: Json, grids: Sequence[Json] = ()) -> dict[str, Json]:
    """Return what is embedded.  ``content`` is what the digest covers; everything else is named beside it.

    ``grids`` says which readings stand in which table, in order, so that the page can be checked without knowing the layout.
    """
    return {
        **({"grids": list(grids)} if grids else {}),
        "format": DOCUMENT_FORMAT,
        "layout": LAYOUT,
        "content": content,
        "content_sha256": digest_of(content),
        "anchor": {"station": given.anchor.station, "sequence": given.anchor.sequence, "head": given.anchor.head},
        "site": given.site,
        "frozen_at": given.frozen_at,
        "page": given.page,
        "logo": given.logo is not None,
        "earlier_signatures": [
            {
                "stage": s.stage,
                "name": s.name,
                "meaning": s.meaning,
                "at": s.at,
                "round": s.round,
                "certificate": s.certificate,
                "content_sha256": s.content_digest,
                "voided": s.voided,
            }
            for s in given.record.signatures
            if s.voided
        ],
    }
