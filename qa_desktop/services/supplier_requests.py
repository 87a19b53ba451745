"""Corrective action requests to suppliers: sent as a signed page with an answer form, answered, accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa_desktop.domain.address import addressee
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.issue import OPEN_ISSUE_STATES
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.text import clean_text
from qa_desktop.domain.trade import OPEN_REQUESTS, DocumentKind, RequestState, parse_day
from qa_desktop.reports.statement import Head, Statement, StatementTable
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.statement_photos import photos_record, photos_words
from qa_desktop.services.trade_signing import DocumentDesk, Draft, DraftDocument, Frame, Load, SignedDocument, ToSign
from qa_desktop.storage.queries import companies, issues, lots, photos, supplier_requests
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.queries.supplier_requests import SupplierRequestRow
from qa_desktop.storage.unit import Connection, Work, new_id
from qa_desktop.storage.workspace import Workspace

MEANING = "I ask the supplier to correct this and to answer until the day stated."
LONGEST = 4000
ANSWER_FORM = (
    "Containment: what was done at once, with which effect",
    "Cause of the occurrence",
    "Cause of not finding it before delivery",
    "Corrective action, by whom, until when",
    "Evidence that the action works",
    "Prevention: documents and similar products changed",
    "Name, function, date, signature",
)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What was typed for a request.  ``due`` is the day until which the supplier answers."""

    issue_id: str
    company_id: str
    words: str
    due: str


