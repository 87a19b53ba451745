"""One issue: what it is, the line that it was found on, photos, what happened, and what can be done next."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.issue import IssueState, step_on
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.issues.step_words import EventWords, StepWords
from qa_desktop.ui.issues.view_model import IssuesState, OpenIssue
from qa_desktop.ui.issues.words import SEVERITY_ICONS, SEVERITY_TONES, STATE_TONES, IssueWords, due_day, moment
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.photo_strip import Photo, PhotoStrip
from qa_desktop.ui.widgets.text import Heading, PlainLabel
from qa_desktop.ui.widgets.verdict import VerdictBadge

TWO_COLUMNS = 900
"""From this width on facts and history stand side by side."""

_SHOWN_EVENTS = 60
"""So many of the newest events are shown; the rest is counted."""


class IssueDetailPane(QStackedWidget):
    """Draws the open issue and hands every wish on."""

    step_wanted = Signal(object)
    assign_wanted = Signal()
    comment_wanted = Signal()
    room_wanted = Signal(object)
    chain_wanted = Signal()
    line_wanted = Signal()
    retry_wanted = Signal()
    photo_wanted = Signal(str)
    photo_add_wanted = Signal()
    files_dropped = Signal(list)
    image_pasted = Signal(QImage)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._words, self._step_words, self._event_words = IssueWords(self), StepWords(self), EventWords(self)
        self._shown: OpenIssue | None = None
        self.nothing = EmptyState("", "", self, icon="flag")
        self.nothing.action_requested.connect(self.retry_wanted)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Open issue"))
        self._page = QWidget()
        self.area.setWidget(self._page)
        self.addWidget(self.nothing)
        self.addWidget(self.area)
        self._build()

    def _build(self) -> None:
        page = self._page
        self.number = PlainLabel("", page, role="text_muted", strong=True, wrap=False)
        self.title = Heading("", page, level=1)
        self.chips = [StatusChip(parent=page) for _ in range(3)]
        self.next = PlainLabel("", page, strong=True)
        self.late = StatusChip(parent=page)
        self.description = PlainLabel("", page)
        self.acts = _Actions(page)
        self.acts.step_wanted.connect(self.step_wanted)
        self.acts.assign.clicked.connect(self.assign_wanted)
        self.acts.comment.clicked.connect(self.comment_wanted)
        self.acts.room_wanted.connect(self.room_wanted)
        self.acts.chain.clicked.connect(self.chain_wanted)
        self.facts = Card(self.tr("Facts"), page)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(SPACE_3)
        self._form.setVerticalSpacing(SPACE_2)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.facts.body.addLayout(self._form)
        self._labels: dict[str, PlainLabel] = {}
        for key, words in (
            ("found", self.tr("Found")),
            ("owner", self.tr("Owner")),
            ("due", self.tr("Due")),
            ("part", self.tr("Part")),
            ("lot", self.tr("Lot")),
            ("quantity", self.tr("Quantity")),
            ("code", self.tr("Failure code")),
            ("place", self.tr("Where")),
            ("serials", self.tr("Serial numbers")),
            ("origin", self.tr("Whose it is")),
        ):
            self._labels[key] = PlainLabel("", page)
            self._form.addRow(PlainLabel(words, page, role="text_muted", wrap=False), self._labels[key])
        self._build_line()
        self.photos = PhotoStrip(page)
        self.photos.photo_opened.connect(self.photo_wanted)
        self.photos.add_requested.connect(self.photo_add_wanted)
        self.photos.files_dropped.connect(self.files_dropped)
        self.photos.image_pasted.connect(self.image_pasted)
        self.history = Card(self.tr("History"), page)
        self._events: list[QWidget] = []
        self._lay_out()

    def _build_line(self) -> None:
        self.line = Card(self.tr("Found on this line"), self._page)
        self.verdict = VerdictBadge(parent=self.line)
        self.line_text = PlainLabel("", self.line, strong=True)
        self.line_answer = PlainLabel("", self.line)
        self.open_line = ActionButton(self.tr("Open the inspection"), self.line, icon="external-link", shortcut_hint="Ctrl+O")
        self.open_line.clicked.connect(self.line_wanted)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.line_text, 1)
        self.line.body.addLayout(row)
        self.line.body.addWidget(self.line_answer)
        self.line.body.addWidget(self.open_line, 0, Qt.AlignmentFlag.AlignLeft)

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(SPACE_2)
        chips.addWidget(self.number)
        for chip in self.chips:
            chips.addWidget(chip)
        chips.addStretch(1)
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_3)
        layout.addLayout(chips)
        layout.addWidget(self.title)
        following = QHBoxLayout()
        following.setSpacing(SPACE_2)
        following.addWidget(self.late, 0, Qt.AlignmentFlag.AlignTop)
        following.addWidget(self.next, 1)
        layout.addLayout(following)
        for widget in (self.description, self.acts):
            layout.addWidget(widget)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(SPACE_3)
        left.addWidget(self.facts)
        left.addWidget(self.line)
        right.addWidget(self.photos)
        right.addWidget(self.history)
        left.addStretch(1)
        right.addStretch(1)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE_3)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        layout.addLayout(self._columns)
        layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put facts and history side by side where there is room."""
        super().resizeEvent(event)
        wide = event.size().width() >= TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.acts.set_wide(wide)

    def show_state(self, state: IssuesState) -> None:
        """Draw the state."""
        issue = state.issue
        if issue is None:
            self._show_nothing(state)
            return
        self.setCurrentWidget(self.area)
        self.acts.show_state(state, self._words)
        self.photos.set_editable(state.may_log and not state.busy and issue.detail.row.is_open)
        if issue is self._shown:
            return
        if self._shown is None or self._shown.id != issue.id:
            self.area.verticalScrollBar().setValue(0)
        self._shown = issue
        self._fill(issue)

    def _show_nothing(self, state: IssuesState) -> None:
        self._shown = None
        self.setCurrentWidget(self.nothing)
        if state.error is not None:
            retry = self.tr("Try again")
            title = self.tr("The issue could not be loaded")
            self.nothing.set_content(title, words_of(state.error), icon="circle-alert", action_text=retry)
        elif state.is_loading:
            self.nothing.set_content(self.tr("Loading …"), "", icon="loader")
        else:
            self.nothing.set_content(self.tr("No issue is open"), self.tr("Choose one in the list and press Enter."), icon="flag")

    def _fill(self, issue: OpenIssue) -> None:
        row = issue.detail.row
        now = self._context.program.workspace.store.clock()
        self.number.setText(row.number)
        self.title.setText(row.title)
        self.description.setText(row.description)
        self.description.setVisible(bool(row.description.strip()))
        severity, state, kind = self.chips
        severity.set_state(self._words.severity(row.severity), SEVERITY_TONES[row.severity], SEVERITY_ICONS[row.severity])
        state.set_state(self._words.state(row.state), STATE_TONES[row.state])
        kind.set_state(self._words.kind(row.kind), Tone.NEUTRAL)
        self._fill_next(issue, now)
        facts = {
            "found": f"{row.raised_by}, {moment(row.raised_at, row.raised_offset)}",
            "owner": row.owner or self.tr("nobody yet"),
            "due": due_day(row.due_at, now),
            "part": f"{row.part_number} {row.part_name}".strip(),
            "lot": row.lot_number,
            "quantity": row.quantity,
            "code": row.failure_code,
            "place": row.place,
            "serials": row.serials,
            "origin": self._words.origin(row.origin),
        }
        for key, text in facts.items():
            self._labels[key].setText(text)
            self._form.setRowVisible(self._labels[key], bool(text))
        self._fill_line(issue)
        self.photos.set_photos(
            [Photo(p.id, p.caption or p.name, issue.pictures[p.id]) for p in issue.detail.photos if p.id in issue.pictures]
        )
        self._fill_history(issue)

    def _fill_next(self, issue: OpenIssue, now: datetime) -> None:
        step = issue.detail.next_step
        late = "" if step is None else self._step_words.late(step.due_at, now)
        self.next.setVisible(step is not None)
        self.next.setText("" if step is None else self._step_words.next(step, now))
        self.next.set_role("fails" if late else "text")
        self.late.setVisible(bool(late))
        self.late.set_state(late, Tone.FAILS, "triangle-alert")

    def _fill_line(self, issue: OpenIssue) -> None:
        row, line = issue.detail.row, issue.detail.line
        self.line.setVisible(row.inspection_id is not None)
        self.verdict.setVisible(line is not None)
        if line is not None:
            self.verdict.set_verdict(line.verdict)
            self.line_text.setText(f"{line.item_number}. {line.item.text}")
            answer = self.tr("Answer now: {answer}").format(answer=line.shown or "–")
            self.line_answer.setText(f"{row.inspection_number} · {answer}")
        else:
            self.line_text.setText(row.inspection_number or "")
            self.line_answer.setText("")

    def _fill_history(self, issue: OpenIssue) -> None:
        for widget in self._events:
            self.history.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._events.clear()
        now = self._context.program.workspace.store.clock()
        events = issue.detail.events
        for event in reversed(events[-_SHOWN_EVENTS:]):
            told = (event.action, event.old, event.new, now)
            words = self._words.happened(*told) or self._event_words.happened(*told)
            head = f"{moment(event.at, event.at_offset)} · {event.person_name} · {words}"
            self._add_event(PlainLabel(head, self.history, size=TextSize.SMALL, role="text_muted"))
            if event.remark.strip():
                self._add_event(PlainLabel(event.remark, self.history))
        if len(events) > _SHOWN_EVENTS:
            rest = self.tr("and {n} earlier events").format(n=len(events) - _SHOWN_EVENTS)
            self._add_event(PlainLabel(rest, self.history, role="text_muted"))

    def _add_event(self, label: PlainLabel) -> None:
        self.history.body.addWidget(label)
        self._events.append(label)


