"""Every public service method refuses a person whose roles were taken away, before it shows or changes anything."""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime as dt
import enum
import inspect
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import qa_desktop.services
from qa_desktop.domain.errors import InputError, RefusedError, RightsChangedError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.program import Program, program_for
from qa_desktop.services.recovery import RecoveryService
from qa_desktop.services.rehearsal import RehearsalService
from qa_desktop.storage.workspace import Workspace, open_
from tests.architecture.test_permissions import methods
from tests.reliability.makings import make_bench

STILL_THERE = {"AccessService.present", "AccessService.log_out"}
"""For whoever lost a role, too: to learn what remains, and to leave."""
NO_LOOK = {"ConcessionService.today", "TradeService.today", "DashboardService.groupings", "RehearsalService.open"}
"""They tell the day or names that the program itself knows, or try a checklist from the screen in a workspace of its own."""

_TYPES: dict[str, Any] = {"Decimal": Decimal, "Sequence": collections.abc.Sequence, "Mapping": collections.abc.Mapping}
"""What modules import for the type checker alone."""
_DAY, _AMOUNT = "2030-01-01", "1"
_WORDS = {
    **dict.fromkeys(("due", "day", "received", "promised", "until", "from_", "last_day", "on", "valid_until", "answered"), _DAY),
    **dict.fromkeys(("quantity", "amount", "cost", "hours", "affected", "lower", "upper", "value"), _AMOUNT),
}
"""Text that a method takes by the name of its argument; anything else is one letter."""


def some(wanted: Any, name: str = "", *, inside: bool = False) -> Any:
    """Return a value of a type, so that a method can be called."""
    origin, parts = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {typing.Union, types.UnionType}:
        return None if inside and type(None) in parts else some(next(one for one in parts if one is not type(None)), name)
    if origin is typing.Literal:
        return parts[0]
    if origin is tuple:
        return tuple(some(one, name, inside=True) for one in parts if one is not Ellipsis)
    if origin in {frozenset, set, list, collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection}:
        return [some(parts[0], name, inside=True)]
    if origin in {dict, collections.abc.Mapping}:
        return {some(parts[0], inside=True): some(parts[1], inside=True)}
    plain: dict[Any, Any] = {
        str: _WORDS.get(name, "x"),
        bool: True,
        int: 1,
        float: 1.0,
        bytes: b"x",
        Decimal: Decimal(1),
        dt.date: dt.date(2030, 1, 1),
        dt.datetime: dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
        Path: Path("nowhere"),
    }
    if wanted in plain:
        return plain[wanted]
    if issubclass(wanted, enum.Enum):
        return next(iter(wanted))
    types_of = typing.get_type_hints(wanted, localns=_TYPES)
    needed = [one for one in dataclasses.fields(wanted) if one.default is one.default_factory is dataclasses.MISSING]
    return wanted(**{one.name: some(types_of[one.name], one.name, inside=True) for one in needed})


def called(service: object, method: Any, actor: Actor) -> object:
    """Call a method with made-up values for everything that it needs."""
    plain = inspect.unwrap(method)
    types_of = typing.get_type_hints(plain, vars(inspect.getmodule(plain)), _TYPES)
    wanted = [one for one in list(inspect.signature(plain).parameters.values())[2:] if one.default is one.empty]
    place = [some(types_of[one.name], one.name) for one in wanted if one.kind is not one.KEYWORD_ONLY]
    named = {one.name: some(types_of[one.name], one.name) for one in wanted if one.kind is one.KEYWORD_ONLY}
    return method(service, actor, *place, **named)


def of_actors() -> list[tuple[type, str, Any]]:
    return [one for one in methods() if list(inspect.signature(one[2]).parameters)[1:2] == ["actor"]]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def stripped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, dict[type, object], Actor]]:
    """A workspace in which somebody's session claims every role, and the tables none."""
    bench = make_bench(tmp_path_factory.mktemp("rights") / "workspace", items=3)
    program = program_for(open_(bench.folder))
    with program.workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE role_grant SET until_at = '2026-01-01T00:00:00.000000Z'")
    space = program.workspace
    found: list[object] = [getattr(program, one.name) for one in dataclasses.fields(program)]
    found += [RecoveryService(space, program.keys), RehearsalService(space)]
    actor = Actor(bench.person, "anna", "Anna", frozenset(Role), space.store.station_id)
    yield program, {type(one): one for one in found}, actor
    program.close()


def written(space: Workspace) -> int:
    with space.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one())


def test_every_method_refuses_who_lost_their_roles(stripped: tuple[Program, dict[type, object], Actor]) -> None:
    program, services, actor = stripped
    before = written(program.workspace)
    refused: list[str] = []
    words: dict[str, str] = {}
    for service, name, method in of_actors():
        full = f"{service.__name__}.{name}"
        if full in STILL_THERE | NO_LOOK:
            continue
        try:
            shown = called(services[service], method, actor)
        except RightsChangedError:
            refused.append(full)
        except (InputError, RefusedError) as error:
            words[full] = str(error)
        else:
            pytest.fail(f"{full} answered {shown!r:.80}")
    assert written(program.workspace) == before
    assert len(refused) >= 300, "the search still finds the methods"
    assert len(words) <= 45, f"nearly all get as far as the database: {words}"


def test_the_exceptions_exist_and_look_at_nothing_of_others() -> None:
    names = {f"{service.__name__}.{name}" for service, name, _ in of_actors()}
    assert names >= STILL_THERE | NO_LOOK
    for service, name, method in of_actors():
        if f"{service.__name__}.{name}" in NO_LOOK:
            assert "reading(" not in inspect.getsource(inspect.unwrap(method))


def test_no_method_gives_its_answer_bit_by_bit_after_the_look() -> None:
    assert not [name for _, name, method in of_actors() if inspect.isgeneratorfunction(inspect.unwrap(method))]


def test_services_reach_the_database_through_the_store_alone() -> None:
    """Only there is it looked whether whoever acts still may."""
    folder = Path(qa_desktop.services.__path__[0])
    past = [
        path.name for path in folder.glob("*.py") for kind in ("reading", "writing") if f"database.{kind}(" in path.read_text()
    ]
    assert past == []
