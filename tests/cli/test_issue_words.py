"""The command line says of the history of an issue what the screens say, word for word, and never the name of an event."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from qa_desktop.cli.common import table
from qa_desktop.cli.issue_words import happened
from qa_desktop.ui.issues.step_words import EventWords
from qa_desktop.ui.issues.words import IssueWords

OFFSET = 120
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).astimezone(timezone(timedelta(minutes=OFFSET)))
DUE = "2026-03-04T20:59:00.000000Z"


def kept(**facts: object) -> str:
    return json.dumps(facts)


EVENTS = (
    ("logged", "", "logged", "Logged"),
    ("moved", "logged", "contained", "Logged → Contained"),
    ("comment", "", "", "Comment"),
    ("owner", "", "Petra Lis", "Owner: – → Petra Lis"),
    ("due", DUE, "", "Due: 2026-03-04 → –"),
    ("step.plan", "", kept(step="contained", owner="", due=DUE), "Contained: nobody yet, due 2026-03-04"),
    (
        "step.plan",
        kept(step="acting", owner="", due=DUE),
        kept(step="acting", owner="Petra Lis", due=""),
        "Acting: nobody yet, due 2026-03-04 → Petra Lis, no date",
    ),
    ("edited", kept(title="Bore", severity="major"), kept(title="Bore A", severity="critical"), None),
    ("action.add", "", kept(number=1, owner="Petra Lis", due="2026-03-09"), "Action 1 planned: Petra Lis, due 2026-03-09"),
    ("action.change", kept(number=1, owner="x", due="y"), kept(number=1, owner="Petra Lis", due="2026-03-09"), None),
    ("action.remove", "", kept(number=1), "Action 1 taken away"),
    ("action.done", "", kept(number=1, owner="x", due="y"), "Action 1 done"),
    ("action.verify", "", kept(number=1), "Action 1 verified"),
    ("action.send_back", "", kept(number=1), "Action 1 sent back"),
    ("effect.plan", "", kept(number=1, target="0.025", until="2026-03-09"), None),
    ("effect.conclude", "", kept(number=1, verdict="met"), "Effect of action 1: the target is met"),
    ("effect.conclude", "", kept(number=1, verdict="not_met"), "Effect of action 1: the target is not met"),
    ("effect.override", "", kept(number=1), "Effect of action 1: accepted without figures"),
    ("hold.place", "", kept(number="H-01-000001", what="Lot L-1"), "Hold H-01-000001: Lot L-1"),
    ("hold.place", "", kept(number="H-01-000001"), "Nothing has to be held"),
    ("hold.lift", "", kept(number="H-01-000001", what="Lot L-1"), "Hold H-01-000001 lifted"),
    *((f"disposition.{act}", "", kept(number="D-01-000001"), None) for act in ("propose", "approve", "refuse", "withdraw")),
    ("promised", "", "", "Promised"),
    ("promise kept", "", "", "Promise kept"),
    ("promise withdrawn", "", "", "Promise withdrawn"),
    ("customer asked", "", "", "Customer asked"),
)


@pytest.mark.parametrize(("action", "old", "new", "words"), EVENTS)
def test_every_event_is_said_as_on_the_screen(qapp: QApplication, action: str, old: str, new: str, words: str | None) -> None:
    host = QObject()
    screen = IssueWords(host).happened(action, old, new, NOW) or EventWords(host).happened(action, old, new, NOW)
    said = happened(action, old, new, OFFSET)
    assert said == screen
    assert said == (words or said)
    assert "." not in action or action not in said, "the name of an event is no word for people"
    assert "{" not in said


@pytest.mark.parametrize(("action", "new"), [("SCAR-01-000001 answered", ""), ("action.done", "{broken"), ("action.done", "[1]")])
def test_what_has_no_words_is_shown_as_it_is_kept(action: str, new: str) -> None:
    assert happened(action, "", new, OFFSET) == action


def test_a_table_has_one_line_for_each_row_and_nothing_at_its_ends() -> None:
    rows = ({"number": "1", "title": "one\n2  closed", "due": ""}, {"number": "200", "title": "two", "due": "2026-03-02"})
    assert table(rows, ("number", "title", "due")) == [
        "number  title         due",
        "1       one 2 closed",
        "200     two           2026-03-02",
    ]
