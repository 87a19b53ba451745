"""Long lists: the right rows in the right place, few fetches, and words for every state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from qa_desktop.domain.errors import FaultError, QaError
from qa_desktop.ui.theme import current_theme
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyset_model import KEPT_PAGES, PAGE, Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.table import RecordTable


class Storage:
    """Rows 0 … total-1, answered when the test says so."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.requests: list[PageRequest] = []
        self.waiting: list[Callable[[], None]] = []
        self.at_once = True
        self.error: QaError | None = None

    def fetch(self, request: PageRequest, done: Callable[[Sequence[int]], None], failed: Callable[[QaError], None]) -> None:
        self.requests.append(request)

        def answer() -> None:
            if self.error is not None:
                failed(self.error)
                return
            start = (-1 if request.after is None else request.after) + 1 + request.skip
            done(range(start, min(start + request.limit, self.total)))

        if self.at_once:
            answer()
        else:
            self.waiting.append(answer)

    def answer_all(self) -> None:
        waiting, self.waiting = self.waiting, []
        for answer in waiting:
            answer()


COLUMNS = (
    Column("Number", lambda n: f"I-{n}", sort_key="number"),
    Column("Age", lambda n: f"{n} min", numeric=True),
)


def make(storage: Storage) -> KeysetTableModel:
    return KeysetTableModel(COLUMNS, storage.fetch, lambda n: n)


def loaded(model: KeysetTableModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not model.is_loading())


@pytest.fixture
def table(qtbot: QtBot) -> RecordTable:
    made = RecordTable(name="Inspections")
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    storage = Storage(1_234)
    model = make(storage)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.reload()
    loaded(model, qtbot)
    model.set_total(1_234)
    for row in (0, 99, 100, 1_233, 600):
        model.data(model.index(row, 0))
        loaded(model, qtbot)
        assert model.data(model.index(row, 0)) == f"I-{row}"
    storage.total = 50
    model.reload()
    loaded(model, qtbot)
    model.set_total(50)
    assert model.rowCount() == 50
    del tester
    model.deleteLater()


def test_rows_show_before_the_count_is_known(qtbot: QtBot) -> None:
    model = make(Storage(1_000_000))
    model.reload()
    loaded(model, qtbot)
    assert (model.rowCount(), model.total()) == (PAGE, None)
    model.set_total(1_000_000)
    assert model.rowCount() == 1_000_000
    model.deleteLater()


def test_a_jump_skips_from_the_nearest_known_key(qtbot: QtBot) -> None:
    storage = Storage(1_000_000)
    model = make(storage)
    model.reload()
    loaded(model, qtbot)
    model.set_total(1_000_000)
    assert model.row(500_000) is None
    loaded(model, qtbot)
    assert model.row(500_000) == 500_000
    assert storage.requests[-1] == PageRequest(after=99, skip=499_900, limit=PAGE)
    assert model.row(500_100) is None  # the next page continues by key
    loaded(model, qtbot)
    assert storage.requests[-1] == PageRequest(after=500_099, skip=0, limit=PAGE)
    model.deleteLater()


def test_anchors_make_jumps_free(qtbot: QtBot) -> None:
    storage = Storage(1_000_000)
    model = make(storage)
    model.reload()
    model.set_total(1_000_000)
    model.set_anchors({page: page * PAGE - 1 for page in range(1, 10_000)})
    assert model.row(765_432) is None
    loaded(model, qtbot)
    assert model.row(765_432) == 765_432
    assert storage.requests[-1].skip == 0
    model.deleteLater()


def test_few_pages_are_kept(qtbot: QtBot) -> None:
    storage = Storage(100_000)
    model = make(storage)
    model.reload()
    loaded(model, qtbot)
    model.set_total(100_000)
    for page in range(KEPT_PAGES + 20):
        model.row(page * PAGE)
        loaded(model, qtbot)
    fetched = len(storage.requests)
    assert model.row(0) is None  # fell out, and comes back
    loaded(model, qtbot)
    assert model.row(0) == 0
    assert len(storage.requests) == fetched + 1
    model.deleteLater()


def test_a_flying_scroll_bar_asks_only_for_the_last_pages(qtbot: QtBot) -> None:
    storage = Storage(1_000_000)
    model = make(storage)
    model.reload()
    loaded(model, qtbot)
    model.set_total(1_000_000)
    before = len(storage.requests)
    for row in range(0, 900_000, 9_000):
        model.row(row)
    loaded(model, qtbot)
    assert len(storage.requests) - before <= 4
    assert model.row(891_000) == 891_000
    model.deleteLater()


