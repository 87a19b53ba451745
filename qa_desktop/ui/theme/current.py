"""The theme in force: what every house widget asks for colours, fonts and sizes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QColor, QFont

from qa_desktop.ui.theme.tokens import (
    ANSWER_MM,
    DEFAULT_PX_PER_MM,
    GLOVE_FACTOR,
    PALETTES,
    TARGET,
    Colours,
    TextSize,
    ThemeName,
    Tone,
)

FAMILIES = ["Inter", "DejaVu Sans"]
"""The bundled fonts: the second one fills in what the first one cannot draw."""

_TABULAR = QFont.Tag("tnum")


class Theme(QObject):
    """Colours, fonts and sizes in force.  ``changed`` fires after :func:`~qa_desktop.ui.theme.apply.apply_theme`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = ThemeName.LIGHT
        self.text_scale = 1.0
        self.glove = False
        self.px_per_mm = DEFAULT_PX_PER_MM
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[TextSize, bool, bool], QFont] = {}

    def set_state(self, name: ThemeName, *, text_scale: float, glove: bool, px_per_mm: float) -> None:
        """Take over new settings; called by ``apply_theme``, which also tells the application."""
        self.name, self.text_scale, self.glove, self.px_per_mm = name, text_scale, glove, px_per_mm
        self._colours.clear()
        self._fonts.clear()

    @property
    def colours(self) -> Colours:
        """The colours by role, as text."""
        return PALETTES[self.name]

    @property
    def is_high_contrast(self) -> bool:
        """Whether frames are drawn two pixels wide and nothing is told by a shade."""
        return self.name is ThemeName.HIGH_CONTRAST

    @property
    def frame(self) -> int:
        """Width of a frame in pixels."""
        return 2 if self.is_high_contrast else 1

    def colour(self, role: str) -> QColor:
        """Return the colour of a role, for example ``"surface"``."""
        found = self._colours.get(role)
        if found is None:
            found = self._colours[role] = QColor(getattr(self.colours, role))
        return found

    def tone(self, tone: Tone) -> QColor:
        """Return the text colour of ``tone``."""
        return self.colour(tone.value)

    def soft(self, tone: Tone) -> QColor:
        """Return the soft background of ``tone``."""
        return self.colour(f"{tone.value}_soft")

    def font(self, size: TextSize = TextSize.BODY, *, strong: bool = False, tabular: bool = False) -> QFont:
        """Return the font of a type size; ``tabular`` gives digits of one width, for columns and readings."""
        key = (size, strong, tabular)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = self._make_font(size, strong, tabular)
        return found

    def _make_font(self, size: TextSize, strong: bool, tabular: bool) -> QFont:
        font = QFont(FAMILIES)
        font.setPixelSize(round(size.value * self.text_scale))
        # Weights are asked for by the names that the bundled files have; hinting off keeps pictures the same everywhere.
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if tabular:
            font.setFeature(_TABULAR, 1)
        return font

    def text(self, pixels: int) -> int:
        """Return a length that grows with the text."""
        return round(pixels * self.text_scale)

    def mm(self, millimetres: float) -> int:
        """Return how many pixels ``millimetres`` are on this screen; 20 mm are 76 pixels at 96 dpi."""
        return round(millimetres * self.px_per_mm)

    @property
    def answer_height(self) -> int:
        """Height of an answer button: 20 mm and never under 76 pixels, a quarter more with gloves."""
        return round(max(76, self.mm(ANSWER_MM)) * self._glove_factor)

    @property
    def target(self) -> int:
        """Height of every other target: 48 pixels, a quarter more with gloves."""
        return round(TARGET * self._glove_factor)

    @property
    def _glove_factor(self) -> float:
        return GLOVE_FACTOR if self.glove else 1.0


_current: list[Theme] = []


def current_theme() -> Theme:
    """Return the one theme object of the program."""
    if not _current:
        _current.append(Theme())
    return _current[0]


def mm(millimetres: float) -> int:
    """Return how many pixels ``millimetres`` are on this screen."""
    return current_theme().mm(millimetres)


def is_restyle(event: QEvent) -> bool:
    """Return whether a change event says that colours, fonts or sizes may be new.

    ``apply_theme`` gives the application a new style, which every widget hears about.  Palette and font changes are not in the
    list, because widgets set their own palettes and fonts while they restyle.
    """
    return event.type() == QEvent.Type.StyleChange


def is_retranslate(event: QEvent) -> bool:
    """Return whether a change event says that the language is new."""
    return event.type() == QEvent.Type.LanguageChange
