"""Dashboards: figures of a period with their definitions, Pareto charts, trends by week, and the records behind all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import Period, week_name
from qa_desktop.methods.metrics.definitions import DEFINITIONS, Definition, FigureName
from qa_desktop.methods.metrics.pareto import Bar, Count, pareto
from qa_desktop.methods.metrics.shares import percent
from qa_desktop.services import cost_figures, effect_figures, failing_lines
from qa_desktop.services.cost_figures import INSIDE, OUTSIDE
from qa_desktop.services.dashboard_records import records_of
from qa_desktop.services.effect_figures import EffectCounts, EffectLine
from qa_desktop.services.figure_names import resolved
from qa_desktop.services.figure_values import SHOWN_FIGURES, FigureQuery, FigureReader, of_every
from qa_desktop.services.guard import needs
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import causes, companies, figures, followup, issue_figures
from qa_desktop.storage.queries.cost_figures import CostLine
from qa_desktop.storage.queries.effect_figures import UsedLesson
from qa_desktop.storage.queries.figures import Record
from qa_desktop.storage.unit import Connection, Store

MOST_BARS: Final = 8
MOST_RECORDS: Final = 500
"""So many records are shown behind a figure; the newest first."""

_NONE = "not stated"
_ANY, _AND = "any:", "\x1f"
"""A key of several keys.  The separator is a control character, which no name contains."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown.  ``value`` is ``None`` without data; ``records`` is the key of the records behind it."""

    definition: Definition
    value: Decimal | None
    note: str
    currency: str
    records: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A Pareto chart.  ``keys`` asks for the records behind each bar by its name, that of the rest included.

    ``meanings`` says what the names of bars mean where they are codes.

    ``unit`` is empty for counts; ``money`` for amounts in ``currency``.  ``is_pareto`` is false where the order of the bars is
    their own and their shares do not add up.
    """

    name: str
    title: str
    words: str
    bars: tuple[Bar, ...]
    keys: Mapping[str, str]
    unit: str = ""
    currency: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    is_pareto: bool = True

    def shown(self, bar: Bar) -> str:
        """Return the name of a bar as people read it: a code with its meaning, a rest with how much it holds."""
        if bar.is_rest:
            return f"{bar.name} ({bar.merged})" if bar.merged > 1 else bar.name
        return f"{bar.name} {self.meanings[bar.name]}" if bar.name in self.meanings else bar.name

    @property
    def counted(self) -> str:
        """What the bars count, as the head of a column."""
        return self.currency or "Amount" if self.unit == "money" else "Count"


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a trend: ``value`` is ``None`` where there is no data; ``base`` is how much it was computed from.

    ``period`` holds its days inside the period of the figures.
    """

    name: str
    value: Decimal | None
    base: int
    period: Period


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure week by week.  The first and last week may be cut by the period.

    ``records`` is the key of the records behind a week, asked of the period of that week.
    """

    name: str
    title: str
    words: str
    unit: str
    weeks: tuple[Week, ...]
    records: str


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Open issues of an age, and how many of them are overdue; ``records`` and ``late`` are the keys of the records behind."""

    name: str
    open: int
    overdue: int
    records: str
    late: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything about one period and filter.  ``at`` is the moment of reading, ISO 8601."""

    query: FigureQuery
    at: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    trends: tuple[Trend, ...]
    ages: tuple[AgeRow, ...]
    effects: tuple[EffectLine, ...] = ()
    lessons: tuple[UsedLesson, ...] = ()

    @property
    def effect_counts(self) -> EffectCounts:
        """How many actions are proven, not proven, overridden, waiting."""
        return effect_figures.counts_of(self.effects)

    @property
    def lessons_note(self) -> str:
        """Which names of the filter do not narrow the lessons: they are tied to a part, and to nothing else of a filter."""
        return of_every(name for name in self.query.names() if name != "part")

    @property
    def age_chart(self) -> Chart:
        """Open and overdue issues of each age as bars, the newest first; without an open issue there is no bar."""
        total = sum(row.open for row in self.ages)
        rows = [
            (f"{row.name}, {words}", count, key)
            for row in self.ages
            for words, count, key in (("open", row.open, row.records), ("overdue", row.overdue, row.late))
        ]
        share = {name: Decimal(count) * 100 / total for name, count, _ in rows} if total else {}
        bars = tuple(Bar(name, count, share[name], share[name]) for name, count, _ in rows) if total else ()
        keys = {name: key for name, _, key in rows}
        return Chart("open_by_age", "Open issues by age", AGES_WORDS, bars, keys, is_pareto=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded in the period."""
        return not any(chart.bars for chart in self.charts) and all(
            week.base == 0 for trend in self.trends for week in trend.weeks
        )


AGES_WORDS: Final = (
    "Open entries of the issue log by days since they were logged, as of now; overdue ones are past their due date, and are "
    "among the open ones."
)

