"""The list of inspections to review: two lines each, with what failed told by shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.review.words import ScreenWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, paint_shape
from qa_desktop.ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from qa_desktop.storage.queries.inspections import InspectionFilter, InspectionRow

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class CaseTable(RecordTable):
    """Inspections of one shelf, newest change first."""

    def __init__(self, context: Context, wanted: Callable[[], InspectionFilter], parent: QWidget | None = None) -> None:
        self._context, self._wanted = context, wanted
        super().__init__(parent)
        self.setAccessibleName(self.tr("Inspections to review"))
        self._words = ScreenWords(self)
        self.horizontalHeader().hide()
        column = Column(self.tr("Inspection"), self._text, stretch=True, paint=self._paint)
        self.cases = KeysetTableModel([column], self._fetch, _key, self)
        self.set_records(self.cases)

    def row_height(self) -> int:
        """Two lines of text."""
        return max(current_theme().target + 20, current_theme().text(68))

    def reload(self) -> None:
        """Load the list anew, and count it."""
        self.cases.reload()
        self._context.jobs.read(
            partial(self._context.program.inspections.count, self._context.actor, self._wanted()), self.cases.set_total, _ignore
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the screen, not a search."""
        if event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        page = partial(
            self._context.program.inspections.page,
            self._context.actor,
            self._wanted(),
            after=request.after,
            limit=request.limit + request.skip,
        )
        self._context.jobs.read(partial(_skipped, page, request.skip), done, failed, owner=self)

    def _text(self, row: InspectionRow) -> str:
        failed = self.tr("{n} fail").format(n=row.failed) if row.failed else self.tr("no failures")
        return f"{row.number}, {row.part_number}, {row.inspector}, {failed}"

    def _paint(self, painter: QPainter, rect: QRect, row: InspectionRow, selected: bool) -> None:
        theme = current_theme()
        verdict = Verdict.FAILS if row.failed else Verdict.CONFORMS
        ink = theme.colour("on_selection" if selected else "text")
        muted = theme.colour("on_selection" if selected else "text_muted")
        side = theme.text(18)
        half = rect.height() // 2
        upper = QRect(rect.left() + side + SPACE_2 + 4, rect.top() + 6, rect.width() - side - SPACE_2 - 4, half - 6)
        lower = upper.translated(0, half - 6)
        mark = QRect(rect.left(), upper.center().y() - side // 2, side, side)
        shape_ink = ink if selected and theme.is_high_contrast else theme.tone(VERDICT_TONES[verdict])
        paint_shape(painter, mark.toRectF(), VERDICT_SHAPES[verdict], shape_ink)
        age = self._words.age(row.updated_at, self._context.program.workspace.store.clock())
        painter.setFont(theme.font(TextSize.SMALL))
        painter.setPen(muted)
        width = painter.fontMetrics().horizontalAdvance(age) + 4
        painter.drawText(upper.adjusted(upper.width() - width, 0, 0, 0), _LINE | int(Qt.AlignmentFlag.AlignRight), age)
        below = f"{row.part_number} · {row.inspector}"
        below = painter.fontMetrics().elidedText(below, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, _LINE, below)
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(ink)
        room = upper.width() - width - SPACE_2
        title = painter.fontMetrics().elidedText(row.number, Qt.TextElideMode.ElideRight, room)
        painter.drawText(upper.adjusted(0, 0, -width - SPACE_2, 0), _LINE, title)


def _key(row: InspectionRow) -> tuple[str, str]:
    return row.updated_at, row.id


def _skipped(page: Callable[[], Sequence[Any]], skip: int) -> Sequence[Any]:
    return page()[skip:]


def _ignore(_error: QaError) -> None:
    """Without a count the list still scrolls."""
