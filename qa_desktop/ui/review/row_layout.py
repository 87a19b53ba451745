"""Where everything of one row of a record stands: texts, verdict, photos, the two marks of a reviewer, the remark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.record import PhotoRef
from qa_desktop.domain.review import Reason
from qa_desktop.ui.review.lines import GroupRow, IssueRow, LineCase, LineRow, PhotosRow, RemarkRow, Row
from qa_desktop.ui.review.words import RecordWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.shapes import VERDICT_TONES, Shape
from qa_desktop.ui.widgets.verdict import verdict_word

WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
THUMB = 84
_PILL = 118
_BUTTON_OK, _BUTTON_RETURN = 92, 124
_LONG = re.compile(r"\S{36}")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text in its place; with a shape it stands behind that shape."""

    rect: QRect
    text: str
    font: QFont
    role: str
    shape: Shape | None = None


@dataclass(slots=True)
class RowLayout:
    """One row, laid out for one width."""

    height: int = 0
    title: bool = False
    verdict: Verdict | None = None
    pill: QRect = field(default_factory=QRect)
    blocks: list[Block] = field(default_factory=list)
    thumbs: list[tuple[QRect, PhotoRef]] = field(default_factory=list)
    ok: QRect = field(default_factory=QRect)
    back: QRect = field(default_factory=QRect)
    editor: QRect = field(default_factory=QRect)


def lay_out(row: Row, width: int, words: RecordWords, *, reviewing: bool, remark: str | None, editing: bool) -> RowLayout:
    """Lay a row out.  ``remark`` is what the reviewer wrote; ``editing`` leaves room for the field."""
    if isinstance(row, GroupRow):
        return _group(row, width, words)
    column = _Column(width, reviewing=reviewing and isinstance(row, LineRow))
    if isinstance(row, LineRow):
        _line(column, row.case, words)
        column.remark(remark or "", words, editing=editing)
    elif isinstance(row, IssueRow):
        _issue(column, row, words)
    elif isinstance(row, RemarkRow):
        column.text(words.remark(row.remark))
    elif isinstance(row, PhotosRow):
        column.photos(row.photos)
    return column.finish()


class _Column:
    """Stacks texts from top to bottom in the middle of a row."""

    def __init__(self, width: int, *, reviewing: bool) -> None:
        theme = current_theme()
        self.made = RowLayout()
        self._left = SPACE_3 + theme.text(_PILL)
        self._right = width - SPACE_3
        self._top = SPACE_2 + SPACE_1
        self._least = theme.target + 2 * SPACE_2
        if reviewing:
            top, height = SPACE_2, theme.target
            back, ok = theme.text(_BUTTON_RETURN), theme.text(_BUTTON_OK)
            self.made.back = QRect(self._right - back, top, back, height)
            self.made.ok = QRect(self.made.back.left() - SPACE_2 - ok, top, ok, height)
            self._right = self.made.ok.left() - SPACE_3

    def verdict(self, verdict: Verdict) -> None:
        """Put the verdict at the left."""
        self.made.verdict = verdict
        height = QFontMetrics(current_theme().font(TextSize.SMALL, strong=True)).height() + 8
        self.made.pill = QRect(SPACE_3, SPACE_2 + 2, current_theme().text(_PILL) - SPACE_2, height)

    def text(
        self,
        text: str,
        *,
        size: TextSize = TextSize.BODY,
        strong: bool = False,
        role: str = "text",
        shape: Shape | None = None,
        tabular: bool = False,
    ) -> None:
        """Add a text below the ones before."""
        if not text:
            return
        font = current_theme().font(size, strong=strong, tabular=tabular)
        metrics = QFontMetrics(font)
        indent = metrics.height() + 4 if shape is not None else 0
        room = max(80, self._right - self._left - indent)
        shown = breakable(text)
        height = metrics.height()
        if "\n" in shown or metrics.horizontalAdvance(shown) > room:  # laying text out is the costly part of five hundred lines
            height = metrics.boundingRect(QRect(0, 0, room, 100_000), WRAPPED, shown).height()
        rect = QRect(self._left, self._top, room + indent, height)
        self.made.blocks.append(Block(rect, shown, font, role, shape))
        self._top += height + SPACE_1 - 1

    def beside(self, text: str, *, role: str = "text_muted") -> None:
        """Add a text behind the one before when both fit on one line, otherwise below it."""
        if not text:
            return
        font = current_theme().font(TextSize.BODY, tabular=True)
        last = self.made.blocks[-1]
        used = QFontMetrics(last.font).horizontalAdvance(last.text) + SPACE_3
        wanted = QFontMetrics(font).horizontalAdvance(text) + 4
        if last.rect.height() <= QFontMetrics(last.font).height() + 4 and used + wanted <= last.rect.width():
            shift = QFontMetrics(last.font).ascent() - QFontMetrics(font).ascent()
            rect = QRect(last.rect.left() + used, last.rect.top() + shift, wanted, last.rect.height())
            self.made.blocks.append(Block(rect, text, font, role))
        else:
            self.text(text, role=role, tabular=True)

    def photos(self, photos: Sequence[PhotoRef]) -> None:
        """Add small pictures in as many lines as they need."""
        if not photos:
            return
        self._top += SPACE_1
        left = self._left
        for photo in photos:
            if left + THUMB > self._right and left > self._left:
                left, self._top = self._left, self._top + THUMB + SPACE_2
            self.made.thumbs.append((QRect(left, self._top, THUMB, THUMB), photo))
            left += THUMB + SPACE_2
        self._top += THUMB + SPACE_2

    def remark(self, text: str, words: RecordWords, *, editing: bool) -> None:
        """Add the remark of the reviewer, or room for the field in which it is written."""
        if editing:
            height = current_theme().target
            right = self.made.back.right() if not self.made.back.isNull() else self._right
            self._top = max(self._top, self.made.back.bottom() + 1) + SPACE_1
            self.made.editor = QRect(self._left, self._top, right - self._left, height)
            self._top += height + SPACE_2
        elif text:
            self.text(words.to_correct(text), strong=True, role="warning", shape=Shape.TRIANGLE)

    def finish(self) -> RowLayout:
        """Return the row with its height."""
        self.made.height = max(self._least, self._top + SPACE_2)
        return self.made


