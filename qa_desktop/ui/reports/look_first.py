"""Looking at a document page by page before it is signed, above the sheet that asks for the password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.reports.preview import DRAFT, ReportPreview
from qa_desktop.ui.review.password import PasswordField
from qa_desktop.ui.signed_pages import Opened, open_draft
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_3, SPACE_4
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind

if TYPE_CHECKING:
    from qa_desktop.services.trade_signing import DraftDocument

Load = Callable[[], "DraftDocument"]
_WIDTH = 980


@dataclass(frozen=True, slots=True)
class DraftFile:
    """Pages that nobody signed yet, as the preview knows them; every look has a key of its own."""

    id: str
    number: str
    state: str = DRAFT


class SigningSheet(IssueSheet):
    """A sheet whose password signs a document.  ``look_wanted`` asks for its pages; ``looked`` is the digest of what they showed.

    What was looked at is all that the password signs then, until the sheet is opened again.
    """

    look_wanted = Signal()

    def __init__(self, host: QWidget, title: str, *, primary_text: str, width: int = 680) -> None:
        super().__init__(host, title, primary_text=primary_text, primary_icon="pen-line", width=width)
        self.looked = ""
        self.confirmed.connect(self._give)

    def end_with_password(self) -> None:
        """Put the button and the password below everything else; they are made last, so that Tab comes to them last."""
        self.look = ActionButton(self.tr("Look at it first"), self.content, icon="file-text")
        self.look.clicked.connect(self.look_wanted)
        self.password = PasswordField(self.content)
        self.password.submitted.connect(self._give)
        self.closed.connect(self.password.clear)
        self.body.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.password)

    def begin(self, focus: QWidget) -> None:
        """Open with no password, nothing looked at yet."""
        self.looked = ""
        self.password.clear()
        self.set_busy(False)
        self.open_panel(focus)

    def set_busy(self, busy: bool) -> None:
        """Switch the button off, too."""
        super().set_busy(busy)
        self.look.setEnabled(not busy)

    def take_look(self, digest: str) -> None:
        """Remember what was shown."""
        self.looked = digest
        self.message.dismiss()

    def say(self, sentence: str, field: QWidget) -> None:
        """Show what is missing, and go there."""
        self.message.show_message(MessageKind.WARNING, sentence)
        self._fit()
        field.setFocus()

    def _give(self) -> None:
        raise NotImplementedError


class LookPanel(DialogPanel):
    """The pages over nearly the whole window.

    ``shown`` carries the digest once a page is on show, ``refused`` why there is none.
    """

    shown = Signal(str)
    refused = Signal(object)

    def __init__(self, host: QWidget, context: Context) -> None:
        super().__init__(host, "", primary_text=host.tr("Back to signing"), secondary_text=host.tr("Back to signing"))
        self._load: Load | None = None
        self._looks = 0
        self.primary.hide()
        self._title.hide()  # the preview says it
        self.preview = ReportPreview(context, self.content, opener=self._open)
        self.preview.area.installEventFilter(self)
        self.body.addWidget(self.preview, 1)
        self.preview.drawn.connect(self._drawn)
        self.preview.failed.connect(self._failed)
        self.confirmed.connect(self.cancel)
        self.closed.connect(self._forget)

    def look_at(self, words: str, load: Load) -> None:
        """Open for a document that is called ``words``; ``load`` makes its pages in the worker."""
        self._load, self._looks = load, self._looks + 1
        self._title.setText(words)
        self.sheet.setAccessibleName(words)
        self.preview.show_report(DraftFile(f"draft:{self._looks}", words))
        self.open_panel(self.preview.area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn the page where a page key can scroll no further."""
        area = self.preview.area if hasattr(self, "preview") else None
        if watched is area and area is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            bar = area.verticalScrollBar()
            if event.key() == Qt.Key.Key_PageDown and bar.value() >= bar.maximum():
                self.preview.next_page()
                return True
            if event.key() == Qt.Key.Key_PageUp and bar.value() <= bar.minimum():
                self.preview.previous_page()
                return True
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Take the whole height: a page is tall."""
        host = self._host
        self.setGeometry(host.rect())
        width = min(current_theme().text(_WIDTH), host.width() - 2 * SPACE_4)
        self.sheet.setGeometry((host.width() - width) // 2, SPACE_3, width, max(240, host.height() - 2 * SPACE_3))

    def _open(self, _context: Context, report_id: str, _report: Any) -> Opened:
        load = self._load
        assert load is not None  # noqa: S101  (a look begins with what makes its pages)
        return open_draft(report_id, load())

    def _drawn(self) -> None:
        if self.isVisible() and self.preview.opened is not None:
            self.shown.emit(self.preview.opened.verification.content_digest)

    def _failed(self, error: QaError) -> None:
        """Put the pages away and say why where the words were typed."""
        if self.isVisible():
            self.close_panel()
            self.refused.emit(error)

    def _forget(self) -> None:
        self._load = None
        self.preview.show_report(None)


def join(sheet: SigningSheet, panel: LookPanel) -> None:
    """Let what the panel shows, or refuses to show, come back to the sheet below it."""
    panel.shown.connect(sheet.take_look)
    panel.refused.connect(sheet.refuse)
