"""What opens above the grid: note, issue, reasons, serial, more pieces, pass the rest; and the way to the list."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.passing import may_pass
from qa_desktop.ui.context import Context
from qa_desktop.ui.grid.cells import NUMERIC
from qa_desktop.ui.grid.door import GridDoor
from qa_desktop.ui.grid.foot import GridFoot
from qa_desktop.ui.grid.sheets import CountSheet, NoteSheet, RestSheet, SerialSheet
from qa_desktop.ui.grid.state import Say
from qa_desktop.ui.grid.view_model import GridModel
from qa_desktop.ui.improve.known_marks import KnownMarks
from qa_desktop.ui.improve.known_sheet import KnownSheet
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.act_sheet import ActSheet
from qa_desktop.ui.run.gauge_sheet import GaugeSheet
from qa_desktop.ui.run.gauges import GAUGED
from qa_desktop.ui.run.issue_sheet import IssueSheet
from qa_desktop.ui.run.photos import PhotoDesk
from qa_desktop.ui.run.sheets import ReasonSheet
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.widgets.dialog_panel import DialogPanel

if TYPE_CHECKING:
    from qa_desktop.services.answering import Saved


class GridExtras(QObject):
    """Makes each sheet when it is first asked for.  ``logged`` carries the number of an issue."""

    logged = Signal(str)

    def __init__(
        self, context: Context, model: GridModel, door: GridDoor, foot: GridFoot, words: RunWords, host: QWidget
    ) -> None:
        super().__init__(host)
        self._context, self._model, self._door, self._foot = context, model, door, foot
        self._words, self._host = words, host
        self.photos = PhotoDesk(context, foot.strip, host)
        self._sheets: dict[str, DialogPanel] = {}
        self.marks = KnownMarks(context, foot.known, self)
        foot.known.clicked.connect(self.known)

    def sheet(self) -> DialogPanel | None:
        """Return the sheet that is open."""
        return next((sheet for sheet in self._sheets.values() if sheet.isVisible()), None)

    def note(self) -> None:
        """Write the note of the current cell."""
        panel = self._model.state.panel
        if panel is None or self._model.core.editable_line() is None:
            return
        sheet = self._sheets.get("note")
        if not isinstance(sheet, NoteSheet):
            sheet = self._sheets["note"] = NoteSheet(self._host)
            sheet.written.connect(self._model.note)
        sheet.ask(f"{panel.row.number}  {' '.join(panel.item.text.split())}", panel.answer.note)

    def photo(self) -> None:
        """Add a photo to the current cell."""
        if self._model.core.editable_line() is not None:
            self.photos.choose()

    def issue(self) -> None:
        """Log an issue about the current cell, or go to the one that stands."""
        state = self._model.state
        if state.panel is None or not state.may_edit:
            self._model.core.say(Say.CANNOT_CHANGE)
            return
        self._model.flush()
        sheet = self._sheets.get("issue")
        if not isinstance(sheet, IssueSheet):
            sheet = self._sheets["issue"] = IssueSheet(self._host, self._context, self._words)
            sheet.logged.connect(self._on_logged)
            sheet.exists.connect(self._on_exists)
        sheet.ask(state.head.inspection_id, state.panel.item.id)

    def decide(self) -> None:
        """Ask whether the reading of the current cell is retracted, retested or rejected."""
        core, state = self._model.core, self._model.state
        line = core.editable_line()
        if line is None or state.panel is None:
            return
        if state.saving:
            core.say(Say.STILL_SAVING)
            return
        if line.kind is ItemKind.INSTRUCTION or not core.book.shown(line.id).is_given:
            core.say(Say.NOTHING_TO_DECIDE)
            return
        sheet = self._sheets.get("act")
        if not isinstance(sheet, ActSheet):
            sheet = self._sheets["act"] = ActSheet(self._host, self._context)
            sheet.acted.connect(self._on_acted)
        sheet.ask(state.head.inspection_id, line, state.panel.row.reading)

    def gauge(self) -> None:
        """Ask which gauge is used for the current characteristic."""
        core, line = self._model.core, self._model.core.answerable_line()
        if line is None or line.kind not in GAUGED:
            return
        sheet = self._sheets.get("gauge")
        if not isinstance(sheet, GaugeSheet):
            sheet = self._sheets["gauge"] = GaugeSheet(self._host)
            sheet.named.connect(self._model.gauge)
        sheet.ask(line.text, core.gauges.of(line.id, line.kind), core.gauges.known())

    def known(self) -> None:
        """Show what is known about the item of the current cell; nothing is changed by it."""
        panel = self._model.state.panel
        if panel is None:
            return
        sheet = self._sheets.get("known")
        if not isinstance(sheet, KnownSheet):
            sheet = self._sheets["known"] = KnownSheet(self._host, self._context)
        sheet.ask(panel.item.id, f"{panel.row.number}  {panel.item.text}", self._model.core.inspection_id)

    def not_applicable(self) -> None:
        """Ask why the current cell is not applicable."""
        line = self._model.core.answerable_line()
        if line is None or not line.allow_na or line.kind is ItemKind.CALCULATED:
            return
        reasons = (
            self.tr("Not present on this variant"),
            self.tr("Not required by the order"),
            self.tr("Checked in an earlier step"),
            self.tr("Not accessible on this piece"),
            self.tr("Equipment not available"),
            self.tr("Prototype or sample"),
        )
        title, go = self.tr("Why is this cell not applicable?"), self.tr("Not applicable")
        self._reason("na", title, reasons, go).ask()

    def erase(self) -> None:
        """Ask why the reading of the current cell is taken back; nothing is erased silently."""
        line = self._model.core.answerable_line()
        if line is None:
            return
        if line.kind in {ItemKind.CALCULATED, ItemKind.PHOTO} or not self._model.core.book.shown(line.id).is_given:
            self._model.core.say(Say.CALCULATED if line.kind is ItemKind.CALCULATED else Say.NOTHING_TO_ERASE)
            return
        reasons = (
            self.tr("Reading of another piece"),
            self.tr("Typed into the wrong cell"),
            self.tr("Gauge not set to zero"),
            self.tr("Piece was dirty or has burrs"),
        )
        self._reason("erase", self.tr("Why is this reading taken back?"), reasons, self.tr("Take it back")).ask()

    def serial(self) -> None:
        """Say which piece the current row is."""
        cells, model = self._model.core.cells, self._model
        if cells is None or not cells.pieces or not model.state.may_edit:
            return
        sheet = self._sheets.get("serial")
        if not isinstance(sheet, SerialSheet):
            sheet = self._sheets["serial"] = SerialSheet(self._host)
            sheet.given.connect(self._on_serial)
        piece = cells.pieces[model.state.place[0]]
        sheet.ask_for(piece.number, piece.label)

    def add_pieces(self) -> None:
        """Ask how many pieces are measured besides."""
        if not self._model.state.may_edit:
            return
        sheet = self._sheets.get("count")
        if not isinstance(sheet, CountSheet):
            sheet = self._sheets["count"] = CountSheet(self._host)
            sheet.wanted.connect(self._on_count)
        sheet.ask("1")

    def rest(self) -> None:
        """Say what "pass the rest" would record, and ask."""
        cells, core = self._model.core.cells, self._model.core
        if cells is None or not self._model.state.may_edit:
            return
        lines = [
            line
            for column, head in enumerate(cells.columns)
            if head.item.rules.asks.pass_rest
            for line in (row[column] for row in cells.lines)
            if line is not None and may_pass(line) and not core.book.shown(line.id).is_given and not cells.is_locked(line.id)
        ]
        if not lines:
            self._context.tell("info", self.tr("No open line here may be passed without being looked at one by one."))
            return
        sheet = self._sheets.get("rest")
        if not isinstance(sheet, RestSheet):
            sheet = self._sheets["rest"] = RestSheet(self._host)
            sheet.confirmed.connect(self._on_rest)
        names = dict.fromkeys(" ".join(line.text.split()) for line in lines)
        sheet.ask(len(lines), ", ".join(names))

    def last(self) -> None:
        """Show the newest readings of the current characteristic on this part, or put them away."""
        state = self._model.state
        if state.panel is None or state.panel.item.kind not in NUMERIC:
            return
        if not self._foot.last.isHidden():
            self._foot.last.hide()
            return
        inspections = self._context.program.inspections
        call = partial(inspections.last_readings, self._context.actor, state.panel.item.key, state.head.part_id)
        # Behind readings that are still on their way: the newest one belongs to the answer.
        run = self._context.jobs.write if state.saving else self._context.jobs.read
        run(call, partial(self._on_last, state.panel.item.key), self._context.fail, owner=self)

    def to_list(self) -> None:
        """Go to what is asked once."""
        if self._model.core.inspection_id:
            self._door.to_list(self._model.core.inspection_id, None)

    def scanned(self, code: str) -> bool:
        """Put a scan into the field of an open sheet; return whether one is open."""
        sheet = self.sheet()
        if sheet is None:
            return False
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and sheet.isAncestorOf(field):
            field.setText(code)
            if isinstance(sheet, SerialSheet):
                sheet.given.emit(code)
        elif isinstance(field, QPlainTextEdit) and sheet.isAncestorOf(field):
            field.insertPlainText(code)
        return True

    def _reason(self, name: str, title: str, reasons: tuple[str, ...], go: str) -> ReasonSheet:
        sheet = self._sheets.get(name)
        if not isinstance(sheet, ReasonSheet):
            sheet = self._sheets[name] = ReasonSheet(self._host, title, reasons, primary_text=go)
            sheet.chosen.connect(self._model.not_applicable if name == "na" else self._model.erase)
        return sheet

    def _on_serial(self, serial: str) -> None:
        sheet = self._sheets.get("serial")
        if isinstance(sheet, SerialSheet):
            sheet.set_busy(True)
            self._door.name_piece(self._model.core.inspection_id, sheet.number, serial, sheet.refuse)

    def close_serial(self) -> None:
        """Put the sheet for a serial away: the piece has its name."""
        sheet = self._sheets.get("serial")
        if sheet is not None:
            sheet.set_busy(False)
            sheet.close_panel()

    def _on_count(self, count: int) -> None:
        self._door.add_pieces(self._model.core.inspection_id, count)

    def _on_rest(self) -> None:
        self._sheets["rest"].close_panel()
        self._door.pass_rest(self._model.core.inspection_id, None)

    def _on_last(self, key: str, readings: tuple[tuple[str, str], ...]) -> None:
        panel = self._model.state.panel
        if panel is not None and panel.item.key == key:
            self._foot.show_last(readings)

    def _on_acted(self, saved: Saved) -> None:
        self._model.elsewhere.acted(saved)
        self._context.work_changed.emit()

    def _on_logged(self, line_id: str, number: str) -> None:
        self._model.elsewhere.issue(line_id, number)
        self._context.work_changed.emit()
        self._context.saved.emit(datetime.now().astimezone().isoformat(timespec="seconds"))
        self.logged.emit(number)

    def _on_exists(self, issue_id: str, number: str) -> None:
        self._context.go_to(Place.ISSUES, issue_id=issue_id)
        words = self.tr("This cell already has issue {number}; here it is.")
        self._context.tell("info", words.format(number=number))
