"""The root certificate: what others need to check the signatures of this site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.program import Program
    from qa_desktop.services.root_certificate import ExportedRoot
    from qa_desktop.ui.settings.view_model import Lane


@dataclass(frozen=True, slots=True)
class EvidenceState:
    """Everything that the page shows."""

    may: bool
    busy: bool = False
    exported: ExportedRoot | None = None
    error: QaError | None = None


class EvidenceModel:
    """The intents of the page."""

    def __init__(self, program: Program, actor: Actor, jobs: Lane, *, changed: Callable[[], None], owner: object = None) -> None:
        self.state = EvidenceState(actor.may(Permission.EXPORT))
        self._program, self._actor, self._jobs = program, actor, jobs
        self._changed, self._owner = changed, owner

    def export(self, path: Path) -> None:
        """Write the certificate and its explanation."""
        if not self.state.may or self.state.busy:
            return
        self._set(busy=True, exported=None, error=None)
        keys, actor = self._program.keys, self._actor
        self._jobs.write(lambda: keys.export_root(actor, path), self._done, self._failed, owner=self._owner)

    def _done(self, exported: ExportedRoot) -> None:
        self._set(busy=False, exported=exported)

    def _failed(self, error: QaError) -> None:
        self._set(busy=False, error=error)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()
