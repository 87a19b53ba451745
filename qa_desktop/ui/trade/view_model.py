"""Orders, partners and their figures without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.trade import LineKind, Period, parse_period
from qa_desktop.methods.metrics.delivery import Standing
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.partner_figures import PartnerFigures
    from qa_desktop.services.program import Program
    from qa_desktop.services.trade import CompanyFacts, LineDetail, NewLine
    from qa_desktop.services.trade_signing import DraftDocument, SignedDocument
    from qa_desktop.storage.queries.companies import CompanyRow
    from qa_desktop.storage.queries.order_lines import Endangered, LineFilter, OrderLineRow


@dataclass(frozen=True, slots=True)
class LinesWanted:
    """The filter of the order lines as the person set it."""

    kind: LineKind | None = None
    open_only: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An order line as the list shows it.  ``dangers`` are the lots that wait or are held and keep it from being complete."""

    row: OrderLineRow
    today: date
    dangers: tuple[Endangered, ...] = ()

    @property
    def id(self) -> str:
        """The key of the line."""
        return self.row.id

    @property
    def standing(self) -> Standing:
        """How it stands today."""
        return self.row.standing(self.today)

    @property
    def days(self) -> int:
        """Days until the promise (negative: since); for a complete line, how many days after its promise it was complete."""
        if self.row.fulfilled_on is not None:
            return (self.row.fulfilled_on - self.row.promised).days
        return (self.row.promised - self.today).days


@dataclass(frozen=True, slots=True)
class FiguresWanted:
    """Whose figures are shown, over which period as it was typed."""

    kind: LineKind = LineKind.PURCHASE
    period: str = ""

    def parsed(self) -> Period:
        """Return the period; raises :class:`InputError`."""
        return parse_period(self.period)


