"""The sheets of the lists: a code with its words, a cost of a part."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from qa_desktop.domain.causes import CodeScope
from qa_desktop.domain.costs import CostKind
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import words_of
from qa_desktop.ui.lock.fields import TextField
from qa_desktop.ui.settings.lists_model import Entry, ListKind, ListsState
from qa_desktop.ui.settings.lists_words import ListWords
from qa_desktop.ui.theme.tokens import SPACE_3
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class ListSheet(DialogPanel):
    """Opens for an entry and shows what went wrong.  ``given`` carries what was typed, by name."""

    keeps_words = True
    given = Signal(dict)

    def __init__(self, host: QWidget, title: str) -> None:
        super().__init__(host, title, primary_text=host.tr("Store"), primary_icon="check", width=640)
        self._told: QaError | None = None
        self.words_of_lists = ListWords(self)
        self.confirmed.connect(lambda: self.given.emit(self.typed()))

    def show_state(self, state: ListsState) -> None:
        """Open, or show what went wrong."""
        if self.isHidden():
            self._told = None
            self.begin(state)
            self.open_panel(self.first_field(state))
        self.set_busy(state.busy)
        if state.sheet_error is not None and state.sheet_error is not self._told:
            self._told = state.sheet_error
            self.message.show_message(MessageKind.ERROR, words_of(state.sheet_error))

    def begin(self, state: ListsState) -> None:
        """Fill the fields."""
        raise NotImplementedError

    def first_field(self, state: ListsState) -> QWidget | None:
        """Return where to begin; ``None`` is the first field."""
        return None

    def typed(self) -> dict[str, str]:
        """Return what was typed."""
        raise NotImplementedError


class CodeSheet(ListSheet):
    """A code of failures or causes.  The short name of one that is there stays."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Code"))
        self.code = TextField(
            self.tr("Short name"),
            self.content,
            limit=30,
            hint=self.tr("Capitals and digits, for example DIM-01. It never changes."),
        )
        self.words = TextField(self.tr("What it means"), self.content, limit=200)
        self.scope = ChoiceBox(self.content, name=self.tr("Explains"))
        for scope in CodeScope:
            self.scope.addItem(self.words_of_lists.scope(scope), scope.value)
        self.scope_field = LabelledField(self.tr("Explains"), self.scope, self.content)
        self.kept = PlainLabel("", self.content, role="text_muted")
        for widget in (self.code, self.words, self.scope_field, self.kept):
            self.body.addWidget(widget)
        self.code.lead_to(self.words.line)

    def begin(self, state: ListsState) -> None:
        """Show a code that is there, or empty fields."""
        entry = state.edited or Entry("", "", "", scope=CodeScope.OCCURRENCE)
        self.code.set_text(entry.code)
        self.code.setVisible(state.edited is None)
        self.words.set_text(entry.words)
        self.scope_field.setVisible(state.edited is None and state.kind is ListKind.CAUSES)
        self.scope.setCurrentIndex(self.scope.findData((entry.scope or CodeScope.OCCURRENCE).value))
        words = self.tr("{code}: whatever bears this code shows the new words.")
        self.kept.setText(words.format(code=entry.code))
        self.kept.setVisible(state.edited is not None)

    def typed(self) -> dict[str, str]:
        """Return short name, words and scope."""
        return {"code": self.code.text(), "words": self.words.text(), "scope": str(self.scope.currentData())}


class CostSheet(ListSheet):
    """What a piece costs, or doing something to it, from a day on."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Cost of a part"))
        self.part = TextField(self.tr("Part number"), self.content, limit=80, hint=self.tr("Counts for every revision of it."))
        self.kind = ChoiceBox(self.content, name=self.tr("Cost of"))
        for kind in CostKind:
            self.kind.addItem(self.words_of_lists.cost(kind), kind.value)
        self.cost = TextField(self.tr("Cost of one piece"), self.content, limit=20)
        self.currency = TextField(self.tr("Currency"), self.content, limit=3, placeholder="EUR")
        self.valid_from = TextField(self.tr("From this day on"), self.content, limit=10, placeholder="2026-12-31")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_3)
        grid.addWidget(self.part, 0, 0, 1, 2)
        grid.addWidget(LabelledField(self.tr("Cost of"), self.kind, self.content), 1, 0, 1, 2)
        grid.addWidget(self.cost, 2, 0)
        grid.addWidget(self.currency, 2, 1)
        grid.addWidget(self.valid_from, 3, 0, 1, 2)
        self.body.addLayout(grid)
        words = self.tr("A cost is never changed: a newer one counts from its day on, and what was computed before stays right.")
        self.body.addWidget(PlainLabel(words, self.content, role="text_muted"))
        for one, following in ((self.part, self.kind), (self.cost, self.currency.line), (self.currency, self.valid_from.line)):
            one.lead_to(following)

    def begin(self, state: ListsState) -> None:
        """Begin with the part and kind of the chosen row, and with the currency of the house."""
        entry = state.edited or Entry("", "", "", cost_kind=CostKind.PIECE)
        self.part.set_text(entry.code)
        self.kind.setCurrentIndex(self.kind.findData((entry.cost_kind or CostKind.PIECE).value))
        self.cost.set_text("")
        self.currency.set_text(state.currency)
        self.valid_from.set_text(state.today)

    def first_field(self, state: ListsState) -> QWidget | None:
        """Begin with the amount where part and kind stand already."""
        return None if state.edited is None else self.cost.line

    def typed(self) -> dict[str, str]:
        """Return everything as it was typed."""
        return {
            "code": self.part.text(),
            "cost_kind": str(self.kind.currentData()),
            "cost": self.cost.text(),
            "currency": self.currency.text(),
            "valid_from": self.valid_from.text(),
        }
