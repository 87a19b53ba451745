"""What stands under a failed answer: word, shape and distance, and what to do now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.run.cover_line import CoverLine
from qa_desktop.ui.run.flow import FlowRow
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.shapes import Shape, paint_shape
from qa_desktop.ui.widgets.text import PlainLabel


class FailBar(Card):
    """Shown as long as the current answer does not conform; it never goes away by itself."""

    def __init__(self, words: RunWords, parent: QWidget | None = None) -> None:
        super().__init__("", parent, tone=Tone.FAILS)
        self._words = words
        self._verdict = _FailWords(self)
        self._evidence = PlainLabel("", self, strong=True, role=Tone.FAILS.value)
        self.accept = ActionButton(
            self.tr("Accept as fail"), self, icon="arrow-right", shortcut_hint="Enter", variant=Variant.PRIMARY
        )
        self.again = ActionButton(self.tr("Read again"), self, icon="refresh-cw", shortcut_hint="F2")
        self.issue = ActionButton(self.tr("Log issue"), self, icon="flag", shortcut_hint="I")
        self.cover = CoverLine(self)
        row = FlowRow(self, spacing=SPACE_2)
        row.add(self.accept, self.again, self.issue)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._verdict)
        texts.addWidget(self.cover)
        texts.addWidget(self._evidence)
        self.body.addLayout(texts)
        self.body.addWidget(row)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def render_panel(self, panel: PanelState, *, types: bool) -> None:
        """Show what is wrong; ``types`` tells whether the answer can be read again."""
        self.setVisible(panel.failed)
        if not panel.failed:
            return
        words = self._words.failure(panel)
        self._verdict.show_words(words)
        self.cover.show_cover(panel.cover)
        self.setAccessibleName(f"{words}. {self.cover.text()}" if self.cover.text() else words)
        evidence = self._words.gap(panel.row.gap)
        self._evidence.setText(evidence)
        self._evidence.setVisible(bool(evidence))
        for button in (self.accept, self.again, self.issue):
            button.setVisible(panel.may_edit)
        self.again.setVisible(panel.may_edit and types)
        issue = panel.row.issue
        self.issue.setText(issue or self.tr("Log issue"))
        self.updateGeometry()


class _FailWords(QWidget):
    """The triangle and the words in title size."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, text: str) -> None:
        """Show ``text``."""
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        """One line of title text."""
        return QSize(200, QFontMetrics(current_theme().font(TextSize.TITLE, strong=True)).height() + 6)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw shape and words."""
        theme, painter = current_theme(), QPainter(self)
        ink = theme.tone(Tone.FAILS)
        painter.setFont(theme.font(TextSize.TITLE, strong=True, tabular=True))
        side = painter.fontMetrics().height()
        paint_shape(painter, QRectF(0, (self.height() - side) / 2, side, side), Shape.TRIANGLE, ink)
        painter.setPen(ink)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.drawText(QRectF(side + SPACE_3, 0, self.width() - side - SPACE_3, self.height()), flags, self._text)
