"""The head of a record: the verdict in large words with its shape, what was inspected, by whom, and the counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.record import InspectionRecord
from qa_desktop.ui.review.lines import photo_count
from qa_desktop.ui.review.words import RecordWords, ScreenWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import ElidedLabel
from qa_desktop.ui.widgets.verdict import VerdictBadge

if TYPE_CHECKING:
    from qa_desktop.storage.queries.review import LinkRow

_STATE_TONES = {
    InspectionState.IN_PROGRESS: Tone.NEUTRAL,
    InspectionState.SUBMITTED: Tone.RECORDED,
    InspectionState.RETURNED: Tone.WARNING,
    InspectionState.APPROVED: Tone.CONFORMS,
    InspectionState.VOID: Tone.NA,
}


class RecordHead(Card):
    """Says in one look whether the inspection conforms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words, self._screen = RecordWords(self), ScreenWords(self)
        self.verdict = VerdictBadge(Verdict.OPEN, self, size=TextSize.TITLE)
        self.number = ElidedLabel("", self, size=TextSize.TITLE, strong=True)
        self.subject = ElidedLabel("", self, strong=True)
        self.origin = ElidedLabel("", self, size=TextSize.SMALL, role="text_muted")
        self.chain = ElidedLabel("", self, size=TextSize.SMALL, strong=True)
        self.chain.hide()
        self.state = StatusChip(parent=self)
        self._chips = [StatusChip(parent=self) for _ in range(7)]
        top = QHBoxLayout()
        top.setSpacing(SPACE_3)
        top.addWidget(self.verdict)
        top.addWidget(self.number, 1)
        top.addWidget(self.state)
        chips = QHBoxLayout()
        chips.setSpacing(SPACE_2)
        for chip in self._chips:
            chips.addWidget(chip)
        chips.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_1)
        texts.addWidget(self.subject)
        texts.addWidget(self.origin)
        texts.addWidget(self.chain)
        self.body.addLayout(top)
        self.body.addLayout(texts)
        self.body.addLayout(chips)

    def set_record(self, record: InspectionRecord) -> None:
        """Show a record."""
        self.verdict.set_verdict(record.verdict)
        self.number.setText(record.number)
        self.subject.setText(self._words.subject(record))
        self.origin.setText(self._words.origin(record))
        self.state.set_state(self._screen.state(record.state), _STATE_TONES[record.state])
        facts = self._facts(record)
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(facts))
            if place < len(facts):
                chip.set_state(*facts[place])
        self.setAccessibleName(f"{record.number}, {self.verdict.accessibleName()}")

    def set_chain(self, earlier: Sequence[LinkRow], later: Sequence[LinkRow]) -> None:
        """Say which inspections this one repeats in part, and which repeat it."""
        words = self._words.chain(earlier, later)
        self.chain.setText(words)
        self.chain.setVisible(bool(words))

    def _facts(self, record: InspectionRecord) -> list[tuple[str, Tone, str]]:
        now = record.progress
        facts = [
            (self.tr("{n} of {total} answered").format(n=now.answered, total=now.total), Tone.NEUTRAL, "list-checks"),
            (
                self.tr("{n} fail").format(n=now.failed) if now.failed else self.tr("no failures"),
                Tone.FAILS if now.failed else Tone.CONFORMS,
                "x" if now.failed else "check",
            ),
        ]
        if now.uncertain:
            facts.append((self.tr("{n} uncertain").format(n=now.uncertain), Tone.WARNING, "triangle-alert"))
        if now.not_applicable:
            facts.append((self.tr("{n} not applicable").format(n=now.not_applicable), Tone.NA, "minus"))
        if record.changes:
            facts.append((self._changes(len(record.changes)), Tone.RECORDED, "history"))
        if record.issues:
            facts.append((self._issues(len(record.issues)), Tone.WARNING, "flag"))
        photos = photo_count(record)
        if photos:
            facts.append((self._words.photos(photos), Tone.NEUTRAL, "camera"))
        return facts

    def _changes(self, count: int) -> str:
        return self.tr("1 change") if count == 1 else self.tr("{n} changes").format(n=count)

    def _issues(self, count: int) -> str:
        return self.tr("1 issue") if count == 1 else self.tr("{n} issues").format(n=count)
