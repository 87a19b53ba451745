"""The words of an item in other languages, one language at a time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Item
from qa_desktop.domain.item_rules import Translation
from qa_desktop.ui.designer.groups.base import COLUMNS, Group
from qa_desktop.ui.designer.inputs import LeaveUndo
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField


class LanguagesGroup(Group):
    """Texts per language."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Other languages"))
        self._language = ""
        self._shown_for = ""
        self._filling = False
        self._words: list[tuple[str, LabelledField, QLineEdit]] = []

    def paths(self) -> tuple[str, ...]:
        """All texts."""
        return ("rules.texts", "language")

    def summary(self, item: Item) -> str:
        """Return the languages."""
        return ", ".join(one.language for one in item.rules.texts)

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        self.box = ChoiceBox(name=self.tr("Language"))
        self.new = QLineEdit()
        self.new.setMaxLength(35)
        self.new_field = LabelledField(self.tr("Another language, for example de"), self.new, self)
        self.add_language = ActionButton(self.tr("Add language"), self, icon="plus")
        self.remove = ActionButton(self.tr("Remove language"), self, icon="trash-2")
        self.text, self.help = NoteField(lines=2), NoteField(lines=2)
        self.box_field = LabelledField(self.tr("Language"), self.box, self)
        self.text_field = LabelledField(self.tr("Text"), self.text, self)
        self.help_field = LabelledField(self.tr("Help for the inspector"), self.help, self)
        self._undo = LeaveUndo(self)
        for field in (self.new, self.text, self.help):
            field.installEventFilter(self._undo)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(SPACE_2)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.new_field, 1, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self.add_language, 0, Qt.AlignmentFlag.AlignBottom)
        for row in (first, second):
            row.setSpacing(SPACE_2)
        second.addWidget(self.box_field, 1)
        second.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addLayout(second, 0, 0, 1, COLUMNS)
        grid.addWidget(self.text_field, 1, 0, 1, COLUMNS)
        grid.addWidget(self.help_field, 2, 0, 1, COLUMNS)
        grid.addLayout(self._choices, 3, 0, 1, COLUMNS)
        grid.addLayout(first, 4, 0, 1, COLUMNS)
        first.setContentsMargins(0, SPACE_2, 0, 0)
        self.box.activated.connect(self._chosen)
        self.new.returnPressed.connect(self._add)
        self.add_language.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.text.textChanged.connect(self._text)
        self.help.textChanged.connect(self._help)

    def fill(self, state: DesignerState) -> None:
        """Show the texts of one language."""
        item = state.item
        if item is None:
            return
        languages = [one.language for one in item.rules.texts]
        if self._language not in languages:
            self._language = languages[0] if languages else ""
        if [self.box.itemText(place) for place in range(self.box.count())] != languages:
            self.box.clear()
            self.box.addItems(languages)
        self.box.setCurrentIndex(languages.index(self._language) if languages else -1)
        shown = next((one for one in item.rules.texts if one.language == self._language), None)
        for widget in (self.box_field, self.remove, self.text_field, self.help_field):
            widget.setVisible(shown is not None)
        self._filling = True
        for field, words in ((self.text, shown.text if shown else ""), (self.help, shown.help if shown else "")):
            if field.toPlainText() != words:
                field.setPlainText(words)
        self._fill_choices(item, shown)
        self._filling = False
        sentence = state.problem_at("language")
        if self.new_field.problem() != sentence:
            self.new_field.set_problem(sentence)
        self.text_field.set_problem(state.problem_at("rules.texts") if shown is not None else "")

    def focus_inside(self, path: str) -> None:
        """Go to the text, or to the field for a new language."""
        (self.text if self._language else self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_choices(self, item: Item, shown: Translation | None) -> None:
        while len(self._words) < len(item.choices):
            line = QLineEdit()
            line.installEventFilter(self._undo)
            line.textEdited.connect(partial(self._choice, len(self._words)))
            field = LabelledField("", line, self)
            self._choices.addWidget(field)
            self._words.append(("", field, line))
        translated = dict(shown.choices) if shown is not None else {}
        for place, (_, field, line) in enumerate(self._words):
            visible = shown is not None and place < len(item.choices)
            field.setVisible(visible)
            if visible:
                choice = item.choices[place]
                field.set_label(choice.text or choice.id)
                self._words[place] = (choice.id, field, line)
                if line.text() != translated.get(choice.id, ""):
                    line.setText(translated.get(choice.id, ""))

    def _chosen(self, place: int) -> None:
        self._language = self.box.itemText(place)
        self._again()

    def _add(self) -> None:
        wanted = self.new.text().strip()
        before, self._language = self._language, wanted
        if self.model.languages.add(self.new.text()):
            self.new.clear()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._language = before
            self._again()

    def _remove(self) -> None:
        self.model.languages.remove(self._language)

    def _text(self) -> None:
        if not self._filling:
            self.model.languages.text(self._language, self.text.toPlainText())

    def _help(self) -> None:
        if not self._filling:
            self.model.languages.help(self._language, self.help.toPlainText())

    def _choice(self, place: int, words: str) -> None:
        self.model.languages.choice(self._language, self._words[place][0], words)
