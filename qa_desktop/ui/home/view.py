"""My work: resume, returned, due, found by a scan, and the way into a new inspection."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.ids import tag_of
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.home.cards import FoundCard, ListCard, ResumeCard, SecondCard
from qa_desktop.ui.home.foot import Foot
from qa_desktop.ui.home.loading import HomeLoading
from qa_desktop.ui.home.new_sheet import NewSheet
from qa_desktop.ui.home.news import NewsCard, Saying
from qa_desktop.ui.home.patrols import PartSheet, PatrolCard
from qa_desktop.ui.home.view_model import FoundState, HomeModel, HomeState, Stage, WorkRow
from qa_desktop.ui.home.words import HomeWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.tags import follow_tag
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.storage.queries.inspections import InspectionRow


class HomeScreen(Screen):
    """Place.HOME; ``enter(code=…)`` looks for what was scanned, ``enter(new=True)`` begins a new inspection."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words = HomeWords(self)
        self.model = HomeModel(context.actor, self.render_state, self.open_row)
        self._sheet: NewSheet | None = None
        self._settled = False
        self._build()
        self._connect()
        self.render_state(self.model.state)

    def _build(self) -> None:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Scan an order, a serial, an inspection number or a hold tag"))
        self.search.setAccessibleName(
            self.tr("Scan or type an order, a serial, an inspection number or the number of a hold tag")
        )
        self.search.setClearButtonEnabled(False)
        self.search.setMaxLength(512)
        self.new = ActionButton(self.tr("New inspection"), self, icon="plus", shortcut_hint="Ctrl+N")
        self.message = InlineMessage(self, dismissable=False)
        self.found = FoundCard(self._words, self)
        self._found: FoundState | None = None
        self.resume = ResumeCard(self._words, self)
        self.second = SecondCard(self)
        self.returned = ListCard(
            self.tr("Returned to me"), self.tr("Nothing came back. Remarks of a reviewer appear here."), self._words, self
        )
        self.due = ListCard(
            self.tr("Due now"), self.tr("Nothing is due. Inspections that are planned for anyone appear here."), self._words, self
        )
        self.more = ListCard(self.tr("Also in progress"), self.tr("No other inspection of yours is open."), self._words, self)
        self.patrols = PatrolCard(self.context, self)
        self.empty = EmptyState(parent=self)
        self.review = ActionButton(self.tr("Review"), self, icon="badge-check")
        self.lots = ActionButton(self.tr("Lots"), self, icon="package")
        self.overdue = ActionButton("", self, icon="triangle-alert", variant=Variant.DANGER)
        self.news, self.saying = NewsCard(self.context, self), Saying(self.context, self)
        self._columns = QWidget(self)
        columns = QHBoxLayout(self._columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(SPACE_3)
        for card in (self.returned, self.due, self.more, self.patrols):
            columns.addWidget(card, 1)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addWidget(self.search, 1)
        top.addWidget(self.new)
        self.foot = Foot((*self.saying.buttons(), self.overdue, self.lots, self.review), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_3)
        layout.addLayout(top)
        layout.addWidget(self.message)
        layout.addWidget(self.found)
        layout.addWidget(self.resume)
        layout.addWidget(self.second)
        layout.addWidget(self.news)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.search.returnPressed.connect(self._on_search)
        self.new.clicked.connect(self.begin_new)
        self.resume.button.clicked.connect(self._on_resume)
        self.empty.action_requested.connect(self.begin_new)
        self.review.clicked.connect(self._on_review)
        self.second.button.clicked.connect(self._on_second)
        self.lots.clicked.connect(self._on_lots)
        self.overdue.clicked.connect(self._on_overdue)
        self.message.action_requested.connect(self.reload)
        for card in (self.returned, self.due, self.more, self.found):
            card.chosen.connect(self.open_row)
        self.found.begin_requested.connect(self._on_begin_with)
        self.found.forget_requested.connect(self._forget)
        self.patrols.begun.connect(self._go_to)
        self.patrols.refresh_wanted.connect(self._look_at_patrols)
        self.news.counted.connect(self.model.news_changed)
        self.context.work_changed.connect(self._on_work_changed)

    # The frame's wishes

    def enter(self, **what: object) -> None:
        """Load the work; look for ``code`` or begin a ``new`` inspection when asked to."""
        self._settled = False
        self.search.clear()
        self.model.forget_search()
        self.reload()
        code = what.get("code")
        if isinstance(code, str):
            self.look_for(code)
        elif what.get("new"):
            self.begin_new()

    def first_focus(self) -> QWidget | None:
        """Return what Enter should act on: going on with the work, else the search."""
        if self._open_sheet() is not None:
            return None
        return self.search if self.resume.isHidden() else self.resume.button

    def scanned(self, code: str) -> bool:
        """Take every scan: into the open sheet, else as a search; what no sheet can take is left to the window."""
        sheet = self._open_sheet()
        if sheet is None:
            self.look_for(code)
        elif isinstance(sheet, (NewSheet, PartSheet)):
            sheet.take_scan(code)
        return sheet is None or isinstance(sheet, (NewSheet, PartSheet)) or tag_of(code) is None

    @property
    def sheet(self) -> NewSheet | None:
        """The sheet of a new inspection, once somebody asked for it."""
        return self._sheet

    def _open_sheet(self) -> DialogPanel | None:
        return next((sheet for sheet in self.findChildren(DialogPanel) if sheet.isVisible()), None)

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        state, hints = self.model.state, []
        if state.resume is not None:
            hints.append(KeyHint("Enter", self.tr("Resume")))
        if state.may_inspect:
            hints.append(KeyHint("Ctrl+N", self.tr("New inspection")))
        if state.patrols and state.may_inspect:
            hints.append(KeyHint("L", self.tr("Log at a patrol")))
        hints += [
            KeyHint("/", self.tr("Search")),
            KeyHint("F6", self.tr("Next list")),
            KeyHint("Esc", self.tr("Put the results away")),
        ]
        return tuple(hints)

    # Intents

    def reload(self) -> None:
        """Load everything again."""
        self.context.jobs.read(HomeLoading(self.context), self.model.loaded, self.model.broken, owner=self)
        self.news.load()

    def _look_at_patrols(self) -> None:
        """Look how the patrols stand by now; nothing else is loaded, and nothing moves."""
        call = partial(self.context.program.patrols.patrols, self.context.actor, active_only=True)
        self.context.jobs.read(call, self.model.patrols_changed, self._ignore, owner=self)

    def look_for(self, code: str) -> None:
        """Look for an inspection by what was scanned or typed; the number of a hold or an issue leads there."""
        if follow_tag(self.context, code):
            self.search.clear()
            return
        self.search.setText(code)
        wanted = self.model.search(code)
        if wanted:
            call = partial(self.context.program.inspections.find, self.context.actor, wanted)
            found, failed = partial(self.model.found, wanted), partial(self.model.not_found, wanted)
            self.context.jobs.read(call, found, failed, owner=self)

    def begin_new(self, **known: str) -> None:
        """Open the sheet for a new inspection."""
        if not self.model.state.may_inspect:
            return
        if self._sheet is None:
            self._sheet = NewSheet(self, self.context)
            self._sheet.begun.connect(self._go_to)
        self._sheet.ask(**{name: text for name, text in known.items() if isinstance(text, str)})

    def open_row(self, row: WorkRow) -> None:
        """Go to an inspection; one that is planned for anyone is taken on the way."""
        if self.model.needs_taking(row):
            call = partial(self.context.program.inspections.take_over, self.context.actor, row.id)
            self.context.jobs.write(call, self._on_taken, self.context.fail, owner=self)
        else:
            self._go_to(row.id)

    # Drawing

    def render_state(self, state: HomeState) -> None:
        """Draw the state; the only place that writes into the widgets."""
        had_keyboard = self._has_keyboard()
        self.new.setVisible(state.may_inspect)
        loading = state.stage is Stage.LOADING or (state.is_empty and state.news is None)
        empty = state.stage is Stage.READY and state.is_empty and not loading
        self.new.set_variant(Variant.QUIET if state.resume is not None or empty else Variant.PRIMARY)
        self.resume.render_resume(state.resume)
        self.resume.button.set_variant(Variant.PRIMARY if state.found is None else Variant.QUIET)
        self.second.render_count(state.second)
        self.returned.render_rows(state.returned)
        self.due.render_rows(state.due)
        self.more.render_rows(state.more)
        self.patrols.render_patrols(state.patrols, may_inspect=state.may_inspect)
        sentence = self._found_words(state.found) if state.found is not None else ""
        self.found.render_found(state.found, sentence, may_inspect=state.may_inspect)
        self._columns.setVisible(not loading and not empty)
        self.empty.setVisible(empty or loading)
        self._render_empty(state, loading=loading)
        if state.error is not None and state.stage is Stage.BROKEN:
            self.message.show_message(MessageKind.ERROR, words_of(state.error), action_text=self.tr("Try again"))
        else:
            self.message.hide()
        self.foot.say(self._words.today(state.today) if state.may_inspect else "")
        self.review.setVisible(state.may_review)
        self.review.setText(self.tr("Review: {count}").format(count=state.to_review) if state.to_review else self.tr("Review"))
        self.overdue.setVisible(state.overdue > 0)
        self.overdue.setText(self.tr("Overdue: {count}").format(count=state.overdue))
        late = self.tr("{count} issues are overdue").format(count=state.overdue)
        self.overdue.setAccessibleName(self.tr("1 issue is overdue") if state.overdue == 1 else late)
        self.lots.setVisible(state.may_release)
        waiting = self.tr("Lots: {count}").format(count=state.lots_waiting)
        self.lots.setText(waiting if state.lots_waiting else self.tr("Lots"))
        self.hints_changed.emit()
        if state.stage is Stage.READY and not self._settled and had_keyboard and self.isVisible():
            self._settled = True
            focus = self.first_focus()
            if focus is not None and not self.search.text():
                focus.setFocus(Qt.FocusReason.OtherFocusReason)
        if state.found is not self._found and had_keyboard and self.isVisible():
            self._answer_search(state.found)
        self._found = state.found

    def _answer_search(self, found: FoundState | None) -> None:
        """Bring the keyboard to what a code led to, so that Enter means that and nothing else."""
        if found is None or found.searching or found.error is not None:
            return
        target: QWidget = self.found.list if found.rows else self.found.serial
        if target.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _render_empty(self, state: HomeState, *, loading: bool) -> None:
        if loading:
            self.empty.set_content(self.tr("Looking for your work …"), "", icon="loader")
        elif state.may_inspect:
            words = self.tr(
                "Scan an order or a serial, or begin a new inspection. What you start, and what comes back, appears here."
            )
            action = self.tr("New inspection")
            self.empty.set_content(self.tr("Nothing waits for you"), words, icon="clipboard-check", action_text=action)
        else:
            words = self.tr("Scan or type a number to look at an inspection, or choose a place at the left.")
            self.empty.set_content(self.tr("Nothing waits for you"), words, icon="clipboard-check")

    def _found_words(self, found: FoundState) -> str:
        if found.searching:
            return self.tr("Searching …")
        if found.error is not None:
            return words_of(found.error)
        if len(found.rows) == 1:
            return self.tr("One inspection bears this code. Enter opens it.")
        if found.rows:
            return self.tr("{count} inspections bear this code. Choose one with Enter.").format(count=len(found.rows))
        return self.tr("No inspection bears this code.")

    def _has_keyboard(self) -> bool:
        """Return whether the focus is here or nowhere, so that moving it takes it from nobody."""
        focus = QApplication.focusWidget()
        return self._open_sheet() is None and (
            focus is None or focus is self or self.isAncestorOf(focus) or not focus.isVisible()
        )

    # Keys and what widgets say

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that nothing on the screen needed: Ctrl+N, Esc, F6, and typing, which goes into the search."""
        key, held = event.key(), event.modifiers()
        control = held == Qt.KeyboardModifier.ControlModifier
        if control and key == Qt.Key.Key_N:
            self.begin_new()
        elif key == Qt.Key.Key_Escape:
            self._forget()
        elif key == Qt.Key.Key_F6:
            self._next_pane()
        elif (control and key == Qt.Key.Key_F) or event.text() == "/":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return  # a field has taken it already
        elif event.text().isprintable() and event.text().strip() and not control:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.search.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _next_pane(self) -> None:
        stops: list[QWidget] = [self.search, self.resume.button, self.second.button]
        stops += [card.list for card in (self.found, self.news, self.returned, self.due, self.more, self.patrols)]
        stops = [stop for stop in stops if stop.isVisible()]
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else -1
        stops[(place + 1) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_search(self) -> None:
        self.look_for(self.search.text())

    def _forget(self) -> None:
        self.search.clear()
        self.model.forget_search()
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_begin_with(self, field: str) -> None:
        found = self.model.state.found
        if found is not None:
            self.begin_new(**{field: found.code})

    def _on_resume(self) -> None:
        resume = self.model.state.resume
        if resume is not None:
            self.open_row(resume.row)

    def _on_review(self) -> None:
        self.context.go_to(Place.REVIEW)

    def _on_second(self) -> None:
        self.context.go_to(Place.SECOND)

    def _on_overdue(self) -> None:
        self.context.go_to(Place.ISSUES, overdue=True)

    def _on_lots(self) -> None:
        self.context.go_to(Place.LOTS)

    def _on_taken(self, row: InspectionRow) -> None:
        self._go_to(row.id)

    def _go_to(self, inspection_id: str) -> None:
        self.model.resumed()
        self.context.go_to(Place.RUN, inspection_id=inspection_id)

    def _ignore(self, _error: QaError) -> None:
        """A look that failed is repeated in a minute."""

    def _on_work_changed(self) -> None:
        if self.isVisible():
            self.reload()
