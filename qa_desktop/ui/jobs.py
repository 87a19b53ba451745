"""Work beside the window: one writer, two readers, one worker; results come home to the window's thread.

The writer takes its jobs strictly one after the other, so that a signature can never overtake an answer.  Readers serve lists and
searches.  The worker renders, signs and imports.  A result whose owner is gone is dropped.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_all
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from qa_desktop.domain.errors import CancelledError, FaultError, QaError, RightsChangedError

_log = logging.getLogger(__name__)

Done = Callable[[Any], object]
Failed = Callable[[QaError], object]
ShowProgress = Callable[[int, int, str], object]


class Report(Protocol):
    """How long work says how far it has come; raises :class:`CancelledError` when the person pressed Cancel."""

    def __call__(self, done: int, total: int, sentence: str = "") -> None:
        """Say that ``done`` of ``total`` are finished."""


@dataclass(frozen=True, slots=True)
class _Callbacks:
    owner: QObject | None
    done: Done | None
    failed: Failed | None
    progress: ShowProgress | None = None

    def is_wanted(self) -> bool:
        return self.owner is None or bool(isValid(self.owner))


class WorkHandle:
    """Long work under way: ask whether it runs, or cancel it."""

    def __init__(self, jobs: Jobs, callbacks: _Callbacks) -> None:
        self._jobs, self._callbacks = jobs, callbacks
        self._cancelled = Event()
        self._lock = Lock()
        self._latest: tuple[int, int, str] | None = None
        self._finished = False

    def cancel(self) -> None:
        """Ask the work to stop; it stops when it next reports, and ``failed`` gets a :class:`CancelledError`."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Return whether Cancel was pressed."""
        return self._cancelled.is_set()

    def is_finished(self) -> bool:
        """Return whether the result has come home."""
        return self._finished

    def report(self, done: int, total: int, sentence: str = "") -> None:
        """Called by the work, in its thread.  Only the newest report is kept until the window has time for it."""
        if self._cancelled.is_set():
            raise CancelledError
        with self._lock:
            waiting, self._latest = self._latest is not None, (done, total, sentence)
        if not waiting and self._callbacks.progress is not None:
            self._jobs.bring_home(self._show)

    def finish(self) -> None:
        """Called when the result has come home."""
        self._finished = True

    def _show(self) -> None:
        with self._lock:
            latest, self._latest = self._latest, None
        if latest is not None and self._callbacks.progress is not None and self._callbacks.is_wanted():
            self._callbacks.progress(*latest)


