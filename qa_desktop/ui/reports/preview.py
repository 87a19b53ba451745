"""One report: what the check says about it, and its pages."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.reports.words import OUTCOME_LOOKS, report_words
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.signed_pages import POINTS_PER_INCH, SCREEN_DPI, Opened, Picture, draw_page, open_report
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, IconButton
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.shapes import Shape, paint_shape
from qa_desktop.ui.widgets.text import ElidedLabel, PlainLabel

FOREIGN = "foreign"
"""The state of a file that came from outside: shown as it is, without a word about who signed it."""
DRAFT = "draft"
"""The state of pages that nobody signed yet."""


class Zoom(Enum):
    """How large a page is shown."""

    FIT = 0
    FULL = 100
    DOUBLE = 200


class Previewed(Protocol):
    """A file as far as the preview knows it.

    ``state`` is ``void`` where it does not count any more, and :data:`FOREIGN` where it is not ours.
    """

    @property
    def id(self) -> str:
        """The key that the file is opened by."""

    @property
    def number(self) -> str:
        """What people call it."""

    @property
    def state(self) -> str:
        """Whether it counts."""


Opener = Callable[[Context, str, Any], Opened]


class ReportPreview(QWidget):
    """Checks a signed file, then shows it page by page.  ``opener`` reads the file.

    ``drawn`` comes when a page is on show, ``failed`` with the reason why there is none.
    With ``saves`` a copy of what passed the check can be written, to send it.
    """

    drawn = Signal()
    failed = Signal(object)

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, opener: Opener = open_report, saves: bool = False
    ) -> None:
        super().__init__(parent)
        self._context, self._opener = context, opener
        self._saves = saves and context.actor.may(Permission.EXPORT)
        self._row: Previewed | None = None
        self.opened: Opened | None = None
        self.page = 0
        self.zoom = Zoom.FIT
        self._asked: tuple[str, int, int] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)
        self._later.timeout.connect(self._ask)
        self._build()

    def show_report(self, row: Previewed | None) -> None:
        """Show another report, or none."""
        if row == self._row:
            return
        self._row, self.opened, self.page, self._asked = row, None, 0, None
        self.sheet.set_image(None, 0)
        self._render()
        if row is not None:
            self._context.jobs.work(partial(self._opener, self._context, row.id), self._take_file, self._refused)

    def step(self, by: int) -> None:
        """Turn pages."""
        if self.opened is not None and 0 <= self.page + by < len(self.opened.pages):
            self.page += by
            self.area.verticalScrollBar().setValue(0)
            self._render()
            self._ask()

    def next_page(self) -> None:
        """Turn to the next page."""
        self.step(1)

    def previous_page(self) -> None:
        """Turn back."""
        self.step(-1)

    def set_zoom(self, zoom: Zoom) -> None:
        """Show the pages in another size."""
        self.zoom = zoom
        self._render()
        self._ask()

    def ask_save(self) -> None:
        """Ask where the copy is written."""
        if self.opened is not None and self._may_save():
            self.save_picker.ask_new_file(self.tr("Save as"), self.tr("PDF (*.pdf)"), self.opened.name, "pdf")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the page anew for the new width, once the size rests."""
        super().resizeEvent(event)
        if self.zoom is Zoom.FIT:
            self._later.start()

    def _head(self) -> QHBoxLayout:
        """Return what is shown, and what may be done with it."""
        self.title = ElidedLabel("", self, size=TextSize.STRONG, strong=True)
        self.save = ActionButton(self.tr("Save the PDF …"), self, icon="download", shortcut_hint="Ctrl+S")
        self.save.clicked.connect(self.ask_save)
        self.save_picker = FilePicker(self)
        self.save_picker.chosen.connect(self._save)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.title, 1)
        head.addWidget(self.save)
        return head

    def _build(self) -> None:
        head = self._head()
        self.mark = ResultMark(self)
        self.sentence = PlainLabel("", self)
        self.back = IconButton(self.tr("Page back"), "chevron-left", self)
        self.forward = IconButton(self.tr("Page on"), "chevron-right", self)
        self.place = PlainLabel("", self, role="text_muted", wrap=False, tabular=True)
        self.back.clicked.connect(self.previous_page)
        self.forward.clicked.connect(self.next_page)
        self._zooms = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_1)
        for widget in (self.back, self.place, self.forward):
            bar.addWidget(widget)
        bar.addStretch(1)
        self.zoom_buttons: dict[Zoom, ActionButton] = {}
        for zoom, words in ((Zoom.FIT, self.tr("Fit")), (Zoom.FULL, self.tr("100 %")), (Zoom.DOUBLE, self.tr("200 %"))):
            button = ActionButton(words, self)
            button.setCheckable(True)
            button.setAccessibleDescription(self.tr("Size of the pages"))
            self._zooms.addButton(button, zoom.value)
            self.zoom_buttons[zoom] = button
            bar.addWidget(button)
        self._zooms.idClicked.connect(self._zoom_clicked)
        self.sheet = _Sheet()
        self.area = QScrollArea(self)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(self.sheet)
        self.area.setAccessibleName(self.tr("Page of the signed report"))
        self.area.verticalScrollBar().setSingleStep(48)
        self._empty = EmptyState("", "", self, icon="file-text")
        self._empty.action_requested.connect(self._again)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.area)
        check = QHBoxLayout()
        check.setSpacing(SPACE_2)
        check.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        check.addWidget(self.sentence, 1)
        self._bar = QWidget(self)
        bar.setContentsMargins(0, 0, 0, 0)
        self._bar.setLayout(bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addLayout(check)
        layout.addWidget(self._bar)
        layout.addLayout(self._stack, 1)
        self._render()

    def _render(self) -> None:
        row, opened = self._row, self.opened
        self.title.setVisible(row is not None)
        self.save.setVisible(self._may_save())
        for widget in (self.mark, self.sentence, self._bar):
            widget.setVisible(opened is not None)
        if row is None:
            self._empty.set_content(
                self.tr("No report chosen"), self.tr("Choose a report in the list to see the signed file."), icon="file-text"
            )
            self._stack.setCurrentWidget(self._empty)
            return
        self.title.setText(row.number)
        if opened is None:
            self._empty.set_content(self.tr("Opening and checking the file …"), "", icon="loader")
            self._stack.setCurrentWidget(self._empty)
            return
        self._stack.setCurrentWidget(self.area)
        shape, tone = OUTCOME_LOOKS[opened.verification.outcome]
        sentence = opened.verification.sentence
        if row.state == "void":  # the file itself is sound, but what it says does not count any more
            shape, tone, sentence = Shape.DASH, Tone.NA, report_words().state_meaning("void")
        elif row.state == DRAFT:
            shape, tone = Shape.DASH, Tone.WARNING
            sentence = self.tr("Nobody signed this. It is what would be signed now.")
        elif row.state == FOREIGN:
            shape, tone = Shape.DASH, Tone.NEUTRAL
            sentence = self.tr("The file as it came: not signed here, unchanged since it was stored.")
        self.mark.set_look(shape, tone)
        self.sentence.setText(sentence)
        self.sentence.set_role(tone.value)
        self.place.setText(f"{self.page + 1} / {len(opened.pages)}")
        self.place.setAccessibleName(self.tr("Page {page} of {pages}").format(page=self.page + 1, pages=len(opened.pages)))
        self.back.setEnabled(self.page > 0)
        self.forward.setEnabled(self.page < len(opened.pages) - 1)
        self.zoom_buttons[self.zoom].setChecked(True)
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if self.zoom is Zoom.FIT else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.area.setHorizontalScrollBarPolicy(bars)

    def _may_save(self) -> bool:
        """A copy is of our own file that passed the check; one that came from outside lies where it came from."""
        return self._saves and self.opened is not None and self._row is not None and self._row.state not in {FOREIGN, DRAFT}

    def _save(self, path: Path) -> None:
        if self.opened is not None:
            call = partial(_write, path, self.opened.data)
            self._context.jobs.work(call, self._written, self._context.fail, owner=self)

    def _written(self, path: Path) -> None:
        self._context.tell("success", self.tr("The signed PDF was written to {file}.").format(file=path.name))

    def _zoom_clicked(self, number: int) -> None:
        self.set_zoom(Zoom(number))

    def _take_file(self, opened: Opened) -> None:
        if self._row is not None and opened.report_id == self._row.id:
            self.opened = opened
            self._render()
            self._ask()

    def _refused(self, error: QaError) -> None:
        if self._row is None or self.opened is not None:
            return
        self._empty.set_content(
            self.tr("The report is not shown"), words_of(error), icon="shield-x", action_text=self.tr("Check again")
        )
        self._stack.setCurrentWidget(self._empty)
        self.failed.emit(error)

    def _again(self) -> None:
        row, self._row = self._row, None
        self.show_report(row)

    def _wanted_width(self) -> int:
        """Return how wide the page is to be, in pixels of the screen's own measure."""
        if self.opened is None:
            return 0
        points: float = self.opened.pages[self.page][0]
        if self.zoom is Zoom.FIT:
            return int(max(160, self.area.width() - 2 * SPACE_2 - 28))
        return int(points / POINTS_PER_INCH * SCREEN_DPI * self.zoom.value / 100)

    def _ask(self) -> None:
        if self.opened is None:
            return
        width = self._wanted_width()
        key = (self.opened.report_id, self.page, width)
        if key == self._asked:
            return
        self._asked = key
        self._context.jobs.work(
            partial(draw_page, self.opened, self.page, round(width * self.devicePixelRatioF())), self._take_page, self._lost_page
        )

    def _take_page(self, picture: Picture) -> None:
        if self.opened is None or (picture.report_id, picture.page) != (self.opened.report_id, self.page):
            return
        self.sheet.set_image(picture.image, self._wanted_width())
        self.sheet.setAccessibleName(self.place.accessibleName())
        self.drawn.emit()

    def _lost_page(self, error: QaError) -> None:
        self._asked = None
        self._refused(error)


def _write(path: Path, data: bytes, _report: object) -> Path:
    from qa_desktop.storage.files import write_safely  # noqa: PLC0415  (storage loads late)

    write_safely(path, data, mode=0o644)
    return path


class _Sheet(QWidget):
    """A page on its ground."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._width = 0

    def set_image(self, image: QImage | None, width: int) -> None:
        """Show a page ``width`` wide."""
        self._image, self._width = image, width
        height = round(width * image.height() / image.width()) if image is not None and image.width() else 0
        self.setFixedSize(QSize(width + 2 * SPACE_2, height + 2 * SPACE_2) if image is not None else QSize(1, 1))
        self.update()

    def has_image(self) -> bool:
        """Return whether a page is on show."""
        return self._image is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page."""
        theme, painter = current_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface_sunken"))
        if self._image is not None:
            place = QRectF(self.rect()).adjusted(SPACE_2, SPACE_2, -SPACE_2, -SPACE_2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._image)
            painter.setPen(theme.colour("border_strong"))
            painter.drawRect(place.adjusted(0, 0, -1, -1))


class ResultMark(QWidget):
    """The shape of a result."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shape, self._tone = Shape.RING, Tone.NEUTRAL
        self.setFixedSize(QSize(24, 24))

    def set_look(self, shape: Shape, tone: Tone) -> None:
        """Show another shape."""
        self._shape, self._tone = shape, tone
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shape."""
        paint_shape(QPainter(self), QRectF(self.rect()).adjusted(2, 2, -2, -2), self._shape, current_theme().tone(self._tone))
