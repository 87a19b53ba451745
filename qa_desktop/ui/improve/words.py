"""The words of the place of improvement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.improvement import ChainKind, Participation, SuggestionState
from qa_desktop.domain.knowledge import LessonState, ProcedureState, TieKind
from qa_desktop.ui.lots.words import moment
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.services.improvement import ChainStep
    from qa_desktop.storage.queries.lessons import LessonRow
    from qa_desktop.storage.queries.suggestions import SuggestionEventRow, SuggestionRow, TrialRow
    from qa_desktop.storage.queries.ties import Tie

SUGGESTION_TONES = {
    SuggestionState.NEW: Tone.WARNING,
    SuggestionState.ANSWERED: Tone.RECORDED,
    SuggestionState.TRIAL: Tone.ACCENT,
    SuggestionState.ADOPTED: Tone.CONFORMS,
    SuggestionState.DECLINED: Tone.NA,
}
LESSON_TONES = {LessonState.DRAFT: Tone.OPEN, LessonState.PUBLISHED: Tone.CONFORMS, LessonState.RETIRED: Tone.NA}
PROCEDURE_TONES = {
    ProcedureState.DRAFT: Tone.OPEN,
    ProcedureState.APPROVED: Tone.ACCENT,
    ProcedureState.PUBLISHED: Tone.CONFORMS,
    ProcedureState.RETIRED: Tone.NA,
}


class ImproveWords(QObject):
    """Words for suggestions, lessons and procedures, in the language of the screen."""

    def suggestion_state(self, state: SuggestionState) -> str:
        """Return the word of a state."""
        words = {
            SuggestionState.NEW: self.tr("New"),
            SuggestionState.ANSWERED: self.tr("Answered"),
            SuggestionState.TRIAL: self.tr("On trial"),
            SuggestionState.ADOPTED: self.tr("Adopted"),
            SuggestionState.DECLINED: self.tr("Declined"),
        }
        return words[state]

    def lesson_state(self, state: LessonState) -> str:
        """Return the word of a state."""
        words = {
            LessonState.DRAFT: self.tr("Draft"),
            LessonState.PUBLISHED: self.tr("Published"),
            LessonState.RETIRED: self.tr("Retired"),
        }
        return words[state]

    def procedure_state(self, state: ProcedureState) -> str:
        """Return the word of a state."""
        words = {
            ProcedureState.DRAFT: self.tr("Draft, waits for approval"),
            ProcedureState.APPROVED: self.tr("Approved, waits to be published"),
            ProcedureState.PUBLISHED: self.tr("In force"),
            ProcedureState.RETIRED: self.tr("Replaced"),
        }
        return words[state]

    def author(self, row: SuggestionRow) -> str:
        """Return who made a suggestion."""
        return row.author or self.tr("without a name")

    def deadline(self, row: SuggestionRow, today: str) -> str:
        """Return when its author gets an answer."""
        if row.state is not SuggestionState.NEW:
            return ""
        if row.is_overdue(today):
            return self.tr("Overdue since {day}").format(day=row.answer_due)
        return self.tr("Answer by {day}").format(day=row.answer_due)

    def given(self, row: SuggestionRow) -> str:
        """Return by whom, when and where."""
        words = self.tr("{who} · {when} · {station}")
        return words.format(who=self.author(row), when=moment(row.given_at, row.given_offset), station=row.station)

    def effect(self, words: str, amount: str) -> str:
        """Return an effect with its amount."""
        return f"{words} ({amount})" if words and amount else words or amount

    def happened(self, row: SuggestionEventRow) -> str:
        """Return one entry of a history."""
        acts = {
            "given": self.tr("Suggested"),
            "assigned": self.tr("Owner and day changed"),
            "answered": self.tr("Answered"),
            "effect": self.tr("Effect recorded"),
        }
        head = f"{moment(row.at, row.at_offset)} · {row.person or self.tr('without a name')} · {acts.get(row.action, row.action)}"
        return f"{head}\n{row.remark}" if row.remark else head

    def outcome(self, outcome: str) -> str:
        """Return the word of the outcome of a trial."""
        words = {"better": self.tr("better"), "same": self.tr("the same"), "worse": self.tr("worse")}
        return words.get(outcome, self.tr("running"))

    def trial(self, row: TrialRow) -> str:
        """Return one trial with its result, if there is one."""
        head = f"{row.number} · {row.what} · {row.from_day} – {row.to_day} · {self.outcome(row.outcome)}"
        return f"{head}: {row.result}" if row.result else head

    def step(self, step: ChainStep) -> str:
        """Return one link of the chain of improvement."""
        names = {
            ChainKind.SUGGESTION: self.tr("suggestion {number}"),
            ChainKind.ISSUE: self.tr("issue {number}"),
            ChainKind.TRIAL: self.tr("trial {number}"),
            ChainKind.REVISION: self.tr("checklist “{title}”, revision {number}"),
            ChainKind.EFFECT: self.tr("effect: {title}"),
            ChainKind.LESSON: self.tr("lesson {number} “{title}”"),
        }
        ends = [names[one.kind].format(number=one.number, title=one.title) for one in (step.source, step.target)]
        return " → ".join(ends) + (f" ({step.link.item_key})" if step.link.item_key else "")

    def taking_part(self, found: Participation) -> str:
        """Return who takes part, this year."""
        if found.percent is None:
            return self.tr("This year: no data")
        words = self.tr("This year {part} of {people} people suggested something ({percent} %); {unnamed} came without a log-in")
        return words.format(part=found.taking_part, people=found.people, percent=found.percent, unnamed=found.unnamed)

    def logged(self, count: int) -> str:
        """Return how many suggestions are open in the issue log."""
        if count == 1:
            return self.tr("1 suggestion in the issue log")
        return self.tr("{n} suggestions in the issue log").format(n=count)

    def file(self, sha256: str) -> str:
        """Return what is said of a file: that it is a PDF, and its hash in groups that can be compared."""
        groups = " ".join(sha256[place : place + 8] for place in range(0, len(sha256), 8))
        return self.tr("PDF, SHA-256 {hash}").format(hash=groups)

    def lesson_about(self, row: LessonRow) -> str:
        """Return what a lesson is tied to."""
        parts = (
            row.number,
            row.issue_number,
            self.tr("part {part}").format(part=row.part_number) if row.part_number else "",
            self.tr("item {item}").format(item=row.item_key) if row.item_key else "",
            row.author,
        )
        return " · ".join(part for part in parts if part)

    def tie(self, tie: Tie) -> str:
        """Return one place where a lesson or a procedure is shown."""
        if tie.kind is TieKind.PART:
            return self.tr("Part {number}").format(number=tie.part_number)
        if not tie.template:
            return self.tr("Every checklist: item {key}").format(key=tie.item_key)
        item = tie.item or self.tr("no such item any more")
        return self.tr("{checklist}: {item} ({key})").format(checklist=tie.template, item=item, key=tie.item_key)

    def ties(self, ties: tuple[Tie, ...]) -> tuple[tuple[str, str], ...]:
        """Return all places under their heading; nothing where there is none."""
        return ((self.tr("Tied to"), "\n".join(self.tie(one) for one in ties)),) if ties else ()

    def lesson_parts(self, row: LessonRow) -> tuple[tuple[str, str], ...]:
        """Return what a lesson says, under its headings."""
        parts = (
            (self.tr("What happened"), row.happened),
            (self.tr("Cause"), row.cause),
            (self.tr("What worked"), row.worked),
            (self.tr("Procedure"), row.procedure),
            (self.tr("Found by"), row.failure),
        )
        return tuple((head, words) for head, words in parts if words)
