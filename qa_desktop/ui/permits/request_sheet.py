"""The sheet of a request: what is permitted, how much of it, until when, and why."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.permits.model import PermitModel, RequestState, is_measured
from qa_desktop.ui.permits.words import PermitWords
from qa_desktop.ui.theme.tokens import SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from decimal import Decimal

    from qa_desktop.domain.checklist import Item

_LONGEST = 60
_NONE = "-"
"""The choice of no characteristic in particular."""


class RequestSheet(IssueSheet):
    """Asks for a permit.  ``given`` carries the wish."""

    given = Signal(object)

    def __init__(self, host: QWidget, context: Context, model: PermitModel) -> None:
        super().__init__(host, host.tr("Request a concession"), primary_text=host.tr("Request"), primary_icon="check", width=760)
        self._context, self._model, self._words = context, model, PermitWords(self)
        self._build_about()
        self._build_limits()
        self._build_rest()
        self.confirmed.connect(self._give)

    def _build_about(self) -> None:
        self.kind = ChoiceBox(self.content)
        for kind in ConcessionKind:
            self.kind.addItem(self._words.kind(kind), kind.value)
        self._kind_field = LabelledField(self.tr("Kind"), self.kind, self.content)
        self.part = QLineEdit(self.content)
        self.part.setMaxLength(80)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._part_named)
        self.part.setCompleter(completer)
        self.part.textEdited.connect(self._part_typed)
        self._part_field = LabelledField(self.tr("Part number"), self.part, self.content)
        self.about = PlainLabel("", self.content, strong=True)
        self.choice = ChoiceBox(self.content)
        self.choice.activated.connect(self._show_item)
        self._choice_field = LabelledField(self.tr("Characteristic"), self.choice, self.content)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self._kind_field, 1)
        row.addWidget(self._part_field, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.about)
        self.body.addWidget(self._choice_field)

    def _build_limits(self) -> None:
        self.low, self.high, self.permits = (QLineEdit(self.content) for _ in range(3))
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        self._ends: dict[str, LabelledField] = {}
        for name, edit in (("lower", self.low), ("upper", self.high)):
            edit.setMaxLength(30)
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            edit.textEdited.connect(self._check)
            self._ends[name] = LabelledField("", edit, self.content)
            row.addWidget(self._ends[name], 1)
        self.body.addLayout(row)
        self.check = PlainLabel("", self.content, role="text_muted", tabular=True)
        self.body.addWidget(self.check)
        self.permits.setMaxLength(300)
        self._permits_field = LabelledField(self.tr("What is permitted, in words"), self.permits, self.content)
        self.body.addWidget(self._permits_field)

    def _build_rest(self) -> None:
        self.quantity, self.last = QLineEdit(self.content), QLineEdit(self.content)
        self.quantity.setMaxLength(20)
        self.quantity.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.last.setMaxLength(20)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(LabelledField(self.tr("For how many"), self.quantity, self.content), 1)
        row.addWidget(LabelledField(self.tr("Last day (year-month-day)"), self.last, self.content), 1)
        for words, count in ((self.tr("In a week"), 7), (self.tr("In 30 days"), 30), (self.tr("In 90 days"), 90)):
            button = ActionButton(words, self.content)
            button.clicked.connect(partial(self._set_last, count))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.reason = QLineEdit(self.content)  # made behind the days, so that Tab comes to it last
        self.reason.setMaxLength(500)
        self.body.addWidget(LabelledField(self.tr("Why it may be used all the same"), self.reason, self.content))
        self.reason.returnPressed.connect(self._give)

    def ask(self, *, from_issue: bool) -> None:
        """Open empty; what it is about is loaded meanwhile."""
        title = self.tr("Request a concession") if from_issue else self.tr("Request a deviation permit")
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        for edit in (self.part, self.low, self.high, self.permits, self.quantity, self.last, self.reason):
            edit.clear()
        self.last.setPlaceholderText(self.tr("as {day}").format(day=self._day(30)))  # a bare day would look like an answer
        self.kind.setCurrentIndex(0 if from_issue else 1)
        self._kind_field.setVisible(from_issue)
        self.choice.clear()
        self._show_item()
        self.set_busy(False)
        self.open_panel(self.kind if from_issue else self.part)

    def show_request(self, state: RequestState) -> None:
        """Draw what the request can be about."""
        self._part_field.setVisible(state.asks_part)
        self._names.setStringList([row.number for row in state.parts])
        subject = state.subject
        if state.error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.error))
        chosen = self.choice.currentData()
        self.choice.clear()
        line = None if subject is None else subject.line
        self._choice_field.setVisible(subject is not None and line is None and (bool(subject.others) or bool(state.part_id)))
        if subject is not None and line is None:
            self.choice.addItem(self.tr("Choose …"), "")
            for one in subject.others:
                limits = self._words.limits(one.item) if one.is_measured else self.tr("not measured")
                text = shorten(one.item.text, _LONGEST, placeholder=" …")
                self.choice.addItem(f"{text}   {limits}", one.item.id)
                self.choice.setItemData(self.choice.count() - 1, f"{one.item.text}\n{one.template}", Qt.ItemDataRole.ToolTipRole)
            self.choice.addItem(self.tr("None in particular"), _NONE)
            self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))
        self._show_item()

    def _item(self) -> Item | None:
        return self._model.item(str(self.choice.currentData() or ""))

    def _show_item(self, _index: int = 0) -> None:
        item, subject = self._item(), self._model.request.subject
        measured = item is not None and is_measured(item)
        lower = item.limits.lower if item is not None and measured else None
        upper = item.limits.upper if item is not None and measured else None
        self._show_end("lower", self.tr("Lowest permitted (limit now {limit})"), lower, item)
        self._show_end("upper", self.tr("Highest permitted (limit now {limit})"), upper, item)
        self.check.setVisible(measured)
        in_words = subject is not None and not measured and (item is not None or self.choice.currentData() == _NONE)
        self._permits_field.setVisible(in_words)
        line = None if subject is None else subject.line
        told = [] if subject is None or not self._model.request.issue_id else [subject.part]
        if line is not None:
            told.append(" ".join(line.text.split()))
            told += [self.tr("limits now {limits}").format(limits=self._words.limits(line))] if measured else []
        self.about.setText(" · ".join(part for part in told if part))
        self.about.setVisible(any(told))
        self._check()

    def _show_end(self, name: str, words: str, limit: Decimal | None, item: Item | None) -> None:
        field = self._ends[name]
        field.setVisible(limit is not None)
        if limit is not None and item is not None:
            field.set_label(words.format(limit=with_unit(limit, item.unit)))

    def _check(self) -> None:
        item = self._item()
        found = self._model.widening(item, self.low.text(), self.high.text())
        if found.error is not None:
            self.check.set_role("fails")
            self.check.setText(words_of(found.error))
        elif item is None or found.is_empty:
            self.check.set_role("text_muted")
            both = item is not None and item.limits.lower is not None and item.limits.upper is not None
            one = self.tr("Type the widened limit.")
            self.check.setText(self.tr("Type the limit that is widened; the other one stays.") if both else one)
        else:
            self.check.set_role("text")
            parts = [
                words.format(by=("+" if by > 0 else "−") + number_for_people(abs(by)) + (f" {item.unit}" if item.unit else ""))
                for words, by in ((self.tr("lower limit {by}"), found.lower), (self.tr("upper limit {by}"), found.upper))
                if by is not None
            ]
            self.check.setText(self.tr("Widens: {ends}").format(ends=", ".join(parts)))
        if self.isVisible():
            self._fit()

    def _part_typed(self, text: str) -> None:
        self._model.find_parts(text)

    def _part_named(self, number: str) -> None:
        self._model.find_parts(number)

    def _day(self, days: int) -> str:
        return (self._context.program.workspace.store.now().local.date() + timedelta(days=days)).isoformat()

    def _set_last(self, days: int) -> None:
        self.last.setText(self._day(days))

    def _give(self) -> None:
        from qa_desktop.services.concessions import ConcessionWish  # noqa: PLC0415  (brings SQLAlchemy)

        state, item = self._model.request, self._item()
        in_words = item is not None or self.choice.currentData() == _NONE
        if state.asks_part and not state.part_id:
            self._say(self.tr("Type the number of a part that is known."), self.part)
        elif not in_words:
            self._say(self.tr("Choose the characteristic that it is about, or none in particular."), self.choice)
        elif not self.quantity.text().strip():
            self._say(self.tr("Say for how many it is."), self.quantity)
        elif not self.last.text().strip():
            self._say(self.tr("Say what its last day is."), self.last)
        elif not self.reason.text().strip():
            self._say(self.tr("Write why it may be used all the same."), self.reason)
        else:
            measured = item is not None and is_measured(item)
            wish = ConcessionWish(
                ConcessionKind(self.kind.currentData()),
                self.quantity.text(),
                self.last.text(),
                self.reason.text(),
                lower=self.low.text() if measured and not self._ends["lower"].isHidden() else "",
                upper=self.high.text() if measured and not self._ends["upper"].isHidden() else "",
                item_id="" if item is None else item.id,
                permits="" if measured else self.permits.text(),
            )
            self.set_busy(True)
            self.given.emit(wish)

    def _say(self, sentence: str, field: QWidget) -> None:
        self.message.show_message(MessageKind.WARNING, sentence)
        self._fit()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
