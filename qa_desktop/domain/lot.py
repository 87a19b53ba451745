"""Lots: where their quantity lies, and what a decision on them may be.

Quantities always balance: what is decided is accepted, rejected or held, and what is not decided waits.  A lot is held from the
moment it is known until a signed decision accepts; there is no default that passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.inspection import InspectionState

ZERO = Decimal(0)


def amount_text(value: Decimal) -> str:
    """Return a quantity as people write it: plain digits, no zeros at the end."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class LotState(StrEnum):
    """What the decisions on a lot say together.

    ``OPEN``: nothing was decided, everything waits.  ``HELD``: decided, and all of what is decided is held.  ``ACCEPTED`` and
    ``REJECTED``: the whole lot.  ``SPLIT``: the whole lot, part accepted and part rejected.  ``PARTLY``: something waits or is
    held beside what is accepted or rejected.  Only what is accepted may be used, in any state.
    """

    OPEN = "open"
    HELD = "held"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SPLIT = "split"
    PARTLY = "partly"


class LotSource(StrEnum):
    """Where a quantity lay before it was decided; ``ACCEPTED`` means that it is called back."""

    WAITING = "waiting"
    HELD = "held"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: how much was taken from ``source`` and where it went.  ``inspection_id`` is what it is based on."""

    source: LotSource
    inspected: Decimal
    accepted: Decimal = ZERO
    rejected: Decimal = ZERO
    held: Decimal = ZERO
    inspection_id: str | None = None
    at: str = ""

    @property
    def balances(self) -> bool:
        """Whether inspected = accepted + rejected + held."""
        return self.inspected == self.accepted + self.rejected + self.held


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the quantity of a lot lies now.  ``whole`` is ``None`` while the quantity of the lot is not known."""

    whole: Decimal | None
    waiting: Decimal
    held: Decimal
    accepted: Decimal
    rejected: Decimal

    @property
    def undecided(self) -> Decimal:
        """What waits or is held."""
        return self.waiting + self.held

    def at(self, source: LotSource) -> Decimal:
        """Return how much lies at ``source``."""
        return {LotSource.WAITING: self.waiting, LotSource.HELD: self.held, LotSource.ACCEPTED: self.accepted}[source]


def balance_of(whole: Decimal | None, decisions: Iterable[Decided]) -> Balance:
    """Return where a lot lies after ``decisions``, each taking from its source what it puts elsewhere."""
    lying = {LotSource.WAITING: whole or ZERO, LotSource.HELD: ZERO, LotSource.ACCEPTED: ZERO}
    rejected = ZERO
    for one in decisions:
        lying[one.source] -= one.inspected
        lying[LotSource.ACCEPTED] += one.accepted
        lying[LotSource.HELD] += one.held
        rejected += one.rejected
    return Balance(whole, lying[LotSource.WAITING], lying[LotSource.HELD], lying[LotSource.ACCEPTED], rejected)


