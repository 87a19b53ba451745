"""The right half of the lock screen: PIN pad, password, or log-in name and password for the person who is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.context import words_of
from qa_desktop.ui.lock.fields import PasswordField, TextField
from qa_desktop.ui.lock.view_model import LockState, Way
from qa_desktop.ui.people.words import role_names
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, SPACE_5, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, IconButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.pin_pad import PinPad
from qa_desktop.ui.widgets.text import ElidedLabel

WIDTH = 420


class EntryPanel(Card):
    """Asks for the secret of one person.  It only shows a state and says what was typed or pressed."""

    pin_given = Signal(str)
    password_given = Signal(str)
    login_given = Signal(str, str)
    way_wanted = Signal(object)
    by_name_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Log in"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._cleared = -1
        self._way = Way.CHOOSE
        self.back = IconButton(self.tr("Choose somebody else"), "arrow-left", self)
        self.name = ElidedLabel("", self, size=TextSize.TITLE, strong=True)
        self.role = ElidedLabel("", self, size=TextSize.SMALL, role="text_muted")
        self.message = InlineMessage(self, dismissable=False)
        self.stack = QStackedWidget()
        self._pages = {
            Way.CHOOSE: self._choose_page(),
            Way.PIN: self._pin_page(),
            Way.PASSWORD: self._password_page(),
            Way.BY_NAME: self._name_page(),
        }
        for page in self._pages.values():
            self.stack.addWidget(page)
        self.other_way = ActionButton("", self, icon="key-round", variant=Variant.FLAT)
        self.by_name = ActionButton(self.tr("Log in with a log-in name"), self, icon="keyboard", variant=Variant.FLAT)
        self.other_way.clicked.connect(self._on_other_way)
        self.by_name.clicked.connect(self.by_name_wanted)
        self.back.clicked.connect(self.back_wanted)
        self._lay_out()
        self._fit()

    def show_state(self, state: LockState) -> None:
        """Show the state."""
        self._way = state.way
        self.stack.setCurrentWidget(self._pages[state.way])
        for way, page in self._pages.items():
            wanted = QSizePolicy.Policy.Preferred if way is state.way else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, wanted)
        self._render_head(state)
        self._render_message(state)
        chosen = state.chosen is not None
        self.other_way.setVisible(chosen and state.can_use_pin)
        self.other_way.setText(self.tr("Use the password") if state.way is Way.PIN else self.tr("Use the PIN"))
        self.by_name.setVisible(state.way is Way.CHOOSE)
        if state.cleared != self._cleared:
            self._cleared = state.cleared
            self.pad.clear()
            self.password.clear()
            self.name_password.clear()
        # The fields stay enabled while a secret is checked, because a disabled field would lose the keyboard; the model takes
        # no second try meanwhile.
        for button in (self.enter, self.name_enter):
            button.setEnabled(not state.busy and not state.locked_out)

    def _lay_out(self) -> None:
        """Everything scrolls when the window is low or the text large: no key of the pad may be squeezed."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        head, words = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(SPACE_2)
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.role)
        head.addWidget(self.back)
        head.addLayout(words, 1)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.stack, 1)
        column.addWidget(self.other_way)
        column.addWidget(self.by_name)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        self.body.addWidget(scroll)

    def _render_head(self, state: LockState) -> None:
        chosen = state.chosen
        self.back.setVisible(state.way is not Way.CHOOSE)
        self.name.setVisible(state.way is not Way.CHOOSE)
        self.role.setVisible(chosen is not None)
        self.name.setText(chosen.name if chosen is not None else self.tr("Log in"))
        if chosen is not None:
            self.role.setText(self.tr("Checking …") if state.busy else role_names(chosen.roles))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: with gloves and large text the pad is wider."""
        super().changeEvent(event)
        if is_restyle(event):
            self._fit()

    def _fit(self) -> None:
        pad = 3 * (current_theme().answer_height + SPACE_3) + 2 * SPACE_2 + 2 * SPACE_3
        self.setFixedWidth(max(WIDTH, pad + 2 * SPACE_3 + SPACE_5))

    def focus_entry(self) -> None:
        """Give the keyboard to whatever takes the secret."""
        target: QWidget = self.by_name
        if self._way is Way.PIN:
            target = self.pad
        elif self._way is Way.PASSWORD:
            target = self.password.line
        elif self._way is Way.BY_NAME:
            target = self.name_password.line if self.login.text() else self.login.line
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _render_message(self, state: LockState) -> None:
        if state.locked_out:
            words = self.tr("Too many wrong tries. Wait {time} and try again. Your work is safe.")
            self.message.show_message(MessageKind.WARNING, words.format(time=_clock(state.wait)))
        elif state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.notice is not None:
            self.message.show_message(MessageKind.WARNING, words_of(state.notice))
        else:
            self.message.hide()

    def _choose_page(self) -> QWidget:
        return EmptyState(
            self.tr("Who is there?"),
            self.tr("Choose your name, or scan your badge. Then type your PIN or your password."),
            self.stack,
            icon="user-round",
        )

    def _pin_page(self) -> QWidget:
        page, layout = _page(self.stack)
        self.pad = PinPad(page)
        self.pad.submitted.connect(self.pin_given)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.pad)
        row.addStretch(1)
        layout.addLayout(row)
        return page

    def _password_page(self) -> QWidget:
        page, layout = _page(self.stack)
        self.password = PasswordField(self.tr("Password"), page)
        self.enter = ActionButton(self.tr("Log in"), page, icon="check", variant=Variant.PRIMARY, shortcut_hint="Enter")
        self.password.entered.connect(self._on_password)
        self.enter.clicked.connect(self._on_password)
        layout.addWidget(self.password)
        layout.addWidget(self.enter)
        return page

    def _name_page(self) -> QWidget:
        page, layout = _page(self.stack)
        self.login = TextField(self.tr("Log-in name"), page, limit=40)
        self.name_password = PasswordField(self.tr("Password"), page)
        self.name_enter = ActionButton(self.tr("Log in"), page, icon="check", variant=Variant.PRIMARY, shortcut_hint="Enter")
        self.login.lead_to(self.name_password.line)
        self.name_password.entered.connect(self._on_login)
        self.name_enter.clicked.connect(self._on_login)
        for widget in (self.login, self.name_password, self.name_enter):
            layout.addWidget(widget)
        return page

    def _on_password(self) -> None:
        self.password_given.emit(self.password.text())

    def _on_login(self) -> None:
        self.login_given.emit(self.login.text(), self.name_password.text())

    def _on_other_way(self) -> None:
        self.way_wanted.emit(Way.PASSWORD if self._way is Way.PIN else Way.PIN)


def _page(parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    page = QWidget(parent)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, SPACE_2, 0, 0)
    layout.setSpacing(SPACE_3)
    layout.setAlignment(Qt.AlignmentFlag.AlignTop)
    return page, layout


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
