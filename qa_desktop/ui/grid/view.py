"""The sample grid: pieces by characteristics, each reading judged and stored as it is typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qa_desktop import look as keeper
from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.grid.cells import NUMERIC, Cells
from qa_desktop.ui.grid.commands import GridCommands
from qa_desktop.ui.grid.door import GridDoor
from qa_desktop.ui.grid.extras import GridExtras
from qa_desktop.ui.grid.foot import GridFoot
from qa_desktop.ui.grid.head import GridHead
from qa_desktop.ui.grid.loading import GridLoading
from qa_desktop.ui.grid.state import GridState, Say, Spot, Stage
from qa_desktop.ui.grid.table import GridTable
from qa_desktop.ui.grid.view_model import GridModel
from qa_desktop.ui.grid.words import GridWords
from qa_desktop.ui.places import Place, key_of
from qa_desktop.ui.run.book import Save
from qa_desktop.ui.run.loading import Loaded
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.services.inspections import OpenedInspection

_PREVIEW = "\0"
"""Stands for a draft that no cell holds: what was said about a block goes with the next thing that happens."""


class GridScreen(Screen):
    """Place.GRID; ``enter(inspection_id=…, line_id=…)`` opens an inspection, ``enter()`` shows the one that is open."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words, self._run_words = GridWords(self), RunWords(self)
        self._door = GridDoor(context, self)
        self.model = GridModel(self._door, context.actor, self.render_state, along=context.look.enter_along)
        self._wanted: tuple[str, str | None] = ("", None)
        self._shown: tuple[str, Spot] = ("", (-1, -1))
        self._passed, self._marking = 0, False
        self._said_of: tuple[bool, str | None] = (False, None)
        self._stack = QStackedWidget(self)
        self.empty = EmptyState(parent=self._stack)
        self.busy = BusyPanel(self._stack)
        for page in (self.empty, self.busy, self._work_page()):
            self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        outer.addWidget(self._stack)
        self.extras = GridExtras(context, self.model, self._door, self.foot, self._run_words, self)
        self.commands = GridCommands(self.model, self.table, self.foot, self.extras, self)
        self._connect()
        self.render_state(self.model.state, None)

    def _work_page(self) -> QWidget:
        page = QWidget(self._stack)
        self.head = GridHead(self._words, self._run_words, page)
        self.table = GridTable(page)
        self.notice = InlineMessage(page)
        self.foot = GridFoot(self._words, self._run_words, page)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.foot)
        return page

    def _connect(self) -> None:
        door, model, foot, extras = self._door, self.model, self.foot, self.extras
        door.stored.connect(self._on_stored)
        door.refused.connect(model.not_saved)
        door.pasted.connect(self._on_pasted)
        door.not_pasted.connect(model.blocks.not_pasted)
        door.changed.connect(self._on_changed)
        self.table.key_pressed.connect(self.commands.key)
        self.table.field.key_pressed.connect(self.commands.key)
        self.table.field.textEdited.connect(model.typed)
        self.table.edit_wanted.connect(self.commands.edit)
        self.table.spot_chosen.connect(self._on_spot)
        self.commands.turned.connect(self._on_turned)
        self.empty.action_requested.connect(self._on_empty_action)
        self.notice.action_requested.connect(model.blocks.confirm)
        self.notice.dismissed.connect(self._on_dismissed)
        self.head.unsaved.action_requested.connect(model.retry)
        self.head.banner.action_requested.connect(self._take_over)
        extras.logged.connect(self._on_logged)
        extras.photos.counted.connect(model.elsewhere.photos)
        extras.photos.refused.connect(self._on_photo_refused)
        foot.digit.connect(model.digit)
        for button, action in (
            (self.head.turn, "turn"),
            (self.head.list, "list"),
            (self.head.sign, "sign"),
            (foot.note, "note"),
            (foot.photo, "photo"),
            (foot.issue, "issue"),
            (foot.recent, "last"),
            (foot.not_applicable, "not_applicable"),
            (foot.rest, "rest"),
            (foot.piece, "serial"),
            (foot.more, "add"),
            (foot.decide, "decide"),
            (foot.gauge, "gauge"),
        ):
            button.clicked.connect(partial(self._pressed, action))

    # The frame's wishes

    def enter(self, **what: object) -> None:
        """Open ``inspection_id`` at ``line_id``, or look again at the one that is open."""
        wanted = str(what.get("inspection_id") or self.model.state.head.inspection_id)
        if not wanted:
            return
        line_id = what.get("line_id")
        self._wanted = (wanted, None if line_id is None else str(line_id))
        if self.model.state.head.inspection_id != wanted:
            self.model.loading()
        self._load(what.get("loaded"))  # type: ignore[arg-type]

    def leave(self) -> None:
        """Store what was typed; nothing else is at risk."""
        self._close_field()
        self._door.write_place()
        self.extras.photos.set_watching(False)

    def first_focus(self) -> QWidget | None:
        """Return the table: typing begins in its current cell."""
        if self.model.state.stage is Stage.READY:
            return self.table.field if self.table.field.is_open else self.table
        return self.empty.action if self._stack.currentWidget() is self.empty else None

    def scanned(self, code: str) -> bool:
        """Go to the piece that the code names, or take the code as what is typed; else the window looks for it."""
        if self.extras.scanned(code):
            return True
        model, state = self.model, self.model.state
        if state.stage is not Stage.READY or state.panel is None:
            return False
        if model.moves.to_piece(code):
            self._close_field()
            return True
        kind = state.panel.item.kind
        if not state.panel.may_edit or not state.panel.item.asked:
            return False
        if kind in NUMERIC - {ItemKind.CALCULATED}:
            return self._reading(code)
        if kind in {ItemKind.BARCODE, ItemKind.TEXT}:
            return self.commands.give(code)
        return False

    def unsaved(self) -> tuple[str, ...]:
        """Return the answers that are on the screen only."""
        state = self.model.state
        words = self.tr("{number}, cell {cell}")
        return tuple(words.format(number=state.head.number, cell=cell) for cell in state.unsaved)

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter in the grid."""
        state = self.model.state
        if state.stage is not Stage.READY:
            return (KeyHint(key_of(Place.HOME), self.tr("My work")),)
        hints = [KeyHint("Space", self.tr("Next missing")), KeyHint("F4", self.tr("List"))]
        if state.may_edit:
            down = self.tr("Store, next missing in the row") if state.along else self.tr("Store, next missing in the column")
            hints = [KeyHint("Enter", down), KeyHint("Tab", self.tr("Along the row")), *hints]
            hints += [KeyHint("N", self.tr("Note")), KeyHint("P", self.tr("Photo")), KeyHint("I", self.tr("Issue"))]
            hints += [KeyHint("Ctrl+V", self.tr("Paste a block")), KeyHint("Ctrl+Z", self.tr("Undo"))]
            hints += [KeyHint("Ctrl+Enter", self.tr("Sign")), KeyHint("D", self.tr("Turn Enter"))]
        hints += [
            KeyHint("F2", self.tr("Edit the value")),
            KeyHint("L", self.tr("Last five")),
            KeyHint("A", self.tr("Not applicable")),
            KeyHint("S", self.tr("Serial of the piece")),
            KeyHint("R", self.tr("Pass the rest")),
            KeyHint("M", self.tr("Which gauge")),
            KeyHint("K", self.tr("What we know")),
            KeyHint("Ins", self.tr("Add pieces")),
            KeyHint("Del", self.tr("Take the reading back, with a reason")),
            KeyHint("Ctrl+R", self.tr("Retract, retest, reject")),
            KeyHint("F7", self.tr("Next failed")),
            KeyHint("F9", self.tr("Next that lacks something")),
            KeyHint("F6", self.tr("Grid or buttons")),
            KeyHint("Shift+Enter", self.tr("Missing cell before")),
            KeyHint("Ctrl+C", self.tr("Copy")),
            KeyHint("Ctrl+Y", self.tr("Redo")),
            KeyHint("Ctrl+Home", self.tr("First cell")),
            KeyHint("Alt+N, P, I", self.tr("The same while text is typed")),
        ]
        return tuple(hints)

    # Loading

    def _load(self, loaded: Loaded | None = None) -> None:
        """Load the inspection, or take what the list has loaded already, and make the cells; all of it away from the window."""
        call, jobs = GridLoading(self.context, self._wanted[0], loaded), self.context.jobs
        # Behind answers that are still on their way, so that nothing older than the screen is shown.
        run = jobs.write if self.model.state.saving else jobs.read
        run(call, self._on_loaded, self._on_broken, owner=self)

    def _on_loaded(self, loaded: tuple[OpenedInspection, Cells]) -> None:
        opened, cells = loaded
        wanted, line_id = self._wanted
        if opened.row.id != wanted:
            return
        if self.model.state.saving:
            self._load()  # something was given meanwhile: what was read is older than the screen
            return
        self._wanted = (wanted, None)
        self._close_field()
        self.model.core.along = self.context.look.enter_along
        self.model.open(opened, cells, line_id=line_id)
        self.extras.photos.set_watching(self.model.state.may_edit and self.isVisible())
        self.extras.marks.load(wanted)
        if self._passed:
            self.model.core.say(Say.PASSED, count=self._passed)
            self._passed = 0
        if self.isVisible() and self.extras.sheet() is None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_broken(self, error: QaError) -> None:
        if self.model.state.stage is Stage.READY:
            self.context.fail(error)
        else:
            self.model.broken(error)

    def _take_over(self) -> None:
        call = partial(self.context.program.inspections.take_over, self.context.actor, self.model.state.head.inspection_id)
        self.context.jobs.write(call, self._on_taken, self.context.fail, owner=self)

    def _on_taken(self, _row: object) -> None:
        self.context.work_changed.emit()
        self._load()

    def _on_empty_action(self) -> None:
        if self.model.state.stage is Stage.BROKEN and self._wanted[0]:
            self.model.loading()
            self._load()
        else:
            self.context.go_to(Place.HOME)

    # Drawing

    def render_state(self, state: GridState, changed: tuple[Spot, ...] | None) -> None:
        """Draw the state; ``changed`` are the cells to paint again, ``None`` all of them."""
        if state.stage is not Stage.READY:
            self._render_stage(state)
            return
        self._stack.setCurrentIndex(2)
        if self.table.grid.cells is not self.model.core.cells:
            self.table.set_cells(self.model.core.cells)
        elif changed is None:
            self.table.viewport().update()
            self.table.row_head.viewport().update()
        else:
            self.table.show_again(changed)
        moved = self._shown != (state.head.inspection_id, state.place)
        self._shown = (state.head.inspection_id, state.place)
        if moved:
            self.foot.last.hide()
            self.table.field.finish()
        self.head.render_state(state)
        self.foot.render_state(state)
        if state.panel is not None:
            self.table.field.takes_letters = state.panel.item.kind not in NUMERIC
            photos, item = state.panel.answer.photos, state.panel.item
            self.extras.marks.show_item(item.key)
            self.extras.photos.show_item(state.head.inspection_id, item.id, photos, editable=state.panel.may_edit)
        self._say(state, moved=moved)
        self.table.set_place(state.place)
        if state.preview is not None or self._marking:
            self._marking = state.preview is not None
            block = (state.place, state.place) if state.preview is None else (state.preview.first, state.preview.last)
            self.table.select_block(*block)
        if moved:
            self.hints_changed.emit()

    def _render_stage(self, state: GridState) -> None:
        self._shown = ("", (-1, -1))
        if state.stage is Stage.LOADING:
            self.busy.start(self.tr("Opening the inspection …"), can_cancel=False)
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(0)
        if state.error is not None:
            title, words = self.tr("The inspection could not be opened"), words_of(state.error)
            self.empty.set_content(title, words, icon="octagon-alert", action_text=self.tr("Try again"))
        else:
            words = self.tr("Scan an order or a serial, or go to My work to resume an inspection or to begin one.")
            self.empty.set_content(
                self.tr("No inspection is open"), words, icon="list-checks", action_text=self.tr("Go to My work")
            )

    def _say(self, state: GridState, *, moved: bool) -> None:
        preview, notice = state.preview, state.notice
        if preview is not None:
            cells = self.model.core.cells
            first, last = ("", "") if cells is None else (cells.name(preview.first), cells.name(preview.last))
            kind, words = self._words.preview(preview, first, last)
            self.notice.show_message(kind, words, action_text="" if preview.error is not None else self.tr("Paste (Enter)"))
            self._said_of = (True, _PREVIEW)
            return
        draft = None if state.panel is None else state.panel.draft
        if notice is not None:
            self.notice.show_message(*self._words.notice(notice))
            # What is said about something typed goes when that is typed anew or given.
            self._said_of = (notice.code in {Say.INPUT, Say.IMPLAUSIBLE}, draft)
        elif moved or (self._said_of[0] and self._said_of[1] != draft):
            self.notice.hide()
            self._said_of = (False, None)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that a button below the grid left over."""
        if self.model.state.stage is Stage.READY:
            self.commands.key(event)
            if event.isAccepted():
                return
        super().keyPressEvent(event)

    def _pressed(self, action: str, _checked: bool = False) -> None:
        self.commands.do(action)

    # What widgets say

    def _on_spot(self, row: int, column: int) -> None:
        self._close_field()
        self.model.moves.go((row, column))

    def _close_field(self) -> None:
        """Give what is typed when it is a whole answer, else keep it as typed in its cell."""
        if self.table.field.is_open:
            self.table.field.finish()
        self.model.flush()

    def _reading(self, code: str) -> bool:
        """Take what came like a scan as a reading, when it is one: a gauge types and presses Enter as fast as a scanner."""
        if not any(letter.isdigit() for letter in code) or any(letter.isalpha() for letter in code):
            return False
        if not self.commands.give(code):
            self.table.begin_edit(code, select=True)
        return True

    def _on_turned(self, along: bool) -> None:
        look = self.context.look = replace(self.context.look, enter_along=along)
        self.context.look_changed.emit(look)
        self.context.jobs.write(partial(keeper.save, look), owner=self)
        self.hints_changed.emit()

    def _on_dismissed(self) -> None:
        if self.model.state.preview is not None:
            self.model.blocks.cancel()

    def _on_stored(self, save: Save, saved: object) -> None:
        self.model.saved(save, saved.answer, saved.at, saved.consequences, saved.cover)  # type: ignore[attr-defined]
        self.context.work_changed.emit()

    def _on_pasted(self, saves: object, found: object) -> None:
        self.model.blocks.pasted(saves, found)  # type: ignore[arg-type]
        self.context.work_changed.emit()

    def _on_changed(self, passed: int) -> None:
        self._passed = passed
        self.extras.close_serial()
        self.context.work_changed.emit()
        self._load()

    def _on_logged(self, number: str) -> None:
        words = self.tr("Issue {number} is logged and linked to this cell.").format(number=number)
        self.notice.show_message(MessageKind.SUCCESS, words)

    def _on_photo_refused(self, sentence: str) -> None:
        self.notice.show_message(MessageKind.ERROR, sentence)
