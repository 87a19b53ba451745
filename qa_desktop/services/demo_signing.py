"""Signing for a demo workspace: the same keys, files and records, without the repeated checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.signature import Stage
from qa_desktop.reports.types import Outcome, SignerKey
from qa_desktop.services.guard import open_to
from qa_desktop.services.keys import KeyPlace, KeyRing, UnlockedKey
from qa_desktop.services.program import Program
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.services.signing import SigningService


@dataclass(frozen=True, slots=True)
class _KeptKey(UnlockedKey):
    """A key that stays open for many signatures."""

    opened: SignerKey

    @property
    def signer(self) -> SignerKey:
        """The key as reports take it, opened already."""
        return self.opened


class KeptKeys(KeyRing):
    """Opens the key of each person once; a password that was right stays right.

    A demo workspace is written in one go, and everybody knows its password.
    """

    def __init__(self, place: KeyPlace) -> None:
        super().__init__(place)
        self._kept: dict[tuple[str, str], UnlockedKey] = {}

    @open_to("the demo workspace")
    def signer_for(self, person_id: str, password: str, stage: Stage | None = None) -> UnlockedKey:
        """Return the person's key as it was opened before with the same password, or open it now."""
        from qa_desktop.reports.signing import open_key  # noqa: PLC0415  (pyHanko is slow to import)

        found = self._kept.get((person_id, password))
        if found is None or (stage is not None and stage not in found.stages):
            key = super().signer_for(person_id, password, stage)
            opened = open_key(key.signer)
            found = _KeptKey(key.pkcs12, key.password, key.fingerprint, key.printed_name, key.stages, opened)
            self._kept[person_id, password] = found
        return found


class QuickSigning(SigningService):
    """Signs the older history without checking the file again each time.  The keys, the files and the records are real."""

    def __init__(self, program: Program) -> None:
        files = ReportFiles(program.workspace)
        super().__init__(program.workspace, program.keys, program.settings, files)

    def _require_outcome(self, pdf: bytes, wanted: Outcome, ledger: Mapping[str, tuple[int, str]]) -> None:
        """Leave the check to ``doctor``, which verifies every file."""
