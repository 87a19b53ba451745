"""The fields of the form, each bound to one property: what is typed goes to the model at once, what the model says is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from qa_desktop.ui.designer import values
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.theme.tokens import SPACE_1, TextSize
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField
from qa_desktop.ui.widgets.text import PlainLabel

Give = Callable[[str, Any], None]
"""Takes the path of a property and what was given for it."""

_COLUMN = re.compile(r"Column (\d+)")


class LeaveUndo(QObject):
    """Keeps undo and redo out of the text fields, so that they take back changes of the draft wherever the keyboard is."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the screen's shortcut have the key."""
        if event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress} and isinstance(event, QKeyEvent):
            ours = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if ours and event.type() == QEvent.Type.ShortcutOverride:
                event.ignore()
                return True
        return False


class Input(QWidget):
    """Base: the path of the property, and how it is shown."""

    path = ""

    def show_state(self, state: DesignerState) -> None:
        """Show the property of the present item and what is wrong with it."""

    def take_focus(self, sentence: str = "") -> None:
        """Give the keyboard to the field; ``sentence`` says what is wrong, with a column where there is one."""


class LineInput(Input):
    """One line of text or a number."""

    def __init__(
        self, path: str, label: str, give: Give, parent: QWidget | None = None, *, hint: str = "", limit: int = 500
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.line = QLineEdit()
        self.line.setMaxLength(limit)
        self.field = LabelledField(label, self.line, self, hint=hint)
        _fill(self, self.field)
        self.setFocusProxy(self.line)
        self._undo = LeaveUndo(self)
        self.line.installEventFilter(self._undo)
        self._give = give
        self.line.textEdited.connect(self._edited)

    def show_state(self, state: DesignerState) -> None:
        """Show the text; the caret stays where it is when nothing changes."""
        text = shown_text(state, self.path)
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0 if not self.line.hasFocus() else len(text))
        show_problem(self.field, state.problem_at(self.path))

    def take_focus(self, sentence: str = "") -> None:
        """Give the keyboard to the line."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def _edited(self, text: str) -> None:
        self._give(self.path, text)


class TextInput(Input):
    """Several lines of text, or an expression."""

    def __init__(
        self, path: str, label: str, give: Give, parent: QWidget | None = None, *, lines: int = 2, hint: str = ""
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.note = NoteField(lines=lines, name=label)
        self.field = LabelledField(label, self.note, self, hint=hint)
        _fill(self, self.field)
        self.setFocusProxy(self.note)
        self._undo = LeaveUndo(self)
        self.note.installEventFilter(self._undo)
        self._filling = False
        self._give = give
        self.note.textChanged.connect(self._changed)

    def show_state(self, state: DesignerState) -> None:
        """Show the text; the caret stays where it is when nothing changes."""
        text = shown_text(state, self.path)
        if self.note.toPlainText() != text:
            self._filling = True
            self.note.setPlainText(text)
            self._filling = False
        show_problem(self.field, state.problem_at(self.path))

    def take_focus(self, sentence: str = "") -> None:
        """Give the keyboard to the text, at the column that the sentence names."""
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)
        found = _COLUMN.search(sentence)
        cursor = self.note.textCursor()
        if found is not None:
            cursor.setPosition(min(int(found.group(1)) - 1, len(self.note.toPlainText())))
        else:
            cursor.movePosition(cursor.MoveOperation.End)
        self.note.setTextCursor(cursor)

    def insert(self, words: str) -> None:
        """Insert text at the caret as if it had been typed."""
        self.note.insertPlainText(words)
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        if not self._filling:
            self._give(self.path, self.note.toPlainText())


class ChoiceInput(Input):
    """One of a few values."""

    def __init__(
        self, path: str, label: str, options: Sequence[tuple[str, Any]], give: Give, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.box = ChoiceBox(name=label)
        for words, value in options:
            self.box.addItem(words, value)
        self._values = [value for _, value in options]
        self.field = LabelledField(label, self.box, self)
        _fill(self, self.field)
        self.setFocusProxy(self.box)
        self._give = give
        self.box.activated.connect(self._activated)

    def show_state(self, state: DesignerState) -> None:
        """Show the value."""
        item = state.item
        if item is not None:
            value = values.value_of(item, self.path)
            self.box.setCurrentIndex(self._values.index(value) if value in self._values else -1)
        show_problem(self.field, state.problem_at(self.path))

    def take_focus(self, sentence: str = "") -> None:
        """Give the keyboard to the list."""
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _activated(self, place: int) -> None:
        self._give(self.path, self._values[place])


class CheckInput(Input):
    """Yes or no."""

    def __init__(self, path: str, label: str, give: Give, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.box = QCheckBox(label.replace("&", "&&"), self)
        self.box.setAccessibleName(label)
        self._below = PlainLabel("", self, size=TextSize.SMALL, role="fails")
        self._below.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.box)
        layout.addWidget(self._below)
        self.setFocusProxy(self.box)
        self._give = give
        self.box.clicked.connect(self._clicked)

    def show_state(self, state: DesignerState) -> None:
        """Show whether it is so."""
        item = state.item
        if item is not None:
            self.box.setChecked(bool(values.value_of(item, self.path)))
        sentence = state.problem_at(self.path)
        if self._below.text() != sentence:
            self._below.setText(sentence)
        self._below.setVisible(bool(sentence))

    def take_focus(self, sentence: str = "") -> None:
        """Give the keyboard to the box."""
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self, checked: bool) -> None:
        self._give(self.path, checked)


def shown_text(state: DesignerState, path: str) -> str:
    """Return what a field shows: what was typed there, else what is kept."""
    typed = state.typed.get((state.key, path))
    if typed is not None:
        return typed.raw
    match path:
        case "title":
            return state.checklist.title
        case "description":
            return state.checklist.description
        case "section.title":
            number = state.spot.section
            return state.checklist.sections[number].title if 0 <= number < len(state.checklist.sections) else ""
        case _:
            return values.text_of(state.item, path) if state.item is not None else ""


def show_problem(field: LabelledField, sentence: str) -> None:
    """Show a sentence below a field, and have it spoken only when it is new."""
    if field.problem() != sentence:
        field.set_problem(sentence)


def is_text_field(widget: QWidget | None) -> bool:
    """Return whether keys are typed into a widget."""
    return isinstance(widget, (QLineEdit, QPlainTextEdit))


def _fill(owner: QWidget, field: QWidget) -> None:
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(field)
