"""Rules at the left, patrols at the right; each with its sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.assignments.sheets import OffSheet, PatrolSheet, RuleSheet
from qa_desktop.ui.assignments.view_model import AssignmentsModel, AssignmentsState, Sheet
from qa_desktop.ui.assignments.words import RuleWords
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.home.patrol_words import PatrolWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.reports.table import TwoLineTable, paint_two_lines
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

_ALL = 100_000
"""Rules and patrols are counted in hundreds and are in memory anyway."""


class AssignmentsScreen(Screen):
    """Place.ASSIGNMENTS: which checklist is proposed for what, and which rounds come due."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words, self._patrol_words = RuleWords(self), PatrolWords(self)
        self._last: QWidget | None = None
        self._listed: tuple[object, object] = (None, None)
        self.message = InlineMessage(self)
        self.rules = TwoLineTable(self, name=self.tr("Rules"))
        self.patrols = TwoLineTable(self, name=self.tr("Patrols"))
        self.back = ActionButton(self.tr("Templates"), self, icon="arrow-left", shortcut_hint="Esc")
        self.new_rule = ActionButton(self.tr("New rule …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.new_patrol = ActionButton(self.tr("New patrol …"), self, icon="plus", shortcut_hint="Ctrl+Shift+N")
        self.change_button = ActionButton(self.tr("Change …"), self, icon="pencil", shortcut_hint="Enter")
        self.off_button = ActionButton(self.tr("Switch off …"), self, icon="x", shortcut_hint="Del")
        self.rule_sheet, self.patrol_sheet, self.off_sheet = RuleSheet(self), PatrolSheet(self), OffSheet(self)
        self.model = AssignmentsModel(context, changed=self._render, owner=self)
        self.rule_rows = self._rows(self._rule_columns(), self._fetch_rules, lambda row: row.id)
        self.patrol_rows = self._rows(self._patrol_columns(), self._fetch_patrols, lambda state: state.row.id)
        self.rules.set_records(self.rule_rows)
        self.patrols.set_records(self.patrol_rows)
        self._lay_out()
        self._connect()
        self._render()

    def enter(self, **_what: object) -> None:
        """Load both lists."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin in the rules."""
        return self.rules

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        look = (KeyHint("F6", self.tr("Rules / patrols")), KeyHint("F5", self.tr("Reload")), KeyHint("Esc", self.tr("Templates")))
        if not self.model.state.may_edit:
            return look
        return (
            KeyHint("Ctrl+N", self.tr("New rule")),
            KeyHint("Ctrl+Shift+N", self.tr("New patrol")),
            KeyHint("Enter", self.tr("Change")),
            KeyHint("Del", self.tr("Switch off")),
            *look,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember which list the keyboard was in."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, TwoLineTable):
            self._last = watched
        return super().eventFilter(watched, event)

    def _rows(self, columns: tuple[Column, ...], fetch: Callable[..., None], key: Callable[[Any], Any]) -> KeysetTableModel:
        return KeysetTableModel(columns, fetch, key, self, page_size=_ALL)

    def _rule_columns(self) -> tuple[Column, ...]:
        def text(row: Any) -> str:
            return f"{self._words.what(row)}, {self._words.gives(row)}"

        def paint(painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
            paint_two_lines(painter, rect, self._words.what(row), self._words.gives(row), selected=selected, strong=True)

        return (Column(self.tr("Rule"), text, stretch=True, paint=paint), self._state_column(lambda row: row.active))

    def _patrol_columns(self) -> tuple[Column, ...]:
        def below(state: Any) -> str:
            return f"{self._patrol_words.schedule(state.row)} · {state.row.template}"

        def text(state: Any) -> str:
            return f"{state.row.name}, {below(state)}"

        def paint(painter: QPainter, rect: QRect, state: Any, selected: bool) -> None:
            paint_two_lines(painter, rect, state.row.name, below(state), selected=selected, strong=True)

        return (Column(self.tr("Patrol"), text, stretch=True, paint=paint), self._state_column(lambda state: state.row.active))

    def _state_column(self, active: Callable[[Any], bool]) -> Column:
        def words(row: Any) -> str:
            return self.tr("Active") if active(row) else self.tr("Off")

        def paint(painter: QPainter, rect: QRect, row: Any, _selected: bool) -> None:
            paint_chip(painter, rect, words(row), Tone.CONFORMS if active(row) else Tone.NA)

        return Column(self.tr("State"), words, width=96, paint=paint)

    def _lay_out(self) -> None:
        columns, actions = QHBoxLayout(), QHBoxLayout()
        columns.setSpacing(SPACE_3)
        actions.setSpacing(SPACE_2)
        columns.addWidget(self.rules, 3)
        columns.addWidget(self.patrols, 2)
        for button in (self.new_rule, self.new_patrol, self.change_button, self.off_button):
            actions.addWidget(button)
        actions.addStretch(1)
        actions.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.message)
        layout.addLayout(columns, 1)
        layout.addLayout(actions)

    def _connect(self) -> None:
        for table in (self.rules, self.patrols):
            table.installEventFilter(self)
        self.rules.row_activated.connect(self._change)
        self.patrols.row_activated.connect(self._change)
        self.rules.empty_action_requested.connect(self._new_rule)
        self.patrols.empty_action_requested.connect(self._new_patrol)
        self.rule_rows.loaded.connect(self._rules_loaded)
        self.patrol_rows.loaded.connect(self._patrols_loaded)
        self.new_rule.clicked.connect(self._new_rule)
        self.new_patrol.clicked.connect(self._new_patrol)
        self.change_button.clicked.connect(self._change)
        self.off_button.clicked.connect(self._off)
        self.back.clicked.connect(self._back)
        self.message.dismissed.connect(self.model.dismiss)
        self.rule_sheet.wanted.connect(self.model.save_rule)
        self.patrol_sheet.wanted.connect(self.model.save_patrol)
        self.off_sheet.confirmed.connect(self.model.switch_off)
        for sheet in (self.rule_sheet, self.patrol_sheet, self.off_sheet):
            sheet.cancelled.connect(self.model.give_up)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+N", self._new_rule),
            ("Ctrl+Shift+N", self._new_patrol),
            ("Del", self._off),
            ("F5", self.model.load),
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
            ("Esc", self._back),
        ):
            QShortcut(QKeySequence(keys), self, slot, context=inside)

    def _render(self) -> None:
        state = self.model.state
        if (state.rules, state.patrols) != self._listed:
            self._listed = (state.rules, state.patrols)
            self.rule_rows.reload()
            self.patrol_rows.reload()
        for button in (self.new_rule, self.new_patrol, self.change_button, self.off_button):
            button.setVisible(state.may_edit)
        self._render_empty(state)
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        else:
            self.message.hide()
        self._render_sheets(state)

    def _render_empty(self, state: AssignmentsState) -> None:
        action = self.tr("New rule …") if state.may_edit else ""
        words = self.tr("A rule says which checklist is proposed for a part, a supplier, an operation or a type of inspection.")
        self.rules.set_empty_state(self.tr("No rules yet"), words, icon="layers", action_text=action)
        action = self.tr("New patrol …") if state.may_edit else ""
        words = self.tr("The rounds of a patrol come due on the home screen: by pieces, by minutes, after a set-up.")
        self.patrols.set_empty_state(self.tr("No patrols yet"), words, icon="clock", action_text=action)

    def _render_sheets(self, state: AssignmentsState) -> None:
        for sheet, wanted in ((self.rule_sheet, Sheet.RULE), (self.patrol_sheet, Sheet.PATROL)):
            if state.sheet is wanted:
                sheet.show_state(state)
            else:
                sheet.close_panel()
        if state.sheet is Sheet.RULE_OFF and state.rule is not None:
            self.off_sheet.show_off(self._words.what(state.rule), state)
        elif state.sheet is Sheet.PATROL_OFF and state.patrol is not None:
            self.off_sheet.show_off(state.patrol.row.name, state)
        else:
            self.off_sheet.close_panel()

    def _fetch_rules(
        self, _request: PageRequest, done: Callable[[Sequence[Any]], None], _failed: Callable[[QaError], None]
    ) -> None:
        if self.model.state.rules is not None:
            done(self.model.state.rules)

    def _fetch_patrols(
        self, _request: PageRequest, done: Callable[[Sequence[Any]], None], _failed: Callable[[QaError], None]
    ) -> None:
        if self.model.state.patrols is not None:
            done(self.model.state.patrols)

    def _rules_loaded(self) -> None:
        if not self.rules.currentIndex().isValid() and self.rule_rows.rowCount():
            self.rules.select_row(0)

    def _patrols_loaded(self) -> None:
        if not self.patrols.currentIndex().isValid() and self.patrol_rows.rowCount():
            self.patrols.select_row(0)

    def _new_rule(self) -> None:
        self.model.edit_rule(None)

    def _new_patrol(self) -> None:
        self.model.edit_patrol(None)

    def _change(self, *_row: object) -> None:
        if self._at_patrols():
            patrol = self.patrols.current_row()
            if patrol is not None:
                self.model.edit_patrol(patrol)
        elif self.rules.current_row() is not None:
            self.model.edit_rule(self.rules.current_row())

    def _off(self) -> None:
        if self._at_patrols():
            self.model.ask_patrol_off(self.patrols.current_row())
        else:
            self.model.ask_rule_off(self.rules.current_row())

    def _at_patrols(self) -> bool:
        """Return whether the person worked in the patrols last: a button takes the keyboard away from the list."""
        return self._last is self.patrols

    def _next_pane(self) -> None:
        target = self.patrols if self.rules.hasFocus() else self.rules
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _back(self) -> None:
        self.context.go_to(Place.TEMPLATES)
