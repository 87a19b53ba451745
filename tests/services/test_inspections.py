"""Opening, finding, handing over and giving up inspections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.errors import InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.storage import place
from qa_desktop.storage.queries.inspections import InspectionFilter
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import released
from tests.services.signed import Shop, actions, new_shop, quick_signing


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Shop:
    quick_signing(monkeypatch)
    return new_shop(workspace, people)


def test_an_inspection_begins_blank_with_the_criteria_pinned(shop: Shop, workspace: Workspace) -> None:
    row = shop.program.inspections.begin(
        shop.people["inspector"],
        shop.revision_id,
        WhatToInspect(" 4711-A ", "Housing", "B", "PO-1", "L-1", "1 0".replace(" ", ""), "S-1"),
    )
    opened = shop.program.inspections.open(shop.people["inspector"], row.id)
    assert (opened.answers, opened.times, opened.remarks) == ({}, {}, ()), "nothing is pre-filled"
    assert (row.number, row.state.value, row.answered, row.item_total, row.inspector) == (
        "I-01-000001", "in_progress", 0, 6, "Ines Inspector",
    )  # fmt: skip
    assert row.criteria_digest == opened.checklist.digest()
    assert (row.part_number, row.part_revision, row.order, row.lot, row.lot_quantity, row.serial) == (
        "4711-A", "B", "PO-1", "L-1", "10", "S-1",
    )  # fmt: skip
    assert actions(workspace)[-5:] == ["part.create", "order.create", "lot.create", "piece.create", "inspection.begin"]


def test_a_later_revision_leaves_an_inspection_as_it_began(shop: Shop) -> None:
    inspection = shop.begin()
    before = shop.program.inspections.open(shop.people["inspector"], inspection)
    templates, engineer = shop.program.templates, shop.people["engineer"]
    draft = templates.new_draft(engineer, templates.list_templates(engineer).rows[0].id)
    released(templates, engineer, draft.id)
    after = shop.program.inspections.open(shop.people["inspector"], inspection)
    assert after.checklist == before.checklist
    with pytest.raises(RefusedError, match="not published"):
        shop.begin()
    shop.answer(inspection, "bore_a", "12.35")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (WhatToInspect(""), "part number is empty"),
        (WhatToInspect("P\u200b1"), "invisible"),
        (WhatToInspect("P" * 81), "longer than"),
        (WhatToInspect("P", lot="L", lot_quantity="many"), "not a number"),
        (WhatToInspect("P", serial="a\nb"), "invisible"),
        (WhatToInspect("P", order="nul\x00"), "NUL"),
    ],
)
def test_what_cannot_be_inspected_is_refused(shop: Shop, workspace: Workspace, what: WhatToInspect, words: str) -> None:
    before = actions(workspace)
    with pytest.raises(InputError, match=words):
        shop.program.inspections.begin(shop.people["inspector"], shop.revision_id, what)
    assert actions(workspace) == before


def test_unknown_and_unpublished_revisions_are_refused(shop: Shop) -> None:
    templates, engineer = shop.program.templates, shop.people["engineer"]
    draft = templates.new_draft(engineer, templates.list_templates(engineer).rows[0].id)
    with pytest.raises(RefusedError, match="not published"):
        shop.program.inspections.begin(shop.people["inspector"], draft.id, WhatToInspect("P"))
    with pytest.raises(NotFoundError):
        shop.program.inspections.begin(shop.people["inspector"], "nothing", WhatToInspect("P"))


def test_a_drive_that_is_nearly_full_takes_no_new_inspection(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    inspection = shop.begin()
    monkeypatch.setattr(place, "free_bytes", lambda _folder: place.FEW_BYTES - 1)
    with pytest.raises(RefusedError, match="nearly full"):
        shop.begin()
    shop.answer(inspection, "bore_a", "12.35")


@pytest.mark.parametrize("login", ["engineer", "auditor", "admin"])
def test_whoever_does_not_inspect_begins_nothing(shop: Shop, login: str) -> None:
    with pytest.raises(NotAllowedError):
        shop.begin(login)
    inspection = shop.begin()
    for act in (
        lambda: shop.program.inspections.take_over(shop.people[login], inspection),
        lambda: shop.program.inspections.abandon(shop.people[login], inspection, "why"),
        lambda: shop.program.inspections.set_place(shop.people[login], inspection, "x"),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_resuming_lands_where_the_inspector_was(shop: Shop, workspace: Workspace) -> None:
    inspection = shop.begin()
    who = shop.people["inspector"]
    before = len(actions(workspace))
    shop.program.inspections.set_place(who, inspection, shop.items["marked"])
    assert shop.program.inspections.open(who, inspection).row.current_item_id == shop.items["marked"]
    shop.program.inspections.set_place(shop.people["inspector2"], inspection, shop.items["colour"])
    assert shop.program.inspections.open(who, inspection).row.current_item_id == shop.items["marked"]
    assert len(actions(workspace)) == before, "where somebody looks is no record"
    shop.answer(inspection, "surface", "pass")
    assert shop.program.inspections.open(who, inspection).row.current_item_id == shop.items["surface"]


def test_answers_keep_the_name_of_who_gave_them(shop: Shop) -> None:
    inspection = shop.begin()
    shop.answer(inspection, "bore_a", "12.35")
    row = shop.program.inspections.take_over(shop.people["inspector2"], inspection)
    assert row.inspector == "Ivo Inspector"
    shop.answer(inspection, "surface", "pass", "inspector2")
    record = shop.program.signing.look(shop.people["auditor"], inspection).record
    assert {line.item.key: line.by for line in record.lines if line.by} == {
        "bore_a": "Ines Inspector",
        "surface": "Ivo Inspector",
    }


def test_a_closed_inspection_is_not_taken_over(shop: Shop) -> None:
    inspection = shop.signed()
    with pytest.raises(RefusedError, match="can no longer change"):
        shop.program.inspections.take_over(shop.people["inspector2"], inspection)


def test_giving_up_needs_its_inspector_and_a_reason(shop: Shop, workspace: Workspace) -> None:
    service = shop.program.inspections
    inspection = shop.begin()
    with pytest.raises(InputError, match="Say why"):
        service.abandon(shop.people["inspector"], inspection, "  ")
    with pytest.raises(RefusedError, match="Only its own inspector"):
        service.abandon(shop.people["inspector2"], inspection, "why")
    service.abandon(shop.people["inspector"], inspection, "wrong part")
    assert shop.state(inspection) == "void"
    with pytest.raises(RefusedError):
        service.abandon(shop.people["inspector"], inspection, "again")
    with pytest.raises(RefusedError):
        shop.answer(inspection, "bore_a", "12.35")
    signed = shop.signed()
    with pytest.raises(RefusedError, match="cannot become void"):
        service.abandon(shop.people["inspector"], signed, "why")


def test_my_work(shop: Shop, clock: FakeClock) -> None:
    inspections, me = shop.program.inspections, shop.people["inspector"]
    going = shop.begin()
    back = shop.signed()
    shop.program.signing.send_back(shop.people["supervisor"], back, {}, "again")
    waits = shop.signed("inspector2")
    own = shop.signed("supervisor")
    due = inspections.begin(
        shop.people["supervisor"], shop.revision_id, WhatToInspect("D"), due=clock.now + timedelta(hours=7), for_anyone=True
    ).id
    inspections.begin(
        shop.people["supervisor"], shop.revision_id, WhatToInspect("E"), due=clock.now + timedelta(hours=9), for_anyone=True
    )
    work = inspections.my_work(me)
    assert [[row.id for row in rows] for rows in (work.resume, work.returned, work.due)] == [[going], [back], [due]]
    assert work.to_review == 0, "an inspector reviews nothing"
    assert inspections.my_work(shop.people["supervisor"]).to_review == 1, "not one's own"
    assert inspections.my_work(shop.people["supervisor2"]).to_review == 2
    assert {waits, own} <= {row.id for row in inspections.page(me, InspectionFilter())}
    inspections.take_over(me, due)
    assert inspections.my_work(me).due == ()


def test_lists_are_pages_that_together_are_everything(shop: Shop, clock: FakeClock) -> None:
    inspections, me = shop.program.inspections, shop.people["auditor"]
    made = []
    for number in range(7):
        if number % 2:
            clock.forward(seconds=1)  # some share their moment, which a page must not lose
        made.append(shop.begin(part=f"50%-{number}"))
    seen: list[str] = []
    after = None
    while page := inspections.page(me, InspectionFilter(text="50%"), after=after, limit=2):
        seen += [row.id for row in page]
        after = (page[-1].updated_at, page[-1].id)
    assert sorted(seen) == sorted(made)
    assert len(set(seen)) == inspections.count(me, InspectionFilter(text="50%")) == 7
    assert inspections.count(me, InspectionFilter(text="500")) == 0, "a percent sign is a percent sign"
    assert inspections.count(me, InspectionFilter(text="housing 50%-3")) == 1
    assert inspections.count(me, InspectionFilter(failed_only=True)) == 0


def test_a_scan_finds_what_bears_the_code(shop: Shop) -> None:
    inspections, me = shop.program.inspections, shop.people["auditor"]
    inspection = shop.begin()
    number = inspections.open(me, inspection).row.number
    for code in (number, " L-100 "):
        assert [row.id for row in inspections.find(me, code)] == [inspection]
    assert inspections.find(me, "L-10") == ()
    with pytest.raises(InputError):
        inspections.find(me, "")
    assert [part.number for part in inspections.parts(me, "47")] == ["4711-A"]
    assert inspections.parts(me, "11") == ()


def test_the_last_readings_of_the_same_part(shop: Shop) -> None:
    values = ["12.31", "12.32", "12.33", "12.34", "12.35", "12.36"]
    for value in values:
        shop.answer(shop.begin(), "bore_a", value)
    other = shop.begin(part="OTHER")
    shop.answer(other, "bore_a", "12.40")
    part = shop.program.inspections.parts(shop.people["auditor"], "4711")[0].id
    found = shop.program.inspections.last_readings(shop.people["auditor"], "bore_a", part)
    assert {value for _, value in found} <= set(values)
    assert len(found) == 5


def test_photos_are_counted_with_their_answers(shop: Shop) -> None:
    inspection = shop.begin()
    shop.photo(inspection, "surface")
    opened = shop.program.inspections.open(shop.people["inspector"], inspection)
    assert opened.answers == {shop.items["surface"]: Answer(photos=1)}


def test_unknown_inspections_are_named(shop: Shop) -> None:
    for act in (shop.program.inspections.open, shop.program.inspections.take_over, shop.program.signing.look):
        with pytest.raises(NotFoundError):
            act(shop.people["supervisor"], "nothing")
