"""The one door for text that comes from people.

Nothing is parsed as markup: text is measured, broken into lines and drawn glyph by glyph, so that a tag is a tag on paper.
What the font cannot show, and what nobody could see (control characters, direction marks, zero-width characters), is shown as
its code such as ``[U+202E]``.  Nothing is dropped and nothing is cut.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from qa_desktop.reports.fonts import Font, covered, width

_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PIECES = re.compile(r"[^\S\u00a0]+|(?:[^\s/\\_,;:\-]|\u00a0)+[/\\_,;:\-]*|[/\\_,;:\-]+")
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFTWARD = re.compile(f"[{_RTL}](?:[^A-Za-z\u00c0-\u058f\n\\[\\]]*[{_RTL}])?")
_CLUSTER = re.compile(r"\d+(?:[.,:/]\d+)*|.[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f]*", re.DOTALL)
_SOFT_HYPHEN_LIKE = frozenset("\u00ad\u034f\u115f\u1160\u3164\uffa0\u2800")


@lru_cache(maxsize=4096)
def _seen(char: str, font: Font) -> str:
    if char == "\n":
        return char
    if char == "\t":
        return "    "
    unseen = unicodedata.category(char) in _UNSEEN_CATEGORIES or char in _SOFT_HYPHEN_LIKE
    if unseen or ord(char) not in covered(font):
        return f"[U+{ord(char):04X}]"
    return char


def visible(text: str, font: Font = Font.REGULAR) -> str:
    """Return ``text`` as it can be printed with ``font``; line feeds stay, whatever has no glyph becomes its code.

    Marks that combine with the letter before them are composed where one glyph exists, because reportlab does not place them.
    """
    if text.isascii() and text.isprintable():
        return text
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", unified) if any(map(unicodedata.combining, unified)) else unified
    return "".join(_seen(char, font) for char in composed)


def lines(text: str, font: Font, size: float, room: float) -> list[str]:
    """Return ``text`` broken into lines that are at most ``room`` points wide; at least one line."""
    broken: list[str] = []
    for paragraph in visible(text, font).split("\n"):
        broken.extend(_wrap(paragraph, font, size, room))
    return broken


def visual(line: str) -> str:
    """Return ``line`` in the order in which its glyphs stand from left to right.

    Runs of Hebrew or Arabic letters are turned around, the digits inside them are not (the rules L2 and W of Unicode's
    bidirectional algorithm for a left-to-right line).  Arabic letters are not joined.
    """
    return line if line.isascii() else _LEFTWARD.sub(_turned, line)


def _turned(run: re.Match[str]) -> str:
    clusters = _CLUSTER.findall(run.group())
    return "".join(reversed(clusters))


def one_line(text: str, font: Font, size: float, room: float) -> str:
    """Return ``text`` on one line; where it does not fit, its start and an ellipsis.

    Only for repeated page heads, whose text stands in full elsewhere.
    """
    full = visible(text, font).replace("\n", " ")
    flat = full[:400]
    if flat == full and width(flat, font, size) <= room:
        return flat
    while flat and width(flat + "…", font, size) > room:
        flat = flat[:-1]
    return flat.rstrip() + "…"


def _wrap(paragraph: str, font: Font, size: float, room: float) -> list[str]:
    if width(paragraph, font, size) <= room:
        return [paragraph]
    done: list[str] = []
    line, used = "", 0.0
    for piece in _PIECES.findall(paragraph):
        wide = width(piece, font, size)
        if used + wide <= room:
            line, used = line + piece, used + wide
        elif piece.isspace():
            done.append(line)
            line, used = "", 0.0
        else:
            if line.strip():
                done.append(line.rstrip())
                line, used = "", 0.0
            *full, line = _broken_word(line + piece, font, size, room)
            done.extend(full)
            used = width(line, font, size)
    if line.strip() or not done:
        done.append(line.rstrip())
    return done


def _broken_word(word: str, font: Font, size: float, room: float) -> list[str]:
    """Break a word that is wider than a line; always at least one character a line."""
    parts: list[str] = []
    start, used = 0, 0.0
    for index, char in enumerate(word):
        wide = width(char, font, size)
        if used + wide > room and index > start:
            parts.append(word[start:index])
            start, used = index, 0.0
        used += wide
    return [*parts, word[start:]]
