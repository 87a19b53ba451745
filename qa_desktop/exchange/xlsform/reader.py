"""Starts the child process that parses a workbook, watches it and ends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from qa_desktop.domain.errors import CancelledError, FileRefusedError
from qa_desktop.exchange.xlsform.precheck import Source

_LOOK_EVERY = 0.05
_ROOT = Path(__file__).resolve().parents[3]
CHILD_MODULE = "qa_desktop.exchange.xlsform.child"
CHILD_FLAG = "--read-xlsform"
"""A frozen program cannot run a module, so it starts itself with this flag and calls ``child.main()``."""


def read_in_child(
    source: Source, *, timeout_seconds: float, memory_mb: int, cancel: Callable[[], bool] | None, task: str = "form"
) -> dict[str, Any]:
    """Return what the child process read: a ``form`` as pyxform sees it, or all cells as ``tables``.

    Raises :class:`FileRefusedError` or :class:`CancelledError`.
    """
    if cancel is not None and cancel():
        raise CancelledError
    limits = {"memory_mb": memory_mb, "cpu_seconds": int(timeout_seconds) + 5}
    order = {"task": task, "suffix": source.suffix, "stem": source.stem, **limits}
    # A file and not a pipe: ``communicate`` forgets the rest of its input when it is called again after a timeout.
    with tempfile.TemporaryFile() as question:
        question.write(json.dumps(order).encode() + b"\n" + source.data)
        question.seek(0)
        process = subprocess.Popen(  # noqa: S603  # our own module, no shell
            _command(),
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            answer, complaint = _talk(process, source, timeout_seconds, memory_mb, cancel)
        finally:
            _end(process)
    return _understood(answer, complaint, source, process.returncode, memory_mb)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_FLAG]
    # -P: a stray openpyxl.py in the current folder must not be run.  -B: the child may write no file.
    return [sys.executable, "-P", "-B", "-W", "ignore", "-X", "utf8", "-m", CHILD_MODULE]


def _environment() -> dict[str, str]:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    # A coverage or debug hook of the parent would write files in the child.
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("COV_CORE", "COVERAGE_", "PYTHONSTARTUP", "QA_DESKTOP_"))
    }
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


def _talk(
    process: subprocess.Popen[bytes],
    source: Source,
    timeout_seconds: float,
    memory_mb: int,
    cancel: Callable[[], bool] | None,
) -> tuple[bytes, bytes]:
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            return process.communicate(timeout=_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            pass  # still at work: look at the limits
        if cancel is not None and cancel():
            raise CancelledError
        if time.monotonic() > deadline:
            raise FileRefusedError(
                "Reading “{name}” took longer than {seconds} seconds and was stopped. Nothing was imported. Remove unused rows "
                "and sheets, then import it again.",
                name=source.name,
                seconds=timeout_seconds,
            )
        if _memory_of(process.pid) > memory_mb << 20:
            raise _out_of_memory(source, memory_mb)


def _memory_of(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _understood(answer: bytes, complaint: bytes, source: Source, code: int, memory_mb: int) -> dict[str, Any]:
    try:
        outcome = json.loads(answer)
    except (ValueError, RecursionError) as error:
        refusal = FileRefusedError(
            "Reading “{name}” stopped unexpectedly (code {code}). Nothing was imported. Open it in Excel, save it again as .xlsx "
            "and import that.",
            name=source.name,
            code=code,
        )
        refusal.add_note(complaint.decode(errors="replace")[-2000:])
        raise refusal from error
    if not isinstance(outcome, dict) or outcome.get("out_of_memory"):
        raise _out_of_memory(source, memory_mb)
    if "refused" in outcome:
        raise in_file(source.name, outcome["refused"]["template"], outcome["refused"]["params"])
    return outcome


def in_file(name: str, template: str, params: Mapping[str, Any]) -> FileRefusedError:
    """Return the refusal with the name of the file before it."""
    return FileRefusedError("“{file}”: " + template, **{**params, "file": name})


def _out_of_memory(source: Source, memory_mb: int) -> FileRefusedError:
    return FileRefusedError(
        "Reading “{name}” needs more than {limit} MB of memory and was stopped. Nothing was imported. Remove unused rows and "
        "sheets, then import it again.",
        name=source.name,
        limit=memory_mb,
    )
