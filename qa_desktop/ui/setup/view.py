"""The first start, and whatever happens when a workspace could not be opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.errors import RefusedError
from qa_desktop.ui.context import words_of
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.setup.pages import CodesPage, NewPage, StartPage
from qa_desktop.ui.setup.view_model import SetupModel, Step, code_sheet, free_place
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_4, SPACE_5
from qa_desktop.ui.widgets.message import MessageKind

_WIDTH = 760


class SetupScreen(QWidget):
    """Asks for a workspace.  ``chosen`` carries the folder of one that is closed and ready to be opened."""

    chosen = Signal(object)

    def __init__(self, jobs: Jobs, folder: Path | None, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step: Step | None = None
        self.start = StartPage()
        self.new = NewPage()
        self.codes = CodesPage()
        self._pages = {Step.START: self.start, Step.NEW: self.new, Step.CODES: self.codes}
        self._lay_out()
        self.open_picker, self.new_picker = FilePicker(self), FilePicker(self)
        self.demo_picker, self.save_picker = FilePicker(self), FilePicker(self)
        self.model = SetupModel(jobs, folder, sentence, changed=self._render, chosen=self.chosen.emit, owner=self)
        self._connect()
        self._render()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the first choice."""
        super().showEvent(event)
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, Ctrl+Enter makes the workspace."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape and self._step is Step.NEW:
            self.model.back()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and control and self._step is Step.NEW:
            self.new.submit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._middle.setMaximumWidth(current_theme().text(_WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), current_theme().colour("window"))

    def _lay_out(self) -> None:
        inner = QWidget()
        self._middle = QWidget(inner)
        self._middle.setMaximumWidth(current_theme().text(_WIDTH))
        pages = QVBoxLayout(self._middle)
        pages.setContentsMargins(0, 0, 0, 0)
        for page in self._pages.values():
            pages.addWidget(page)
        column = QVBoxLayout()
        column.addStretch(2)
        column.addWidget(self._middle)
        column.addStretch(3)
        row = QHBoxLayout(inner)
        row.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        row.addStretch(1)
        row.addLayout(column, 100)
        row.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _connect(self) -> None:
        model = self.model
        self.start.again_wanted.connect(model.try_again)
        self.start.new_wanted.connect(model.plan_new)
        self.start.open_wanted.connect(self._ask_open)
        self.start.demo_wanted.connect(self._ask_demo)
        self.start.busy.cancel_requested.connect(model.cancel)
        self.new.folder_wanted.connect(self._ask_new)
        self.new.make_wanted.connect(model.make)
        self.new.back_wanted.connect(model.back)
        self.codes.save_wanted.connect(self._ask_save)
        self.codes.print_wanted.connect(self._print)
        self.codes.kept_changed.connect(model.keep)
        self.codes.finish_wanted.connect(model.finish)
        self.open_picker.chosen.connect(model.open_folder)
        self.new_picker.chosen.connect(self._new_folder)
        self.demo_picker.chosen.connect(self._demo_folder)
        self.save_picker.chosen.connect(model.save_codes)

    def _render(self) -> None:
        state = self.model.state
        self.start.show_state(state)
        self.new.show_state(state)
        self.codes.show_state(state)
        if state.step is self._step:
            return
        self._step = state.step
        for step, page in self._pages.items():
            page.setVisible(step is state.step)
        if state.step is Step.CODES:
            self.new.forget()
        if self.isVisible():
            self._focus()

    def _focus(self) -> None:
        first: dict[Step, QWidget] = {
            Step.START: self.start.message.action if self.start.message.action.isVisibleTo(self.start) else self.start.new,
            Step.NEW: self.new.site.line if self.new.folder.text() else self.new.folder.line,
            Step.CODES: self.codes.save,
        }
        first[self._step or Step.START].setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_open(self) -> None:
        self.open_picker.ask_folder(self.tr("Open a workspace"), self.model.state.folder)

    def _ask_new(self) -> None:
        self.new_picker.ask_folder(self.tr("Folder for the new workspace"))

    def _ask_demo(self) -> None:
        self.demo_picker.ask_folder(self.tr("Folder for the demo workspace"))

    def _ask_save(self) -> None:
        self.save_picker.ask_new_file(
            self.tr("Save the recovery codes"), self.tr("Text (*.txt)"), self.tr("recovery codes") + ".txt", "txt"
        )

    def _new_folder(self, folder: Path) -> None:
        self.new.set_folder(free_place(folder, "QA workspace"))

    def _demo_folder(self, folder: Path) -> None:
        self.model.make_demo(free_place(folder, "QA demo"))

    def _print(self) -> None:
        error = print_text(code_sheet(self.model.state.site, self.model.state.codes))
        if error is None:
            self.codes.message.show_message(
                MessageKind.SUCCESS, self.tr("Sent to the printer. Wait for the sheet before you go on.")
            )
        else:
            self.codes.message.show_message(MessageKind.ERROR, words_of(error))


def print_text(words: str) -> RefusedError | None:
    """Print a short text on the default printer; return why not."""
    from PySide6.QtGui import QTextDocument  # noqa: PLC0415
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # noqa: PLC0415  (hardly anybody prints at a first start)

    if QPrinterInfo.defaultPrinter().isNull():
        return RefusedError("No printer was found on this computer. Save the codes to a file, or write them down.")
    document = QTextDocument()
    document.setPlainText(words)
    document.print_(QPrinter())
    return None
