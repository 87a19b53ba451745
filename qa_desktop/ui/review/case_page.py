"""The open inspection: its head, its lines or its report, and the decision below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.review.decision import DecisionBar
from qa_desktop.ui.review.lines import rows_of
from qa_desktop.ui.review.pictures import Decoded, small_picture
from qa_desktop.ui.review.preview import ReportPreview
from qa_desktop.ui.review.record_head import RecordHead
from qa_desktop.ui.review.record_list import RecordList
from qa_desktop.ui.review.view_model import Bar, Case, Pane, ReviewState
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

WIDE = 1050
"""From this width on the report stands beside the record."""


class CasePage(QWidget):
    """Draws one inspection; hands every wish on."""

    pane_wanted = Signal(object)
    next_wanted = Signal()
    photo_wanted = Signal(object, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: Case | None = None
        self._filled: tuple[object, ...] = ()
        self._state: ReviewState | None = None
        self._wide = False
        self.hindrance = InlineMessage(self, dismissable=False)
        self.head = RecordHead(self)
        self.record = RecordList(self, name=self.tr("Record"))
        self.record.photo_wanted.connect(self.photo_wanted)
        self.record.shelf.wanted.connect(self._load_picture)
        self.all_clear = EmptyState(self.tr("No exceptions"), "", self, icon="circle-check")
        self.preview = ReportPreview(context, self)
        self.following = ActionButton(self.tr("Next exception"), self, icon="skip-forward", variant=Variant.FLAT)
        self.following.clicked.connect(self.next_wanted)
        self.panes: dict[Pane, ActionButton] = {}
        self._pane_group = QButtonGroup(self)
        for pane, words, icon in (
            (Pane.EXCEPTIONS, self.tr("Exceptions"), "triangle-alert"),
            (Pane.ALL, self.tr("All lines"), "list-checks"),
            (Pane.REPORT, self.tr("Signed report"), "file-check"),
        ):
            button = ActionButton(words, self, icon=icon)
            button.setCheckable(True)
            button.clicked.connect(partial(self.pane_wanted.emit, pane))
            self._pane_group.addButton(button)
            self.panes[pane] = button
        self.decision = DecisionBar(self)
        self._lay_out()

    def _lay_out(self) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(SPACE_2)
        for tab in self.panes.values():
            tabs.addWidget(tab)
        tabs.addStretch(1)
        tabs.addWidget(self.following)
        self._stack = QStackedWidget(self)
        for page in (self.record, self.all_clear, self.preview):
            self._stack.addWidget(page)
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addWidget(self.head)
        column.addWidget(self.hindrance)
        column.addLayout(tabs)
        column.addWidget(self._stack, 1)
        column.addWidget(self.decision)
        self._sides = QHBoxLayout(self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(SPACE_3)
        self._sides.addLayout(column, 1)

    def show_state(self, state: ReviewState) -> None:
        """Draw the state."""
        self._state = state
        case = state.case
        if case is None:
            self._shown = None
            return
        if case is not self._shown:
            self.head.set_record(case.record)
            self.preview.show_report(case.report_id)
        pane = self.shown_pane(state)
        for one, button in self.panes.items():
            button.setVisible(one is not Pane.REPORT or not self._wide)
            button.setChecked(one is pane)
        self.head.set_chain(case.dossier.earlier, case.dossier.later)
        self.panes[Pane.EXCEPTIONS].setText(self.tr("Exceptions ({n})").format(n=state.to_see))
        self.panes[Pane.ALL].setText(self.tr("All lines ({n})").format(n=len(case.lines)))
        reviewing = state.bar_to_return in {None, Bar.BUSY}
        self.following.setVisible(reviewing and state.seen < state.to_see)
        self._fill(case, pane, state.turned, reviewing=reviewing)
        self.record.set_marks(state.marks)
        self.decision.show_state(state)
        self._show_hindrance(state)
        self._shown = case

    def shown_pane(self, state: ReviewState) -> Pane:
        """Return which pane is shown: beside the report there is none for the report."""
        return Pane.EXCEPTIONS if self._wide and state.pane is Pane.REPORT else state.pane

    def main_focus(self) -> QWidget:
        """Return what takes the keys: the lines, the pages, or the way to all lines."""
        page = self._stack.currentWidget()
        if page is self.preview:
            return self.preview.area
        return self.record if page is self.record else self.panes[Pane.ALL]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the report beside the record where there is room."""
        super().resizeEvent(event)
        wide = event.size().width() >= WIDE
        if wide != self._wide:
            self._wide = wide
            self._place_preview()
            if self._state is not None:
                self.show_state(self._state)

    def select_exception(self, item_id: str) -> None:
        """Go to an exception and let the keys act on it."""
        self.record.select_item(item_id)
        self.record.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_preview(self) -> None:
        if self._wide:
            self._stack.removeWidget(self.preview)
            self._sides.addWidget(self.preview, 1)
            self.preview.show()
        else:
            self._sides.removeWidget(self.preview)
            self._stack.addWidget(self.preview)

    def _fill(self, case: Case, pane: Pane, turned: frozenset[str], *, reviewing: bool) -> None:
        if pane is Pane.REPORT:
            self._filled = ()
            self._stack.setCurrentWidget(self.preview)
            return
        wanted = (id(case), pane, turned, reviewing)
        if wanted == self._filled:  # thousands of lines are not put in order again for a tick
            return
        self._filled = wanted
        rows = rows_of(case.record, case.lines, show_all=pane is Pane.ALL, turned=turned)
        if rows:
            self.record.set_rows(rows, reviewing=reviewing)
            self._stack.setCurrentWidget(self.record)
            return
        sentence = self.tr("No line fails, is marked as not applicable or was changed. Look at all lines or at the report.")
        self.all_clear.set_content(self.tr("No exceptions"), sentence, icon="circle-check")
        self._stack.setCurrentWidget(self.all_clear)

    def _show_hindrance(self, state: ReviewState) -> None:
        if state.bar_to_return is not Bar.OWN_WORK:
            self.hindrance.dismiss()
        elif self.hindrance.isHidden():
            sentence = self.tr("You worked on this one; another supervisor must countersign.")
            self.hindrance.show_message(MessageKind.WARNING, sentence)

    def _load_picture(self, sha256: str) -> None:
        self._context.jobs.read(partial(small_picture, self._context, sha256), self._picture_loaded, self._picture_failed)

    def _picture_loaded(self, found: Decoded) -> None:
        self.record.shelf.put(found.key, found.image)

    def _picture_failed(self, _error: QaError) -> None:
        """The place keeps its icon; opening the photo says what is wrong."""
