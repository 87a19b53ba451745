"""Below the grid: the current cell in full words, what is wrong with it, its answers by digit, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.answers import LineAct, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.item_types.defects import counts_of
from qa_desktop.ui.grid.state import GridState, Keeping, PanelState
from qa_desktop.ui.grid.words import GridWords
from qa_desktop.ui.run.cover_line import CoverWords, cover_look
from qa_desktop.ui.run.flow import FlowRow
from qa_desktop.ui.run.gauge_sheet import show_gauge
from qa_desktop.ui.run.rows import choices_in
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, IconButton, Variant
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.photo_strip import PhotoStrip
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel
from qa_desktop.ui.widgets.verdict import VerdictBadge

_KEEPING = {
    Keeping.SAVING: (Tone.NEUTRAL, "loader"),
    Keeping.SAVED: (Tone.CONFORMS, "check"),
    Keeping.FAILED: (Tone.FAILS, "octagon-alert"),
    Keeping.TYPED: (Tone.NEUTRAL, "pencil"),
    Keeping.NOTHING: (Tone.NEUTRAL, ""),
}


class GridFoot(QWidget):
    """``digit`` carries the number of an answer that was pressed by hand; ``na`` asks for the reason."""

    digit = Signal(int)
    na = Signal()

    def __init__(self, words: GridWords, run_words: RunWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._run_words, self._covers = words, run_words, CoverWords(self)
        self._where = ElidedLabel("", self, strong=True)
        self.gauge = ActionButton(self.tr("Gauge …"), self, variant=Variant.FLAT, shortcut_hint="M")
        self.known = ActionButton("", self, icon="lightbulb", variant=Variant.FLAT, shortcut_hint="K")
        self.known.hide()
        self._badge = VerdictBadge(parent=self)
        self._keeping = StatusChip(parent=self)
        self._line = ElidedLabel("", self, size=TextSize.BODY, role="text_muted")
        self.last = PlainLabel("", self, role="text_muted", tabular=True)
        self.last.hide()
        self.answers = FlowRow(self, spacing=SPACE_2)
        self._buttons: list[ActionButton] = []
        self.tools = QWidget(self)
        self.note = ActionButton(self.tr("Note"), self.tools, icon="sticky-note", shortcut_hint="N")
        self.photo = ActionButton(self.tr("Photo"), self.tools, icon="camera", shortcut_hint="P")
        self.issue = ActionButton(self.tr("Issue"), self.tools, icon="flag", shortcut_hint="I")
        self.recent = ActionButton(self.tr("Last 5"), self.tools, icon="history", shortcut_hint="L")
        self.not_applicable = ActionButton(self.tr("N/A"), self.tools, icon="minus", shortcut_hint="A")
        self.decide = ActionButton(self.tr("Decide …"), self.tools, icon="gauge", shortcut_hint="Ctrl+R")
        self.rest = ActionButton(self.tr("Pass the rest"), self.tools, icon="list-checks", shortcut_hint="R")
        self.piece = IconButton(self.tr("Serial number of this piece (S)"), "scan-barcode", self.tools)
        self.more = IconButton(self.tr("Add pieces (Ins)"), "plus", self.tools)
        self.strip = PhotoStrip(self, shortcut_hint="P")
        self.strip.add.hide()
        self.strip.hide()
        self.not_applicable.clicked.connect(self.na)
        self._lay_out()

    def _lay_out(self) -> None:
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(SPACE_2)
        own = (self.note, self.photo, self.issue, self.recent, self.not_applicable, self.decide)
        for button in (*own, self.rest, self.piece, self.more):
            if button is self.rest:
                tools.addStretch(1)
            tools.addWidget(button)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addWidget(self._where, 1)
        top.addWidget(self.known)
        top.addWidget(self.gauge)
        top.addWidget(self._badge)
        top.addWidget(self._keeping)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addLayout(top)
        layout.addWidget(self._line)
        layout.addWidget(self.last)
        layout.addWidget(self.answers)
        layout.addWidget(self.strip)
        layout.addWidget(self.tools)

    def render_state(self, state: GridState) -> None:
        """Draw the current cell."""
        panel = state.panel
        self.setVisible(panel is not None)
        if panel is None:
            return
        item = panel.item
        piece = self.tr("Piece {piece}").format(piece=state.piece)
        parts = (piece, f"{panel.row.number}  {' '.join(item.text.split())}", self._words.short_limits(item))
        self._where.setText("     ".join(part for part in parts if part))
        show_gauge(self.gauge, panel)
        verdict = panel.row.verdict
        if self._badge.verdict() is not verdict:
            self._badge.set_verdict(verdict)
        self._badge.setVisible(item.asked and verdict is not Verdict.OPEN)
        tone, icon = _KEEPING[panel.row.keeping]
        said = self._run_words.keeping(panel)
        if (self._keeping.text(), self._keeping.tone()) != (said, tone):
            self._keeping.set_state(said, tone, icon)
        self._keeping.setVisible(bool(said))
        role, words = self._sentence(panel)
        self._line.set_role(role)
        self._line.setText(words)
        self._show_answers(panel, may_edit=panel.may_edit)
        for button in (self.issue, self.rest, self.piece, self.more):
            button.setEnabled(state.may_edit)
        for button in (self.note, self.photo):
            button.setEnabled(panel.may_edit and item.asked)
        self.not_applicable.setEnabled(panel.may_edit and item.allow_na and item.asked)
        self.decide.setVisible(panel.may_edit and panel.answer.is_given and item.kind is not ItemKind.INSTRUCTION)
        self.rest.setVisible(state.may_pass and state.missing > 0)
        self.recent.setVisible(item.kind in {ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CALCULATED})
        self.strip.setVisible(panel.answer.photos > 0)

    def show_last(self, readings: tuple[tuple[str, str], ...]) -> None:
        """Show the newest readings of the same characteristic."""
        if readings:
            said = "     ".join(f"{value} ({number})" for number, value in readings)
            self.last.setText(self.tr("Last readings: {readings}").format(readings=said))
        else:
            self.last.setText(self.tr("There are no earlier readings of this characteristic on this part."))
        self.last.show()

    def _sentence(self, panel: PanelState) -> tuple[str, str]:
        """Return what is to be said about the cell, and in which colour."""
        item, answer = panel.item, panel.answer
        if answer.act is LineAct.REJECT:
            return Tone.FAILS.value, self.tr("This piece was rejected, so its result stands.")
        if not item.asked:
            return "text_muted", self.tr("Not asked: its condition does not hold.")
        if panel.remarks and not all(mark.done for mark in panel.remarks):
            mark = panel.remarks[-1]
            return Tone.WARNING.value, self.tr("Returned by {name}: {text}").format(name=mark.by, text=mark.text)
        if panel.failed:
            go_on = self.tr("Enter goes on")
            gap = self._run_words.gap(panel.row.gap)
            said = "" if panel.cover is None else self._covers.sentence(panel.cover)
            fails = Tone.FAILS.value if panel.cover is None else cover_look(panel.cover)[1].value
            return fails, "   ".join(part for part in (self._run_words.failure(panel), said, gap, go_on) if part)
        if panel.row.verdict is Verdict.UNCERTAIN:
            return Tone.WARNING.value, self.tr("So close to a limit that the measurement uncertainty proves neither.")
        if answer.na_reason is not None:
            return "text_muted", self.tr("Not applicable: {reason}").format(reason=answer.na_reason)
        if panel.row.gap is not None and answer.is_given:
            return Tone.WARNING.value, self._run_words.gap(panel.row.gap)
        return "text_muted", self._hint(item, answer.note)

    def _hint(self, item: Item, note: str) -> str:
        if note:
            return self.tr("Note: {text}").format(text=" ".join(note.split()))
        if item.help:
            return " ".join(item.help.split())
        return self._how(item)

    def _how(self, item: Item) -> str:
        """Return how a cell is answered."""
        match item.kind:
            case ItemKind.MEASUREMENT | ItemKind.NUMBER:
                return self.tr("Type the reading with a point or a comma, then Enter.")
            case ItemKind.DEFECTS:
                return self.tr("Press a type once for each defect, 0 takes one back; then Enter. Enter alone says: none found.")
            case ItemKind.MULTIPLE_CHOICE:
                return self.tr("Choose any number with the digits, then Enter.")
            case ItemKind.CALCULATED:
                return self.tr("Calculated from other answers.")
            case ItemKind.PHOTO:
                return self.tr("Answered by its photos: P adds one.")
            case ItemKind.TEXT | ItemKind.BARCODE | ItemKind.DATE_TIME:
                return self.tr("Type the text, then Enter. Alt with N, P or I works while typing.")
            case _:
                return self.tr("Answer with the digit.")

    def _show_answers(self, panel: PanelState, *, may_edit: bool) -> None:
        wanted = self._answers(panel) if may_edit and panel.item.asked else []
        while len(self._buttons) < len(wanted):
            button = ActionButton("", self.answers, shortcut_hint=str(len(self._buttons) + 1))
            button.setCheckable(True)
            button.clicked.connect(self._on_answer)
            self.answers.add(button)
            self._buttons.append(button)
        for place, button in enumerate(self._buttons):
            shown = place < len(wanted)
            if shown:
                text, taken = wanted[place]
                if button.text() != text:
                    button.setText(text)
                button.setChecked(taken)
                button.set_icon("check" if taken else "")
            button.setVisible(shown)
        self.answers.setVisible(bool(wanted))

    def _answers(self, panel: PanelState) -> list[tuple[str, bool]]:
        """Return the answers that digits give, and which of them stand."""
        item, value = panel.item, panel.answer.value
        shown = panel.draft if panel.draft is not None else value
        match item.kind:
            case ItemKind.CONFORMITY:
                return [(self.tr("Conforms"), value == "pass"), (self.tr("Does not conform"), value == "fail")]
            case ItemKind.YES_NO:
                return [(self.tr("Yes"), value == "yes"), (self.tr("No"), value == "no")]
            case ItemKind.INSTRUCTION:
                return [(self.tr("Read"), value is not None)]
            case ItemKind.SINGLE_CHOICE:
                return [(choice.text, choice.id == value) for choice in item.choices[:9]]
            case ItemKind.MULTIPLE_CHOICE:
                chosen = choices_in(shown)
                return [(choice.text, choice.id in chosen) for choice in item.choices[:9]]
            case ItemKind.DEFECTS:
                found = counts_of(shown) if shown else {}
                return [
                    (f"{c.text}  \u00d7{found[c.id]}" if found.get(c.id) else c.text, bool(found.get(c.id)))
                    for c in item.choices[:9]
                ]
            case _:
                return []

    def _on_answer(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton) and button in self._buttons:
            self.digit.emit(self._buttons.index(button) + 1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        theme = current_theme()
        paint_panel(QPainter(self), QRectF(self.rect()), theme.colour("surface"), theme.colour("border"), theme.frame)
