"""Checklist templates, their numbered frozen revisions, sections and items."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.canonical import Json, digest_of
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.item_rules import USUAL_RULES, Rules, rules_json
from qa_desktop.domain.tolerance import Limits


class ItemKind(StrEnum):
    """What sort of answer an item asks for."""

    CONFORMITY = "conformity"
    YES_NO = "yes_no"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    MEASUREMENT = "measurement"
    NUMBER = "number"
    TEXT = "text"
    DATE_TIME = "date_time"
    PHOTO = "photo"
    BARCODE = "barcode"
    INSTRUCTION = "instruction"
    CALCULATED = "calculated"
    DEFECTS = "defects"


class Severity(StrEnum):
    """How much a nonconformity on this item matters."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Evidence(StrEnum):
    """What must accompany an answer; when it must is said by :class:`~qa_desktop.domain.item_rules.EvidenceWhen`."""

    NONE = "none"
    NOTE = "note"
    PHOTO = "photo"
    PHOTO_OR_NOTE = "photo_or_note"
    PHOTO_AND_NOTE = "photo_and_note"


class RevisionState(StrEnum):
    """Life of a revision.  Only a draft can be edited; another person approves it; only a published one is inspected by."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a choice item.  ``conforming`` is ``None`` where the choice says nothing about conformity."""

    id: str
    text: str
    conforming: bool | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist with the criteria that it is judged by.

    ``id`` is the key of the row (empty in a draft that is not stored yet); ``key`` stays the same across revisions.
    ``expected`` belongs to yes/no items: the conforming answer, ``"yes"``, ``"no"`` or ``None``.  ``rules`` holds whatever is
    special.  ``piece``, ``number`` (what people call the line), ``evidence_due`` and ``asked`` (its condition holds) are set
    where the item is asked as a line of an inspection (:mod:`qa_desktop.domain.lines`); they are no criteria.
    """

    key: str
    kind: ItemKind
    text: str
    id: str = ""
    help: str = ""
    required: bool = True
    severity: Severity = Severity.MAJOR
    evidence: Evidence = Evidence.PHOTO_OR_NOTE
    allow_na: bool = True
    limits: Limits = field(default_factory=Limits)
    unit: str = ""
    decimals: int | None = None
    choices: tuple[Choice, ...] = ()
    expected: str | None = None
    picture: str | None = None
    rules: Rules = USUAL_RULES
    piece: int = 0
    number: str = ""
    evidence_due: bool = False
    asked: bool = True

    def criteria(self) -> Json:
        """Return everything that the item asks and is judged by, for the digest of the revision and for the report."""
        special = rules_json(self.rules)
        return {
            "key": self.key,
            "kind": self.kind.value,
            "text": self.text,
            "help": self.help,
            "required": self.required,
            "severity": self.severity.value,
            "evidence": self.evidence.value,
            "allow_na": self.allow_na,
            "nominal": _text(self.limits.nominal),
            "lower": _text(self.limits.lower),
            "upper": _text(self.limits.upper),
            "unit": self.unit,
            "decimals": self.decimals,
            "choices": [{"id": c.id, "text": c.text, "conforming": c.conforming} for c in self.choices],
            "expected": self.expected,
            "picture": self.picture,
            **({"rules": special} if special else {}),
        }


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of items in their order.

    ``piece`` and ``piece_label`` are set where it stands for one piece of a sample.
    """

    title: str
    items: tuple[Item, ...]
    id: str = ""
    piece: int = 0
    piece_label: str = ""


@dataclass(frozen=True, slots=True)
class RemovedCheck:
    """A check that was taken out although something had led to it: why it may go (``answer``), and who said so (``by``).

    ``text`` is what it asked, ``reason`` what had led to it, in words of that day.
    """

    key: str
    answer: str
    text: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The content of one revision: what will be asked, in order.

    ``removed`` says of this revision why checks of the one before are gone; it is not asked, so no digest covers it.
    """

    title: str
    sections: tuple[Section, ...]
    description: str = ""
    removed: tuple[RemovedCheck, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order, across sections."""
        return tuple(item for section in self.sections for item in section.items)

    def digest(self) -> str:
        """Return the digest of all criteria; an inspection pins it."""
        return digest_of(
            {
                "title": self.title,
                "description": self.description,
                "sections": [{"title": s.title, "items": [i.criteria() for i in s.items]} for s in self.sections],
            }
        )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
