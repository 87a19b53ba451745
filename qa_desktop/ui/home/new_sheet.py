"""Beginning an inspection: choose a checklist, say what is inspected, Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.home.template_list import TemplateList, TemplateRow, matching
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.templates import PublishedPage
    from qa_desktop.storage.queries.inspections import InspectionRow
    from qa_desktop.storage.queries.production import PartRow

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_SHOWN_ROWS = 3
_SUGGESTIONS = 3
_COLUMNS = 12


class NewSheet(DialogPanel):
    """``begun`` carries the key of the new inspection."""

    begun = Signal(str)

    def __init__(self, host: QWidget, context: Context) -> None:
        title, go = host.tr("New inspection"), host.tr("Begin")
        super().__init__(host, title, primary_text=go, primary_icon="clipboard-check", width=820)
        self._context = context
        self._all: tuple[TemplateRow, ...] = ()
        self._parts: tuple[PartRow, ...] = ()
        self._suggested = -1
        self.suggestions: list[ActionButton] = []
        self.filter = QLineEdit(self.content)
        self.filter.setPlaceholderText(self.tr("Type to filter the checklists"))
        self.filter.setAccessibleName(self.tr("Filter the checklists"))
        self.templates = TemplateList(self.content)
        self.templates.setFixedHeight(current_theme().target * _SHOWN_ROWS + 4)
        self.none = PlainLabel("", self.content, role="text_muted")
        self.none.hide()
        self.body.addWidget(self.filter)
        self.body.addWidget(self.templates)
        self.body.addWidget(self.none)
        self.fields: dict[str, QLineEdit] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_3 - SPACE_1)
        self._add("part_number", self.tr("Part number (required)"), 0, (0, 4))
        self._add("part_name", self.tr("Part name"), 0, (4, 5))
        self._add("part_revision", self.tr("Part revision"), 0, (9, 3))
        # One row for all four: with the known parts shown as well the sheet still fits a window of 800 pixels.
        self._add("order", self.tr("Order"), 2, (0, 3))
        self._add("serial", self.tr("Serial number"), 2, (3, 4))
        self._add("lot", self.tr("Lot"), 2, (7, 3))
        self._add("lot_quantity", self.tr("Lot quantity"), 2, (10, 2))
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.body.addLayout(self._grid)
        self._build_suggestions()
        self.filter.textEdited.connect(self._on_filter)
        self.filter.installEventFilter(self)
        self.templates.picked.connect(self._on_picked)
        self.confirmed.connect(self._begin)

    def _add(self, name: str, label: str, row: int, columns: tuple[int, int]) -> None:
        field = QLineEdit(self.content)
        field.setMinimumWidth(40)
        field.installEventFilter(self)
        field.setMaxLength(80)
        field.setAccessibleName(label)
        caption = PlainLabel(label, self.content, size=TextSize.SMALL, strong=True, wrap=False)
        caption.setBuddy(field)
        cell = QVBoxLayout()
        cell.setSpacing(SPACE_1)
        cell.addWidget(caption)
        cell.addWidget(field)
        self._grid.addLayout(cell, row, columns[0], 1, columns[1])
        self.fields[name] = field

    def _build_suggestions(self) -> None:
        """Known parts as buttons under the part number: no window pops up, so no key is ever caught by one."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        for _ in range(_SUGGESTIONS):
            button = ActionButton("", self.content, icon="package", variant=Variant.FLAT)
            button.clicked.connect(self._on_suggestion)
            button.hide()
            self.suggestions.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self._grid.addLayout(row, 1, 0, 1, _COLUMNS)
        self.fields["part_number"].textEdited.connect(self._on_part_typed)

    def ask(self, **known: str) -> None:
        """Open with what is known already, for example ``serial`` from a scan, and load the published checklists."""
        for name, field in self.fields.items():
            field.setText(known.get(name, ""))
        self.filter.clear()
        self._parts, self._suggested = (), -1
        for button in self.suggestions:
            button.hide()
        self.set_busy(False)
        self.message.dismiss()
        self.open_panel(self.filter)
        templates, actor = self._context.program.templates, self._context.actor
        self._context.jobs.read(partial(templates.published, actor), self._on_templates, self._failed, owner=self)

    def take_scan(self, code: str) -> None:
        """Put a scan into the field that has the keyboard; without one it is the serial number."""
        focus = QApplication.focusWidget()
        field = focus if isinstance(focus, QLineEdit) and focus is not self.filter and self.isAncestorOf(focus) else None
        target = field or self.fields["serial"]
        target.setText(code)
        if target is self.fields["part_number"]:
            self._on_part_typed(code)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let up and down choose a checklist while the filter is typed, and a known part while its number is; Enter goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & ~_KEYPAD:
                return self._go_on(watched)
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None and watched is self.filter:
                self.templates.choose_next(step)
                return True
            if step is not None and watched is self.fields["part_number"]:
                self._take(max(0, min(self._suggested + step, len(self._parts) - 1)))
                return True
        return super().eventFilter(watched, event)

    def _go_on(self, field: QLineEdit) -> bool:
        """Go to the next field; return whether there was one.  The sheet itself would take Enter as the end.

        An inspection cannot be taken back, and whoever accepts a known part with Enter has not said which order it is.
        """
        fields = list(self.fields.values())
        if field is self.filter:
            self._on_picked()
            return True
        if field is fields[-1] or not self.fields["part_number"].text().strip():
            return False
        taken = field is fields[0] and self._suggested >= 0
        following = self.fields["order"] if taken else fields[fields.index(field) + 1]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _on_templates(self, page: PublishedPage) -> None:
        self._all = tuple(
            TemplateRow(
                row.id,
                row.template_name,
                self.tr("revision {number}, {count} items").format(number=row.number, count=row.item_count),
            )
            for row in page.rows
        )
        self._on_filter(self.filter.text())

    def _on_filter(self, typed: str) -> None:
        found = matching(self._all, typed)
        self.templates.set_rows(found)
        self.templates.setVisible(bool(found))
        self.none.setVisible(not found)
        if not self._all:
            self.none.setText(self.tr("No checklist is published yet. Somebody who edits templates publishes one in Templates."))
        else:
            self.none.setText(self.tr("No checklist matches what you typed."))

    def _on_picked(self) -> None:
        field = self.fields["part_number"]
        if self.templates.chosen() is not None:
            field.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_part_typed(self, typed: str) -> None:
        if typed.strip():
            inspections, actor = self._context.program.inspections, self._context.actor
            call = partial(inspections.parts, actor, typed)
            self._context.jobs.read(call, partial(self._on_parts, typed), self._ignore, owner=self)

    def _on_parts(self, typed: str, parts: tuple[PartRow, ...]) -> None:
        if self.fields["part_number"].text() != typed:
            return
        self._parts, self._suggested = parts[:_SUGGESTIONS], -1
        exact = next((part for part in parts if part.number == typed.strip()), None)
        for place, button in enumerate(self.suggestions):
            known = self._parts[place] if place < len(self._parts) else None
            button.setVisible(known is not None and exact is None)
            if known is not None:
                button.setText(" ".join(word for word in (known.number, known.revision, known.name) if word))
        if exact is not None:
            self._fill(exact)

    def _on_suggestion(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self._take(self.suggestions.index(button))
            self.fields["part_number"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, place: int) -> None:
        """Take a known part with its name and revision, in place of what a suggestion before it filled in."""
        if 0 <= place < len(self._parts):
            self._suggested = place
            part = self._parts[place]
            for name, text in (("part_number", part.number), ("part_name", part.name), ("part_revision", part.revision)):
                self.fields[name].setText(text)

    def _fill(self, part: PartRow) -> None:
        """Fill in what is known of a part where nothing was typed: these are names, not readings."""
        for name, text in (("part_name", part.name), ("part_revision", part.revision)):
            if not self.fields[name].text():
                self.fields[name].setText(text)

    def _begin(self) -> None:
        chosen = self.templates.chosen()
        if not self.primary.isEnabled():
            return
        if chosen is None:
            self._say(MessageKind.WARNING, self.tr("Choose a checklist first."))
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.fields["part_number"].text().strip():
            self._say(MessageKind.WARNING, self.tr("Type or scan the part number."))
            self.fields["part_number"].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._quantity_is_wrong():
            return
        from qa_desktop.services.inspections import WhatToInspect  # noqa: PLC0415  (services load late)

        self.set_busy(True)
        typed: dict[str, Any] = {name: field.text() for name, field in self.fields.items()}
        what = WhatToInspect(**typed)
        call = partial(self._context.program.inspections.begin, self._context.actor, chosen.revision_id, what)
        self._context.jobs.write(call, self._on_begun, self._failed, owner=self)

    def _quantity_is_wrong(self) -> bool:
        """Name the field in which the quantity is wrong: it is far from the line that says so."""
        quantity, lot = self.fields["lot_quantity"], self.fields["lot"]
        if not quantity.text().strip():
            return False
        try:
            wrong = parse_decimal(quantity.text()) <= 0
        except InputError:
            wrong = True
        if wrong:
            self._say(MessageKind.WARNING, self.tr("Lot quantity: type a number above zero, for example 50, or leave it empty."))
            quantity.selectAll()
            quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not lot.text().strip():
            self._say(MessageKind.WARNING, self.tr("Lot: type the lot that the quantity belongs to, or clear the lot quantity."))
            lot.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True

    def _on_begun(self, row: InspectionRow) -> None:
        self.set_busy(False)
        self.close_panel()
        self.begun.emit(row.id)

    def _failed(self, error: QaError) -> None:
        self.set_busy(False)
        self._say(MessageKind.ERROR, words_of(error))

    def _say(self, kind: MessageKind, sentence: str) -> None:
        self.message.show_message(kind, sentence)

    def _ignore(self, _error: QaError) -> None:
        return
