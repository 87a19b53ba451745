"""Jobs run beside the window, in the promised order, and their results come home or are dropped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.errors import CancelledError, InputError, QaError
from qa_desktop.ui.jobs import Jobs, Report

WAIT = 10.0


class Listener(QObject):
    """Takes what comes home, and notes in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[QaError] = []
        self.progress: list[tuple[int, int, str]] = []
        self.threads: set[QThread] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(QThread.currentThread())

    def failed(self, error: QaError) -> None:
        self.errors.append(error)
        self.threads.add(QThread.currentThread())

    def show(self, done: int, total: int, sentence: str) -> None:
        self.progress.append((done, total, sentence))
        self.threads.add(QThread.currentThread())


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def listener(qapp: QApplication) -> Listener:
    return Listener()


def test_results_come_home_to_the_windows_thread(jobs: Jobs, listener: Listener, qtbot: QtBot, qapp: QApplication) -> None:
    with qtbot.waitSignal(jobs.idle):
        jobs.read(threading.get_ident, listener.done)
    assert listener.results != [threading.get_ident()]
    assert listener.threads == {qapp.thread()}
    assert jobs.is_idle()


def test_the_writer_keeps_the_order(jobs: Jobs, listener: Listener) -> None:
    gate = threading.Event()
    order: list[int] = []

    def slow() -> int:
        gate.wait(WAIT)
        order.append(0)
        return 0

    def quick(number: int) -> Callable[[], int]:
        def write() -> int:
            order.append(number)
            return number

        return write

    jobs.write(slow, listener.done)
    for number in range(1, 50):
        jobs.write(quick(number), listener.done)
    gate.set()
    assert jobs.drain(WAIT)
    assert order == list(range(50))
    assert listener.results == list(range(50))


def test_readers_do_not_wait_for_the_writer(jobs: Jobs, listener: Listener, qtbot: QtBot) -> None:
    gate = threading.Event()
    jobs.write(lambda: gate.wait(WAIT))
    jobs.read(lambda: "read", listener.done)
    qtbot.waitUntil(lambda: listener.results == ["read"])
    assert not jobs.is_idle()
    gate.set()


def test_a_refusal_comes_home_as_itself(jobs: Jobs, listener: Listener) -> None:
    def refuse() -> None:
        raise InputError("“{text}” is not a number.", text="x")

    jobs.write(refuse, listener.done, listener.failed)
    assert jobs.drain(WAIT)
    assert [str(error) for error in listener.errors] == ["“x” is not a number."]
    assert listener.results == []


def test_a_fault_of_ours_is_logged_and_becomes_a_sentence(
    jobs: Jobs, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        jobs.read(broken, listener.done, listener.failed)
        assert jobs.drain(WAIT)
    assert "What was saved before is safe" in str(listener.errors[0])
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in str(listener.errors[0])


def test_a_failure_that_nobody_listens_to_is_logged(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> None:
        raise InputError("No.")

    with caplog.at_level(logging.ERROR):
        jobs.write(refuse)
        assert jobs.drain(WAIT)
    assert "Nobody listens" in caplog.text


def test_a_result_whose_owner_is_gone_is_dropped(jobs: Jobs, qapp: QApplication) -> None:
    gate, heard = threading.Event(), []
    owner = QObject()
    jobs.read(lambda: gate.wait(WAIT), heard.append, owner=owner)
    screen = Listener()
    jobs.read(lambda: gate.wait(WAIT), screen.done)
    for gone in (owner, screen):
        gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gate.set()
    assert jobs.drain(WAIT)
    assert heard == []
    assert screen.results == []


def test_work_reports_and_finishes(jobs: Jobs, listener: Listener, qtbot: QtBot, qapp: QApplication) -> None:
    def work(report: Report) -> str:
        for step in range(1, 201):
            report(step, 200, "Rendering")
        return "ready"

    with qtbot.waitSignal(jobs.idle):
        handle = jobs.work(work, listener.done, listener.failed, listener.show)
    assert listener.results == ["ready"]
    assert listener.progress[-1] == (200, 200, "Rendering")
    assert len(listener.progress) <= 200
    assert listener.threads == {qapp.thread()}
    assert handle.is_finished()


def test_work_can_be_cancelled(jobs: Jobs, listener: Listener, qtbot: QtBot) -> None:
    def endless(report: Report) -> None:
        step = 0
        while True:
            step += 1
            report(step, 0)

    handle = jobs.work(endless, listener.done, listener.failed, listener.show)
    qtbot.waitUntil(lambda: bool(listener.progress))
    handle.cancel()
    qtbot.waitUntil(lambda: bool(listener.errors))
    assert isinstance(listener.errors[0], CancelledError)
    assert listener.results == []


def test_work_cancelled_before_it_starts_never_starts(jobs: Jobs, listener: Listener) -> None:
    gate, started = threading.Event(), []
    jobs.work(lambda report: gate.wait(WAIT))
    waiting = jobs.work(lambda report: started.append(1), listener.done, listener.failed)
    waiting.cancel()
    gate.set()
    assert jobs.drain(WAIT)
    assert started == []
    assert isinstance(listener.errors[0], CancelledError)


def test_closing_finishes_every_write_and_ends_the_threads(qapp: QApplication, listener: Listener) -> None:
    jobs = Jobs()
    gate = threading.Event()
    written: list[int] = []
    jobs.write(lambda: gate.wait(WAIT), listener.done)
    for number in range(20):
        jobs.write(lambda number=number: written.append(number))
    threading.Timer(0.05, gate.set).start()
    assert jobs.close(WAIT)
    assert written == list(range(20))
    assert listener.results == [True]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("qa-")]
    jobs.deleteLater()


def test_what_comes_after_the_end_is_refused_with_a_sentence(
    qapp: QApplication, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = Jobs()
    assert jobs.close(WAIT)
    jobs.write(lambda: 1, listener.done, listener.failed)
    assert listener.results == []
    assert "closing" in str(listener.errors[0])
    assert "after the end" in caplog.text
    jobs.deleteLater()


def test_draining_follows_work_that_results_start(jobs: Jobs, listener: Listener) -> None:
    def again(result: object) -> None:
        listener.done(result)
        if len(listener.results) < 5:
            jobs.write(lambda: len(listener.results), again)

    jobs.write(lambda: 0, again)
    assert jobs.drain(WAIT)
    assert listener.results == [0, 1, 2, 3, 4]


def test_draining_gives_up_in_time(jobs: Jobs) -> None:
    gate = threading.Event()
    jobs.write(lambda: gate.wait(WAIT))
    assert not jobs.drain(0.05)
    gate.set()
    assert jobs.drain(WAIT)
