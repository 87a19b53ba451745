"""Text that people type or scan, made safe to keep without changing what it says."""

from __future__ import annotations

import re
from decimal import Decimal

from qa_desktop.domain.errors import InputError

MAX_TEXT = 20_000
"""Longest free text in characters; longer text is refused, never cut."""

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u001f\u007f-\u009f]")


def clean_text(text: str, *, limit: int = MAX_TEXT) -> str:
    r"""Return ``text`` with line ends as ``\n``, fit for both databases.

    NUL is refused because databases disagree about it; lone surrogates become U+FFFD.  Raises :class:`InputError`.
    """
    if "\x00" in text:
        raise InputError("The text contains a NUL character, which cannot be stored. Remove it and try again.")
    if len(text) > limit:
        raise InputError(
            "The text has {length} characters; at most {limit} can be kept. Shorten it; nothing was cut.",
            length=len(text),
            limit=limit,
        )
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unified.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clean_identifier(text: str, *, what: str, limit: int = 80) -> str:
    """Return a part number, lot number, log-in name or similar: one line, trimmed, no invisible characters."""
    cleaned = clean_text(text).strip()
    if not cleaned:
        raise InputError("{what} is empty. Type it or scan it.", what=what)
    if len(cleaned) > limit:
        raise InputError("{what} is longer than {limit} characters. Shorten it.", what=what, limit=limit)
    return clean_visible(cleaned, what=what)


def clean_visible(text: str, *, what: str) -> str:
    """Return text of one line, which may be empty; raises :class:`InputError` for an invisible character."""
    cleaned = clean_text(text)
    unseen = _UNSEEN.search(cleaned)
    if unseen:
        raise InputError(
            "{what} contains an invisible character (U+{code}). Type it again by hand.",
            what=what,
            code=f"{ord(unseen.group()):04X}",
        )
    return cleaned


def how_many(count: Decimal | int, one: str, many: str = "") -> str:
    """Return a count with its word: ``1 piece``, ``2 pieces``, ``0.5 pieces``.  ``many`` is ``one`` with an s unless given."""
    number = f"{Decimal(count).normalize():f}"
    return f"{number} {one if number == '1' else many or one + 's'}"
