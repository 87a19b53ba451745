"""The permits of one issue as a card: what each permits, how much is left, who said so, and its acts."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desktop.ui.permits.model import PermitModel
from qa_desktop.ui.permits.words import ICONS, TONES, PermitWords
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.concessions import ConcessionRow


class PermitCard(Card):
    """Draws the permits and hands every wish on."""

    request_wanted = Signal()
    approve_wanted = Signal(object)
    withdraw_wanted = Signal(object)

    def __init__(self, acts: PermitModel, parent: QWidget) -> None:
        super().__init__(parent.tr("Concessions"), parent)
        self._acts, self._words = acts, PermitWords(self)
        self._rows: list[QWidget] = []
        self.request = ActionButton(self.tr("Request …"), self, icon="shield-check", shortcut_hint="Ctrl+E")
        self.request.clicked.connect(self.request_wanted)
        self.add_to_head(self.request)

    def show_permits(self, rows: tuple[ConcessionRow, ...], today: date, *, may_request: bool, needs: bool) -> None:
        """Draw them; ``needs`` says that a disposition waits for a concession."""
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        self.request.setVisible(may_request)
        if needs:
            words = self.tr("What is used as is needs an approved concession. Request it here.")
            self._add(PlainLabel(words, self, role="warning"))
        elif not rows:
            self._add(PlainLabel(self.tr("No concession was requested from this issue."), self, role="text_muted"))
        for row in rows:
            self._add_row(row, today)

    def _add_row(self, row: ConcessionRow, today: date) -> None:
        standing = row.standing(today)
        head = QWidget(self)
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_2)
        title = f"{row.number} · {' '.join(self._words.about(row).split())}"
        line.addWidget(PlainLabel(title, head, strong=True), 1)
        line.addWidget(StatusChip(self._words.state(standing.state), TONES[standing.state], ICONS[standing.state], parent=head))
        self._add(head)
        self._add(PlainLabel(self._words.permitted(row), self, tabular=True))
        ending = "warning" if standing.is_ending else "text"
        self._add(PlainLabel(self._words.facts(row, standing), self, role=ending, tabular=True))
        self._add(PlainLabel(self._words.story(row), self, role="text_muted"))
        if self._acts.is_mine(row):
            words = self.tr("You requested it. Another person who approves concessions has to agree.")
            self._add(PlainLabel(words, self, role="text_muted"))
        self._add_acts(row)

    def _add_acts(self, row: ConcessionRow) -> None:
        may_approve, may_withdraw = self._acts.may_approve(row), self._acts.may_withdraw(row)
        if not (may_approve or may_withdraw):
            return
        acts = QWidget(self)
        line = QHBoxLayout(acts)
        line.setContentsMargins(0, 0, 0, SPACE_2)
        line.setSpacing(SPACE_2)
        if may_approve:
            approve = ActionButton(self.tr("Approve …"), acts, icon="badge-check", variant=Variant.PRIMARY)
            approve.setAccessibleName(self.tr("Approve {number}").format(number=row.number))
            approve.clicked.connect(partial(self.approve_wanted.emit, row))
            line.addWidget(approve)
        if may_withdraw:
            withdraw = ActionButton(self.tr("Withdraw …"), acts, icon="undo-2")
            withdraw.setAccessibleName(self.tr("Withdraw {number}").format(number=row.number))
            withdraw.clicked.connect(partial(self.withdraw_wanted.emit, row))
            line.addWidget(withdraw)
        line.addStretch(1)
        self._add(acts)

    def _add(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._rows.append(widget)
