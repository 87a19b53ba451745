"""A new inspection without a window: proposals, plans and what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.people import Actor
from qa_desktop.domain.trade import CompanyKind
from qa_desktop.services.assignments import RuleWish
from qa_desktop.services.program import Program
from qa_desktop.services.trade import CompanyFacts, TradeService
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.home.latest import Latest
from qa_desktop.ui.home.new_model import FIELDS, ChosenBy, NewModel, split_serials
from qa_desktop.ui.home.numbers import Wrong, wrong_number
from tests.services.conftest import FakeClock
from tests.services.sampled import AQL, PART, SUPPLIER, Floor, piece_item, sampled_checklist


@dataclass
class Queue:
    """Jobs that run when the test says so."""

    waiting: list[tuple[Callable[[], Any], Callable[[Any], None], Callable[[QaError], None]]] = field(default_factory=list)

    def read(self, fn: Any, done: Any, failed: Any, *, owner: object) -> None:
        self.waiting.append((fn, done, failed))

    def run_one(self) -> None:
        fn, done, failed = self.waiting.pop(0)
        try:
            found = fn()
        except QaError as error:
            failed(error)
        else:
            done(found)

    def run(self) -> None:
        while self.waiting:
            self.run_one()


class Sheet:
    """The fields and the model, worked by hand."""

    def __init__(self, program: Program, actor: Actor) -> None:
        self.jobs = Queue()
        self.texts = dict.fromkeys(FIELDS, "")
        context: Any = SimpleNamespace(program=program, jobs=self.jobs, actor=actor)
        self.model = NewModel(context, lambda: None, self)

    def begin(self, **known: str) -> None:
        self.texts = {name: known.get(name, "") for name in FIELDS}
        self.model.begin(known, pytest.fail)
        self.jobs.run()

    def type(self, **texts: str) -> None:
        for name, text in texts.items():
            self.texts[name] = text
            self.model.typed(name, self.texts)
        self.jobs.run()

    def take(self, place: int = 0) -> None:
        offer = self.model.take(place)
        assert offer is not None
        self.texts.update(offer.values)
        self.model.filled(self.texts)
        self.jobs.run()

    @property
    def chosen(self) -> tuple[str, ChosenBy]:
        state = self.model.state
        names = {row.id: row.template_name for row in state.published or ()}
        return names.get(state.chosen or "", ""), state.by


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Floor:
    found = Floor(workspace, people, clock)
    found.publish(sampled_checklist(piece_item("edge", None), title="Plain"))
    found.publish(sampled_checklist(title="Castings"))
    return found


@pytest.fixture
def sheet(program: Program, people: dict[str, Actor], floor: Floor) -> Sheet:
    return Sheet(program, people["inspector"])


def test_the_rules_propose_as_soon_as_the_part_is_known(sheet: Sheet, floor: Floor) -> None:
    floor.assignments.make(floor.people["engineer"], RuleWish(floor.template_id, PART, inspection_type=InspectionType.INCOMING))
    sheet.begin()
    assert sheet.chosen == ("", ChosenBy.NOBODY), "several checklists and no rule: nothing is chosen by itself"
    sheet.type(part_number=PART)
    assert sheet.chosen == ("", ChosenBy.NOBODY)
    assert sheet.model.state.rules_asked
    sheet.model.choose_type(InspectionType.INCOMING)
    sheet.jobs.run()
    assert sheet.chosen == ("Castings", ChosenBy.RULE)
    assert isinstance(sheet.model.state.plan_problem, InputError), "the plan needs the lot quantity"
    sheet.type(lot="L-1", lot_quantity="1000")
    assert sheet.model.state.preview is not None
    assert sheet.model.state.preview.pieces == 80
    sheet.model.choose_type(InspectionType.INCOMING)  # once more takes it back
    sheet.jobs.run()
    assert sheet.chosen == ("", ChosenBy.NOBODY)
    assert sheet.model.state.preview is None


def test_what_the_person_chose_stays_whatever_the_rules_propose(sheet: Sheet, floor: Floor) -> None:
    floor.assignments.make(floor.people["engineer"], RuleWish(floor.template_id, PART))
    sheet.begin()
    plain = next(row.id for row in sheet.model.state.published or () if row.template_name == "Plain")
    sheet.model.choose(plain)
    sheet.type(part_number=PART)
    assert sheet.chosen == ("Plain", ChosenBy.PERSON)
    proposal = sheet.model.state.proposal
    assert proposal is not None
    assert proposal.template == "Castings"
    sheet.model.choose(None)
    sheet.jobs.run()
    sheet.type(part_number="P-other")
    assert sheet.chosen == ("", ChosenBy.NOBODY)


def test_the_only_checklist_is_chosen(sheet: Sheet, floor: Floor) -> None:
    floor.templates.retire(floor.people["engineer"], floor.revision_id)
    sheet.begin()
    assert sheet.chosen == ("Plain", ChosenBy.ONLY)


def test_an_order_offers_what_is_known_of_its_lots(sheet: Sheet, floor: Floor) -> None:
    floor.begin("L-7", "1000", order="WO-1", part_name="Housing", part_revision="C")
    sheet.begin(order="WO-1")
    (offer,) = sheet.model.state.offers
    assert offer.words == "L-7 · 1000 · P-1042 C Housing · Foundry Ltd"
    sheet.take()
    assert {name: text for name, text in sheet.texts.items() if text} == {
        "order": "WO-1", "part_number": PART, "part_name": "Housing", "part_revision": "C", "supplier": SUPPLIER, "lot": "L-7",
        "lot_quantity": "1000",
    }  # fmt: skip
    assert sheet.model.state.taken == 0
    sheet.type(order="WO-2")
    assert sheet.model.state.offers == ()


def test_parts_lots_and_suppliers_are_offered_while_they_are_typed(sheet: Sheet, floor: Floor) -> None:
    floor.begin("L-7", "1000", part_name="Housing")
    sheet.begin()
    sheet.type(part_number="P-1")
    assert [offer.words for offer in sheet.model.state.offers] == ["P-1042 Housing"]
    sheet.type(part_number=PART)
    assert sheet.model.state.offers == ()
    assert sheet.model.state.exact is not None
    assert dict(sheet.model.state.exact.values)["part_name"] == "Housing"
    sheet.type(lot="L-7")
    assert [dict(offer.values)["lot_quantity"] for offer in sheet.model.state.offers] == ["1000"]
    sheet.type(supplier="found")
    assert [offer.words for offer in sheet.model.state.offers] == [SUPPLIER]


def test_a_supplier_in_no_list_is_said_and_taken_all_the_same(sheet: Sheet, floor: Floor) -> None:
    sheet.begin()
    sheet.type(supplier="Zerspaner")
    assert not sheet.model.state.unlisted, "nobody keeps a list"
    company = CompanyFacts("Zahnrad Nord", CompanyKind.SUPPLIER)
    TradeService(floor.workspace).add_company(floor.people["engineer"], company)
    sheet.type(supplier="z")
    assert not sheet.model.state.unlisted, "one of the list begins so"
    assert [dict(offer.values)["supplier"] for offer in sheet.model.state.offers] == ["Zahnrad Nord"]
    sheet.type(supplier="Zerspaner")
    assert sheet.model.state.unlisted
    sheet.type(lot="L-1")
    assert sheet.model.state.unlisted, "it stays said while other fields are filled"
    sheet.type(supplier="ZAHNRAD  NORD")
    assert not sheet.model.state.unlisted
    sheet.type(supplier="Zerspaner", part_number=PART)
    sheet.type(supplier="")
    assert not sheet.model.state.unlisted


def test_several_revisions_of_a_part_are_offered_and_none_is_taken(sheet: Sheet, floor: Floor) -> None:
    for revision in ("B", "C"):
        floor.begin(f"L-{revision}", "10", part_revision=revision)
    sheet.begin()
    sheet.type(part_number=PART)
    assert sheet.model.state.exact is None
    assert [offer.words for offer in sheet.model.state.offers] == ["P-1042 B", "P-1042 C"]


def test_what_is_inspected_is_what_was_typed(sheet: Sheet) -> None:
    sheet.begin()
    sheet.model.choose_type(InspectionType.FINAL)
    texts = {**sheet.texts, "part_number": "P", "serial": "S1, S2;S3, S1", "pieces": "5", "covers": "10"}
    what = sheet.model.what(texts)
    assert (what.serial, what.serials, what.pieces, what.covers, what.type) == (
        "",
        ("S1", "S2", "S3"),
        5,
        "10",
        InspectionType.FINAL,
    )
    one = sheet.model.what({**texts, "serial": " S1 ", "pieces": ""})
    assert (one.serial, one.serials, one.pieces) == ("S1", (), None)
    assert split_serials(" , ;") == ()


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ({"lot": "L", "lot_quantity": "many"}, Wrong.QUANTITY),
        ({"lot": "L", "lot_quantity": "0"}, Wrong.QUANTITY),
        ({"lot": "L", "lot_quantity": "5 lbs"}, Wrong.QUANTITY),
        ({"lot": "L", "lot_quantity": "12,5 kg"}, None),
        ({"lot_quantity": "5"}, Wrong.LOT),
        ({"covers": "5"}, Wrong.LOT),
        ({"lot": "L", "covers": "-1"}, Wrong.COVERS),
        ({"pieces": "2.5"}, Wrong.PIECES),
        ({"pieces": "0"}, Wrong.PIECES),
        ({"lot": "L", "lot_quantity": "1000", "covers": "12,5", "pieces": "3"}, None),
    ],
)
def test_numbers_that_cannot_be_meant(texts: dict[str, str], wrong: Wrong | None) -> None:
    assert wrong_number({**dict.fromkeys(FIELDS, ""), **texts}) is wrong


def test_a_fast_typist_fills_no_queue_and_only_the_newest_wish_counts() -> None:
    jobs, heard = Queue(), list[str]()
    latest = Latest(jobs, object())  # type: ignore[arg-type]
    for text in ("a", "ab", "abc"):
        latest.want(lambda text=text: text, heard.append, lambda error: heard.append(str(error)))  # type: ignore[misc]
    assert len(jobs.waiting) == 1
    jobs.run()
    assert heard == ["abc"]
    latest.want(lambda: "dropped", heard.append, lambda error: heard.append(str(error)))
    latest.forget()
    jobs.run()
    assert heard == ["abc"]
    assert not latest.is_busy


def test_the_plan_is_looked_at_again_only_when_it_depends_on_what_was_typed(sheet: Sheet, floor: Floor) -> None:
    floor.publish(sampled_checklist(piece_item("edge", AQL), title="Third"))
    sheet.begin()
    sheet.model.choose(floor.revision_id)
    sheet.type(part_number=PART, lot="L-1", lot_quantity="1000")
    before = sheet.model.state.preview
    assert before is not None
    sheet.texts["part_name"] = "Housing"
    sheet.model.typed("part_name", sheet.texts)
    sheet.texts["pieces"] = "100"
    sheet.model.typed("pieces", sheet.texts)
    assert sheet.jobs.waiting == []
    assert sheet.model.state.preview is before
