"""Naming people in a comment: names offered while they are typed after @, and those that nobody bears said at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from qa_desktop.domain.improvement import mention_at, mentioned_logins, offered
from qa_desktop.ui.run.flow import FlowRow
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile

_MOST = 4


class MentionHelper(QWidget):
    """Stands below a field.  Tab takes the first name that is offered; a press takes any of them."""

    def __init__(self, field: QPlainTextEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._people: tuple[tuple[str, str], ...] = ()
        self._offered: tuple[tuple[str, str], ...] = ()
        self.hint = PlainLabel(self.tr("@ and a name tells somebody: it stands on their start page."), self, role="text_muted")
        self.row = FlowRow(self, spacing=SPACE_2)
        self.buttons = [ActionButton("", self.row, shortcut_hint="Tab" if place == 0 else "") for place in range(_MOST)]
        for place, button in enumerate(self.buttons):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(_Take(self, place))
            self.row.add(button)
        self.told = PlainLabel("", self)
        self.unknown = PlainLabel("", self, role="fails")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for widget in (self.hint, self.row, self.told, self.unknown):
            layout.addWidget(widget)
        field.installEventFilter(self)
        field.cursorPositionChanged.connect(self._look)
        field.textChanged.connect(self._look)
        self._look()

    def set_people(self, people: Sequence[Tile]) -> None:
        """Offer these people."""
        self._people = tuple((tile.login, tile.name) for tile in people)
        self._look()

    def take(self, place: int) -> None:
        """Put a name that is offered into the text."""
        if place >= len(self._offered):
            return
        login = self._offered[place][0]
        cursor = self._field.textCursor()
        typed = mention_at(self._field.toPlainText(), cursor.position()) or ""
        for _ in typed:
            cursor.deletePreviousChar()
        cursor.insertText(login + " ")
        self._field.setTextCursor(cursor)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab takes the first name while one is offered; else it leaves the field as always."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self._offered
        ):
            self.take(0)
            return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        text = self._field.toPlainText()
        typed = mention_at(text, self._field.textCursor().position())
        self._offered = offered(typed, self._people)[:_MOST] if typed is not None else ()
        for place, button in enumerate(self.buttons):
            shown = place < len(self._offered)
            if shown:
                login, name = self._offered[place]
                button.setText(f"{name}  @{login}")
            button.setVisible(shown)
        self.row.setVisible(bool(self._offered))
        names = {login.casefold(): name for login, name in self._people}
        logins = [login for login in mentioned_logins(text) if typed is None or login != typed.casefold() or login in names]
        told = [names[login] for login in logins if login in names]
        nobody = [f"@{login}" for login in logins if login not in names]
        self.told.setText(self.tr("Told: {names}").format(names=", ".join(told)))
        self.told.setVisible(bool(told))
        words = self.tr("Nobody here has this log-in name, so nobody is told: {names}")
        self.unknown.setText(words.format(names=", ".join(nobody)))
        self.unknown.setVisible(bool(nobody))
        self.hint.setVisible(not told and not nobody and not self._offered)


class _Take:
    """Takes one of the names that are offered."""

    def __init__(self, helper: MentionHelper, place: int) -> None:
        self._helper, self._place = helper, place

    def __call__(self, *_args: object) -> None:
        self._helper.take(self._place)
