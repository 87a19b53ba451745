"""What the reports screen shows and does, without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import CancelledError, QaError, RefusedError
from qa_desktop.domain.people import Permission
from qa_desktop.reports.types import Verification

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.storage.queries.reports import ReportFilter, ReportRow
    from qa_desktop.ui.context import Context
    from qa_desktop.ui.jobs import Report, WorkHandle
    from qa_desktop.ui.widgets.keyset_model import PageRequest

_UTC = "%Y-%m-%dT%H:%M:%S.%fZ"
_SHOWN_STATES = ("waiting", "released", "void")


class Period(Enum):
    """From when on reports are listed."""

    ALL = "all"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Search:
    """What the list is narrowed to."""

    text: str = ""
    period: Period = Period.ALL
    state: str = ""
    failed_only: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Search()


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export left in the folder; ``left_out`` has the number of each report and the reason."""

    folder: Path
    written: int
    left_out: tuple[tuple[str, str], ...]
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """A file from outside and what the rules say about it."""

    path: Path
    verification: Verification


@dataclass(frozen=True, slots=True)
class ReportsState:
    """Everything that the screen shows beside the rows themselves."""

    search: Search = Search()
    total: int | None = None
    picked: dict[str, str] = field(default_factory=dict)
    all_picked: bool = False
    current: ReportRow | None = None
    busy: str = ""
    progress: tuple[int, int] | None = None
    error: QaError | None = None
    printed: str = ""
    stamps_waiting: int = 0
    stamped: tuple[int, int] | None = None
    exported: ExportResult | None = None
    verified: Verified | None = None
    may_export: bool = False

    @property
    def pick_count(self) -> int:
        """How many reports an export would take."""
        if self.all_picked:
            return self.total or 0
        return len(self.picked)


