"""The sheets of a supplier's certificate: what came, its file, and what the check says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import ElidedLabel


class FileField(QWidget):
    """A button that asks for a PDF or picture, and the name of the one that was chosen; a file can be dropped on it, too."""

    def __init__(self, parent: QWidget, host: QWidget) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.picker = FilePicker(host)
        self.picker.chosen.connect(self.take)
        self.choose = ActionButton(self.tr("Choose a file …"), self, icon="file-text")
        self.choose.clicked.connect(self._ask)
        self.clear = ActionButton(self.tr("Without file"), self, icon="x")
        self.clear.clicked.connect(self.forget)
        self.name = ElidedLabel("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.choose)
        row.addWidget(self.name, 1)
        row.addWidget(self.clear)
        self.setAcceptDrops(True)
        self.forget()

    def take(self, path: Path) -> None:
        """Take a file; it is looked at when the sheet is stored."""
        self.path = path
        self.name.setText(path.name)
        self.clear.show()

    def forget(self) -> None:
        """Take no file."""
        self.path = None
        self.name.setText(self.tr("PDF, JPEG, PNG or WebP, at most 50 MB"))
        if self.clear.hasFocus():
            self.choose.setFocus()
        self.clear.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome one file."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self.take(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    def _ask(self) -> None:
        self.picker.ask_file(self.tr("File of the certificate"), self.tr("PDF and pictures (*.pdf *.jpg *.jpeg *.png *.webp)"))


class FileSheet(IssueSheet):
    """The file of a certificate that came as paper.  ``given`` carries its path."""

    given = Signal(object)

    def __init__(self, host: QWidget) -> None:
        title, go = host.tr("File of the certificate"), host.tr("Store")
        super().__init__(host, title, primary_text=go, primary_icon="check", width=620)
        self.file = FileField(self.content, host)
        self.body.addWidget(self.file)
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open empty."""
        self.file.forget()
        self.set_busy(False)
        self.open_panel(self.file.choose)

    def _give(self) -> None:
        if self.file.path is None:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose the file first."))
            self._fit()
            self.file.choose.setFocus()
            return
        self.set_busy(True)
        self.given.emit(self.file.path)


class ReceiveSheet(IssueSheet):
    """A certificate that came.  ``given`` carries kind, number, day and the path of its file, or ``None``."""

    given = Signal(str, str, str, object)

    def __init__(self, host: QWidget) -> None:
        title, go = host.tr("A certificate came with the lot"), host.tr("Store")
        super().__init__(host, title, primary_text=go, primary_icon="check", width=620)
        self.kind, self.number, self.day = (QLineEdit(self.content) for _ in range(3))
        self.kind.setPlaceholderText(self.tr("for example EN 10204 3.1"))
        for field, words in (
            (self.kind, self.tr("Kind")),
            (self.number, self.tr("Number")),
            (self.day, self.tr("Received on")),
        ):
            field.setMaxLength(80)
            self.body.addWidget(LabelledField(words, field, self.content))
        self.file = FileField(self.content, host)
        self.body.addWidget(self.file)
        self.confirmed.connect(self._give)

    def ask(self, today: str) -> None:
        """Open for today."""
        self.kind.clear()
        self.number.clear()
        self.day.setText(today)
        self.file.forget()
        self.set_busy(False)
        self.open_panel(self.kind)

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self.kind.text(), self.number.text(), self.day.text(), self.file.path)


class CheckSheet(IssueSheet):
    """What the check says.  ``given`` carries good or not, and the remark; nothing is chosen beforehand."""

    given = Signal(bool, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Check"), primary_text=host.tr("Store"), primary_icon="check", width=620)
        self.good = QRadioButton(self.tr("Good: it belongs to this lot and meets what was ordered"), self.content)
        self.bad = QRadioButton(self.tr("Not good"), self.content)
        self._group = QButtonGroup(self)
        for button in (self.good, self.bad):
            self._group.addButton(button)
            self.body.addWidget(button)
        self.remark = QLineEdit(self.content)
        self.remark.setMaxLength(500)
        self.body.addWidget(LabelledField(self.tr("Remark (needed when it is not good)"), self.remark, self.content))
        self.remark.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, name: str) -> None:
        """Open for a certificate."""
        title = self.tr("Check of {name}").format(name=name)
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self._group.setExclusive(False)
        for button in (self.good, self.bad):
            button.setChecked(False)
        self._group.setExclusive(True)
        self.remark.clear()
        self.set_busy(False)
        self.open_panel(self.good)

    def _give(self) -> None:
        if not (self.good.isChecked() or self.bad.isChecked()):
            self.message.show_message(MessageKind.WARNING, self.tr("Choose whether the certificate is good."))
            self._fit()
            self.good.setFocus()
            return
        self.set_busy(True)
        self.given.emit(self.good.isChecked(), self.remark.text())
