"""The three pages of the first start: how to begin, the new workspace, its recovery codes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.ui.context import words_of
from qa_desktop.ui.lock.fields import PasswordField, TextField
from qa_desktop.ui.lock.password_sheet import PasswordRules
from qa_desktop.ui.setup.choice import ChoiceButton
from qa_desktop.ui.setup.view_model import Plan, SetupState
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4, TextSize
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel


class StartPage(QWidget):
    """What happened, and three ways to go on."""

    again_wanted = Signal()
    open_wanted = Signal()
    new_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Heading("", self)
        self.words = PlainLabel("", self, role="text_muted")
        self.message = InlineMessage(self, dismissable=False)
        self.message.action_requested.connect(self.again_wanted)
        self.demo = ChoiceButton(
            self.tr("Look around in a demo"),
            self.tr("Makes a workspace with people, checklists and months of inspections. Takes about a minute."),
            "eye",
            self,
        )
        self.open = ChoiceButton(
            self.tr("Open a workspace"), self.tr("Choose the folder of a workspace that exists already."), "folder-open", self
        )
        self.new = ChoiceButton(
            self.tr("Make a new workspace"),
            self.tr("For a new site: name it, and name the first administrator."),
            "plus",
            self,
            primary=True,
        )
        self.busy = BusyPanel(self)
        self.open.clicked.connect(self.open_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.demo.clicked.connect(self.demo_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for widget in (self.title, self.words, self.message):
            layout.addWidget(widget)
        layout.addSpacing(SPACE_3)
        for button in (self.new, self.open, self.demo):
            layout.addWidget(button)
        layout.addWidget(self.busy)

    def show_state(self, state: SetupState) -> None:
        """Show the state."""
        failed = state.folder if state.sentence else None
        if failed is None:
            self.title.setText(self.tr("Welcome to QA Desktop"))
            words = self.tr(
                "Everything that you record lives in one folder, the workspace: checklists, inspections, photos, signed reports."
            )
            self.words.setText(words)
        else:
            self.title.setText(self.tr("“{name}” could not be opened").format(name=failed.name))
            self.words.setText(str(failed))
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.sentence and not state.busy:
            again = self.tr("Try again") if state.folder is not None else ""
            self.message.show_message(MessageKind.WARNING, state.sentence, action_text=again)
        else:
            self.message.hide()
        for button in (self.open, self.new, self.demo):
            button.setVisible(state.progress is None)
        if state.progress is None:
            self.busy.finish()
            return
        done, total, sentence = state.progress
        if self.busy.isHidden():
            self.busy.start(self.tr("Making the demo workspace …"))
            self.busy.cancel.setFocus()
        self.busy.set_progress(done, total, sentence)


class NewPage(QWidget):
    """The form for a new workspace."""

    make_wanted = Signal(object)
    folder_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Heading(self.tr("New workspace"), self)
        self.folder = TextField(self.tr("Folder"), self, hint=self.tr("On this computer, not on a network share."))
        self.browse = ActionButton(self.tr("Choose …"), self, icon="folder-open")
        self.browse.setAccessibleName(self.tr("Choose the folder"))
        self.folder.row.addWidget(self.browse)
        self.site = TextField(self.tr("Name of the site"), self, limit=64, hint=self.tr("Printed on every report."))
        self.station = TextField(self.tr("Name of this station"), self, limit=64, hint=self.tr("For example “Bench 1”."))
        self.name = TextField(self.tr("First administrator, full name"), self, limit=64)
        self.login = TextField(self.tr("Log-in name"), self, limit=40, hint=self.tr("Small letters, without spaces."))
        self.password = PasswordField(self.tr("Password"), self)
        self.repeated = PasswordField(self.tr("Password again"), self)
        self.rules = PasswordRules(self)
        self.inspects = QCheckBox(self.tr("This person also inspects and signs (small shop)"), self)
        self.message = InlineMessage(self, dismissable=False)
        self.back = ActionButton(self.tr("Back"), self, icon="arrow-left", shortcut_hint="Esc")
        self.make = ActionButton(
            self.tr("Make workspace"), self, icon="check", variant=Variant.PRIMARY, shortcut_hint="Ctrl+Enter"
        )
        self._lay_out()
        self.browse.clicked.connect(self.folder_wanted)
        self.back.clicked.connect(self.back_wanted)
        self.make.clicked.connect(self.submit)
        for field in (self.password, self.repeated):
            field.edited.connect(self._check)

    def set_folder(self, folder: Path) -> None:
        """Take the folder that was chosen."""
        self.folder.set_text(str(folder))

    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(
            folder=self.folder.text(),
            site=self.site.text(),
            station=self.station.text(),
            name=self.name.text(),
            login=self.login.text(),
            password=self.password.text(),
            repeated=self.repeated.text(),
            inspects=self.inspects.isChecked(),
        )

    def submit(self) -> None:
        """Ask for the workspace to be made; the keyboard goes to the first field that is still empty."""
        if not self.make.isEnabled():
            return
        self.make_wanted.emit(self.plan())
        empty = next((field for field in self._fields() if not field.text().strip()), None)
        if empty is not None:
            empty.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Forget the passwords."""
        self.password.clear()
        self.repeated.clear()

    def show_state(self, state: SetupState) -> None:
        """Show the state."""
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        else:
            self.message.hide()
        self.make.setEnabled(not state.busy)
        self.back.setEnabled(not state.busy)
        for field in self._fields():
            field.line.setReadOnly(state.busy)  # what is typed now would not count any more
        self.browse.setEnabled(not state.busy)
        self.inspects.setEnabled(not state.busy)
        self.make.setText(self.tr("Making keys …") if state.busy else self.tr("Make workspace"))

    def _fields(self) -> tuple[TextField | PasswordField, ...]:
        return (self.folder, self.site, self.station, self.name, self.login, self.password, self.repeated)

    def _lay_out(self) -> None:
        card = Card("", self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_3)
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            (self.folder, 0, 0, 2),
            (self.site, 1, 0, 1),
            (self.station, 1, 1, 1),
            (self.name, 2, 0, 1),
            (self.login, 2, 1, 1),
            (self.password, 3, 0, 1),
            (self.repeated, 3, 1, 1),
            (self.rules, 4, 0, 2),
            (self.inspects, 5, 0, 2),
        )
        for widget, row, column, span in places:
            grid.addWidget(widget, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.make)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.title)
        layout.addWidget(card)
        layout.addWidget(self.message)
        layout.addLayout(buttons)

    def _check(self, _text: str) -> None:
        self.rules.check(self.password.text(), self.repeated.text())


