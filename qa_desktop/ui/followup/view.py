"""Follow-up of one issue: its steps, what the next one needs, what is held, what happens to the goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import IssueState, step_on
from qa_desktop.domain.lot import amount_text
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.followup.holds import HoldCard, side_by_side
from qa_desktop.ui.followup.plan_sheet import PlanSheet
from qa_desktop.ui.followup.sheets import DispositionSheet, HoldSheet, WordsSheet, wishes_of
from qa_desktop.ui.followup.steps import StepStrip
from qa_desktop.ui.followup.view_model import FollowUpModel, FollowUpState
from qa_desktop.ui.followup.words import FollowUpWords
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.issues.words import STATE_TONES, IssueWords
from qa_desktop.ui.permits.acts import PermitActs
from qa_desktop.ui.permits.card import PermitCard
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.followup import HoldRow

TWO_COLUMNS = 900
_TONES = {
    DispositionState.PROPOSED: Tone.WARNING,
    DispositionState.APPROVED: Tone.CONFORMS,
    DispositionState.REFUSED: Tone.FAILS,
    DispositionState.WITHDRAWN: Tone.NEUTRAL,
}


class FollowUpScreen(Screen):
    """Place.FOLLOWUP; ``enter(issue_id=…)`` opens an issue, ``hold_id=…`` with the hold whose tag was scanned."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words, self._issue_words = FollowUpWords(self), IssueWords(self)
        self._rows: list[QWidget] = []
        self._lifting = ""
        self._voting = True
        self.model = FollowUpModel(context.program, context.actor, context.jobs, self)
        self._build()
        self.hold_sheet, self.disposition_sheet = HoldSheet(self), DispositionSheet(self, self.model)
        self.lift_sheet, self.vote_sheet, self.plan_sheet = WordsSheet(self), WordsSheet(self), PlanSheet(self)
        self.acts.done.connect(self._permit_stored)
        self.acts.failed.connect(self.refused)
        self.permits.request_wanted.connect(self.ask_permit)
        self.permits.approve_wanted.connect(self.acts.ask_approval)
        self.permits.withdraw_wanted.connect(self.acts.ask_withdrawal)
        self.picker = FilePicker(self)
        self.picker.chosen.connect(self._write_tags)
        self.hold_sheet.given.connect(self._hold)
        self.disposition_sheet.given.connect(self.model.propose)
        self.lift_sheet.given.connect(self._lift)
        self.vote_sheet.given.connect(self._vote)
        self.plan_sheet.given.connect(self.model.plan)
        self.steps.plan_wanted.connect(self.ask_plan)
        self.holds.lift_wanted.connect(self._ask_lift)
        self.steps.accept_wanted.connect(self.model.accept_proposed)
        for keys, act in (
            ("Esc", self._back), ("F5", self.model.reload), ("Ctrl+H", self.ask_hold), ("Ctrl+D", self.ask_disposition),
            ("Ctrl+Return", self.ask_approval), ("Ctrl+Enter", self.ask_approval), ("Ctrl+R", self.ask_refusal),
            ("Ctrl+P", self.ask_tags), ("Ctrl+T", self._plan_next), ("Ctrl+Y", self._accept), ("Ctrl+E", self.ask_permit),
            ("Ctrl+K", self._to_causes),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.show_state(self.model.state)

    def _build(self) -> None:
        self.back = ActionButton(self.tr("Back to the issue"), self, icon="arrow-left", shortcut_hint="Esc")
        self.number = PlainLabel("", self, role="text_muted", strong=True, wrap=False)
        self.chip = StatusChip(parent=self)
        self.title = Heading("", self, level=1)
        self.said = InlineMessage(self)
        self.steps = StepStrip(self)
        self.needs, self.holds = Card(self.tr("Next step"), self), HoldCard(self._words, self)
        self.goods = Card(self.tr("The goods"), self)
        self.acts = PermitActs(self.context, self)
        self.permits = PermitCard(self.acts.model, self)
        self.place = ActionButton(self.tr("Hold …"), self, icon="hand", shortcut_hint="Ctrl+H", variant=Variant.PRIMARY)
        self.tags = ActionButton(self.tr("Tags …"), self, icon="printer", shortcut_hint="Ctrl+P")
        self.propose = ActionButton(self.tr("Propose …"), self, shortcut_hint="Ctrl+D")
        self.approve = ActionButton(
            self.tr("Approve …"), self, icon="badge-check", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY
        )
        self.refuse = ActionButton(self.tr("Refuse …"), self, icon="x", shortcut_hint="Ctrl+R")
        self.withdraw = ActionButton(self.tr("Withdraw"), self, icon="undo-2")
        for button, act in (
            (self.back, self._back), (self.place, self.ask_hold), (self.propose, self.ask_disposition),
            (self.approve, self.ask_approval), (self.refuse, self.ask_refusal), (self.withdraw, self.model.withdraw),
            (self.tags, self.ask_tags),
        ):  # fmt: skip
            button.clicked.connect(act)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        for widget in (self.back, self.number, self.chip):
            head.addWidget(widget)
        head.addStretch(1)
        self.holds.add_to_head(self.tags)
        self.holds.add_to_head(self.place)
        for button in (self.withdraw, self.refuse, self.approve, self.propose):
            self.goods.add_to_head(button)
        self._page = QWidget()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in ((left, (self.needs, self.holds)), (right, (self.goods, self.permits))):
            column.setSpacing(SPACE_3)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE_3)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, SPACE_2, 0)
        page.setSpacing(SPACE_3)
        page.addWidget(self.steps)
        page.addLayout(self._columns, 1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Follow-up"))
        self.area.setWidget(self._page)
        self.holds.scroll_in(self.area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.title)
        layout.addWidget(self.said)
        layout.addWidget(self.area, 1)

    def enter(self, **what: object) -> None:
        """Open the issue that was asked for."""
        issue, hold = what.get("issue_id"), what.get("hold_id")
        self.holds.point_at(str(hold or ""))
        self.said.dismiss()
        self.model.open(str(issue) if issue else self.model.state.issue_id, str(hold or ""))

    def first_focus(self) -> QWidget | None:
        """Begin in the page, which scrolls by the arrow keys."""
        return self.area

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now, to this person."""
        state = self.model.state
        hints = [KeyHint("Esc", self.tr("Back to the issue")), KeyHint("F5", self.tr("Reload"))]
        hints.insert(0, KeyHint("Ctrl+K", self.tr("Causes and actions")))
        if state.may_work:
            steps = [KeyHint("Ctrl+T", self.tr("Plan the next step")), KeyHint("Ctrl+Y", self.tr("Take the proposed days"))]
            concession = KeyHint("Ctrl+E", self.tr("Concession"))
            hints = [KeyHint("Ctrl+H", self.tr("Hold")), KeyHint("Ctrl+D", self.tr("Propose")), concession, *steps, *hints]
        if state.may_vote:
            hints = [KeyHint("Ctrl+Enter", self.tr("Approve")), KeyHint("Ctrl+R", self.tr("Refuse")), *hints]
        return tuple(hints)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put both columns below each other where there is little room."""
        super().resizeEvent(event)
        wide = event.size().width() >= TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_state(self, state: FollowUpState) -> None:
        """Draw the state."""
        detail = state.detail
        if state.error is not None:
            self.said.show_message(MessageKind.ERROR, words_of(state.error))
        for card in (self.steps, self.needs, self.holds, self.goods, self.permits):
            card.setVisible(detail is not None)
        if detail is None:
            self.title.setText("" if state.error is not None else self.tr("Loading …"))
            return
        row, idle = detail.row, not state.busy
        self.number.setText(row.number)
        self.title.setText(row.title)
        self.chip.set_state(self._issue_words.state(row.state), STATE_TONES[row.state])
        self.steps.show_steps(detail, self.model.now(), may_plan=state.may_work, idle=idle)
        self.tags.setVisible(any(hold.stands for hold in detail.holds))
        self.place.setVisible(state.may_work and row.is_open)
        self.propose.setVisible(state.may_work and row.is_open and state.waiting is None and state.left > 0)
        for button in (self.approve, self.refuse):
            button.setVisible(state.may_vote)
        waiting = state.waiting
        self.withdraw.setVisible(waiting is not None and waiting.proposed_by_id == state.person_id)
        for button in (self.place, self.propose, self.approve, self.refuse, self.withdraw):
            button.setEnabled(idle)
        self._fill(state)
        self.hints_changed.emit()

    def _fill(self, state: FollowUpState) -> None:
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        self._fill_needs(state)
        self.holds.show_holds(state)
        detail = state.detail
        if detail is None:
            return
        for row in detail.dispositions:
            chip = StatusChip(self._words.state(row.state), _TONES[row.state], parent=self.goods)
            self._add(self.goods, side_by_side(PlainLabel(self._words.shares(row), self.goods, strong=True), chip))
            self._add(self.goods, PlainLabel(self._words.disposed(row), self.goods, role="text_muted"))
        may = state.may_work and detail.row.is_open and not state.busy
        self.permits.show_permits(state.permits, state.today, may_request=may, needs=state.needs_concession)
        if not detail.dispositions:
            open_words = self.tr("Nothing is decided yet about the quantity of {n}.").format(n=amount_text(state.left))
            words = open_words if state.left > 0 else self.tr("The issue states no quantity.")
            self._add(self.goods, PlainLabel(words, self.goods, role="text_muted"))

    def _fill_needs(self, state: FollowUpState) -> None:
        detail = state.detail
        if detail is None:
            return
        first = step_on(detail.next_states)
        following = [one for one in detail.next_states if one is not IssueState.REJECTED]
        for one in sorted(following, key=lambda state: state is not first):  # the step that leads on, then the way back
            name = self._issue_words.state(one)
            words = name if one is first else self.tr("Or back to: {state}").format(state=name)
            self._add(self.needs, PlainLabel(words, self.needs, strong=True))
            missing = detail.missing.get(one, ())
            for words in missing:
                self._add(self.needs, PlainLabel(words, self.needs, role="warning"))
            if not missing:
                self._add(self.needs, PlainLabel(self.tr("Nothing is missing for this step."), self.needs, role="conforms"))
        if not following:
            self._add(self.needs, PlainLabel(self.tr("This issue is at its end."), self.needs, role="text_muted"))

    def _add(self, card: Card, widget: QWidget) -> None:
        card.body.addWidget(widget)
        self._rows.append(widget)

    def acted(self) -> None:
        """Something was stored: put the sheets away."""
        for sheet in self._sheets():
            sheet.close_panel()
        for one in (self.lift_sheet, self.vote_sheet):
            one.forget()
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.context.work_changed.emit()
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def refused(self, error: QaError) -> None:
        """Something was not stored: say why where it was asked for."""
        for sheet in self._sheets():
            if sheet.isVisible():
                sheet.refuse(error)
                return
        self.said.show_message(MessageKind.ERROR, words_of(error))

    def _sheets(self) -> tuple[IssueSheet, ...]:
        return self.hold_sheet, self.disposition_sheet, self.lift_sheet, self.vote_sheet, self.plan_sheet

    def ask_plan(self, state: IssueState) -> None:
        """Ask who takes a step until when."""
        step = self.model.step(state)
        if step is not None:
            self.plan_sheet.ask(step, self.model.state.people, self.model.now())

    def _plan_next(self) -> None:
        if self.steps.plan.isVisible() and self.steps.plan.isEnabled():
            self.steps.plan.click()

    def _accept(self) -> None:
        if self.steps.accept.isVisible() and self.steps.accept.isEnabled():
            self.steps.accept.click()

    def ask_permit(self) -> None:
        """Ask for a concession."""
        if self.permits.request.isVisible():
            self.acts.ask_request(self.model.state.issue_id)

    def _permit_stored(self, _row: object) -> None:
        self.acted()
        self.model.reload()

    def ask_hold(self) -> None:
        """Ask what is held."""
        if self.place.isVisible() and self.place.isEnabled():
            self.hold_sheet.ask(self.model.state.proposed)

    def ask_disposition(self) -> None:
        """Ask what happens to the goods."""
        if self.propose.isVisible() and self.propose.isEnabled():
            self.disposition_sheet.ask()

    def ask_approval(self) -> None:
        """Ask for the words of an approval."""
        self._ask_vote(approve=True)

    def ask_refusal(self) -> None:
        """Ask for the words of a refusal."""
        self._ask_vote(approve=False)

    def ask_tags(self) -> None:
        """Ask where the tags of the holds are written, for printing."""
        detail = self.model.state.detail
        if detail is not None and self.tags.isVisible():
            kinds = self.tr("PDF files (*.pdf)")
            self.picker.ask_new_file(self.tr("Save the tags"), kinds, f"{detail.row.number}-tags.pdf", "pdf")

    def _write_tags(self, path: object) -> None:
        self.model.write_tags(path, self._tags_written)  # type: ignore[arg-type]

    def _tags_written(self, path: object) -> None:
        self.said.show_message(
            MessageKind.SUCCESS, self.tr("The tags are in {file}. Print them and put one on each.").format(file=path)
        )

    def _ask_vote(self, *, approve: bool) -> None:
        row = self.model.state.waiting
        if row is not None and self.model.state.may_vote:
            self._voting = approve
            title = self.tr("Approve {number}") if approve else self.tr("Refuse {number}")
            self.vote_sheet.ask(title.format(number=row.number), self._words.shares(row), must=not approve)

    def _vote(self, words: str) -> None:
        self.model.vote(approve=self._voting, remark=words)

    def _ask_lift(self, hold: HoldRow) -> None:
        self._lifting = hold.id
        self.lift_sheet.ask(self.tr("Why is hold {number} lifted?").format(number=hold.number), self._words.hold(hold), must=True)

    def _lift(self, words: str) -> None:
        self.model.lift(self._lifting, words)

    def _hold(self, chosen: object, other: str, reason: str, nothing: bool) -> None:
        self.model.hold(wishes_of(chosen, other, reason, nothing=nothing))  # type: ignore[arg-type]

    def _back(self) -> None:
        self.context.go_to(Place.ISSUES, issue_id=self.model.state.issue_id)

    def _to_causes(self) -> None:
        if self.model.state.issue_id:
            self.context.go_to(Place.CAUSES, issue_id=self.model.state.issue_id)
