"""Place.DASHBOARD: figures of a period, objectives, internal audits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.dashboard.aims import Aims
from qa_desktop.ui.dashboard.aims_panes import AimPane
from qa_desktop.ui.dashboard.effects_pane import EffectsPane
from qa_desktop.ui.dashboard.figures_pane import FiguresPane
from qa_desktop.ui.dashboard.pages import Pages
from qa_desktop.ui.dashboard.view_model import DashboardModel, DashboardState
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.objectives import Standing

FIGURES, EFFECTS, OBJECTIVES = range(3)
"""The numbers of the pages that lead to records."""


class DashboardScreen(Screen):
    """Whether quality gets better, and by which records."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = DashboardModel(context.program, context.actor, context.jobs, self)
        self.message = InlineMessage(self)
        self.figures = FiguresPane(context, self.model, self)
        self.effects = EffectsPane(context, self.model, self)
        self.aims = Aims(context, self)
        pages = (
            (self.tr("Figures"), self.figures),
            (self.tr("Effects, lessons"), self.effects),
            (self.tr("Objectives"), self.aims.objectives),
            (self.tr("Audits"), self.aims.audits),
            (self.tr("Reviews"), self.aims.reviews),
        )
        self.pages = Pages(pages, self)
        self.csv = ActionButton(self.tr("CSV …"), self, icon="download", shortcut_hint="Ctrl+E")
        self.pdf = ActionButton(self.tr("PDF …"), self, icon="file-down", shortcut_hint="Ctrl+P")
        for button in (self.csv, self.pdf):
            self.pages.row.addWidget(button)
        self.files = FilePicker(self)
        self.files.chosen.connect(self._chosen)
        self.definition = DefinitionSheet(self)
        for pane in (self.figures, self.effects):
            pane.defined.connect(self.definition.show_words)
        self.effects.behind.connect(self._look_behind)
        self.aims.objectives.behind.connect(self._behind_objective)
        self.figures.came_back.connect(self._come_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.message)
        layout.addWidget(self.pages, 1)
        for aim in self.aims.panes():
            aim.switched.connect(self.hints_changed)
        self.csv.clicked.connect(self._to_csv)
        self.pdf.clicked.connect(self._to_pdf)
        self.pages.changed.connect(self._turned)
        self._shortcuts()
        self.show_state(self.model.state)

    def enter(self, **_what: object) -> None:
        """Read everything anew."""
        self._load()

    def first_focus(self) -> QWidget | None:
        """Begin at the figures, or in the list that is in front."""
        page = self.pages.page
        if page is self.effects:
            return self.effects.first_focus()
        return page.table if isinstance(page, AimPane) else self.figures.first_focus()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        if self.pages.page is self.effects:
            return (
                KeyHint("Enter", self.tr("Open the effect / where it was of use")),
                KeyHint("F6", self.tr("Actions / lessons")),
                KeyHint("D", self.tr("What it means")),
                KeyHint("Ctrl+Tab", self.tr("Next page")),
            )
        if self.pages.page is not self.figures:
            return self._aim_hints()
        if self.model.state.behind is not None:
            return (KeyHint("Enter", self.tr("Open the record")), KeyHint("Esc", self.tr("Back")))
        hints = (
            KeyHint("Enter", self.tr("Records behind it")),
            KeyHint("D", self.tr("What it means")),
            KeyHint("/", self.tr("Period and filter")),
            KeyHint("F6", self.tr("Tiles / chart / trend")),
            KeyHint("F5", self.tr("Read anew")),
        )
        export = (KeyHint("Ctrl+E", self.tr("CSV")), KeyHint("Ctrl+P", self.tr("PDF")))
        turn = KeyHint("Ctrl+Tab", self.tr("Effects, objectives, audits"))
        return (*hints, turn, *export) if self.model.state.may_export else (*hints, turn)

    def _aim_hints(self) -> tuple[KeyHint, ...]:
        turn, aims = KeyHint("Ctrl+Tab", self.tr("Next page")), self.aims.model.state
        hints: tuple[tuple[bool, KeyHint], ...]
        if self.pages.page is self.aims.reviews:
            some = self.aims.reviews.chosen() is not None
            hints = (
                (aims.may_review, KeyHint("Ctrl+N", self.tr("New review"))),
                (some, KeyHint("PgUp PgDn", self.tr("Turn pages"))),
                (some and aims.may_export, KeyHint("Ctrl+P", self.tr("Save the PDF"))),
            )
        elif self.pages.page is self.aims.objectives:
            some = self.aims.objectives.allows(self.aims.objectives.chosen())
            hints = (
                (self.aims.objectives.chosen() is not None, KeyHint("Enter", self.tr("Records behind it"))),
                (aims.may_manage, KeyHint("Ctrl+N", self.tr("New objective"))),
                (aims.may_manage and some, KeyHint("Del", self.tr("Withdraw"))),
            )
        else:
            some = aims.may_manage and self.aims.audits.allows(self.aims.audits.chosen())
            hints = (
                (aims.may_manage, KeyHint("Ctrl+N", self.tr("Plan audit"))),
                (some, KeyHint("F", self.tr("Finding"))),
                (some, KeyHint("L", self.tr("Link issue"))),
                (some, KeyHint("C", self.tr("Close audit"))),
            )
        return (*(hint for shown, hint in hints if shown), turn)

    def show_state(self, state: DashboardState) -> None:
        """Draw the state."""
        self.figures.show_state(state)
        self.effects.show_state(state)
        for button in (self.csv, self.pdf):
            button.setVisible(state.may_export and self.pages.page is self.figures)
            button.setEnabled(state.dashboard is not None)
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        elif state.written is not None:
            self.message.show_message(MessageKind.SUCCESS, self.tr("Written: {path}").format(path=state.written))
        else:
            self.message.hide()
        self.hints_changed.emit()

    def _shortcuts(self) -> None:
        for keys, act in (
            ("/", self._to_filter),
            ("D", self._explain),
            ("F5", self._load),
            ("Ctrl+N", self.aims.new),
            ("Del", self.aims.withdraw),
            ("F", self.aims.finding),
            ("L", self.aims.link),
            ("C", self.aims.close_audit),
            ("F6", self._next),
            ("PgDown", lambda: self.aims.reviews.turn_page(1)),
            ("PgUp", lambda: self.aims.reviews.turn_page(-1)),
            ("Esc", self._escape),
            ("Ctrl+E", self._to_csv),
            ("Ctrl+P", self._to_pdf),
            ("Ctrl+Tab", self.pages.turn),
            ("Ctrl+Shift+Tab", lambda: self.pages.turn(-1)),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _load(self) -> None:
        self.model.load()
        self.aims.model.load()

    def _next(self) -> None:
        """Go from the tiles to the chart, to the trend, and back."""
        pane = self.figures
        if self.pages.page is self.effects:
            self.effects.next_list()
        if self.pages.page is not pane:
            return
        stops: tuple[QWidget, ...] = (pane.first_focus(), pane.chart, pane.trend)
        if pane.model.state.behind is not None:
            stops = (pane.table,)
        at = next((place for place, stop in enumerate(stops) if stop.hasFocus()), 0)
        stops[(at + 1) % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _explain(self) -> None:
        if self.pages.page in {self.figures, self.effects}:
            (self.effects if self.pages.page is self.effects else self.figures).explain()

    def _look_behind(self, title: str, key: str) -> None:
        self.pages.show_page(FIGURES)
        self.model.look_behind(title, key, origin=EFFECTS)

    def _behind_objective(self, one: Standing, title: str) -> None:
        if not one.records:
            self.context.tell("info", self.tr("There is no value, so no record was counted. {why}").format(why=one.note))
            return
        self.pages.show_page(FIGURES)
        self.model.look_behind_query(title, one.records, one.query, origin=OBJECTIVES)

    def _come_back(self, origin: int) -> None:
        if origin != FIGURES:
            self.pages.show_page(origin)

    def _to_filter(self) -> None:
        self.pages.show_page(0)
        self.figures.filter.period.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _escape(self) -> None:
        if self.pages.page is not self.figures:
            self.pages.show_page(0)
        elif self.model.state.behind is not None:
            self.figures.come_back()
        elif isinstance(self.focusWidget(), QLineEdit) and self.figures.filter.is_narrow():
            self.figures.filter.clear()
        else:
            self.figures.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _turned(self) -> None:
        self.show_state(self.model.state)
        wanted = self.first_focus()
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hints_changed.emit()

    def _to_csv(self) -> None:
        if self.csv.isVisible() and self.csv.isEnabled():
            self.files.ask_new_file(self.tr("Figures as CSV"), "CSV (*.csv)", self.model.file_name(".csv"), "csv")

    def _to_pdf(self) -> None:
        if self.pages.page is self.aims.reviews and self.aims.model.state.may_export:
            self.aims.reviews.save()
        elif self.csv.isVisible() and self.csv.isEnabled():
            self.files.ask_new_file(self.tr("Figures as PDF"), "PDF (*.pdf)", self.model.file_name(".pdf"), "pdf")

    def _chosen(self, path: object) -> None:
        if isinstance(path, Path):
            self.model.export(path)


class DefinitionSheet(DialogPanel):
    """What a figure means, in words."""

    def __init__(self, host: QWidget) -> None:
        close = host.tr("Close")
        super().__init__(host, host.tr("Definition"), primary_text=close, secondary_text=close)
        self.secondary.hide()
        self.name = PlainLabel("", self.content, strong=True)
        self.words = PlainLabel("", self.content)
        self.body.addWidget(self.name)
        self.body.addWidget(self.words)
        self.confirmed.connect(self.cancel)

    def show_words(self, name: str, words: str) -> None:
        """Show a definition."""
        self.name.setText(name)
        self.words.setText(words)
        self.open_panel(self.primary)