_RECORDS: Final[Mapping[FigureName, str]] = {
    FigureName.FIRST_PASS_YIELD: "inspections:not_good",
    FigureName.ROLLED_YIELD: "inspections:not_good",
    FigureName.NORMALISED_YIELD: "inspections:not_good",
    FigureName.DPU: "inspections:failed",
    FigureName.DPO: "inspections:failed",
    FigureName.DPMO: "inspections:failed",
    FigureName.SIGMA: "inspections:failed",
    FigureName.ISSUES_LOGGED: "issues:logged",
    FigureName.OPEN_ISSUES: "issues:open",
    FigureName.OVERDUE_ISSUES: "issues:overdue",
    FigureName.OVERDUE_SHARE: "issues:overdue",
    FigureName.ESCAPE_RATE: "issues:logged:kind:complaint",
    FigureName.EFFECTIVE_ACTIONS: "actions:",
    FigureName.ON_TIME_DELIVERY: "orders:customer",
    FigureName.ON_TIME_SUPPLY: "orders:purchase",
}


_OF_A_PART: Final = frozenset({FigureName.ROLLED_YIELD, FigureName.NORMALISED_YIELD})
_SIDES: Final[Mapping[FigureName, str]] = {FigureName.INTERNAL_FAILURE: INSIDE, FigureName.EXTERNAL_FAILURE: OUTSIDE}


