"""Long work: what is being done, how far it has come, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.message import announce
from qa_desktop.ui.widgets.text import PlainLabel


class BusyPanel(QWidget):
    """A sentence, a progress bar with its count, and Cancel.  Hidden until work starts."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = PlainLabel("", self, strong=True)
        self._count = PlainLabel("", self, size=TextSize.SMALL, role="text_muted", wrap=False, tabular=True)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(12)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.cancel = ActionButton(self.tr("Cancel"), self, icon="x")
        self.cancel.clicked.connect(self._on_cancel)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_2)
        texts.addWidget(self._sentence)
        texts.addWidget(self._bar)
        texts.addWidget(self._count)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_3)
        layout.addLayout(texts, 1)
        layout.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def start(self, sentence: str, *, can_cancel: bool = True) -> None:
        """Show that ``sentence`` is being done; how much there is to do is not known yet."""
        self._sentence.setText(sentence)
        self._count.setText("")
        self._bar.setRange(0, 0)
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setEnabled(True)
        self.cancel.setVisible(can_cancel)
        self.show()
        announce(self, sentence)

    def set_progress(self, done: int, total: int, sentence: str = "") -> None:
        """Show how far the work has come; the count is the number of things that are finished."""
        if sentence:
            self._sentence.setText(sentence)
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)
        self._count.setText(self.tr("{done} of {total}").format(done=done, total=total) if total > 0 else "")

    def finish(self) -> None:
        """Put the panel away."""
        self.hide()

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(self.tr("Cancelling …"))
        self.cancel_requested.emit()
