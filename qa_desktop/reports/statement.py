"""A statement: a document that one person signs, such as the release of a lot or the result of a software validation.

Everything that is printed is part of the signed content, so that the page and the record can be compared.  Importing this module
is cheap; :mod:`~qa_desktop.reports.statement_pages` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_desktop.domain.address import Addressee
from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import Json, digest_of
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.document import STATEMENT_FORMAT
from qa_desktop.reports.types import Page

MANAGERS_SIGN = frozenset({"Management review", "Software validation"})
"""The kinds of statements that a manager may sign."""

LAYOUT = "1"
"""Raised whenever the same statement would be printed differently."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column.  ``share`` is the width against the other columns; ``right`` puts the text to the right edge."""

    text: str
    share: float = 1.0
    right: bool = False


@dataclass(frozen=True, slots=True)
class StatementTable:
    """A table with its heading; each row has one text for each column.  Rows run over as many pages as they need.

    ``nothing`` is the sentence that stands there when there are no rows; without it, a dash does.
    """

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    aside: str = ""
    nothing: str = ""

    def __post_init__(self) -> None:
        if not self.heads or any(len(row) != len(self.heads) for row in self.rows):
            raise InputError("The rows of the table “{title}” do not have one text for each column.", title=self.title)


@dataclass(frozen=True, slots=True)
class StatementPhoto:
    """A photo that belongs to a statement, by the hash of its file.  ``origin`` says when it was taken and who added it.

    ``flaw`` is the sentence that stands in its place where it cannot be shown.
    """

    sha256: str
    caption: str
    origin: str
    flaw: str = ""

    @property
    def trace(self) -> str:
        """The beginning of the hash, as it is printed below the photo."""
        return trace_of(self.sha256)

    def record(self) -> dict[str, Json]:
        """Return what is signed of it."""
        flaw: dict[str, Json] = {"flaw": self.flaw} if self.flaw else {}
        return {"sha256": self.sha256, "caption": self.caption, "origin": self.origin, **flaw}


def trace_of(sha256: str) -> str:
    """Return the beginning of a hash as it is printed below a photo."""
    return f"SHA-256 {sha256[:16].upper()}"


def photo_head(number: int, caption: str) -> str:
    """Return the first line below a photo: its number, and its caption where it has one."""
    return f"Photo {number}: {caption}" if caption else f"Photo {number}"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is printed and signed.

    ``kind`` is the sort of document (``Lot release``), ``number`` names this one, ``title`` says what it is about.
    ``outcome`` and ``headline`` make the panel at the top; without a headline there is none.  ``tally`` are counts beside it.
    ``meaning`` is the sentence that the signature states.  ``stage`` names the field that ``signer`` signs; ``capacity`` is what
    the signer is, printed at the signature instead of the name of the field.  ``at`` is the moment of signing, ISO 8601 with
    offset.  ``content`` is data for programs, embedded as canonical JSON together with the texts.  ``addressee`` is printed above
    everything else where there is one; ``photos`` follow the tables.
    """

    id: str
    kind: str
    number: str
    title: str
    site: str
    signer: str
    signer_login: str
    stage: Stage
    meaning: str
    at: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    tables: tuple[StatementTable, ...] = ()
    outcome: Verdict = Verdict.RECORDED
    headline: str = ""
    tally: tuple[tuple[str, int], ...] = ()
    content: Mapping[str, Json] = field(default_factory=dict)
    page: Page = "A4"
    capacity: str = ""
    addressee: Addressee | None = None
    photos: tuple[StatementPhoto, ...] = ()

    def record(self) -> dict[str, Json]:
        """Return everything that the digest covers and the signature signs."""
        return {
            "id": self.id,
            "kind": self.kind,
            "number": self.number,
            "title": self.title,
            "site": self.site,
            "signer": {"name": self.signer, "login": self.signer_login},
            "stage": self.stage.value,
            **({"capacity": self.capacity} if self.capacity else {}),
            **({"addressee": self.addressee.record()} if self.addressee is not None else {}),
            "meaning": self.meaning,
            "at": self.at,
            "outcome": self.outcome.value,
            "headline": self.headline,
            "tally": [[label, count] for label, count in self.tally],
            "facts": [[label, value] for label, value in self.facts],
            "paragraphs": list(self.paragraphs),
            "tables": [
                {
                    "title": table.title,
                    "aside": table.aside,
                    "heads": [head.text for head in table.heads],
                    "rows": [list(row) for row in table.rows],
                    **({"nothing": table.nothing} if table.nothing and not table.rows else {}),
                }
                for table in self.tables
            ],
            **({"photos": [photo.record() for photo in self.photos]} if self.photos else {}),
            "data": self.content,
        }

    def digest(self) -> str:
        """Return the SHA-256 of the content as 64 hexadecimal digits: what has to be shown before signing."""
        return digest_of(self.record())


def statement_document(statement: Statement) -> dict[str, Json]:
    """Return what is embedded in the file."""
    return {
        "format": STATEMENT_FORMAT,
        "layout": LAYOUT,
        "content": statement.record(),
        "content_sha256": statement.digest(),
        "page": statement.page,
    }
