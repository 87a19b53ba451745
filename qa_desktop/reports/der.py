"""The one way to encode a value (DER, ITU-T X.690 section 10): lengths as short as possible, nothing left over."""

from __future__ import annotations

from qa_desktop.reports.flaw import FlawError

_DEEPEST = 40


def value_length(raw: bytes) -> int:
    """Return how many bytes the first value in ``raw`` takes with its header; raises :class:`FlawError`."""
    header, length = _header(raw, 0, len(raw))
    return header + length


def require_der(raw: bytes) -> None:
    """Raise :class:`FlawError` unless ``raw`` is one value whose parts all have definite, shortest lengths."""
    _walk(raw, 0, len(raw), 0)


def require_parts(contents: bytes, *wanted: str) -> None:
    """Raise :class:`FlawError` unless the parts of a value with these ``contents`` bear one of the ``wanted`` rows of tags.

    Tags are two hexadecimal digits each, for example ``"02 31 30"``.  A parser that skips a part that it does not know would
    otherwise skip a part whose tag was changed.
    """
    tags: list[str] = []
    at = 0
    while at < len(contents):
        header, length = _header(contents, at, len(contents))
        tags.append(f"{contents[at]:02x}")
        at += header + length
    if " ".join(tags) not in wanted:
        raise FlawError("the signature has parts that it should not have")


def _walk(raw: bytes, start: int, end: int, depth: int) -> None:
    if depth > _DEEPEST:
        raise FlawError("the signature is nested too deeply")
    at = start
    while at < end:
        header, length = _header(raw, at, end)
        constructed = bool(raw[at] & 0x20)
        if constructed:
            _walk(raw, at + header, at + header + length, depth + 1)
        at += header + length


def _header(raw: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the length of tag and length, and the length of the content."""
    if end - at < 2 or raw[at] & 0x1F == 0x1F:
        raise FlawError("the signature cannot be decoded")
    first = raw[at + 1]
    if first < 0x80:
        header, length = 2, first
    else:
        count = first & 0x7F
        digits = raw[at + 2 : at + 2 + count]
        length = int.from_bytes(digits, "big")
        if not 1 <= count <= 4 or len(digits) != count or digits[0] == 0 or length < 0x80:
            raise FlawError("the signature is not encoded in the one way that is allowed")
        header = 2 + count
    if at + header + length > end:
        raise FlawError("the signature cannot be decoded")
    return header, length
