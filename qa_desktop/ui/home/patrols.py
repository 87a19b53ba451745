"""Patrols on the home screen: which rounds are due, beginning one, and logging what happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.patrol import Happening
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.home.patrol_list import PatrolList
from qa_desktop.ui.home.patrol_words import PatrolWords
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.patrols import PatrolState
    from qa_desktop.storage.queries.inspections import InspectionRow

_MINUTE_MS = 60_000


class PatrolCard(Card):
    """The patrols; asks for a fresh look once a minute while it is seen.  ``begun`` carries the key of the new inspection."""

    begun = Signal(str)
    refresh_wanted = Signal()

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__("", host)
        self._context, self._host = context, host
        self._words = PatrolWords(self)
        self.list = PatrolList(self._words, self)
        self.round = ActionButton(self.tr("Begin round"), self, shortcut_hint="Enter")
        self.log = ActionButton(self.tr("Log …"), self, shortcut_hint="L")
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.round)
        row.addWidget(self.log)
        row.addStretch(1)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(row)
        self.sheet: LogSheet | None = None
        self.part_sheet: PartSheet | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE_MS)
        self._timer.timeout.connect(self.refresh_wanted)
        self.list.chosen.connect(self._on_chosen)
        self.list.log_wanted.connect(self._on_log)
        self.round.clicked.connect(self._on_round)
        self.log.clicked.connect(self._on_log_button)
        self.hide()

    def render_patrols(self, patrols: tuple[PatrolState, ...], *, may_inspect: bool) -> None:
        """Show how they stand."""
        self.setVisible(bool(patrols))
        due = sum(one.status.is_due for one in patrols)
        title = self.tr("Patrols")
        self.set_title(self.tr("{title}   {n} due").format(title=title, n=due) if due else title)
        self.list.set_rows(patrols)
        self.round.setVisible(may_inspect)
        self.log.setVisible(may_inspect)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look once a minute."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        super().hideEvent(event)
        self._timer.stop()

    def _on_round(self) -> None:
        self._on_chosen(self.list.current())

    def _on_log_button(self) -> None:
        self._on_log(self.list.current())

    def _on_chosen(self, patrol: PatrolState | None) -> None:
        if patrol is None or self.round.isHidden():
            return
        if patrol.row.part_number:
            self._begin(patrol, "")
            return
        if self.part_sheet is None:
            self.part_sheet = PartSheet(self._host)
            self.part_sheet.given.connect(self._begin)
        self.part_sheet.ask(patrol)

    def _begin(self, patrol: PatrolState, part_number: str) -> None:
        call = partial(self._context.program.patrols.begin_round, self._context.actor, patrol.row.id, part_number=part_number)
        self._context.jobs.write(call, self._on_begun, self._on_failed, owner=self)

    def _on_begun(self, row: InspectionRow) -> None:
        if self.part_sheet is not None:
            self.part_sheet.close_panel()
        self.begun.emit(row.id)

    def _on_failed(self, error: QaError) -> None:
        if self.part_sheet is not None and self.part_sheet.isVisible():
            self.part_sheet.say(error)
        else:
            self._context.fail(error)

    def _on_log(self, patrol: PatrolState | None) -> None:
        if patrol is None or self.log.isHidden():
            return
        if self.sheet is None:
            self.sheet = LogSheet(self._host, self._context)
            self.sheet.logged.connect(self.refresh_wanted)
        self.sheet.ask(patrol)


class LogSheet(DialogPanel):
    """What happened at the place of a patrol: pieces made, a set-up, a stop or a start.  ``logged`` comes after the commit."""

    logged = Signal()

    def __init__(self, host: QWidget, context: Context) -> None:
        super().__init__(host, host.tr("Log at the patrol"), primary_text=host.tr("Log pieces"), primary_icon="plus")
        self._context = context
        self._patrol: PatrolState | None = None
        self._words = PatrolWords(self)
        self.name = PlainLabel("", self.content, strong=True)
        self.stands = PlainLabel("", self.content, role="text_muted")
        self.pieces = QLineEdit(self.content)
        self.pieces.setMaxLength(7)
        self.setup = ActionButton(self.tr("Set-up done"), self.content, icon="check", shortcut_hint="Alt+S")
        self.running = ActionButton("", self.content, shortcut_hint="Alt+P")
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.setup)
        row.addWidget(self.running)
        row.addStretch(1)
        self.body.addWidget(self.name)
        self.body.addWidget(self.stands)
        self.body.addWidget(LabelledField(self.tr("Pieces made since the last entry"), self.pieces, self.content))
        self.body.addLayout(row)
        self.pieces.installEventFilter(self)
        self.setup.clicked.connect(self._on_setup)
        self.running.clicked.connect(self._on_running)
        self.confirmed.connect(self._on_pieces)

    def ask(self, patrol: PatrolState) -> None:
        """Open for a patrol."""
        self._patrol = patrol
        self.name.setText(patrol.row.name)
        self.stands.setText(f"{self._words.schedule(patrol.row)}\n{self._words.stands(patrol)}")
        self.pieces.clear()
        self.running.setText(self.tr("Production stops") if patrol.status.running else self.tr("Production starts"))
        self.set_busy(False)
        self.open_panel(self.pieces)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the buttons before the field would type them."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is getattr(self, "pieces", None):
            return self._took_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+S logs a set-up, Alt+P a stop or a start."""
        if self._took_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _took_key(self, event: QKeyEvent) -> bool:
        act = {Qt.Key.Key_S: self._on_setup, Qt.Key.Key_P: self._on_running}.get(Qt.Key(event.key()))
        if act is None or event.modifiers() != Qt.KeyboardModifier.AltModifier:
            return False
        act()
        return True

    def _on_pieces(self) -> None:
        text = self.pieces.text().strip()
        if text.isascii() and text.isdigit() and int(text) > 0:
            self._log(Happening.PIECES, int(text))
            return
        self.message.show_message(MessageKind.WARNING, self.tr("Type how many pieces were made, a whole number from 1 on."))
        self.pieces.selectAll()

    def _on_setup(self) -> None:
        self._log(Happening.SETUP, 0)

    def _on_running(self) -> None:
        if self._patrol is not None:
            self._log(Happening.STOP if self._patrol.status.running else Happening.START, 0)

    def _log(self, happening: Happening, pieces: int) -> None:
        if self._patrol is None or not self.primary.isEnabled():
            return
        self.set_busy(True)
        call = partial(self._context.program.patrols.log, self._context.actor, self._patrol.row.id, happening, pieces)
        self._context.jobs.write(call, self._on_logged, self._on_failed, owner=self)

    def _on_logged(self, _state: PatrolState) -> None:
        self.set_busy(False)
        self.close_panel()
        self.logged.emit()

    def _on_failed(self, error: QaError) -> None:
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))


