"""``demo DIR``: build the demo workspace."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TypeAlias

from qa_desktop.cli.common import OK, show, tell

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"


def add_to(nouns: Commands) -> None:
    """Add the command."""
    command = nouns.add_parser("demo", help="build a demo workspace in a new folder")
    command.add_argument("folder", type=Path)
    command.add_argument("--inspections", type=int, default=210, help="how many inspections the past months hold")
    command.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Build it and say how to enter."""
    from qa_desktop.services.demo import ADMIN, PASSWORD, PIN, build_demo  # noqa: PLC0415

    last = -1

    def told(done: int, total: int, words: str) -> None:
        nonlocal last
        share = done * 10 // max(1, total)
        if share != last:
            last = share
            tell(f"{words} … {done} of {total}")

    build_demo(options.folder, inspections=options.inspections, told=told)
    people = ("anna", "jonas", "mehmet", "petra", "david", "eleni", "olga", "ruth", "tomas", ADMIN)
    show(
        options,
        {"workspace": str(options.folder), "people": people, "password": PASSWORD, "pin": PIN},
        [
            f"Demo workspace: {options.folder}",
            f"People: {', '.join(people)}",
            f"Password of everybody: {PASSWORD} (PIN {PIN})",
            f"Signed reports: {options.folder / 'reports'}",
        ],
    )
    return OK
