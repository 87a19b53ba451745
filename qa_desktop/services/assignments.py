"""Assignment rules: which checklist is proposed for what, and of which lots only one in f is inspected."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from qa_desktop.domain.assignment import Conditions, Rule, in_words, tie
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.methods.sampling.skip import LARGEST
from qa_desktop.services.assigning import winning_rule
from qa_desktop.services.guard import needs
from qa_desktop.services.skipping import can_skip
from qa_desktop.storage.queries import assignments, templates
from qa_desktop.storage.queries.assignments import RuleRow
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

_SEEDS = 1_000_000


@dataclass(frozen=True, slots=True)
class RuleWish:
    """What a rule is to say.  Empty conditions mean any; ``one_lot_in`` 1 inspects every lot, 2 to 5 one lot in so many.

    ``new_seed`` draws another seed: the history of lots that were left out begins anew.
    """

    template_id: str
    part_number: str = ""
    supplier: str = ""
    operation: str = ""
    inspection_type: InspectionType | None = None
    one_lot_in: int = 1
    note: str = ""
    new_seed: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The checklist that the rules propose, and why, in words."""

    revision_id: str
    template: str
    why: str
    rule_id: str


class AssignmentService:
    """What people do with assignment rules."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def rules(self, actor: Actor, *, active_only: bool = False) -> tuple[RuleRow, ...]:
        """Return the rules, active ones first."""
        with self._store.reading() as connection:
            return assignments.rules(connection, active_only=active_only)

    @needs(Permission.READ_ALL)
    def find(
        self, actor: Actor, part: str, supplier: str = "", operation: str = "", inspection_type: InspectionType | None = None
    ) -> Proposal | None:
        """Return what the most specific rule proposes, ``None`` where no rule is meant for this."""
        what = Conditions(part.strip(), supplier, operation, "" if inspection_type is None else inspection_type.value)
        with self._store.reading() as connection:
            rule = winning_rule(connection, what)
        if rule is None or rule.revision_id is None:
            return None
        why = f"The rule for {in_words(rule.conditions)} says so."
        return Proposal(rule.revision_id, rule.template, f"{why} {rule.note}".strip(), rule.id)

    @needs(Permission.EDIT_TEMPLATE)
    def make(self, actor: Actor, wish: RuleWish) -> RuleRow:
        """Make a rule.  Refused when another one names the same things, or when no lot of the checklist may be left out."""
        values = _cleaned(wish)
        with self._store.writing(actor.person_id) as work:
            _require_possible(work.connection, wish, values, "")
            seed = _seed() if wish.one_lot_in > 1 else 0
            key = assignments.insert_rule(work, **values, seed=seed)
            work.audit("assignment.make", "assignment_rule", key, {**_facts(values), "seed": seed})
            return assignments.rule_by_id(work.connection, key)

    @needs(Permission.EDIT_TEMPLATE)
    def change(self, actor: Actor, rule_id: str, wish: RuleWish, version: int) -> RuleRow:
        """Change a rule; ``version`` is the one that was looked at.  A changed "one lot in f" draws a new seed."""
        values = _cleaned(wish)
        with self._store.writing(actor.person_id) as work:
            before = assignments.rule_by_id(work.connection, rule_id)
            _require_active(before)
            _require_possible(work.connection, wish, values, rule_id)
            keeps = before.one_lot_in == wish.one_lot_in and not wish.new_seed
            seed = before.seed if keeps else _seed() if wish.one_lot_in > 1 else 0
            if not assignments.change_rule(work, rule_id, version, **values, seed=seed):
                raise _changed_meanwhile()
            facts = {**_facts(values), "seed": seed, "before": _facts(asdict(before))}
            work.audit("assignment.change", "assignment_rule", rule_id, facts)
            return assignments.rule_by_id(work.connection, rule_id)

    @needs(Permission.EDIT_TEMPLATE)
    def switch_off(self, actor: Actor, rule_id: str, version: int) -> RuleRow:
        """Put a rule out of use; it stays in the list."""
        with self._store.writing(actor.person_id) as work:
            before = assignments.rule_by_id(work.connection, rule_id)
            _require_active(before)
            if not assignments.change_rule(work, rule_id, version, active=0):
                raise _changed_meanwhile()
            work.audit("assignment.switch_off", "assignment_rule", rule_id, _facts(asdict(before)))
            return assignments.rule_by_id(work.connection, rule_id)


def _cleaned(wish: RuleWish) -> dict[str, str | int]:
    def optional(text: str, what: str) -> str:
        return clean_identifier(text, what=what) if text.strip() else ""

    if not 1 <= wish.one_lot_in <= LARGEST:
        raise InputError("One lot in {f} is not offered. Choose 1 (every lot) to {most}.", f=wish.one_lot_in, most=LARGEST)
    return {
        "template_id": wish.template_id,
        "part_number": optional(wish.part_number, "The part number"),
        "supplier": optional(wish.supplier, "The supplier"),
        "operation": optional(wish.operation, "The operation"),
        "inspection_type": "" if wish.inspection_type is None else wish.inspection_type.value,
        "one_lot_in": wish.one_lot_in,
        "note": clean_text(wish.note, limit=500).strip(),
    }


def _require_possible(connection: Connection, wish: RuleWish, values: dict[str, str | int], rule_id: str) -> None:
    name = templates.template_name(connection, wish.template_id)
    if name is None:
        raise InputError("Choose the checklist that the rule proposes.")
    conditions = Conditions(*(str(values[part]) for part in ("part_number", "supplier", "operation", "inspection_type")))
    rows = {row.id: row for row in assignments.rules(connection, active_only=True)}
    other = tie((Rule(row.id, row.conditions) for row in rows.values()), Rule(rule_id, conditions))
    if other is not None:
        raise RefusedError(
            "A rule for {what} exists already; it proposes “{checklist}”. Nothing was stored. "
            "Change that rule, or say more precisely what this one is for.",
            what=in_words(conditions),
            checklist=rows[other.key].template,
        )
    if wish.one_lot_in > 1:
        _require_skippable(connection, wish.template_id, name)


def _require_skippable(connection: Connection, template_id: str, name: str) -> None:
    revision = templates.revision_in_state(connection, template_id, RevisionState.PUBLISHED)
    if revision is None:
        raise RefusedError("“{name}” has no published revision yet. Publish it before you leave lots out.", name=name)
    why_not = can_skip(templates.load_checklist(connection, revision.id))
    if why_not:
        raise RefusedError("With “{name}” every lot is inspected. {why}", name=name, why=why_not)


def _require_active(row: RuleRow) -> None:
    if not row.active:
        raise RefusedError("This rule is switched off and does not change any more. Make a new rule.")


def _seed() -> int:
    return secrets.randbelow(_SEEDS - 1) + 1


def _facts(values: dict[str, str | int] | dict[str, object]) -> dict[str, Json]:
    names = ("template_id", "part_number", "supplier", "operation", "inspection_type", "one_lot_in", "note")
    return {name: values[name] for name in names}  # type: ignore[misc]


def _changed_meanwhile() -> ConflictError:
    return ConflictError("Somebody else changed this rule in the meantime; your change was not stored. Look at it again.")
