"""The pages of the order lines and of the partners."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.trade import LineKind
from qa_desktop.ui.context import Context
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.trade.line_detail import LineDetailPane
from qa_desktop.ui.trade.tables import LineTable, PartnerTable
from qa_desktop.ui.trade.view_model import TradeModel, TradeState
from qa_desktop.ui.trade.words import TradeWords
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

DEBOUNCE_MS = 150
WIDE = 1400
WIDE_PARTNERS = 1150
"""From these widths on the lists show all their columns, at letters of the usual size."""

_KINDS: tuple[LineKind | None, ...] = (None, LineKind.CUSTOMER, LineKind.PURCHASE)


def side_by_side(*widgets: QWidget, stretch: int = -1) -> QHBoxLayout:
    """Return widgets in a row; the one at ``stretch`` takes the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(SPACE_2)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 1 if place == stretch else 0)
    if stretch < 0:
        row.addStretch(1)
    return row


def on_page(page: QWidget) -> QVBoxLayout:
    """Return the column of a page."""
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_2)
    return layout


class LinesPane(QWidget):
    """The order lines beside the open one."""

    def __init__(self, context: Context, model: TradeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._words = model, TradeWords(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.search_now)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search order, part, company …  ( / )"))
        self.search.setAccessibleName(self.tr("Search order lines"))
        self.search.setMaxLength(200)
        self.search.textEdited.connect(lambda _text: self._timer.start())
        self.search.returnPressed.connect(self._search_done)
        self.kind, self.scope = ChoiceBox(self, name=self.tr("Whose orders")), ChoiceBox(self, name=self.tr("Which lines"))
        for kind in _KINDS:
            self.kind.addItem(self._words.line_kind(kind))
        self.scope.addItem(self.tr("Open lines"))
        self.scope.addItem(self.tr("All lines"))
        self.kind.activated.connect(self._filter)
        self.scope.activated.connect(self._filter)
        self.new = ActionButton(self.tr("New line …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.table = LineTable(context, model, self)
        self.table.row_selected.connect(self._chosen)
        self.table.row_activated.connect(self._chosen)
        self.table.counted.connect(self._show_count)
        self.table.rows.loaded.connect(self._loaded)
        self.table.set_empty_state(
            self.tr("No order line matches"), self.tr("Change the filter, or enter a new line."), icon="send"
        )
        self.count = PlainLabel("", self, role="text_muted", wrap=False)
        self.detail = LineDetailPane(self)
        sides, left = QHBoxLayout(), QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addWidget(self.count)
        sides.setSpacing(SPACE_3)
        sides.addLayout(left, 3)
        sides.addWidget(self.detail, 2)
        layout = on_page(self)
        layout.addLayout(side_by_side(self.search, self.kind, self.scope, self.new, stretch=0))
        layout.addLayout(sides, 1)

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""
        self.new.setVisible(state.may_manage)
        self.kind.setCurrentIndex(_KINDS.index(state.lines.kind))
        self.scope.setCurrentIndex(0 if state.lines.open_only else 1)
        self.detail.show_state(state)

    def show_width(self, width: int) -> None:
        """Leave columns out where there is little room."""
        self.table.show_few_columns(width < current_theme().text(WIDE))

    def search_now(self) -> None:
        """Search for what stands in the field."""
        self._timer.stop()
        self._model.want_lines(text=self.search.text().strip())

    def stop(self) -> None:
        """Search no more."""
        self._timer.stop()

    def _show_count(self, count: int | None) -> None:
        self.count.setText(self._words.count(count))

    def _search_done(self) -> None:
        self.search_now()
        self.table.setFocus()

    def _filter(self) -> None:
        self._model.want_lines(kind=_KINDS[max(0, self.kind.currentIndex())], open_only=self.scope.currentIndex() == 0)

    def _chosen(self, row: object) -> None:
        key = getattr(row, "id", None)
        if isinstance(key, str) and key != self._model.state.chosen:
            self._model.open(key)

    def _loaded(self) -> None:
        """Come back to the line that was worked on; begin at the first one."""
        for number in range(min(self.table.rows.rowCount(), 100)):
            row = self.table.rows.row(number)
            if row is not None and row.id == self._model.state.chosen:
                self.table.select_row(number)
                return
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)


class PartnersPane(QWidget):
    """Suppliers and customers."""

    def __init__(self, context: Context, model: TradeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.new = ActionButton(self.tr("New partner …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.change = ActionButton(self.tr("Change …"), self, icon="pencil", shortcut_hint="Enter")
        self._words = TradeWords(self)
        self.unknown = InlineMessage(self, dismissable=False)
        self.table = PartnerTable(context, model, self)
        self.table.rows.loaded.connect(self._loaded)
        self.table.set_empty_state(
            self.tr("No partner yet"),
            self.tr("Add suppliers and customers by the names that lots give."),
            icon="users-round",
        )
        layout = on_page(self)
        layout.addLayout(side_by_side(self.new, self.change))
        layout.addWidget(self.unknown)
        layout.addWidget(self.table, 1)

    def show_width(self, width: int) -> None:
        """Leave columns out where there is little room; the sheet of a partner shows them all."""
        self.table.show_few_columns(width < current_theme().text(WIDE_PARTNERS))

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""
        for button in (self.new, self.change):
            button.setVisible(state.may_manage)
            button.setEnabled(not state.busy)
        if state.unknown:
            act = self.tr("Who are they? …") if state.may_manage else ""
            self.unknown.show_message(MessageKind.WARNING, self._words.unknown(state.unknown), action_text=act)
        else:
            self.unknown.dismiss()

    def _loaded(self) -> None:
        """Begin at the first one."""
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)
