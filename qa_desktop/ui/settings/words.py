"""Dates and moments as the settings show them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale


def day_words(utc: str) -> str:
    """Return the local day of a moment that is kept as UTC text."""
    return _day(datetime.fromisoformat(utc).astimezone())


def moment_words(moment: datetime) -> str:
    """Return day and time of a moment as its own wall clock shows them."""
    return f"{_day(moment)} {moment:%H:%M}"


def _day(moment: datetime) -> str:
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return f"{moment:%Y-%m-%d}"
    return locale.toString(QDate(moment.year, moment.month, moment.day), QLocale.FormatType.LongFormat)
