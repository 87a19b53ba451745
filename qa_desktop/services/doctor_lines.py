"""Checking what belongs to single lines: acts, second readings, pieces, and what the plans found."""

from __future__ import annotations

from collections.abc import Iterator

from qa_desktop.domain.record import InspectionRecord
from qa_desktop.storage.queries import line_checks
from qa_desktop.storage.unit import Connection


def flaws_of_lines(connection: Connection) -> Iterator[str]:
    """Yield a sentence for everything about lines that is not as the rules or the audit chain say."""
    for key in line_checks.lines_unlike_audit(connection):
        yield f"The acts or second readings of {key} are not those that the audit chain tells."
    for number, line in line_checks.seconds_by_the_first_reader(connection):
        yield f"{number}: the second reading of {line} was given by a person who had answered the line before."
    for number, line in line_checks.marks_unlike_changes(connection):
        yield f"{number}: source, gauge or act of {line} are not those of its newest change."
    for number, line, act in line_checks.marks_without_act(connection):
        yield f"{number}: {line} bears the mark “{act}”, which nobody recorded."
    for number, line in line_checks.rejects_without_mark(connection):
        yield f"{number}: {line} was rejected, but its answer never said so."
    for number in line_checks.pieces_in_gaps(connection):
        yield f"{number}: there are readings of pieces that its sample does not have."


def flaws_of_plans(connection: Connection, inspection_id: str, record: InspectionRecord) -> Iterator[str]:
    """Yield a sentence for every kept result of a plan that is not what the answers say."""
    kept = line_checks.results_of(connection, inspection_id)
    for outcome in record.plans:
        row, verdict = kept.get(outcome.plan.id), outcome.verdict
        if row is None:
            continue
        decided = verdict.accepted if verdict.accepted is not None else row.accepted
        if (row.nonconforming, row.accepted) != (verdict.nonconforming, decided):
            yield f"the result that was kept of the plan “{outcome.plan.group}” is not what the answers say."
