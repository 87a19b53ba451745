"""The words of a chain of improvement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.improvement import ChainKind, NextStep, SuggestionState
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.ui.improve.words import LESSON_TONES, SUGGESTION_TONES, ImproveWords
from qa_desktop.ui.issues.words import STATE_TONES, IssueWords
from qa_desktop.ui.templates.words import template_words
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.storage.queries.chain_nodes import ChainNode

ICONS = {
    ChainKind.SUGGESTION: "lightbulb",
    ChainKind.ISSUE: "flag",
    ChainKind.TRIAL: "clock",
    ChainKind.REVISION: "layers",
    ChainKind.EFFECT: "gauge",
    ChainKind.LESSON: "file-text",
}


class ChainWords(QObject):
    """Words for steps, in the language of the screen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._improve, self._issues = ImproveWords(self), IssueWords(self)

    def name(self, node: ChainNode) -> str:
        """Return what a step is, with its number and title."""
        names = {
            ChainKind.SUGGESTION: self.tr("Suggestion {number}: {title}"),
            ChainKind.ISSUE: self.tr("Issue {number}: {title}"),
            ChainKind.TRIAL: self.tr("Trial {number}: {title}"),
            ChainKind.REVISION: self.tr("Checklist “{title}”, revision {number}"),
            ChainKind.EFFECT: self.tr("Effect: {title}"),
            ChainKind.LESSON: self.tr("Lesson {number}: {title}"),
        }
        return names[node.kind].format(number=node.number, title=" ".join(node.title.split()))

    def who(self, node: ChainNode) -> str:
        """Return by whom and on which day; a trial says when it runs."""
        parts = (node.person or self.tr("without a name"), node.at[:10], node.place if node.kind is ChainKind.TRIAL else "")
        return " · ".join(part for part in parts if part)

    def about(self, node: ChainNode) -> str:
        """Return what came of a step."""
        if not node.about:
            return ""
        words = {
            ChainKind.SUGGESTION: self.tr("Answer: {words}"),
            ChainKind.TRIAL: self.tr("Result: {words}"),
            ChainKind.REVISION: self.tr("The check that came of it: {words}"),
            ChainKind.LESSON: self.tr("What worked: {words}"),
        }
        return words.get(node.kind, "{words}").format(words=node.about)

    def state(self, node: ChainNode) -> tuple[str, Tone | None]:
        """Return how a step stands, and its colour."""
        match node.kind:
            case ChainKind.SUGGESTION:
                suggestion = SuggestionState(node.state)
                return self._improve.suggestion_state(suggestion), SUGGESTION_TONES[suggestion]
            case ChainKind.ISSUE:
                issue = IssueState(node.state)
                return self._issues.state(issue), STATE_TONES[issue]
            case ChainKind.TRIAL:
                tones = {"better": Tone.CONFORMS, "same": Tone.RECORDED, "worse": Tone.FAILS}
                return self._improve.outcome(node.state), tones.get(node.state, Tone.ACCENT)
            case ChainKind.REVISION:
                revision = RevisionState(node.state)
                return template_words().state(revision), Tone.CONFORMS if revision is RevisionState.PUBLISHED else Tone.NEUTRAL
            case ChainKind.EFFECT:
                return self.tr("recorded"), Tone.RECORDED
            case ChainKind.LESSON:
                lesson = LessonState(node.state)
                return self._improve.lesson_state(lesson), LESSON_TONES[lesson]

    def missing(self, step: NextStep) -> str:
        """Return what is missing."""
        words = {
            NextStep.ANSWER: self.tr("No answer yet"),
            NextStep.BEGIN_TRIAL: self.tr("No trial yet"),
            NextStep.END_TRIAL: self.tr("No result of the trial yet"),
            NextStep.LINK_REVISION: self.tr("No revision of a checklist yet"),
            NextStep.RECORD_EFFECT: self.tr("No measured effect yet"),
            NextStep.WRITE_LESSON: self.tr("No lesson yet"),
        }
        return words[step]

    def act(self, step: NextStep) -> str:
        """Return the words of the button that adds a step."""
        words = {
            NextStep.ANSWER: self.tr("Answer it"),
            NextStep.BEGIN_TRIAL: self.tr("Begin a trial"),
            NextStep.END_TRIAL: self.tr("Result of the trial"),
            NextStep.LINK_REVISION: self.tr("Link the revision"),
            NextStep.RECORD_EFFECT: self.tr("Record the effect"),
            NextStep.WRITE_LESSON: self.tr("Write the lesson"),
        }
        return words[step]

    def in_full(self, node: ChainNode) -> str:
        """Return everything about a step."""
        state, _ = self.state(node)
        return "\n\n".join(part for part in (node.title, self.who(node), state, node.about) if part)
