"""Evidence: the root certificate that lets others check the signatures of this site."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.settings.evidence_model import EvidenceModel, EvidenceState
from qa_desktop.ui.settings.page import FactGrid, SectionPage
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class EvidencePage(SectionPage):
    """Draws the export of the root certificate."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context, host)
        self.set_heading(self.tr("Evidence"), self.tr("What customers need to check the signatures in reports themselves."))
        self.model = EvidenceModel(context.program, context.actor, context.jobs, changed=self._changed, owner=self)
        self.cards.addWidget(self._export_card())
        self.cards.addWidget(self._how_card())
        self.cards.addStretch(1)
        self.picker = FilePicker(host)
        self.picker.chosen.connect(self._chosen)
        self.render_state(self.model.state)

    def first_focus(self) -> QWidget | None:
        """Begin at the export."""
        return self.export if self.model.state.may else None

    def render_state(self, state: EvidenceState) -> None:
        """Draw the state."""
        self.export.setVisible(state.may)
        self.export.setText(self.tr("Writing …") if state.busy else self.tr("Export the certificate …"))
        self.facts.setVisible(state.exported is not None)
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.exported is not None:
            self.message.show_message(
                MessageKind.SUCCESS, self.tr("The certificate is written, and beside it a text that says how to trust it.")
            )
            self.facts.show_fact(self.file, str(state.exported.certificate))
            self.facts.show_fact(self.text, str(state.exported.text))
            self.facts.show_fact(self.fingerprint, state.exported.fingerprint)
        elif not state.may:
            self.message.show_message(MessageKind.INFO, self.tr("Your roles do not export. Ask an administrator."))
        else:
            self.message.hide()

    def _export_card(self) -> Card:
        card = Card(self.tr("Root certificate of this site"), self)
        words = self.tr(
            "A customer’s PDF reader shows the signatures in your reports as trusted once it knows this certificate. It holds no "
            "secret: give it to every customer and auditor."
        )
        self.export = ActionButton("", card, icon="file-down", variant=Variant.PRIMARY)
        self.export.clicked.connect(self._ask)
        self.message = InlineMessage(card)
        self.facts = FactGrid(card)
        self.file = self.facts.add(self.tr("Certificate"))
        self.text = self.facts.add(self.tr("Explanation"))
        self.fingerprint = self.facts.add(self.tr("Fingerprint (SHA-256)"))
        card.body.addWidget(PlainLabel(words, card))
        card.body.addWidget(self.export, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.message)
        card.body.addWidget(self.facts)
        return card

    def _how_card(self) -> Card:
        card = Card(self.tr("Trust this certificate: what the customer does"), self)
        for number, words in enumerate(
            (
                self.tr(
                    "Compare the fingerprint with you by telephone or on paper. A certificate that only came by e-mail proves "
                    "nothing."
                ),
                self.tr(
                    "Import the file in the PDF reader: in Adobe Acrobat under Preferences, Signatures, Trusted Certificates."
                ),
                self.tr(
                    "Mark it as a trusted root. From then on the reader itself says whether a report is signed and unchanged."
                ),
            ),
            1,
        ):
            card.body.addWidget(PlainLabel(self.tr("{number}.  {words}").format(number=number, words=words), card))
        return card

    def _ask(self) -> None:
        if not self.model.state.busy:
            self.picker.ask_new_file(
                self.tr("Export the certificate"),
                self.tr("Certificates (*.cer *.pem)"),
                self.tr("inspection-root-certificate.cer"),
                "cer",
            )

    def _chosen(self, path: Path) -> None:
        self.model.export(path)

    def _changed(self) -> None:
        self.render_state(self.model.state)
