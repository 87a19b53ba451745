"""Signing for the older history of a demo workspace: the same files and records, without the repeated checks."""

from __future__ import annotations

from collections.abc import Mapping

from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.types import Outcome
from qa_desktop.services.keys import UnlockedKey
from qa_desktop.services.program import Program
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.services.signing import SigningService


class QuickSigning(SigningService):
    """Signs the older history without asking for the password and checking the file again each time.

    The keys, the files and the records are real; the password was checked once, when the key was opened.
    """

    def __init__(self, program: Program) -> None:
        files = ReportFiles(program.workspace)
        super().__init__(program.workspace, program.keys, program.settings, files)
        self._opened: dict[str, UnlockedKey] = {}

    def _unlock(self, actor: Actor, password: str, stage: Stage) -> UnlockedKey:
        if actor.person_id not in self._opened:
            self._opened[actor.person_id] = super()._unlock(actor, password, stage)
        return self._opened[actor.person_id]

    def _require_outcome(self, pdf: bytes, wanted: Outcome, ledger: Mapping[str, tuple[int, str]]) -> None:
        """Leave the check to ``doctor``, which verifies every file."""
