"""What a reader of a record has to see first: what changed since the last round, exceptions with what explains them, the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from qa_desktop.domain.answers import Gap
from qa_desktop.domain.judging import gap_of
from qa_desktop.domain.record import Change, InspectionRecord, IssueRef, Line, PhotoRef, Remark
from qa_desktop.domain.record_parts import ConcessionRef
from qa_desktop.domain.review import Reason

if TYPE_CHECKING:
    from qa_desktop.services.reinspection import BeforeAfter
    from qa_desktop.services.review import Difference, Dossier
    from qa_desktop.storage.queries.sample import ActRow, QuestionRow, SecondRow

_T = TypeVar("_T")

FOLD_FROM = 200
"""From so many lines in order on, the sections of a record are shown folded."""


class Group(StrEnum):
    """The parts of a record in reading order."""

    REMARKS = "remarks"
    DIFFERENT = "different"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    ODD = "odd"
    NOT_APPLICABLE = "not_applicable"
    CHANGED = "changed"
    REST = "rest"
    ISSUES = "issues"
    PHOTOS = "photos"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class LineCase:
    """One line with what happened to it.

    ``difference`` is what this round made of it; ``before`` what the inspection found that this one repeats; ``concessions`` are
    those that cover it.
    """

    line: Line
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    issues: tuple[IssueRef, ...] = ()
    acts: tuple[ActRow, ...] = ()
    seconds: tuple[SecondRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    difference: Difference | None = None
    before: BeforeAfter | None = None
    concessions: tuple[ConcessionRef, ...] = ()

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
    """The title of a part, with how many rows it has; ``section`` is the words of a section of the checklist.

    ``folded`` is ``None`` where the part cannot be folded.
    """

    group: Group
    count: int
    section: str = ""
    folded: bool | None = None


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


def cases_of(record: InspectionRecord, dossier: Dossier, before: Iterable[BeforeAfter] = ()) -> tuple[LineCase, ...]:
    """Return every line with everything that explains it, in the order of the checklist."""
    changes, remarks, issues = (
        _by((one.number, one) for one in record.changes),
        _by((one.number, one) for one in record.remarks),
        _by((one.item_number, one) for one in record.issues),
    )
    acts, seconds, questions = (
        _by((one.line_id, one) for one in dossier.acts),
        _by((one.line_id, one) for one in dossier.seconds),
        _by((one.line_id or "", one) for one in dossier.questions),
    )
    different = {one.line_id: one for one in dossier.differences}
    earlier = {one.number: one for one in before}
    covered = _by((number, one) for one in record.concessions for number in one.lines)
    return tuple(
        LineCase(
            line,
            dossier.reasons.get(key, ()),
            changes.get(line.number, ()),
            remarks.get(line.number, ()),
            issues.get(line.number, ()),
            acts.get(key, ()),
            seconds.get(key, ()),
            questions.get(key, ()),
            different.get(key),
            earlier.get(line.number),
            covered.get(line.number, ()),
        )
        for line, key in ((line, line.item.id) for line in record.lines)
    )


def exceptions_of(cases: Iterable[LineCase]) -> tuple[LineCase, ...]:
    """Return the exceptions in reading order: what is new in this round, failures, uncertain, asked about, decided by hand."""
    return tuple(sorted((case for case in cases if case.is_exception), key=lambda case: _PLACES[_group_of(case)]))


def rows_of(
    record: InspectionRecord, cases: Sequence[LineCase], *, show_all: bool, turned: frozenset[str] = frozenset()
) -> tuple[Row, ...]:
    """Return the record in reading order; without ``show_all`` the lines in order are left out.

    ``turned`` names the sections that the person folded or unfolded against the usual.
    """
    rows: list[Row] = _part(Group.REMARKS, [RemarkRow(remark) for remark in record.remarks if not remark.number])
    grouped: dict[Group, list[Row]] = defaultdict(list)
    for case in cases:
        if case.is_exception or case.difference is not None:
            grouped[_group_of(case)].append(LineRow(case))
    for group in _ORDER:
        rows += _part(group, grouped[group])
    rows += _part(Group.ISSUES, [IssueRow(issue) for issue in record.issues])
    rows += _part(Group.PHOTOS, [PhotosRow(record.photos)] if record.photos else [], count=len(record.photos))
    if show_all:
        rows += _rest([case for case in cases if not case.is_exception and case.difference is None], turned)
    return tuple(rows)


def missing_of(record: InspectionRecord) -> tuple[tuple[Line, Gap], ...]:
    """Return the lines that keep the inspection from being signed, with the reason, in order."""
    found = ((line, gap_of(line.item, line.answer)) for line in record.lines)
    return tuple((line, gap) for line, gap in found if gap is not None)


def photo_count(record: InspectionRecord) -> int:
    """Return how many photos the record has, wherever they belong."""
    return len(record.photos) + sum(len(line.photos) for line in record.lines) + sum(len(issue.photos) for issue in record.issues)


_ORDER = (
    Group.DIFFERENT,
    Group.FAILED,
    Group.UNCERTAIN,
    Group.ODD,
    Group.NOT_APPLICABLE,
    Group.CHANGED,
    Group.REST,
)
_PLACES: Mapping[Group, int] = {group: place for place, group in enumerate(_ORDER)}
_GROUPS: Mapping[Reason, Group] = {
    Reason.FAILED: Group.FAILED,
    Reason.UNCERTAIN: Group.UNCERTAIN,
    Reason.ODD: Group.ODD,
    Reason.NOT_APPLICABLE: Group.NOT_APPLICABLE,
    Reason.REST: Group.REST,
}


def _group_of(case: LineCase) -> Group:
    if case.difference is not None:
        return Group.DIFFERENT
    groups = {_GROUPS.get(reason, Group.CHANGED) for reason in case.reasons}
    return min(groups, key=_PLACES.__getitem__)


def _rest(cases: Sequence[LineCase], turned: frozenset[str]) -> list[Row]:
    sections: dict[str, list[Row]] = defaultdict(list)
    for case in cases:
        line = case.line
        title = f"{line.section} · {line.piece_label}" if line.piece_label else line.section
        sections[title].append(LineRow(case))
    usually = len(cases) >= FOLD_FROM
    rows: list[Row] = []
    for title, lines in sections.items():
        folded = usually != (title in turned)
        rows.append(GroupRow(Group.SECTION, len(lines), title, folded))
        rows += [] if folded else lines
    return rows


def _part(group: Group, rows: Sequence[Row], *, count: int | None = None) -> list[Row]:
    return [GroupRow(group, len(rows) if count is None else count), *rows] if rows else []


def _by(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    found: dict[str, list[_T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
