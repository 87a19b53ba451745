"""The sheet that says who a supplier is whose name lots give and no partner has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.companies import CompanyRow


class SpellingSheet(IssueSheet):
    """``given`` carries a name as lots give it and the key of the partner that is meant; ``new_wanted`` the name of a new one."""

    given = Signal(str, str)
    new_wanted = Signal(str)

    def __init__(self, host: QWidget) -> None:
        title, go = host.tr("Suppliers that are not in the list"), host.tr("It is the same")
        super().__init__(host, title, primary_text=go, primary_icon="check", width=680)
        self._names: tuple[str, ...] = ()
        self._companies: tuple[CompanyRow, ...] = ()
        words = self.tr(
            "Its lots then count for the partner that you choose. What the lots were called, and every signed page, stays."
        )
        self.name, self.company = ChoiceBox(self.content), ChoiceBox(self.content)
        self.add = ActionButton(self.tr("It is a new partner …"), self.content, icon="plus")
        self.add.clicked.connect(self._add)
        self.body.addWidget(LabelledField(self.tr("Lots call their supplier"), self.name, self.content))
        self.body.addWidget(LabelledField(self.tr("This is another spelling of"), self.company, self.content))
        self.body.addWidget(PlainLabel(words, self.content, role="text_muted"))
        self.body.addWidget(self.add)
        self.confirmed.connect(self._give)

    def ask(self, unknown: tuple[tuple[str, int], ...], companies: tuple[CompanyRow, ...]) -> None:
        """Open for the names that nobody has; the partner is chosen, not filled in."""
        self._names = tuple(name for name, _ in unknown)
        self._companies = tuple(row for row in companies if row.supplies)
        self.name.clear()
        for name, count in unknown:
            words = self.tr("{name} (1 lot)") if count == 1 else self.tr("{name} ({n} lots)")
            self.name.addItem(words.format(name=name, n=count))
        self.company.clear()
        for row in self._companies:
            self.company.addItem(row.name)
        self.name.setCurrentIndex(0)
        self.company.setCurrentIndex(-1)
        self.set_busy(False)
        self.open_panel(self.name)

    def _give(self) -> None:
        place = self.company.currentIndex()
        if place < 0:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose the partner that is meant, or add a new one."))
            self._fit()
            self.company.setFocus()
            return
        self.set_busy(True)
        self.given.emit(self._names[max(0, self.name.currentIndex())], self._companies[place].id)

    def _add(self) -> None:
        self.new_wanted.emit(self._names[max(0, self.name.currentIndex())])
