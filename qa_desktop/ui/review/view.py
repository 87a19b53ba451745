"""Review: what waits for a countersignature, what has to be seen of it, and the decision."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission
from qa_desktop.domain.record import PhotoRef
from qa_desktop.domain.signature import Meaning
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place
from qa_desktop.ui.review.case_list import CaseTable
from qa_desktop.ui.review.case_page import CasePage
from qa_desktop.ui.review.pictures import PhotoSheet
from qa_desktop.ui.review.sheets import CountersignSheet, ReopenSheet, ReturnSheet
from qa_desktop.ui.review.view_model import Act, Bar, Case, Pane, ReviewModel, ReviewState, Shelf
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.storage.queries.inspections import InspectionRow

_LIST_WIDTH = 320


class ReviewScreen(Screen):
    """Left the inspections, right the open one with its exceptions, its report and the decision."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = ReviewModel(context.program, context.actor, context.jobs, self)
        self._build_list()
        self._build_page()
        self._lay_out()
        self.countersign_sheet, self.return_sheet, self.reopen_sheet = (
            CountersignSheet(self),
            ReturnSheet(self),
            ReopenSheet(self),
        )
        self.photo_sheet = PhotoSheet(context, self)
        self.countersign_sheet.sign_wanted.connect(self._countersign)
        self.return_sheet.wanted.connect(self.model.send_back)
        self.reopen_sheet.wanted.connect(self.model.reopen)
        for keys, act in (
            ("Ctrl+R", self._ask_return),
            ("Ctrl+Return", self._ask_sign),
            ("Ctrl+Enter", self._ask_sign),
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
            ("F5", self.reload),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        context.work_changed.connect(self._work_changed)
        self.show_state(self.model.state)

    def enter(self, **what: object) -> None:
        """Load the list and what is open anew; open the inspection that was asked for."""
        self.reload()
        self.model.reload()
        wanted = what.get("inspection_id")
        if isinstance(wanted, str):
            self.model.open(wanted)

    def reload(self) -> None:
        """Load the list anew."""
        self.table.reload()

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        return self.table

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        return (
            KeyHint("O", self.tr("Line is in order")),
            KeyHint("R", self.tr("Return line with remark")),
            KeyHint("P", self.tr("Photos")),
            KeyHint("Enter", self.tr("Open")),
            KeyHint("Ctrl+R", self.tr("Return inspection")),
            KeyHint("Ctrl+Enter", self.tr("Sign")),
            KeyHint("F6", self.tr("List / record")),
            KeyHint("F5", self.tr("Reload list")),
        )

    def show_state(self, state: ReviewState) -> None:
        """Draw the state."""
        self.shelves[state.shelf].setChecked(True)
        if state.case is None:
            self._show_nothing(state)
        self._right.setCurrentWidget(self.page if state.case is not None else self._no_case)
        self.page.show_state(state)

    def acted(self, act: Act, case: Case) -> None:
        """Something was stored: put the sheet away, say so, go to the next case."""
        for sheet in (self.countersign_sheet, self.return_sheet, self.reopen_sheet):
            sheet.close_panel()
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))
        number = case.record.number
        match act:
            case Act.COUNTERSIGNED:
                sentence = self.tr("{number} is countersigned and its report released.").format(number=number)
            case Act.RETURNED:
                sentence = self.tr("{number} was returned to {inspector}.").format(number=number, inspector=case.record.inspector)
            case Act.REOPENED:
                sentence = self.tr("{number} is open again; both signatures are voided.").format(number=number)
        self.said.show_message(MessageKind.SUCCESS, sentence)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.work_changed.emit()

    def begun_again(self, row: InspectionRow) -> None:
        """A re-inspection is open: go there."""
        self.context.work_changed.emit()
        self.context.go_to(Place.RUN, inspection_id=row.id)

    def refused(self, error: QaError) -> None:
        """Something was not done: say why where it was asked for."""
        asked = [sheet for sheet in (self.countersign_sheet, self.return_sheet, self.reopen_sheet) if sheet.isVisible()]
        for sheet in asked:
            sheet.refuse(error)
        if not asked:
            self.said.show_message(MessageKind.ERROR, words_of(error))

    def stepped(self, done: int, total: int, sentence: str) -> None:
        """Show how far the signature has come."""
        self.countersign_sheet.show_step(done, total, sentence)

    def _build_list(self) -> None:
        self.shelves: dict[Shelf, ActionButton] = {}
        self._shelf_group = QButtonGroup(self)
        for shelf, words in (
            (Shelf.WAITING, self.tr("To review")),
            (Shelf.OWN, self.tr("Mine")),
            (Shelf.COUNTERSIGNED, self.tr("Countersigned")),
        ):
            if shelf is Shelf.OWN and not self.context.actor.may(Permission.SIGN):
                continue
            button = ActionButton(words, self)
            button.setCheckable(True)
            button.clicked.connect(partial(self._show_shelf, shelf))
            self._shelf_group.addButton(button)
            self.shelves[shelf] = button
        self.table = CaseTable(self.context, self.model.filter, self)
        self.table.row_selected.connect(self._row_selected)
        self.table.row_activated.connect(self._row_activated)
        self.table.empty_action_requested.connect(self.reload)
        self.table.cases.loaded.connect(self._list_loaded)
        self._tell_empty(Shelf.WAITING)

    def _build_page(self) -> None:
        self.said = InlineMessage(self)
        self.page = CasePage(self.context, self)
        self.page.pane_wanted.connect(self.model.show_pane)
        self.page.next_wanted.connect(self._next_exception)
        self.page.photo_wanted.connect(self._show_photo)
        self.page.record.ticked.connect(self._tick)
        self.page.record.remarked.connect(self.model.remark)
        self.page.record.remark_ended.connect(self._after_remark)
        self.page.record.looked_at.connect(self.model.look_at)
        self.page.record.section_turned.connect(self.model.turn)
        self.page.record.left.connect(self._to_list)
        self.page.decision.return_wanted.connect(self._ask_return)
        self.page.decision.sign_wanted.connect(self._ask_sign)
        self.page.decision.reopen_wanted.connect(self._ask_reopen)
        self.page.decision.again_wanted.connect(self.model.inspect_again)

    def _lay_out(self) -> None:
        shelves = QHBoxLayout()
        shelves.setSpacing(0)
        for button in self.shelves.values():
            shelves.addWidget(button)
        left = QVBoxLayout()
        left.setSpacing(SPACE_2)
        left.addLayout(shelves)
        left.addWidget(self.table, 1)
        holder = QWidget(self)
        holder.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        holder.setFixedWidth(_LIST_WIDTH)
        self._no_case = EmptyState("", "", self, icon="badge-check")
        self._no_case.action_requested.connect(self.model.reload)
        self._right = QStackedWidget(self)
        self._right.addWidget(self._no_case)
        self._right.addWidget(self.page)
        right = QVBoxLayout()
        right.setSpacing(SPACE_2)
        right.addWidget(self.said)
        right.addWidget(self._right, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_3)
        layout.addWidget(holder)
        layout.addLayout(right, 1)

    def _show_nothing(self, state: ReviewState) -> None:
        if state.error is not None:
            self._no_case.set_content(
                self.tr("The inspection could not be loaded"),
                words_of(state.error),
                icon="circle-alert",
                action_text=self.tr("Try again"),
            )
        elif state.is_loading:
            self._no_case.set_content(self.tr("Loading …"), "", icon="loader")
        else:
            self._no_case.set_content(
                self.tr("Nothing is open"), self.tr("Choose an inspection at the left."), icon="badge-check"
            )

    def _tell_empty(self, shelf: Shelf) -> None:
        match shelf:
            case Shelf.WAITING:
                title, words = self.tr("Nothing to review"), self.tr("Signed inspections of others appear here.")
            case Shelf.OWN:
                title, words = self.tr("None of yours waits"), self.tr("What you signed waits here for another supervisor.")
            case Shelf.COUNTERSIGNED:
                title, words = self.tr("Nothing countersigned yet"), self.tr("Released inspections appear here.")
        self.table.set_empty_state(title, words, icon="badge-check", action_text=self.tr("Reload"))

    def _show_shelf(self, shelf: Shelf) -> None:
        self.said.dismiss()
        self.model.show_shelf(shelf)
        self._tell_empty(shelf)
        self.reload()

    def _row_selected(self, row: object) -> None:
        key = getattr(row, "id", None)
        if isinstance(key, str):
            self.model.open(key)

    def _row_activated(self, row: object) -> None:
        self._row_selected(row)
        self._to_record()

    def _list_loaded(self) -> None:
        """Open the first inspection when none is open; keep the place of the one that is."""
        wanted = self.model.state.wanted
        for number in range(min(self.table.cases.rowCount(), 100)):
            row = self.table.cases.row(number)
            if wanted is None or (row is not None and row.id == wanted):
                if self.table.currentIndex().row() != number:
                    self.table.select_row(number)
                else:
                    self._row_selected(row)
                return

    def _work_changed(self) -> None:
        if self.isVisible():
            self.reload()

    def _tick(self, item_id: str) -> None:
        following = self.model.tick(item_id)
        if following is not None:
            self.page.record.select_item(following)

    def _after_remark(self, item_id: str) -> None:
        """Go on as after a tick; a line whose remark was taken away stays, because it is unseen again."""
        following = self.model.next_unseen(item_id) if item_id in self.model.state.marks else None
        if following is not None:
            self.page.record.select_item(following)

    def _next_exception(self) -> None:
        following = self.model.next_unseen(self.page.record.current_item())
        if following is not None:
            if self.model.state.pane is Pane.REPORT:
                self.model.show_pane(Pane.EXCEPTIONS)
            self.page.select_exception(following)

    def _ask_return(self) -> None:
        state = self.model.state
        if state.case is not None and state.bar_to_return is None:
            self.return_sheet.open_for(state.case.record, state.remarks)

    def _ask_sign(self) -> None:
        state = self.model.state
        if state.case is None:
            return
        if state.bar is None:
            self.countersign_sheet.open_for(state.case.record, state.case.digest)
        elif state.bar is Bar.UNSEEN:
            self._next_exception()

    def _ask_reopen(self) -> None:
        state = self.model.state
        if state.case is not None and state.can_reopen:
            self.reopen_sheet.open_for(state.case.record)

    def _countersign(self, password: str, meaning: Meaning) -> None:
        handle = self.model.countersign(password, meaning)
        if handle is not None:
            self.countersign_sheet.begin(handle)

    def _next_pane(self) -> None:
        if self.table.hasFocus():
            self._to_record()
        else:
            self._to_list()

    def _to_record(self) -> None:
        self.page.main_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_photo(self, photos: tuple[PhotoRef, ...], photo: PhotoRef) -> None:
        self.photo_sheet.open_at(photos, photo)