class DashboardService:
    """What was recorded, as figures."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def show(self, actor: Actor, query: FigureQuery) -> Dashboard:
        """Return figures, charts, trends and ages of a period and filter.

        Raises :class:`InputError` for a part, supplier, checklist or station that is not there.
        """
        with self._store.reading() as connection:
            return read(connection, resolved(connection, query), self._store.now())

    @needs(Permission.READ_ALL)
    def records(self, actor: Actor, query: FigureQuery, key: str, *, limit: int = MOST_RECORDS) -> tuple[Record, ...]:
        """Return the records behind a figure or bar, newest first; ``key`` is the ``records`` of a figure or a key of a chart.

        Raises :class:`InputError` for a key that no figure has.
        """
        with self._store.reading() as connection:
            reader = FigureReader(connection, query, self._store.now())
            if not key.startswith(_ANY):
                return records_of(connection, reader, key, limit)
            found: dict[tuple[str, str], Record] = {}
            for one in key.removeprefix(_ANY).split(_AND):
                for row in records_of(connection, reader, one, limit):
                    before = found.get((row.kind, row.id))
                    counts = row.counts + (before.counts if before is not None else 0)
                    found[row.kind, row.id] = replace(row, counts=counts)
            return tuple(sorted(found.values(), key=lambda row: (row.at, row.id), reverse=True))[:limit]

    @needs(Permission.READ_ALL)
    def groupings(self, actor: Actor) -> tuple[str, ...]:
        """Return by what issues are counted."""
        return tuple(issue_figures.GROUPINGS)


def read(connection: Connection, query: FigureQuery, now: Moment) -> Dashboard:
    """Return the dashboard of a period and filter at ``now``."""
    reader = FigureReader(connection, query, now)
    found = []
    for name in SHOWN_FIGURES:
        found.append(_figure(reader, name))
        if name is FigureName.COST_OF_POOR_QUALITY:
            found += [_foreign(reader, currency) for currency in reader.currencies[1:]]
    charts = (_characteristics(connection, reader), *_issue_charts(connection, reader), *_cost_charts(reader))
    lessons = effect_figures.top_lessons(connection, reader.scope)
    return Dashboard(query, now.iso, tuple(found), charts, _trends(connection, reader), _ages(reader), reader.effects, lessons)


def _figure(reader: FigureReader, name: FigureName) -> Figure:
    found, known = reader.value(name), DEFINITIONS[name]
    return Figure(known, found.value, found.note, reader.currency if known.unit == "money" else "", records_key(reader, name))


def records_key(reader: FigureReader, name: FigureName) -> str:
    """Return the key of the records behind a figure; empty for a figure of the steps of a part where no part is chosen."""
    if DEFINITIONS[name].unit == "money":
        return f"costs:{reader.currency}:{_SIDES.get(name, '')}"
    return "" if name in _OF_A_PART and not reader.query.part else _RECORDS[name]


def _foreign(reader: FigureReader, currency: str) -> Figure:
    """Return what poor quality cost in another currency than that of the parts: it is never added to the first."""
    value, note = cost_figures.money([line for line in reader.costs if line.currency == currency], currency)
    return Figure(DEFINITIONS[FigureName.COST_OF_POOR_QUALITY], value, note, currency, f"costs:{currency}:")


def _chart(name: str, title: str, words: str, rows: Iterable[tuple[str, Count, str]]) -> Chart:
    """Return a chart of (name, count, key of the records); what bears the same name, or goes into the rest, is one bar."""
    counts: dict[str, Count] = {}
    keys: dict[str, list[str]] = {}
    for shown, count, key in rows:
        counts[shown] = counts.get(shown, 0) + count
        if key not in keys.setdefault(shown, []):
            keys[shown].append(key)
    # A rest of one would take the place of the one that it hides.
    only_one_more = sum(1 for count in counts.values() if count) == MOST_BARS + 1
    bars = pareto(counts, most=MOST_BARS + int(only_one_more))
    alone = {bar.name for bar in bars if not bar.is_rest}
    rest = [key for shown, found in keys.items() if shown not in alone and counts[shown] for key in found]
    asked = {bar.name: rest if bar.is_rest else keys[bar.name] for bar in bars}
    return Chart(name, title, words, bars, {shown: _any_of(found) for shown, found in asked.items()})


def _any_of(keys: list[str]) -> str:
    return keys[0] if len(keys) == 1 else f"{_ANY}{_AND.join(keys)}"


def _issue_charts(connection: Connection, reader: FigureReader) -> list[Chart]:
    found = []
    for name, grouping in issue_figures.GROUPINGS.items():
        counts = issue_figures.counted(connection, reader.scope, name)
        called = companies.supplier_names(connection) if name == "supplier" else {}
        rows = [(called.get(group, group) or _NONE, count, f"issues:logged:{name}:{group}") for group, count in counts.items()]
        words = f"Issues that were logged in the period by {grouping.title}, rejected ones left out. Equal counts stand by name."
        chart = _chart(f"issues_by_{name}", f"Issues by {grouping.title}", words, rows)
        found.append(replace(chart, meanings=_meanings(connection, name)))
    return found


def _meanings(connection: Connection, grouping: str) -> dict[str, str]:
    """Return what the codes of a grouping mean, those out of use included; nothing where it has none."""
    match grouping:
        case "failure_code":
            return dict(followup.codes(connection, active_only=False))
        case "cause" | "detection":
            return {one.code: one.words for one in causes.codes(connection, active_only=False)}
        case _:
            return {}


def _cost_charts(reader: FigureReader) -> tuple[Chart, Chart]:
    currency = reader.currency
    words = "Pieces times their stated cost, and amends, as in the figure. What has no stated cost is in no bar."
    of = f", {currency}" if currency else ""

    def chart(name: str, title: str, by: str, group: Callable[[CostLine], str], shown: Callable[[CostLine], str]) -> Chart:
        mine = [(line, line.cost) for line in reader.costs if line.cost and line.currency == currency]
        rows = [(shown(line), cost, f"costs:{currency}:{by}:{group(line)}") for line, cost in mine]
        return replace(_chart(name, f"{title}{of}", words, rows), unit="money", currency=currency)

    return (
        chart("cost_by_part", "Cost of poor quality by part", "part", lambda line: line.part, lambda line: line.part or _NONE),
        chart("cost_by_loss", "Cost of poor quality by loss", "loss", lambda line: line.loss.value, cost_figures.words_of),
    )


def _characteristics(connection: Connection, reader: FigureReader) -> Chart:
    found = failing_lines.failing(connection, reader)
    names: dict[str, set[str]] = {}
    for (template, _), (text, _, _) in found.items():
        names.setdefault(text, set()).add(template)
    rows = []
    for (template_id, key), (text, template, times) in found.items():
        shown = f"{text} ({template})" if len(names[text]) > 1 else text
        rows.append((shown, times, f"line:{template_id}:{key}"))
    words = "Failing lines of the inspections of the period by characteristic. A piece counts once for each line that fails."
    return _chart("failed_characteristics", "Failed characteristics", words, rows)


def _trends(connection: Connection, reader: FigureReader) -> tuple[Trend, ...]:
    weeks = reader.weeks()
    begins = [begin for _, begin in weeks]
    counted = figures.by_week(connection, reader.scope, begins)
    logged = issue_figures.logged_by_week(connection, reader.scope, begins)
    passed, defects, issues = [], [], []
    for place, (week, _) in enumerate(weeks):
        name, one = week_name(week.first), counted.get(place)
        started = 0 if one is None else one.started
        asked = 0 if one is None else max(one.opportunities, one.defects)
        passed.append(Week(name, None if one is None else percent(one.good, started), started, week))
        rate = None if one is None or not asked else Decimal(one.defects) * 1_000_000 / asked
        defects.append(Week(name, rate, asked, week))
        issues.append(Week(name, Decimal(logged.get(place, 0)), logged.get(place, 0), week))
    named = ((FigureName.FIRST_PASS_YIELD, passed), (FigureName.DPMO, defects), (FigureName.ISSUES_LOGGED, issues))
    return tuple(
        Trend(known.name.value, known.title, known.words, known.unit, tuple(found), _RECORDS[known.name])
        for known, found in ((DEFINITIONS[name], found) for name, found in named)
    )


def _ages(reader: FigureReader) -> tuple[AgeRow, ...]:
    counts = reader.open
    return tuple(
        AgeRow(name, is_open, overdue, f"issues:open:age:{name}", f"issues:overdue:age:{name}")
        for (name, _), is_open, overdue in zip(reader.ages(), counts.by_age, counts.overdue_by_age, strict=True)
    )
