"""Checking a whole workspace: database, rules, audit chain, answers, files, reports, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from qa_desktop.domain.errors import CancelledError, QaError
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.reports.types import Outcome, Verification
from qa_desktop.services import (
    confidants,
    doctor_aims,
    doctor_documents,
    doctor_issue_reports,
    doctor_lines,
    doctor_lots,
    records,
)
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.report_files import ReportFiles, trust_list
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.queries import (
    aims,
    backups,
    checks,
    concerns,
    inspections,
    issue_reports,
    lots,
    replay,
    reports,
    trade_documents,
)
from qa_desktop.storage.queries.reports import ReportRow
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

SOON = timedelta(days=60)
"""A certificate that ends within this time is worth a notice."""

OLD_BACKUP = timedelta(days=7)


class Weight(StrEnum):
    """How much a finding matters: ``BAD`` means that evidence is harmed; ``NOTICE`` asks for attention."""

    BAD = "bad"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, as a sentence."""

    weight: Weight
    area: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """The result: what was looked at and what was found."""

    looked_at: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether no finding harms evidence."""
        return not any(finding.weight is Weight.BAD for finding in self.findings)


Told = Callable[[str], None]
Counted = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Pace:
    """Says how far a long step has come, and stops it when the person asked for that."""

    counted: Counted | None
    cancelled: Callable[[], bool] | None

    def over(self, things: Sequence[T]) -> Iterator[T]:
        """Yield one thing after the other."""
        for done, thing in enumerate(things):
            if self.cancelled is not None and self.cancelled():
                raise CancelledError
            if self.counted is not None:
                self.counted(done, len(things))
            yield thing


class DoctorService:
    """Looks, and changes nothing."""

    def __init__(self, workspace: Workspace, keys: KeyRing, files: ReportFiles) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._keys = keys
        self._files = files

    @needs(Permission.VERIFY)
    def check(
        self,
        actor: Actor,
        *,
        thorough: bool = True,
        told: Told | None = None,
        counted: Counted | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Checkup:
        """Check everything; ``thorough`` also verifies the signatures of every report file.

        ``told`` hears the name of each step, ``counted`` how far a long step has come.
        """
        pace = _Pace(counted, cancelled)
        with self._store.reading():
            pass  # whoever may not look any more is refused here, and not told as a finding
        looked: dict[str, int] = {}
        found: list[Finding] = []
        steps: tuple[tuple[str, Callable[[dict[str, int]], Iterator[Finding]]], ...] = (
            ("database", self._database),
            ("audit chain", self._chain),
            ("answers", lambda seen: self._answers(seen, pace)),
            ("attachments", lambda seen: self._attachments(seen, pace)),
            ("reports", lambda seen: self._reports(seen, pace, thorough=thorough)),
            ("lots", lambda seen: self._lots(seen, pace, thorough=thorough)),
            ("documents for partners", lambda seen: self._documents(seen, pace, thorough=thorough)),
            ("management reviews", lambda seen: self._reviews(seen, pace, thorough=thorough)),
            ("issue reports", lambda seen: self._issue_reports(seen, pace, thorough=thorough)),
            ("keys", self._key_files),
            ("backups", self._backups),
        )
        for name, step in steps:
            if cancelled is not None and cancelled():
                raise CancelledError
            if told is not None:
                told(name)
            found.extend(_guarded(name, step(looked)))
        return Checkup(looked, tuple(found))

    def _database(self, looked: dict[str, int]) -> Iterator[Finding]:
        with self._store.database.reading_afresh() as connection:
            looked["rules"] = 1
            for words in checks.damage(connection, thorough=True):
                yield Finding(Weight.BAD, "database", f"The database file is damaged: {words}.")
            for name in checks.missing_rules(connection):
                yield Finding(Weight.BAD, "database", f"The rule “{name}” that protects records is missing or was changed.")

    def _chain(self, looked: dict[str, int]) -> Iterator[Finding]:
        with self._store.reading() as connection:
            for station, seq, words in checks.broken_links(connection):
                yield Finding(Weight.BAD, "audit chain", f"Station {station}, entry {seq}: {words}.")
            for point in checks.lost_anchors(connection):
                words = f"The signature on {point.inspection} was given at entry {point.seq}, which the chain no longer holds."
                yield Finding(Weight.BAD, "audit chain", words)
            looked["audit chain"] = backups.chain_length(connection)
            if not concerns.chain_is_sound(connection):
                words = "The chain of the protected channel is broken, or speaks of other texts than are stored."
                yield Finding(Weight.BAD, "concerns", words)
            for key in confidants.unannounced(connection):
                words = f"Nobody announced the key for reading concerns of {key.name}, so nothing is sealed for it."
                yield Finding(Weight.BAD, "concerns", words)

    def _answers(self, looked: dict[str, int], pace: _Pace) -> Iterator[Finding]:
        with self._store.reading() as connection:
            for key in checks.answers_unlike_audit(connection):
                yield Finding(Weight.BAD, "answers", f"The answer {key} is not what the audit chain says was given.")
            for key in replay.history_unlike_audit(connection):
                yield Finding(
                    Weight.BAD, "answers", f"The changes that are kept of the answer {key} are not those that were made."
                )
            for words in replay.inspections_unlike_audit(connection):
                yield Finding(Weight.BAD, "inspections", words)
            for words in doctor_lines.flaws_of_lines(connection):
                yield Finding(Weight.BAD, "answers", words)
            all_of = checks.inspection_ids(connection)
            looked["inspections"] = len(all_of)
            for key, number, state in pace.over(all_of):
                yield from _guarded(number, _inspection(connection, key, number, InspectionState(state)))

    def _attachments(self, looked: dict[str, int], pace: _Pace) -> Iterator[Finding]:
        with self._store.reading() as connection:
            known = checks.attachments(connection)
        looked["attachments"] = len(known)
        for sha256 in pace.over(known):
            try:
                self._workspace.attachments.get(sha256)
            except QaError as error:
                yield Finding(Weight.BAD, "attachments", f"{sha256[:12]}…: {error}")
        for path in self._workspace.attachments.orphans(frozenset(known)):
            yield Finding(Weight.NOTICE, "attachments", f"{path.name[:12]}… is not used by any record; a crash may have left it.")

    def _reports(self, looked: dict[str, int], pace: _Pace, *, thorough: bool) -> Iterator[Finding]:
        with self._store.reading() as connection:
            rows = reports.all_reports(connection)
            ledger = reports.ledger(connection)
            contents = {row.id: reports.content_of(connection, row.id) for row in rows}
        looked["reports"] = len(rows)
        for row in pace.over(rows):
            if sha256_of(contents[row.id].encode("utf-8")) != row.content_digest:
                yield Finding(Weight.BAD, "reports", f"{row.number}: the frozen content is not what was signed.")
            try:
                data = self._files.read(row)
            except QaError as error:
                yield Finding(Weight.BAD, "reports", str(error))
                continue
            if thorough:
                yield from self._signatures(row, data, ledger)

    def _signatures(self, row: ReportRow, data: bytes, ledger: dict[str, tuple[int, str]]) -> Iterator[Finding]:
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        found: Verification = verify(data, trust_list(self._keys, ledger))
        if found.outcome not in {Outcome.VALID, Outcome.WAITING}:
            yield Finding(Weight.BAD, "reports", f"{row.file}: {found.sentence}")
            return
        anchor = found.record.get("anchor") if isinstance(found.record, dict) else None
        if isinstance(anchor, dict):
            with self._store.reading() as connection:
                held = checks.link_at(connection, str(anchor.get("station")), int(str(anchor.get("sequence"))))
            if held != anchor.get("head") and anchor.get("sequence"):
                words = f"{row.file} witnesses an audit entry that the database no longer holds: it is older or was changed."
                yield Finding(Weight.BAD, "audit chain", words)

    def _lots(self, looked: dict[str, int], pace: _Pace, *, thorough: bool) -> Iterator[Finding]:
        """Check the decisions on lots with their signed files."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        with self._store.reading() as connection:
            rows = lots.all_decisions(connection)
            for flaw in doctor_lots.flaws_of_rows(connection, rows):
                yield Finding(Weight.NOTICE if flaw.is_cache else Weight.BAD, "lots", flaw.sentence)
        looked["decisions on lots"] = len(rows)
        trust = trust_list(self._keys, {})
        check = (lambda data: verify(data, trust)) if thorough else None
        for row in pace.over(rows):
            flaws = doctor_lots.flaws_of_file(row, self._files.read, check)
            yield from _guarded("lots", (Finding(Weight.BAD, "lots", flaw.sentence) for flaw in flaws))

    def _documents(self, looked: dict[str, int], pace: _Pace, *, thorough: bool) -> Iterator[Finding]:
        """Check the signed documents for partners."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        area = "documents for partners"
        with self._store.reading() as connection:
            rows = trade_documents.signed_files(connection)
            for flaw in doctor_documents.flaws_of_rows(connection):
                yield Finding(Weight.BAD, area, flaw)
        looked[area] = len(rows)
        trust = trust_list(self._keys, {})
        check = (lambda data: verify(data, trust)) if thorough else None
        for row in pace.over(rows):
            flaws = doctor_documents.flaws_of_file(row, self._files.read, check)
            yield from _guarded(area, (Finding(Weight.BAD, area, flaw) for flaw in flaws))

    def _reviews(self, looked: dict[str, int], pace: _Pace, *, thorough: bool) -> Iterator[Finding]:
        """Check the management reviews with their signed files."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        with self._store.reading() as connection:
            rows = aims.reviews(connection, limit=10_000)
        looked["management reviews"] = len(rows)
        trust = trust_list(self._keys, {})
        check = (lambda data: verify(data, trust)) if thorough else None
        for row in pace.over(rows):
            flaws = doctor_aims.flaws_of_review(row, self._files.read, check)
            yield from _guarded("management reviews", (Finding(Weight.BAD, "management reviews", words) for words in flaws))

    def _issue_reports(self, looked: dict[str, int], pace: _Pace, *, thorough: bool) -> Iterator[Finding]:
        """Check the signed reports of issues with their files."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        with self._store.reading() as connection:
            rows = issue_reports.all_reports(connection)
            for words in doctor_issue_reports.flaws_of_rows(connection, rows):
                yield Finding(Weight.BAD, "issue reports", words)
        looked["issue reports"] = len(rows)
        trust = trust_list(self._keys, {})
        check = (lambda data: verify(data, trust)) if thorough else None
        for row in pace.over(rows):
            flaws = doctor_issue_reports.flaws_of_file(row, self._files.read, check)
            yield from _guarded("issue reports", (Finding(Weight.BAD, "issue reports", words) for words in flaws))

    def _key_files(self, looked: dict[str, int]) -> Iterator[Finding]:
        with self._store.reading() as connection:
            known = checks.key_files(connection)
        looked["keys"] = len(known)
        soon = utc_text(self._store.clock() + SOON)
        for name, fingerprint, expires in known:
            path = self._workspace.keys / name
            if not path.is_file():
                yield Finding(Weight.BAD, "keys", f"The key file {name} is missing; its owner cannot sign.")
            elif not is_whole(path.read_bytes()):
                yield Finding(Weight.BAD, "keys", f"The key file {name} is damaged; its owner cannot sign.")
            if expires < soon:
                yield Finding(Weight.NOTICE, "keys", f"The certificate {fingerprint[:12]}… ends on {expires[:10]}. Renew it.")

    def _backups(self, looked: dict[str, int]) -> Iterator[Finding]:
        with self._store.reading() as connection:
            last = backups.last_good(connection)
        looked["backups"] = int(last is not None)
        if last is None:
            yield Finding(Weight.NOTICE, "backups", "No backup was made yet.")
        elif last < utc_text(self._store.clock() - OLD_BACKUP):
            yield Finding(Weight.NOTICE, "backups", f"The newest backup is from {last[:10]}.")


def _guarded(what: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Turn what a check trips over into a finding: a damaged record must not hide what is found elsewhere."""
    try:
        yield from findings
    except CancelledError:
        raise
    except QaError as error:
        yield Finding(Weight.BAD, what, str(error))
    except Exception as error:  # noqa: BLE001  (what was changed by hand makes reading fail in any way)
        yield Finding(Weight.BAD, what, f"This cannot be read any more ({type(error).__name__}); it was changed or is damaged.")


