"""The words of the grid, in the language of the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from qa_desktop.domain.checklist import Item, ItemKind, Severity
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.ui.context import words_of
from qa_desktop.ui.grid.state import Column, Notice, PlanState, Preview, Say
from qa_desktop.ui.widgets.message import MessageKind


class GridWords(QObject):
    """Turns states into sentences."""

    def short_limits(self, item: Item) -> str:
        """Return limits and unit as they fit below the words of a characteristic."""
        limits, unit = item.limits, item.unit
        if item.kind is ItemKind.CALCULATED and limits.is_open:
            return self.tr("calculated  {unit}").format(unit=unit).strip()
        if item.kind not in {ItemKind.MEASUREMENT, ItemKind.CALCULATED}:
            return self._kind(item)
        if limits.lower is not None and limits.upper is not None:
            return f"{number_for_people(limits.lower)}\u2009\u2026\u2009{with_unit(limits.upper, unit)}"
        if limits.upper is not None:
            return f"\u2264\u2009{with_unit(limits.upper, unit)}"
        if limits.lower is not None:
            return f"\u2265\u2009{with_unit(limits.lower, unit)}"
        return self.tr("no limits  {unit}").format(unit=unit).strip()

    def _kind(self, item: Item) -> str:
        match item.kind:
            case ItemKind.NUMBER:
                return item.unit
            case ItemKind.CONFORMITY:
                return self.tr("1 conforms  2 not")
            case ItemKind.YES_NO:
                return self.tr("1 yes  2 no")
            case ItemKind.DEFECTS:
                return self.tr("counted by type")
            case ItemKind.PHOTO:
                return self.tr("photo (P)")
            case _:
                return ""

    def key_mark(self, item: Item) -> str:
        """Return what marks a characteristic out; empty for an ordinary one."""
        parts = []
        if item.rules.origin.key_characteristic:
            parts.append(self.tr("key"))
        if item.severity is Severity.CRITICAL:
            parts.append(self.tr("critical"))
        return ", ".join(parts)

    def characteristic(self, column: Column) -> str:
        """Return everything about a characteristic: number, words, limits, zone and method."""
        item, origin = column.item, column.item.rules.origin
        first = f"{column.number}  {item.text}"
        zone = self.tr("Zone {zone}").format(zone=origin.zone) if origin.zone else ""
        return "\n".join(part for part in (first, self.short_limits(item), item.help, zone, origin.method) if part)

    def plan(self, plan: PlanState) -> str:
        """Return how a plan stands, for example ``Major: 1 of at most 2, refused at 3``."""
        group = self.group(plan.group)
        if plan.by_readings:
            return self.tr("{group}: mean and spread of {n} pieces decide").format(group=group, n=plan.size)
        if plan.counts_defects:
            words = self.tr("{group}: {found} nonconformities of at most {accept}, refused at {reject}")
        else:
            words = self.tr("{group}: {found} of at most {accept}, refused at {reject}")
        return words.format(group=group, found=plan.found, accept=plan.accept, reject=plan.reject)

    def refused(self, plans: tuple[PlanState, ...]) -> str:
        """Return what is said when a plan has refused the lot."""
        one = self.tr("{group} ({found} found, refused at {n})")
        names = ", ".join(one.format(group=self.group(p.group), found=p.found, n=p.reject) for p in plans)
        words = self.tr("The lot is refused by plan {names}. Measuring may go on; the result stays.")
        return words.format(names=names)

    def group(self, group: str) -> str:
        """Return the name of a class of characteristics."""
        match group:
            case Severity.CRITICAL:
                return self.tr("Critical")
            case Severity.MAJOR:
                return self.tr("Major")
            case Severity.MINOR:
                return self.tr("Minor")
            case _:
                return group

    def done(self, answered: int, missing: int) -> str:
        """Return how many readings are there and needed."""
        return self.tr("{done} of {needed} readings").format(done=answered, needed=answered + missing)

    def preview(self, preview: Preview, first: str, last: str) -> tuple[MessageKind, str]:
        """Return what a block would do."""
        if preview.error is not None:
            return MessageKind.WARNING, self.tr("Nothing is pasted. {why}").format(why=words_of(preview.error))
        words = self.tr("Paste {count} readings into {first} to {last}? Enter stores them, Esc leaves everything as it is.")
        said = words.format(count=len(preview.cells), first=first, last=last)
        if preview.replaced:
            more = self.tr("{count} readings that stand there are replaced; the history keeps them.")
            said = f"{said} {more.format(count=preview.replaced)}"
        return MessageKind.INFO, said

    def notice(self, notice: Notice) -> tuple[MessageKind, str]:  # noqa: PLR0911  (one sentence per code)
        """Return how to say what happened after an intent."""
        fault = words_of(notice.error) if notice.error is not None else ""
        cell, count = ", ".join(notice.cells), notice.count
        match notice.code:
            case Say.INPUT:
                return MessageKind.WARNING, fault
            case Say.NOT_SAVED:
                return MessageKind.ERROR, self.tr("Cell {cell} is not saved. {fault}").format(cell=cell, fault=fault)
            case Say.IMPLAUSIBLE:
                return MessageKind.WARNING, self.tr("Very far from the limits. Check the reading; Enter again keeps it.")
            case Say.STILL_TYPED:
                words = self.tr("Cell {cell} holds something that was typed and not given. Press Enter to give it, or Esc.")
                return MessageKind.WARNING, words.format(cell=cell)
            case Say.MISSING:
                words = self.tr("{count} cells are still missing something. {cell} is the first of them.")
                return MessageKind.WARNING, words.format(count=count, cell=cell)
            case Say.GAPS_LEFT:
                words = self.tr("Every reading is given. {count} cells still lack something, such as a note: F9 goes there.")
                return MessageKind.WARNING, words.format(count=count)
            case Say.ALL_GIVEN if count:
                words = self.tr("Every reading of the pieces is given. {count} lines of the list are still open: F4 goes there.")
                return MessageKind.INFO, words.format(count=count)
            case Say.ALL_GIVEN:
                return MessageKind.SUCCESS, self.tr("Every reading is given. Ctrl+Enter goes to the signature.")
            case Say.PASTED:
                return MessageKind.SUCCESS, self.tr("{count} readings are pasted and stored.").format(count=count)
            case _:
                return MessageKind.INFO, self._plain(notice.code).format(cell=cell, count=count)

    def _plain(self, code: Say) -> str:
        words = {
            Say.UNDONE: self.tr("Cell {cell}: the earlier answer is back. The history keeps both."),
            Say.REDONE: self.tr("Cell {cell}: the newer answer is back."),
            Say.ERASED: self.tr("Cell {cell} is open again. The history keeps the reading and the reason."),
            Say.NOTHING_TO_ERASE: self.tr("This cell is open; there is nothing to take back."),
            Say.NOTHING_TO_UNDO: self.tr("There is nothing to undo here."),
            Say.NOTHING_TO_REDO: self.tr("There is nothing to redo."),
            Say.NONE_FAILED: self.tr("No other cell has failed."),
            Say.NOTHING_MISSING: self.tr("Nothing else is missing."),
            Say.NOT_RETURNED: self.tr(
                "This cell was not returned, so it stays as it was signed. Space goes to those that came back."
            ),
            Say.REJECTED: self.tr(
                "This piece was rejected, so its result stands. Ctrl+R retests or retracts it, with the reason."
            ),
            Say.STILL_SAVING: self.tr("The reading is still being stored. Press Ctrl+R again in a moment."),
            Say.NOTHING_TO_DECIDE: self.tr("This cell has no reading yet, so there is nothing to decide about."),
            Say.NOT_ASKED: self.tr("This is not asked here: its condition does not hold."),
            Say.CALCULATED: self.tr("This is calculated from other answers; nobody types it."),
            Say.PHOTO_FIRST: self.tr("This cell is answered by its photos: press P."),
            Say.PASSED: self.tr("{count} open lines are recorded as conforming. The report says that they were passed together."),
        }
        return words.get(code) or self.tr("This inspection cannot be changed here; the line at the top says why.")
