"""What a check found, one row each: shape, word, where, and the sentence."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.shapes import Shape, paint_shape
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.doctor import Checkup, Finding

MOST = 30
"""How many findings are drawn; the copied list holds all of them."""

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class Kind(Enum):
    """How much a finding matters."""

    HARM = "bad"
    NOTICE = "notice"


class HealthWords(QObject):
    """The words for checks, in the language of the screen."""

    def area(self, name: str) -> str:
        """Return the words for an area; the number of an inspection stays as it is."""
        words = {
            "database": self.tr("Database"),
            "audit chain": self.tr("Audit chain"),
            "answers": self.tr("Answers"),
            "inspections": self.tr("Inspections"),
            "attachments": self.tr("Photos and files"),
            "reports": self.tr("Reports"),
            "lots": self.tr("Lots"),
            "issue reports": self.tr("Reports of issues"),
            "keys": self.tr("Keys"),
            "backups": self.tr("Backups"),
        }
        return words.get(name, name)

    def step(self, name: str) -> str:
        """Return what is being looked at."""
        return self.tr("Checking: {area} …").format(area=self.area(name)) if name else self.tr("Checking the workspace …")

    def kind(self, kind: Kind) -> str:
        """Return the word for how much a finding matters."""
        return self.tr("Harm") if kind is Kind.HARM else self.tr("Notice")

    def looked_at(self, counts: dict[str, int]) -> str:
        """Return what a check looked at, with its counts."""
        words = {
            "audit chain": self.tr("{n} audit entries"),
            "inspections": self.tr("{n} inspections"),
            "attachments": self.tr("{n} photos and files"),
            "reports": self.tr("{n} reports with their signatures"),
            "decisions on lots": self.tr("{n} decisions on lots"),
            "issue reports": self.tr("{n} reports of issues"),
            "keys": self.tr("{n} keys"),
        }
        parts = [self.tr("the database and its rules")]
        parts += [text.format(n=counts[name]) for name, text in words.items() if name in counts]
        return self.tr("Looked at {things}.").format(things=", ".join(parts))

    def as_text(self, checkup: Checkup, at: str) -> str:
        """Return the whole result as plain text, for whoever has to mend it."""
        lines = [at, self.looked_at(checkup.looked_at), ""]
        lines += [
            f"{self.kind(Kind(finding.weight.value))} · {self.area(finding.area)} · {finding.sentence}"
            for finding in sorted_findings(checkup)
        ]
        return "\n".join(lines)


def sorted_findings(checkup: Checkup) -> tuple[Finding, ...]:
    """Return what harms first, otherwise in the order of the check."""
    return tuple(sorted(checkup.findings, key=lambda finding: finding.weight.value != Kind.HARM.value))


class FindingRow(QWidget):
    """One finding."""

    def __init__(self, kind: Kind, area: str, sentence: str, words: HealthWords, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind, self.sentence = kind, sentence
        self._word = words.kind(kind)
        self._kinds = tuple(words.kind(each) for each in Kind)
        self.setAccessibleName(f"{self._word}, {area}: {sentence}")
        self._area = PlainLabel(area, self, size=TextSize.SMALL, role="text_muted", wrap=False)
        label = PlainLabel(sentence, self)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._area)
        texts.addWidget(label)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(texts)
        self._restyle()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_layout"):
            self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, shape and word."""
        theme, painter = current_theme(), QPainter(self)
        tone = Tone.FAILS if self.kind is Kind.HARM else Tone.WARNING
        ink = theme.tone(tone)
        border = ink if theme.is_high_contrast else None
        paint_panel(painter, QRectF(self.rect()), theme.soft(tone), border, theme.frame)
        font = theme.font(strong=True)
        side = QFontMetrics(font).height()
        mark = QRectF(SPACE_3, self.height() / 2 - side / 2, side, side)
        paint_shape(painter, mark, Shape.CROSS if self.kind is Kind.HARM else Shape.TRIANGLE, ink)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(SPACE_3 + side + SPACE_2, 0, self._before_words(), self.height()), _LINE, self._word)

    def _before_words(self) -> int:
        metrics = QFontMetrics(current_theme().font(strong=True))
        widest = max(metrics.horizontalAdvance(word) for word in self._kinds)
        return SPACE_3 + metrics.height() + SPACE_2 + widest + SPACE_3

    def _restyle(self) -> None:
        self._layout.setContentsMargins(self._before_words(), SPACE_2, SPACE_3, SPACE_2)
