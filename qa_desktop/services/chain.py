"""The chain of improvement as a whole: its steps with state, person and day, what is missing next, and effects counted before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from qa_desktop.domain.improvement import (
    ChainDays,
    ChainKind,
    NextStep,
    SuggestionState,
    may_be_effect,
    next_steps,
    require_chain_order,
)
from qa_desktop.methods.effectiveness import Interval, Share, wilson
from qa_desktop.services.effects import measured_now
from qa_desktop.storage.clock import Moment, local_time
from qa_desktop.storage.queries import chain_nodes
from qa_desktop.storage.queries import improvements as rows
from qa_desktop.storage.queries.chain_nodes import ChainNode
from qa_desktop.storage.unit import Connection


@dataclass(frozen=True, slots=True)
class WholeChain:
    """Everything that hangs together, in the order of the chain, and what is missing, the next first.

    ``source`` is where the next link of each kind begins: the last step before it.
    """

    nodes: tuple[ChainNode, ...]
    missing: tuple[NextStep, ...]

    @property
    def running(self) -> ChainNode | None:
        """The first trial without a result."""
        return next((one for one in self.nodes if one.kind is ChainKind.TRIAL and not one.state), None)

    @property
    def reason(self) -> ChainNode | None:
        """The suggestion or issue that it begins with."""
        return next((one for one in self.nodes if one.kind in {ChainKind.SUGGESTION, ChainKind.ISSUE}), None)

    def source_for(self, kind: ChainKind) -> tuple[ChainKind, str] | None:
        """Return what a new step of this kind follows: the last step of an earlier kind."""
        order = list(ChainKind)
        before = [one for one in self.nodes if order.index(one.kind) < order.index(kind)]
        return (before[-1].kind, before[-1].id) if before else None


@dataclass(frozen=True, slots=True)
class Counted:
    """An effect that the program counted for an action of an issue in the chain."""

    number: int
    words: str
    before: Share
    after: Share


def whole_chain(connection: Connection, kind: ChainKind, key: str) -> WholeChain:
    """Return the chain that something is part of."""
    links = rows.all_links(connection, (kind, key))
    keys = {(kind, key)}
    items: dict[str, list[str]] = {}
    for link in links:
        keys |= {(link.source_kind, link.source_id), (link.target_kind, link.target_id)}
        if link.target_kind is ChainKind.REVISION:
            items.setdefault(link.target_id, []).append(" ".join(part for part in (link.item_key, link.words) if part))
    found = tuple(
        replace(one, about=" · ".join(items[one.id])) if one.kind is ChainKind.REVISION and one.id in items else one
        for one in chain_nodes.nodes(connection, keys)
    )
    running = any(one.kind is ChainKind.TRIAL and not one.state for one in found)
    reasons = [one for one in found if one.kind in {ChainKind.SUGGESTION, ChainKind.ISSUE}]
    asked = bool(reasons) and all(one.state == SuggestionState.NEW.value for one in reasons)
    declined = bool(reasons) and all(one.state == SuggestionState.DECLINED.value for one in reasons)
    missing = next_steps({one.kind for one in found}, running=running, unanswered=asked, declined=declined)
    return WholeChain(found, missing)


def counted_effects(connection: Connection, chain: WholeChain, now: Moment) -> tuple[Counted, ...]:
    """Return what was counted for the actions of the issues in the chain: as it was concluded, else as it is now.

    What was over before the revision of the chain was published is left out: it is no effect of it.
    """
    found = []
    revisions = [days_of(connection, (one.kind, one.id), now) for one in chain.nodes if one.kind is ChainKind.REVISION]
    published = [one.done for one in revisions if one is not None and one.done is not None]
    for issue in chain.nodes:
        if issue.kind is not ChainKind.ISSUE:
            continue
        for one in measured_now(connection, issue.id, now):
            result, figures = one.result, one.figures
            if one.plan is not None and not may_be_effect(one.plan.plan.follow_up.last, published):
                continue
            if result is not None and result.before_exposure is not None and result.after_exposure is not None:
                before = Share(result.before_nonconforming or 0, result.before_exposure)
                after = Share(result.after_nonconforming or 0, result.after_exposure)
            elif figures is not None:
                before, after = figures.before, figures.after
            else:
                continue
            found.append(Counted(one.action.number, one.action.text, before, after))
    return tuple(found)


def days_of(connection: Connection, what: tuple[ChainKind, str], now: Moment) -> ChainDays | None:
    """Return the days of something as the place counts them; ``None`` when it does not exist."""
    found = chain_nodes.moments_of(connection, *what)
    if found is None:
        return None
    return ChainDays(what[0], _day(found.begun, now), _day(found.done, now) if found.done is not None else None)


def require_order(connection: Connection, source: tuple[ChainKind, str], target: tuple[ChainKind, str], now: Moment) -> None:
    """Raise when the target was done before the source began; an effect without a key is recorded now."""
    today = now.local.date()
    begins = days_of(connection, source, now)
    ends = ChainDays(target[0], today, today) if not target[1] else days_of(connection, target, now)
    if begins is not None and ends is not None:
        require_chain_order(begins, ends)


def _day(moment: str, now: Moment) -> date:
    return date.fromisoformat(moment) if len(moment) == _DAY else local_time(moment, now.offset).date()


_DAY = len("2026-03-02")


def effect_line(words: str, before: Share, after: Share) -> str:
    """Return an effect in one line that needs no language: shares with their 95 % Wilson intervals, before and after."""
    return f"{words}: {share_line(before)} → {share_line(after)}"


def share_line(share: Share) -> str:
    """Return a share such as ``5 / 100 = 5.0 % [2.2–11.2 %]``; without a percentage where nothing was looked at."""
    span: Interval | None = wilson(share)
    counts = f"{share.nonconforming} / {share.exposure}"
    if span is None:
        return counts
    percent = 100 * share.nonconforming / share.exposure
    return f"{counts} = {percent:.1f} % [{100 * span.low:.1f}–{100 * span.high:.1f} %]"
