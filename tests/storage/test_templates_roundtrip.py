"""What a checklist says survives the tables without a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.decimals import scaled
from qa_desktop.domain.tolerance import Limits
from qa_desktop.storage import chain, models, workspace
from qa_desktop.storage.queries import template_writes, templates
from qa_desktop.storage.unit import Store
from qa_desktop.storage.workspace import Workspace

_names = count(1)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
limit = (
    st.none()
    | st.decimals(min_value=-9_000_000_000, max_value=9_000_000_000, places=3)
    | st.decimals(min_value=-9, max_value=9, places=9)
)
choices = st.lists(
    st.builds(Choice, id=texts, text=texts, conforming=st.none() | st.booleans()), max_size=4, unique_by=lambda c: c.id
)


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    nominal, one, other = draw(limit), draw(limit), draw(limit)
    if one is not None and other is not None and one > other:
        one, other = other, one
    return Limits(nominal, one, other)


def item(key: str) -> st.SearchStrategy[Item]:
    return st.builds(
        Item,
        key=st.just(key),
        kind=st.sampled_from(ItemKind),
        text=texts,
        help=texts,
        required=st.booleans(),
        severity=st.sampled_from(Severity),
        evidence=st.sampled_from(Evidence),
        allow_na=st.booleans(),
        limits=limits(),
        unit=texts,
        decimals=st.none() | st.integers(0, 9),
        choices=choices.map(tuple),
        expected=st.sampled_from([None, "yes", "no"]),
    )


@st.composite
def checklists(draw: st.DrawFn) -> Checklist:
    keys = draw(st.lists(texts, unique=True, max_size=6))
    items = [draw(item(key)) for key in keys]
    sections = []
    while items:
        size = draw(st.integers(0, len(items)))
        sections.append(Section(draw(texts), tuple(items[:size])))
        items = items[size:]
    return Checklist(draw(texts), tuple(sections), draw(texts))


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("roundtrip") / "w"

    def first(store: Store) -> None:
        with store.writing(None) as work:
            work.station_id = "s"
            work.connection.execute(insert(models.Station).values(id="s", code="01", name="", enrolled_at=work.now.utc))
            chain.start_chain(work.connection, "s")
            work.audit("workspace.create", "workspace", "s")

    opened = workspace.create(folder, first=first)
    yield opened
    opened.close()


def stored(space: Workspace, checklist: Checklist) -> str:
    with space.store.writing(None) as work:
        template = template_writes.insert_template(work.connection, name=f"T{next(_names)}", at=work.now.utc, by="p")
        facts = {"template_id": template, "number": 1, "source": "", "import_report": "", "at": work.now.utc, "by": "p"}
        revision = template_writes.insert_draft(work.connection, checklist, **facts)
        work.audit("template.create", "template_revision", revision)
    return revision


def without_ids(checklist: Checklist) -> Checklist:
    sections = tuple(replace(s, id="", items=tuple(replace(i, id="") for i in s.items)) for s in checklist.sections)
    return replace(checklist, sections=sections)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(checklist=checklists())
def test_a_checklist_comes_back_as_it_went_in(space: Workspace, checklist: Checklist) -> None:
    revision = stored(space, checklist)
    with space.store.reading() as connection:
        back = templates.load_checklist(connection, revision)
        assert without_ids(back) == checklist
        assert back.digest() == checklist.digest()
        for found in back.items:
            assert found.id
            assert templates.item_by_id(connection, found.id) == found


def test_trailing_zeros_and_missing_limits_are_kept(space: Workspace) -> None:
    sizes = Limits(Decimal("12.350"), None, Decimal("12.40"))
    checklist = Checklist("T", (Section("S", (Item("a", ItemKind.MEASUREMENT, "A", limits=sizes),)),))
    revision = stored(space, checklist)
    with space.store.reading() as connection:
        back = templates.load_checklist(connection, revision).items[0].limits
        columns = connection.exec_driver_sql(
            "SELECT nominal, nominal_scaled, lower, lower_scaled, upper_scaled FROM item WHERE revision_id = ?", (revision,)
        ).one()
    assert (str(back.nominal), back.lower, str(back.upper)) == ("12.350", None, "12.40")
    assert tuple(columns) == ("12.350", scaled(Decimal("12.35")), None, None, 12_400_000_000)
