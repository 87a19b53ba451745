"""From bytes to plain values, with the guards against hostile files.

Refused are: too large or too deep files, bytes that are no UTF-8, a name twice in one object, numbers with a point or an exponent
(a measured value is text), numbers that are none, characters that cannot be stored.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.domain.text import clean_text
from qa_desktop.exchange.template_json.places import Path, refusal
from qa_desktop.exchange.template_json.template_file import MAX_FILE

MAX_DEPTH: Final = 30
MAX_BRACKETS: Final = 500_000
MAX_QUOTES: Final = 4_000_000
_HALF: Final = re.compile("[\ud800-\udfff]")
_LONGEST_NUMBER: Final = 15


class _Number(str):
    """A number that is not a short whole number, as it is written."""

    __slots__ = ()


class _Twice(dict[str, Any]):
    """An object in which a name stands twice."""

    name = ""


def plain_values(data: bytes) -> dict[str, Any]:
    """Return the object in the file; raises :class:`FileRefusedError` that names the place."""
    if len(data) > MAX_FILE:
        raise refusal((), "The file is larger than {limit} MB, which no template is.", limit=MAX_FILE // 1_000_000)
    if data.count(b"[") + data.count(b"{") > MAX_BRACKETS or data.count(b'"') > MAX_QUOTES:
        raise refusal((), "The file has more parts than any template.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(
            (), "The file is not text in UTF-8 (byte {at}). Choose a template file (.json).", at=error.start + 1
        ) from error
    try:
        found = json.loads(text, object_pairs_hook=_object, parse_float=_Number, parse_int=_whole, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise refusal(
            (),
            "Line {line}, column {column}: this is not valid JSON ({reason}). Correct the file or export it again.",
            line=error.lineno,
            column=error.colno,
            reason=error.msg,
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    if not isinstance(found, dict):
        raise refusal((), "The file does not hold a template, but only a list or a single value.")
    return _checked(found)


def _checked(root: dict[str, Any]) -> dict[str, Any]:
    """Return the values with clean texts, walking without recursion."""
    holder: dict[str, Any] = {"": root}
    waiting: list[tuple[Any, str | int, Path]] = [(holder, "", ())]
    while waiting:
        parent, at, path = waiting.pop()
        value = parent[at]
        if len(path) > MAX_DEPTH:
            raise _too_deep()
        if isinstance(value, _Number):
            raise refusal(path, "{number} is written as a number. Write it as text: “{number}”.", number=value[:40])
        if isinstance(value, _Twice):
            raise refusal(path, "“{name}” stands here twice. Remove one of the two.", name=value.name[:60])
        if isinstance(value, str):
            parent[at] = _clean(value, path)
        elif isinstance(value, dict):
            waiting.extend((value, name, (*path, name[:60])) for name in reversed(value))
        elif isinstance(value, list):
            waiting.extend((value, number, (*path, number)) for number in reversed(range(len(value))))
    return root


def _clean(text: str, path: Path) -> str:
    if not text.isascii() and _HALF.search(text):
        raise refusal(path, "The text holds half a character (a lone surrogate), which cannot be stored. Remove it.")
    try:
        return clean_text(text, limit=MAX_FILE)
    except InputError as error:
        raise refusal(path, "{reason}", reason=str(error)) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = _Twice(found)
    twice.name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return twice


def _whole(text: str) -> int | _Number:
    return int(text) if len(text) <= _LONGEST_NUMBER else _Number(text)


def _constant(text: str) -> NoReturn:
    raise refusal((), "The file holds “{word}”, which is not a number. Write a number as text, or leave it out.", word=text)


def _too_deep() -> FileRefusedError:
    return refusal((), "The file is nested more than {limit} deep, which no template is.", limit=MAX_DEPTH)
