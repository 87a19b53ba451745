"""Text, moments, barcodes, photos and instructions: recorded, not judged."""

from __future__ import annotations

from datetime import datetime

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.text import clean_identifier, clean_text


class _Recorded:
    """Base of types whose answers carry no verdict."""

    def judge(self, item: Item, value: str) -> Verdict:
        """Such an answer is recorded."""
        return Verdict.RECORDED

    def display(self, item: Item, value: str) -> str:
        """Return the text itself."""
        return value


class TextType(_Recorded):
    """Free text."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the text as typed, with plain line ends."""
        cleaned = clean_text(raw)
        if not cleaned.strip():
            raise InputError("Type a text, or mark the item as not applicable.")
        return cleaned


class BarcodeType(_Recorded):
    """The text of a code, scanned or typed."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return one line without invisible characters, at most 512 long."""
        return clean_identifier(raw, what="The code", limit=512)


class DateTimeType(_Recorded):
    """A moment with its offset from UTC, to the minute or finer."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return ISO 8601 with offset; the years 2000 to 2100 are accepted."""
        try:
            moment = datetime.fromisoformat(raw.strip())
        except ValueError as error:
            raise InputError("“{text}” is not a date and time. Type it like 2026-11-22 14:05.", text=raw) from error
        if moment.tzinfo is None:
            raise InputError("The moment “{text}” lacks its offset from UTC.", text=raw)
        if not 2000 <= moment.year <= 2100:
            raise InputError("The year {year} is outside 2000 to 2100. Check the date.", year=moment.year)
        return moment.isoformat(timespec="minutes" if moment.second == 0 and moment.microsecond == 0 else "seconds")

    def display(self, item: Item, value: str) -> str:
        """Return date, time and offset."""
        moment = datetime.fromisoformat(value)
        return f"{moment:%Y-%m-%d %H:%M} {offset_text(moment)}"


class PhotoType(_Recorded):
    """Photos are kept beside the answer; the value is how many there are."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the count."""
        if not raw.isascii() or not raw.isdigit() or int(raw) < 1:
            raise InputError("Add at least one photo.")
        return str(int(raw))

    def display(self, item: Item, value: str) -> str:
        """Return the count in words."""
        return "1 photo" if value == "1" else f"{value} photos"


class InstructionType(_Recorded):
    """Something to read; confirmed with ``read``."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return ``read``."""
        if raw != "read":
            raise InputError("Confirm that you have read the instruction.")
        return raw

    def display(self, item: Item, value: str) -> str:
        """Return the confirmation in words."""
        return "Read"


def offset_text(moment: datetime) -> str:
    """Return the offset from UTC as ``UTC+01:00``."""
    return f"UTC{moment:%z}"[:6] + ":" + f"{moment:%z}"[3:5]
