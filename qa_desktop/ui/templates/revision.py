"""One revision: its head with what may be done to it, its items, and one item in full."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.ui.reports.view_model import local_moment
from qa_desktop.ui.reports.words import moment_text
from qa_desktop.ui.templates.items import ItemDetail, ItemTable
from qa_desktop.ui.templates.view_model import Ask, TemplatesState
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
    asked = Signal(object)
    draft_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Revision"))
        self.title = ElidedLabel("", self, size=TextSize.TITLE, strong=True)
        self.chip = StatusChip(parent=self)
        self.revisions = ChoiceBox(self, name=self.tr("Revision"))
        self.revisions.setMinimumContentsLength(22)
        self.facts = PlainLabel("", self, size=TextSize.SMALL, role="text_muted")
        self.description = PlainLabel("", self, role="text_muted")
        self.problems = InlineMessage(self, dismissable=False)
        self.publish = ActionButton(self.tr("Publish …"), self, icon="check", variant=Variant.PRIMARY, shortcut_hint="Ctrl+Enter")
        self.draft = ActionButton(self.tr("New draft"), self, icon="copy")
        self.retire = ActionButton(self.tr("Retire …"), self, icon="history")
        self.discard = ActionButton(self.tr("Discard draft …"), self, icon="trash-2")
        self.items = ItemTable(self)
        self.detail = ItemDetail(self)
        self.empty = EmptyState("", "", self, icon="layers")
        self._lay_out()
        self.revisions.activated.connect(self._on_revision)
        self.items.row_selected.connect(self.detail.show_line)
        self.publish.clicked.connect(self._on_publish)
        self.retire.clicked.connect(self._on_retire)
        self.discard.clicked.connect(self._on_discard)
        self.draft.clicked.connect(self.draft_wanted)

    def show_state(self, state: TemplatesState) -> None:
        """Show the state."""
        row = state.row
        self.empty.setVisible(row is None)
        self._inner.setVisible(row is not None)
        if row is None:
            self._render_empty(state)
            return
        self.title.setText(row.template_name)
        self.chip.set_state(template_words().state(row.state), STATE_TONES[row.state], STATE_ICONS[row.state])
        self._render_revisions(state)
        self.facts.setText(self._facts(state))
        self.description.setText(row.description)
        self.description.setVisible(bool(row.description))
        self._render_problems(state)
        idle = not state.busy
        self.publish.setVisible(state.may_publish and state.is_draft)
        self.publish.setEnabled(idle and not self._blocked(state))
        self.discard.setVisible(state.may_edit and state.is_draft)
        self.retire.setVisible(state.may_publish and state.is_published)
        self.draft.setVisible(state.may_edit and state.is_published and not state.has_draft)
        for button in (self.discard, self.retire, self.draft):
            button.setEnabled(idle)
        if state.shown is not None:
            self.items.set_lines(state.shown.lines)

    def _lay_out(self) -> None:
        self._inner = QWidget(self)
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        head, actions = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(self.title, 1)
        head.addWidget(self.chip)
        actions.setSpacing(SPACE_2)
        actions.addWidget(self.revisions)
        actions.addStretch(1)
        for button in (self.discard, self.retire, self.draft, self.publish):
            actions.addWidget(button)
        split = QSplitter(Qt.Orientation.Horizontal, self._inner)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE_3)
        split.addWidget(self.items)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.detail.setMinimumWidth(220)
        layout.addLayout(head)
        layout.addWidget(self.facts)
        layout.addWidget(self.description)
        layout.addLayout(actions)
        layout.addWidget(self.problems)
        layout.addWidget(split, 1)
        self.body.addWidget(self._inner, 1)
        self.body.addWidget(self.empty, 1)

    def _render_empty(self, state: TemplatesState) -> None:
        if state.current is None:
            sentence = self.tr("Choose a template in the list to read its items.")
            self.empty.set_content(self.tr("No template chosen"), sentence, icon="layers")
        else:
            self.empty.set_content(self.tr("Loading …"), "", icon="layers")

    def _render_revisions(self, state: TemplatesState) -> None:
        words, row = template_words(), state.row
        wanted = [(f"{self.tr('Revision')} {one.number} · {words.state(one.state)}", one.id) for one in state.revisions]
        found = [(self.revisions.itemText(place), self.revisions.itemData(place)) for place in range(self.revisions.count())]
        if wanted != found:
            self.revisions.clear()
            for text, key in wanted:
                self.revisions.addItem(text, key)
        if row is not None:
            self.revisions.setCurrentIndex(self.revisions.findData(row.id))

    def _facts(self, state: TemplatesState) -> str:
        row = state.row
        if row is None:
            return ""
        made = self.tr("Made by {name}, {date}").format(name=row.created_by_name, date=_date(row.created_at))
        parts = [self.tr("{count} items").format(count=row.item_count), made]
        if row.published_at is not None:
            published = self.tr("published by {name}, {date}")
            parts.append(published.format(name=row.published_by_name, date=_date(row.published_at)))
        if row.source:
            parts.append(self.tr("from {file}").format(file=row.source))
        return " · ".join(parts)

    def _render_problems(self, state: TemplatesState) -> None:
        shown = state.shown
        if shown is not None and self._blocked(state):
            first = shown.problems[0].sentence
            more = len(shown.problems) - 1
            words = self.tr("{problem} And {count} more.") if more else self.tr("{problem}")
            sentence = words.format(problem=first, count=more)
            self.problems.show_message(MessageKind.WARNING, self.tr("Cannot be published yet: {why}").format(why=sentence))
        elif (
            shown is not None and state.row is not None and shown.imported.unsupported and state.row.state is RevisionState.DRAFT
        ):
            words = self.tr("The import left {count} things out; the first: {place}, {kind}.")
            first_out = shown.imported.unsupported[0]
            sentence = words.format(count=len(shown.imported.unsupported), place=first_out.place, kind=first_out.kind)
            self.problems.show_message(MessageKind.INFO, sentence)
        else:
            self.problems.hide()

    def _blocked(self, state: TemplatesState) -> bool:
        return state.is_draft and state.shown is not None and bool(state.shown.problems)

    def _on_revision(self, place: int) -> None:
        self.revision_wanted.emit(str(self.revisions.itemData(place)))

    def _on_publish(self) -> None:
        self.asked.emit(Ask.PUBLISH)

    def _on_retire(self) -> None:
        self.asked.emit(Ask.RETIRE)

    def _on_discard(self) -> None:
        self.asked.emit(Ask.DISCARD)


def _date(utc: str) -> str:
    """Return a moment of the database in the local time of this computer."""
    return moment_text(local_moment(utc, 0).astimezone())
