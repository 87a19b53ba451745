"""Workspace: site, paper, time stamps, folders and the lock, stored by one button."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qa_desktop.settings import Page
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.lock.fields import Field, TextField
from qa_desktop.ui.settings.flow import EvenRow, WordsAndButtons
from qa_desktop.ui.settings.page import FactGrid, SectionPage
from qa_desktop.ui.settings.workspace_model import PAGES, WorkspaceModel, WorkspaceState
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.theme.tokens import SPACE_4
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox, NoteField
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class WorkspacePage(SectionPage):
    """Draws the settings: as fields for those who may change them, as plain facts for the others."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context, host)
        self.set_heading(self.tr("Workspace"), self.tr("What counts for everybody who works in this workspace."))
        self.model = WorkspaceModel(
            context.program, context.actor, context.jobs, changed=self._changed, stored=self._stored, owner=self
        )
        self.message = InlineMessage(self, dismissable=self.model.state.may_edit)
        self.facts: FactGrid | None = None
        if self.model.state.may_edit:
            self._build_form()
        else:
            self._build_facts()
        self.cards.addStretch(1)
        self.render_state(self.model.state)

    def enter(self) -> None:
        """Load the settings."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin at the site."""
        return self.site.line if self.model.state.may_edit else None

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys of the form."""
        return (KeyHint("Ctrl+S", self.tr("Save these settings")),) if self.model.state.may_edit else ()

    def save_key(self) -> None:
        """Store what the fields hold."""
        self.model.save()

    def render_state(self, state: WorkspaceState) -> None:
        """Draw the state."""
        if state.may_edit:
            self._show_form(state)
        else:
            self._show_facts(state)
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.saved:
            self.message.show_message(MessageKind.SUCCESS, self.tr("The settings are saved and count from now on."))
        elif state.may_edit:
            self.message.hide()

    def _build_form(self) -> None:
        self.site = TextField(self.tr("Name of the site"), self, limit=120, hint=self.tr("Printed on every report."))
        self.address = NoteField(self, lines=5)
        self.address_field = Field(
            self.tr("Address of the house"),
            self.address,
            self,
            hint=self.tr("As on an envelope. Printed on certificates and above the address of a partner. Empty: none."),
        )
        self.address.textChanged.connect(self._address_edited)
        self.paper = ChoiceBox(self, name=self.tr("Paper of reports"))
        for page in PAGES:
            self.paper.addItem(self._page_words(page), page)
        self.paper_field = Field(self.tr("Paper of reports"), self.paper, self, hint=self.tr("For reports signed from now on."))
        self.stamp = TextField(
            self.tr("Time-stamp server"),
            self,
            hint=self.tr("Proves when a report was signed (RFC 3161). Empty: reports are signed without."),
            placeholder="https://",
        )
        self.idle = TextField(self.tr("Lock after minutes"), self, limit=4, hint=self.tr("1 to 60 without a key press."))
        self.idle.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.backup = TextField(
            self.tr("Folder for backups"), self, hint=self.tr("Another drive is better. Empty: in the workspace itself.")
        )
        self.watch = TextField(
            self.tr("Watched photo folder"), self, hint=self.tr("New pictures there are offered as photos. Empty: none.")
        )
        self.backup_picker, self.watch_picker = FilePicker(self.host), FilePicker(self.host)
        self.choose_backup = self._choose_button(self.backup, self.tr("Choose the folder for backups"))
        self.choose_watch = self._choose_button(self.watch, self.tr("Choose the watched photo folder"))
        self.choose_backup.clicked.connect(self._ask_backup)
        self.choose_watch.clicked.connect(self._ask_watch)
        self.backup_picker.chosen.connect(self._backup_chosen)
        self.watch_picker.chosen.connect(self._watch_chosen)
        self.paper.activated.connect(self._paper_chosen)
        for field, edited in (
            (self.site, self._site_edited),
            (self.stamp, self._stamp_edited),
            (self.idle, self._idle_edited),
            (self.backup, self._backup_edited),
            (self.watch, self._watch_edited),
        ):
            field.edited.connect(edited)
        self._lay_out_form()

    def _lay_out_form(self) -> None:
        site = _pair(self.tr("Site and reports"), self, self.site, self.paper_field)
        site.body.addWidget(self.address_field)
        self.cards.addWidget(site)
        self.cards.addWidget(_pair(self.tr("Signing and lock"), self, self.stamp, self.idle))
        folders = Card(self.tr("Folders"), self)
        folders.body.addWidget(self.backup)
        folders.body.addWidget(self.watch)
        self.cards.addWidget(folders)
        self.discard = ActionButton(self.tr("Discard"), self, icon="undo-2")
        self.save = ActionButton(
            self.tr("Save these settings"), self, icon="save", variant=Variant.PRIMARY, shortcut_hint="Ctrl+S"
        )
        self.unsaved = PlainLabel("", self, strong=True, role="warning")
        self.discard.clicked.connect(self.model.discard)
        self.save.clicked.connect(self.model.save)
        self.foot.addWidget(self.message)
        self.foot.addWidget(WordsAndButtons(self, self.unsaved, self.discard, self.save))
        self.show_foot()

    def _build_facts(self) -> None:
        self.cards.addWidget(self.message)
        self.message.show_message(
            MessageKind.INFO, self.tr("Only an administrator changes these settings, because they count for everybody.")
        )
        card = Card("", self)
        self.facts = FactGrid(card)
        self._values = [
            self.facts.add(name)
            for name in (
                self.tr("Name of the site"),
                self.tr("Address of the house"),
                self.tr("Paper of reports"),
                self.tr("Time-stamp server"),
                self.tr("Folder for backups"),
                self.tr("Watched photo folder"),
                self.tr("Lock after"),
            )
        ]
        card.body.addWidget(self.facts)
        self.cards.addWidget(card)

    def _show_form(self, state: WorkspaceState) -> None:
        draft = state.draft
        for field, text in (
            (self.site, draft.site),
            (self.stamp, draft.time_stamp_url),
            (self.idle, draft.idle_minutes),
            (self.backup, draft.backup_folder),
            (self.watch, draft.watch_folder),
        ):
            field.set_text(text)
            field.setEnabled(state.stored is not None)
        if self.address.toPlainText() != draft.address:
            self.address.setPlainText(draft.address)
        self.address.setEnabled(state.stored is not None)
        self.backup.line.setPlaceholderText(state.own_backups)
        self.paper.setCurrentIndex(PAGES.index(draft.page))
        if not state.changed and (self.save.hasFocus() or self.discard.hasFocus()):
            self.site.line.setFocus(Qt.FocusReason.OtherFocusReason)  # neither can be pressed any more
        self.save.setEnabled(state.changed and not state.busy)
        self.save.setText(self.tr("Saving …") if state.busy else self.tr("Save these settings"))
        self.discard.setVisible(state.changed and not state.busy)
        self.unsaved.setText(self.tr("Not saved yet") if state.changed else "")

    def _show_facts(self, state: WorkspaceState) -> None:
        stored = state.stored
        if stored is None or self.facts is None:
            return
        values = (
            stored.site,
            stored.address or self.tr("None"),
            self._page_words(stored.page),
            stored.time_stamp_url or self.tr("None: reports are signed without a time stamp"),
            stored.backup_folder or state.own_backups,
            stored.watch_folder or self.tr("None"),
            self.tr("{minutes} minutes without a key press").format(minutes=stored.idle_minutes),
        )
        for label, words in zip(self._values, values, strict=True):
            self.facts.show_fact(label, words)

    def _page_words(self, page: Page) -> str:
        return self.tr("A4 (210 × 297 mm)") if page == "A4" else self.tr("Letter (8½ × 11 in)")

    def _choose_button(self, field: TextField, name: str) -> ActionButton:
        button = ActionButton(self.tr("Choose …"), field, icon="folder-open")
        button.setAccessibleName(name)
        field.row.addWidget(button)
        return button

    def _ask_backup(self) -> None:
        self.backup_picker.ask_folder(self.tr("Folder for backups"))

    def _ask_watch(self) -> None:
        self.watch_picker.ask_folder(self.tr("Watched photo folder"))

    def _backup_chosen(self, folder: Path) -> None:
        self.model.edit(backup_folder=str(folder))

    def _watch_chosen(self, folder: Path) -> None:
        self.model.edit(watch_folder=str(folder))

    def _site_edited(self, text: str) -> None:
        self.model.edit(site=text)

    def _address_edited(self) -> None:
        """Take what was typed; filling the field changes nothing."""
        text = self.address.toPlainText()
        if text != self.model.state.draft.address:
            self.model.edit(address=text)

    def _stamp_edited(self, text: str) -> None:
        self.model.edit(time_stamp_url=text)

    def _idle_edited(self, text: str) -> None:
        self.model.edit(idle_minutes=text)

    def _backup_edited(self, text: str) -> None:
        self.model.edit(backup_folder=text)

    def _watch_edited(self, text: str) -> None:
        self.model.edit(watch_folder=text)

    def _paper_chosen(self, index: int) -> None:
        self.model.edit(page=PAGES[index])

    def _stored(self) -> None:
        self.tell_saved()
        self.context.settings_changed.emit()

    def _changed(self) -> None:
        self.render_state(self.model.state)


def _pair(title: str, parent: QWidget, left: QWidget, right: QWidget) -> Card:
    """Return a card with two fields, side by side where there is room."""
    card = Card(title, parent)
    row = EvenRow(card, spacing=SPACE_4)
    row.set_widgets((left, right))
    card.body.addWidget(row)
    return card
