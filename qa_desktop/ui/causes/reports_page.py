"""The signed reports of an issue, each checked before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QTreeWidgetItem, QVBoxLayout, QWidget

from qa_desktop.ui.causes.lists import KEY, WorkList
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.words import moment
from qa_desktop.ui.reports.preview import DRAFT, ReportPreview
from qa_desktop.ui.signed_pages import draft_id, open_issue_report
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.text import PlainLabel

LIST_WIDTH = 440
"""Room for number, a name and the moment, at letters of the usual size."""


@dataclass(frozen=True, slots=True)
class IssueFile:
    """A report by its key and number; it is signed and released at once."""

    id: str
    number: str
    state: str = "released"


class ReportsPage(QWidget):
    """The list at the left, the pages of the chosen report at the right; nothing is opened before this page is in front."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._files: dict[str, IssueFile] = {}
        self._in_front = self._filling = False
        self._draft: IssueFile | None = None
        self._looked: dict[str, str] = {}
        heads = (self.tr("Number"), self.tr("Signed by"), self.tr("At"))
        self.list = WorkList(self.tr("Signed reports"), heads, self, acts={})
        self.list.setRootIsDecorated(False)
        self.list.set_widths(1)
        self.list.chosen.connect(lambda _key: self._chosen())
        self._widen()
        self.empty = PlainLabel(self.tr("No report of this issue was signed yet."), self, role="text_muted")
        self.preview = ReportPreview(context, self, opener=open_issue_report, saves=True)
        self.preview.drawn.connect(self._drawn)
        side = QVBoxLayout()
        side.setSpacing(SPACE_2)
        side.addWidget(self.empty)
        side.addWidget(self.list, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addLayout(side, 2)
        layout.addWidget(self.preview, 3)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: greater letters need a wider list."""
        super().changeEvent(event)
        if is_restyle(event):
            self._widen()

    def _widen(self) -> None:
        self.list.setMinimumWidth(current_theme().text(LIST_WIDTH))

    def show_state(self, state: CausesState) -> None:
        """Draw the list, the newest report first."""
        rows = () if state.loaded is None else state.loaded.reports
        if self._draft is not None and self._draft.id not in {draft_id(state.issue_id, kind) for kind in ("8d", "ncr")}:
            self._draft = None
        self._files = {row.id: IssueFile(row.id, row.number) for row in rows}
        self.empty.setVisible(not rows)
        self._filling = True
        kept = self.list.begin()
        for row in rows:
            item = QTreeWidgetItem([row.number, row.printed_name, moment(row.at, row.at_offset)])
            item.setData(0, KEY, row.id)
            self.list.addTopLevelItem(item)
        self.list.end(kept)
        self._filling = False
        self._show()

    def show_draft(self, issue_id: str, kind: str) -> None:
        """Show how a report would read, until another one is chosen."""
        self._draft = IssueFile(draft_id(issue_id, kind), self._draft_words(kind), DRAFT)
        self.preview.show_report(None)
        self._show()

    def forget_draft(self) -> None:
        """Show the signed reports again."""
        self._draft = None
        self._show()

    def looked(self, issue_id: str, kind: str) -> str:
        """Return the digest of the draft that was looked at last, empty when none was."""
        return self._looked.get(draft_id(issue_id, kind), "")

    def _draft_words(self, kind: str) -> str:
        return self.tr("8D report, not signed") if kind == "8d" else self.tr("Nonconformance report, not signed")

    def _drawn(self) -> None:
        opened = self.preview.opened
        if opened is not None and self._draft is not None and opened.report_id == self._draft.id:
            self._looked[opened.report_id] = opened.verification.content_digest

    def _chosen(self) -> None:
        if not self._filling:
            self._draft = None
            self._show()

    def set_in_front(self, in_front: bool) -> None:
        """Open the chosen report once somebody looks."""
        self._in_front = in_front
        self._show()

    def turn_page(self, key: Qt.Key) -> None:
        """Turn a page of the report."""
        self.preview.next_page() if key == Qt.Key.Key_PageDown else self.preview.previous_page()

    def _show(self) -> None:
        if self._in_front:
            self.preview.show_report(self._draft or self._files.get(self.list.current_key()))
