"""A sample of 200 pieces by 50 characteristics: the first answer against the ten-thousandth, opening, and frames of scrolling.

The grid is measured side by side with a bare table of Qt that shows as many cells with a plain text in each.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex
from PySide6.QtWidgets import QApplication, QTableView

from qa_desktop.domain.people import Actor, Role
from qa_desktop.storage.workspace import open_
from tests.benchmarks.growth import first_and_last
from tests.benchmarks.keys import _inspector, _until
from tests.benchmarks.measure import Row, percentile, row
from tests.reliability.makings import Bench, make_bench

FRAME = 1 / 60


class _Plain(QAbstractTableModel):
    """As many cells as the grid has, each with a number as text."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.size = rows, columns

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else self.size[0]

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else self.size[1]

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        return None if role else "12.345"


def _frames(table: QTableView, frames: int) -> list[float]:
    """Scroll through all rows, and sideways on the way, and time each painted frame."""
    found = []
    down, side = table.verticalScrollBar(), table.horizontalScrollBar()
    for frame in range(frames):
        before = time.perf_counter()
        down.setValue(down.maximum() * frame // max(1, frames - 1))
        side.setValue(side.maximum() * (frame % 40) // 40)
        table.viewport().repaint()
        table.horizontalHeader().viewport().repaint()
        table.verticalHeader().viewport().repaint()
        found.append(time.perf_counter() - before)
    return found


def _bare(app: QApplication, pieces: int, columns: int, opens: int, size: Any) -> tuple[QTableView, list[float]]:
    found = []
    table = QTableView()
    for _ in range(opens):
        table = QTableView()
        table.resize(size)
        model = _Plain(pieces, columns)
        before = time.perf_counter()
        table.setModel(model)
        model.setParent(table)
        table.show()
        app.processEvents()
        table.viewport().repaint()
        found.append(time.perf_counter() - before)
    table.verticalHeader().setDefaultSectionSize(48)
    table.horizontalHeader().setDefaultSectionSize(115)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    return table, found


def _grid(app: QApplication, bench: Bench, use: Callable[[QTableView, list[float]], list[Row]], opens: int) -> list[Row]:
    from qa_desktop.app import open_program
    from qa_desktop.settings import LookSettings
    from qa_desktop.ui.grid.view import GridScreen
    from qa_desktop.ui.jobs import Jobs
    from qa_desktop.ui.main_window import MainWindow
    from qa_desktop.ui.places import Place

    program = open_program(bench.folder)
    jobs = Jobs()
    window = MainWindow(app, jobs, LookSettings())
    window.resize(1920, 1080)

    def quiet() -> bool:
        return jobs.is_idle() and not window.scans.is_holding()

    try:
        window.program = program
        window.show()
        window._entered(_inspector(bench, program.workspace.store.station_id))
        _until(quiet)
        found = []
        window.go(Place.GRID, {})  # makes the screen
        screen = window.screen_of(Place.GRID)
        assert isinstance(screen, GridScreen)
        for _ in range(opens):
            before = time.perf_counter()
            window.go(Place.GRID, {"inspection_id": bench.inspection})
            _until(quiet)
            app.processEvents()
            screen.table.viewport().repaint()
            found.append(time.perf_counter() - before)
        assert screen.model.state.progress.total == len(bench.items)
        return use(screen.table, found)
    finally:
        _until(quiet)
        window.close()
        window.deleteLater()
        app.processEvents()


def measure(*, pieces: int = 200, columns: int = 50, frames: int = 200, opens: int = 5) -> list[Row]:
    """Measure answers, opening and scrolling."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(["benchmarks"])
    from qa_desktop.ui.theme import ThemeName, apply_theme

    apply_theme(app, ThemeName.LIGHT)
    with tempfile.TemporaryDirectory() as name:
        rows = [first_and_last(make_bench(Path(name) / "full", items=columns, pieces=pieces), Path(name), "<= 1.2")]
        bench = make_bench(Path(name) / "grid", items=columns, pieces=pieces)
        half = make_answers(bench)

        def use(table: QTableView, opened: list[float]) -> list[Row]:
            bare, bare_opened = _bare(app, pieces, columns, opens, table.size())
            _frames(table, 3), _frames(bare, 3)
            ours: list[float] = []
            base: list[float] = []
            for _ in range(3):  # in turns, so that whatever else the machine does hits both
                ours += _frames(table, frames // 3 + 1)
                base += _frames(bare, frames // 3 + 1)
            bare.close()
            bare.deleteLater()
            size = f"{pieces} x {columns}, {half} answered"
            late = (sum(one > FRAME for one in found) / len(found) for found in (ours, base))
            more = "over 16.7 ms: {:.1%}, bare {:.1%}".format(*late)
            return [
                row(f"grid opens ({size}), load and first paint", "bare table, first paint", "", opened, bare_opened),
                row("frame while scrolling, median", "bare table", "", ours, base, more=more),
                Row(
                    "frame while scrolling, p95", "bare table", percentile(ours, 0.95) / percentile(base, 0.95), "",
                    percentile(ours, 0.95) * 1000, percentile(base, 0.95) * 1000,
                ),
            ]  # fmt: skip

        return rows + _grid(app, bench, use, opens)


def make_answers(bench: Bench) -> int:
    """Answer every second line, so that the grid paints readings as well as open cells; return how many."""
    workspace = open_(bench.folder)
    try:
        from qa_desktop.services.grid import GridService

        actor = Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), workspace.store.station_id)
        chosen = bench.items[::2]
        cells = [(line, str(400_000 + 7919 * place % 700_000)) for place, line in enumerate(chosen)]
        GridService(workspace.store).answer_many(actor, bench.inspection, cells)
        return len(chosen)
    finally:
        workspace.close()
