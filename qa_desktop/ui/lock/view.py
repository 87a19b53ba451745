"""The lock screen: a tile for each person, PIN or password, and nothing of the work behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QEvent, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.lock.entry import EntryPanel
from qa_desktop.ui.lock.fields import TextField
from qa_desktop.ui.lock.password_sheet import ChangePasswordSheet
from qa_desktop.ui.lock.tiles import TileGrid
from qa_desktop.ui.lock.unnamed import UnnamedVoices
from qa_desktop.ui.lock.view_model import LockModel, LockState, Way
from qa_desktop.ui.people.words import role_names
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, TextSize
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyhints import KeyHint, KeyHintBar
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.services.program import Program

_WIDEST = 1400
"""On a wide screen the tiles stay near the pad."""


class LockScreen(QWidget):
    """Covers everything until somebody is known.  ``entered`` carries who it is; ``notice`` is why the known person is asked."""

    entered = Signal(object)

    def __init__(
        self, program: Program, jobs: Jobs, known: Actor | None, notice: QaError | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._where = program.workspace.folder.name
        self._shown: LockState | None = None
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._show_time)
        self._build()
        self.model = LockModel(program, jobs, known, changed=self._render, entered=self.entered.emit, owner=self, notice=notice)
        self._second.timeout.connect(self.model.tick)
        self.tiles.taken.connect(self._taken)
        self.tiles.typed.connect(self._typed)
        self.filter.edited.connect(self.model.filter_people)
        self.filter.entered.connect(self._filter_entered)
        self.problem.action_requested.connect(self.model.load)
        self.entry.pin_given.connect(self.model.give_pin)
        self.entry.password_given.connect(self.model.give_password)
        self.entry.login_given.connect(self.model.log_in)
        self.entry.way_wanted.connect(self._use)
        self.entry.by_name_wanted.connect(self._by_name)
        self.entry.back_wanted.connect(self._back)
        self.unnamed = UnnamedVoices(program, jobs, self)
        for button in self.unnamed.buttons():
            self.voices.addWidget(button)
        self.voices.addStretch(1)
        self.thanks.addWidget(self.unnamed.thanks)
        self.sheet.wanted.connect(self.model.change_password)
        self.sheet.cancelled.connect(self.model.give_up_change)
        self.model.load()

    def scanned(self, code: str) -> bool:
        """Take a badge."""
        if self.sheet.isHidden() and not self.unnamed.is_open():
            self.model.scan(code)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Show the time and take the keyboard."""
        super().showEvent(event)
        self._show_time()
        self._clock.start()
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the tiles."""
        if event.key() == Qt.Key.Key_Escape and not self.unnamed.is_open():
            self._back()
            event.accept()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), current_theme().colour("window"))

    def _build(self) -> None:
        self.site = ElidedLabel("", self, size=TextSize.TITLE, strong=True)
        self.station = ElidedLabel("", self, role="text_muted")
        self.time = PlainLabel("", self, size=TextSize.TITLE, strong=True, wrap=False, tabular=True)
        self.date = PlainLabel("", self, role="text_muted", wrap=False)
        self.demo = PlainLabel("", self, role="recorded")
        self.demo.hide()
        self.filter = TextField(self.tr("Find a person"), self, placeholder=self.tr("Type a part of the name"))
        self.filter.hide()
        self.tiles = TileGrid(self)
        self.problem = EmptyState(self.tr("Loading …"), "", self, icon="users-round")
        self.entry = EntryPanel(self)
        sentence = self.tr("Your password is a temporary one. Choose your own before you begin.")
        self.sheet = ChangePasswordSheet(self, sentence)
        hints = (
            KeyHint("← ↑ → ↓", self.tr("Choose a person")),
            KeyHint("Enter", self.tr("Confirm")),
            KeyHint("Esc", self.tr("Choose somebody else")),
        )
        left = QVBoxLayout()
        left.setSpacing(SPACE_2)
        left.addWidget(self.filter)
        left.addWidget(self.tiles, 1)
        left.addWidget(self.problem, 1)
        left.addWidget(self.demo)
        self.voices = QHBoxLayout()
        self.voices.setSpacing(SPACE_2)
        self.thanks = QVBoxLayout()
        left.addLayout(self.thanks)
        left.addLayout(self.voices)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_4)
        middle.addLayout(left, 1)
        middle.addWidget(self.entry)
        inner = QWidget(self)
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE_5, SPACE_3, SPACE_5, SPACE_3)
        column.setSpacing(SPACE_3)
        column.addLayout(self._head())
        column.addLayout(middle, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row, 1)
        layout.addWidget(KeyHintBar(hints, self))

    def _head(self) -> QHBoxLayout:
        where, when = QVBoxLayout(), QVBoxLayout()
        for column, top, bottom in ((where, self.site, self.station), (when, self.time, self.date)):
            column.setSpacing(SPACE_1)
            column.addWidget(top)
            column.addWidget(bottom)
        for label in (self.time, self.date):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        head = QHBoxLayout()
        head.setSpacing(SPACE_4)
        head.addLayout(where, 1)
        head.addLayout(when)
        return head

    def _render(self) -> None:
        state, before = self.model.state, self._shown
        self._shown = state
        self.site.setText(state.site or self.tr("QA Desktop"))
        station = self.tr("Station {station}").format(station=state.station) + " · " if state.station else ""
        self.station.setText(station + self.tr("Workspace {name}").format(name=self._where))
        if state.demo is not None:
            words = self.tr("Demo workspace: the PIN is {pin}. Where a password is asked for it is “{password}”, for everybody.")
            self.demo.setText(words.format(pin=state.demo.pin, password=state.demo.password))
        self.demo.setVisible(state.demo is not None)
        self.filter.setVisible(state.has_filter)
        self.filter.set_text(state.filter)
        people = state.shown
        self.tiles.set_people(people, [role_names(person.roles) for person in people])
        self.tiles.mark(state.chosen.person_id if state.chosen else None)
        self._render_problem(state)
        self.entry.show_state(state)
        self._render_sheet(state)
        if state.locked_out and not self._second.isActive():
            self._second.start()
        elif not state.locked_out:
            self._second.stop()
        turned = before is None or (before.loaded, before.way, before.chosen) != (state.loaded, state.way, state.chosen)
        if turned and self.isVisible():
            self._focus()

    def _render_problem(self, state: LockState) -> None:
        self.tiles.setVisible(bool(state.shown))
        self.problem.setVisible(not state.shown)
        if state.shown:
            return
        if not state.loaded and state.error is None:
            self.problem.set_content(self.tr("Loading …"), "", icon="users-round")
        elif not state.loaded:
            sentence = self.tr("The people of this workspace could not be read.")
            self.problem.set_content(sentence, self.tr("The reason stands on the right."), action_text=self.tr("Try again"))
        elif state.filter:
            sentence = self.tr("Correct what you typed, or log in with your log-in name.")
            self.problem.set_content(self.tr("Nobody has this name here"), sentence, icon="search")
        else:
            sentence = self.tr("All accounts are switched off. Ask the person who looks after the program.")
            self.problem.set_content(self.tr("Nobody can log in here"), sentence, icon="users-round")

    def _render_sheet(self, state: LockState) -> None:
        if state.must_change is None:
            self.sheet.close_panel()
            return
        if self.sheet.isHidden():
            self.sheet.open_panel()
        self.sheet.set_busy(state.busy)
        if state.change_error is not None:
            self.sheet.show_error(state.change_error)

    def _focus(self) -> None:
        if not self.sheet.isHidden() or self.unnamed.is_open():
            return
        state = self.model.state
        if state.way is not Way.CHOOSE:
            self.entry.focus_entry()
        elif not self.tiles.focus_tile():
            self.entry.by_name.setFocus()

    def _show_time(self) -> None:
        now, locale = QDateTime.currentDateTime(), QLocale()
        self.time.setText(locale.toString(now.time(), QLocale.FormatType.ShortFormat))
        self.date.setText(locale.toString(now.date(), QLocale.FormatType.LongFormat))

    def _taken(self, person_id: str) -> None:
        self.model.choose(person_id)
        self.entry.focus_entry()

    def _typed(self, person_id: str, text: str) -> None:
        """A digit on somebody's tile begins their PIN; a letter begins the filter, or finds the first such name."""
        state = self.model.state
        if text.isdigit():
            self._begin_pin(person_id, text)
        elif state.has_filter:
            self.filter.line.setFocus()
            self.filter.line.setText(state.filter + text)
            self.model.filter_people(self.filter.text())
        else:
            for person in state.shown:
                if person.name.casefold().startswith(text.casefold()):
                    self.tiles.focus_tile(person.person_id)
                    return

    def _begin_pin(self, person_id: str, digit: str) -> None:
        self._taken(person_id)
        if self.model.state.way is Way.PIN:
            key = QKeyEvent(QEvent.Type.KeyPress, ord(digit), Qt.KeyboardModifier.NoModifier, digit)
            QCoreApplication.sendEvent(self.entry.pad, key)

    def _filter_entered(self) -> None:
        people = self.model.state.shown
        if len(people) == 1:
            self._taken(people[0].person_id)
        else:
            self.tiles.focus_tile()

    def _use(self, way: Way) -> None:
        self.model.use(way)
        self.entry.focus_entry()

    def _by_name(self) -> None:
        self.model.by_name()

    def _back(self) -> None:
        before = self.model.state.chosen
        self.model.back()
        self.tiles.focus_tile(before.person_id if before else None)
