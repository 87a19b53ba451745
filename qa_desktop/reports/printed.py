"""Whether the pages print what the embedded record says, for those who do not have the ledger.

Text is compared without spaces, because a line break is not a change.  For every result the number, the text, the printed answer
and the verdict must be found in that order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pypdfium2

from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.reports.cells import VERDICT_WORDS
from qa_desktop.reports.flaw import FlawError
from qa_desktop.reports.style import FOOT_ROOM, HEAD_ROOM, MARGIN
from qa_desktop.reports.text import visible

MAX_PAGES = 5_000
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
    return "".join(unicodedata.normalize("NFC", text).split()).replace("\ufffe", "").replace("\u00ad", "")


def printed_flaws(pdf: bytes, document: Mapping[str, Any]) -> list[str]:
    """Return in words what the pages print differently from the record."""
    text = page_text(pdf)
    content = document["content"]
    flaws = [f"the page does not show the {what} of the record" for what, token in _head(content) if token not in text]
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
        yield what, squeezed(visible(str(value)))


def _tokens(line: Mapping[str, Any]) -> list[str]:
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
    return [squeezed(visible(text)) for text in texts if text]


def _after(text: str, tokens: list[str], start: int) -> int | None:
    """Return where the tokens end when all follow each other from ``start`` on, without anything long between them."""
    at = start
    for token in tokens:
        found = text.find(token, at)
        if found < 0:
            return None
        at = found + len(token)
    return at


