"""A new inspection without a window: what was typed comes in, the proposed checklist and its plan go out.

Nothing is begun and no field is filled by itself: what is known is offered, the person takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.ui.home.latest import Latest

if TYPE_CHECKING:
    from qa_desktop.services.assignments import Proposal
    from qa_desktop.services.opening import WhatToInspect
    from qa_desktop.services.planning import Preview
    from qa_desktop.storage.queries.known import KnownLot, KnownSuppliers
    from qa_desktop.storage.queries.production import PartRow
    from qa_desktop.storage.queries.templates import RevisionRow
    from qa_desktop.ui.context import Context

OFFERED = 3
"""How many known things are offered at once."""

FIELDS = (
    "order", "part_number", "part_name", "part_revision", "supplier", "lot", "lot_quantity", "covers", "operation", "serial",
    "pieces",
)  # fmt: skip
"""The fields in the order in which Enter goes through them."""

_PLAN_FIELDS = frozenset({"part_number", "part_revision", "supplier", "lot", "lot_quantity", "covers", "operation"})
_RULE_FIELDS = frozenset({"part_number", "supplier", "operation"})


class ChosenBy(StrEnum):
    """Why a checklist is chosen."""

    NOBODY = "nobody"
    PERSON = "person"
    RULE = "rule"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something known: what people read, and what it fills in."""

    words: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewState:
    """The sheet apart from what stands in its fields.

    ``chosen`` is the key of a revision, ``taken`` the place of the offer that was taken, ``exact`` the one part that bears the
    number that was typed: its name and revision stand for themselves.  ``unlisted`` says that the supplier as typed is in no
    list and that no known name begins so.
    """

    published: tuple[RevisionRow, ...] | None = None
    type: InspectionType | None = None
    chosen: str | None = None
    by: ChosenBy = ChosenBy.NOBODY
    proposal: Proposal | None = None
    rules_asked: bool = False
    preview: Preview | None = None
    plan_problem: QaError | None = None
    offers: tuple[Offer, ...] = ()
    taken: int = -1
    exact: Offer | None = None
    unlisted: bool = False


