"""The heads of the grid: characteristics with their limits above, pieces with how they stand at the left."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Severity
from qa_desktop.ui.grid.cells import Cells
from qa_desktop.ui.grid.state import Column
from qa_desktop.ui.grid.words import GridWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_wrapped
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, paint_shape
from qa_desktop.ui.widgets.text import plain_tooltip

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class _Head(QHeaderView):
    """What both heads share: fixed sections, one of them the current one."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.cells: Cells | None = None
        self.current = -1
        self.words = GridWords(self)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def set_current(self, section: int) -> None:
        """Mark another section."""
        before, self.current = self.current, section
        for one in {before, section}:
            self.again(one)

    def again(self, section: int) -> None:
        """Paint one section again."""
        if 0 <= section < self.count():
            at, size = self.sectionViewportPosition(section), self.sectionSize(section)
            across = self.orientation() == Qt.Orientation.Horizontal
            box = QRect(at, 0, size, self.height()) if across else QRect(0, at, self.width(), size)
            self.viewport().update(box)

    def renew(self) -> None:
        """Follow theme, text size and cells."""
        self.updateGeometry()
        self.geometriesChanged.emit()
        self.viewport().update()

    def ground(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw the ground of a section."""
        theme = current_theme()
        current = section == self.current
        painter.fillRect(rect, theme.colour("accent_soft" if current else "surface_sunken"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), theme.colour("border"))
        if current:
            accent = theme.colour("accent")
            if self.orientation() == Qt.Orientation.Horizontal:
                painter.fillRect(rect.left(), rect.bottom() - 2, rect.width(), 3, accent)
            else:
                painter.fillRect(rect.right() - 2, rect.top(), 3, rect.height(), accent)


class ColumnHead(_Head):
    """Number, key mark, words, limits and unit of each characteristic."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def set_cells(self, cells: Cells | None) -> None:
        """Show other characteristics."""
        self.cells = cells
        self.renew()

    def sizeHint(self) -> QSize:
        """A number, two lines of words, a line of limits."""
        theme = current_theme()
        small, strong = QFontMetrics(theme.font(TextSize.SMALL)), QFontMetrics(theme.font(TextSize.BODY, strong=True))
        return QSize(100, strong.height() + 3 * small.lineSpacing() + 3 * SPACE_1 + 4)

    def wanted_width(self, section: int, least: int) -> int:
        """Return the width at which limits and single words are not cut, within reason."""
        if self.cells is None:
            return least
        theme, item = current_theme(), self.cells.columns[section].item
        small = QFontMetrics(theme.font(TextSize.SMALL, tabular=True))
        strong = QFontMetrics(theme.font(TextSize.SMALL, strong=True))
        number = QFontMetrics(theme.font(TextSize.BODY, strong=True, tabular=True))
        top = number.horizontalAdvance(self.cells.columns[section].number)
        if item.rules.origin.balloon:
            top += number.horizontalAdvance("  ") + number.height() + small.horizontalAdvance(item.rules.origin.balloon)
        top += SPACE_2 + strong.horizontalAdvance(self.words.key_mark(item))
        lines = [small.horizontalAdvance(self.words.short_limits(item)), top, *map(small.horizontalAdvance, item.text.split())]
        return max(least, min(max(lines) + 2 * SPACE_2 + 4, theme.text(190)))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one characteristic."""
        if self.cells is None or section >= len(self.cells.columns):
            return
        painter.save()
        self.ground(painter, rect, section)
        self._paint(painter, rect, self.cells.columns[section])
        painter.restore()

    def viewportEvent(self, event: object) -> bool:
        """Offer the whole words of a characteristic as a tool tip."""
        from PySide6.QtCore import QEvent  # noqa: PLC0415
        from PySide6.QtGui import QHelpEvent  # noqa: PLC0415

        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.cells is not None:
            section = self.logicalIndexAt(event.pos())
            if 0 <= section < len(self.cells.columns):
                self.setToolTip(plain_tooltip(self.words.characteristic(self.cells.columns[section])))
        return super().viewportEvent(event)  # type: ignore[arg-type]

    def _paint(self, painter: QPainter, rect: QRect, column: Column) -> None:
        theme, item = current_theme(), column.item
        inside = rect.adjusted(SPACE_2, SPACE_1, -SPACE_2, -SPACE_1 - 2)
        strong, small = theme.font(TextSize.BODY, strong=True, tabular=True), theme.font(TextSize.SMALL)
        metrics, line = QFontMetrics(strong), QFontMetrics(small).lineSpacing()
        top = QRect(inside.left(), inside.top(), inside.width(), metrics.height())
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        balloon = item.rules.origin.balloon
        number = column.number if not balloon else f"{column.number}  "
        painter.drawText(top, _LEFT, number)
        at = top.left() + metrics.horizontalAdvance(number)
        if balloon:
            at = self._paint_balloon(painter, at, top, balloon)
        at += SPACE_2
        marks = self.words.key_mark(item)
        if marks:
            painter.setFont(theme.font(TextSize.SMALL, strong=True))
            critical = item.severity is Severity.CRITICAL
            painter.setPen(theme.tone(Tone.WARNING) if critical else theme.colour("accent"))
            painter.drawText(QRect(at, top.top(), top.right() - at, top.height()), _RIGHT, marks)
        words = QRectF(inside.left(), top.bottom() + 2, inside.width(), 2 * line)
        text = _two_lines(" ".join(item.text.split()), QFontMetrics(small), inside.width())
        painter.save()
        painter.setClipRect(words)
        paint_wrapped(painter, words, text, small, theme.colour("text"))
        painter.restore()
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        painter.setPen(theme.colour("text_muted"))
        foot = QRect(inside.left(), inside.bottom() - line + 1, inside.width(), line)
        limits = self.words.short_limits(item)
        painter.drawText(foot, _LEFT, painter.fontMetrics().elidedText(limits, Qt.TextElideMode.ElideRight, foot.width()))

    def _paint_balloon(self, painter: QPainter, left: int, top: QRect, balloon: str) -> int:
        """Draw the number that the drawing gives the characteristic, in a ring as there; return where the ring ends."""
        theme = current_theme()
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        height = top.height() - 2
        ring = QRectF(left, top.top() + 1, max(height, painter.fontMetrics().horizontalAdvance(balloon) + height // 2), height)
        painter.setPen(theme.colour("text_muted"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(ring, height / 2, height / 2)
        painter.drawText(ring, int(Qt.AlignmentFlag.AlignCenter), balloon)
        return round(ring.right())


class RowHead(_Head):
    """Number and serial of each piece, and how it stands."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._wide = 0

    def set_cells(self, cells: Cells | None) -> None:
        """Show other pieces."""
        self.cells = cells
        metrics = QFontMetrics(current_theme().font(TextSize.BODY, strong=True, tabular=True))
        labels = () if cells is None else [piece.label for piece in cells.pieces]
        self._wide = max((metrics.horizontalAdvance(label) for label in labels), default=0)
        self.renew()

    def sizeHint(self) -> QSize:
        """As wide as the longest name, within reason."""
        theme = current_theme()
        side = theme.text(15) + 3 * SPACE_2
        number = QFontMetrics(theme.font(TextSize.SMALL, tabular=True)).horizontalAdvance("00000")
        return QSize(max(theme.text(96), min(self._wide + number + side, theme.text(210))), 100)

    def show_again(self, rows: Iterable[int]) -> None:
        """Paint the heads of some rows again."""
        for row in rows:
            self.again(row)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one piece."""
        if self.cells is None or section >= len(self.cells.pieces):
            return
        painter.save()
        self.ground(painter, rect, section)
        theme, piece = current_theme(), self.cells.pieces[section]
        verdict = self._verdict(section)
        side = theme.text(15)
        inside = rect.adjusted(SPACE_2, 0, -SPACE_2 - 2, 0)
        box = QRectF(inside.left(), inside.center().y() - side / 2, side, side)
        if self.cells.row_failed[section]:
            paint_shape(painter, box, VERDICT_SHAPES[Verdict.FAILS], theme.tone(Tone.FAILS))
        elif verdict is Verdict.CONFORMS:
            paint_shape(painter, box, VERDICT_SHAPES[verdict], theme.tone(VERDICT_TONES[verdict]))
        else:
            paint_icon(painter, box, "circle-dashed", theme.colour("text_muted"))
        left = inside.left() + side + SPACE_2
        room = inside.right() - left
        named = piece.label != str(piece.number)
        if named:
            painter.setFont(theme.font(TextSize.SMALL, tabular=True))
            painter.setPen(theme.colour("text_muted"))
            number = str(piece.number)
            painter.drawText(QRect(left, inside.top(), room, inside.height()), _RIGHT, number)
            room -= painter.fontMetrics().horizontalAdvance(number) + SPACE_1
        painter.setFont(theme.font(TextSize.BODY, strong=True, tabular=True))
        painter.setPen(theme.colour("text"))
        label = painter.fontMetrics().elidedText(piece.label, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(left, inside.top(), room, inside.height()), _LEFT, label)
        painter.restore()

    def _verdict(self, row: int) -> Verdict:
        if self.cells is None or self.cells.row_open[row]:
            return Verdict.OPEN
        return Verdict.FAILS if self.cells.row_failed[row] else Verdict.CONFORMS


def _two_lines(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return words that fit into two lines; the end of longer ones is told by the tool tip and below the grid."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, 2 * width - metrics.horizontalAdvance("mmmm"))