class CodesPage(QWidget):
    """The recovery codes, once."""

    save_wanted = Signal()
    print_wanted = Signal()
    kept_changed = Signal(bool)
    finish_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Heading(self.tr("Keep these recovery codes"), self)
        words = self.tr(
            "They open the workspace again after the last administrator’s password is forgotten. They are shown this once and "
            "are stored nowhere. Print them or write them down, and lock them away."
        )
        self.words = PlainLabel(words, self)
        self.card = Card("", self)
        self._codes: list[PlainLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(SPACE_2)
        self.card.body.addLayout(self._grid)
        self.save = ActionButton(self.tr("Save to a file …"), self, icon="download")
        self.print = ActionButton(self.tr("Print"), self, icon="printer")
        self.message = InlineMessage(self, dismissable=False)
        self.kept = QCheckBox(self.tr("The codes are printed or written down and in a safe place"), self)
        self.finish = ActionButton(self.tr("Go to log-in"), self, icon="check", variant=Variant.PRIMARY)
        self.save.clicked.connect(self.save_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.kept.clicked.connect(self.kept_changed)
        self.finish.clicked.connect(self.finish_wanted)
        ways = QHBoxLayout()
        ways.setSpacing(SPACE_2)
        ways.addWidget(self.save)
        ways.addWidget(self.print)
        ways.addStretch(1)
        end = QHBoxLayout()
        end.setSpacing(SPACE_3)
        end.addWidget(self.kept, 1)
        end.addWidget(self.finish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        for widget in (self.title, self.words, self.card):
            layout.addWidget(widget)
        layout.addLayout(ways)
        layout.addWidget(self.message)
        layout.addSpacing(SPACE_1)
        layout.addLayout(end)

    def show_state(self, state: SetupState) -> None:
        """Show the state."""
        if len(self._codes) != len(state.codes):
            self._make_labels(len(state.codes))
        for number, (label, code) in enumerate(zip(self._codes, state.codes, strict=True), 1):
            label.setText(f"{number}   {code}")
        self.kept.setChecked(state.kept)
        self.finish.setEnabled(state.kept)
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.saved_to is not None:
            words = self.tr("Saved as {file}. Print it and delete the file: whoever has it can take the workspace over.")
            self.message.show_message(MessageKind.SUCCESS, words.format(file=state.saved_to))
        else:
            self.message.hide()

    def _make_labels(self, count: int) -> None:
        for label in self._codes:
            label.deleteLater()
        self._codes = []
        for number in range(count):
            label = PlainLabel("", self.card, size=TextSize.STRONG, strong=True, wrap=False, tabular=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setMinimumHeight(current_theme().text(28))
            rows = (count + 1) // 2
            self._grid.addWidget(label, number % rows, number // rows)
            self._codes.append(label)
