"""What a reader of a record has to see first: exceptions with everything that explains them, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_desktop.domain.answers import Gap, Verdict
from qa_desktop.domain.judging import gap_of
from qa_desktop.domain.record import Change, InspectionRecord, IssueRef, Line, PhotoRef, Remark


class Reason(StrEnum):
    """Why a line is an exception that nobody may approve unread."""

    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    RETURNED = "returned"
    CHANGED = "changed"
    OTHER_PERSON = "other_person"


class Group(StrEnum):
    """The parts of a record in reading order."""

    REMARKS = "remarks"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    CHANGED = "changed"
    ISSUES = "issues"
    PHOTOS = "photos"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class LineCase:
    """One line with what happened to it."""

    line: Line
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    issues: tuple[IssueRef, ...] = ()

    @property
    def item_id(self) -> str:
        """The key of the line."""
        return self.line.item.id

    @property
    def is_exception(self) -> bool:
        """Whether the line has to be looked at before anybody approves."""
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The title of a part, with how many rows it has; ``section`` is the words of a section of the checklist."""

    group: Group
    count: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the checklist."""

    case: LineCase


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue that was logged from the inspection."""

    issue: IssueRef


@dataclass(frozen=True, slots=True)
class PhotosRow:
    """Photos of the inspection as a whole."""

    photos: tuple[PhotoRef, ...]


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A remark about the inspection as a whole, from an earlier round."""

    remark: Remark


Row = GroupRow | LineRow | IssueRow | PhotosRow | RemarkRow


def cases_of(record: InspectionRecord) -> tuple[LineCase, ...]:
    """Return every line with its changes, earlier remarks and issues, in the order of the checklist."""
    found = []
    for line in record.lines:
        changes = tuple(change for change in record.changes if change.number == line.number)
        remarks = tuple(remark for remark in record.remarks if remark.number == line.number)
        issues = tuple(issue for issue in record.issues if issue.item_number == line.number)
        found.append(LineCase(line, _reasons(record, line, changes, remarks), changes, remarks, issues))
    return tuple(found)


def exceptions_of(cases: Iterable[LineCase]) -> tuple[LineCase, ...]:
    """Return the exceptions: failures first, then lines that do not apply, then those that were touched again."""
    return tuple(sorted((case for case in cases if case.is_exception), key=lambda case: _ORDER[_group_of(case)]))


def rows_of(record: InspectionRecord, *, show_all: bool) -> tuple[Row, ...]:
    """Return the record in reading order; without ``show_all`` the lines in order are left out."""
    cases = cases_of(record)
    rows: list[Row] = _part(Group.REMARKS, [RemarkRow(remark) for remark in record.remarks if not remark.number])
    exceptions = exceptions_of(cases)
    for group in _ORDER:
        rows += _part(group, [LineRow(case) for case in exceptions if _group_of(case) is group])
    rows += _part(Group.ISSUES, [IssueRow(issue) for issue in record.issues])
    rows += _part(Group.PHOTOS, [PhotosRow(record.photos)] if record.photos else [], count=len(record.photos))
    if show_all:
        sections: dict[str, list[Row]] = {}
        for case in cases:
            if not case.is_exception:
                sections.setdefault(case.line.section, []).append(LineRow(case))
        for section, lines in sections.items():
            rows += _part(Group.SECTION, lines, section=section)
    return tuple(rows)


def missing_of(record: InspectionRecord) -> tuple[tuple[Line, Gap], ...]:
    """Return the lines that keep the inspection from being signed, with the reason, in order."""
    found = ((line, gap_of(line.item, line.answer)) for line in record.lines)
    return tuple((line, gap) for line, gap in found if gap is not None)


def photo_count(record: InspectionRecord) -> int:
    """Return how many photos the record has, wherever they belong."""
    return len(record.photos) + sum(len(line.photos) for line in record.lines) + sum(len(issue.photos) for issue in record.issues)


_ORDER = {Group.FAILED: 0, Group.NOT_APPLICABLE: 1, Group.CHANGED: 2}


def _group_of(case: LineCase) -> Group:
    if Reason.FAILED in case.reasons:
        return Group.FAILED
    return Group.NOT_APPLICABLE if Reason.NOT_APPLICABLE in case.reasons else Group.CHANGED


def _reasons(
    record: InspectionRecord, line: Line, changes: tuple[Change, ...], remarks: tuple[Remark, ...]
) -> tuple[Reason, ...]:
    checks = (
        (Reason.FAILED, line.verdict is Verdict.FAILS),
        (Reason.NOT_APPLICABLE, line.verdict is Verdict.NOT_APPLICABLE),
        (Reason.RETURNED, bool(remarks)),
        (Reason.CHANGED, bool(changes)),
        (Reason.OTHER_PERSON, bool(line.by) and line.by != record.inspector),
    )
    return tuple(reason for reason, holds in checks if holds)


def _part(group: Group, rows: Sequence[Row], *, section: str = "", count: int | None = None) -> list[Row]:
    return [GroupRow(group, len(rows) if count is None else count, section), *rows] if rows else []
