"""The sheets of the chain: which revision came of it, what effect was measured, and one step in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.ui.improve.sheets import ImproveSheet
from qa_desktop.ui.templates.words import template_words
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.chain import Counted
    from qa_desktop.services.templates import LoadedRevision
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow


class Fetch(Protocol):
    """Where the sheet of revisions gets its lists."""

    def templates(self, done: Callable[[tuple[TemplateRow, ...]], None]) -> None:
        """Fetch the templates."""

    def revisions(self, template_id: str, done: Callable[[tuple[RevisionRow, ...]], None]) -> None:
        """Fetch the revisions of a template."""

    def items(self, revision_id: str, done: Callable[[LoadedRevision], None]) -> None:
        """Fetch what a revision asks."""


class RevisionSheet(ImproveSheet):
    """Template, revision, and the item that came of it.  ``given`` carries revision, key of the item, and words."""

    given = Signal(str, str, str)

    def __init__(self, host: QWidget, fetch: Fetch) -> None:
        super().__init__(
            host,
            host.tr("Which revision came of it?"),
            primary_text=host.tr("Link the revision"),
            primary_icon="check",
            width=680,
        )
        self._fetch = fetch
        words = self.tr("The item then says why it exists, and is not removed without an answer.")
        self.body.addWidget(PlainLabel(words, self.content, role="text_muted"))
        self.template = self._choice(self.tr("Checklist"))
        self.revision = self._choice(self.tr("Revision"))
        self.item = self._choice(self.tr("The check that came of it"))
        self.words = self.add_line(self.tr("What changed for it (optional)"), limit=300)
        self.template.activated.connect(self._template_chosen)
        self.revision.activated.connect(self._revision_chosen)
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open without a choice."""
        for box in (self.template, self.revision, self.item):
            box.clear()
        self.words.clear()
        self.set_busy(False)
        self.open_panel(self.template)
        self._fetch.templates(self._show_templates)

    def _choice(self, label: str) -> ChoiceBox:
        box = ChoiceBox(self.content)
        self.body.addWidget(LabelledField(label, box, self.content))
        return box

    def _show_templates(self, rows: tuple[TemplateRow, ...]) -> None:
        self.template.clear()
        self.template.addItem(self.tr("Choose …") if rows else self.tr("There is no checklist yet"), "")
        for row in rows:
            self.template.addItem(row.name, row.id)

    def _template_chosen(self, _place: int = 0) -> None:
        self.revision.clear()
        self.item.clear()
        key = str(self.template.currentData() or "")
        if key:
            self._fetch.revisions(key, self._show_revisions)

    def _show_revisions(self, rows: tuple[RevisionRow, ...]) -> None:
        self.revision.clear()
        named = self.tr("Revision {number} · {state}")
        for row in rows:
            self.revision.addItem(named.format(number=row.number, state=template_words().state(row.state)), row.id)
        live = next((place for place, row in enumerate(rows) if row.state is RevisionState.PUBLISHED), 0)
        self.revision.setCurrentIndex(live)
        self._revision_chosen()

    def _revision_chosen(self, _place: int = 0) -> None:
        self.item.clear()
        key = str(self.revision.currentData() or "")
        if key:
            self._fetch.items(key, self._show_items)

    def _show_items(self, loaded: LoadedRevision) -> None:
        self.item.clear()
        self.item.addItem(self.tr("Choose …"), None)
        self.item.addItem(self.tr("No single check: the checklist as a whole"), "")
        for item in loaded.checklist.items:
            self.item.addItem(f"{' '.join(item.text.split())[:80]}  ({item.key})", item.key)

    def _give(self) -> None:
        if not self.revision.currentData():
            self._ask_for(self.template, self.tr("Choose the checklist and its revision."))
        elif self.item.currentData() is None:
            self._ask_for(self.item, self.tr("Choose the check that came of it, or the checklist as a whole."))
        else:
            self.set_busy(True)
            self.given.emit(str(self.revision.currentData()), str(self.item.currentData()), self.words.text())

    def _ask_for(self, box: ChoiceBox, sentence: str) -> None:
        self.message.show_message(MessageKind.WARNING, sentence)
        box.setFocus()


