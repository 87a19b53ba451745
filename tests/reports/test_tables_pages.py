"""Figures as PDF: archivable with its charts, the same bytes each time, and every number of a chart as text beside it."""

from __future__ import annotations

import io

import page
import pikepdf
import pytest

from qa_desktop.reports.chart_model import ChartedTable, ParetoBar, ParetoDrawing, TrendDrawing
from qa_desktop.reports.charts import ChartBlock
from qa_desktop.reports.printed import page_text
from qa_desktop.reports.statement import Head, StatementTable
from qa_desktop.reports.tables_pages import Tables, render_tables

HEADS = (Head("Name", 4), Head("Count", 1, right=True))
BARS = ParetoDrawing(
    (
        ParetoBar("Bore ß <b>& שלום", 5, "5", 50.0),
        ParetoBar("A name that is far longer than the room that a chart has for it, so that its end is cut", 3, "3", 80.0),
        ParetoBar("other (4)", 2, "2", 100.0, is_rest=True),
    )
)
TREND = TrendDrawing(
    (("2026-W09", 0.0), ("2026-W10", None), ("2026-W11", 100.0), ("2026-W12", 40.0)), 100.0, ((0.0, "0 %"), (100.0, "100 %"))
)


def document(*parts: ChartedTable) -> Tables:
    return Tables("Figures", "2026-03", "Works", "Ada", "2026-03-20T12:00:00+01:00", (("Period", "2026-03"),), parts, {"a": "b"})


def charted(
    drawing: ParetoDrawing | TrendDrawing | None, *rows: tuple[str, str], words: str = "What is counted."
) -> ChartedTable:
    return ChartedTable(StatementTable("Failures", HEADS, rows), words, drawing)


def faults(pdf: bytes) -> set[str]:
    return {failure.rule_id for failure in page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3B).failures}


@pytest.mark.parametrize("drawing", [BARS, TREND, None])
def test_with_any_chart_it_is_pdf_a_3b_and_always_the_same(drawing: ParetoDrawing | TrendDrawing | None) -> None:
    made = render_tables(document(charted(drawing, ("Bore", "5"))))
    assert faults(made) == set()
    assert made == render_tables(document(charted(drawing, ("Bore", "5"))))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for sheet in pdf.pages:
            fonts = sheet.Resources.get("/Font", pikepdf.Dictionary())
            assert all("/FontFile2" in _descriptor(font) for font in fonts.values()), "charts bring no font that is not embedded"


def _descriptor(font: pikepdf.Object) -> pikepdf.Object:
    return font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor


def test_what_a_chart_says_is_there_without_its_colours() -> None:
    words = page_text(render_tables(document(charted(BARS), charted(TREND, words="Week by week."))))
    for wanted in ("50.0%", "80.0%", "100.0%", "other(4)", "dashedlinewithrings", "2026-W09", "2026-W12", "Weekbyweek."):
        assert wanted in words


def test_nothing_counted_is_no_data_and_no_empty_chart() -> None:
    assert "nodata" in page_text(render_tables(document(charted(None))))
    assert "nodata" not in page_text(render_tables(document(charted(TREND))))


def test_a_trend_of_one_week_and_one_without_points_are_drawn() -> None:
    for points in ((("2026-W09", 3.0),), (("2026-W09", None),)):
        assert faults(render_tables(document(charted(TrendDrawing(points, 4.0, ((0.0, "0"), (4.0, "4"))))))) == set()


def test_a_chart_stands_on_one_page_with_its_heading() -> None:
    tall = ChartBlock(ParetoDrawing(tuple(ParetoBar(f"Bar {place}", 9 - place, "1", 100.0) for place in range(9))), 500)
    assert tall.split(50) is None
    assert tall.least == tall.height > 9 * 15
    parts = [charted(tall.drawing, ("x", "1")) for _ in range(6)]
    for number in range(1, 4):
        made = render_tables(document(*parts[: 2 * number]))
        with pikepdf.open(io.BytesIO(made)) as pdf:
            pages = len(pdf.pages)
        assert pages <= number + 1
