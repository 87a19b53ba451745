"""A large choice: icon, title, and a sentence about what happens."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_1, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import HouseButton
from qa_desktop.ui.widgets.icons import paint_icon

_DISC = 52
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class ChoiceButton(HouseButton):
    """One of a few ways to go on."""

    def __init__(self, title: str, sentence: str, icon: str, parent: QWidget | None = None, *, primary: bool = False) -> None:
        self._sentence, self._icon, self._primary = sentence, icon, primary
        super().__init__(title, parent)
        self.setAccessibleDescription(sentence)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Wide enough to read the sentence on one or two lines."""
        return QSize(560, self.heightForWidth(560))

    def minimumSizeHint(self) -> QSize:
        """May become narrow; the sentence wraps."""
        return QSize(320, current_theme().answer_height)

    def heightForWidth(self, width: int) -> int:
        """Return the height that title and wrapped sentence need."""
        return max(current_theme().answer_height, self._title_height() + SPACE_1 + self._words(width).height() + 2 * SPACE_3 + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel."""
        theme, painter = current_theme(), QPainter(self)
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        fill = "accent_soft" if self.isDown() else "hover" if self.underMouse() and self.isEnabled() else "surface"
        border = theme.colour("accent" if self._primary else "border_strong")
        paint_panel(painter, frame, theme.colour(fill), border, max(theme.frame, 2 if self._primary else 1))
        disc = QRectF(frame.left() + SPACE_3, frame.center().y() - _DISC / 2, _DISC, _DISC)
        ring = theme.colour("accent") if theme.is_high_contrast else None
        paint_panel(painter, disc, theme.colour("accent" if self._primary else "accent_soft"), ring, theme.frame, _DISC / 2)
        paint_icon(painter, disc.adjusted(13, 13, -13, -13), self._icon, theme.colour("on_accent" if self._primary else "accent"))
        words = self._words(self.width())
        height = self._title_height() + SPACE_1 + words.height()
        top = round(frame.center().y() - height / 2)
        painter.setFont(theme.font(TextSize.STRONG, strong=True))
        painter.setPen(theme.colour("text" if self.isEnabled() else "disabled"))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
        painter.drawText(QRect(words.left(), top, words.width() + 8, self._title_height()), flags, self.text())
        painter.setFont(theme.font())
        painter.setPen(theme.colour("text_muted" if self.isEnabled() else "disabled"))
        painter.drawText(words.translated(0, top + self._title_height() + SPACE_1), _WRAPPED, self._sentence)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), RADIUS + 2)

    def _title_height(self) -> int:
        return QFontMetrics(current_theme().font(TextSize.STRONG, strong=True)).height()

    def _words(self, width: int) -> QRect:
        left = 2 + SPACE_3 + _DISC + SPACE_3
        room = max(80, width - left - SPACE_3 - 4)
        box = QFontMetrics(current_theme().font()).boundingRect(QRect(0, 0, room, 4000), _WRAPPED, self._sentence)
        return QRect(left, 0, room, box.height())
