"""Colours, sizes and fonts, declared once.

Screens use :func:`apply_theme`, :func:`current_theme`, the spacing numbers and the enums; everything else is inside the widgets.
"""

from __future__ import annotations

from qa_desktop.ui.theme.apply import apply_theme
from qa_desktop.ui.theme.current import Theme, current_theme, is_restyle, is_retranslate, mm
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, TextSize, ThemeName, Tone

__all__ = [
    "SPACE_1",
    "SPACE_2",
    "SPACE_3",
    "SPACE_4",
    "SPACE_5",
    "TextSize",
    "Theme",
    "ThemeName",
    "Tone",
    "apply_theme",
    "current_theme",
    "is_restyle",
    "is_retranslate",
    "mm",
]
