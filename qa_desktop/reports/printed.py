"""Whether the pages print what the embedded record says, for those who do not have the ledger.

Text is compared without spaces, because a line break is not a change.  For every result the number, the text, the printed answer
and the verdict must be found in that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pypdfium2

from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.domain.plan_words import panel_words
from qa_desktop.reports.blocks import sentence_case
from qa_desktop.reports.cells import VERDICT_WORDS
from qa_desktop.reports.document import FIRST_LAYOUT, LATER_PARTS, LAYOUT
from qa_desktop.reports.flaw import FlawError
from qa_desktop.reports.grid_model import NUMERIC, Sample, sample_of
from qa_desktop.reports.parts_model import Chapter, after_results, before_results, characteristic_rows
from qa_desktop.reports.printed_grid import grid_proof, squeezed
from qa_desktop.reports.statement import photo_head, trace_of
from qa_desktop.reports.style import FOOT_ROOM, HEAD_ROOM, MARGIN
from qa_desktop.reports.text import visible, visual

MAX_PAGES = 5_000
_PART = 12
"""Letters of a divided text that must stand together at the least."""
_MOST_BEGINNINGS = 500
_MAY_BE_DIVIDED = 2 * _PART
"""A text of more letters may be divided between two pages: a narrow cell beside a tall one goes on behind the page break."""


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


def printed_flaws(pdf: bytes, document: Mapping[str, Any]) -> list[str]:
    """Return in words what the pages print differently from the record."""
    text = page_text(pdf)
    content = document["content"]
    head = [(what, _pieces(value)) for what, value in _head(content)]
    flaws = [f"the page does not show the {what} of the record" for what, pieces in head if _after(text, [pieces], 0) is None]
    start = text.find("Allresults")
    if start < 0 and content["lines"]:
        return [*flaws, "the page does not show the results of the record"]
    sample = sample_of(content)
    for line in sample.once:
        start = _check_line(text, line, line["criteria"], start, flaws)
    for number, criteria, figures in characteristic_rows(sample):
        tokens = [_pieces(visible(token)) for token in (number, criteria["text"], *_limits(criteria), *figures) if token]
        found = _after(text, tokens, start)
        if found is None:
            flaws.append(f"characteristic {number} is printed differently from the record")
        start = found or start
    proof = grid_proof(text, document, sample, start)
    flaws += proof.flaws
    start = proof.end
    for place, line in sample.readings.items():
        if place not in proof.covered:
            start = _check_line(text, line, sample.criteria[place[0]], start, flaws)
    return [*flaws, *_stray(sample), *_layout_flaws(text, document)]


def _layout_flaws(text: str, document: Mapping[str, Any]) -> list[str]:
    """Compare the chapters by the layout of the file: the first one printed none, and a later one is not known here."""
    layout, content = document.get("layout"), document["content"]
    if layout == LAYOUT:
        return _chapter_flaws(text, content)
    if layout != FIRST_LAYOUT:
        return ["the report was laid out by another version of the program, which alone can compare it"]
    if document.get("grids") or any(name in content for name in LATER_PARTS):
        return ["the record holds more than its layout prints"]
    return []


def _chapter_flaws(text: str, content: Mapping[str, Any]) -> list[str]:
    """Look for every text of the chapters about sample, plans and acts, each behind the heading of its chapter."""
    older = {chapter.heading: chapter for chapter in after_results(content, bare_limits=True)}
    chapters = (*before_results(content), *after_results(content))
    return [
        f"the chapter “{chapter.heading}” is printed differently from the record"
        for chapter in chapters
        if not _is_printed(text, chapter) and not _is_printed(text, older.get(chapter.heading, chapter))
    ]


def _is_printed(text: str, chapter: Chapter) -> bool:
    at = _after(text, [_pieces(visible(chapter.heading))], 0)
    for row in chapter.rows:
        at = None if at is None else _after(text, [_pieces(visible(cell)) for cell in row if cell], at)
    return at is not None


def _check_line(text: str, line: Mapping[str, Any], criteria: Mapping[str, Any], start: int, flaws: list[str]) -> int:
    """Look for a line that is printed as a row of its own; return where it ends."""
    found = _after(text, _tokens(line, criteria), start)
    if found is None:
        flaws.append(f"item {line['number']} is printed differently from the record")
        return start
    return found


def _stray(sample: Sample) -> list[str]:
    """Return what lines name that the record itself does not have: they would be printed nowhere."""
    lost = [item for item, piece in sample.readings if item not in sample.criteria or piece not in sample.pieces]
    return ["the record holds readings of pieces or characteristics that it does not name"] if lost else []


def printed_statement_flaws(pdf: bytes, document: Mapping[str, Any]) -> list[str]:
    """Return in words what the pages of a statement print differently from its record; every text must follow the one before."""
    text = page_text(pdf)
    start = 0
    for what, value in _statement_texts(document["content"]):
        found = _after(text, [_pieces(visible(value))], start)
        if found is None:
            return [f"the page does not show the {what} of the record"]
        start = found
    return []


def _in_parts(text: str, piece: str, start: int) -> bool:
    """Return whether ``piece`` stands in ``text`` in a few parts that follow each other.

    A row taller than a page is divided, and the parts of its cells then stand between each other.  Other texts may begin alike,
    so each place where the first letters stand is tried.
    """
    begin = text.find(piece[:_PART], start)
    for _ in range(_MOST_BEGINNINGS):
        if begin < 0:
            return False
        if _goes_on(text, piece, begin):
            return True
        begin = text.find(piece[:_PART], begin + 1)
    return False


def _goes_on(text: str, piece: str, start: int) -> bool:
    """Return whether the parts of ``piece`` follow each other from ``start`` on."""
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
    texts += [("address", text) for text in _address_texts(content.get("addressee"))]
    texts.append(("result", content["headline"]))
    for label, value in content["facts"]:
        texts += [("facts", label), ("facts", value)]
    texts += [("text", text) for text in content["paragraphs"]]
    for table in content["tables"]:
        cells = (t for row in table["rows"] for t in row)
        texts += [(f"table “{table['title']}”", text) for text in (table["title"], table.get("nothing", ""), *cells)]
    for number, photo in enumerate(content.get("photos", ()), start=1):
        said = (photo.get("flaw", ""), photo_head(number, photo["caption"]), photo["origin"], trace_of(photo["sha256"]))
        texts += [(f"photo {number}", text) for text in said]
    texts += [("meaning of the signature", content["meaning"]), ("signer", content["signer"]["name"])]
    return [(what, text) for what, text in texts if text.strip()]


def _address_texts(block: Mapping[str, Any] | None) -> list[str]:
    if block is None:
        return []
    return [block.get("sender", ""), block["company"], *block.get("lines", ()), *block.get("contact", ())]


def _head(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    failed = sum(line["verdict"] == "does_not_conform" for line in content["lines"])
    doubtful = sum(line["verdict"] == "uncertain" for line in content["lines"])
    words = {
        "conforms": "CONFORMS",
        "does_not_conform": f"DOESNOTCONFORM–{failed}of",
        "uncertain": f"UNCERTAIN–{doubtful}of",
    }.get(content["verdict"], "OPEN–")
    yield "verdict", words
    for what, value in (
        ("number", content["number"]),
        ("part number", content["part"]["number"]),
        ("lot", content["lot"]["number"]),
        ("serial number", content["serial"]),
        ("inspector", content["inspector"]["name"]),
    ):
        yield what, visible(str(value))
    for what in ("type", "operation", "supplier", "covers"):
        if what in content:
            yield what, visible(sentence_case(content[what]) if what == "type" else content[what])
    for plan in content.get("plans", ()):
        yield "decision of the sampling plan", visible(panel_words(plan))
    if "template_approved" in content:
        yield "approval of the checklist", visible(content["template_approved"]["by"])


def _tokens(line: Mapping[str, Any], criteria: Mapping[str, Any]) -> list[list[str]]:
    texts = [line["number"], criteria["text"]]
    if criteria["kind"] in NUMERIC and line["value"] is not None:
        nominal, lower, upper, unit = _limits(criteria)
        texts += [nominal, lower, upper, number_for_people(Decimal(line["value"])), unit]
    else:
        texts.append(line["shown"])
    words = {verdict.value: words for verdict, words in VERDICT_WORDS.items()}
    texts.append(words[line["verdict"]])
    texts.append(line["note"])
    return [_pieces(visible(text)) for text in texts if text]


def _limits(criteria: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return nominal, limits and unit as they are printed, in the order of the columns."""
    nominal, lower, upper = (
        "" if criteria[name] is None else number_for_people(Decimal(criteria[name])) for name in ("nominal", "lower", "upper")
    )
    return nominal, lower, upper, criteria["unit"]