class SupplierRequestService:
    """What we ask of suppliers, and what they answer."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._store = workspace.store
        self._desk = DocumentDesk(workspace, keys, settings, files)

    @needs(Permission.READ_ALL)
    def of_issue(self, actor: Actor, issue_id: str) -> tuple[SupplierRequestRow, ...]:
        """Return the requests about an issue, oldest first."""
        with self._store.reading() as connection:
            return supplier_requests.of_issue(connection, issue_id)

    @needs(Permission.READ_ALL)
    def unfinished(self, actor: Actor) -> tuple[SupplierRequestRow, ...]:
        """Return the requests that wait for an answer or for its acceptance, those due first before all."""
        with self._store.reading() as connection:
            return supplier_requests.unfinished(connection)

    @needs(Permission.READ_ALL)
    def overdue(self, actor: Actor) -> tuple[SupplierRequestRow, ...]:
        """Return the requests whose answer is overdue today, the oldest first."""
        with self._store.reading() as connection:
            return supplier_requests.overdue(connection, self._store.now().local.date())

    @needs(Permission.MANAGE_TRADE)
    def prepare(self, actor: Actor, new: NewRequest) -> ToSign:
        """Return the request that would be signed; raises as :meth:`send` does."""
        today = self._store.now().local.date()
        return self._desk.look(actor, lambda connection: _draft(connection, new, today))

    @needs(Permission.MANAGE_TRADE)
    def draft(self, actor: Actor, new: NewRequest) -> DraftDocument:
        """Return the pages of the request to look at before they are signed; nothing is stored and no number is taken."""
        today = self._store.now().local.date()
        return self._desk.draft(actor, DocumentKind.REQUEST, lambda connection: _draft(connection, new, today))

    @needs(Permission.MANAGE_TRADE)
    def send(self, actor: Actor, new: NewRequest, password: str, shown: str) -> SignedDocument:
        """Sign a request; it counts as sent today.

        Raises :class:`RefusedError` for a finished issue or a company that supplies nothing, :class:`InputError` for a day that
        is over, :class:`ConflictError` when the issue changed since it was shown.
        """
        today = self._store.now().local.date()
        load: Load = lambda connection: _draft(connection, new, today)  # noqa: E731

        def then(work: Work, document_id: str, number: str) -> None:
            values: dict[str, Json] = {"sent_on": today.isoformat(), "due": parse_day(new.due).isoformat()}
            keys = {"issue_id": new.issue_id, "company_id": new.company_id, "document_id": document_id}
            key = supplier_requests.add(work, **keys, **values)
            _happened(work, new.issue_id, "supplier_request.send", key, f"asked supplier {number}", values, "")

        return self._desk.sign(actor, DocumentKind.REQUEST, load, password, shown, then=then)

    @needs(Permission.MANAGE_TRADE)
    def answer(self, actor: Actor, request_id: str, *, answered_on: str, answer: str, version: int) -> SupplierRequestRow:
        """Enter what the supplier answered, in the supplier's words."""
        words = clean_text(answer).strip()
        if not words:
            raise InputError("Write what the supplier answered. Nothing was stored.")
        day = parse_day(answered_on)
        with self._store.writing(actor.person_id) as work:
            row = _require(work.connection, request_id, RequestState.SENT, "is answered already")
            if not row.sent_on <= day <= work.now.local.date():
                raise InputError("The answer came on a day from sending the request until today. Correct the day.")
            first = day if row.first_answered_on is None else row.first_answered_on
            values = {
                "state": RequestState.ANSWERED.value,
                "answered_on": day.isoformat(),
                "first_answered_on": first.isoformat(),
            }
            _change(work, row, version, **values, answer=words, entered_by=str(work.actor_id), verdict="")
            said: dict[str, Json] = {"on": day.isoformat(), "answer": words}
            _happened(work, row.issue_id, "supplier_request.answer", request_id, f"{row.number} answered", said, words)
            return supplier_requests.by_id(work.connection, request_id)

    @needs(Permission.MANAGE_TRADE)
    def remind(self, actor: Actor, request_id: str, words: str, version: int) -> SupplierRequestRow:
        """Say that the supplier was reminded today, how and whom; the day until which it answers stays."""
        said = clean_text(words, limit=LONGEST).strip()
        if not said:
            raise InputError("Write who was reminded and how, for example by e-mail. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = _require(work.connection, request_id, RequestState.SENT, "waits for no answer")
            values: dict[str, str | int] = {"reminded_on": work.now.local.date().isoformat(), "reminders": row.reminders + 1}
            _change(work, row, version, **values)
            _happened(work, row.issue_id, "supplier_request.remind", request_id, f"{row.number} reminded", {}, said)
            return supplier_requests.by_id(work.connection, request_id)

    @needs(Permission.WORK_ISSUE)
    def withdraw(self, actor: Actor, request_id: str, reason: str, version: int) -> SupplierRequestRow:
        """Withdraw a request that nobody waits for any more, with the reason; it stays visible."""
        words = clean_text(reason, limit=LONGEST).strip()
        if not words:
            raise InputError("Say why the request is withdrawn and what the supplier was told. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = supplier_requests.by_id(work.connection, request_id)
            if row.state not in OPEN_REQUESTS:
                raise RefusedError("Request {number} is {state} already. Nothing was stored.", number=row.number, state=row.state)
            today = work.now.local.date().isoformat()
            _change(work, row, version, state=RequestState.WITHDRAWN.value, withdrawn_on=today, verdict=words)
            _happened(work, row.issue_id, "supplier_request.withdraw", request_id, f"{row.number} withdrawn", {}, words)
            return supplier_requests.by_id(work.connection, request_id)

    @needs(Permission.WORK_ISSUE)
    def accept(self, actor: Actor, request_id: str, remark: str, version: int) -> SupplierRequestRow:
        """Accept the answer of a supplier."""
        words = clean_text(remark, limit=LONGEST).strip()
        with self._store.writing(actor.person_id) as work:
            row = _require(work.connection, request_id, RequestState.ANSWERED, "has no answer that waits")
            values = {"state": RequestState.ACCEPTED.value, "accepted_at": work.now.utc, "accepted_by": str(work.actor_id)}
            _change(work, row, version, **values, verdict=words)
            _happened(work, row.issue_id, "supplier_request.accept", request_id, f"{row.number} accepted", {}, words)
            return supplier_requests.by_id(work.connection, request_id)

    @needs(Permission.WORK_ISSUE)
    def refuse(self, actor: Actor, request_id: str, reason: str, version: int) -> SupplierRequestRow:
        """Refuse the answer: the request waits for a better one.  The day of the first answer still counts as in time or not."""
        words = clean_text(reason, limit=LONGEST).strip()
        if not words:
            raise InputError("Say what the answer lacks, so that the supplier can mend it. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = _require(work.connection, request_id, RequestState.ANSWERED, "has no answer that waits")
            _change(work, row, version, state=RequestState.SENT.value, verdict=words)
            _happened(work, row.issue_id, "supplier_request.refuse", request_id, f"{row.number} refused", {}, words)
            return supplier_requests.by_id(work.connection, request_id)


def _draft(connection: Connection, new: NewRequest, today: date) -> Draft:
    words = clean_text(new.words, limit=LONGEST).strip()
    if not words:
        raise InputError("Write what is wrong and what is asked of the supplier. Nothing was signed.")
    due = parse_day(new.due)
    if due < today:
        raise InputError("The day until which the supplier answers is over already. Correct it; nothing was signed.")
    issue, company = issues.issue_by_id(connection, new.issue_id), companies.by_id(connection, new.company_id)
    if issue.state not in OPEN_ISSUE_STATES:
        raise RefusedError("Issue {number} is finished. Nothing more is asked about it.", number=issue.number)
    if not company.supplies:
        raise RefusedError("{name} is a customer. A request goes to a supplier.", name=company.name)
    lot = lots.by_id(connection, issue.lot_id) if issue.lot_id else None
    order = "" if lot is None else lot.order
    shown = photos.photos_of_issue(connection, issue.id)
    to = addressee(company.name, company.address, company.whom)
    record: dict[str, Json] = {
        "issue": {"id": issue.id, "number": issue.number, "title": issue.title, "description": issue.description},
        "supplier": {"id": company.id, "name": company.name, "number": company.number},
        "part": issue.part_number or ("" if lot is None else lot.part_number),
        "lot": issue.lot_number,
        "order": order,
        "quantity": issue.quantity,
        "severity": issue.severity.value,
        "answer_shown": issue.answer_shown,
        "words": words,
        "due": due.isoformat(),
        **({"addressee": to.record()} if to is not None else {}),
        **({"photos": photos_record(shown)} if shown else {}),
    }
    columns: dict[str, str | int | None] = {"issue_id": issue.id, "company_id": company.id}
    said = photos_words(shown)
    return Draft(record, lambda frame: _page(record, issue, company, said, frame), columns, shown)


def _page(record: dict[str, Json], issue: IssueRow, company: CompanyRow, photos_said: str, frame: Frame) -> Statement:
    listed = (
        ("Supplier", company.name),
        ("Supplier number", company.number),
        ("Part", str(record["part"])),
        ("Lot", issue.lot_number),
        ("Order", str(record["order"])),
        ("Quantity affected", issue.quantity),
        ("Severity", issue.severity.value),
        ("Found", issue.answer_shown),
        ("Issue", issue.number),
        ("Photos", photos_said),
        ("Answer until", str(record["due"])),
        ("Name, function", f"{frame.signer}, {frame.functions}"),
    )
    how = (
        f"Please fill in the form below by hand, or answer each of its points in writing under the number {frame.number}. "
        "Add what shows the effect: readings, pictures, changed documents. We tell you in writing whether the answer is accepted."
    )
    paragraphs = [f"What was found: {issue.title}.", issue.description, f"What we ask: {record['words']}", how]
    form = StatementTable(
        f"Answer of the supplier to {frame.number}",
        (Head("Please fill in", 2), Head("Answer", 4)),
        (*((asked, _ROOM) for asked in ANSWER_FORM[:-1]), (ANSWER_FORM[-1], _ROOM[:3])),
        f"return until {record['due']}",
    )
    return Statement(
        id=new_id(),
        kind="Corrective action request",
        number=frame.number,
        title=f"To {company.name}: {issue.title}",
        site=frame.site,
        signer=frame.signer,
        signer_login=frame.signer_login,
        stage=Stage.SUPERVISOR,
        meaning=MEANING,
        at=frame.now.iso,
        facts=tuple((label, value) for label, value in listed if value),
        paragraphs=tuple(text for text in paragraphs if text),
        tables=(form,),
        content={
            **record,
            "anchor": {"station": frame.anchor.station, "sequence": frame.anchor.sequence, "head": frame.anchor.head},
        },
        page=frame.page,
        addressee=addressee(company.name, company.address, company.whom, sender=frame.sender),
    )


_ROOM = "\n" * 5
"""Empty lines to write on."""


def _require(connection: Connection, request_id: str, state: RequestState, words: str) -> SupplierRequestRow:
    row = supplier_requests.by_id(connection, request_id)
    if row.state is not state:
        raise RefusedError(f"Request {{number}} {words}. Nothing was stored.", number=row.number)
    return row


def _change(work: Work, row: SupplierRequestRow, version: int, **values: str | int) -> None:
    if not supplier_requests.change(work, row.id, version, **values):
        raise ConflictError("Somebody else changed request {number} in the meantime. Nothing was stored.", number=row.number)


def _happened(work: Work, issue_id: str, act: str, request_id: str, action: str, details: dict[str, Json], remark: str) -> None:
    """Append to the audit chain and to the history of the issue."""
    link = work.audit(act, "supplier_request", request_id, {"issue": issue_id, "remark": remark, **details})
    issues.insert_event(
        work.connection,
        issue_id=issue_id,
        action=action,
        old="",
        new="",
        remark=remark,
        person_id=work.actor_id,
        at=work.now.utc,
        at_offset=work.now.offset,
        audit_seq=link.seq,
    )
