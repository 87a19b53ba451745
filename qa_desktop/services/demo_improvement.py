"""The part of the demo that improves: lessons, procedures, what was suggested today, notes between shifts, one concern."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.improvement import SuggestionState
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
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
        "oversize diameter insert tool change bore",
    ),
    LessonWords(
        "Pores in the weld on damp mornings",
        "More pores than usual in the first two frames of the shift.",
        "The wire had drawn water overnight.",
        "Keep the wire in the heated box; throw the first metre away.",
        "porosity weld pores damp wire seam",
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
    """What was learned and written before the year that is told."""
    program.concerns.open_channel(who.confidant, who.password)
    for lesson in _LESSONS:
        written = program.knowledge.write_lesson(who.engineer, lesson)
        program.knowledge.move_lesson(who.engineer, written.id, LessonState.PUBLISHED, written.version)
        _tie(program, who.engineer, written.id, lesson.failure.split()[-1])
    for title, words in _PROCEDURES:
        draft = program.procedures.write(who.engineer, title=title, words=words).revisions[0]
        program.procedures.approve(who.supervisor, draft.id, draft.version)
        program.procedures.publish(who.supervisor, draft.id, draft.version + 1)
        for reader in (*who.inspectors[:2], who.supervisor):
            program.procedures.confirm_read(reader, draft.id)


def _tie(program: Program, engineer: Actor, lesson_id: str, word: str) -> None:
    """Show a lesson at the first item of the checklists that speaks of a word."""
    for row in program.templates.published(engineer).rows:
        for item in program.templates.load(engineer, row.id).checklist.items:
            if word in item.text.casefold():
                program.knowledge.link(engineer, item.key, lesson_id=lesson_id, template_id=row.template_id)
                return


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
