"""The lots: search and filter above, the list, the open lot beside it or in its place, signed decisions, and the series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.ids import tag_of
from qa_desktop.domain.lot import LotSource, LotState
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.lots.detail import LotDetailPane
from qa_desktop.ui.lots.lot_file import FileKind, LotFile, open_lot_file
from qa_desktop.ui.lots.series import SeriesPane
from qa_desktop.ui.lots.sheet import DecisionSheet
from qa_desktop.ui.lots.table import LotTable
from qa_desktop.ui.lots.tabs import Tabs
from qa_desktop.ui.lots.view_model import LotsModel, LotsState, Scope
from qa_desktop.ui.lots.words import LotWords
from qa_desktop.ui.permits.pane import PermitsPane
from qa_desktop.ui.places import Place
from qa_desktop.ui.reports.preview import ReportPreview
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.lots import DecidedLot

WIDE = 1400
"""From this width on the open lot stands beside the list."""

DEBOUNCE_MS = 150
_STATES: tuple[Scope | LotState, ...] = (*Scope, *LotState)
"""The choices of the filter in their order; a combo box keeps only text of them."""


class LotsScreen(Screen):
    """Find lots, see what blocks them, decide."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = LotsModel(context.program, context.actor, context.jobs, self)
        self._words = LotWords(self)
        self._wide, self._reading, self._wanted_lot = False, False, ""
        self._new_decision: LotFile | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._search)
        self._build_filters()
        self.said = InlineMessage(self)
        self.said.action_requested.connect(self._open_new)
        self.table = LotTable(context, self.model, self)
        self.table.row_selected.connect(self._row_selected)
        self.table.row_activated.connect(self._row_activated)
        self.table.empty_action_requested.connect(self._clear_filter)
        self.table.counted.connect(self._show_count)
        self.table.rows.loaded.connect(self._list_loaded)
        self._build_detail()
        self.series = SeriesPane(context, self)
        self.permits = PermitsPane(context, self)
        for pane in (self.series, self.permits):
            pane.saved.connect(self._saved)
        self._lay_out()
        self._shortcuts()
        self.show_state(self.model.state)

    def enter(self, **what: object) -> None:
        """Load the list; open the lot that was asked for."""
        self.filter_changed()
        self.model.reload()
        lot, permit = what.get("lot_id"), what.get("permit_id")
        if isinstance(permit, str):
            self.tabs.show_page(2)
            self.permits.enter(permit)
        elif self.side is not None:
            self.side.enter()
        if isinstance(lot, str):
            self.tabs.show_lots()
            self.model.open(lot)
            self._read()

    @property
    def side(self) -> SeriesPane | PermitsPane | None:
        """The pane in front that is not the list of lots."""
        return (None, self.series, self.permits)[self.tabs.page]

    def leave(self) -> None:
        """Search no more."""
        self._timer.stop()

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        if self.side is not None:
            return self.side.table
        return self.detail.area if self._reading else self.table

    def scanned(self, code: str) -> bool:
        """Take the scan of a lot as a search; the tag of a hold leads to its issue."""
        if tag_of(code) is not None:
            return False
        self.tabs.show_lots()
        self._to_search()
        self.search.setText(code)
        self.model.want(text=code.strip(), state=Scope.ALL)
        self._to_list()
        return True

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now, to this person."""
        if self.side is not None:
            return self.side.key_hints(self.tabs.words_of_next)
        hints = (
            (True, KeyHint("/", self.tr("Search"))),
            (True, KeyHint("Enter", self.tr("Open"))),
            (True, KeyHint("Esc", self.tr("Back"))),
            (self.model.state.may_release, KeyHint("Ctrl+Enter", self.tr("Decide"))),
            (True, KeyHint("F6", self.tr("List / lot"))),
            (True, KeyHint("F5", self.tr("Reload"))),
            (True, KeyHint("Ctrl+Tab", self.tabs.words_of_next)),
        )
        return tuple(hint for shown, hint in hints if shown)

    def show_state(self, state: LotsState) -> None:
        """Draw the state."""
        wanted = state.wanted
        self.state_box.setCurrentIndex(_STATES.index(wanted.state))
        if not self.search.hasFocus() and self.search.text().strip() != wanted.text:
            self.search.setText(wanted.text)
        self.detail.show_state(state)
        if self.sheet.isVisible():
            self.sheet.show_state(state)
        narrow = wanted.is_narrow
        self.table.set_empty_state(
            self.tr("No lot matches") if narrow else self.tr("No lots yet"),
            self.tr("Change the filter, or show all lots.")
            if narrow
            else self.tr("A lot is known as soon as an inspection names it."),
            icon="package",
            action_text=self.tr("Show all lots") if narrow else "",
        )

    def decided(self, done: DecidedLot) -> None:
        """A decision was signed: put the sheet away and name the file."""
        self.sheet.close_panel()
        self.context.saved.emit(self.model.now().isoformat(timespec="seconds"))
        self._wanted_lot = done.row.id
        self._new_decision = LotFile(FileKind.DECISION, done.decision_id, done.number)
        self.table.reload()
        words = self.tr("Lot {lot}: decision {number} is signed. Its PDF is {file} in the reports folder.").format(
            lot=done.row.number, number=done.number, file=done.file
        )
        self.said.show_message(MessageKind.SUCCESS, words, action_text=self.tr("Open the PDF"))
        self.context.work_changed.emit()

    def refused(self, error: QaError) -> None:
        """Something was not done: say why where it was asked for."""
        if self.sheet.isVisible():
            self.sheet.refuse(error)
        else:
            self.said.show_message(MessageKind.ERROR, words_of(error))

    def filter_changed(self) -> None:
        """Load the list anew."""
        self.table.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the open lot beside the list where there is room."""
        super().resizeEvent(event)
        self._wide = event.size().width() >= WIDE
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Slash goes to the search."""
        if event.text() == "/":
            self._to_search()
            event.accept()
            return
        super().keyPressEvent(event)

    def _build_filters(self) -> None:
        self.state_box = QComboBox(self)
        self.state_box.setAccessibleName(self.tr("State"))
        for state in _STATES:
            self.state_box.addItem(self._words.state(state))
        self.state_box.activated.connect(self._filter)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search lot, part, supplier, order …  ( / )"))
        self.search.setAccessibleName(self.tr("Search lots"))
        self.search.setMaxLength(200)
        self.search.textEdited.connect(self._typed)
        self.search.returnPressed.connect(self._search_done)
        self.count = PlainLabel("", self, role="text_muted", wrap=False)

    def _build_detail(self) -> None:
        self.detail = LotDetailPane(self.context, self)
        self.preview = ReportPreview(self.context, self, opener=open_lot_file, saves=True)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.detail)
        self.pages.addWidget(self.preview)
        self.back = ActionButton(self.tr("Back to the list"), self, icon="arrow-left", shortcut_hint="Esc")
        self.back.clicked.connect(self._escape)
        self.sheet = DecisionSheet(self, self.model)
        self.detail.decide_wanted.connect(self._decide)
        self.detail.inspection_wanted.connect(self._open_inspection)
        self.detail.file_wanted.connect(self._open_file)
        self.detail.retry_wanted.connect(self.model.reload)

    def _lay_out(self) -> None:
        self._filter_row = QWidget(self)
        row = QHBoxLayout(self._filter_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.search, 1)
        row.addWidget(self.state_box)
        self._left = QWidget(self)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE_2)
        left.addWidget(self.table, 1)
        left.addWidget(self.count)
        self._right = QWidget(self)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SPACE_2)
        right.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.pages, 1)
        sides = QHBoxLayout()
        sides.setSpacing(SPACE_3)
        sides.addWidget(self._left, 1)
        sides.addWidget(self._right, 1)
        lots = QWidget(self)
        page = QVBoxLayout(lots)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_2)
        page.addWidget(self._filter_row)
        page.addWidget(self.said)
        page.addLayout(sides, 1)
        pages = ((self.tr("Lots"), lots), (self.tr("Series"), self.series), (self.tr("Permits"), self.permits))
        self.tabs = Tabs(pages, self)
        self.tabs.changed.connect(self._tab_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_3)
        layout.addWidget(self.tabs)

    def _shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+Tab", self.tabs.turn), ("Ctrl+F", self._to_search), ("F5", self._reload), ("Esc", self._escape),
            ("Ctrl+Return", self._decide_next), ("Ctrl+Enter", self._decide_next), ("F6", self._next_pane),
            ("Shift+F6", self._next_pane), ("PgDown", self.preview.next_page), ("PgUp", self.preview.previous_page),
            ("Ctrl+S", self.preview.ask_save),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _arrange(self) -> None:
        self._left.setVisible(self._wide or not self._reading)
        self._filter_row.setVisible(self._wide or not self._reading)
        self._right.setVisible(self._wide or self._reading)
        self.table.show_few_columns(self._wide)
        in_file = self.pages.currentWidget() is self.preview
        self.back.setText(self.tr("Back to the lot") if in_file else self.tr("Back to the list"))
        self.back.setVisible(in_file or not self._wide)

    def _read(self) -> None:
        self._reading = True
        self.pages.setCurrentWidget(self.detail)
        self._arrange()
        self.detail.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_list(self) -> None:
        self._reading = False
        self.pages.setCurrentWidget(self.detail)
        self._arrange()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tab_changed(self) -> None:
        if self.side is not None:
            self.side.enter()
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hints_changed.emit()

    def _saved(self) -> None:
        self.context.saved.emit(self.model.now().isoformat(timespec="seconds"))

    def _escape(self) -> None:
        if self.side is not None:
            self.side.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.search.hasFocus() and self.search.text():
            self.search.clear()
            self._search()
        elif self.pages.currentWidget() is self.preview:
            self._read()
        else:
            self._to_list()

    def _next_pane(self) -> None:
        if self.side is None and self.table.hasFocus() and self.model.state.chosen is not None:
            self._read()
        elif self.side is None:
            self._to_list()

    def _row_selected(self, row: object) -> None:
        key = getattr(row, "id", None)
        if isinstance(key, str) and self._wide:
            self.pages.setCurrentWidget(self.detail)
            self.model.open(key)

    def _row_activated(self, row: object) -> None:
        key = getattr(row, "id", None)
        if isinstance(key, str):
            self.model.open(key)
            self._read()

    def _list_loaded(self) -> None:
        """Come back to the lot that was worked on; begin at the first one."""
        wanted = self._wanted_lot or self.model.state.chosen
        for number in range(min(self.table.rows.rowCount(), 100)):
            row = self.table.rows.row(number)
            if row is not None and row.id == wanted:
                self.table.select_row(number)
                self._wanted_lot = ""
                return
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)

    def _reload(self) -> None:
        if self.side is not None:
            self.side.enter()
        else:
            self.filter_changed()
            self.model.reload()

    def _filter(self) -> None:
        self.model.want(state=_STATES[max(0, self.state_box.currentIndex())])

    def _clear_filter(self) -> None:
        self.search.clear()
        self.model.want(state=Scope.ALL, text="")

    def _typed(self, _text: str) -> None:
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        self.model.want(text=self.search.text().strip())

    def _search_done(self) -> None:
        self._search()
        self._to_list()

    def _to_search(self) -> None:
        if self.side is not None:
            self.side.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if not self._wide and self._reading:
            self._to_list()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _show_count(self, count: int | None) -> None:
        self.count.setText(self._words.count(count))

    def _decide_next(self) -> None:
        if self.side is self.permits:
            self.permits.confirm()
        lot = None if self.side is not None else self.model.state.lot
        if lot is not None and lot.row.balance.undecided > 0:
            self._decide(self.detail.first_source(lot.row.balance))

    def _decide(self, source: LotSource) -> None:
        state = self.model.state
        if state.lot is not None and state.may_release and not state.busy:
            self.sheet.open_for(state.lot, source)

    def _open_inspection(self, inspection_id: str) -> None:
        self.context.go_to(Place.RUN, inspection_id=inspection_id)

    def _open_file(self, file: LotFile) -> None:
        self._reading = True
        self.pages.setCurrentWidget(self.preview)
        self._arrange()
        self.preview.show_report(file)
        self.preview.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_new(self) -> None:
        if self._new_decision is not None:
            self._open_file(self._new_decision)
