"""``doctor``: check the whole workspace; exit 0 healthy, 1 something is wrong, 2 it cannot be opened."""

from __future__ import annotations

from argparse import Namespace

from qa_desktop.cli.common import FOUND, OK, opened, reader, show, tell
from qa_desktop.cli.demo import Commands


def add_to(nouns: Commands) -> None:
    """Add the command."""
    command = nouns.add_parser("doctor", help="check database, audit chain, attachments, reports and keys")
    command.add_argument("--quick", action="store_true", help="leave out the signatures inside the report files")
    command.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Check and print the findings."""
    with opened(options) as program:
        result = program.doctor.check(reader(program), thorough=not options.quick, told=None if options.json else tell)
    data = {
        "healthy": result.healthy,
        "looked_at": result.looked_at,
        "findings": [{"weight": f.weight.value, "area": f.area, "sentence": f.sentence} for f in result.findings],
    }
    lines = [
        *(f"{name}: {count}" for name, count in result.looked_at.items()),
        *(f"{f.weight.value.upper()}  {f.area}: {f.sentence}" for f in result.findings),
        "Healthy." if result.healthy else "Something is wrong; see the lines marked BAD.",
    ]
    show(options, data, lines)
    return OK if result.healthy else FOUND
