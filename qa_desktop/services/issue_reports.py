"""Signed reports of issues: the 8D report and the nonconformance report (NCR)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import Json, canonical_json, digest_of
from qa_desktop.domain.errors import ConflictError, FaultError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import Anchor
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.statement import Statement
from qa_desktop.reports.types import Outcome, Page, TimeStampServer, Verification
from qa_desktop.services.eight_d import eight_d_tables
from qa_desktop.services.guard import needs
from qa_desktop.services.issue_case import IssueCase, load_case, quantity_words
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.ncr import ncr_tables
from qa_desktop.services.report_files import ReportFiles, trust_list
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.statement_photos import digest_shown, lost_in, lost_photos, photos_words, printed_photos
from qa_desktop.services.statements import capacity_of, signed_statement
from qa_desktop.settings import WorkspaceSettings
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import issue_reports, stations
from qa_desktop.storage.queries.issue_reports import IssueReportKind, IssueReportRow
from qa_desktop.storage.unit import Connection, Work, new_id
from qa_desktop.storage.workspace import Workspace

MEANINGS = {
    IssueReportKind.EIGHT_D: "I confirm that this 8D report says what is recorded about this issue.",
    IssueReportKind.NCR: "I confirm that this report says what is recorded about this nonconformity.",
}
TITLES = {IssueReportKind.EIGHT_D: "8D report", IssueReportKind.NCR: "Nonconformance report"}


@dataclass(frozen=True, slots=True)
class ToReport:
    """What would be signed: its digest, and a sentence on how far the issue is."""

    digest: str
    number: str
    issue_number: str


@dataclass(frozen=True, slots=True)
class DraftReport:
    """The pages as they would be signed now, without a signature; ``digest`` is that of :class:`ToReport`."""

    number: str
    digest: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A report that was signed and filed."""

    report_id: str
    number: str
    file: str


@dataclass(frozen=True, slots=True)
class ShownReport:
    """The file of a report that passed the check."""

    row: IssueReportRow
    data: bytes
    verification: Verification


class IssueReportService:
    """A report may be signed at any time; it says how far the issue is, and the next one says more."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._store = workspace.store
        self._attachments = workspace.attachments
        self._keys = keys
        self._settings = settings
        self._files = files

    @needs(Permission.READ_ALL)
    def reports_of(self, actor: Actor, issue_id: str) -> tuple[IssueReportRow, ...]:
        """Return the signed reports of an issue, newest first."""
        with self._store.reading() as connection:
            return issue_reports.reports_of(connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def prepare(self, actor: Actor, issue_id: str, kind: IssueReportKind) -> ToReport:
        """Return what would be signed now."""
        with self._store.reading() as connection:
            case = load_case(connection, issue_id, self._store.now())
            number = issue_reports.upcoming_number(connection, kind, self._store.station_id)
        lost = lost_photos(self._attachments, case.photos)
        digest = self._digest(actor, case, kind, lost, self._store.now(), self._settings.current())
        return ToReport(digest, number, case.row.number)

    @needs(Permission.WORK_ISSUE)
    def draft(self, actor: Actor, issue_id: str, kind: IssueReportKind) -> DraftReport:
        """Return the report to look at before it is signed; nothing is stored and no number is taken."""
        from qa_desktop.reports.statement_pages import render_statement  # noqa: PLC0415  (reportlab is slow to import)

        now, settings = self._store.now(), self._settings.current()
        with self._store.reading() as connection:
            case = load_case(connection, issue_id, now)
            number = issue_reports.upcoming_number(connection, kind, self._store.station_id)
            anchor = self._anchor(connection)
        printed = printed_photos(self._attachments, case.photos)
        statement = statement_of(case, kind, actor, number, now, anchor, site=settings.site, page=settings.page)
        statement = replace(statement, photos=printed.photos)
        digest = self._digest(actor, case, kind, lost_in(printed), now, settings)
        return DraftReport(number, digest, render_statement(statement, printed.pictures))

    @needs(Permission.WORK_ISSUE)
    def sign(self, actor: Actor, issue_id: str, kind: IssueReportKind, password: str, shown: str) -> SignedReport:
        """Sign a report; ``shown`` is the digest of what was prepared.

        The file is signed, checked and flushed before the transaction that records it.  Raises :class:`RefusedError` for a wrong
        password, :class:`ConflictError` when the issue changed since it was prepared.
        """
        with self._store.reading() as connection:
            case = load_case(connection, issue_id, self._store.now())
            number = issue_reports.upcoming_number(connection, kind, self._store.station_id)
            anchor = self._anchor(connection)
        key = self._keys.signer_for(actor.person_id, password, Stage.SUPERVISOR)
        printed = printed_photos(self._attachments, case.photos)
        lost = lost_in(printed)
        now, settings = self._store.now(), self._settings.current()
        _require_shown(self._digest(actor, case, kind, lost, now, settings), shown)
        statement = statement_of(case, kind, actor, number, now, anchor, site=settings.site, page=settings.page)
        statement = replace(statement, photos=printed.photos)
        server = TimeStampServer(settings.time_stamp_url) if settings.time_stamp_url else None
        signed = signed_statement(statement, key, now, self._keys, server=server, pictures=printed.pictures)
        digest = self._files.put_aside(signed.data)
        try:
            with self._store.writing(actor.person_id) as work:
                case = load_case(work.connection, issue_id, self._store.now())
                _require_shown(self._digest(actor, case, kind, lost, work.now, self._settings.current()), shown)
                done = _record(work, issue_id, kind, statement, key.fingerprint, now, digest, len(signed.data))
        except BaseException:
            self._files.discard(digest)
            raise
        with contextlib.suppress(FaultError):  # signed is signed: a drive that refuses now is asked again at the next start
            self._files.release(digest, done.file)
        return done

    @needs(Permission.READ_ALL)
    def show(self, actor: Actor, report_id: str) -> ShownReport:
        """Return the signed file of a report after it passed the check; raises :class:`FaultError` otherwise."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        with self._store.reading() as connection:
            row = issue_reports.report_by_id(connection, report_id)
        data = self._files.read(row)
        found = verify(data, trust_list(self._keys, {}))
        if found.outcome is not Outcome.VALID:
            raise FaultError("The report is not shown: {reason}", reason=found.sentence)
        if found.content_digest != row.content_digest:
            raise FaultError("The file of {number} is another document than was signed. It is not shown.", number=row.number)
        return ShownReport(row, data, found)

    def _anchor(self, connection: Connection) -> Anchor:
        """Return where the audit chain stands."""
        point = stations.chain_point(connection, self._store.station_id)
        return Anchor(stations.code_of(connection, self._store.station_id), point.seq, point.hash)

    def _digest(
        self,
        actor: Actor,
        case: IssueCase,
        kind: IssueReportKind,
        lost: tuple[str, ...],
        now: Moment,
        settings: WorkspaceSettings,
    ) -> str:
        """Return the digest of what is shown and signed; the number that comes next is no part of it."""
        nowhere = Anchor("", 0, "")
        statement = statement_of(case, kind, actor, "", now, nowhere, site=settings.site, page=settings.page)
        return digest_shown(statement, case.photos, lost)