class _Actions(QWidget):
    """The steps that are allowed now, then assign, comment, and the rooms where the work on an issue is done."""

    step_wanted = Signal(object)
    room_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.steps: dict[IssueState, ActionButton] = {}
        words = IssueWords(self)
        self._top = QHBoxLayout()
        self._top.setSpacing(SPACE_2)
        for state in IssueState:
            if state is IssueState.LOGGED:
                continue
            button = ActionButton(words.step(state), self)
            button.clicked.connect(partial(self.step_wanted.emit, state))
            button.hide()
            self.steps[state] = button
            self._top.addWidget(button)
        self.assign = ActionButton(self.tr("Owner and due date …"), self, icon="user-round")
        self.comment = ActionButton(self.tr("Comment …"), self, icon="message-square")
        bottom = QHBoxLayout()
        bottom.setSpacing(SPACE_2)
        bottom.addWidget(self.assign)
        bottom.addWidget(self.comment)
        self.chain = ActionButton(self.tr("Chain"), self, shortcut_hint="Ctrl+J")
        bottom.addWidget(self.chain)
        self.rooms: dict[Place, ActionButton] = {}
        rooms = QHBoxLayout()
        rooms.setSpacing(SPACE_2)
        for place, text, keys in (
            (Place.FOLLOWUP, self.tr("Steps and goods"), "Ctrl+H"),
            (Place.AMENDS, self.tr("Amends, SCAR"), "Ctrl+U"),
            (Place.CAUSES, self.tr("Causes and actions"), "Ctrl+K"),
            (Place.IMPROVE, self.tr("Write the lesson"), ""),
        ):
            button = ActionButton(text, self, shortcut_hint=keys)
            button.clicked.connect(partial(self.room_wanted.emit, place))
            self.rooms[place] = button
            (self._top if place is Place.IMPROVE else rooms).addWidget(button)  # a closed issue has no steps there
        for row in (self._top, bottom, rooms):
            row.addStretch(1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_1)
        self._rows.addLayout(self._top)
        self._rows.addLayout(bottom, 1)  # begins where the steps end: whoever has none sees no gap in their place
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addLayout(self._rows)
        layout.addLayout(rooms)

    def set_wide(self, wide: bool) -> None:
        """Put the acts on one line where there is room."""
        self._rows.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_state(self, state: IssuesState, _words: IssueWords) -> None:
        """Show only what may be done."""
        allowed = state.next_states
        first = step_on(allowed)
        for one, button in self.steps.items():
            button.setVisible(one in allowed)
            button.setEnabled(not state.busy)
            if one is IssueState.REJECTED:
                button.set_variant(Variant.DANGER)
            else:
                button.set_variant(Variant.PRIMARY if one is first else Variant.QUIET)
        issue = state.issue
        self.assign.setVisible(state.may_work and issue is not None and issue.detail.row.is_open)
        self.assign.setEnabled(not state.busy)
        closed = issue is not None and issue.detail.row.state is IssueState.CLOSED
        self.rooms[Place.IMPROVE].setVisible(closed and state.may_teach)
        self.comment.setVisible(state.may_log)
        self.comment.setEnabled(not state.busy)
