"""From the key press to the committed answer and the next item on the screen, against a bare line of input."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from qa_desktop.domain.people import Actor, Role
from tests.benchmarks.measure import Row, percentile
from tests.reliability.makings import Bench, make_bench


class _Painted(QObject):
    """Counts the paint events of a widget and everything in it."""

    def __init__(self, app: QApplication, inside: QWidget) -> None:
        super().__init__()
        self.inside, self.count = inside, 0
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, thing: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and isinstance(thing, QWidget):
            self.count += thing is self.inside or self.inside.isAncestorOf(thing)
        return False

    def stop(self) -> None:
        self._app.removeEventFilter(self)


def _until(done: object, seconds: float = 30.0) -> None:
    end = time.perf_counter() + seconds
    while not done():  # type: ignore[operator]
        QApplication.processEvents()
        if time.perf_counter() > end:
            raise TimeoutError("the screen did not come to rest")


def _bare(app: QApplication, keys: int) -> list[float]:
    line = QLineEdit()
    line.resize(400, 40)
    line.show()
    line.setFocus()
    _until(line.isVisible)
    painted, found = _Painted(app, line), []
    for _ in range(keys):
        count, before = painted.count, time.perf_counter()
        QTest.keyClick(line, Qt.Key.Key_5)
        _until(lambda count=count: painted.count > count)
        found.append(time.perf_counter() - before)
    painted.stop()
    line.close()
    line.deleteLater()
    return found


def _run(app: QApplication, bench: Bench, keys: int) -> list[float]:
    from qa_desktop.app import open_program
    from qa_desktop.settings import LookSettings
    from qa_desktop.ui.jobs import Jobs
    from qa_desktop.ui.main_window import MainWindow
    from qa_desktop.ui.places import Place
    from qa_desktop.ui.run.view import RunScreen

    program = open_program(bench.folder)
    jobs = Jobs()
    window = MainWindow(app, jobs, LookSettings())
    painted: _Painted | None = None
    try:
        window.program = program
        window.show()
        window.activateWindow()
        window._entered(_inspector(bench, program.workspace.store.station_id))

        def quiet() -> bool:
            return jobs.is_idle() and not window.scans.is_holding()

        _until(quiet)
        window.go(Place.RUN, {"inspection_id": bench.inspection})
        _until(quiet)
        screen = window.screen_of(Place.RUN)
        assert isinstance(screen, RunScreen)
        painted, found = _Painted(app, screen.panel), []
        answers = program.inspections.open(_inspector(bench, program.workspace.store.station_id), bench.inspection).row
        assert answers.answered == 0
        for _ in range(keys):
            for letter in "7":
                QTest.keyClick(QApplication.focusWidget() or window, letter)
            _until(quiet)
            place, count, before = screen.model.state.place, painted.count, time.perf_counter()
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
            _until(
                lambda place=place, count=count: screen.model.state.place != place and painted.count > count and jobs.is_idle()
            )
            found.append(time.perf_counter() - before)
        given = program.inspections.open(_inspector(bench, program.workspace.store.station_id), bench.inspection).row.answered
        assert given == keys, f"{given} of {keys} answers were committed"
        return found
    finally:
        if painted is not None:
            painted.stop()
        _until(quiet)
        window.close()
        window.deleteLater()
        QApplication.processEvents()


def _inspector(bench: Bench, station: str) -> Actor:

    return Actor(bench.person, "anna", "Anna", frozenset({Role.INSPECTOR}), station)


def measure(*, items: int = 500, keys: int = 120) -> list[Row]:
    """Type one digit and Enter, again and again."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["benchmarks"])
    from qa_desktop.ui.theme import ThemeName, apply_theme

    apply_theme(app, ThemeName.LIGHT)
    with tempfile.TemporaryDirectory() as name:
        bench = make_bench(Path(name) / "workspace", items=items)
        bare = _bare(app, keys)
        ours = _run(app, bench, keys)
    base = sorted(bare)[len(bare) // 2]
    rows = []
    for words, value in (("median", percentile(ours, 0.5)), ("p95", percentile(ours, 0.95)), ("max", max(ours))):
        rows.append(
            Row(
                f"Enter to committed and next item, {words}",
                "key and paint of a QLineEdit",
                value / base,
                "",
                value * 1000,
                base * 1000,
            )
        )
    return rows
