"""Signing a document for a partner: the file before the row, one transaction with everything that goes with it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from qa_desktop.domain.address import sender_line
from qa_desktop.domain.canonical import Json, canonical_json
from qa_desktop.domain.errors import ConflictError, FaultError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.record import Anchor
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.trade import DocumentKind
from qa_desktop.reports.statement import Statement
from qa_desktop.reports.types import Outcome, Page, TimeStampServer, Verification
from qa_desktop.services.guard import open_to
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.report_files import ReportFiles, trust_list
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.statement_photos import digest_shown, lost_in, lost_photos, printed_photos
from qa_desktop.services.statements import capacity_of, functions_of, signed_statement
from qa_desktop.settings import WorkspaceSettings
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import stations, trade_documents
from qa_desktop.storage.queries.photos import PhotoRow
from qa_desktop.storage.queries.trade_documents import TradeDocumentRow
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page gets at the moment of signing."""

    number: str
    now: Moment
    anchor: Anchor
    site: str
    page: Page
    signer: str
    signer_login: str
    functions: str
    address: str = ""

    @property
    def sender(self) -> str:
        """Who sends the document, on one line; empty where the house has no address."""
        return sender_line(self.site, self.address)


@dataclass(frozen=True, slots=True)
class Draft:
    """What will be signed: the facts that the digest covers, the columns of the row, the page, and the photos at its end."""

    record: Mapping[str, Json]
    page: Callable[[Frame], Statement]
    columns: Mapping[str, str | int | None] = field(default_factory=dict)
    photos: tuple[PhotoRow, ...] = ()

    @property
    def content(self) -> str:
        """The canonical text of the facts."""
        return canonical_json(self.record)


