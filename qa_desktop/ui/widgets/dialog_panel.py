"""A sheet inside the window that has to be answered first: Qt's modal dialogs without their own event loop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_2, SPACE_3, SPACE_4
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind, announce
from qa_desktop.ui.widgets.text import Heading

WIDTH = 560

_MESSAGE_CHANGES = frozenset({QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest})


class DialogPanel(QWidget):
    """Covers ``host`` with a scrim and shows a sheet with title, ``body``, ``message`` and two buttons.

    Esc and the secondary button cancel; the primary button, Ctrl+Enter and Enter in a one-line field confirm.  ``confirmed``
    leaves the sheet open, so that the screen can check first and then call :meth:`close_panel`; ``cancelled`` comes after it has
    closed.  While it is open the focus stays inside and no key reaches the window behind; afterwards it returns to where it was.
    Where ``keeps_words`` is set, cancelling over something typed warns first and closes only when it is repeated.
    """

    keeps_words = False

    confirmed = Signal()
    cancelled = Signal()
    closed = Signal()

    def __init__(
        self,
        host: QWidget,
        title: str,
        *,
        primary_text: str,
        secondary_text: str = "",
        danger: bool = False,
        primary_icon: str = "",
        width: int = WIDTH,
    ) -> None:
        super().__init__(host)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._host, self._width = host, width
        self._before: QWidget | None = None
        self._warned_of: tuple[str, ...] = ()
        self.sheet = _Sheet(self)
        self.sheet.setAccessibleName(title)
        self._title = Heading(title, self.sheet, level=1)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE_3)
        self.message = InlineMessage(self.sheet, dismissable=False)
        variant = Variant.DANGER if danger else Variant.PRIMARY
        self.primary = ActionButton(primary_text, self.sheet, icon=primary_icon, variant=variant, shortcut_hint="Ctrl+Enter")
        self.secondary = ActionButton(secondary_text or self.tr("Cancel"), self.sheet, shortcut_hint="Esc")
        self._lay_out()
        self.primary.clicked.connect(self._on_primary)
        self.secondary.clicked.connect(self.cancel)
        for watched in (host, self.content, self.message):
            watched.installEventFilter(self)
        self.hide()

    def open_panel(self, focus: QWidget | None = None) -> None:
        """Show the sheet and give the focus to ``focus``, or to the first thing inside that takes it."""
        self._before, self._warned_of = QApplication.focusWidget(), ()
        self._fit()
        self.show()
        self.raise_()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
        inside = self._stops()
        target = focus or (inside[0] if inside else self)
        target.setFocus(Qt.FocusReason.PopupFocusReason)
        announce(self, self._title.text())

    def close_panel(self) -> None:
        """Put the sheet away and give the focus back."""
        if self.isHidden():
            return
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._on_focus_changed)
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()  # after the focus has left, so that Qt need not find it another place
        self.message.dismiss()
        self.closed.emit()

    def cancel(self) -> None:
        """Close without doing anything; what was typed is thrown away only when this is asked for twice."""
        if self.isHidden() or not self.secondary.isEnabled():
            return
        typed = self.unsaved() if self.keeps_words else ()
        if typed and typed != self._warned_of:
            self._warned_of = typed
            words = self.tr("What you typed is not stored yet. Press Esc once more to throw it away.")
            self.message.show_message(MessageKind.WARNING, words)
            return
        self.close_panel()
        self.cancelled.emit()

    def unsaved(self) -> tuple[str, ...]:
        """Return what a person typed into the fields and nothing has stored."""
        lines = [one for one in self.content.findChildren(QLineEdit) if one.echoMode() is QLineEdit.EchoMode.Normal]
        typed = [one.text() for one in lines if one.isModified()]
        texts = self.content.findChildren(QPlainTextEdit)
        return tuple(
            text for text in (*typed, *(one.toPlainText() for one in texts if one.document().isModified())) if text.strip()
        )

    def set_busy(self, busy: bool) -> None:
        """Switch both buttons off while the answer is being carried out."""
        self.primary.setEnabled(not busy)
        self.secondary.setEnabled(not busy)

    def event(self, event: QEvent) -> bool:
        """Keep every key away from the shortcuts of the window behind."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the host, and of what came or went inside: a message must not lie over a field."""
        if not self.isHidden() and (
            (watched is getattr(self, "_host", None) and event.type() == QEvent.Type.Resize)
            or (watched is getattr(self, "content", None) and event.type() == QEvent.Type.LayoutRequest)
            or (watched is getattr(self, "message", None) and event.type() in _MESSAGE_CHANGES)
        ):
            self._fit()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside the sheet while it is open."""
        if self.isHidden():
            return super().focusNextPrevChild(forward)  # Qt looks here for where the focus goes when the sheet is put away
        stops = self._stops()
        if not stops:
            return True
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else -1
        following = stops[(place + (1 if forward else -1)) % len(stops)]
        following.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc cancels, Ctrl+Enter confirms, and everything else ends here."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif enter and not event.isAutoRepeat():
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control or isinstance(QApplication.focusWidget(), QLineEdit):
                self._on_primary()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()
            if not self.isHidden():
                self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies behind."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(8, 12, 18, 150 if not current_theme().is_high_contrast else 200))

    def _lay_out(self) -> None:
        scroll = QScrollArea(self.sheet)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.content)
        scroll.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        self._scroll = scroll
        buttons = self._buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addStretch(1)
        buttons.addWidget(self.secondary)
        buttons.addWidget(self.primary)
        layout = self._sheet_layout = QVBoxLayout(self.sheet)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_3)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._title)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.message)
        layout.addLayout(buttons)

    def _fit(self) -> None:
        host = self._host
        self.setGeometry(host.rect())
        wish = max(current_theme().text(self._width), self._buttons.sizeHint().width() + 2 * SPACE_4)
        width = min(wish, host.width() - 2 * SPACE_4)
        self.content.ensurePolished()
        inner = width - 2 * SPACE_4
        layout = self.body
        layout.activate()  # something may just have been shown or hidden
        # Measured beside a scroll bar: one that comes makes the lines narrower, and would stay because of the lines it has made.
        beside = inner - self._scroll.verticalScrollBar().sizeHint().width()
        wanted = layout.totalHeightForWidth(beside) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        # What scrolls is never lower than this, whatever it needs at its width.
        wanted = max(wanted, self.content.minimumSizeHint().height())
        # Title, message and buttons always stand there; the content gets what is left, and scrolls only then.
        self._sheet_layout.invalidate()
        taken = max(self._scroll.sizeHint().height(), self._scroll.minimumHeight())
        around = self._sheet_layout.totalHeightForWidth(width) - taken
        room = max(80, host.height() - 2 * SPACE_3 - around)
        self._scroll.setMinimumHeight(min(wanted, room))
        height = around + min(wanted, room)
        height = max(height, min(self._sheet_layout.totalMinimumSize().height(), host.height()))
        self.sheet.setGeometry((host.width() - width) // 2, max(0, (host.height() - height) * 2 // 5), width, height)

    def _stops(self) -> list[QWidget]:
        """Return what Tab visits: the content first, then what stands below it."""
        found = [
            child
            for child in _in_tab_order(self.sheet)
            if child.isVisibleTo(self) and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        return sorted(found, key=self._below)

    def _below(self, widget: QWidget) -> int:
        if self.content.isAncestorOf(widget):
            return 0
        return 1 if self.message.isAncestorOf(widget) else 2

    def _on_primary(self) -> None:
        if self.primary.isEnabled():
            self.confirmed.emit()

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.content.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now)  # also where a check put the focus on a field further down
        if now is None or self.isHidden() or now is self or self.isAncestorOf(now) or now.window() is not self.window():
            return
        others = [panel for panel in self._host.findChildren(DialogPanel) if panel is not self and panel.isVisible()]
        if any(panel.isAncestorOf(now) or panel is now for panel in others):
            return  # a second sheet lies above this one
        inside = self._stops()
        (inside[0] if inside else self).setFocus(Qt.FocusReason.OtherFocusReason)


class _Sheet(QWidget):
    """The panel with the content."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel."""
        theme, painter = current_theme(), QPainter(self)
        border = theme.colour("border")
        paint_panel(painter, QRectF(self.rect()), theme.colour("surface"), border, theme.frame, RADIUS + 4)


def _in_tab_order(top: QWidget) -> list[QWidget]:
    """Return the widgets inside ``top`` in the order in which Tab visits them."""
    found = []
    widget = top.nextInFocusChain()
    while widget is not top and widget is not None:
        if top.isAncestorOf(widget) and widget.focusProxy() is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found