class PartSheet(DialogPanel):
    """Asks which part a round is about, where the patrol is for any.  ``given`` carries the patrol and the part number."""

    given = Signal(object, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Begin the round"), primary_text=host.tr("Begin"), primary_icon="clipboard-check")
        self._patrol: PatrolState | None = None
        self.name = PlainLabel("", self.content, strong=True)
        self.part = QLineEdit(self.content)
        self.part.setMaxLength(80)
        self.body.addWidget(self.name)
        self.body.addWidget(LabelledField(self.tr("Part number"), self.part, self.content))
        self.confirmed.connect(self._on_confirmed)

    def ask(self, patrol: PatrolState) -> None:
        """Open for a patrol."""
        self._patrol = patrol
        self.name.setText(patrol.row.name)
        self.part.clear()
        self.set_busy(False)
        self.open_panel(self.part)

    def take_scan(self, code: str) -> None:
        """Take a scan as the part number."""
        self.part.setText(code)

    def say(self, error: QaError) -> None:
        """Show what is wrong."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))

    def _on_confirmed(self) -> None:
        if not self.part.text().strip():
            self.message.show_message(MessageKind.WARNING, self.tr("Type or scan the part number."))
            return
        self.set_busy(True)
        self.given.emit(self._patrol, self.part.text())
