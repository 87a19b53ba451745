"""The composition root: reads the command line, opens a workspace, starts the window or a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.version import __version__

if TYPE_CHECKING:
    from qa_desktop.services.program import Program


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    command, folder = _window_or_command(words)
    if command:
        from qa_desktop.cli import run_command  # noqa: PLC0415  (the window needs none of it)

        return run_command(words)
    from qa_desktop.look import load  # noqa: PLC0415
    from qa_desktop.ui.start import run  # noqa: PLC0415  (a command line needs no Qt)

    look = load()
    return run(open_program, folder or (Path(look.last_workspace) if look.last_workspace else None), look)


def open_program(folder: Path) -> Program:
    """Open a workspace and wire its services."""
    from qa_desktop.services.program import program_for  # noqa: PLC0415  (brings SQLAlchemy: after the window is painted)
    from qa_desktop.storage.workspace import open_  # noqa: PLC0415

    return program_for(open_(folder))


def _window_or_command(words: list[str]) -> tuple[bool, Path | None]:
    """Return whether a command is asked for, and the workspace folder when the window is."""
    parser = argparse.ArgumentParser(prog="qa-desktop", add_help=False)
    parser.add_argument("--workspace", type=Path)
    known, rest = parser.parse_known_args(words)
    if rest:
        return True, known.workspace
    return False, known.workspace


__all__ = ["__version__", "main", "open_program"]
