"""The fishbone (Ishikawa), drawn: the effect at the right, six named branches with their possible causes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.domain.causes import Category
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel, wrapped
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize

UPPER = (Category.PEOPLE, Category.MACHINE, Category.MATERIAL)
LOWER = (Category.METHOD, Category.MEASUREMENT, Category.ENVIRONMENT)
HEAD_SHARE = 0.2
SLANT = 0.35
_WRAPPED = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom) | int(Qt.TextFlag.TextWordWrap)


class Fishbone(QWidget):
    """Branches are told apart by their names and places, never by colour; ``chosen`` stands in a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._effect = ""
        self._causes: Mapping[Category, tuple[str, ...]] = {}
        self._names: Mapping[Category, str] = {}
        self._chosen: tuple[Category, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Fishbone"))

    def set_causes(self, effect: str, names: Mapping[Category, str], causes: Mapping[Category, tuple[str, ...]]) -> None:
        """Draw other causes of ``effect``; ``names`` are the words of the branches."""
        self._effect, self._names, self._causes = effect, names, causes
        parts = [f"{names[category]}: {', '.join(causes[category])}" for category in Category if causes.get(category)]
        self.setAccessibleDescription("; ".join(parts))
        self.update()

    def set_chosen(self, chosen: tuple[Category, int] | None) -> None:
        """Frame one cause: the branch and its place there."""
        self._chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and high enough for four causes on each branch."""
        return QSize(760, 420)

    def minimumSizeHint(self) -> QSize:
        """May become smaller; texts are then shortened, and the list beside it says them in full."""
        return QSize(420, 260)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw spine, head and branches."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        paint_panel(painter, QRectF(self.rect()), theme.colour("surface"), theme.colour("border"), theme.frame)
        room = QRectF(self.rect()).adjusted(SPACE_2, SPACE_2, -SPACE_2, -SPACE_2)
        middle, head = room.center().y(), room.width() * HEAD_SHARE
        joint = room.right() - head
        painter.setPen(QPen(theme.colour("text"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(room.left(), middle), QPointF(joint, middle))
        self._paint_head(painter, QRectF(joint, middle - room.height() * 0.22, head, room.height() * 0.44))
        width = (joint - room.left()) / len(UPPER)
        for place, (upper, lower) in enumerate(zip(UPPER, LOWER, strict=True)):
            left = room.left() + place * width
            self._paint_branch(painter, upper, QRectF(left, room.top(), width, middle - room.top()), down=True)
            self._paint_branch(painter, lower, QRectF(left, middle, width, room.bottom() - middle), down=False)

    def _paint_head(self, painter: QPainter, box: QRectF) -> None:
        theme = current_theme()
        paint_panel(painter, box, theme.colour("surface_sunken"), theme.colour("text"), 2)
        font = theme.font(TextSize.BODY, strong=True)
        inner = box.adjusted(SPACE_2, SPACE_1, -SPACE_2, -SPACE_1)
        text = self._effect
        layout, height = wrapped(text, font, inner.width())
        while height > inner.height() and len(text) > 4:
            text = text[: int(len(text) * 0.85)].rstrip()
            layout, height = wrapped(text + " …", font, inner.width())
        painter.setPen(theme.colour("text"))
        layout.draw(painter, QPointF(inner.left(), inner.top() + max(0.0, (inner.height() - height) / 2)))

    def _paint_branch(self, painter: QPainter, category: Category, area: QRectF, *, down: bool) -> None:
        """Draw a bone that leans towards the head, its name at the far end, its causes on twigs from top to bottom."""
        theme = current_theme()
        strong = theme.font(TextSize.SMALL, strong=True)
        name_height = QFontMetricsF(strong).height() + SPACE_1
        far = QPointF(area.right() - area.width() * SLANT, area.top() + name_height if down else area.bottom() - name_height)
        near = QPointF(area.right() - SPACE_1, area.bottom() if down else area.top())
        painter.setPen(QPen(theme.colour("text_muted"), 2))
        painter.drawLine(far, near)
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        top = area.top() if down else area.bottom() - name_height
        label = QRectF(area.left(), top, area.width() - SPACE_1, name_height)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), self._names.get(category, ""))
        self._paint_causes(painter, category, area, (far, near))

    def _paint_causes(self, painter: QPainter, category: Category, area: QRectF, bone: tuple[QPointF, QPointF]) -> None:
        causes = self._causes.get(category, ())
        if not causes:
            return
        theme = current_theme()
        font = theme.font(TextSize.SMALL)
        metrics = QFontMetricsF(font)
        upper, lower = sorted(bone, key=lambda point: point.y())
        height = lower.y() - upper.y()
        room = max(1, int(height // (metrics.height() + 4)) - 1)
        shown = list(causes[:room])
        if len(causes) > room:
            shown[-1] = self.tr("and {n} more").format(n=len(causes) - room + 1)
        painter.setFont(font)
        deep = 2 if height / (len(shown) + 1) >= 2 * metrics.height() + SPACE_2 else 1
        for place, text in enumerate(shown):
            y = upper.y() + height * (place + 1) / (len(shown) + 1)
            x, above = (
                upper.x() + (lower.x() - upper.x()) * (at - upper.y()) / height for at in (y, y - deep * metrics.height())
            )
            wide = min(x, above) - area.left() - 2 * SPACE_1
            words, high = _fitted(text, metrics, wide, deep)
            box = QRectF(area.left() + SPACE_1, y - high - 1, wide, high)
            painter.setPen(QPen(theme.colour("text_muted"), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(x, y))
            painter.setPen(theme.colour("text"))
            painter.drawText(box, _WRAPPED, words)
            if self._chosen == (category, place):
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(-2, -1, 2, 2))


def _fitted(text: str, metrics: QFontMetricsF, wide: float, deep: int) -> tuple[str, float]:
    """Return the text as it fits on up to ``deep`` lines, and its height; what is too long ends in an ellipsis."""
    if deep > 1:
        room = QRectF(0, 0, wide, 10_000)
        for cut in (len(text), *range(min(len(text), 80), 8, -2)):
            words = text if cut == len(text) else text[:cut].rstrip() + "…"
            high = metrics.boundingRect(room, _WRAPPED, words)
            if high.height() <= deep * metrics.height() + 1 and high.width() <= wide:
                return words, high.height()
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide), metrics.height()
