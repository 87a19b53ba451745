"""A tile: one figure, large, with its title and what it was computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.dashboard.words import FigureWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus, paint_panel, paint_wrapped, wrapped
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import HouseButton
from qa_desktop.ui.widgets.text import plain_tooltip

if TYPE_CHECKING:
    from qa_desktop.services.dashboards import Figure


class FigureTile(HouseButton):
    """Enter or a click shows the records behind the figure; arrows ask for the tile beside it (``gone``: right, down)."""

    gone = Signal(int, int)

    def __init__(self, figure: Figure, words: FigureWords, parent: QWidget | None = None) -> None:
        super().__init__(figure.definition.title, parent)
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_figure(figure)

    def set_figure(self, figure: Figure) -> None:
        """Show another value."""
        self.figure = figure
        self._value = self._words.number(figure.value, figure.definition.unit, figure.currency)
        self.setText(figure.definition.title)
        self.setToolTip(plain_tooltip(f"{figure.definition.title}\n{figure.definition.words}\n{figure.note}"))
        self.setAccessibleName(f"{figure.definition.title}: {self._value}")
        self.setAccessibleDescription(f"{figure.note}. {figure.definition.words}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by arrows."""
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if event.key() in steps:
            self.gone.emit(*steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @property
    def value(self) -> str:
        """The value as it is shown."""
        return self._value

    def sizeHint(self) -> QSize:
        """Room for title, value and two lines below."""
        return QSize(168, self._line() * 3 + self._tall() + 2 * SPACE_2 + SPACE_1)

    def minimumSizeHint(self) -> QSize:
        """May become narrow; a long value is then drawn smaller."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw panel, title, value, note."""
        theme, painter = current_theme(), QPainter(self)
        fill = theme.colour("hover" if self.underMouse() or self.isDown() else "surface")
        paint_panel(painter, QRectF(self.rect()), fill, theme.colour("border"), theme.frame)
        inside = QRectF(self.rect()).adjusted(SPACE_2 + 2, SPACE_2, -SPACE_2 - 2, -SPACE_2)
        painter.setFont(theme.font(TextSize.SMALL, strong=True))
        painter.setPen(theme.colour("text_muted"))
        title = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(inside.width()))
        painter.drawText(QRectF(inside.left(), inside.top(), inside.width(), self._line()), Qt.AlignmentFlag.AlignLeft, title)
        has_value = self.figure.value is not None
        sizes = (TextSize.TITLE, TextSize.STRONG, TextSize.BODY) if has_value else (TextSize.BODY,)
        for size in sizes:
            painter.setFont(theme.font(size, strong=has_value, tabular=True))
            if painter.fontMetrics().horizontalAdvance(self._value) <= inside.width():
                break
        painter.setPen(theme.colour("text" if has_value else "text_muted"))
        place = QRectF(inside.left(), inside.top() + self._line(), inside.width(), self._tall())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._value)
        below = QRectF(inside.left(), place.bottom(), inside.width(), inside.bottom() - place.bottom())
        painter.setClipRect(below)
        font = theme.font(TextSize.SMALL)
        paint_wrapped(painter, below, _fitting(self.figure.note, font, below.width()), font, theme.colour("text_muted"))
        painter.setClipping(False)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()))

    def _line(self) -> int:
        return QFontMetrics(current_theme().font(TextSize.SMALL)).height()

    def _tall(self) -> int:
        return QFontMetrics(current_theme().font(TextSize.TITLE, strong=True)).height()


def _fitting(note: str, font: QFont, width: float) -> str:
    """Return as many words as two lines take; what is left out stands in the tool tip and behind the tile."""
    line = QFontMetricsF(font).height()
    words = note.split()
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count]) + ("" if count == len(words) else " …")
        if wrapped(text, font, width)[1] <= 2 * line + 1:
            return text
    return note
