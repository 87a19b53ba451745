"""The designer: the outline at the left, the form of the chosen line at the right, saved by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.errors import QaError, RefusedError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.designer.bar import DesignerBar
from qa_desktop.ui.designer.commands import DesignerCommands
from qa_desktop.ui.designer.door import DesignerDoor
from qa_desktop.ui.designer.form import ItemForm
from qa_desktop.ui.designer.outline import Outline
from qa_desktop.ui.designer.preview import Preview
from qa_desktop.ui.designer.reasons import Reasons
from qa_desktop.ui.designer.sheets import ConflictSheet, ProblemSheet, RemoveSheet
from qa_desktop.ui.designer.state import DesignerState, Kept, Stage
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.services.templates import LoadedRevision


class DesignerScreen(Screen):
    """Place.DESIGNER; ``enter(revision_id=…, key=…)`` opens a draft, ``enter()`` shows the one that is open."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted, self._key = "", ""
        self._conflict_shown = False
        self._door = DesignerDoor(context, self)
        self.model = DesignerModel(self._door, self.render_state)
        self._stack = QStackedWidget(self)
        self.empty = EmptyState(parent=self._stack)
        self.busy = BusyPanel(self._stack)
        self.preview = Preview(context, self._stack)
        self.remove_sheet = RemoveSheet(self)
        self.reasons = Reasons(context, self)
        self.conflict_sheet = ConflictSheet(self)
        self.problem_sheet = ProblemSheet(self)
        self.page = self._work_page()
        for page in (self.empty, self.busy, self.page, self.preview):
            self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.commands = DesignerCommands(self)
        self._connect()
        self.render_state(self.model.state)

    def _work_page(self) -> QWidget:
        page = QWidget(self._stack)
        self.bar = DesignerBar(page)
        self.message = InlineMessage(page)
        self.message.hide()
        self.outline = Outline(page)
        self.form = ItemForm(self.model, self._door, self.reasons.of_item, self)
        split = QSplitter(Qt.Orientation.Horizontal, page)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE_3)
        split.addWidget(self.outline)
        split.addWidget(self.form)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.outline.setMinimumWidth(280)
        self.form.setMinimumWidth(420)
        split.setSizes([440, 700])
        layout = QVBoxLayout(page)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.bar)
        layout.addWidget(self.message)
        layout.addWidget(split, 1)
        return page

    def _connect(self) -> None:
        door, model = self._door, self.model
        door.due.connect(model.save)
        door.stored.connect(model.stored)
        door.refused.connect(model.not_stored)
        self.empty.action_requested.connect(self._on_empty_action)
        self.message.action_requested.connect(self._on_message_action)
        self.outline.chosen.connect(model.choose)
        self.outline.entered_line.connect(self.form.go_to)
        self.outline.dropped.connect(model.outline.drop)
        self.remove_sheet.given.connect(self._on_removal)
        self.remove_sheet.cancelled.connect(model.outline.keep)
        self.conflict_sheet.theirs_wanted.connect(self._take_theirs)
        self.conflict_sheet.mine_wanted.connect(self._keep_mine)
        self.problem_sheet.chosen.connect(model.show_problem)
        self.preview.left.connect(self.leave_preview)
        self.preview.opened.connect(self.hints_changed)
        self.preview.refused.connect(self._no_preview)

    # The frame's wishes

    def enter(self, **what: object) -> None:
        """Open ``revision_id`` at the item ``key``, or look again at the draft that is open."""
        wanted = str(what.get("revision_id") or "")
        row = self.model.state.row
        if not wanted:
            return
        self._key = str(what.get("key") or "")
        self._wanted = wanted
        if row is None or row.id != wanted:
            self.model.loading()
        elif self.model.unsaved():
            return
        self._load()

    def leave(self) -> None:
        """Store what was typed."""
        self._door.stop()
        self.model.save()
        if self.preview.is_open():
            self.leave_preview()

    def first_focus(self) -> QWidget | None:
        """Begin in the outline."""
        return self.outline if self.model.state.stage is Stage.READY else None

    def scanned(self, code: str) -> bool:
        """Hand a scan to the preview, or put it where somebody types."""
        if self.preview.is_open():
            return self.preview.scanned(code)
        return self.commands.scanned(code)

    def unsaved(self) -> tuple[str, ...]:
        """Return what is on the screen only."""
        return self.model.unsaved()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        return self.preview.key_hints() if self.preview.is_open() else self.commands.key_hints()

    # Loading

    def _load(self) -> None:
        templates, actor = self.context.program.templates, self.context.actor
        # Behind a save that may still be on its way, so that nothing older than the screen is shown.
        self.context.jobs.write(partial(templates.load, actor, self._wanted), self._on_loaded, self._on_broken, owner=self)

    def _on_loaded(self, loaded: LoadedRevision) -> None:
        if loaded.row.id != self._wanted:
            return
        if loaded.row.state is not RevisionState.DRAFT:
            self.model.broken(RefusedError("This revision is no draft any more, so it is not edited. Make the next revision."))
            return
        self.model.look_again(loaded, self._key)
        self.reasons.load(loaded.row.template_id, loaded.row.id, self.model.outline.know_reasons)
        self.hints_changed.emit()
        if self.isVisible():
            self.outline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_broken(self, error: QaError) -> None:
        self.model.broken(error)

    def _on_empty_action(self) -> None:
        self.context.go_to(Place.TEMPLATES)

    # Drawing

    def render_state(self, state: DesignerState) -> None:
        """Draw the state; the only place that writes into the widgets of the screen."""
        if state.stage is not Stage.READY:
            self._render_stage(state)
            return
        if not self.preview.is_open():
            self._stack.setCurrentIndex(2)
        typing = self.form.isAncestorOf(QApplication.focusWidget() or self)
        self.bar.show_state(state)
        self.outline.set_state(state)
        self.form.show_state(state)
        if typing and not self.form.isAncestorOf(QApplication.focusWidget() or self):
            self.outline.setFocus(Qt.FocusReason.OtherFocusReason)  # the field is gone, and Qt would go to the rail
        self._render_message(state)
        if state.removal is not None:
            self.remove_sheet.ask(state.removal)
            if state.row is not None:
                self.reasons.ask(state.removal, state.row.template_id, self.remove_sheet.show_led)
        else:
            self.remove_sheet.close_panel()
        if state.kept is Kept.CONFLICT and not self._conflict_shown:
            self._conflict_shown = True
            self.conflict_sheet.ask(state, self._proposed_name(state))
        elif state.kept is not Kept.CONFLICT:
            self._conflict_shown = False

    def _render_stage(self, state: DesignerState) -> None:
        if state.stage is Stage.LOADING:
            self.busy.start(self.tr("Opening the draft …"), can_cancel=False)
            self._stack.setCurrentIndex(1)
            return
        if state.error is not None:
            title, words = self.tr("The draft could not be opened"), words_of(state.error)
        else:
            title, words = (
                self.tr("No draft is open"),
                self.tr("Choose a draft on the Templates screen, or begin a new checklist."),
            )
        self.empty.set_content(title, words, icon="layers", action_text=self.tr("Go to Templates"))
        self._stack.setCurrentIndex(0)

    def _render_message(self, state: DesignerState) -> None:
        if state.error is None:
            self._render_gone(state)
            return
        conflict = state.kept is Kept.CONFLICT
        action = self.tr("Decide …") if conflict else self.tr("Try again")
        sentence = words_of(state.error)
        if self.message.isHidden() or self.message.text() != sentence:
            self.message.show_message(MessageKind.ERROR, sentence, action_text=action)

    def _render_gone(self, state: DesignerState) -> None:
        if not state.unanswered or state.removal is not None:
            self.message.hide()
            return
        first = " ".join(state.unanswered[0].text.split())[:80]
        more = len(state.unanswered) - 1
        words = (
            self.tr("“{text}” and {count} more checks with a reason are gone, and nobody said why.")
            if more
            else self.tr("“{text}” is gone. It has a reason, and nobody said why it may go.")
        )
        sentence = words.format(text=first, count=more)
        if self.message.isHidden() or self.message.text() != sentence:
            self.message.show_message(MessageKind.WARNING, sentence, action_text=self.tr("Say why"))

    def _proposed_name(self, state: DesignerState) -> str:
        name = state.row.template_name if state.row is not None else state.checklist.title
        return self.tr("{name} (version of {person})").format(name=name, person=self.context.actor.name)

    # What widgets say

    def open_preview(self) -> None:
        """Show the inspector's own screen on the draft."""
        if self.model.state.stage is Stage.READY:
            self.model.save()
            self.preview.open(self.model.state.checklist)

    def leave_preview(self) -> None:
        """Come back to where one was."""
        self.preview.close_preview()
        self._stack.setCurrentIndex(2)
        self.outline.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hints_changed.emit()

    def show_preview(self) -> None:
        """Bring the preview to the front once it is there."""
        self._stack.setCurrentWidget(self.preview)

    def _no_preview(self, error: QaError) -> None:
        self.message.show_message(MessageKind.ERROR, words_of(error))

    def _on_message_action(self) -> None:
        state = self.model.state
        if state.error is None:
            self.model.outline.ask_gone()
        elif state.kept is Kept.CONFLICT:
            self.conflict_sheet.ask(state, self._proposed_name(state))
        else:
            self.model.retry()

    def _on_removal(self, answer: str) -> None:
        self.remove_sheet.close_panel()
        self.model.outline.confirm_removal(answer)

    def _take_theirs(self) -> None:
        row = self.model.state.row
        if row is not None:
            self.conflict_sheet.set_busy(True)
            call = partial(self.context.program.templates.load, self.context.actor, row.id)
            self.context.jobs.write(call, self._on_theirs, self._not_kept, owner=self)

    def _on_theirs(self, loaded: LoadedRevision) -> None:
        self.conflict_sheet.close_panel()
        if loaded.row.state is RevisionState.DRAFT:
            self.model.take_theirs(loaded)
        else:
            self._not_kept(RefusedError("It is no draft any more. Keep yours as a new checklist, so that nothing is lost."))

    def _keep_mine(self, name: str) -> None:
        self.conflict_sheet.set_busy(True)
        templates = self.context.program.templates
        call = partial(templates.create, self.context.actor, self.model.state.checklist, name=name or None)
        self.context.jobs.write(call, self._on_mine, self._not_kept, owner=self)

    def _on_mine(self, row: object) -> None:
        self.conflict_sheet.close_panel()
        self._wanted = str(getattr(row, "id", ""))
        self.context.work_changed.emit()
        self._load()

    def _not_kept(self, error: QaError) -> None:
        if self.conflict_sheet.isHidden():
            self.conflict_sheet.ask(self.model.state, self._proposed_name(self.model.state))
        self.conflict_sheet.refuse(words_of(error))
