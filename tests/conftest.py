"""What every test stands on: no display, no stray dialogs, nothing left behind, the same random choices each time."""

from __future__ import annotations

import gc
import itertools
import os
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import Shiboken

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "qa",
    deadline=None,  # shared machines pause for longer than any honest deadline
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("qa")

MODAL_AFTER_MS = 150
THREAD_GRACE_S = 5.0

_failed = pytest.StashKey[bool]()


def pytest_collection_finish() -> None:
    """Take everything that exists before the first test out of the collector's hands: it looks for leaks after each test."""
    gc.collect()
    gc.freeze()


_ENDED = itertools.count(1)
_SETTLED = frozenset({3, 20, 100, 300, 1000})


def pytest_runtest_logfinish() -> None:
    """Do the same again with the screens and libraries that only the tests themselves load, when nothing of a test is alive."""
    if next(_ENDED) in _SETTLED:
        gc.collect()
        gc.freeze()


def pytest_sessionfinish() -> None:
    """Give everything back, so that what belongs to Qt goes while Qt is there."""
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether a test failed: its traceback keeps widgets alive, which is no leak."""
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


def _uses_qt(request: pytest.FixtureRequest) -> bool:
    return bool({"qtbot", "qapp"} & set(request.fixturenames))


@pytest.fixture(autouse=True)
def no_unexpected_modal(request: pytest.FixtureRequest) -> Iterator[None]:
    """Reject a modal dialog that nobody answers within 150 ms, and fail: it would block the test for ever."""
    if not _uses_qt(request):
        yield
        return
    request.getfixturevalue("qapp")
    guard = _ModalGuard()
    yield
    guard.stop()
    if guard.seen:
        pytest.fail("unexpected modal dialog: " + ", ".join(guard.seen))


class _ModalGuard:
    """Looks every 50 ms for a modal dialog that has been there for too long."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._since: dict[int, float] = {}
        self.timer = QTimer()
        self.timer.setInterval(50)
        self.timer.timeout.connect(self._look)
        self.timer.start()

    def stop(self) -> None:
        self.timer.stop()

    def _look(self) -> None:

        widget = QApplication.activeModalWidget()
        if widget is None:
            self._since.clear()
            return
        since = self._since.setdefault(id(widget), time.monotonic())
        if (time.monotonic() - since) * 1000 >= MODAL_AFTER_MS:
            self.seen.append(f"{type(widget).__name__} “{widget.windowTitle()}”")
            self._since.clear()
            widget.reject() if isinstance(widget, QDialog) else widget.close()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, no_unexpected_modal: None) -> Iterator[None]:
    """Fail a test that leaves a top-level widget, a running timer or a thread behind."""
    threads = set(threading.enumerate())
    if not _uses_qt(request):
        yield
        if not request.node.stash.get(_failed, False):
            _fail_on(_left_threads(threads))
        return
    request.getfixturevalue("qapp")
    widgets, timers = _top_levels(), _active_timers()
    yield
    if request.node.stash.get(_failed, False):
        _flush()
        return
    left = _left_threads(threads)
    _flush()
    left += [f"window {text}" for key, text in _top_levels().items() if key not in widgets]
    left += [f"timer {text}" for key, text in _active_timers().items() if key not in timers]
    _fail_on(left)


def _fail_on(left: list[str]) -> None:
    if left:
        pytest.fail("left behind: " + "; ".join(left))


def _left_threads(before: set[threading.Thread]) -> list[str]:
    """Return the new threads that do not end within a moment; threads of Qt's own pool appear as dummies."""
    end = time.monotonic() + THREAD_GRACE_S
    left = []
    for thread in threading.enumerate():
        if thread in before or isinstance(thread, threading._DummyThread):
            continue
        thread.join(max(0.0, end - time.monotonic()))
        if thread.is_alive():
            left.append(f"thread {thread.name}")
    return left


def _flush() -> None:
    """Carry out deferred deletions, which ``processEvents`` leaves alone, and collect what only cycles keep."""

    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _top_levels() -> dict[int, str]:

    return {
        Shiboken.getCppPointer(widget)[0]: f"{type(widget).__name__} “{widget.windowTitle()}”"
        for widget in QApplication.topLevelWidgets()
    }


def _active_timers() -> dict[int, str]:

    found = {}
    for thing in gc.get_objects():
        if type(thing) is QTimer and Shiboken.isValid(thing) and thing.isActive():
            found[id(thing)] = f"every {thing.interval()} ms of {thing.parent()!r}"
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, for everything that asks the system where settings and data belong."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    places = {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "XDG_DOCUMENTS_DIR": "Documents",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
    }
    for name, place in places.items():
        (folder / place).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder / place))
    if sys.platform != "win32":
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured and recorded with ``record_property("report", …)``, also when they ran in a worker."""
    said = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "report" and getattr(report, "when", "") == "call"
    ]
    for line in said:
        terminalreporter.write_line(line)
