"""How far an inspection has come, in numbers that are true and in a bar that agrees with them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.inspection import Progress
from qa_desktop.ui.theme.current import current_theme, is_restyle, is_retranslate
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, paint_shape

_BAR = 10


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
        self.update()

    def summary(self) -> str:
        """Return the counts in words."""
        now = self._progress
        return ", ".join(
            [self.tr("{n} of {total} answered").format(n=now.answered, total=now.total), *(w for _, w in self._parts())]
        )

    def sizeHint(self) -> QSize:
        """One line of text above the bar."""
        return QSize(320, QFontMetrics(current_theme().font(strong=True)).height() + SPACE_2 + _BAR)

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

    def _paint_words(self, painter: QPainter) -> None:
        theme, now = current_theme(), self._progress
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.setFont(theme.font(TextSize.BODY, strong=True, tabular=True))
        metrics = painter.fontMetrics()
        words = self.tr("{n} of {total} answered").format(n=now.answered, total=now.total)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(0, 0, self.width(), metrics.height()), flags, words)
        left = metrics.horizontalAdvance(words) + SPACE_3 + SPACE_2
        side = metrics.height() * 0.72
        for verdict, text in self._parts():
            width = metrics.horizontalAdvance(text)
            if left + side + 6 + width > self.width():
                break
            ink = theme.tone(VERDICT_TONES[verdict])
            paint_shape(painter, QRectF(left, (metrics.height() - side) / 2, side, side), VERDICT_SHAPES[verdict], ink)
            painter.setPen(ink)
            painter.drawText(QRectF(left + side + 6, 0, width + 4, metrics.height()), flags, text)
            left += round(side + 6 + width + SPACE_3)

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
