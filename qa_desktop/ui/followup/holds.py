"""The holds of an issue as a card, with the one whose tag was scanned brought into view."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from qa_desktop.ui.followup.words import FollowUpWords
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.followup import HoldRow
    from qa_desktop.ui.followup.view_model import FollowUpState

_SETTLES_MS = 300
"""So long the lines of a page that was just filled may still change their heights."""


class HoldCard(Card):
    """What is on hold, why, since when, and which promise that endangers; ``lift_wanted`` carries the hold."""

    lift_wanted = Signal(object)

    def __init__(self, words: FollowUpWords, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("On hold"))
        self._words = words
        self._rows: list[QWidget] = []
        self._pointed_at = ""
        self._found: QWidget | None = None
        self._lift_found: QWidget | None = None
        self._area: QScrollArea | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)

    def scroll_in(self, area: QScrollArea) -> None:
        """Keep the scanned hold in view in this area while the page finds its height."""
        self._area = area
        area.verticalScrollBar().rangeChanged.connect(self._keep_in_view)

    def point_at(self, hold_id: str) -> None:
        """Bring this hold into view, once, as soon as it is shown; an empty id brings none."""
        self._pointed_at = hold_id

    def show_holds(self, state: FollowUpState) -> None:
        """Draw the holds anew."""
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        self._found = self._lift_found = None
        if state.detail is None:
            return
        for hold in state.detail.holds:
            self._add_hold(hold, state)
        if not state.detail.holds:
            self._add(PlainLabel(self.tr("Nothing is held by this issue."), self, role="text_muted"))
        self._point_at_found()

    def _add_hold(self, hold: HoldRow, state: FollowUpState) -> None:
        scanned = hold.id == state.hold_id
        label = PlainLabel(self._words.hold(hold), self, strong=True)
        button = None
        if hold.stands and state.may_work and not state.busy:
            button = ActionButton(self.tr("Lift …"), self)
            button.clicked.connect(partial(self.lift_wanted.emit, hold))
        notes = [PlainLabel(self._words.held(hold), self, role="text" if scanned else "text_muted")]
        danger = state.endangers.get(hold.id)
        if danger is not None:
            words = self._words.endangers(danger, state.today)
            notes.insert(0, PlainLabel(words, self, role="fails" if danger.promised <= state.today else "warning"))
        lines = (side_by_side(label, button), *notes)
        if not scanned:
            for widget in lines:
                self._add(widget)
            return
        frame = Card(parent=self, tone=Tone.ACCENT)
        frame.setAccessibleName(self.tr("Scanned tag: {hold}").format(hold=f"{self._words.hold(hold)}, {hold.number}"))
        frame.body.addWidget(StatusChip(self.tr("Scanned tag"), Tone.ACCENT, "scan-barcode", parent=frame))
        for widget in lines:
            frame.body.addWidget(widget)
        self._found, self._lift_found = frame, button
        self._add(frame)

    def _point_at_found(self) -> None:
        if self._found is not None and self._pointed_at:
            self._pointed_at = ""
            QTimer.singleShot(0, self._found, self._show_found)

    def _show_found(self) -> None:
        """Put the keyboard on what can be done about the scanned hold."""
        if self._found is not None and self.isVisible():
            if self._lift_found is not None:
                self._lift_found.setFocus(Qt.FocusReason.OtherFocusReason)
            self._settling.start(_SETTLES_MS)
            self._keep_in_view()

    def _keep_in_view(self, *_range: int) -> None:
        """Follow the scanned hold while the page finds its height; after that, scrolling belongs to the person."""
        if self._area is not None and self._found is not None and self._settling.isActive():
            self._area.ensureWidgetVisible(self._found)

    def _add(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._rows.append(widget)


def side_by_side(left: QWidget, right: QWidget | None) -> QWidget:
    """Return both in one line, the left one with the room that is left."""
    row = QWidget(left.parentWidget())
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_2)
    layout.addWidget(left, 1)
    if right is not None:
        layout.addWidget(right)
    return row
