"""The icon family: shipped SVG files, drawn in the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from qa_desktop.resources import resource_path
from qa_desktop.ui.theme.current import current_theme

ICON = 20
"""Side of an icon beside text, in pixels."""


def icon_names() -> tuple[str, ...]:
    """Return the names of all shipped icons."""
    return tuple(sorted(path.stem for path in resource_path("icons").glob("*.svg")))


def icon_pixmap(name: str, size: int = ICON, colour: QColor | None = None, ratio: float = 1.0) -> QPixmap:
    """Return the icon ``name`` as a picture of ``size`` logical pixels; the default colour is that of the text."""
    ink = current_theme().colour("text") if colour is None else colour
    return _render(name, size, ink.rgba(), ratio)


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw the icon ``name`` into ``rect``, sharp at any scale."""
    side = round(min(rect.width(), rect.height()))
    if side <= 0:  # a widget that a layout has no room for yet
        return
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    pixmap = icon_pixmap(name, side, colour, ratio)
    painter.drawPixmap(round(rect.center().x() - side / 2), round(rect.center().y() - side / 2), pixmap)


def icon(name: str, size: int = ICON, colour: QColor | None = None) -> QIcon:
    """Return the icon ``name`` for Qt's own buttons and actions.  Ask again after a change of theme."""
    found = QIcon()
    theme = current_theme()
    for ratio in (1.0, 1.25, 1.5, 2.0):
        found.addPixmap(icon_pixmap(name, size, colour, ratio))
        found.addPixmap(icon_pixmap(name, size, theme.colour("disabled"), ratio), QIcon.Mode.Disabled)
    return found


@lru_cache(maxsize=512)
def _render(name: str, size: int, rgba: int, ratio: float) -> QPixmap:
    colour = QColor.fromRgba(rgba)
    markup = _markup(name).replace("currentColor", colour.name())
    renderer = QSvgRenderer(QByteArray(markup.encode()))
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(colour.alphaF())
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=128)
def _markup(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
