"""A lot with everything that a decision on it depends on: its inspections weighed, its plans counted, its decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.inspection import InspectionState, overall
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lot import Basis, Block, LotCase, block, blocks_of
from qa_desktop.domain.lot_evidence import PlanFinding, weigh
from qa_desktop.domain.signature import Stage
from qa_desktop.methods.sampling.finding import finding_of
from qa_desktop.services import lines
from qa_desktop.storage.queries import (
    answers,
    concessions,
    followup,
    inspections,
    lots,
    reports,
    sample,
    supplier_certificates,
)
from qa_desktop.storage.queries.lots import LotInspectionRow
from qa_desktop.storage.queries.supplier_certificates import Missing
from qa_desktop.storage.unit import Connection

_STATE_WORDS = {
    InspectionState.IN_PROGRESS: "in progress",
    InspectionState.SUBMITTED: "waiting for the countersignature",
    InspectionState.RETURNED: "returned to the inspector",
    InspectionState.APPROVED: "approved",
    InspectionState.VOID: "given up",
}


@dataclass(frozen=True, slots=True)
class WeighedInspection:
    """An inspection of the lot with what it says.  ``blocks`` also counts what other inspections of the lot say."""

    row: LotInspectionRow
    basis: Basis
    verdict: Verdict
    plans: tuple[PlanFinding, ...]
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class _Results:
    """The lines that stand for an inspection; those of a re-inspection lie over those that it re-inspects.

    A plan keeps what it found where it was pinned: a sample is not made better by mending the pieces that failed in it.
    ``permitted`` says that lines which do not conform are left out of ``answers``, because concessions cover them.
    """

    items: tuple[Item, ...]
    answers: Mapping[str, Answer]
    plans: tuple[PlanFinding, ...]
    pieces: int
    chain: tuple[str, ...]
    failed_before: frozenset[str] = frozenset()
    permitted: bool = False


def load(
    connection: Connection, lot_id: str, whole: Decimal | None
) -> tuple[LotCase, tuple[WeighedInspection, ...], tuple[lots.DecisionRow, ...]]:
    """Return the case of a lot, its inspections weighed (oldest first), and its decisions (oldest first)."""
    rows = {row.id: row for row in lots.inspections_of(connection, lot_id)}
    later = {row.parent_id: row.number for row in rows.values() if row.parent_id and row.state is not InspectionState.VOID}
    decisions = lots.decisions_of(connection, lot_id)
    held = (*hold_blocks(connection, lot_id), *_paper_blocks(connection, lot_id))
    weighed = [_weighed(connection, row, rows, later.get(row.id, ""), whole, held) for row in rows.values()]
    case = LotCase(whole, tuple(row.decided for row in decisions), tuple(one.basis for one in weighed))
    found = tuple(
        WeighedInspection(one.row, one.basis, one.verdict, one.plans, () if one.basis.is_void else blocks_of(case, one.basis))
        for one in weighed
    )
    return case, found, decisions


def _weighed(
    connection: Connection,
    row: LotInspectionRow,
    rows: Mapping[str, LotInspectionRow],
    later: str,
    whole: Decimal | None,
    held: tuple[Block, ...],
) -> WeighedInspection:
    found = _results(connection, row.id)
    covers = _covers(found.chain, rows, whole)
    evidence = weigh(found.items, found.answers, found.plans, covers, found.pieces, failed_before=found.failed_before)
    blocks = (*_state_blocks(found.chain, rows), *evidence.blocks)
    if row.state is not InspectionState.APPROVED:
        blocks = blocks[:1]  # what is not finished says nothing yet
    blocks = (*held, *blocks)
    basis = Basis(
        row.id,
        row.number,
        row.state,
        covers,
        row.opened_at,
        evidence.nonconforming,
        blocks,
        later,
        evidence.is_full,
        frozenset(person for key in found.chain for person in _involved(connection, key)),
    )
    verdict = Verdict.FAILS if found.permitted else overall(found.items, found.answers)
    return WeighedInspection(row, basis, verdict, found.plans)


def _as_permitted(connection: Connection, inspection_id: str, loaded: lines.LoadedLines) -> lines.LoadedLines:
    """Return the lines with those that a concession covers left out of the judgement: it permits the release of just these."""
    found = concessions.covered(connection, inspection_id)
    if not found:
        return loaded
    left_out = {
        key: replace(loaded.answers[key], value=None, na_reason=f"covered by {row.number}")
        for key, row in found.items()
        if key in loaded.answers
    }
    return replace(loaded, answers={**loaded.answers, **left_out})


def require_free_of_holds(connection: Connection, lot: lots.LotRow, act: str) -> None:
    """Raise :class:`RefusedError` while a hold of an issue stands on a lot: nothing of it is ``act`` (delivered, certified)."""
    held = followup.holds_on_lot(connection, lot.id)
    if held:
        raise RefusedError(
            "Hold {number} of issue {issue} stands on lot {lot}: {reason}. Nothing of it can be {act} before it is lifted.",
            number=held[0].number,
            issue=held[0].issue_number,
            lot=lot.number,
            reason=held[0].reason.rstrip("."),
            act=act,
        )


def hold_blocks(connection: Connection, lot_id: str) -> tuple[Block, ...]:
    """Return the holds of issues that stand on a lot, each as what keeps its goods where they are."""
    words = "Hold {number} of issue {issue} stands on this lot: {reason}. Lift it before goods are accepted or go out."
    return tuple(
        block(words, number=hold.number, issue=hold.issue_number, reason=hold.reason.rstrip("."))
        for hold in followup.holds_on_lot(connection, lot_id)
    )


def _paper_blocks(connection: Connection, lot_id: str) -> tuple[Block, ...]:
    papers = supplier_certificates.papers_of(connection, lot_id)
    if not papers.is_missing:
        return ()
    return (block(_MISSING[papers.missing], supplier=papers.supplier),)


_MISSING = {
    Missing.ALL: (
        "A lot of {supplier} is accepted only with a checked certificate, and no certificate came yet. "
        "Receive it under Certificates and have it checked."
    ),
    Missing.CHECK: (
        "A lot of {supplier} is accepted only with a checked certificate, and what came is not checked yet. "
        "Have it checked under Certificates."
    ),
    Missing.GOOD: (
        "A lot of {supplier} is accepted only with a checked certificate, and what came is not good. "
        "Ask the supplier for a better one and receive it."
    ),
}


def _results(connection: Connection, inspection_id: str) -> _Results:
    as_read = lines.load(connection, inspection_id)
    loaded = _as_permitted(connection, inspection_id, as_read)
    permitted = loaded is not as_read
    parent = inspections.row_of(connection, inspection_id).parent_id
    own = loaded.checklist.items
    plans = tuple(finding_of(plan, own, loaded.answers) for plan in loaded.plans)
    if parent is None or sample.only_lines(connection, inspection_id) is None:
        return _Results(own, loaded.answers, plans, len(loaded.pieces), (inspection_id,), permitted=permitted)
    first = _results(connection, parent)
    again = {item.id: item for item in own}
    kept = {key: answer for key, answer in first.answers.items() if key not in again}
    return _Results(
        tuple(again.get(item.id, item) for item in first.items),
        {**kept, **{key: answer for key, answer in loaded.answers.items() if key in again}},
        plans or first.plans,
        first.pieces,
        (inspection_id, *first.chain),
        first.failed_before | _failing(first),
        permitted or first.permitted,
    )


def _failing(found: _Results) -> frozenset[str]:
    verdicts = ((item.id, verdict_of(item, found.answers.get(item.id, BLANK))) for item in found.items)
    return frozenset(key for key, verdict in verdicts if verdict is Verdict.FAILS)


def _covers(chain: tuple[str, ...], rows: Mapping[str, LotInspectionRow], whole: Decimal | None) -> Decimal:
    said = [rows[key].covers for key in chain if key in rows and rows[key].covers]
    covers = Decimal(said[0]) if said else whole or Decimal(0)
    return covers if whole is None else min(covers, whole)


def _state_blocks(chain: tuple[str, ...], rows: Mapping[str, LotInspectionRow]) -> list[Block]:
    unfinished = [rows[key] for key in chain if key in rows and rows[key].state is not InspectionState.APPROVED]
    return [
        block(
            "{number} is {state}; goods are accepted on an approved inspection.", number=row.number, state=_STATE_WORDS[row.state]
        )
        for row in unfinished
    ]


def _involved(connection: Connection, inspection_id: str) -> frozenset[str]:
    signed = {row.person_id for row in reports.signatures(connection, inspection_id) if row.stage == Stage.INSPECTOR.value}
    head = inspections.head(connection, inspection_id)
    return answers.workers(connection, inspection_id) | signed | ({head.inspector_id} if head.inspector_id else set())
