"""The machine-readable part of the report: the canonical record with what the page adds to it."""

from __future__ import annotations

from typing import Final

from qa_desktop.domain.canonical import Json, digest_of
from qa_desktop.reports.types import RenderInput

ATTACHMENT_NAME: Final = "inspection-record.json"
ATTACHMENT_WORDS: Final = "The complete inspection record as canonical JSON"
DOCUMENT_FORMAT: Final = "qa-desktop/report/1"
STATEMENT_NAME: Final = "statement.json"
STATEMENT_WORDS: Final = "The complete statement as canonical JSON"
STATEMENT_FORMAT: Final = "qa-desktop/statement/1"
LAYOUT: Final = "1"
"""Raised whenever the same record would be printed differently."""


def document_of(given: RenderInput) -> dict[str, Json]:
    """Return what is embedded.  ``content`` is what the digest covers; everything else is named beside it."""
    content = given.record.content()
    return {
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
