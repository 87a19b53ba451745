"""The page of what was learned: whether corrective actions worked, and which lessons were of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.dashboard.memory_table import MemoryTable
from qa_desktop.ui.dashboard.view_model import DashboardModel, DashboardState
from qa_desktop.ui.dashboard.words import PROOF_TONES, FigureWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.reports.table import paint_two_lines
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyset_model import Column
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.dashboards import Dashboard
    from qa_desktop.services.effect_figures import EffectLine
    from qa_desktop.storage.queries.effect_figures import UsedLesson


class EffectsPane(QWidget):
    """Two lists, one below the other.  ``defined`` carries title and words; ``behind`` title and key of the records of a row."""

    defined = Signal(str, str)
    behind = Signal(str, str)

    def __init__(self, context: Context, model: DashboardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.model, self.words = context, model, FigureWords(self)
        self._shown: Dashboard | None = None
        self.effects = MemoryTable(
            self._effect_columns(), lambda one: one.action_id, self.tr("Effect of actions"), self, tall=True
        )
        self.effects.set_empty_state(
            self.tr("No follow-up ended in this period"),
            self.tr(
                "A corrective action gets a plan for its effect at its issue: what is counted, before and after, and the target."
            ),
            icon="badge-check",
        )
        self.lessons = MemoryTable(self._lesson_columns(), lambda one: one.id, self.tr("Top lessons"), self)
        self.lessons.set_empty_state(
            self.tr("No lesson was of use in this period"),
            self.tr("Lessons count when they are read while inspecting (K), or offered to whoever logs an issue."),
            icon="lightbulb",
        )
        self.counts = PlainLabel("", self, role="text_muted", wrap=False)
        self.asked = PlainLabel("", self, role="text_muted", wrap=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for title, said, table, share in (
            (self.tr("Effect of actions"), self.counts, self.effects, 1),
            (self.tr("Top lessons"), self.asked, self.lessons, 1),
        ):
            head = QHBoxLayout()
            head.addWidget(Heading(title, self, level=2))
            head.addStretch(1)
            head.addWidget(said)
            layout.addLayout(head)
            layout.addWidget(table, share)
        self.effects.row_activated.connect(self._open)
        self.lessons.row_activated.connect(self._behind)

    def show_state(self, state: DashboardState) -> None:
        """Draw the state."""
        found = state.dashboard
        if found is None or found is self._shown:
            return
        self._shown = found
        self.effects.show_rows(found.effects)
        self.lessons.show_rows(found.lessons)
        counts = found.effect_counts
        words = self.tr("{proven} proven · {not_proven} not proven · {overridden} overridden · {waiting} waiting")
        said = words.format(
            proven=counts.proven, not_proven=counts.not_proven, overridden=counts.overridden, waiting=counts.waiting
        )
        self.counts.setText(said if found.effects else "")
        self.effects.setAccessibleDescription(said)
        period = found.query.period
        days = self.tr("{first} to {last}").format(first=period.first, last=period.last)
        self.asked.setText(f"{days} · {found.lessons_note}" if found.lessons_note else days)

    def first_focus(self) -> QWidget:
        """Begin in the list of actions; where there is none, in that of lessons."""
        return self.lessons if self._shown is not None and not self._shown.effects and self._shown.lessons else self.effects

    def next_list(self) -> None:
        """Go to the other list."""
        (self.effects if self.lessons.hasFocus() else self.lessons).setFocus()

    def explain(self) -> None:
        """Say what is counted in the list under the keyboard."""
        from qa_desktop.services.effect_figures import EFFECTS_WORDS, LESSONS_WORDS  # noqa: PLC0415  (brings SQLAlchemy)

        at_lessons = QApplication.focusWidget() is self.lessons
        title = self.tr("Top lessons") if at_lessons else self.tr("Effect of actions")
        self.defined.emit(title, LESSONS_WORDS if at_lessons else EFFECTS_WORDS)

    def _effect_columns(self) -> tuple[Column, ...]:
        words = self.words

        def target(one: EffectLine) -> str:
            return f"≤ {words.number(one.target * 100, '%')}"

        return (
            Column(self.tr("Action"), lambda one: f"{one.text}, {one.name}", stretch=True, paint=self._paint_action),
            Column(self.tr("Before"), lambda one: ", ".join(self._before(one)), 156, paint=self._paint_before),
            Column(self.tr("After"), lambda one: ", ".join(self._after(one)), 156, paint=self._paint_after),
            Column(self.tr("Target"), target, 84, numeric=True),
            Column(self.tr("Result"), lambda one: words.proof(one.proof), 128, paint=self._paint_proof),
        )

    def _lesson_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Lesson"), lambda one: str(one.number), 158, strong=True),
            Column(self.tr("Title"), lambda one: str(one.title), stretch=True),
            Column(self.tr("Read"), lambda one: str(one.read), 92, numeric=True),
            Column(self.tr("Offered"), lambda one: str(one.offered), 92, numeric=True),
            Column(self.tr("Tied to items"), lambda one: str(one.tied), 128, numeric=True),
        )

    def _before(self, one: EffectLine) -> tuple[str, str]:
        return self.words.share(one.figures.before, one.figures.before_interval)

    def _after(self, one: EffectLine) -> tuple[str, str]:
        return self.words.share(one.figures.after, one.figures.after_interval)

    def _paint_action(self, painter: QPainter, rect: QRect, one: Any, selected: bool) -> None:
        below = f"{one.name} · {self.words.metric(one)}"
        paint_two_lines(painter, rect, one.text, below, selected=selected, strong=True)

    def _paint_before(self, painter: QPainter, rect: QRect, one: Any, selected: bool) -> None:
        paint_two_lines(painter, rect, *self._before(one), selected=selected, strong=False)

    def _paint_after(self, painter: QPainter, rect: QRect, one: Any, selected: bool) -> None:
        paint_two_lines(painter, rect, *self._after(one), selected=selected, strong=False)

    def _paint_proof(self, painter: QPainter, rect: QRect, one: Any, _selected: bool) -> None:
        paint_chip(painter, rect, self.words.proof(one.proof), PROOF_TONES[one.proof.value])

    def _open(self, one: EffectLine) -> None:
        self.context.go_to(Place.CAUSES, issue_id=one.issue_id, page="effect")

    def _behind(self, one: UsedLesson) -> None:
        self.behind.emit(self.tr("{number}: of use in").format(number=one.number), f"lessons:{one.id}")
