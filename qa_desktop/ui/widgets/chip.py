"""A small pill with a word for a state: in progress, signed, overdue."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import TextSize, Tone
from qa_desktop.ui.widgets.icons import paint_icon

_PAD, _ICON, _GAP = 10, 14, 6


def chip_size(text: str, icon: str = "") -> QSize:
    """Return the size of a chip with ``text``."""
    metrics = QFontMetrics(current_theme().font(TextSize.SMALL, strong=True))
    return QSize(
        2 * _PAD + metrics.horizontalAdvance(text) + 2 + (current_theme().text(_ICON) + _GAP if icon else 0), metrics.height() + 8
    )


def paint_chip(painter: QPainter, rect: QRect, text: str, tone: Tone, icon: str = "") -> int:
    """Draw a chip at the left of ``rect``, centred in its height, and return the width that was used."""
    theme = current_theme()
    size = chip_size(text, icon)
    box = QRectF(rect.left(), rect.center().y() - size.height() / 2 + 0.5, min(size.width(), rect.width()), size.height())
    ink = theme.tone(tone)
    border = ink if theme.is_high_contrast else None
    paint_panel(painter, box, theme.soft(tone), border, theme.frame, size.height() / 2)
    left = _PAD
    if icon:
        side = theme.text(_ICON)
        paint_icon(painter, QRectF(box.left() + _PAD, box.top(), side, box.height()), icon, ink)
        left += side + _GAP
    painter.save()
    painter.setFont(theme.font(TextSize.SMALL, strong=True))
    painter.setPen(ink)
    area = box.adjusted(left, 0, -_PAD, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(area.width()) + 2)
    painter.drawText(area.adjusted(0, 0, _PAD, 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    painter.restore()
    return round(box.width())


class StatusChip(QWidget):
    """A state in a word, with a tone and, where it helps, an icon."""

    def __init__(self, text: str = "", tone: Tone = Tone.NEUTRAL, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone, self._icon = text, tone, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(text, tone, icon)

    def text(self) -> str:
        """Return the word that is shown."""
        return self._text

    def tone(self) -> Tone:
        """Return the tone that is shown."""
        return self._tone

    def set_state(self, text: str, tone: Tone = Tone.NEUTRAL, icon: str = "") -> None:
        """Show another state."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        return chip_size(self._text, self._icon)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its word."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        paint_chip(QPainter(self), self.rect(), self._text, self._tone, self._icon)
