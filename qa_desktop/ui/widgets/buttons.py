"""Buttons: large answers, actions with icon and key, and small icon buttons.

All of them draw themselves from the theme, take Enter as well as Space, and show their text as typed.
"""

from __future__ import annotations

import math
from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import keycap_width, paint_focus, paint_keycap, paint_panel, paint_wrapped, wrapped
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.icons import ICON, paint_icon
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, Shape, paint_shape
from qa_desktop.ui.widgets.text import plain_tooltip

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class Variant(StrEnum):
    """How much an action button stands out."""

    PRIMARY = "primary"
    QUIET = "quiet"
    DANGER = "danger"
    FLAT = "flat"


class HouseButton(QAbstractButton):
    """Base of the house's buttons: literal text, Enter presses, theme followed."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setText(text)

    def text(self) -> str:
        """Return the text as it was given."""
        return self._label

    def setText(self, text: str) -> None:
        """Show ``text`` as typed: an ampersand is an ampersand."""
        self._label = text
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter like a click, once per press."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if not event.isAutoRepeat():
                self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()


class AnswerButton(HouseButton):
    """One possible answer: shape, words and the key that gives it, at least 20 mm high.

    With a ``verdict`` it wears that verdict's shape and colour; without one it is a choice with a round mark, or with a square
    mark when ``multiple`` choices may be taken.  The chosen answer is filled with its colour.
    """

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        verdict: Verdict | None = None,
        key_hint: str = "",
        multiple: bool = False,
    ) -> None:
        self._verdict, self._multiple, self._key = verdict, multiple, key_hint
        super().__init__(text, parent)
        self.setCheckable(True)
        self.set_key_hint(key_hint)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_key_hint(self, key: str) -> None:
        """Show the key that gives this answer."""
        self._key = key
        self.setAccessibleDescription(self.tr("Key {key}").format(key=key) if key else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The text on one line, up to a sensible width."""
        metrics = QFontMetrics(self._font())
        width = min(current_theme().text(420), metrics.horizontalAdvance(self.text())) + self._beside_text() + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The longest word is never cut."""
        metrics = QFontMetrics(self._font())
        longest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(min(current_theme().text(400), longest) + self._beside_text() + 2, current_theme().answer_height)

    def heightForWidth(self, width: int) -> int:
        """Return the height that the wrapped text needs, and never less than an answer's height."""
        room = max(40, width - self._beside_text())
        _, height = wrapped(self.text(), self._font(), room)
        return max(current_theme().answer_height, math.ceil(height) + 2 * SPACE_3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the answer, filled when it is the chosen one."""
        theme, painter = current_theme(), QPainter(self)
        tone = VERDICT_TONES[self._verdict] if self._verdict is not None else Tone.ACCENT
        colour, chosen = theme.tone(tone), self.isChecked()
        ink, mark, fill, border, width = theme.colour("text"), colour, theme.colour("surface"), theme.colour("border_strong"), 1.5
        if chosen:
            ink = mark = theme.colour("on_status")
            fill = border = colour
        elif self.isDown():
            fill, border, width = theme.soft(tone), colour, 2.0
        elif self.underMouse() and self.isEnabled():
            fill = theme.colour("hover")
        if not self.isEnabled():
            ink = mark = theme.colour("on_status") if chosen else theme.colour("disabled")
            fill = theme.colour("disabled") if chosen else theme.colour("surface_sunken")
            border = theme.colour("border")
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        paint_panel(painter, frame, fill, border, max(width, theme.frame))
        side = self._mark_side()
        area = frame.adjusted(SPACE_3 - 2, 4, 2 - SPACE_3, -4)
        paint_shape(painter, QRectF(area.left(), area.center().y() - side / 2, side, side), self._shape(), mark)
        right = self._paint_key(painter, area, ink, fill, border if not chosen else ink)
        paint_wrapped(painter, area.adjusted(side + 12, 0, -right, 0), self.text(), self._font(), ink)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 10)

    def _paint_key(self, painter: QPainter, area: QRectF, ink: QColor, fill: QColor, border: QColor) -> int:
        if not self._key:
            return 0
        width = keycap_width(self._key)
        cap = QRect(round(area.right()) - width, round(area.top()), width, round(area.height()))
        paint_keycap(painter, cap, self._key, ink, border, fill)
        return width + SPACE_2

    def _shape(self) -> Shape:
        if self._verdict is not None:
            return VERDICT_SHAPES[self._verdict]
        if self._multiple:
            return Shape.BOX_TICK if self.isChecked() else Shape.BOX
        return Shape.TICK if self.isChecked() else Shape.RADIO

    def _font(self) -> QFont:
        return current_theme().font(TextSize.STRONG, strong=True)

    def _mark_side(self) -> int:
        return current_theme().text(26)

    def _beside_text(self) -> int:
        key = keycap_width(self._key) + SPACE_2 if self._key else 0
        return 2 * SPACE_3 + self._mark_side() + 12 + key + 4


class ActionButton(HouseButton):
    """Something to do: icon, words and, where there is one, the key that does the same.

    ``shortcut_hint`` is only shown; the screen decides how the key reaches the action.
    """

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        shortcut_hint: str = "",
        variant: Variant = Variant.QUIET,
    ) -> None:
        self._icon_name, self._hint, self._variant = icon, shortcut_hint, variant
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(shortcut_hint)

    def set_icon(self, name: str) -> None:
        """Show another icon of the icon family; the empty name shows none."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_variant(self, variant: Variant) -> None:
        """Stand out more or less."""
        self._variant = variant
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, text and key side by side."""
        metrics = QFontMetrics(self._font())
        width = metrics.horizontalAdvance(self.text()) + 2 * SPACE_3 + 4
        width += self._icon_side() + SPACE_2 if self._icon_name else 0
        width += keycap_width(self._hint) + 12 if self._hint else 0
        return QSize(width, current_theme().target)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words, so that nothing is cut."""
        return self.sizeHint()

    def shows_key(self) -> bool:
        """Return whether the key is shown: where there is little room the words stay and the key gives way."""
        return bool(self._hint) and self.width() >= self.sizeHint().width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button."""
        theme, painter = current_theme(), QPainter(self)
        ink, fill, border = self._inks()
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        paint_panel(painter, frame, fill, border, theme.frame)
        hint = keycap_width(self._hint) + 12 if self.shows_key() else 0
        metrics = QFontMetrics(self._font())
        content = metrics.horizontalAdvance(self.text()) + hint + (self._icon_side() + SPACE_2 if self._icon_name else 0)
        left = frame.left() + max(SPACE_3 - 2, (frame.width() - content) / 2)
        if self._icon_name:
            side = self._icon_side()
            paint_icon(painter, QRectF(left, frame.top(), side, frame.height()), self._icon_name, ink)
            left += side + SPACE_2
        painter.setFont(self._font())
        painter.setPen(ink)
        room = frame.right() - left - hint - SPACE_2
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, round(room) + 4)
        painter.drawText(QRectF(left, frame.top(), room + 8, frame.height()), _LINE, shown)
        if hint:
            cap_left = round(min(left + metrics.horizontalAdvance(shown) + 12, frame.right() - hint))
            soft = QColor(ink)
            soft.setAlphaF(1.0 if theme.is_high_contrast else 0.45)
            paint_keycap(painter, QRect(cap_left, round(frame.top()), hint, round(frame.height())), self._hint, ink, soft)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 10)

    def _inks(self) -> tuple[QColor, QColor, QColor | None]:
        theme = current_theme()
        clear = QColor(0, 0, 0, 0)
        pressed = self.isDown() or self.isChecked()
        hover = self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            flat = self._variant is Variant.FLAT
            return (
                theme.colour("disabled"),
                clear if flat else theme.colour("surface_sunken"),
                None if flat else theme.colour("border"),
            )
        match self._variant:
            case Variant.PRIMARY:
                fill = theme.colour("accent_pressed" if pressed else "accent_hover" if hover else "accent")
                return theme.colour("on_accent"), fill, None
            case Variant.DANGER:
                return (
                    theme.tone(Tone.FAILS),
                    theme.soft(Tone.FAILS) if pressed or hover else theme.colour("surface"),
                    theme.tone(Tone.FAILS),
                )
            case Variant.FLAT:
                return theme.colour("accent"), theme.colour("accent_soft") if pressed or hover else clear, None
            case Variant.QUIET:
                fill = theme.colour("accent_soft" if pressed else "hover" if hover else "surface")
                return theme.colour("text"), fill, theme.colour("accent" if self.isChecked() else "border_strong")

    def _font(self) -> QFont:
        return current_theme().font(TextSize.BODY, strong=True)

    def _icon_side(self) -> int:
        return current_theme().text(ICON)


class IconButton(HouseButton):
    """A square button with an icon only; its text is the accessible name and the tool tip."""

    def __init__(self, text: str, icon: str, parent: QWidget | None = None) -> None:
        self._icon_name = icon
        super().__init__(text, parent)
        self.setToolTip(plain_tooltip(text))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square target."""
        return QSize(current_theme().target, current_theme().target)

    def minimumSizeHint(self) -> QSize:
        """A square target."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon on a panel that appears under the pointer."""
        theme, painter = current_theme(), QPainter(self)
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.isEnabled() and (self.isDown() or self.isChecked()):
            paint_panel(painter, frame, theme.colour("accent_soft"))
        elif self.isEnabled() and self.underMouse():
            paint_panel(painter, frame, theme.colour("hover"))
        ink = theme.colour("text" if self.isEnabled() else "disabled")
        paint_icon(painter, QRectF(frame.center().x() - 11, frame.top(), 22, frame.height()), self._icon_name, ink)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 10)
