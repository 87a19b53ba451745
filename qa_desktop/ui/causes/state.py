"""What the screen of causes and actions draws, and what this person may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qa_desktop.domain.actions import ActionState, Effect
from qa_desktop.domain.causes import Analysis, CauseCode, CauseNode, Track
from qa_desktop.domain.errors import QaError

if TYPE_CHECKING:
    from qa_desktop.services.effects import Measured
    from qa_desktop.storage.queries.actions import ActionRow
    from qa_desktop.storage.queries.issue_reports import IssueReportRow
    from qa_desktop.storage.queries.issues import IssueRow


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything of one issue that the screen shows.

    ``people`` are the ids and names of those who may own an action, ``photos`` those of the photos of the issue.
    """

    row: IssueRow
    analysis: Analysis
    codes: tuple[CauseCode, ...]
    actions: tuple[ActionRow, ...]
    effects: tuple[Measured, ...]
    reports: tuple[IssueReportRow, ...]
    people: tuple[tuple[str, str], ...]
    today: date
    photos: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CausesState:
    """Everything that the screen draws."""

    issue_id: str = ""
    loaded: Loaded | None = None
    error: QaError | None = None
    busy: bool = False
    may_work: bool = False
    person_id: str = ""

    @property
    def analysis(self) -> Analysis:
        """What was written about the causes."""
        return Analysis() if self.loaded is None else self.loaded.analysis

    @property
    def is_open(self) -> bool:
        """Whether anything may still be written."""
        return self.loaded is not None and self.loaded.row.is_open

    @property
    def may_write(self) -> bool:
        """Whether this person may write causes and actions now."""
        return self.may_work and self.is_open and not self.busy

    def node(self, node_id: str) -> CauseNode | None:
        """Return an answer by its id."""
        return next((node for node in self.analysis.nodes if node.id == node_id), None)

    def action(self, action_id: str) -> ActionRow | None:
        """Return an action by its id."""
        rows = () if self.loaded is None else self.loaded.actions
        return next((row for row in rows if row.id == action_id), None)

    def codes_for(self, track: Track) -> tuple[CauseCode, ...]:
        """Return the codes that may explain a cause of ``track``."""
        codes = () if self.loaded is None else self.loaded.codes
        return tuple(code for code in codes if code.scope.covers(track))

    def may_finish(self, row: ActionRow) -> bool:
        """Return whether this person may say that an action is done: the owner, and whoever works issues."""
        mine = self.may_work or row.owner_id == self.person_id
        return self.is_open and not self.busy and mine and row.state is ActionState.OPEN

    def may_verify(self, row: ActionRow) -> bool:
        """Return whether this person may verify an action: nobody verifies what they own or did."""
        others = self.person_id not in {row.owner_id, row.done_by_id}
        return self.may_write and others and row.state is ActionState.DONE

    def may_send_back(self, row: ActionRow) -> bool:
        """Return whether an action may be opened again."""
        return self.may_write and row.state in {ActionState.DONE, ActionState.INEFFECTIVE}

    def may_change(self, row: ActionRow) -> bool:
        """Return whether the words of an action may change."""
        return self.may_write and row.state is ActionState.OPEN

    def may_conclude(self, found: Measured) -> bool:
        """Return whether the figures may be recorded as they are; the service says what is missing."""
        judged = found.effect.effect in {Effect.PROVEN, Effect.NOT_PROVEN}
        return self.may_write and found.plan is not None and found.action.state is ActionState.VERIFIED and not judged

    def may_override(self, found: Measured) -> bool:
        """Return whether this person may go on without proof."""
        others = self.person_id not in {found.action.owner_id, found.action.done_by_id}
        open_one = found.effect.effect in {Effect.NO_PLAN, Effect.OPEN}
        return self.may_write and others and open_one and found.action.state is ActionState.VERIFIED