def _require_shown(digest: str, shown: str) -> None:
    if digest != shown:
        raise ConflictError("The issue changed after it was shown. Nothing was signed. Look at it again, then sign.")


def _record(
    work: Work,
    issue_id: str,
    kind: IssueReportKind,
    statement: Statement,
    fingerprint: str,
    now: Moment,
    digest: str,
    size: int,
) -> SignedReport:
    number = statement.number
    if issue_reports.upcoming_number(work.connection, kind, work.station_id) != number:
        raise ConflictError("Another report was signed at the same moment. Nothing was signed here. Sign again.")
    work.next_number(kind.counter)
    file = f"{number}.pdf"
    key = issue_reports.insert_report(
        work,
        issue_id,
        kind,
        number=number,
        printed_name=statement.signer,
        at=now.utc,
        at_offset=now.offset,
        content=canonical_json(statement.record()),
        content_digest=statement.digest(),
        certificate=fingerprint,
        file=file,
        sha256=digest,
        size=size,
    )
    details: Json = {"number": number, "kind": kind.value, "content": statement.digest(), "pdf": digest}
    work.audit("issue.report", "issue", issue_id, details)
    return SignedReport(key, number, file)


def statement_of(
    case: IssueCase, kind: IssueReportKind, actor: Actor, number: str, now: Moment, anchor: Anchor, *, site: str, page: Page
) -> Statement:
    """Return the report as it is printed and signed; ``anchor`` is where the audit chain stood then."""
    row = case.row
    tables = eight_d_tables(case) if kind is IssueReportKind.EIGHT_D else ncr_tables(case)
    ended = row.state in {IssueState.CLOSED, IssueState.REJECTED}
    return Statement(
        id=new_id(),
        kind=TITLES[kind],
        number=number,
        title=f"{row.number}  {row.title}",
        site=site,
        signer=actor.name,
        signer_login=actor.login,
        stage=Stage.SUPERVISOR,
        meaning=MEANINGS[kind],
        at=now.iso,
        facts=_facts(case),
        paragraphs=(row.description,) if row.description else (),
        tables=tables,
        outcome=Verdict.RECORDED if ended else Verdict.UNCERTAIN,
        headline=f"ISSUE {row.state.value.upper()}",
        content={
            **case.record(),
            "content_sha256": digest_of(case.record()),
            "anchor": {"station": anchor.station, "sequence": anchor.sequence, "head": anchor.head},
        },
        page=page,
        capacity=capacity_of(actor),
    )


def _facts(case: IssueCase) -> tuple[tuple[str, str], ...]:
    row = case.row
    part = " ".join(word for word in (row.part_number, row.part_name) if word)
    line = f"{row.item_number} {row.item_text}".strip()
    facts = (
        ("Issue", row.number),
        ("Kind, severity", f"{row.kind.value}, {row.severity.value}"),
        ("Logged by", row.raised_by),
        ("Logged on", case.day(row.raised_at)),
        *_complained(case),
        ("Owner", row.owner),
        ("Due", case.day(row.due_at)[:10]),
        ("Part", part),
        ("Lot", row.lot_number),
        ("Serial numbers", row.serials),
        ("Quantity", row.quantity),
        ("Failure code", row.failure_code),
        ("Where", row.place),
        ("Inspection", row.inspection_number or ""),
        ("Line", line),
        ("Found", row.answer_shown),
        ("Photos", photos_words(case.photos)),
    )
    return tuple((label, value) for label, value in facts if value)


def _complained(case: IssueCase) -> tuple[tuple[str, str], ...]:
    """Return who complained, under which reference of theirs; a complaint without a customer says so."""
    if case.complaint is None:
        return (("Customer", "not entered"),) if case.row.kind is IssueKind.COMPLAINT else ()
    found = case.complaint
    return (
        ("Customer", found.company),
        ("Reference of the customer", found.reference or "none stated"),
        ("Complaint received", found.received_on.isoformat()),
        ("Quantity complained about", quantity_words(found.quantity)),
    )
