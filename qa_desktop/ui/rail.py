"""The rail at the left: the places of the program, icon and word."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.people import Actor
from qa_desktop.ui.places import PLACES, RAIL, Place, key_of
from qa_desktop.ui.theme.current import current_theme, is_restyle, is_retranslate
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import HouseButton
from qa_desktop.ui.widgets.icons import paint_icon

RAIL_WIDTH = 92


def rail_width() -> int:
    """Return how wide the rail is: no place is cut to its first letters when the text is large."""
    metrics = QFontMetrics(current_theme().font(TextSize.SMALL, strong=True))
    return max(RAIL_WIDTH, *(metrics.horizontalAdvance(PLACES[place].title()) + 2 * (SPACE_1 + 2) + SPACE_2 for place in RAIL))


class _RailButton(HouseButton):
    """One place on the rail."""

    def __init__(self, place: Place, parent: QWidget) -> None:
        self.place = place
        self._count = 0
        super().__init__(PLACES[place].title(), parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleDescription(key_of(place))
        self.setToolTip(key_of(place))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)

    def set_count(self, count: int) -> None:
        """Show how many things wait there; nothing for zero."""
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        """Return a target that a gloved hand hits."""
        theme = current_theme()
        words = QFontMetrics(theme.font(TextSize.SMALL, strong=True)).height()
        return QSize(rail_width(), max(58, theme.target + 12, 32 + words + SPACE_2))

    def minimumSizeHint(self) -> QSize:
        """On a low window the places move together, before any of them is cut."""
        words = QFontMetrics(current_theme().font(TextSize.SMALL, strong=True)).height()
        return QSize(rail_width(), 32 + words + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon over word, the chosen place on a soft ground."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(SPACE_1 + 2, 2, -SPACE_1 - 2, -2)
        chosen = self.isChecked()
        ink = theme.colour("accent" if chosen else "text_muted")
        if chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(box, 8, 8)
        if chosen and theme.is_high_contrast:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("border_strong"))
            painter.drawRoundedRect(box, 8, 8)
        paint_icon(painter, QRectF(self.width() / 2 - 12, 7, 24, 24), PLACES[self.place].icon, ink)
        painter.setPen(ink if chosen else theme.colour("text"))
        painter.setFont(theme.font(TextSize.SMALL, strong=chosen))
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(box.width()) - 4)
        painter.drawText(QRect(0, 33, self.width(), self.height() - 36), Qt.AlignmentFlag.AlignHCenter, words)
        if self._count:
            self._paint_count(painter)
        if self.hasFocus():
            paint_focus(painter, box)
        painter.end()

    def _paint_count(self, painter: QPainter) -> None:
        theme = current_theme()
        words = str(self._count) if self._count < 100 else "99+"
        painter.setFont(theme.font(TextSize.SMALL, strong=True))
        width = max(20, painter.fontMetrics().horizontalAdvance(words) + 10)
        bubble = QRectF(self.width() / 2 + 6, 4, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(bubble, 10, 10)
        painter.setPen(theme.colour("on_accent"))
        painter.drawText(bubble, Qt.AlignmentFlag.AlignCenter, words)


_BELONGS_TO = {
    Place.SIGN: Place.RUN,
    Place.GRID: Place.RUN,
    Place.DESIGNER: Place.TEMPLATES,
    Place.ASSIGNMENTS: Place.TEMPLATES,
    Place.FOLLOWUP: Place.ISSUES,
    Place.AMENDS: Place.ISSUES,
    Place.CAUSES: Place.ISSUES,
}
"""Places that are not on the rail, and which one they are reached from."""


class Rail(QWidget):
    """The places that the person may enter.  ``chosen`` carries the place."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(rail_width())
        self.setAccessibleName(self.tr("Places"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, 0, SPACE_2)
        layout.setSpacing(SPACE_1)
        self.buttons: dict[Place, _RailButton] = {}
        for place in RAIL:
            button = self.buttons[place] = _RailButton(place, self)
            button.clicked.connect(self._clicked)
            if place is not Place.SETTINGS:
                layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self.buttons[Place.SETTINGS])

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        super().changeEvent(event)
        if is_restyle(event) or is_retranslate(event):
            self.setFixedWidth(rail_width())

    def set_actor(self, actor: Actor) -> None:
        """Show the places that the person may enter."""
        for place, button in self.buttons.items():
            button.setVisible(actor.may(PLACES[place].permission))

    def set_place(self, place: Place) -> None:
        """Mark where the person is."""
        button = self.buttons.get(_BELONGS_TO.get(place, place))
        if button is not None:
            button.setChecked(True)

    def set_count(self, place: Place, count: int) -> None:
        """Show how many things wait at a place."""
        self.buttons[place].set_count(count)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and a thin line at the right."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.end()

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _RailButton):
            self.chosen.emit(button.place)
