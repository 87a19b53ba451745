"""Quality objectives: set with a baseline and a target, and judged by live data only."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qa_desktop.domain.aims import AimState, Target, require_ahead, require_possible, require_target, state_of
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import Period
from qa_desktop.domain.text import clean_text
from qa_desktop.domain.trade import is_currency
from qa_desktop.methods.metrics.definitions import Definition, definition
from qa_desktop.services.dashboards import records_key
from qa_desktop.services.figure_names import resolved
from qa_desktop.services.figure_values import LIVE_FIGURES, OVER_A_PERIOD, FigureQuery, FigureReader, FigureValue
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
    """An objective and how it stands now: the figure over a window as long as that of the baseline, and how it was computed.

    ``records`` is the key of the records behind ``value``, asked of ``query``; empty where there is none.
    """

    row: ObjectiveRow
    definition: Definition
    target: Target
    query: FigureQuery
    value: Decimal | None
    note: str
    state: AimState
    records: str = ""

    @property
    def currency(self) -> str:
        """The currency of its amounts; empty for other figures, and where none was stated."""
        return self.query.currency


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
            found = _valued(FigureReader(connection, resolved(connection, query), self._store.now()), definition(figure))
        return found.value, found.note

    @needs(Permission.MANAGE_AIMS)
    def set_objective(self, actor: Actor, wish: ObjectiveWish) -> Standing:
        """Set an objective.

        Raises :class:`InputError` for a missing statement, a figure without live data, a name that nothing bears, a number that
        the figure never has, a target that cannot be judged, or an amount of money without its currency where there are several,
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
            query = _in_currency(work.connection, found, resolved(work.connection, wish.query), now)
            baseline = parse_decimal(typed) if typed else _measured(work.connection, found, query, now)
            for one in (aim, baseline):
                require_possible(one, found.unit)
            require_target(Target(baseline, window, aim, wish.due, found.up))
            require_ahead(wish.due, now.local.date())
            number = aims.next_number(work, "objective", "OBJ")
            values = {
                "number": number,
                "figure": found.name.value,
                "scope": canonical_json(query.kept()) if query.kept() else "",
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
    reader = FigureReader(connection, query, now)
    before = FigureReader(connection, query.over(window), now)
    value = _valued(reader, found, *(before.lost_in if _is_money(found) and not query.currency else ()))
    state = AimState.WITHDRAWN if row.withdrawn_at else state_of(target, value.value, today)
    key = "" if value.value is None and _is_money(found) else records_key(reader, found.name)
    return Standing(row, found, target, query, value.value, value.note, state, key)


def _is_money(found: Definition) -> bool:
    return found.unit == "money"


def _valued(reader: FigureReader, found: Definition, *others: str) -> FigureValue:
    """Return a figure; amounts in several currencies, those of ``others`` included, have no value unless one was asked for."""
    several = sorted({*reader.lost_in, *others}) if _is_money(found) and not reader.query.currency else []
    if len(several) > 1:
        return FigureValue(found.name, None, f"Several currencies: {', '.join(several)}. No currency was stated.")
    return reader.value(found.name)


def _in_currency(connection: Connection, found: Definition, query: FigureQuery, now: Moment) -> FigureQuery:
    """Return the question with the currency of the objective, where it is an amount of money."""
    typed = query.currency.strip().upper()
    if not _is_money(found):
        if typed:
            raise InputError("“{title}” is no amount of money. Leave the currency empty.", title=found.title)
        return query
    if typed and not is_currency(typed):
        raise InputError("“{text}” is no currency. Type its three letters, for example EUR.", text=query.currency)
    lost = FigureReader(connection, replace(query, currency=""), now).lost_in
    known = (typed,) if typed else lost or tuple(filter(None, (aims.currency(connection),)))
    if len(known) > 1:
        raise InputError("Costs are in several currencies: {names}. Type which one this objective is of.", names=", ".join(known))
    if not known:
        raise InputError("Type the currency of this objective, for example EUR: no cost says which one it is.")
    return replace(query, currency=known[0])


def _measured(connection: Connection, found: Definition, query: FigureQuery, now: Moment) -> Decimal:
    value = _valued(FigureReader(connection, query, now), found)
    if value.value is None:
        raise RefusedError(
            "There is no data for a baseline from {first} to {last}. {why} A target without a baseline says nothing. Choose "
            "another period, or type the baseline.",
            first=query.period.first,
            last=query.period.last,
            why=value.note,
        )
    return value.value