@dataclass(frozen=True, slots=True)
class ToSign:
    """What a screen shows before the password: the facts as canonical text, and their digest."""

    content: str
    digest: str


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """The pages as they would be signed now, without a signature; ``digest`` is that of :class:`ToSign`."""

    number: str
    digest: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A document that was signed."""

    id: str
    number: str
    file: str


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """The file of a document that passed the check."""

    row: TradeDocumentRow
    data: bytes
    verification: Verification


Load = Callable[[Connection], Draft]
Then = Callable[[Work, str, str], None]


class DocumentDesk:
    """Where documents for partners are signed; services that asked for the permission use it."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._store = workspace.store
        self._attachments = workspace.attachments
        self._keys = keys
        self._settings = settings
        self._files = files

    @open_to("services that asked for the permission")
    def look(self, actor: Actor, load: Load) -> ToSign:
        """Return what would be signed."""
        with self._store.reading() as connection:
            draft = load(connection)
        lost = lost_photos(self._attachments, draft.photos)
        return ToSign(draft.content, self._digest(actor, draft, lost, self._store.now(), self._settings.current()))

    @open_to("services that asked for the permission")
    def draft(self, actor: Actor, kind: DocumentKind, load: Load) -> DraftDocument:
        """Return the pages to look at before they are signed; nothing is stored and no number is taken."""
        from qa_desktop.reports.statement_pages import render_statement  # noqa: PLC0415  (reportlab is slow to import)

        with self._store.reading() as connection:
            draft = load(connection)
            number, anchor = self._place(connection, kind)
        printed = printed_photos(self._attachments, draft.photos)
        now, settings = self._store.now(), self._settings.current()
        statement = replace(self._statement(actor, draft, number, anchor, now, settings), photos=printed.photos)
        digest = self._digest(actor, draft, lost_in(printed), now, settings)
        return DraftDocument(number, digest, render_statement(statement, printed.pictures))

    @open_to("services that asked for the permission")
    def sign(
        self, actor: Actor, kind: DocumentKind, load: Load, password: str, shown: str, *, then: Then | None = None
    ) -> SignedDocument:
        """Sign what ``load`` gives if it is what was shown; ``then`` writes what goes with it, in the same transaction."""
        with self._store.reading() as connection:
            draft = load(connection)
            number, anchor = self._place(connection, kind)
        key = self._keys.signer_for(actor.person_id, password, Stage.SUPERVISOR)
        printed = printed_photos(self._attachments, draft.photos)
        lost = lost_in(printed)
        now, settings = self._store.now(), self._settings.current()
        _require_shown(self._digest(actor, draft, lost, now, settings), shown)
        statement = replace(self._statement(actor, draft, number, anchor, now, settings), photos=printed.photos)
        server = TimeStampServer(settings.time_stamp_url) if settings.time_stamp_url else None
        signed = signed_statement(statement, key, now, self._keys, server=server, pictures=printed.pictures)
        digest = self._files.put_aside(signed.data)
        try:
            with self._store.writing(actor.person_id) as work:
                draft = load(work.connection)
                _require_shown(self._digest(actor, draft, lost, work.now, self._settings.current()), shown)
                if trade_documents.upcoming_number(work.connection, work.station_id, kind) != number:
                    raise ConflictError("Another document was signed at the same moment. Nothing was signed here. Sign again.")
                work.next_number(trade_documents.counter_of(kind))
                document_id = trade_documents.add(
                    work,
                    number=number,
                    kind=kind.value,
                    printed_name=actor.name,
                    at=now.utc,
                    at_offset=now.offset,
                    content=canonical_json(statement.record()),
                    content_digest=statement.digest(),
                    certificate=key.fingerprint,
                    file=f"{number}.pdf",
                    sha256=digest,
                    size=len(signed.data),
                    **draft.columns,
                )
                said: dict[str, Json] = {"number": number, "content": statement.digest(), "shown": shown, "pdf": digest}
                work.audit(f"{kind.value}.sign", "trade_document", document_id, {**said, **draft.columns})
                if then is not None:
                    then(work, document_id, number)
        except BaseException:
            self._files.discard(digest)
            raise
        with contextlib.suppress(FaultError):  # signed is signed: a drive that refuses now is asked again at the next start
            self._files.release(digest, f"{number}.pdf")
        return SignedDocument(document_id, number, f"{number}.pdf")

    @open_to("services that asked for the permission")
    def show(self, document_id: str) -> ShownDocument:
        """Return the signed file of a document after it passed the check; raises :class:`FaultError` otherwise."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        with self._store.reading() as connection:
            row = trade_documents.by_id(connection, document_id)
        data = self._files.read(row)
        found = verify(data, trust_list(self._keys, {}))
        if found.outcome is not Outcome.VALID:
            raise FaultError("The document is not shown: {reason}", reason=found.sentence)
        if found.content_digest != row.content_digest:
            raise FaultError("The file of {number} is another document than was signed. It is not shown.", number=row.number)
        return ShownDocument(row, data, found)

    def _digest(self, actor: Actor, draft: Draft, lost: tuple[str, ...], now: Moment, settings: WorkspaceSettings) -> str:
        """Return the digest of what is shown and signed; the number that comes next is no part of it."""
        statement = self._statement(actor, draft, "", Anchor("", 0, ""), now, settings)
        return digest_shown(statement, draft.photos, lost)

    def _place(self, connection: Connection, kind: DocumentKind) -> tuple[str, Anchor]:
        """Return the number that comes next, and where the audit chain stands."""
        number = trade_documents.upcoming_number(connection, self._store.station_id, kind)
        point = stations.chain_point(connection, self._store.station_id)
        return number, Anchor(stations.code_of(connection, self._store.station_id), point.seq, point.hash)

    def _statement(
        self, actor: Actor, draft: Draft, number: str, anchor: Anchor, now: Moment, settings: WorkspaceSettings
    ) -> Statement:
        """Return the page without its photos."""
        who = (actor.name, actor.login, functions_of(actor))
        frame = Frame(number, now, anchor, settings.site, settings.page, *who, address=settings.address)
        return replace(draft.page(frame), capacity=capacity_of(actor))


def _require_shown(digest: str, shown: str) -> None:
    if digest != shown:
        raise ConflictError("Something changed after it was shown. Nothing was signed. Look at it again, then sign.")
