"""Tie a lesson or a procedure to an item of the checklists, so that it is shown there; and untie it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.ui.improve.chain_sheets import Fetch
from qa_desktop.ui.improve.sheets import ImproveSheet
from qa_desktop.ui.improve.words import ImproveWords
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.templates import LoadedRevision
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow
    from qa_desktop.storage.queries.ties import Tie


class TieSheet(ImproveSheet):
    """A checklist and one of its items; or a key, for every checklist that has it.

    ``given`` carries the key of the item and that of the checklist, which is empty for every one.
    """

    given = Signal(str, str)

    def __init__(self, host: QWidget, fetch: Fetch) -> None:
        super().__init__(
            host, host.tr("Show it at an item"), primary_text=host.tr("Tie to the item"), primary_icon="check", width=680
        )
        self._fetch = fetch
        self.what = PlainLabel("", self.content, strong=True)
        words = self.tr("Whoever inspects the item sees a mark there, and finds it with K.")
        self.body.addWidget(self.what)
        self.body.addWidget(PlainLabel(words, self.content, role="text_muted"))
        self.template, self.item = ChoiceBox(self.content), ChoiceBox(self.content)
        self.body.addWidget(LabelledField(self.tr("Checklist"), self.template, self.content))
        self.body.addWidget(LabelledField(self.tr("Item"), self.item, self.content))
        hint = self.tr("Keys stand in the template designer.")
        self.key = self.add_line(self.tr("Or: the key of an item, for every checklist that has it"), limit=80, hint=hint)
        self.template.activated.connect(self._template_chosen)
        self.confirmed.connect(self._give)

    def ask(self, title: str) -> None:
        """Open for a lesson or a procedure; nothing is chosen beforehand."""
        self.what.setText(title)
        self.key.clear()
        self.template.clear()
        self.item.clear()
        self.set_busy(False)
        self.open_panel(self.template)
        self._fetch.templates(self._show_templates)

    def _show_templates(self, rows: tuple[TemplateRow, ...]) -> None:
        self.template.clear()
        self.template.addItem(self.tr("Choose …") if rows else self.tr("There is no checklist yet"), "")
        for row in rows:
            self.template.addItem(row.name, row.id)

    def _template_chosen(self, _place: int = 0) -> None:
        self.item.clear()
        key = str(self.template.currentData() or "")
        if key:
            self._fetch.revisions(key, self._show_revisions)

    def _show_revisions(self, rows: tuple[RevisionRow, ...]) -> None:
        live = next((row for row in rows if row.state is RevisionState.PUBLISHED), rows[0] if rows else None)
        if live is not None:
            self._fetch.items(live.id, self._show_items)

    def _show_items(self, loaded: LoadedRevision) -> None:
        self.item.clear()
        self.item.addItem(self.tr("Choose …"), "")
        for item in loaded.checklist.items:
            self.item.addItem(" ".join(item.text.split())[:100], item.key)

    def _give(self) -> None:
        chosen = str(self.item.currentData() or "")
        if chosen:
            self.set_busy(True)
            self.given.emit(chosen, str(self.template.currentData() or ""))
        elif self.want(self.key, self.tr("Choose a checklist and an item, or type the key of the item.")):
            self.set_busy(True)
            self.given.emit(self.key.text(), "")


class UntieSheet(ImproveSheet):
    """One of the places where a lesson or a procedure is shown, to take it off there.  ``given`` carries the tie."""

    given = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Untie it"), primary_text=host.tr("Untie"), primary_icon="check", width=680)
        self._words = ImproveWords(self)
        self._ties: tuple[Tie, ...] = ()
        self.what = PlainLabel("", self.content, strong=True)
        words = self.tr("It is no longer shown there. That it was stays on record, and it can be tied again.")
        self.body.addWidget(self.what)
        self.body.addWidget(PlainLabel(words, self.content, role="text_muted"))
        self.place = ChoiceBox(self.content)
        self.body.addWidget(LabelledField(self.tr("Tied to"), self.place, self.content))
        self.confirmed.connect(self._give)

    def ask(self, title: str, ties: tuple[Tie, ...]) -> None:
        """Open for a lesson or a procedure; nothing is chosen beforehand."""
        self.what.setText(title)
        self._ties = ties
        self.place.clear()
        self.place.addItem(self.tr("Choose …"))
        for tie in ties:
            self.place.addItem(self._words.tie(tie)[:120])
        self.set_busy(False)
        self.open_panel(self.place)

    def _give(self) -> None:
        place = self.place.currentIndex()
        if place < 1:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose where it shall no longer be shown."))
            self.place.setFocus()
            return
        self.set_busy(True)
        self.given.emit(self._ties[place - 1])
