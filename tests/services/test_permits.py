"""Permits in the walk of a reading: what covers it, why nothing does, how it is counted, and permits without an issue."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest

from qa_desktop.domain.checklist import Checklist, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.concession import ConcessionKind, ConcessionState, Cover, CoverWord, nearest, standing_of
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.answering import Saved
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.queries.concessions import ConcessionFilter, ConcessionRow
from qa_desktop.storage.workspace import DATABASE, Workspace
from tests.services.conftest import FakeClock
from tests.services.rounds import CHECKLIST, Floor, measured, new_floor
from tests.services.signed import quick_signing

D = Decimal
LAST = "2026-03-31"
USES = "SELECT coalesce(sum(quantity), 0) / 1000000000 FROM concession_use WHERE ended_at IS NULL"


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Floor:
    quick_signing(monkeypatch)
    return new_floor(workspace, people, clock)


def permit(floor: Floor, quantity: str = "2", *, approved: bool = True, last: str = LAST, upper: str = "12.45") -> ConcessionRow:
    """A deviation permit for bore A, given before anything was measured."""
    service, supervisor = floor.program.concessions, floor.people["supervisor"]
    wish = ConcessionWish(
        ConcessionKind.DEVIATION, quantity, last, "The tool is late", upper=upper, item_id=floor.items["bore_a"]
    )
    row = service.request_permit(supervisor, floor.opened().row.part_id, wish)
    return service.approve(floor.people["engineer"], row.id, "Mail 7") if approved else row


def said(saved: Saved) -> tuple[CoverWord, int] | None:
    return None if saved.cover is None else (saved.cover.word, int(saved.cover.left))


def left(floor: Floor) -> int:
    (row,) = floor.program.concessions.page(floor.people["auditor"])
    return int(row.left)


def test_a_deviation_permit_is_given_before_anything_is_made(floor: Floor) -> None:
    service, supervisor, part = floor.program.concessions, floor.people["supervisor"], floor.opened().row.part_id
    about = service.subject_of_part(supervisor, part)
    assert (about.part, about.line) == ("4711-A", None)
    assert [one.item.key for one in about.others if one.is_measured] == ["bore_a", "bore_b"]
    assert "scratched" in {one.item.key for one in about.others}
    with pytest.raises(InputError, match="releases what was found"):
        service.request_permit(supervisor, part, ConcessionWish(ConcessionKind.CONCESSION, "2", LAST, "why", upper="12.45"))
    with pytest.raises(NotAllowedError):
        service.request_permit(floor.people["inspector"], part, ConcessionWish(ConcessionKind.DEVIATION, "2", LAST, "why"))
    row = permit(floor, approved=False)
    assert (row.issue_id, row.item_key, row.item_text, row.unit) == (None, "bore_a", "Bore A", "mm")
    with pytest.raises(NotAllowedError, match="may not do this"):
        service.approve(supervisor, row.id)
    service.approve(floor.people["engineer"], row.id)
    assert said(floor.answer("bore_a", "12.44", 1)) == (CoverWord.COVERED, 1)
    assert said(floor.answer("bore_a", "12.35", 2)) is None, "what conforms needs no permit"
    assert said(floor.answer("bore_b", "12.44", 1)) is None, "it is about another characteristic"


def test_what_is_not_measured_is_permitted_in_words_and_covers_no_reading(floor: Floor) -> None:
    service, supervisor, part = floor.program.concessions, floor.people["supervisor"], floor.opened().row.part_id
    scratched = floor.items["scratched"]
    for bad in (
        ConcessionWish(ConcessionKind.DEVIATION, "2", LAST, "why", item_id=scratched),
        ConcessionWish(ConcessionKind.DEVIATION, "2", LAST, "why", item_id=scratched, upper="3", permits="a little"),
        ConcessionWish(ConcessionKind.DEVIATION, "2", LAST, "why", item_id=floor.items["bore_a"], permits="a little"),
        ConcessionWish(ConcessionKind.DEVIATION, "2", LAST, "why"),
    ):
        with pytest.raises(InputError):
            service.request_permit(supervisor, part, bad)
    good = ConcessionWish(ConcessionKind.DEVIATION, "2", LAST, "why", item_id=scratched, permits="Scratches up to 5 mm")
    row = service.approve(floor.people["engineer"], service.request_permit(supervisor, part, good).id)
    assert row.permits == "Scratches up to 5 mm"
    assert said(floor.answer("scratched", "yes")) is None
    assert left(floor) == 2


def test_each_answer_says_what_covers_it_and_why_nothing_does(floor: Floor, clock: FakeClock) -> None:
    row = permit(floor, approved=False)
    assert said(floor.answer("bore_a", "12.44", 1)) == (CoverWord.WAITING, 2)
    floor.program.concessions.approve(floor.people["engineer"], row.id)
    assert floor.opened().covers[floor.line("bore_a", 1)].word is CoverWord.COVERED
    assert said(floor.answer("bore_a", "12.46", 2)) == (CoverWord.OUTSIDE, 1)
    assert said(floor.answer("bore_a", "12.45", 2)) == (CoverWord.COVERED, 0)
    assert said(floor.answer("bore_a", "12.43", 3)) == (CoverWord.USED_UP, 0)
    opened = floor.opened().covers
    assert {key: one.word for key, one in opened.items()} == {
        floor.line("bore_a", 1): CoverWord.COVERED,
        floor.line("bore_a", 2): CoverWord.COVERED,
        floor.line("bore_a", 3): CoverWord.USED_UP,
    }
    floor.answer("bore_a", "12.35", 2)
    assert left(floor) == 1, "a corrected reading gives its piece back"
    clock.forward(days=40)
    late = floor.answer("bore_a", "12.42", 3)
    assert late.cover == Cover(CoverWord.EXPIRED, "C-01-000001", ConcessionKind.DEVIATION, D(1), LAST)
    floor.program.concessions.withdraw(floor.people["engineer"], row.id, "over")
    assert said(floor.answer("bore_a", "12.43", 3)) == (CoverWord.WITHDRAWN, 1)


def test_a_note_counts_nothing_and_a_piece_is_counted_once(floor: Floor) -> None:
    permit(floor)
    floor.answer("bore_a", "12.44", 1)
    floor.program.answers.note(floor.people["inspector"], floor.inspection, floor.line("bore_a", 1), "red bin")
    floor.answer("bore_a", "12.44", 1)
    floor.answer("bore_a", "12.45", 1)
    assert left(floor) == 1


def test_who_rejects_or_takes_back_gives_the_permit_back(floor: Floor) -> None:
    permit(floor)
    acts, inspector = floor.program.line_acts, floor.people["inspector"]
    floor.answer("bore_a", "12.44", 1)
    floor.answer("bore_a", "12.44", 2)
    assert left(floor) == 0
    rejected = acts.reject(inspector, floor.inspection, floor.line("bore_a", 1), "dented as well")
    assert said(rejected) is None, "a rejected piece is not released by a permit for its size"
    assert left(floor) == 1
    acts.retract(inspector, floor.inspection, floor.line("bore_a", 2), "wrong piece")
    assert (left(floor), dict(floor.opened().covers)) == (2, {})


def test_an_abandoned_inspection_gives_back_what_it_took(floor: Floor) -> None:
    permit(floor, "1")
    floor.answer("bore_a", "12.44", 1)
    assert left(floor) == 0
    floor.program.inspections.abandon(floor.people["inspector"], floor.inspection, "wrong lot")
    assert left(floor) == 1


def test_the_same_piece_inspected_again_is_counted_once(floor: Floor) -> None:
    permit(floor, "1")
    floor.answer_all()
    floor.answer("bore_a", "12.48", 2)
    floor.answer("bore_a", "12.44", 1)
    floor.sign()
    floor.countersign()
    again = floor.program.reinspections.begin(floor.people["inspector2"], floor.inspection).id
    ivo, give = floor.people["inspector2"], floor.program.answers.answer
    assert said(give(ivo, again, floor.line("bore_a", 1), "12.43")) == (CoverWord.COVERED, 0)
    assert said(give(ivo, again, floor.line("bore_a", 2), "12.43")) == (CoverWord.USED_UP, 0)
    assert left(floor) == 0


def test_what_came_back_is_covered_by_what_was_approved_meanwhile(floor: Floor) -> None:
    row = permit(floor, approved=False)
    floor.answer_all()
    floor.answer("bore_a", "12.44", 1)
    floor.sign()
    floor.program.concessions.approve(floor.people["engineer"], row.id)
    assert floor.opened().covers == {}, "what is signed does not change"
    floor.send_back({}, "A permit was approved. Sign again.")
    assert floor.opened().covers[floor.line("bore_a", 1)].word is CoverWord.COVERED


def test_two_who_write_at_once_never_take_more_than_is_left(floor: Floor, workspace: Workspace) -> None:
    row = permit(floor, "1")
    floor.answer("bore_a", "12.35", 1)
    start, refused = threading.Barrier(2), []

    def take(number: int) -> None:
        raw = sqlite_module().connect(workspace.folder / DATABASE, isolation_level=None, timeout=20)
        raw.execute("PRAGMA foreign_keys = ON")
        start.wait()
        try:
            raw.execute(
                "INSERT INTO concession_use (id, concession_id, inspection_id, item_id, piece, quantity, at) "
                "VALUES (?, ?, ?, ?, ?, 1000000000, '2026-03-02T08:00:00Z')",
                (f"u{number}", row.id, floor.inspection, floor.items["bore_a"], number + 1),
            )
        except sqlite_module().IntegrityError as error:
            refused.append(str(error))
        raw.close()

    both = [threading.Thread(target=take, args=(number,)) for number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert refused == ["QA:a concession covers only what is left of it"]
    assert left(floor) == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("quantity = 0", "counted"),
        ("quantity = -1000000000", "counted"),
        ("at = '2026-04-03T08:00:00Z'", "its own part and characteristic"),
        ("item_id = (SELECT id FROM item WHERE key = 'bore_b')", "its own part and characteristic"),
        ("piece = 1", "covered once"),
    ],
)
def test_the_database_counts_too(floor: Floor, workspace: Workspace, changed: str, words: str) -> None:
    row = permit(floor, "3")
    floor.answer("bore_a", "12.44", 1)
    values = {
        "id": "'x'", "concession_id": f"'{row.id}'", "inspection_id": f"'{floor.inspection}'", "piece": "2",
        "item_id": f"'{floor.items['bore_a']}'", "quantity": "1000000000", "at": "'2026-03-02T08:00:00Z'",
    }  # fmt: skip
    name, _, value = changed.partition(" = ")
    values[name] = value
    with pytest.raises(RefusedError, match=words), workspace.database.writing() as connection:
        connection.exec_driver_sql(f"INSERT INTO concession_use ({', '.join(values)}) VALUES ({', '.join(values.values())})")
    with pytest.raises(RefusedError, match="can only end"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE concession_use SET piece = 3, ended_at = 'now'")


def test_the_list_is_found_by_state_part_and_words(floor: Floor, clock: FakeClock) -> None:
    service, auditor, engineer = floor.program.concessions, floor.people["auditor"], floor.people["engineer"]
    used = permit(floor, "1", last="2026-03-05")
    floor.answer("bore_a", "12.44", 1)
    gone, waiting = permit(floor, "1", last="2026-03-02"), permit(floor, "9", approved=False)
    short, ended = permit(floor, "5", last="2026-03-10"), permit(floor, "5")
    long = permit(floor, "5")
    service.withdraw(engineer, ended.id, "no need")
    clock.forward(days=1)
    states = {
        ConcessionState.USED_UP: [used.id],
        ConcessionState.EXPIRED: [gone.id],
        ConcessionState.WAITING: [waiting.id],
        ConcessionState.IN_FORCE: [long.id, short.id],
        ConcessionState.WITHDRAWN: [ended.id],
    }
    today = service.today(auditor)
    for state, keys in states.items():
        wanted = ConcessionFilter(state)
        found = service.page(auditor, wanted)
        assert [row.id for row in found] == keys
        assert {row.standing(today).state for row in found} == {state}, "the table and the rule say the same"
        assert service.count(auditor, wanted) == len(keys)
    everything = [row.id for row in service.page(auditor)]
    first = service.page(auditor, limit=4)
    assert [row.id for row in (*first, *service.page(auditor, after=first[-1].id))] == everything
    assert service.count(auditor, ConcessionFilter(text="bore 4711")) == 6
    assert service.count(auditor, ConcessionFilter(part="4711-A", text="C-01-000003")) == 1
    assert service.count(auditor, ConcessionFilter(part="4711")) == 0
    assert [row.id for row in service.ending(auditor)] == [short.id], "seven days before the last one"


def test_what_is_nearly_used_up_is_told(floor: Floor) -> None:
    service, auditor = floor.program.concessions, floor.people["auditor"]
    row = permit(floor, "10")
    assert service.ending(auditor) == ()
    with floor.program.workspace.store.writing(auditor.person_id) as work:
        for piece in range(1, 10):
            work.connection.exec_driver_sql(
                "INSERT INTO concession_use (id, concession_id, inspection_id, item_id, piece, quantity, at) "
                "VALUES (?, ?, ?, ?, ?, 1000000000, '2026-03-02T08:00:00Z')",
                (f"u{piece}", row.id, floor.inspection, floor.items["bore_a"], piece),
            )
            work.leave_unaudited("a test uses it up")
            found = service.ending(auditor) if piece < 9 else ()
            assert found == ()
    assert [one.number for one in service.ending(auditor)] == [row.number]


def test_a_permit_whose_last_day_is_over_is_not_approved(floor: Floor, clock: FakeClock) -> None:
    row = permit(floor, approved=False, last="2026-03-03")
    clock.forward(days=2)
    with pytest.raises(RefusedError, match="would permit nothing"):
        floor.program.concessions.approve(floor.people["engineer"], row.id)
    mine = floor.program.concessions.withdraw(floor.people["supervisor"], row.id, "Too late")
    assert mine.withdrawn_by == "Sara Supervisor", "who requested it takes back what waits"


def test_a_concession_of_an_issue_without_a_line_names_its_characteristic(floor: Floor) -> None:
    service, supervisor = floor.program.concessions, floor.people["supervisor"]
    part = floor.opened().row.part_id
    issue = floor.program.issues.log(
        supervisor, kind=IssueKind.NONCONFORMITY, title="Too large", severity=Severity.MAJOR, part_id=part, quantity="3"
    )
    about = service.subject_of_issue(supervisor, issue.id)
    assert (about.line, about.quantity, about.others[0].item.text) == (None, "3", "Bore A")
    wish = ConcessionWish(ConcessionKind.CONCESSION, "3", LAST, "fits", upper="12.45", item_id=about.others[0].item.id)
    assert service.request(supervisor, issue.id, wish).item_key == "bore_a"


def test_other_checklists_are_offered_only_where_the_part_has_none(
    workspace: Workspace, people: dict[str, Actor], clock: FakeClock
) -> None:
    other = Checklist(
        "Other",
        (Section("S", (measured("depth_x", "Depth X"), Item("ok", ItemKind.CONFORMITY, "Fine?", evidence=Evidence.NONE))),),
    )
    new_floor(workspace, people, clock, other)
    floor = new_floor(workspace, people, clock, CHECKLIST)
    service, engineer = floor.program.concessions, people["engineer"]
    both = {one.item.key for one in service.subject_of_part(engineer, floor.opened().row.part_id).others}
    assert {"bore_a", "depth_x"} <= both, "both were used on the part"
    with workspace.store.writing(engineer.person_id) as work:
        from qa_desktop.storage.queries import production

        fresh = production.ensure_part(work, "NEW-1", "", "")
    assert {one.item.key for one in service.subject_of_part(engineer, fresh).others} == both


def test_standing_and_the_nearest_reason() -> None:
    def state(**changed: object) -> ConcessionState:
        values = {
            "approved": True,
            "withdrawn": False,
            "quantity": D(10),
            "used": D(3),
            "valid_until": LAST,
            "day": date(2026, 3, 31),
        }
        return standing_of(**{**values, **changed}).state  # type: ignore[arg-type]

    assert state() is ConcessionState.IN_FORCE
    assert state(day=date(2026, 4, 1)) is ConcessionState.EXPIRED
    assert state(day=date(2026, 4, 1), used=D(10)) is ConcessionState.USED_UP
    assert state(approved=False) is ConcessionState.WAITING
    assert state(approved=False, withdrawn=True) is ConcessionState.WITHDRAWN
    last = standing_of(approved=True, withdrawn=False, quantity=D(10), used=D(9), valid_until=LAST, day=date(2026, 3, 24))
    assert (last.days, last.ends_soon, last.nearly_used, last.is_ending) == (7, True, True, True)
    covers = [Cover(word, word.value, ConcessionKind.CONCESSION, D(0), LAST) for word in (CoverWord.OUTSIDE, CoverWord.EXPIRED)]
    assert nearest([None, *covers, None]) is covers[1]
    assert nearest([]) is None
