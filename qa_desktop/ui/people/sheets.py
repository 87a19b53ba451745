"""The sheets of the people screen: one for each task, and the temporary password, shown once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Role
from qa_desktop.ui.context import words_of
from qa_desktop.ui.lock.fields import PasswordField, TextField
from qa_desktop.ui.people.view_model import Form, PeopleState, Secret, Task
from qa_desktop.ui.people.words import role_meaning, role_name
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.pin_pad import NO_SCAN
from qa_desktop.ui.widgets.text import Heading, PlainLabel

_WITH_NAME = {Task.ADD, Task.RENAME}
_WITH_ROLES = {Task.ADD, Task.ROLES}
_WITH_PERSON = {Task.ROLES, Task.RENAME, Task.RENEW}
_WITHOUT_PASSWORD = {Task.DEACTIVATE, Task.BADGE}


class RoleBoxes(QWidget):
    """A box for each role, with what the role may do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Heading(self.tr("Roles"), self, level=3))
        self.boxes: dict[Role, QCheckBox] = {}
        for role in Role:
            box = QCheckBox(role_name(role), self)
            box.setAccessibleDescription(role_meaning(role))
            meaning = PlainLabel(role_meaning(role), self, size=TextSize.SMALL, role="text_muted")
            meaning.setIndent(34)
            layout.addWidget(box)
            layout.addWidget(meaning)
            self.boxes[role] = box

    def roles(self) -> frozenset[Role]:
        """Return the roles that are ticked."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def set_roles(self, roles: frozenset[Role]) -> None:
        """Tick these roles."""
        for role, box in self.boxes.items():
            box.setChecked(role in roles)


class TaskSheet(DialogPanel):
    """Asks for what one task needs.  ``submitted`` carries the form."""

    submitted = Signal(object)

    def __init__(self, host: QWidget, task: Task) -> None:
        title, button, icon = _titles(host, task)
        super().__init__(
            host, title, primary_text=button, primary_icon=icon, danger=task in {Task.DEACTIVATE, Task.RESET}, width=600
        )
        self.task = task
        self._told: QaError | None = None
        self.setProperty(NO_SCAN, task is not Task.BADGE)
        self.sentence = PlainLabel("", self.content)
        self.name = TextField(self.tr("Full name"), self.content, limit=64, hint=self.tr("As it is printed on reports."))
        self.login = TextField(self.tr("Log-in name"), self.content, limit=40, hint=self.tr("Never given to anybody else."))
        self.roles = RoleBoxes(self.content)
        self.reason = TextField(self.tr("Why"), self.content)
        self.badge = TextField(self.tr("Code of the badge"), self.content, limit=200, hint=self.tr("Scan it into this field."))
        self.person_password = PasswordField(
            self.tr("Their password, if they are here"),
            self.content,
            hint=self.tr("Without it they get a temporary password when a new key is needed."),
        )
        self.admin_password = PasswordField(
            self.tr("Your own password"), self.content, hint=self.tr("It opens the certificate authority.")
        )
        for widget in (
            self.sentence,
            self.name,
            self.login,
            self.roles,
            self.reason,
            self.badge,
            self.person_password,
            self.admin_password,
        ):
            self.body.addWidget(widget)
        self.name.setVisible(task in _WITH_NAME)
        self.login.setVisible(task is Task.ADD)
        self.roles.setVisible(task in _WITH_ROLES)
        self.reason.setVisible(task is Task.DEACTIVATE)
        self.badge.setVisible(task is Task.BADGE)
        self.person_password.setVisible(task in _WITH_PERSON)
        self.admin_password.setVisible(task not in _WITHOUT_PASSWORD)
        self.name.lead_to(self.login.line if task is Task.ADD else self.person_password.line)
        self.login.lead_to(self.roles.boxes[Role.INSPECTOR])
        self.person_password.lead_to(self.admin_password.line)
        self.confirmed.connect(self._submit)

    def show_task(self, state: PeopleState) -> None:
        """Open for the person who is looked at, or show what went wrong."""
        if self.isHidden():
            self._begin(state)
        self.set_busy(state.busy)
        self.primary.setText(self._busy_words() if state.busy else _titles(self._host, self.task)[1])
        if state.task_error is not None and state.task_error is not self._told:
            self._told = state.task_error
            self.message.show_message(MessageKind.ERROR, words_of(state.task_error))
            if self.admin_password.text():
                self.admin_password.line.setFocus()
                self.admin_password.line.selectAll()

    def _begin(self, state: PeopleState) -> None:
        person = state.current
        self._told = None
        for field in (self.name, self.login, self.reason, self.badge):
            field.line.clear()
        for secret in (self.person_password, self.admin_password):
            secret.clear()
        self.roles.set_roles(frozenset())
        if person is not None and self.task is not Task.ADD:
            self.name.set_text(person.name if self.task is Task.RENAME else "")
            self.roles.set_roles(person.roles)
            self.sentence.setText(_sentence(self._host, self.task).format(name=person.name))
        else:
            self.sentence.setText(_sentence(self._host, self.task))
        self.sentence.setVisible(bool(self.sentence.text()))
        self.open_panel()

    def _busy_words(self) -> str:
        return self.tr("Working …")

    def _submit(self) -> None:
        self.submitted.emit(
            Form(
                name=self.name.text(),
                login=self.login.text(),
                roles=self.roles.roles(),
                reason=self.reason.text(),
                badge=self.badge.text(),
                admin_password=self.admin_password.text(),
                person_password=self.person_password.text() if self.task in _WITH_PERSON else "",
            )
        )


class SecretSheet(DialogPanel):
    """A temporary password, shown once."""

    def __init__(self, host: QWidget) -> None:
        done = host.tr("Done")
        super().__init__(host, host.tr("Temporary password"), primary_text=done, secondary_text=done)
        self.secondary.hide()
        self.sentence = PlainLabel("", self.content)
        self.password = PlainLabel("", self.content, size=TextSize.TITLE, strong=True, wrap=False, tabular=True)
        self.password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.login = PlainLabel("", self.content)
        words = self.tr("Read it out or write it down now: it is not shown again. It is good for the first log-in only.")
        for widget in (self.sentence, self.login, self.password, PlainLabel(words, self.content, role="text_muted")):
            self.body.addWidget(widget)
        self.body.setSpacing(SPACE_2)
        self.confirmed.connect(self.cancel)

    def show_secret(self, secret: Secret) -> None:
        """Show it."""
        if self.isHidden():
            self.sentence.setText(
                self.tr("{name} logs in with this and then chooses a password of their own.").format(name=secret.name)
            )
            self.login.setText(self.tr("Log-in name: {login}").format(login=secret.login))
            self.password.setText(secret.password)
            self.open_panel(self.primary)

    def forget(self) -> None:
        """Take it off the screen."""
        self.password.setText("")
        self.close_panel()


def _titles(host: QWidget, task: Task) -> tuple[str, str, str]:
    """Return title, words of the button and its icon.  The words belong to the screen that hosts the sheets."""
    self = host
    return {
        Task.ADD: (self.tr("Add a person"), self.tr("Add person"), "plus"),
        Task.ROLES: (self.tr("Change roles"), self.tr("Change roles"), "check"),
        Task.RENAME: (self.tr("Change the name"), self.tr("Change name"), "check"),
        Task.RENEW: (self.tr("Issue a new certificate"), self.tr("Issue certificate"), "badge-check"),
        Task.RESET: (self.tr("Reset the password"), self.tr("Reset password"), "key-round"),
        Task.DEACTIVATE: (self.tr("Switch the account off"), self.tr("Switch off"), "circle-x"),
        Task.REACTIVATE: (self.tr("Switch the account on again"), self.tr("Switch on"), "circle-check"),
        Task.BADGE: (self.tr("Hand out a badge"), self.tr("Hand out badge"), "scan-barcode"),
    }[task]


def _sentence(host: QWidget, task: Task) -> str:
    self = host
    return {
        Task.ADD: "",
        Task.ROLES: self.tr("The certificate of {name} says what the roles allow, so changing them may need a new key."),
        Task.RENAME: self.tr("What {name} signed until now keeps the name of that day. A new certificate is issued."),
        Task.RENEW: self.tr("{name} gets a new key and certificate; the old one is revoked and signs nothing any more."),
        Task.RESET: self.tr("{name} gets a temporary password, a new key and a new certificate; the old ones end now."),
        Task.DEACTIVATE: self.tr("{name} can no longer log in or sign. Everything that they recorded stays."),
        Task.REACTIVATE: self.tr("{name} gets the roles from before, a temporary password and a new certificate."),
        Task.BADGE: self.tr("The badge chooses {name} at the log-in; the PIN or password is still asked for."),
    }[task]
