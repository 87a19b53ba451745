"""Beginning an inspection: say what is inspected, see the checklist and its sampling plan, Begin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.home.new_model import ChosenBy, NewModel, NewState
from qa_desktop.ui.home.numbers import Wrong, wrong_number
from qa_desktop.ui.home.plan_pane import PlanPane
from qa_desktop.ui.home.subject_form import SubjectForm
from qa_desktop.ui.home.template_list import TemplateList, TemplateRow, matching
from qa_desktop.ui.home.type_row import type_of_key
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_4, TextSize
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.inspections import InspectionRow

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHOWN_ROWS = 2
_OFFERING = frozenset({"part_number", "order", "supplier", "lot"})
_NAMES = frozenset({"part_name", "part_revision"})


class NewSheet(DialogPanel):
    """``begun`` carries the key of the new inspection."""

    begun = Signal(str)

    def __init__(self, host: QWidget, context: Context) -> None:
        title, go = host.tr("New inspection"), host.tr("Begin")
        super().__init__(host, title, primary_text=go, primary_icon="clipboard-check", width=1160)
        self._context = context
        self._filled_for: object = None
        self.filter = QLineEdit(self.content)
        self.filter.setPlaceholderText(self.tr("Type to choose a checklist, or Enter to leave it to the rules"))
        self.filter.setAccessibleName(self.tr("Filter the checklists"))
        self.templates = TemplateList(self.content)
        self.templates.setFixedHeight(current_theme().target * _SHOWN_ROWS + 8)
        self.none = PlainLabel("", self.content, role="text_muted")
        self.none.hide()
        self.why = PlainLabel("", self.content, size=TextSize.SMALL, role="text_muted")
        self.plan = PlanPane(self.content)
        self.form = SubjectForm(self, self.content)
        self.fields, self.suggestions = self.form.fields, self.form.suggestions
        self.model = NewModel(context, self._render, self)
        self._lay_out_columns()
        self.filter.textEdited.connect(self._on_filter)
        self.filter.installEventFilter(self)
        self.templates.picked.connect(self._on_picked)
        self.templates.choice_made.connect(self._on_choice)
        self.form.edited.connect(self._on_edited)
        self.form.taken.connect(self._on_taken)
        self.form.types.chosen.connect(self.model.choose_type)
        self.confirmed.connect(self._begin)

    def _lay_out_columns(self) -> None:
        left, columns = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(SPACE_2)
        for widget in (self.filter, self.templates, self.none, self.why):
            left.addWidget(widget)
        left.addWidget(self.plan, 1)
        columns.setSpacing(SPACE_4)
        columns.addLayout(left, 9)
        columns.addWidget(self.form, 11)
        self.body.addLayout(columns)

    def ask(self, **known: str) -> None:
        """Open with what is known already, for example ``serial`` from a scan, and load the published checklists."""
        for name, field in self.fields.items():
            field.setText(known.get(name, ""))
        self.filter.clear()
        self._filled_for = None
        self.set_busy(False)
        self.message.dismiss()
        self.open_panel(self.filter)
        self.model.begin(known, self._failed)

    def take_scan(self, code: str) -> None:
        """Put a scan into the field that has the keyboard; without one it is the serial number.

        Serial numbers that are scanned one after the other stand beside each other.
        """
        focus = QApplication.focusWidget()
        name = self.form.name_of(focus) if focus is not None else ""
        target = self.fields[name or "serial"]
        before = target.text().strip()
        several = target is self.fields["serial"] and bool(name) and bool(before)
        target.setText(f"{before}, {code}" if several else code)
        self._on_edited(name or "serial")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let up and down choose a checklist while the filter is typed, and an offer elsewhere; Enter goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            if self._took_type(event):
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & ~_KEYPAD:
                return self._go_on(watched)
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None and watched is self.filter:
                self.templates.choose_next(step)
                return True
            if step is not None and self.model.state.offers:
                last = len(self.model.state.offers) - 1
                self._take(max(0, min(self.model.state.taken + step, last)))
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and a digit say what the inspection is for, wherever the keyboard is."""
        if self._took_type(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _took_type(self, event: QKeyEvent) -> bool:
        kind: InspectionType | None = type_of_key(event) if event.modifiers() & ~_KEYPAD == _ALT else None
        if kind is not None:
            self.model.choose_type(kind)
        return kind is not None

    def _go_on(self, field: QLineEdit) -> bool:
        """Go to the next field; return whether there was one.  The sheet itself would take Enter as the end.

        An inspection cannot be taken back, and whoever accepts something known with Enter has not said the rest.  What an offer
        has filled in is passed over.
        """
        if field is self.filter:
            self._on_picked()
            return True
        fields, name = list(self.fields.values()), self.form.name_of(field)
        if field is fields[-1] or (name != "order" and not self.fields["part_number"].text().strip()):
            return False
        if name in _OFFERING and self.model.state.taken >= 0:
            later = [self.fields[one] for one in list(self.fields)[fields.index(field) + 1 :] if one not in _NAMES]
            following = next((one for one in later if not one.text().strip()), fields[-1])
        else:
            following = fields[fields.index(field) + 1]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    # Drawing

    def _render(self) -> None:
        """Draw the state of the model; what stands in the fields belongs to the person."""
        state = self.model.state
        self.form.types.set_type(state.type)
        self.form.show_offers(state.offers, state.taken)
        self.form.show_listed(listed=not state.unlisted)
        self._render_templates(state)
        self.why.setText(self._why(state))
        self.why.setVisible(bool(self.why.text()))
        self.plan.render_state(state)
        if state.exact != self._filled_for:
            self._filled_for = state.exact
            self._fill_names(state)

    def _fill_names(self, state: NewState) -> None:
        """Fill in what the one part of that number is called, where nothing was typed: these are names, not readings."""
        for name, text in () if state.exact is None else state.exact.values:
            if not self.fields[name].text():
                self.fields[name].setText(text)
        self.model.filled(self.form.texts())

    def _render_templates(self, state: NewState) -> None:
        published = state.published or ()
        rows = tuple(
            TemplateRow(
                row.id,
                row.template_name,
                self.tr("revision {number}, {count} items").format(number=row.number, count=row.item_count),
            )
            for row in published
        )
        found = matching(rows, self.filter.text())
        self.templates.set_rows(found)
        self.templates.choose(state.chosen)
        self.templates.setVisible(bool(found) or state.published is None)
        self.none.setVisible(state.published is not None and not found)
        if not rows:
            self.none.setText(self.tr("No checklist is published yet. Somebody who edits templates publishes one in Templates."))
        else:
            self.none.setText(self.tr("No checklist matches what you typed."))

    def _why(self, state: NewState) -> str:
        proposal = state.proposal
        if state.by is ChosenBy.RULE and proposal is not None:
            return self.tr("Proposed. {why}").format(why=proposal.why)
        if state.by is ChosenBy.PERSON and proposal is not None and proposal.revision_id != state.chosen:
            return self.tr("Chosen by you. The rules propose “{name}”: {why}").format(name=proposal.template, why=proposal.why)
        if state.by is ChosenBy.PERSON:
            return self.tr("Chosen by you.")
        if state.by is ChosenBy.NOBODY and state.rules_asked and state.published:
            return self.tr("No rule proposes a checklist for this. Choose one with Up and Down in the field above.")
        return ""

    # What the person does

    def _on_filter(self, typed: str) -> None:
        self._render_templates(self.model.state)
        rows = self.templates.all_rows()
        if typed.strip() and rows and self.templates.chosen() is None:
            self.model.choose(rows[0].revision_id)
        elif typed.strip() and self.templates.chosen() is not None:
            self._on_choice()

    def _on_choice(self) -> None:
        chosen = self.templates.chosen()
        if chosen is not None:
            self.model.choose(chosen.revision_id)

    def _on_picked(self) -> None:
        if self.model.state.published:
            self.fields["order"].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_edited(self, name: str) -> None:
        self.model.typed(name, self.form.texts())

    def _on_taken(self, place: int) -> None:
        """Leave the keyboard in the field whose Enter goes on to what is still missing."""
        self._take(place)
        self.fields["part_number"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, place: int) -> None:
        """Take something known in place of what an offer before it filled in."""
        offer = self.model.take(place)
        if offer is not None:
            for name, text in offer.values:
                self.fields[name].setText(text)
            self.model.filled(self.form.texts())

    def _begin(self) -> None:
        if not self.primary.isEnabled():
            return
        chosen = self.model.state.chosen
        if chosen is None:
            self._warn(self.tr("Choose a checklist first."), self.filter)
            return
        if not self.fields["part_number"].text().strip():
            self._warn(self.tr("Type or scan the part number."), self.fields["part_number"])
            return
        texts = self.form.texts()
        wrong = wrong_number(texts)
        if wrong is not None:
            self._warn(self._wrong_words(wrong), self.fields[wrong.field])
            return
        self.set_busy(True)
        call = partial(self._context.program.inspections.begin, self._context.actor, chosen, self.model.what(texts))
        self._context.jobs.write(call, self._on_begun, self._failed, owner=self)

    def _wrong_words(self, wrong: Wrong) -> str:
        match wrong:
            case Wrong.QUANTITY:
                return self.tr("Lot quantity: type a number above zero, for example 50, or leave it empty.")
            case Wrong.LOT:
                return self.tr("Lot: type the lot that the quantity belongs to, or clear the lot quantity.")
            case Wrong.COVERS:
                return self.tr("Of it now: type how much of the lot you inspect now, or leave it empty for all of it.")
            case Wrong.PIECES:
                return self.tr("Pieces: type a whole number from 1 on, or leave it empty to go by the plan.")

    def _on_begun(self, row: InspectionRow) -> None:
        self.set_busy(False)
        self.close_panel()
        self.begun.emit(row.id)

    def _failed(self, error: QaError) -> None:
        from qa_desktop.services.planning import LotSizeMissingError  # noqa: PLC0415  (services load late)

        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        if isinstance(error, LotSizeMissingError):
            name = "lot_quantity" if self.fields["lot"].text().strip() else "lot"
            self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _warn(self, sentence: str, field: QLineEdit) -> None:
        """Say what is missing and go there: the field is far from the line that says so."""
        self.message.show_message(MessageKind.WARNING, sentence)
        field.selectAll()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
