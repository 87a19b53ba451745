"""The people: everybody who has an account at the left, one of them at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.people.detail import PersonDetail
from qa_desktop.ui.people.sheets import SecretSheet, TaskSheet
from qa_desktop.ui.people.view_model import PeopleModel, PeopleState, Task
from qa_desktop.ui.people.words import role_names
from qa_desktop.ui.reports.table import TwoLineTable, paint_two_lines
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.services.people import PersonShown

_ALL = 100_000
"""Everybody is in memory anyway: people are counted in hundreds."""


class PeopleScreen(Screen):
    """Accounts, roles and certificates."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._listed: tuple[PersonShown, ...] | None = None
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Name or log-in name"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.setClearButtonEnabled(True)
        self.inactive = QCheckBox(self.tr("Also those switched off"), self)
        self.inactive.setChecked(True)
        self.add = ActionButton(self.tr("Add person …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.message = InlineMessage(self)
        self.table = TwoLineTable(self, name=self.tr("People"))
        self.detail = PersonDetail()
        self.sheets = {task: TaskSheet(self, task) for task in Task}
        self.secret_sheet = SecretSheet(self)
        self.rows = KeysetTableModel(self._columns(), self._fetch, lambda person: person.person_id, self, page_size=_ALL)
        self.table.set_records(self.rows)
        self.model = PeopleModel(context, changed=self._render, owner=self)
        self._lay_out()
        self._connect()
        self._render()

    def enter(self, **_what: object) -> None:
        """Load everybody."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        return self.table

    def scanned(self, code: str) -> bool:
        """Take a badge into its sheet."""
        sheet = self.sheets[Task.BADGE]
        if sheet.isVisible():
            sheet.badge.set_text(code)
        return sheet.isVisible()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        return (
            KeyHint("Ctrl+N", self.tr("Add person")),
            KeyHint("Ctrl+F", self.tr("Search")),
            KeyHint("F2", self.tr("Change roles")),
            KeyHint("F6", self.tr("List / person")),
            KeyHint("F5", self.tr("Reload list")),
        )

    def _columns(self) -> tuple[Column, ...]:
        def name(person: Any) -> str:
            return f"{person.name}, {person.login}, {role_names(person.roles)}"

        def paint_name(painter: QPainter, rect: QRect, person: Any, selected: bool) -> None:
            below = f"{person.login} · {role_names(person.roles)}"
            paint_two_lines(painter, rect, person.name, below, selected=selected, strong=True)

        def state(person: Any) -> str:
            return self._state_words(person)[0]

        def paint_state(painter: QPainter, rect: QRect, person: Any, _selected: bool) -> None:
            words, tone = self._state_words(person)
            paint_chip(painter, rect, words, tone)

        return (
            Column(self.tr("Name"), name, stretch=True, paint=paint_name),
            Column(self.tr("State"), state, width=132, paint=paint_state),
        )

    def _state_words(self, person: Any) -> tuple[str, Tone]:
        state = self.model.state
        if not person.active:
            return self.tr("Switched off"), Tone.NA
        if state.is_locked(person):
            return self.tr("Locked"), Tone.FAILS
        if person.must_change_password:
            return self.tr("First log-in"), Tone.WARNING
        return self.tr("Active"), Tone.CONFORMS

    def _lay_out(self) -> None:
        filters, actions = QHBoxLayout(), QHBoxLayout()
        filters.setSpacing(SPACE_2)
        filters.addWidget(self.search, 1)
        filters.addWidget(self.inactive)
        actions.addWidget(self.add)
        actions.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(filters)
        column.addWidget(self.table, 1)
        column.addLayout(actions)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE_3)
        split.addWidget(left)
        split.addWidget(self.detail)
        left.setMinimumWidth(380)
        self.detail.setMinimumWidth(460)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([480, 680])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.message)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        model = self.model
        self.search.textEdited.connect(self._filter)
        self.inactive.clicked.connect(self._filter)
        self.add.clicked.connect(self._add)
        self.table.row_selected.connect(self._chosen)
        self.table.row_activated.connect(self._roles)
        self.rows.loaded.connect(self._loaded)
        self.detail.wanted.connect(model.begin)
        self.detail.unlock_wanted.connect(model.unlock)
        self.detail.badge_ended.connect(model.end_badge)
        self.message.dismissed.connect(model.dismiss)
        for sheet in self.sheets.values():
            sheet.submitted.connect(model.submit)
            sheet.cancelled.connect(model.give_up)
        self.secret_sheet.cancelled.connect(model.forget_secret)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+N", self._add),
            ("Ctrl+F", self._to_search),
            ("F2", self._roles),
            ("F5", model.load),
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
        ):
            QShortcut(QKeySequence(keys), self, slot, context=inside)

    def _render(self) -> None:
        state = self.model.state
        if state.loaded and state.shown != self._listed:
            self._listed = state.shown
            self.rows.reload()
        self.detail.show_state(state)
        self.add.setEnabled(not state.busy)
        self._render_message(state)
        for task, sheet in self.sheets.items():
            if state.task is task:
                sheet.show_task(state)
            else:
                sheet.close_panel()
        if state.secret is not None:
            self.secret_sheet.show_secret(state.secret)
        else:
            self.secret_sheet.forget()
        self.table.set_empty_state(
            self.tr("Nobody matches"), self.tr("Type another name, or show those who are switched off, too."), icon="users-round"
        )

    def _render_message(self, state: PeopleState) -> None:
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.done:
            self.message.show_message(MessageKind.SUCCESS, self._done_words(state.done))
        else:
            self.message.hide()

    def _done_words(self, done: str) -> str:
        return {
            Task.ROLES.value: self.tr("The roles are changed. They hold from the next log-in."),
            Task.RENAME.value: self.tr("The name is changed, and a new certificate is issued."),
            Task.RENEW.value: self.tr("A new certificate is issued."),
            Task.DEACTIVATE.value: self.tr("The account is switched off and the certificate revoked."),
            Task.BADGE.value: self.tr("The badge is handed out."),
            "unlocked": self.tr("The account is unlocked."),
            "badge_ended": self.tr("The badge opens nothing any more."),
        }.get(done, self.tr("Done."))

    def _fetch(self, _request: PageRequest, done: Callable[[Sequence[Any]], None], _failed: Callable[[QaError], None]) -> None:
        done(self._listed or ())

    def _loaded(self) -> None:
        if self.table.currentIndex().isValid():
            return
        place = self.rows.find_loaded(self.model.state.current_id)
        if self.rows.rowCount():
            self.table.select_row(place or 0)

    def _chosen(self, person: Any) -> None:
        if person is not None:
            self.model.choose(person.person_id)

    def _filter(self) -> None:
        self.model.filter(text=self.search.text(), inactive_too=self.inactive.isChecked())

    def _add(self) -> None:
        self.model.begin(Task.ADD)

    def _roles(self) -> None:
        person = self.model.state.current
        if person is not None and person.active:
            self.model.begin(Task.ROLES)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _next_pane(self) -> None:
        target: QWidget = self.detail.buttons[Task.RENAME] if self.table.hasFocus() else self.table
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
