"""The list of issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.view_model import IssuesModel
from qa_desktop.ui.issues.words import SEVERITY_SHAPES, SEVERITY_TONES, STATE_TONES, IssueWords, due_day, is_late
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import TextSize, Tone
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.counted_table import CountedTable
from qa_desktop.ui.widgets.keyset_model import Column
from qa_desktop.ui.widgets.shapes import Shape, paint_shape

if TYPE_CHECKING:
    from qa_desktop.storage.queries.issues import IssueRow

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class IssueTable(CountedTable):
    """Issues, newest first.  Where there is little room, columns give way before a title or a day is cut."""

    few = (0, 1, 2, 3, 8)
    gives_way = (5, 6, 4, 7)  # found by, age, part, owner: the open issue says them, too

    def __init__(self, context: Context, model: IssuesModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, "", parent)
        self.setAccessibleName(self.tr("Issues"))
        self._words = IssueWords(self)
        self.set_columns(
            (
                Column(self.tr("Number"), _number, 148, strong=True),
                Column(self.tr("Severity"), self._severity_word, 108, paint=self._paint_severity),
                Column(self.tr("State"), self._state_word, 118, paint=self._paint_state),
                Column(self.tr("Title"), _title, 300, stretch=True),
                Column(self.tr("Part"), _part, 92),
                Column(self.tr("Found by"), _by, 128),
                Column(self.tr("Age"), self._age, 76, numeric=True),
                Column(self.tr("Owner"), _owner, 136),
                Column(self.tr("Due"), self._due, 148, paint=self._paint_due),
            )
        )

    def key_of(self, row: IssueRow) -> tuple[str, str]:
        """Return the key of an issue."""
        return row.key

    def _severity_word(self, row: IssueRow) -> str:
        return self._words.severity(row.severity)

    def _state_word(self, row: IssueRow) -> str:
        return self._words.state(row.state)

    def _age(self, row: IssueRow) -> str:
        return self._words.age(row.raised_at, self._context.program.workspace.store.clock())

    def _due(self, row: IssueRow) -> str:
        return due_day(row.due_now, self._context.program.workspace.store.clock()) or "–"

    def _paint_severity(self, painter: QPainter, rect: QRect, row: IssueRow, selected: bool) -> None:
        theme = current_theme()
        ink = theme.colour("on_selection") if selected else theme.tone(SEVERITY_TONES[row.severity])
        side = theme.text(16)
        paint_shape(painter, QRectF(rect.left(), rect.center().y() - side / 2, side, side), SEVERITY_SHAPES[row.severity], ink)
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(ink)
        painter.drawText(rect.adjusted(side + 6, 0, 0, 0), _LINE, self._words.severity(row.severity))

    def _paint_due(self, painter: QPainter, rect: QRect, row: IssueRow, selected: bool) -> None:
        theme, words = current_theme(), self._due(row)
        late = row.is_open and is_late(row.due_now, self._context.program.workspace.store.clock())
        ink = theme.colour("on_selection") if selected else theme.tone(Tone.FAILS) if late else theme.colour("text")
        painter.setFont(theme.font(TextSize.BODY, tabular=True))
        painter.setPen(ink)
        if late:  # a shape as well as a colour
            side = theme.text(16)
            paint_shape(painter, QRectF(rect.left(), rect.center().y() - side / 2, side, side), Shape.TRIANGLE, ink)
            rect = rect.adjusted(side + 6, 0, 0, 0)
        painter.drawText(rect, _LINE, words)

    def _paint_state(self, painter: QPainter, rect: QRect, row: IssueRow, _selected: bool) -> None:
        paint_chip(painter, rect, self._words.state(row.state), STATE_TONES[row.state])


def _number(row: IssueRow) -> str:
    return row.number


def _title(row: IssueRow) -> str:
    return row.title


def _part(row: IssueRow) -> str:
    return row.part_number


def _by(row: IssueRow) -> str:
    return row.raised_by


def _owner(row: IssueRow) -> str:
    return row.owner_now or "–"
