"""Second readings: the lines at the left, one of them large at the right, a field, Enter, the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.answers import BLANK, LONGEST_GAUGE, Verdict
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.editors.reading import ReadingEditor
from qa_desktop.ui.run.editors.registry import editor_key, make_editor
from qa_desktop.ui.run.gauges import GAUGED, Gauges
from qa_desktop.ui.run.state import Keeping, PanelState, RowState
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.second.line_list import LineList
from qa_desktop.ui.second.view_model import SecondModel, SecondState, Told
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.domain.checklist import Item
    from qa_desktop.services.second_readings import WaitingLine

_LIST_WIDTH = 340


class SecondScreen(Screen):
    """Place.SECOND: what waits for a second reading by this person."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._editors: dict[str, Editor] = {}
        self.editor: Editor | None = None
        self._drawn: tuple[object, ...] = ()
        self.model = SecondModel(context.program, context.actor, context.jobs, self.show_state, self)
        self.list = LineList(self._row_words, self)
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.chosen.connect(self.model.choose)
        self.list.entered.connect(self._to_field)
        self.said = InlineMessage(self)
        self.empty = EmptyState(parent=self)
        self.empty.action_requested.connect(self._on_empty)
        self._build_card()
        self._lay_out()
        for keys, act in (("F6", self._next_pane), ("Esc", self._to_list), ("F5", self.model.load)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.show_state(self.model.state)

    def _build_card(self) -> None:
        self.card = Card("", self)
        self._where = PlainLabel("", self.card, role="text_muted", tabular=True)
        self._title = Heading("", self.card)
        self._limits = PlainLabel("", self.card, size=TextSize.STRONG, strong=True, tabular=True)
        self._help = PlainLabel("", self.card, role="text_muted")
        self._blind = PlainLabel(
            self.tr("Measure by yourself. The first value is not shown; both readings are kept."), self.card, role="text_muted"
        )
        self.gauge = QLineEdit(self.card)
        self.gauge.setMaxLength(LONGEST_GAUGE)
        self._gauge_row = LabelledField(self.tr("Gauge"), self.gauge, hint=self.tr("Scan or type its number; it may stay empty."))
        self._gauges = Gauges()
        self.gauge.returnPressed.connect(self._to_field)
        self._holder = QVBoxLayout()
        for part in (self._where, self._title, self._limits, self._help):
            self.card.body.addWidget(part)
        self.card.body.addLayout(self._holder)
        self.card.body.addWidget(self._gauge_row)
        self.card.body.addWidget(self._blind)
        self.card.body.addStretch(1)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(SPACE_2)
        right.addWidget(self.said)
        right.addWidget(self.card, 1)
        work = QWidget(self)
        sides = QHBoxLayout(work)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE_3)
        sides.addWidget(self.list)
        sides.addLayout(right, 1)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(work)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.addWidget(self._pages)

    def enter(self, **what: object) -> None:
        """Load what waits."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin where the reading is typed."""
        return self._field() if self.model.state.lines else self.empty.action

    def scanned(self, code: str) -> bool:
        """Take a code as the number of the gauge while that field has the keyboard."""
        if not self.gauge.hasFocus():
            return False
        self.gauge.setText(code)
        self._to_field()
        return True

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        return (
            KeyHint("Enter", self.tr("Keep the reading, next line")),
            KeyHint("F6", self.tr("List or field")),
            KeyHint("F5", self.tr("Reload list")),
            KeyHint("F12", self.tr("Lock, switch person")),
        )

    def show_state(self, state: SecondState) -> None:
        """Draw the state; the only place that writes into the widgets."""
        line = state.line
        self._pages.setCurrentIndex(0 if line is None else 1)
        self.list.set_lines(state.lines, state.place)
        self._show_told(state)
        if line is None:
            self._show_nothing(state)
            return
        drawn = (line.inspection_id, line.line.id, state.serial)
        if drawn != self._drawn:
            self._drawn = drawn
            self._show_line(line)

    def _show_nothing(self, state: SecondState) -> None:
        self._drawn = ()
        if state.error is not None:
            title = self.tr("The list could not be loaded")
            self.empty.set_content(title, words_of(state.error), icon="circle-alert", action_text=self.tr("Try again"))
        elif state.loading:
            self.empty.set_content(self.tr("Loading …"), "", icon="loader")
        else:
            words = self.tr("Readings of others that need a second person appear here. You never read your own again.")
            if state.told is Told.AGREES:
                words = self.tr("Both readings agree; that was the last one.")
            title = self.tr("No second reading waits for you")
            self.empty.set_content(title, words, icon="circle-check", action_text=self.tr("Back to my work"))

    def _show_told(self, state: SecondState) -> None:
        line = state.about
        if state.told is None or line is None:
            self.said.hide()
            return
        what = f"{line.line_number}. {line.line.text}"
        match state.told:
            case Told.AGREES:
                self.said.show_message(MessageKind.SUCCESS, self.tr("{line}: both readings agree.").format(line=what))
                self._note_saved()
            case Told.DIFFERS:
                words = self.tr(
                    "{line}: the two readings differ by more than allowed. Measure again, or ask {name} to measure again; "
                    "every reading is kept."
                )
                self.said.show_message(MessageKind.WARNING, words.format(line=what, name=line.inspector))
                self._note_saved()
            case Told.REFUSED:
                self.said.show_message(MessageKind.WARNING, "" if state.refused is None else words_of(state.refused))

    def _note_saved(self) -> None:
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))

    def _show_line(self, line: WaitingLine) -> None:
        item = line.line
        piece = self.tr("piece {label}").format(label=line.piece_label) if line.piece_label else ""
        self._where.setText("   ".join(part for part in (line.number, line.part, piece) if part))
        self._title.setText(f"{line.line_number}. {item.text}")
        limits = self._limit_words(item)
        self._limits.setText(limits)
        self._limits.setVisible(bool(limits))
        self._help.setText(item.help)
        self._help.setVisible(bool(item.help))
        key = editor_key(item)
        if key not in self._editors:
            self._editors[key] = self._new_editor(item)
        editor = self._editors[key]
        if self.editor is not None and self.editor is not editor:
            self.editor.hide()
        self.editor = editor
        row = RowState(0, item.id, line.line_number, item.text, item.kind, Verdict.OPEN, "", Keeping.NOTHING, None, counts=True)
        self._gauge_row.setVisible(item.kind in GAUGED)
        self.gauge.setText(self._gauges.of(item.id, item.kind))
        editor.show_again(PanelState(item, row, "", BLANK))
        editor.show()
        self._to_field()

    def _new_editor(self, item: Item) -> Editor:
        editor = make_editor(item, self.card)
        editor.given.connect(self._give)
        if isinstance(editor, ReadingEditor):
            editor.last.hide()  # the last readings would show the first value
        self._holder.addWidget(editor)
        return editor

    def _give(self, raw: str) -> None:
        """Give a reading with the gauge that was named; it goes on for the same characteristic."""
        line = self.model.state.line
        if line is not None:
            self._gauges.use(line.line.id, self.gauge.text())
            self.model.give(raw, self._gauges.of(line.line.id, line.line.kind))

    def _limit_words(self, item: Item) -> str:
        lower, upper = item.limits.lower, item.limits.upper
        if lower is not None and upper is not None:
            return f"{number_for_people(lower)} … {with_unit(upper, item.unit)}"
        if upper is not None:
            return f"≤ {with_unit(upper, item.unit)}"
        return f"≥ {with_unit(lower, item.unit)}" if lower is not None else ""

    def _row_words(self, line: WaitingLine) -> tuple[str, str]:
        piece = self.tr("piece {label}").format(label=line.piece_label) if line.piece_label else ""
        differs = self.tr("readings differ") if line.differs else ""
        where = "   ".join(part for part in (line.number, line.part, piece, differs) if part)
        return f"{line.line_number}. {line.line.text}", where

    def _field(self) -> QWidget:
        field = self.editor.field() if self.editor is not None else None
        return field or self.editor or self.list

    def _to_field(self) -> None:
        if self.isVisible():
            self._field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_pane(self) -> None:
        if self.list.hasFocus():
            self._to_field()
        else:
            self._to_list()

    def _on_empty(self) -> None:
        if self.model.state.error is not None:
            self.model.load()
        else:
            self.context.go_to(Place.HOME)
