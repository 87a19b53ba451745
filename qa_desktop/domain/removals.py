"""Checks that were taken out of a checklist although something had led to them, and the answer to why they may go."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Checklist, RemovedCheck

MAX_ANSWER = 500
"""Longest answer, in characters."""


@dataclass(frozen=True, slots=True)
class ReasonedCheck:
    """A check that is not removed without an answer: its key, its text, and its reason in words."""

    key: str
    text: str
    reason: str


def unanswered(before: Iterable[ReasonedCheck], now: Checklist) -> tuple[ReasonedCheck, ...]:
    """Return the checks of the revision before that are gone without an answer."""
    there = {item.key for item in now.items} | {one.key for one in now.removed if one.answer.strip()}
    return tuple(one for one in before if one.key not in there)


def removed_text(removed: Iterable[RemovedCheck]) -> str:
    """Return the answers as a revision keeps them; empty when there are none."""
    found = [{"key": r.key, "answer": r.answer, "text": r.text, "reason": r.reason, "by": r.by} for r in removed]
    return canonical_json({"removed": found}) if found else ""


def removed_from(text: str) -> tuple[RemovedCheck, ...]:
    """Return the answers that a revision keeps."""
    if not text:
        return ()
    return tuple(RemovedCheck(**one) for one in json.loads(text)["removed"])
