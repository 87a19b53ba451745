"""Dashboards: figures of a period with their definitions, Pareto charts, trends by week, and the records behind all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qa_desktop.domain.answers import Answer, LineAct, Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lines import split_line
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import week_name
from qa_desktop.methods.metrics.definitions import DEFINITIONS, Definition, FigureName
from qa_desktop.methods.metrics.pareto import Bar, Count, pareto
from qa_desktop.methods.metrics.shares import percent
from qa_desktop.services import lines
from qa_desktop.services.figure_values import CUSTOMER, LIVE_FIGURES, PURCHASE, FigureQuery, FigureReader
from qa_desktop.services.guard import needs
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import delivery_figures, figures, issue_figures, templates
from qa_desktop.storage.queries.figures import Candidate, Record
from qa_desktop.storage.unit import Connection, Store

MOST_BARS: Final = 8
MOST_RECORDS: Final = 500
"""So many records are shown behind a figure; the newest first."""

_NONE = "not stated"


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
    """A Pareto chart.  ``keys`` asks for the records behind each bar by its name; the bar of the rest has none."""

    name: str
    title: str
    words: str
    bars: tuple[Bar, ...]
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a trend: ``value`` is ``None`` where there is no data; ``base`` is how much it was computed from."""

    name: str
    value: Decimal | None
    base: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure week by week.  The first and last week may be cut by the period."""

    name: str
    title: str
    words: str
    unit: str
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Open issues of an age, and how many of them are overdue."""

    name: str
    open: int
    overdue: int
    records: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything about one period and filter.  ``at`` is the moment of reading, ISO 8601."""

    query: FigureQuery
    at: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    trends: tuple[Trend, ...]
    ages: tuple[AgeRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded in the period."""
        return not any(chart.bars for chart in self.charts) and all(
            week.base == 0 for trend in self.trends for week in trend.weeks
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
    FigureName.COST_OF_POOR_QUALITY: "lots:",
    FigureName.ON_TIME_DELIVERY: "orders:customer",
    FigureName.ON_TIME_SUPPLY: "orders:purchase",
}


class DashboardService:
    """What was recorded, as figures."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def show(self, actor: Actor, query: FigureQuery) -> Dashboard:
        """Return figures, charts, trends and ages of a period and filter."""
        with self._store.reading() as connection:
            return read(connection, query, self._store.now())

    @needs(Permission.READ_ALL)
    def records(self, actor: Actor, query: FigureQuery, key: str, *, limit: int = MOST_RECORDS) -> tuple[Record, ...]:
        """Return the records behind a figure or bar, newest first; ``key`` is the ``records`` of a figure or a key of a chart.

        Raises :class:`InputError` for a key that no figure has.
        """
        kind, _, rest = key.partition(":")
        with self._store.reading() as connection:
            reader = FigureReader(connection, query, self._store.now())
            if kind == "inspections":
                which, _, group = rest.partition(":")
                by, _, name = group.partition(":")
                return figures.records(connection, reader.scope, which=which, group=by, name=name, limit=limit)
            if kind == "issues":
                return _issues(connection, reader, rest, limit)
            if kind == "lots":
                return issue_figures.rejected_records(connection, reader.scope, rest, limit)
            if kind == "orders" and rest in {CUSTOMER, PURCHASE}:
                return delivery_figures.not_on_time(connection, reader.due(rest), limit)
            if kind == "line":
                ids = _inspections_of_line(connection, reader, rest)
                return figures.records_by_id(connection, ids, limit)
        raise InputError("No figure has the records “{key}”.", key=key)

    @needs(Permission.READ_ALL)
    def groupings(self, actor: Actor) -> tuple[str, ...]:
        """Return by what issues are counted."""
        return tuple(issue_figures.GROUPINGS)


def read(connection: Connection, query: FigureQuery, now: Moment) -> Dashboard:
    """Return the dashboard of a period and filter at ``now``."""
    reader = FigureReader(connection, query, now)
    currency = reader.currency
    found = tuple(_figure(reader, name, currency) for name in LIVE_FIGURES)
    charts = (_characteristics(connection, reader), *_issue_charts(connection, reader), _rejections(reader, currency))
    return Dashboard(query, now.iso, found, charts, _trends(connection, reader), _ages(reader))


def _figure(reader: FigureReader, name: FigureName, currency: str) -> Figure:
    found = reader.value(name)
    return Figure(
        DEFINITIONS[name], found.value, found.note, currency if DEFINITIONS[name].unit == "money" else "", _RECORDS[name]
    )


def _issues(connection: Connection, reader: FigureReader, rest: str, limit: int) -> tuple[Record, ...]:
    which, _, more = rest.partition(":")
    by, _, name = more.partition(":")
    age = dict(reader.ages()).get(name) if by == "age" else None
    if which not in {"logged", "open", "overdue"} or (by and by != "age" and by not in issue_figures.GROUPINGS):
        raise InputError("No figure has the records “{key}”.", key=f"issues:{rest}")
    group = "" if by == "age" else by
    return issue_figures.records(
        connection, reader.scope, which=which, group=group, name=name, now=reader.now.utc, age=age, limit=limit
    )


def _chart(name: str, title: str, words: str, counts: Mapping[str, Count], keys: Mapping[str, str]) -> Chart:
    return Chart(name, title, words, pareto(counts, most=MOST_BARS), keys)


def _issue_charts(connection: Connection, reader: FigureReader) -> list[Chart]:
    found = []
    for name, grouping in issue_figures.GROUPINGS.items():
        counts = issue_figures.counted(connection, reader.scope, name)
        named = {group or _NONE: count for group, count in counts.items()}
        keys = {group or _NONE: f"issues:logged:{name}:{group}" for group in counts}
        words = f"Issues that were logged in the period by {grouping.title}, rejected ones left out. Equal counts stand by name."
        found.append(_chart(f"issues_by_{name}", f"Issues by {grouping.title}", words, named, keys))
    return found


def _rejections(reader: FigureReader, currency: str) -> Chart:
    counts: dict[str, Count] = {}
    for row in reader.rejected:
        if row.cost is not None:
            counts[row.part] = counts.get(row.part, 0) + row.quantity * row.cost
    words = "Rejected quantity times the cost of the part at that time. Parts without a recorded cost are left out."
    title = f"Cost of poor quality by part, {currency}" if currency else "Cost of poor quality by part"
    return _chart("cost_by_part", title, words, counts, {part: f"lots:{part}" for part in counts})


def _characteristics(connection: Connection, reader: FigureReader) -> Chart:
    found = _failing(connection, reader)
    names: dict[str, set[str]] = {}
    for (template, _), (text, _, _) in found.items():
        names.setdefault(text, set()).add(template)
    counts: dict[str, Count] = {}
    keys = {}
    for (template_id, key), (text, template, times) in found.items():
        shown = f"{text} ({template})" if len(names[text]) > 1 else text
        counts[shown] = counts.get(shown, 0) + times
        keys[shown] = f"line:{template_id}:{key}"
    words = "Failing lines of the inspections of the period by characteristic. A piece counts once for each line that fails."
    return _chart("failed_characteristics", "Failed characteristics", words, counts, keys)


def _failing(connection: Connection, reader: FigureReader) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Return by (template id, key of the line) its text, the name of the template and how often it fails."""
    found: dict[tuple[str, str], tuple[str, str, int]] = {}
    judge = _Judge(connection)
    conditional: set[str] = set()
    for one in figures.candidates(connection, reader.scope):
        if judge.is_conditional(one):
            conditional.add(one.item_id)
        elif judge.fails(one):
            _add(found, one, one.times)
    for inspection in _inspections(connection, reader, conditional):
        for one, times in judge.failing_of(inspection, conditional):
            _add(found, one, times)
    return found


