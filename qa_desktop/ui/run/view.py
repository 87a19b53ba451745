"""The inspection run: items at the left, one large editor at the right, everything on the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.actions import ActionBar
from qa_desktop.ui.run.book import Save
from qa_desktop.ui.run.commands import RunCommands
from qa_desktop.ui.run.door import RunDoor
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.editors.reading import ReadingEditor
from qa_desktop.ui.run.extras import RunExtras
from qa_desktop.ui.run.header import RunHeader
from qa_desktop.ui.run.hints import RunHints
from qa_desktop.ui.run.item_list import ItemList
from qa_desktop.ui.run.keys import RunKeys
from qa_desktop.ui.run.loading import Loaded, Loading
from qa_desktop.ui.run.panel import ItemPanel
from qa_desktop.ui.run.photos import PhotoDesk
from qa_desktop.ui.run.pieces import PiecesButton
from qa_desktop.ui.run.side import ReturnedSwitch, column
from qa_desktop.ui.run.state import NoticeCode, RunState, Stage
from qa_desktop.ui.run.view_model import RunModel
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.services.answering import Saved
    from qa_desktop.storage.queries.inspections import InspectionRow

_SHOWN_ELSEWHERE = frozenset({NoticeCode.INPUT, NoticeCode.NOT_SAVED})


class RunScreen(Screen):
    """Place.RUN; ``enter(inspection_id=…, item_id=…)`` opens an inspection, ``enter()`` shows the one that is open.

    It goes on to the grid where the inspector stopped at a piece, or where nothing is asked once; ``stay=True`` keeps it here.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words, self._hints = RunWords(self), RunHints(self)
        self._door = RunDoor(context, self)
        self.model = RunModel(self._door, context.actor, self.render_state)
        self._wanted: tuple[str, str | None] = ("", None)
        self._stays, self._language = False, ""
        self._shown: tuple[str, int, bool] = ("", -1, False)
        self._stack = QStackedWidget(self)
        self.empty = EmptyState(parent=self._stack)
        self.busy = BusyPanel(self._stack)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.busy)
        self._stack.addWidget(self._work_page())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        outer.addWidget(self._stack)
        self.photos = PhotoDesk(context, self.panel.evidence.strip, self)
        self.extras = RunExtras(context, self.model, self.panel, self._words, self)
        self.commands = RunCommands(self.model, self.panel, self.items, self.photos, self.extras, self)
        self.keys = RunKeys(self.commands, self)
        self._connect()
        self.render_state(self.model.state)

    def _work_page(self) -> QWidget:
        page = QWidget(self._stack)
        self.header = RunHeader(self._words, page)
        self.items = ItemList(page)
        self.pieces, self.switch = PiecesButton(page), ReturnedSwitch(page)
        self.panel = ItemPanel(self._words, page)
        self.notice = InlineMessage(page)
        self.bar = ActionBar(page)
        right = QVBoxLayout()
        right.setSpacing(SPACE_2)
        right.addWidget(self.panel, 1)
        right.addWidget(self.notice)
        right.addWidget(self.bar)
        body = QHBoxLayout()
        body.setSpacing(SPACE_3)
        body.addLayout(column(self.items, self.switch, self.pieces))
        body.addLayout(right, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.header)
        layout.addLayout(body, 1)
        return page

    def _connect(self) -> None:
        self._door.refused.connect(self.model.not_saved)
        self._door.stored.connect(self._on_stored)
        self.empty.action_requested.connect(self._on_empty_action)
        self.items.place_chosen.connect(self._on_place)
        self.items.entered.connect(self.commands.enter)
        self.pieces.clicked.connect(self.commands.grid)
        self.switch.clicked.connect(self.model.moves.show_returned)
        self.commands.closed.connect(self._on_closed)
        self.panel.editor_made.connect(self._on_editor)
        self.panel.reason_edited.connect(self.model.reason)
        self.header.unsaved.action_requested.connect(self.model.retry)
        self.header.banner.action_requested.connect(self._take_over)
        self.header.sign.clicked.connect(self.model.sign)
        evidence = self.panel.evidence
        evidence.noted.connect(self.model.note)
        evidence.note_left.connect(self._on_note_left)
        self.extras.logged.connect(self._on_logged)
        self.photos.counted.connect(self.model.elsewhere.photos)
        self.photos.added.connect(self._on_photo)
        self.photos.refused.connect(self._on_photo_refused)
        fail, bar = self.panel.fail, self.bar
        for button, action in (
            (fail.accept, self.model.accept),
            (fail.again, self.panel.edit_value),
            (fail.issue, self.extras.issue),
            (bar.not_applicable, self.extras.not_applicable),
            (bar.note, self.panel.ask_note),
            (bar.photo, self.photos.choose),
            (bar.issue, self.extras.issue),
            (bar.decide, self.extras.decide),
            (bar.gauge, self.extras.gauge),
            (bar.undo, self.model.undo),
            (bar.next_open, self._next_open),
        ):
            button.clicked.connect(action)
        self.keys.watch(evidence.note)
        self.keys.watch(self.panel.reason)

    # The frame's wishes

    def enter(self, **what: object) -> None:
        """Open ``inspection_id`` at ``item_id``, or look again at the one that is open: it may be signed or returned by now."""
        wanted = str(what.get("inspection_id") or self.model.state.head.inspection_id)
        if not wanted:
            return
        item_id = what.get("item_id")
        self._stays = bool(what.get("stay"))
        self._wanted = (wanted, None if item_id is None else str(item_id))
        if self.model.state.head.inspection_id != wanted:
            self.model.loading()
        self._load()

    def leave(self) -> None:
        """Store what was typed; nothing else is at risk."""
        self.panel.evidence.commit()
        self.model.flush()
        self._door.write_place()
        self.photos.set_watching(False)

    def first_focus(self) -> QWidget | None:
        """Return where the next answer is given; the panel finds the field itself once the inspection is there."""
        if self.model.state.stage is Stage.READY:
            self.panel.take_focus()
            return None
        return self.empty.action if self._stack.currentWidget() is self.empty else None

    def scanned(self, code: str) -> bool:
        """Take a scan into a barcode or text item, or go to the item that bears the code; else the window looks for it."""
        if self.extras.scanned(code):
            return True
        state = self.model.state
        panel = state.panel
        if state.stage is not Stage.READY or panel is None:
            return False
        editor = self.panel.editor
        if state.may_edit and panel.item.kind is ItemKind.BARCODE:
            self.model.give(code)
            return True
        if self.model.moves.go_key(code):
            return True
        note = self.panel.evidence.note
        if state.may_edit and note.hasFocus():
            note.insertPlainText(code)
            return True
        return state.may_edit and panel.item.kind is ItemKind.TEXT and editor is not None and editor.type_into(code)

    def unsaved(self) -> tuple[str, ...]:
        """Return the answers that are on the screen only."""
        state = self.model.state
        words = self.tr("{number}, item {item}")
        return tuple(words.format(number=state.head.number, item=item) for item in state.unsaved)

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter at the current item."""
        return self._hints.of(self.model.state)

    # Loading

    def _load(self) -> None:
        call = Loading(self.context, self._wanted[0])
        jobs = self.context.jobs
        # Behind answers that are still on their way, so that nothing older than the screen is shown.
        run = jobs.write if self.model.state.saving else jobs.read
        run(call, self._on_loaded, self._on_broken, owner=self)

    def _on_loaded(self, loaded: Loaded) -> None:
        opened, issues = loaded
        wanted, item_id = self._wanted
        if opened.row.id != wanted:
            return
        stays, self._stays = self._stays, False
        head, row = self.model.state.head, opened.row
        same = (head.inspection_id, head.state, head.round, head.inspector) == (row.id, row.state, row.round, row.inspector)
        same = same and self._language == self.context.look.checklist_language
        if not same or self.model.state.stage is not Stage.READY:
            self._language = self.context.look.checklist_language
            self.model.open(opened, issues, item_id=item_id)
        else:
            self.model.elsewhere.renew(opened)
            for key, number in issues.items():
                self.model.elsewhere.issue(key, number)
            if item_id is not None:
                self.model.moves.go(next((r.place for r in self.model.state.rows if r.item_id == item_id), -1))
        self.photos.set_watching(self.model.state.may_edit and self.isVisible())
        self.extras.marks.load(wanted)
        self.panel.take_focus()
        line = self.model.moves.piece_to_open(item_id, opened.row.current_item_id, stays=stays)
        if line is not None and self.isVisible():
            self.context.go_to(Place.GRID, inspection_id=wanted, line_id=line or None, loaded=loaded)

    def _on_broken(self, error: QaError) -> None:
        self.model.broken(error)

    def _take_over(self) -> None:
        if self.model.state.head.may_inspect_again:
            self.extras.inspect_again()
            return
        call = partial(self.context.program.inspections.take_over, self.context.actor, self.model.state.head.inspection_id)
        self.context.jobs.write(call, self._on_taken, self.context.fail, owner=self)

    def _on_taken(self, _row: InspectionRow) -> None:
        self.context.work_changed.emit()
        self._load()

    def _on_empty_action(self) -> None:
        if self.model.state.stage is Stage.BROKEN and self._wanted[0]:
            self.model.loading()
            self._load()
        else:
            self.context.go_to(Place.HOME)

    # Drawing

    def render_state(self, state: RunState) -> None:
        """Draw the state; the only place that writes into the widgets of the screen."""
        if state.stage is not Stage.READY:
            self._render_stage(state)
            return
        self._stack.setCurrentIndex(2)
        self.header.render_state(state)
        self.items.set_state(state)
        self.pieces.render_state(state.pieces)
        self.switch.render_state(state)
        panel = state.panel
        self.panel.setVisible(panel is not None)
        self.bar.setVisible(panel is not None)
        if panel is None:
            return
        self.panel.render_panel(panel, state.last_number)
        self.bar.render_state(state)
        self.photos.show_item(state.head.inspection_id, panel.item.id, panel.answer.photos, editable=panel.may_edit)
        moved = self._shown[:2] != (state.head.inspection_id, state.place)
        failed = panel.failed and not self._shown[2] and not moved
        self._shown = (state.head.inspection_id, state.place, panel.failed)
        self._say(state, moved=moved)
        self.extras.marks.show_item(panel.item.key)
        if moved:
            self.extras.show_picture(panel.item.picture)
        if (moved or failed) and not self.commands.browsing:
            self.panel.take_focus()
        if failed:
            self.panel.show_failure()
        if moved or failed:
            self.hints_changed.emit()

    def _render_stage(self, state: RunState) -> None:
        self._shown = ("", -1, False)
        if state.stage is Stage.LOADING:
            self.busy.start(self.tr("Opening the inspection …"), can_cancel=False)
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(0)
        if state.error is not None:
            title, words = self.tr("The inspection could not be opened"), words_of(state.error)
            self.empty.set_content(title, words, icon="octagon-alert", action_text=self.tr("Try again"))
        else:
            words = self.tr("Scan an order or a serial, or go to My work to resume one or to begin a new one.")
            self.empty.set_content(
                self.tr("No inspection is open"), words, icon="list-checks", action_text=self.tr("Go to My work")
            )

    def _say(self, state: RunState, *, moved: bool) -> None:
        notice = state.notice
        if notice is None:
            if moved:
                self.notice.hide()
        elif notice.code in _SHOWN_ELSEWHERE:
            self.notice.hide()
        else:
            self.notice.show_message(*self._words.notice(notice, state.panel))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the list at the same share of the window, whatever the editor holds."""
        super().resizeEvent(event)
        width = min(max(self.width() * 27 // 100, 260), 460)
        for part in (self.items, self.switch, self.pieces):
            part.setFixedWidth(width)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that no field needed."""
        if self.model.state.stage is Stage.READY and self.keys.handle(event):
            event.accept()
            return
        super().keyPressEvent(event)

    # What widgets say

    def _on_closed(self) -> None:
        self.notice.show_message(
            MessageKind.INFO, self.tr("This inspection cannot be changed here; the line at the top says why.")
        )

    def _next_open(self) -> None:
        self.model.moves.next_open()

    def _on_editor(self, editor: Editor) -> None:
        editor.given.connect(self.model.give)
        editor.kept.connect(self._on_kept)
        editor.typed.connect(self.model.typed)
        editor.na_requested.connect(self.extras.not_applicable)
        editor.photo_requested.connect(self.photos.choose)
        editor.last_requested.connect(self.extras.last)
        field = editor.field()
        if field is not None:
            self.keys.watch(field, numeric=isinstance(editor, ReadingEditor))

    def _on_kept(self, raw: str) -> None:
        self.model.give(raw, advance=False)

    def _on_place(self, place: int) -> None:
        self.model.moves.go(place)

    def _on_note_left(self) -> None:
        self.panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_stored(self, save: Save, saved: Saved) -> None:
        self.model.saved(save, saved.answer, saved.at, saved.consequences, saved.cover)
        self.context.work_changed.emit()

    def _on_logged(self, number: str) -> None:
        words = self.tr("Issue {number} is logged and linked to this item.").format(number=number)
        self.notice.show_message(MessageKind.SUCCESS, words)

    def _on_photo(self, name: str) -> None:
        self.notice.show_message(MessageKind.SUCCESS, self.tr("Photo saved: {name}").format(name=name))

    def _on_photo_refused(self, sentence: str) -> None:
        self.notice.show_message(MessageKind.ERROR, sentence)
