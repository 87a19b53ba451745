"""What is new in a revision: structure, criteria, wording, each with the old and the new value side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.changed_fields import ChangeKind
from qa_desktop.domain.checklist import Checklist, Item, RemovedCheck
from qa_desktop.domain.comparison import Comparison, Fate, ItemChange
from qa_desktop.domain.item_rules import Why
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.template_review import RevisionReview

_MOST = 300
_TONES = {ChangeKind.STRUCTURE: Tone.FAILS, ChangeKind.CRITERIA: Tone.WARNING, ChangeKind.WORDING: Tone.NEUTRAL}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that changed: what it is, what happened, the values before and after, and why a removed check existed."""

    kind: ChangeKind
    title: str
    what: str = ""
    values: tuple[tuple[str, str, str], ...] = ()
    why: str = ""
    place: str = field(default="")


class ChangeWords(QObject):
    """Turns a comparison into entries, in the language of the screen."""

    def kind(self, kind: ChangeKind) -> str:
        """Return the name of a kind of change."""
        match kind:
            case ChangeKind.STRUCTURE:
                return self.tr("Structure")
            case ChangeKind.CRITERIA:
                return self.tr("Criteria")
            case ChangeKind.WORDING:
                return self.tr("Wording")

    def summary(self, comparison: Comparison) -> str:
        """Return how many changes there are of each kind."""
        words = self.tr("Structure: {structure} · Criteria: {criteria} · Wording: {wording}")
        return words.format(
            structure=comparison.count(ChangeKind.STRUCTURE),
            criteria=comparison.count(ChangeKind.CRITERIA),
            wording=comparison.count(ChangeKind.WORDING),
        )

    def entries(self, comparison: Comparison, before: Checklist) -> Iterator[Entry]:
        """Return everything that changed; an item with changes of several kinds comes once in each."""
        title = self.tr("The checklist")
        for one in comparison.fields:
            yield Entry(one.kind, title, values=((one.label, one.old, one.new),))
        for section in comparison.sections:
            name = self.tr("Section “{title}”").format(title=section.title or "–")
            if section.fate is not Fate.KEPT or section.moved:
                yield Entry(ChangeKind.STRUCTURE, name, self._fate(section.fate, moved=section.moved))
            if section.fate is Fate.KEPT and section.old_title != section.title:
                renamed = ((self.tr("title"), section.old_title, section.title),)
                yield Entry(ChangeKind.WORDING, name, values=renamed)
        old = {item.key: item for item in before.items}
        for item in comparison.items:
            yield from self._item(item, old)

    def _item(self, change: ItemChange, old: dict[str, Item]) -> Iterator[Entry]:
        title = " ".join(change.text.split()) or change.key
        where = self.tr("in “{section}”").format(section=change.section) if change.section else ""
        if change.fate is not Fate.KEPT or change.moved:
            why = self._why(old.get(change.key), change.gone) if change.fate is Fate.REMOVED else ""
            moved: tuple[tuple[str, str, str], ...] = ()
            if change.moved and change.old_section != change.section:
                moved = ((self.tr("section"), change.old_section or "–", change.section or "–"),)
            yield Entry(ChangeKind.STRUCTURE, title, self._fate(change.fate, moved=change.moved), moved, why, where)
        for kind in sorted(ChangeKind, reverse=True):
            values = tuple((one.label, one.old, one.new) for one in change.fields if one.kind is kind)
            if values:
                yield Entry(kind, title, values=values, place=where)

    def _fate(self, fate: Fate, *, moved: bool) -> str:
        if fate is Fate.ADDED:
            return self.tr("Added")
        if fate is Fate.REMOVED:
            return self.tr("Removed")
        return self.tr("Moved") if moved else ""

    def _why(self, item: Item | None, gone: RemovedCheck | None) -> str:
        why = item.rules.why if item is not None else Why()
        if gone is not None:
            led = self.tr("It existed because: {why}").format(why=gone.reason or "–")
            answer = self.tr("Why it may go: {answer} ({who})").format(answer=gone.answer, who=gone.by or "–")
            return f"{led}\n{answer}"
        if not (why.note or why.issue):
            return self.tr("No reason was noted for this check.")
        issue = self.tr("Issue {number}").format(number=why.issue) if why.issue else ""
        return self.tr("It existed because: {why}").format(why=" · ".join(part for part in (why.note, issue) if part))


class ChangesView(QScrollArea):
    """Shows a comparison; made anew only when another one is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("What is new"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._words = ChangeWords(self)
        self._review: RevisionReview | None = None
        self.entries: tuple[Entry, ...] = ()

    def summary(self) -> str:
        """Return how many changes there are, in words."""
        comparison = self._review.comparison if self._review is not None else None
        return self._words.summary(comparison) if comparison is not None else ""

    def show_review(self, review: RevisionReview) -> None:
        """Show what is new in a revision."""
        if review is self._review:
            return
        self._review = review
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_2)
        self.entries = ()
        if review.comparison is None or review.before is None:
            title = self.tr("The first revision")
            sentence = self.tr("There is no other revision to compare it with. Look through all of its items.")
            layout.addWidget(EmptyState(title, sentence, page, icon="layers"))
        else:
            self.entries = tuple(self._words.entries(review.comparison, review.before))
            self._fill(layout, page)
        self.setWidget(page)
        page.setAutoFillBackground(False)  # after setWidget, which switches it on

    def _fill(self, layout: QVBoxLayout, page: QWidget) -> None:
        if not self.entries:
            sentence = self.tr("Both revisions ask the same in the same words.")
            layout.addWidget(EmptyState(self.tr("No difference"), sentence, page, icon="check"))
            return
        left = _MOST
        for kind in sorted(ChangeKind, reverse=True):
            found = [entry for entry in self.entries if entry.kind is kind]
            if not found or left <= 0:
                continue
            card = Card("", page)
            card.add_to_head(StatusChip(self._words.kind(kind), _TONES[kind], parent=card))
            card.set_title(self.tr("{kind} ({count})").format(kind=self._words.kind(kind), count=len(found)))
            for entry in found[:left]:
                card.body.addWidget(self._entry(entry, card))
            if len(found) > left:
                card.body.addWidget(PlainLabel(self.tr("… and {count} more").format(count=len(found) - left), card))
            left -= len(found)
            layout.addWidget(card)
        layout.addStretch(1)

    def _entry(self, entry: Entry, parent: QWidget) -> QWidget:
        box = QWidget(parent)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, SPACE_1, 0, SPACE_2)
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_1)
        for column, stretch in ((0, 2), (1, 3), (2, 3)):
            grid.setColumnStretch(column, stretch)
        head = f"{entry.what}: {entry.title}" if entry.what else entry.title
        grid.addWidget(Heading(head, box, level=3), 0, 0, 1, 3)
        row = 1
        if entry.place:
            grid.addWidget(PlainLabel(entry.place, box, size=TextSize.SMALL, role="text_muted"), row, 0, 1, 3)
            row += 1
        if entry.why:
            grid.addWidget(PlainLabel(entry.why, box), row, 0, 1, 3)
            row += 1
        if entry.values:
            for column, words in ((1, self.tr("Before")), (2, self.tr("Now"))):
                grid.addWidget(PlainLabel(words, box, size=TextSize.SMALL, role="text_muted"), row, column)
            row += 1
        for label, old, new in entry.values:
            grid.addWidget(PlainLabel(label, box, role="text_muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(old or "–", box), row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(new or "–", box, strong=True), row, 2, Qt.AlignmentFlag.AlignTop)
            row += 1
        return box
