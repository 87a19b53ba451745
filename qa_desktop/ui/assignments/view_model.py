"""What the screen of rules and patrols shows and does, without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.services.assignments import RuleWish
    from qa_desktop.services.patrols import PatrolState, PatrolWish
    from qa_desktop.storage.queries.assignments import RuleRow
    from qa_desktop.ui.context import Context

_ALL = 1_000


class Sheet(StrEnum):
    """What is asked at present."""

    RULE = "rule"
    PATROL = "patrol"
    RULE_OFF = "rule_off"
    PATROL_OFF = "patrol_off"


@dataclass(frozen=True, slots=True)
class AssignmentsState:
    """Everything that the screen shows.

    ``templates`` are pairs of key and name.  ``rule`` and ``patrol`` are what the open sheet is about, ``None`` for a new one.
    """

    rules: tuple[RuleRow, ...] | None = None
    patrols: tuple[PatrolState, ...] | None = None
    templates: tuple[tuple[str, str], ...] = ()
    may_edit: bool = False
    sheet: Sheet | None = None
    rule: RuleRow | None = None
    patrol: PatrolState | None = None
    busy: bool = False
    error: QaError | None = None
    sheet_error: QaError | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    rules: tuple[RuleRow, ...]
    patrols: tuple[PatrolState, ...]
    templates: tuple[tuple[str, str], ...]


class AssignmentsModel:
    """Loads both lists, asks, and carries out."""

    def __init__(self, context: Context, *, changed: Callable[[], None], owner: Any) -> None:
        self._program, self._jobs, self._actor = context.program, context.jobs, context.actor
        self._changed, self._owner = changed, owner
        self.state = AssignmentsState(may_edit=context.actor.may(Permission.EDIT_TEMPLATE))

    def load(self) -> None:
        """Load both lists again."""
        self._jobs.read(self._look, self._loaded, self._broken, owner=self._owner)

    def edit_rule(self, row: RuleRow | None) -> None:
        """Ask for a rule; ``None`` for a new one.  One that is switched off stays as it is."""
        if self.state.may_edit and (row is None or row.active):
            self._show(sheet=Sheet.RULE, rule=row, sheet_error=None)

    def edit_patrol(self, row: PatrolState | None) -> None:
        """Ask for a patrol; ``None`` for a new one.  One that is switched off stays as it is."""
        if self.state.may_edit and (row is None or row.row.active):
            self._show(sheet=Sheet.PATROL, patrol=row, sheet_error=None)

    def ask_rule_off(self, row: RuleRow | None) -> None:
        """Ask before a rule is switched off."""
        if self.state.may_edit and row is not None and row.active:
            self._show(sheet=Sheet.RULE_OFF, rule=row, sheet_error=None)

    def ask_patrol_off(self, row: PatrolState | None) -> None:
        """Ask before a patrol is switched off."""
        if self.state.may_edit and row is not None and row.row.active:
            self._show(sheet=Sheet.PATROL_OFF, patrol=row, sheet_error=None)

    def give_up(self) -> None:
        """Put the sheet away."""
        self._show(sheet=None, sheet_error=None)

    def dismiss(self) -> None:
        """Put the message away."""
        self._show(error=None)

    def save_rule(self, wish: RuleWish) -> None:
        """Make or change the rule of the sheet."""
        service, row = self._program.assignments, self.state.rule
        if row is None:
            self._do(partial(service.make, self._actor, wish))
        else:
            self._do(partial(service.change, self._actor, row.id, wish, row.version))

    def save_patrol(self, wish: PatrolWish) -> None:
        """Make or change the patrol of the sheet."""
        service, patrol = self._program.patrols, self.state.patrol
        if patrol is None:
            self._do(partial(service.make, self._actor, wish))
        else:
            self._do(partial(service.change, self._actor, patrol.row.id, wish, patrol.row.version))

    def switch_off(self) -> None:
        """Switch off what was asked about."""
        rule, patrol = self.state.rule, self.state.patrol
        if self.state.sheet is Sheet.RULE_OFF and rule is not None:
            self._do(partial(self._program.assignments.switch_off, self._actor, rule.id, rule.version))
        elif self.state.sheet is Sheet.PATROL_OFF and patrol is not None:
            self._do(partial(self._program.patrols.switch_off, self._actor, patrol.row.id, patrol.row.version))

    def _look(self) -> _Facts:
        page = self._program.templates.list_templates(self._actor, limit=_ALL)
        return _Facts(
            self._program.assignments.rules(self._actor),
            self._program.patrols.patrols(self._actor),
            tuple((row.id, row.name) for row in page.rows),
        )

    def _do(self, call: Callable[[], Any]) -> None:
        if not self.state.busy:
            self._show(busy=True, sheet_error=None)
            self._jobs.write(call, self._done, self._refused, owner=self._owner)

    def _done(self, _found: Any) -> None:
        self._show(busy=False, sheet=None)
        self.load()

    def _refused(self, error: QaError) -> None:
        self._show(busy=False, sheet_error=error)

    def _loaded(self, facts: _Facts) -> None:
        self._show(rules=facts.rules, patrols=facts.patrols, templates=facts.templates, error=None)

    def _broken(self, error: QaError) -> None:
        self._show(error=error)

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._changed()
