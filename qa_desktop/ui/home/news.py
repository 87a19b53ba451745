"""The card of news on the home screen, and the ways to say something: suggest, leave a note, speak in confidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import IssueState
from qa_desktop.ui.context import Context
from qa_desktop.ui.home.news_model import NewsFacts, NewsKind, NewsRow, look, news_of
from qa_desktop.ui.improve.confide import ConfideSheet
from qa_desktop.ui.improve.sheets import ImproveSheet, NoteSheet, SuggestSheet
from qa_desktop.ui.issues.step_words import StepWords
from qa_desktop.ui.issues.words import due_day
from qa_desktop.ui.lots.words import moment
from qa_desktop.ui.permits.words import PermitWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.text import PlainLabel
from qa_desktop.ui.widgets.three_lines import RowLook, ThreeLineList, row_height

_ICONS = {
    NewsKind.NOTE: "sticky-note",
    NewsKind.MENTION: "message-square",
    NewsKind.PROCEDURE: "clipboard-list",
    NewsKind.REQUEST: "send",
    NewsKind.PROMISE: "hand",
    NewsKind.SUGGESTIONS: "lightbulb",
    NewsKind.CONCERNS: "key-round",
    NewsKind.OVERDUE: "triangle-alert",
    NewsKind.MORE_OVERDUE: "triangle-alert",
    NewsKind.OTHERS_OVERDUE: "triangle-alert",
    NewsKind.PERMIT: "shield-check",
    NewsKind.TO_APPROVE: "badge-check",
}
_BY_DAY = frozenset({NewsKind.REQUEST, NewsKind.PROMISE})
"""What is due on a day; everything else happened at a moment."""

_SHOWN = 2


class NewsList(ThreeLineList):
    """The lines of news; ``now`` tells the time."""

    def __init__(self, name: str, now: Callable[[], datetime], parent: QWidget) -> None:
        self._now = now
        super().__init__(name, parent)

    def look_of(self, row: NewsRow) -> RowLook:
        """Return what it is, from whom, and its words."""
        if row.step is not None:
            return self._overdue(row, row.step)
        when = moment(row.at, row.at_offset) if row.at and row.kind not in _BY_DAY else ""
        from_whom = " · ".join(part for part in (row.who, when) if part)
        late = self.tr("{count} overdue").format(count=row.late) if row.late else ""
        match row.kind:
            case NewsKind.NOTE:
                head, about = self.tr("Note of the last shift"), from_whom
            case NewsKind.MENTION:
                head, about = self.tr("You are named in {number}").format(number=row.number), from_whom
            case NewsKind.PROCEDURE:
                words = self.tr("{number} · revision {revision}, to read and confirm")
                head, about = row.words, words.format(number=row.number, revision=row.count)
            case NewsKind.REQUEST:
                words = self.tr("{name} owes an answer to {number}")
                head = words.format(name=row.who, number=row.number)
                about, late = self.tr("due on {day}").format(day=row.at), self.tr("overdue")
            case NewsKind.PROMISE:
                head = self.tr("A promise to the customer is overdue: {number}").format(number=row.number)
                about, late = self.tr("due on {day}").format(day=row.at), self.tr("overdue")
            case NewsKind.SUGGESTIONS:
                more = self.tr("{count} suggestions wait for an answer").format(count=row.count)
                head, about = self.tr("1 suggestion waits for an answer") if row.count == 1 else more, ""
            case NewsKind.PERMIT | NewsKind.TO_APPROVE:
                return self._permit(row)
            case NewsKind.MORE_OVERDUE | NewsKind.OTHERS_OVERDUE:
                head, about = self._more_overdue(row), self.tr("Open all that is overdue")
            case _:
                more = self.tr("{count} concerns wait for an answer").format(count=row.count)
                head, about = self.tr("1 concern waits for an answer") if row.count == 1 else more, ""
        third = row.words if row.kind is not NewsKind.PROCEDURE else ""
        return RowLook((head, about, third), _ICONS[row.kind], late, Tone.FAILS if late else None)

    def _overdue(self, row: NewsRow, step: IssueState) -> RowLook:
        words, now = StepWords(self), self._now()
        head = self.tr("Overdue in {number}: {step}").format(number=row.number, step=words.name(step))
        who = row.who or self.tr("nobody yet")
        about = self.tr("{who} · due {day}").format(who=who, day=due_day(row.at, now))
        return RowLook((head, about, row.words), _ICONS[row.kind], words.late(row.at, now), Tone.FAILS)

    def _more_overdue(self, row: NewsRow) -> str:
        """Return how many steps more are overdue than are told one by one."""
        if row.kind is NewsKind.MORE_OVERDUE:
            more = self.tr("and {count} more of your steps are overdue").format(count=row.count)
            return self.tr("and 1 more of your steps is overdue") if row.count == 1 else more
        more = self.tr("and {count} more steps of others are overdue").format(count=row.count)
        return self.tr("and 1 more step of somebody else is overdue") if row.count == 1 else more

    def _permit(self, row: NewsRow) -> RowLook:
        """Return a permit that waits for approval, or that is in force and not for long or not for much."""
        permit = row.permit
        if permit is None:
            return RowLook((row.number, "", ""), _ICONS[row.kind])
        words, standing = PermitWords(), permit.standing(row.day)
        about = f"{permit.part_number} · {' '.join(words.about(permit).split())}: {words.permitted(permit)}"
        if row.kind is NewsKind.TO_APPROVE:
            head = self.tr("{number} waits for your approval").format(number=row.number)
            return RowLook((head, about, permit.reason), _ICONS[row.kind])
        head = self.tr("{number} {ends}").format(number=row.number, ends=words.ends(standing))
        if not standing.ends_soon:
            head = self.tr("{number} is nearly used up").format(number=row.number)
        return RowLook((head, about, words.facts(permit, standing)), _ICONS[row.kind], words.left(permit), Tone.WARNING)

    def key_of(self, row: NewsRow) -> NewsRow:
        """Return the row itself: any change makes it another one."""
        return row


class ReadNoteSheet(DialogPanel):
    """A note in full.  ``read`` carries its key."""

    read = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host,
            host.tr("Note of the last shift"),
            primary_text=host.tr("I have read it"),
            secondary_text=host.tr("Later"),
            primary_icon="check",
        )
        self._key = ""
        self.who = PlainLabel("", self.content, role="text_muted")
        self.words = PlainLabel("", self.content)
        self.body.addWidget(self.who)
        self.body.addWidget(self.words)
        self.confirmed.connect(self._confirm)

    def ask(self, row: NewsRow) -> None:
        """Show a note."""
        self._key = row.key
        self.who.setText(f"{row.who} · {moment(row.at, row.at_offset)}")
        self.words.setText(row.words)
        self.open_panel(self.primary)

    def _confirm(self) -> None:
        self.close_panel()
        self.read.emit(self._key)


class NewsCard(Card):
    """Hidden while there is nothing to tell.  ``counted`` carries how many lines there are, each time that they were loaded."""

    counted = Signal(int)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host.tr("For you"), host)
        self._context, self._host = context, host
        self.list = NewsList(host.tr("For you"), context.program.workspace.store.clock, self)
        self.body.addWidget(self.list)
        self.list.chosen.connect(self._open)
        self.list.clicked.connect(self.list.choose)
        self._note: ReadNoteSheet | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def load(self) -> None:
        """Look for news."""
        call = partial(look, self._context.program, self._context.actor)
        self._context.jobs.read(call, self._show, self._ignore, owner=self)

    def _show(self, facts: NewsFacts) -> None:
        rows = news_of(facts)
        self.list.set_rows(rows)
        self.set_title(self.tr("For you   {count}").format(count=len(rows)))
        self.list.setFixedHeight(row_height() * min(_SHOWN, max(1, len(rows))) + 2)
        self.setVisible(bool(rows))
        self.counted.emit(len(rows))

    def _ignore(self, _error: QaError) -> None:
        """What could not be loaded is looked for again at the next visit; the work itself says what is wrong."""
        self.counted.emit(len(self.list.rows()))

    def _open(self, row: NewsRow) -> None:
        match row.kind:
            case NewsKind.NOTE:
                if self._note is None:
                    self._note = ReadNoteSheet(self._host)
                    self._note.read.connect(self._read)
                self._note.ask(row)
            case NewsKind.MENTION:
                seen = partial(self._context.program.handover.see_mentions, self._context.actor, row.key)
                self._context.jobs.write(seen, self._done, self._context.fail, owner=self)
                self._context.go_to(Place.ISSUES, issue_id=row.key)
            case NewsKind.REQUEST | NewsKind.PROMISE:
                self._context.go_to(Place.AMENDS, issue_id=row.key)
            case NewsKind.OVERDUE:
                self._context.go_to(Place.ISSUES, issue_id=row.key)
            case NewsKind.PROCEDURE:
                self._context.go_to(Place.IMPROVE, procedure_id=row.key)
            case NewsKind.PERMIT | NewsKind.TO_APPROVE:
                self._context.go_to(Place.LOTS, permit_id=row.key)
            case NewsKind.SUGGESTIONS | NewsKind.CONCERNS:
                self._context.go_to(Place.IMPROVE, page=0)
            case NewsKind.MORE_OVERDUE | NewsKind.OTHERS_OVERDUE:
                self._context.go_to(Place.ISSUES, overdue=True)

    def _read(self, note_id: str) -> None:
        read = partial(self._context.program.handover.read_note, self._context.actor, note_id)
        self._context.jobs.write(read, self._done, self._context.fail, owner=self)

    def _done(self, _result: object) -> None:
        self.load()


class Saying(QObject):
    """The three buttons at the foot of the home screen, and their sheets, made when they are first asked for."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._context, self._host = context, host
        self._sheets: dict[str, Any] = {}
        self.suggest = ActionButton(self.tr("Suggest"), host, icon="lightbulb")
        self.note = ActionButton(self.tr("Shift note"), host, icon="sticky-note")
        self.confide = ActionButton(self.tr("In confidence"), host, icon="lock")
        self.suggest.clicked.connect(self._suggest)
        self.note.clicked.connect(self._leave_note)
        self.confide.clicked.connect(self._confide)

    def buttons(self) -> tuple[ActionButton, ...]:
        """Return them in their order."""
        return self.suggest, self.note, self.confide

    def _suggest(self) -> None:
        sheet = self._sheets.get("suggest")
        if not isinstance(sheet, SuggestSheet):
            sheet = self._sheets["suggest"] = SuggestSheet(self._host, named=True)
            sheet.given.connect(self._suggested)
        sheet.ask()

    def _leave_note(self) -> None:
        sheet = self._sheets.get("note")
        if not isinstance(sheet, NoteSheet):
            sheet = self._sheets["note"] = NoteSheet(self._host)
            sheet.given.connect(self._noted)
        sheet.ask()

    def _confide(self) -> None:
        sheet = self._sheets.get("confide")
        if not isinstance(sheet, ConfideSheet):
            sheet = self._sheets["confide"] = ConfideSheet(self._host, self._context.program, self._context.jobs)
        sheet.ask()

    def _suggested(self, words: str, purpose: str, effect: str, amount: str, _name: str) -> None:
        give = self._context.program.suggestions.give
        act = partial(give, self._context.actor, words, purpose=purpose, effect=effect, amount=amount)
        thanks = self.tr("Thank you. You get an answer within 14 days.")
        self._write(act, self._sheets["suggest"], thanks)

    def _noted(self, words: str) -> None:
        act = partial(self._context.program.handover.leave_note, self._context.actor, words)
        self._write(act, self._sheets["note"], self.tr("The note waits for whoever comes next."))

    def _write(self, act: Any, sheet: ImproveSheet, said: str) -> None:
        self._context.jobs.write(act, partial(self._stored, sheet, said), sheet.refuse, owner=sheet)

    def _stored(self, sheet: ImproveSheet, said: str, _result: object) -> None:
        sheet.close_panel()
        self._context.tell("success", said)