def _group(row: GroupRow, width: int, words: RecordWords) -> RowLayout:
    font = current_theme().font(TextSize.BODY, strong=True)
    height = QFontMetrics(font).height() + 2 * SPACE_2 if row.folded is None else current_theme().target
    space = (height - QFontMetrics(font).height()) // 2
    rect = QRect(SPACE_3, space, width - 2 * SPACE_3, height - 2 * space)
    sign = "" if row.folded is None else "▸  " if row.folded else "▾  "
    title = QFontMetrics(font).elidedText(
        f"{sign}{words.group(row)}  ({row.count})", Qt.TextElideMode.ElideRight, max(60, rect.width())
    )
    return RowLayout(height, title=True, blocks=[Block(rect, title, font, "text")])


def _line(column: _Column, case: LineCase, words: RecordWords) -> None:
    line = case.line
    column.verdict(line.verdict)
    column.text(f"{line.number}. {line.item.text}", strong=True)
    failed = line.verdict is Verdict.FAILS
    role = VERDICT_TONES[line.verdict].value if failed else "text"
    column.text(words.answer(line), size=TextSize.STRONG if line.reading is not None else TextSize.BODY, strong=failed, role=role)
    column.beside(" · ".join(part for part in (words.criteria(line.item), words.deviation(line)) if part))
    if failed:
        column.text(words.excess(line), strong=True, role="fails", shape=Shape.TRIANGLE)
        for one in case.concessions:
            column.text(words.covered(one, line.item), strong=True, role="accent", shape=Shape.BOX_TICK)
        column.text(words.item_severity(line.item), role="text_muted")
    if line.answer.note.strip():
        column.text(words.note(line.answer.note.strip()))
    for said in _explained(case, words):
        column.text(said, role="warning")
    for change in case.changes:
        column.text(words.change(change), role="recorded")
    for remark in case.remarks:
        column.text(words.remark(remark), role="warning")
    for issue in case.issues:
        column.text(words.issue(issue), role="text")
    column.text(words.given(case), size=TextSize.SMALL, role="text_muted")
    column.photos(line.photos)


def _explained(case: LineCase, words: RecordWords) -> list[str]:
    """Return what else is known of a line: this round, the inspection before, acts, second readings, questions."""
    found = [] if case.difference is None else [words.difference(case.difference)]
    found += [] if case.before is None else [words.before(case.before)]
    found += [words.act(act) for act in case.acts]
    found += [words.second(case.line, second) for second in case.seconds]
    found += [words.question(question) for question in case.questions]
    return [*found, words.rest()] if Reason.REST in case.reasons else found


def _issue(column: _Column, row: IssueRow, words: RecordWords) -> None:
    issue = row.issue
    column.text(words.issue(issue), strong=True)
    column.text(issue.description.strip())
    column.text(words.issue_facts(issue), size=TextSize.SMALL, role="text_muted")
    column.photos(issue.photos)


def spoken(row: Row, words: RecordWords, mark: str | None) -> str:
    """Return a row in words, for screen readers."""
    match row:
        case GroupRow():
            return words.folded(row) if row.folded is not None else f"{words.group(row)} ({row.count})"
        case LineRow(case):
            line = case.line
            parts = [f"{line.number}. {line.item.text}", verdict_word(line.verdict), words.answer(line)]
            parts += [words.criteria(line.item), words.excess(line), line.answer.note]
            parts += [words.covered(one, line.item) for one in case.concessions]
            parts += _explained(case, words)
            parts += [words.change(change) for change in case.changes] + [words.remark(remark) for remark in case.remarks]
            if mark is not None:
                parts.append(words.to_correct(mark) if mark else words.marks()[2])
            return ". ".join(part for part in parts if part)
        case IssueRow(issue):
            return words.issue(issue)
        case RemarkRow(remark):
            return words.remark(remark)
        case PhotosRow(photos):
            return words.photos(len(photos))


def breakable(text: str) -> str:
    """Return ``text`` with invisible places to break in words that are longer than a line should be."""
    return _LONG.sub(lambda found: found.group() + "\u200b", text) if _LONG.search(text) else text
