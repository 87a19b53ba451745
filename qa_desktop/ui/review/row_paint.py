"""How one row of a record is drawn."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from qa_desktop.ui.review.row_layout import WRAPPED, Block, RowLayout
from qa_desktop.ui.review.shelf import PictureShelf
from qa_desktop.ui.review.words import RecordWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import keycap_width, paint_focus, paint_keycap, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.shapes import Shape, paint_shape
from qa_desktop.ui.widgets.verdict import paint_verdict


class Source(Protocol):
    """Where words and small pictures come from."""

    words: RecordWords
    shelf: PictureShelf


def paint_row(
    painter: QPainter, rect: QRect, made: RowLayout, mark: str | None, source: Source, *, selected: bool, focused: bool
) -> None:
    """Draw a row; ``mark`` is empty for "in order", a text for a remark, ``None`` for unseen."""
    theme = current_theme()
    painter.save()
    painter.setClipRect(rect)
    ground = "surface_sunken" if made.title else "hover" if selected else "surface"
    painter.fillRect(rect, theme.colour(ground))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), theme.frame, theme.colour("border"))
    if selected and not made.title:
        painter.fillRect(rect.left(), rect.top(), 5, rect.height(), theme.colour("accent"))
    painter.translate(rect.topLeft())
    if made.verdict is not None:
        paint_verdict(painter, made.pill, made.verdict, short=True)
    for block in made.blocks:
        _paint_block(painter, block)
    for place, photo in made.thumbs:
        _paint_thumb(painter, place, source.shelf.picture(photo.sha256))
    if not made.ok.isNull():
        _paint_mark(painter, made.ok, source.words.marks()[0], "O", Shape.TICK, Tone.CONFORMS, chosen=mark == "")
        _paint_mark(painter, made.back, source.words.marks()[1], "R", Shape.TRIANGLE, Tone.WARNING, chosen=bool(mark))
    painter.translate(-rect.topLeft())
    if focused:
        paint_focus(painter, QRectF(rect).adjusted(0, 0, 0, -1), 4)
    painter.restore()


def _paint_block(painter: QPainter, block: Block) -> None:
    theme = current_theme()
    painter.setFont(block.font)
    ink = theme.colour(block.role)
    rect = block.rect
    if block.shape is not None:
        side = painter.fontMetrics().height()
        paint_shape(painter, QRectF(rect.left(), rect.top(), side, side), block.shape, ink)
        rect = rect.adjusted(side + 4, 0, 0, 0)
    painter.setPen(ink)
    painter.drawText(rect, WRAPPED, block.text)


def _paint_thumb(painter: QPainter, place: QRect, image: QImage | None) -> None:
    theme = current_theme()
    frame = QRectF(place).adjusted(1, 1, -1, -1)
    paint_panel(painter, frame, theme.colour("surface_sunken"), theme.colour("border_strong"), theme.frame, RADIUS - 2)
    if image is None or image.isNull():
        name = "image" if image is None else "circle-alert"
        paint_icon(painter, frame.adjusted(24, 24, -24, -24), name, theme.colour("text_muted"))
        return
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(frame.adjusted(1, 1, -1, -1), RADIUS - 3, RADIUS - 3)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    size = image.size().scaled(frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    left, top = frame.center().x() - size.width() / 2, frame.center().y() - size.height() / 2
    painter.drawImage(QRectF(left, top, size.width(), size.height()), image)
    painter.restore()


def _paint_mark(painter: QPainter, place: QRect, words: str, key: str, shape: Shape, tone: Tone, *, chosen: bool) -> None:
    theme = current_theme()
    ink: QColor = theme.colour("on_status") if chosen else theme.colour("text")
    fill = theme.tone(tone) if chosen else theme.colour("surface")
    border = theme.tone(tone) if chosen else theme.colour("border_strong")
    frame = QRectF(place).adjusted(2, 2, -2, -2)
    paint_panel(painter, frame, fill, border, theme.frame)
    side = 18
    left = frame.left() + SPACE_2 + 2
    paint_shape(painter, QRectF(left, frame.center().y() - side / 2, side, side), shape, ink if chosen else theme.tone(tone))
    painter.setFont(theme.font(TextSize.BODY, strong=True))
    painter.setPen(ink)
    cap = keycap_width(key)
    room = frame.adjusted(SPACE_2 + side + 8, 0, -cap - SPACE_2 - 2, 0)
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()) + 6)
    painter.drawText(room.adjusted(0, 0, 8, 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    area = QRect(round(frame.right()) - cap - SPACE_2 + 2, place.top(), cap, place.height())
    paint_keycap(painter, area, key, ink, ink if chosen else theme.colour("border_strong"), fill)
