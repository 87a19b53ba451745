"""Keys from a scanner go to the program, keys from a hand go to the field.

An event filter on the application holds characters for a moment.  A fast burst closed by Enter or Tab is a scan; everything else
is replayed to the widget that it was meant for.  Only the events' own times count: by the wall clock, everything that was typed
while the window was busy would look like a scan.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from qa_desktop.ui.widgets.pin_pad import NO_SCAN
from qa_desktop.ui.widgets.scan_burst import MAX_GAP_MS, MAX_LENGTH, BurstDetector, Step

_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SILENT = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_Mode_switch,
    }
)
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True, slots=True)
class _Held:
    """A key event that waits, with the widget that it was meant for."""

    target: QWidget
    event: QKeyEvent


class ScanFilter(QObject):
    """Install one per application: ``ScanFilter(app)``.  ``scanned`` carries the code, ``notice`` a sentence about an odd one."""

    scanned = Signal(str)
    notice = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._burst = BurstDetector()
        self._held: deque[_Held] = deque()
        self._swallowed: set[int] = set()
        self._replaying = False
        self._enabled = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_quiet)
        self._last_look = False
        app.installEventFilter(self)

    def set_enabled(self, enabled: bool) -> None:
        """Switch the filter on or off; what is held is replayed first."""
        if not enabled:
            self._replay()
        self._enabled = enabled

    def is_holding(self) -> bool:
        """Return whether keys are held at the moment."""
        return bool(self._held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at key events for widgets; let everything else pass."""
        kind = event.type()
        if kind not in _KEYS or self._replaying or not self._enabled:
            return False
        if not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._on_release(watched, event)
        if kind == QEvent.Type.ShortcutOverride:
            return self._on_override(watched, event)
        return self._on_press(watched, event)

    def _on_override(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Keep a held key from firing a shortcut before it is known whose key it is."""
        if self._is_ours(watched, event):
            event.accept()
            return True
        return False

    def _on_press(self, watched: QWidget, event: QKeyEvent) -> bool:
        if event.key() in _SILENT:
            return False
        focus = QApplication.focusWidget()
        if not self._is_ours(watched, event):
            self._replay()
            meant = _meant_for(watched, focus)
            if meant is watched:
                return False
            self._send(meant, _copy(event))
            return True
        at = event.timestamp()
        step = self._burst.terminator(at) if event.key() in _ENDS else self._burst.character(event.text(), at)
        if step in {Step.REPLAY_THEN_HOLD, Step.REPLAY_THEN_PASS}:
            self._replay(keep_burst=step is Step.REPLAY_THEN_HOLD)
            watched = _meant_for(watched, focus)
        if step is Step.SCAN:
            self._finish_scan(event)
            return True
        self._held.append(_Held(watched, _copy(event)))
        if step is Step.REPLAY_THEN_PASS:
            self._replay()  # in its turn, and with the shortcut that the key may have
            return True
        self._last_look = False
        self._timer.start(MAX_GAP_MS)
        return True

    def _on_release(self, watched: QWidget, event: QKeyEvent) -> bool:
        if event.key() in self._swallowed:
            if not event.isAutoRepeat():
                self._swallowed.discard(event.key())
            return True
        if any(held.event.key() == event.key() for held in self._held):
            self._held.append(_Held(watched, _copy(event)))
            return True
        return False

    def _is_ours(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Return whether the filter decides about this key: a character, or the end of a burst."""
        if event.isAutoRepeat() or not event.timestamp() or _is_secret(watched):
            return False
        if event.key() in _ENDS:
            return self._burst.is_holding()
        text = event.text()
        if len(text) != 1:
            return False
        if text.isprintable():
            held_down = event.modifiers() & _COMMAND
            return not held_down or held_down == _ALT_GR
        # A code may contain separators such as the group separator; they arrive as control keys in the middle of a burst.
        return text not in "\b\x1b\x7f" and self._burst.follows(event.timestamp())

    def _finish_scan(self, event: QKeyEvent) -> None:
        self._timer.stop()
        self._swallowed.update(held.event.key() for held in self._held if held.event.type() == QEvent.Type.KeyPress)
        self._swallowed.difference_update(held.event.key() for held in self._held if held.event.type() == QEvent.Type.KeyRelease)
        self._swallowed.add(event.key())
        self._held.clear()
        scan = self._burst.scan
        if scan.too_long:
            self.notice.emit(self.tr("The scanned code has more than {n} characters and was not taken.").format(n=MAX_LENGTH))
            return
        if scan.stripped:
            self.notice.emit(self.tr("The scanned code contained control characters, which were left out."))
        self.scanned.emit(scan.text)

    def _on_quiet(self) -> None:
        """Nothing came for a while.  Look once more after the keys that a busy window has not seen yet."""
        if not self._last_look:
            self._last_look = True
            self._timer.start(0)
            return
        self._replay()

    def _replay(self, *, keep_burst: bool = False) -> None:
        """Send what is held to the widgets that it was meant for, in order."""
        self._timer.stop()
        if not keep_burst:
            self._burst.reset()
        held, self._held = self._held, deque()
        focus = QApplication.focusWidget()
        for one in held:
            now = QApplication.focusWidget()
            # When a replayed key moved the focus, the keys after it belong to the new place, as they would have without us.
            target = now if now is not None and now is not focus else one.target
            if isValid(target):
                self._send(target, one.event)

    def _send(self, target: QWidget, event: QKeyEvent) -> None:
        self._replaying = True
        try:
            if event.type() == QEvent.Type.KeyPress and self._fires_shortcut(target, event):
                return
            QApplication.sendEvent(target, event)
        finally:
            self._replaying = False

    def _fires_shortcut(self, target: QWidget, event: QKeyEvent) -> bool:
        """Do for a replayed key what Qt did not do because the key was held: offer it as a shortcut."""
        override = QKeyEvent(QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.text())
        override.ignore()
        QApplication.sendEvent(target, override)
        if override.isAccepted():
            return False
        sequence = QKeySequence(event.keyCombination())
        window = target.window()
        for shortcut in window.findChildren(QShortcut):
            if shortcut.isEnabled() and _has_key(shortcut, sequence) and _reaches(shortcut.parent(), shortcut.context(), target):
                shortcut.activated.emit()
                return True
        for action in window.findChildren(QAction):
            if (
                action.isEnabled()
                and sequence in action.shortcuts()
                and _reaches(action.parent(), action.shortcutContext(), target)
            ):
                action.trigger()
                return True
        for button in window.findChildren(QAbstractButton):
            if sequence == button.shortcut() and button.isEnabled() and button.isVisible():
                button.click()
                return True
        return False


_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})


