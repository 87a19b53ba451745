"""Lots: finding them, what blocks their release, and decisions on them by a signature."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.canonical import Json, canonical_json
from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import ConflictError, FaultError, InputError
from qa_desktop.domain.lot import (
    Balance,
    Block,
    Decided,
    LotCase,
    LotSource,
    amount_text,
    lot_blocks,
    require_decision,
    state_of,
)
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import Anchor
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.text import clean_text
from qa_desktop.reports.statement import Statement
from qa_desktop.reports.types import Outcome, TimeStampServer, Verification
from qa_desktop.services import lot_cases
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.lot_cases import WeighedInspection
from qa_desktop.services.lot_statement import LotDecisionContent, statement_of
from qa_desktop.services.report_files import ReportFiles, trust_list
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.statements import signed_statement
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import lots, order_lines, reports, stations, supplier_certificates
from qa_desktop.storage.queries.lots import DecisionRow, LotFilter, LotRow
from qa_desktop.storage.queries.order_lines import Endangered
from qa_desktop.storage.queries.supplier_certificates import Papers
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace

LONGEST_REASON = 2000
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed for a decision.  Empty quantities are none; nothing is filled in by the program."""

    source: LotSource
    inspected: str
    accepted: str = ""
    rejected: str = ""
    held: str = ""
    inspection_id: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LotDetail:
    """One lot: where it lies, what keeps the rest from being accepted, its inspections and decisions.

    ``papers``: the certificates of its supplier.  ``endangers``: the first promise to a customer that waits for it.  ``holds``:
    those of issues that stand on it, so that nothing of it is accepted, delivered or certified.
    """

    row: LotRow
    case: LotCase
    blocks: tuple[Block, ...]
    inspections: tuple[WeighedInspection, ...]
    decisions: tuple[DecisionRow, ...]
    papers: Papers
    endangers: Endangered | None
    holds: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ToDecide:
    """What will be signed.  ``content`` is the canonical text, ``digest`` its SHA-256; signing covers exactly it."""

    content: str
    digest: str
    decided: Decided
    before: Balance
    after: Balance


@dataclass(frozen=True, slots=True)
class DecidedLot:
    """The result of a decision."""

    decision_id: str
    number: str
    file: str
    row: LotRow


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """The file of a decision that passed the check."""

    row: DecisionRow
    data: bytes
    verification: Verification


