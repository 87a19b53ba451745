"""Sign: exactly what will be signed, what the signature states, and the password."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.record import PhotoRef
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place
from qa_desktop.ui.review.lines import rows_of
from qa_desktop.ui.review.pictures import Decoded, PhotoSheet, small_picture
from qa_desktop.ui.review.record_head import RecordHead
from qa_desktop.ui.review.record_list import RecordList
from qa_desktop.ui.review.sign_card import SignCard
from qa_desktop.ui.review.sign_model import SignModel, SignStage, SignState
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyhints import KeyHint

_CARD_WIDTH = 400


class SignScreen(Screen):
    """Left the record, right the signature."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = SignModel(context.program, context.actor, context.jobs, self)
        self._done = self._begun = False
        self._nothing = EmptyState("", "", self, icon="pen-line")
        self._nothing.action_requested.connect(self._from_nothing)
        self.head = RecordHead(self)
        self.record = RecordList(self, name=self.tr("What will be signed"))
        self.record.photo_wanted.connect(self._show_photo)
        self.record.shelf.wanted.connect(self._load_picture)
        self.record.left.connect(self._back)
        self.record.section_turned.connect(self._turn)
        self._turned: frozenset[str] = frozenset()
        self.all_clear = EmptyState("", "", self, icon="circle-check")
        self.show_all = ActionButton(self.tr("Show all lines"), self, icon="list-checks", shortcut_hint="A")
        self.show_all.setCheckable(True)
        self.show_all.clicked.connect(self.model.show_all)
        self.back = ActionButton(self.tr("Back to the inspection"), self, icon="arrow-left", shortcut_hint="Esc")
        self.back.clicked.connect(self._back)
        self.card = SignCard(self)
        self.card.sign_wanted.connect(self._sign)
        self.card.reply_wanted.connect(self.model.reply)
        self.card.jump_wanted.connect(self._jump)
        self.card.home_wanted.connect(self._go_home)
        self.card.next_wanted.connect(self._go_next)
        self.photo_sheet = PhotoSheet(context, self)
        self._lay_out()
        for keys, act in (
            ("Ctrl+Return", self._primary),
            ("Ctrl+Enter", self._primary),
            ("Esc", self._back),
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        toggle = QShortcut(QKeySequence("A"), self.record, self._toggle_all)
        toggle.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.show_state(self.model.state)

    def enter(self, **what: object) -> None:
        """Load what would be signed."""
        self._done = self._begun = False
        self.card.password.clear()
        self.card.message.dismiss()
        wanted = what.get("inspection_id", self.model.state.inspection_id)
        if isinstance(wanted, str):
            self.model.open(wanted)

    def leave(self) -> None:
        """Forget the password."""
        self.card.password.clear()

    def first_focus(self) -> QWidget | None:
        """Begin at the record: first read, then sign."""
        return self.record if self.record.isVisible() else self.show_all

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now; what is signed is not signed again."""
        look = (KeyHint("A", self.tr("All lines")), KeyHint("P", self.tr("Photos")))
        if self._done:
            return (KeyHint("Enter", self.tr("Back to my work")), *look)
        if self.model.state.stage is SignStage.ASKED:
            return (KeyHint("Enter", self.tr("Keep the answer")), *look, KeyHint("Esc", self.tr("Back to the inspection")))
        back = (KeyHint("F6", self.tr("Record / password")), KeyHint("Esc", self.tr("Back to the inspection")))
        return (KeyHint("Ctrl+Enter", self.tr("Sign")), *look, *back)

    def show_state(self, state: SignState) -> None:
        """Draw the state."""
        record = state.record
        self._pages.setCurrentWidget(self._work if record is not None else self._nothing)
        if record is None:
            self._render_nothing(state)
            return
        self.head.set_record(record)
        rows = rows_of(record, state.cases, show_all=state.show_all, turned=self._turned)
        self.show_all.setChecked(state.show_all)
        self.show_all.setText(
            self.tr("Show only exceptions") if state.show_all else self.tr("Show all {n} lines").format(n=len(record.lines))
        )
        if rows:
            self.record.set_rows(rows)
        else:
            self.all_clear.set_content(
                self.tr("No exceptions"), self.tr("All answered lines conform and none was changed."), icon="circle-check"
            )
        self._stack.setCurrentWidget(self.record if rows else self.all_clear)
        self.back.setVisible(state.stage in {SignStage.READY, SignStage.ASKED, SignStage.MISSING, SignStage.NOT_MINE})
        self.card.show_state(state, done=self._done)
        self.hints_changed.emit()
        if not self._begun and self.isVisible():
            self._begun = True
            (self.record if rows else self.show_all).setFocus(Qt.FocusReason.OtherFocusReason)

    def signed(self) -> None:
        """The signature is stored."""
        self._done = True
        self.card.password.clear()
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.show_state(self.model.state)
        self.card.focus_primary()
        self.hints_changed.emit()
        self.context.work_changed.emit()

    def refused(self, error: QaError) -> None:
        """Nothing was signed."""
        self.card.refuse(error)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget(self)
        self._work = QWidget(self)
        self._stack = QStackedWidget(self._work)
        self._stack.addWidget(self.record)
        self._stack.addWidget(self.all_clear)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.show_all)
        left = QVBoxLayout()
        left.setSpacing(SPACE_2)
        left.addWidget(self.head)
        left.addWidget(self._stack, 1)
        left.addLayout(row)
        self.card.setFixedWidth(_CARD_WIDTH)
        sides = QHBoxLayout(self._work)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE_3)
        sides.addLayout(left, 1)
        sides.addWidget(self.card)
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._work)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.addWidget(self._pages)

    def _render_nothing(self, state: SignState) -> None:
        match state.stage:
            case SignStage.LOADING:
                self._nothing.set_content(self.tr("Loading …"), "", icon="loader")
            case SignStage.BROKEN if state.error is not None:
                self._nothing.set_content(
                    self.tr("The record could not be loaded"),
                    words_of(state.error),
                    icon="circle-alert",
                    action_text=self.tr("Try again"),
                )
            case _:
                self._nothing.set_content(
                    self.tr("Nothing to sign"),
                    self.tr("Open one of your inspections and choose Sign there."),
                    icon="pen-line",
                    action_text=self.tr("Go to my work"),
                )

    def _from_nothing(self) -> None:
        if self.model.state.inspection_id is None:
            self._go_home()
        else:
            self.model.reload()

    def _primary(self) -> None:
        self.card.press_primary()

    def _sign(self, password: str) -> None:
        self.card.begin(self.model.sign(password))

    def _jump(self) -> None:
        state = self.model.state
        if state.missing:
            self.context.go_to(Place.RUN, inspection_id=state.inspection_id, item_id=state.missing[0][0].item.id)

    def _back(self) -> None:
        state = self.model.state
        if state.stage in {SignStage.READY, SignStage.ASKED, SignStage.MISSING, SignStage.NOT_MINE}:
            self.context.go_to(Place.RUN, inspection_id=state.inspection_id)
        elif state.stage is not SignStage.SIGNING:
            self._go_home()

    def _go_home(self) -> None:
        self.context.go_to(Place.HOME)

    def _go_next(self) -> None:
        following = self.model.state.next_id
        if following is not None:
            self.context.go_to(Place.RUN, inspection_id=following)

    def _toggle_all(self) -> None:
        self.model.show_all(not self.model.state.show_all)

    def _turn(self, section: str) -> None:
        self._turned ^= {section}
        self.show_state(self.model.state)

    def _next_pane(self) -> None:
        now = QApplication.focusWidget()
        if now is None or not self.card.isAncestorOf(now):
            self.card.focus_primary()
        else:
            (self.record if self.record.isVisible() else self.show_all).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_photo(self, photos: tuple[PhotoRef, ...], photo: PhotoRef) -> None:
        self.photo_sheet.open_at(photos, photo)

    def _load_picture(self, sha256: str) -> None:
        self.context.jobs.read(partial(small_picture, self.context, sha256), self._picture_loaded, self._picture_failed)

    def _picture_loaded(self, found: Decoded) -> None:
        self.record.shelf.put(found.key, found.image)

    def _picture_failed(self, _error: QaError) -> None:
        """The place keeps its icon; opening the photo says what is wrong."""
