"""My account: who one is here, what one may do and sign, password and PIN."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.signature import Stage
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.lock.password_sheet import ChangePasswordSheet
from qa_desktop.ui.people.words import role_meaning, role_name
from qa_desktop.ui.settings.account_model import AccountModel, AccountState, Deed, Sheet, Standing
from qa_desktop.ui.settings.flow import WordsAndButtons
from qa_desktop.ui.settings.page import FactGrid, SectionPage
from qa_desktop.ui.settings.pin_sheet import PinSheet
from qa_desktop.ui.settings.words import day_words
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class AccountPage(SectionPage):
    """Draws the state of one's own account."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context, host)
        self.set_heading(self.tr("My account"), self.tr("Who you are here, and how you prove it."))
        self.model = AccountModel(
            context.program, context.actor, context.jobs, changed=self._changed, saved=self.tell_saved, owner=self
        )
        self.message = InlineMessage(self)
        self.cards.addWidget(self.message)
        self.cards.addWidget(self._person_card())
        self.cards.addWidget(self._certificate_card())
        self.cards.addWidget(self._password_card())
        self.cards.addWidget(self._pin_card())
        self.cards.addStretch(1)
        self.password_sheet = ChangePasswordSheet(
            host, self.tr("Your signing key stays the same and opens with the new password from then on.")
        )
        self.pin_sheet = PinSheet(host)
        self.password_sheet.wanted.connect(self.model.change_password)
        self.pin_sheet.wanted.connect(self.model.set_pin)
        for sheet in (self.password_sheet, self.pin_sheet):
            sheet.cancelled.connect(self.model.dismiss)
        self.password_sheet.closed.connect(self._forget)
        self.render_state(self.model.state)

    def enter(self) -> None:
        """Load the account."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin at the password."""
        return self.change

    def render_state(self, state: AccountState) -> None:
        """Draw the state."""
        self._show_account(state)
        self._show_sheets(state)
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.deed is not None:
            self.message.show_message(MessageKind.SUCCESS, self._deed_words(state.deed))
        else:
            self.message.hide()

    def _person_card(self) -> Card:
        card = Card("", self)
        self.facts = FactGrid(card)
        self.name = self.facts.add(self.tr("Name"))
        self.login = self.facts.add(self.tr("Log-in name"))
        self.roles = self.facts.add(self.tr("Roles"))
        card.body.addWidget(self.facts)
        return card

    def _certificate_card(self) -> Card:
        card = Card(self.tr("Signing certificate"), self)
        self.standing = StatusChip(parent=card)
        card.add_to_head(self.standing)
        self.certificate = PlainLabel("", card)
        self.signs = PlainLabel("", card, role="text_muted")
        card.body.addWidget(self.certificate)
        card.body.addWidget(self.signs)
        return card

    def _password_card(self) -> Card:
        self.change = ActionButton(self.tr("Change password …"), self, icon="key-round")
        self.change.clicked.connect(self.model.ask_password)
        words = self.tr("Logs you in, and opens your signing key each time you sign. Nobody else needs to know it, ever.")
        return _row_card(self, self.tr("Password"), PlainLabel(words, self, role="text_muted"), self.change)

    def _pin_card(self) -> Card:
        self.pin_words = PlainLabel("", self, role="text_muted")
        self.set_pin = ActionButton("", self, icon="keyboard")
        self.set_pin.clicked.connect(self.model.ask_pin)
        self.remove_pin = ActionButton(self.tr("Remove PIN"), self, icon="trash-2")
        self.remove_pin.clicked.connect(self.model.remove_pin)
        return _row_card(self, self.tr("PIN"), self.pin_words, self.remove_pin, self.set_pin)

    def _show_account(self, state: AccountState) -> None:
        actor = self.context.actor
        account = state.account
        roles = account.roles if account is not None else actor.roles
        self.facts.show_fact(self.name, account.name if account is not None else actor.name)
        self.facts.show_fact(self.login, account.login if account is not None else actor.login)
        lines = [self.tr("{role}: {meaning}").format(role=role_name(role), meaning=role_meaning(role)) for role in sorted(roles)]
        self.facts.show_fact(self.roles, "\n".join(lines))
        word, tone, icon, sentence = self._standing_words(state)
        self.standing.set_state(word, tone, icon)
        self.standing.setVisible(account is not None)
        self.certificate.setText(sentence if account is not None else self.tr("Loading …"))
        signs = account.signs if account is not None else frozenset()
        self.signs.setText("\n".join(self._stage_words(stage) for stage in Stage if stage in signs))
        self.signs.setVisible(bool(signs))
        has_pin = account is not None and account.has_pin
        self.pin_words.setText(
            self.tr("Set on this computer. It switches the person quickly; it never signs.")
            if has_pin
            else self.tr("Not set on this computer. With a PIN you switch the person quickly; it never signs.")
        )
        self.set_pin.setText(self.tr("New PIN …") if has_pin else self.tr("Set a PIN …"))
        if not has_pin and self.remove_pin.hasFocus():
            self.set_pin.setFocus(Qt.FocusReason.OtherFocusReason)
        self.remove_pin.setVisible(has_pin)

    def _show_sheets(self, state: AccountState) -> None:
        for sheet, kind in ((self.password_sheet, Sheet.PASSWORD), (self.pin_sheet, Sheet.PIN)):
            if state.sheet is not kind:
                sheet.close_panel()
                continue
            if sheet.isHidden():
                sheet.open_panel()
            sheet.set_busy(state.busy)
            if state.sheet_error is not None:
                sheet.show_error(state.sheet_error)
            else:
                sheet.message.hide()

    def _stage_words(self, stage: Stage) -> str:
        match stage:
            case Stage.INSPECTOR:
                return self.tr("You sign what you inspected: the first signature of a report.")
            case Stage.SUPERVISOR:
                return self.tr("You countersign what others inspected: the second signature, which releases a report.")
            case Stage.MANAGER:
                return self.tr("You sign reviews of the management system; a report is released by others.")

    def _standing_words(self, state: AccountState) -> tuple[str, Tone, str, str]:
        account = state.account
        ends = day_words(account.certificate_ends) if account is not None and account.certificate_ends is not None else ""
        match state.standing:
            case Standing.VALID:
                return self.tr("Valid"), Tone.CONFORMS, "check", self.tr("Valid until {day}.").format(day=ends)
            case Standing.SOON:
                words = self.tr("Valid until {day}. Ask an administrator to renew it before then.")
                return self.tr("Ends soon"), Tone.WARNING, "clock", words.format(day=ends)
            case Standing.ENDED:
                words = self.tr("Ended on {day}; you cannot sign. Ask an administrator to renew it.")
                return self.tr("Ended"), Tone.FAILS, "triangle-alert", words.format(day=ends)
            case Standing.MISSING:
                words = self.tr("You have none, so you cannot sign. Ask an administrator to issue one.")
                return self.tr("Missing"), Tone.FAILS, "triangle-alert", words
            case Standing.NOT_NEEDED:
                return self.tr("Not needed"), Tone.NEUTRAL, "minus", self.tr("None: nobody signs in your roles.")

    def _deed_words(self, deed: Deed) -> str:
        match deed:
            case Deed.PASSWORD_CHANGED:
                return self.tr("Your password is changed. Use the new one from now on, also to sign.")
            case Deed.PIN_SET:
                return self.tr("Your PIN is set on this computer.")
            case Deed.PIN_REMOVED:
                return self.tr("Your PIN is removed. Log in with your password, or set a new PIN.")

    def _forget(self) -> None:
        for field in (self.password_sheet.old, self.password_sheet.new, self.password_sheet.repeated):
            field.clear()

    def _changed(self) -> None:
        self.render_state(self.model.state)


def _row_card(parent: QWidget, title: str, words: PlainLabel, *buttons: ActionButton) -> Card:
    """Return a card with words at the left and buttons at the right."""
    card = Card(title, parent)
    card.body.addWidget(WordsAndButtons(card, words, *buttons))
    return card
