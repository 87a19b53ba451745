"""The sheets of causes and actions."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.actions import ActionKind
from qa_desktop.domain.causes import Category, CauseCode, TeamRole
from qa_desktop.ui.causes.form_sheet import FormSheet, choice, fill, line
from qa_desktop.ui.causes.words import CausesWords
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.review.password import PasswordField
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.text import PlainLabel


def entry_sheet(host: QWidget) -> FormSheet:
    """Return the sheet for a possible cause of the fishbone."""
    words = CausesWords(host)
    sheet = FormSheet(host, host.tr("Store"))
    sheet.add_row(("text", host.tr("Possible cause"), line(200)))
    sheet.add_row(("category", host.tr("Branch"), choice((words.category(one), one.value) for one in Category)))
    return sheet


def row_sheet(host: QWidget) -> FormSheet:
    """Return the sheet for a row of is / is-not."""
    sheet = FormSheet(host, host.tr("Store"), width=720)
    sheet.add_row(("is_text", host.tr("Is"), line()))
    sheet.add_row(("is_not_text", host.tr("Is not, but could be"), line()))
    sheet.add_row(("difference", host.tr("What is different there"), line()))
    return sheet


def words_sheet(host: QWidget) -> FormSheet:
    """Return the sheet for one line of words: evidence, a remark, a reason."""
    sheet = FormSheet(host, host.tr("Store"))
    sheet.add_row(("words", host.tr("In a few words"), line()))
    return sheet


def confirm_sheet(host: QWidget) -> FormSheet:
    """Return the sheet that asks before something is taken away."""
    return FormSheet(host, host.tr("Take away"))


class NodeSheet(FormSheet):
    """An answer to *why* with its evidence; a photo of the issue may prove it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Store"), width=720)
        self.photo = choice(())
        self.add_row(("text", self.tr("Because …"), line()))
        self.add_row(("evidence", self.tr("How is that known? (evidence)"), line()))
        self.add_row(("photo", self.tr("Photo of the issue that proves it"), self.photo))

    def offer(self, photos: tuple[tuple[str, str], ...]) -> None:
        """Offer the photos of the issue; without any, nothing is asked."""
        fill(self.photo, [(self.tr("No photo"), ""), *((words, key) for key, words in photos)])
        self.rows["photo"].setVisible(bool(photos))


class CodeSheet(FormSheet):
    """Which cause code an answer gets as root cause."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Store"))
        self.code = choice(())
        self.add_row(("code", self.tr("Cause code"), self.code))

    def offer(self, codes: tuple[CauseCode, ...]) -> None:
        """Offer other codes."""
        fill(self.code, [(self.tr("No root cause"), None), *((f"{code.code}  {code.words}", code.id) for code in codes)])


class PeopleSheet(FormSheet):
    """A sheet with a list of people; the first entry is ``nobody``."""

    def __init__(self, host: QWidget, nobody: str) -> None:
        super().__init__(host, host.tr("Store"), width=720)
        self._nobody = nobody
        self.person = choice(())

    def offer(self, people: tuple[tuple[str, str], ...]) -> None:
        """Offer other people."""
        fill(self.person, [(self._nobody, ""), *((name, key) for key, name in people)])


def member_sheet(host: QWidget) -> PeopleSheet:
    """Return the sheet for a member of the team."""
    words = CausesWords(host)
    sheet = PeopleSheet(host, host.tr("Somebody else, by name"))
    sheet.add_row(("person", host.tr("Person"), sheet.person))
    sheet.add_row(("name", host.tr("Name of somebody else"), line(80)))
    sheet.add_row(
        ("role", host.tr("Role"), choice((words.role(one), one.value) for one in TeamRole)),
        ("note", host.tr("Note"), line(200)),
    )
    return sheet


def action_sheet(host: QWidget) -> PeopleSheet:
    """Return the sheet for an action."""
    words = CausesWords(host)
    sheet = PeopleSheet(host, host.tr("Choose …"))
    due = line(20)
    due.setPlaceholderText("2026-03-27")
    sheet.add_row(("text", host.tr("What is to be done"), line()))
    sheet.add_row(("kind", host.tr("Kind"), choice((words.kind(one), one.value) for one in ActionKind)))
    sheet.add_row(("owner", host.tr("Owner"), sheet.person), ("due", host.tr("Due (year-month-day)"), due))
    return sheet


class SignSheet(IssueSheet):
    """Asks for the password of a report; ``given`` carries the kind and the password, ``look_wanted`` the kind."""

    given = Signal(str, str)
    look_wanted = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, "", primary_text=host.tr("Sign"), primary_icon="pen-line")
        self._kind = ""
        self.about = PlainLabel("", self.content, role="text_muted")
        self.password = PasswordField(self.content)
        self.look = ActionButton(host.tr("Look at it first"), self.content, icon="file-text")
        self.look.clicked.connect(lambda: self.look_wanted.emit(self._kind))
        self.body.addWidget(self.about)
        self.body.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.password)
        self.confirmed.connect(self._give)
        self.password.submitted.connect(self._give)
        self.closed.connect(self.password.clear)

    def ask(self, kind: str, title: str, about: str) -> None:
        """Open for a report."""
        self._kind = kind
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.about.setText(about)
        self.password.clear()
        self.set_busy(False)
        self.open_panel(self.password.edit)

    def _give(self) -> None:
        if not self.primary.isEnabled():
            return
        if not self.password.text():
            self.password.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_busy(True)
        self.given.emit(self._kind, self.password.text())
