"""Widgets are tested in the light theme unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from qa_desktop.ui.theme import ThemeName, apply_theme


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    """Start and end with the light theme at plain sizes."""
    qapp.setCursorFlashTime(0)
    apply_theme(qapp, ThemeName.LIGHT)
    yield
    apply_theme(qapp, ThemeName.LIGHT)
