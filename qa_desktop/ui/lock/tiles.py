"""The people of the station as large tiles: arrow keys walk over them, Enter or a press takes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QScrollArea, QWidget

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2
from qa_desktop.ui.widgets.person_tile import PersonTile

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile

TILE_WIDTH = 300


class TileGrid(QScrollArea):
    """Tiles in as many columns as fit.

    ``taken`` carries the person's id; ``typed`` carries the id and a character that was typed on the tile.
    """

    taken = Signal(str)
    typed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = QWidget()
        self._page.setAccessibleName(self.tr("People"))
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(SPACE_1, SPACE_1, SPACE_2, SPACE_1)
        self._grid.setSpacing(SPACE_2)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._page)
        self.viewport().setAutoFillBackground(False)
        self._page.setAutoFillBackground(False)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.buttonClicked.connect(self._clicked)
        self.tiles: list[PersonTile] = []
        self._columns = 0

    def set_people(self, people: Sequence[Tile], roles: Sequence[str]) -> None:
        """Show these people; ``roles`` are the words under their names."""
        if [tile.person_id for tile in self.tiles] == [person.person_id for person in people]:
            return
        for tile in self.tiles:
            tile.removeEventFilter(self)
            self._group.removeButton(tile)
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = []
        for person, role in zip(people, roles, strict=True):
            tile = PersonTile(person.person_id, person.name, role, self._page)
            tile.installEventFilter(self)
            self._group.addButton(tile)
            self.tiles.append(tile)
        self._columns = 0
        self._place()

    def mark(self, person_id: str | None) -> None:
        """Mark the person who is chosen."""
        for tile in self.tiles:
            tile.setChecked(tile.person_id == person_id)

    def focus_tile(self, person_id: str | None = None) -> bool:
        """Give the keyboard to a person's tile, or to the first one; return whether there is one."""
        for tile in self.tiles:
            if person_id is None or tile.person_id == person_id:
                tile.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(tile)
                return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk with the arrow keys; hand digits and letters on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, PersonTile):
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width."""
        super().resizeEvent(event)
        self._place()

    def _key(self, tile: PersonTile, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_Home: -len(self.tiles),
            Qt.Key.Key_End: len(self.tiles),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._walk(self.tiles.index(tile), step)
            return True
        text = event.text()
        if text and text.isprintable() and not text.isspace() and not event.isAutoRepeat():
            self.typed.emit(tile.person_id, text)
            return True
        return False

    def _walk(self, place: int, step: int) -> None:
        last = len(self.tiles) - 1
        target = place + step
        if abs(step) == self._columns and not 0 <= target <= last:
            return  # there is no row above the first or below the last
        tile = self.tiles[min(max(target, 0), last)]
        tile.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(tile)

    def _place(self) -> None:
        room = self.viewport().width() - SPACE_1 - SPACE_2
        width = current_theme().text(TILE_WIDTH)
        columns = max(1, min(4, (room + SPACE_2) // (width + SPACE_2)))
        if columns == self._columns or not self.tiles:
            return
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        previous: QWidget | None = None
        for tile in self.tiles:
            if previous is not None:
                QWidget.setTabOrder(previous, tile)
            previous = tile

    def _clicked(self, tile: PersonTile) -> None:
        self.taken.emit(tile.person_id)
