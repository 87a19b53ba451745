"""The list of reports: two lines to a row, a tick for the export, shape and word for the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.ui.reports.view_model import piece_words
from qa_desktop.ui.reports.words import STATE_ICONS, STATE_TONES, report_words
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_3, TextSize
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyset_model import Column
from qa_desktop.ui.widgets.shapes import Shape, paint_shape
from qa_desktop.ui.widgets.table import RecordTable
from qa_desktop.ui.widgets.verdict import paint_verdict, verdict_word

_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class TwoLineTable(RecordTable):
    """A table whose rows have room for two lines, see :func:`paint_two_lines`."""

    def row_height(self) -> int:
        """Two lines with some air."""
        theme = current_theme()
        two = QFontMetrics(theme.font(strong=True)).height() + QFontMetrics(theme.font(TextSize.SMALL)).height()
        return max(super().row_height(), two + SPACE_3)


class ReportTable(TwoLineTable):
    """Reports.  Space or a press on the box ticks the row for the export; Ctrl+A ticks everything that was found."""

    tick_wanted = Signal(object)
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name=self.tr("Reports"))
        self.clicked.connect(self._on_pressed)

    def columns(self, is_ticked: Callable[[Any], bool]) -> tuple[Column, ...]:
        """Return the columns; ``is_ticked`` tells which rows an export would take."""
        words = report_words()

        def tick(row: Any) -> str:
            return self.tr("ticked") if is_ticked(row) else self.tr("not ticked")

        def paint_tick(painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
            ink = current_theme().colour("on_selection" if selected else "accent" if is_ticked(row) else "text_muted")
            side = 22
            box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
            paint_shape(painter, box, Shape.BOX_TICK if is_ticked(row) else Shape.BOX, ink)

        def report(row: Any) -> str:
            return f"{row.number}, {piece_words(row)}"

        def inspected(row: Any) -> str:
            return f"{row.inspector}, {words.date(row)}"

        return (
            Column(self.tr("Take"), tick, width=58, paint=paint_tick),
            Column(self.tr("Report"), report, stretch=True, paint=_paint_report),
            Column(self.tr("Result"), _result, width=130, paint=_paint_result),
            Column(self.tr("Inspector"), inspected, width=164, paint=_paint_inspected),
            Column(self.tr("Signatures"), lambda row: words.signatures(row.state), width=128, paint=_paint_state),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Ctrl+A ticks all."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            row = self.current_row()
            if row is not None:
                self.tick_wanted.emit(row)
        elif event.key() == Qt.Key.Key_A and control:
            self.all_wanted.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _on_pressed(self, index: QModelIndex) -> None:
        model = self.records()
        if index.column() == 0 and model is not None:
            row = model.row(index.row())
            if row is not None:
                self.tick_wanted.emit(row)


def _result(row: Any) -> str:
    return verdict_word(Verdict.FAILS if row.failed else Verdict.CONFORMS)


def _paint_result(painter: QPainter, rect: QRect, row: Any, _selected: bool) -> None:
    paint_verdict(painter, rect, Verdict.FAILS if row.failed else Verdict.CONFORMS)


def _paint_report(painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
    paint_two_lines(painter, rect, row.number, piece_words(row), selected=selected, strong=True)


def _paint_inspected(painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
    paint_two_lines(painter, rect, row.inspector, report_words().date(row), selected=selected)


def _paint_state(painter: QPainter, rect: QRect, row: Any, _selected: bool) -> None:
    paint_chip(painter, rect, report_words().state(row.state), STATE_TONES[row.state], STATE_ICONS[row.state])


def paint_two_lines(painter: QPainter, rect: QRect, top: str, below: str, *, selected: bool, strong: bool = False) -> None:
    """Draw two lines of a cell, the second one small."""
    theme = current_theme()
    first, second = theme.font(strong=strong), theme.font(TextSize.SMALL, tabular=True)
    heights = QFontMetrics(first).height(), QFontMetrics(second).height()
    y = rect.center().y() - sum(heights) // 2 + 1
    for font, text, height, role in ((first, top, heights[0], "text"), (second, below, heights[1], "text_muted")):
        painter.setFont(font)
        painter.setPen(theme.colour("on_selection" if selected else role))
        shown = QFontMetrics(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QRect(rect.left(), y, rect.width() + 4, height), _LINE, shown)
        y += height
