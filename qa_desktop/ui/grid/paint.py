"""Drawing cells and heads of the grid: one pass per cell, shapes from a cache, nothing asked of the model twice."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from qa_desktop.domain.answers import Verdict
from qa_desktop.ui.grid.state import CellState
from qa_desktop.ui.run.state import Keeping
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import TextSize, Tone
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, Shape, paint_shape
from qa_desktop.ui.widgets.verdict import verdict_word

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
PAD = 8
_MARK = 14
_SOFT = frozenset({Verdict.FAILS, Verdict.UNCERTAIN})


class CellPainter(QObject):
    """Fonts, colours, words and shapes of one theme, made once.  Call :meth:`renew` after the theme has changed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.renew()

    def renew(self) -> None:
        """Take over the theme in force."""
        theme = self._theme = current_theme()
        self.value_font = theme.font(TextSize.BODY, strong=True, tabular=True)
        self.word_font = theme.font(TextSize.SMALL)
        self.value_metrics, self.word_metrics = QFontMetrics(self.value_font), QFontMetrics(self.word_font)
        self._shapes: dict[tuple[object, int, float], QPixmap] = {}
        self._digit = self.value_metrics.horizontalAdvance("0")
        self._dot = self.value_metrics.horizontalAdvance(".")
        self._surface, self._border = theme.colour("surface"), theme.colour("border")
        self._text, self._muted = theme.colour("text"), theme.colour("text_muted")
        self._sunken = theme.colour("surface_sunken")
        self._selection, self._on_selection = theme.colour("selection"), theme.colour("on_selection")
        self._inks = {verdict: theme.tone(VERDICT_TONES[verdict]) for verdict in Verdict}
        self._grounds = {
            verdict: theme.soft(VERDICT_TONES[verdict]) if verdict in _SOFT else self._surface for verdict in Verdict
        }
        self._verdict_words = {verdict: verdict_word(verdict, short=True) for verdict in Verdict}
        self._not_asked, self._optional = self.tr("Not asked"), self.tr("Not needed")
        self._not_saved, self._typed, self._covered = self.tr("Not saved"), self.tr("Typed"), self.tr("Permitted")

    def row_height(self) -> int:
        """A value with its verdict below it, and never less than a target."""
        return max(self._theme.target, self.value_metrics.height() + self.word_metrics.height() + 6)

    def column_width(self) -> int:
        """Wide enough for a long verdict beside its shape."""
        words = max(self.word_metrics.horizontalAdvance(word) for word in (*self._verdict_words.values(), self._not_asked))
        return max(self._theme.text(112), words + self._side() + 3 * PAD + _MARK)

    def word(self, cell: CellState | None) -> str:
        """Return the verdict of a cell in a word."""
        if cell is None or not cell.asked:
            return self._not_asked
        if cell.keeping is Keeping.FAILED:
            return self._not_saved
        if cell.verdict is Verdict.OPEN:
            if cell.keeping is Keeping.TYPED:
                return self._typed
            return self._verdict_words[Verdict.OPEN] if cell.needed else self._optional
        return self._covered if cell.covered else self._verdict_words[cell.verdict]

    def paint(self, painter: QPainter, rect: QRect, cell: CellState | None, decimals: int, *, selected: bool) -> None:
        """Draw one cell."""
        asked = cell is not None and cell.asked
        verdict = cell.verdict if cell is not None and asked else Verdict.NOT_APPLICABLE
        flip = selected and self._theme.is_high_contrast
        open_here = asked and cell is not None and not cell.locked
        ground = self._selection if selected else self._grounds[verdict] if open_here else self._sunken
        left, top, width, height = rect.left(), rect.top(), rect.width(), rect.height()
        painter.fillRect(rect, ground)
        painter.fillRect(left, top + height - 1, width, 1, self._border)
        painter.fillRect(left + width - 1, top, 1, height, self._border)
        ink = self._on_selection if flip else self._inks[verdict]
        side = self._side()
        middle = top + (height * 2 // 3 if cell is not None and cell.text else height // 2)
        painter.drawPixmap(QPointF(left + PAD, middle - side / 2), self._shape(verdict, side, painter, ink, flip=flip))
        used = 0 if cell is None else self._paint_marks(painter, rect, middle, cell, ink if flip else None)
        painter.setFont(self.word_font)
        painter.setPen(ink if flip or verdict not in {Verdict.OPEN, Verdict.NOT_APPLICABLE} else self._muted)
        words = QRect(left + PAD + side + 5, middle - height // 4, width - side - 2 * PAD - 5 - used, height // 2)
        painter.drawText(words, _LEFT, self.word(cell))
        if cell is None or not cell.text:
            return
        painter.setFont(self.value_font)
        painter.setPen(self._on_selection if flip else self._text)
        area = QRect(left + PAD, top + 2, width - 2 * PAD, height // 2)
        if cell.numeric:
            self._paint_number(painter, area, cell.text, decimals)
        else:
            text = self.value_metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, _LEFT, text)

    def _paint_number(self, painter: QPainter, area: QRect, text: str, decimals: int) -> None:
        """Draw a number so that the decimal marks of a column stand below each other as far as there is room."""
        places = len(text) - text.index(".") - 1 if "." in text else 0
        missing = max(0, decimals - places)
        room = area.width() - self.value_metrics.horizontalAdvance(text)
        shift = missing * self._digit + (self._dot if decimals and not places else 0)
        if room < 0:
            painter.drawText(area, _LEFT, self.value_metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()))
            return
        painter.drawText(area.adjusted(0, 0, -min(shift, room), 0), _RIGHT, text)

    def _paint_marks(self, painter: QPainter, rect: QRect, middle: int, cell: CellState, ink: QColor | None) -> int:
        used = 0
        for icon, tone in _marks(cell):
            colour = ink or (self._muted if tone is None else self._theme.tone(tone))
            box = QRectF(rect.right() - 4 - used - _MARK, middle - _MARK / 2, _MARK, _MARK)
            paint_icon(painter, box, icon, colour)
            used += _MARK + 2
        return used

    def _side(self) -> int:
        return self._theme.text(15)

    def _shape(self, verdict: Verdict, side: int, painter: QPainter, ink: QColor, *, flip: bool) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        key = ((verdict, flip), side, ratio)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = shape_pixmap(VERDICT_SHAPES[verdict], side, ratio, ink)
        return found


def shape_pixmap(shape: Shape, side: int, ratio: float, ink: QColor) -> QPixmap:
    """Return a shape as a picture; drawing it from strokes for every cell of every frame would cost most of the frame."""
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    pen = QPainter(picture)
    paint_shape(pen, QRectF(0, 0, side, side), shape, ink)
    pen.end()
    return picture


_KEEPING: dict[Keeping, tuple[str, Tone | None]] = {
    Keeping.FAILED: ("octagon-alert", Tone.FAILS),
    Keeping.SAVING: ("loader", None),
    Keeping.TYPED: ("pencil", Tone.WARNING),
}


def _marks(cell: CellState) -> list[tuple[str, Tone | None]]:
    wanted: tuple[tuple[bool, str, Tone | None], ...] = (
        (cell.gap is not None and cell.verdict is not Verdict.OPEN, "triangle-alert", Tone.WARNING),
        (cell.remark, "message-square", None if cell.remark_done else Tone.WARNING),
        (cell.covered, "shield-check", Tone.ACCENT),
        (cell.locked, "lock", None),
        (bool(cell.issue), "flag", None),
        (cell.photos > 0, "camera", None),
        (cell.note, "sticky-note", None),
    )
    kept = [_KEEPING[cell.keeping]] if cell.keeping in _KEEPING else []
    return [*kept, *((icon, tone) for shown, icon, tone in wanted if shown)][:3]
