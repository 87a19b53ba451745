"""The condition of an item, and the formula of a calculated one, with a list of items to refer to."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QWidget

from qa_desktop.domain.checklist import Checklist, Item, ItemKind
from qa_desktop.ui.designer.groups.base import COLUMNS, Group
from qa_desktop.ui.designer.inputs import TextInput
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.lock.fields import TextField
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.text import PlainLabel

_MOST = 300
_CHOSEN = {ItemKind.CONFORMITY: ("pass", "fail"), ItemKind.YES_NO: ("yes", "no")}


class ReferenceSheet(DialogPanel):
    """Lists what an expression can refer to; ``picked`` carries the words to insert."""

    picked = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Refer to an item"), primary_text=host.tr("Insert"), primary_icon="plus")
        self.filter = TextField(self.tr("Find an item by its text or key"), self.content)
        self.list = QListWidget(self.content)
        self.list.setAccessibleName(self.tr("Items"))
        self.list.setMinimumHeight(300)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.list)
        self._rows: tuple[tuple[str, str], ...] = ()
        self.filter.edited.connect(self._fill)
        self.filter.line.installEventFilter(self)
        self.list.itemActivated.connect(self._insert)
        self.confirmed.connect(self._insert)

    def ask(self, checklist: Checklist, own: str) -> None:
        """Show the items of a checklist, without the one that asks."""
        self._rows = tuple(references(checklist, own))
        self.filter.line.clear()
        self._fill("")
        self.open_panel(self.filter.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows choose in the list while the filter is typed."""
        found = getattr(self, "list", None)
        if (
            found is not None
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and watched is self.filter.line
        ):
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if by is not None:
                found.setCurrentRow(min(max(found.currentRow() + by, 0), found.count() - 1))
                return True
        return super().eventFilter(watched, event)

    def _fill(self, wanted: str) -> None:
        words = wanted.casefold().split()
        self.list.clear()
        found = [row for row in self._rows if all(word in f"{row[0]} {row[1]}".casefold() for word in words)]
        for insert, text in found[:_MOST]:
            row = QListWidgetItem(f"{insert}   {text}", self.list)
            row.setData(Qt.ItemDataRole.UserRole, insert)
            row.setSizeHint(QSize(100, current_theme().target))
        self.list.setCurrentRow(0)

    def _insert(self) -> None:
        row = self.list.currentItem()
        if row is not None:
            self.close_panel()
            self.picked.emit(str(row.data(Qt.ItemDataRole.UserRole)))


def references(checklist: Checklist, own: str) -> Iterator[tuple[str, str]]:
    """Return what can be inserted and what it is called: every item, and every comparison with one of its choices."""
    for item in checklist.items:
        if item.key == own or item.kind is ItemKind.INSTRUCTION:
            continue
        reference = "{" + item.key + "}"
        text = " ".join(item.text.split())
        yield reference, text
        for id_ in _CHOSEN.get(item.kind, ()):
            yield f"{reference} = '{id_}'", text
        for choice in item.choices if item.kind is not ItemKind.DEFECTS else ():
            quoted = choice.id.replace("'", "''")
            many = item.kind is ItemKind.MULTIPLE_CHOICE
            yield f"selected({reference}, '{quoted}')" if many else f"{reference} = '{quoted}'", f"{text}: {choice.text}"


class _ExpressionGroup(Group):
    """An expression with its live check and the way to insert an item."""

    def __init__(
        self, model: DesignerModel, sheet: ReferenceSheet, title: str, path: str, parent: QWidget | None, *, is_open: bool
    ) -> None:
        super().__init__(model, title, parent, is_open=is_open)
        self._sheet, self._path = sheet, path

    def paths(self) -> tuple[str, ...]:
        """The expression."""
        return (self._path,)

    def explanation(self) -> str:
        """Return what the expression is for."""
        return ""

    def build(self, grid: QGridLayout) -> None:
        """Make the field and its button."""
        grid.addWidget(PlainLabel(self.explanation(), self, role="text_muted"), 0, 0, 1, COLUMNS)
        self.text = TextInput(self._path, self.head.text(), self.model.give, self, lines=2)
        self.add(self.text, grid, 1)
        self.insert = ActionButton(self.tr("Refer to an item …"), self, icon="plus", shortcut_hint="Ctrl+R")
        grid.addWidget(self.insert, 2, 0, 1, COLUMNS, Qt.AlignmentFlag.AlignLeft)
        self.insert.clicked.connect(self.ask)

    def ask(self) -> None:
        """Open the list of items; what is picked goes to the caret."""
        item = self.model.state.item
        if item is None:
            return
        self._sheet.picked.connect(self._picked, Qt.ConnectionType.SingleShotConnection)
        self._sheet.cancelled.connect(self._not_picked, Qt.ConnectionType.SingleShotConnection)
        self._sheet.ask(self.model.state.checklist, item.key)

    def _picked(self, words: str) -> None:
        self._sheet.cancelled.disconnect(self._not_picked)
        self.text.insert(words)

    def _not_picked(self) -> None:
        self._sheet.picked.disconnect(self._picked)


class ConditionGroup(_ExpressionGroup):
    """The condition under which an item is asked."""

    def __init__(self, model: DesignerModel, sheet: ReferenceSheet, parent: QWidget | None = None) -> None:
        super().__init__(model, sheet, "", "rules.asks.show_when", parent, is_open=False)
        self.head.setText(self.tr("Show when …"))

    def summary(self, item: Item) -> str:
        """Return the condition."""
        return " ".join(item.rules.asks.show_when.split()) or self.tr("Always")

    def explanation(self) -> str:
        """Say how a condition is written."""
        return self.tr("Asked only while this holds, for example {example}. Empty: always.").format(example="{bore_a} > 12.5")


class FormulaGroup(_ExpressionGroup):
    """The formula of a calculated value."""

    def __init__(self, model: DesignerModel, sheet: ReferenceSheet, parent: QWidget | None = None) -> None:
        super().__init__(model, sheet, "", "rules.asks.formula", parent, is_open=True)
        self.head.setText(self.tr("Formula"))

    def applies(self, item: Item) -> bool:
        """Calculated values have one; a formula that is left over stays visible so that it can be removed."""
        return item.kind is ItemKind.CALCULATED or bool(item.rules.asks.formula)

    def summary(self, item: Item) -> str:
        """Return the formula."""
        return " ".join(item.rules.asks.formula.split())

    def explanation(self) -> str:
        """Say how a formula is written."""
        words = self.tr("A number from other answers, for example {example}. Functions: {functions}.")
        functions = "min, max, sum, mean, abs, round, if, answered, selected"
        return words.format(example="round(mean({a}, {b}), 2)", functions=functions)
