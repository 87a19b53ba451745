"""Objectives, internal audits and management reviews without a window: the lists, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.aims import FindingKind
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import parse_period
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.services.audits import AuditDetail
    from qa_desktop.services.management import ReviewContent
    from qa_desktop.services.objectives import Standing
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.aims import ReviewRow


class Sheet(StrEnum):
    """What is asked at present."""

    OBJECTIVE = "objective"
    WITHDRAW = "withdraw"
    AUDIT = "audit"
    FINDING = "finding"
    LINK = "link"
    CLOSE = "close"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """What was typed for an objective.  An empty ``baseline`` is measured over ``window``."""

    statement: str = ""
    figure: str = ""
    window: str = ""
    part: str = ""
    target: str = ""
    due: str = ""
    owner_id: str = ""
    requirement: str = ""
    baseline: str = ""
    resources: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class AimsState:
    """Everything that the three pages draw; lists are ``None`` until they have come."""

    objectives: tuple[Standing, ...] | None = None
    audits: tuple[AuditDetail, ...] | None = None
    reviews: tuple[ReviewRow, ...] | None = None
    people: tuple[tuple[str, str], ...] = ()
    auditors: tuple[tuple[str, str], ...] = ()
    sheet: Sheet | None = None
    about: str = ""
    content: ReviewContent | None = None
    asked: tuple[str, str] = ("", "")
    busy: bool = False
    error: QaError | None = None
    sheet_error: QaError | None = None
    may_manage: bool = False
    may_review: bool = False
    may_export: bool = False
    written: Path | None = None


@dataclass(frozen=True, slots=True)
class _Lists:
    objectives: tuple[Standing, ...]
    audits: tuple[AuditDetail, ...]
    reviews: tuple[ReviewRow, ...]
    people: tuple[tuple[str, str], ...]
    auditors: tuple[tuple[str, str], ...]


class Watcher(Protocol):
    """The screen, as far as the model knows it."""

    def show_aims(self, state: AimsState) -> None:
        """Draw the state."""


class AimsModel:
    """Intents of the three pages."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        manage, review = actor.may(Permission.MANAGE_AIMS), actor.may(Permission.REVIEW_MANAGEMENT)
        self.state = AimsState(may_manage=manage, may_review=review, may_export=actor.may(Permission.EXPORT))

    def load(self) -> None:
        """Read all three lists anew."""
        self._jobs.read(self._read, self._loaded, self._broken, owner=self._watcher)

    def ask(self, sheet: Sheet, about: str = "") -> None:
        """Open a sheet about a record, if the person may do what it asks."""
        allowed = self.state.may_review if sheet is Sheet.REVIEW else self.state.may_manage
        if allowed:
            self._set(sheet=sheet, about=about, sheet_error=None, content=None, asked=("", ""))

    def give_up(self) -> None:
        """Close the sheet; nothing was stored."""
        self._set(sheet=None, sheet_error=None, content=None)

    def set_objective(self, draft: ObjectiveDraft) -> None:
        """Set an objective from what was typed."""
        self._write(lambda: self._program.objectives.set_objective(self._actor, self._wish(draft)))

    def withdraw(self, reason: str) -> None:
        """Withdraw the objective that the sheet is about."""
        row = next((one.row for one in self.state.objectives or () if one.row.id == self.state.about), None)
        if row is not None:
            self._write(lambda: self._program.objectives.withdraw(self._actor, row.id, reason, version=row.version))

    def plan_audit(self, scope: str, planned_on: str, auditor_id: str, criteria: str) -> None:
        """Plan an audit."""
        service = self._program.audits

        def act() -> None:
            if not auditor_id:
                raise InputError("Choose who audits.")
            service.plan(self._actor, scope, _day(planned_on), auditor_id, criteria=criteria)

        self._write(act)

    def add_finding(self, kind: FindingKind, statement: str, evidence: str) -> None:
        """Write down what the audit of the sheet found."""
        act = partial(self._program.audits.add_finding, self._actor, self.state.about, kind, statement, evidence=evidence)
        self._write(act)

    def link(self, issue: str) -> None:
        """Link the finding of the sheet to an issue by its number."""
        self._write(partial(self._program.audits.link, self._actor, self.state.about, issue))

    def close_audit(self, conclusion: str) -> None:
        """Close the audit of the sheet."""
        row = next((one.row for one in self.state.audits or () if one.row.id == self.state.about), None)
        if row is not None:
            self._write(partial(self._program.audits.close, self._actor, row.id, conclusion, version=row.version))

    def prepare_review(self, period: str, decisions: str) -> None:
        """Gather what would be signed."""
        self._set(busy=True, sheet_error=None)
        act = partial(self._prepare, period, decisions)
        self._jobs.read(act, partial(self._prepared, (period, decisions)), self._refused, owner=self._watcher)

    def sign_review(self, period: str, decisions: str, password: str) -> None:
        """Sign what is shown, and nothing else."""
        content = self.state.content
        if content is None or self.state.asked != (period, decisions):
            self._set(sheet_error=InputError("Gather and read what will be signed first."))
            return
        if not password:
            self._set(sheet_error=InputError("Type your password to sign."))
            return
        self._set(busy=True, sheet_error=None)

        def act(_report: Any) -> ReviewRow:
            service = self._program.management
            return service.sign(self._actor, content.period, decisions, password, content.digest())

        self._jobs.work(act, self._done, self._refused, None, owner=self._watcher)

    def export_review(self, review_id: str, target: Path) -> None:
        """Copy the checked file of a review."""

        def act(_report: Any) -> Path:
            return self._program.management.export(self._actor, review_id, target)

        self._jobs.work(act, self._exported, self._broken, None, owner=self._watcher)

    def _exported(self, target: Path) -> None:
        self._set(written=target, error=None)

    def _wish(self, draft: ObjectiveDraft) -> Any:
        from qa_desktop.services.figure_values import FigureQuery  # noqa: PLC0415  (brings SQLAlchemy)
        from qa_desktop.services.objectives import ObjectiveWish  # noqa: PLC0415

        query = FigureQuery(parse_period(draft.window), part=draft.part.strip(), currency=draft.currency.strip())
        if not draft.owner_id:
            raise InputError("Choose who owns the objective.")
        return ObjectiveWish(
            draft.statement,
            draft.figure,
            query,
            draft.target,
            _day(draft.due),
            draft.owner_id,
            requirement=draft.requirement,
            baseline=draft.baseline,
            resources=draft.resources,
        )

    def _read(self) -> _Lists:
        program, actor = self._program, self._actor
        audits = tuple(program.audits.detail(actor, row.id) for row in program.audits.audits(actor))
        manage = self.state.may_manage
        return _Lists(
            program.objectives.standings(actor),
            audits,
            program.management.reviews(actor),
            program.objectives.owners(actor) if manage else (),
            program.audits.auditors(actor) if manage else (),
        )

    def _prepare(self, period: str, decisions: str) -> ReviewContent:
        return self._program.management.prepare(self._actor, parse_period(period), decisions)

    def _prepared(self, asked: tuple[str, str], content: ReviewContent) -> None:
        self._set(content=content, asked=asked, busy=False)

    def _write(self, act: Callable[[], Any]) -> None:
        if self.state.busy:
            return
        self._set(busy=True, sheet_error=None)
        self._jobs.write(act, self._done, self._refused, owner=self._watcher)

    def _done(self, _found: Any) -> None:
        self._set(busy=False, sheet=None, content=None)
        self.load()

    def _refused(self, error: QaError) -> None:
        self._set(busy=False, sheet_error=error)

    def _loaded(self, found: _Lists) -> None:
        self._set(
            objectives=found.objectives,
            audits=found.audits,
            reviews=found.reviews,
            people=found.people,
            auditors=found.auditors,
            error=None,
        )

    def _broken(self, error: QaError) -> None:
        self._set(error=error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_aims(self.state)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("“{text}” is no date. Write it like 2026-06-30.", text=text) from error
