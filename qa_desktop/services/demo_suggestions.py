"""The suggestions of the demo's year: each is given, answered and followed up on its own day.

The one that goes all the way to a lesson is told in :mod:`qa_desktop.services.demo_chain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from qa_desktop.domain.improvement import SuggestionState
from qa_desktop.services.demo_chain import Days
from qa_desktop.services.demo_improvement import Improvers
from qa_desktop.services.program import Program

_S = SuggestionState


@dataclass(frozen=True, slots=True)
class _Idea:
    """A suggestion: how many days ago, by which inspector (``None``: nobody who logged in), and what became of it.

    ``effect`` is what was expected and what it brought, each with an amount.
    """

    back: int
    author: int | None
    words: str
    ends: SuggestionState
    answer: str = ""
    purpose: str = ""
    effect: tuple[tuple[str, str], tuple[str, str]] = (("", ""), ("", ""))
    name: str = ""


_IDEAS = (
    _Idea(
        *(
            301,
            2,
            "Paint the floor lines again",
            _S.DECLINED,
            "The hall is rebuilt next spring.",
            "Pallets stand where they should",
        )
    ),
    _Idea(
        *(266, 1, "A stop at saw 2, so that the bars lie the same way", _S.ADOPTED, "Welded on on Friday.", "No skew cuts"),
        (("", ""), ("No bar was sawn skew in ten weeks", "")),
    ),
    _Idea(
        *(222, 0, "Read the torque before the screw gets its dot of paint", _S.ADOPTED, "So it stands in the instruction now."),
        "Fewer frames are opened again",
        (("2 frames a month", "160"), ("3 frames a month", "240")),
    ),
    _Idea(
        *(181, None, "A mirror above the packing table, so that the back of the box is seen", _S.ANSWERED),
        *("Good idea; the mirror is ordered.", "", (("", ""), ("", "")), "Kurt, night shift"),
    ),
    _Idea(*(141, 1, "A second lamp at the weld station", _S.TRIAL, "We try one lamp.", "Pores are seen earlier")),
    _Idea(*(97, 0, "Print the labels at the bench", _S.ANSWERED, "Good idea; the printer is being priced.")),
    _Idea(
        *(63, 2, "A picture of pin 1 on the bench of the motor controllers", _S.ADOPTED, "Hangs on benches 3 and 4."),
        "Nobody mounts X3 turned round",
    ),
    _Idea(41, None, "The fan above bench 3 is too loud", _S.NEW),
    _Idea(
        *(26, 1, "Sort the crates that come back by customer", _S.DECLINED, "They are gone after a day; sorting takes longer.")
    ),
)
_ANSWERED_AFTER, _SEEN_AFTER = 9, 35
"""After how many days a suggestion is answered, and its effect is seen."""


def days(program: Program, who: Improvers) -> Days:
    """Return what happens on which day."""
    found: Days = []
    keys: dict[str, str] = {}
    for idea in _IDEAS:
        found.append((idea.back, partial(_given, program, who, idea, keys)))
        if idea.ends is not _S.NEW:
            found.append((idea.back - _ANSWERED_AFTER, partial(_answered, program, who, idea, keys)))
        if idea.ends is _S.ADOPTED and idea.effect[1][0]:
            found.append((idea.back - _SEEN_AFTER, partial(_seen, program, who, idea, keys)))
    return found


def _given(program: Program, who: Improvers, idea: _Idea, keys: dict[str, str]) -> None:
    if idea.author is None:
        keys[idea.words] = program.suggestions.give_unnamed(idea.words, purpose=idea.purpose, name=idea.name).id
        return
    effect, amount = idea.effect[0]
    author = who.inspectors[idea.author]
    keys[idea.words] = program.suggestions.give(author, idea.words, purpose=idea.purpose, effect=effect, amount=amount).id


def _answered(program: Program, who: Improvers, idea: _Idea, keys: dict[str, str]) -> None:
    row = program.suggestions.detail(who.manager, keys[idea.words]).row
    owner = who.supervisor
    row = program.suggestions.assign(who.manager, row.id, owner_id=owner.person_id, due=row.answer_due, version=row.version)
    program.suggestions.answer(owner, row.id, idea.ends, idea.answer, row.version)
    if idea.ends is _S.TRIAL:
        today = program.workspace.store.now().local.date()
        program.improvement.begin_trial(
            who.engineer,
            what="One lamp at weld station 1",
            place="Weld station 1",
            suggestion_id=row.id,
            from_day=today.isoformat(),
            to_day=(today + timedelta(days=150)).isoformat(),
        )


def _seen(program: Program, who: Improvers, idea: _Idea, keys: dict[str, str]) -> None:
    row = program.suggestions.detail(who.manager, keys[idea.words]).row
    program.suggestions.record_effect(who.manager, row.id, *idea.effect[1], row.version)
