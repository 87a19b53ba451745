"""Signed documents for partners: certificates of conformance and scorecards, and every signed document to look at."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.trade import DocumentKind, Period
from qa_desktop.services.conformance import WantedConformance, conformance_draft
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.services.scorecards import scorecard_draft
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.trade_signing import DocumentDesk, DraftDocument, Load, ShownDocument, SignedDocument, ToSign
from qa_desktop.storage.queries import lots, order_lines, trade_documents
from qa_desktop.storage.queries.order_lines import OrderLineRow
from qa_desktop.storage.queries.trade_documents import TradeDocumentRow
from qa_desktop.storage.workspace import Workspace


class TradeDocumentService:
    """What partners get on paper."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._store = workspace.store
        self._desk = DocumentDesk(workspace, keys, settings, files)

    @needs(Permission.READ_ALL)
    def certifiable(self, actor: Actor, lot_id: str) -> Decimal:
        """Return how much of a lot is accepted and not certified yet."""
        with self._store.reading() as connection:
            free = lots.by_id(connection, lot_id).balance.accepted - trade_documents.certified(connection, lot_id)
        return max(free, Decimal(0))

    @needs(Permission.READ_ALL)
    def customer_lines(self, actor: Actor, lot_id: str) -> tuple[OrderLineRow, ...]:
        """Return the customer lines that a lot may go to: those of its own order first, then by promise."""
        with self._store.reading() as connection:
            return order_lines.customer_lines_of_lot(connection, lot_id)

    @needs(Permission.RELEASE_LOT)
    def prepare_conformance(self, actor: Actor, wanted: WantedConformance) -> ToSign:
        """Return the certificate that would be signed; raises as :meth:`sign_conformance` does."""
        return self._desk.look(actor, lambda connection: conformance_draft(connection, wanted))

    @needs(Permission.RELEASE_LOT)
    def draft_conformance(self, actor: Actor, wanted: WantedConformance) -> DraftDocument:
        """Return the pages of the certificate to look at before they are signed; nothing is stored and no number is taken."""
        return self._desk.draft(actor, DocumentKind.CONFORMANCE, lambda connection: conformance_draft(connection, wanted))

    @needs(Permission.RELEASE_LOT)
    def sign_conformance(self, actor: Actor, wanted: WantedConformance, password: str, shown: str) -> SignedDocument:
        """Sign a certificate of conformance.

        Raises :class:`RefusedError` for more than is accepted or a wrong line, :class:`ConflictError` when something changed.
        """
        load: Load = lambda connection: conformance_draft(connection, wanted)  # noqa: E731
        return self._desk.sign(actor, DocumentKind.CONFORMANCE, load, password, shown)

    @needs(Permission.MANAGE_TRADE)
    def prepare_scorecard(self, actor: Actor, company_id: str, period: Period) -> ToSign:
        """Return the scorecard that would be signed."""
        now = self._store.now()
        return self._desk.look(actor, lambda connection: scorecard_draft(connection, company_id, period, now))

    @needs(Permission.MANAGE_TRADE)
    def draft_scorecard(self, actor: Actor, company_id: str, period: Period) -> DraftDocument:
        """Return the pages of the scorecard to look at before they are signed; nothing is stored and no number is taken."""
        now = self._store.now()
        load: Load = lambda connection: scorecard_draft(connection, company_id, period, now)  # noqa: E731
        return self._desk.draft(actor, DocumentKind.SCORECARD, load)

    @needs(Permission.MANAGE_TRADE)
    def sign_scorecard(self, actor: Actor, company_id: str, period: Period, password: str, shown: str) -> SignedDocument:
        """Sign the scorecard of a supplier; raises :class:`ConflictError` when a figure changed since it was shown."""
        now = self._store.now()
        load: Load = lambda connection: scorecard_draft(connection, company_id, period, now)  # noqa: E731
        return self._desk.sign(actor, DocumentKind.SCORECARD, load, password, shown)

    @needs(Permission.READ_ALL)
    def of_lot(self, actor: Actor, lot_id: str) -> tuple[TradeDocumentRow, ...]:
        """Return the certificates of a lot, oldest first."""
        with self._store.reading() as connection:
            return trade_documents.of_lot(connection, lot_id)

    @needs(Permission.READ_ALL)
    def of_company(self, actor: Actor, company_id: str) -> tuple[TradeDocumentRow, ...]:
        """Return the documents for a company, oldest first."""
        with self._store.reading() as connection:
            return trade_documents.of_company(connection, company_id)

    @needs(Permission.READ_ALL)
    def show(self, actor: Actor, document_id: str) -> ShownDocument:
        """Return the signed file of a document after it passed the check; raises :class:`FaultError` otherwise."""
        return self._desk.show(document_id)
