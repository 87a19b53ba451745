"""Dates with times, typed as on paper; no field that jumps between its parts."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_types.plain import offset_text
from qa_desktop.ui.context import words_of
from qa_desktop.ui.run.editors.text import LineEditor
from qa_desktop.ui.run.moments import parse_moment
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.widgets.buttons import ActionButton


class MomentEditor(LineEditor):
    """Takes a moment and says back what it understood, with the offset that is stored."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("calendar", "", parent)
        self.now = ActionButton(self.tr("Now"), self, icon="clock", shortcut_hint="F8")
        self.now.clicked.connect(self.ask)
        self.row.addWidget(self.now)
        self.edit.setMaxLength(60)
        self.edit.setPlaceholderText("2026-11-22 14:05")

    def render_panel(self, panel: PanelState) -> None:
        """Show the moment and what it means."""
        super().render_panel(panel)
        self.now.setEnabled(panel.may_edit)
        self._echo()

    def as_typed(self, value: str) -> str:
        """Return a stored moment without its offset, which the echo shows."""
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}" if value else ""

    def ask(self) -> bool:
        """Fill in the present moment; Enter gives it."""
        if self.edit.isReadOnly():
            return False
        return self.type_into(f"{_now():%Y-%m-%d %H:%M}")

    def _on_edited(self, text: str) -> None:
        self._echo()
        try:
            self.typed.emit(parse_moment(text, _now()))
        except InputError:
            self.typed.emit(text)

    def _on_return(self) -> None:
        try:
            self.given.emit(parse_moment(self.edit.text(), _now()))
        except InputError:
            self.given.emit(self.edit.text())

    def _echo(self) -> None:
        text = self.edit.text()
        if not text.strip():
            self._hint.setText(self.tr("Type it like 2026-11-22 14:05 or 22.11.2026 14:05; 14:05 alone is today."))
            return
        try:
            moment = datetime.fromisoformat(parse_moment(text, _now()))
        except InputError as error:
            self._hint.setText(words_of(error))
            return
        day = QLocale().toString(QDate(moment.year, moment.month, moment.day), QLocale.FormatType.LongFormat)
        clock = QLocale().toString(QTime(moment.hour, moment.minute), "HH:mm")
        self._hint.setText(f"{day}   {clock}   {offset_text(moment)}")


def _now() -> datetime:
    return datetime.now().astimezone()