class MeasureSheet(ImproveSheet):
    """Counts before and after, with the interval while they are typed; or words.

    ``measured`` carries the words and both shares; ``stated`` the words alone.
    """

    measured = Signal(str, object, object)
    stated = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("Which effect was measured?"), primary_text=host.tr("Record"), primary_icon="check", width=700
        )
        self._counted: tuple[Counted, ...] = ()
        self.source = ChoiceBox(self.content)
        self.source_field = LabelledField(self.tr("Counted by the program for an action"), self.source, self.content)
        self.body.addWidget(self.source_field)
        self.words = self.add_line(self.tr("What was counted or seen"), limit=300)
        self.before = self._pair(self.tr("Before: not good"), self.tr("of so many looked at"))
        self.after = self._pair(self.tr("After: not good"), self.tr("of so many looked at"))
        hint = self.tr(
            "Whole numbers, all four, or none where only words are known. The brackets say how sure a share is (95 %)."
        )
        self.body.addWidget(PlainLabel(hint, self.content, role="text_muted"))
        self.figures = PlainLabel("", self.content, strong=True, tabular=True)
        self.body.addWidget(self.figures)
        self.source.activated.connect(self._take)
        for line in (*self.before, *self.after):
            line.textEdited.connect(self._show_figures)
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open empty."""
        self._counted = ()
        self.source_field.hide()
        for line in (self.words, *self.before, *self.after):
            line.clear()
        self.figures.setText("")
        self.set_busy(False)
        self.open_panel(self.words)

    def offer(self, counted: tuple[Counted, ...]) -> None:
        """Offer what the program counted itself; nothing is taken over before somebody chooses it."""
        self._counted = counted
        self.source.clear()
        self.source.addItem(self.tr("Typed here"))
        named = self.tr("Action {number}: {before} of {all_before} → {after} of {all_after}")
        for one in counted:
            values = {"before": one.before.nonconforming, "all_before": one.before.exposure}
            values |= {"after": one.after.nonconforming, "all_after": one.after.exposure}
            self.source.addItem(named.format(number=one.number, **values))
        self.source_field.setVisible(bool(counted))

    def _pair(self, first: str, second: str) -> tuple[QLineEdit, QLineEdit]:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        lines = []
        for words in (first, second):
            line = QLineEdit(self.content)
            line.setMaxLength(9)
            row.addWidget(LabelledField(words, line, self.content), 1)
            lines.append(line)
        self.body.addLayout(row)
        return lines[0], lines[1]

    def _take(self, place: int) -> None:
        if not 0 < place <= len(self._counted):
            return
        one = self._counted[place - 1]
        for lines, share in ((self.before, one.before), (self.after, one.after)):
            lines[0].setText(str(share.nonconforming))
            lines[1].setText(str(share.exposure))
        if not self.words.text().strip():
            self.words.setText(" ".join(one.words.split())[:300])
        self._show_figures()

    def _shares(self) -> tuple[object, object] | None:
        """Return both shares; ``None`` while the four numbers are none."""
        from qa_desktop.methods.effectiveness import Share  # noqa: PLC0415  (only this sheet counts)

        shares = []
        for bad, whole in (self.before, self.after):
            numbers = (bad.text().strip(), whole.text().strip())
            if not all(number.isascii() and number.isdigit() for number in numbers) or int(numbers[0]) > int(numbers[1]):
                return None
            shares.append(Share(int(numbers[0]), int(numbers[1])))
        return shares[0], shares[1]

    def _show_figures(self, _text: str = "") -> None:
        from qa_desktop.services.chain import share_line  # noqa: PLC0415  (services load late)

        shares = self._shares()
        self.figures.setText("" if shares is None else "  →  ".join(share_line(one) for one in shares))  # type: ignore[arg-type]

    def _give(self) -> None:
        if not self.want(self.words, self.tr("Say what was counted or seen.")):
            return
        shares, typed = self._shares(), any(line.text().strip() for line in (*self.before, *self.after))
        if typed and shares is None:
            sentence = self.tr("Type four whole numbers, none larger than the number looked at, or leave all four empty.")
            self.message.show_message(MessageKind.WARNING, sentence)
            self.before[0].setFocus()
            return
        self.set_busy(True)
        if shares is None:
            self.stated.emit(self.words.text())
        else:
            self.measured.emit(self.words.text(), *shares)


class StepSheet(DialogPanel):
    """One step in full, to be read."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, "", primary_text=host.tr("Close"), secondary_text=host.tr("Back"), primary_icon="check", width=680)
        self.words = PlainLabel("", self.content)
        self.body.addWidget(self.words)
        self.secondary.hide()
        self.confirmed.connect(self.close_panel)

    def show_step(self, title: str, words: str) -> None:
        """Open with words."""
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.words.setText(words)
        self.open_panel(self.primary)
