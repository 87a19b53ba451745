"""The tab of permits: the list by state, part and words, and the open one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.concession import ConcessionState
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.permits.acts import PermitActs
from qa_desktop.ui.permits.detail import PermitDetail
from qa_desktop.ui.permits.pane_model import PermitsModel, PermitsState
from qa_desktop.ui.permits.words import ICONS, TONES, PermitWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.counted_table import CountedTable
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.keyset_model import Column
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.concessions import ConcessionRow

DEBOUNCE_MS = 150
_STATES: tuple[ConcessionState | None, ...] = (None, *ConcessionState)


class PermitTable(CountedTable):
    """Permits, newest first."""

    gives_way = (1,)  # the open permit says its state, too

    def __init__(self, context: Context, model: PermitsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, "", parent)
        self.setAccessibleName(self.tr("Concessions and deviation permits"))
        self._permits, self._words = model, PermitWords(self)
        self.set_columns(
            (
                Column(self.tr("Number"), _number, 128, strong=True),
                Column(self.tr("State"), self._state_word, 178, paint=self._paint_state),
                Column(self.tr("What is permitted"), self._about, 220, stretch=True, paint=self._paint_about),
                Column(self.tr("Left and end"), self._left, 150, paint=self._paint_left),
            )
        )

    def key_of(self, row: ConcessionRow) -> str:
        """Return the key of a permit."""
        return row.id

    def _state_word(self, row: ConcessionRow) -> str:
        return self._words.state(row.standing(self._permits.state.today).state)

    def _about(self, row: ConcessionRow) -> str:
        return ": ".join(self._about_lines(row))

    def _about_lines(self, row: ConcessionRow) -> tuple[str, str]:
        return f"{row.part_number} · {' '.join(self._words.about(row).split())}", self._words.permitted(row)

    def _left(self, row: ConcessionRow) -> str:
        return ", ".join(self._left_lines(row))

    def _left_lines(self, row: ConcessionRow) -> tuple[str, str]:
        return self._words.left(row), self._words.ends(row.standing(self._permits.state.today))

    def _paint_state(self, painter: QPainter, rect: QRect, row: ConcessionRow, _selected: bool) -> None:
        state = row.standing(self._permits.state.today).state
        paint_chip(painter, rect, self._words.state(state), TONES[state], ICONS[state])

    def _paint_about(self, painter: QPainter, rect: QRect, row: ConcessionRow, selected: bool) -> None:
        _paint_lines(painter, rect, self._about_lines(row), "on_selection" if selected else "text", strong=False)

    def _paint_left(self, painter: QPainter, rect: QRect, row: ConcessionRow, selected: bool) -> None:
        ending = row.standing(self._permits.state.today).is_ending
        role = "on_selection" if selected else "warning" if ending else "text"
        _paint_lines(painter, rect, self._left_lines(row), role, strong=ending)


def _paint_lines(painter: QPainter, rect: QRect, lines: tuple[str, str], role: str, *, strong: bool) -> None:
    """Draw two lines over each other in the middle of a cell."""
    theme = current_theme()
    painter.setFont(theme.font(TextSize.SMALL, strong=strong, tabular=True))
    painter.setPen(theme.colour(role))
    metrics = painter.fontMetrics()
    for place, words in enumerate(lines):
        line = QRect(rect.left(), rect.center().y() - metrics.height() * (1 - place), rect.width(), metrics.height())
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)


class PermitsPane(QWidget):
    """The list of permits and the open one.  ``saved`` says that something was stored."""

    saved = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._wanted = context, ""
        self._words = PermitWords(self)
        self.model = PermitsModel(context.program, context.actor, context.jobs, self)
        self.acts = PermitActs(context, self.window() if parent is None else parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._filter)
        self._build()
        self.acts.done.connect(self._stored)
        self.acts.failed.connect(self._failed)
        self.table.row_selected.connect(self._selected)
        self.table.row_activated.connect(self._activated)
        self.table.rows.loaded.connect(self._loaded)
        self.table.counted.connect(self._show_count)
        self.table.empty_action_requested.connect(self._clear)
        self.detail.issue_wanted.connect(self._open_issue)
        self.detail.approve_wanted.connect(self.acts.ask_approval)
        self.detail.withdraw_wanted.connect(self.acts.ask_withdrawal)
        new = QShortcut(QKeySequence("Ctrl+N"), self, self.ask_permit)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.show_state(self.model.state)

    def _build(self) -> None:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search number, part, characteristic, issue …  ( / )"))
        self.search.setAccessibleName(self.tr("Search permits"))
        self.search.setMaxLength(200)
        self.search.textEdited.connect(self._typed)
        self.search.returnPressed.connect(self._to_list)
        self.state_box = ChoiceBox(self, name=self.tr("State"))
        for state in _STATES:
            self.state_box.addItem(self._words.state(state))
        self.state_box.activated.connect(self._filter)
        self.new = ActionButton(self.tr("Deviation permit …"), self, icon="plus", shortcut_hint="Ctrl+N")
        self.new.clicked.connect(self.ask_permit)
        self.new.setVisible(self.acts.model.may_request)
        self.said = InlineMessage(self)
        self.table = PermitTable(self._context, self.model, self)
        self.count = PlainLabel("", self, role="text_muted", wrap=False)
        self.detail = PermitDetail(self.acts.model, self)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addWidget(self.search, 1)
        top.addWidget(self.state_box)
        top.addWidget(self.new)
        left = QVBoxLayout()
        left.setSpacing(SPACE_2)
        left.addWidget(self.table, 1)
        left.addWidget(self.count)
        sides = QHBoxLayout()
        sides.setSpacing(SPACE_3)
        sides.addLayout(left, 5)
        sides.addWidget(self.detail, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(top)
        layout.addWidget(self.said)
        layout.addLayout(sides, 1)

    def enter(self, permit_id: str = "") -> None:
        """Load the list, and the open permit anew; or open the one that was asked for, whatever the filter says."""
        self.model.enter()
        if permit_id:
            self._wanted = permit_id
            self._clear()
            self.model.open(permit_id)
        elif self.model.state.chosen:
            self.model.open(self.model.state.chosen)
        self.table.reload()

    def key_hints(self, after: str) -> tuple[KeyHint, ...]:
        """Return the keys that matter now, to this person; ``after`` names the page that comes next."""
        new = (KeyHint("Ctrl+N", self.tr("Deviation permit")),) if self.acts.model.may_request else ()
        search, opens = KeyHint("/", self.tr("Search")), KeyHint("Enter", self.tr("Open the issue"))
        approves = self._context.actor.may(Permission.APPROVE_CONCESSION)
        acts = (KeyHint("Ctrl+Enter", self.tr("Approve")), KeyHint("Del", self.tr("Withdraw"))) if approves else ()
        return (search, opens, *new, *acts, KeyHint("Ctrl+Tab", after))

    def show_state(self, state: PermitsState) -> None:
        """Draw the state."""
        self.state_box.setCurrentIndex(_STATES.index(state.wanted))
        self.detail.show_state(state)
        narrow = bool(state.text) or state.wanted is not None
        self.table.set_empty_state(
            self.tr("No permit matches") if narrow else self.tr("No concessions or deviation permits yet"),
            self.tr("Change the filter, or show all permits.")
            if narrow
            else self.tr(
                "A concession is requested in the follow-up of an issue, a deviation permit here before anything is made."
            ),
            icon="shield-check",
            action_text=self.tr("Show all permits") if narrow else "",
        )

    def filter_changed(self) -> None:
        """Load the list anew."""
        self.table.reload()

    def ask_permit(self) -> None:
        """Ask for a deviation permit."""
        self.acts.ask_request()

    def confirm(self) -> None:
        """Approve the open permit, where this person may."""
        self.detail.ask_approval()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Slash goes to the search, Del ends the open permit."""
        if event.text() == "/":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif event.key() == Qt.Key.Key_Delete:
            self.detail.ask_withdrawal()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _typed(self) -> None:
        self._timer.start()

    def _filter(self) -> None:
        self._timer.stop()
        state = _STATES[max(0, self.state_box.currentIndex())]
        self.model.want(state=state, text=self.search.text().strip())

    def _clear(self) -> None:
        self.search.clear()
        self.model.want(state=None, text="")

    def _to_list(self) -> None:
        self._filter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_count(self, count: int | None) -> None:
        self.count.setText(self._words.count(count))

    def _loaded(self) -> None:
        wanted = self._wanted or self.model.state.chosen
        for number in range(min(self.table.rows.rowCount(), 100)):
            row = self.table.rows.row(number)
            if row is not None and row.id == wanted:
                self.table.select_row(number)
                self._wanted = ""
                return
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)

    def _selected(self, row: object) -> None:
        key = getattr(row, "id", "")
        if key and key != self.model.state.chosen:
            self.model.open(key)

    def _activated(self, row: object) -> None:
        issue = getattr(row, "issue_id", None)
        if issue:
            self._open_issue(str(issue))
            return
        self._selected(row)
        self.detail.focus_first()

    def _open_issue(self, issue_id: str) -> None:
        self._context.go_to(Place.FOLLOWUP, issue_id=issue_id)

    def _stored(self, row: ConcessionRow) -> None:
        self._wanted = row.id
        self.model.open(row.id)
        self.table.reload()
        state = self._words.state(row.standing(self.model.state.today).state)
        self.said.show_message(MessageKind.SUCCESS, self.tr("{number}: {state}.").format(number=row.number, state=state))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.saved.emit()

    def _failed(self, error: QaError) -> None:
        self.said.show_message(MessageKind.ERROR, words_of(error))


def _number(row: ConcessionRow) -> str:
    return row.number
