"""What is inspected: the fields of a new inspection, and what is known about them as buttons under the first row."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.ui.home.new_model import FIELDS, OFFERED, Offer
from qa_desktop.ui.home.type_row import TypeRow
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.text import PlainLabel

_COLUMNS = 12
_PLACES = {
    "order": (0, 0, 3),
    "part_number": (0, 3, 4),
    "part_name": (0, 7, 3),
    "part_revision": (0, 10, 2),
    "supplier": (2, 0, 7),
    "lot": (2, 7, 5),
    "lot_quantity": (3, 0, 4),
    "covers": (3, 4, 4),
    "operation": (3, 8, 4),
    "serial": (4, 0, 9),
    "pieces": (4, 9, 3),
}
"""Row, column and width of every field."""


class SubjectForm(QWidget):
    """``edited`` carries the name of the field that somebody typed into, ``taken`` the place of the offer that was pressed."""

    edited = Signal(str)
    taken = Signal(int)

    def __init__(self, watcher: QObject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QLineEdit] = {}
        self.suggestions: list[ActionButton] = []
        self._captions: dict[str, PlainLabel] = {}
        self.types = TypeRow(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_2)
        self._grid.setVerticalSpacing(SPACE_2)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        labels = self._labels()
        for name in FIELDS:
            self._add(name, labels[name], watcher)
        self._grid.addLayout(self._offers(), 1, 0, 1, _COLUMNS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.types)
        layout.addLayout(self._grid)
        layout.addStretch(1)

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {name: field.text() for name, field in self.fields.items()}

    def name_of(self, field: QObject) -> str:
        """Return the name of a field, empty for anything else."""
        return next((name for name, one in self.fields.items() if one is field), "")

    def show_offers(self, offers: tuple[Offer, ...], taken: int) -> None:
        """Offer what is known; the taken one wears a tick."""
        for place, button in enumerate(self.suggestions):
            known = offers[place] if place < len(offers) else None
            button.setVisible(known is not None)
            if known is not None:
                button.setText(known.words)
                button.set_icon("check" if place == taken else "package")

    def show_listed(self, *, listed: bool) -> None:
        """Say beside the supplier when nobody in the list of suppliers is called so; it may be typed all the same."""
        words = self.tr("Supplier") if listed else self.tr("Supplier: not in the list of suppliers")
        self._captions["supplier"].setText(words)
        self._captions["supplier"].set_role("text" if listed else "warning")
        self.fields["supplier"].setAccessibleDescription("" if listed else words)

    def _labels(self) -> dict[str, str]:
        return {
            "part_number": self.tr("Part number (required)"),
            "part_name": self.tr("Part name"),
            "part_revision": self.tr("Revision"),
            "order": self.tr("Order"),
            "supplier": self.tr("Supplier"),
            "lot": self.tr("Lot"),
            "lot_quantity": self.tr("Lot quantity"),
            "covers": self.tr("Of it now"),
            "operation": self.tr("Operation"),
            "serial": self.tr("Serial numbers"),
            "pieces": self.tr("Pieces"),
        }

    def _add(self, name: str, label: str, watcher: QObject) -> None:
        field = QLineEdit(self)
        field.setMinimumWidth(40)
        field.setMaxLength(2000 if name == "serial" else 80)
        field.setAccessibleName(label)
        field.installEventFilter(watcher)
        field.textEdited.connect(self._on_edited)
        caption = PlainLabel(label, self, size=TextSize.SMALL, strong=True, wrap=False)
        caption.setBuddy(field)
        caption.setMinimumWidth(10)  # a long word is cut rather than the sheet widened
        self._captions[name] = caption
        cell = QVBoxLayout()
        cell.setSpacing(2)
        cell.addWidget(caption)
        cell.addWidget(field)
        row, column, width = _PLACES[name]
        self._grid.addLayout(cell, row, column, 1, width)
        self.fields[name] = field
        hints = {
            "lot_quantity": self.tr("pieces, or 12.5 kg"),
            "covers": self.tr("all"),
            "pieces": self.tr("by plan"),
            "serial": self.tr("several with commas"),
        }
        field.setPlaceholderText(hints.get(name, ""))

    def _offers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        for _ in range(OFFERED):
            button = OfferButton("", self, icon="package", variant=Variant.FLAT)
            button.clicked.connect(self._on_offer)
            button.hide()
            self.suggestions.append(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _on_edited(self) -> None:
        self.edited.emit(self.name_of(self.sender()))

    def _on_offer(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self.taken.emit(self.suggestions.index(button))


class OfferButton(ActionButton):
    """A known thing as a button that may become narrow: long names share one line."""

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough; the tool tip says all of it."""
        return QSize(min(120, self.sizeHint().width()), self.sizeHint().height())

    def setText(self, text: str) -> None:
        """Show the words, and all of them as a tool tip."""
        super().setText(text)
        self.setToolTip(text)