class NewModel:
    """Decides what is offered, which checklist is proposed, and looks at its plan."""

    def __init__(self, context: Context, changed: Callable[[], None], owner: Any) -> None:
        self._context, self._changed, self._owner = context, changed, owner
        self._program, self._actor = context.program, context.actor
        self._rules, self._plans, self._known = (Latest(context.jobs, owner) for _ in range(3))
        self._fields: dict[str, str] = {}
        self._asked_rules: object = None
        self._asked_plan: object = None
        self.state = NewState()

    def begin(self, known: dict[str, str], failed: Callable[[QaError], None]) -> None:
        """Start with empty fields but for what is known, and load the published checklists."""
        for latest in (self._rules, self._plans, self._known):
            latest.forget()
        self._fields = {name: known.get(name, "") for name in FIELDS}
        self._asked_rules = self._asked_plan = None
        kind = known.get("type")
        self.state = NewState(type=InspectionType(kind) if kind else None)
        call = partial(self._program.templates.published, self._actor)
        self._context.jobs.read(call, self._on_published, failed, owner=self._owner)
        if self._fields["order"]:
            self._offer("order", self._fields["order"])
        self._look()
        self._changed()

    def typed(self, name: str, fields: dict[str, str]) -> None:
        """Take what stands in the fields after somebody changed one of them."""
        self._fields = dict(fields)
        self._offer(name, fields[name].strip())
        self._look()

    def filled(self, fields: dict[str, str]) -> None:
        """Take what stands in the fields after an offer or a scan has filled some of them."""
        self._fields = dict(fields)
        self._look()

    def choose_type(self, kind: InspectionType | None) -> None:
        """Say what the inspection is for; the same type again takes it back."""
        self._show(type=None if kind is self.state.type else kind)
        self._look()

    def choose(self, revision_id: str | None) -> None:
        """Take the checklist that the person chose; ``None`` leaves it to the rules again."""
        if revision_id is None:
            self._settle(None)
        else:
            self._show(chosen=revision_id, by=ChosenBy.PERSON)
        self._look()

    def take(self, place: int) -> Offer | None:
        """Take an offer; its values go into the fields."""
        if not 0 <= place < len(self.state.offers):
            return None
        self._show(taken=place)
        return self.state.offers[place]

    def what(self, fields: dict[str, str]) -> WhatToInspect:
        """Return what is inspected, for the service; several serial numbers are separated by commas."""
        from qa_desktop.services.opening import WhatToInspect  # noqa: PLC0415  (services load late)

        typed: dict[str, Any] = {name: fields[name] for name in FIELDS if name not in {"serial", "pieces"}}
        serials = split_serials(fields["serial"])
        one = serials[0] if len(serials) == 1 else ""
        pieces = int(fields["pieces"]) if fields["pieces"].strip() else None
        several = serials if len(serials) > 1 else ()
        return WhatToInspect(**typed, serial=one, type=self.state.type, pieces=pieces, serials=several)

    # What came home

    def _on_published(self, page: Any) -> None:
        self._show(published=tuple(page.rows))
        self._settle(self.state.proposal)
        self._look()

    def _on_proposal(self, found: Proposal | None) -> None:
        self._show(proposal=found, rules_asked=True)
        if self.state.by is not ChosenBy.PERSON:
            self._settle(found)
            self._look()

    def _on_preview(self, preview: Preview) -> None:
        self._show(preview=preview, plan_problem=None)

    def _on_plan_problem(self, error: QaError) -> None:
        self._show(preview=None, plan_problem=error)

    def _on_parts(self, parts: tuple[PartRow, ...]) -> None:
        typed = self._fields["part_number"].strip()
        exact = tuple(part for part in parts if part.number == typed)
        if len(exact) == 1:
            self._show(offers=(), taken=-1, exact=_of_part(exact[0]))
        else:
            self._show(offers=tuple(_of_part(part) for part in (exact or parts)[:OFFERED]), taken=-1, exact=None)

    def _on_lots(self, lots: tuple[KnownLot, ...]) -> None:
        self._show(offers=tuple(_of_lot(lot) for lot in lots[:OFFERED]), taken=-1)

    def _on_suppliers(self, found: KnownSuppliers) -> None:
        typed = self._fields["supplier"].strip()
        offers = tuple(Offer(name, (("supplier", name),)) for name in found.names if name != typed)
        self._show(offers=offers[:OFFERED], taken=-1, unlisted=bool(typed) and not found.is_listed and not found.may_be_listed)

    def _ignore(self, _error: QaError) -> None:
        return

    # Looking things up

    def _offer(self, name: str, typed: str) -> None:
        """Look up what is known by the field that was just typed into."""
        planning, actor = self._program.planning, self._actor
        if not typed or name not in {"part_number", "order", "lot", "supplier"}:
            self._known.forget()
            exact = None if name == "part_number" else self.state.exact
            self._show(offers=(), taken=-1, exact=exact, unlisted=self.state.unlisted and name != "supplier")
        elif name == "part_number":
            self._known.want(partial(self._program.inspections.parts, actor, typed), self._on_parts, self._ignore)
        elif name == "order":
            self._known.want(partial(planning.lots_of_order, actor, typed), self._on_lots, self._ignore)
        elif name == "lot":
            part = self._fields["part_number"]
            self._known.want(partial(planning.lots_named, actor, typed, part), self._on_lots, self._ignore)
        else:
            self._known.want(partial(planning.suppliers, actor, typed), self._on_suppliers, self._ignore)

    def _look(self) -> None:
        """Ask the rules and look at the plan, when what they depend on has changed."""
        self._ask_rules()
        self._ask_plan()

    def _ask_rules(self) -> None:
        wanted = (*(self._fields[name].strip() for name in sorted(_RULE_FIELDS)), self.state.type)
        if wanted == self._asked_rules:
            return
        self._asked_rules = wanted
        part = self._fields["part_number"].strip()
        if not part:
            self._rules.forget()
            self._show(proposal=None, rules_asked=False)
            if self.state.by is ChosenBy.RULE:
                self._settle(None)
            return
        call = partial(
            self._program.assignments.find,
            self._actor,
            part,
            self._fields["supplier"].strip(),
            self._fields["operation"].strip(),
            self.state.type,
        )
        self._rules.want(call, self._on_proposal, self._ignore)

    def _ask_plan(self) -> None:
        fields = {name: self._fields[name].strip() for name in _PLAN_FIELDS}
        wanted = (tuple(sorted(fields.items())), self.state.type, self.state.chosen)
        if wanted == self._asked_plan:
            return
        self._asked_plan = wanted
        if self.state.chosen is None or not fields["part_number"]:
            self._plans.forget()
            self._show(preview=None, plan_problem=None)
            return
        call = partial(
            self._program.planning.preview,
            self._actor,
            self.state.chosen,
            fields["lot_quantity"],
            fields["supplier"],
            fields["part_number"],
            part_revision=fields["part_revision"],
            operation=fields["operation"],
            inspection_type=self.state.type,
            lot=fields["lot"],
            covers=fields["covers"],
        )
        self._plans.want(call, self._on_preview, self._on_plan_problem)

    def _settle(self, proposal: Proposal | None) -> None:
        """Choose what the rules propose, else the only checklist there is, else nothing."""
        published = self.state.published
        if proposal is not None:
            self._show(chosen=proposal.revision_id, by=ChosenBy.RULE)
        elif published is not None and len(published) == 1:
            self._show(chosen=published[0].id, by=ChosenBy.ONLY)
        else:
            self._show(chosen=None, by=ChosenBy.NOBODY)

    def _show(self, **changes: Any) -> None:
        after = replace(self.state, **changes)
        if after != self.state:
            self.state = after
            self._changed()


def split_serials(text: str) -> tuple[str, ...]:
    """Return the serial numbers that are separated by commas or semicolons, each once."""
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _of_part(part: PartRow) -> Offer:
    words = " ".join(word for word in (part.number, part.revision, part.name) if word)
    return Offer(words, (("part_number", part.number), ("part_name", part.name), ("part_revision", part.revision)))


def _of_lot(lot: KnownLot) -> Offer:
    part = " ".join(word for word in (lot.part_number, lot.part_revision, lot.part_name) if word)
    words = " · ".join(word for word in (lot.lot, lot.quantity, part, lot.supplier) if word)
    values = {
        "part_number": lot.part_number,
        "part_name": lot.part_name,
        "part_revision": lot.part_revision,
        "order": lot.order,
        "supplier": lot.supplier,
        "lot": lot.lot,
        "lot_quantity": lot.quantity,
    }
    return Offer(words, tuple((name, text) for name, text in values.items() if text))
