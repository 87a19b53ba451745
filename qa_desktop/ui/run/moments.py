"""Typed dates and times: what people write on paper, read without guessing."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from qa_desktop.domain.errors import InputError

_DAY = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII),
    re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2}(?![:.h\d]))?", re.ASCII),
)
_CLOCK = re.compile(r"(?P<h>\d{1,2})[:.h](?P<min>\d{2})(?::(?P<s>\d{2}))?", re.ASCII)


def parse_moment(text: str, now: datetime) -> str:
    """Return ISO 8601 with offset for a date and time as typed.

    Takes ``2026-11-22 14:05``, ``22.11.2026 14:05``, ``22.11. 14:05`` (this year) and ``14:05`` (today).  A date with slashes is
    refused, because half of the world reads it the other way round.  ``now`` bears the local offset; a moment without an offset
    gets the local offset of its own day.
    """
    words = text.strip()
    if not words:
        raise InputError("Type a date and time, for example 2026-11-22 14:05.")
    if "/" in words:
        raise InputError("“{text}” can be read in two ways. Type the date like 2026-11-22 or 22.11.2026.", text=text)
    iso = _iso(words)
    if iso is not None and iso.tzinfo is not None:
        return _text(iso)
    day, rest = _day(words, now)
    clock = _clock(rest, text)
    return _text(_local(datetime.combine(day, clock), now))


def _iso(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None


def _day(words: str, now: datetime) -> tuple[date, str]:
    for pattern in _DAY:
        found = pattern.match(words)
        if found is None:
            continue
        year = found.group("y")
        number = now.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
        try:
            return date(number, int(found.group("m")), int(found.group("d"))), words[found.end() :].lstrip(" T,")
        except ValueError as error:
            raise InputError("There is no such day as “{text}”. Check the date.", text=found.group()) from error
    return now.date(), words


def _clock(rest: str, text: str) -> time:
    found = _CLOCK.fullmatch(rest.strip())
    if found is None:
        raise InputError("“{text}” is not a date and time. Type it like 2026-11-22 14:05, or 14:05 for today.", text=text)
    try:
        return time(int(found.group("h")), int(found.group("min")), int(found.group("s") or 0))
    except ValueError as error:
        raise InputError("There is no such time as “{text}”. Check the hours and minutes.", text=found.group()) from error


def _local(moment: datetime, now: datetime) -> datetime:
    """Give a moment the local offset of its day: summer and winter differ."""
    if not 2000 <= moment.year <= 2100:
        raise InputError("The year {year} is outside 2000 to 2100. Check the date.", year=moment.year)
    early, late = moment.replace(fold=0).astimezone(), moment.replace(fold=1).astimezone()
    if early.utcoffset() != late.utcoffset():
        raise InputError(
            "The clock is changed in that hour, so “{text}” is not one moment. Type its offset, too, like {text}+01:00.",
            text=f"{moment:%Y-%m-%d %H:%M}",
        )
    here = moment.astimezone()
    if now.utcoffset() == now.replace(tzinfo=None).astimezone().utcoffset():
        return here
    return moment.replace(tzinfo=now.tzinfo)  # the station's clock was set to another zone than the computer's


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")
