"""What opens above the run: N/A reasons, issue, go to number, last readings, reference picture."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.improve.known_marks import KnownMarks
from qa_desktop.ui.improve.known_sheet import KnownSheet
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.act_sheet import ActSheet
from qa_desktop.ui.run.gauge_sheet import GaugeSheet
from qa_desktop.ui.run.gauges import GAUGED
from qa_desktop.ui.run.issue_sheet import IssueSheet
from qa_desktop.ui.run.panel import ItemPanel
from qa_desktop.ui.run.sheets import NumberSheet, ReasonSheet
from qa_desktop.ui.run.view_model import RunModel
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.thumbnails import decode_scaled

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_desktop.services.answering import Saved
    from qa_desktop.storage.queries.inspections import InspectionRow

_PICTURE = 220


class RunExtras(QObject):
    """Makes each sheet when it is first asked for, so that opening the run stays quick."""

    logged = Signal(str)

    def __init__(self, context: Context, model: RunModel, panel: ItemPanel, words: RunWords, host: QWidget) -> None:
        super().__init__(host)
        self._context, self._model, self._panel, self._words, self._host = context, model, panel, words, host
        self._na: ReasonSheet | None = None
        self._number: NumberSheet | None = None
        self._issue: IssueSheet | None = None
        self._act: ActSheet | None = None
        self._gauge: GaugeSheet | None = None
        self._known: KnownSheet | None = None
        self._existing = ""
        self.marks = KnownMarks(context, panel.known, self)
        panel.known.clicked.connect(self.known)

    def sheet(self) -> DialogPanel | None:
        """Return the sheet that is open."""
        sheets = (self._na, self._number, self._issue, self._act, self._gauge, self._known)
        return next((one for one in sheets if one is not None and one.isVisible()), None)

    def not_applicable(self) -> None:
        """Ask why the current item is not applicable."""
        panel = self._model.state.panel
        if panel is None or not panel.item.allow_na or not panel.may_edit:
            return
        if self._na is None:
            reasons = (
                self.tr("Not present on this variant"),
                self.tr("Not required by the order"),
                self.tr("Checked in an earlier step"),
                self.tr("Not accessible on this piece"),
                self.tr("Equipment not available"),
                self.tr("Prototype or sample"),
            )
            title, go = self.tr("Why is this item not applicable?"), self.tr("Not applicable")
            self._na = ReasonSheet(self._host, title, reasons, primary_text=go)
            self._na.chosen.connect(self._model.not_applicable)
        self._na.ask()

    def issue(self) -> None:
        """Log an issue about the current item, or go to the one that stands."""
        state = self._model.state
        if state.panel is None or not state.may_edit:
            return
        self._model.flush()
        if self._issue is None:
            self._issue = IssueSheet(self._host, self._context, self._words)
            self._issue.logged.connect(self._on_logged)
            self._issue.exists.connect(self._on_exists)
        self._issue.ask(state.head.inspection_id, state.panel.item.id)

    def decide(self) -> None:
        """Ask whether the current reading is retracted, retested or rejected."""
        state = self._model.state
        panel = state.panel
        if panel is None or not panel.may_edit or state.saving:
            return
        if self._act is None:
            self._act = ActSheet(self._host, self._context)
            self._act.acted.connect(self._on_acted)
        self._act.ask(state.head.inspection_id, panel.item, panel.row.reading)

    def gauge(self) -> None:
        """Ask which gauge is used for the current characteristic."""
        panel, gauges = self._model.state.panel, self._model.gauges
        if panel is None or not panel.may_edit or panel.item.kind not in GAUGED:
            return
        if self._gauge is None:
            self._gauge = GaugeSheet(self._host)
            self._gauge.named.connect(self._on_gauge)
        self._gauge.ask(panel.item.text, panel.gauge, gauges.known())

    def known(self) -> None:
        """Show what is known about the current item; nothing is changed by it."""
        panel = self._model.state.panel
        if panel is None:
            return
        if self._known is None:
            self._known = KnownSheet(self._host, self._context)
        self._known.ask(panel.item.id, f"{panel.row.number}  {panel.item.text}", self._model.state.head.inspection_id)

    def inspect_again(self) -> None:
        """Open a re-inspection of the failed lines and go there."""
        call = partial(self._context.program.reinspections.begin, self._context.actor, self._model.state.head.inspection_id)
        self._context.jobs.write(call, self._on_begun, self._context.fail, owner=self)

    def number(self) -> None:
        """Ask for the number of an item."""
        if self._number is None:
            self._number = NumberSheet(self._host)
            self._number.wanted.connect(self._on_number)
        self._number.ask()

    def last(self) -> None:
        """Show the newest readings of the current characteristic on this part."""
        state = self._model.state
        if state.panel is None or state.panel.item.kind not in {ItemKind.MEASUREMENT, ItemKind.NUMBER}:
            return
        if not self._panel.last.isHidden():
            self._panel.last.hide()
            return
        inspections = self._context.program.inspections
        call = partial(inspections.last_readings, self._context.actor, state.panel.item.key, state.head.part_id)
        self._context.jobs.read(call, partial(self._on_last, state.panel.item.id), self._context.fail, owner=self)

    def show_picture(self, sha256: str | None) -> None:
        """Show the reference picture of the current item."""
        self._panel.show_picture(None)
        if sha256:
            load = partial(self._context.program.photos.thumbnail, self._context.actor, sha256)
            self._context.jobs.read(_decode(load), partial(self._on_picture, sha256), self._no_picture, owner=self)

    def scanned(self, code: str) -> bool:
        """Put a scan into the field of an open sheet; return whether one is open."""
        sheet = self.sheet()
        if sheet is None:
            return False
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and sheet.isAncestorOf(field):
            field.setText(code)
        elif isinstance(field, QPlainTextEdit) and sheet.isAncestorOf(field):
            field.insertPlainText(code)
        return True

    def _on_number(self, number: str) -> None:
        if self._number is None:
            return
        if self._model.moves.go_number(number):
            self._number.close_panel()
            self._panel.take_focus()
        else:
            self._number.refuse(self._model.state.last_number)

    def _on_gauge(self, name: str) -> None:
        self._model.gauge(name)
        self._panel.take_focus()

    def _on_begun(self, row: InspectionRow) -> None:
        self._context.work_changed.emit()
        self._context.go_to(Place.RUN, inspection_id=row.id)

    def _on_acted(self, saved: Saved) -> None:
        self._model.elsewhere.acted(saved)
        self._context.work_changed.emit()
        self._panel.take_focus()

    def _on_logged(self, item_id: str, number: str) -> None:
        self._model.elsewhere.issue(item_id, number)
        self._context.work_changed.emit()
        self._context.saved.emit(datetime.now().astimezone().isoformat(timespec="seconds"))
        self._panel.take_focus()
        self.logged.emit(number)

    def _on_exists(self, issue_id: str, number: str) -> None:
        self._context.go_to(Place.ISSUES, issue_id=issue_id)
        words = self.tr("This item already has issue {number}; here it is.")
        self._context.tell("info", words.format(number=number))

    def _on_last(self, item_id: str, readings: tuple[tuple[str, str], ...]) -> None:
        panel = self._model.state.panel
        if panel is not None and panel.item.id == item_id:
            self._panel.show_last(readings)

    def _on_picture(self, sha256: str, image: QImage) -> None:
        panel = self._model.state.panel
        if panel is not None and panel.item.picture == sha256 and not image.isNull():
            self._panel.show_picture(QPixmap.fromImage(image))

    def _no_picture(self, _error: QaError) -> None:
        self._panel.show_picture(None)


def _decode(load: Callable[[], bytes]) -> Callable[[], QImage]:
    return lambda: decode_scaled(load(), _PICTURE)
