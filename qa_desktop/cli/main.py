"""The commands and their options."""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from qa_desktop.cli import (
    backup,
    checklist,
    dashboard,
    demo,
    doctor,
    inspection,
    issue,
    lot,
    plan,
    recover,
    report,
    sampling,
    validate,
    verify,
)
from qa_desktop.cli.common import OK, UNREADABLE
from qa_desktop.domain.errors import QaError
from qa_desktop.version import __version__


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="qa-desktop",
        description="Quality inspection with signed reports. Without a command the window opens.",
        epilog="walk --out DIR does the main job off screen in the real windows and leaves the signed PDF and pictures in DIR.",
    )
    top.add_argument("--version", action="version", version=f"QA Desktop {__version__}")
    top.add_argument("--workspace", type=Path, help="the folder of the workspace")
    top.add_argument("--json", action="store_true", default=False, help="print JSON for programs")
    nouns = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (
        demo,
        checklist,
        plan,
        inspection,
        lot,
        report,
        verify,
        sampling,
        validate,
        doctor,
        backup,
        recover,
        dashboard,
        issue,
    ):
        module.add_to(nouns)
    return top


def run_command(words: Sequence[str]) -> int:
    """Run one command; return its exit code.  Errors are one sentence on the error stream and exit code 2."""
    # --json may stand anywhere: programs append it.
    asked = "--json" in words
    options = parser().parse_args([word for word in words if word != "--json"])
    options.json = asked
    _print_anything()
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        return _run(options)
    except BrokenPipeError:
        return _unread()
    except QaError as error:
        return _complain(str(error), asked=asked)
    except KeyboardInterrupt:
        print("Stopped. What was finished before is kept.", file=sys.stderr)
        return 130
    except Exception as error:
        logging.getLogger(__name__).debug("unexpected", exc_info=True)
        return _complain(
            f"Something went wrong that the program did not foresee ({type(error).__name__}: {error}). "
            "What was stored before is safe. Please report this sentence.",
            asked=asked,
        )


def _run(options: argparse.Namespace) -> int:
    code = int(options.run(options))
    sys.stdout.flush()  # here, so that a reader that is gone is noticed where it is looked for
    return code


def _unread() -> int:
    """Whoever read the output, such as ``head``, has enough: what is still in the buffer goes nowhere, and nothing is wrong."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _print_anything() -> None:
    """Names of people may hold letters that the terminal has not; it then shows a substitute."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _complain(sentence: str, *, asked: bool) -> int:
    """Say what is wrong where it is looked for, and return the exit code."""
    if asked:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    print(sentence, file=sys.stderr)
    return UNREADABLE
