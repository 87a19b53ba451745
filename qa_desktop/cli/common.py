"""What all commands share: opening the workspace, who acts, printing for people or for programs."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import InputError, NotFoundError
from qa_desktop.domain.people import Actor, Role

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.issues import IssueRow

OK, FOUND, UNREADABLE = 0, 1, 2
MOST = 1_000_000

# What people typed must not steer the terminal that shows it, or turn its lines around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@contextlib.contextmanager
def opened(options: Namespace) -> Iterator[Program]:
    """Open the workspace that ``--workspace`` names."""
    from qa_desktop.services.program import program_for  # noqa: PLC0415  (brings SQLAlchemy: only when a command needs it)
    from qa_desktop.storage.workspace import open_  # noqa: PLC0415

    if options.workspace is None:
        raise InputError("Name the workspace: qa-desktop --workspace FOLDER …")
    program = program_for(open_(Path(options.workspace)))
    try:
        yield program
    finally:
        program.close()


def require_new_file(target: Path) -> None:
    """Raise :class:`InputError` before anything is signed when a file is there already, or the folder is not."""
    if target.exists():
        raise InputError("{path} is there already. Nothing was signed. Choose another name.", path=target)
    if not target.parent.is_dir():
        raise InputError("The folder {path} does not exist. Nothing was signed.", path=target.parent)


def reader(program: Program) -> Actor:
    """Return the actor of commands that only read: whoever may read the folder may list, export and verify."""
    return Actor("command-line", "command-line", "Command line", frozenset({Role.AUDITOR}), program.workspace.store.station_id)


def person(program: Program, options: Namespace) -> Actor:
    """Return the person named by ``--login``; the password comes from ``QA_DESKTOP_PASSWORD`` or is asked for."""
    return signer(program, options)[0]


def signer(program: Program, options: Namespace) -> tuple[Actor, str]:
    """Return the person as :func:`person` does, and the password, which opens their key for a signature."""
    if not options.login:
        raise InputError("This command changes records, so it needs a person: --login NAME (the password is asked for).")
    password = os.environ.get("QA_DESKTOP_PASSWORD")
    if password is None:
        try:
            password = getpass.getpass("Password: ")
        except EOFError as error:
            raise InputError("No password was given. Type it when asked, or set QA_DESKTOP_PASSWORD.") from error
    return program.access.log_in(options.login, password), password


def issue_named(program: Program, actor: Actor, number: str) -> IssueRow:
    """Return the issue of this number, typed in small letters or capitals; raises :class:`NotFoundError`."""
    from qa_desktop.storage.queries.issues import IssueFilter  # noqa: PLC0415  (brings SQLAlchemy)

    wanted = number.strip().casefold()
    rows = program.issues.list_issues(actor, IssueFilter(text=number)).rows
    found = next((row for row in rows if row.number.casefold() == wanted), None)
    if found is None:
        raise NotFoundError("No issue is called “{number}”.", number=number)
    return found


def show(options: Namespace, data: object, lines: Sequence[str]) -> None:
    """Print ``data`` as JSON when asked for, else ``lines`` for people."""
    if options.json:
        print(json.dumps(data, ensure_ascii=False, indent=1, default=str))
        return
    for line in lines:
        print(_UNSEEN.sub("\ufffd", line))


def at_least_one(text: str) -> int:
    """Return how many rows are asked for; for ``argparse``, which says why a text is none."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 0 < number <= MOST:
        raise ArgumentTypeError(f"“{text}” is no whole number from 1 to {MOST}")
    return number


def table(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> list[str]:
    """Return rows as aligned text with a heading."""
    if not rows:
        return ["(none)"]
    cells = [[" ".join(str(row.get(name, "")).split()) for name in columns] for row in rows]
    widths = [max(len(name), *(len(line[place]) for line in cells)) for place, name in enumerate(columns)]
    lines = [list(columns), *cells]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def tell(words: str) -> None:
    """Say how far long work has come, on the error stream so that output stays clean."""
    print(words, file=sys.stderr, flush=True)
