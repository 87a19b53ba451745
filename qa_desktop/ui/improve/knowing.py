"""The pages of lessons and procedures: a list, the open one beside it, and what may be done with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.knowledge import LessonState
from qa_desktop.ui.improve.lists import LessonList, ProcedureList, TextPane
from qa_desktop.ui.improve.view_model import ImproveState
from qa_desktop.ui.improve.words import LESSON_TONES, PROCEDURE_TONES, ImproveWords
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.three_lines import ThreeLineList


class _Page(QWidget):
    """A list beside a card; or why there is nothing in it."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, rows: ThreeLineList, name: str, *acts: tuple[ActionButton, ...]) -> None:
        super().__init__(parent)
        self.words = ImproveWords(self)
        self.rows = rows
        rows.setParent(self)
        self.nothing = EmptyState("", "", self)
        self.card = Card("", self)
        self.detail = TextPane(name, self.card)
        self.card.body.addWidget(self.detail, 1)
        for buttons in acts:
            row = QHBoxLayout()
            row.setSpacing(SPACE_2)
            for button in buttons:
                button.setParent(self.card)
                row.addWidget(button)
            row.addStretch(1)
            self.card.body.addLayout(row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        left = QVBoxLayout()
        left.setSpacing(SPACE_2)
        self.left = left
        left.addWidget(rows, 1)
        left.addWidget(self.nothing, 1)
        layout.addLayout(left, 1)
        layout.addWidget(self.card, 1)
        rows.chosen.connect(self.chosen)
        rows.selectionModel().currentChanged.connect(self._current)

    def show_rows(self, rows: tuple[Any, ...] | None, title: str, sentence: str) -> None:
        """Show the rows, or that they are on their way, or why there are none."""
        self.rows.set_rows(rows or ())
        self.rows.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if rows and self.hasFocus():  # the keys waited here for the list
            self.rows.setFocus()
        if rows is None:
            self.nothing.set_content(self.tr("Loading …"), "", icon="loader")
        else:
            self.nothing.set_content(title, sentence, icon="inbox")

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.rows if self.rows.isVisibleTo(self) else self

    def _current(self, *_: object) -> None:
        row = self.rows.current()
        if row is not None:
            self.chosen.emit(row)


class LessonsPage(_Page):
    """Lessons by search."""

    def __init__(self, parent: QWidget) -> None:
        self.edit = ActionButton(parent.tr("Edit"), parent, icon="pencil")
        self.publish = ActionButton(parent.tr("Publish"), parent, icon="check", variant=Variant.PRIMARY)
        self.retire = ActionButton(parent.tr("Retire"), parent, icon="x")
        self.tie = ActionButton(parent.tr("Tie to an item"), parent, icon="list-checks")
        self.untie = ActionButton(parent.tr("Untie"), parent, icon="x")
        buttons = (self.publish, self.edit, self.tie, self.untie, self.retire)
        super().__init__(parent, LessonList(parent.tr("Lessons"), parent), parent.tr("Open lesson"), buttons)
        self.write = ActionButton(self.tr("Write a lesson"), self, icon="plus", shortcut_hint="Ctrl+N")
        self.left.insertWidget(0, self.write)

    def show_state(self, state: ImproveState) -> None:
        """Draw the state."""
        title = self.tr("No lesson holds these words") if state.text else self.tr("No lessons yet")
        words = self.tr("A lesson says what happened, why, and what worked. It is offered when somebody meets the same thing.")
        self.show_rows(state.lessons, title, words)
        self.write.setVisible(state.may_manage)
        row = state.lesson
        self.card.setVisible(row is not None)
        if row is None:
            return
        chip = self.words.lesson_state(row.state)
        parts = self.words.lesson_parts(row) + self.words.ties(state.ties)
        self.detail.fill(row.title, chip, LESSON_TONES[row.state], self.words.lesson_about(row), parts)
        self.edit.setVisible(state.may_manage)
        self.tie.setVisible(state.may_manage and row.state is LessonState.PUBLISHED)
        self.untie.setVisible(state.may_manage and bool(state.ties))
        self.publish.setVisible(state.may_manage and row.state is not LessonState.PUBLISHED)
        self.retire.setVisible(state.may_manage and row.state is LessonState.PUBLISHED)


class ProceduresPage(_Page):
    """Procedures, who has read them, and the way to confirm it."""

    def __init__(self, parent: QWidget) -> None:
        self.confirm = ActionButton(
            parent.tr("I have read and understood it"), parent, icon="check", variant=Variant.PRIMARY, shortcut_hint="Ctrl+Enter"
        )
        self.approve = ActionButton(parent.tr("Approve"), parent, icon="badge-check")
        self.publish = ActionButton(parent.tr("Publish"), parent, icon="check")
        self.revise = ActionButton(parent.tr("Next revision"), parent, icon="pencil")
        self.tie = ActionButton(parent.tr("Tie to an item"), parent, icon="list-checks")
        self.untie = ActionButton(parent.tr("Untie"), parent, icon="x")
        self.open_file = ActionButton(parent.tr("Open the file"), parent, icon="external-link")
        reads, writes = (self.open_file, self.confirm), (self.approve, self.publish, self.revise, self.tie, self.untie)
        super().__init__(parent, ProcedureList(parent.tr("Procedures"), parent), parent.tr("Open procedure"), reads, writes)
        self.write = ActionButton(self.tr("Write a procedure"), self, icon="plus", shortcut_hint="Ctrl+N")
        self.left.insertWidget(0, self.write)

    def show_state(self, state: ImproveState) -> None:
        """Draw the state."""
        title = self.tr("No procedure has this name") if state.text else self.tr("No procedures yet")
        if isinstance(self.rows, ProcedureList):
            self.rows.unread = state.unread
        self.show_rows(state.procedures, title, self.tr("What is published here, everybody reads and confirms."))
        self.rows.viewport().update()
        self.write.setVisible(state.may_manage)
        one = state.procedure
        self.card.setVisible(one is not None)
        if one is None:
            return
        force, draft = one.in_force, state.unfinished
        missing = [reader.name for reader in one.readers if reader.read_at is None]
        have = [reader.name for reader in one.readers if reader.read_at is not None]
        parts = [
            (self.tr("In force: revision {number}").format(number=force.number), force.words) if force else ("", ""),
            (self.tr("File"), self.words.file(force.sha256)) if force and force.sha256 else ("", ""),
            (self.words.procedure_state(draft.state) + f" ({draft.author})", draft.words) if draft else ("", ""),
            (self.tr("File of the draft"), self.words.file(draft.sha256)) if draft and draft.sha256 else ("", ""),
            (self.tr("What changes"), draft.change_note) if draft else ("", ""),
            (self.tr("Approved by"), force.approved_by) if force else ("", ""),
            (self.tr("Not read yet ({count})").format(count=len(missing)), ", ".join(missing)),
            (self.tr("Read by ({count})").format(count=len(have)), ", ".join(have)),
            *self.words.ties(one.ties),
        ]
        shown = force or draft
        chip = self.words.procedure_state(shown.state) if shown else ""
        tone = PROCEDURE_TONES[shown.state] if shown else Tone.NEUTRAL
        self.detail.fill(one.row.title, chip, tone, one.row.number, [part for part in parts if part[1]])
        self.open_file.setVisible(state.with_file is not None)
        self.confirm.setVisible(force is not None and state.must_read)
        self.approve.setVisible(state.may_approve)
        self.publish.setVisible(state.may_publish)
        self.revise.setVisible(state.may_manage and draft is None)
        self.tie.setVisible(state.may_manage and force is not None)
        self.untie.setVisible(state.may_manage and bool(one.ties))
