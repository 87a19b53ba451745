"""What the keys of the run do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.ui.run.editors.reading import ReadingEditor
from qa_desktop.ui.run.extras import RunExtras
from qa_desktop.ui.run.item_list import ItemList
from qa_desktop.ui.run.panel import ItemPanel
from qa_desktop.ui.run.photos import PhotoDesk
from qa_desktop.ui.run.view_model import RunModel

_STAYS = frozenset({"enter", "edit", "ask", "last"})


class RunCommands(QObject):
    """Implements :class:`~qa_desktop.ui.run.keys.RunActions`.  ``closed`` says that the inspection cannot be changed."""

    closed = Signal()

    def __init__(
        self, model: RunModel, panel: ItemPanel, items: ItemList, photos: PhotoDesk, extras: RunExtras, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model, self._panel, self._items, self._extras = model, panel, items, extras
        self.browsing = False
        moves, evidence = model.moves, panel.evidence
        self._table: dict[str, Callable[[], object]] = {
            "next_open": moves.next_open,
            "previous_open": partial(moves.next_open, back=True),
            "up": partial(self._step, -1),
            "down": partial(self._step, 1),
            "section_up": partial(moves.section, back=True),
            "section_down": moves.section,
            "next_failed": moves.next_failed,
            "previous_failed": partial(moves.next_failed, back=True),
            "next_missing": moves.next_missing,
            "previous_missing": partial(moves.next_missing, back=True),
            "undo": model.undo,
            "redo": model.redo,
            "sign": model.sign,
            "enter": self.enter,
            "edit": panel.edit_value,
            "ask": self._ask,
            "pane": self._pane,
            "leave_field": panel.leave_field,
            "grid": self.grid,
            "last": extras.last,
            "number": extras.number,
            "returned": moves.show_returned,
            "known": extras.known,
        }
        self._changing: dict[str, Callable[[], object]] = {
            "paste": evidence.strip.paste,
            "photo": photos.choose,
            "note": panel.ask_note,
            "issue": extras.issue,
            "not_applicable": extras.not_applicable,
            "decide": extras.decide,
            "gauge": extras.gauge,
        }

    def do(self, action: str) -> None:
        """Do what a key stands for; a note that is being typed is stored first."""
        if action not in _STAYS:
            self._panel.evidence.commit()
        if action in self._table:
            self._table[action]()
        elif self._may_change(action):
            self._changing[action]()
        elif self._model.state.may_edit:
            self._model.tell_locked()
        else:
            self.closed.emit()

    def _may_change(self, action: str) -> bool:
        """Return whether the current line may change; an issue may be logged about any line of an open inspection."""
        state = self._model.state
        return state.may_edit if action == "issue" else state.panel is not None and state.panel.may_edit

    def digit(self, text: str) -> bool:
        """Give an answer by its digit, or begin to type a reading."""
        editor = self._panel.editor
        if editor is None or not self._model.state.may_edit:
            return False
        if isinstance(editor, ReadingEditor):
            return editor.type_into(text)
        return text.isdigit() and editor.press(int(text))

    def enter(self) -> None:
        """Take the item as it stands, or go into its field when it is open."""
        editor, state = self._panel.editor, self._model.state
        if editor is not None and state.may_edit and editor.enter():
            return
        waits = state.panel is not None and state.panel.row.is_open and state.panel.draft is None
        in_field = isinstance(QApplication.focusWidget(), (QLineEdit, QPlainTextEdit))
        if waits and state.may_edit and editor is not None and editor.field() is not None and not in_field:
            self._panel.edit_value()
            return
        self._model.accept()

    def grid(self) -> None:
        """Go to the grid of pieces, where there is one."""
        self._model.moves.to_grid()

    def _ask(self) -> None:
        if self._panel.editor is not None and self._model.state.may_edit:
            self._panel.editor.ask()

    def _step(self, by: int) -> None:
        """Go by one line; somebody who walks through the list stays in the list."""
        self.browsing = self._items.hasFocus()
        self._model.moves.step(by)
        self.browsing = False

    def _pane(self) -> None:
        if self._items.hasFocus():
            self._panel.take_focus()
        else:
            self._items.setFocus(Qt.FocusReason.ShortcutFocusReason)