def _pieces(text: str) -> list[str]:
    """Return the text without white space as one piece, or as words where letters run from right to left.

    Such letters come out of a page in an order that depends on the digits between them, so only their words are compared.
    """
    if visual(text) == text:
        return [squeezed(text)]
    return [squeezed(word) for word in re.split(r"[\s\d.,:/()]+", text) if word]


def _after(text: str, tokens: list[list[str]], start: int) -> int | None:
    """Return where the tokens end when each stands behind the one before it, from ``start`` on, or ``None``.

    A text that is long enough to be divided between pages may stand there in parts.
    """
    at = start
    for pieces in tokens:
        if len(pieces) == 1 and len(pieces[0]) > _MAY_BE_DIVIDED:
            end = _long(text, pieces[0], at)
            if end is None:
                return None
            at = end
            continue
        places = [text.find(piece, at) for piece in pieces]
        if min(places, default=at) < 0:
            return None
        if len(places) == 1:
            at = places[0] + len(pieces[0])
    return at


def _long(text: str, piece: str, at: int) -> int | None:
    """Return where a long text ends, or ``at`` where it stands there in parts, or ``None``.

    The same words may stand once more further down, in one piece: what begins first is what is looked for.
    """
    whole, begin = text.find(piece, at), text.find(piece[:_PART], at)
    if 0 <= whole == begin:
        return whole + len(piece)
    if begin >= 0 and _in_parts(text, piece, at):
        return at
    return whole + len(piece) if whole >= 0 else None
