"""Lists: failure codes, cause codes, and what parts cost.  Nothing is ever deleted here."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.dashboard.memory_table import MemoryTable
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.settings.lists_model import Entry, ListKind, ListsModel, ListsState
from qa_desktop.ui.settings.lists_sheets import CodeSheet, CostSheet, ListSheet
from qa_desktop.ui.settings.lists_words import ListWords
from qa_desktop.ui.settings.page import SectionPage
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.keyset_model import Column
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind


class ListsPage(SectionPage):
    """One list at a time, with what may be done to it below."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context, host)
        self.set_heading(self.tr("Lists"), self.tr("The words by which failures and causes are counted, and what parts cost."))
        self._words = ListWords(self)
        self._shown: tuple[Entry, ...] | None = None
        self._told = False
        self.model = ListsModel(context.program, context.actor, context.jobs, changed=self._changed, owner=self)
        self.sheets: dict[bool, ListSheet] = {False: CodeSheet(host), True: CostSheet(host)}
        for sheet in self.sheets.values():
            sheet.given.connect(self.model.give)
            sheet.cancelled.connect(self.model.cancel)
        self.message = InlineMessage(self)
        self._build_lists()
        self._build_acts()
        for keys, act in (
            ("Ctrl+N", self._new),
            ("F2", self._edit),
            ("Del", self._retire),
            ("Ctrl+Tab", partial(self._turn, 1)),
            ("Ctrl+Shift+Tab", partial(self._turn, -1)),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.render_state(self.model.state)

    def enter(self) -> None:
        """Load the list."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        return self.tables[self.model.state.kind]

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return what may be done here by this person."""
        turn = KeyHint("Ctrl+Tab", self.tr("Next list"))
        if not self.model.state.may_edit:
            return (turn,)
        edit = KeyHint("F2", self.tr("Change"))
        retire = (KeyHint("Del", self.tr("Retire / offer again")),) if self.model.state.kind is not ListKind.COSTS else ()
        return (KeyHint("Ctrl+N", self.tr("Add")), edit, *retire, turn)

    def render_state(self, state: ListsState) -> None:
        """Draw the state."""
        self.buttons[state.kind].setChecked(True)
        for kind, table in self.tables.items():
            table.setVisible(kind is state.kind)
        if state.entries is not None and state.entries is not self._shown:
            self._shown = state.entries
            self.tables[state.kind].show_rows(state.entries)
        is_cost = state.kind is ListKind.COSTS
        for button in (self.add, self.edit, self.retire):
            button.setVisible(state.may_edit and not (is_cost and button is self.retire))
        self.edit.setText(self.tr("State a newer cost …") if is_cost else self.tr("Change the words …"))
        self._show_sheet(state, self.sheets[is_cost])
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.saved:
            self.message.show_message(MessageKind.SUCCESS, self.tr("Stored. It counts from now on."))
        elif not state.may_edit:
            self.message.show_message(MessageKind.INFO, self._who(state.kind))
        else:
            self.message.hide()

    def _show_sheet(self, state: ListsState, sheet: ListSheet) -> None:
        if state.sheet:
            sheet.show_state(state)
        elif not sheet.isHidden():
            sheet.set_busy(False)
            sheet.close_panel()

    def _who(self, kind: ListKind) -> str:
        return {
            ListKind.FAILURES: self.tr("Only quality engineers change failure codes."),
            ListKind.CAUSES: self.tr("Only supervisors and quality engineers change cause codes."),
            ListKind.COSTS: self.tr("Only managers and quality engineers state costs."),
        }[kind]

    def _build_lists(self) -> None:
        names = {
            ListKind.FAILURES: self.tr("Failure codes"),
            ListKind.CAUSES: self.tr("Cause codes"),
            ListKind.COSTS: self.tr("Costs of parts"),
        }
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(SPACE_2)
        self.buttons: dict[ListKind, ActionButton] = {}
        self.tables: dict[ListKind, MemoryTable] = {}
        for kind, name in names.items():
            button = ActionButton(name, self)
            button.setCheckable(True)
            button.clicked.connect(partial(self.model.choose, kind))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[kind] = button
            table = MemoryTable(self._columns(kind), lambda one: one.key, name, self)
            table.row_activated.connect(self.model.ask)
            self.tables[kind] = table
        row.addStretch(1)
        self.cards.addLayout(row)
        self.cards.addWidget(self.message)
        for table in self.tables.values():
            self.cards.addWidget(table, 1)
        codes = self.tr("Without codes failures are only counted as “not stated”. Add the first with Ctrl+N.")
        self.tables[ListKind.FAILURES].set_empty_state(self.tr("No failure codes yet"), codes, icon="flag")
        self.tables[ListKind.CAUSES].set_empty_state(self.tr("No cause codes yet"), codes, icon="flag")
        costs = self.tr("Without costs the cost of poor quality says “no cost stated”. State the first with Ctrl+N.")
        self.tables[ListKind.COSTS].set_empty_state(self.tr("No costs stated yet"), costs, icon="package")

    def _build_acts(self) -> None:
        self.add = ActionButton(self.tr("Add …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.edit = ActionButton(self.tr("Change the words …"), self, icon="pencil", shortcut_hint="F2")
        self.retire = ActionButton(self.tr("Retire / offer again"), self, icon="eye-off", shortcut_hint="Del")
        self.add.clicked.connect(self._new)
        self.edit.clicked.connect(self._edit)
        self.retire.clicked.connect(self._retire)
        acts = QHBoxLayout()
        acts.setSpacing(SPACE_2)
        for button in (self.add, self.edit, self.retire):
            acts.addWidget(button)
        acts.addStretch(1)
        self.foot.addLayout(acts)
        self.show_foot()

    def _columns(self, kind: ListKind) -> tuple[Column, ...]:
        if kind is ListKind.COSTS:
            return (
                Column(self.tr("Part"), lambda one: str(one.code), 150, strong=True),
                Column(self.tr("Cost of"), lambda one: self._words.cost(one.cost_kind), stretch=True),
                Column(self.tr("Each"), lambda one: f"{one.cost} {one.currency}", 128, numeric=True),
                Column(self.tr("From"), lambda one: str(one.valid_from), 124),
                Column(self.tr("Counts"), self._counts, 124, paint=self._paint_counts),
            )
        scope = Column(self.tr("Explains"), lambda one: self._words.scope(one.scope), 180)
        return (
            Column(self.tr("Code"), lambda one: str(one.code), 150, strong=True),
            Column(self.tr("What it means"), lambda one: str(one.words), stretch=True),
            *((scope,) if kind is ListKind.CAUSES else ()),
            Column(self.tr("Offered"), self._offered, 124, paint=self._paint_offered),
        )

    def _offered(self, one: Entry) -> str:
        return self.tr("offered") if one.active else self.tr("retired")

    def _counts(self, one: Entry) -> str:
        if not one.active:
            return self.tr("replaced")
        return self.tr("later") if one.valid_from > self.model.state.today else self.tr("now")

    def _paint_offered(self, painter: QPainter, rect: QRect, one: Any, _selected: bool) -> None:
        paint_chip(painter, rect, self._offered(one), Tone.CONFORMS if one.active else Tone.NA)

    def _paint_counts(self, painter: QPainter, rect: QRect, one: Any, _selected: bool) -> None:
        tone = Tone.OPEN if one.valid_from > self.model.state.today else Tone.CONFORMS
        paint_chip(painter, rect, self._counts(one), tone if one.active else Tone.NA)

    def _chosen(self) -> Entry | None:
        found: Entry | None = self.tables[self.model.state.kind].current_row()
        return found

    def _new(self) -> None:
        self.model.ask()

    def _edit(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self.model.ask(entry)

    def _retire(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self.model.retire(entry)

    def _turn(self, step: int) -> None:
        kinds = tuple(ListKind)
        self.model.choose(kinds[(kinds.index(self.model.state.kind) + step) % len(kinds)])
        self.tables[self.model.state.kind].setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        saved = self.model.state.saved
        self.render_state(self.model.state)
        if saved and not self._told:
            self.tell_saved()
        self._told = saved
        if isinstance(self.host, Screen):
            self.host.hints_changed.emit()
