"""One chain of improvement without a window: its steps, what is missing next, and the acts that add it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.improvement import ChainKind, NextStep
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.methods.effectiveness import Share
    from qa_desktop.services.chain import Counted, WholeChain
    from qa_desktop.services.knowledge import LessonWords
    from qa_desktop.services.program import Program
    from qa_desktop.services.templates import LoadedRevision
    from qa_desktop.storage.queries.chain_nodes import ChainNode
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One line of the page: a step that is there, or one that is missing.  ``due`` marks the next one."""

    node: ChainNode | None = None
    missing: NextStep | None = None
    due: bool = False
    may: bool = False


@dataclass(frozen=True, slots=True)
class ChainState:
    """Everything that the page draws; ``start`` is what was opened, ``today`` the first day of a new trial."""

    start: tuple[ChainKind, str] | None = None
    chain: WholeChain | None = None
    error: QaError | None = None
    busy: bool = False
    today: str = ""
    may_answer: bool = False
    may_manage: bool = False

    @property
    def rows(self) -> tuple[ChainRow, ...]:
        """The lines: steps in the order of the chain, with what is missing where it belongs."""
        if self.chain is None:
            return ()
        missing = self.chain.missing
        found: list[ChainRow] = []
        for kind in ChainKind:
            found += [ChainRow(node) for node in self.chain.nodes if node.kind is kind]
            found += [ChainRow(None, step, step is missing[0], self.may(step)) for step in missing if _BELONGS[step] is kind]
        return tuple(found)

    def may(self, step: NextStep) -> bool:
        """Return whether this person may add a step."""
        return self.may_manage if step is NextStep.WRITE_LESSON else self.may_answer

    def lacks(self, step: NextStep) -> bool:
        """Return whether a step is missing that this person may add."""
        return self.chain is not None and step in self.chain.missing and self.may(step)


_BELONGS = {
    NextStep.ANSWER: ChainKind.ISSUE,
    NextStep.BEGIN_TRIAL: ChainKind.TRIAL,
    NextStep.END_TRIAL: ChainKind.TRIAL,
    NextStep.LINK_REVISION: ChainKind.REVISION,
    NextStep.RECORD_EFFECT: ChainKind.EFFECT,
    NextStep.WRITE_LESSON: ChainKind.LESSON,
}


class Watcher(Protocol):
    """The page, as far as the view model knows it."""

    def show_chain(self, state: ChainState) -> None:
        """Draw the state."""

    def chain_stored(self) -> None:
        """Something was stored."""

    def chain_refused(self, error: QaError) -> None:
        """Something was not done."""


@dataclass
class ChainModel:
    """Intents of the page."""

    program: Program
    actor: Actor
    jobs: Runner
    watcher: Watcher
    state: ChainState = field(init=False)

    def __post_init__(self) -> None:
        """Say what this person may do."""
        may = self.actor.may
        self.state = ChainState(may_answer=may(Permission.ANSWER_SUGGESTION), may_manage=may(Permission.MANAGE_KNOWLEDGE))

    def open(self, kind: ChainKind, key: str) -> None:
        """Show the chain that something is part of."""
        if (kind, key) != self.state.start:
            self._set(start=(kind, key), chain=None, error=None)
        self.load()

    def load(self) -> None:
        """Load the chain anew."""
        if self.state.start is not None:
            self.jobs.read(partial(self._look, *self.state.start), self._loaded, self._broken, owner=self.watcher)

    # What the sheets ask for

    def templates(self, done: Callable[[tuple[TemplateRow, ...]], None]) -> None:
        """Fetch the templates to choose from."""
        call = partial(self.program.templates.list_templates, self.actor, limit=500)
        self.jobs.read(call, lambda page: done(page.rows), self.watcher.chain_refused, owner=self.watcher)

    def revisions(self, template_id: str, done: Callable[[tuple[RevisionRow, ...]], None]) -> None:
        """Fetch the revisions of a template, newest first."""
        call = partial(self.program.templates.revisions, self.actor, template_id)
        self.jobs.read(call, done, self.watcher.chain_refused, owner=self.watcher)

    def items(self, revision_id: str, done: Callable[[LoadedRevision], None]) -> None:
        """Fetch what a revision asks."""
        call = partial(self.program.templates.load, self.actor, revision_id)
        self.jobs.read(call, done, self.watcher.chain_refused, owner=self.watcher)

    def counted(self, done: Callable[[tuple[Counted, ...]], None]) -> None:
        """Fetch the effects that the program counted for the issues of the chain."""
        if self.state.start is not None:
            call = partial(self.program.improvement.counted, self.actor, *self.state.start)
            self.jobs.read(call, done, self.watcher.chain_refused, owner=self.watcher)

    # Acts

    def begin_trial(self, what: str, place: str, from_day: str, to_day: str) -> None:
        """Try something out for the suggestion or issue that the chain begins with."""
        reason = self.state.chain.reason if self.state.chain is not None else None
        if reason is not None:
            key = "issue_id" if reason.kind is ChainKind.ISSUE else "suggestion_id"
            days = {"from_day": from_day, "to_day": to_day, key: reason.id}
            self._write(partial(self.program.improvement.begin_trial, self.actor, what=what, place=place, **days))

    def end_trial(self, outcome: str, result: str) -> None:
        """Write the result of the trial that runs."""
        row = self.state.chain.running if self.state.chain is not None else None
        if row is not None:
            self._write(partial(self.program.improvement.end_trial, self.actor, row.id, outcome, result, row.version))

    def link_revision(self, revision_id: str, item_key: str, words: str) -> None:
        """Say which revision of a checklist came of it, and which of its items."""
        source = self._source(ChainKind.REVISION)
        if source is not None:
            connect, target = self.program.improvement.connect, (ChainKind.REVISION, revision_id)
            self._write(partial(connect, self.actor, source, target, item_key=item_key, words=words))

    def measure(self, words: str, before: Share, after: Share) -> None:
        """Record what was counted before and after."""
        source = self._source(ChainKind.EFFECT)
        if source is not None:
            self._write(partial(self.program.improvement.measure, self.actor, source, words, before, after))

    def state_effect(self, words: str) -> None:
        """Record an effect in words."""
        source = self._source(ChainKind.EFFECT)
        if source is not None:
            connect = self.program.improvement.connect
            self._write(partial(connect, self.actor, source, (ChainKind.EFFECT, ""), words=words))

    def write_lesson(self, words: LessonWords) -> None:
        """Write what was learned."""
        source = self._source(ChainKind.LESSON)
        if source is not None:
            self._write(partial(self.program.knowledge.write_lesson, self.actor, words, source=source))

    def _source(self, kind: ChainKind) -> tuple[ChainKind, str] | None:
        return self.state.chain.source_for(kind) if self.state.chain is not None else None

    def _look(self, kind: ChainKind, key: str) -> tuple[tuple[ChainKind, str], WholeChain, str]:
        return (kind, key), self.program.improvement.whole(self.actor, kind, key), self.program.suggestions.today()

    def _loaded(self, found: tuple[tuple[ChainKind, str], WholeChain, str]) -> None:
        start, chain, today = found
        if start == self.state.start:
            self._set(chain=chain, today=today, error=None)

    def _write(self, act: Callable[[], Any]) -> None:
        if not self.state.busy:
            self._set(busy=True)
            self.jobs.write(act, self._written, self._refused, owner=self.watcher)

    def _written(self, _found: Any) -> None:
        self._set(busy=False)
        self.watcher.chain_stored()
        self.load()

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self.watcher.chain_refused(error)

    def _broken(self, error: QaError) -> None:
        self._set(error=error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.watcher.show_chain(self.state)
