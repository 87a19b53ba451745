"""What people see of a series of lots, and what they record about it between lots."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.errors import InputError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.sampling import SamplingSeverity, TableSet
from qa_desktop.domain.series import Series, series_from
from qa_desktop.domain.text import clean_text
from qa_desktop.methods.sampling.switching import Event, State
from qa_desktop.services import series
from qa_desktop.services.guard import needs
from qa_desktop.services.series import HistoryLine, SeriesState
from qa_desktop.storage.queries import series as rows
from qa_desktop.storage.queries import series_pages
from qa_desktop.storage.queries.series_pages import SeriesKey
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

SHOWN_LOTS = 10
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series with how its next lot is inspected.  ``acts`` is what may be recorded about it now."""

    key: str
    name: Series
    tables: TableSet
    state: SeriesState
    acts: tuple[Event, ...]

    @property
    def supplier(self) -> str:
        """The supplier as the newest lot names it; the key of a series knows only small letters."""
        named = [line.result.supplier for line in self.state.lines if line.result is not None and line.result.supplier]
        return named[-1] if named else self.name.supplier

    @property
    def last_lots(self) -> tuple[HistoryLine, ...]:
        """The last ten lots, oldest first."""
        return tuple(line for line in self.state.lines if line.result is not None)[-SHOWN_LOTS:]


class LotSeriesService:
    """The history of series, and the acts that count in it besides the lots."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def page(self, actor: Actor, text: str = "", *, after: str = "", limit: int = 50) -> tuple[SeriesRow, ...]:
        """Return the next page of series with their present severity; ``after`` is the key of the last one seen."""
        with self._store.reading() as connection:
            found = series_pages.page(connection, text, after=after, limit=limit)
            return tuple(_row(connection, one) for one in found)

    @needs(Permission.READ_ALL)
    def count(self, actor: Actor, text: str = "") -> int:
        """Return how many series match."""
        with self._store.reading() as connection:
            return series_pages.count(connection, text)

    @needs(Permission.READ_ALL)
    def one(self, actor: Actor, key: str) -> SeriesRow:
        """Return a series with its whole history; raises :class:`NotFoundError`."""
        with self._store.reading() as connection:
            return _row(connection, _known(connection, key))

    @needs(Permission.RELEASE_LOT)
    def record(self, actor: Actor, key: str, event: Event, reason: str) -> SeriesRow:
        """Record what happened to a series, with a reason; return what it means for the next lot.

        Raises :class:`InputError` without a reason and :class:`RefusedError` for an act that changes nothing now, such as
        resuming a series that is not suspended.
        """
        why = clean_text(reason, limit=LONGEST_REASON).strip()
        if not why:
            raise InputError("Say why. The reason stays in the history of the series.")
        with self._store.writing(actor.person_id) as work:
            known = _known(work.connection, key)
            before = _row(work.connection, known)
            if event not in before.acts:
                raise RefusedError("This changes nothing for the series as it stands now. Look at it again, then decide.")
            event_id = rows.add_event(work, key, event.value, why)
            after = _row(work.connection, known)
            facts = {"event": event.value, "reason": why, "from": before.state.severity.value, "to": after.state.severity.value}
            work.audit("series.record", "series_event", event_id, {"series": key, **facts})
            return after


def acts_of(state: State) -> tuple[Event, ...]:
    """Return what may be recorded in a state: only what makes a difference."""
    found = [Event.PRODUCTION_UNSTEADY if state.steady else Event.PRODUCTION_STEADY]
    found.append(Event.REDUCED_WITHDRAWN if state.approved else Event.REDUCED_APPROVED)
    if state.severity is SamplingSeverity.REDUCED:
        found.append(Event.OTHER_CONDITIONS)
    if state.severity is SamplingSeverity.SUSPENDED:
        found.insert(0, Event.CAUSE_REMOVED)
    return tuple(found)


def _known(connection: Connection, key: str) -> SeriesKey:
    found = series_pages.one(connection, key)
    if found is None:
        raise NotFoundError("No lot was inspected in this series yet. Go back to the list and choose again.")
    return found


def _row(connection: Connection, known: SeriesKey) -> SeriesRow:
    state = series.state_of(connection, known.key, known.tables)
    return SeriesRow(known.key, series_from(known.key), known.tables, state, acts_of(state.state))