def _meant_for(watched: QWidget, focus: QWidget | None) -> QWidget:
    """Return where a key belongs that was on its way to ``watched`` while a replay moved the focus away from ``focus``.

    The first digit of a reading opens its field; a digit behind it that went to where the first one went would open the field
    once more, and lose what stands there.
    """
    now = QApplication.focusWidget()
    return now if watched is focus and now is not None and now is not focus else watched


def _has_key(shortcut: QShortcut, sequence: QKeySequence) -> bool:
    return any(sequence == one for one in shortcut.keys())  # noqa: SIM118  (a list of key sequences, no mapping)


def _copy(event: QKeyEvent) -> QKeyEvent:
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _is_secret(widget: QWidget | None) -> bool:
    """Return whether ``widget`` takes a password or a PIN, or asks to be left alone."""
    while widget is not None:
        if isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal:
            return True
        if widget.property(NO_SCAN):
            return True
        widget = widget.parentWidget()
    return False


def _reaches(owner: QObject | None, context: Qt.ShortcutContext, target: QWidget) -> bool:
    """Return whether a shortcut of ``owner`` with ``context`` counts while ``target`` has the focus."""
    if not isinstance(owner, QWidget):
        return context in {Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut}
    if not owner.isVisible() or not owner.isEnabled():
        return False
    if context == Qt.ShortcutContext.WidgetShortcut:
        return owner is target
    if context == Qt.ShortcutContext.WidgetWithChildrenShortcut:
        return owner is target or owner.isAncestorOf(target)
    return True
