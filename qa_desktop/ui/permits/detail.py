"""The open permit: what it permits, how much is left, until when, who said so, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.context import words_of
from qa_desktop.ui.permits.model import PermitModel
from qa_desktop.ui.permits.pane_model import PermitsState
from qa_desktop.ui.permits.words import ICONS, TONES, PermitWords
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import Heading, PlainLabel


class PermitDetail(QStackedWidget):
    """Draws the open permit and hands every wish on."""

    issue_wanted = Signal(str)
    approve_wanted = Signal(object)
    withdraw_wanted = Signal(object)

    def __init__(self, acts: PermitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acts, self._words = acts, PermitWords(self)
        self._state: PermitsState | None = None
        self.nothing = EmptyState("", "", self, icon="shield-check")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Open permit"))
        page = QWidget()
        self.area.setWidget(page)
        self.addWidget(self.nothing)
        self.addWidget(self.area)
        self.number = PlainLabel("", page, role="text_muted", strong=True, wrap=False)
        self.chip = StatusChip(parent=page)
        self.title = Heading("", page, level=1)
        self.permitted = PlainLabel("", page, size=TextSize.STRONG, strong=True, tabular=True)
        self.facts = PlainLabel("", page, tabular=True)
        self.issue = ActionButton(self.tr("Open the issue"), page, icon="flag", shortcut_hint="Enter")
        self.approve = ActionButton(
            self.tr("Approve …"), page, icon="badge-check", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY
        )
        self.withdraw = ActionButton(self.tr("Withdraw …"), page, icon="undo-2", shortcut_hint="Del")
        self.history = Card(self.tr("Who said so"), page)
        self.story = PlainLabel("", self.history)
        self.history.body.addWidget(self.story)
        self.issue.clicked.connect(self.open_issue)
        self.approve.clicked.connect(self.ask_approval)
        self.withdraw.clicked.connect(self.ask_withdrawal)
        self._lay_out(page)

    def _lay_out(self, page: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.number)
        head.addWidget(self.chip)
        head.addStretch(1)
        acts = QVBoxLayout()
        acts.setSpacing(SPACE_2)
        for button in (self.issue, self.approve, self.withdraw):
            acts.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_3)
        layout.addLayout(head)
        for label in (self.title, self.permitted, self.facts):
            layout.addWidget(label)
        layout.addLayout(acts)
        layout.addWidget(self.history)
        layout.addStretch(1)

    def show_state(self, state: PermitsState) -> None:
        """Draw the state."""
        self._state = state
        row, standing = state.row, state.standing
        if state.error is not None or row is None or standing is None:
            title = self.tr("The permit could not be loaded") if state.error is not None else self.tr("No permit is open")
            words = words_of(state.error) if state.error is not None else self.tr("Choose one of the list.")
            self.nothing.set_content(title, words, icon="shield-check")
            self.setCurrentWidget(self.nothing)
            return
        self.number.setText(f"{row.number}   {self._words.kind(row.kind)}")
        self.chip.set_state(self._words.state(standing.state), TONES[standing.state], ICONS[standing.state])
        self.title.setText(f"{row.part_number} · {self._words.about(row)}")
        self.permitted.setText(self._words.permitted(row))
        self.facts.setText(self._words.facts(row, standing))
        self.facts.set_role("warning" if standing.is_ending else "text")
        self.issue.setText(self.tr("Open issue {number}").format(number=row.issue_number))
        self.issue.setVisible(row.issue_id is not None)
        self.approve.setVisible(self._acts.may_approve(row))
        self.withdraw.setVisible(self._acts.may_withdraw(row))
        self.story.setText(self._words.story(row))
        self.setCurrentWidget(self.area)

    def focus_first(self) -> None:
        """Go to what can be done with the permit."""
        button = next((one for one in (self.approve, self.withdraw, self.issue) if not one.isHidden()), None)
        (button or self.area).setFocus(Qt.FocusReason.OtherFocusReason)

    def open_issue(self) -> bool:
        """Go to the issue that the permit was requested from; return whether there is one."""
        row = None if self._state is None else self._state.row
        if row is None or row.issue_id is None:
            return False
        self.issue_wanted.emit(row.issue_id)
        return True

    def ask_approval(self) -> None:
        """Ask for the approval of the open permit."""
        if self._state is not None and self._state.row is not None:
            self.approve_wanted.emit(self._state.row)

    def ask_withdrawal(self) -> None:
        """Ask why the open permit ends."""
        if self._state is not None and self._state.row is not None:
            self.withdraw_wanted.emit(self._state.row)
