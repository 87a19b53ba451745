"""Checking the signed documents for partners: rows and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa_desktop.reports.types import Outcome, Verification
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.queries import trade_documents
from qa_desktop.storage.queries.trade_documents import SignedTradeFile
from qa_desktop.storage.unit import Connection


def flaws_of_rows(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each document whose frozen content is not what was signed."""
    for number, content, digest in trade_documents.contents(connection):
        if sha256_of(content.encode("utf-8")) != digest:
            yield f"{number}: the frozen content is not what was signed."


def flaws_of_file(
    row: SignedTradeFile, read: Callable[[SignedTradeFile], bytes], verify: Callable[[bytes], Verification] | None
) -> Iterator[str]:
    """Yield what is wrong with the file of a document; ``verify`` is ``None`` where signatures are not looked at."""
    data = read(row)
    if verify is None:
        return
    found = verify(data)
    if found.outcome is not Outcome.VALID:
        yield f"{row.file}: {found.sentence}"
    elif found.content_digest != row.content_digest:
        yield f"{row.file} is another document than was signed."
