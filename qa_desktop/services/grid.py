"""Many readings at once: pasted blocks, "pass the rest", and the pieces of a sample while they are measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qa_desktop.domain.answers import BLANK, Source, Verdict
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import Checklist, Item, Severity
from qa_desktop.domain.errors import InputError, QaError, RefusedError
from qa_desktop.domain.inspection import progress_of
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lines import PieceRef, has_pieces
from qa_desktop.domain.passing import may_pass, passing_value
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier
from qa_desktop.services import lines
from qa_desktop.services.answering import AnswerPath, Change, Saved, canonical_answer, clean_gauge, kept_act, require_mine
from qa_desktop.services.guard import needs
from qa_desktop.services.inspections import MAX_PIECES
from qa_desktop.services.returned import require_whole_returned
from qa_desktop.storage.queries import inspections, production, sample
from qa_desktop.storage.unit import Store, Work

MAX_CELLS = 20_000
"""Most readings of one pasted block."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The pieces of an inspection after a change, with its counts."""

    pieces: tuple[PieceRef, ...]
    total: int
    answered: int
    failed: int


class GridService:
    """What the grid stores besides single answers.  Every reading has its own history and audit entry."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = AnswerPath(store)

    @needs(Permission.INSPECT)
    def answer_many(
        self, actor: Actor, inspection_id: str, cells: Sequence[tuple[str, str]], *, gauges: Mapping[str, str] | None = None
    ) -> tuple[Saved, ...]:
        """Store a pasted block: pairs of the key of a line and what stands in the cell.  All or nothing.

        ``gauges`` names the measuring equipment by the key of the line, where it is known.

        Raises :class:`InputError` that names the first bad cell; then nothing is stored.
        """
        if len(cells) > MAX_CELLS:
            raise InputError("{count} readings are too many at once. Paste at most {limit}.", count=len(cells), limit=MAX_CELLS)
        found = [(self._path.item(key), raw) for key, raw in cells]
        values = [(item, _checked(item, raw)) for item, raw in found]
        if not values:
            raise InputError("There is nothing to store. Copy the readings again.")
        with self._store.writing(actor.person_id) as work:
            require_mine(inspections.head(work.connection, inspection_id), actor)
            saved = []
            for (item, value), (_, raw) in zip(values, cells, strict=True):
                try:
                    change = _taking(value, Source.PASTED, (gauges or {}).get(item.id, ""))
                    saved.append(self._path.store(work, actor, inspection_id, item, change, ""))
                except RefusedError as error:
                    raise _bad_cell(item, raw, error) from error
            return tuple(saved)

    @needs(Permission.INSPECT)
    def pass_rest(
        self, actor: Actor, inspection_id: str, wanted: Sequence[str] | None = None, *, section: str | None = None
    ) -> tuple[Saved, ...]:
        """Record lines that are still open as conforming, where their item allows it and never a critical one.

        ``wanted`` are keys of lines; one that may not be passed refuses all.  Without it the open lines of ``section`` (its
        title), or of the whole inspection, are passed as far as they may be.  Raises :class:`RefusedError` when none may.
        """
        with self._store.writing(actor.person_id) as work:
            require_mine(inspections.head(work.connection, inspection_id), actor)
            loaded = lines.load(work.connection, inspection_id)
            chosen = _lines(loaded.checklist, wanted, section)
            waiting = [line for line in chosen if verdict_of(line, loaded.answers.get(line.id, BLANK)) is Verdict.OPEN]
            if wanted is not None:
                for line in waiting:
                    _require_passing(line)
            passed = [line for line in waiting if may_pass(line)]
            saved = self._pass(work, actor, inspection_id, passed, must=wanted is not None)
            if not saved:
                raise RefusedError("No open line here may be passed without being looked at one by one. Nothing was stored.")
            return saved

    @needs(Permission.INSPECT)
    def add_pieces(self, actor: Actor, inspection_id: str, count: int) -> Sample:
        """Add pieces to the sample of an inspection; they get the next numbers."""
        with self._store.writing(actor.person_id) as work:
            head = inspections.head(work.connection, inspection_id)
            require_mine(head, actor)
            require_whole_returned(work.connection, head)
            revision_id, _ = inspections.revision_and_ordinal(work.connection, inspection_id)
            if sample.only_lines(work.connection, inspection_id) is not None:
                raise RefusedError(
                    "A re-inspection looks at the lines that it was opened for. Begin another one for more pieces."
                )
            if not has_pieces(lines.template(work.connection, revision_id)):
                raise RefusedError("This checklist asks nothing of single pieces, so there are no pieces to add.")
            before = sample.piece_count(work.connection, inspection_id)
            if count < 1 or before + count > MAX_PIECES:
                raise InputError("Add 1 to {limit} pieces.", limit=max(1, MAX_PIECES - before))
            sample.add_pieces(work, inspection_id, range(before + 1, before + count + 1))
            found = _count_again(work, inspection_id)
            details: Json = {"from": before + 1, "to": before + count}
            work.audit("inspection.add_pieces", "inspection", inspection_id, details)
            return found

    @needs(Permission.INSPECT)
    def name_piece(self, actor: Actor, inspection_id: str, number: int, serial: str) -> tuple[PieceRef, ...]:
        """Say which piece it is; an empty serial takes a name back.  Readings stay as they are.

        Raises :class:`RefusedError` when the serial belongs to another piece of the inspection.
        """
        label = clean_identifier(serial, what="The serial number") if serial.strip() else ""
        with self._store.writing(actor.person_id) as work:
            head = inspections.head(work.connection, inspection_id)
            require_mine(head, actor)
            require_whole_returned(work.connection, head)
            pieces = sample.pieces(work.connection, inspection_id)
            old = next((piece.label for piece in pieces if piece.number == number), None)
            if old is None:
                raise InputError("This inspection has no piece {number}.", number=number)
            other = next((piece for piece in pieces if piece.number != number and label and piece.label == label), None)
            if other is not None:
                raise RefusedError(
                    "“{serial}” is piece {number} of this inspection already. Check both pieces; nothing was changed.",
                    serial=label,
                    number=other.number,
                )
            row = inspections.row_of(work.connection, inspection_id)
            key = production.ensure_piece(work, row.part_id, label, row.lot_id) if label else None
            sample.name_piece(work, inspection_id, number, label, key)
            details: Json = {"piece": number, "from": old, "to": label}
            work.audit("inspection.name_piece", "inspection", inspection_id, details)
            return sample.pieces(work.connection, inspection_id)

    def _pass(self, work: Work, actor: Actor, inspection_id: str, lines_: Sequence[Item], *, must: bool) -> tuple[Saved, ...]:
        """Pass lines; one that may not change now (an earlier one took its condition away) is left out unless it ``must``."""
        saved = []
        for line in lines_:
            try:
                change = _taking(passing_value(line) or "", Source.REST)
                saved.append(self._path.store(work, actor, inspection_id, line, change, ""))
            except RefusedError:
                if must:
                    raise
        return tuple(saved)


def _require_passing(line: Item) -> None:
    if line.severity is Severity.CRITICAL:
        raise RefusedError("“{item}” is critical: it is looked at on every piece. Nothing was stored.", item=line.text)
    if not may_pass(line):
        raise RefusedError("“{item}” may not be passed without being looked at. Nothing was stored.", item=line.text)


def _lines(checklist: Checklist, wanted: Sequence[str] | None, section: str | None) -> list[Item]:
    found = [line for part in checklist.sections if section is None or part.title == section for line in part.items]
    if wanted is None:
        return found
    keys = frozenset(wanted)
    unknown = keys - {line.id for line in found}
    if unknown:
        raise InputError("Some of these lines do not belong to this inspection. Open it again; nothing was stored.")
    return [line for line in found if line.id in keys]


def _taking(value: str, source: Source, gauge: str = "") -> Change:
    used = clean_gauge(gauge)
    return lambda old: replace(old, value=value, na_reason=None, source=source, gauge=used, act=kept_act(old.act))


def _checked(item: Item, raw: str) -> str:
    try:
        return canonical_answer(item, raw)
    except QaError as error:
        raise _bad_cell(item, raw, error) from error


def _bad_cell(item: Item, raw: str, error: QaError) -> InputError:
    return InputError(
        "Piece {piece}, “{item}”, “{text}”: {why} Nothing of the block was stored.",
        piece=item.piece or "\u2013",
        item=item.text,
        text=raw[:60],
        why=str(error),
    )


def _count_again(work: Work, inspection_id: str) -> Sample:
    loaded = lines.load(work.connection, inspection_id)
    now = progress_of(loaded.checklist.items, loaded.answers)
    inspections.set_totals(work, inspection_id, total=now.total, answered=now.answered, failed=now.failed)
    return Sample(loaded.pieces, now.total, now.answered, now.failed)
