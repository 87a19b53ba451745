"""How an item is answered: evidence, second reading, pass the rest; where it comes from; why it exists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from qa_desktop.domain.checklist import Evidence, Item, ItemKind
from qa_desktop.domain.item_checks import NEVER_READ_TWICE, NUMBER_KINDS, may_pass_rest
from qa_desktop.domain.item_rules import EvidenceWhen, IssueWhen
from qa_desktop.domain.item_types.numeric import with_unit
from qa_desktop.ui.designer.groups.base import COLUMNS, Group
from qa_desktop.ui.designer.inputs import CheckInput, ChoiceInput, LineInput, TextInput
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.designer.words import designer_words
from qa_desktop.ui.widgets.text import PlainLabel

Lookup = Callable[[str, Callable[[str], None]], None]
"""Looks an issue up by its number and hands over its title, empty when there is none."""

Led = Callable[[str, str, Callable[[tuple[str, ...]], None]], None]
"""Looks up what led to an item, by template and key, and hands over a line for each reason."""


class EvidenceGroup(Group):
    """Photo and note: what, and when."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Photo and note"))

    def applies(self, item: Item) -> bool:
        """Nothing accompanies an instruction."""
        return item.kind is not ItemKind.INSTRUCTION

    def paths(self) -> tuple[str, ...]:
        """What and when."""
        return ("evidence", "rules.asks.evidence_when", "rules.asks.evidence_every", "rules.asks.issue_when")

    def summary(self, item: Item) -> str:
        """Return what and when."""
        words, asks = designer_words(), item.rules.asks
        if item.evidence is Evidence.NONE or asks.evidence_when is EvidenceWhen.NEVER:
            return self.tr("Never asked for")
        if asks.evidence_when is EvidenceWhen.NTH:
            every = self.tr("at every piece number {count}").format(count=asks.evidence_every)
            return f"{words.evidence(item.evidence)}, {every}"
        return f"{words.evidence(item.evidence)}, {words.when(asks.evidence_when).lower()}"

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give, words = self.model.give, designer_words()
        what = [(words.evidence(one), one) for one in Evidence]
        when = [(words.when(one), one) for one in EvidenceWhen]
        self.add(ChoiceInput("evidence", self.tr("What is asked for"), what, give, self), grid, 0, 0, 3)
        self.add(ChoiceInput("rules.asks.evidence_when", self.tr("When"), when, give, self), grid, 0, 3, 3)
        hint = self.tr("The first piece, and every Nth after it.")
        self.every = LineInput("rules.asks.evidence_every", self.tr("Every how many pieces"), give, self, hint=hint, limit=7)
        self.add(self.every, grid, 1, 3, 3)
        issues = [(words.issue_when(one), one) for one in IssueWhen]
        self.add(ChoiceInput("rules.asks.issue_when", self.tr("Issue when it fails"), issues, give, self), grid, 1, 0, 3)

    def fill(self, state: DesignerState) -> None:
        """Ask for a number only where one is needed."""
        super().fill(state)
        item = state.item
        self.every.setVisible(item is not None and item.rules.asks.evidence_when is EvidenceWhen.NTH)


