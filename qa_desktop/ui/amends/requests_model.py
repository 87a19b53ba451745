"""What was asked of suppliers about one issue, without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.trade import company_key
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.services.supplier_requests import NewRequest
    from qa_desktop.services.trade_signing import DraftDocument, SignedDocument
    from qa_desktop.storage.queries.companies import CompanyRow
    from qa_desktop.storage.queries.supplier_requests import SupplierRequestRow


@dataclass(frozen=True, slots=True)
class RequestsState:
    """Everything that the card draws.  ``suppliers`` are those that can be asked, the issue's own first."""

    issue_id: str = ""
    is_open: bool = False
    rows: tuple[SupplierRequestRow, ...] = ()
    suppliers: tuple[CompanyRow, ...] = ()
    today: date = date.min
    busy: bool = False
    may_ask: bool = False
    may_accept: bool = False


class Watcher(Protocol):
    """The card, as far as the view model knows it."""

    def show_state(self, state: RequestsState) -> None:
        """Draw the state."""

    def acted(self) -> None:
        """Something was stored."""

    def signed(self, done: SignedDocument) -> None:
        """A request was signed."""

    def written(self, path: Path) -> None:
        """The file of a request was written."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""


class RequestsModel:
    """Asking suppliers, and what becomes of their answers."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = RequestsState(may_ask=actor.may(Permission.MANAGE_TRADE), may_accept=actor.may(Permission.WORK_ISSUE))

    def open(self, issue_id: str) -> None:
        """Load what was asked about an issue."""
        if issue_id != self.state.issue_id:
            self._set(issue_id=issue_id, rows=(), is_open=False)
        if issue_id:
            self._jobs.read(partial(self._load, issue_id), self._loaded, self._watcher.refused, owner=self._watcher)

    def wanted(self, company_id: str, words: str, due: str) -> NewRequest:
        """Return what was typed as a request about this issue."""
        from qa_desktop.services.supplier_requests import NewRequest  # noqa: PLC0415  (brings SQLAlchemy)

        return NewRequest(self.state.issue_id, company_id, words, due)

    def draft(self, new: NewRequest) -> DraftDocument:
        """Return the pages of a request that nobody signed yet; called in the worker."""
        return self._program.supplier_requests.draft(self._actor, new)

    def send(self, new: NewRequest, password: str, looked: str = "") -> None:
        """Sign a request; ``looked`` is the digest of the pages that were looked at, if they were."""
        self._set(busy=True)
        self._jobs.work(partial(self._sign, new, password, looked), self._was_signed, self._refused, owner=self._watcher)

    def answer(self, row: SupplierRequestRow, day: str, words: str) -> None:
        """Enter what the supplier answered."""
        service = self._program.supplier_requests
        self._write(partial(service.answer, self._actor, row.id, answered_on=day, answer=words, version=row.version))

    def decide(self, row: SupplierRequestRow, *, accept: bool, words: str) -> None:
        """Accept the answer, or refuse it with the reason."""
        service = self._program.supplier_requests
        act = service.accept if accept else service.refuse
        self._write(partial(act, self._actor, row.id, words, row.version))

    def remind(self, row: SupplierRequestRow, words: str) -> None:
        """Say that the supplier was reminded."""
        self._write(partial(self._program.supplier_requests.remind, self._actor, row.id, words, row.version))

    def withdraw(self, row: SupplierRequestRow, words: str) -> None:
        """Withdraw a request, with the reason."""
        self._write(partial(self._program.supplier_requests.withdraw, self._actor, row.id, words, row.version))

    def save_pdf(self, document_id: str, path: Path) -> None:
        """Write the signed file of a request, after it passed the check, to send it."""
        call = partial(self._save, document_id, path)
        self._jobs.work(call, self._watcher.written, self._watcher.refused, owner=self._watcher)

    def _save(self, document_id: str, path: Path, _report: object) -> Path:
        from qa_desktop.storage.files import write_safely  # noqa: PLC0415  (storage loads late)

        write_safely(path, self._program.trade_documents.show(self._actor, document_id).data, mode=0o644)
        return path

    def _sign(self, new: NewRequest, password: str, looked: str, _report: object) -> SignedDocument:
        service = self._program.supplier_requests
        return service.send(self._actor, new, password, looked or service.prepare(self._actor, new).digest)

    def _load(self, issue_id: str) -> RequestsState:
        program, actor = self._program, self._actor
        issue = program.issues.detail(actor, issue_id).row
        own = company_key(program.lots.detail(actor, issue.lot_id).row.supplier) if issue.lot_id else ""
        suppliers = [row for row in program.trade.companies(actor) if row.supplies and row.is_active]
        suppliers.sort(key=lambda row: company_key(row.name) != own)
        return replace(
            self.state,
            issue_id=issue_id,
            is_open=issue.is_open,
            rows=program.supplier_requests.of_issue(actor, issue_id),
            suppliers=tuple(suppliers),
            today=program.trade.today(actor),
        )

    def _loaded(self, found: RequestsState) -> None:
        if found.issue_id == self.state.issue_id:
            self._set(is_open=found.is_open, rows=found.rows, suppliers=found.suppliers, today=found.today)

    def _write(self, call: Callable[[], Any]) -> None:
        self._set(busy=True)
        self._jobs.write(call, self._done, self._refused, owner=self._watcher)

    def _done(self, _result: object) -> None:
        self._set(busy=False)
        self._watcher.acted()
        self.open(self.state.issue_id)

    def _was_signed(self, done: SignedDocument) -> None:
        self._set(busy=False)
        self._watcher.signed(done)
        self.open(self.state.issue_id)

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self._watcher.refused(error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)
