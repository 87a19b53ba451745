"""How the bytes of a report are divided: the base and one update for each signature, without a byte in between.

Readers disagree about what a damaged or cleverly doubled file shows.  So nothing is left to their judgement: every object of an
update must lie where the cross-reference table says, side by side, and the file must end where the last update ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from qa_desktop.reports.flaw import FlawError

_HEADER = re.compile(rb"%PDF-1\.7\n%[\x80-\xff]{4}\n")
_OBJECT = re.compile(rb"(\d+) 0 obj\n.*\nendobj\n\n?", re.DOTALL)
_TABLE = re.compile(
    rb"xref\n(?:\d+ \d+\n(?:\d{10} \d{5} [nf] ?\r?\n)+)+trailer\s*<<(?:[^<>]|<[0-9a-f]*>)*>>\nstartxref\n\d+\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class Revision:
    """Bytes ``start`` to ``end``, and where each of its objects lies (by number: from, to)."""

    start: int
    end: int
    objects: dict[int, tuple[int, int]]


def revisions_of(data: bytes, reader: Any) -> list[Revision]:
    """Return the base and the updates of a file; raises :class:`FlawError`."""
    if not _HEADER.match(data):
        raise FlawError("there are bytes before the beginning of the document")
    found: list[Revision] = []
    start = 0
    for number in range(reader.xrefs.total_revisions):
        revision = _revision(data, reader, number, start)
        found.append(revision)
        start = revision.end
    if start != len(data):
        raise FlawError("something was appended behind the last signature")
    return found


def _revision(data: bytes, reader: Any, number: int, start: int) -> Revision:
    table = reader.xrefs.get_startxref_for_revision(number)
    tail = b"startxref\n%d\n%%%%EOF\n" % table
    at = data.find(tail, table)
    if table <= start or at < 0:
        raise FlawError("the revisions of the file do not follow each other")
    end = at + len(tail)
    if not _TABLE.fullmatch(data, table, end):
        raise FlawError("the table of contents of the file is not in order")
    places = _places(reader, number)
    if not places:
        raise FlawError("the file was changed by an update without content")
    first = min(places)
    expected = _HEADER.match(data).end() if number == 0 else start  # type: ignore[union-attr]
    if first != expected:
        raise FlawError("there are bytes in the file that belong to nothing")
    objects: dict[int, tuple[int, int]] = {}
    ordered = sorted(places)
    for place, following in zip(ordered, [*ordered[1:], table], strict=True):
        matched = _OBJECT.fullmatch(data, place, following)
        hidden = number > 0 and data.count(b"endobj", place, following) != 1
        if matched is None or int(matched.group(1)) != places[place] or hidden:
            raise FlawError("there are bytes in the file that belong to nothing")
        objects[places[place]] = (place, following)
    return Revision(start, end, objects)


def _places(reader: Any, number: int) -> dict[int, int]:
    """Return the object number for each place in a revision."""
    if any(reference.idnum for reference in reader.xrefs.refs_freed_in_revision(number)):
        raise FlawError("an update removes parts of the document")
    places: dict[int, int] = {}
    for reference in reader.xrefs.explicit_refs_in_revision(number):
        place = reader.xrefs.get_historical_ref(reference, number)
        if not isinstance(place, int) or reference.generation != 0 or place in places:
            raise FlawError("the table of contents of the file is not in order")
        places[place] = reference.idnum
    return places


_SIGNATURE = re.compile(rb"\n/ByteRange \[(\d+) (\d+) (\d+) (\d+)\] *\n")


def signature_gap(data: bytes, revision: Revision, number: int) -> bytes:
    """Return the decoded bytes between the brackets of the signature in object ``number``; raises :class:`FlawError`.

    The signature must cover everything up to the end of ``revision`` except exactly these brackets.
    """
    place, following = revision.objects.get(number, (0, 0))
    ranges = _SIGNATURE.findall(data[place:following])
    if len(ranges) != 1 or data.count(b"/Contents", place, following) != 1 or data.count(b"/ByteRange", place, following) != 1:
        raise FlawError("a signature does not state what it covers")
    zero, before, after, rest = map(int, ranges[0])
    if zero != 0 or not place < before < after < following or after + rest != revision.end:
        raise FlawError("a signature does not cover its whole part of the file")
    if not data.endswith(b"/Contents ", place, before):
        raise FlawError("a signature leaves out more than itself")
    gap = data[before:after]
    if not re.fullmatch(rb"<(?:[0-9A-F]{2})+>", gap):
        raise FlawError("a signature leaves out more than itself")
    return bytes.fromhex(gap[1:-1].decode("ascii"))
