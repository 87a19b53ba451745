"""The keys and buttons of the designer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from qa_desktop.ui.designer.groups.expressions import ConditionGroup
from qa_desktop.ui.designer.state import Stage
from qa_desktop.ui.places import Place, key_of
from qa_desktop.ui.widgets.keyhints import KeyHint

if TYPE_CHECKING:
    from qa_desktop.ui.designer.view import DesignerScreen


class DesignerCommands(QObject):
    """What keys and buttons do; a key means the same wherever the keyboard is, unless a text needs it."""

    def __init__(self, screen: DesignerScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        model, bar = screen.model, screen.bar
        page, outline = screen.page, screen.outline
        everywhere = (
            ("Ctrl+Return", self.insert_item),
            ("Ctrl+Enter", self.insert_item),
            ("Ctrl+Shift+Return", self.insert_section),
            ("Ctrl+D", model.outline.duplicate),
            ("Alt+Up", self.up),
            ("Alt+Down", self.down),
            ("Ctrl+Z", model.undo),
            ("Ctrl+Y", model.redo),
            ("Ctrl+Shift+Z", model.redo),
            ("Ctrl+S", model.save),
            ("Ctrl+R", self.refer),
            ("F5", screen.open_preview),
            ("F6", self.other_pane),
            ("Shift+F6", self.other_pane),
            ("F8", self.next_problem),
            ("Shift+F8", self.previous_problem),
            ("Esc", self.to_outline),
        )
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in everywhere:
            QShortcut(QKeySequence(keys), page, slot, context=inside)
        for keys, slot in (("Insert", self.insert_item), ("Delete", model.outline.remove)):
            QShortcut(QKeySequence(keys), outline, slot, context=Qt.ShortcutContext.WidgetShortcut)
        for button, slot in (
            (bar.back, self.back),
            (bar.add_item, self.insert_item),
            (bar.add_section, self.insert_section),
            (bar.copy, model.outline.duplicate),
            (bar.remove, model.outline.remove),
            (bar.up, self.up),
            (bar.down, self.down),
            (bar.undo, model.undo),
            (bar.redo, model.redo),
            (bar.preview, screen.open_preview),
            (bar.problems, self.show_problems),
        ):
            button.clicked.connect(slot)
        screen.preview.opened.connect(screen.show_preview)

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        if self._screen.model.state.stage is not Stage.READY:
            return (KeyHint(key_of(Place.TEMPLATES), self.tr("Templates")),)
        return (
            KeyHint("Ctrl+Enter", self.tr("New item")),
            KeyHint("Enter", self.tr("To the form")),
            KeyHint("F8", self.tr("Next to correct")),
            KeyHint("F5", self.tr("Preview")),
            KeyHint("Alt+↑ ↓", self.tr("Move")),
            KeyHint("Ctrl+Z", self.tr("Undo")),
            KeyHint("Esc", self.tr("To the outline")),
            KeyHint("Ctrl+D", self.tr("Duplicate")),
            KeyHint("Delete", self.tr("Remove")),
            KeyHint("Ctrl+Shift+Enter", self.tr("New section")),
            KeyHint("Ctrl+R", self.tr("Refer to an item")),
            KeyHint("F6", self.tr("Outline or form")),
            KeyHint("Ctrl+Y", self.tr("Redo")),
        )

    def insert_item(self) -> None:
        """Insert an item and go to its text."""
        self._screen.model.outline.insert_item()

    def insert_section(self) -> None:
        """Insert a section and go to its title."""
        self._screen.model.outline.insert_section("")

    def up(self) -> None:
        """Move the present line up."""
        self._screen.model.outline.step(-1)

    def down(self) -> None:
        """Move the present line down."""
        self._screen.model.outline.step(1)

    def back(self) -> None:
        """Go to the templates."""
        self._screen.context.go_to(Place.TEMPLATES)

    def to_outline(self) -> None:
        """Leave the form."""
        self._screen.outline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def other_pane(self) -> None:
        """Go from the outline to the form, or back."""
        if self._screen.outline.hasFocus():
            self._screen.form.go_to()
        else:
            self.to_outline()

    def next_problem(self) -> None:
        """Go to the next thing to correct."""
        self._screen.model.next_problem()

    def previous_problem(self) -> None:
        """Go to the one before."""
        self._screen.model.next_problem(back=True)

    def show_problems(self) -> None:
        """List everything to correct."""
        self._screen.problem_sheet.show_problems(self._screen.model.state.problems)

    def refer(self) -> None:
        """Open the list of items for the expression that has the keyboard, otherwise for the condition."""
        form = self._screen.form
        now = QApplication.focusWidget()
        formula = form.formula
        if formula.isVisible() and formula.body is not None and now is not None and formula.isAncestorOf(now):
            formula.ask()
        elif self._screen.model.state.item is not None:
            form.group(ConditionGroup).open_for("rules.asks.show_when", "")
            form.condition.ask()

    def scanned(self, code: str) -> bool:
        """Put a scan into the field that has the keyboard."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and self._screen.isAncestorOf(field):
            field.setText(code)
            field.textEdited.emit(code)
            return True
        if isinstance(field, QPlainTextEdit) and self._screen.isAncestorOf(field):
            field.insertPlainText(code)
            return True
        return False
