"""The bar that shows where a lot lies: each part with its own pattern, and the words beside it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.domain.lot import Balance
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import Tone

HEIGHT = 14
_THINNEST = 4.0
"""However few pieces a part is, it is seen."""


def paint_balance(painter: QPainter, rect: QRectF, balance: Balance) -> None:
    """Draw the parts of a lot: accepted solid, rejected crossed, on hold striped, waiting empty."""
    theme = current_theme()
    painter.save()
    painter.setPen(QPen(theme.colour("border_strong"), 1))
    painter.setBrush(theme.colour("surface_sunken"))
    painter.drawRect(rect)
    whole = balance.accepted + balance.rejected + balance.held + balance.waiting
    parts = (
        (balance.accepted, Tone.CONFORMS, Qt.BrushStyle.SolidPattern),
        (balance.rejected, Tone.FAILS, Qt.BrushStyle.DiagCrossPattern),
        (balance.held, Tone.WARNING, Qt.BrushStyle.BDiagPattern),
    )
    left = rect.left()
    for amount, tone, pattern in parts:
        if amount <= 0 or whole <= 0:
            continue
        width = min(rect.right() - left, max(_THINNEST, float(amount / whole) * rect.width()))
        box = QRectF(left, rect.top(), width, rect.height())
        ink = theme.tone(tone)
        if pattern is not Qt.BrushStyle.SolidPattern:
            painter.fillRect(box, theme.soft(tone))
        painter.fillRect(box, QBrush(ink, pattern))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1))
        painter.drawRect(box)
        left += width
    painter.restore()


class BalanceBar(QWidget):
    """The parts of one lot as a bar; the words stand beside it, and are its accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._balance = Balance(None, Decimal(0), Decimal(0), Decimal(0), Decimal(0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_balance(self, balance: Balance, words: str) -> None:
        """Show another lot."""
        self._balance = balance
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a line of small text."""
        return QSize(240, current_theme().text(HEIGHT) + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        paint_balance(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -1.5, -1.5), self._balance)
        painter.end()
