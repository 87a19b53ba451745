"""The reports: find, look at, print, export, verify."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from qa_desktop.domain.ids import tag_of
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.reports.preview import ReportPreview
from qa_desktop.ui.reports.sheets import ExportSheet, VerifySheet
from qa_desktop.ui.reports.table import ReportTable
from qa_desktop.ui.reports.view_model import Period, ReportsModel, ReportsState, row_key
from qa_desktop.ui.reports.words import report_words
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.keyset_model import KeysetTableModel
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

TYPING_REST_MS = 200


class ReportsScreen(Screen):
    """List at the left, the signed file at the right, actions below."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._build_filter()
        self.table = ReportTable(self)
        self.preview = ReportPreview(context)
        self.export_picker, self.verify_picker = FilePicker(self), FilePicker(self)
        self._build_actions()
        self.export_sheet, self.verify_sheet = ExportSheet(self), VerifySheet(self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_REST_MS)
        self.model = ReportsModel(context, changed=self._render, refill=self._refill, owner=self)
        self.rows = KeysetTableModel(self.table.columns(self.model.is_picked), self.model.fetch, row_key, self)
        self.table.set_records(self.rows)
        self._lay_out()
        self._connect()
        self._shortcuts()
        self._render()

    def enter(self, **what: object) -> None:
        """Load the list; look for what was asked for."""
        text = what.get("text")
        if isinstance(text, str) and text != self.model.state.search.text:
            self.search.setText(text)
            self.model.search(text=text)
        else:
            self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        return self.table

    def scanned(self, code: str) -> bool:
        """Look for a scanned order, lot, serial or report number; the tag of a hold leads to its issue."""
        if tag_of(code) is not None:
            return False
        self.search.setText(code)
        self.model.search(text=code)
        return True

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        return (
            KeyHint("Ctrl+F", self.tr("Search")),
            KeyHint("Space", self.tr("Tick for export")),
            KeyHint("Ctrl+A", self.tr("Tick all")),
            KeyHint("Ctrl+S", self.tr("Export")),
            KeyHint("Ctrl+P", self.tr("Print")),
            KeyHint("Ctrl+O", self.tr("Verify a file")),
            KeyHint("F6", self.tr("List / report")),
            KeyHint("Ctrl+PgUp/PgDn", self.tr("Turn pages")),
        )

    def _build_filter(self) -> None:
        words = report_words()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Number, part, order, lot or serial"))
        self.search.setAccessibleName(self.tr("Search reports"))
        self.search.setClearButtonEnabled(True)
        self.period = ChoiceBox(self, name=self.tr("Period"))
        for period in Period:
            self.period.addItem(words.period(period), period.value)
        self.state = ChoiceBox(self, name=self.tr("State"))
        self.state.addItem(self.tr("All states"), "")
        for state in ("waiting", "released", "void"):
            self.state.addItem(words.state(state), state)
        self.failed = QCheckBox(self.tr("Failed only"), self)
        self.count = PlainLabel("", self, role="text_muted", wrap=False, tabular=True)

    def _build_actions(self) -> None:
        self.busy = BusyPanel(self)
        self.message = InlineMessage(self)
        self.print = ActionButton(self.tr("Print"), self, icon="printer", shortcut_hint="Ctrl+P", variant=Variant.PRIMARY)
        self.export = ActionButton(self.tr("Save a copy …"), self, icon="download", shortcut_hint="Ctrl+S")
        self.verify = ActionButton(self.tr("Verify a file …"), self, icon="shield-check", shortcut_hint="Ctrl+O")
        self.stamps = ActionButton("", self, icon="stamp")
        self.stamps.hide()

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(SPACE_2)
        filters.addWidget(self.search, 1)
        for widget in (self.period, self.state, self.failed):
            filters.addWidget(widget)
        left, right = QWidget(), Card()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)
        right.body.addWidget(self.preview)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE_3)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 58)
        split.setStretchFactor(1, 42)
        left.setMinimumWidth(520)
        right.setMinimumWidth(340)
        split.setSizes([720, 450])
        actions = QHBoxLayout()
        actions.setSpacing(SPACE_2)
        actions.addWidget(self.verify)
        actions.addWidget(self.stamps)
        actions.addStretch(1)
        actions.addWidget(self.export)
        actions.addWidget(self.print)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addLayout(filters)
        layout.addWidget(split, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.busy)
        layout.addLayout(actions)

    def _connect(self) -> None:
        model = self.model
        self.search.textEdited.connect(self._typing.start)
        self.search.returnPressed.connect(self._search_now)
        self._typing.timeout.connect(self._search)
        self.period.activated.connect(self._search)
        self.state.activated.connect(self._search)
        self.failed.clicked.connect(self._search)
        self.table.row_selected.connect(model.look_at)
        self.table.tick_wanted.connect(model.pick)
        self.table.all_wanted.connect(model.pick_all)
        self.table.empty_action_requested.connect(self._clear_search)
        self.rows.loaded.connect(self._loaded)
        self.print.clicked.connect(model.print_current)
        self.export.clicked.connect(self._ask_export)
        self.verify.clicked.connect(self._ask_verify)
        self.stamps.clicked.connect(model.stamp)
        self.busy.cancel_requested.connect(model.cancel)
        self.message.dismissed.connect(model.dismiss)
        self.export_picker.chosen.connect(model.export)
        self.verify_picker.chosen.connect(model.verify)
        self.export_sheet.closed.connect(model.close_result)
        self.verify_sheet.closed.connect(model.close_result)

    def _shortcuts(self) -> None:
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+F", self._to_search),
            ("Ctrl+P", self.model.print_current),
            ("Ctrl+S", self._ask_export),
            ("Ctrl+O", self._ask_verify),
            ("F5", self.model.load),
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
            ("Ctrl+PgDown", self.preview.next_page),
            ("Ctrl+PgUp", self.preview.previous_page),
        ):
            QShortcut(QKeySequence(keys), self, slot, context=inside)

    def _render(self) -> None:
        state = self.model.state
        self.count.setText(self._count_words(state))
        if state.total is not None and self.rows.total() is None:
            self.rows.set_total(state.total)
        self.table.viewport().update()
        self.preview.show_report(state.current)
        idle = not state.busy
        self.print.setVisible(state.may_export)
        self.export.setVisible(state.may_export)
        self.print.setEnabled(idle and state.current is not None)
        self.export.setEnabled(idle and (state.pick_count > 0 or state.current is not None))
        many = self.tr("Export {count} …").format(count=state.pick_count)
        self.export.setText(many if state.pick_count else self.tr("Save a copy …"))
        self.verify.setEnabled(idle)
        self.stamps.setEnabled(idle)
        self.stamps.setVisible(state.may_export and state.stamps_waiting > 0)
        self.stamps.setText(self.tr("Time stamps waiting: {count}").format(count=state.stamps_waiting))
        self._render_busy(state)
        self._render_message(state)
        if state.exported is not None and self.export_sheet.isHidden():
            self.export_sheet.show_result(state.exported)
        if state.verified is not None and self.verify_sheet.isHidden():
            self.verify_sheet.show_result(state.verified)
        self._render_empty(state)

    def _count_words(self, state: ReportsState) -> str:
        if state.total is None:
            found = self.tr("Counting …")
        elif state.total == 1:
            found = self.tr("1 report")
        else:
            found = self.tr("{count} reports").format(count=f"{state.total:,}".replace(",", "\u202f"))
        picked = self.tr("{count} ticked for export").format(count=state.pick_count) if state.pick_count else ""
        return " · ".join(part for part in (found, picked) if part)

    def _render_busy(self, state: ReportsState) -> None:
        if not state.busy:
            self.busy.finish()
            return
        if self.busy.isHidden():
            words = {
                "export": self.tr("Exporting the signed files …"),
                "print": self.tr("Handing the signed file to the printer …"),
                "verify": self.tr("Checking the file …"),
                "stamp": self.tr("Fetching time stamps …"),
            }
            self.busy.start(words[state.busy], can_cancel=state.busy == "export")
            if state.busy == "export":
                self.busy.cancel.setFocus()
        if state.progress is not None:
            self.busy.set_progress(*state.progress)

    def _render_message(self, state: ReportsState) -> None:
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.printed:
            words = self.tr("The signed file of {number} was handed to the printer.")
            self.message.show_message(MessageKind.SUCCESS, words.format(number=state.printed))
        elif state.stamped is not None:
            done, waiting = state.stamped
            words = self.tr("{done} reports got their time stamp, {waiting} still wait.")
            self.message.show_message(
                MessageKind.WARNING if waiting else MessageKind.SUCCESS, words.format(done=done, waiting=waiting)
            )
        else:
            self.message.hide()

    def _render_empty(self, state: ReportsState) -> None:
        if state.search.narrows:
            self.table.set_empty_state(
                self.tr("No report matches"),
                self.tr("Search for another number, or show all reports."),
                icon="search",
                action_text=self.tr("Show all reports"),
            )
        else:
            self.table.set_empty_state(
                self.tr("No reports yet"),
                self.tr("A report is made when an inspector signs an inspection."),
                icon="file-text",
            )

    def _refill(self) -> None:
        self.rows.reload()

    def _loaded(self) -> None:
        if self.table.currentIndex().isValid():
            return
        current = self.model.state.current
        place = self.rows.find_loaded(row_key(current)) if current is not None else None
        if self.rows.rowCount():
            self.table.select_row(place or 0)
        else:
            self.model.look_at(None)

    def _search(self) -> None:
        self._typing.stop()
        self.model.search(
            text=self.search.text().strip(),
            period=Period(self.period.currentData()),
            state=str(self.state.currentData()),
            failed_only=self.failed.isChecked(),
        )

    def _search_now(self) -> None:
        self._search()
        self.table.setFocus()

    def _clear_search(self) -> None:
        self.search.clear()
        self.period.setCurrentIndex(0)
        self.state.setCurrentIndex(0)
        self.failed.setChecked(False)
        self._search()

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _next_pane(self) -> None:
        target = self.preview.area if self.table.hasFocus() or self.search.hasFocus() else self.table
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask_export(self) -> None:
        if self.export.isVisible() and self.export.isEnabled():
            self.export_picker.ask_folder(self.tr("Folder for the signed files"))

    def _ask_verify(self) -> None:
        if self.verify.isEnabled():
            self.verify_picker.ask_file(self.tr("Verify a file"), self.tr("PDF (*.pdf)"))
