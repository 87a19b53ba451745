"""The large editor of the current item."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.answers import LineAct, Verdict
from qa_desktop.domain.checklist import ItemKind, Severity
from qa_desktop.ui.context import words_of
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.editors.registry import editor_key, make_editor
from qa_desktop.ui.run.evidence import Evidence
from qa_desktop.ui.run.fail_bar import FailBar
from qa_desktop.ui.run.flow import FlowRow
from qa_desktop.ui.run.state import Keeping, PanelState, SecondState
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, SPACE_4, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import ElidedLabel, Heading, PlainLabel
from qa_desktop.ui.widgets.verdict import VerdictBadge, verdict_word

_WIDEST = 1400
_TYPED_KINDS = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.TEXT, ItemKind.BARCODE, ItemKind.DATE_TIME})
_KEEPING = {
    Keeping.SAVING: (Tone.NEUTRAL, "loader"),
    Keeping.SAVED: (Tone.CONFORMS, "check"),
    Keeping.FAILED: (Tone.FAILS, "octagon-alert"),
    Keeping.TYPED: (Tone.NEUTRAL, "pencil"),
    Keeping.NOTHING: (Tone.NEUTRAL, ""),
}


class ItemPanel(QWidget):
    """Draws the current item with the editor of its kind.  It takes the focus itself when there is no field to type into."""

    reason_edited = Signal(str)
    editor_made = Signal(object)

    def __init__(self, words: RunWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._editors: dict[str, Editor] = {}
        self.editor: Editor | None = None
        self._panel: PanelState | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._content = QWidget()
        self._content.setMaximumWidth(_WIDEST)
        self._build_head()
        self.picture = QLabel(self._content)
        self.picture.hide()
        self.message = InlineMessage(self._content, dismissable=False)
        self._holder = QVBoxLayout()
        self.fail = FailBar(words, self._content)
        self.last = PlainLabel("", self._content, role="text_muted", tabular=True)
        self.last.hide()
        self.evidence = Evidence(self._content)
        self._lay_out()

    def _build_head(self) -> None:
        content = self._content
        self._chips = chips = FlowRow(content, spacing=SPACE_2, right=5)
        self._where = PlainLabel("", chips, size=TextSize.SMALL, role="text_muted", wrap=False, tabular=True)
        self._section = ElidedLabel("", chips, size=TextSize.SMALL, role="text_muted")
        self._severity = StatusChip(parent=chips)
        self._required = StatusChip(parent=chips)
        self._issue = StatusChip(parent=chips)
        self._verdict = VerdictBadge(parent=chips)
        self._keeping = StatusChip(parent=chips)
        chips.add(self._where, self._section, self._severity, self._required, self._issue, self._verdict, self._keeping)
        self._title = Heading("", content)
        self._limits = PlainLabel("", content, size=TextSize.STRONG, strong=True, tabular=True)
        self._help = PlainLabel("", content, role="text_muted")
        self.known = ActionButton("", content, icon="lightbulb", shortcut_hint="K", variant=Variant.FLAT)
        self.known.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.known.hide()
        self._remark = InlineMessage(content, dismissable=False)
        self._reason_label = PlainLabel(self.tr("Reason for the change"), content, size=TextSize.SMALL, strong=True, wrap=False)
        self.reason = QLineEdit(content)
        self.reason.setAccessibleName(self.tr("Reason for the change"))
        self.reason.setMaxLength(500)
        self._reason_label.setBuddy(self.reason)
        self.reason.textEdited.connect(self.reason_edited)

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_2)
        for label in (self._title, self._limits, self._help):
            texts.addWidget(label)
        texts.addWidget(self.known, 0, Qt.AlignmentFlag.AlignLeft)
        top = QHBoxLayout()
        top.setSpacing(SPACE_3)
        top.addLayout(texts, 1)
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        reason = QHBoxLayout()
        reason.addWidget(self._reason_label)
        reason.addWidget(self.reason, 1)
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._chips)
        layout.addLayout(top)
        layout.addWidget(self._remark)
        layout.addLayout(reason)
        layout.addLayout(self._holder)
        layout.addWidget(self.message)
        layout.addWidget(self.fail)
        layout.addWidget(self.last)
        layout.addWidget(self.evidence)
        layout.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        self._scroll.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)  # the scroll area has switched it on
        outer = QVBoxLayout(self)
        outer.setContentsMargins(3, 3, 3, 3)
        outer.addWidget(self._scroll)

    def render_panel(self, panel: PanelState, total: int) -> None:
        """Draw an item; the only place that writes into the widgets of the panel."""
        new_item = self._panel is None or self._panel.item.id != panel.item.id
        self._panel = panel
        item, row = panel.item, panel.row
        where = self.tr("Item {number} of {total}").format(number=row.number, total=total)
        self._where.setText(where)
        self._section.setText(panel.section)
        tone = Tone.WARNING if item.severity is Severity.CRITICAL else Tone.NEUTRAL
        self._severity.set_state(self._words.severity(item.severity), tone)
        self._severity.setVisible(item.kind is not ItemKind.INSTRUCTION)
        self._required.set_state(self.tr("Required") if item.required else self.tr("Optional"), Tone.NEUTRAL)
        self._issue.set_state(row.issue, Tone.NEUTRAL, "flag")
        self._issue.setVisible(bool(row.issue))
        self._verdict.set_verdict(row.verdict)
        self._verdict.setVisible(row.verdict not in {Verdict.OPEN, Verdict.FAILS})
        self._show_keeping(panel)
        self._title.setText(item.text)
        limits = self._words.limits(item)
        self._limits.setText(limits)
        self._limits.setVisible(bool(limits))
        words = "\n".join([*panel.lead, item.help] if item.help else panel.lead)
        self._help.setText(words)
        self._help.setVisible(bool(words))
        self._show_remarks(panel, new_item=new_item)
        self._show_editor(panel)
        self._show_message(panel)
        self.fail.render_panel(panel, types=item.kind in _TYPED_KINDS)
        self.evidence.render_panel(panel, new_item=new_item)
        if new_item:
            self.last.hide()
            self._scroll.verticalScrollBar().setValue(0)
        state = row.reading or verdict_word(row.verdict)
        self.setAccessibleName(f"{where}. {item.text}. {limits} {state}")

    def _show_keeping(self, panel: PanelState) -> None:
        words = self._words.keeping(panel)
        tone, icon = _KEEPING[panel.row.keeping]
        self._keeping.set_state(words, tone, icon)
        self._keeping.setVisible(bool(words))

    def _show_remarks(self, panel: PanelState, *, new_item: bool) -> None:
        if not panel.remarks:
            self._remark.hide()
        elif new_item or self._remark.isHidden():
            said = "\n".join(self.tr("{name}: {text}").format(name=one.by, text=one.text) for one in panel.remarks)
            self._remark.show_message(MessageKind.WARNING, said)
        for widget in (self._reason_label, self.reason):
            widget.setVisible(panel.asks_reason)
        if new_item or not self.reason.hasFocus():
            self.reason.setText(panel.reason)

    def _show_editor(self, panel: PanelState) -> None:
        key = editor_key(panel.item)
        wanted = self._editors.get(key)
        if wanted is None:
            wanted = self._editors[key] = make_editor(panel.item, self._content)
            self._holder.addWidget(wanted)
            wanted.typed.connect(self._on_typed)
            self.editor_made.emit(wanted)
        if self.editor is not wanted:
            if self.editor is not None:
                self.editor.hide()
            self.editor = wanted
        rejected = panel.answer.act is LineAct.REJECT  # its result stands; note and photos may still be added
        wanted.render_panel(replace(panel, may_edit=False) if rejected else panel)
        wanted.show()

    def _show_message(self, panel: PanelState) -> None:
        if panel.refused is not None:
            self.message.show_message(MessageKind.WARNING, words_of(panel.refused))
        elif panel.second is not SecondState.NONE:
            self.message.show_message(*self._words.second(panel))
        elif panel.answer.na_reason is not None:
            self.message.show_message(MessageKind.INFO, self.tr("Not applicable: {reason}").format(reason=panel.answer.na_reason))
        else:
            self.message.hide()

    def show_last(self, readings: tuple[tuple[str, str], ...]) -> None:
        """Show the newest readings of the same characteristic on other pieces."""
        if not readings:
            self.last.setText(self.tr("There are no earlier readings of this item on this part."))
        else:
            said = "     ".join(f"{value} ({number})" for number, value in readings)
            self.last.setText(self.tr("Last readings: {readings}").format(readings=said))
        self.last.show()

    def show_picture(self, pixmap: QPixmap | None) -> None:
        """Show the reference picture of the item, or none."""
        self.picture.setVisible(pixmap is not None)
        if pixmap is not None:
            self.picture.setPixmap(pixmap)

    def take_focus(self) -> None:
        """Put the keyboard where the next answer is given: into the field of an open item, else on the panel."""
        panel, editor = self._panel, self.editor
        field = editor.field() if editor is not None else None
        waits = (
            panel is not None and panel.may_edit and (panel.row.is_open or panel.draft is not None or panel.refused is not None)
        )
        if field is not None and waits and (panel is not None and panel.item.kind in _TYPED_KINDS):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._reveal(field)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self) -> None:
        """Keep in view what is typed: with large text the field may lie below the window's edge."""
        field = self.editor.field() if self.editor is not None else None
        if field is not None:
            self._reveal(field)

    def ask_note(self) -> None:
        """Open the note, put the keyboard into it and bring it into view."""
        self.evidence.ask_note()
        self._reveal(self.evidence.note)

    def show_failure(self) -> None:
        """Bring what is wrong and what to do now into view."""
        self._reveal(self.fail)

    def _reveal(self, widget: QWidget) -> None:
        layout = self._content.layout()
        if layout is not None:
            layout.activate()  # it may just have been shown, and has no place yet
        self._scroll.ensureWidgetVisible(widget)

    def edit_value(self) -> None:
        """Go into the field and select what stands there."""
        field = self.editor.field() if self.editor is not None else None
        if field is not None and self._panel is not None and self._panel.may_edit:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            select = getattr(field, "selectAll", None)
            if select is not None:
                select()

    def leave_field(self) -> None:
        """Take the keyboard out of the field; one that was cleared without an answer shows the answer that stands."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.editor is not None and self._panel is not None and self._panel.draft is None:
            self.editor.show_again(self._panel)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, and a ring while the keys act on the item."""
        theme, painter = current_theme(), QPainter(self)
        area = QRectF(self.rect())
        paint_panel(painter, area, theme.colour("surface"), theme.colour("border"), theme.frame)
        if self.hasFocus():
            paint_focus(painter, area)
