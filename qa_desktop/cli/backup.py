"""``backup`` and ``restore``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from qa_desktop.cli.common import OK, opened, reader, show
from qa_desktop.cli.demo import Commands


def add_to(nouns: Commands) -> None:
    """Add the commands."""
    make = nouns.add_parser("backup", help="make a backup and read it back")
    make.add_argument("--to", type=Path, help="the folder that holds backups")
    make.set_defaults(run=run_backup)
    bring = nouns.add_parser("restore", help="restore a backup into a new folder")
    bring.add_argument("backup", type=Path)
    bring.add_argument("into", type=Path)
    bring.set_defaults(run=run_restore)


def run_backup(options: Namespace) -> int:
    """Make a backup."""
    with opened(options) as program:
        made = program.backups.make(reader(program), target=options.to)
    data = {"backup": str(made.folder), "files": made.files, "copied": made.copied}
    show(options, data, [f"{made.folder}: {made.files} files, {made.copied} new, read back and sound."])
    return OK


def run_restore(options: Namespace) -> int:
    """Restore a backup."""
    from qa_desktop.services.backups import restore  # noqa: PLC0415

    count = restore(options.backup, options.into)
    data = {"workspace": str(options.into), "files": count}
    show(options, data, [f"{options.into}: {count} files restored. The audit chain says that it was restored."])
    return OK
