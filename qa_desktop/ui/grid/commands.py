"""What the keys of the grid do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.grid.cells import NUMERIC
from qa_desktop.ui.grid.extras import GridExtras
from qa_desktop.ui.grid.foot import GridFoot
from qa_desktop.ui.grid.keys import handle
from qa_desktop.ui.grid.table import GridTable
from qa_desktop.ui.grid.view_model import GridModel

_WORDED = frozenset({ItemKind.TEXT, ItemKind.BARCODE, ItemKind.DATE_TIME})
_ANY_TIME = frozenset({"enter", "enter_back", "tab", "tab_back", "leave", "edit", "last", "paste", "copy"})


class GridCommands(QObject):
    """Implements :class:`~qa_desktop.ui.grid.keys.GridActions`.  ``turned`` says which way Enter goes from now on."""

    turned = Signal(bool)

    def __init__(self, model: GridModel, table: GridTable, foot: GridFoot, extras: GridExtras, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._table, self._foot, self._extras = model, table, foot, extras
        moves, history = model.moves, model.history
        self._table_of: dict[str, Callable[[], object]] = {
            "enter": self._enter,
            "enter_back": partial(self._enter, back=True),
            "tab": partial(self._tab, back=False),
            "tab_back": partial(self._tab, back=True),
            "next_missing": moves.next_missing,
            "previous_missing": partial(moves.next_missing, back=True),
            "up": partial(moves.step, -1, 0),
            "down": partial(moves.step, 1, 0),
            "left": partial(moves.step, 0, -1),
            "right": partial(moves.step, 0, 1),
            "page_up": partial(self._page, -1),
            "page_down": partial(self._page, 1),
            "row_start": partial(moves.edge, end=False),
            "row_end": partial(moves.edge, end=True),
            "first": partial(moves.edge, end=False, far=True),
            "last_cell": partial(moves.edge, end=True, far=True),
            "next_failed": moves.next_failed,
            "previous_failed": partial(moves.next_failed, back=True),
            "next_gap": moves.next_gap,
            "previous_gap": partial(moves.next_gap, back=True),
            "undo": history.undo,
            "redo": history.redo,
            "edit": self.edit,
            "leave": self._leave,
            "copy": self._copy,
            "paste": self._paste,
            "turn": self.turn,
            "sign": model.sign,
            "list": extras.to_list,
            "pane": self._pane,
            "note": extras.note,
            "photo": extras.photo,
            "issue": extras.issue,
            "last": extras.last,
            "not_applicable": extras.not_applicable,
            "erase": extras.erase,
            "serial": extras.serial,
            "add": extras.add_pieces,
            "rest": extras.rest,
            "decide": extras.decide,
            "gauge": extras.gauge,
            "known": extras.known,
        }

    def key(self, event: QKeyEvent) -> None:
        """Take a key that the table or the field over a cell leaves to the screen."""
        event.setAccepted(handle(event, self))

    def do(self, action: str) -> None:
        """Do what a key stands for; what is typed is given first, or kept as typed when it is no answer."""
        if self._table.field.is_open and action not in _ANY_TIME:
            self._table.field.finish()
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._model.flush()
        self._table_of[action]()

    def begin(self, text: str) -> bool:
        """Begin to type in the current cell, or answer it by a digit."""
        model, state = self._model, self._model.state
        if state.panel is None or state.preview is not None:
            return False
        item = state.panel.item
        if item.kind in NUMERIC | _WORDED and item.kind is not ItemKind.CALCULATED:
            if model.core.answerable_line() is None:
                return True
            self._table.begin_edit(text)
            model.typed(text)
            return True
        if text.isascii() and text.isdigit():
            if text == "3" and item.kind in {ItemKind.CONFORMITY, ItemKind.YES_NO}:
                self._extras.not_applicable()
                return True
            return model.digit(int(text))
        return False

    def wants_text(self) -> bool:
        """Return whether letters are part of an answer here."""
        panel = self._model.state.panel
        return panel is not None and panel.item.kind in _WORDED and panel.item.asked and panel.may_edit

    def edit(self) -> None:
        """Open the field with the value that stands."""
        model, panel = self._model, self._model.state.panel
        if panel is None or model.core.answerable_line() is None:
            return
        if panel.item.kind in (NUMERIC | _WORDED) - {ItemKind.CALCULATED}:
            text = panel.draft if panel.draft is not None else panel.answer.value or ""
            self._table.begin_edit(text, select=True)

    def turn(self) -> None:
        """Let Enter go the other way, and remember it."""
        self.turned.emit(self._model.turn())

    def give(self, raw: str, *, along: bool | None = None, back: bool = False) -> bool:
        """Give a reading that was typed, scanned or sent by a gauge; a refused one stays in the field."""
        if self._model.give(raw, along=along, back=back):
            self._table.field.finish()
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def _enter(self, *, back: bool = False) -> None:
        if self._model.state.preview is not None:
            self._model.blocks.confirm()
        elif self._table.field.is_open:
            self._from_field(along=None, back=back)
        else:
            self._model.enter(back=back)

    def _tab(self, *, back: bool) -> None:
        if self._table.field.is_open:
            self._from_field(along=True, back=back)
        else:
            self._model.moves.next_missing(along=True, back=back)

    def _from_field(self, *, along: bool | None, back: bool) -> None:
        text = self._table.field.text()
        if text.strip():
            self.give(text, along=along, back=back)
            return
        self._leave()
        self._model.moves.next_missing(along=along, back=back)

    def _leave(self) -> None:
        if self._model.state.preview is not None:
            self._model.blocks.cancel()
            return
        self._table.field.finish()
        self._model.drop_draft()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self, by: int) -> None:
        self._model.moves.step(by * self._table.page(), 0)

    def _copy(self) -> None:
        if self._table.field.is_open:
            self._table.field.copy()
            return
        QGuiApplication.clipboard().setText(self._model.blocks.copy(*self._table.block()))

    def _paste(self) -> None:
        held = QGuiApplication.clipboard().mimeData()
        if held.hasImage() and not held.hasText():
            self._foot.strip.paste()
            return
        text = held.text()
        if any(mark in text.rstrip("\r\n") for mark in "\t\n\r"):
            self._table.field.finish()
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._model.blocks.look_at(text)
        elif self._table.field.is_open:
            self._table.field.paste()
        elif text.strip():
            self._one_value(text.strip())

    def _one_value(self, text: str) -> None:
        """Put a single value into the field, where Enter gives it like a typed one; a choice is previewed."""
        panel = self._model.state.panel
        if panel is not None and panel.item.kind in (NUMERIC | _WORDED) - {ItemKind.CALCULATED}:
            self.begin(text)
        else:
            self._model.blocks.look_at(text)

    def _pane(self) -> None:
        if self._table.hasFocus():
            self._foot.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._table.setFocus(Qt.FocusReason.ShortcutFocusReason)
