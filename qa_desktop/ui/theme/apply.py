"""Put a theme on the application: palette, fonts and the house style, without any style sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from qa_desktop.resources import resource_path
from qa_desktop.ui.theme.current import Theme, current_theme
from qa_desktop.ui.theme.style import HouseStyle
from qa_desktop.ui.theme.tokens import DEFAULT_PX_PER_MM, ThemeName

_FONT_FILES = (
    ("inter", "Inter-Regular.ttf"),
    ("inter", "Inter-SemiBold.ttf"),
    ("DejaVuSans.ttf",),
)

_fonts_loaded: list[int] = []

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "surface_sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface_raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.ToolTipBase: "surface_raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text_muted",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "on_selection",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border_strong",
    QPalette.ColorRole.Shadow: "border_strong",
}

_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.PlaceholderText,
)


def apply_theme(
    app: QApplication,
    name: ThemeName,
    *,
    text_scale: float = 1.0,
    glove: bool = False,
    px_per_mm: float = DEFAULT_PX_PER_MM,
) -> Theme:
    """Give the whole application the look ``name`` and return the theme in force.

    Every widget hears a style change afterwards and takes its new colours, fonts and sizes from :func:`current_theme`.
    """
    _load_fonts()
    theme = current_theme()
    theme.set_state(name, text_scale=text_scale, glove=glove, px_per_mm=px_per_mm)
    app.setFont(theme.font())
    app.setPalette(house_palette(theme))
    app.setStyle(HouseStyle())
    _tell_windows()
    theme.changed.emit()
    return theme


def _tell_windows() -> None:
    """Have every window take palette and font now: Qt does it only while the event loop runs, and then only later."""
    for window in QApplication.topLevelWidgets():
        for kind in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            QApplication.sendEvent(window, QEvent(kind))
    for widget in QApplication.allWidgets():
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetStyle):  # Qt leaves widgets with a style of their own out
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def house_palette(theme: Theme) -> QPalette:
    """Return the palette of ``theme`` for Qt's own widgets."""
    palette = QPalette()
    for role, colour in _ROLES.items():
        palette.setColor(role, theme.colour(colour))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("disabled"))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(theme.colour("border")))
    return palette


def _load_fonts() -> None:
    if _fonts_loaded:
        return
    _fonts_loaded.extend(QFontDatabase.addApplicationFont(str(resource_path("fonts", *parts))) for parts in _FONT_FILES)
