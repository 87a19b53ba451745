"""Causes and actions of one issue: 5-why, fishbone, is / is-not, actions, their effect, and the signed reports."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.causes import CauseNode, Track
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.causes.actions_page import ActionsPage
from qa_desktop.ui.causes.asking import Asking
from qa_desktop.ui.causes.core import Core
from qa_desktop.ui.causes.effect_page import EffectPage
from qa_desktop.ui.causes.facts_page import FactsPage
from qa_desktop.ui.causes.fishbone_page import FishbonePage
from qa_desktop.ui.causes.pages import Pages
from qa_desktop.ui.causes.reports_page import ReportsPage
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.why_page import WhyPage
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.issues.words import STATE_TONES, IssueWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

WHY, FISHBONE, FACTS, ACTIONS, EFFECT, REPORTS = range(6)


class CausesScreen(Screen):
    """Place.CAUSES; ``enter(issue_id=…)`` opens an issue."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._issue_words = IssueWords(self)
        self._select = ""
        self.core = Core(context.program, context.actor, context.jobs, self)
        self.asking = Asking(self, self.core)
        self._build()
        self._lay_out()
        for sheet in self.asking.all():
            sheet.raise_()
        for keys, act in (
            ("Esc", self._back),
            ("F5", self.core.reload),
            ("F6", self._other_pane),
            ("Ctrl+Tab", partial(self.pages.turn, 1)),
            ("Ctrl+Shift+Tab", partial(self.pages.turn, -1)),
            ("Ctrl+N", self._new_action),
            ("PgDown", partial(self._turn_leaf, Qt.Key.Key_PageDown)),
            ("PgUp", partial(self._turn_leaf, Qt.Key.Key_PageUp)),
            ("Ctrl+R", partial(self.asking.report, "8d")),
            ("Ctrl+Shift+R", partial(self.asking.report, "ncr")),
            ("Ctrl+S", self._save_report),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.show_state(self.core.state)

    def _build(self) -> None:
        self.back = ActionButton(self.tr("Back to the issue"), self, icon="arrow-left", shortcut_hint="Esc")
        self.back.clicked.connect(self._back)
        self.number = PlainLabel("", self, role="text_muted", strong=True, wrap=False)
        self.chip = StatusChip(parent=self)
        self.title = Heading("", self, level=1)
        self.said = InlineMessage(self)
        self.why, self.fishbone, self.facts = WhyPage(self), FishbonePage(self), FactsPage(self)
        self.work, self.effect = ActionsPage(self), EffectPage(self)
        self.reports = ReportsPage(self.context, self)
        self.why.wanted.connect(self.asking.why)
        self.fishbone.wanted.connect(self.asking.fishbone)
        self.facts.wanted.connect(self.asking.facts)
        self.work.wanted.connect(self.asking.work)
        self.effect.wanted.connect(self.asking.effect)
        self.pages = Pages(
            (
                (self.tr("5 × why"), self.why),
                (self.tr("Fishbone"), self.fishbone),
                (self.tr("Is / is not, team"), self.facts),
                (self.tr("Actions"), self.work),
                (self.tr("Effect"), self.effect),
                (self.tr("Signed reports"), self.reports),
            ),
            self,
        )
        self.pages.changed.connect(self._turned)
        self.asking.looked = self.reports.looked
        self.asking.sign.look_wanted.connect(self._look)
        self.eight_d = ActionButton(self.tr("8D report …"), self, icon="file-text", shortcut_hint="Ctrl+R")
        self.ncr = ActionButton(self.tr("NCR …"), self, icon="file-text", shortcut_hint="Ctrl+Shift+R")
        self.eight_d.clicked.connect(lambda: self.asking.report("8d"))
        self.ncr.clicked.connect(lambda: self.asking.report("ncr"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        for widget in (self.back, self.number, self.chip):
            head.addWidget(widget)
        head.addStretch(1)
        for widget in (self.eight_d, self.ncr):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.title)
        layout.addWidget(self.said)
        layout.addWidget(self.pages, 1)

    def enter(self, **what: object) -> None:
        """Open the issue that was asked for, on the page of the effect if that is wanted."""
        issue = what.get("issue_id")
        if what.get("page") == "effect":
            self.pages.show_page(EFFECT)
        self.core.open(str(issue) if issue else self.core.state.issue_id)

    def first_focus(self) -> QWidget | None:
        """Begin in what the page in front is about."""
        return self._main()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter on the page in front, to this person."""
        ends = [KeyHint("Ctrl+Tab", self.tr("Next page")), KeyHint("Esc", self.tr("Back to the issue"))]
        if not self.core.state.may_write:
            return tuple(ends)
        pages: dict[int, list[tuple[str, str]]] = {
            WHY: [
                ("Enter", self.tr("Another answer")),
                ("Tab", self.tr("Why that?")),
                ("F4", self.tr("Root cause")),
                ("F2", self.tr("Correct")),
                ("Del", self.tr("Take away")),
                ("F6", self.tr("Other question")),
            ],
            FISHBONE: [("Enter", self.tr("Possible cause")), ("F2", self.tr("Correct")), ("Del", self.tr("Take away"))],
            FACTS: [("Enter", self.tr("Write the row")), ("F6", self.tr("Team")), ("Del", self.tr("Take a member away"))],
            ACTIONS: [("Ctrl+N", self.tr("New action")), ("Enter", self.tr("Next step")), ("F2", self.tr("Change"))],
            EFFECT: [("Tab", self.tr("Next button"))],
            REPORTS: [("PgDn", self.tr("Next leaf")), ("Ctrl+S", self.tr("Save the PDF"))],
        }
        return (*(KeyHint(key, words) for key, words in pages[self.pages.current]), *ends)

    def show_state(self, state: CausesState) -> None:
        """Draw the state."""
        loaded = state.loaded
        if state.error is not None:
            self.said.show_message(MessageKind.ERROR, words_of(state.error))
        self.pages.setVisible(loaded is not None)
        for button in (self.eight_d, self.ncr):
            button.setVisible(state.may_work and loaded is not None)
            button.setEnabled(not state.busy)
        if loaded is None:
            self.title.setText("" if state.error is not None else self.tr("Loading …"))
            return
        self.number.setText(loaded.row.number)
        self.title.setText(loaded.row.title)
        self.chip.set_state(self._issue_words.state(loaded.row.state), STATE_TONES[loaded.row.state])
        for page in (self.why, self.fishbone, self.facts, self.work, self.effect, self.reports):
            page.show_state(state)
        self._choose_new()
        self.hints_changed.emit()

    def acted(self, result: object) -> None:
        """Something was stored: put the sheets away and choose what is new."""
        from qa_desktop.services.issue_reports import SignedReport  # noqa: PLC0415  (brings SQLAlchemy)
        from qa_desktop.storage.queries.actions import ActionRow  # noqa: PLC0415

        self.asking.close()
        self.said.dismiss()
        if isinstance(result, CauseNode | ActionRow):
            self._select = result.id
        if isinstance(result, SignedReport):
            self.pages.show_page(REPORTS)
            self.reports.forget_draft()
            self.context.tell(
                "success", self.tr("{number} is signed and kept in the reports folder.").format(number=result.number)
            )
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.context.work_changed.emit()
        self._stay()

    def refused(self, error: QaError) -> None:
        """Something was not stored: say why where it was asked for."""
        if not self.asking.refuse(error):
            self.said.show_message(MessageKind.ERROR, words_of(error))
            self._stay()

    def _stay(self) -> None:
        """Stay on the page of the effect, whose cards are drawn anew with every act."""
        if self.pages.current == EFFECT:
            self.effect.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_new(self) -> None:
        state, key = self.core.state, self._select
        if not key or (state.node(key) is None and state.action(key) is None):
            return
        self._select = ""
        for tree in (*self.why.trees.values(), self.work.list):
            tree.choose(key)

    def _main(self) -> QWidget:
        page = self.pages.current
        mains: dict[int, QWidget] = {
            WHY: self.why.trees[Track.OCCURRENCE],
            FISHBONE: self.fishbone.list,
            FACTS: self.facts.table,
            ACTIONS: self.work.list,
            EFFECT: self.effect,
            REPORTS: self.reports.list,
        }
        return mains[page]

    def _other_pane(self) -> None:
        panes: dict[int, tuple[QWidget, ...]] = {
            WHY: tuple(self.why.trees.values()),
            FACTS: (self.facts.table, self.facts.team),
        }
        stops = (*panes.get(self.pages.current, (self._main(),)), self.pages.buttons[self.pages.current])
        place = next((place for place, stop in enumerate(stops) if stop.hasFocus()), -1)
        stops[(place + 1) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    def _turned(self, page: int) -> None:
        self.reports.set_in_front(page == REPORTS)
        self._main().setFocus(Qt.FocusReason.OtherFocusReason)
        self.hints_changed.emit()

    def _turn_leaf(self, key: Qt.Key) -> None:
        if self.pages.current == REPORTS:
            self.reports.turn_page(key)

    def _look(self, kind: str) -> None:
        """Show the draft; signing is asked for again by its key."""
        self.asking.close()
        self.pages.show_page(REPORTS)
        self.reports.show_draft(self.core.state.issue_id, kind)

    def _save_report(self) -> None:
        if self.pages.current == REPORTS:
            self.reports.preview.ask_save()

    def _new_action(self) -> None:
        if self.core.state.may_write:
            self.pages.show_page(ACTIONS)
            self.asking.work("add", "")

    def _back(self) -> None:
        self.context.go_to(Place.ISSUES, issue_id=self.core.state.issue_id)