def _inspection(connection: Connection, key: str, number: str, state: InspectionState) -> Iterator[Finding]:
    """Compare the tables of one inspection with its counts and with what was signed."""
    record = records.build(connection, key)
    head = inspections.head(connection, key)
    progress, total = record.progress, inspections.item_total(connection, key)
    if (progress.total, progress.answered, progress.failed) != (total, head.answered, head.failed):
        yield Finding(Weight.NOTICE, "answers", f"{number}: the counts shown in lists are not those of its answers.")
    if state is InspectionState.APPROVED:
        for words in doctor_lines.flaws_of_plans(connection, key, record):
            yield Finding(Weight.BAD, "plans", f"{number}: {words}")
    if state in OPEN_STATES or state is InspectionState.VOID:
        return
    report = reports.report_of(connection, key, record.round)
    if report is None:
        yield Finding(Weight.BAD, "reports", f"{number} is signed, but its report is not recorded.")
    elif not records.same_facts(record.content(), reports.content_of(connection, report.id)):
        yield Finding(Weight.BAD, "answers", f"{number}: the tables hold something else than was signed.")


def is_whole(bundle: bytes) -> bool:
    """Return whether a key file is as long as it says in its own header (DER); its content is sealed."""
    if len(bundle) < 4 or bundle[0] != 0x30:
        return False
    count = bundle[1] & 0x7F if bundle[1] & 0x80 else 0
    length = int.from_bytes(bundle[2 : 2 + count], "big") if count else bundle[1]
    return len(bundle) == 2 + count + length