class Jobs(QObject):
    """The threads of the program.  Make one in the window's thread and :meth:`close` it at the end.

    ``rights_changed`` carries the refusal of a job whose person lost a role or the account, after the screen heard of it.

    ``done`` and ``failed`` are called in the window's thread.  Pass bound methods; the ``owner`` is taken from them when it is
    not given, and when the owner has been destroyed meanwhile, the result is dropped.
    """

    idle = Signal()
    rights_changed = Signal(object)
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="qa-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="qa-reader")
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="qa-worker")
        self._home: deque[Callable[[], None]] = deque()
        self._running: set[Future[None]] = set()
        self._handles: set[WorkHandle] = set()
        self._pending = 0
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def write(
        self, fn: Callable[[], Any], done: Done | None = None, failed: Failed | None = None, *, owner: QObject | None = None
    ) -> None:
        """Run ``fn`` in the writer, after everything that was given to the writer before."""
        self._submit(self._writer, fn, _callbacks(owner, done, failed))

    def read(
        self, fn: Callable[[], Any], done: Done | None = None, failed: Failed | None = None, *, owner: QObject | None = None
    ) -> None:
        """Run ``fn`` in one of the readers."""
        self._submit(self._readers, fn, _callbacks(owner, done, failed))

    def work(
        self,
        fn: Callable[[Report], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        progress: ShowProgress | None = None,
        *,
        owner: QObject | None = None,
    ) -> WorkHandle:
        """Run ``fn(report)`` in the worker.  ``progress(done, total, sentence)`` is called in the window's thread."""
        callbacks = _callbacks(owner, done, failed, progress)
        handle = WorkHandle(self, callbacks)
        self._handles.add(handle)
        self._submit(self._worker, _Reporting(fn, handle), callbacks, handle)
        return handle

    def is_idle(self) -> bool:
        """Return whether nothing runs and every result has come home."""
        return self._pending == 0

    def drain(self, timeout: float = 30.0) -> bool:
        """Wait until all work is done, deliver the results, and return whether that was possible in ``timeout`` seconds.

        Results that start new work are followed as well.  Call it in the window's thread, when the window closes.
        """
        end = time.monotonic() + timeout
        while self._pending:
            left = end - time.monotonic()
            if left <= 0:
                return False
            wait_for_all(tuple(self._running), timeout=left)
            self._deliver()
        return True

    def close(self, timeout: float = 30.0) -> bool:
        """Cancel long work, finish everything else, end the threads; return whether nothing was left over."""
        if self._closed:
            return True
        for handle in tuple(self._handles):
            handle.cancel()
        clean = self.drain(timeout)
        self._closed = True
        for pool in (self._readers, self._worker, self._writer):
            pool.shutdown(wait=clean, cancel_futures=pool is not self._writer)
        return clean

    def bring_home(self, call: Callable[[], None]) -> None:
        """Have ``call`` run in the window's thread; may be called from any thread."""
        self._home.append(call)
        if isValid(self):
            self._arrived.emit()

    def _submit(
        self, pool: ThreadPoolExecutor, fn: Callable[[], Any], callbacks: _Callbacks, handle: WorkHandle | None = None
    ) -> None:
        if self._closed:
            _log.error("A job came after the end of the program and was not done: %r", fn)
            if callbacks.failed is not None:
                callbacks.failed(
                    FaultError("The program is closing, so this was not done. Start it again and repeat the last step.")
                )
            return
        self._pending += 1
        self._running.add(pool.submit(self._run, fn, callbacks, handle))

    def _run(self, fn: Callable[[], Any], callbacks: _Callbacks, handle: WorkHandle | None) -> None:
        """Run in a thread of the pool."""
        result: Any = None
        error: QaError | None = None
        try:
            result = fn()
        except QaError as refused:
            error = refused
        except BaseException:  # noqa: BLE001  (whatever went wrong inside must reach the person as a sentence)
            _log.exception("A job failed")
            error = FaultError(
                "Something went wrong inside the program. What was saved before is safe. "
                "Try again; if it happens again, tell the person who looks after the program.",
            )
        self.bring_home(_Homecoming(self, callbacks, handle, result, error))

    @Slot()
    def _deliver(self) -> None:
        while self._home:
            self._home.popleft()()

    def finished(self, handle: WorkHandle | None) -> None:
        """Count one job less; called when its result has come home."""
        self._running = {future for future in self._running if not future.done()}
        if handle is not None:
            handle.finish()
            self._handles.discard(handle)
        self._pending -= 1
        if not self._pending:
            self.idle.emit()


@dataclass(frozen=True, slots=True)
class _Reporting:
    """Long work with its way to report."""

    fn: Callable[[Report], Any]
    handle: WorkHandle

    def __call__(self) -> Any:
        if self.handle.is_cancelled():
            raise CancelledError
        return self.fn(self.handle.report)


@dataclass(frozen=True, slots=True)
class _Homecoming:
    """One result on its way to the window's thread."""

    jobs: Jobs
    callbacks: _Callbacks
    handle: WorkHandle | None
    result: Any
    error: QaError | None

    def __call__(self) -> None:
        try:
            if not self.callbacks.is_wanted():
                return
            if self.error is None:
                if self.callbacks.done is not None:
                    self.callbacks.done(self.result)
            elif self.callbacks.failed is not None:
                self.callbacks.failed(self.error)
            else:
                _log.error("Nobody listens to a failed job: %s", self.error)
        finally:
            self.jobs.finished(self.handle)
            if isinstance(self.error, RightsChangedError):
                self.jobs.rights_changed.emit(self.error)


def _callbacks(
    owner: QObject | None, done: Done | None, failed: Failed | None, progress: ShowProgress | None = None
) -> _Callbacks:
    if owner is None:
        for call in (done, failed, progress):
            bound = getattr(call, "__self__", None)
            if isinstance(bound, QObject):
                owner = bound
                break
    return _Callbacks(owner, done, failed, progress)
