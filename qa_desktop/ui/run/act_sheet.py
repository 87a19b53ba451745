"""Retract, retest, reject: which of the three, and why.  For the run and for the grid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from qa_desktop.domain.answers import LineAct
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.widgets.buttons import AnswerButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.domain.checklist import Item
    from qa_desktop.services.answering import Saved


class ActSheet(DialogPanel):
    """Keys 1, 2, 3 choose while the line for the reason is empty; Enter decides.  ``acted`` carries the acknowledgement."""

    acted = Signal(object)

    def __init__(self, host: QWidget, context: Context) -> None:
        title, go = host.tr("Decide about this reading"), host.tr("Decide")
        super().__init__(host, title, primary_text=go, primary_icon="check", width=680)
        self._context = context
        self._where: tuple[str, str] = ("", "")
        self.what = PlainLabel("", self.content, strong=True)
        self.acts: dict[LineAct, AnswerButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.body.addWidget(self.what)
        for number, (act, words) in enumerate(
            (
                (
                    LineAct.RETRACT,
                    self.tr("Retract: this reading does not count (wrong piece, faulty gauge). The line is open again."),
                ),
                (LineAct.RETEST, self.tr("Retest: measure the same piece again. The first value stays in the history.")),
                (LineAct.REJECT, self.tr("Reject: the result stands and the piece is refused, whatever else is read.")),
            ),
            1,
        ):
            button = AnswerButton(words, self.content, key_hint=str(number))
            button.clicked.connect(self._to_reason)
            self._group.addButton(button)
            self.acts[act] = button
            self.body.addWidget(button)
        self.reason = QLineEdit(self.content)
        self.reason.setMaxLength(500)
        self.reason.setAccessibleName(self.tr("Reason"))
        label = PlainLabel(self.tr("Reason (kept with the reading)"), self.content, strong=True, wrap=False)
        label.setBuddy(self.reason)
        self.body.addWidget(label)
        self.body.addWidget(self.reason)
        self.confirmed.connect(self._decide)

    def ask(self, inspection_id: str, line: Item, shown: str) -> None:
        """Open for one line; ``shown`` is its answer in words.  Nothing is chosen beforehand."""
        self._where = (inspection_id, line.id)
        number = f"{line.number}. " if line.number else ""
        self.what.setText(f"{number}{line.text}   {shown}")
        self.reason.clear()
        self._group.setExclusive(False)
        for button in self.acts.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self.set_busy(False)
        self.open_panel(self.acts[LineAct.RETRACT])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses."""
        text = event.text()
        if text in {"1", "2", "3"} and not self.reason.hasFocus() and not event.isAutoRepeat():
            list(self.acts.values())[int(text) - 1].click()
            event.accept()
            return
        super().keyPressEvent(event)

    def _to_reason(self) -> None:
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self) -> None:
        act = next((act for act, button in self.acts.items() if button.isChecked()), None)
        if not self.primary.isEnabled():
            return
        if act is None:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose one of the three first (1, 2 or 3)."))
            self.acts[LineAct.RETRACT].setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.reason.text().strip():
            self.message.show_message(MessageKind.WARNING, self.tr("Write the reason. It is kept with the reading."))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._store(act)

    def _store(self, act: LineAct) -> None:
        self.set_busy(True)
        self._context.saving.emit()
        service, actor = self._context.program.line_acts, self._context.actor
        verbs = {LineAct.RETRACT: service.retract, LineAct.RETEST: service.retest, LineAct.REJECT: service.reject}
        call = partial(verbs[act], actor, *self._where, self.reason.text())
        self._context.jobs.write(call, self._done, self._failed, owner=self)

    def _done(self, saved: Saved) -> None:
        self.set_busy(False)
        self.close_panel()
        self._context.saved.emit(saved.at)
        self.acted.emit(saved)

    def _failed(self, error: QaError) -> None:
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self._context.save_failed.emit(words_of(error))
