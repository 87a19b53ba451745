"""Note and photos of an item."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.run.editors.text import PAUSE_MS, NoteEdit
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_3, TextSize
from qa_desktop.ui.widgets.photo_strip import PhotoStrip
from qa_desktop.ui.widgets.text import PlainLabel


class Evidence(QWidget):
    """The note, stored as typed, and the photos.  Both stay out of sight until there is something or something is asked for."""

    noted = Signal(str)
    note_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: list[QWidget] = []
        self._asked = False
        self._item_id = ""
        self._note = ""
        self._filling = False
        self._may_edit = True
        self._label = PlainLabel(self.tr("Note"), self, size=TextSize.SMALL, strong=True, wrap=False)
        self.note = NoteEdit(self.tr("Note"), 2, self)
        self._label.setBuddy(self.note)
        self._photo_label = PlainLabel(self.tr("Photos"), self, size=TextSize.SMALL, strong=True, wrap=False)
        self.strip = PhotoStrip(self, shortcut_hint="P")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.commit)
        self.note.textChanged.connect(self._on_changed)
        self.note.accepted.connect(self._on_accepted)
        self.note.left.connect(self.commit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        for label, widget, share in ((self._label, self.note, 2), (self._photo_label, self.strip, 3)):
            holder = QWidget(self)
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE_1)
            column.addWidget(label)
            column.addWidget(widget)
            column.addStretch(1)
            layout.addWidget(holder, share)
            self._columns.append(holder)

    def render_panel(self, panel: PanelState, *, new_item: bool) -> None:
        """Show the note of an item; what is being typed is left alone."""
        if new_item:
            self._asked = False
        self._may_edit = panel.may_edit
        if panel.item.id != self._item_id or panel.answer.note != self._note:
            self._item_id, self._note = panel.item.id, panel.answer.note
            if self.note.toPlainText() != self._note:
                self._pause.stop()
                self._filling = True
                self.note.setPlainText(self._note)
                self._filling = False
        self.note.setReadOnly(not panel.may_edit)
        self.strip.set_editable(panel.may_edit)
        wants = panel.failed and panel.may_edit
        note = bool(self.note.toPlainText()) or wants or self._asked
        photos = panel.answer.photos > 0 or wants or panel.item.kind is ItemKind.PHOTO
        for column, shown in zip(self._columns, (note, photos), strict=True):
            column.setVisible(shown)
        if panel.item.kind is ItemKind.PHOTO:
            self.strip.add.hide()  # the editor of a photo item is that button
        self.setVisible(note or photos)

    def ask_note(self) -> None:
        """Open the note and put the keyboard into it."""
        self._asked = True
        self.show()
        self._columns[0].show()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Hand the note over as it stands."""
        self._pause.stop()
        if self._may_edit and self.note.toPlainText() != self._note:
            self.noted.emit(self.note.toPlainText())

    def _on_changed(self) -> None:
        if not self._filling:
            self._pause.start()

    def _on_accepted(self) -> None:
        self.commit()
        self.note_left.emit()
