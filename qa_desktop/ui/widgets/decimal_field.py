"""The field for measured values.

A plain line edit and the product's own parser: Qt's number fields turn 12.345 into 12345 in half of Europe.  What was understood
is shown in large type, with its unit and its verdict, before it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.decimals import SCALE, decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_types.numeric import with_unit
from qa_desktop.domain.tolerance import Limits, Side
from qa_desktop.ui.theme.current import current_theme, is_restyle, is_retranslate
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.message import announce, error_sentence
from qa_desktop.ui.widgets.shapes import Shape, paint_shape
from qa_desktop.ui.widgets.text import PlainLabel


@dataclass(frozen=True, slots=True)
class Echo:
    """What the field says back: the value as understood, and a sentence with shape and tone."""

    value: str = ""
    words: str = ""
    shape: Shape | None = None
    tone: Tone = Tone.NEUTRAL


class DecimalField(QWidget):
    """Takes a reading, says what it understood, and hands it over on Enter.

    ``accepted`` carries the canonical text (digits with a point, trailing zeros kept).  ``changed`` fires only when a person or a
    gauge changed the text; filling the field from the program fires nothing.  ``refused`` carries the sentence.
    """

    accepted = Signal(str)
    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self._limits, self._unit, self._max_decimals = Limits(), "", SCALE
        self._confirming = ""
        self._may_stay_empty = False
        self.edit = _ReadingEdit(self)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.edit.setMaxLength(60)
        self._unit_label = PlainLabel("", self, size=TextSize.TITLE, role="text_muted", wrap=False)
        self._echo = _EchoLine(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.edit, 1)
        row.addWidget(self._unit_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(row)
        layout.addWidget(self._echo)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self._on_return)
        self.set_name(name or self.tr("Reading"))
        self._update()

    def set_name(self, name: str) -> None:
        """Say what is measured, for screen readers."""
        self.edit.setAccessibleName(name)

    def set_criteria(self, limits: Limits, unit: str = "", *, max_decimals: int | None = None) -> None:
        """Judge by other limits; ``max_decimals`` limits the digits behind the mark."""
        self._limits, self._unit = limits, unit
        self._max_decimals = SCALE if max_decimals is None else max_decimals
        self._unit_label.setText(unit)
        self._unit_label.setVisible(bool(unit))
        self._update()

    def set_may_stay_empty(self, may: bool) -> None:
        """Hand an empty field over on Enter as an empty text instead of asking for a reading."""
        self._may_stay_empty = may

    def text(self) -> str:
        """Return what stands in the field, as typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Fill the field from the program: nothing is emitted, so nothing can be saved by it."""
        self.edit.setText(text)
        self._update()

    def take_reading(self, text: str) -> None:
        """Take text from a gauge as if it had been typed; Enter (or :meth:`accept`) still has to follow."""
        self.edit.setText(text)
        self._on_edited(text)

    def value(self) -> Decimal | None:
        """Return the number that stands in the field, or ``None`` while it is empty or not a number."""
        try:
            return parse_decimal(self.edit.text(), max_decimals=self._max_decimals)
        except InputError:
            return None

    def side(self) -> Side | None:
        """Return on which side of its limits the value lies, or ``None`` without a value or limits."""
        value = self.value()
        return None if value is None or self._limits.is_open else self._limits.side(value)

    def echo(self) -> Echo:
        """Return what the field says back at the moment."""
        return self._echo.echo

    def accept(self) -> bool:
        """Hand the reading over, as Enter does.  An implausible one is handed over at the second call."""
        text = self.edit.text()
        if self._may_stay_empty and not text.strip():
            self.accepted.emit("")
            return True
        try:
            value = parse_decimal(text, max_decimals=self._max_decimals)
        except InputError as error:
            self._say(Echo("", error_sentence(error), Shape.TRIANGLE, Tone.WARNING))
            self.edit.selectAll()
            self.refused.emit(error_sentence(error))
            return False
        if not self._limits.plausible(value) and self._confirming != text:
            self._confirming = text
            words = self.tr("Very far from the limits. Check the reading; Enter again keeps it.")
            self._say(Echo(with_unit(value, self._unit), words, Shape.TRIANGLE, Tone.WARNING))
            return False
        self._confirming = ""
        self._update()
        self.accepted.emit(decimal_text(value))
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if is_retranslate(event):
            self._update()

    def _on_edited(self, _text: str) -> None:
        self._confirming = ""
        self._update()
        self.changed.emit()

    def _on_return(self) -> None:
        self.accept()

    def _say(self, echo: Echo) -> None:
        self._echo.show_echo(echo)
        announce(self.edit, " ".join(part for part in (echo.value, echo.words) if part))

    def _update(self) -> None:
        text = self.edit.text()
        if not text.strip():
            self._echo.show_echo(Echo("", self.tr("Type the reading with a point or a comma.")))
            return
        try:
            value = parse_decimal(text, max_decimals=self._max_decimals)
        except InputError as error:
            unfinished = text.strip() in {"-", "+", "\u2212", ".", ","} or text.strip()[-1] in ".,"
            echo = Echo("", self.tr("Go on typing …")) if unfinished and text.count(".") + text.count(",") <= 1 else None
            self._echo.show_echo(echo or Echo("", error_sentence(error), Shape.TRIANGLE, Tone.WARNING))
            return
        self._echo.show_echo(self._judged(value))

    def _judged(self, value: Decimal) -> Echo:
        shown = with_unit(value, self._unit)
        distance = with_unit(self._limits.excess(value), self._unit)
        if self._limits.is_open:
            return Echo(shown, self.tr("Recorded without limits"), Shape.DOT, Tone.RECORDED)
        match self._limits.side(value):
            case Side.ABOVE:
                return Echo(shown, self.tr("ABOVE LIMIT by {distance}").format(distance=distance), Shape.CROSS, Tone.FAILS)
            case Side.BELOW:
                return Echo(shown, self.tr("BELOW LIMIT by {distance}").format(distance=distance), Shape.CROSS, Tone.FAILS)
            case _:
                return Echo(shown, self.tr("Within limits"), Shape.TICK, Tone.CONFORMS)


class _ReadingEdit(QLineEdit):
    """A line edit in display size."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextMargins(SPACE_2, 0, SPACE_2, 0)
        self._restyle()

    def sizeHint(self) -> QSize:
        """As tall as an answer."""
        return QSize(240, current_theme().answer_height)

    def minimumSizeHint(self) -> QSize:
        """As tall as an answer."""
        return QSize(160, current_theme().answer_height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter only once per press: a key held down must not confirm a warning."""
        if event.isAutoRepeat() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(current_theme().font(TextSize.DISPLAY, strong=True, tabular=True))
        self.updateGeometry()


class _EchoLine(QWidget):
    """Value as understood and verdict, of one height whatever they say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.echo = Echo()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_echo(self, echo: Echo) -> None:
        """Show ``echo``."""
        self.echo = echo
        self.setAccessibleName(" ".join(part for part in (echo.value, echo.words) if part))
        self.update()

    def sizeHint(self) -> QSize:
        """A value with its verdict, or a sentence of three lines."""
        theme = current_theme()
        large = QFontMetrics(theme.font(TextSize.TITLE, strong=True)).height()
        words = QFontMetrics(theme.font(TextSize.STRONG, strong=True)).height()
        sentence = 3 * QFontMetrics(theme.font(TextSize.BODY, strong=True)).lineSpacing()
        return QSize(240, max(large + SPACE_1 + words, sentence) + 2)

    def minimumSizeHint(self) -> QSize:
        """A value with its verdict, or a sentence of three lines."""
        return QSize(160, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw value and words."""
        theme, painter, echo = current_theme(), QPainter(self), self.echo
        ink = theme.colour("text_muted") if echo.shape is None else theme.tone(echo.tone)
        top = 0
        if echo.value:
            font = theme.font(TextSize.TITLE, strong=True, tabular=True)
            painter.setFont(font)
            painter.setPen(theme.colour("text"))
            top = QFontMetrics(font).height() + SPACE_1
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
            painter.drawText(QRectF(0, 0, self.width(), top - SPACE_1), flags, echo.value)
        painter.setFont(theme.font(TextSize.STRONG if echo.value else TextSize.BODY, strong=echo.shape is not None))
        line = painter.fontMetrics().height()
        left = 0
        if echo.shape is not None:
            paint_shape(painter, QRectF(0, top, line, line), echo.shape, ink)
            left = line + SPACE_2
        painter.setPen(ink)
        area = QRectF(left, top, self.width() - left, self.height() - top)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), echo.words)
