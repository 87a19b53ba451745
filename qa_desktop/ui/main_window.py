"""The window: rail, top bar, one screen at a time, key hints; covered by the lock screen until somebody is known."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError, RightsChangedError
from qa_desktop.domain.ids import tag_of
from qa_desktop.domain.people import Actor
from qa_desktop.settings import LookSettings
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.keycard import KeyCard
from qa_desktop.ui.places import PLACES, RAIL, Place, key_of
from qa_desktop.ui.rail import Rail
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.session import Session, discard_all
from qa_desktop.ui.tags import follow_tag
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.top_bar import TopBar
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.keyhints import KeyHintBar
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.scan_filter import ScanFilter
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.program import Program


_BACKUP_MINUTES = 15
"""How often a backup is made while things are being recorded."""


class MainWindow(QMainWindow):
    """Shows one of: opening, a front page (first start, lock), or the work of the person who is known."""

    def __init__(self, app: QApplication, jobs: Jobs, look: LookSettings) -> None:
        super().__init__()
        self.setWindowTitle("QA Desktop")
        self.setMinimumSize(1024, 700)
        self.resize(1280, 800)
        self.jobs = jobs
        jobs.rights_changed.connect(self._ask_again)
        self.look = look
        self.program: Program | None = None
        self._session: Session | None = None
        self._parked: dict[str, Session] = {}
        self._closing = False
        self._pages = QStackedWidget(self)
        self.opening = BusyPanel(self)
        self._pages.addWidget(_centred(self.opening))
        self._pages.addWidget(self._work_page())
        self.setCentralWidget(self._pages)
        self._front: QWidget | None = None
        self.scans = ScanFilter(app)
        self.scans.scanned.connect(self._scanned)
        app.installEventFilter(self)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._backup = QTimer(self)
        self._backup.setInterval(_BACKUP_MINUTES * 60_000)
        self._backup.timeout.connect(self._back_up)
        self._shortcuts()

    def _work_page(self) -> QWidget:
        page = QWidget(self)
        self.rail = Rail(page)
        self.top = TopBar(page)
        self.message = InlineMessage(page)
        self.message.hide()
        self.stack = QStackedWidget(page)
        self.hints = KeyHintBar((), page)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top)
        self._message_row = QWidget(page)
        row = QHBoxLayout(self._message_row)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, 0)
        row.addWidget(self.message)
        self._message_row.hide()
        self.message.dismissed.connect(self._message_row.hide)
        right.addWidget(self._message_row)
        right.addWidget(self.stack, 1)
        right.addWidget(self.hints)
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)
        self.rail.chosen.connect(self._rail_chosen)
        self.top.lock_requested.connect(self.lock)
        return page

    def show_opening(self, sentence: str) -> None:
        """Say what is being opened."""
        self.opening.start(sentence, can_cancel=False)
        self._pages.setCurrentIndex(0)

    def show_front(self, page: QWidget) -> None:
        """Put a front page (first start, lock) over everything."""
        self._drop_front()
        self._front = page
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self._idle.stop()

    def set_program(self, program: Program) -> None:
        """Take the services of the opened workspace and ask who is there."""
        self.program = program
        self._backup.start()
        self._drop_front()
        self.lock()

    @property
    def context(self) -> Context | None:
        """The session of the person who is known."""
        return None if self._session is None else self._session.context

    @property
    def place(self) -> Place | None:
        """Where the person is."""
        return None if self._session is None else self._session.place

    def screen_of(self, place: Place) -> Screen | None:
        """Return the screen of a place if it was visited."""
        return None if self._session is None else self._session.screens.get(place)

    def lock(self) -> None:
        """Cover the work with the lock screen; what is open stays open behind it."""
        self._lock(None)

    def _ask_again(self, error: RightsChangedError) -> None:
        """Ask who is there when the person lost a role or the account: from here on the rights count that remain.

        A refusal of what they began before they logged in again is no reason to ask once more.
        """
        actor = None if self.context is None else self.context.actor
        if actor is not None and actor.person_id == error.person_id and error.claimed in {None, actor.roles}:
            self._lock(error)

    def _lock(self, notice: QaError | None) -> None:
        if self.program is None or self._front is not None:
            return
        for sheet in self.findChildren(DialogPanel, options=Qt.FindChildOption.FindDirectChildrenOnly):
            sheet.cancel()
        if self._session is not None:
            self._session.leave()
        module = importlib.import_module("qa_desktop.ui.lock.view")
        known = self.context.actor if self.context is not None else None
        page = module.LockScreen(self.program, self.jobs, known, notice)
        page.entered.connect(self._entered)
        self.show_front(page)

    def go(self, place: Place, what: dict[str, object]) -> None:
        """Bring a place to the front; its screen is made on the first visit."""
        session = self._session
        if session is None or not session.context.actor.may(PLACES[place].permission):
            return
        session.leave()
        if place is not session.place and self.message.kind() in {MessageKind.SUCCESS, MessageKind.INFO}:
            self.message.dismiss()  # good news is of the place where it was said; a warning stays until it is put away
        screen, is_new = session.screen(place)
        if is_new:
            screen.hints_changed.connect(self._show_hints)
        session.place = place
        self.stack.setCurrentWidget(screen)
        self.rail.set_place(place)
        self.top.set_title(PLACES[place].title())
        screen.enter(**what)
        self._show_hints()
        self._focus(screen)

    def say(self, kind: str, sentence: str) -> None:
        """Show a sentence across the top."""
        self._message_row.show()
        self.message.show_message(MessageKind(kind), sentence)
        self.message.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is there: any key or click postpones the idle lock."""
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin} and self._idle.isActive():
            self._idle.start()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Finish what is being saved, then let go of the workspace; ask first when something could not be saved."""
        if self._session is not None:
            self._session.leave()
        self.jobs.drain()
        unsaved = self._unsaved()
        if unsaved and not self._closing:
            event.ignore()
            self._ask_about(unsaved)
            return
        self._idle.stop()
        self._backup.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
            app.removeEventFilter(self.scans)
        self.scans.deleteLater()
        self.jobs.close()
        if self.program is not None:
            self.program.close()
            self.program = None
        event.accept()

    def _unsaved(self) -> tuple[str, ...]:
        sessions = [*self._parked.values(), *([self._session] if self._session is not None else [])]
        return tuple(words for session in sessions for words in session.unsaved())

    def _ask_about(self, unsaved: tuple[str, ...]) -> None:
        sheet = DialogPanel(
            self,
            self.tr("Not everything is saved"),
            primary_text=self.tr("Stay and try again"),
            secondary_text=self.tr("Close and lose these"),
        )
        sheet.body.addWidget(PlainLabel(self.tr("These answers are only on the screen:"), sheet.content))
        for words in unsaved[:12]:
            sheet.body.addWidget(PlainLabel(words, sheet.content, strong=True))
        sheet.confirmed.connect(sheet.close_panel)
        sheet.secondary.clicked.connect(self._close_anyway)
        sheet.open_panel()

    def _close_anyway(self) -> None:
        self._closing = True
        QTimer.singleShot(0, self.close)

    def _entered(self, actor: Actor) -> None:
        if self.program is None:
            return
        same = self._session is not None and self._session.is_of(actor)
        if not same:
            self._change_session(actor)
        self._pages.setCurrentIndex(1)
        self._drop_front()
        self._idle.start(self.program.settings.current().idle_minutes * 60_000)
        screen = None if self._session is None else self._session.present
        if screen is None:
            self.go(Place.HOME, {})
            return
        self.stack.setCurrentWidget(screen)
        self._show_hints()
        self._focus(screen)

    def _change_session(self, actor: Actor) -> None:
        """Begin for another person.  Screens of the one before go, unless something on them is not saved yet.

        Whoever comes back to such screens with one role more goes on with them; the role counts from the next log-in.
        """
        ended = [one for one in (self._session, *self._parked.values()) if one is not None and one.ended_with(actor)]
        lost = discard_all(ended)
        self._parked = {key: one for key, one in self._parked.items() if one not in ended}
        old = None if self._session in ended else self._session
        if old is not None and (old.unsaved() or old.typed()):
            self._parked[old.context.actor.person_id] = old
        elif old is not None:
            old.discard()
        self._session = self._parked.pop(actor.person_id, None) or self._new_session(actor)
        actor = self._session.context.actor
        self._session.context.look = self.look
        if self.program is not None:
            self.rail.set_actor(actor)
            self.top.set_actor(actor, self.program.settings.current().site)
            place = self._session.place
            if place is not None:
                self.rail.set_place(place)
                self.top.set_title(PLACES[place].title())
        self.top.saved.hide()
        self._message_row.hide()
        if lost:
            words = self.tr("Not stored, because your roles were changed: {what}. Give it again where you still may.")
            self.say("warning", words.format(what=", ".join(lost)))

    def _new_session(self, actor: Actor) -> Session:
        if self.program is None:
            raise RuntimeError("no workspace is open")
        context = Context(self.program, self.jobs, actor, self.look, self)
        context.go.connect(self.go)
        context.told.connect(self.say)
        context.saving.connect(self.top.show_saving)
        context.saved.connect(self.top.show_saved)
        context.save_failed.connect(self._save_failed)
        context.locked.connect(self.lock)
        context.look_changed.connect(self._look_changed)
        context.settings_changed.connect(self._settings_changed)
        return Session(context, self.stack)

    def _focus(self, screen: Screen) -> None:
        wanted = screen.first_focus()
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_changed(self, look: LookSettings) -> None:
        """Keep the look for whoever works here next."""
        self.look = look

    def _settings_changed(self) -> None:
        """Show the site and count the idle minutes as the workspace says from now on."""
        if self.program is not None and self.context is not None:
            settings = self.program.settings.current()
            self.top.set_actor(self.context.actor, settings.site)
            self._idle.start(settings.idle_minutes * 60_000)

    def _back_up(self) -> None:
        if self.program is not None and self.jobs.is_idle():
            backups = self.program.backups
            self.jobs.work(lambda _report: backups.make_if_changed(), None, self._backup_failed, owner=self)

    def _backup_failed(self, error: QaError) -> None:
        self.say("warning", self.tr("The backup was not made: {why}").format(why=words_of(error)))

    def _save_failed(self, sentence: str) -> None:
        """Show it at the lamp; the screen itself says it where it happened, with what to do."""
        self.top.show_failed(sentence)

    def _rail_chosen(self, place: Place) -> None:
        self.go(place, {})

    def _scanned(self, code: str) -> None:
        """Route a scan: a front page or the screen first, then to the hold or issue that bears it, then to a search for it."""
        front = self._pages.currentWidget()
        taker = getattr(front, "scanned", None) if front is self._front else None
        if taker is not None:
            taker(code)
            return
        screen = None if self._session is None else self._session.present
        if screen is None or self._front is front:
            return
        if tag_of(code) is not None:
            self.message.dismiss()  # what was said about the tag before is over
        if screen.scanned(code):
            return
        if tag_of(code) is not None and any(sheet.isVisible() for sheet in screen.findChildren(DialogPanel)):
            self.say("warning", self.tr("Finish what is open first, or put it away with Esc. Then scan the tag again."))
        elif not follow_tag(screen.context, code):
            self.go(Place.HOME, {"code": code})

    def _show_hints(self) -> None:
        screen = None if self._session is None else self._session.present
        if screen is not None:
            self.hints.set_hints(screen.key_hints())

    def _drop_front(self) -> None:
        if self._front is not None:
            self._pages.removeWidget(self._front)
            self._front.deleteLater()
            self._front = None

    def _shortcuts(self) -> None:
        for place in RAIL:
            shortcut = QShortcut(QKeySequence(key_of(place)), self)
            shortcut.activated.connect(self._place_key)
        QShortcut(QKeySequence("F12"), self, self.lock)
        QShortcut(QKeySequence("F11"), self, self._full_screen)
        QShortcut(QKeySequence("F1"), self, self._key_card)

    def _place_key(self) -> None:
        shortcut = self.sender()
        if isinstance(shortcut, QShortcut) and self._pages.currentIndex() == 1:
            keys = shortcut.key().toString()
            self.go(next(place for place in RAIL if key_of(place) == keys), {})

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _key_card(self) -> None:
        screen = None if self._session is None else self._session.present
        if self._pages.currentIndex() == 1 and screen is not None:
            KeyCard(self, screen.key_hints()).open_panel()


def _centred(widget: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addStretch(1)
    row = QHBoxLayout()
    row.addStretch(1)
    widget.setMinimumWidth(480)
    row.addWidget(widget)
    row.addStretch(1)
    layout.addLayout(row)
    layout.addStretch(1)
    return page
