"""The entries of a lot's page: an inspection with its plans, a decision with its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lot_evidence import PlanFinding
from qa_desktop.domain.sampling import SamplingKind
from qa_desktop.domain.units import measure_text
from qa_desktop.ui.lots.words import SEVERITY_TONES, LotWords, moment
from qa_desktop.ui.review.words import ScreenWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import PlainLabel
from qa_desktop.ui.widgets.verdict import VerdictBadge

if TYPE_CHECKING:
    from qa_desktop.services.lot_cases import WeighedInspection
    from qa_desktop.storage.queries.lots import DecisionRow


class InspectionEntry(QWidget):
    """One inspection: its verdict, what it is, and what each plan found."""

    def __init__(self, weighed: WeighedInspection, unit: str, parent: QWidget) -> None:
        super().__init__(parent)
        words, states = LotWords(self), ScreenWords(self)
        row = weighed.row
        self.open = ActionButton(row.number, self, icon="external-link")
        self.open.setAccessibleName(self.tr("Open inspection {number}").format(number=row.number))
        self.verdict = VerdictBadge(parent=self)
        self.verdict.set_verdict(weighed.verdict)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.open)
        head.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(StatusChip(states.state(row.state), Tone.NEUTRAL, parent=self), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_2)
        layout.setSpacing(SPACE_1)
        layout.addLayout(head)
        what = words.inspection(row, measure_text(weighed.basis.covers, unit))
        layout.addWidget(PlainLabel(what, self, size=TextSize.SMALL, role="text_muted"))
        if weighed.basis.nonconforming:
            bad = weighed.basis.nonconforming
            count = self.tr("1 piece does not conform") if bad == 1 else self.tr("{n} pieces do not conform").format(n=bad)
            layout.addWidget(PlainLabel(count, self, size=TextSize.SMALL, role="fails"))
        approved = row.state is InspectionState.APPROVED
        for finding in weighed.plans:
            layout.addLayout(self._plan(finding, words, approved=approved))

    def _plan(self, finding: PlanFinding, words: LotWords, *, approved: bool) -> QHBoxLayout:
        plan = finding.plan
        box = QHBoxLayout()
        box.setSpacing(SPACE_2)
        chip = StatusChip(words.severity(plan.severity), SEVERITY_TONES[plan.severity], parent=self)
        box.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        role = "text_muted" if not approved else "conforms" if finding.accepted else "fails"
        text = f"{plan.group}: {self._found(finding)}"
        if not approved:
            text = self.tr("{found} (so far)").format(found=text)
        box.addWidget(PlainLabel(text, self, size=TextSize.SMALL, role=role), 1)
        return box

    def _found(self, finding: PlanFinding) -> str:
        plan = finding.plan
        if not plan.sample_size:
            return self.tr("this lot was not drawn for inspection")
        if plan.rule.kind is SamplingKind.VARIABLES:
            if finding.accepted:
                return self.tr("{n} values, accepted by the k method").format(n=plan.sample_size)
            return self.tr("refused: {why}").format(why=finding.why)
        said = self.tr("{found} nonconforming in {n}, Ac {ac}, Re {re}").format(
            found=finding.nonconforming, n=plan.sample_size, ac=plan.accept, re=plan.reject
        )
        if plan.accept < finding.nonconforming < plan.reject:
            return self.tr("{said}: accepted, the next lot is inspected normally").format(said=said)
        return self.tr("{said}: accepted").format(said=said) if finding.accepted else self.tr("{said}: refused").format(said=said)


class DecisionEntry(QWidget):
    """One decision: who decided what and why, and its signed file."""

    def __init__(self, row: DecisionRow, parent: QWidget) -> None:
        super().__init__(parent)
        words = LotWords(self)
        self.open = ActionButton(row.number, self, icon="file-check")
        self.open.setAccessibleName(self.tr("Open the signed PDF of {number}").format(number=row.number))
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.open)
        who = f"{moment(row.at, row.at_offset)} · {row.printed_name}"
        head.addWidget(PlainLabel(who, self, size=TextSize.SMALL, role="text_muted"), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_2)
        layout.setSpacing(SPACE_1)
        layout.addLayout(head)
        self.said = PlainLabel(words.decided(row.decided), self, strong=True)
        layout.addWidget(self.said)
        basis = words.decision_basis(row)
        if basis:
            layout.addWidget(PlainLabel(basis, self, size=TextSize.SMALL, role="text_muted"))
