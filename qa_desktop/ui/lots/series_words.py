"""The words of series, and the marks of their last lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter

from qa_desktop.domain.series import Series
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.shapes import Shape, paint_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_desktop.methods.sampling.switching import Event
    from qa_desktop.services.lot_series import SeriesRow
    from qa_desktop.services.series import HistoryLine

MARK, GAP = 15, 5


class SeriesWords(QObject):
    """Words for series, in the language of the screen."""

    def name(self, row: SeriesRow) -> str:
        """Return what the lots of a series have in common, on one line."""
        parts = [self.supplier(row), row.name.part, row.name.group, row.name.operation]
        return " · ".join(part for part in parts if part)

    def supplier(self, row: SeriesRow) -> str:
        """Return the supplier of a series."""
        return row.supplier or self.tr("Own production")

    def plan(self, name: Series) -> str:
        """Return the rule of sampling in short."""
        kind, _, rest = name.plan.partition(" ")
        return f"{kind.upper()} {rest}".strip()

    def act(self, event: Event) -> str:
        """Return what a person does to record an event."""
        words = {
            "production_steady": self.tr("Production steady …"),
            "production_unsteady": self.tr("Production irregular …"),
            "reduced_approved": self.tr("Approve reduced …"),
            "reduced_withdrawn": self.tr("Withdraw reduced …"),
            "other_conditions": self.tr("End reduced …"),
            "cause_removed": self.tr("Resume after suspension …"),
        }
        return words[event.value]

    def happened(self, kind: str) -> str:
        """Return what was recorded, in words."""
        words = {
            "production_steady": self.tr("Production is steady"),
            "production_unsteady": self.tr("Production became irregular"),
            "reduced_approved": self.tr("Reduced inspection was approved"),
            "reduced_withdrawn": self.tr("The approval of reduced inspection was withdrawn"),
            "other_conditions": self.tr("Reduced inspection was ended"),
            "cause_removed": self.tr("Resumed after the suspension"),
        }
        return words.get(kind, kind)

    def lot(self, line: HistoryLine) -> str:
        """Return what a lot brought."""
        result = line.result
        if result is None:
            return ""
        said = self.tr("accepted") if result.accepted else self.tr("refused")
        words = self.tr("Lot {lot}, {inspection}: {found} nonconforming in {n}, Ac {ac}, Re {re}: {said}").format(
            lot=result.lot or "–",
            inspection=result.inspection,
            found=result.nonconforming,
            n=result.sample_size,
            ac=result.accept,
            re=result.reject,
            said=said,
        )
        if not result.original:
            return self.tr("{words} (submitted again, does not count)").format(words=words)
        return words

    def marks(self, lines: Sequence[HistoryLine]) -> str:
        """Return the last lots in words, for who does not see the marks."""
        results = [line.result for line in lines if line.result is not None]
        good = sum(1 for one in results if one.accepted)
        if not results:
            return self.tr("no lots yet")
        return self.tr("{good} of the last {n} lots accepted").format(good=good, n=len(results))


def paint_marks(painter: QPainter, rect: QRectF, lines: Sequence[HistoryLine]) -> None:
    """Draw a mark for each lot, oldest at the left: tick accepted, cross refused, dash for one that came again."""
    theme = current_theme()
    side = theme.text(MARK)
    left = rect.left()
    for line in lines:
        result = line.result
        if result is None:
            continue
        box = QRectF(left, rect.center().y() - side / 2, side, side)
        if not result.original:
            paint_shape(painter, box, Shape.DASH, theme.tone(Tone.NA))
        elif result.accepted:
            paint_shape(painter, box, Shape.TICK, theme.tone(Tone.CONFORMS))
        else:
            paint_shape(painter, box, Shape.CROSS, theme.tone(Tone.FAILS))
        left += side + GAP
