"""What an answer says: shape, word and colour together, as a widget and for the delegates of lists."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.ui.theme.current import current_theme, is_restyle, is_retranslate
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import TextSize
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, paint_shape


class _Words(QObject):
    """The words for verdicts, in the language of the screen."""

    def word(self, verdict: Verdict) -> str:
        """Return the full word."""
        match verdict:
            case Verdict.CONFORMS:
                return self.tr("Conforms")
            case Verdict.FAILS:
                return self.tr("Does not conform")
            case Verdict.UNCERTAIN:
                return self.tr("Uncertain")
            case Verdict.NOT_APPLICABLE:
                return self.tr("Not applicable")
            case Verdict.RECORDED:
                return self.tr("Recorded")
            case Verdict.OPEN:
                return self.tr("Open")

    def short(self, verdict: Verdict) -> str:
        """Return the word for narrow places."""
        match verdict:
            case Verdict.FAILS:
                return self.tr("Fails")
            case Verdict.NOT_APPLICABLE:
                return self.tr("N/A")
            case _:
                return self.word(verdict)


_words: list[_Words] = []


def verdict_word(verdict: Verdict, *, short: bool = False) -> str:
    """Return the word for ``verdict`` in the language of the screen."""
    if not _words:
        _words.append(_Words())
    return _words[0].short(verdict) if short else _words[0].word(verdict)


def paint_verdict(
    painter: QPainter,
    rect: QRect,
    verdict: Verdict,
    *,
    word: bool = True,
    short: bool = True,
    pill: bool = True,
    size: TextSize = TextSize.SMALL,
) -> int:
    """Draw shape and word at the left of ``rect``, centred in its height, and return the width that was used.

    With ``word=False`` only the shape is drawn, for places where the word stands elsewhere in the row.
    """
    theme = current_theme()
    tone = VERDICT_TONES[verdict]
    ink = theme.tone(tone)
    font = theme.font(size, strong=True)
    metrics = QFontMetrics(font)
    side = metrics.height()
    if not word:
        paint_shape(painter, QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side), VERDICT_SHAPES[verdict], ink)
        return side
    text = verdict_word(verdict, short=short)
    height, gap = side + 8, 6
    mark = side * 0.82
    width = round(10 + mark + gap + metrics.horizontalAdvance(text) + 12)
    box = QRectF(rect.left(), rect.center().y() - height / 2 + 0.5, min(width, rect.width()), height)
    if pill:
        border = ink if theme.is_high_contrast or verdict is Verdict.OPEN else None
        paint_panel(painter, box, theme.soft(tone), border, theme.frame, height / 2)
    paint_shape(painter, QRectF(box.left() + 10, box.center().y() - mark / 2, mark, mark), VERDICT_SHAPES[verdict], ink)
    painter.save()
    painter.setFont(font)
    painter.setPen(ink)
    area = box.adjusted(10 + mark + gap, 0, -8, 0)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(area.width()) + 4)
    painter.drawText(area.adjusted(0, 0, 8, 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    painter.restore()
    return width


def verdict_width(verdict: Verdict, *, short: bool = True, size: TextSize = TextSize.SMALL) -> int:
    """Return how wide :func:`paint_verdict` draws ``verdict`` with its word."""
    metrics = QFontMetrics(current_theme().font(size, strong=True))
    return round(28 + metrics.height() * 0.82 + metrics.horizontalAdvance(verdict_word(verdict, short=short)))


class VerdictBadge(QWidget):
    """A verdict as a pill with shape, word and colour."""

    def __init__(
        self,
        verdict: Verdict = Verdict.OPEN,
        parent: QWidget | None = None,
        *,
        short: bool = False,
        size: TextSize = TextSize.SMALL,
    ) -> None:
        super().__init__(parent)
        self._short, self._size = short, size
        self._verdict = verdict
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_verdict(verdict)

    def verdict(self) -> Verdict:
        """Return the verdict that is shown."""
        return self._verdict

    def set_verdict(self, verdict: Verdict) -> None:
        """Show ``verdict``."""
        self._verdict = verdict
        self.setAccessibleName(verdict_word(verdict))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as shape and word."""
        height = QFontMetrics(current_theme().font(self._size, strong=True)).height() + 8
        return QSize(verdict_width(self._verdict, short=self._short, size=self._size), height)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its word."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        super().changeEvent(event)
        if is_restyle(event) or is_retranslate(event):
            self.set_verdict(self._verdict)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill."""
        painter = QPainter(self)
        paint_verdict(painter, self.rect(), self._verdict, short=self._short, size=self._size)
