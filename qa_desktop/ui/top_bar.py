"""The bar at the top: where one is, who one is, whether everything is saved, and the lock."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale, QTime, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desktop.domain.people import Actor
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel, plain_tooltip


class TopBar(QWidget):
    """Place, person, station, saved lamp, lock."""

    lock_requested = Signal()
    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", self, size=TextSize.TITLE, strong=True)
        self.person = PlainLabel("", self, strong=True, wrap=False)
        self.station = PlainLabel("", self, size=TextSize.SMALL, role="text_muted", wrap=False)
        self.saved = StatusChip(parent=self)
        self.saved.setAccessibleName(self.tr("Whether everything is saved"))
        self.saved.hide()
        self.lock = ActionButton(self.tr("Lock"), self, icon="lock", shortcut_hint="F12")
        self.lock.clicked.connect(self.lock_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.title, 1)
        layout.addWidget(self.saved)
        layout.addWidget(self.person)
        layout.addWidget(self.station)
        layout.addWidget(self.lock)

    def set_actor(self, actor: Actor, station: str) -> None:
        """Show who works here."""
        self.person.setText(actor.name)
        self.station.setText(station)

    def set_title(self, words: str) -> None:
        """Show where one is."""
        self.title.setText(words)

    def show_saving(self) -> None:
        """Say that a save is under way: nothing is promised before its commit."""
        self.saved.set_state(self.tr("Saving …"), Tone.NEUTRAL, "loader")
        self.saved.show()

    def show_saved(self, at: str) -> None:
        """Say when the newest commit happened."""
        moment = datetime.fromisoformat(at)
        clock = QLocale().toString(QTime(moment.hour, moment.minute, moment.second), "HH:mm:ss")
        self.saved.set_state(self.tr("Saved {time}").format(time=clock), Tone.CONFORMS, "check")
        self.saved.show()

    def show_failed(self, sentence: str) -> None:
        """Say that the newest save failed; the screen keeps what was typed."""
        self.saved.set_state(self.tr("Not saved"), Tone.FAILS, "triangle-alert")
        self.saved.setToolTip(plain_tooltip(sentence))
        self.saved.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and a thin line below."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