def state_of(balance: Balance, *, decided: bool) -> LotState:
    """Return the state of a lot; ``decided`` says whether there is any decision."""
    if not decided:
        return LotState.OPEN
    if not balance.accepted and not balance.rejected:
        return LotState.HELD
    if not balance.undecided and not balance.rejected:
        return LotState.ACCEPTED
    if not balance.undecided and not balance.accepted:
        return LotState.REJECTED
    return LotState.PARTLY if balance.undecided else LotState.SPLIT


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that keeps goods from being accepted, as a sentence with named gaps."""

    template: str
    params: tuple[tuple[str, str], ...] = ()

    def error(self) -> RefusedError:
        """Return the sentence as screens translate it."""
        return RefusedError(self.template, **dict(self.params))

    def __str__(self) -> str:
        return str(self.error())


def block(template: str, **params: object) -> Block:
    """Return a block with its values."""
    return Block(template, tuple((name, str(value)) for name, value in params.items()))


@dataclass(frozen=True, slots=True)
class Basis:
    """An inspection of a lot, as far as a decision can rest on it.

    ``covers`` is how much of the lot it is about, ``nonconforming`` how many pieces of it fail.  ``blocks`` is what its own
    results, or its state, say against accepting.  ``replaced_by`` is the number of the re-inspection that stands for it.
    ``is_full`` says that every piece of what it covers was inspected.  ``involved`` are the persons who worked on it or on what
    it re-inspects.
    """

    id: str
    number: str
    state: InspectionState
    covers: Decimal
    opened_at: str
    nonconforming: int = 0
    blocks: tuple[Block, ...] = ()
    replaced_by: str = ""
    is_full: bool = False
    involved: frozenset[str] = frozenset()

    @property
    def is_void(self) -> bool:
        """Whether it was given up and says nothing about the lot."""
        return self.state is InspectionState.VOID


@dataclass(frozen=True, slots=True)
class LotCase:
    """Everything that a decision on a lot depends on."""

    whole: Decimal | None
    decisions: tuple[Decided, ...] = ()
    bases: tuple[Basis, ...] = ()

    @property
    def balance(self) -> Balance:
        """Where the lot lies now."""
        return balance_of(self.whole, self.decisions)

    @property
    def state(self) -> LotState:
        """What the decisions say together."""
        return state_of(self.balance, decided=bool(self.decisions))

    def basis(self, inspection_id: str | None) -> Basis | None:
        """Return an inspection of the lot."""
        return next((one for one in self.bases if one.id == inspection_id), None)


def blocks_of(case: LotCase, basis: Basis) -> tuple[Block, ...]:
    """Return everything that keeps goods from being accepted on ``basis``, worst first; nothing means that it may be done."""
    if basis.replaced_by:
        return (block("{number} was re-inspected as {later}. Decide on {later}.", number=basis.number, later=basis.replaced_by),)
    found = list(basis.blocks)
    if not found and release_limit(case, basis, LotSource.WAITING) <= 0 and release_limit(case, basis, LotSource.HELD) <= 0:
        found += [_reserved_block(case, other) for other in _unsettled(case, basis)]
    return tuple(found)


def lot_blocks(case: LotCase) -> tuple[Block, ...]:
    """Return what keeps the rest of a lot from being accepted; nothing means that there is an inspection to accept it on."""
    if case.whole is None:
        return (_no_quantity(),)
    if not case.balance.undecided:
        return ()
    standing = [one for one in case.bases if not one.is_void and not one.replaced_by]
    if not standing:
        return (
            block("No inspection of this lot was finished. It stays on hold until one is approved and a decision is signed."),
        )
    found = {one.id: blocks_of(case, one) for one in standing}
    if any(not found[one.id] and _room(case, one) > 0 for one in standing):
        return ()
    listed = [one for blocks in found.values() for one in blocks]
    if not listed:
        listed = [block("What the approved inspections cover is decided already. The rest needs an inspection of its own.")]
    return tuple(dict.fromkeys(listed))


def release_limit(case: LotCase, basis: Basis, source: LotSource) -> Decimal:
    """Return how much of what lies at ``source`` may be accepted on ``basis``, its own blocks aside; never below zero.

    Pieces found nonconforming are never accepted with the lot.  What another inspection refused, or is still looking at, is not
    accepted on this one until it was decided there.
    """
    if source is LotSource.ACCEPTED:
        return ZERO
    balance = case.balance
    own = basis.covers - basis.nonconforming - _accepted_on(case, basis)  # what was called back is not accepted on it again
    free = balance.undecided - sum((_reserved(case, other) for other in _unsettled(case, basis)), ZERO)
    lying = balance.at(source)
    if source is LotSource.HELD:
        lying -= _held_by_refusal(case, basis)
    return max(ZERO, min(own, free, lying))


def releasable(case: LotCase) -> Decimal:
    """Return how much of what is undecided may be accepted now, on whichever inspections allow it."""
    free = [one for one in case.bases if not one.is_void and not one.replaced_by and not blocks_of(case, one)]
    return min(case.balance.undecided, sum((_room(case, one) for one in free), ZERO))


def require_decision(case: LotCase, wanted: Decided, reason: str, person_id: str) -> None:
    """Raise when ``wanted`` may not be decided by this person: :class:`InputError` for what was typed, else refused."""
    if case.whole is None:
        raise _no_quantity().error()
    _require_balance(wanted)
    lying = case.balance.at(wanted.source)
    if wanted.inspected > lying:
        raise RefusedError(
            "{wanted} would be decided, but only {there} of the lot are {where}. Nothing was signed.",
            wanted=amount_text(wanted.inspected),
            there=amount_text(lying),
            where=_WHERE[wanted.source],
        )
    if (wanted.rejected or wanted.held) and not reason:
        raise InputError("Say why goods are rejected or held. Nothing was signed.")
    if wanted.accepted:
        _require_release(case, wanted, person_id)


_WHERE = {LotSource.WAITING: "waiting", LotSource.HELD: "on hold", LotSource.ACCEPTED: "accepted"}


def _require_balance(wanted: Decided) -> None:
    parts = (wanted.accepted, wanted.rejected, wanted.held)
    if wanted.inspected <= 0 or any(part < 0 for part in parts):
        raise InputError("A decision is about more than nothing, and no part of it is below zero. Nothing was signed.")
    if not wanted.balances:
        raise InputError(
            "{accepted} accepted, {rejected} rejected and {held} held make {sum}, but {inspected} are decided. "
            "Nothing was signed.",
            accepted=amount_text(wanted.accepted),
            rejected=amount_text(wanted.rejected),
            held=amount_text(wanted.held),
            sum=amount_text(sum(parts, ZERO)),
            inspected=amount_text(wanted.inspected),
        )
    if wanted.source is LotSource.ACCEPTED and wanted.accepted:
        raise InputError("What is called back is held or rejected, not accepted. Nothing was signed.")


def _require_release(case: LotCase, wanted: Decided, person_id: str) -> None:
    basis = case.basis(wanted.inspection_id)
    if basis is None:
        raise RefusedError("Goods are accepted on an approved inspection of the lot. Choose one. Nothing was signed.")
    found = blocks_of(case, basis)
    if found:
        raise found[0].error()
    if person_id in basis.involved:
        raise RefusedError(
            "Nobody accepts goods on an inspection that they worked on. Ask another person to decide on {number}.",
            number=basis.number,
        )
    beside = basis.nonconforming - _set_aside_on(case, basis)
    if beside > 0 and wanted.accepted > wanted.inspected - beside:
        raise RefusedError(
            "Pieces of {number} that do not conform and are not set aside yet: {count}. "
            "At most {limit} of {inspected} can be accepted; reject or hold the others.",
            count=beside,
            number=basis.number,
            limit=amount_text(max(ZERO, wanted.inspected - beside)),
            inspected=amount_text(wanted.inspected),
        )
    limit = release_limit(case, basis, wanted.source)
    if wanted.accepted > limit:
        raise RefusedError(
            "At most {limit} of what is {where} can be accepted on {number}: it covers {covers}, "
            "{count} of it do not conform, and {before} were accepted on it before.",
            limit=amount_text(limit),
            where=_WHERE[wanted.source],
            number=basis.number,
            covers=amount_text(basis.covers),
            count=basis.nonconforming,
            before=amount_text(_accepted_on(case, basis)),
        )


def _no_quantity() -> Block:
    return block("The quantity of this lot is not known, so nothing of it can be decided. It stays on hold.")


def _room(case: LotCase, basis: Basis) -> Decimal:
    return max(release_limit(case, basis, source) for source in (LotSource.WAITING, LotSource.HELD))


def _on(case: LotCase, basis: Basis) -> Sequence[Decided]:
    return [one for one in case.decisions if one.inspection_id == basis.id]


def _accepted_on(case: LotCase, basis: Basis) -> Decimal:
    return sum((one.accepted for one in _on(case, basis)), ZERO)


def _set_aside_on(case: LotCase, basis: Basis) -> int:
    """Return how much was rejected or held on ``basis``: that much of what fails lies apart already."""
    return int(sum((one.rejected + one.held for one in _on(case, basis) if one.source is LotSource.WAITING), ZERO))


def _unsettled(case: LotCase, basis: Basis) -> list[Basis]:
    """Return the other inspections that refuse, or are not finished, and on which not everything was decided."""
    return [
        other
        for other in case.bases
        if other.id != basis.id and not other.is_void and not other.replaced_by and other.blocks and _reserved(case, other) > 0
    ]


def _reserved(case: LotCase, other: Basis) -> Decimal:
    settled = sum((one.rejected + one.held for one in _on(case, other)), ZERO) + _accepted_on(case, other)
    return max(ZERO, other.covers - settled)


def _reserved_block(case: LotCase, other: Basis) -> Block:
    if other.state is not InspectionState.APPROVED:
        return block("{number} of the same lot is not finished. Finish it, or give it up with a reason.", number=other.number)
    return block(
        "{number} does not let {quantity} of this lot pass, and nothing was decided on them. Reject or hold them first.",
        number=other.number,
        quantity=amount_text(_reserved(case, other)),
    )


def _held_by_refusal(case: LotCase, basis: Basis) -> Decimal:
    """Return how much is held that ``basis`` cannot release.

    What an inspection refused is released by a later one, or by one of every piece; what was called back, by a later one only.
    """
    refusing = {one.id for one in case.bases if one.blocks and one.id != basis.id and one.state is InspectionState.APPROVED}
    later = [one for one in case.decisions if one.at >= basis.opened_at]
    refused = [one for one in later if one.inspection_id in refusing and one.source is not LotSource.ACCEPTED]
    back = [one for one in later if one.source is LotSource.ACCEPTED]
    return sum((one.held for one in (back if basis.is_full else [*back, *refused])), ZERO)
