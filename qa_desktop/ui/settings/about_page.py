"""About: versions, where everything lies, licences."""

from __future__ import annotations

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.settings.about_model import AboutModel, AboutState
from qa_desktop.ui.settings.page import FactGrid, SectionPage
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

_LINES = 10


class AboutPage(SectionPage):
    """Draws what the program is."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context, host)
        self.set_heading(self.tr("About"), self.tr("This program and the workspace that is open."))
        self.model = AboutModel(context.program, context.jobs, changed=self._changed, owner=self)
        self.message = InlineMessage(self)
        card = Card("QA Desktop", self)
        self.facts = FactGrid(card)
        self.version = self.facts.add(self.tr("Version"))
        self.folder = self.facts.add(self.tr("Workspace folder"))
        self.station = self.facts.add(self.tr("Station"))
        self.database = self.facts.add(self.tr("SQLite library"))
        self.toolkit = self.facts.add(self.tr("Qt library"))
        card.body.addWidget(self.facts)
        licences = Card(self.tr("Licences of fonts and icons"), self)
        self.choice = ChoiceBox(self)
        self.choice.activated.connect(self._show_licence)
        self.text = NoteField(self, lines=_LINES, name=self.tr("Text of the licence"))
        self.text.setReadOnly(True)
        licences.body.addWidget(LabelledField(self.tr("Licence of"), self.choice, licences))
        licences.body.addWidget(self.text)
        for widget in (self.message, card, licences):
            self.cards.addWidget(widget)
        self.cards.addStretch(1)
        self.render_state(self.model.state)

    def enter(self) -> None:
        """Read what is shown."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin at the licences."""
        return self.choice

    def render_state(self, state: AboutState) -> None:
        """Draw the state."""
        for label, words in (
            (self.version, state.version),
            (self.folder, state.folder),
            (self.station, state.station),
            (self.database, state.database),
            (self.toolkit, str(qVersion())),
        ):
            self.facts.show_fact(label, words)
        if self.choice.count() != len(state.licences):
            self.choice.clear()
            for licence in state.licences:
                self.choice.addItem(self._of(licence.of))
            self._show_licence(0)
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        else:
            self.message.hide()

    def _of(self, folder: str) -> str:
        words = {
            "fonts": self.tr("Fonts: DejaVu"),
            "fonts/inter": self.tr("Fonts: Inter"),
            "icons": self.tr("Icons: Lucide"),
        }
        return words.get(folder, folder)

    def _show_licence(self, index: int) -> None:
        licences = self.model.state.licences
        self.text.setPlainText(licences[index].text if 0 <= index < len(licences) else "")

    def _changed(self) -> None:
        self.render_state(self.model.state)
