"""The composition root: reads the command line, opens a workspace, starts the window or a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.version import __version__

READ_XLSFORM = "--read-xlsform"

if TYPE_CHECKING:
    from qa_desktop.services.program import Program


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == [READ_XLSFORM]:
        # A frozen program has no Python to start a module with, so it starts itself as the reader of workbooks.
        from qa_desktop.exchange.xlsform import child  # noqa: PLC0415  (before anything else: the reader gets little memory)

        return child.main()
    folder, rest = _workspace(words)
    if rest[:1] == ["walk"]:
        return _walk(folder, rest[1:])
    if rest:
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


def _workspace(words: list[str]) -> tuple[Path | None, list[str]]:
    """Return the workspace folder and the words that make a command; no such words means the window."""
    parser = argparse.ArgumentParser(prog="qa-desktop", add_help=False)
    parser.add_argument("--workspace", type=Path)
    known, rest = parser.parse_known_args(words)
    return known.workspace, rest


def _walk(folder: Path | None, words: list[str]) -> int:
    """Do the main job off screen in the real windows; the command line itself knows no windows."""
    parser = argparse.ArgumentParser(prog="qa-desktop walk")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the PDF and the pictures")
    options = parser.parse_args(words)
    if folder is None:
        parser.error("name the workspace: qa-desktop --workspace FOLDER walk --out DIR")
    from qa_desktop.ui.walk import walk  # noqa: PLC0415  (needs Qt, which no command does)

    return walk(open_program, folder, options.out)


__all__ = ["__version__", "main", "open_program"]
