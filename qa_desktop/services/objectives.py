"""Quality objectives: set with a baseline and a target, and judged by live data only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_desktop.domain.aims import AimState, Target, require_ahead, require_possible, require_target, state_of
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import Period
from qa_desktop.domain.text import clean_text
from qa_desktop.methods.metrics.definitions import Definition, definition
from qa_desktop.services.figure_names import resolved
from qa_desktop.services.figure_values import LIVE_FIGURES, OVER_A_PERIOD, FigureQuery, FigureReader
from qa_desktop.services.guard import needs
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.models import Objective
from qa_desktop.storage.queries import aims, issues, people
from qa_desktop.storage.queries.aims import ObjectiveRow
from qa_desktop.storage.unit import Connection, Store

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class ObjectiveWish:
    """What an objective is to be.

    ``query`` says over what the baseline is measured, and the names that restrict the figure.  An empty ``baseline`` is measured
    from live data; one that is typed is kept as stated.  ``requirement`` is the customer requirement that it serves.
    """

    statement: str
    figure: str
    query: FigureQuery
    target: str
    due: date
    owner_id: str
    requirement: str = ""
    resources: str = ""
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An objective and how it stands now: the figure over a window as long as that of the baseline, and how it was computed."""

    row: ObjectiveRow
    definition: Definition
    target: Target
    query: FigureQuery
    value: Decimal | None
    note: str
    state: AimState


class ObjectiveService:
    """What people do with objectives."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def standings(self, actor: Actor) -> tuple[Standing, ...]:
        """Return all objectives with how they stand now, by due date, withdrawn ones last."""
        now = self._store.now()
        with self._store.reading() as connection:
            return standings(connection, now)

    @needs(Permission.READ_ALL)
    def standing(self, actor: Actor, objective_id: str) -> Standing:
        """Return one objective with how it stands now."""
        now = self._store.now()
        with self._store.reading() as connection:
            return _standing(connection, aims.objective(connection, objective_id), now)

    @needs(Permission.MANAGE_AIMS)
    def owners(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """Return id and name of everybody who may own an objective, by name."""
        with self._store.reading() as connection:
            return tuple(
                sorted(((row.id, row.name) for row in people.everyone(connection) if row.active), key=lambda one: one[1])
            )

    @needs(Permission.MANAGE_AIMS)
    def measure(self, actor: Actor, figure: str, query: FigureQuery) -> tuple[Decimal | None, str]:
        """Return what a figure is over a period, as the baseline that it would give, and how it was computed."""
        with self._store.reading() as connection:
            found = FigureReader(connection, resolved(connection, query), self._store.now()).value(definition(figure).name)
        return found.value, found.note

    @needs(Permission.MANAGE_AIMS)
    def set_objective(self, actor: Actor, wish: ObjectiveWish) -> Standing:
        """Set an objective.

        Raises :class:`InputError` for a missing statement, a figure without live data, a name that nothing bears, a number that
        the figure never has, or a target that cannot be judged,
        :class:`RefusedError` where there is no data for a baseline: a target without a baseline says nothing.
        """
        found = definition(wish.figure)
        if found.name not in LIVE_FIGURES:
            raise InputError("The program records no data for “{title}”, so nobody could judge it.", title=found.title)
        if found.name not in OVER_A_PERIOD:
            raise InputError(
                "“{title}” is as of now: how it stood at the target date could not be told later. Choose a figure of a period.",
                title=found.title,
            )
        words = {
            name: clean_text(getattr(wish, name), limit=LONGEST).strip() for name in ("statement", "requirement", "resources")
        }
        if not words["statement"]:
            raise InputError("Write in one sentence what is to be reached.")
        aim, typed = parse_decimal(wish.target), wish.baseline.strip()
        now, window = self._store.now(), wish.query.period
        if window.last > now.local.date():
            raise InputError("The baseline is measured over a period that has passed. Choose an earlier one.")
        with self._store.writing(actor.person_id) as work:
            issues.person_name(work.connection, wish.owner_id)
            query = resolved(work.connection, wish.query)
            baseline = parse_decimal(typed) if typed else _measured(work.connection, found, query, now)
            for one in (aim, baseline):
                require_possible(one, found.unit)
            require_target(Target(baseline, window, aim, wish.due, found.up))
            require_ahead(wish.due, now.local.date())
            number = aims.next_number(work, "objective", "OBJ")
            values = {
                "number": number,
                "figure": found.name.value,
                "scope": canonical_json(query.names()) if query.names() else "",
                "baseline": decimal_text(baseline),
                "baseline_source": "stated" if typed else "measured",
                "baseline_from": window.first.isoformat(),
                "baseline_until": window.last.isoformat(),
                "target": decimal_text(aim),
                "due": wish.due.isoformat(),
                "owner_id": wish.owner_id,
                **words,
            }
            key = aims.add(
                work,
                Objective,
                created_by=actor.person_id,
                created_at=work.now.utc,
                created_offset=work.now.offset,
                **values,
            )
            work.audit("objective.set", "objective", key, values)
            return _standing(work.connection, aims.objective(work.connection, key), now)

    @needs(Permission.MANAGE_AIMS)
    def withdraw(self, actor: Actor, objective_id: str, reason: str, *, version: int) -> None:
        """Withdraw an objective with a reason; it stays in the list.  A missed one stays missed: it is not withdrawn any more."""
        why = clean_text(reason, limit=LONGEST).strip()
        if not why:
            raise InputError("Write why the objective is withdrawn.")
        with self._store.writing(actor.person_id) as work:
            now = self._store.now()
            found = _standing(work.connection, aims.objective(work.connection, objective_id), now)
            if found.state in {AimState.MET, AimState.MISSED, AimState.WITHDRAWN}:
                raise RefusedError("This objective is {state} already and stays so.", state=found.state.value)
            values = {"withdrawn_at": work.now.utc, "withdrawn_by": actor.person_id, "withdraw_reason": why}
            if not aims.change(work, Objective, objective_id, version, **values):
                raise ConflictError("Somebody else changed this objective. Look at it again.")
            work.audit("objective.withdraw", "objective", objective_id, {"reason": why})


def standings(connection: Connection, now: Moment) -> tuple[Standing, ...]:
    """Return all objectives with how they stand at ``now``."""
    return tuple(_standing(connection, row, now) for row in aims.objectives(connection))


def _standing(connection: Connection, row: ObjectiveRow, now: Moment) -> Standing:
    found = definition(row.figure)
    window = Period(date.fromisoformat(row.baseline_from), date.fromisoformat(row.baseline_until))
    target = Target(Decimal(row.baseline), window, Decimal(row.target), date.fromisoformat(row.due), found.up)
    today = now.local.date()
    query = FigureQuery(target.current_window(today), **(json.loads(row.scope) if row.scope else {}))
    value = FigureReader(connection, query, now).value(found.name)
    state = AimState.WITHDRAWN if row.withdrawn_at else state_of(target, value.value, today)
    return Standing(row, found, target, query, value.value, value.note, state)


def _measured(connection: Connection, found: Definition, query: FigureQuery, now: Moment) -> Decimal:
    value = FigureReader(connection, query, now).value(found.name)
    if value.value is None:
        raise RefusedError(
            "There is no data for a baseline from {first} to {last}. {why} A target without a baseline says nothing. Choose "
            "another period, or type the baseline.",
            first=query.period.first,
            last=query.period.last,
            why=value.note,
        )
    return value.value
