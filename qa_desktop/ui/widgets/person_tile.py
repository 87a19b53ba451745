"""A person to choose from when switching: large, with initials, name and role."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import HouseButton

_DISC = 52


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of ``name``."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper()


class PersonTile(HouseButton):
    """A tile with a person; checkable, so that the chosen one stays marked.  ``person_id`` tells who it is."""

    def __init__(self, person_id: str, name: str, role: str, parent: QWidget | None = None) -> None:
        self.person_id, self._role = person_id, role
        super().__init__(name, parent)
        self.setCheckable(True)
        self.setAccessibleDescription(role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As tall as an answer, wide enough for a name."""
        return QSize(280, max(current_theme().answer_height + 4, current_theme().text(60)))

    def minimumSizeHint(self) -> QSize:
        """A short name still fits."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc, name and role."""
        theme, painter = current_theme(), QPainter(self)
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        chosen = self.isChecked()
        fill = "accent_soft" if chosen or self.isDown() else "hover" if self.underMouse() else "surface"
        border = theme.colour("accent" if chosen else "border_strong")
        paint_panel(painter, frame, theme.colour(fill), border, max(theme.frame, 2 if chosen else 1))
        disc = QRectF(frame.left() + SPACE_3 - 2, frame.center().y() - _DISC / 2, _DISC, _DISC)
        ring = theme.colour("accent") if theme.is_high_contrast else None
        paint_panel(painter, disc, theme.colour("accent" if chosen else "accent_soft"), ring, theme.frame, _DISC / 2)
        painter.setFont(theme.font(TextSize.STRONG, strong=True))
        painter.setPen(theme.colour("on_accent" if chosen else "accent"))
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), initials(self.text()))
        name_font, role_font = theme.font(TextSize.STRONG, strong=True), theme.font(TextSize.SMALL)
        name_height, role_height = QFontMetrics(name_font).height(), QFontMetrics(role_font).height()
        left = disc.right() + SPACE_3 - 2
        width = frame.right() - left - SPACE_3
        top = frame.center().y() - (name_height + role_height) / 2
        for font, role, text, height in (
            (name_font, "text", self.text(), name_height),
            (role_font, "text_muted", self._role, role_height),
        ):
            painter.setFont(font)
            painter.setPen(theme.colour(role))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, round(width))
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
            painter.drawText(QRectF(left, top, width + 4, height), flags, shown)
            top += height
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), RADIUS + 2)
