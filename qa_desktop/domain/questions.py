"""The words of questions about readings: for the inspector first, then for the supervisor with the reply; never a charge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SENTENCES: Final = {
    "identical": "“{item}”: readings {first} to {last} are all {value}. Is the gauge free to move?",
    "regular": "“{item}”: readings {first} to {last} change in equal steps of {step}. Was each of them read by itself?",
    "on_limit": "“{item}”: {count} of {total} readings are exactly {value}, which is the limit. Is that what the gauge showed?",
    "fast": "{count} answers, from line {first} to line {last}, were stored within {seconds} s. "
    "Were they written down before and typed in afterwards?",
    "before": "“{item}” says {typed}; it was typed {distance} later. Is the date right?",
    "after": "“{item}” says {typed}, which is {distance} after the clock of the station. Is the date right?",
    "clock": "The clock of the station went back by {distance} before line {first} was answered. Is its time right now?",
}
"""One English sentence for each kind of question, with named gaps; a screen may translate it before filling them in."""


def words(kind: str, facts: Mapping[str, object]) -> tuple[str, dict[str, str]]:
    """Return the sentence of a question and the values for its gaps."""
    return SENTENCES.get(kind, "{item}"), {name: str(value) for name, value in facts.items() if not isinstance(value, list)}


def sentence(kind: str, facts: Mapping[str, object]) -> str:
    """Return a question in English, filled in."""
    template, values = words(kind, facts)
    return template.format_map({"item": "", **values})


def distance(seconds: float) -> str:
    """Return a length of time in its largest unit, rounded down."""
    minutes = int(abs(seconds)) // 60
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
