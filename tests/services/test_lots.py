"""Lots are held until a signature accepts them; each thing that blocks a release is met here with goods that fail."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.lot import LotSource, LotState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind
from qa_desktop.reports.types import Outcome
from qa_desktop.services.containment import HoldWish
from qa_desktop.storage.workspace import Workspace
from tests.services.lot_makings import BAD, GOOD, UNCERTAIN, LotShop, new_lot_shop, plan, reinspect
from tests.services.signed import actions


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    return new_lot_shop(workspace, people)


def blocks(shop: LotShop) -> list[str]:
    return [str(block) for block in shop.lot().blocks]


def nothing_signed(shop: LotShop) -> None:
    lot = shop.lot()
    assert lot.decisions == ()
    assert lot.row.balance.waiting == lot.row.balance.whole
    assert not list(shop.program.workspace.reports.glob("L-*.pdf"))
    assert not list((shop.program.workspace.reports / "pending").glob("*.pdf"))


def test_a_good_lot_is_released_by_a_signature_that_verifies(shop: LotShop, workspace: Workspace) -> None:
    key = shop.approved(plans=[plan(3, 0, 1)])
    assert shop.lot().row.state is LotState.OPEN
    assert blocks(shop) == []
    done = shop.decide(shop.wanted("100", inspection_id=key, reason=""))
    assert (done.number, done.file, done.row.state) == ("L-01-000001", "L-01-000001.pdf", LotState.ACCEPTED)
    found = shop.program.reports.verify_file(workspace.reports / done.file)
    assert found.outcome is Outcome.VALID, found.sentence
    assert [one.name for one in found.signatures] == ["Sara Supervisor"]
    shown = shop.program.lots.show(shop.people["auditor"], done.decision_id)
    assert shown.verification.content_digest == shown.row.content_digest
    assert '"capacity":"Supervisor"' in shown.row.content, "the signature says what the signer is"
    assert actions(workspace)[-1] == "lot.decide"
    assert shop.program.doctor.check(shop.people["supervisor"]).findings == shop_findings(shop)


def shop_findings(shop: LotShop) -> tuple[object, ...]:
    """The only thing that the doctor has to say of a sound workspace is that no backup was made."""
    return tuple(one for one in shop.program.doctor.check(shop.people["supervisor"]).findings if one.area == "backups")


def test_a_lot_is_held_from_the_start_and_nothing_passes_by_itself(shop: LotShop) -> None:
    key = shop.begin()
    assert shop.lot().row.balance.waiting == 100
    assert "in progress" in blocks(shop)[0]
    with pytest.raises(RefusedError, match="in progress"):
        shop.decide(shop.wanted("100", inspection_id=key), shown="")
    shop.answer(key)
    shop.sign(key)
    with pytest.raises(RefusedError, match="waiting for the countersignature"):
        shop.decide(shop.wanted("100", inspection_id=key), shown="")
    with pytest.raises(RefusedError, match="approved inspection"):
        shop.decide(shop.wanted("100"), shown="")
    nothing_signed(shop)
    assert shop.decide(shop.wanted(held="100")).row.state is LotState.HELD, "holding is always possible"


def test_a_failing_value_blocks_the_release_of_a_refused_plan(shop: LotShop) -> None:
    key = shop.approved({2: BAD, 3: BAD}, pieces=5, plans=[plan(5, 1, 2)])
    (said,) = blocks(shop)
    assert said.startswith("The plan of “major” refuses the lot: 2 nonconforming of 5 inspected, refused from 2 on.")
    with pytest.raises(RefusedError, match="refuses the lot"):
        shop.decide(shop.wanted("98", "2", inspection_id=key), shown="")
    nothing_signed(shop)
    assert shop.decide(shop.wanted(rejected="100", inspection_id=key)).row.state is LotState.REJECTED


def test_what_fails_is_never_accepted_with_the_lot(shop: LotShop) -> None:
    key = shop.approved({2: BAD}, pieces=5, plans=[plan(5, 1, 2)])
    with pytest.raises(RefusedError, match=r"not set aside yet: 1\. At most 99 of 100"):
        shop.decide(shop.wanted("100", inspection_id=key), shown="")
    with pytest.raises(RefusedError, match="At most 49 of 50"):
        shop.decide(shop.wanted("50", inspection_id=key), shown="")
    nothing_signed(shop)
    assert shop.decide(shop.wanted("49", held="1", inspection_id=key)).row.state is LotState.PARTLY
    shop.decide(shop.wanted("50", inspection_id=key))
    with pytest.raises(RefusedError, match="At most 0 of what is on hold"):
        shop.decide(shop.wanted("1", source=LotSource.HELD, inspection_id=key), shown="")
    shop.decide(shop.wanted(rejected="1", source=LotSource.HELD))
    balance = shop.lot().row.balance
    assert (balance.waiting, balance.held, balance.accepted, balance.rejected) == (0, 0, 99, 1)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"bore": {2: UNCERTAIN}}, "uncertain, and nobody decided it"),
        ({"certificate": "no"}, "“1. Certificate there” does not conform"),
        ({"looks": {3: "fail"}}, "no sampling plan covers it"),
        ({"pieces": 2}, "asks for 3 pieces, but 2 were inspected"),
    ],
)
def test_each_of_these_blocks_with_its_own_sentence(shop: LotShop, given: dict[str, object], sentence: str) -> None:
    key = shop.approved(plans=[plan(3, 1, 2)], **given)
    assert any(sentence in one for one in blocks(shop)), blocks(shop)
    with pytest.raises(RefusedError, match=sentence.replace("(", r"\(")):
        shop.decide(shop.wanted("97", "3", inspection_id=key), shown="")
    nothing_signed(shop)


def test_a_variables_plan_that_refuses_blocks(shop: LotShop) -> None:
    near = {1: "12.33", 2: "12.35", 3: "12.39"}
    rule = plan(3, 0, 1, kind=SamplingKind.VARIABLES, k=Decimal("1.5"))
    key = shop.approved(near, plans=[rule])
    assert any("lies too near to its limits" in one for one in blocks(shop))
    with pytest.raises(RefusedError, match="does not accept the lot"):
        shop.decide(shop.wanted("100", inspection_id=key), shown="")


def test_sorting_every_piece_lets_the_good_ones_pass(shop: LotShop) -> None:
    first = shop.approved({1: BAD, 2: BAD}, quantity="6", pieces=3, plans=[plan(3, 0, 1, lot_size=6)])
    whole = plan(6, 0, 1, kind=SamplingKind.ALL, lot_size=6)
    sort = shop.approved({1: BAD, 5: BAD}, quantity="6", pieces=6, plans=[whole])
    assert "does not let 6 of this lot pass" in blocks(shop)[-1]
    with pytest.raises(RefusedError, match="does not let 6"):
        shop.decide(shop.wanted("4", "2", inspection_id=sort), shown="")
    shop.decide(shop.wanted(held="6", inspection_id=first, reason="refused, will be sorted"))
    with pytest.raises(RefusedError, match="At most 4"):
        shop.decide(shop.wanted("5", "1", inspection_id=sort, source=LotSource.HELD), shown="")
    done = shop.decide(shop.wanted("4", "2", inspection_id=sort, source=LotSource.HELD))
    balance = done.row.balance
    assert (balance.waiting, balance.held, balance.accepted, balance.rejected) == (0, 0, 4, 2)


def test_what_one_inspection_refused_is_not_released_on_an_earlier_one(shop: LotShop) -> None:
    good = shop.approved(plans=[plan(3, 0, 1)])
    bad = shop.approved({1: BAD}, plans=[plan(3, 0, 1)])
    with pytest.raises(RefusedError, match="does not let 100"):
        shop.decide(shop.wanted("100", inspection_id=good), shown="")
    shop.decide(shop.wanted(held="100", inspection_id=bad, reason="refused"))
    with pytest.raises(RefusedError, match="At most 0 of what is on hold"):
        shop.decide(shop.wanted("100", inspection_id=good, source=LotSource.HELD), shown="")


def test_stages_of_a_lot_are_released_one_by_one(shop: LotShop) -> None:
    first = shop.approved(covers="40", plans=[plan(3, 0, 1, lot_size=40)])
    with pytest.raises(RefusedError, match="At most 40"):
        shop.decide(shop.wanted("41", inspection_id=first), shown="")
    shop.decide(shop.wanted("40", inspection_id=first))
    assert shop.lot().row.state is LotState.PARTLY
    assert "needs an inspection of its own" in blocks(shop)[0]
    second = shop.approved({1: BAD}, covers="60", plans=[plan(3, 1, 2, lot_size=60)])
    done = shop.decide(shop.wanted("59", "1", inspection_id=second))
    assert done.row.balance.accepted == 99
    assert done.row.balance.undecided == 0


def test_an_open_inspection_of_the_same_goods_blocks(shop: LotShop) -> None:
    done = shop.approved(plans=[plan(3, 0, 1)])
    other = shop.begin()
    with pytest.raises(RefusedError, match="is not finished"):
        shop.decide(shop.wanted("100", inspection_id=done), shown="")
    shop.program.inspections.abandon(shop.people["inspector"], other, "begun by mistake")
    assert shop.decide(shop.wanted("100", inspection_id=done)).row.state is LotState.ACCEPTED


def test_a_reopened_inspection_carries_nothing(shop: LotShop) -> None:
    key = shop.approved(plans=[plan(3, 0, 1)])
    wanted = shop.wanted("100", inspection_id=key)
    shown = shop.program.lots.prepare(shop.people["supervisor"], shop.lot().row.id, wanted).digest
    shop.program.signing.reopen(shop.people["engineer"], key, {}, "wrong drawing")
    with pytest.raises(RefusedError, match="returned to the inspector"):
        shop.decide(wanted, shown=shown)
    nothing_signed(shop)


@pytest.mark.parametrize("login", ["inspector", "auditor", "admin"])
def test_who_may_not_release_does_not(shop: LotShop, login: str) -> None:
    key = shop.approved()
    wanted = shop.wanted("100", inspection_id=key)
    with pytest.raises(NotAllowedError):
        shop.decide(wanted, who=login)
    with pytest.raises(NotAllowedError):
        shop.program.lots.decide(shop.people[login], shop.lot().row.id, wanted, "", "")
    nothing_signed(shop)


def test_nobody_releases_on_their_own_inspection(shop: LotShop) -> None:
    key = shop.approved(who="supervisor")
    with pytest.raises(RefusedError, match="that they worked on"):
        shop.decide(shop.wanted("100", inspection_id=key), shown="")
    nothing_signed(shop)
    assert shop.decide(shop.wanted("100", inspection_id=key), who="engineer").row.state is LotState.ACCEPTED


def test_who_answered_a_line_of_it_does_not_release_either(shop: LotShop) -> None:
    key = shop.begin(who="supervisor")
    shop.answer(key, who="supervisor")
    shop.program.inspections.take_over(shop.people["inspector"], key)
    shop.sign(key)
    shop.countersign(key)
    with pytest.raises(RefusedError, match="that they worked on"):
        shop.decide(shop.wanted("100", inspection_id=key), shown="")


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"accepted": "60", "rejected": "30", "inspected": "100"}, "make 90, but 100"),
        ({"accepted": "101", "inspected": "101"}, "only 100 of the lot are waiting"),
        ({"held": "1", "inspected": "1", "source": LotSource.HELD}, "only 0 of the lot are on hold"),
        ({"held": "1", "inspected": "1", "source": LotSource.ACCEPTED}, "only 0 of the lot are accepted"),
        ({"rejected": "5", "inspected": "5", "reason": " "}, "Say why"),
        ({"accepted": "-5", "rejected": "105", "inspected": "100"}, "below zero"),
        ({"inspected": "0"}, "more than nothing"),
        ({"inspected": "ten"}, "is not a number"),
    ],
)
def test_quantities_that_do_not_balance_are_refused(shop: LotShop, wanted: dict[str, object], sentence: str) -> None:
    key = shop.approved()
    with pytest.raises((InputError, RefusedError), match=sentence):
        shop.decide(shop.wanted(**{"inspection_id": key, **wanted}), shown="")  # type: ignore[arg-type]
    nothing_signed(shop)


def test_a_wrong_password_signs_nothing(shop: LotShop) -> None:
    key = shop.approved()
    with pytest.raises(RefusedError, match="password"):
        shop.decide(shop.wanted("100", inspection_id=key), password="wrong")
    nothing_signed(shop)


def test_what_changed_since_the_screen_is_not_signed(shop: LotShop) -> None:
    key = shop.approved()
    wanted = shop.wanted("50", inspection_id=key)
    shown = shop.program.lots.prepare(shop.people["supervisor"], shop.lot().row.id, wanted).digest
    shop.decide(shop.wanted(held="10"), who="engineer")
    with pytest.raises(ConflictError, match="changed after it was shown"):
        shop.decide(wanted, shown=shown)
    assert len(shop.lot().decisions) == 1


def test_accepted_goods_are_called_back_with_a_reason(shop: LotShop) -> None:
    key = shop.approved()
    shop.decide(shop.wanted("100", inspection_id=key))
    with pytest.raises(InputError, match="Say why"):
        shop.decide(shop.wanted(held="30", source=LotSource.ACCEPTED, reason=""), shown="")
    with pytest.raises(InputError, match="held or rejected"):
        shop.decide(shop.wanted("30", source=LotSource.ACCEPTED, inspection_id=key), shown="")
    done = shop.decide(shop.wanted(held="30", source=LotSource.ACCEPTED, reason="customer found burrs"))
    assert done.row.state is LotState.PARTLY
    with pytest.raises(RefusedError, match="100 were accepted on it before"):
        shop.decide(shop.wanted("30", source=LotSource.HELD, inspection_id=key), shown="")


def test_a_lot_without_a_quantity_stays_on_hold(shop: LotShop) -> None:
    key = shop.approved(quantity="")
    assert "quantity of this lot is not known" in blocks(shop)[0]
    with pytest.raises(RefusedError, match="not known"):
        shop.decide(shop.wanted("1", inspection_id=key), shown="")


def test_quantities_may_be_decimal(shop: LotShop) -> None:
    key = shop.approved(quantity="12.500")
    done = shop.decide(shop.wanted("12.25", held="0.25", inspection_id=key))
    assert (done.row.balance.accepted, done.row.balance.held, done.row.balance.waiting) == (Decimal("12.25"), Decimal("0.25"), 0)
    row = shop.lot().decisions[0]
    assert '"accepted":"12.25"' in row.content


def test_a_re_inspection_stands_for_what_it_inspects_again(shop: LotShop) -> None:
    first = shop.approved({2: BAD}, certificate="no", plans=[plan(3, 1, 2)])
    again = reinspect(shop, first, {"certificate": "yes", "bore#2": GOOD})
    with pytest.raises(RefusedError, match="was re-inspected as"):
        shop.decide(shop.wanted("99", "1", inspection_id=first), shown="")
    assert blocks(shop) == []
    done = shop.decide(shop.wanted("100", inspection_id=again))
    assert done.row.state is LotState.ACCEPTED, "the piece conforms now, the paper is there"


def test_who_worked_on_the_first_inspection_does_not_release_on_the_second(shop: LotShop) -> None:
    first = shop.approved(certificate="no", who="supervisor")
    again = reinspect(shop, first, {"certificate": "yes"})
    with pytest.raises(RefusedError, match="that they worked on"):
        shop.decide(shop.wanted("100", inspection_id=again), shown="")


@pytest.mark.parametrize("plans", [[plan(3, 0, 1)], []])
def test_mending_the_pieces_of_a_sample_releases_no_lot(shop: LotShop, plans: list[PinnedPlan]) -> None:
    first = shop.approved({2: BAD}, plans=plans)
    again = reinspect(shop, first, {"bore#2": GOOD})
    assert blocks(shop)
    with pytest.raises(RefusedError, match=r"refuses the lot|no sampling plan covers it"):
        shop.decide(shop.wanted("100", inspection_id=again), shown="")


def test_mended_pieces_pass_where_every_piece_was_inspected(shop: LotShop) -> None:
    whole = plan(4, 0, 1, kind=SamplingKind.ALL, lot_size=4)
    first = shop.approved({2: BAD}, quantity="4", pieces=4, plans=[whole])
    again = reinspect(shop, first, {"bore#2": GOOD})
    assert shop.decide(shop.wanted("4", inspection_id=again)).row.state is LotState.ACCEPTED


def test_a_re_inspection_carries_nothing_while_the_first_is_reopened(shop: LotShop) -> None:
    first = shop.approved(certificate="no")
    again = reinspect(shop, first, {"certificate": "yes"})
    shop.program.signing.reopen(shop.people["engineer"], first, {}, "wrong order")
    with pytest.raises(RefusedError, match="returned to the inspector"):
        shop.decide(shop.wanted("100", inspection_id=again), shown="")


def test_what_is_held_is_sorted_in_part(shop: LotShop) -> None:
    first = shop.approved({1: BAD}, quantity="10", plans=[plan(3, 0, 1, lot_size=10)])
    shop.decide(shop.wanted(rejected="4", held="6", inspection_id=first, reason="refused"))
    with pytest.raises(InputError, match="6 of 10 are left to inspect"):
        shop.begin(quantity="10", covers="7")
    sort = shop.approved({2: BAD}, quantity="10", covers="6", pieces=6, plans=[plan(6, 0, 1, kind=SamplingKind.ALL, lot_size=6)])
    done = shop.decide(shop.wanted("5", "1", inspection_id=sort, source=LotSource.HELD))
    assert (done.row.balance.accepted, done.row.balance.rejected, done.row.balance.undecided) == (5, 5, 0)


def test_a_hold_of_an_issue_blocks_a_lot_that_was_good_until_it_is_lifted(shop: LotShop) -> None:
    key = shop.approved(plans=[plan(3, 0, 1)])
    supervisor, lot = shop.people["supervisor"], shop.lot().row
    issue = shop.program.issues.log(
        shop.people["inspector2"], kind=IssueKind.NONCONFORMITY, title="Same gauge", severity=Severity.MAJOR, lot_id=lot.id
    )
    proposed = shop.program.containment.proposed(supervisor, issue.id)
    assert [(one.kind, one.why, one.lot_id) for one in proposed] == [(HoldKind.LOT, "same lot", lot.id)]
    wish = HoldWish(HoldKind.LOT, proposed[0].what, "The gauge reads too small.", lot.id)
    (hold,) = shop.program.containment.place(supervisor, issue.id, (wish,))
    assert blocks(shop) == [
        "Hold H-01-000001 of issue NC-01-000001 stands on this lot: The gauge reads too small. Lift it before goods are accepted or go out."
    ]
    with pytest.raises(RefusedError, match="stands on this lot"):
        shop.decide(shop.wanted("100", inspection_id=key), shown="")
    nothing_signed(shop)
    shop.program.containment.lift(supervisor, hold.id, "Calibrated")
    assert shop.decide(shop.wanted("100", inspection_id=key)).row.state is LotState.ACCEPTED
