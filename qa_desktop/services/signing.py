"""Signing, countersigning, returning and reopening.

The order is crash-safe: check the content that the screen showed, build and sign the file, check the file with our own rules,
put it aside flushed, then record signature, state and report in one transaction that checks the content again, then give the
file its name.  Killed at any moment, an inspection is either signed with its file or not signed at all.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa_desktop.domain.canonical import Json, canonical_json
from qa_desktop.domain.errors import ConflictError, FaultError, InputError, RefusedError
from qa_desktop.domain.inspection import InspectionState, gaps, require_open, require_step
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import Anchor, InspectionRecord
from qa_desktop.domain.signature import STATEMENTS, Meaning, Stage, require_meaning, require_other_person
from qa_desktop.domain.text import clean_text
from qa_desktop.reports.types import Outcome, RenderInput, SignedPdf, SignRequest, TimeStampServer
from qa_desktop.services import plan_results, records
from qa_desktop.services.covering import cover_returned
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyRing, UnlockedKey
from qa_desktop.services.questions import require_asked, require_replied
from qa_desktop.services.reinspection import plan_after_rework
from qa_desktop.services.report_files import ReportFiles, report_name, trust_list
from qa_desktop.services.review import require_opened
from qa_desktop.services.settings import SettingsService
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.queries import answers, inspections, reports, stations
from qa_desktop.storage.unit import Connection, Work, new_id
from qa_desktop.storage.workspace import Workspace

Progress = Callable[[str], None]
"""Told the name of each step of long work."""


@dataclass(frozen=True, slots=True)
class ToSign:
    """What is shown before signing.  ``digest`` is that of the record on the screen; signing covers exactly it."""

    record: InspectionRecord
    digest: str


@dataclass(frozen=True, slots=True)
class SignedReport:
    """The result of a signature."""

    report_id: str
    file: str
    time_stamped: bool


class SigningService:
    """The acts that make a record evidence."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._keys = keys
        self._settings = settings
        self._files = files

    @needs(Permission.READ_ALL)
    def look(self, actor: Actor, inspection_id: str) -> ToSign:
        """Load the record for the screen: what is shown now is what would be signed."""
        with self._store.reading() as connection:
            record = records.build(connection, inspection_id)
            report = reports.report_of(connection, inspection_id, record.round)
            if report is None:
                return ToSign(record, record.digest())
            _require_unchanged(record, reports.content_of(connection, report.id))
            return ToSign(record, report.content_digest)

    @needs(Permission.SIGN)
    def sign(
        self, actor: Actor, inspection_id: str, password: str, meaning: Meaning, shown: str, *, progress: Progress | None = None
    ) -> SignedReport:
        """Sign as the inspector and submit for countersigning.

        ``shown`` is the digest of what the screen showed.  Raises :class:`RefusedError` when answers are missing or the
        inspection is another's, :class:`ConflictError` when the stored content is not what was shown.
        """
        tell = progress or _silent
        require_meaning(Stage.INSPECTOR, meaning)
        with self._store.reading() as connection:
            record = self._ready_to_sign(connection, actor, inspection_id, shown)
            require_asked(connection, record)
            anchor = self._anchor(connection)
        tell("Checking the password")
        key = self._unlock(actor, password, Stage.INSPECTOR)
        now = self._store.now()
        tell("Building the report")
        base = self._render(record, anchor, now)
        tell("Signing")
        signed = self._apply(base, key, Stage.INSPECTOR, actor, meaning, now, shown)
        tell("Checking the signed file")
        self._require_outcome(signed.data, Outcome.WAITING, {shown: (len(base), sha256_of(base))})
        digest = self._files.put_aside(signed.data)
        try:
            with self._store.writing(actor.person_id) as work:
                record = self._ready_to_sign(work.connection, actor, inspection_id, shown)
                name = report_name(record.number, record.round)
                signature = self._add_signature(
                    work, record, Stage.INSPECTOR, actor, meaning, now, shown, key.fingerprint, anchor
                )
                report_id = new_id()
                reports.add_report(
                    work,
                    id=report_id,
                    inspection_id=inspection_id,
                    round=record.round,
                    state="waiting",
                    content=canonical_json(record.content()),
                    content_digest=shown,
                    file=name,
                    sha256=digest,
                    size=len(signed.data),
                    base_sha256=sha256_of(base),
                    base_size=len(base),
                    stamp_pending=self._pending(signed),
                    at=now.utc,
                    at_offset=now.offset,
                )
                inspections.set_state(work, inspection_id, InspectionState.SUBMITTED, digest=shown)
                details = {"content": shown, "meaning": meaning.value, "signature": signature, "pdf": digest}
                work.audit("inspection.sign", "inspection", inspection_id, details)
        except BaseException:
            self._files.discard(digest)
            raise
        self._name(digest, name)
        return SignedReport(report_id, name, signed.time_stamped)

    @needs(Permission.COUNTERSIGN)
    def countersign(
        self, actor: Actor, inspection_id: str, password: str, meaning: Meaning, shown: str, *, progress: Progress | None = None
    ) -> SignedReport:
        """Countersign as the supervisor and release the report; never one's own inspection."""
        tell = progress or _silent
        require_meaning(Stage.SUPERVISOR, meaning)
        with self._store.reading() as connection:
            record, report = self._ready_to_countersign(connection, actor, inspection_id, shown)
            anchor = self._anchor(connection)
            ledger = reports.ledger(connection)
        tell("Checking the password")
        key = self._unlock(actor, password, Stage.SUPERVISOR)
        now = self._store.now()
        tell("Checking the inspector's signature")
        waiting = self._files.read(report)
        self._require_outcome(waiting, Outcome.WAITING, ledger)
        tell("Signing")
        signed = self._apply(waiting, key, Stage.SUPERVISOR, actor, meaning, now, shown)
        tell("Checking the signed file")
        self._require_outcome(signed.data, Outcome.VALID, ledger)
        digest = self._files.put_aside(signed.data)
        try:
            with self._store.writing(actor.person_id) as work:
                record, report = self._ready_to_countersign(work.connection, actor, inspection_id, shown)
                signature = self._add_signature(
                    work, record, Stage.SUPERVISOR, actor, meaning, now, shown, key.fingerprint, anchor
                )
                pending = max(report.stamp_pending, self._pending(signed))
                reports.update_report(
                    work, report.id, state="released", sha256=digest, size=len(signed.data), stamp_pending=pending
                )
                inspections.set_state(work, inspection_id, InspectionState.APPROVED, digest=shown)
                plan_results.keep(work, inspection_id)
                details = {"content": shown, "meaning": meaning.value, "signature": signature, "pdf": digest}
                work.audit("inspection.countersign", "inspection", inspection_id, details)
                plan_after_rework(work, inspection_id)
        except BaseException:
            self._files.discard(digest)
            raise
        self._name(digest, report.file)
        return SignedReport(report.id, report.file, signed.time_stamped)

    @needs(Permission.COUNTERSIGN)
    def send_back(self, actor: Actor, inspection_id: str, remarks: Mapping[str, str], general: str = "") -> None:
        """Return a signed inspection with remarks by item id; its signatures are voided, visibly and with the reason."""
        with self._store.writing(actor.person_id) as work:
            if inspections.head(work.connection, inspection_id).state is not InspectionState.SUBMITTED:
                raise RefusedError("Only an inspection that waits for the countersignature can be returned.")
            self._back_to_inspector(work, actor, inspection_id, remarks, general)

    @needs(Permission.REOPEN)
    def reopen(self, actor: Actor, inspection_id: str, remarks: Mapping[str, str], reason: str) -> None:
        """Reopen a countersigned inspection with a reason; both signatures are voided and stay visible."""
        with self._store.writing(actor.person_id) as work:
            if inspections.head(work.connection, inspection_id).state is not InspectionState.APPROVED:
                raise RefusedError("Only a countersigned inspection can be reopened.")
            self._back_to_inspector(work, actor, inspection_id, remarks, reason)

    def _name(self, digest: str, name: str) -> None:
        """Give a recorded file its name.  Signed is signed: a drive that refuses now is asked again at the next start."""
        with contextlib.suppress(FaultError):
            self._files.release(digest, name)

    def _back_to_inspector(self, work: Work, actor: Actor, inspection_id: str, remarks: Mapping[str, str], general: str) -> None:
        head = inspections.head(work.connection, inspection_id)
        require_step(head.state, InspectionState.RETURNED)
        lines: list[tuple[str | None, str]] = [
            (item_id, clean_text(text).strip()) for item_id, text in remarks.items() if text.strip()
        ]
        if general.strip():
            lines.append((None, clean_text(general).strip()))
        if not lines:
            raise InputError(
                "Write a remark on at least one line, or a general reason, so that the inspector knows what to correct."
            )
        for item_id, _ in lines:
            if item_id is not None and answers.revision_of_item(work.connection, item_id) != head.revision_id:
                raise RefusedError("A remark names a line that is not part of this inspection. Open the inspection again.")
        why = "; ".join(text for _, text in lines)[:2000]
        for item_id, text in lines:
            inspections.add_returned_line(
                work,
                id=new_id(),
                inspection_id=inspection_id,
                item_id=item_id,
                round=head.round,
                remark=text,
                person_id=actor.person_id,
                at=work.now.utc,
                at_offset=work.now.offset,
            )
        reports.void_signatures(work, inspection_id, why)
        report = reports.report_of(work.connection, inspection_id, head.round)
        if report is not None:
            reports.update_report(work, report.id, state="void")
        inspections.set_state(work, inspection_id, InspectionState.RETURNED, round_=head.round + 1)
        details: Json = {"round": head.round, "reason": why, "from": head.state.value}
        work.audit("inspection.return", "inspection", inspection_id, details)
        cover_returned(work, inspection_id)

    def _unlock(self, actor: Actor, password: str, stage: Stage) -> UnlockedKey:
        """Check the password, counting failures, and open the key for one signature at ``stage``."""
        return self._keys.signer_for(actor.person_id, password, stage)

    def _ready_to_sign(self, connection: Connection, actor: Actor, inspection_id: str, shown: str) -> InspectionRecord:
        head = inspections.head(connection, inspection_id)
        require_open(head.state)
        if head.inspector_id != actor.person_id:
            raise RefusedError("Only the inspector of this inspection signs it. Take it over first if you finished it.")
        record = records.build(connection, inspection_id)
        missing = gaps(record.items, record.answers)
        if missing:
            raise RefusedError(
                "{count} items are not finished; the first is “{item}”. Answer them, then sign.",
                count=len(missing),
                item=missing[0][0].text,
            )
        require_replied(connection, inspection_id)
        if record.digest() != shown:
            raise ConflictError("The inspection changed after it was shown. Nothing was signed. Look at it again, then sign.")
        return record

    def _ready_to_countersign(
        self, connection: Connection, actor: Actor, inspection_id: str, shown: str
    ) -> tuple[InspectionRecord, reports.ReportRow]:
        head = inspections.head(connection, inspection_id)
        if head.state is not InspectionState.SUBMITTED:
            require_step(head.state, InspectionState.APPROVED)
        # Whoever signed it as inspector in an earlier round worked on it, too; a voided countersignature is no work.
        signed_by = {
            row.person_id
            for row in reports.signatures(connection, inspection_id)
            if row.voided_at is None or row.stage == Stage.INSPECTOR.value
        }
        involved = answers.workers(connection, inspection_id) | signed_by | {head.inspector_id or ""}
        require_other_person(actor.person_id, frozenset(involved))
        report = reports.report_of(connection, inspection_id, head.round)
        if report is None:
            raise FaultError("The report of this inspection is missing. Nothing was signed. Run “doctor”.")
        record = records.build(connection, inspection_id)
        _require_unchanged(record, reports.content_of(connection, report.id))
        if report.content_digest != shown:
            raise ConflictError("The inspection changed after it was shown. Nothing was signed. Look at it again, then sign.")
        require_opened(connection, actor.person_id, record)
        return record, report

    def _render(self, record: InspectionRecord, anchor: Anchor, now: Moment) -> bytes:
        from qa_desktop.reports.render import render  # noqa: PLC0415  (reportlab is slow to import)

        wanted = {photo.sha256 for line in record.lines for photo in line.photos}
        wanted |= {photo.sha256 for issue in record.issues for photo in issue.photos}
        wanted |= {photo.sha256 for photo in record.photos}
        pictures = {sha: self._workspace.attachments.get(sha) for sha in sorted(wanted)}
        settings = self._settings.current()
        return render(RenderInput(record, pictures, anchor, record.site, now.iso, page=settings.page))

    def _apply(
        self, pdf: bytes, key: UnlockedKey, stage: Stage, actor: Actor, meaning: Meaning, now: Moment, shown: str
    ) -> SignedPdf:
        from qa_desktop.reports.signing import sign  # noqa: PLC0415  (pyHanko is slow to import)

        request = SignRequest(stage, actor.name, meaning, now.local, STATEMENTS[meaning], shown)
        return sign(pdf, key.signer, request, server=self._server())

    def _server(self) -> TimeStampServer | None:
        url = self._settings.current().time_stamp_url
        return TimeStampServer(url) if url else None

    def _pending(self, signed: SignedPdf) -> int:
        return int(bool(self._settings.current().time_stamp_url) and not signed.time_stamped)

    def _require_outcome(self, pdf: bytes, wanted: Outcome, ledger: Mapping[str, tuple[int, str]]) -> None:
        from qa_desktop.reports.verify import verify  # noqa: PLC0415

        found = verify(pdf, trust_list(self._keys, ledger))
        if found.outcome is not wanted:
            raise FaultError("The signed file did not pass its own check ({reason}). Nothing was signed.", reason=found.sentence)

    def _anchor(self, connection: Connection) -> Anchor:
        point = stations.chain_point(connection, self._store.station_id)
        return Anchor(stations.code_of(connection, self._store.station_id), point.seq, point.hash)

    def _add_signature(
        self,
        work: Work,
        record: InspectionRecord,
        stage: Stage,
        actor: Actor,
        meaning: Meaning,
        now: Moment,
        shown: str,
        fingerprint: str,
        anchor: Anchor,
    ) -> str:
        key = new_id()
        reports.add_signature(
            work,
            id=key,
            inspection_id=record.id,
            round=record.round,
            stage=stage.value,
            person_id=actor.person_id,
            printed_name=actor.name,
            meaning=meaning.value,
            at=now.utc,
            at_offset=now.offset,
            content_digest=shown,
            certificate=fingerprint,
            anchor_station=anchor.station,
            anchor_seq=anchor.sequence,
            anchor_head=anchor.head,
        )
        return key


def _require_unchanged(record: InspectionRecord, frozen: str) -> None:
    if not records.same_facts(record.content(), frozen):
        raise FaultError(
            "What the database holds for this inspection is not what was signed. Do not countersign it. "
            "Run “doctor” and ask the administrator; the signed file still shows what was signed."
        )


def _silent(_step: str) -> None:
    """Tell nobody."""
