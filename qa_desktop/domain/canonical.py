"""The one text form of a record that is hashed, signed and embedded.

Canonical JSON here means: keys sorted, no spaces, UTF-8 without escapes, decimals as strings, no floats at all.  The exact
bytes that were hashed are what is stored, so that nobody has to build them a second time in another language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

_PLAIN = frozenset({str, int, bool})

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


def canonical_json(value: Json) -> str:
    """Return the canonical text of ``value``; raises ``TypeError`` on a float."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(value: Json) -> str:
    """Return the SHA-256 of the canonical text as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()


def short_code(digest: str) -> str:
    """Return the first 16 digits of a digest in groups of four, for people to compare by eye."""
    return " ".join(digest[i : i + 4] for i in range(0, 16, 4)).upper()


def _refuse_floats(value: Json) -> None:
    if value is None or type(value) in _PLAIN:  # nearly all values; the checks below ask abstract classes, which takes time
        return
    if isinstance(value, float):
        raise TypeError("a float has no place in a record; use a decimal string")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _refuse_floats(inner)
