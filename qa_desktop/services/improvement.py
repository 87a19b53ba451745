"""Trials, and the one chain: suggestion or issue, trial, template revision, measured effect, lesson."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa_desktop.domain.errors import InputError, NotFoundError, RefusedError
from qa_desktop.domain.ids import trial_number
from qa_desktop.domain.improvement import ChainKind, require_chain_link
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.removals import ReasonedCheck
from qa_desktop.domain.text import clean_text
from qa_desktop.methods.effectiveness import Share
from qa_desktop.services.chain import Counted, WholeChain, counted_effects, effect_line, require_order, whole_chain
from qa_desktop.services.check_reasons import Reason, checks_before, reasons_of
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import improvements as rows
from qa_desktop.storage.queries import stations, suggestions, templates
from qa_desktop.storage.queries.improvements import ChainLink, Named
from qa_desktop.storage.queries.suggestions import TrialRow
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

OUTCOMES = ("better", "same", "worse")


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A link of the chain with both ends in words."""

    link: ChainLink
    source: Named
    target: Named


class ImprovementService:
    """From a reason to what was learned, and back."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.ANSWER_SUGGESTION)
    def begin_trial(
        self,
        actor: Actor,
        *,
        what: str,
        place: str,
        from_day: str,
        to_day: str,
        suggestion_id: str | None = None,
        issue_id: str | None = None,
    ) -> TrialRow:
        """Try something out for a suggestion or for an issue, from one day to another such as 2026-03-27."""
        said = clean_text(what, limit=500).strip()
        first, last = _day(from_day), _day(to_day)
        if not said:
            raise InputError("Say what is tried out. Nothing was stored.")
        if last < first:
            raise InputError("The trial ends before it begins. Correct the days. Nothing was stored.")
        if (suggestion_id is None) == (issue_id is None):
            raise InputError("A trial belongs to a suggestion or to an issue. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            source = _require(
                work.connection, *((ChainKind.SUGGESTION, suggestion_id) if suggestion_id else (ChainKind.ISSUE, issue_id or ""))
            )
            number = trial_number(stations.code_of(work.connection, work.station_id), work.next_number("trial"))
            where = clean_text(place, limit=200).strip()
            facts = {"suggestion_id": suggestion_id, "issue_id": issue_id, "what": said, "place": where}
            facts |= {"from_day": first.isoformat(), "to_day": last.isoformat(), "number": number}
            key = suggestions.add_trial(work, **facts)
            require_order(work.connection, (source.kind, source.id), (ChainKind.TRIAL, key), work.now)
            rows.add_link(work, (source.kind, source.id), (ChainKind.TRIAL, key), item_key="", words="")
            work.audit("trial.begin", "trial", key, dict(facts))
            return suggestions.trial_by_id(work.connection, key)

    @needs(Permission.ANSWER_SUGGESTION)
    def end_trial(self, actor: Actor, trial_id: str, outcome: str, result: str, version: int) -> TrialRow:
        """Write the result once: better, same or worse, and in words."""
        said = clean_text(result, limit=2_000).strip()
        if outcome not in OUTCOMES or not said:
            raise InputError("Say whether it became better, stayed the same or became worse, and what was seen.")
        with self._store.writing(actor.person_id) as work:
            row = suggestions.trial_by_id(work.connection, trial_id)
            if row.outcome:
                raise RefusedError("Trial {number} has its result already. Nothing was stored.", number=row.number)
            suggestions.end_trial(work, row, version, outcome, said)
            work.audit("trial.end", "trial", trial_id, {"outcome": outcome, "result": said})
            return suggestions.trial_by_id(work.connection, trial_id)

    @needs(Permission.ANSWER_SUGGESTION)
    def connect(
        self,
        actor: Actor,
        source: tuple[ChainKind, str],
        target: tuple[ChainKind, str],
        *,
        item_key: str = "",
        words: str = "",
    ) -> tuple[ChainStep, ...]:
        """Add a link of the chain, by kinds and keys; an effect has no key but ``words``, which say what was measured.

        A link to a template revision names the item that came of it.
        """
        require_chain_link(source[0], target[0])
        said = clean_text(words, limit=500).strip()
        if target[0] is ChainKind.EFFECT and not said:
            raise InputError("Say what effect was measured. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            _require(work.connection, *source)
            if target[0] is not ChainKind.EFFECT:
                _require(work.connection, *target)
                _require_item(work.connection, target, item_key.strip())
            elif target[1]:
                raise InputError("An effect is described in words. Nothing was stored.")
            require_order(work.connection, source, target, work.now)
            key = rows.add_link(work, source, target, item_key=item_key.strip(), words=said)
            ends = [source[0].value, source[1], target[0].value, target[1] or key]
            work.audit("chain.connect", "improvement_link", key, {"ends": ends, "item": item_key.strip(), "words": said})
        return self.chain(actor, *source)

    @needs(Permission.READ_ALL)
    def chain(self, actor: Actor, kind: ChainKind, key: str) -> tuple[ChainStep, ...]:
        """Return the whole chain that something is part of, in the order in which it grew."""
        with self._store.reading() as connection:
            steps = []
            for link in rows.all_links(connection, (kind, key)):
                source = rows.name_of(connection, link.source_kind, link.source_id)
                target = rows.name_of(connection, link.target_kind, link.target_id)
                if source is not None and target is not None:
                    steps.append(ChainStep(link, source, target))
            return tuple(steps)

    @needs(Permission.READ_ALL)
    def whole(self, actor: Actor, kind: ChainKind, key: str) -> WholeChain:
        """Return the chain with state, person and day of every step, and what is missing; raises :class:`NotFoundError`."""
        with self._store.reading() as connection:
            _require(connection, kind, key)
            return whole_chain(connection, kind, key)

    @needs(Permission.READ_ALL)
    def counted(self, actor: Actor, kind: ChainKind, key: str) -> tuple[Counted, ...]:
        """Return the effects that the program counted for actions of the issues in the chain."""
        with self._store.reading() as connection:
            return counted_effects(connection, whole_chain(connection, kind, key), self._store.now())

    @needs(Permission.ANSWER_SUGGESTION)
    def measure(self, actor: Actor, source: tuple[ChainKind, str], words: str, before: Share, after: Share) -> None:
        """Record a measured effect: what was counted, and how many of how many before and after, kept with their intervals."""
        if not before.exposure or not after.exposure:
            raise InputError("Say how many were looked at, before and after; none proves nothing. Nothing was stored.")
        said = clean_text(words, limit=300).strip()
        if not said:
            raise InputError("Say what was counted. Nothing was stored.")
        self.connect(actor, source, (ChainKind.EFFECT, ""), words=effect_line(said, before, after))

    @needs(Permission.READ_ALL)
    def reasoned_items(self, actor: Actor, template_id: str) -> frozenset[str]:
        """Return the keys of the items of a template that are not removed without asking: something led to them."""
        with self._store.reading() as connection:
            return rows.reasoned_items(connection, template_id)

    @needs(Permission.READ_ALL)
    def reasons(self, actor: Actor, template_id: str, item_key: str, issue_number: str = "") -> tuple[Reason, ...]:
        """Return why an item of a template exists: asked before it is removed.

        ``issue_number`` is what the item itself names as its reason.  Beside it stand what the chain of improvement leads back
        to, and the lessons that are tied to the item.
        """
        with self._store.reading() as connection:
            return reasons_of(connection, template_id, item_key, issue_number)

    @needs(Permission.READ_ALL)
    def checks_before(self, actor: Actor, revision_id: str) -> tuple[ReasonedCheck, ...]:
        """Return the checks that a draft does not leave out without an answer: those with a reason in the revision before."""
        with self._store.reading() as connection:
            return checks_before(connection, templates.revision_by_id(connection, revision_id))


def _require(connection: Connection, kind: ChainKind, key: str) -> Named:
    named = rows.name_of(connection, kind, key)
    if named is None:
        raise NotFoundError("One end of the link does not exist. Reload the list. Nothing was stored.")
    return named


def _require_item(connection: Connection, target: tuple[ChainKind, str], item_key: str) -> None:
    if not item_key:
        return
    if target[0] is not ChainKind.REVISION:
        raise InputError("Only a revision of a checklist has items. Nothing was stored.")
    if all(item.key != item_key for item in templates.load_checklist(connection, target[1]).items):
        raise InputError("The revision has no item “{key}”. Choose one of its items. Nothing was stored.", key=item_key)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("“{text}” is not a day. Type it as year-month-day, for example 2026-03-27.", text=text) from error
