"""How the lines of the outline look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.icons import paint_icon

if TYPE_CHECKING:
    from qa_desktop.ui.designer.outline import OutlineLine

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_ICON = 16

KIND_ICONS = {
    ItemKind.CONFORMITY: "check",
    ItemKind.YES_NO: "circle-question-mark",
    ItemKind.SINGLE_CHOICE: "circle-dot",
    ItemKind.MULTIPLE_CHOICE: "list-checks",
    ItemKind.MEASUREMENT: "ruler",
    ItemKind.NUMBER: "gauge",
    ItemKind.TEXT: "pen-line",
    ItemKind.DATE_TIME: "calendar",
    ItemKind.PHOTO: "camera",
    ItemKind.BARCODE: "scan-barcode",
    ItemKind.INSTRUCTION: "info",
    ItemKind.CALCULATED: "database",
    ItemKind.DEFECTS: "clipboard-list",
}
"""The icon of each kind of item."""


def paint_line(painter: QPainter, rect: QRect, line: OutlineLine, *, selected: bool) -> None:
    """Draw the title of the checklist, the head of a section, or an item."""
    theme = current_theme()
    head = line.item is None
    ground = "selection" if selected else "surface_sunken" if head and line.spot.section >= 0 else "surface"
    painter.fillRect(rect, theme.colour(ground))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
    if selected:
        painter.fillRect(rect.left(), rect.top(), 4, rect.height(), theme.colour("accent"))
    ink = theme.colour("on_selection" if selected else "text")
    soft = theme.colour("on_selection" if selected else "text_muted")
    inside = rect.adjusted(12, 0, -10, 0)
    right = inside.right()
    if line.flag is not None:
        tone = Tone.FAILS if line.flag else Tone.WARNING
        colour = ink if selected and theme.is_high_contrast else theme.tone(tone)
        icon = "octagon-alert" if line.flag else "triangle-alert"
        paint_icon(painter, QRectF(right - 18, inside.center().y() - 9, 18, 18), icon, colour)
        right -= 18 + SPACE_2
    left = inside.left()
    if line.item is not None:
        for icon in _marks(line.item):
            paint_icon(painter, QRectF(right - _ICON, inside.center().y() - _ICON / 2, _ICON, _ICON), icon, soft)
            right -= _ICON + 4
        painter.setFont(theme.font(TextSize.BODY, tabular=True))
        painter.setPen(soft)
        wide = painter.fontMetrics().horizontalAdvance("000")
        painter.drawText(QRect(left, inside.top(), wide, inside.height()), _RIGHT, str(line.number))
        left += wide + SPACE_2
        paint_icon(painter, QRectF(left, inside.center().y() - 9, 18, 18), KIND_ICONS[line.item.kind], soft)
        left += 18 + SPACE_2
    size = TextSize.BODY if line.item is not None or line.spot.section >= 0 else TextSize.STRONG
    painter.setFont(theme.font(size, strong=head or selected))
    painter.setPen(ink if line.text else soft)
    text = line.text or _nothing(line)
    room = max(0, right - left - SPACE_2)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(left, inside.top(), room, inside.height()), _LEFT, shown)


def _nothing(line: OutlineLine) -> str:
    words = "Item without text" if line.item is not None else "Section without title"
    return QCoreApplication.translate("Outline", words)


def _marks(item: Item) -> list[str]:
    """Return what is special about an item: per piece, with a condition, with a reason."""
    asks, found = item.rules.asks, []
    if asks.show_when:
        found.append("filter")
    if asks.per_piece:
        found.append("layers")
    if item.rules.why.note or item.rules.why.issue:
        found.append("flag")
    return found
