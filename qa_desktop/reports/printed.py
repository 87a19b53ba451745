"""Whether the pages print what the embedded record says, for those who do not have the ledger.

Text is compared without spaces, because a line break is not a change.  For every result the number, the text, the printed answer
and the verdict must be found in that order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pypdfium2

from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.reports.cells import VERDICT_WORDS
from qa_desktop.reports.flaw import FlawError
from qa_desktop.reports.style import FOOT_ROOM, HEAD_ROOM, MARGIN
from qa_desktop.reports.text import visible, visual

MAX_PAGES = 5_000
# What pdfium reports for a hyphen at the end of a line.
_LINE_END_HYPHEN = "\x02"
_MAY_BE_DIVIDED = 200
_PART = 12
"""Letters of a divided text that must stand together at the least."""
_NUMERIC = frozenset({"measurement", "number"})


def page_text(pdf: bytes) -> str:
    """Return the text of all pages without running heads and feet, and without any white space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        if len(document) > MAX_PAGES:
            raise FlawError("the document has more pages than a report can have")
        return squeezed("".join(_body(document, index) for index in range(len(document))))
    finally:
        document.close()


def _body(document: Any, index: int) -> str:
    page = document[index]
    text = page.get_textpage()
    try:
        _, height = page.get_size()
        top = height if index == 0 else height - MARGIN - HEAD_ROOM + 20
        return str(text.get_text_bounded(bottom=MARGIN + FOOT_ROOM - 20, top=top))
    finally:
        text.close()
        page.close()


def squeezed(text: str) -> str:
    """Return ``text`` in one Unicode form and without white space."""
    return "".join(unicodedata.normalize("NFC", text.replace(_LINE_END_HYPHEN, "-")).split())


def printed_flaws(pdf: bytes, document: Mapping[str, Any]) -> list[str]:
    """Return in words what the pages print differently from the record."""
    text = page_text(pdf)
    content = document["content"]
    head = [(what, _pieces(value)) for what, value in _head(content)]
    flaws = [f"the page does not show the {what} of the record" for what, pieces in head if _after(text, [pieces], 0) is None]
    start = text.find("Allresults")
    if start < 0 and content["lines"]:
        return [*flaws, "the page does not show the results of the record"]
    for line in content["lines"]:
        found = _after(text, _tokens(line), start)
        if found is None:
            flaws.append(f"item {line['number']} is printed differently from the record")
        else:
            start = found
    return flaws


def printed_statement_flaws(pdf: bytes, document: Mapping[str, Any]) -> list[str]:
    """Return in words what the pages of a statement print differently from its record; every text must follow the one before."""
    text = page_text(pdf)
    start = 0
    for what, value in _statement_texts(document["content"]):
        found = _after(text, [_pieces(visible(value))], start)
        if found is None and len(value) > _MAY_BE_DIVIDED and _in_parts(text, squeezed(visible(value)), start):
            found = start
        if found is None:
            return [f"the page does not show the {what} of the record"]
        start = found
    return []


def _in_parts(text: str, piece: str, start: int) -> bool:
    """Return whether ``piece`` stands in ``text`` in a few parts that follow each other.

    A row taller than a page is divided, and the parts of its cells then stand between each other.
    """
    done, at, parts = 0, start, 0
    while done < len(piece) and parts < MAX_PAGES:
        for back in range(min(done, _PART) + 1):  # by chance the part before may have ended some letters too late
            place = text.find(piece[done - back : done - back + _PART], at - back)
            if place >= 0:
                done -= back
                break
        else:
            return False
        while done < len(piece) and place < len(text) and text[place] == piece[done]:
            done, place = done + 1, place + 1
        at, parts = place, parts + 1
    return done >= len(piece)


def _statement_texts(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    texts: list[tuple[str, str]] = [
        ("kind", content["kind"].upper()), ("number", content["number"]), ("title", content["title"]),
    ]  # fmt: skip
    texts.append(("result", content["headline"]))
    for label, value in content["facts"]:
        texts += [("facts", label), ("facts", value)]
    texts += [("text", text) for text in content["paragraphs"]]
    for table in content["tables"]:
        texts += [(f"table “{table['title']}”", text) for text in (table["title"], *(t for row in table["rows"] for t in row))]
    texts += [("meaning of the signature", content["meaning"]), ("signer", content["signer"]["name"])]
    return [(what, text) for what, text in texts if text.strip()]


def _head(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    failed = sum(line["verdict"] == "does_not_conform" for line in content["lines"])
    words = {"conforms": "CONFORMS", "does_not_conform": f"DOESNOTCONFORM–{failed}of"}.get(content["verdict"], "OPEN–")
    yield "verdict", words
    for what, value in (
        ("number", content["number"]),
        ("part number", content["part"]["number"]),
        ("lot", content["lot"]["number"]),
        ("serial number", content["serial"]),
        ("inspector", content["inspector"]["name"]),
    ):
        yield what, visible(str(value))


def _tokens(line: Mapping[str, Any]) -> list[list[str]]:
    criteria = line["criteria"]
    texts = [line["number"], criteria["text"]]
    if criteria["kind"] in _NUMERIC and line["value"] is not None:
        numbers = (criteria["nominal"], criteria["lower"], criteria["upper"], line["value"])
        texts += [number_for_people(Decimal(number)) for number in numbers if number is not None]
        texts.append(criteria["unit"])
    else:
        texts.append(line["shown"])
    words = {verdict.value: words for verdict, words in VERDICT_WORDS.items()}
    texts.append(words[line["verdict"]])
    texts.append(line["note"])
    return [_pieces(visible(text)) for text in texts if text]


def _pieces(text: str) -> list[str]:
    """Return the text without white space as one piece, or as words where letters run from right to left.

    Such letters come out of a page in an order that depends on the digits between them, so only their words are compared.
    """
    if visual(text) == text:
        return [squeezed(text)]
    return [squeezed(word) for word in re.split(r"[\s\d.,:/()]+", text) if word]


def _after(text: str, tokens: list[list[str]], start: int) -> int | None:
    """Return where the tokens end when each stands behind the one before it, from ``start`` on, or ``None``."""
    at = start
    for pieces in tokens:
        places = [text.find(piece, at) for piece in pieces]
        if min(places, default=at) < 0:
            return None
        if len(places) == 1:
            at = places[0] + len(pieces[0])
    return at
