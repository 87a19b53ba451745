"""Signing without a window: what would be signed, what is still missing, and how far the signature has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.answers import Gap
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import InspectionRecord, Line
from qa_desktop.domain.signature import Meaning
from qa_desktop.ui.review.lines import LineCase, cases_of, missing_of
from qa_desktop.ui.review.runner import Runner, StepCounter

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.sample import QuestionRow


class SignStage(StrEnum):
    """Where the screen stands."""

    NOTHING = "nothing"
    LOADING = "loading"
    BROKEN = "broken"
    MISSING = "missing"
    NOT_MINE = "not_mine"
    ASKED = "asked"
    READY = "ready"
    SIGNING = "signing"
    SIGNED = "signed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SignState:
    """Everything that the screen draws."""

    inspection_id: str | None = None
    record: InspectionRecord | None = None
    digest: str = ""
    missing: tuple[tuple[Line, Gap], ...] = ()
    cases: tuple[LineCase, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    mine: bool = True
    signing: bool = False
    error: QaError | None = None
    next_id: str | None = None
    show_all: bool = False
    steps: tuple[int, int, str] = (0, 0, "")

    @property
    def stage(self) -> SignStage:
        """What the screen is about now."""
        if self.inspection_id is None:
            return SignStage.NOTHING
        if self.record is None:
            return SignStage.LOADING if self.error is None else SignStage.BROKEN
        if self.signing:
            return SignStage.SIGNING
        if self.record.state is InspectionState.SUBMITTED:
            return SignStage.SIGNED
        if self.record.state not in OPEN_STATES:
            return SignStage.CLOSED
        if not self.mine:
            return SignStage.NOT_MINE
        if self.missing:
            return SignStage.MISSING
        return SignStage.ASKED if self.questions else SignStage.READY


class SignWatcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: SignState) -> None:
        """Draw the state."""

    def signed(self) -> None:
        """The signature is stored."""

    def refused(self, error: QaError) -> None:
        """Nothing was signed."""


class SignModel:
    """Intents of the signing screen."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: SignWatcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = SignState()

    def open(self, inspection_id: str) -> None:
        """Load what would be signed."""
        self.state = SignState(inspection_id, show_all=self.state.show_all)
        self._watcher.show_state(self.state)
        # Asking stores the question, so it goes to the writer; whoever only looks is asked nothing.
        self._jobs.write(partial(self._load, inspection_id, ask=True), self._loaded, self._failed, owner=self._watcher)

    def reload(self) -> None:
        """Load it again."""
        if self.state.inspection_id is not None:
            self.open(self.state.inspection_id)

    def show_all(self, wanted: bool) -> None:
        """Show every line, or only what has to be seen."""
        self._set(show_all=wanted)

    def reply(self, text: str) -> None:
        """Answer the first question that waits."""
        if self.state.stage is not SignStage.ASKED:
            return
        question = self.state.questions[0].id
        act = partial(self._reply, self.state.inspection_id or "", question, text)
        self._jobs.write(act, self._loaded, self._watcher.refused, owner=self._watcher)

    def sign(self, password: str) -> Any:
        """Sign what is shown; return the handle of the work, or ``None`` when it may not begin."""
        if self.state.stage is not SignStage.READY:
            return None
        self._set(signing=True, error=None)
        act = partial(self._sign, self.state.inspection_id or "", password, self.state.digest)
        return self._jobs.work(act, self._signed, self._refused, self._stepped, owner=self._watcher)

    def _sign(self, inspection_id: str, password: str, digest: str, report: Callable[..., Any]) -> _Loaded | None:
        steps = StepCounter(report)
        signing = self._program.signing
        signing.sign(self._actor, inspection_id, password, Meaning.PERFORMED, digest, progress=steps)
        try:
            return self._load(inspection_id)
        except QaError:
            # The signature is stored; that the record could not be shown again must not be told as a refusal.
            return None

    def _reply(self, inspection_id: str, question_id: str, text: str) -> _Loaded:
        self._program.questions.reply(self._actor, question_id, text)
        return self._load(inspection_id)

    def _load(self, inspection_id: str, *, ask: bool = False) -> _Loaded:
        program, actor = self._program, self._actor
        shown = program.signing.look(actor, inspection_id)
        mine = shown.record.inspector_login == actor.login
        may_sign = mine and shown.record.state in OPEN_STATES and actor.may(Permission.SIGN)
        if ask and may_sign and not missing_of(shown.record) and program.questions.ask(actor, inspection_id):
            shown = program.signing.look(actor, inspection_id)
        work = program.inspections.my_work(actor)
        following = next((row.id for row in (*work.returned, *work.resume) if row.id != inspection_id), None)
        dossier = program.review.look(actor, inspection_id)
        before = program.reinspections.before_after(actor, inspection_id) if dossier.earlier else ()
        cases = cases_of(shown.record, dossier, before)
        asked = tuple(question for question in dossier.questions if question.replied_at is None)
        return _Loaded(inspection_id, shown.record, shown.digest, mine, following, cases, asked)

    def _loaded(self, found: _Loaded) -> None:
        if found.inspection_id != self.state.inspection_id:
            return
        self._set(
            record=found.record,
            digest=found.digest,
            missing=missing_of(found.record),
            cases=found.cases,
            questions=found.questions,
            mine=found.mine,
            next_id=found.next_id,
            signing=False,
            error=None,
        )

    def _signed(self, found: _Loaded | None) -> None:
        if found is None:
            self._set(signing=False)
        else:
            self._loaded(found)
        self._watcher.signed()

    def _failed(self, error: QaError) -> None:
        self._set(error=error)

    def _refused(self, error: QaError) -> None:
        self._set(signing=False)
        self._watcher.refused(error)

    def _stepped(self, done: int, total: int, sentence: str) -> None:
        self._set(steps=(done, total, sentence))

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the screen needs, read at once."""

    inspection_id: str
    record: InspectionRecord
    digest: str
    mine: bool
    next_id: str | None
    cases: tuple[LineCase, ...]
    questions: tuple[QuestionRow, ...]
