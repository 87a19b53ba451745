"""The unsigned report: what it says, how it says it, and that it is always the same."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import page
import pikepdf
import pypdfium2
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.canonical import canonical_json, digest_of
from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import CancelledError
from qa_desktop.domain.tolerance import Limits
from qa_desktop.reports.cells import Alignment, number_cell
from qa_desktop.reports.images import prepare
from qa_desktop.reports.printed import page_text, printed_flaws, squeezed
from qa_desktop.reports.render import render
from qa_desktop.reports.text import lines, visible, visual
from qa_desktop.reports.types import RenderInput
from tests.reports import samples


@contextmanager
def opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


def with_text(text: str) -> RenderInput:
    """A report in which ``text`` stands wherever people can type."""
    given = samples.failing()
    record = given.record
    rows = list(record.lines)
    rows[0] = replace(rows[0], item=replace(rows[0].item, text=text), answer=Answer(value=text))
    rows[7] = replace(rows[7], answer=replace(rows[7].answer, note=text), photos=(replace(rows[7].photos[0], caption=text),))
    rows[10] = replace(rows[10], answer=Answer(na_reason=text))
    issue = replace(record.issues[0], title=text, description=text)
    changes = (replace(record.changes[0], old=text, new=text, reason=text),)
    return replace(given, record=replace(record, lines=tuple(rows), issues=(issue,), changes=changes))


CORPUS = {
    "markup": '<b>bold</b> & <img src="file:///etc/passwd"/> <br/> </para> &amp; &#65; <a href="x">x</a>',
    "percent and braces": "%s {0} {name} %(x)s \\n \\\\ (paren) )( [ ] << >> endobj stream",
    "umlauts": "Schweißnaht geprüft, Maß in Ordnung – Żółć gęślą jaźń, Ελληνικά, Русский текст, ⌀ 5 ±0,1 µm ≤ ≥ − → ✓ ✗ °",
    "emoji": "good 👍 bad 👎 🇩🇪",
    "direction marks": "abc \u202egnp.exe \u202c \u200fx\u200e \u2066y\u2069",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u00adf",
    "control characters": "bell \x07 escape \x1b[31m null-like \x01 delete \x7f",
    "line feeds": "first\nsecond\n\n\tfourth after a tab",
    "combining": "e\u0301 u\u0308 n\u0303",
    "chinese": "检验报告 合格",
    "private use": "\ue000 \uf8ff",
    "long word": "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung" * 6,
    "spaces": "  two  spaces   inside \u00a0 and no-break ",
}


@pytest.mark.parametrize("name", CORPUS)
def test_text_comes_out_as_typed(name):
    given = with_text(CORPUS[name])
    pdf = render(given)
    text = page_text(pdf)
    # Section by section: failures, issue, result, photo, change.
    assert text.count(squeezed(visible(CORPUS[name]))) >= 9
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3B).is_compliant
    with opened(pdf) as document:
        record = json.loads(document.Root.Names.EmbeddedFiles.Names[1].EF.F.read_bytes())
    assert record["content"]["lines"][0]["value"] == CORPUS[name]


@pytest.mark.parametrize("place", ["note", "text", "value", "description", "caption", "name"])
def test_a_text_longer_than_pages_is_printed_in_full(place):
    words = " ".join(f"word{n}" for n in range(2900))
    text = words[:20_000]
    given = samples.failing()
    record, rows = given.record, list(given.record.lines)
    match place:
        case "note":
            rows[3] = replace(rows[3], answer=replace(rows[3].answer, note=text))
        case "text":
            rows[3] = replace(rows[3], item=replace(rows[3].item, text=text))
        case "value":
            rows[9] = replace(rows[9], answer=Answer(value=text))
        case "description":
            record = replace(record, issues=(replace(record.issues[0], description=text),))
        case "caption":
            rows[7] = replace(rows[7], photos=(replace(rows[7].photos[0], caption=text),))
        case "name":
            record = replace(record, part_name=text)
    made = replace(given, record=replace(record, lines=tuple(rows)))
    if place == "name":  # the title block itself may not grow over a page; the fact below it does
        made = replace(made, record=replace(made.record, part_name=text[:1500]))
        text = text[:1500]
    pdf = render(made)
    printed = page_text(pdf)
    for piece in text.split()[:-1]:
        assert piece in printed
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3B).is_compliant


def test_words_from_right_to_left_are_drawn_in_reading_order():
    assert visual("size מידה 12.5 מ״מ ok") == "size מ״מ 12.5 הדימ ok"
    given = with_text("מידה 5 מ״מ and قياس then latin")
    pdf = render(given)
    with opened(pdf) as document:
        record = json.loads(document.Root.Names.EmbeddedFiles.Names[1].EF.F.read_bytes())
    assert printed_flaws(pdf, record) == []
    record["content"]["lines"][0]["shown"] = "אחר"
    assert printed_flaws(pdf, record) == ["item 1 is printed differently from the record"]


def test_what_has_no_glyph_is_shown_as_its_code():
    assert visible("a👍b") == "a[U+1F44D]b"
    assert visible("x\u202ey") == "x[U+202E]y"
    assert visible("zero\u200bwidth") == "zero[U+200B]width"
    assert visible("⌀ ± ≤ ≥ − → ✓ ✗ ° µ Ω ß ż λ ж") == "⌀ ± ≤ ≥ − → ✓ ✗ ° µ Ω ß ż λ ж"


@settings(max_examples=60, deadline=None)
@for_all(st.text(max_size=300), st.floats(min_value=12, max_value=400))
def test_breaking_into_lines_loses_nothing(text, room):
    from qa_desktop.reports.fonts import Font

    broken = lines(text, Font.REGULAR, 8.0, room)
    assert "".join("".join(broken).split()) == "".join(visible(text).split())


def test_two_processes_give_the_same_bytes():
    script = (
        "import hashlib; from tests.reports.samples import failing; from qa_desktop.reports.render import render;"
        "print(hashlib.sha256(render(failing())).hexdigest())"
    )
    first = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    assert first == hashlib.sha256(render(samples.failing())).hexdigest()


def test_rendering_after_other_reports_gives_the_same_bytes():
    first = render(samples.short_pass())
    render(samples.german())
    assert render(samples.short_pass()) == first


def test_the_embedded_record_carries_the_signed_content():
    given = samples.voided()
    with opened(render(given)) as document:
        assert list(document.attachments) == ["inspection-record.json"]
        specification = document.Root.AF[0]
        data = specification.EF.F.read_bytes()
        assert specification.AFRelationship == pikepdf.Name.Data
    record = json.loads(data)
    assert canonical_json(record).encode() == data
    assert digest_of(record["content"]) == given.record.digest() == record["content_sha256"]
    assert record["anchor"]["sequence"] == 1843
    assert record["earlier_signatures"][0]["voided"].startswith("Returned by")


def test_every_font_is_embedded_and_every_form_field_is_a_signature():
    with opened(render(samples.failing())) as document:
        fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor and "DejaVu" in str(font.BaseFont) for font in fonts)
        fields = document.Root.AcroForm.Fields
        assert [str(field.T) for field in fields] == ["Inspector", "Supervisor"]
        assert fields[1].Lock.P == 1
        assert str(document.docinfo["/Title"]) == "Inspection report INS-2026-00042"


def test_verdict_and_failures_come_first():
    text = page_text(render(samples.failing()))
    places = [text.index(word) for word in ("DOESNOTCONFORM–3of12items", "Whatdoesnotconform", "52.0415mm0.0115mm", "Allresults")]
    assert places == sorted(places)
    assert "CONFORMS" in page_text(render(samples.short_pass()))


def test_numbers_carry_a_true_minus_and_a_plus():
    text = page_text(render(samples.failing()))
    assert "−0.034" in text
    assert "+0.0415" in text
    assert "-0.034" not in text


def test_voided_signatures_and_remarks_are_shown_with_their_reasons():
    text = page_text(render(samples.voided()))
    assert "Earliersignaturesthatnolongercount" in text
    assert "boretobemeasuredagain" in text
    assert "MeasureagainwithG-118" in text


def test_one_sided_limits_and_missing_nominals_are_printed():
    pairs = [
        ("", samples.measured("a", "only lower", None, "5", None, "N", "4.5")),
        ("", samples.measured("b", "only upper", None, None, "5", "N", "4.5")),
        ("", samples.measured("c", "no limit", "5", None, None, "N", "4.5")),
        ("", samples.measured("d", "same limits", "5", "5", "5", "N", "5")),
        ("", samples.measured("e", "open", "5", "4", "6", "N", None)),
        ("", samples.measured("f", "very long", "0.000000001", "-8999999999", "8999999999", "N/mm²", "-8999999999.123456789")),
    ]
    pdf = render(samples.given_of(samples.record_of(samples.lines_of(pairs))))
    with opened(pdf) as document:
        record = json.loads(document.Root.Names.EmbeddedFiles.Names[1].EF.F.read_bytes())
    assert printed_flaws(pdf, record) == []


@pytest.mark.parametrize(
    "make", [samples.short_pass, samples.failing, samples.voided, samples.many, samples.german, samples.with_photos]
)
def test_the_page_says_what_the_record_says(make):
    pdf = render(make())
    with opened(pdf) as document:
        record = json.loads(document.Root.Names.EmbeddedFiles.Names[1].EF.F.read_bytes())
    assert printed_flaws(pdf, record) == []
    record["content"]["lines"][2]["value"] = "52.0145"
    assert printed_flaws(pdf, record) != [] or make is samples.german


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_page_size_and_page_count(size):
    pdf = render(replace(samples.many(120), page=size))
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert document[0].get_size() == pytest.approx((595.276, 841.89) if size == "A4" else (612, 792), abs=0.1)
        count = len(document)
        last = document[count - 1].get_textpage().get_text_range()
    finally:
        document.close()
    assert f"Page {count} of {count}" in last


def test_an_empty_inspection_still_gives_a_report():
    assert render(samples.given_of(samples.record_of(())))


def test_progress_is_told_and_can_cancel():
    told: list[tuple[int, int]] = []
    render(samples.with_photos(4), progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == list(range(1, len(told) + 1))

    def stop(done: int, total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        render(samples.with_photos(4), progress=stop)


def photo(**more: object) -> bytes:
    picture = Image.new("RGB", (40, 20), "red")
    picture.putpixel((0, 0), (0, 0, 255))
    out = io.BytesIO()
    picture.save(out, **{"format": "JPEG", **more})
    return out.getvalue()


def test_photos_are_turned_upright_and_freed_of_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Phone maker"
    exif.get_ifd(0x8825)[1] = "N"
    prepared = prepare(photo(exif=exif))
    assert prepared is not None
    assert (prepared.width, prepared.height) == (20, 40)
    assert b"Exif" not in prepared.jpeg
    assert b"Phone maker" not in prepared.jpeg


def test_png_and_webp_are_taken_and_everything_else_is_named_on_the_page():
    assert prepare(photo(format="PNG")) is not None
    assert prepare(photo(format="WEBP")) is not None
    assert prepare(photo(format="GIF")) is None
    assert prepare(b"no picture") is None
    given = samples.with_photos(1)
    broken = dict.fromkeys(given.photos, b"no picture")
    assert "Thisphotocannotbeshown" in page_text(render(replace(given, photos=broken)))
    assert "Thisphotocannotbeshown" in page_text(render(replace(given, photos={})))


def test_a_picture_that_claims_to_be_enormous_is_not_decoded():
    png = bytearray(photo(format="PNG"))
    png[16:24] = (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big")
    assert prepare(bytes(png)) is None


def test_a_logo_is_shown():
    with opened(render(replace(samples.short_pass(), logo=photo(format="PNG")))) as document:
        assert any(isinstance(i, pikepdf.Stream) and i.get("/Subtype") == "/Image" for i in document.objects)


def test_numbers_of_one_unit_stand_mark_under_mark():
    alignment = Alignment()
    for value in ("1.5", "22.125", "3"):
        alignment.note(Decimal(value), "mm")
    tails = {number_cell(Decimal(value), "mm", alignment).tail for value in ("1.5", "22.125", "3")}  # type: ignore[attr-defined]
    assert len(tails) == 1


def test_other_kinds_of_items_are_printed():
    pairs = [
        ("", samples.asked("n", ItemKind.NUMBER, "Count", "17", unit="pcs", limits=Limits())),
        ("", samples.asked("d", ItemKind.DATE_TIME, "When", "2026-11-22T10:00+01:00")),
        ("", samples.asked("i", ItemKind.INSTRUCTION, "Wear gloves", "read")),
        ("", samples.asked("p", ItemKind.PHOTO, "Overview", "2")),
    ]
    text = page_text(render(samples.given_of(samples.record_of(samples.lines_of(pairs)))))
    for words in ("17pcs", "2026-11-2210:00UTC+01:00", "Read", "2photos"):
        assert words in text
