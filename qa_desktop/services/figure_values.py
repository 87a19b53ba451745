"""Figures from live data: one reader of one period and filter, asked by dashboards, objectives and reviews alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from qa_desktop.domain.period import Period
from qa_desktop.domain.text import how_many
from qa_desktop.domain.trade import LineKind
from qa_desktop.methods.metrics import ageing
from qa_desktop.methods.metrics.defects import DefectRates, rates_of, sigma_level
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.methods.metrics.shares import escape_rate, percent
from qa_desktop.methods.metrics.yields import Rolled, first_pass_yield, rolled_yield
from qa_desktop.services.cost_figures import money, money_of
from qa_desktop.services.effect_figures import EffectLine, counts_of, effect_lines
from qa_desktop.storage.clock import Moment, utc_text
from qa_desktop.storage.queries import aims, cost_figures, delivery_figures, figures, issue_figures
from qa_desktop.storage.queries.cost_figures import CostLine
from qa_desktop.storage.queries.delivery_figures import DueLines
from qa_desktop.storage.queries.figures import Counted, Scope
from qa_desktop.storage.unit import Connection

_LOWEST, _HIGHEST = "", "9999"
"""Before and after every moment."""

CUSTOMER, PURCHASE = LineKind.CUSTOMER.value, LineKind.PURCHASE.value

_PLACES: Final = Decimal("0.0001")

_WHY_NONE: Final[Mapping[FigureName, str]] = {
    FigureName.COST_OF_QUALITY: "Prevention and appraisal: no data. Failures alone are the cost of poor quality.",
}


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What a figure is asked of: a period of local days and names; empty means any.  ``supplier`` is that of the lot.

    ``currency`` is that of amounts of money; empty means the one in which costs of parts are stated.  It leaves nothing out of
    other figures, so it is none of the names.
    """

    period: Period
    part: str = ""
    supplier: str = ""
    template: str = ""
    station: str = ""
    currency: str = ""

    def names(self) -> dict[str, str]:
        """Return the names that restrict it."""
        found = {"part": self.part, "supplier": self.supplier, "template": self.template, "station": self.station}
        return {name: text for name, text in found.items() if text}

    def kept(self) -> dict[str, str]:
        """Return everything but the period, as it is kept with an objective."""
        return {**self.names(), "currency": self.currency} if self.currency else self.names()

    def over(self, period: Period) -> FigureQuery:
        """Return the same question about another period."""
        return replace(self, period=period)


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure of live data: ``value`` is ``None`` without data; ``note`` says what it was computed from, or why not."""

    name: FigureName
    value: Decimal | None
    note: str


class FigureReader:
    """The counts of one question, each read at most once.

    Days begin and end at the station's midnight, by summer time where it held.
    """

    def __init__(self, connection: Connection, query: FigureQuery, now: Moment) -> None:
        self._connection = connection
        self.query = query
        self.now = now
        since, until = now.days(query.period.first, query.period.last)
        self.scope = Scope(since, until, query.part, query.supplier, query.template, query.station)

    @cached_property
    def counted(self) -> Counted:
        """Inspections of the period."""
        return figures.inspected(self._connection, self.scope)

    @cached_property
    def rates(self) -> DefectRates | None:
        """Defects by unit and opportunity; one answered line is one opportunity."""
        counted = self.counted
        return rates_of(counted.defects, counted.units, max(counted.opportunities, counted.defects))

    @cached_property
    def steps(self) -> tuple[Counted, ...]:
        """The steps that the part goes through: one for each checklist that was inspected."""
        return figures.by_group(self._connection, self.scope, "template") if self.query.part else ()

    @cached_property
    def rolled(self) -> Rolled | None:
        """What the steps yield together; ``None`` where no part is chosen: steps of different parts do not follow each other."""
        found = (first_pass_yield(step.good, step.started) for step in self.steps)
        return rolled_yield([one for one in found if one is not None])

    @cached_property
    def logged(self) -> tuple[int, int, int]:
        """Issues of the period; nonconformities and complaints among them."""
        return issue_figures.logged(self._connection, self.scope)

    @cached_property
    def open(self) -> issue_figures.OpenCounts:
        """Open issues now."""
        edges = [between for _, between in self.ages()]
        return issue_figures.open_now(self._connection, self.scope, self.now.utc, edges)

    @cached_property
    def costs(self) -> tuple[CostLine, ...]:
        """What poor quality cost in the period, by record."""
        period = self.query.period
        days = (period.first.isoformat(), period.last.isoformat())
        return cost_figures.lines(self._connection, self.scope, *days, self.now.offset)

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """Every currency in which something was lost.

        The first is the one that was asked for, else that in which costs of parts are stated, if they are.
        """
        found = self.lost_in
        stated = self.query.currency or aims.currency(self._connection) or (found[0] if found else "")
        return (stated, *(one for one in found if one != stated))

    @property
    def lost_in(self) -> tuple[str, ...]:
        """The currencies in which something was lost in the period, by name."""
        return tuple(sorted({line.currency for line in self.costs if line.cost is not None}))

    @property
    def currency(self) -> str:
        """The currency of the figures; empty while nothing has a cost."""
        return self.currencies[0]

    @cached_property
    def effects(self) -> tuple[EffectLine, ...]:
        """Corrective actions whose follow-up ended in the period."""
        return effect_lines(self._connection, self.scope, self.query.period, self.now)

    def due(self, kind: str) -> DueLines:
        """Return which order lines (customer or purchase) were due; a supplier restricts purchase lines, and only them."""
        period, today = self.query.period, self.now.local.date()
        company = self.query.supplier if kind == PURCHASE else ""
        return DueLines(kind, period.first, period.last, today, self.query.part, company)

    def on_time(self, kind: str) -> tuple[int, int]:
        """Return how many order lines were due, and how many on time."""
        return delivery_figures.counted(self._connection, self.due(kind))

    def cancelled_late(self, kind: str) -> int:
        """Return how many order lines are not due because they were cancelled after their last day."""
        return delivery_figures.cancelled_late(self._connection, self.due(kind))

    def ages(self) -> tuple[tuple[str, tuple[str, str]], ...]:
        """Return the classes of ages by name with the moments between which they lie."""
        here = datetime.fromisoformat(self.now.utc)
        found = []
        for one, (after, upto) in ageing.edges(here):
            found.append(
                (one.name, (_LOWEST if after is None else utc_text(after), _HIGHEST if upto is None else utc_text(upto)))
            )
        return tuple(found)

    def weeks(self) -> tuple[tuple[Period, str], ...]:
        """Return the weeks of the period with the moments at which they begin."""
        return tuple((week, self.now.midnight(week.first)) for week in self.query.period.weeks())

    def lost(self, name: FigureName, currency: str) -> Decimal | None:
        """Return what failures cost in one currency, for a figure that is money; ``None`` without data in that currency."""
        if name is FigureName.COST_OF_POOR_QUALITY:
            return money(self.costs, currency)[0]
        return money_of(self.costs, currency, outside=name is FigureName.EXTERNAL_FAILURE)[0]

    def value(self, name: FigureName) -> FigureValue:
        """Return a figure; one that no live data gives is without a value, and says so."""
        found = _LIVE.get(name)
        if found is None:
            return FigureValue(name, None, _WHY_NONE.get(name, "The program records no data for it."))
        value, note = found(self)
        return FigureValue(name, None if value is None else value.quantize(_PLACES), note)


_WORDS_OF: Final = {"supplier": "supplier", "template": "checklist", "station": "station"}


def of_every(names: Iterable[str]) -> str:
    """Return which names of a filter do not narrow a figure, as ``of every supplier``; empty for none."""
    words = " and ".join(_WORDS_OF[name] for name in names)
    return f"of every {words}" if words else ""


def _first_pass(reader: FigureReader) -> tuple[Decimal | None, str]:
    counted = reader.counted
    if not counted.started:
        return None, "No approved inspection began in this period."
    return percent(counted.good, counted.started), f"{counted.good} good of {how_many(counted.started, 'inspection')}"


def _rolled(reader: FigureReader) -> tuple[Decimal | None, str]:
    if not reader.query.part:
        return None, "Choose a part: the yields of its steps are multiplied."
    rolled = reader.rolled
    return (
        (None, "No approved inspection of this part.") if rolled is None else (rolled.value * 100, how_many(rolled.steps, "step"))
    )


def _normalised(reader: FigureReader) -> tuple[Decimal | None, str]:
    value, note = _rolled(reader)
    rolled = reader.rolled
    return (
        (value, note) if rolled is None else (Decimal(repr(rolled.normalised)) * 100, f"each of {how_many(rolled.steps, 'step')}")
    )


def _rate(pick: Callable[[DefectRates], Decimal]) -> Callable[[FigureReader], tuple[Decimal | None, str]]:
    def found(reader: FigureReader) -> tuple[Decimal | None, str]:
        rates = reader.rates
        if rates is None:
            return None, "No line was answered in this period."
        counts = (how_many(rates.defects, "defect"), how_many(rates.units, "unit"))
        return pick(rates), ", ".join((*counts, how_many(rates.opportunities, "opportunity", "opportunities")))

    return found


def _sigma(reader: FigureReader) -> tuple[Decimal | None, str]:
    if reader.rates is None:
        return None, "No line was answered in this period."
    level = sigma_level(reader.rates)
    if level.z is not None:
        return Decimal(repr(level.z)), "long-term, without a shift of 1.5"
    if level.at_least is not None:
        return None, f"No defect: at least {level.at_least:.2f} with {level.confidence:.0%} confidence"
    return None, "Every opportunity has a defect."


def _overdue_share(reader: FigureReader) -> tuple[Decimal | None, str]:
    counts = reader.open
    return percent(counts.overdue, counts.open), f"{counts.overdue} overdue of {counts.open} open"


def _escaped(reader: FigureReader) -> tuple[Decimal | None, str]:
    _, inside, outside = reader.logged
    share = escape_rate(inside, outside)
    words = f"{how_many(outside, 'complaint')}, {how_many(inside, 'nonconformity', 'nonconformities')}"
    return (None, "Neither complaint nor nonconformity.") if share is None else (share * 100, words)


def _punctual(kind: str) -> Callable[[FigureReader], tuple[Decimal | None, str]]:
    def found(reader: FigureReader) -> tuple[Decimal | None, str]:
        due, good = reader.on_time(kind)
        late = reader.cancelled_late(kind)
        gone = f"; {how_many(late, 'line')} cancelled after the last day" if late else ""
        if not due:
            return None, f"No order line was due in this period{gone}."
        # An order line has no inspection, and what a customer gets is not that of one supplier.
        whole = [name for name in reader.query.names() if name != "part" and (kind, name) != (PURCHASE, "supplier")]
        of = f"; {of_every(whole)}" if whole else ""
        return percent(good, due), f"{good} on time of {due} due{of}{gone}"

    return found


def _cost(reader: FigureReader) -> tuple[Decimal | None, str]:
    # Other currencies have figures of their own.
    here = [line for line in reader.costs if line.cost is None or line.currency == reader.currency]
    return money(here, reader.currency)


def _effective(reader: FigureReader) -> tuple[Decimal | None, str]:
    counts = counts_of(reader.effects)
    if not reader.effects:
        return None, "No follow-up of a corrective action ended in this period."
    return percent(counts.proven, counts.judged), f"{counts.proven} proven of {counts.judged} judged; {counts.waiting} waiting"


_LIVE: Final[Mapping[FigureName, Callable[[FigureReader], tuple[Decimal | None, str]]]] = {
    FigureName.FIRST_PASS_YIELD: _first_pass,
    FigureName.ROLLED_YIELD: _rolled,
    FigureName.NORMALISED_YIELD: _normalised,
    FigureName.DPMO: _rate(lambda rates: rates.dpmo),
    FigureName.DPU: _rate(lambda rates: rates.dpu),
    FigureName.DPO: _rate(lambda rates: rates.dpo),
    FigureName.SIGMA: _sigma,
    FigureName.ISSUES_LOGGED: lambda reader: (Decimal(reader.logged[0]), "logged in this period"),
    FigureName.OPEN_ISSUES: lambda reader: (Decimal(reader.open.open), "now"),
    FigureName.OVERDUE_ISSUES: lambda reader: (Decimal(reader.open.overdue), f"of {reader.open.open} open now"),
    FigureName.OVERDUE_SHARE: _overdue_share,
    FigureName.ESCAPE_RATE: _escaped,
    FigureName.ON_TIME_DELIVERY: _punctual(CUSTOMER),
    FigureName.ON_TIME_SUPPLY: _punctual(PURCHASE),
    FigureName.EFFECTIVE_ACTIONS: _effective,
    FigureName.COST_OF_POOR_QUALITY: _cost,
    FigureName.INTERNAL_FAILURE: lambda reader: money_of(reader.costs, reader.currency, outside=False),
    FigureName.EXTERNAL_FAILURE: lambda reader: money_of(reader.costs, reader.currency, outside=True),
}

LIVE_FIGURES: Final = tuple(_LIVE)
"""Every figure that is computed from what the program records, in the order of dashboards."""

SHOWN_FIGURES: Final = (*LIVE_FIGURES, FigureName.COST_OF_QUALITY)
"""Those of a dashboard: one without data says why it has none."""

OVER_A_PERIOD: Final = tuple(
    name for name in LIVE_FIGURES if name not in {FigureName.OPEN_ISSUES, FigureName.OVERDUE_ISSUES, FigureName.OVERDUE_SHARE}
)
"""Those that belong to a period, so that before and after can be compared; the others are as of now."""


def days_back(now: Moment, days: int) -> Period:
    """Return the last ``days`` local days, today included."""
    today = now.local.date()
    return Period(today - timedelta(days=days - 1), today)