def _inspections_of_line(connection: Connection, reader: FigureReader, rest: str) -> tuple[str, ...]:
    template_id, _, key = rest.partition(":")
    judge = _Judge(connection)
    near = [one for one in figures.candidates(connection, reader.scope) if (one.template_id, one.key) == (template_id, key)]
    wanted = {one.item_id for one in near}
    sure = {one.item_id for one in near if not judge.is_conditional(one)}
    found = {inspection for inspection, one in figures.inspections_of(connection, reader.scope, sorted(sure)) if judge.fails(one)}
    for inspection in _inspections(connection, reader, wanted - sure):
        if any(True for _ in judge.failing_of(inspection, wanted - sure)):
            found.add(inspection)
    return tuple(sorted(found))


def _inspections(connection: Connection, reader: FigureReader, items: set[str]) -> tuple[str, ...]:
    rows = figures.inspections_of(connection, reader.scope, sorted(items)) if items else ()
    return tuple(sorted({inspection for inspection, _ in rows}))


def _add(found: dict[tuple[str, str], tuple[str, str, int]], one: Candidate, times: int) -> None:
    _, _, before = found.get((one.template_id, one.key), ("", "", 0))
    found[one.template_id, one.key] = (one.text, one.template, before + times)


class _Judge:
    """Judges answers by the criteria of their lines, each line loaded once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._items: dict[str, Item] = {}
        self._seen: dict[str, Candidate] = {}

    def is_conditional(self, one: Candidate) -> bool:
        """Return whether the line is asked only sometimes: then the whole inspection says whether its answer counts."""
        self._seen.setdefault(one.item_id, one)
        return bool(self._item(one.item_id).rules.asks.show_when)

    def fails(self, one: Candidate) -> bool:
        """Return whether the answer fails."""
        given = Answer(one.value, one.na_reason, act=LineAct(one.act))
        return verdict_of(self._item(one.item_id), given) is Verdict.FAILS

    def failing_of(self, inspection: str, items: set[str]) -> list[tuple[Candidate, int]]:
        """Return the lines among ``items`` that fail in one inspection, conditions included."""
        loaded = lines.load(self._connection, inspection)
        found: dict[str, int] = {}
        for line in loaded.checklist.items:
            item_id, _ = split_line(line.id)
            if item_id in items and verdict_of(line, loaded.answers.get(line.id, Answer())) is Verdict.FAILS:
                found[item_id] = found.get(item_id, 0) + 1
        return [(self._seen[item_id], times) for item_id, times in found.items()]

    def _item(self, item_id: str) -> Item:
        if item_id not in self._items:
            self._items[item_id] = templates.item_by_id(self._connection, item_id)
        return self._items[item_id]


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
        passed.append(Week(name, None if one is None else percent(one.good, started), started))
        rate = None if one is None or not asked else Decimal(one.defects) * 1_000_000 / asked
        defects.append(Week(name, rate, asked))
        issues.append(Week(name, Decimal(logged.get(place, 0)), logged.get(place, 0)))
    named = ((FigureName.FIRST_PASS_YIELD, passed), (FigureName.DPMO, defects), (FigureName.ISSUES_LOGGED, issues))
    return tuple(
        Trend(name.value, DEFINITIONS[name].title, DEFINITIONS[name].words, DEFINITIONS[name].unit, tuple(found))
        for name, found in named
    )


def _ages(reader: FigureReader) -> tuple[AgeRow, ...]:
    counts = reader.open
    return tuple(
        AgeRow(name, is_open, overdue, f"issues:open:age:{name}")
        for (name, _), is_open, overdue in zip(reader.ages(), counts.by_age, counts.overdue_by_age, strict=True)
    )