def test_rows_of_an_older_filter_are_dropped(qtbot: QtBot) -> None:
    storage = Storage(300)
    storage.at_once = False
    model = make(storage)
    model.reload()
    qtbot.waitUntil(lambda: len(storage.waiting) == 1)
    old = storage.waiting.pop()
    storage.total = 7
    model.reload()
    qtbot.waitUntil(lambda: len(storage.waiting) == 1)
    storage.answer_all()
    storage.total = 300
    old()
    assert model.rowCount() == 7
    model.deleteLater()


def test_an_answer_for_a_model_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    storage = Storage(300)
    storage.at_once = False
    model = make(storage)
    model.reload()
    qtbot.waitUntil(lambda: len(storage.waiting) == 1)
    with qtbot.waitSignal(model.destroyed):
        model.deleteLater()
    storage.answer_all()


def test_a_row_can_be_replaced(qtbot: QtBot) -> None:
    model = make(Storage(300))
    model.reload()
    loaded(model, qtbot)
    with qtbot.waitSignal(model.dataChanged):
        assert model.replace_row(3, 1_003)
    assert model.data(model.index(3, 0)) == "I-1003"
    assert not model.replace_row(9_999, 0)
    model.deleteLater()


def state(table: RecordTable) -> EmptyState:
    return table.findChild(EmptyState)


def test_enter_opens_the_row_and_arrows_move(table: RecordTable, qtbot: QtBot) -> None:
    model = make(Storage(500))
    model.setParent(table)
    table.set_records(model)
    model.reload()
    loaded(model, qtbot)
    model.set_total(500)
    table.select_row(0)
    selected: list[Any] = []
    table.row_selected.connect(selected.append)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert selected == [1, 2]
    with qtbot.waitSignal(table.row_activated) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [2]
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    loaded(model, qtbot)
    assert table.current_row() == 499
    QTest.keyClick(table, Qt.Key.Key_Tab)  # Tab leaves the table
    assert table.currentIndex().row() == 499


def test_a_header_asks_for_an_order(table: RecordTable, qtbot: QtBot) -> None:
    model = make(Storage(5))
    model.setParent(table)
    table.set_records(model)
    asked: list[tuple[str, bool]] = []
    table.sort_requested.connect(lambda key, descending: asked.append((key, descending)))
    header = table.horizontalHeader()
    spot = header.rect().center()
    spot.setX(20)
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    spot.setX(header.sectionPosition(1) + 20)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert asked == [("number", False), ("number", True)]


def test_loading_empty_and_broken_lists_say_so(table: RecordTable, qtbot: QtBot) -> None:
    storage = Storage(0)
    storage.at_once = False
    model = make(storage)
    model.setParent(table)
    table.set_empty_state("Nothing is due", "Scan an order to start.", action_text="Start")
    table.set_records(model)
    model.reload()
    qtbot.waitUntil(lambda: bool(storage.waiting))
    assert state(table).isVisible()
    assert state(table).accessibleName() == "Loading …"
    storage.answer_all()
    assert state(table).accessibleName() == "Nothing is due"
    with qtbot.waitSignal(table.empty_action_requested):
        QTest.mouseClick(state(table).action, Qt.MouseButton.LeftButton)
    storage.at_once, storage.error = True, FaultError("The disk is full.")
    with qtbot.waitSignal(model.failed):
        model.reload()
    assert state(table).accessibleName() == "The list could not be loaded"
    storage.error, storage.total = None, 5
    with qtbot.waitSignal(table.retry_requested):
        QTest.mouseClick(state(table).action, Qt.MouseButton.LeftButton)
    loaded(model, qtbot)
    assert not state(table).isVisible()
    assert model.rowCount(QModelIndex()) == 5


def test_rows_are_targets_and_follow_the_text(table: RecordTable) -> None:
    assert table.row_height() >= 48
    assert table.verticalHeader().defaultSectionSize() == table.row_height()


def test_a_million_rows_paint_quickly_and_fetch_little(table: RecordTable, qtbot: QtBot) -> None:
    storage = Storage(1_000_000)
    model = make(storage)
    model.setParent(table)
    table.set_records(model)
    model.reload()
    loaded(model, qtbot)
    model.set_total(1_000_000)
    table.grab()
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    table.grab()
    loaded(model, qtbot)
    table.grab()
    assert model.row(999_999) == 999_999
    assert len(storage.requests) <= 4
    assert current_theme().target <= table.row_height()
