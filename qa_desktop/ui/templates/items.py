"""The items of a revision as an inspector reads them: a list, and one item in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.changed_fields import sampling_words
from qa_desktop.domain.checklist import Choice, Item, ItemKind
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.item_rules import USUAL_RULES
from qa_desktop.ui.designer.words import designer_words
from qa_desktop.ui.reports.table import TwoLineTable, paint_two_lines
from qa_desktop.ui.templates.state import Line
from qa_desktop.ui.templates.words import SEVERITY_TONES, template_words
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import StatusChip, paint_chip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.text import Heading, PlainLabel
from qa_desktop.ui.widgets.verdict import VerdictBadge

_ALL = 20_000
"""A checklist is in memory anyway, so it is one page."""


class ItemTable(TwoLineTable):
    """The sections and items of a revision."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name=self.tr("Items of the checklist"))
        self._lines: tuple[Line, ...] = ()
        words = template_words()
        columns = (
            Column(self.tr("No."), lambda line: str(line.number) if line.item is not None else "", width=52, numeric=True),
            Column(self.tr("Item"), self._words, stretch=True, paint=self._paint_item),
            Column(
                self.tr("Severity"),
                lambda line: words.severity(line.item.severity) if line.item is not None else "",
                width=112,
                paint=self._paint_severity,
            ),
        )
        model = KeysetTableModel(columns, self._fetch, lambda line: line.number, self, page_size=_ALL)
        model.loaded.connect(self._select_first)
        self.set_records(model)
        self.set_empty_state(self.tr("No items"), self.tr("This revision asks for nothing."), icon="list-checks")

    def set_lines(self, lines: tuple[Line, ...]) -> None:
        """Show the rows of another revision."""
        if lines is self._lines:
            return
        self._lines = lines
        model = self.records()
        if model is not None:
            model.reload()

    def _fetch(self, _request: PageRequest, done: Callable[[Sequence[Any]], None], _failed: Callable[[QaError], None]) -> None:
        done(self._lines)

    def _select_first(self) -> None:
        """Begin at the first item, below the head of its section."""
        if not self.currentIndex().isValid():
            self.select_row(next((number for number, line in enumerate(self._lines) if line.item is not None), 0))

    def _words(self, line: Line) -> str:
        return f"{line.item.text}, {template_words().asks(line.item)}" if line.item is not None else line.section

    def _paint_item(self, painter: QPainter, rect: QRect, line: Line, selected: bool) -> None:
        if line.item is not None:
            paint_two_lines(painter, rect, line.item.text, template_words().asks(line.item), selected=selected)
            return
        theme = current_theme()
        painter.setFont(theme.font(TextSize.STRONG, strong=True))
        painter.setPen(theme.colour("on_selection" if selected else "text"))
        shown = painter.fontMetrics().elidedText(line.section, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)

    def _paint_severity(self, painter: QPainter, rect: QRect, line: Line, _selected: bool) -> None:
        if line.item is not None and line.item.kind is not ItemKind.INSTRUCTION:
            severity = line.item.severity
            paint_chip(painter, rect, template_words().severity(severity), SEVERITY_TONES[severity])


