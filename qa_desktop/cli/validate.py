"""``validate FILE…``: reference cases through the program's methods; exit 0 all agree, 1 some differ, 2 a file cannot be used."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.cli.common import FOUND, OK, UNREADABLE, opened, show, signer
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.errors import InputError

if TYPE_CHECKING:
    from qa_desktop.services.validation import ValidationRun


def add_to(nouns: Commands) -> None:
    """Add the command."""
    command = nouns.add_parser("validate", help="run reference cases through the program's methods and compare")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--report", type=Path, metavar="OUT.pdf", help="write the results as a signed PDF (needs --workspace)")
    command.add_argument("--login", default="", help="who signs the report")
    command.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Run, print case by case, and sign where a report is asked for."""
    from qa_desktop.services.validation import run_reference_files  # noqa: PLC0415  (only when a command needs it)

    found = run_reference_files(options.files)
    number = ""
    if options.report is not None:
        if found.refused:
            raise InputError("No report was written. {why}", why=found.refused[0][1])
        with opened(options) as program:
            actor, password = signer(program, options)
            number = program.validation.sign_report(actor, found, password, options.report)
    data, lines = _described(found)
    if number:
        data |= {"report": str(options.report), "number": number}
        lines.append(f"{options.report}: signed report {number}")
    show(options, data, lines)
    if found.refused:
        for _, why in found.refused:
            print(why, file=sys.stderr)
        return UNREADABLE
    return FOUND if found.failed else OK


def _described(found: ValidationRun) -> tuple[dict[str, object], list[str]]:
    """Return the results for programs and for people."""
    from qa_desktop.services.validation_words import plain, shown  # noqa: PLC0415

    cases: list[dict[str, object]] = []
    lines: list[str] = []
    for run_of_file in found.files:
        result = run_of_file.result
        lines.append(f"{result.name}: {result.about or result.id}")
        lines += [f"  note: {note}" for note in result.notes]
        for case in result.cases:
            expected, got = plain(case.expected, expected=True), plain(case.got)
            cases.append(
                {"file": result.name, "group": case.group, "id": case.id, "expected": expected, "got": got, "ok": case.ok}
                | ({} if case.ok else {"why": case.why})
            )
            lines.append(f"  {'ok' if case.ok else 'DIFFERS':<8}{case.id}{'' if case.ok else '  ' + case.why}")
            lines.append(f"          expected  {_on_one_line(shown(case.expected))}")
            lines.append(f"          got       {_on_one_line(shown(case.got))}")
        lines.append(f"  {len(result.cases) - result.failed} of {len(result.cases)} ok")
    lines.append(f"{found.total - found.failed} of {found.total} cases ok in {len(found.files)} files.")
    data: dict[str, object] = {
        "ok": not found.failed and not found.refused,
        "total": found.total,
        "failed": found.failed,
        "cases": cases,
        "files": [
            {
                "file": one.result.name,
                "id": one.result.id,
                "sha256": one.sha256,
                "cases": len(one.result.cases),
                "failed": one.result.failed,
                "notes": list(one.result.notes),
            }
            for one in found.files
        ],
        "refused": [{"file": name, "why": why} for name, why in found.refused],
    }
    return data, lines


def _on_one_line(text: str) -> str:
    return "; ".join(text.split("\n"))
