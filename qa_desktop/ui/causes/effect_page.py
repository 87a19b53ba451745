"""Whether the actions worked: figures before and after as bars and in words, and what may be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.methods.effectiveness import Comparison, Interval, Outcome, Share
from qa_desktop.ui.causes.effect_bars import Bar, EffectBars
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.words import EFFECT_TONES, CausesWords, percent
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.domain.actions import EffectPlan
    from qa_desktop.services.effects import Measured


class EffectCard(Card):
    """One action with its figures."""

    def __init__(self, found: Measured, state: CausesState, words: CausesWords, page: EffectPage) -> None:
        super().__init__(f"{found.action.number}  {found.action.text}", page)
        self.add_to_head(StatusChip(words.effect(found.effect.effect), EFFECT_TONES[found.effect.effect], parent=self))
        self.plan = ActionButton(
            self.tr("Plan …") if found.plan is None else self.tr("Replace the plan …"),
            self,
            icon="pencil",
            variant=Variant.PRIMARY if found.plan is None else Variant.QUIET,
        )
        ready = found.figures is not None and found.figures.outcome in {Outcome.MET, Outcome.NOT_MET}
        self.conclude = ActionButton(
            self.tr("Judge now"), self, icon="check", variant=Variant.PRIMARY if ready else Variant.QUIET
        )
        self.override = ActionButton(self.tr("Close without proof …"), self, icon="hand")
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for act, button in (("plan", self.plan), ("conclude", self.conclude), ("override", self.override)):
            button.clicked.connect(lambda _=False, act=act: page.wanted.emit(act, found.action.id))
            row.addWidget(button)
        row.addStretch(1)
        self.plan.setVisible(state.may_work and state.is_open)
        self.plan.setEnabled(state.may_write)
        self.conclude.setVisible(state.may_conclude(found))
        self.override.setVisible(state.may_override(found))
        self.body.addWidget(PlainLabel(words.outcome(found), self, strong=True))
        if found.plan is not None and found.figures is not None:
            self._add_figures(found.plan.plan, found.figures, found.plan.definition, words)
            if doubt := words.doubt(found):
                self.body.addWidget(PlainLabel(doubt, self))
        self.body.addLayout(row)

    def _add_figures(self, plan: EffectPlan, figures: Comparison, definition: str, words: CausesWords) -> None:
        bars = EffectBars(self)
        target = self.tr("target: at most {rate}, of {n} or more").format(rate=percent(float(plan.target)), n=plan.minimum)
        before = self.tr("Before, {period}").format(period=str(plan.baseline))
        after = self.tr("After, {period}").format(period=str(plan.follow_up))
        bars.set_bars(
            _bar(before, figures.before, figures.before_interval, words),
            _bar(after, figures.after, figures.after_interval, words),
            float(plan.target),
            target,
        )
        self.body.addWidget(bars)
        about = " · ".join(part for part in (words.metric(plan.metric), plan.subject, plan.words, plan.part_number) if part)
        for text in (about, definition, words.chance(figures.p_value)):
            if text:
                self.body.addWidget(PlainLabel(text, self, role="text_muted"))


class EffectPage(QScrollArea):
    """``wanted`` carries the act (``plan``, ``conclude``, ``override``) and the id of the action."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = CausesWords(self)
        self.cards: dict[str, EffectCard] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Effect of the actions"))
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE_3)
        self.empty = PlainLabel(
            self.tr("No corrective action yet. Its effect is judged here once there is one."), page, role="text_muted"
        )
        self._rows.addWidget(self.empty)
        self._rows.addStretch(1)
        self.setWidget(page)

    def show_state(self, state: CausesState) -> None:
        """Draw a card for each action whose effect counts."""
        effects = () if state.loaded is None else state.loaded.effects
        for card in self.cards.values():
            card.hide()
            card.deleteLater()
        self.cards = {found.action.id: EffectCard(found, state, self._words, self) for found in effects}
        for place, card in enumerate(self.cards.values(), 1):
            self._rows.insertWidget(place, card)
        self.empty.setVisible(not effects)


def _bar(label: str, share: Share, interval: Interval | None, words: CausesWords) -> Bar:
    said = words.share(share, interval)
    if share.rate is None or interval is None:
        return Bar(label, said, None)
    return Bar(label, said, float(share.rate), interval.low, interval.high)
