"""The issue log: filter and search above, the list, and the open issue beside it or in its place."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.issue import IssueKind, IssueState, step_on
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.issues.board import IssueBoard
from qa_desktop.ui.issues.detail import IssueDetailPane
from qa_desktop.ui.issues.filters import IssueFilters
from qa_desktop.ui.issues.new_sheet import NewIssueSheet
from qa_desktop.ui.issues.pictures import IssuePictures
from qa_desktop.ui.issues.sheets import AssignSheet, IssueSheet, RemarkSheet
from qa_desktop.ui.issues.table import IssueTable
from qa_desktop.ui.issues.view_model import Act, IssuesModel, IssuesState, Scope
from qa_desktop.ui.issues.words import IssueWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

WIDE = 1400
"""From this width on the open issue stands beside the list."""


class IssuesScreen(Screen):
    """Find, read and work issues."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = IssuesModel(context.program, context.actor, context.jobs, self)
        self._words = IssueWords(self)
        self._wide, self._reading, self._wanted_issue, self._on_board = False, False, "", False
        self._build_filters()
        self.said = InlineMessage(self)
        self.table = IssueTable(context, self.model, self)
        self.table.row_selected.connect(self._row_selected)
        self.table.row_activated.connect(self._row_activated)
        self.table.empty_action_requested.connect(self._clear_filter)
        self.table.counted.connect(self._show_count)
        self.table.rows.loaded.connect(self._list_loaded)
        self.board = IssueBoard(context, self.model, self)
        self.board.opened.connect(self._open_key)
        self.board.all_wanted.connect(self._clear_filter)
        self._build_detail()
        self._lay_out()
        self._shortcuts()
        context.work_changed.connect(self._work_changed)
        self.show_state(self.model.state)

    def enter(self, **what: object) -> None:
        """Load the list; open the issue, or show those of the inspection, that was asked for."""
        issue, inspection = what.get("issue_id"), what.get("inspection_id")
        self.said.dismiss()  # what was said is of the last visit
        self.filter_changed()
        if what.get("overdue") is True:
            self.model.want(state=Scope.OVERDUE, kind=None, severity=None, mine=False, text="")
            self._to_list()
        kind = what.get("kind")
        if isinstance(kind, str):  # a signal hands the text of an enumeration over
            self.model.want(state=Scope.OPEN, kind=IssueKind(kind), severity=None, mine=False, text="")
            self._to_list()
        if isinstance(inspection, str):
            self.model.want_inspection(inspection)
        if isinstance(issue, str):
            known = issue == self.model.state.chosen
            self.model.open(issue)
            if known:
                self.model.reload()  # something may have been held or decided in another room meanwhile
            self._read()

    def leave(self) -> None:
        """Search no more."""
        self.filters.stop()

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        return self.detail.area if self._reading else self.table

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now, to this person."""
        logs, works = self.model.state.may_log, self.model.state.may_work
        hints = (
            (True, KeyHint("/", self.tr("Search"))),
            (True, KeyHint("Enter", self.tr("Open"))),
            (self._on_board and not self._reading, KeyHint("← →", self.tr("Next column"))),
            (True, KeyHint("B", self.tr("Board or list"))),
            (True, KeyHint("Esc", self.tr("Back to the list"))),
            (logs, KeyHint("Ctrl+N", self.tr("New issue"))),
            (works, KeyHint("Ctrl+Enter", self.tr("Next step"))),
            (logs, KeyHint("Ctrl+M", self.tr("Comment"))),
            (True, KeyHint("Ctrl+O", self.tr("Open the inspection"))),
            (True, KeyHint("F6", self.tr("List / issue"))),
            (True, KeyHint("F5", self.tr("Reload"))),
            (True, KeyHint("Ctrl+H", self.tr("Steps and goods"))),
            (True, KeyHint("Ctrl+K", self.tr("Causes and actions"))),
            (True, KeyHint("Ctrl+U", self.tr("Amends, SCAR"))),
            (True, KeyHint("Ctrl+J", self.tr("The whole chain"))),
        )
        return tuple(hint for shown, hint in hints if shown)

    def show_state(self, state: IssuesState) -> None:
        """Draw the state."""
        wanted = state.wanted
        self.filters.show_wanted(wanted)
        self.new.setVisible(state.may_log)
        self.new.set_variant(Variant.QUIET if state.next_states else Variant.PRIMARY)
        self.detail.show_state(state)
        if self._reading and self.isVisible():
            self.model.saw_mentions()
        self.back.setVisible(not self._wide or self._on_board)
        self.board.show_wanted(wanted)
        narrowed = wanted.is_narrow or wanted.state is not Scope.ALL
        self.table.set_empty_state(
            self.tr("No issue matches") if narrowed else self.tr("No issues yet"),
            self.tr("Change the filter, or show all issues.") if narrowed else self.tr("Log the first one with Ctrl+N."),
            icon="flag",
            action_text=self.tr("Show all issues") if narrowed else "",
        )

    def acted(self, act: Act, issue_id: str) -> None:
        """Something was stored: put the sheet away and refresh the list."""
        for sheet in self._sheets():
            sheet.close_panel()
        self.remark_sheet.forget()
        self.context.saved.emit(self.model.now().isoformat(timespec="seconds"))
        self._wanted_issue = issue_id
        self.filter_changed()
        if act is Act.LOGGED:
            self.new_sheet.forget()
            self.said.show_message(MessageKind.SUCCESS, self.tr("The issue is logged."))
            self._read()
        self.context.work_changed.emit()

    def refused(self, error: QaError) -> None:
        """Something was not stored: say why where it was asked for."""
        for sheet in self._sheets():
            if sheet.isVisible():
                sheet.refuse(error)
                return
        self.said.show_message(MessageKind.ERROR, words_of(error))

    def filter_changed(self) -> None:
        """Load the list, or the board, anew."""
        (self.board if self._on_board else self.table).reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the open issue beside the list where there is room."""
        super().resizeEvent(event)
        self._wide = event.size().width() >= WIDE
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Slash goes to the search, B to the board and back."""
        act = {"/": self._to_search, "b": self.turn}.get(event.text().lower())
        if act is not None:
            act()
            event.accept()
            return
        super().keyPressEvent(event)

    def _build_filters(self) -> None:
        self.filters = IssueFilters(self._words, self)
        self.filters.wanted.connect(self._want)
        self.filters.left.connect(self._to_list)
        self.new = ActionButton(self.tr("New issue"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.new.clicked.connect(self._new)
        self.filters.add(self.new)
        self.count = PlainLabel("", self, role="text_muted", wrap=False)

    def _build_detail(self) -> None:
        self.detail = IssueDetailPane(self.context, self)
        self.back = ActionButton(self.tr("Back to the list"), self, icon="arrow-left", shortcut_hint="Esc")
        self.back.clicked.connect(self._to_list)
        self.remark_sheet = RemarkSheet(self)
        self.assign_sheet = AssignSheet(self, self.model)
        self.new_sheet = NewIssueSheet(self, self.context)
        self.new_sheet.twins.wanted.connect(self._open_key)
        self.pictures = IssuePictures(self.context, self.model, self.detail, self)
        self.detail.step_wanted.connect(self._step)
        self.detail.assign_wanted.connect(self._assign)
        self.detail.comment_wanted.connect(self._comment)
        self.detail.room_wanted.connect(self._to_room)
        self.detail.chain_wanted.connect(self._to_chain)
        self.detail.line_wanted.connect(self._open_line)
        self.detail.retry_wanted.connect(self.model.reload)
        self.remark_sheet.step_given.connect(self.model.move)
        self.remark_sheet.comment_given.connect(self.model.comment)
        self.assign_sheet.given.connect(self.model.assign)
        self.new_sheet.given.connect(self.model.log)

    def _lay_out(self) -> None:
        self._left = QWidget(self)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE_2)
        left.addWidget(self.table, 1)
        left.addWidget(self.board, 1)
        left.addWidget(self.count)
        self._right = QWidget(self)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SPACE_2)
        right.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.detail, 1)
        sides = QHBoxLayout()
        sides.setSpacing(SPACE_3)
        sides.addWidget(self._left, 3)
        sides.addWidget(self._right, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.filters)
        layout.addWidget(self.said)
        layout.addLayout(sides, 1)

    def _shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+F", self._to_search),
            ("Ctrl+N", self._new),
            ("Ctrl+M", self._comment),
            ("Ctrl+O", self._open_line),
            ("Ctrl+Return", self._next_step),
            ("Ctrl+Enter", self._next_step),
            ("Ctrl+H", partial(self._to_room, Place.FOLLOWUP)),
            ("Ctrl+U", partial(self._to_room, Place.AMENDS)),
            ("Ctrl+K", partial(self._to_room, Place.CAUSES)),
            ("Ctrl+J", self._to_chain),
            ("F5", self._reload),
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
            ("Esc", self._escape),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _sheets(self) -> tuple[IssueSheet, ...]:
        return self.remark_sheet, self.assign_sheet, self.new_sheet

    def _arrange(self) -> None:
        self.hints_changed.emit()
        beside = self._wide and not self._on_board  # the board needs the whole width
        self._left.setVisible(beside or not self._reading)
        self.filters.setVisible(beside or not self._reading)
        self._right.setVisible(beside or self._reading)
        self.table.setVisible(not self._on_board)
        self.board.setVisible(self._on_board)
        self.count.setVisible(not self._on_board)
        self.table.show_few_columns(self._wide)
        self.back.setVisible(not beside)

    def _read(self) -> None:
        self._reading = True
        self._arrange()
        self.model.saw_mentions()
        self.detail.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_list(self) -> None:
        self._reading = False
        self._arrange()
        (self.board.first_focus() if self._on_board else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _escape(self) -> None:
        if not self.filters.take_back():
            self._to_list()

    def _next_pane(self) -> None:
        if self.table.hasFocus() and self.model.state.chosen is not None:
            self._read()
        else:
            self._to_list()

    def _row_selected(self, row: object) -> None:
        key = getattr(row, "id", None)
        if isinstance(key, str) and self._wide:
            self.model.open(key)

    def _row_activated(self, row: object) -> None:
        key = getattr(row, "id", None)
        if isinstance(key, str):
            self._open_key(key)

    def _open_key(self, issue_id: str) -> None:
        self.new_sheet.close_panel()
        self.model.open(issue_id)
        self._read()

    def turn(self) -> None:
        """Show the board instead of the list, or the list again."""
        self._on_board, self._reading = not self._on_board, False
        self._arrange()
        self.filter_changed()
        (self.board.first_focus() if self._on_board else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _list_loaded(self) -> None:
        """Come back to the issue that was worked on; begin at the first one."""
        wanted = self._wanted_issue or self.model.state.chosen
        for number in range(min(self.table.rows.rowCount(), 100)):
            row = self.table.rows.row(number)
            if row is not None and row.id == wanted:
                self.table.select_row(number)
                self._wanted_issue = ""
                return
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)

    def _work_changed(self) -> None:
        if self.isVisible() and not any(sheet.isVisible() for sheet in self._sheets()):
            self.filter_changed()

    def _reload(self) -> None:
        self.filter_changed()
        self.model.reload()

    def _want(self, changes: dict[str, Any]) -> None:
        self.model.want(**changes)

    def _clear_filter(self) -> None:
        self.filters.search.clear()
        self.model.want(state=Scope.ALL, kind=None, severity=None, mine=False, text="")

    def _to_search(self) -> None:
        if not self._wide and self._reading:
            self._to_list()
        self.filters.to_search()

    def _show_count(self, count: int | None) -> None:
        self.count.setText(self._words.count(count))

    def _new(self) -> None:
        if self.model.state.may_log:
            self.context.jobs.read(self.model.codes, self._ask_new, self.context.fail, owner=self)

    def _ask_new(self, codes: tuple[tuple[str, str], ...]) -> None:
        self.new_sheet.set_codes(codes)
        self.new_sheet.open_empty()

    def _step(self, state: IssueState) -> None:
        issue = self.model.state.issue
        if issue is not None:
            self.remark_sheet.open_for(issue.detail.row.number, state, missing=issue.detail.missing.get(state, ()))

    def _next_step(self) -> None:
        state = step_on(self.model.state.next_states)
        if state is not None:
            self._step(state)

    def _comment(self) -> None:
        issue = self.model.state.issue
        if issue is not None and self.model.state.may_log:
            self.remark_sheet.open_for(issue.detail.row.number, None, issue.people)

    def _to_room(self, place: Place) -> None:
        issue = self.model.state.issue
        if issue is not None and place is Place.IMPROVE:
            self.context.go_to(place, lesson_of=issue.detail.row.number)
        elif issue is not None:
            self.context.go_to(place, issue_id=issue.id)

    def _to_chain(self) -> None:
        issue = self.model.state.issue
        if issue is not None:
            self.context.go_to(Place.IMPROVE, chain_of=(ChainKind.ISSUE, issue.id))

    def _assign(self) -> None:
        if self.model.state.issue is not None:
            self.assign_sheet.open_for(self.model.state.issue)

    def _open_line(self) -> None:
        issue = self.model.state.issue
        if issue is not None and issue.detail.row.inspection_id is not None:
            row = issue.detail.row
            self.context.go_to(Place.RUN, inspection_id=row.inspection_id, item_id=row.item_id)
