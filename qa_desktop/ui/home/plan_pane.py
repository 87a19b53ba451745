"""The plan of a new inspection before it is begun: how many pieces, by what severity, and what the plan lets pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.context import words_of
from qa_desktop.ui.home.new_model import NewState
from qa_desktop.ui.home.plan_words import group_name, plan_line
from qa_desktop.ui.theme.tokens import SPACE_1, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.oc_curve import Curve, OcCurve
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.planning import PlanPreview, Preview

_CLASSES = 4


class PlanPane(QWidget):
    """One plan at a time; where there are several classes, a button for each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._place = 0
        self.classes: list[ActionButton] = []
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        for _ in range(_CLASSES):
            button = ActionButton("", self, variant=Variant.QUIET)
            button.setCheckable(True)
            button.clicked.connect(self._on_class)
            button.hide()
            self.classes.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self.total = PlainLabel("", self, size=TextSize.SMALL, role="text_muted", wrap=False)
        row.addWidget(self.total)
        self.line = PlainLabel("", self, strong=True, tabular=True)
        self.said = PlainLabel("", self, size=TextSize.SMALL)
        self.curve = OcCurve(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addLayout(row)
        layout.addWidget(self.line)
        layout.addWidget(self.said)
        layout.addWidget(self.curve, 1)
        layout.addStretch(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def render_state(self, state: NewState) -> None:
        """Show the plan that would be pinned, or what is missing for it."""
        if state.preview is not self._preview:
            self._preview, self._place = state.preview, 0
        plans = () if self._preview is None else self._preview.plans
        for place, button in enumerate(self.classes):
            button.setVisible(len(plans) > 1 and place < len(plans))
            if place < len(plans):
                button.setText(group_name(plans[place].group))
        self.total.setVisible(len(plans) > 1)
        if plans and self._preview is not None:
            self.total.setText(self.tr("{n} pieces in all").format(n=self._preview.pieces))
            self._show_plan(self._preview, plans[min(self._place, len(plans) - 1)])
        else:
            self._show_nothing(state)

    def _show_plan(self, preview: Preview, plan: PlanPreview) -> None:
        for place, button in enumerate(self.classes):
            button.setChecked(place == self._place)
        self.line.setText(plan_line(plan))
        self.line.setVisible(True)
        sentences = [preview.draw.words] if preview.draw is not None else []
        sentences += [plan.why] if plan.why else []
        if plan.risk is None:
            sentences.append(plan.words)
        elif not preview.is_skipped:
            sentences += [one for one in plan.risk.sentences if not one.startswith("Accepted 95 %")]  # the curve says it
        self._say(" ".join(sentences).replace(" %", "\N{NO-BREAK SPACE}%"), "text")
        shown = plan.risk is not None and not preview.is_skipped
        self.curve.setVisible(shown)
        if plan.risk is not None and shown:
            risk = plan.risk
            points = tuple((point.quality, point.accepted) for point in risk.curve)
            per_units = risk.model.value == "poisson"
            self.curve.set_curve(
                Curve(points, risk.accepted_often, risk.accepted_rarely, risk.often_words, risk.rarely_words, per_units)
            )

    def _show_nothing(self, state: NewState) -> None:
        self.line.hide()
        self.curve.hide()
        self.curve.set_curve(None)
        if state.plan_problem is not None:
            self._say(words_of(state.plan_problem), "text")
        elif state.preview is not None:
            self._say(self.tr("This checklist has no sampling plan. Say how many pieces, or leave it at one."), "text_muted")
        elif state.chosen is None:
            self._say(self.tr("The sampling plan appears here once a checklist is chosen."), "text_muted")
        else:
            self._say(self.tr("The sampling plan appears here once the part is known."), "text_muted")

    def _say(self, sentence: str, role: str) -> None:
        self.said.setText(sentence)
        self.said.set_role(role)
        self.setAccessibleDescription(f"{self.line.text()} {sentence}" if not self.line.isHidden() else sentence)

    def _on_class(self) -> None:
        button = self.sender()
        self._place = next(place for place, one in enumerate(self.classes) if one is button)
        preview = self._preview
        if preview is not None:
            self._show_plan(preview, preview.plans[self._place])
