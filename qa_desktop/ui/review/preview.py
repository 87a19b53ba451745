"""The pages of the very file that was signed, drawn from bytes that passed the check."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.signed_pages import Opened, Picture, draw_page, open_report
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import ElidedLabel

KEPT = 12
"""Pages kept as pictures; others are drawn again when they are looked at."""

_WIDEST = 1100


class ReportPreview(QWidget):
    """Scrolls through the pages of one report; ``read_to_end`` comes when the last page was in view."""

    read_to_end = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._report_id: str | None = None
        self._at_end = False
        self._note = ElidedLabel("", self, size=TextSize.SMALL, role="text_muted")
        self._pages = _Pages(context)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setAccessibleName(self.tr("Pages of the signed report"))
        self.area.setWidget(self._pages)
        self.area.verticalScrollBar().setSingleStep(48)
        self._empty = EmptyState("", "", self, icon="file-text")
        self._empty.action_requested.connect(self._retry)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._note)
        self.area.verticalScrollBar().valueChanged.connect(self._look_at_end)
        self.area.verticalScrollBar().rangeChanged.connect(self._look_at_end)

    def show_report(self, report_id: str | None) -> None:
        """Show another report, or none."""
        if report_id == self._report_id:
            return
        self._report_id, self._at_end = report_id, False
        self._pages.set_document(None)
        self._note.setText("")
        if report_id is None:
            self._empty.set_content(
                self.tr("No report"), self.tr("The report is made when the inspector signs."), icon="file-text"
            )
        else:
            self._empty.set_content(self.tr("Checking the signed file …"), "", icon="loader")
            self._context.jobs.work(partial(open_report, self._context, report_id), self._loaded, self._failed)
        self._stack.setCurrentWidget(self._empty)

    def is_ready(self) -> bool:
        """Return whether the pages are shown."""
        return self._stack.currentWidget() is self.area

    def page_count(self) -> int:
        """Return how many pages there are."""
        return self._pages.count()

    def has_drawn(self, page: int) -> bool:
        """Return whether a page is there as a picture."""
        return self._pages.has(page)

    def was_read_to_end(self) -> bool:
        """Return whether the end of the last page was in view."""
        return self._at_end

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The end may have come into view."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self._look_at_end)

    def showEvent(self, event: QShowEvent) -> None:
        """The end may be in view at once."""
        super().showEvent(event)
        QTimer.singleShot(0, self._look_at_end)

    def _loaded(self, document: Opened) -> None:
        if document.report_id != self._report_id:
            return
        self._pages.set_document(document)
        self.area.verticalScrollBar().setValue(0)
        self._stack.setCurrentWidget(self.area)
        self._tell()
        QTimer.singleShot(0, self._look_at_end)

    def _failed(self, error: QaError) -> None:
        self._empty.set_content(
            self.tr("The report is not shown"), words_of(error), icon="shield-x", action_text=self.tr("Try again")
        )
        self._stack.setCurrentWidget(self._empty)

    def _retry(self) -> None:
        report_id, self._report_id = self._report_id, None
        self.show_report(report_id)

    def _tell(self) -> None:
        document = self._pages.document
        if document is None:
            return
        pages = self.tr("{n} pages").format(n=len(document.pages)) if len(document.pages) != 1 else self.tr("1 page")
        read = self.tr("read to end: yes") if self._at_end else self.tr("read to end: no")
        self._note.setText(f"{document.name} · {pages} · {read} · {document.verification.sentence}")

    def _look_at_end(self) -> None:
        bar = self.area.verticalScrollBar()
        if self.is_ready() and self.isVisible() and not self._at_end and bar.value() >= bar.maximum() - 8:
            self._at_end = True
            self._tell()
            self.read_to_end.emit()


class _Pages(QWidget):
    """All pages below each other; only those in view are drawn."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.document: Opened | None = None
        self._drawn: OrderedDict[int, Picture] = OrderedDict()
        self._asked: dict[int, int] = {}
        self.setAccessibleName(self.tr("Pages"))

    def set_document(self, document: Opened | None) -> None:
        """Show another document."""
        self.document = document
        self._drawn.clear()
        self._asked.clear()
        self._fit()

    def count(self) -> int:
        """Return how many pages there are."""
        return 0 if self.document is None else len(self.document.pages)

    def has(self, page: int) -> bool:
        """Return whether a page is drawn."""
        return page in self._drawn

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the scroll area."""
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages that are in view; ask for those that are not there yet."""
        theme, painter = current_theme(), QPainter(self)
        painter.fillRect(event.rect(), theme.colour("surface_sunken"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page, place in enumerate(self._places()):
            if not place.intersects(event.rect()):
                continue
            painter.fillRect(place, Qt.GlobalColor.white)
            drawn = self._drawn.get(page)
            if drawn is not None:
                painter.drawImage(QRectF(place), drawn.image)
            painter.setPen(theme.colour("border_strong"))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            self._ask(page, round(place.width() * self.devicePixelRatioF()))

    def _places(self) -> list[QRect]:
        if self.document is None:
            return []
        width = max(120, min(self.width() - 2 * SPACE_3, _WIDEST))
        left, top, found = (self.width() - width) // 2, SPACE_3, []
        for wide, high in self.document.pages:
            height = round(width * high / wide)
            found.append(QRect(left, top, width, height))
            top += height + SPACE_3
        return found

    def _fit(self) -> None:
        places = self._places()
        self.setMinimumSize(QSize(0, places[-1].bottom() + SPACE_3 if places else 0))
        self.update()

    def _ask(self, page: int, width: int) -> None:
        drawn = self._drawn.get(page)
        if self.document is None or (drawn is not None and drawn.width == width) or self._asked.get(page) == width:
            return
        self._asked[page] = width
        self._context.jobs.work(partial(draw_page, self.document, page, width), self._take, self._dropped)

    def _take(self, drawn: Picture) -> None:
        if self.document is None or drawn.report_id != self.document.report_id:
            return
        self._asked.pop(drawn.page, None)
        self._drawn[drawn.page] = drawn
        self._drawn.move_to_end(drawn.page)
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        self.update()

    def _dropped(self, _error: QaError) -> None:
        """A page that cannot be drawn stays white; the file itself was checked before."""
