"""The templates: list at the left, a revision with what is new in it at the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place
from qa_desktop.ui.reports.table import TwoLineTable, paint_two_lines
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.templates.files import SUFFIXES
from qa_desktop.ui.templates.issue import open_issue
from qa_desktop.ui.templates.revision import RevisionPane
from qa_desktop.ui.templates.sheets import ConfirmSheet, ExportSheet, ImportSheet
from qa_desktop.ui.templates.state import Ask, Done, Exporting, TemplatesState
from qa_desktop.ui.templates.view_model import TemplatesModel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind


class TemplatesScreen(Screen):
    """Look at templates, begin and edit drafts, approve, publish, retire, and bring files in and out."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setAcceptDrops(True)
        self.table = TwoLineTable(self, name=self.tr("Templates"))
        self.pane = RevisionPane()
        self.busy = BusyPanel(self)
        self.message = InlineMessage(self)
        self.new = ActionButton(self.tr("New"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.import_ = ActionButton(self.tr("Import …"), self, icon="file-down", shortcut_hint="Ctrl+I")
        self.assignments = ActionButton(self.tr("Rules and patrols"), self, shortcut_hint="F7")
        self.picker = FilePicker(self)
        self.save_picker = FilePicker(self)
        self.import_sheet = ImportSheet(self)
        self.export_sheet = ExportSheet(self)
        self.sheets = {what: ConfirmSheet(self, what) for what in Ask}
        self.model = TemplatesModel(context, changed=self._render, refill=self._refill, edit=self._edit, owner=self)
        self.rows = KeysetTableModel(self._columns(), self.model.fetch, lambda row: row.key, self)
        self.table.set_records(self.rows)
        self._lay_out()
        self._connect()
        self._render()

    def enter(self, **what: object) -> None:
        """Load the list; with ``template_id``, ``name`` and ``revision_id`` look at a revision."""
        template, name, revision = (str(what.get(key) or "") for key in ("template_id", "name", "revision_id"))
        if template and revision:
            self.model.want(template, name, revision)
        else:
            self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        return self.table

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        state = self.model.state
        hints = [KeyHint("↑ ↓", self.tr("Choose")), KeyHint("F4", self.tr("Items or what is new"))]
        if state.may_approve or state.may_publish:
            hints.append(KeyHint("Ctrl+Enter", self.tr("Approve or publish")))
        if state.may_edit:
            hints = [KeyHint("Ctrl+E", self.tr("Edit")), KeyHint("Ctrl+N", self.tr("New checklist")), *hints]
            hints.append(KeyHint("Ctrl+I", self.tr("Import")))
        return (*hints, KeyHint("F6", self.tr("Next pane")), KeyHint("F5", self.tr("Reload list")))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file."""
        if self.model.state.may_edit and _workbook(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        path = _workbook(event)
        if path is not None:
            event.acceptProposedAction()
            self.model.read_workbook(path)

    def _columns(self) -> tuple[Column, ...]:
        def name(row: Any) -> str:
            return f"{row.name}, {self._number_words(row)}"

        def paint_name(painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
            paint_two_lines(painter, rect, row.name, self._number_words(row), selected=selected, strong=True)

        return (Column(self.tr("Template"), name, stretch=True, paint=paint_name),)

    def _number_words(self, row: Any) -> str:
        parts = []
        if row.published is not None:
            parts.append(self.tr("Revision {number} published").format(number=row.published))
        if row.draft is not None:
            parts.append(self.tr("Draft {number}").format(number=row.draft))
        if row.approved is not None:
            parts.append(self.tr("Revision {number} approved").format(number=row.approved))
        if not parts:
            parts.append(self.tr("Retired"))
        parts.append(self.tr("{count} items").format(count=row.item_count))
        return " · ".join(parts)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.table, 1)
        actions = QHBoxLayout()
        actions.setSpacing(SPACE_2)
        actions.addWidget(self.new, 1)
        actions.addWidget(self.import_, 1)
        column.addLayout(actions)
        column.addWidget(self.assignments)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE_3)
        split.addWidget(left)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 3)
        left.setMinimumWidth(300)
        self.pane.setMinimumWidth(480)
        split.setSizes([370, 790])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.message)
        layout.addWidget(self.busy)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        model = self.model
        self.table.row_selected.connect(model.choose)
        self.table.empty_action_requested.connect(self._ask_file)
        self.rows.loaded.connect(self._loaded)
        self.new.clicked.connect(self._ask_new)
        self.import_.clicked.connect(self._ask_file)
        self.assignments.clicked.connect(self._to_assignments)
        self.picker.chosen.connect(model.read_workbook)
        self.busy.cancel_requested.connect(model.cancel_reading)
        self.message.dismissed.connect(model.dismiss)
        self.pane.revision_wanted.connect(model.look_at)
        self.pane.against_wanted.connect(model.compare_with)
        self.pane.asked.connect(model.ask)
        self.pane.draft_wanted.connect(model.new_draft)
        self.pane.edit_wanted.connect(model.edit)
        self.pane.export_wanted.connect(self.export_sheet.ask)
        self.pane.issue_wanted.connect(self._show_issue)
        self.export_sheet.prepare.connect(model.export)
        self.export_sheet.save.connect(self._ask_target)
        self.export_sheet.cancelled.connect(model.give_up_export)
        self.save_picker.chosen.connect(model.write_export)
        self.import_sheet.wanted.connect(self._import)
        self.import_sheet.cancelled.connect(model.give_up_import)
        for sheet in self.sheets.values():
            sheet.agreed.connect(model.confirm)
            sheet.cancelled.connect(model.give_up)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+I", self._ask_file),
            ("Ctrl+N", self._ask_new),
            ("Ctrl+E", model.edit),
            ("Ctrl+Return", self._ask_next),
            ("F4", self.pane.switch),
            ("F5", model.load),
            ("F7", self._to_assignments),
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
        ):
            QShortcut(QKeySequence(keys), self, slot, context=inside)

    def _render(self) -> None:
        state = self.model.state
        if state.total is not None and self.rows.total() is None:
            self.rows.set_total(state.total)
        for button in (self.new, self.import_):
            button.setVisible(state.may_edit)
            button.setEnabled(not state.reading and not state.busy)
        self.pane.show_state(state)
        if state.reading and self.export_sheet.isVisible():
            pass  # the sheet itself says what it waits for
        elif state.reading and self.busy.isHidden():
            self.busy.start(self.tr("Reading the file …"))
            self.busy.cancel.setFocus()
        elif not state.reading:
            self.busy.finish()
        self._render_message(state)
        self._render_sheets(state)
        if state.may_edit:
            self.table.set_empty_state(
                self.tr("No templates yet"),
                self.tr("Begin a checklist with Ctrl+N, or import a template file, an XLSForm workbook or an inspection plan."),
                icon="layers",
                action_text=self.tr("Import …"),
            )
        else:
            sentence = self.tr("A quality engineer imports and publishes them.")
            self.table.set_empty_state(self.tr("No templates yet"), sentence, icon="layers")

    def _render_message(self, state: TemplatesState) -> None:
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.done is not None:
            self.message.show_message(MessageKind.SUCCESS, self._done_words(state))
        else:
            self.message.hide()

    def _done_words(self, state: TemplatesState) -> str:
        row = state.done_row
        words = {
            Done.IMPORTED: self.tr("“{name}” was imported as draft {number}. Look through it; then another person approves it."),
            Done.APPROVED: self.tr("Revision {number} of “{name}” is approved. It can be published now."),
            Done.UNAPPROVED: self.tr("Revision {number} of “{name}” is a draft again."),
            Done.CREATED: self.tr("“{name}” was begun as draft {number}."),
            Done.EXPORTED: self.tr("{file} was written."),
            Done.PUBLISHED: self.tr("Revision {number} of “{name}” is published. New inspections use it from now on."),
            Done.RETIRED: self.tr("Revision {number} of “{name}” is retired."),
            Done.DISCARDED: self.tr("The draft was discarded."),
            Done.COPIED: self.tr("Draft {number} of “{name}” was made as a copy of the published revision."),
        }[state.done or Done.DISCARDED]
        return words.format(name=row.template_name if row else "", number=row.number if row else "", file=state.done_words)

    def _render_sheets(self, state: TemplatesState) -> None:
        if state.importing is None:
            self.import_sheet.close_panel()
        else:
            self.import_sheet.show_import(state.importing)
            self.import_sheet.set_busy(state.busy)
            if state.import_error is not None:
                self.import_sheet.show_error(state.import_error)
        for what, sheet in self.sheets.items():
            if state.ask is what:
                sheet.show_ask(state, self.pane.changes.summary())
            else:
                sheet.close_panel()
        if self.export_sheet.isVisible():
            self.export_sheet.show_export(state.exporting)
            if state.done is Done.EXPORTED:
                self.export_sheet.close_panel()

    def _refill(self) -> None:
        self.rows.reload()

    def _loaded(self) -> None:
        state = self.model.state
        if self.table.currentIndex().isValid() and state.current is not None:
            return
        key = state.wanted or (state.current.key if state.current is not None else None)
        place = self.rows.find_loaded(key) if key is not None else None
        if self.rows.rowCount():
            self.table.select_row(place or 0)
            if self.model.state.current is None:  # the line was chosen already, before its row had come
                self.model.choose(self.table.current_row())
        else:
            self.model.choose(None)

    def _to_assignments(self) -> None:
        self.context.go_to(Place.ASSIGNMENTS)

    def _ask_file(self) -> None:
        if self.model.state.may_edit and self.import_.isEnabled():
            self.picker.ask_file(self.tr("Import a checklist"), self.tr("Templates and plans (*.json *.xlsx *.xls *.csv)"))

    def _ask_new(self) -> None:
        if self.model.state.may_edit:
            self.model.ask(Ask.CREATE)

    def _ask_next(self) -> None:
        """Ask for the next step of the revision: approval, then publishing."""
        state = self.model.state
        if state.may_approve and state.is_draft and self.pane.approve.isEnabled():
            self.model.ask(Ask.APPROVE)
        elif state.may_publish and state.is_approved:
            self.model.ask(Ask.PUBLISH)

    def _ask_target(self, exporting: Exporting) -> None:
        kinds = self.tr("Files (*.{suffix})").format(suffix=exporting.kind.value)
        self.save_picker.ask_new_file(self.tr("Save as"), kinds, exporting.name, exporting.kind.value)

    def _edit(self, revision_id: str) -> None:
        self.context.go_to(Place.DESIGNER, revision_id=revision_id)

    def _show_issue(self, number: str) -> None:
        open_issue(self.context, number, self)

    def _import(self, name: str, into: str) -> None:
        self.model.import_(name=name, into=into)

    def _next_pane(self) -> None:
        target = self.pane.items if self.table.hasFocus() else self.table
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _workbook(event: QDropEvent) -> Path | None:
    """Return the one file that is dragged, if it can be read."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in SUFFIXES else None