@dataclass(frozen=True, slots=True)
class TradeState:
    """Everything that the screen draws.  ``unknown`` are suppliers of lots that no partner is called like, with their lots."""

    lines: LinesWanted = field(default_factory=LinesWanted)
    figures: FiguresWanted = field(default_factory=FiguresWanted)
    chosen: str = ""
    detail: LineDetail | None = None
    dangers: tuple[Endangered, ...] = ()
    companies: tuple[CompanyRow, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    today: date = date.min
    busy: bool = False
    may_manage: bool = False


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""

    def lists_changed(self) -> None:
        """Load the lists anew."""

    def acted(self) -> None:
        """Something was stored."""

    def signed(self, done: SignedDocument) -> None:
        """A document was signed."""

    def exported(self, path: Path, count: int) -> None:
        """The figures were written."""

    def written(self, path: Path) -> None:
        """The file of a document was written."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""


class TradeModel:
    """Intents of the orders."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = TradeState(may_manage=actor.may(Permission.MANAGE_TRADE))

    def enter(self, today: date) -> None:
        """Begin: this year's figures, the companies, the chosen line."""
        if not self.state.figures.period:
            self._set(figures=replace(self.state.figures, period=str(today.year)))
        self._set(today=today)
        self.reload()

    def reload(self) -> None:
        """Load companies and the chosen line anew."""
        self._jobs.read(self._load_partners, self._known, self._watcher.refused, owner=self._watcher)
        if self.state.chosen:
            self.open(self.state.chosen)

    def want_lines(self, **changes: Any) -> None:
        """Change the filter of the lines."""
        wanted = replace(self.state.lines, **changes)
        if wanted != self.state.lines:
            self._set(lines=wanted)
            self._watcher.lists_changed()

    def want_figures(self, **changes: Any) -> None:
        """Change whose figures are shown, or the period."""
        wanted = replace(self.state.figures, **changes)
        try:
            wanted.parsed()
        except QaError as error:
            self._watcher.refused(error)
            return
        if wanted != self.state.figures:
            self._set(figures=wanted)
            self._watcher.lists_changed()

    def open(self, line_id: str) -> None:
        """Load one order line."""
        self._set(chosen=line_id)
        self._jobs.read(partial(self._load, line_id), self._opened, self._watcher.refused, owner=self._watcher)

    def add_company(self, facts: CompanyFacts) -> None:
        """Add a partner."""
        self._write(partial(self._program.trade.add_company, self._actor, facts))

    def change_company(self, row: CompanyRow, facts: CompanyFacts) -> None:
        """Change a partner."""
        self._write(partial(self._program.trade.change_company, self._actor, row.id, facts, row.version))

    def same_supplier(self, spelling: str, company_id: str) -> None:
        """Say that a name that lots give is another spelling of a partner."""
        self._write(partial(self._program.trade.same_supplier, self._actor, spelling, company_id))

    def export(self, path: Path) -> None:
        """Write the figures that are shown as a table."""
        wanted = self.state.figures
        call = partial(self._program.partner_export.export, self._actor, wanted.kind, wanted.parsed(), path)
        self._jobs.write(call, partial(self._watcher.exported, path), self._watcher.refused, owner=self._watcher)

    def save_pdf(self, document_id: str, path: Path) -> None:
        """Write the signed file of a scorecard, after it passed the check, to send it."""
        self._jobs.work(partial(self._save, document_id, path), self._watcher.written, self._watcher.refused, owner=self._watcher)

    def add_line(self, new: NewLine) -> None:
        """Enter an order line."""
        self._write(partial(self._program.trade.add_line, self._actor, new), self._line_added)

    def deliver(self, quantity: str, day: str, lot: str, note: str) -> None:
        """Enter a delivery for the chosen line; ``lot`` is the number of a lot of its part, or empty."""
        self._write(partial(self._deliver, self.state.detail, quantity, day, lot.strip(), note))

    def cancel(self, reason: str) -> None:
        """Cancel the chosen line."""
        if self.state.detail is not None:
            row = self.state.detail.row
            self._write(partial(self._program.trade.cancel_line, self._actor, row.id, reason, row.version))

    def take_back(self, delivery_id: str, reason: str) -> None:
        """Take a wrongly entered delivery of the chosen line back."""
        self._write(partial(self._program.trade.take_back, self._actor, self.state.chosen, delivery_id, reason))

    def scorecard_draft(self, company_id: str, period: Period) -> DraftDocument:
        """Return the pages of a scorecard that nobody signed yet; called in the worker."""
        return self._program.trade_documents.draft_scorecard(self._actor, company_id, period)

    def sign_scorecard(self, company_id: str, password: str, looked: str = "") -> None:
        """Sign the scorecard of a supplier over the period that is shown; ``looked`` is the digest of the pages, if looked at."""
        self._set(busy=True)
        call = partial(self._sign, company_id, self.state.figures.parsed(), password, looked)
        self._jobs.work(call, self._was_signed, self._refused, owner=self._watcher)

    def lines_page(self, wanted: LinesWanted, after: tuple[int, str, str] | None, limit: int) -> Sequence[ShownLine]:
        """Return a page of lines with what endangers them; called in a reader."""
        trade = self._program.trade
        today = trade.today(self._actor)
        dangers: dict[str, list[Endangered]] = {}
        for one in trade.endangered(self._actor):
            dangers.setdefault(one.line_id, []).append(one)
        rows = trade.lines(self._actor, _filter(wanted), after=after, limit=limit)
        return [ShownLine(row, today, tuple(dangers.get(row.id, ()))) for row in rows]

    def lines_count(self, wanted: LinesWanted) -> int:
        """Return how many lines there are; called in a reader."""
        return self._program.trade.count_lines(self._actor, _filter(wanted))

    def partners(self) -> Sequence[CompanyRow]:
        """Return the partners; called in a reader."""
        return self._program.trade.companies(self._actor)

    def side_by_side(self, wanted: FiguresWanted) -> Sequence[PartnerFigures]:
        """Return the figures of each partner; called in a reader."""
        return self._program.partner_figures.side_by_side(self._actor, wanted.kind, wanted.parsed())

    def _save(self, document_id: str, path: Path, _report: object) -> Path:
        from qa_desktop.storage.files import write_safely  # noqa: PLC0415  (storage loads late)

        write_safely(path, self._program.trade_documents.show(self._actor, document_id).data, mode=0o644)
        return path

    def _sign(self, company_id: str, period: Period, password: str, looked: str, _report: object) -> SignedDocument:
        documents = self._program.trade_documents
        shown = looked or documents.prepare_scorecard(self._actor, company_id, period).digest
        return documents.sign_scorecard(self._actor, company_id, period, password, shown)

    def _deliver(self, detail: LineDetail | None, quantity: str, day: str, lot: str, note: str) -> object:
        from qa_desktop.domain.errors import NotFoundError  # noqa: PLC0415

        if detail is None:
            raise NotFoundError("Choose an order line first.")
        lot_id = None
        if lot:
            found = [one for one in self._program.lots.find(self._actor, lot) if one.part_id == detail.row.part_id]
            if not found:
                raise NotFoundError(
                    "There is no lot “{lot}” of part {part}. Nothing was stored.", lot=lot, part=detail.row.part_number
                )
            lot_id = found[0].id
        return self._program.trade.deliver(self._actor, detail.row.id, quantity=quantity, day=day, lot_id=lot_id, note=note)

    def _load(self, line_id: str) -> tuple[LineDetail, tuple[Endangered, ...]]:
        trade = self._program.trade
        dangers = tuple(one for one in trade.endangered(self._actor) if one.line_id == line_id)
        return trade.line(self._actor, line_id), dangers

    def _opened(self, found: tuple[LineDetail, tuple[Endangered, ...]]) -> None:
        if found[0].row.id == self.state.chosen:
            self._set(detail=found[0], dangers=found[1])

    def _load_partners(self) -> tuple[tuple[CompanyRow, ...], tuple[tuple[str, int], ...]]:
        trade = self._program.trade
        return trade.companies(self._actor), trade.unknown_suppliers(self._actor)

    def _known(self, found: tuple[tuple[CompanyRow, ...], tuple[tuple[str, int], ...]]) -> None:
        self._set(companies=found[0], unknown=found[1])

    def _line_added(self, row: OrderLineRow) -> None:
        self._set(chosen=row.id)
        self._done(row)

    def _write(self, call: Callable[[], Any], done: Callable[[Any], None] | None = None) -> None:
        self._set(busy=True)
        self._jobs.write(call, done or self._done, self._refused, owner=self._watcher)

    def _done(self, _result: object) -> None:
        self._set(busy=False)
        self._watcher.acted()
        self.reload()
        self._watcher.lists_changed()

    def _was_signed(self, done: SignedDocument) -> None:
        self._set(busy=False)
        self._watcher.signed(done)

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self._watcher.refused(error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)


def _filter(wanted: LinesWanted) -> LineFilter:
    from qa_desktop.storage.queries.order_lines import LineFilter  # noqa: PLC0415  (brings SQLAlchemy)

    return LineFilter(kind=wanted.kind, open_only=wanted.open_only, text=wanted.text)
