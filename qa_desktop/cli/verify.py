"""``verify FILE.pdf``: exit 0 valid and released, 1 changed or not trusted, 2 unreadable, 3 waiting for the countersignature."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from qa_desktop.cli.common import opened, show
from qa_desktop.cli.demo import Commands


def add_to(nouns: Commands) -> None:
    """Add the command."""
    command = nouns.add_parser("verify", help="check a signed report")
    command.add_argument("file", type=Path)
    command.add_argument("--root", type=Path, help="the site's root certificate (PEM or DER), to check without a workspace")
    command.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Check one file against the workspace, or against a root certificate alone."""
    if options.root is not None:
        from qa_desktop.services.outside import verify_with_root  # noqa: PLC0415

        found = verify_with_root(options.file, options.root)
    else:
        with opened(options) as program:
            found = program.reports.verify_file(options.file)
    data = {
        "outcome": found.outcome.name.lower(),
        "exit_code": int(found.outcome),
        "sentence": found.sentence,
        "findings": list(found.findings),
        "signatures": [{key: str(value) for key, value in asdict(sig).items()} for sig in found.signatures],
        "content_sha256": found.content_digest,
    }
    lines = [
        found.sentence,
        *(f"  - {finding}" for finding in found.findings),
        *(f"  {sig.stage.value}: {sig.name}, {sig.meaning}, {sig.at}" for sig in found.signatures),
    ]
    show(options, data, lines)
    return int(found.outcome)