class SecondGroup(Group):
    """Second reading by another person, and "pass the rest"."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Second reading, pass the rest"))

    def applies(self, item: Item) -> bool:
        """Whatever a person answers."""
        return item.kind not in NEVER_READ_TWICE

    def paths(self) -> tuple[str, ...]:
        """Second reading and pass the rest."""
        return ("rules.asks.second_reading", "rules.asks.agreement", "rules.asks.pass_rest")

    def summary(self, item: Item) -> str:
        """Return what is asked for."""
        asks, parts = item.rules.asks, []
        if asks.second_reading:
            parts.append(self.tr("A second person reads again"))
        if asks.agreement is not None:
            parts.append(self.tr("agreement within {limit}").format(limit=with_unit(asks.agreement, item.unit)))
        if asks.pass_rest:
            parts.append(self.tr("may be passed with the rest"))
        return ", ".join(parts) or self.tr("No")

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give = self.model.give
        second = CheckInput("rules.asks.second_reading", self.tr("Another person reads it again"), give, self)
        self.add(second, grid, 0)
        hint = self.tr("Both agree when they differ by at most this. Empty: they must be the same.")
        self.agreement = LineInput("rules.asks.agreement", self.tr("Agreement limit"), give, self, hint=hint)
        self.add(self.agreement, grid, 1)
        self.rest = CheckInput("rules.asks.pass_rest", self.tr("“Pass the rest” may answer it, which is recorded"), give, self)
        self.add(self.rest, grid, 2)
        words = self.tr("“Pass the rest” is for lines that are not critical and have an answer that passes.")
        self.why_not = PlainLabel(words, self, role="text_muted")
        grid.addWidget(self.why_not, 3, 0, 1, COLUMNS)

    def fill(self, state: DesignerState) -> None:
        """Offer only what is possible; what is set stays visible so that it can be taken back."""
        super().fill(state)
        item = state.item
        if item is None:
            return
        asks, possible = item.rules.asks, may_pass_rest(item)
        number = asks.second_reading and item.kind in NUMBER_KINDS
        self.agreement.setVisible(number or asks.agreement is not None)
        self.rest.setEnabled(possible or asks.pass_rest)
        self.why_not.setVisible(not possible)


class OriginGroup(Group):
    """Where the characteristic stands on the drawing."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Drawing and method"))

    def paths(self) -> tuple[str, ...]:
        """All of it."""
        return ("rules.origin",)

    def summary(self, item: Item) -> str:
        """Return balloon, zone and method."""
        origin = item.rules.origin
        parts = [self.tr("Balloon {number}").format(number=origin.balloon)] if origin.balloon else []
        parts += [part for part in (origin.zone, origin.method) if part]
        if origin.key_characteristic:
            parts.append(self.tr("key characteristic"))
        return ", ".join(parts)

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give = self.model.give
        self.add(LineInput("rules.origin.balloon", self.tr("Balloon number"), give, self, limit=40), grid, 0, 0, 3)
        self.add(LineInput("rules.origin.zone", self.tr("Sheet and zone"), give, self, limit=80), grid, 0, 3, 3)
        self.add(LineInput("rules.origin.method", self.tr("Method or gauge"), give, self), grid, 1)
        key = CheckInput("rules.origin.key_characteristic", self.tr("Key characteristic of the drawing"), give, self)
        self.add(key, grid, 2)


class WhyGroup(Group):
    """Why the check exists."""

    def __init__(self, model: DesignerModel, lookup: Lookup, led: Led, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Why this check exists"))
        self._lookup, self._asked = lookup, ""
        self._led, self._led_key, self._lines = led, ("", ""), tuple[str, ...]()

    def paths(self) -> tuple[str, ...]:
        """Note and issue."""
        return ("rules.why",)

    def summary(self, item: Item) -> str:
        """Return the issue and the note."""
        why = item.rules.why
        return " · ".join(part for part in (why.issue, " ".join(why.note.split()), *self._lines[:1]) if part)

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give = self.model.give
        self.add(TextInput("rules.why.note", self.tr("Reason, in a sentence"), give, self, lines=2), grid, 0)
        hint = self.tr("Number of the issue that led to it.")
        self.issue = LineInput("rules.why.issue", self.tr("Issue"), give, self, hint=hint, limit=60)
        self.add(self.issue, grid, 1)
        self.goes_back = PlainLabel("", self, role="text_muted")
        self.goes_back.hide()
        grid.addWidget(self.goes_back, 2, 0, 1, COLUMNS)

    def fill(self, state: DesignerState) -> None:
        """Show the title of the issue below its number."""
        super().fill(state)
        number = state.item.rules.why.issue.strip() if state.item is not None else ""
        if number != self._asked:
            self._asked = number
            self.issue.field.set_hint(self.tr("Number of the issue that led to it."))
            if number:
                self._lookup(number, self._found)
        self._show_lines()

    def show_state(self, state: DesignerState) -> None:
        """Look what led to the item as soon as one stands at it: the head says it while the group is closed."""
        row, item = state.row, state.item
        key = (row.template_id, item.key) if row is not None and item is not None else ("", "")
        if key != self._led_key:
            self._led_key, self._lines = key, ()
            if all(key):
                self._led(*key, partial(self._found_led, key))
        super().show_state(state)

    def _found_led(self, key: tuple[str, str], lines: tuple[str, ...]) -> None:
        if key == self._led_key:
            self._lines = lines
            self._again()

    def _show_lines(self) -> None:
        self.goes_back.setText("\n".join((self.tr("It goes back to:"), *self._lines)))
        self.goes_back.setVisible(bool(self._lines))

    def _found(self, title: str) -> None:
        words = title or self.tr("There is no issue with this number.")
        self.issue.field.set_hint(words)
