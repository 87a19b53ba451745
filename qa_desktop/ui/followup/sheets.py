"""The sheets of the follow-up: what is held, what happens to the goods, a vote."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.lot import amount_text
from qa_desktop.ui.context import words_of
from qa_desktop.ui.followup.view_model import SHARES, FollowUpModel
from qa_desktop.ui.followup.words import FollowUpWords
from qa_desktop.ui.issues.sheets import IssueSheet, OneTextSheet
from qa_desktop.ui.theme.tokens import SPACE_1
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_desktop.storage.queries.scope import Affected


class HoldSheet(IssueSheet):
    """Proposes what may be affected; nothing is ticked beforehand.

    ``given`` carries what was ticked, what else is held, why, and whether nothing has to be.
    """

    given = Signal(object, str, str, bool)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("What is held?"), primary_text=host.tr("Place the hold"), primary_icon="hand", width=720)
        self._words = FollowUpWords(self)
        self._proposed: tuple[Affected, ...] = ()
        self.boxes: list[QCheckBox] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE_1)
        self.nothing = QCheckBox(self.tr("Nothing has to be held"), self.content)
        self.other, self.reason = QLineEdit(self.content), QLineEdit(self.content)
        for edit in (self.other, self.reason):
            edit.setMaxLength(500)
        self.body.addLayout(self._list)
        self.body.addWidget(LabelledField(self.tr("Something else: which pieces, pallet, delivery"), self.other, self.content))
        self.body.addWidget(self.nothing)
        self.body.addWidget(LabelledField(self.tr("Why (shown on the tag)"), self.reason, self.content))
        self.reason.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, proposed: tuple[Affected, ...]) -> None:
        """Open with what may be affected."""
        self._proposed = proposed
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        # An ampersand in a name would be taken for the mark of a key.
        self.boxes = [QCheckBox(self._words.affected(one).replace("&", "&&"), self.content) for one in proposed]
        for box in self.boxes:
            self._list.addWidget(box)
        stops = [*self.boxes, self.other, self.nothing, self.reason]  # as they are read
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)
        self.nothing.setChecked(False)
        self.other.clear()
        self.reason.clear()
        self.set_busy(False)
        self.open_panel(self.boxes[0] if self.boxes else self.other)

    def _give(self) -> None:
        chosen = tuple(one for one, box in zip(self._proposed, self.boxes, strict=True) if box.isChecked())
        other, nothing = self.other.text().strip(), self.nothing.isChecked()
        if nothing and (chosen or other):
            self._say(self.tr("Either something is held, or nothing has to be. Take one of both away."), self.nothing)
        elif not (chosen or other or nothing):
            self._say(self.tr("Tick what is held, write something else, or state that nothing has to be held."), self.other)
        elif not self.reason.text().strip():
            self._say(self.tr("Write why, so that everybody who finds the tag understands it."), self.reason)
        else:
            self.set_busy(True)
            self.given.emit(chosen, other, self.reason.text(), nothing)

    def _say(self, sentence: str, field: QWidget) -> None:
        self.message.show_message(MessageKind.WARNING, sentence)
        self._fit()
        field.setFocus(Qt.FocusReason.OtherFocusReason)


class DispositionSheet(IssueSheet):
    """Six quantities that have to add up, and the reason.  ``given`` carries quantities by name and the reason."""

    given = Signal(object, str)

    def __init__(self, host: QWidget, model: FollowUpModel) -> None:
        title, go = host.tr("What happens to the goods?"), host.tr("Propose")
        super().__init__(host, title, primary_text=go, primary_icon="check", width=720)
        self._model, self._words = model, FollowUpWords(self)
        self.fields: dict[str, QLineEdit] = {}
        grid = QGridLayout()
        for place, name in enumerate(SHARES):
            field = QLineEdit(self.content)
            field.setMaxLength(20)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(self._check)
            self.fields[name] = field
            grid.addWidget(LabelledField(self._words.share(name), field, self.content), place // 3, place % 3)
        self.check = PlainLabel("", self.content, strong=True)
        self.board = PlainLabel("", self.content, role="text_muted")
        self.reason = QLineEdit(self.content)
        self.reason.setMaxLength(500)
        self.body.addLayout(grid)
        self.body.addWidget(self.check)
        self.body.addWidget(self.board)
        self.body.addWidget(LabelledField(self.tr("Why this is right"), self.reason, self.content))
        self.reason.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open empty."""
        for field in self.fields.values():
            field.clear()
        self.reason.clear()
        self._check()
        self.set_busy(False)
        self.open_panel(self.fields["use_as_is"])

    def _typed(self) -> Mapping[str, str]:
        return {name: field.text() for name, field in self.fields.items()}

    def _check(self) -> None:
        balance, left = self._model.balance(self._typed()), self._model.state.left
        if balance.error is not None:
            self.check.setText(words_of(balance.error))
            self.board.setText("")
            return
        fits = balance.placed == left
        words = self.tr("{placed} of {left}: it balances") if fits else self.tr("{placed} of {left} go somewhere")
        self.check.setText(words.format(placed=amount_text(balance.placed), left=amount_text(left)))
        self.check.set_role("conforms" if fits else "text")
        one, more = self.tr("One other person has to agree."), self.tr("{n} others have to agree: the material review board.")
        self.board.setText((one if balance.needed == 1 else more.format(n=balance.needed)) if balance.placed else "")

    def _give(self) -> None:
        if not self.reason.text().strip():
            self.message.show_message(MessageKind.WARNING, self.tr("Write why this is right, so that the others can agree."))
            self._fit()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_busy(True)
        self.given.emit(self._typed(), self.reason.text())


class WordsSheet(OneTextSheet):
    """One line of words for something that was chosen before: a vote, lifting a hold.  ``given`` carries the words."""

    given = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, "", go=host.tr("Store"), icon="check")
        self.about = PlainLabel("", self.content, role="text_muted")
        self.line = QLineEdit(self.content)
        self.line.setMaxLength(500)
        self.body.addWidget(self.about)
        self._field = LabelledField(self.tr("In a few words"), self.line, self.content)
        self.body.addWidget(self._field)
        self._must = True
        self.line.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, title: str, about: str, *, must: bool) -> None:
        """Open for something; ``must`` says that words are needed."""
        self._must = must
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.about.setText(about)
        self.line.setText(self.begin(title))
        self.line.selectAll()
        self.set_busy(False)
        self.open_panel(self.line)

    def typed(self) -> str:
        """Return what stands in the field."""
        return self.line.text()

    def _give(self) -> None:
        if self._must and not self.line.text().strip():
            self.message.show_message(MessageKind.WARNING, self.tr("Write a few words, so that the next person understands."))
            self._fit()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_busy(True)
        self.given.emit(self.line.text())


def wishes_of(chosen: tuple[Affected, ...], other: str, reason: str, *, nothing: bool) -> tuple[object, ...]:
    """Return the holds that were asked for."""
    from qa_desktop.services.containment import HoldWish  # noqa: PLC0415  (brings SQLAlchemy)

    if nothing:
        return (HoldWish(HoldKind.NONE, "", reason),)
    found = [HoldWish(one.kind, one.what, reason, one.lot_id, one.quantity, one.order_line_id) for one in chosen]
    return (*found, *([HoldWish(HoldKind.OTHER, other, reason)] if other else []))
