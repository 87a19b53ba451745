"""Postal addresses and contacts: what is kept of them, and how they are printed above a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.text import clean_text, clean_visible
from qa_desktop.domain.trade import company_key

MOST_LINES = 12
LONGEST_LINE = 120
LONGEST_MAIL = 254
LONGEST_PHONE = 60

_MAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)*")
_PHONE = re.compile(r"[\w+()/.,;:#* \-]*")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to or to call at a company; what is not known is empty."""

    name: str = ""
    mail: str = ""
    phone: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What is known, one line each."""
        return tuple(one for one in (self.name, self.mail, self.phone) if one)


@dataclass(frozen=True, slots=True)
class Addressee:
    """The block above a letter: the company, its address, its contact, and in small letters who sends it."""

    company: str
    lines: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    sender: str = ""

    def record(self) -> dict[str, Json]:
        """Return what is signed of it; what there is none of is left out."""
        found: dict[str, Json] = {"company": self.company}
        for name, texts in (("lines", self.lines), ("contact", self.contact)):
            if texts:
                found[name] = list(texts)
        return {**found, **({"sender": self.sender} if self.sender else {})}


def clean_address(text: str) -> str:
    """Return a postal address as it is kept: one line each, none empty; raises :class:`InputError`."""
    lines = [" ".join(line.split()) for line in clean_text(text, limit=MOST_LINES * LONGEST_LINE * 2).split("\n")]
    lines = [clean_visible(line, what="The address") for line in lines if line]
    if len(lines) > MOST_LINES:
        raise InputError("An address has at most {most} lines. Nothing was stored.", most=MOST_LINES)
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise InputError(
                "A line of the address is longer than {most} characters: “{line} …”. Nothing was stored.",
                most=LONGEST_LINE,
                line=line[:30],
            )
    return "\n".join(lines)


def clean_mail(text: str) -> str:
    """Return an e-mail address, empty for none; raises :class:`InputError`."""
    found = clean_visible(text.strip(), what="The e-mail address")
    if found and (len(found) > LONGEST_MAIL or not _MAIL.fullmatch(found)):
        raise InputError("“{text}” is no e-mail address. Type it like name@example.com, or leave it empty.", text=found[:80])
    return found


def clean_phone(text: str) -> str:
    """Return a telephone number as it was typed, empty for none; raises :class:`InputError`."""
    found = " ".join(clean_visible(text.strip(), what="The telephone number").split())
    has_digit = any(char.isdigit() for char in found)
    if found and (len(found) > LONGEST_PHONE or not has_digit or not _PHONE.fullmatch(found)):
        raise InputError(
            "“{text}” is no telephone number. Type it like +49 40 1234-56, or leave it empty.", text=found[:LONGEST_PHONE]
        )
    return found


def addressee(company: str, address: str, contact: Contact, *, sender: str = "") -> Addressee | None:
    """Return the block of a company, or ``None`` where neither address nor contact is known.

    An address that begins with the name of the company does not have it printed twice.
    """
    lines = tuple(line for line in address.split("\n") if line)
    if lines and company_key(lines[0]) == company_key(company):
        lines = lines[1:]
    if not (lines or contact.lines):
        return None
    return Addressee(company, lines, contact.lines, sender)


def sender_line(site: str, address: str) -> str:
    """Return who sends a letter on one line, empty where the house has no address."""
    parts = [line for line in address.split("\n") if line]
    if not parts:
        return ""
    return " · ".join(parts if company_key(parts[0]) == company_key(site) else (site, *parts))
