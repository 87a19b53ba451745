"""Counts that are kept while lines change, so that an answer costs the same in a long list as in a short one."""

from __future__ import annotations

from collections.abc import Sequence

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Section
from qa_desktop.domain.inspection import Progress
from qa_desktop.ui.run.state import RowState, SectionState


class Tally:
    """Progress of the whole and of each section.  What could not be stored counts as it stands in the database."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._section_of: list[int] = []
        self._sections: list[SectionState] = []
        for number, section in enumerate(sections):
            first = len(self._section_of)
            self._sections.append(SectionState(section.title, first, len(section.items), 0, 0, 0))
            self._section_of += [number] * len(section.items)
        self._total = self._answered = self._failed = self._na = 0
        self.missing = 0

    def change(self, old: RowState | None, new: RowState) -> None:
        """Count a line anew."""
        before = (0, 0, 0, 0, 0) if old is None else _shares(old)
        total, answered, failed, na, missing = (b - a for a, b in zip(before, _shares(new), strict=True))
        if not (total or answered or failed or na or missing):
            return
        self._total += total
        self._answered += answered
        self._failed += failed
        self._na += na
        self.missing += missing
        number = self._section_of[new.place]
        one = self._sections[number]
        self._sections[number] = SectionState(
            one.title, one.first, one.size, one.total + total, one.answered + answered, one.failed + failed
        )

    def progress(self) -> Progress:
        """Return the counts of the whole."""
        return Progress(self._total, self._answered, self._failed, self._na, self._total - self._answered)

    def sections(self) -> tuple[SectionState, ...]:
        """Return each section with its counts."""
        return tuple(self._sections)


def _shares(row: RowState) -> tuple[int, int, int, int, int]:
    missing = int(row.gap is not None)
    if not row.counts:
        return 0, 0, 0, 0, missing
    verdict = row.counted
    return (
        1,
        int(verdict is not Verdict.OPEN),
        int(verdict is Verdict.FAILS),
        int(verdict is Verdict.NOT_APPLICABLE),
        missing,
    )
