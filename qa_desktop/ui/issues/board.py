"""The issues as a board: one column for each open state, the newest on top."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueState
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.view_model import IssuesModel
from qa_desktop.ui.issues.words import SEVERITY_ICONS, STATE_TONES, IssueWords, due_day
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, Tone
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.three_lines import RowLook, ThreeLineList

if TYPE_CHECKING:
    from qa_desktop.storage.queries.issue_board import BoardColumn
from qa_desktop.storage.queries.issues import IssueRow

STATES = tuple(state for state in IssueState if state in OPEN_ISSUE_STATES)
SHOWN = 50
"""So many cards of a column are shown; the head counts all of them."""


class IssueBoard(QWidget):
    """Left and right go from column to column.  ``opened`` carries the key of an issue."""

    opened = Signal(str)

    def __init__(self, context: Context, model: IssuesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._model, self._words = context, model, IssueWords(self)
        self.columns: dict[IssueState, _Column] = {}
        self.heads: dict[IssueState, StatusChip] = {}
        layout = QHBoxLayout(self)
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
        """Show the cards and the count of each column."""
        for state in STATES:
            column = found[state]
            self.columns[state].set_rows(column.rows)
            self.heads[state].set_state(f"{self._words.state(state)}  {column.count}", STATE_TONES[state])
            self.columns[state].setAccessibleName(f"{self._words.state(state)}, {column.count}")

    def first_focus(self) -> QWidget:
        """Return the first column that holds something."""
        return next((self.columns[state] for state in STATES if self.columns[state].rows()), self.columns[STATES[0]])

    def _to_side(self, state: IssueState, by: int) -> None:
        places = [one for one in STATES if self.columns[one].rows() or one is state]
        now = places.index(state)
        self.columns[places[min(max(now + by, 0), len(places) - 1)]].setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, row: IssueRow) -> None:
        self.opened.emit(row.id)

    def _broken(self, error: QaError) -> None:
        self._context.fail(error)


class _Column(ThreeLineList):
    side_wanted = Signal(int)

    def __init__(self, context: Context, words: IssueWords, parent: QWidget) -> None:
        self._context, self._words = context, words
        super().__init__("", parent)
        self.doubleClicked.connect(self.choose)

    def look_of(self, row: IssueRow) -> RowLook:
        """Return title, where it was found, and who takes care until when."""
        now = self._context.program.workspace.store.clock()
        due = due_day(row.due_now, now)
        late = row.due_now is not None and row.due_now < _utc(now)
        where = " · ".join(part for part in (row.number, row.part_number, row.lot_number) if part)
        who = " · ".join(part for part in (row.owner_now or self.tr("nobody yet"), due) if part)
        chip = self.tr("Late") if late else ""
        tone = Tone.FAILS if late or row.severity is Severity.CRITICAL else None
        return RowLook((row.title, where, who), SEVERITY_ICONS[row.severity], chip, tone)

    def key_of(self, row: IssueRow) -> tuple[str, int]:
        """Return key and version of the issue."""
        return row.id, row.version

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right leave the column."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and not event.modifiers():
            self.side_wanted.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)


def _utc(now: object) -> str:
    from qa_desktop.storage.clock import utc_text  # noqa: PLC0415  (storage loads late)

    return utc_text(now)  # type: ignore[arg-type]
