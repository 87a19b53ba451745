"""The sheet for a decision on a lot: quantities, reason, what will be signed, password."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.lot import LotSource, amount_text
from qa_desktop.ui.context import words_of
from qa_desktop.ui.lots.view_model import Draft, LotsModel, LotsState, check_of
from qa_desktop.ui.lots.words import LotWords
from qa_desktop.ui.reports.preview import ResultMark
from qa_desktop.ui.review.password import PasswordField
from qa_desktop.ui.review.words import ScreenWords
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import LabelledField, NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.shapes import Shape
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.lots import LotDetail

PREPARE_MS = 200
ALL_KEY = Qt.Key.Key_F4


class DecisionSheet(DialogPanel):
    """Nothing in it is filled in; F4 puts all that is left into the quantity where the cursor is."""

    def __init__(self, host: QWidget, model: LotsModel) -> None:
        super().__init__(
            host, host.tr("Decide on a lot"), primary_text=host.tr("Sign the decision"), primary_icon="pen-line", width=760
        )
        self._model = model
        self._words, self._steps = LotWords(self), ScreenWords(self)
        self._lot: LotDetail | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREPARE_MS)
        self._timer.timeout.connect(model.prepare)
        self._build()
        self.confirmed.connect(self._sign)
        self.closed.connect(self._put_away)

    def _build(self) -> None:
        self.source, self.basis = QComboBox(self.content), QComboBox(self.content)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(LabelledField(self.tr("What is decided"), self.source, self.content), 2)
        row.addWidget(LabelledField(self.tr("On which inspection"), self.basis, self.content), 3)
        self.body.addLayout(row)
        self.inspected, self.accepted, self.rejected, self.held = (_Quantity(self.content) for _ in range(4))
        quantities = QHBoxLayout()
        quantities.setSpacing(SPACE_2)
        for field, words in (
            (self.inspected, self.tr("Decided in all")),
            (self.accepted, self.tr("Accepted")),
            (self.rejected, self.tr("Rejected")),
            (self.held, self.tr("On hold")),
        ):
            quantities.addWidget(LabelledField(words, field, self.content))
            field.textEdited.connect(self._edited)
            field.all_wanted.connect(self._all_of_it)
            field.left.connect(self._next_field)
        self.body.addLayout(quantities)
        self.check = _Said(self.content)
        self.body.addWidget(self.check)
        self.reason = NoteField(self.content, lines=2)
        self._reason_field = LabelledField(self.tr("Reason (needed when goods are rejected or held)"), self.reason, self.content)
        self.body.addWidget(self._reason_field)
        self.shown = _Said(self.content)
        self.body.addWidget(self.shown)
        self.password = PasswordField(self.content)
        self.body.addWidget(self.password)
        self.source.activated.connect(self._edited)
        self.basis.activated.connect(self._edited)
        self.reason.textChanged.connect(self._edited)
        self.password.submitted.connect(self._sign)

    def open_for(self, lot: LotDetail, source: LotSource) -> None:
        """Ask for a decision on what lies at ``source``."""
        self._lot = lot
        self._model.begin_decision(source)
        draft = self._model.state.draft
        title = self.tr("Decide on lot {number}").format(number=lot.row.number)
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.source.clear()
        for one in LotSource:
            there = amount_text(lot.row.balance.at(one))
            if lot.row.balance.at(one) > 0:
                self.source.addItem(self._words.source_choice(one, there), one)
        self.source.setCurrentIndex(max(0, self.source.findData(source)))
        self.basis.clear()
        self.basis.addItem(self.tr("None: reject or hold only"), None)
        for found in lot.inspections:
            if not found.basis.is_void:
                state = self.tr("blocked") if found.blocks else self.tr("approved")
                self.basis.addItem(f"{found.row.number} · {found.row.template} · {state}", found.row.id)
        self.basis.setCurrentIndex(max(0, self.basis.findData(draft.inspection_id)))
        for field in self._fields():
            field.clear()
        self.reason.blockSignals(True)
        self.reason.clear()
        self.reason.blockSignals(False)
        self.password.clear()
        self.set_busy(False)
        self.show_state(self._model.state)
        self.open_panel(self.accepted if source is not LotSource.ACCEPTED else self.held)

    def show_state(self, state: LotsState) -> None:
        """Draw the check of the quantities, and what would be signed."""
        check = check_of(state.draft)
        if state.draft.is_empty:
            words = self.tr("Type the quantities. F4 puts all that is left where the cursor is.")
            self.check.say(words, Shape.RING, Tone.OPEN)
        else:
            good = check.balances
            self.check.say(
                self._words.check(check), Shape.TICK if good else Shape.TRIANGLE, Tone.CONFORMS if good else Tone.WARNING
            )
        self._show_prepared(state)
        self.set_busy(state.busy)
        if state.busy:
            self.primary.setText(self._steps.step(state.step) if state.step else self.tr("Signing …"))
        else:
            self.primary.setText(self.tr("Sign the decision"))

    def refuse(self, error: QaError) -> None:
        """Say why nothing was signed; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self._fit()
        if self.password.text():
            self.password.try_again()

    def _show_prepared(self, state: LotsState) -> None:
        ready, prepared = state.ready, state.prepared
        if ready is not None:
            said = self._words.decided(ready.decided)
            after = self._words.balance(ready.after)
            words = self.tr("You sign: {said}. After that the lot lies: {after}. Content code {code}").format(
                said=said, after=after, code=short_code(ready.digest)
            )
            self.shown.say(words, Shape.TICK, Tone.ACCENT)
        elif not check_of(state.draft).balances:
            self.shown.say(self.tr("Here stands what you sign, once the quantities balance."), Shape.RING, Tone.OPEN)
        elif prepared is not None and prepared.draft == state.draft and prepared.refusal is not None:
            self.shown.say(words_of(prepared.refusal), Shape.CROSS, Tone.FAILS)
        else:
            self.shown.say(self.tr("Looking at the lot …"), Shape.RING, Tone.OPEN)

    def _fields(self) -> tuple[_Quantity, ...]:
        return self.inspected, self.accepted, self.rejected, self.held

    def _edited(self) -> None:
        self.message.dismiss()
        self._model.edit(self._typed())
        self._timer.start()

    def _typed(self) -> Draft:
        """Return what stands in the sheet."""
        inspected, accepted, rejected, held = (field.text() for field in self._fields())
        source, basis = LotSource(self.source.currentData()), self.basis.currentData()
        return Draft(source, basis, inspected, accepted, rejected, held, self.reason.toPlainText())

    def _all_of_it(self) -> None:
        """Put what the other parts leave of the source where the cursor is, and all of it into what is decided."""
        field = self.sender()
        if self._lot is None or not isinstance(field, _Quantity):
            return
        whole = self._lot.row.balance.at(LotSource(self.source.currentData()))
        if field is not self.inspected:
            check = check_of(self._typed())
            own = check_of(Draft(accepted=field.text())).accepted
            field.setText(amount_text(max(Decimal(0), whole - (check.together - own))))
        self.inspected.setText(amount_text(whole))
        self._edited()

    def _next_field(self) -> None:
        self.focusNextPrevChild(True)

    def _sign(self) -> None:
        if not self.primary.isEnabled():
            return
        if self._timer.isActive():
            self._timer.stop()
            self._model.prepare()
        self._model.sign(self.password.text())

    def _put_away(self) -> None:
        self._timer.stop()
        self.password.clear()


class _Quantity(QLineEdit):
    """A quantity: Enter goes on to the next field, F4 asks for all of it."""

    all_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(40)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip(self.tr("F4: all that is left"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and F4; Ctrl+Enter belongs to the sheet."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == ALL_KEY:
            self.all_wanted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not control:
            if not event.isAutoRepeat():
                self.left.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class _Said(QWidget):
    """A sentence with the shape of what it says before it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = ResultMark(self)
        self.label = PlainLabel("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)

    def say(self, words: str, shape: Shape, tone: Tone) -> None:
        """Show another sentence."""
        self.label.setText(words)
        self.label.set_role("text" if tone is Tone.ACCENT else tone.value if tone is not Tone.OPEN else "text_muted")
        self._mark.set_look(shape, tone)

    def text(self) -> str:
        """Return the sentence."""
        return self.label.text()