class LotService:
    """Goods are accepted, rejected or held here, and nowhere else."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._store = workspace.store
        self._keys = keys
        self._settings = settings
        self._files = files

    @needs(Permission.READ_ALL)
    def page(self, actor: Actor, wanted: LotFilter, *, after: str = "", limit: int = 100) -> tuple[LotRow, ...]:
        """Return the next page of lots, newest first; ``after`` is the key of the last one seen."""
        with self._store.reading() as connection:
            return lots.page(connection, wanted, after=after, limit=limit)

    @needs(Permission.READ_ALL)
    def count(self, actor: Actor, wanted: LotFilter) -> int:
        """Return how many lots match."""
        with self._store.reading() as connection:
            return lots.count(connection, wanted)

    @needs(Permission.READ_ALL)
    def find(self, actor: Actor, number: str) -> tuple[LotRow, ...]:
        """Return the lots of exactly this number; different parts may have lots of the same number."""
        with self._store.reading() as connection:
            return lots.by_number(connection, number.strip())

    @needs(Permission.READ_ALL)
    def detail(self, actor: Actor, lot_id: str) -> LotDetail:
        """Return one lot with everything that bears on its release."""
        with self._store.reading() as connection:
            row = lots.by_id(connection, lot_id)
            case, weighed, decisions = lot_cases.load(connection, lot_id, row.balance.whole)
            papers = supplier_certificates.papers_of(connection, lot_id)
            endangers = order_lines.endangered(connection, [lot_id]).get(lot_id)
            holds = lot_cases.hold_blocks(connection, lot_id)
        return LotDetail(row, case, lot_blocks(case), weighed, decisions, papers, endangers, holds)

    @needs(Permission.RELEASE_LOT)
    def prepare(self, actor: Actor, lot_id: str, wanted: Wanted) -> ToDecide:
        """Return what would be signed.  Raises as :meth:`decide` does when it may not be decided."""
        with self._store.reading() as connection:
            content = self._content(connection, actor, lot_id, wanted)
        return ToDecide(canonical_json(content.record()), content.digest(), content.decided, content.before, content.after)

    @needs(Permission.RELEASE_LOT)
    def decide(
        self, actor: Actor, lot_id: str, wanted: Wanted, password: str, shown: str, *, progress: Progress | None = None
    ) -> DecidedLot:
        """Sign a decision.  ``shown`` is the digest of what the screen showed.

        The file is signed, checked and flushed before the transaction that records it.  Raises :class:`InputError` for
        quantities that do not balance or a missing reason, :class:`RefusedError` for whatever blocks accepting, a wrong password
        or one's own inspection, :class:`ConflictError` when something changed since the screen showed it.
        """
        tell = progress or _silent
        with self._store.reading() as connection:
            content = self._shown(connection, actor, lot_id, wanted, shown)
            number = lots.upcoming_number(connection, self._store.station_id)
            point = stations.chain_point(connection, self._store.station_id)
            anchor = Anchor(stations.code_of(connection, self._store.station_id), point.seq, point.hash)
        tell("Checking the password")
        key = self._keys.signer_for(actor.person_id, password, Stage.SUPERVISOR)
        now = self._store.now()
        settings = self._settings.current()
        statement = statement_of(content, actor, number, now, anchor, site=settings.site, page=settings.page)
        server = TimeStampServer(settings.time_stamp_url) if settings.time_stamp_url else None
        tell("Signing")
        signed = signed_statement(statement, key, now, self._keys, server=server)
        digest = self._files.put_aside(signed.data)
        try:
            with self._store.writing(actor.person_id) as work:
                self._shown(work.connection, actor, lot_id, wanted, shown)
                decided = self._record(work, content, statement, key.fingerprint, now, digest, len(signed.data), shown)
        except BaseException:
            self._files.discard(digest)
            raise
        with contextlib.suppress(FaultError):  # signed is signed: a drive that refuses now is asked again at the next start
            self._files.release(digest, decided.file)
        return decided

    @needs(Permission.READ_ALL)
    def show(self, actor: Actor, decision_id: str) -> ShownDecision:
        """Return the signed file of a decision after it passed the check; raises :class:`FaultError` otherwise."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        with self._store.reading() as connection:
            row = lots.decision_by_id(connection, decision_id)
        data = self._files.read(row)
        found = verify(data, trust_list(self._keys, {}))
        if found.outcome is not Outcome.VALID:
            raise FaultError("The decision is not shown: {reason}", reason=found.sentence)
        if found.content_digest != row.content_digest:
            raise FaultError("The file of {number} is another document than was signed. It is not shown.", number=row.number)
        return ShownDecision(row, data, found)

    def _record(
        self,
        work: Work,
        content: LotDecisionContent,
        statement: Statement,
        fingerprint: str,
        now: Moment,
        digest: str,
        size: int,
        shown: str,
    ) -> DecidedLot:
        """Record a signed decision with its file and what the lot is now."""
        lot_id, number = content.lot.id, statement.number
        if lots.upcoming_number(work.connection, work.station_id) != number:
            raise ConflictError("Another decision was signed at the same moment. Nothing was signed here. Sign again.")
        work.next_number(lots.COUNTER)
        decision_id = lots.add_decision(
            work,
            lot_id,
            content.decided,
            number=number,
            reason=content.reason,
            printed_name=statement.signer,
            at=now.utc,
            at_offset=now.offset,
            content=canonical_json(statement.record()),
            content_digest=statement.digest(),
            certificate=fingerprint,
            file=f"{number}.pdf",
            sha256=digest,
            size=size,
        )
        lots.set_state(work, lot_id, state_of(lots.by_id(work.connection, lot_id).balance, decided=True))
        details: Json = {"number": number, "content": statement.digest(), "shown": shown, "pdf": digest, **_said(content)}
        work.audit("lot.decide", "lot", lot_id, details)
        return DecidedLot(decision_id, number, f"{number}.pdf", lots.by_id(work.connection, lot_id))

    def _shown(self, connection: Connection, actor: Actor, lot_id: str, wanted: Wanted, shown: str) -> LotDecisionContent:
        content = self._content(connection, actor, lot_id, wanted)
        if content.digest() != shown:
            raise ConflictError("The lot changed after it was shown. Nothing was signed. Look at it again, then decide.")
        return content

    def _content(self, connection: Connection, actor: Actor, lot_id: str, wanted: Wanted) -> LotDecisionContent:
        decided = _parsed(wanted)
        reason = clean_text(wanted.reason, limit=LONGEST_REASON).strip()
        row = lots.by_id(connection, lot_id)
        case, weighed, _ = lot_cases.load(connection, lot_id, row.balance.whole)
        require_decision(case, decided, reason, actor.person_id)
        basis = next((one for one in weighed if one.row.id == wanted.inspection_id), None)
        if wanted.inspection_id is not None and basis is None:
            raise InputError("This inspection is not of this lot. Choose another one. Nothing was signed.")
        report = None if basis is None else reports.report_of(connection, basis.row.id)
        return LotDecisionContent(row, decided, reason, basis, "" if report is None else report.content_digest, case.balance)


def _parsed(wanted: Wanted) -> Decided:
    accepted, rejected, held = (
        parse_decimal(text) if text.strip() else Decimal(0) for text in (wanted.accepted, wanted.rejected, wanted.held)
    )
    return Decided(wanted.source, parse_decimal(wanted.inspected), accepted, rejected, held, wanted.inspection_id)


def _said(content: LotDecisionContent) -> dict[str, Json]:
    decided = content.decided
    return {
        "source": decided.source.value,
        "inspected": amount_text(decided.inspected),
        "accepted": amount_text(decided.accepted),
        "rejected": amount_text(decided.rejected),
        "held": amount_text(decided.held),
        "inspection": decided.inspection_id,
        "reason": content.reason,
    }


def _silent(_step: str) -> None:
    """Tell nobody."""
