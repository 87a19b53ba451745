"""Checking management reviews: what was signed is what is kept, and its file is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from qa_desktop.reports.types import Outcome, Verification
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.queries.aims import ReviewRow


def flaws_of_review(
    row: ReviewRow, read: Callable[[ReviewRow], bytes], verify: Callable[[bytes], Verification] | None
) -> Iterator[str]:
    """Yield what is wrong with a review; ``verify`` is ``None`` where signatures are not looked at."""
    if sha256_of(row.content.encode("utf-8")) != row.content_digest:
        yield f"{row.number}: the frozen content is not what was signed."
    else:
        signed = json.loads(row.content)["data"]
        held = {"first": row.first_day, "last": row.last_day, "decisions": row.decisions}
        if any(signed[name] != value for name, value in held.items()):
            yield f"{row.number}: the tables hold something else than was signed."
    data = read(row)
    if verify is None:
        return
    found = verify(data)
    if found.outcome is not Outcome.VALID:
        yield f"{row.file}: {found.sentence}"
    elif found.content_digest != row.content_digest:
        yield f"{row.file} is another document than was signed."
