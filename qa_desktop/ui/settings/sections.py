"""The list of sections at the left: one stop for Tab, Up and Down walk over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.settings.view_model import Section
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import HouseButton
from qa_desktop.ui.widgets.icons import ICON, paint_icon

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class SectionButton(HouseButton):
    """One section: icon and words, the chosen one on a soft ground with a bar at its left."""

    def __init__(self, section: Section, words: str, icon: str, parent: QWidget) -> None:
        self.section, self._icon = section, icon
        super().__init__(words, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words, as tall as a target."""
        words = QFontMetrics(current_theme().font(strong=True)).horizontalAdvance(self.text())
        return QSize(words + self._before_words() + SPACE_3, current_theme().target)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        theme, painter = current_theme(), QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        chosen = self.isChecked()
        ink = theme.colour("accent" if chosen else "text")
        if chosen or self.underMouse() or self.isDown():
            border = theme.colour("border_strong") if chosen and theme.is_high_contrast else None
            paint_panel(painter, box, theme.colour("accent_soft" if chosen else "hover"), border, theme.frame)
        if chosen:
            paint_panel(painter, QRectF(box.left() + SPACE_1, box.top() + 12, 4, box.height() - 24), ink, None, 0, 2)
        side = theme.text(ICON)
        paint_icon(painter, QRectF(SPACE_3, box.top(), side, box.height()), self._icon, ink)
        painter.setFont(theme.font(strong=chosen))
        painter.setPen(ink)
        painter.drawText(QRectF(self._before_words(), 0, self.width() - self._before_words(), self.height()), _LINE, self.text())
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()))

    def _before_words(self) -> int:
        return SPACE_3 + current_theme().text(ICON) + SPACE_2 + SPACE_1


class SectionList(QWidget):
    """All sections.  ``chosen`` carries the one that the person went to."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Sections"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._group = QButtonGroup(self)
        self.buttons: dict[Section, SectionButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for section, words, icon in (
            (Section.ACCOUNT, self.tr("My account"), "user-round"),
            (Section.LOOK, self.tr("Look"), "contrast"),
            (Section.WORKSPACE, self.tr("Workspace"), "database"),
            (Section.LISTS, self.tr("Lists"), "list-checks"),
            (Section.HEALTH, self.tr("Health and backups"), "shield-check"),
            (Section.EVIDENCE, self.tr("Evidence"), "stamp"),
            (Section.ABOUT, self.tr("About"), "info"),
        ):
            button = SectionButton(section, words, icon, self)
            button.clicked.connect(self._clicked)
            self._group.addButton(button)
            self.buttons[section] = button
            layout.addWidget(button)
        layout.addStretch(1)

    def set_section(self, section: Section) -> None:
        """Mark the section that is shown."""
        self.buttons[section].setChecked(True)

    def current(self) -> SectionButton:
        """Return the row of the section that is shown."""
        return next(button for button in self.buttons.values() if button.isChecked())

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, SectionButton):
            self.chosen.emit(button.section)
