"""The suggestion of the demo that goes all the way: tried out, made a check of a checklist, measured, and learned from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from qa_desktop.domain.checklist import Checklist, Item, ItemKind, Severity
from qa_desktop.domain.improvement import ChainKind, SuggestionState
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.methods.effectiveness import Share
from qa_desktop.services.demo_improvement import Improvers
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program

Days = list[tuple[int, Callable[[], None]]]
"""What happens, by how many days ago."""

ROUND = "safety_5s_round.xlsx"
_AFTER = "set_in_order"
_TRIED = 21
"""How many days the trial lasts."""
_CHECK = Item(
    "gauges_in_place",
    ItemKind.CONFORMITY,
    "Gauges hang on their hooks at the place where they are used; none is missing",
    help="Each hook has the shadow of its gauge. An empty shadow is a missing gauge, unless somebody measures with it now.",
    severity=Severity.MINOR,
)


class Hooks:
    """Gauges hang where they are used: from the suggestion to the lesson, each step on its own day."""

    def __init__(self, program: Program, who: Improvers, revisions: dict[str, str]) -> None:
        self._program, self._who, self._revisions = program, who, revisions
        self._suggestion = self._trial = ""

    def days(self) -> Days:
        """Return what happens on which day."""
        return [
            (340, self._suggest),
            (331, self._try_out),
            (331 - _TRIED, self._end_trial),
            (306, self._make_it_a_check),
            (304, self._adopt),
            (240, self._measure),
        ]

    def _suggest(self) -> None:
        give, words = self._program.suggestions.give, "Hang the gauges where they are used"
        made = give(self._who.inspectors[0], words, purpose="Less walking", effect="2 hours a week", amount="90")
        self._suggestion = made.id

    def _try_out(self) -> None:
        who, today = self._who, self._program.workspace.store.now().local.date()
        row = self._program.suggestions.detail(who.manager, self._suggestion).row
        owner = who.supervisor.person_id
        assign = self._program.suggestions.assign
        row = assign(who.manager, row.id, owner_id=owner, due=row.answer_due, version=row.version)
        self._answer(SuggestionState.TRIAL, "We try it at saw 2 for three weeks.")
        self._trial = self._program.improvement.begin_trial(
            who.engineer,
            what="Hooks at saw 2",
            place="Saw 2",
            suggestion_id=row.id,
            from_day=today.isoformat(),
            to_day=(today + timedelta(days=_TRIED)).isoformat(),
        ).id

    def _end_trial(self) -> None:
        (trial,) = self._program.suggestions.detail(self._who.manager, self._suggestion).trials
        words = "Twelve minutes of walking a shift became three."
        self._program.improvement.end_trial(self._who.supervisor, trial.id, "better", words, trial.version)

    def _make_it_a_check(self) -> None:
        """The round asks for it from now on, by a new revision."""
        engineer, templates = self._who.engineer, self._program.templates
        before = templates.load(engineer, self._revisions[ROUND])
        draft = templates.new_draft(engineer, before.row.template_id)
        draft = templates.replace_draft_checklist(engineer, draft.id, _with_check(before.checklist), draft.version)
        templates.approve(self._who.supervisor, draft.id)
        self._revisions[ROUND] = templates.publish(engineer, draft.id).id
        ends = (ChainKind.TRIAL, self._trial), (ChainKind.REVISION, self._revisions[ROUND])
        self._program.improvement.connect(engineer, *ends, item_key=_CHECK.key, words="the round looks at the hooks")

    def _adopt(self) -> None:
        self._answer(SuggestionState.ADOPTED, "Hooks are up at every bench, and the round looks at them.")

    def _measure(self) -> None:
        """What was counted after nine weeks, what it saved, and what others can learn of it."""
        who, suggestions, chain = self._who, self._program.suggestions, self._program.improvement
        row = suggestions.detail(who.manager, self._suggestion).row
        suggestions.record_effect(who.manager, row.id, "1.5 hours a week", "70", row.version)
        source = (ChainKind.REVISION, self._revisions[ROUND])
        chain.measure(who.manager, source, "gauges missing at the start of the shift", Share(9, 60), Share(1, 60))
        effect = next(one for one in chain.whole(who.engineer, *source).nodes if one.kind is ChainKind.EFFECT)
        words = LessonWords(
            "Gauges hang where they are used",
            "Gauges were carried to a cupboard and looked for at the start of the shift.",
            "Nobody could see at a glance that one was missing.",
            "Hooks with a shadow of the gauge; a missing one is seen at once.",
            item_key=_CHECK.key,
        )
        knowledge = self._program.knowledge
        written = knowledge.write_lesson(who.engineer, words, source=(ChainKind.EFFECT, effect.id))
        knowledge.move_lesson(who.engineer, written.id, LessonState.PUBLISHED, written.version)

    def _answer(self, state: SuggestionState, words: str) -> None:
        suggestions, owner = self._program.suggestions, self._who.supervisor
        row = suggestions.detail(owner, self._suggestion).row
        suggestions.answer(owner, row.id, state, words, row.version)


def _with_check(checklist: Checklist) -> Checklist:
    """Return the checklist with the new check behind the line that asks for order."""
    sections = []
    for section in checklist.sections:
        keys = [item.key for item in section.items]
        place = keys.index(_AFTER) + 1 if _AFTER in keys else None
        items = section.items if place is None else (*section.items[:place], _CHECK, *section.items[place:])
        sections.append(replace(section, items=items))
    return replace(checklist, sections=tuple(sections))
