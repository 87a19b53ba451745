"""What the list shows of an inspection: the lines that are asked once and whose condition holds.  Pieces belong to the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa_desktop.domain.answers import BLANK, Verdict
from qa_desktop.domain.checklist import Item, ItemKind, Section
from qa_desktop.domain.inspection import counts, progress_of
from qa_desktop.domain.judging import gap_of, verdict_of
from qa_desktop.ui.run.book import AnswerBook
from qa_desktop.ui.run.state import PiecesState


class Layout:
    """All lines of an inspection, sorted into those of the list and those of the grid."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._all: tuple[Section, ...] = ()
        self._of_pieces: dict[str, Item] = {}
        self.sections: tuple[Section, ...] = ()
        self.shown: tuple[Item, ...] = ()
        self.not_asked = 0
        self._numbers: dict[str, str] = {}
        self.renew(sections)

    def renew(self, sections: Sequence[Section]) -> None:
        """Take other lines over."""
        self._all = tuple(section for section in sections if not section.piece)
        self._of_pieces = {line.id: line for section in sections if section.piece for line in section.items}
        self._sort()

    def knows(self, key: str) -> bool:
        """Return whether a line belongs to this inspection, shown or not."""
        return key in self._numbers

    def set_asked(self, asked: Mapping[str, bool]) -> None:
        """Take over which lines are asked."""
        for key, is_asked in asked.items():
            if key in self._of_pieces:
                self._of_pieces[key] = replace(self._of_pieces[key], asked=is_asked)
        self._all = tuple(
            replace(section, items=tuple(replace(one, asked=asked.get(one.id, one.asked)) for one in section.items))
            if any(one.id in asked for one in section.items)
            else section
            for section in self._all
        )
        self._sort()

    def is_asked(self, key: str) -> bool:
        """Return whether a line is asked as far as the screen knows."""
        if key in self._of_pieces:
            return self._of_pieces[key].asked
        return any(one.id == key and one.asked for section in self._all for one in section.items)

    def number(self, key: str) -> str:
        """Return what people call a line; empty for one that is not known."""
        return self._numbers.get(key, "")

    def pieces(self, book: AnswerBook, remarked: Sequence[str | None]) -> PiecesState:
        """Count what is asked of pieces."""
        if not self._of_pieces:
            return PiecesState()
        lines = self._of_pieces.values()
        answers = {key: book.stored(key) for key in self._of_pieces}
        waiting = gaps = 0
        first = next((key for key in remarked if key in self._of_pieces), None)
        for line in lines:
            answer = answers.get(line.id, BLANK)
            typed = counts(line) and line.required and line.kind is not ItemKind.CALCULATED
            waiting += typed and verdict_of(line, answer) is Verdict.OPEN
            if gap_of(line, answer) is not None:
                gaps += 1
                first = first or line.id
        return PiecesState(progress_of(lines, answers), waiting, gaps, first)

    def _sort(self) -> None:
        found = (replace(section, items=tuple(one for one in section.items if one.asked)) for section in self._all)
        self.sections = tuple(section for section in found if section.items)
        self.shown = tuple(one for section in self.sections for one in section.items)
        everything = [*(one for section in self._all for one in section.items), *self._of_pieces.values()]
        self.not_asked = sum(1 for one in everything if not one.asked)
        self._numbers = {one.id: one.number for one in everything}
