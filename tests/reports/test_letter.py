"""Statements that go out: the address above, the numbered photos at the end, and what stands in the place of a photo."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import page
import pypdfium2
import pytest

from qa_desktop.domain.address import Addressee
from qa_desktop.reports.images import Prepared, prepare
from qa_desktop.reports.printed import page_text, printed_statement_flaws
from qa_desktop.reports.statement import Statement, StatementPhoto, statement_document
from qa_desktop.reports.statement_pages import render_statement
from qa_desktop.reports.types import Outcome
from qa_desktop.reports.verify import verify
from tests.reports import people, statements
from tests.services.makings import picture

LONG = "Oberflächenbehandlungsgesellschaftsqualitätssicherungsabteilungsleiterin"
MAIL = "qualitaetssicherungsabteilung.oberflaechenbehandlung@waermebehandlungsgesellschaft-neumuenster.example"
TWELVE = Addressee(
    f"Härterei & {LONG} <GmbH>",
    tuple(f"Zeile {number} {LONG}" for number in range(1, 13)),
    (f"Frau {LONG}", MAIL, "+49 4321 0000-33"),
    "Werk Nord · Weg 1 · 12345 Ort",
)
SHORT = Addressee("Härterei Nord", ("Salzbadweg 3", "24534 Neumünster"), sender="Werk Nord · Weg 1 · 12345 Ort")
FLAW = "The file of this photo is missing or was changed. It is not shown."


def photo(number: int, size: tuple[int, int] = (320, 200), caption: str = "", flaw: str = "") -> tuple[StatementPhoto, Prepared]:
    data = picture(size=size, colour=(number % 256, 90, 90))
    made = prepare(data)
    assert made is not None
    shown = StatementPhoto(
        hashlib.sha256(data).hexdigest(), caption, f"taken 2026-03-02 08:{number:02d} UTC+01:00 · Jana Nowak", flaw
    )
    return shown, made


def with_photos(count: int, **more: object) -> tuple[Statement, dict[str, Prepared]]:
    """Photos of different shapes, every fifth one lost, captions from none to three lines."""
    shapes = ((320, 200), (120, 400), (900, 60))
    made = [
        photo(
            number,
            shapes[number % 3],
            f"{LONG} <b>{number}</b> " * (number % 4),
            FLAW if number % 5 == 4 else "",
        )
        for number in range(count)
    ]
    return statements.release(photos=tuple(one for one, _ in made), **more), {one.sha256: found for one, found in made}


def images_of(pdf: bytes) -> int:
    """Return how many pictures are drawn on all pages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return sum(len(drawn_on(document[index])) for index in range(len(document)))
    finally:
        document.close()


def drawn_on(sheet: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """Return the places of the pictures on a page."""
    return [found.get_bounds() for found in sheet.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,))]


@pytest.mark.parametrize("addressed", [None, SHORT, TWELVE])
@pytest.mark.parametrize("count", [0, 1, 23])
def test_what_is_printed_is_what_is_signed_and_valid(addressed: Addressee | None, count: int) -> None:
    statement, pictures = with_photos(count, addressee=addressed)
    pdf = render_statement(statement, pictures)
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3B).failures == []
    assert printed_statement_flaws(pdf, statement_document(statement)) == []
    assert images_of(pdf) == count - count // 5
    if count:
        other = replace(statement, photos=(replace(statement.photos[0], caption="Something else"), *statement.photos[1:]))
        assert "photo 1" in printed_statement_flaws(pdf, statement_document(other))[0]
    if addressed is not None:
        moved = replace(statement, addressee=replace(addressed, lines=("Elsewhere 7",)))
        assert "address" in printed_statement_flaws(pdf, statement_document(moved))[0]


def test_a_signed_letter_with_photos_is_valid_and_stays_pdf_a() -> None:
    statement, pictures = with_photos(6, addressee=TWELVE)
    pdf = statements.signed(statement, pictures=pictures)
    assert verify(pdf, people.good().trust()).outcome is Outcome.VALID
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3B).failures == []


def test_nothing_known_leaves_no_trace() -> None:
    """Without address and photo, a statement is what it was before there were any."""
    plain = statements.release()
    record = plain.record()
    assert "addressee" not in record
    assert "photos" not in record
    assert "Photos" not in page_text(render_statement(plain))


def test_the_sentence_stands_in_the_place_of_a_lost_photo_and_of_one_without_a_picture() -> None:
    lost, _ = photo(1, flaw=FLAW)
    never, _ = photo(2)
    pdf = render_statement(statements.release(photos=(lost, never)), {})
    text = page_text(pdf)
    assert "Thefileofthisphotoismissingorwaschanged.Itisnotshown." in text
    assert "Thisphotocannotbeshown." in text
    assert images_of(pdf) == 0


def test_letters_and_photos_stay_between_the_margins_and_captions_with_their_photos() -> None:
    statement, pictures = with_photos(23, addressee=TWELVE)
    document = pypdfium2.PdfDocument(render_statement(statement, pictures))
    try:
        heads: dict[int, int] = {}
        for index in range(len(document)):
            wide, high = document[index].get_size()
            text = document[index].get_textpage()
            for letter in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(letter)
                assert 40 < left <= right < wide - 40
                assert 25 < bottom <= top < high - 25
            for left, bottom, right, top in drawn_on(document[index]):
                assert 40 < left < right < wide - 40
                assert 60 < bottom < top < high - 40
                heads[index] = heads.get(index, 0) + 1
            said = " ".join(text.get_text_bounded().split())
            shown = heads.get(index, 0) + said.count("It is not shown.")
            assert said.count("SHA-256 ") == shown, "every photo has its words on its own page"
            if "23 photos" in said:
                assert shown, "the heading does not stand alone"
        assert sum(heads.values()) == 19
        assert len(heads) > 3
    finally:
        document.close()


def test_the_same_photos_give_the_same_bytes() -> None:
    first, second = (render_statement(*with_photos(5, addressee=SHORT)) for _ in range(2))
    assert first == second
