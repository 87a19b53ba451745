"""The tag of a hold as it comes out of the printer."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from qa_desktop.reports.hold_tag import HoldTag, render_tags

LONG = "Gehäusedeckel mit Dichtfläche, Charge vom Unterlieferanten, vollständig gesperrt bis zur Klärung der Maßabweichung " * 3


@pytest.mark.parametrize("reason", ["Bore too large <b>not markup</b>", LONG])
def test_a_tag_says_what_is_held_and_stays_on_its_page(reason: str) -> None:
    tag = HoldTag(
        "H-01-000003", "Lot P-1042 L26014", "200", reason, "NC-01-000007", "Petra Lis, 2026-03-02 10:42", "Northfield Works"
    )
    data = render_tags((tag, tag))
    assert data == render_tags((tag, tag)), "the same tag gives the same bytes"
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    try:
        assert len(document) == 2
        page = document[0]
        text = page.get_textpage().get_text_range()
        for words in ("ON HOLD", "H-01-000003", "Lot P-1042 L26014", reason.split(maxsplit=1)[0]):
            assert words in text
        wide, high = page.get_size()
        assert wide > high
        picture = page.render(scale=2).to_pil().convert("L")
        assert min(picture.getpixel((x, picture.height - 3)) for x in range(0, picture.width, 4)) > 240, "nothing is cut below"
    finally:
        document.close()


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("Palette 17 im Hochregallager, alle Gitterboxen mit dem gelben Etikett und die zwei Kartons daneben", LONG),
        ("Sicherheitsüberdruckventilgehäusedichtflächenprüfling " * 9, "Kalibrierfälligkeit überschritten " * 14),
    ],
)
def test_long_words_never_drive_reason_issue_name_or_site_from_the_tag(what: str, reason: str) -> None:
    tag = HoldTag(
        "H-01-000003", what[:500], "", reason[:500], "NC-01-000007", "Petra Lis, 2026-03-02 10:42", "Northfield", "Gauge"
    )
    document = pypdfium2.PdfDocument(io.BytesIO(render_tags((tag,))))
    try:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()
    for words in (f"Gauge {what[:20]}", reason[:30], "NC-01-000007 · Petra Lis, 2026-03-02 10:42", "Northfield"):
        assert words in text
    assert "…" in text or " ".join(LONG[-40:].split()) in text, "what does not fit ends in dots; what fits stands in full"