class ItemDetail(QScrollArea):
    """One item in full, to be read only.  ``issue_wanted`` carries the number of the issue behind the check."""

    issue_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("The item in full"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._line: Line | None = None
        self.show_line(None)

    def show_line(self, line: Line | None) -> None:
        """Show another item."""
        self._line = line
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_2)
        if line is None or line.item is None:
            title = line.section if line is not None else self.tr("No item chosen")
            sentence = self.tr("Choose an item in the list to read it as an inspector does.")
            layout.addWidget(EmptyState(title, sentence, page, icon="list-checks"))
        else:
            self._fill(layout, page, line.number, line.item)
            layout.addStretch(1)
        self.setWidget(page)
        page.setAutoFillBackground(False)  # after setWidget, which switches it on

    def _fill(self, layout: QVBoxLayout, page: QWidget, number: int, item: Item) -> None:
        words = template_words()
        layout.addWidget(Heading(f"{number}. {item.text}", page, level=2))
        if item.help:
            layout.addWidget(PlainLabel(item.help, page, role="text_muted"))
        limits = words.limits(item)
        if limits:
            layout.addWidget(PlainLabel(limits, page, size=TextSize.TITLE, strong=True, tabular=True))
        for choice in item.choices:
            layout.addWidget(_choice(choice, page))
        layout.addSpacing(SPACE_1)
        if item.kind is not ItemKind.INSTRUCTION:
            layout.addWidget(StatusChip(words.severity(item.severity), SEVERITY_TONES[item.severity], parent=page))
        self._why(layout, page, item)
        for title, text in (*self._facts(item), *self._rules(item)):
            layout.addWidget(PlainLabel(title, page, size=TextSize.SMALL, role="text_muted"))
            layout.addWidget(PlainLabel(text, page))

    def _why(self, layout: QVBoxLayout, page: QWidget, item: Item) -> None:
        """Say why the check exists, with the way to the issue behind it."""
        why = item.rules.why
        if not (why.note or why.issue):
            return
        layout.addWidget(PlainLabel(self.tr("Why it exists"), page, size=TextSize.SMALL, role="text_muted"))
        if why.note:
            layout.addWidget(PlainLabel(why.note, page))
        if why.issue:
            words = self.tr("Issue {number}").format(number=why.issue)
            link = ActionButton(words, page, icon="flag", variant=Variant.FLAT)
            link.setProperty("number", why.issue)
            link.clicked.connect(self._on_issue)
            layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_issue(self) -> None:
        link = self.sender()
        if link is not None:
            self.issue_wanted.emit(str(link.property("number")))

    def _rules(self, item: Item) -> list[tuple[str, str]]:
        """Return the special rules of an item in words."""
        asks, rules, words, facts = item.rules.asks, item.rules, designer_words(), []
        if asks.show_when:
            facts.append((self.tr("Shown when"), asks.show_when))
        if asks.formula:
            facts.append((self.tr("Formula"), asks.formula))
        if asks.per_piece:
            plan = sampling_words(rules.sampling) if rules.sampling is not None else ""
            facts.append((self.tr("For each piece"), plan or self.tr("of the sample")))
        if asks.second_reading:
            facts.append((self.tr("Second reading"), self.tr("By another person")))
        if asks.pass_rest:
            facts.append((self.tr("Pass the rest"), self.tr("Allowed, and recorded")))
        if rules.decision != USUAL_RULES.decision:
            facts.append((self.tr("Decision rule"), f"{words.comparison(rules.decision.comparison)}. {words.zone(item)}"))
        origin = rules.origin
        drawing = " · ".join(part for part in (origin.balloon, origin.zone, origin.method) if part)
        if drawing:
            facts.append((self.tr("Drawing and method"), drawing))
        if rules.texts:
            facts.append((self.tr("Languages"), ", ".join(one.language for one in rules.texts)))
        return facts

    def _facts(self, item: Item) -> list[tuple[str, str]]:
        words = template_words()
        facts = [(self.tr("Asks for"), words.kind(item.kind))]
        if item.expected is not None:
            facts.append(
                (
                    self.tr("Conforms when"),
                    self.tr("the answer is yes") if item.expected == "yes" else self.tr("the answer is no"),
                )
            )
        if item.unit:
            facts.append((self.tr("Unit"), item.unit))
        if item.decimals is not None:
            facts.append((self.tr("Decimals"), str(item.decimals)))
        facts.append((self.tr("Answer"), self.tr("Required before signing") if item.required else self.tr("May be left open")))
        if item.kind is not ItemKind.INSTRUCTION:
            facts.append((self.tr("When it fails"), words.evidence(item.evidence)))
            na = self.tr("Allowed, with a reason") if item.allow_na else self.tr("Not allowed")
            facts.append((self.tr("“Not applicable”"), na))
        facts.append((self.tr("Key"), item.key))
        return facts


def _choice(choice: Choice, page: QWidget) -> QWidget:
    widget = QWidget(page)
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(SPACE_2, 0, 0, 0)
    layout.setSpacing(SPACE_1)
    layout.addWidget(PlainLabel(choice.text, widget, strong=True))
    if choice.conforming is not None:
        layout.addWidget(VerdictBadge(Verdict.CONFORMS if choice.conforming else Verdict.FAILS, widget))
    return widget
