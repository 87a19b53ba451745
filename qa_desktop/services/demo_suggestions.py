"""The suggestions of the demo's year: each is given, answered and followed up on its own day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from qa_desktop.domain.improvement import ChainKind, SuggestionState
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.methods.effectiveness import Share
from qa_desktop.services.demo_improvement import Improvers
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program

_S = SuggestionState
Days = list[tuple[int, Callable[[], None]]]
"""What happens, by how many days ago."""


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
        *(340, 0, "Hang the gauges where they are used", _S.ADOPTED, "Hooks are up since Monday.", "Less walking"),
        (("2 hours a week", "90"), ("1.5 hours a week", "70")),
    ),
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
    if idea is _IDEAS[0]:
        _whole_chain(program, who, row.id)


def _whole_chain(program: Program, who: Improvers, suggestion_id: str) -> None:
    """One suggestion all the way: tried out, a check that came of it, the effect that was counted, and the lesson."""
    chain, engineer, today = program.improvement, who.engineer, program.workspace.store.now().local.date()
    first, last = ((today - timedelta(days=back)).isoformat() for back in (24, 3))
    trial = chain.begin_trial(
        engineer, what="Hooks at saw 2", place="Saw 2", from_day=first, to_day=last, suggestion_id=suggestion_id
    )
    chain.end_trial(who.supervisor, trial.id, "better", "Twelve minutes of walking a shift became three.", trial.version)
    source = (ChainKind.TRIAL, trial.id)
    for row in program.templates.published(engineer).rows[:1]:
        item = program.templates.load(engineer, row.id).checklist.items[0]
        chain.connect(engineer, source, (ChainKind.REVISION, row.id), item_key=item.key, words="gauge hangs at the place of use")
        source = (ChainKind.REVISION, row.id)
    chain.measure(who.manager, source, "gauges missing at the start of the shift", Share(9, 60), Share(1, 60))
    effect = next(one for one in chain.whole(engineer, *source).nodes if one.kind is ChainKind.EFFECT)
    words = LessonWords(
        "Gauges hang where they are used", worked="Hooks with a shadow of the gauge; a missing one is seen at once."
    )
    written = program.knowledge.write_lesson(engineer, words, source=(ChainKind.EFFECT, effect.id))
    program.knowledge.move_lesson(engineer, written.id, LessonState.PUBLISHED, written.version)
