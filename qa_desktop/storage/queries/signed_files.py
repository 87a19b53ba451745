"""Every signed file that the database knows, whatever document it is: the one list for backups, recovery and clean-up."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection

from qa_desktop.storage.queries import aims, issue_reports, lots, reports, trade_documents


class Filed(Protocol):
    """What is known of a signed file: the number that people call it by, its name, and the digest of its bytes."""

    @property
    def number(self) -> str:
        """The number of the document."""

    @property
    def file(self) -> str:
        """Its name in the folder of reports."""

    @property
    def sha256(self) -> str:
        """The digest of its bytes; empty while it is not written."""


def signed_files(connection: Connection) -> tuple[Filed, ...]:
    """Return reports of inspections, decisions on lots, documents for partners, management reviews."""
    return (
        *reports.all_reports(connection),
        *lots.signed_files(connection),
        *trade_documents.signed_files(connection),
        *aims.signed_files(connection),
        *issue_reports.signed_files(connection),
    )
