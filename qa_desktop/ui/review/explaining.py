"""The words for what explains a line of a record: rounds, acts, second readings, questions, and the inspection before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QObject

from qa_desktop.domain.answers import LineAct
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.item_types.numeric import with_unit
from qa_desktop.domain.judging import agrees
from qa_desktop.domain.questions import words as question_words
from qa_desktop.domain.record import Line
from qa_desktop.domain.record_parts import ConcessionRef
from qa_desktop.ui.widgets.message import translated
from qa_desktop.ui.widgets.verdict import verdict_word

if TYPE_CHECKING:
    from qa_desktop.services.reinspection import BeforeAfter
    from qa_desktop.services.review import Difference
    from qa_desktop.storage.queries.review import LinkRow
    from qa_desktop.storage.queries.sample import ActRow, QuestionRow, SecondRow


class Explaining(QObject):
    """Sentences with who and when."""

    def difference(self, difference: Difference) -> str:
        """Return what this round made of a line."""
        return self.tr("Last round: {old} → now: {new}").format(old=difference.old, new=difference.new)

    def before(self, pair: BeforeAfter) -> str:
        """Return what the inspection found that this one repeats in part."""
        words = self.tr("Before: {value} ({verdict})")
        return words.format(value=pair.before or self.tr("not answered"), verdict=verdict_word(pair.before_verdict))

    def act(self, act: ActRow) -> str:
        """Return a retract, retest or reject."""
        match LineAct(act.act):
            case LineAct.RETRACT:
                words = self.tr("Reading {value} retracted {at} by {by}: {reason}")
            case LineAct.RETEST:
                words = self.tr("Retest after {value}, {at} by {by}: {reason}")
            case _:
                words = self.tr("Piece rejected with {value}, {at} by {by}: {reason}")
        return words.format(value=act.value_before or "–", at=_at(act.at, act.offset), by=act.by, reason=act.reason)

    def second(self, line: Line, second: SecondRow) -> str:
        """Return the reading of another person, with whether it agrees with the reading that stands."""
        first = line.answer.value
        shown = item_type(line.item.kind).display(line.item, second.value)
        close = first is not None and agrees(line.item, first, second.value)
        words = (
            self.tr("Second reading {value} by {by}, {at}")
            if close
            else self.tr("Second reading {value} by {by}, {at}: differs by more than allowed")
        )
        return words.format(value=shown, by=second.by, at=_at(second.at, second.offset))

    def covered(self, one: ConcessionRef, item: Item) -> str:
        """Return which concession covers a reading, to which limits, until when, and who said so."""
        ends = []
        if one.lower:
            ends.append(self.tr("from {limit}").format(limit=with_unit(Decimal(one.lower), item.unit)))
        if one.upper:
            ends.append(self.tr("to {limit}").format(limit=with_unit(Decimal(one.upper), item.unit)))
        deviation = one.kind == ConcessionKind.DEVIATION.value
        words = (
            self.tr("Covered by deviation permit {number}, {limits}, until {day}, approved by {name}")
            if deviation
            else self.tr("Covered by concession {number}, {limits}, until {day}, approved by {name}")
        )
        said = words.format(number=one.number, limits=" ".join(ends), day=one.valid_until, name=one.approved_by)
        return f"{said} ({one.customer_approval})" if one.customer_approval else said

    def question(self, question: QuestionRow) -> str:
        """Return a question about readings with the reply of the inspector."""
        asked = self.asked(question)
        if question.replied_at is None:
            return asked
        return self.tr("{question} {by}: “{reply}”").format(question=asked, by=question.replied_by, reply=question.reply)

    def asked(self, question: QuestionRow) -> str:
        """Return a question about readings."""
        template, values = question_words(question.kind, question.facts)
        return translated(template).format_map({"item": "", **values})

    def rest(self) -> str:
        """Say that a line was not looked at by itself."""
        return self.tr("Passed with the rest, not by itself")

    def chain(self, earlier: Sequence[LinkRow], later: Sequence[LinkRow]) -> str:
        """Return which inspections one repeats in part, and which repeat it; empty when there is none."""
        found = []
        if earlier:
            links = " → ".join(self._link(link) for link in earlier)
            found.append(self.tr("Repeats the failed lines of {links}").format(links=links))
        if later:
            found.append(self.tr("Inspected again as {links}").format(links=", ".join(self._link(link) for link in later)))
        return " · ".join(found)

    def _link(self, link: LinkRow) -> str:
        return self.tr("{number} ({failed} of {total} failed)").format(number=link.number, failed=link.failed, total=link.total)


def _at(utc: str, offset: int) -> str:
    return short_moment(datetime.fromisoformat(utc).astimezone(timezone(timedelta(minutes=offset))).isoformat())


def short_moment(iso: str) -> str:
    """Return date and time of a moment with offset, as the station's wall clock showed it."""
    if not iso:
        return ""
    moment = datetime.fromisoformat(iso)
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return f"{moment:%Y-%m-%d %H:%M}"
    date = locale.toString(QDate(moment.year, moment.month, moment.day), QLocale.FormatType.ShortFormat)
    return f"{date} {moment:%H:%M}"
