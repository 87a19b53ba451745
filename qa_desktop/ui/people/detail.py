"""One account: who it is, what the roles allow, certificate, log-in, and what an administrator may do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.people import Role
from qa_desktop.domain.signature import Stage
from qa_desktop.ui.people.view_model import PeopleState, Task, moment
from qa_desktop.ui.people.words import role_meaning, role_name
from qa_desktop.ui.reports.words import moment_text
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel

SOON_DAYS = 60
"""A certificate that ends within this time is named."""


class PersonDetail(QScrollArea):
    """Draws the person who is looked at.  ``wanted`` carries a task; unlocking and ending a badge need no sheet."""

    wanted = Signal(object)
    unlock_wanted = Signal()
    badge_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        page = QWidget()
        self.empty = EmptyState(self.tr("Nobody chosen"), self.tr("Choose a person in the list."), page, icon="user-round")
        self._cards = QWidget(page)
        self._build()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._cards, 1)
        self.setWidget(page)
        page.setAutoFillBackground(False)

    def show_state(self, state: PeopleState) -> None:
        """Show the state."""
        person = state.current
        self.empty.setVisible(person is None)
        self._cards.setVisible(person is not None)
        if person is None:
            return
        self.name.setText(person.name)
        since = moment_text(moment(person.created_at).astimezone())
        self.login.setText(self.tr("Log-in name {login} · since {date}").format(login=person.login, date=since))
        if person.active:
            self.active.set_state(self.tr("Active"), Tone.CONFORMS, "circle-check")
        else:
            self.active.set_state(self.tr("Switched off"), Tone.NA, "circle-x")
        lines = [f"{role_name(role)}: {role_meaning(role)}" for role in Role if role in person.roles]
        self.roles.setText("\n".join(lines) or self.tr("No role"))
        self._show_certificate(state)
        self._show_login(state)
        for task, button in self.buttons.items():
            button.setEnabled(not state.busy)
            button.setVisible((task is Task.REACTIVATE) != person.active)
        self.unlock.setVisible(person.active and person.failures > 0)
        self.unlock.setEnabled(not state.busy)
        self.end_badge.setVisible(person.active and person.has_badge)
        self.end_badge.setEnabled(not state.busy)

    def _show_certificate(self, state: PeopleState) -> None:
        person = state.current
        if person is None:
            return
        days = state.days_left(person)
        if days is None:
            self.certificate_chip.set_state(self.tr("No certificate"), Tone.NA, "minus")
            sentence = (
                self.tr("None of the roles signs.") if person.active else self.tr("Revoked when the account was switched off.")
            )
        elif days < 0:
            self.certificate_chip.set_state(self.tr("Ended"), Tone.FAILS, "shield-x")
            sentence = self.tr("Nothing can be signed. Issue a new certificate.")
        else:
            soon = days <= SOON_DAYS
            self.certificate_chip.set_state(
                self.tr("Ends soon") if soon else self.tr("Valid"), Tone.WARNING if soon else Tone.CONFORMS, "shield-check"
            )
            stages = ", ".join(self._stage(stage) for stage in Stage if stage in person.signs)
            ends = moment(person.certificate_ends or "").astimezone().strftime("%Y-%m-%d")
            sentence = self.tr("Valid until {date} ({days} days). Signs as: {stages}.").format(
                date=ends, days=days, stages=stages
            )
        self.certificate.setText(sentence)
        revoked = [one for one in state.certificates if one.revoked_at is not None]
        lines = [
            self.tr("Revoked {date}: {reason}").format(
                date=moment_text(moment(one.revoked_at or "").astimezone()), reason=one.revoke_reason
            )
            for one in reversed(revoked[-5:])
        ]
        self.revoked.setText("\n".join(lines))
        self.revoked.setVisible(bool(lines))

    def _show_login(self, state: PeopleState) -> None:
        person = state.current
        if person is None:
            return
        parts = [
            self.tr("has a temporary password") if person.must_change_password else self.tr("has a password of their own"),
            self.tr("PIN set") if person.has_pin else self.tr("no PIN"),
            self.tr("badge handed out") if person.has_badge else self.tr("no badge"),
        ]
        self.account.setText(" · ".join(parts))
        if state.is_locked(person):
            until = moment(person.locked_until or "").astimezone().strftime("%H:%M:%S")
            words = self.tr("{count} wrong tries. Locked until {time}.").format(count=person.failures, time=until)
        elif person.failures:
            words = self.tr("{count} wrong tries since the last log-in.").format(count=person.failures)
        else:
            words = ""
        self.failures.setText(words)
        self.failures.setVisible(bool(words))

    def _stage(self, stage: Stage) -> str:
        names = {
            Stage.INSPECTOR: self.tr("inspector"),
            Stage.SUPERVISOR: self.tr("supervisor"),
            Stage.MANAGER: self.tr("manager"),
        }
        return names[stage]

    def _build(self) -> None:
        column = QVBoxLayout(self._cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        head = Card("", self._cards)
        self.name = ElidedLabel("", head, size=TextSize.TITLE, strong=True)
        self.login = PlainLabel("", head, role="text_muted")
        self.active = StatusChip(parent=head)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.active)
        head.body.addLayout(row)
        head.body.addWidget(self.login)
        roles = Card(self.tr("Roles"), self._cards)
        self.roles = PlainLabel("", roles)
        roles.body.addWidget(self.roles)
        signing = Card(self.tr("Signing certificate"), self._cards)
        self.certificate_chip = StatusChip(parent=signing)
        signing.add_to_head(self.certificate_chip)
        self.certificate = PlainLabel("", signing)
        self.revoked = PlainLabel("", signing, size=TextSize.SMALL, role="text_muted")
        signing.body.addWidget(self.certificate)
        signing.body.addWidget(self.revoked)
        access = Card(self.tr("Log-in"), self._cards)
        self.account = PlainLabel("", access)
        self.failures = PlainLabel("", access, role="fails", strong=True)
        access.body.addWidget(self.account)
        access.body.addWidget(self.failures)
        self._build_buttons(roles, signing, access, head)
        for card in (head, roles, signing, access):
            column.addWidget(card)
        column.addStretch(1)

    def _build_buttons(self, roles: Card, signing: Card, access: Card, head: Card) -> None:
        self.buttons: dict[Task, ActionButton] = {}
        plan: tuple[tuple[Card, tuple[tuple[Task, str, str], ...]], ...] = (
            (
                head,
                (
                    (Task.RENAME, self.tr("Change name …"), "pencil"),
                    (Task.DEACTIVATE, self.tr("Switch off …"), "circle-x"),
                    (Task.REACTIVATE, self.tr("Switch on again …"), "circle-check"),
                ),
            ),
            (roles, ((Task.ROLES, self.tr("Change roles …"), "pencil"),)),
            (signing, ((Task.RENEW, self.tr("New certificate …"), "badge-check"),)),
            (
                access,
                (
                    (Task.RESET, self.tr("Reset password …"), "key-round"),
                    (Task.BADGE, self.tr("Hand out badge …"), "scan-barcode"),
                ),
            ),
        )
        for card, tasks in plan:
            grid = QGridLayout()
            grid.setSpacing(SPACE_2)
            place = 0
            for task, words, icon in tasks:
                button = ActionButton(words, card, icon=icon)
                button.clicked.connect(self._on_button)
                self.buttons[task] = button
                grid.addWidget(button, 0, place)
                place += 1
            if card is access:
                self.end_badge = ActionButton(self.tr("Withdraw badge"), card, icon="x")
                self.unlock = ActionButton(self.tr("Unlock"), card, icon="lock", variant=Variant.PRIMARY)
                self.end_badge.clicked.connect(self.badge_ended)
                self.unlock.clicked.connect(self.unlock_wanted)
                grid.addWidget(self.end_badge, 0, place)
                grid.addWidget(self.unlock, 0, place + 1)
                place += 2
            grid.setColumnStretch(place, 1)
            card.body.addLayout(grid)

    def _on_button(self) -> None:
        pressed = self.sender()
        for task, button in self.buttons.items():
            if button is pressed:
                self.wanted.emit(task)
