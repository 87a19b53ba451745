"""The bar below a record: how much of it was seen, and what can be decided now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.ui.review.view_model import Bar, ReviewState
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import ElidedLabel


class DecisionBar(QWidget):
    """Return, sign, reopen; each only when it may be done, with the reason when it may not."""

    return_wanted = Signal()
    sign_wanted = Signal()
    reopen_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen = StatusChip(parent=self)
        self.why = ElidedLabel("", self, size=TextSize.SMALL, role="text_muted")
        self.back = ActionButton("", self, icon="undo-2", shortcut_hint="Ctrl+R")
        self.sign = ActionButton(
            self.tr("Sign: approve …"), self, icon="stamp", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY
        )
        self.reopen = ActionButton(self.tr("Reopen …"), self, icon="undo-2", variant=Variant.DANGER)
        self.again = ActionButton(self.tr("Inspect failed lines again"), self, icon="list-checks")
        self.again.clicked.connect(self.again_wanted)
        self.back.clicked.connect(self.return_wanted)
        self.sign.clicked.connect(self.sign_wanted)
        self.reopen.clicked.connect(self.reopen_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, 0, 0)
        layout.setSpacing(SPACE_3)
        said = QVBoxLayout()
        said.setSpacing(SPACE_1)
        said.addWidget(self.seen)
        said.addWidget(self.why)
        layout.addLayout(said, 1)
        for button in (self.back, self.reopen, self.again, self.sign):
            layout.addWidget(button)

    def show_state(self, state: ReviewState) -> None:
        """Draw the state."""
        case = state.case
        if case is None:
            return
        waiting = case.record.state is InspectionState.SUBMITTED
        deciding = waiting and not case.own
        complete = state.seen == state.to_see
        self.seen.setVisible(deciding)
        self.seen.set_state(
            self.tr("{n} of {total} exceptions seen").format(n=state.seen, total=state.to_see)
            if state.to_see
            else self.tr("no exceptions"),
            Tone.CONFORMS if complete else Tone.WARNING,
            "check" if complete else "eye",
        )
        self.back.setVisible(deciding)
        self.back.setEnabled(state.bar_to_return is None)
        remarks = len(state.remarks)
        self.back.setText(self.tr("Return {n} lines …").format(n=remarks) if remarks > 1 else self._return_words(remarks))
        self.sign.setVisible(deciding)
        self.sign.setEnabled(state.bar is None)
        self.back.set_variant(Variant.PRIMARY if remarks else Variant.QUIET)
        self.reopen.setVisible(state.can_reopen)
        self.again.setVisible(state.can_inspect_again)
        self.why.setText(self._why(state))

    def _return_words(self, remarks: int) -> str:
        return self.tr("Return 1 line …") if remarks else self.tr("Return …")

    def _why(self, state: ReviewState) -> str:
        case = state.case
        if case is None:
            return ""
        if case.record.state is InspectionState.APPROVED:
            return self.tr("Countersigned; the report is released.")
        match state.bar:
            case Bar.UNSEEN:
                return self.tr("Mark each exception first.")
            case Bar.REMARKS:
                return self.tr("A line with a remark goes back; clear the remark to sign.")
            case Bar.OWN_WORK:
                return self.tr("Another supervisor must countersign.")
            case Bar.BUSY:
                return self.tr("Working …")
            case None:
                failed = case.record.verdict is Verdict.FAILS
                return self.tr("The result does not conform.") if failed else ""
            case _:
                return ""
