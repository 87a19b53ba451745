"""Issues like the one that is being typed: the full-text index of the database finds them, the closest first."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import Connection, text

_MOST_WORDS = 12
_SHORTEST = 3
_ENGLISH = "and are but for from had has have its not than that the then there this too was were when with"
_GERMAN = "aber als auch auf aus bei das dem den der des die ein eine einer für ist mit nach nicht sind und vom von war zum zur"
COMMON_WORDS = frozenset(f"{_ENGLISH} {_GERMAN}".split(" "))
"""Words that say nothing about a fault.  They are looked for by their beginnings, so that "too" would find every tool."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A past issue that resembles what is typed; ``worked`` is what was written when it was closed."""

    id: str
    number: str
    title: str
    state: str
    raised_at: str
    part_number: str
    worked: str


def words_of(typed: str) -> tuple[str, ...]:
    """Return the words worth looking for, each once, in the order typed; common ones only where there are no others."""
    found = dict.fromkeys(re.findall(r"\w+", unicodedata.normalize("NFC", typed).casefold()))
    long = [word for word in found if len(word) >= _SHORTEST]
    return tuple([word for word in long if word not in COMMON_WORDS] or long)[:_MOST_WORDS]


def similar(
    connection: Connection,
    typed: str,
    *,
    part_id: str | None = None,
    item_id: str | None = None,
    without: str = "",
    limit: int = 5,
) -> tuple[Twin, ...]:
    """Return past issues that share words with ``typed``, the closest first; those of the same part or line go before others.

    ``without`` is an issue that is not its own twin.
    """
    words = words_of(typed)
    if not words:
        return ()
    wanted = " OR ".join(f'"{word}"*' for word in words)
    rows = connection.execute(text(_SIMILAR), {
        "wanted": wanted, "part": part_id or "", "item": (item_id or "").partition("#")[0], "without": without, "limit": limit,
        "reach": 40 * limit,
    }).mappings()  # fmt: skip
    return tuple(Twin(**row) for row in rows)


# The sign before "rank" keeps the index from sorting all that it finds before the database takes the first of it.
_SIMILAR = """
WITH near AS (
  SELECT w.issue_id AS id, t.place AS rank
  FROM (
    SELECT rowid AS row, rank AS place FROM issue_text WHERE issue_text MATCH :wanted ORDER BY +rank, rowid LIMIT :reach
  ) t JOIN issue_word w ON w.row = t.row
)
SELECT i.id, i.number, i.title, i.state, i.raised_at, coalesce(p.number, '') AS part_number,
  coalesce((SELECT e.remark FROM issue_event e WHERE e.issue_id = i.id AND e.new = 'closed' ORDER BY e.id DESC LIMIT 1), '')
    AS worked
FROM near n JOIN issue i ON i.id = n.id LEFT JOIN part p ON p.id = i.part_id
WHERE i.id <> :without AND i.state <> 'rejected'
ORDER BY n.rank - (CASE WHEN i.item_id = :item THEN 4 ELSE 0 END) - (CASE WHEN i.part_id = :part THEN 2 ELSE 0 END), i.id
LIMIT :limit
"""
