"""Re-inspection: the lines that failed are asked again in an inspection of its own, chained to the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qa_desktop.domain.answers import BLANK, Verdict
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.ids import inspection_number
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState, counts
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import InspectionRecord, Line
from qa_desktop.methods.asking import Logic, logic_of
from qa_desktop.services import lines, records
from qa_desktop.services.guard import needs
from qa_desktop.services.lines import LoadedLines
from qa_desktop.storage.queries import followup, inspections, reinspections, review, sample, stations
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.storage.queries.review import LinkRow
from qa_desktop.storage.unit import Connection, Store, Work, new_id


@dataclass(frozen=True, slots=True)
class Chain:
    """The inspections before and after one; ``earlier`` begins with the first, ``later`` are those that repeat it."""

    earlier: tuple[LinkRow, ...]
    later: tuple[LinkRow, ...]


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One line of a re-inspection: what the inspection before it found, and what was found now.  ``shown`` are words."""

    number: str
    text: str
    piece_label: str
    before: str
    before_verdict: Verdict
    after: str
    after_verdict: Verdict


class ReinspectionService:
    """Nothing of the first inspection changes: a re-inspection is a record of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.INSPECT)
    def begin(self, actor: Actor, inspection_id: str) -> InspectionRow:
        """Open a new inspection of the failed lines of an approved one: same revision, pieces and subject, its own number.

        Raises :class:`RefusedError` when the first is not approved, nothing failed, or it was re-inspected already.
        """
        with self._store.writing(actor.person_id) as work:
            parent = inspections.row_of(work.connection, inspection_id)
            _require_may_begin(work.connection, parent)
            wanted = failed_lines(lines.load(work.connection, inspection_id))
            if not wanted:
                raise RefusedError("No line of {number} failed, so there is nothing to inspect again.", number=parent.number)
            return inspections.row_of(work.connection, _open(work, inspection_id, wanted, inspector_id=actor.person_id))

    @needs(Permission.READ_ALL)
    def chain(self, actor: Actor, inspection_id: str) -> Chain:
        """Return what this inspection repeats, and what repeats it."""
        with self._store.reading() as connection:
            link = review.link(connection, inspection_id)
            return Chain(
                review.earlier(connection, None if link is None else link.parent_id), review.children(connection, inspection_id)
            )

    @needs(Permission.READ_ALL)
    def before_after(self, actor: Actor, inspection_id: str) -> tuple[BeforeAfter, ...]:
        """Return the lines of a re-inspection beside what the inspection before it found; empty for a first inspection."""
        with self._store.reading() as connection:
            return before_after(connection, inspection_id)


def plan_after_rework(work: Work, inspection_id: str | None) -> str | None:
    """Plan the re-inspection that an approved rework or repair asks for, for anyone and now; return its key.

    Nothing is planned while the first inspection is not countersigned (then its countersignature plans it), where no line of it
    failed, and where it is repeated already.
    """
    if inspection_id is None or not followup.is_mended(work.connection, inspection_id):
        return None
    parent = inspections.row_of(work.connection, inspection_id)
    standing = [child for child in review.children(work.connection, parent.id) if child.state is not InspectionState.VOID]
    if parent.state is not InspectionState.APPROVED or standing:
        return None
    wanted = failed_lines(lines.load(work.connection, inspection_id))
    return _open(work, inspection_id, wanted, inspector_id=None, due_at=work.now.utc) if wanted else None


def _open(work: Work, parent_id: str, wanted: frozenset[str], *, inspector_id: str | None, due_at: str | None = None) -> str:
    """Open a re-inspection of some lines; return its key."""
    code = stations.code_of(work.connection, work.station_id)
    number = inspection_number(code, work.next_number("inspection"))
    key = new_id()
    reinspections.insert_copy(work, key, number, parent_id, inspector_id=inspector_id, due_at=due_at)
    sample.add_only_lines(work, key, wanted)
    reinspections.copy_pieces(work, parent_id, key)
    asked = lines.load(work.connection, key).checklist.items
    inspections.set_totals(work, key, total=sum(1 for line in asked if counts(line)), answered=0, failed=0)
    details: Json = {"number": number, "parent": parent_id, "lines": len(wanted), "planned": inspector_id is None}
    work.audit("inspection.reinspect", "inspection", key, details)
    return key


def before_after(connection: Connection, inspection_id: str) -> tuple[BeforeAfter, ...]:
    """Return the lines of a re-inspection beside what the inspection before it found, in the order of the checklist."""
    link = review.link(connection, inspection_id)
    if link is None or link.parent_id is None:
        return ()
    first: InspectionRecord = records.build(connection, link.parent_id)
    found: dict[str, Line] = {line.item.id: line for line in first.lines}
    return tuple(
        BeforeAfter(now.number, now.item.text, now.piece_label, then.shown, then.verdict, now.shown, now.verdict)
        for now in records.build(connection, inspection_id).lines
        if (then := found.get(now.item.id)) is not None
    )


def failed_lines(loaded: LoadedLines) -> frozenset[str]:
    """Return the lines that failed, with the inputs of failed calculated lines (those that were asked)."""
    asked = {line.id: line for line in loaded.checklist.items if line.asked}
    failed = {key for key, line in asked.items() if verdict_of(line, loaded.answers.get(key, BLANK)) is Verdict.FAILS}
    logic = logic_of(loaded.template)
    wanted, waiting = set(failed), list(failed)
    while waiting:
        for key in _inputs(logic, waiting.pop(), asked):
            if key not in wanted:
                wanted.add(key)
                waiting.append(key)
    return frozenset(wanted)


def _inputs(logic: Logic, key: str, asked: Iterable[str]) -> list[str]:
    """Return the lines that a calculated line is calculated from: those of its own piece, and what is asked once."""
    item_id, piece = split_line(key)
    formula = logic.formulas.get(item_id)
    if formula is None:
        return []
    items = [logic.by_key[name] for name in formula.references if name in logic.by_key]
    keys = [line_id(item.id, piece if item.rules.asks.per_piece else 0) for item in items]
    known = set(asked)
    return [one for one in keys if one in known]


def _require_may_begin(connection: Connection, parent: InspectionRow) -> None:
    if parent.state is not InspectionState.APPROVED:
        raise RefusedError(
            "{number} is not countersigned yet. What failed is inspected again after the first result stands.",
            number=parent.number,
        )
    standing = [child for child in review.children(connection, parent.id) if child.state is not InspectionState.VOID]
    if standing:
        child = standing[-1]
        words = (
            "{number} is being inspected again as {child}. Finish that one."
            if child.state in OPEN_STATES or child.state is InspectionState.SUBMITTED
            else "{number} was inspected again as {child}. If lines failed there, inspect those again."
        )
        raise RefusedError(words, number=parent.number, child=child.number)
