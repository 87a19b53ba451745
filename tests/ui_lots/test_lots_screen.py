"""Lots in the real window, by keys: what blocks, what is decided, the signed file."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from qa_desktop.domain.lot import LotSource, LotState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import SamplingKind
from qa_desktop.reports.types import Outcome
from qa_desktop.services.program import Program
from qa_desktop.ui.lots.view import LotsScreen
from qa_desktop.ui.lots.view_model import Draft, Scope, check_of
from qa_desktop.ui.places import Place
from tests.services.conftest import PASSWORD
from tests.services.lot_makings import BAD, CHECKLIST, LotShop, plan
from tests.services.makings import released
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def shop(program: Program, people: People) -> LotShop:
    draft = program.templates.create(people["engineer"], CHECKLIST)
    return LotShop(program, people, released(program.templates, people["engineer"], draft.id).id)


def lots(desk: Desk, login: str = "supervisor", **what: object) -> LotsScreen:
    desk.enter(login)
    screen = desk.go(Place.LOTS, **what)
    assert isinstance(screen, LotsScreen)
    return screen


def settled(desk: Desk, screen: LotsScreen) -> None:
    """Wait until what would be signed is asked for and has come."""
    desk.qtbot.waitUntil(lambda: not screen.sheet._timer.isActive())
    desk.settle()


def focus(desk: Desk, widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    desk.settle()


def labels(screen: LotsScreen) -> str:
    return " ".join(label.text() for label in screen.detail._block_labels)  # type: ignore[attr-defined]


def test_a_refused_lot_is_held_sorted_and_released_by_keys(desk: Desk, shop: LotShop, program: Program) -> None:
    whole = plan(6, 0, 1, kind=SamplingKind.ALL, lot_size=6)
    shop.approved({1: BAD}, quantity="6", pieces=3, plans=[plan(3, 0, 1, lot_size=6)])
    screen = lots(desk)
    desk.key(K.Key_Return)
    assert screen.detail.state.text() == "Not decided"
    assert "refuses the lot: 1 nonconforming of 3" in labels(screen)
    desk.key(K.Key_Return, CTRL)
    sheet = screen.sheet
    assert sheet.isVisible()
    assert [field.text() for field in sheet._fields()] == ["", "", "", ""], "nothing is filled in"
    assert desk.focus() is sheet.accepted
    desk.key(K.Key_F4)
    settled(desk, screen)
    assert (sheet.inspected.text(), sheet.accepted.text()) == ("6", "6")
    assert "it balances" in sheet.check.text()
    assert "refuses the lot" in sheet.shown.text()
    desk.key(K.Key_Return, CTRL)
    assert "refuses the lot" in sheet.message.text(), "a failing value blocks the release"
    assert shop.lot().decisions == ()
    sheet.accepted.clear()
    focus(desk, sheet.held)
    desk.key(K.Key_F4)
    settled(desk, screen)
    assert "Say why" in sheet.shown.text()
    focus(desk, sheet.reason)
    desk.type("Refused, to be sorted")
    settled(desk, screen)
    assert "You sign: 6 on hold from what waits" in sheet.shown.text()
    focus(desk, sheet.password.edit)
    desk.type("wrong password")
    desk.key(K.Key_Return, CTRL)
    assert "password" in sheet.message.text().lower()
    assert sheet.held.text() == "6", "what was typed stays"
    desk.type(PASSWORD)
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    assert screen.detail.state.text() == "On hold"
    shop.approved({2: BAD, 5: BAD}, quantity="6", pieces=6, plans=[whole])
    desk.key(K.Key_F5)
    assert screen.detail.blocks.accessibleName() == "Nothing blocks a release"
    desk.key(K.Key_Return, CTRL)
    assert sheet.source.currentData() == LotSource.HELD
    sheet.basis.setCurrentIndex(sheet.basis.count() - 1)
    focus(desk, sheet.rejected)
    desk.type("2")
    focus(desk, sheet.accepted)
    desk.key(K.Key_F4)
    focus(desk, sheet.reason)
    desk.type("Sorted: bores too large")
    focus(desk, sheet.password.edit)
    desk.type(PASSWORD)
    settled(desk, screen)
    assert "You sign: 4 accepted, 2 rejected from what is on hold" in sheet.shown.text()
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    assert "L-01-000002.pdf" in screen.said.text()
    lot = shop.lot()
    assert lot.row.state is LotState.SPLIT
    assert (lot.row.balance.accepted, lot.row.balance.rejected) == (4, 2)
    path = program.workspace.reports / "L-01-000002.pdf"
    assert program.reports.verify_file(path).outcome is Outcome.VALID
    screen.said.action_requested.emit()
    desk.settle()
    desk.qtbot.waitUntil(screen.preview.sheet.has_image, timeout=20_000)
    assert "valid" in screen.preview.sentence.text().lower()
    assert screen.preview.save.isVisible()
    desk.key(K.Key_Escape)
    assert screen.pages.currentWidget() is screen.detail


def test_quantities_are_checked_in_words_while_they_are_typed(desk: Desk, shop: LotShop) -> None:
    shop.approved()
    screen = lots(desk)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    sheet = screen.sheet
    desk.type("90")
    focus(desk, sheet.inspected)
    desk.type("100")
    settled(desk, screen)
    assert sheet.check.text() == "90 accepted + 0 rejected + 0 on hold = 90 of 100 decided: 10 too few."
    assert "once the quantities balance" in sheet.shown.text()
    desk.key(K.Key_Return, CTRL)
    assert "make 90, but 100" in sheet.message.text()
    focus(desk, sheet.rejected)
    desk.type("1x")
    assert "not a number" in sheet.check.text()
    desk.key(K.Key_Return, CTRL)
    assert sheet.message.isVisible()
    assert shop.lot().decisions == ()
    desk.key(K.Key_Escape)
    assert sheet.isHidden()
    desk.key(K.Key_Return, CTRL)
    assert [field.text() for field in sheet._fields()] == ["", "", "", ""]


def test_what_changed_meanwhile_is_shown_again_before_it_is_signed(desk: Desk, shop: LotShop) -> None:
    key = shop.approved()
    screen = lots(desk)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    desk.type("50")
    focus(desk, screen.sheet.inspected)
    desk.type("50")
    focus(desk, screen.sheet.password.edit)
    desk.type(PASSWORD)
    settled(desk, screen)
    shop.decide(shop.wanted("10", inspection_id=key), who="engineer")
    desk.key(K.Key_Return, CTRL)
    assert "changed after it was shown" in screen.sheet.message.text()
    assert len(shop.lot().decisions) == 1
    assert "60 accepted" in screen.sheet.shown.text(), "the new content is shown"
    desk.key(K.Key_Return, CTRL)
    assert screen.sheet.isHidden()
    assert shop.lot().row.balance.accepted == 60


@pytest.mark.parametrize("login", ["inspector2", "auditor"])
def test_who_may_not_release_is_not_offered_it(desk: Desk, shop: LotShop, login: str) -> None:
    shop.approved()
    screen = lots(desk, login)
    desk.key(K.Key_Return)
    assert not screen.detail.decide.isVisible()
    desk.key(K.Key_Return, CTRL)
    assert screen.sheet.isHidden()
    assert all(hint.key != "Ctrl+Enter" for hint in screen.key_hints())


def test_an_inspector_who_decides_on_own_work_is_refused_on_the_screen(desk: Desk, shop: LotShop) -> None:
    shop.approved(who="supervisor")
    screen = lots(desk)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_F4)
    settled(desk, screen)
    assert "worked on" in screen.sheet.shown.text()


def test_accepted_goods_are_called_back(desk: Desk, shop: LotShop) -> None:
    key = shop.approved()
    shop.decide(shop.wanted("100", inspection_id=key))
    screen = lots(desk, lot_id=shop.lot().row.id)
    assert screen.detail.blocks.accessibleName() == "Everything is decided"
    assert not screen.detail.decide.isVisible()
    focus(desk, screen.detail.call_back)
    desk.key(K.Key_Return)
    sheet = screen.sheet
    assert desk.focus() is sheet.held
    desk.type("30")
    desk.key(K.Key_Return)
    focus(desk, sheet.inspected)
    desk.type("30")
    focus(desk, sheet.reason)
    desk.type("Burrs at the customer")
    focus(desk, sheet.password.edit)
    desk.type(PASSWORD)
    settled(desk, screen)
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden(), sheet.message.text()
    assert shop.lot().row.balance.held == 30
    assert [entry.said.text() for entry in screen.detail.decision_entries] == [
        "30 on hold called back from what was accepted",
        "100 accepted from what waits",
    ]


def test_lists_are_searched_filtered_and_open_their_inspections(desk: Desk, shop: LotShop) -> None:
    for number in range(130):
        shop.begin(lot=f"L-{number:03d}")
    screen = lots(desk)
    assert screen.count.text() == "130 lots"
    assert screen.table.rows.row(0).number == "L-129"
    desk.key(K.Key_End, CTRL)
    desk.settle()
    assert screen.table.current_row().number == "L-000"
    desk.key(K.Key_Slash)
    desk.type("meyer l-07")
    desk.qtbot.waitUntil(lambda: screen.table.rows.total() == 10)
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    assert screen.detail.number.text() == "Lot L-079"
    went: list[tuple[object, dict[str, object]]] = []
    assert desk.window.context is not None
    desk.window.context.go.disconnect(desk.window.go)
    desk.window.context.go.connect(lambda place, what: went.append((place, what)))
    focus(desk, screen.detail.inspection_entries[0].open)
    desk.key(K.Key_Return)
    assert went == [(Place.RUN, {"inspection_id": shop.lot("L-079").inspections[0].row.id})]


def test_the_list_is_filtered_by_state_with_keys(desk: Desk, shop: LotShop) -> None:
    key = shop.approved(lot="L-1")
    shop.begin(lot="L-2")
    shop.decide(shop.wanted("100", inspection_id=key))
    screen = lots(desk)
    assert [screen.table.rows.row(n).number for n in range(screen.table.rows.rowCount())] == ["L-2"]
    focus(desk, screen.state_box)
    for wanted in (["L-2", "L-1"], ["L-2"], [], ["L-1"], []):
        desk.key(K.Key_Down)
        found = [screen.table.rows.row(n).number for n in range(screen.table.rows.rowCount())]
        assert found == wanted, screen.state_box.currentText()


def test_an_empty_list_says_what_to_do(desk: Desk, program: Program) -> None:
    screen = lots(desk, "auditor")
    assert screen.table.rows.rowCount() == 0
    assert screen.model.state.wanted.state is Scope.UNDECIDED
    screen.table.empty_action_requested.emit()
    desk.settle()
    assert screen.model.state.wanted.state is Scope.ALL


def test_everything_has_a_name_and_is_large_enough(desk: Desk, shop: LotShop) -> None:
    shop.approved(plans=[plan(3, 0, 1)])
    screen = lots(desk)
    seen = targets(screen)
    desk.key(K.Key_Return)
    seen += targets(screen)
    desk.key(K.Key_Return, CTRL)
    seen += targets(screen.sheet)
    assert len(seen) >= 10
    for name, height, kind in seen:
        assert name, kind
        assert height >= 48 or kind == "NoteField", (kind, name, height)


def targets(root: QWidget) -> list[tuple[str, int, str]]:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
    found = [w for w in root.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    return [(w.accessibleName(), w.height(), type(w).__name__) for w in found]


@pytest.mark.parametrize(
    ("draft", "balances"),
    [
        (Draft(inspected="10", accepted="7", rejected="2", held="1"), True),
        (Draft(inspected="10", accepted="10"), True),
        (Draft(inspected="10", accepted="9"), False),
        (Draft(inspected="0"), False),
        (Draft(accepted="9"), False),
        (Draft(inspected="1,5", accepted="1.5"), True),
        (Draft(inspected="x"), False),
    ],
)
def test_the_check_adds_up(draft: Draft, balances: bool) -> None:
    assert check_of(draft).balances is balances
