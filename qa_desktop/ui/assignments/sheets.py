"""The sheets of rules and patrols, and the question before something is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.ui.assignments.view_model import AssignmentsState
from qa_desktop.ui.assignments.words import RuleWords
from qa_desktop.ui.context import words_of
from qa_desktop.ui.home.plan_words import type_name
from qa_desktop.ui.lock.fields import TextField
from qa_desktop.ui.theme.tokens import SPACE_3
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.assignments import RuleWish
    from qa_desktop.services.patrols import PatrolWish

MOST_LOTS = 5


class _FormSheet(DialogPanel):
    """A sheet that opens once for a row and then shows what went wrong."""

    def __init__(self, host: QWidget, title: str, *, primary_text: str, width: int = 760) -> None:
        super().__init__(host, title, primary_text=primary_text, width=width)
        self._told: QaError | None = None
        self.template = ChoiceBox(self.content, name=self.tr("Checklist"))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(SPACE_3)
        self.grid.setVerticalSpacing(SPACE_3)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        self.body.addLayout(self.grid)

    def show_state(self, state: AssignmentsState) -> None:
        """Open for what the state names, or show what went wrong."""
        if self.isHidden():
            self._told = None
            self.template.clear()
            for key, name in state.templates:
                self.template.addItem(name, key)
            self._fill(state)
            self.open_panel(self.template)
        self.set_busy(state.busy)
        if state.sheet_error is not None and state.sheet_error is not self._told:
            self._told = state.sheet_error
            self.message.show_message(MessageKind.ERROR, words_of(state.sheet_error))

    def _fill(self, state: AssignmentsState) -> None:
        raise NotImplementedError

    def _choose_template(self, key: str | None) -> None:
        self.template.setCurrentIndex(max(0, self.template.findData(key)) if key else 0)


class RuleSheet(_FormSheet):
    """What a rule is for, and what it proposes.  ``wanted`` carries a wish."""

    wanted = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Rule"), primary_text=host.tr("Save rule"))
        words = RuleWords(self)
        self.part = TextField(self.tr("Part number"), self.content, limit=80, placeholder=self.tr("any"))
        self.supplier = TextField(self.tr("Supplier"), self.content, limit=80, placeholder=self.tr("any"))
        self.operation = TextField(self.tr("Operation"), self.content, limit=80, placeholder=self.tr("any"))
        self.type = ChoiceBox(self.content, name=self.tr("Type"))
        self.type.addItem(self.tr("any"), None)
        for kind in InspectionType:
            self.type.addItem(type_name(kind), kind.value)
        self.lots = ChoiceBox(self.content, name=self.tr("Lots"))
        for number in range(1, MOST_LOTS + 1):
            self.lots.addItem(words.lots(number), number)
        self.note = TextField(self.tr("Why (shown with the proposal)"), self.content, limit=500)
        self.new_seed = QCheckBox(self.tr("Begin the choice of lots anew, with another seed"), self.content)
        self.grid.addWidget(LabelledField(self.tr("Checklist"), self.template, self.content), 0, 0)
        self.grid.addWidget(LabelledField(self.tr("Type of inspection"), self.type, self.content), 0, 1)
        self.grid.addWidget(self.part, 1, 0)
        self.grid.addWidget(self.supplier, 1, 1)
        self.grid.addWidget(self.operation, 2, 0)
        self.grid.addWidget(LabelledField(self.tr("Lots that are inspected"), self.lots, self.content), 2, 1)
        self.grid.addWidget(self.note, 3, 0, 1, 2)
        self.grid.addWidget(self.new_seed, 4, 0, 1, 2)
        hint = self.tr(
            "The most specific rule wins: the part number counts most, then the supplier, the operation, the type. "
            "After a lot that was not accepted every lot is inspected again."
        )
        self.body.addWidget(PlainLabel(hint, self.content, role="text_muted"))
        self.part.lead_to(self.supplier.line)
        self.supplier.lead_to(self.operation.line)
        self.operation.lead_to(self.note.line)
        self.confirmed.connect(self._submit)

    def _fill(self, state: AssignmentsState) -> None:
        row = state.rule
        self._choose_template(None if row is None else row.template_id)
        self.part.set_text("" if row is None else row.part_number)
        self.supplier.set_text("" if row is None else row.supplier)
        self.operation.set_text("" if row is None else row.operation)
        self.note.set_text("" if row is None else row.note)
        kind = InspectionType(row.inspection_type) if row is not None and row.inspection_type else None
        self.type.setCurrentIndex(0 if kind is None else list(InspectionType).index(kind) + 1)
        self.lots.setCurrentIndex(0 if row is None else row.one_lot_in - 1)
        self.new_seed.setChecked(False)
        self.new_seed.setVisible(row is not None and row.one_lot_in > 1)

    def wish(self) -> RuleWish:
        """Return what is asked for."""
        from qa_desktop.services.assignments import RuleWish  # noqa: PLC0415  (services load late)

        kind = self.type.currentData()
        return RuleWish(
            self.template.currentData() or "",
            self.part.text(),
            self.supplier.text(),
            self.operation.text(),
            InspectionType(kind) if kind else None,
            self.lots.currentData(),
            self.note.text(),
            self.new_seed.isChecked(),
        )

    def _submit(self) -> None:
        self.wanted.emit(self.wish())


class PatrolSheet(_FormSheet):
    """Where a patrol goes and when its rounds are due.  ``wanted`` carries a wish."""

    wanted = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Patrol"), primary_text=host.tr("Save patrol"))
        self.name = TextField(self.tr("Name"), self.content, limit=80)
        self.place = TextField(self.tr("Machine or place"), self.content, limit=80)
        self.part = TextField(self.tr("Part number"), self.content, limit=80, placeholder=self.tr("any, asked at each round"))
        self.pieces = TextField(self.tr("Every … pieces"), self.content, limit=7, placeholder=self.tr("not by pieces"))
        self.minutes = TextField(self.tr("Every … minutes"), self.content, limit=7, placeholder=self.tr("not by time"))
        self.setup = QCheckBox(self.tr("After every set-up"), self.content)
        self.grid.addWidget(self.name, 0, 0)
        self.grid.addWidget(LabelledField(self.tr("Checklist"), self.template, self.content), 0, 1)
        self.grid.addWidget(self.place, 1, 0)
        self.grid.addWidget(self.part, 1, 1)
        self.grid.addWidget(self.pieces, 2, 0)
        self.grid.addWidget(self.minutes, 2, 1)
        self.grid.addWidget(self.setup, 3, 0, 1, 2)
        hint = self.tr("Minutes count only while production runs. A round that is begun, due or not, starts the count again.")
        self.body.addWidget(PlainLabel(hint, self.content, role="text_muted"))
        self.name.lead_to(self.place.line)
        self.place.lead_to(self.part.line)
        self.part.lead_to(self.pieces.line)
        self.pieces.lead_to(self.minutes.line)
        self.confirmed.connect(self._submit)

    def show_state(self, state: AssignmentsState) -> None:
        """Open with the keyboard in the name."""
        opens = self.isHidden()
        super().show_state(state)
        if opens:
            self.name.line.setFocus()

    def _fill(self, state: AssignmentsState) -> None:
        row = None if state.patrol is None else state.patrol.row
        self._choose_template(None if row is None else row.template_id)
        self.name.set_text("" if row is None else row.name)
        self.place.set_text("" if row is None else row.place)
        self.part.set_text("" if row is None else row.part_number)
        self.pieces.set_text(str(row.every_pieces) if row is not None and row.every_pieces else "")
        self.minutes.set_text(str(row.every_minutes) if row is not None and row.every_minutes else "")
        self.setup.setChecked(row is not None and row.after_setup)

    def _submit(self) -> None:
        for field, name in ((self.pieces, self.tr("pieces")), (self.minutes, self.tr("minutes"))):
            if _number(field.text()) is None:
                words = self.tr("Type a whole number of {name}, or leave the field empty.").format(name=name)
                self.message.show_message(MessageKind.WARNING, words)
                field.line.setFocus()
                return
        self.wanted.emit(self.wish())

    def wish(self) -> PatrolWish:
        """Return what is asked for."""
        from qa_desktop.services.patrols import PatrolWish  # noqa: PLC0415  (services load late)

        return PatrolWish(
            self.template.currentData() or "",
            self.name.text(),
            self.part.text(),
            self.place.text(),
            _number(self.pieces.text()) or 0,
            _number(self.minutes.text()) or 0,
            self.setup.isChecked(),
        )


class OffSheet(DialogPanel):
    """Asks before something is switched off."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Switch off"), primary_text=host.tr("Switch off"), primary_icon="x", danger=True)
        self.what = PlainLabel("", self.content, strong=True)
        self.body.addWidget(self.what)
        self.body.addWidget(
            PlainLabel(self.tr("It stays in the list and in the records, and cannot be switched on again."), self.content)
        )

    def show_off(self, what: str, state: AssignmentsState) -> None:
        """Open for something by its name, or show what went wrong."""
        self.what.setText(what)
        if self.isHidden():
            self.open_panel(self.secondary)
        self.set_busy(state.busy)
        if state.sheet_error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.sheet_error))


def _number(text: str) -> int | None:
    """Return a whole number, 0 for an empty field, ``None`` for anything else."""
    cleaned = text.strip()
    if not cleaned:
        return 0
    return int(cleaned) if cleaned.isascii() and cleaned.isdigit() else None
