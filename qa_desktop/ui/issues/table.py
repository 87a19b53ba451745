"""The list of issues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.view_model import IssuesModel
from qa_desktop.ui.issues.words import SEVERITY_SHAPES, SEVERITY_TONES, STATE_TONES, IssueWords, due_day
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import TextSize
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.shapes import paint_shape
from qa_desktop.ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from qa_desktop.storage.queries.issues import IssueFilter, IssueRow

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_FEW = (0, 1, 2, 3)
"""Columns that stay when there is little room: number, severity, state, title."""


class IssueTable(RecordTable):
    """Issues, newest first."""

    counted = Signal(object)

    def __init__(self, context: Context, model: IssuesModel, parent: QWidget | None = None) -> None:
        self._context, self._model = context, model
        super().__init__(parent)
        self.setAccessibleName(self.tr("Issues"))
        self._words = IssueWords(self)
        columns = (
            Column(self.tr("Number"), _number, 148, strong=True),
            Column(self.tr("Severity"), self._severity_word, 108, paint=self._paint_severity),
            Column(self.tr("State"), self._state_word, 118, paint=self._paint_state),
            Column(self.tr("Title"), _title, 260, stretch=True),
            Column(self.tr("Part"), _part, 92),
            Column(self.tr("Found by"), _by, 128),
            Column(self.tr("Age"), self._age, 76, numeric=True),
            Column(self.tr("Owner"), _owner, 112),
            Column(self.tr("Due"), self._due, 108),
        )
        self.issues = KeysetTableModel(columns, self._fetch, _key, self)
        self.set_records(self.issues)

    def reload(self) -> None:
        """Load the list anew, then count it."""
        self.issues.reload()
        self.counted.emit(None)
        wanted = self._model.filter()
        self._context.jobs.read(partial(_counted, self._model, wanted), self._take_count, self._no_count)

    def show_few_columns(self, few: bool) -> None:
        """Leave columns out where an open issue stands beside the list."""
        for place in range(len(self.issues.columns)):
            self.setColumnHidden(place, few and place not in _FEW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the screen, not a search in the list."""
        if event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        read = partial(_page, self._model, self._model.filter(), request)
        self._context.jobs.read(read, done, failed, owner=self)

    def _take_count(self, found: tuple[IssueFilter, int]) -> None:
        if found[0] == self._model.filter():
            self.issues.set_total(found[1])
            self.counted.emit(found[1])

    def _no_count(self, _error: QaError) -> None:
        self.counted.emit(None)

    def _severity_word(self, row: IssueRow) -> str:
        return self._words.severity(row.severity)

    def _state_word(self, row: IssueRow) -> str:
        return self._words.state(row.state)

    def _age(self, row: IssueRow) -> str:
        return self._words.age(row.raised_at, self._context.program.workspace.store.clock())

    def _due(self, row: IssueRow) -> str:
        return due_day(row.due_at, self._context.program.workspace.store.clock()) or "–"

    def _paint_severity(self, painter: QPainter, rect: QRect, row: IssueRow, selected: bool) -> None:
        theme = current_theme()
        ink = theme.colour("on_selection") if selected else theme.tone(SEVERITY_TONES[row.severity])
        side = theme.text(16)
        paint_shape(painter, QRectF(rect.left(), rect.center().y() - side / 2, side, side), SEVERITY_SHAPES[row.severity], ink)
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(ink)
        painter.drawText(rect.adjusted(side + 6, 0, 0, 0), _LINE, self._words.severity(row.severity))

    def _paint_state(self, painter: QPainter, rect: QRect, row: IssueRow, _selected: bool) -> None:
        paint_chip(painter, rect, self._words.state(row.state), STATE_TONES[row.state])


def _page(model: IssuesModel, wanted: IssueFilter, request: PageRequest) -> Sequence[IssueRow]:
    return model.page(wanted, request.after, request.limit + request.skip).rows[request.skip :]


def _counted(model: IssuesModel, wanted: IssueFilter) -> tuple[IssueFilter, int]:
    return wanted, model.count(wanted)


def _key(row: IssueRow) -> tuple[str, str]:
    return row.key


def _number(row: IssueRow) -> str:
    return row.number


def _title(row: IssueRow) -> str:
    return row.title


def _part(row: IssueRow) -> str:
    return row.part_number


def _by(row: IssueRow) -> str:
    return row.raised_by


def _owner(row: IssueRow) -> str:
    return row.owner or "–"
