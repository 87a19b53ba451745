"""What a permit says about a reading outside the limits: shield and words, in the colour of what they mean."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desktop.domain.concession import ConcessionKind, Cover, CoverWord
from qa_desktop.domain.lot import amount_text
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, Tone
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.text import PlainLabel

_SIDE = 22


class CoverWords(QObject):
    """Says what a permit means for a reading, in the language of the screen."""

    def named(self, cover: Cover) -> str:
        """Return kind and number."""
        words = self.tr("deviation permit {number}") if cover.kind is ConcessionKind.DEVIATION else self.tr("concession {number}")
        return words.format(number=cover.number)

    def sentence(self, cover: Cover) -> str:
        """Return whether a reading outside the limits is covered, and why it is not."""
        words = {
            CoverWord.COVERED: self.tr("Outside the limit; covered by {permit}, {left} left"),
            CoverWord.OUTSIDE: self.tr("Not covered: outside the widened limits of {permit}, too"),
            CoverWord.USED_UP: self.tr("Not covered: {permit} is used up"),
            CoverWord.EXPIRED: self.tr("Not covered: {permit} expired on {day}"),
            CoverWord.WAITING: self.tr("Not covered: {permit} waits for approval"),
            CoverWord.WITHDRAWN: self.tr("Not covered: {permit} was withdrawn"),
        }
        day = cover.valid_until
        return words[cover.word].format(permit=self.named(cover), left=amount_text(cover.left), day=day)


def cover_look(cover: Cover) -> tuple[str, Tone]:
    """Return icon and tone: a shield with a tick where a permit covers, one with a cross where none does."""
    return ("shield-check", Tone.ACCENT) if cover.is_covered else ("shield-x", Tone.FAILS)


class CoverLine(QWidget):
    """One line below a failed reading; hidden where no permit is about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = CoverWords(self)
        self._cover: Cover | None = None
        self._label = PlainLabel("", self, strong=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE + SPACE_2, SPACE_1, 0, SPACE_1)
        layout.addWidget(self._label)
        self.hide()

    def text(self) -> str:
        """Return the words that are shown; empty for none."""
        return "" if self._cover is None else self._label.text()

    def show_cover(self, cover: Cover | None) -> None:
        """Show what is said, or nothing."""
        self._cover = cover
        self.setVisible(cover is not None)
        if cover is not None:
            self._label.set_role(cover_look(cover)[1].value)
            self._label.setText(self._words.sentence(cover))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shield."""
        if self._cover is not None:
            icon, tone = cover_look(self._cover)
            box = QRectF(0, (self.height() - _SIDE) / 2, _SIDE, _SIDE)
            paint_icon(QPainter(self), box, icon, current_theme().tone(tone))
