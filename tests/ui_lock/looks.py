"""What every screen must keep: names for screen readers, and targets that a hand can hit."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.ui.theme.tokens import TARGET

_INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)


def _shown(screen: QWidget) -> list[QWidget]:
    found = [w for kind in _INTERACTIVE for w in screen.findChildren(kind)]
    return [w for w in found if w.isVisibleTo(screen) and not _is_part_of_another(w)]


def _is_part_of_another(widget: QWidget) -> bool:
    """Corner buttons of tables and the like belong to their owner."""
    parent = widget.parentWidget()
    return widget.objectName().startswith("qt_") or isinstance(parent, (QAbstractItemView, QComboBox))


def unnamed(screen: QWidget) -> list[str]:
    """Return the interactive widgets on show that a screen reader could not name."""
    found = []
    for widget in _shown(screen):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name):
            found.append(repr(widget))
    return found


def too_small(screen: QWidget) -> list[str]:
    """Return the targets on show that are lower than 48 pixels."""
    return [
        f"{widget!r} is {widget.height()} px high"
        for widget in _shown(screen)
        if not isinstance(widget, (QAbstractItemView, QPlainTextEdit)) and widget.height() < TARGET
    ]
