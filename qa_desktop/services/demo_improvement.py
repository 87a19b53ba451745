"""The part of the demo that improves: suggestions in every state, lessons, procedures, notes between shifts, one concern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from qa_desktop.domain.improvement import ChainKind, SuggestionState
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.methods.effectiveness import Share
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.inspections import InspectionFilter

_S = SuggestionState


@dataclass(frozen=True, slots=True)
class Improvers:
    """Who plays in this part."""

    inspectors: tuple[Actor, ...]
    supervisor: Actor
    engineer: Actor
    manager: Actor
    confidant: Actor
    password: str


_PAST = (
    ("Hang the gauges where they are used", "Less walking", "2 hours a week", "90", _S.ADOPTED, "Hooks are up since Monday."),
    ("A second lamp at the weld station", "Pores are seen earlier", "fewer rework hours", "", _S.TRIAL, "We try one lamp."),
    ("Paint the floor lines again", "Pallets stand where they should", "", "", _S.DECLINED, "The hall is rebuilt next spring."),
    ("Print the labels at the bench", "", "", "", _S.ANSWERED, "Good idea; the printer is being priced."),
)
_NOW = (
    ("The torque key at bench 2 is too short for the new frame", "Fewer slipped screws"),
    ("Put the drawings of P-1042 on the tablet", "Nobody looks at an old revision"),
)
_LESSONS = (
    LessonWords(
        "Bore too large after an insert was changed",
        "The first pieces after the change were above the upper limit.",
        "The insert was not fully seated.",
        "Tighten with 3 Nm, then measure the first piece before the run goes on.",
        "oversize bore diameter insert tool change",
    ),
    LessonWords(
        "Pores in the weld on damp mornings",
        "More pores than usual in the first two frames of the shift.",
        "The wire had drawn water overnight.",
        "Keep the wire in the heated box; throw the first metre away.",
        "porosity weld seam pores damp wire",
    ),
)
_PROCEDURES = (
    (
        "Setting the zero of the height gauge",
        "1. Clean the table and the block.\n2. Wring the block on.\n3. Set to zero and lock.",
    ),
    ("Holding a suspect lot", "1. Red tag on every pallet.\n2. Hold it in the program.\n3. Tell the shift lead at once."),
)


def past(program: Program, who: Improvers) -> None:
    """What was suggested, learned and written months ago."""
    program.concerns.open_channel(who.confidant, who.password)
    for place, (words, purpose, effect, amount, state, answer) in enumerate(_PAST):
        author = who.inspectors[place % len(who.inspectors)]
        row = program.suggestions.give(author, words, purpose=purpose, effect=effect, amount=amount)
        row = program.suggestions.assign(
            who.manager, row.id, owner_id=who.supervisor.person_id, due=row.answer_due[:8] + "28", version=1
        )
        row = program.suggestions.answer(who.supervisor, row.id, state, answer, row.version)
        if state is _S.ADOPTED:
            program.suggestions.record_effect(who.manager, row.id, "1.5 hours a week", "70", row.version)
            _whole_chain(program, who, row.id)
        elif state is _S.TRIAL:
            today = program.suggestions.today()
            days = {"from_day": today, "to_day": (date.fromisoformat(today) + timedelta(days=120)).isoformat()}
            program.improvement.begin_trial(
                who.engineer, what="One lamp at weld station 1", place="Weld station 1", suggestion_id=row.id, **days
            )
    program.suggestions.give_unnamed("The fan above bench 3 is too loud")
    for lesson in _LESSONS:
        written = program.knowledge.write_lesson(who.engineer, lesson)
        program.knowledge.move_lesson(who.engineer, written.id, LessonState.PUBLISHED, written.version)
    for title, words in _PROCEDURES:
        draft = program.procedures.write(who.engineer, title=title, words=words).revisions[0]
        program.procedures.approve(who.supervisor, draft.id, draft.version)
        program.procedures.publish(who.supervisor, draft.id, draft.version + 1)
        for reader in (*who.inspectors[:2], who.supervisor):
            program.procedures.confirm_read(reader, draft.id)


def _whole_chain(program: Program, who: Improvers, suggestion_id: str) -> None:
    """One suggestion all the way: tried out, a check that came of it, the effect that was counted, and the lesson."""
    chain, engineer, today = program.improvement, who.engineer, program.suggestions.today()
    trial = chain.begin_trial(
        engineer, what="Hooks at saw 2", place="Saw 2", from_day=today, to_day=today, suggestion_id=suggestion_id
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


def present(program: Program, who: Improvers) -> None:
    """What lies there this morning."""
    for place, (words, purpose) in enumerate(_NOW):
        program.suggestions.give(who.inspectors[place], words, purpose=purpose)
    program.handover.leave_note(who.inspectors[1], "Saw 2 runs hot since noon; every fifth piece of P-1042 is measured.")
    _learned(program, who)
    program.concerns.give("The temperatures in the oven log are written at the end of the week, from memory.")


def _learned(program: Program, who: Improvers) -> None:
    """Lessons were read at the newest inspections, and one was offered with the newest issue."""
    lessons = program.knowledge.search(who.engineer, "")
    rows = program.inspections.page(who.engineer, InspectionFilter(), limit=len(lessons))
    for place, row in enumerate(rows):
        reader = who.inspectors[place % len(who.inspectors)]
        program.lesson_uses.read(reader, tuple(one.id for one in lessons[: place + 1]), row.id)
    issue = program.issues.list_issues(who.engineer, limit=1).rows[0]
    program.lesson_uses.offered(who.engineer, (lessons[0].id,), issue.id)
