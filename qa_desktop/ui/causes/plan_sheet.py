"""The sheet in which is said how the effect of an action will be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from qa_desktop.domain.actions import Metric
from qa_desktop.ui.causes.form_sheet import FormSheet, choice, fill, line
from qa_desktop.ui.causes.words import CausesWords, percent

if TYPE_CHECKING:
    from qa_desktop.services.effects import Proposal


class PlanSheet(FormSheet):
    """How the effect of an action will be judged.

    ``part_named`` asks for the characteristics of a part, ``proposal_wanted`` for the least number that tells a cure from luck.
    """

    part_named = Signal(str)
    proposal_wanted = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Store the plan"), width=820)
        words = CausesWords(self)
        self.what = choice((words.metric(one), one.value) for one in Metric)
        self.part = line(80)
        self.characteristic = choice(())
        self.characteristic.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.add_row(("metric", self.tr("What is counted"), self.what), ("part", self.tr("Part number"), self.part))
        self.add_row(("characteristic", self.tr("Characteristic"), self.characteristic))
        self.add_row(("words", self.tr("Failure code, or words of the issue"), line(200)))
        days = self.tr("(year-month-day)")
        self.add_row(
            ("before_first", self.tr("Before: from {days}").format(days=days), line(20)),
            ("before_last", self.tr("until"), line(20)),
            ("after_first", self.tr("After: from"), line(20)),
            ("after_last", self.tr("until"), line(20)),
        )
        self.add_row(
            ("target", self.tr("Target: at most, in %"), line(20)),
            ("minimum", self.tr("Look at no fewer than"), line(20)),
        )
        self.add_row(("reason", "", line()))
        self._wanted: Any = None
        self._proposed = ""
        self.what.currentIndexChanged.connect(lambda _: self._show_rows())
        self.part.editingFinished.connect(lambda: self.part_named.emit(self.part.text()))
        for field in self.fields.values():
            if isinstance(field, QComboBox):
                field.currentIndexChanged.connect(lambda _: self._ask_proposal())
            elif isinstance(field, QLineEdit) and field not in {self.fields["minimum"], self.fields["reason"]}:
                field.editingFinished.connect(self._ask_proposal)

    def ask_for(
        self, title: str, answer: Callable[[Mapping[str, Any]], None], values: Mapping[str, Any], *, replaces: bool
    ) -> None:
        """Open with the plan that stands, or a proposal."""
        self._wanted = values["characteristic"]
        fill(self.characteristic, self._entries(()))
        replaced = self.tr("Why the plan is replaced (the old one is kept)")
        fewer = self.tr("Why fewer are enough (only if you look at fewer than proposed)")
        self.rows["reason"].set_label(replaced if replaces else fewer)
        self._proposed = ""
        self.ask(title, answer, values)
        self._show_rows()
        self.part_named.emit(self.part.text())

    def offer(self, found: tuple[Any, ...]) -> None:
        """Offer the characteristics of the part; what is chosen stays chosen as long as the part has it."""
        wanted = self.characteristic.currentData() or self._wanted
        fill(self.characteristic, self._entries(found))
        place = next((at for at in range(self.characteristic.count()) if self.characteristic.itemData(at) == wanted), 0)
        self.characteristic.setCurrentIndex(place)

    def propose(self, typed: Mapping[str, Any], found: Proposal) -> None:
        """Say what was counted before and how many tell a cure from luck; what was typed is never replaced."""
        if _basis(typed) != _basis(self.typed()):
            return
        before, minimum = found.before, self.fields["minimum"]
        if before.rate is None:
            said = self.tr("Nothing was counted in the period before: without it, the effect cannot be judged.")
        elif found.least is None:
            said = self.tr("Before: {bad} of {all} ({rate}). Meeting this target shows no effect, however many are looked at.")
        else:
            said = self.tr(
                "Before: {bad} of {all} ({rate}). With {least} or more, luck meets the target in under 5 of 100 cases."
            )
        rate = percent(float(before.rate or 0))
        words = said.format(bad=before.nonconforming, all=before.exposure, rate=rate, least=found.least)
        self.rows["minimum"].set_hint(words)
        if isinstance(minimum, QLineEdit) and minimum.text() == self._proposed:
            self._proposed = "" if found.least is None else str(found.least)
            minimum.setText(self._proposed)
            if minimum.hasFocus():
                minimum.selectAll()  # what is typed now takes its place, as after a Tab
        self._fit()

    def _ask_proposal(self) -> None:
        if self.isVisible():
            self.rows["minimum"].set_hint("")
            self.proposal_wanted.emit()

    def _entries(self, found: tuple[Any, ...]) -> list[tuple[str, Any]]:
        entries: list[tuple[str, Any]] = [(self.tr("Choose …"), None)]
        entries += [(f"{one.text}  ({one.template})", (one.template_id, one.item_key, one.text)) for one in found]
        if self._wanted is not None and all(value != self._wanted for _, value in entries):
            entries.append((self._wanted[2], self._wanted))
        return entries

    def _show_rows(self) -> None:
        metric = self.what.currentData()
        self.rows["characteristic"].setVisible(metric == Metric.CHARACTERISTIC.value)
        self.rows["words"].setVisible(metric == Metric.LOTS.value)
        self._fit()


def _basis(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a proposal rests on."""
    return {name: value for name, value in typed.items() if name not in {"minimum", "reason"}}
