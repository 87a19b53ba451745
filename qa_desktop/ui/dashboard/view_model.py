"""The figures without a window: period and filter, what is shown of them, and the records behind one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import Period, parse_period
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.services.dashboards import Chart, Dashboard, Trend
    from qa_desktop.services.figure_values import FigureQuery
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.figures import Record

DAYS = 90
"""The period that is shown first: the last ninety days."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What was typed above the figures; an empty period is the last :data:`DAYS` days."""

    period: str = ""
    part: str = ""
    supplier: str = ""
    template: str = ""
    station: str = ""

    def names(self) -> dict[str, str]:
        """Return the names without the spaces that people type around them."""
        names = {"part": self.part, "supplier": self.supplier, "template": self.template, "station": self.station}
        return {name: text.strip() for name, text in names.items()}


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure or bar; ``rows`` is ``None`` while they are on their way.

    ``origin`` is the number of the page that they were asked from.
    """

    title: str
    key: str
    origin: int = 0
    rows: tuple[Record, ...] | None = None

    @property
    def is_money(self) -> bool:
        """Whether the records count an amount."""
        return self.key.removeprefix("any:").startswith("costs:")


@dataclass(frozen=True, slots=True)
class DashboardState:
    """Everything that the screen draws.  ``chart`` and ``trend`` are names; the empty one is the first."""

    filter: Filter = field(default_factory=Filter)
    dashboard: Dashboard | None = None
    chart: str = ""
    trend: str = ""
    behind: Behind | None = None
    loading: bool = False
    error: QaError | None = None
    written: Path | None = None
    may_export: bool = False

    @property
    def shown_chart(self) -> Chart | None:
        """The chart that is shown; one that is gone gives way to the first."""
        charts = self.charts
        return next((one for one in charts if one.name == self.chart), charts[0] if charts else None)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart: what fails and costs, then open issues by age."""
        return () if self.dashboard is None else (*self.dashboard.charts, self.dashboard.age_chart)

    @property
    def shown_trend(self) -> Trend | None:
        """The trend that is shown."""
        trends = self.dashboard.trends if self.dashboard is not None else ()
        return next((one for one in trends if one.name == self.trend), trends[0] if trends else None)


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: DashboardState) -> None:
        """Draw the state."""


class DashboardModel:
    """Intents of the screen."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self._asked = 0
        self.state = DashboardState(may_export=actor.may(Permission.EXPORT))

    def load(self) -> None:
        """Read the figures anew; what cannot be read as a period is said, and the figures stay as they were."""
        try:
            query = self._query()
        except QaError as error:
            self._set(error=error)
            return
        self._set(loading=True, error=None, written=None)
        self._asked += 1
        read = partial(self._program.dashboards.show, self._actor, query)
        come_home, fail = partial(self._loaded, self._asked), partial(self._unread, self._asked)
        self._jobs.read(read, come_home, fail, owner=self._watcher)

    def want(self, wanted: Filter) -> None:
        """Take another period or filter; the same one again does nothing."""
        if wanted != self.state.filter:
            self._set(filter=wanted, behind=None)
            self.load()

    def choose_chart(self, name: str) -> None:
        """Show another Pareto chart."""
        self._set(chart=name)

    def choose_trend(self, name: str) -> None:
        """Show another trend."""
        self._set(trend=name)

    def look_behind(self, title: str, key: str, period: Period | None = None, *, origin: int = 0) -> None:
        """Show the records behind a figure or bar, or of one week of them."""
        if self.state.dashboard is not None:
            query = self.state.dashboard.query
            self.look_behind_query(title, key, query if period is None else query.over(period), origin=origin)

    def look_behind_query(self, title: str, key: str, asked: FigureQuery, *, origin: int = 0) -> None:
        """Show the records behind a figure that has a period and filter of its own."""
        if not key:
            return
        behind = Behind(title, key, origin)
        self._set(behind=behind)
        read = partial(self._program.dashboards.records, self._actor, asked, key)
        self._jobs.read(read, partial(self._found, behind), self._broken, owner=self._watcher)

    def come_back(self) -> None:
        """Show the charts again."""
        self._set(behind=None)

    def export(self, target: Path) -> None:
        """Write what is shown as CSV or PDF, by the ending of the name."""
        if self.state.dashboard is None or not self.state.may_export:
            return
        query = self.state.dashboard.query
        act = partial(self._write, query, target)
        self._jobs.work(act, self._written, self._broken, None, owner=self._watcher)

    def file_name(self, ending: str) -> str:
        """Return the name that a file of what is shown gets, without what a file system does not take."""
        query = self.state.dashboard.query if self.state.dashboard is not None else self._query()
        words = " ".join(("figures", str(query.period).replace("..", " to "), *query.names().values()))
        return "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in words) + ending

    def _query(self) -> FigureQuery:
        from qa_desktop.services.figure_values import FigureQuery, days_back  # noqa: PLC0415  (brings SQLAlchemy)

        text = self.state.filter.period.strip()
        period: Period = parse_period(text) if text else days_back(self._program.workspace.store.now(), DAYS)
        return FigureQuery(period, **self.state.filter.names())

    def _write(self, query: FigureQuery, target: Path, _report: Any) -> Path:
        return self._program.dashboard_files.export(self._actor, query, target)

    def _loaded(self, asked: int, found: Dashboard) -> None:
        if asked == self._asked:  # two are read at a time, and an earlier question may be answered later
            self._set(dashboard=found, loading=False)

    def _unread(self, asked: int, error: QaError) -> None:
        if asked == self._asked:
            self._broken(error)

    def _found(self, asked: Behind, rows: tuple[Record, ...]) -> None:
        if self.state.behind is asked:
            self._set(behind=replace(asked, rows=rows))

    def _written(self, target: Path) -> None:
        self._set(written=target, error=None)

    def _broken(self, error: QaError) -> None:
        self._set(error=error, loading=False, written=None)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)