class ReportsModel:
    """The intents of the reports screen.  ``changed`` is called after each new state, ``refill`` when the list is another."""

    def __init__(
        self, context: Context, *, changed: Callable[[], None], refill: Callable[[], None], owner: object = None
    ) -> None:
        self.state = ReportsState(may_export=context.actor.may(Permission.EXPORT))
        self._context, self._changed, self._refill, self._owner = context, changed, refill, owner
        self._handle: WorkHandle | None = None
        self._written = 0

    def load(self) -> None:
        """Fetch everything anew."""
        self._set(total=None)
        self._refill()
        self._read(self._count, self._counted)
        self._read(partial(self._context.program.reports.stamps_waiting, self._context.actor), self._stamps_counted)

    def search(self, **what: Any) -> None:
        """Narrow the list; what was picked is let go, because it may no longer be on show."""
        wanted = replace(self.state.search, **what)
        if wanted != self.state.search:
            self._set(search=wanted, picked={}, all_picked=False, error=None)
            self.load()

    def fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        """Fetch a page for the table."""
        self._context.jobs.read(partial(self._page, self.state.search, request), done, failed, owner=self._owner)  # type: ignore[arg-type]

    def look_at(self, row: ReportRow | None) -> None:
        """Show a report in the preview."""
        if row != self.state.current:
            self._set(current=row, printed="")

    def pick(self, row: ReportRow) -> None:
        """Take a report into the export, or out of it."""
        picked = dict(self.state.picked)
        if self.state.all_picked or picked.pop(row.id, None) is None:
            picked[row.id] = row.number
        self._set(picked={} if self.state.all_picked else picked, all_picked=False)

    def pick_all(self) -> None:
        """Take everything that was found into the export, or nothing."""
        self._set(all_picked=not self.state.all_picked, picked={})

    def is_picked(self, row: ReportRow) -> bool:
        """Return whether an export would take this report."""
        return self.state.all_picked or row.id in self.state.picked

    def export(self, folder: Path) -> None:
        """Copy the picked reports, or the one that is looked at, into a folder."""
        state = self.state
        if state.busy or not state.may_export:
            return
        wanted = dict(state.picked)
        if not wanted and not state.all_picked and state.current is not None:
            wanted = {state.current.id: state.current.number}
        if not wanted and not state.all_picked:
            return
        self._written = 0
        job = partial(self._export, None if state.all_picked else wanted, state.search, folder)
        self._begin("export", job, self._exported, partial(self._export_failed, folder))

    def print_current(self) -> None:
        """Hand the signed file of the report that is looked at to the print system."""
        row = self.state.current
        if row is not None and not self.state.busy and self.state.may_export:
            self._begin("print", partial(self._print, row), self._printed, self._failed)

    def verify(self, path: Path) -> None:
        """Check a file from outside."""
        if not self.state.busy:
            self._begin("verify", partial(self._verify, path), self._verified, self._failed)

    def stamp(self) -> None:
        """Fetch the time stamps that are still missing."""
        if self.state.busy or not self.state.may_export:
            return
        if not self._context.program.settings.current().time_stamp_url:
            self._set(error=RefusedError("No time-stamp server is set. Ask an administrator to set its address in Settings."))
            return
        self._begin("stamp", self._stamp, self._stamped, self._failed)

    def cancel(self) -> None:
        """Stop what is under way; what was finished stays."""
        if self._handle is not None:
            self._handle.cancel()

    def close_result(self) -> None:
        """Put the result of an export or of a check away."""
        self._set(exported=None, verified=None)

    def dismiss(self) -> None:
        """Put the message away."""
        self._set(error=None, printed="", stamped=None)

    def _page(self, search: Search, request: PageRequest) -> Sequence[Any]:
        limit = request.skip + request.limit
        found = self._context.program.reports.page(self._context.actor, self._filter(search), after=request.after, limit=limit)
        return found[request.skip :]

    def _count(self) -> tuple[Search, int]:
        search = self.state.search
        return search, self._context.program.reports.count(self._context.actor, self._filter(search))

    def _filter(self, search: Search) -> ReportFilter:
        from qa_desktop.storage.queries.reports import ReportFilter  # noqa: PLC0415  (brings SQLAlchemy)

        states = (search.state,) if search.state else _SHOWN_STATES
        since = begin_of(search.period, self._context.program.workspace.store.clock())
        return ReportFilter(states=states, text=search.text, since=since, failed_only=search.failed_only)

    def _counted(self, found: tuple[Search, int]) -> None:
        search, total = found
        if search == self.state.search:
            self._set(total=total)

    def _stamps_counted(self, waiting: int) -> None:
        self._set(stamps_waiting=waiting)

    def _export(self, wanted: dict[str, str] | None, search: Search, folder: Path, report: Report) -> ExportResult:
        names = wanted if wanted is not None else self._everything(search, report)

        def told(done: int, total: int) -> None:
            self._written = done
            report(done, total)

        result = self._context.program.reports.export(self._context.actor, tuple(names), folder, told=told)
        left_out = tuple((names.get(key, key), reason) for key, reason in result.left_out)
        return ExportResult(folder, len(result.files), left_out)

    def _everything(self, search: Search, report: Report) -> dict[str, str]:
        """Return id and number of every report that was found, page by page."""
        wanted, after, names = self._filter(search), None, dict[str, str]()
        while True:
            report(0, 0)
            rows = self._context.program.reports.page(self._context.actor, wanted, after=after, limit=500)
            names |= {row.id: row.number for row in rows}
            if len(rows) < 500:
                return names
            after = row_key(rows[-1])

    def _print(self, row: ReportRow, _report: Report) -> str:
        self._context.program.reports.print_file(self._context.actor, row.id)
        return row.number

    def _verify(self, path: Path, _report: Report) -> Verified:
        return Verified(path, self._context.program.reports.verify_file(path))

    def _stamp(self, _report: Report) -> tuple[int, int]:
        return self._context.program.reports.stamp_pending(self._context.actor)

    def _exported(self, result: ExportResult) -> None:
        self._set(busy="", progress=None, exported=result, picked={}, all_picked=False)

    def _export_failed(self, folder: Path, error: QaError) -> None:
        if isinstance(error, CancelledError):
            self._set(busy="", progress=None, exported=ExportResult(folder, self._written, (), cancelled=True))
        else:
            self._failed(error)

    def _printed(self, number: str) -> None:
        self._set(busy="", progress=None, printed=number)

    def _verified(self, found: Verified) -> None:
        self._set(busy="", progress=None, verified=found)

    def _stamped(self, found: tuple[int, int]) -> None:
        self._set(busy="", progress=None, stamped=found, stamps_waiting=found[1])

    def _failed(self, error: QaError) -> None:
        cancelled = isinstance(error, CancelledError)
        self._set(busy="", progress=None, error=None if cancelled else error)

    def _progressed(self, done: int, total: int, _sentence: str) -> None:
        self._set(progress=(done, total))

    def _begin(self, what: str, job: Callable[[Report], Any], done: Any, failed: Any) -> None:
        self._set(busy=what, progress=None, error=None, printed="", stamped=None)
        self._handle = self._context.jobs.work(job, done, failed, self._progressed, owner=self._owner)  # type: ignore[arg-type]

    def _read(self, job: Callable[[], Any], done: Any) -> None:
        self._context.jobs.read(job, done, self._failed, owner=self._owner)  # type: ignore[arg-type]

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()


def row_key(row: ReportRow) -> tuple[str, str]:
    """Return the place of a report in the list, newest first."""
    return row.at, row.id


def begin_of(period: Period, now: datetime) -> str:
    """Return the first moment of a period as UTC text; empty for all time."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case Period.ALL:
            return ""
        case Period.TODAY:
            first = midnight
        case Period.WEEK:
            first = midnight - timedelta(days=6)
        case Period.MONTH:
            first = midnight - timedelta(days=29)
        case Period.YEAR:
            first = midnight.replace(month=1, day=1)
    return first.astimezone(UTC).strftime(_UTC)


def local_moment(at: str, offset: int) -> datetime:
    """Return the local time behind UTC text and an offset in minutes."""
    return datetime.strptime(at, _UTC).replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=offset)))


def piece_words(row: ReportRow) -> str:
    """Return part, order, lot and serial of a report on one line."""
    return " · ".join(_filled((row.part_number, row.order, row.lot, row.serial)))


def _filled(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]
