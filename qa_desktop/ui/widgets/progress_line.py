"""How far an inspection has come, in numbers that are true and in a bar that agrees with them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.inspection import Progress
from qa_desktop.ui.theme.current import current_theme, is_restyle, is_retranslate
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, paint_shape

_BAR = 10
_GAP = 6


class ProgressLine(QWidget):
    """Counts by state and a bar of the same counts: conforming or recorded, failed, not applicable, open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = Progress(0, 0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Progress"))
        self.set_progress(self._progress)

    def progress(self) -> Progress:
        """Return the counts that are shown."""
        return self._progress

    def set_progress(self, progress: Progress) -> None:
        """Show other counts."""
        self._progress = progress
        self.setAccessibleName(self.summary())
        self._fit()
        self.update()

    def summary(self) -> str:
        """Return the counts in words."""
        now = self._progress
        return ", ".join(
            [self.tr("{n} of {total} answered").format(n=now.answered, total=now.total), *(w for _, w in self._parts())]
        )

    def sizeHint(self) -> QSize:
        """One line of text above the bar."""
        return QSize(320, self.height_at(320))

    def height_at(self, width: int) -> int:
        """Return the height that ``width`` pixels need: no count is dropped, what does not fit goes into another line."""
        lines = self._flow(width)[-1][0].y() + 1
        return lines * self._metrics().height() + SPACE_2 + _BAR

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take another line, or give one back."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """May become narrow."""
        return QSize(200, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        super().changeEvent(event)
        if is_restyle(event) or is_retranslate(event):
            self.updateGeometry()
            self.set_progress(self._progress)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw counts and bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter)
        self._paint_bar(painter)

    def _parts(self) -> list[tuple[Verdict, str]]:
        now = self._progress
        parts = [(Verdict.FAILS, self.tr("{n} failed").format(n=now.failed))] if now.failed else []
        if now.not_applicable:
            parts.append((Verdict.NOT_APPLICABLE, self.tr("{n} not applicable").format(n=now.not_applicable)))
        return [*parts, (Verdict.OPEN, self.tr("{n} open").format(n=now.open))]

    def _fit(self) -> None:
        self.setFixedHeight(self.height_at(self.width()))

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(current_theme().font(TextSize.BODY, strong=True, tabular=True))

    def _flow(self, width: int) -> list[tuple[QPoint, Verdict | None, str]]:
        """Return the counts with where each begins (pixels from the left, line) when ``width`` pixels are there."""
        metrics, now = self._metrics(), self._progress
        answered = self.tr("{n} of {total} answered").format(n=now.answered, total=now.total)
        placed: list[tuple[QPoint, Verdict | None, str]] = [(QPoint(0, 0), None, answered)]
        left, line = metrics.horizontalAdvance(answered) + SPACE_3 + SPACE_2, 0
        for verdict, text in self._parts():
            wide = round(_side(metrics)) + _GAP + metrics.horizontalAdvance(text)
            if left and left + wide > width:
                left, line = 0, line + 1
            placed.append((QPoint(left, line), verdict, text))
            left += wide + SPACE_3
        return placed

    def _paint_words(self, painter: QPainter) -> None:
        theme, metrics = current_theme(), self._metrics()
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.setFont(theme.font(TextSize.BODY, strong=True, tabular=True))
        side = _side(metrics)
        for at, verdict, text in self._flow(self.width()):
            left, top, ink = float(at.x()), at.y() * metrics.height(), theme.colour("text")
            if verdict is not None:
                ink = theme.tone(VERDICT_TONES[verdict])
                box = QRectF(left, top + (metrics.height() - side) / 2, side, side)
                paint_shape(painter, box, VERDICT_SHAPES[verdict], ink)
                left += side + _GAP
            painter.setPen(ink)
            painter.drawText(QRectF(left, top, self.width() - left, metrics.height()), flags, text)

    def _paint_bar(self, painter: QPainter) -> None:
        theme, now = current_theme(), self._progress
        bar = QRectF(0.5, self.height() - _BAR + 0.5, self.width() - 1, _BAR - 1)
        path = QPainterPath()
        path.addRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.fillPath(path, theme.colour("surface_sunken"))
        painter.save()
        painter.setClipPath(path)
        left = bar.left()
        good = now.answered - now.failed - now.not_applicable
        for count, tone in ((good, Tone.CONFORMS), (now.failed, Tone.FAILS), (now.not_applicable, Tone.NA)):
            if count > 0 and now.total > 0:
                width = bar.width() * count / now.total
                painter.fillRect(QRectF(left, bar.top(), width, bar.height()), theme.tone(tone))
                left += width
                painter.fillRect(QRectF(left - 1, bar.top(), 2, bar.height()), theme.colour("surface"))
        painter.restore()
        painter.setPen(QPen(theme.colour("border_strong"), theme.frame))
        painter.drawPath(path)


def _side(metrics: QFontMetrics) -> float:
    """How large the shape before a count is."""
    return metrics.height() * 0.72
