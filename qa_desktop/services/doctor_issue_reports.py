"""Checking the signed reports of issues: rows, files, and where they stand in the audit chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from qa_desktop.reports.types import Outcome, Verification
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.queries import checks
from qa_desktop.storage.queries.issue_reports import IssueReportRow
from qa_desktop.storage.unit import Connection


def flaws_of_rows(connection: Connection, rows: tuple[IssueReportRow, ...]) -> Iterator[str]:
    """Yield what is wrong with the rows: content that is not what was signed, an audit entry that is gone."""
    for row in rows:
        signed = json.loads(row.content)
        if sha256_of(row.content.encode("utf-8")) != row.content_digest:
            yield f"{row.number}: the frozen content is not what was signed."
        elif signed["number"] != row.number or signed["data"]["issue"]["id"] != row.issue_id:
            yield f"{row.number}: the tables name another issue than was signed."
        else:
            anchor = signed["data"]["anchor"]
            if anchor["sequence"] and checks.link_at(connection, anchor["station"], anchor["sequence"]) != anchor["head"]:
                yield f"{row.file} witnesses an audit entry that the database no longer holds: it is older or was changed."


def flaws_of_file(
    row: IssueReportRow, read: Callable[[IssueReportRow], bytes], verify: Callable[[bytes], Verification] | None
) -> Iterator[str]:
    """Yield what is wrong with a file; ``verify`` is ``None`` where signatures are not looked at."""
    data = read(row)
    if verify is None:
        return
    found = verify(data)
    if found.outcome is not Outcome.VALID:
        yield f"{row.file}: {found.sentence}"
    elif found.content_digest != row.content_digest:
        yield f"{row.file} is another document than was signed."
