"""One revision: its head with what may be done to it, its items or what is new in it, and one item in full."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.reports.view_model import local_moment
from qa_desktop.ui.reports.words import moment_text
from qa_desktop.ui.templates.changes import ChangesView
from qa_desktop.ui.templates.items import ItemDetail, ItemTable
from qa_desktop.ui.templates.state import Ask, TemplatesState
from qa_desktop.ui.templates.words import STATE_ICONS, STATE_TONES, template_words
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel


class RevisionPane(Card):
    """Draws the revision that is looked at."""

    revision_wanted = Signal(str)
    against_wanted = Signal(str)
    asked = Signal(object)
    draft_wanted = Signal()
    edit_wanted = Signal()
    export_wanted = Signal()
    issue_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Revision"))
        self.title = ElidedLabel("", self, size=TextSize.TITLE, strong=True)
        self.chip = StatusChip(parent=self)
        self.revisions = ChoiceBox(self, name=self.tr("Revision"))
        self.against = ChoiceBox(self, name=self.tr("Compared with"))
        for box in (self.revisions, self.against):
            box.setMinimumContentsLength(20)
        self.facts = PlainLabel("", self, size=TextSize.SMALL, role="text_muted")
        self.description = PlainLabel("", self, role="text_muted")
        self.problems = InlineMessage(self, dismissable=False)
        self.approve = ActionButton(self.tr("Approve …"), self, icon="badge-check", variant=Variant.PRIMARY)
        self.publish = ActionButton(self.tr("Publish …"), self, icon="check", variant=Variant.PRIMARY)
        self.edit = ActionButton(self.tr("Edit"), self, icon="pencil", variant=Variant.PRIMARY, shortcut_hint="Ctrl+E")
        self.unapprove = ActionButton(self.tr("Take approval back …"), self, icon="undo-2")
        self.draft = ActionButton(self.tr("Next revision"), self, icon="copy")
        self.retire = ActionButton(self.tr("Retire …"), self, icon="history")
        self.discard = ActionButton(self.tr("Discard draft …"), self, icon="trash-2")
        self.export = ActionButton(self.tr("Export …"), self, icon="upload")
        self.as_items = ActionButton(self.tr("Items"), self, icon="list-checks")
        self.as_changes = ActionButton(self.tr("What is new"), self, icon="arrow-left-right", shortcut_hint="F4")
        self.items = ItemTable(self)
        self.detail = ItemDetail(self)
        self.changes = ChangesView(self)
        self.changed_with = PlainLabel(self.tr("Compared with"), self, size=TextSize.SMALL, role="text_muted", wrap=False)
        self.counts = PlainLabel("", self, strong=True)
        self.empty = EmptyState("", "", self, icon="layers")
        self._looked_at = ""
        self._lay_out()
        self._connect()

    def show_state(self, state: TemplatesState) -> None:
        """Show the state."""
        row = state.row
        self.empty.setVisible(row is None)
        self._inner.setVisible(row is not None)
        if row is None or state.shown is None:
            self._render_empty(state)
            return
        self.title.setText(row.template_name)
        self.chip.set_state(template_words().state(row.state), STATE_TONES[row.state], STATE_ICONS[row.state])
        self._render_revisions(state)
        self.facts.setText(self._facts(state))
        self.description.setText(row.description)
        self.description.setVisible(bool(row.description))
        self._render_problems(state)
        self._render_actions(state)
        if row.id != self._looked_at:
            self._looked_at = row.id
            # Whoever approves or publishes sees first what would change.
            waits = (state.is_draft and state.may_approve and not state.is_author) or (state.is_approved and state.may_publish)
            self.show_changes(shown=waits and state.shown.review.against is not None)
        self.items.set_lines(state.shown.lines)
        self.changes.show_review(state.shown.review)
        self.counts.setText(self.changes.summary())

    def show_changes(self, *, shown: bool) -> None:
        """Show what is new, or the items."""
        (self.as_changes if shown else self.as_items).setChecked(True)
        self._pages.setCurrentIndex(1 if shown else 0)

    def switch(self) -> None:
        """Show the other of both."""
        self.show_changes(shown=not self.as_changes.isChecked())

    def is_showing_changes(self) -> bool:
        """Return whether what is new is shown."""
        return self._pages.currentIndex() == 1

    def _connect(self) -> None:
        self.revisions.activated.connect(self._on_revision)
        self.against.activated.connect(self._on_against)
        self.items.row_selected.connect(self.detail.show_line)
        self.detail.issue_wanted.connect(self.issue_wanted)
        self.draft.clicked.connect(self.draft_wanted)
        self.edit.clicked.connect(self.edit_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.as_items.clicked.connect(self._on_items)
        self.as_changes.clicked.connect(self._on_changes)
        for button, what in (
            (self.approve, Ask.APPROVE),
            (self.unapprove, Ask.UNAPPROVE),
            (self.publish, Ask.PUBLISH),
            (self.retire, Ask.RETIRE),
            (self.discard, Ask.DISCARD),
        ):
            button.setProperty("ask", what.value)
            button.clicked.connect(self._on_ask)

    def _lay_out(self) -> None:
        self._inner = QWidget(self)
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        head, actions, kinds = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(self.title, 1)
        head.addWidget(self.revisions)
        told = QHBoxLayout()
        told.setSpacing(SPACE_3)
        told.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.facts, 1)
        for row in (actions, kinds):
            row.setSpacing(SPACE_2)
        actions.addStretch(1)
        for button in (
            *(self.discard, self.export, self.retire, self.unapprove, self.draft),
            *(self.edit, self.approve, self.publish),
        ):
            actions.addWidget(button)
        group = QButtonGroup(self)
        for button in (self.as_items, self.as_changes):
            button.setCheckable(True)
            group.addButton(button)
            kinds.addWidget(button)
        kinds.addStretch(1)
        kinds.addWidget(self.changed_with)
        kinds.addWidget(self.against)
        self._pages = QStackedWidget(self._inner)
        self._pages.addWidget(self._items_page())
        changes = QWidget(self._pages)
        column = QVBoxLayout(changes)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.counts)
        column.addWidget(self.changes, 1)
        self._pages.addWidget(changes)
        layout.addLayout(head)
        layout.addLayout(told)
        layout.addWidget(self.description)
        layout.addLayout(actions)
        layout.addWidget(self.problems)
        layout.addLayout(kinds)
        layout.addWidget(self._pages, 1)
        self.body.addWidget(self._inner, 1)
        self.body.addWidget(self.empty, 1)

    def _items_page(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Horizontal, self._inner)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE_3)
        split.addWidget(self.items)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.detail.setMinimumWidth(220)
        return split

    def _render_empty(self, state: TemplatesState) -> None:
        if state.current is None:
            sentence = self.tr("Choose a template in the list to read its items.")
            self.empty.set_content(self.tr("No template chosen"), sentence, icon="layers")
        else:
            self.empty.set_content(self.tr("Loading …"), "", icon="layers")

    def _render_revisions(self, state: TemplatesState) -> None:
        words, row = template_words(), state.row
        named = self.tr("Revision {number} · {state}")
        wanted = [(named.format(number=one.number, state=words.state(one.state)), one.id) for one in state.revisions]
        _refill(self.revisions, wanted)
        others = [(text, key) for text, key in wanted if row is not None and key != row.id]
        _refill(self.against, others)
        if row is not None:
            self.revisions.setCurrentIndex(self.revisions.findData(row.id))
        against = state.shown.review.against if state.shown is not None else None
        self.against.setCurrentIndex(self.against.findData(against.id) if against is not None else -1)
        self.against.setVisible(bool(others))
        self.changed_with.setVisible(bool(others))

    def _render_actions(self, state: TemplatesState) -> None:
        idle, blocked = not state.busy and not state.reading, self._blocked(state)
        self.approve.setVisible(state.may_approve and state.is_draft)
        self.approve.setEnabled(idle and not blocked and not state.is_author)
        self.unapprove.setVisible(state.may_approve and state.is_approved)
        self.publish.setVisible(state.may_publish and state.is_approved)
        self.edit.setVisible(state.may_edit and state.is_draft)
        self.discard.setVisible(state.may_edit and state.is_draft)
        self.retire.setVisible(state.may_publish and state.is_published)
        self.draft.setVisible(state.may_edit and state.is_published and not state.has_draft)
        for button in (self.publish, self.unapprove, self.edit, self.discard, self.retire, self.draft, self.export):
            button.setEnabled(idle)
        # One button stands out: the next step of this person.
        self.approve.set_variant(Variant.QUIET if state.is_author and state.may_edit else Variant.PRIMARY)
        self.edit.set_variant(Variant.PRIMARY if state.is_author or blocked else Variant.QUIET)

    def _facts(self, state: TemplatesState) -> str:
        row, shown = state.row, state.shown
        if row is None or shown is None:
            return ""
        made = self.tr("Made by {name}, {date}").format(name=row.created_by_name, date=_date(row.created_at))
        parts = [self.tr("{count} items").format(count=row.item_count), made]
        others = [name for name in shown.review.editors if name != row.created_by_name]
        if others:
            parts.append(self.tr("edited by {names}").format(names=", ".join(others)))
        if row.approved_at:
            approved = self.tr("approved by {name}, {date}")
            parts.append(approved.format(name=row.approved_by_name, date=_date(row.approved_at)))
        if row.published_at is not None:
            published = self.tr("published by {name}, {date}")
            parts.append(published.format(name=row.published_by_name, date=_date(row.published_at)))
        if row.source:
            parts.append(self.tr("from {file}").format(file=row.source))
        return " · ".join(parts)

    def _render_problems(self, state: TemplatesState) -> None:
        shown = state.shown
        if shown is None:
            return
        if self._blocked(state):
            first = shown.problems[0].sentence
            more = len(shown.problems) - 1
            words = self.tr("{problem} And {count} more.") if more else self.tr("{problem}")
            sentence = words.format(problem=first, count=more)
            self.problems.show_message(MessageKind.WARNING, self.tr("Cannot be approved yet: {why}").format(why=sentence))
        elif state.is_draft and state.is_author and state.may_approve:
            sentence = self.tr("You worked on this draft, so another person approves it.")
            self.problems.show_message(MessageKind.INFO, sentence)
        elif state.is_draft and shown.imported.unsupported:
            words = self.tr("The import left {count} things out; the first: {place}, {kind}.")
            first_out = shown.imported.unsupported[0]
            sentence = words.format(count=len(shown.imported.unsupported), place=first_out.place, kind=first_out.kind)
            self.problems.show_message(MessageKind.INFO, sentence)
        elif shown.warnings:
            words = self.tr("Worth a second look: {sentence} ({count} in all)")
            sentence = words.format(sentence=shown.warnings[0].sentence, count=len(shown.warnings))
            self.problems.show_message(MessageKind.INFO, sentence)
        else:
            self.problems.hide()

    def _blocked(self, state: TemplatesState) -> bool:
        return state.is_draft and state.shown is not None and bool(state.shown.problems)

    def _on_revision(self, place: int) -> None:
        self.revision_wanted.emit(str(self.revisions.itemData(place)))

    def _on_against(self, place: int) -> None:
        self.show_changes(shown=True)
        self.against_wanted.emit(str(self.against.itemData(place)))

    def _on_items(self) -> None:
        self.show_changes(shown=False)

    def _on_changes(self) -> None:
        self.show_changes(shown=True)

    def _on_ask(self) -> None:
        button = self.sender()
        if button is not None:
            self.asked.emit(Ask(button.property("ask")))


def _refill(box: ChoiceBox, wanted: list[tuple[str, str]]) -> None:
    found = [(box.itemText(place), box.itemData(place)) for place in range(box.count())]
    if wanted != found:
        box.clear()
        for text, key in wanted:
            box.addItem(text, key)


def _date(utc: str) -> str:
    """Return a moment of the database in the local time of this computer."""
    return moment_text(local_moment(utc, 0).astimezone())
