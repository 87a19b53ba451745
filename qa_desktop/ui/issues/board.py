"""The issues as a board: one column for each open state, the newest on top."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueState
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.view_model import IssuesModel, Wanted
from qa_desktop.ui.issues.words import SEVERITY_ICONS, STATE_TONES, IssueWords, due_day, is_late
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, Tone
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.three_lines import RowLook, ThreeLineList

if TYPE_CHECKING:
    from qa_desktop.storage.queries.issue_board import BoardColumn
from qa_desktop.storage.queries.issues import IssueRow

STATES = tuple(state for state in IssueState if state in OPEN_ISSUE_STATES)
SHOWN = 50
"""So many cards of a column are shown; the head counts all of them."""


class IssueBoard(QWidget):
    """Left and right go from column to column; without any issue it says so.

    ``opened`` carries the key of an issue, ``all_wanted`` says that every issue is to be shown.
    """

    opened = Signal(str)
    all_wanted = Signal()

    def __init__(self, context: Context, model: IssuesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._model, self._words = context, model, IssueWords(self)
        self.columns: dict[IssueState, _Column] = {}
        self.heads: dict[IssueState, StatusChip] = {}
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.nothing = EmptyState(parent=self, icon="flag")
        self.nothing.action_requested.connect(self._show_all)
        self.nothing.hide()
        self._all = QWidget(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._all, 1)
        whole.addWidget(self.nothing, 1)
        layout = QHBoxLayout(self._all)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for state in STATES:
            head, column = StatusChip(parent=self), _Column(context, self._words, self)
            column.chosen.connect(self._open)
            column.side_wanted.connect(partial(self._to_side, state))
            self.heads[state], self.columns[state] = head, column
            stack = QVBoxLayout()
            stack.setSpacing(SPACE_1)
            stack.addWidget(head, 0, Qt.AlignmentFlag.AlignLeft)
            stack.addWidget(column, 1)
            layout.addLayout(stack, 1)

    def reload(self) -> None:
        """Load all columns anew."""
        call = partial(self._model.board, self._model.filter(), SHOWN)
        self._context.jobs.read(call, self.show_columns, self._broken, owner=self)

    def show_columns(self, found: dict[IssueState, BoardColumn]) -> None:
        """Show the cards and the count of each column; say what to do where there is none at all."""
        for state in STATES:
            column = found[state]
            self.columns[state].set_rows(column.rows)
            self.heads[state].set_state(f"{self._words.state(state)}  {column.count}", STATE_TONES[state])
            self.columns[state].setAccessibleName(f"{self._words.state(state)}, {column.count}")
        found_any = any(column.count for column in found.values())
        focus = QApplication.focusWidget()
        had_keyboard = focus is self or (focus is not None and self.isAncestorOf(focus))
        self._all.setVisible(found_any)
        self.nothing.setVisible(not found_any)
        if had_keyboard:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_wanted(self, wanted: Wanted) -> None:
        """Say what an empty board means with this filter."""
        ended = isinstance(wanted.state, IssueState) and wanted.state not in OPEN_ISSUE_STATES
        if ended:
            words = self.tr("Its columns are the steps of open issues. B shows what is closed or rejected as a list.")
            self.nothing.set_content(self.tr("The board shows open issues"), words, icon="flag")
        elif wanted.is_narrow:
            words, action = self.tr("Change the filter, or show all issues."), self.tr("Show all issues")
            self.nothing.set_content(self.tr("No open issue matches"), words, icon="flag", action_text=action)
        else:
            self.nothing.set_content(self.tr("No issue is open"), self.tr("Log one with Ctrl+N."), icon="flag")

    def first_focus(self) -> QWidget:
        """Return the first column that holds something, or the way out of an empty board."""
        if self._all.isHidden():
            return self.nothing.action if self.nothing.action.isVisibleTo(self) else self
        return next((self.columns[state] for state in STATES if self.columns[state].rows()), self.columns[STATES[0]])

    def _show_all(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes; the first card takes over when it is there
        self.all_wanted.emit()

    def _to_side(self, state: IssueState, by: int) -> None:
        places = [one for one in STATES if self.columns[one].rows() or one is state]
        now = places.index(state)
        self.columns[places[min(max(now + by, 0), len(places) - 1)]].setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, row: IssueRow) -> None:
        self.opened.emit(row.id)

    def _broken(self, error: QaError) -> None:
        self._context.fail(error)


class _Column(ThreeLineList):
    wraps = frozenset({0, 2})
    side_wanted = Signal(int)

    def __init__(self, context: Context, words: IssueWords, parent: QWidget) -> None:
        self._context, self._words = context, words
        super().__init__("", parent)
        self.doubleClicked.connect(self.choose)

    def look_of(self, row: IssueRow) -> RowLook:
        """Return title, where it was found, and who takes care until when."""
        now = self._context.program.workspace.store.clock()
        due = due_day(row.due_now, now)
        late = is_late(row.due_now, now)
        where = " · ".join(part for part in (row.number, row.part_number, row.lot_number) if part)
        who = " · ".join(part for part in (due, row.owner_now or self.tr("nobody yet")) if part)
        chip = self.tr("Late") if late else ""
        tone = Tone.FAILS if late or row.severity is Severity.CRITICAL else None
        return RowLook((row.title, where, who), SEVERITY_ICONS[row.severity], chip, tone, chip_line=2)

    def key_of(self, row: IssueRow) -> tuple[str, int]:
        """Return key and version of the issue."""
        return row.id, row.version

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right leave the column."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and not event.modifiers():
            self.side_wanted.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)
